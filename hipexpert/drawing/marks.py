"""What is marked over a figure: where limbs were and which way they go, what presses, is level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot

from hipexpert.drawing import arrow as arrows
from hipexpert.drawing.movement import point_name
from hipexpert.drawing.notation import SIDES
from hipexpert.drawing.outline import Band, Spot, band, inside, rim
from hipexpert.drawing.pieces import SEGMENTS, Piece, segment_discs
from hipexpert.drawing.svg import line, path
from hipexpert.drawing.view import Extent, SideView

GHOSTED = 0.03
"""Metres that a limb moves from which its start is drawn."""

STAYS = 0.06
"""Metres that a joint may move and still be what the limb turns about."""

PRESSES = 0.06
"""Metres of a way that is no movement: who goes less, presses."""

_SHORTEST, _LONGEST = 30.0, 64.0
_FURTHER = (1.16, 1.25, 1.35, 1.45, 1.6)
_ASIDE = range(0, 96, 4)

_ABOVE = {
    **{"ankle": "knee", "heel": "knee", "toe": "knee", "knee": "hip", "thigh": "hip"},
    **{"hand": "shoulder", "elbow": "shoulder", "shoulder": "chest"},
}
"""The joint up the limb from each point."""

LIMBS = {"leg": ("thigh", "shin", "foot"), "arm": ("upper-arm", "forearm")}


def ghosts(view: SideView) -> Iterable[tuple[str, list[Spot]]]:
    """The start of each limb that works and moves, as a dashed outline, with its places."""
    for side in SIDES:
        for limb, segments in LIMBS.items():
            moving = [name for name in segments if _moves(view, side, name)]
            if not moving or not _told(view, side, limb):
                continue
            discs = [
                segment_discs(view.start, view.camera, view.scale, side, name) for name in moving
            ]
            edge = rim([band(each) for each in discs], 2.5)
            accented = f"{side}-{limb}" in view.movement.accented
            places = [
                (d.x + sign * d.radius, d.y + sign * d.radius)
                for each in discs
                for d in each
                for sign in (-1, 1)
            ]
            yield path(edge, "gap") + path(edge, "ghost" if accented else "ghost-other"), places


def _told(view: SideView, side: str, limb: str) -> bool:
    """Whether the way of a limb is told: it works, or the arrow follows it."""
    points = [point for point in view.movement.shows if point.startswith(side)]
    of_arm = ("hand", "elbow", "shoulder")
    followed = any(point.endswith(of_arm) == (limb == "arm") for point in points)
    return followed or f"{side}-{limb}" in view.movement.accented


def _moves(view: SideView, side: str, name: str) -> bool:
    names = (f"{side}-{point}" for point in SEGMENTS[name])
    return any(view.start[n].minus(view.end[n]).length > GHOSTED for n in names)


def arrow(way: Sequence[Spot], both_ways: bool) -> list[str]:
    """An arrow along a way, with paper round it."""
    shaft, heads = arrows.arrow(way, both_ways)
    return [path(shaft, "move-gap"), path(heads, "halo"), path(shaft, "move"), path(heads, "head")]


def turning(view: SideView, point: str, drawn: Sequence[Piece]) -> list[Spot]:
    """The path of a point, further from what it turns about, so that it clears the limb."""
    path_ = view.path(point)
    if arrows.long(path_) < 0.02 * view.scale:
        return []
    pivot = _pivot(view, point)
    if pivot is None:
        return _clear(_straight(path_), drawn)
    tries = [arrows.about(path_, pivot, times) for times in _FURTHER]
    return _clearest(tries, drawn)


def travelling(view: SideView, point: str, drawn: Sequence[Piece]) -> list[Spot]:
    """A straight arrow beside the figure, the way a point has gone."""
    path_ = view.path(point)
    if arrows.long(path_) < 0.02 * view.scale:
        return []
    return _clear(_straight(path_), drawn)


def _pivot(view: SideView, point: str) -> Spot | None:
    """Where the point turns about: the nearest joint up its limb that stays."""
    name = point_name(point)
    while (joint := name.rpartition("-")[2]) in _ABOVE:
        above = _ABOVE[joint]
        name = above if above == "chest" else f"{name.partition('-')[0]}-{above}"
        if view.start[name].minus(view.end[name]).length < STAYS:
            return view.place(view.end[name])
    return None


def _straight(path_: Sequence[Spot]) -> list[Spot]:
    """From the first place of a path to its last, neither too short to be seen nor too long."""
    (ax, ay), (bx, by) = path_[0], path_[-1]
    far = hypot(bx - ax, by - ay) or 1.0
    half = min(max(far, _SHORTEST), _LONGEST) / 2 / far
    x, y = (ax + bx) / 2, (ay + by) / 2
    return [
        (x - (bx - ax) * half, y - (by - ay) * half),
        (x + (bx - ax) * half, y + (by - ay) * half),
    ]


def _clear(way: Sequence[Spot], drawn: Sequence[Piece]) -> list[Spot]:
    """A way moved aside, or back, until it lies beside the figure."""
    (ax, ay), (bx, by) = way
    far = hypot(bx - ax, by - ay) or 1.0
    along = (bx - ax) / far, (by - ay) / far
    aside = ((-along[1], along[0]), (along[1], -along[0]), (-along[0], -along[1]))
    tries = [
        [(x + step * dx, y + step * dy) for x, y in way] for step in _ASIDE for dx, dy in aside
    ]
    return _clearest(tries, drawn)


def _clearest(tries: Sequence[list[Spot]], drawn: Sequence[Piece]) -> list[Spot]:
    """The first of several ways that covers least of the figure."""
    bands = [band(piece.discs) for piece in drawn if piece.look != "line"]
    covered = [_covered(way, bands) for way in tries]
    return tries[covered.index(min(covered))]


def _covered(way: Sequence[Spot], bands: Sequence[Band]) -> int:
    """How many points on and about a way lie on the figure."""
    if len(way) == 2:
        (ax, ay), (bx, by) = way
        way = [(ax + (bx - ax) * n / 6, ay + (by - ay) * n / 6) for n in range(7)]
    around = ((0, 0), (7, 0), (-7, 0), (0, 7), (0, -7))
    return sum(
        any(inside(x + dx, y + dy, each) for each in bands) for x, y in way for dx, dy in around
    )


def force(view: SideView, point: str) -> list[Spot]:
    """A short arrow towards a point that presses, the way it would go."""
    path_ = view.path(point)
    way = arrows.sweep(path_)
    far = hypot(*way)
    if far < 1e-6:
        return []
    x, y = path_[0]
    dx, dy = way[0] / far, way[1] / far
    off, long = 0.075 * view.scale, 0.2 * view.scale
    return [(x - (off + long) * dx, y - (off + long) * dy), (x - off * dx, y - off * dy)]


def presses(view: SideView, point: str) -> bool:
    """Whether a held point goes nowhere, and so is pressed."""
    path_ = view.movement.path(point)
    return view.movement.held and path_[-1].minus(path_[0]).length < PRESSES


def level(view: SideView) -> tuple[str, list[Spot]]:
    """A line through both hips, as wide again to both sides."""
    one, other = view.end["working-hip"], view.end["other-hip"]
    places = [view.place(a.plus(a.minus(b), 1.0)) for a, b in ((one, other), (other, one))]
    return line(places, "level"), places


def open_spot(
    wanted: Spot,
    size: tuple[float, float],
    within: Extent,
    drawn: Sequence[Piece],
    taken: Sequence[Spot],
) -> Spot:
    """The left upper corner of a spot in a room, near a place, that covers least.

    What is not to be covered is the figure, and the places that are `taken`.
    """
    bands = [band(piece.discs) for piece in drawn]
    wide, high = size
    tries = [
        (wanted[0] - wide / 2 + dx, wanted[1] - high / 2 + dy)
        for step in range(0, 76, 12)
        for dx, dy in ((step, 0), (-step, 0), (0, step), (0, -step), (step, step), (-step, step))
    ]

    def covered(spot: Spot) -> int:
        grid = [
            (spot[0] + wide * i / 4, spot[1] + high * j / 2) for i in range(5) for j in range(3)
        ]
        hidden = sum(any(inside(x, y, each) for each in bands) for x, y in grid)
        outside = sum(not within.has(place) for place in grid)
        over = sum(Extent(*spot, spot[0] + wide, spot[1] + high).has(place) for place in taken)
        return hidden + 2 * outside + 3 * over

    counts = [covered(spot) for spot in tries]
    return tries[counts.index(min(counts))]
