"""One side of one movement as a camera sees it, at a scale: from points in space to a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from hipexpert.drawing.camera import Camera
from hipexpert.drawing.movement import Movement
from hipexpert.drawing.outline import Spot
from hipexpert.drawing.skeleton import Figure
from hipexpert.drawing.vectors import Vector


@dataclass(frozen=True)
class SideView:
    """A movement with its working side, `sign` 1 for the right and -1 for the left.

    `scale` is in units of the picture a metre.
    """

    movement: Movement
    sign: int
    scale: float = 100.0

    def at_scale(self, scale: float) -> SideView:
        return replace(self, scale=scale)

    @property
    def camera(self) -> Camera:
        camera = self.movement.camera
        return camera if self.sign > 0 else camera.mirrored()

    @cached_property
    def start(self) -> Figure:
        return self._of_side(self.movement.start_figure)

    @cached_property
    def end(self) -> Figure:
        return self._of_side(self.movement.end_figure)

    def _of_side(self, figure: Figure) -> Figure:
        return figure if self.sign > 0 else figure.mirrored()

    def place(self, point: Vector) -> Spot:
        """Where a point in space is in the picture."""
        seen = self.camera.see(point)
        return seen.x * self.scale, seen.y * self.scale

    def path(self, point: str) -> list[Spot]:
        """The path of a named point from start to end."""
        found = self.movement.path(point)
        return [self.place(p if self.sign > 0 else p.mirrored()) for p in found]


@dataclass(frozen=True)
class Extent:
    """What a part of a picture takes up."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def with_places(self, places: Sequence[Spot]) -> Extent:
        xs, ys = [x for x, _ in places], [y for _, y in places]
        return Extent(
            min([self.left, *xs]),
            min([self.top, *ys]),
            max([self.right, *xs]),
            max([self.bottom, *ys]),
        )

    def has(self, place: Spot) -> bool:
        """Whether a place lies within."""
        x, y = place
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def with_room(self, other: Extent) -> Extent:
        return self.with_places([(other.left, other.top), (other.right, other.bottom)])
