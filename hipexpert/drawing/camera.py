"""Sees a figure from one side, without perspective: a point in space becomes one in a picture.

The azimuth goes round the room from ahead (0) to the working side (90) and behind (180); the height
is how far the camera looks down. In the picture x goes right and y down, in metres; the depth grows
towards the camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians, sin
from typing import NamedTuple

from hipexpert.drawing.vectors import UP, Vector


class Seen(NamedTuple):
    """A point of a picture."""

    x: float
    y: float
    depth: float = 0.0

    def to(self, other: Seen) -> tuple[float, float]:
        return other.x - self.x, other.y - self.y

    def far(self, other: Seen) -> float:
        return hypot(*self.to(other))


@dataclass(frozen=True)
class Camera:
    """A view of the room, in degrees."""

    azimuth: float
    height: float

    def mirrored(self) -> Camera:
        return Camera(-self.azimuth, self.height)

    @cached_property
    def towards(self) -> Vector:
        """The way to the camera."""
        azimuth, height = radians(self.azimuth), radians(self.height)
        return Vector(sin(azimuth) * cos(height), cos(azimuth) * cos(height), sin(height))

    @cached_property
    def right(self) -> Vector:
        azimuth = radians(self.azimuth)
        return Vector(-cos(azimuth), sin(azimuth), 0)

    @cached_property
    def above(self) -> Vector:
        return self.towards.cross(self.right) if self.height < 90 else UP

    def see(self, point: Vector) -> Seen:
        return Seen(self.right.dot(point), -self.above.dot(point), self.towards.dot(point))
