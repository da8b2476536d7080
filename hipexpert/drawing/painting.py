"""Paints one figure with what it is on and what it holds, from the furthest to the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hipexpert.drawing.notation import SIDES
from hipexpert.drawing.outline import Disc, Spot, outline, round_path
from hipexpert.drawing.pieces import Piece, in_order, pieces, segment_discs
from hipexpert.drawing.props import Prop, Solid, faces, on_posts, posts, solid
from hipexpert.drawing.skeleton import Figure
from hipexpert.drawing.svg import line, path, polygon
from hipexpert.drawing.vectors import Vector
from hipexpert.drawing.view import Extent, SideView

_SITS_HIGH = ("chair", "bench", "bench-end")
_STANDS = 1.0
"""Metres of the head above the floor from which no mat is drawn."""

_LEVEL = 26
"""Degrees of the camera up to which the floor is a line."""


@dataclass(frozen=True)
class Painted:
    """A figure as elements of SVG, with the room it takes and the pieces it is made of."""

    elements: tuple[str, ...]
    room: Extent
    pieces: tuple[Piece, ...]


def painted(view: SideView, figure: Figure) -> Painted:
    """The figure, on the floor or a mat, with the things of the drill."""
    back, back_places = _standing_things(view)
    ground, ground_places = _ground(view, figure)
    drawn = pieces(figure, view.camera, view.scale, view.movement.accented)
    things = list(_loose_things(view, figure))
    if things:
        drawn = in_order([*drawn, *things])
    room = room_of(drawn).with_places([*back_places, *ground_places])
    return Painted((*ground, *back, *_runs(view, figure, drawn)), room, tuple(drawn))


def room_of(drawn: Iterable[Piece]) -> Extent:
    discs = [d for piece in drawn for d in piece.discs]
    return Extent(
        min(d.x - d.radius for d in discs),
        min(d.y - d.radius for d in discs),
        max(d.x + d.radius for d in discs),
        max(d.y + d.radius for d in discs),
    )


# Things


def _solid(view: SideView, prop: Prop, figure: Figure) -> Solid:
    return solid(prop, figure, view.movement.start.posture, view.sign)


def _standing_things(view: SideView) -> tuple[list[str], list[Spot]]:
    """What stands on the floor, where it stood at the start."""
    elements, places = list[str](), list[Spot]()
    for prop in view.movement.props:
        thing = _solid(view, prop, view.start)
        if thing.round:
            continue
        places += map(view.place, thing.corners)
        if on_posts(prop):
            elements += (line(list(map(view.place, ends)), "post") for ends in posts(thing))
            thing = thing.slab
        for look, corners in faces(thing, view.camera):
            elements.append(polygon(list(map(view.place, corners)), look))
    return elements, places


def _loose_things(view: SideView, figure: Figure) -> Iterable[Piece]:
    """What is held, worn or lain on, as pieces among those of the body."""
    for prop in view.movement.props:
        thing = _solid(view, prop, view.start if prop.how == "under" else figure)
        if not thing.round:
            continue
        look = "thing" if thing.radius else "line"
        discs = []
        for end in thing.corners:
            seen = view.camera.see(end)
            radius = max(thing.radius * view.scale, 0.4)
            discs.append(Disc(seen.x * view.scale, seen.y * view.scale, radius, seen.depth))
        yield Piece(prop.kind, prop.kind, look, tuple(discs), tuple(discs))


# The ground


def _ground(view: SideView, figure: Figure) -> tuple[list[str], list[Spot]]:
    """A line under those who stand, a mat under those on the floor."""
    seated_high = any(prop.kind in _SITS_HIGH for prop in view.movement.props)
    if figure["head"].z < _STANDS and not seated_high:
        places = list(map(view.place, _mat(figure)))
        return [polygon(places, "mat")], places
    if view.camera.height > _LEVEL:
        return [], []
    places = list(map(view.place, _floor(view, figure)))
    return [line(places, "floor")], places


def _mat(figure: Figure) -> tuple[Vector, ...]:
    xs = [point.x for point in figure.points.values()]
    ys = [point.y for point in figure.points.values()]
    long = max(xs) - min(xs) > max(ys) - min(ys)
    wide, deep = (0.06, 0.12) if long else (0.12, 0.06)
    left, right, near, far = min(xs) - wide, max(xs) + wide, min(ys) - deep, max(ys) + deep
    return (
        Vector(left, near, 0),
        Vector(right, near, 0),
        Vector(right, far, 0),
        Vector(left, far, 0),
    )


def _floor(view: SideView, figure: Figure) -> tuple[Vector, Vector]:
    """Two points on the floor beside the figure, as deep in the room as the foot in front."""
    right, points = view.camera.right, tuple(figure.points.values())
    near = view.camera.towards._replace(z=0).unit
    depth = max(near.dot(figure[f"{side}-heel"]) for side in SIDES)
    reach = [right.dot(point) for point in points]
    middle = near.times(depth)
    return middle.plus(right, min(reach) - 0.08), middle.plus(right, max(reach) + 0.08)


# The body


def _runs(view: SideView, figure: Figure, drawn: Sequence[Piece]) -> Iterable[str]:
    """The pieces one after another; those of one limb that follow each other become one."""
    done: set[str] = set()
    run: list[Piece] = []
    for piece in drawn:
        if run and (piece.limb, piece.look) != (run[0].limb, run[0].look):
            yield from _run(view, figure, run, done)
            run = []
        run.append(piece)
    yield from _run(view, figure, run, done)


def _run(view: SideView, figure: Figure, run: Sequence[Piece], done: set[str]) -> Iterable[str]:
    look = run[0].look
    if look == "line":
        yield line([(each.x, each.y) for each in run[0].discs], look)
        return
    yield path("".join(outline(piece.discs) for piece in run), look, outlined=look != "thing")
    for piece in run:
        yield from _weld(view, figure, piece, done)
        done.add(piece.name)
    if run[0].name == "face":
        yield from _eyes(view, figure)


_MATES = {"thigh": "shin", "shin": "thigh", "upper-arm": "forearm", "forearm": "upper-arm"}


def _weld(view: SideView, figure: Figure, piece: Piece, done: set[str]) -> Iterable[str]:
    """A disc over the gap that is left at a joint whose other half is drawn already."""
    side, _, name = piece.name.partition("-")
    mate = _MATES.get(name) if side in SIDES else None
    if not mate or f"{side}-{mate}" not in done:
        return
    others = segment_discs(figure, view.camera, view.scale, side, mate)
    for shared in set(piece.discs) & set(others):
        yield path(round_path(shared._replace(radius=shared.radius - 0.3)), piece.look)


def _eyes(view: SideView, figure: Figure) -> Iterable[str]:
    """The eyes that are seen."""
    for side in SIDES:
        eye = figure[f"{side}-eye"]
        if eye.minus(figure["head"]).unit.dot(view.camera.towards) > 0.25:
            radius = max(0.012 * view.scale, 1.1)
            yield path(round_path(Disc(*view.place(eye), radius)), "eye")
