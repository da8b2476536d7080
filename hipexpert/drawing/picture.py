"""Puts a movement into a picture: in one frame where a limb turns, in two where the body travels.

The end stands solid; in one frame the start is a dashed outline of the limbs that move. In two, the
first is the start and the second the end, whichever side works.
"""

from __future__ import annotations

from collections.abc import Callable

from hipexpert.drawing import marks
from hipexpert.drawing.movement import Movement
from hipexpert.drawing.outline import Spot
from hipexpert.drawing.painting import Painted, painted
from hipexpert.drawing.svg import moved, path, text
from hipexpert.drawing.view import Extent, SideView

WIDTH, HEIGHT, MARGIN = 240, 180, 6
MOST_SCALE = 150.0
_COUNT, _BETWEEN, _NUMERAL = 18, 26, 14
"""Room above and beside a frame for its number, and between two that stand side by side."""

_LONG = 1.35
"""So many times as wide as high, two frames stand one above the other."""


def picture(movement: Movement, sign: int) -> list[str]:
    """The elements of the picture; `sign` is 1 where the right side works, -1 for the left."""
    view = SideView(movement, sign)
    return _two(view) if movement.frames == 2 else _one(view)


def _one(view: SideView) -> list[str]:
    return fitted(view, _turned)


def fitted(view: SideView, paint: Callable[[SideView], Painted]) -> list[str]:
    """What is painted, in the middle of the picture and as large as it can be."""
    scale = view.scale * _fit(paint(view).room, WIDTH, HEIGHT)
    frame = paint(view.at_scale(scale))
    x, y = _middle(frame.room, 0, WIDTH), _upright(frame.room, 0, HEIGHT)
    return [moved(frame.elements, x, y)]


def _turned(view: SideView) -> Painted:
    """The end, or what is held, with the start of what moves and its arrow."""
    pressing = [point for point in view.movement.shows if marks.presses(view, point)]
    figure = painted(view, view.start if pressing else view.end)
    over, places = list[str](), list[Spot]()
    for ghost, where in () if pressing else marks.ghosts(view):
        over.append(ghost)
        places += where
    for point in view.movement.shows:
        way = marks.force(view, point) if pressing else marks.turning(view, point, figure.pieces)
        over += marks.arrow(way, view.movement.both_ways) if way else ()
        places += way
    if not view.movement.shows:
        line, where = marks.level(view)
        over.append(line)
        places += where
    return Painted((*figure.elements, *over), figure.room.with_places(places), figure.pieces)


def _two(view: SideView) -> list[str]:
    frames = _start_and_end(view)
    wide = max(frame.room.width for frame in frames)
    high = max(frame.room.height for frame in frames)
    stacked = wide > _LONG * high
    scale = view.scale * (_fit_stacked(frames) if stacked else _fit_beside(frames))
    start, end = _start_and_end(view.at_scale(scale))
    return _stacked(start, end) if stacked else _beside(start, end)


def _start_and_end(view: SideView) -> tuple[Painted, Painted]:
    start, end = painted(view, view.start), painted(view, view.end)
    over, places = list[str](), list[Spot]()
    for point in view.movement.shows:
        way = marks.travelling(view, point, end.pieces)
        over += marks.arrow(way, view.movement.both_ways) if way else ()
        places += way
    return start, Painted((*end.elements, *over), end.room.with_places(places), end.pieces)


def _fit(room: Extent, width: float, height: float) -> float:
    wide, high = (width - 2 * MARGIN) / room.width, (height - 2 * MARGIN) / room.height
    return min(wide, high, MOST_SCALE / 100)


def _fit_beside(frames: tuple[Painted, Painted]) -> float:
    both = frames[0].room.with_room(frames[1].room)
    wide = sum(frame.room.width for frame in frames)
    across = (WIDTH - MARGIN - _NUMERAL - _BETWEEN) / wide
    return min(across, (HEIGHT - MARGIN - _COUNT - 4) / both.height, MOST_SCALE / 100)


def _fit_stacked(frames: tuple[Painted, Painted]) -> float:
    both = frames[0].room.with_room(frames[1].room)
    high = sum(frame.room.height for frame in frames)
    down = (HEIGHT - 2 * MARGIN - 6) / high
    return min(down, (WIDTH - 2 * MARGIN - _COUNT) / both.width, MOST_SCALE / 100)


def _beside(start: Painted, end: Painted) -> list[str]:
    """Two frames on one floor, 1 on the left."""
    both = start.room.with_room(end.room)
    spare = WIDTH - start.room.width - end.room.width - _BETWEEN
    y = HEIGHT - MARGIN - (HEIGHT - MARGIN - _COUNT - both.height) / 2 - both.bottom
    first = max(spare / 2, _NUMERAL)
    second = first + start.room.width + _BETWEEN
    between = second - _BETWEEN / 2
    return [
        moved(start.elements, first - start.room.left, y),
        moved(end.elements, second - end.room.left, y),
        text("1", first - _NUMERAL + 2, _COUNT, "count"),
        text("2", second - 6, _COUNT, "count"),
        path(f"M{between - 4:.0f} {HEIGHT / 2 - 8:.0f}l6 7l-6 7", "next"),
    ]


def _stacked(start: Painted, end: Painted) -> list[str]:
    """Two frames one above the other, 1 on top."""
    both = start.room.with_room(end.room)
    spare = HEIGHT - start.room.height - end.room.height
    x = _COUNT + _middle(both, 0, WIDTH - _COUNT)
    low = spare * 2 / 3 + start.room.height
    return [
        moved(start.elements, x, spare / 3 - start.room.top),
        moved(end.elements, x, low - end.room.top),
        text("1", MARGIN, _COUNT, "count"),
        text("2", MARGIN, low + _COUNT, "count"),
    ]


def _middle(room: Extent, left: float, right: float) -> float:
    return (left + right - room.left - room.right) / 2


def _upright(room: Extent, top: float, bottom: float) -> float:
    return (top + bottom - room.top - room.bottom) / 2
