"""The geometry of the picture of a range: a quarter dial for a motion on one side.

The least it can show stands upright, nought unless a range is below it, and the dial opens towards
its own side, so that left and right beside each other are mirror images. The wedge is the range
measured, from nought; the band on the rim lies around the value of the other side, as wide as the
error of measurement; the line outside the rim spans the means that studies published.
"""

from __future__ import annotations

from math import cos, radians, sin
from typing import NamedTuple

from hipexpert.vocabulary.body import LEFT

SIZE = 200
"""Width and height of the picture, in units of its own."""

_HUB = 26
"""How far the hub is from the two edges it sits at."""

_WEDGE, _BAND_IN, _BAND_OUT, _TICK_OUT, _SPAN, _NUMBER = 122, 126, 138, 145, 149, 161
_STEP = 10


class DialTick(NamedTuple):
    """A mark on the rim, with its number where it has one and where that stands."""

    line: str
    text: str
    x: float
    y: float


class Dial(NamedTuple):
    """Paths in SVG. `wedge` and `needle` are empty where nothing was measured, `band` and
    `other` where the other side was not, `span` where no mean was published."""

    face: str
    wedge: str
    needle: str
    band: str
    other: str
    span: str
    ticks: tuple[DialTick, ...]
    hub: tuple[float, float]


def dial(
    side: str,
    value: float | None,
    other: float | None,
    error: float | None,
    means: tuple[float, float] | None,
    most: float,
    least: float = 0,
) -> Dial:
    """The dial of one side. All are degrees; `means` are the lowest and the highest published,
    `least` and `most` are what the dial can show."""
    draw = _Drawing(-1 if side == LEFT else 1, least, most)
    wedge = needle = band = mark = ""
    if value is not None:
        wedge, needle = draw.sector(*sorted((0, value))), draw.spoke(value, 0, _WEDGE)
    if other is not None:
        mark = draw.spoke(other, _BAND_IN, _TICK_OUT)
        if error:
            band = draw.ring(other - error, other + error)
    span = draw.rim(*means) if means else ""
    face, ticks = draw.sector(least, most), tuple(draw.ticks())
    return Dial(face, wedge, needle, band, mark, span, ticks, draw.hub)


class _Drawing:
    """Draws on one dial; `way` is -1 when it opens to the left."""

    def __init__(self, way: int, least: float, most: float):
        self.way = way
        self.least = least
        self.most = most
        self.hub = (float(SIZE - _HUB if way < 0 else _HUB), float(SIZE - _HUB))

    def point(self, degrees: float, radius: float) -> tuple[float, float]:
        """Where a value stands; the dial always spans a quarter of a circle."""
        within = min(max(degrees, self.least), self.most) - self.least
        angle = radians(90 * within / (self.most - self.least))
        x, y = self.hub
        return round(x + self.way * radius * sin(angle), 1), round(y - radius * cos(angle), 1)

    def at(self, degrees: float, radius: float) -> str:
        return "{:g} {:g}".format(*self.point(degrees, radius))

    def spoke(self, degrees: float, inner: float, outer: float) -> str:
        return f"M{self.at(degrees, inner)}L{self.at(degrees, outer)}"

    def arc(self, degrees: float, radius: float, onwards: bool) -> str:
        sweep = int(onwards == (self.way > 0))
        return f"A{radius} {radius} 0 0 {sweep} {self.at(degrees, radius)}"

    def sector(self, start: float, end: float) -> str:
        rim = self.arc(end, _WEDGE, True)
        return f"M{self.at(self.least, 0)}L{self.at(start, _WEDGE)}{rim}Z"

    def ring(self, start: float, end: float) -> str:
        outer, inner = self.arc(end, _BAND_OUT, True), self.arc(start, _BAND_IN, False)
        return f"M{self.at(start, _BAND_OUT)}{outer}L{self.at(end, _BAND_IN)}{inner}Z"

    def rim(self, start: float, end: float) -> str:
        return f"M{self.at(start, _SPAN)}{self.arc(end, _SPAN, True)}"

    def ticks(self) -> list[DialTick]:
        found = []
        for degrees in range(int(self.least), int(self.most) + 1, _STEP):
            numbered = degrees % (3 * _STEP) == 0
            line = self.spoke(degrees, _BAND_OUT + (0 if numbered else 4), _TICK_OUT)
            text = str(degrees) if numbered else ""
            found.append(DialTick(line, text, *self.point(degrees, _NUMBER)))
        return found
