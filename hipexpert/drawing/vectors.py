"""Points and turns in space: x towards the athlete's right, y ahead of one who stands, z up.

A turn is a matrix of three rows. All angles are degrees.
"""

from __future__ import annotations

from functools import lru_cache
from math import acos, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple


class Vector(NamedTuple):
    """A point, or the way from one to another, in metres."""

    x: float
    y: float
    z: float

    def plus(self, other: Vector, times: float = 1.0) -> Vector:
        """The point that lies `times` the other from here."""
        return Vector(self.x + times * other.x, self.y + times * other.y, self.z + times * other.z)

    def minus(self, other: Vector) -> Vector:
        return self.plus(other, -1.0)

    def times(self, factor: float) -> Vector:
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other: Vector) -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other: Vector) -> Vector:
        return Vector(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    @property
    def length(self) -> float:
        return sqrt(self.dot(self))

    @property
    def unit(self) -> Vector:
        """The same way, one metre long; nothing stays nothing."""
        return self.times(1 / self.length) if self.length > 1e-9 else self

    def across(self, axis: Vector) -> Vector:
        """What of it is square to a unit `axis`."""
        return self.plus(axis, -self.dot(axis))

    def mirrored(self) -> Vector:
        return Vector(-self.x, self.y, self.z)


ORIGIN = Vector(0, 0, 0)
AHEAD, UP = Vector(0, 1, 0), Vector(0, 0, 1)
DOWN = Vector(0, 0, -1)


class Rotation(NamedTuple):
    """A turn in space, as the images of x, y and z."""

    right: Vector
    front: Vector
    up: Vector

    def of(self, v: Vector) -> Vector:
        """Where the turn takes a vector."""
        (a, b, c), (d, e, f), (g, h, i), (x, y, z) = *self, v
        return Vector(a * x + d * y + g * z, b * x + e * y + h * z, c * x + f * y + i * z)

    def back(self, v: Vector) -> Vector:
        """What the turn takes to a vector."""
        return Vector(self.right.dot(v), self.front.dot(v), self.up.dot(v))

    def then(self, inner: Rotation) -> Rotation:
        """The turn that is `inner` within this one."""
        return Rotation(self.of(inner.right), self.of(inner.front), self.of(inner.up))


NO_TURN = Rotation(Vector(1, 0, 0), AHEAD, UP)


@lru_cache(maxsize=512)
def about_x(angle: float) -> Rotation:
    """The turn that takes front towards up."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Rotation(Vector(1, 0, 0), Vector(0, c, s), Vector(0, -s, c))


@lru_cache(maxsize=512)
def about_y(angle: float) -> Rotation:
    """The turn that takes up towards the right."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Rotation(Vector(c, 0, -s), AHEAD, Vector(s, 0, c))


@lru_cache(maxsize=512)
def about_z(angle: float) -> Rotation:
    """The turn that takes the right towards the front."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Rotation(Vector(c, s, 0), Vector(-s, c, 0), UP)


def between(one: Vector, other: Vector) -> float:
    """The angle between two ways.

    >>> round(between(AHEAD, UP))
    90
    """
    cosine = one.unit.dot(other.unit)
    return degrees(acos(max(-1.0, min(1.0, cosine))))


def bearing(sideways: float, along: float) -> float:
    """The angle whose sine and cosine these are, up to a factor."""
    return degrees(atan2(sideways, along))
