"""The arrow of a movement: the path of one named point, drawn beside what moved."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import atan2, cos, degrees, hypot, radians, sin

from hipexpert.drawing.outline import Spot, number

HEAD_LONG, HEAD_WIDE = 12.0, 11.0


def arrow(path: Sequence[Spot], both_ways: bool = False) -> tuple[str, str]:
    """The shaft and the heads of an arrow along a path of a picture, as paths of SVG."""
    shaft = list(path)
    heads = ""
    ends = (True, False) if both_ways else (False,)
    for first in ends:
        line = shaft if first else shaft[::-1]
        tip = line[0]
        back = _trimmed(line, HEAD_LONG - 2)
        heads += _head(tip, back[0])
        shaft = back if first else back[::-1]
    return _smooth(shaft), heads


def _trimmed(line: Sequence[Spot], cut: float) -> list[Spot]:
    """The line without the first `cut` of its length."""
    rest = list(line)
    while len(rest) > 2 and hypot(rest[1][0] - rest[0][0], rest[1][1] - rest[0][1]) <= cut:
        cut -= hypot(rest[1][0] - rest[0][0], rest[1][1] - rest[0][1])
        rest.pop(0)
    (ax, ay), (bx, by) = rest[:2]
    far = hypot(bx - ax, by - ay) or 1.0
    share = min(cut / far, 0.9)
    return [(ax + (bx - ax) * share, ay + (by - ay) * share), *rest[1:]]


def _head(tip: Spot, back: Spot) -> str:
    angle = atan2(tip[1] - back[1], tip[0] - back[0])
    c, s = cos(angle), sin(angle)
    corners = [(0.0, 0.0), (-HEAD_LONG, HEAD_WIDE / 2), (-HEAD_LONG, -HEAD_WIDE / 2)]
    at = [(tip[0] + x * c - y * s, tip[1] + x * s + y * c) for x, y in corners]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in at) + "Z"


def _smooth(points: Sequence[Spot]) -> str:
    """A curve through the points (Catmull and Rom), as cubic pieces."""
    if len(points) == 2:
        return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    text = f"M{number(points[0][0])} {number(points[0][1])}"
    padded = [points[0], *points, points[-1]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        one = b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6
        two = c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6
        text += "C" + " ".join(f"{number(x)} {number(y)}" for x, y in (one, two, c))
    return text


def about(path: Sequence[Spot], pivot: Spot, times: float) -> list[Spot]:
    """The path, so many times as far from the pivot."""
    x, y = pivot
    return [(x + (a - x) * times, y + (b - y) * times) for a, b in path]


def sweep(path: Sequence[Spot]) -> Spot:
    """From the first point of a path to its last."""
    return path[-1][0] - path[0][0], path[-1][1] - path[0][1]


def long(path: Sequence[Spot]) -> float:
    """The length of a path."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(path))


def lines_apart(one: Spot, other: Spot) -> float:
    """The angle between two lines of a picture, whichever way each goes; 0 to 90 degrees.

    >>> round(lines_apart((1, 0), (-1, 0.0))), round(lines_apart((1, 0), (1, 1)))
    (0, 45)
    """
    turned = degrees(atan2(one[1], one[0]) - atan2(other[1], other[0])) % 180
    return min(turned, 180 - turned)


def turned(way: Spot, angle: float) -> Spot:
    c, s = cos(radians(angle)), sin(radians(angle))
    return way[0] * c - way[1] * s, way[0] * s + way[1] * c
