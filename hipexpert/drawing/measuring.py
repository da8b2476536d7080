"""The drawing of a range as it is measured: the position, the zero line, the athlete's degrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hipexpert.drawing.marks import open_spot
from hipexpert.drawing.movement import Movement, base_pose, camera_of, turned
from hipexpert.drawing.outline import Spot
from hipexpert.drawing.painting import Painted, painted
from hipexpert.drawing.picture import HEIGHT, WIDTH, fitted
from hipexpert.drawing.props import read_prop
from hipexpert.drawing.svg import document, line, polygon, text
from hipexpert.drawing.view import SideView
from hipexpert.model import KnowledgeBase, number_text
from hipexpert.vocabulary.body import OF_MOTION, RIGHT
from hipexpert.vocabulary.drawing import (
    BASE_POSE,
    EXTERNAL_ROTATION,
    INTERNAL_ROTATION,
    SEEN_FROM,
    WITH_PROP,
)
from hipexpert.vocabulary.measuring import HIGHEST_MEAN_DEGREES, LOWEST_MEAN_DEGREES, NORM

MOTIONS = (INTERNAL_ROTATION, EXTERNAL_ROTATION)
FOOT, KNEE = "working-foot", "working-knee"

_WEDGE, _ZERO, _AXIS, _ROOM = 0.82, 1.28, 0.9, 1.35
"""How far the wedge, the zero line, the axis and the number reach, in lengths of the shin."""

_ALONG = (0.3, 0.6, 0.9, 1.05, 1.2)
"""Where along the two lines of the angle the number is not to stand."""

_WIDEST = 62.0
"""Degrees to both sides that there is room for, so that the picture is as large at every number."""

_NUMBER = (44.0, 20.0)
"""The room of the number of degrees."""


def measuring_positions(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The positions that a rotation is measured in: those that say whence they are seen."""
    return tuple(
        sorted(
            thing
            for thing, said in knowledge.words.items()
            if BASE_POSE in said and knowledge.object(thing, SEEN_FROM) is not None
        )
    )


def measuring_drawing(
    knowledge: KnowledgeBase,
    position: str,
    motion: str,
    side: str,
    degrees: float | None = None,
    styled: bool = True,
) -> str:
    """How far a rotation of one side was measured to go in a position, as SVG.

    Without `degrees` the leg is drawn at the middle of the means that were published, and no number
    stands beside it. Raises KeyError for a position that has no pose.
    """
    if position not in measuring_positions(knowledge):
        raise KeyError(position)
    shown = published(knowledge, motion) if degrees is None else degrees
    movement = measuring_movement(knowledge, position, motion, shown)
    sign = 1 if side == RIGHT else -1
    widest = [SideView(measuring_movement(knowledge, position, m, _WIDEST), sign) for m in MOTIONS]
    said = "" if degrees is None else f"{number_text(degrees)}°".replace("-", "−")

    def paint(view: SideView) -> Painted:
        reached = [place for each in widest for place in _reached(each.at_scale(view.scale))]
        return _measured(view, said, reached)

    elements = fitted(SideView(movement, sign), paint)
    name = f"{knowledge.label(motion)} {knowledge.label(side)}, {knowledge.label(position)}"
    described = knowledge.text(position, "skos:definition")
    return document(
        elements, (WIDTH, HEIGHT), f"{name}: {said}" if said else name, described, styled
    )


def measuring_movement(
    knowledge: KnowledgeBase, position: str, motion: str, degrees: float
) -> Movement:
    """The turn of the thigh from nought to so many degrees. Raises PoseFault."""
    start = base_pose(knowledge, position)
    sign = -1 if motion == EXTERNAL_ROTATION else 1
    props = knowledge.words.get(position, {}).get(WITH_PROP, ())
    return Movement(
        name=position,
        start=start,
        end=turned(start, "working-hip", INTERNAL_ROTATION, sign * degrees),
        camera=camera_of(knowledge, position),
        shows=(FOOT,),
        effort="",
        props=tuple(read_prop(str(prop)) for prop in props),
        trains=(motion,),
    )


def published(knowledge: KnowledgeBase, motion: str) -> float:
    """The middle of the means of a motion that studies published, in degrees."""
    for norm in knowledge.instances(NORM):
        if knowledge.object(norm, OF_MOTION) == motion:
            lowest, highest = (
                knowledge.object(norm, p) for p in (LOWEST_MEAN_DEGREES, HIGHEST_MEAN_DEGREES)
            )
            if isinstance(lowest, int | float) and isinstance(highest, int | float):
                return (lowest + highest) / 2
    return 0.0


def _measured(view: SideView, said: str, reached: Sequence[Spot]) -> Painted:
    """The figure with the wedge of the angle, its zero line and its number."""
    figure = painted(view, view.end)
    knee = view.place(view.end[KNEE])
    way = view.path(FOOT)
    zero = _from(knee, way[0], _ZERO)
    wedge = [knee, *(_from(knee, place, _WEDGE) for place in way)]
    axis = [knee, _from(knee, way[-1], _AXIS)]
    marks = [polygon(wedge, "wedge"), line([knee, zero], "zero"), line(axis, "axis")]
    room = figure.room.with_places([zero, *wedge, *reached])
    taken = [_from(knee, place, share) for place in (way[0], way[-1]) for share in _ALONG]
    if said:
        middle = _from(knee, way[len(way) // 2], _ROOM)
        left, top = open_spot(middle, _NUMBER, room, figure.pieces, taken)
        marks.append(text(said, left + _NUMBER[0] / 2, top + _NUMBER[1] - 3, "angle", "middle"))
    return replace(figure, elements=(*figure.elements, *marks), room=room)


def _reached(view: SideView) -> list[Spot]:
    """Where a number may come to stand, from nought to the widest turn."""
    knee = view.place(view.end[KNEE])
    wide, high = _NUMBER
    places = [_from(knee, place, _ROOM) for place in view.path(FOOT)]
    return [(x + a * wide, y + b * high) for x, y in places for a, b in ((-0.5, -1), (0.5, 0.7))]


def _from(knee: Spot, place: Spot, times: float) -> Spot:
    return (
        knee[0] + (place[0] - knee[0]) * times,
        knee[1] + (place[1] - knee[1]) * times,
    )
