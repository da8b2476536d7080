"""Outlines of limbs in a picture: what a rubber band round a few discs would be.

Each is a path of straight lines and arcs, so that it stays short; where it is cut, points are set
along it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import atan2, cos, hypot, pi, sin
from typing import NamedTuple

from hipexpert.drawing.camera import Seen

Spot = tuple[float, float]
"""A place in a picture."""

_STEPS = 40
"""Points on a disc from which the band is found."""


class Disc(NamedTuple):
    """A disc in a picture; `depth` says how near its middle is."""

    x: float
    y: float
    radius: float
    depth: float = 0.0


def disc(point: Seen, radius: float) -> Disc:
    return Disc(point.x, point.y, radius, point.depth)


class _Touch(NamedTuple):
    """Where the band leaves one disc or comes to it."""

    x: float
    y: float
    disc: int


Band = Sequence[_Touch]
"""The points of a rubber band, in order."""


def band(discs: Sequence[Disc]) -> list[_Touch]:
    """The points of the band round the discs, each with the number of the disc it lies on."""
    points = sorted(
        _Touch(d.x + d.radius * cos(a), d.y + d.radius * sin(a), n)
        for n, d in enumerate(discs)
        for a in (2 * pi * step / _STEPS for step in range(_STEPS))
    )
    return [*_half(points), *_half(points[::-1])]


def _half(points: Iterable[_Touch]) -> list[_Touch]:
    found: list[_Touch] = []
    for point in points:
        while len(found) > 1 and _bends_in(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return found[:-1]


def _bends_in(a: _Touch, b: _Touch, c: _Touch) -> bool:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) <= 0


def outline(discs: Sequence[Disc]) -> str:
    """The band as a path of SVG."""
    touched = band(discs)
    starts = [n for n, t in enumerate(touched) if touched[n - 1].disc != t.disc]
    if not starts:
        return round_path(discs[touched[0].disc])
    turned = touched[starts[0] :] + touched[: starts[0]]
    path, run = "", list[_Touch]()
    for touch in [*turned, turned[0]]:
        if run and (touch.disc != run[0].disc or touch is turned[0]):
            path += _bend(run, discs[run[0].disc], first=not path)
            run = []
        run.append(touch)
    return path + "Z"


def _bend(run: Sequence[_Touch], on: Disc, first: bool) -> str:
    start, end = run[0], run[-1]
    path = f"{'M' if first else 'L'}{number(start.x)} {number(start.y)}"
    if len(run) > 1:
        swept = (_angle(end, on) - _angle(start, on)) % (2 * pi)
        radius = number(on.radius)
        path += f"A{radius} {radius} 0 {int(swept > pi)} 1 {number(end.x)} {number(end.y)}"
    return path


def _angle(touch: _Touch, on: Disc) -> float:
    return atan2(touch.y - on.y, touch.x - on.x)


def round_path(on: Disc) -> str:
    """A disc as a path of SVG."""
    x, y, r = number(on.x - on.radius), number(on.y), number(on.radius)
    wide = number(2 * on.radius)
    return f"M{x} {y}a{r} {r} 0 1 1 {wide} 0a{r} {r} 0 1 1 -{wide} 0Z"


def number(value: float) -> str:
    """A length of a picture, to a tenth.

    >>> number(3.04), number(-0.01)
    ('3', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def inside(x: float, y: float, touched: Band) -> bool:
    """Whether a point lies within a band."""
    return all(
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0
        for a, b in zip(touched, [*touched[1:], touched[0]], strict=True)
    )


def rim(bands: Sequence[Sequence[_Touch]], step: float) -> str:
    """The outer edge of several bands that lie over each other, as open paths of SVG."""
    lines: list[list[tuple[float, float]]] = []
    for n, touched in enumerate(bands):
        others = [other for m, other in enumerate(bands) if m != n]
        line: list[tuple[float, float]] = []
        for x, y in _along(touched, step):
            if any(inside(x, y, other) for other in others):
                line = []
                continue
            if not line:
                lines.append(line)
            line.append((x, y))
    return "".join(_polyline(line) for line in lines if len(line) > 2)


def _along(touched: Sequence[_Touch], step: float) -> Iterable[tuple[float, float]]:
    for a, b in zip(touched, [*touched[1:], touched[0]], strict=True):
        parts = max(1, int(hypot(b.x - a.x, b.y - a.y) / step))
        for part in range(parts):
            yield a.x + (b.x - a.x) * part / parts, a.y + (b.y - a.y) * part / parts
    yield touched[0].x, touched[0].y


def _polyline(line: Sequence[tuple[float, float]]) -> str:
    kept = simplified(line, 0.35)
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in kept)


def simplified(line: Sequence[tuple[float, float]], most: float) -> list[tuple[float, float]]:
    """The line without points that lie no further than `most` beside it (Douglas and Peucker)."""
    if len(line) < 3:
        return list(line)
    (ax, ay), (bx, by) = line[0], line[-1]
    length = hypot(bx - ax, by - ay) or 1e-9
    aside = [
        abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
        if length > 1e-6
        else hypot(x - ax, y - ay)
        for x, y in line[1:-1]
    ]
    far = max(range(len(aside)), key=aside.__getitem__)
    if aside[far] <= most:
        return [line[0], line[-1]]
    return simplified(line[: far + 2], most)[:-1] + simplified(line[far + 1 :], most)
