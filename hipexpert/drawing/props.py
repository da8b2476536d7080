"""What a drill is done with, placed by the body: a bench under a foot, a band round an ankle.

    prop = kind ( "under" | "at" ) point [ way ] | kind "from" point "to" point [ way ]

A block stands on the floor and reaches up to what is on it, so that it bears it in every pose.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hipexpert.drawing.camera import Camera
from hipexpert.drawing.notation import POINTS, Measures, _way, _Words
from hipexpert.drawing.skeleton import SOLE, Figure, body_way, thickness
from hipexpert.drawing.vectors import Vector

BLOCKS = {
    "chair": (0.42, 0.42),
    "bench": (0.9, 0.34),
    "bench-end": (0.34, 0.9),
    "box": (0.5, 0.4),
    "high-box": (0.5, 0.6),
    "cushion": (0.4, 0.3),
}
"""Width and depth of each kind, in metres."""

ROUNDS = {
    "roller": (0.075, 0.22),
    "ball": (0.045, 0.0),
    "football": (0.11, 0.0),
    "medicine-ball": (0.12, 0.0),
    "dumbbell": (0.055, 0.1),
    "plates": (0.2, 0.03),
}
"""Radius and half the length from side to side of each kind, in metres."""

LINES = ("band", "belt")
WALLS = ("wall",)
KINDS = (*BLOCKS, *ROUNDS, *LINES, *WALLS)


class Prop(NamedTuple):
    """A thing of a kind `at` a point or under it, or from one `to` another, a way from there."""

    kind: str
    how: str
    point: str
    to: str
    way: Measures


def read_prop(text: str) -> Prop:
    """The prop that a text says. Raises NotationError."""
    words = _Words(text)
    kind = words.one_of(KINDS, "thing to do a drill with")
    how = words.one_of(("from",) if kind in LINES else ("under", "at"), "word for where it is")
    point, to = words.one_of(POINTS[1:], "point of the body"), ""
    if how == "from":
        words.one_of(("to",), "word before where it ends: 'to'")
        to = words.one_of(POINTS[1:], "point of the body")
    way = () if words.ended else _way(words)
    if words.word:
        raise words.fault(f"'{words.word}' does not belong here")
    return Prop(kind, how, point, to, way)


class Solid(NamedTuple):
    """The corners of a block, bottom and top, each going round; or two ends of a round thing."""

    corners: tuple[Vector, ...]
    radius: float = 0.0

    @property
    def round(self) -> bool:
        """Whether it has two ends and no corners."""
        return len(self.corners) == 2

    @property
    def slab(self) -> Solid:
        """The upper part of a block that stands on posts."""
        under = tuple(corner._replace(z=corner.z - _SLAB) for corner in self.corners[4:])
        return Solid((*under, *self.corners[4:]))


_SLAB = 0.07
_ON_POSTS = ("chair", "bench", "bench-end")


def on_posts(prop: Prop) -> bool:
    """Whether a thing stands on legs, so that one sees through below it."""
    return prop.kind in _ON_POSTS


def posts(block: Solid) -> Iterable[tuple[Vector, Vector]]:
    """The legs of a block, each from the floor up."""
    return zip(block.corners[:4], block.slab.corners[:4], strict=True)


def solid(prop: Prop, figure: Figure, posture: str, sign: int) -> Solid:
    """Where a prop is in space; `sign` is -1 where the figure works on its left."""
    way = body_way(posture, prop.way, _side(prop.to or prop.point))
    way = way if sign > 0 else way.mirrored()
    if prop.kind in LINES:
        return Solid((figure[prop.point], figure[prop.to].plus(way)))
    at = figure[prop.point].plus(way)
    if prop.kind in ROUNDS:
        radius, half = ROUNDS[prop.kind]
        if prop.how == "under":
            at = at._replace(z=at.z - thickness(prop.point) - radius)
        return Solid(tuple(at.plus(Vector(s * half, 0, 0)) for s in (-1, 1)), radius)
    if prop.kind in WALLS:
        return _block(at._replace(z=0), 0.05, 1.3, 1.25)
    under = SOLE if prop.point.endswith("ankle") else thickness(prop.point)
    top = at.z - under if prop.how == "under" else at.z
    return _block(
        at._replace(z=max(top - 0.1, 0) if prop.kind == "cushion" else 0), *BLOCKS[prop.kind], top
    )


def _side(point: str) -> str:
    return "other" if point.startswith("other") else "working"


def _block(at: Vector, wide: float, deep: float, top: float) -> Solid:
    round_ = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return Solid(
        tuple(
            Vector(at.x + x * wide / 2, at.y + y * deep / 2, z)
            for z in (at.z, top)
            for x, y in round_
        )
    )


def faces(block: Solid, camera: Camera) -> Iterable[tuple[str, tuple[Vector, ...]]]:
    """The faces of a block that are seen, each with how it looks: its top, or a side."""
    c = block.corners
    for n in range(4):
        m = (n + 1) % 4
        out = c[m].minus(c[n]).cross(Vector(0, 0, 1))
        if out.dot(camera.towards) > 1e-6:
            yield "prop", (c[n], c[m], c[4 + m], c[4 + n])
    if camera.towards.z > 0.02:
        yield "top", c[4:]
