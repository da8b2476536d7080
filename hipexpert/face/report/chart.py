"""The geometry of the picture of a course: a motion's range on both sides, from test to test.

Tests stand at equal distances, since it is their order that is read. The bar through a value
reaches as far as error of measurement does: a later value that still lies beside it is no change.
"""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.records.progress import Course

WIDTH, HEIGHT = 460, 220
"""The size of the picture, in units of its own."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 24, 16, 30
_STEP = 10


class Point(NamedTuple):
    """A value, and the bar of error through it from `low` to `high`."""

    x: float
    y: float
    low: float
    high: float


class Curve(NamedTuple):
    """The values of one side, joined."""

    side: str
    path: str
    points: tuple[Point, ...]


class Mark(NamedTuple):
    """A line of the scale, or a date, with its text."""

    at: float
    text: str


class Chart(NamedTuple):
    curves: tuple[Curve, ...]
    degrees: tuple[Mark, ...]
    dates: tuple[Mark, ...]


def chart(course: Course) -> Chart:
    """The picture of a course of two tests or more."""
    error = course.error or 0
    values = [value for test in course.tests for value in test.ranges.values()]
    low = (min(values) - error) // _STEP * _STEP
    low = max(0, low) if min(values) >= 0 else low
    high = max(-(-(max(values) + error) // _STEP) * _STEP, low + _STEP)
    across = (WIDTH - _LEFT - _RIGHT) / max(len(course.tests) - 1, 1)
    up = (HEIGHT - _TOP - _BOTTOM) / (high - low)

    def x(place: int) -> float:
        return round(_LEFT + place * across, 1)

    def y(degrees: float) -> float:
        return round(HEIGHT - _BOTTOM - (max(degrees, low) - low) * up, 1)

    def curve(side: str) -> Curve:
        points = tuple(
            Point(x(place), y(value), *(y(value + way * (test.error or error)) for way in (-1, 1)))
            for place, test in enumerate(course.tests)
            if (value := test.ranges.get(side)) is not None
        )
        return Curve(side, "M" + "L".join(f"{p.x} {p.y}" for p in points), points)

    steps = range(int(low), int(high) + 1, _STEP)
    return Chart(
        tuple(curve(trend.side) for trend in course.trends),
        tuple(Mark(y(degrees), str(degrees)) for degrees in steps),
        tuple(Mark(x(place), test.date) for place, test in enumerate(course.tests)),
    )
