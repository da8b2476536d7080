"""The pieces a figure is drawn in, and which of them lies before which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot

from hipexpert.drawing.camera import Camera
from hipexpert.drawing.notation import SIDES
from hipexpert.drawing.outline import Disc, disc
from hipexpert.drawing.skeleton import THICKNESS, Figure
from hipexpert.drawing.vectors import Vector


@dataclass(frozen=True)
class Piece:
    """A convex piece of the body: the band round a few discs. `limb` is what it is joined to."""

    name: str
    limb: str
    look: str
    discs: tuple[Disc, ...]
    axis: tuple[Disc, ...]

    @cached_property
    def depth(self) -> float:
        return sum(each.depth for each in self.axis) / len(self.axis)

    @property
    def spans(self) -> Iterable[tuple[Disc, Disc]]:
        return zip(self.axis, self.axis[1:] or self.axis, strict=False)


SEGMENTS = {
    "thigh": ("hip", "knee"),
    "shin": ("knee", "shin", "ankle"),
    "foot": ("heel", "ball", "toe"),
    "upper-arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "hand"),
}
"""The pieces of the limbs, with the points of each."""

_ARM = ("upper-arm", "forearm")
_RADII = {**THICKNESS, "ball": 0.03}
_BEFORE = 0.02
"""So much nearer than it is, in metres, a face counts as, to be seen in profile."""

_NARROWER = {("thigh", "hip"): 0.08, ("forearm", "hand"): 0.034, ("upper-arm", "shoulder"): 0.05}


def pieces(figure: Figure, camera: Camera, scale: float, working: frozenset[str]) -> list[Piece]:
    """All pieces from the furthest to the nearest; the limbs of `working` are accented."""
    draw = _Drawn(figure, camera, scale)
    found = [*draw.trunk(), *draw.head()]
    for side in SIDES:
        for name in SEGMENTS:
            limb = f"{side}-{'arm' if name in _ARM else 'leg'}"
            shade = "shoe" if name == "foot" else "skin"
            look = f"work-{shade}" if limb in working and shade == "shoe" else shade
            look = "work" if limb in working and shade == "skin" else look
            found.append(draw.segment(side, name, limb, look))
    return in_order(found)


def segment_discs(
    figure: Figure, camera: Camera, scale: float, side: str, name: str
) -> tuple[Disc, ...]:
    return _Drawn(figure, camera, scale).segment(side, name, "", "").discs


class _Drawn:
    def __init__(self, figure: Figure, camera: Camera, scale: float):
        self.figure, self.camera, self.scale = figure, camera, scale

    def disc(self, point: Vector, radius: float) -> Disc:
        seen = self.camera.see(point)
        scaled = seen._replace(x=seen.x * self.scale, y=seen.y * self.scale)
        return disc(scaled, radius * self.scale)

    def piece(
        self, name: str, limb: str, look: str, rounds: Sequence[tuple[Vector, float]], axis: int = 0
    ) -> Piece:
        discs = tuple(self.disc(*each) for each in rounds)
        return Piece(name, limb, look, discs, discs[: axis or len(discs)])

    def segment(self, side: str, name: str, limb: str, look: str) -> Piece:
        rounds = [
            (self.figure[f"{side}-{point}"], _NARROWER.get((name, point), _RADII[point]))
            for point in SEGMENTS[name]
        ]
        return self.piece(f"{side}-{name}", limb, look, rounds)

    def trunk(self) -> Iterable[Piece]:
        f = self.figure
        across = f["working-hip"].minus(f["other-hip"]).unit
        wide = f["working-shoulder"].minus(f["other-shoulder"]).unit
        middle = across.plus(wide).unit
        waist = [(f["waist"].plus(middle, sign * 0.05), 0.082) for sign in (1, -1)]
        hips = [(f[f"{side}-hip"], 0.088) for side in SIDES]
        yield self.piece(
            "pelvis", "trunk", "shorts", [(f["waist"], 0.08), (f["pelvis"], 0.08), *hips, *waist], 2
        )
        chest = [(f["chest"].plus(wide, sign * 0.065), 0.085) for sign in (1, -1)]
        belly = [(f["waist"], 0.08), (f["chest"], 0.08)]
        yield self.piece("belly", "shirt", "shirt", [*belly, *waist, *chest], 2)
        shoulders = [(f[f"{side}-shoulder"], 0.056) for side in SIDES]
        upper = [(f["chest"], 0.08), (f["neck"].plus(f["chest"].minus(f["neck"]), 0.2), 0.06)]
        yield self.piece("chest", "shirt", "shirt", [*upper, *chest, *shoulders], 2)

    def head(self) -> Iterable[Piece]:
        f = self.figure
        neck = [(f["neck"].plus(f["chest"].minus(f["neck"]), 0.1), 0.05)]
        throat = f["head"].plus(f["chin"].minus(f["head"]), 0.3)
        yield self.piece("neck", "head", "skin", [*neck, (throat, 0.05)])
        face = self.piece("face", "face", "skin", [(f["brow"], 0.086), (f["chin"], 0.05)])
        yield self.piece("hair", "hair", "hair", [(f["crown"], 0.105)])
        yield replace(face, axis=tuple(d._replace(depth=d.depth + _BEFORE) for d in face.axis))


def in_order(found: Sequence[Piece]) -> list[Piece]:
    """The pieces so that what is nearer where two meet comes later; of those free the furthest, and
    what is joined to the one before, first."""
    behind: dict[int, set[int]] = {n: set() for n in range(len(found))}
    for n, one in enumerate(found):
        for m in range(n):
            if nearer := _nearer(one, found[m]):
                behind[n if nearer > 0 else m].add(m if nearer > 0 else n)
    order: list[int] = []
    while len(order) < len(found):
        left = [n for n in behind if n not in order]
        free = [n for n in left if not behind[n].difference(order)] or left
        limb = found[order[-1]].limb if order else ""
        order.append(min(free, key=lambda n: (found[n].limb != limb, found[n].depth)))
    return [found[n] for n in order]


def _nearer(one: Piece, other: Piece) -> float:
    """Above 0 where one is nearer than the other at the place where they meet; 0 if they do not."""
    best, apart = 0.0, 1e9
    for a, b in one.spans:
        for c, d in other.spans:
            far, s, t = closest(a, b, c, d)
            thick = _mix(a.radius, b.radius, s) + _mix(c.radius, d.radius, t)
            if far - thick < apart:
                apart = far - thick
                best = _mix(a.depth, b.depth, s) - _mix(c.depth, d.depth, t)
    if apart > 2:
        return 0
    return best if abs(best) > 0.02 else (one.depth - other.depth) or 1e-9


def _mix(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


def closest(a: Disc, b: Disc, c: Disc, d: Disc) -> tuple[float, float, float]:
    """How far two lines ab and cd of a picture are apart, and at which shares of them."""
    crossed = _crossing(a, b, c, d)
    if crossed:
        return 0.0, *crossed
    tries = [(*_foot(a, c, d), 0.0, True), (*_foot(b, c, d), 1.0, True)]
    tries += [(*_foot(c, a, b), 0.0, False), (*_foot(d, a, b), 1.0, False)]
    far, share, end, of_first = min(tries)
    return (far, end, share) if of_first else (far, share, end)


def _crossing(a: Disc, b: Disc, c: Disc, d: Disc) -> tuple[float, float] | None:
    ux, uy, vx, vy = b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y
    area = ux * vy - uy * vx
    if abs(area) < 1e-6:
        return None
    s = ((c.x - a.x) * vy - (c.y - a.y) * vx) / area
    t = ((c.x - a.x) * uy - (c.y - a.y) * ux) / area
    return (s, t) if 0 <= s <= 1 and 0 <= t <= 1 else None


def _foot(p: Disc, a: Disc, b: Disc) -> tuple[float, float]:
    ux, uy = b.x - a.x, b.y - a.y
    long = ux * ux + uy * uy
    share = max(0.0, min(1.0, ((p.x - a.x) * ux + (p.y - a.y) * uy) / long)) if long else 0.0
    return hypot(p.x - a.x - share * ux, p.y - a.y - share * uy), share
