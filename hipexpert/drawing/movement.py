"""The movement of a drill as its poses declare it: from a start to an end, seen from one side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeVar

from hipexpert.drawing.camera import Camera
from hipexpert.drawing.notation import POINTS, PosePart, read_pose
from hipexpert.drawing.posing import Contradiction, between, posed
from hipexpert.drawing.props import Prop, read_prop
from hipexpert.drawing.skeleton import Figure, OutOfReach, Pose, figure
from hipexpert.drawing.vectors import Vector
from hipexpert.model import KnowledgeBase
from hipexpert.notation import NotationError, did_you_mean
from hipexpert.vocabulary.drawing import (
    ARROW_FOLLOWS,
    AZIMUTH_DEGREES,
    BASE_POSE,
    BOTH_WAYS,
    END_POSE,
    HAS_EFFORT,
    HEIGHT_DEGREES,
    HELD,
    IN_FAMILY,
    IN_POSITION,
    RETURNING,
    SEEN_FROM,
    SOFT_TISSUE,
    START_POSE,
    WITH_PROP,
)
from hipexpert.vocabulary.prescription import BOTH_SIDES_AT_ONCE, TRAINS, WORKED

STEPS = 6
"""Into so many parts the path of a point is cut."""

_TRAVELS = 0.12
"""Metres of the pelvis or the neck from which a movement is shown in two frames."""

Found = TypeVar("Found")


class PoseFault(Exception):
    """What is wrong with what a `thing` says with `property`, at an offset of its text."""

    def __init__(self, thing: str, property: str, text: str, fault: NotationError):
        super().__init__(fault.message)
        self.thing, self.property, self.text, self.fault = thing, property, text, fault


@dataclass(frozen=True)
class Movement:
    """Two poses, the points whose paths are the arrows, and the camera. The right side works."""

    name: str
    start: Pose
    end: Pose
    camera: Camera
    shows: tuple[str, ...]
    effort: str
    props: tuple[Prop, ...] = ()
    both_legs: bool = False
    trains: tuple[str, ...] = ()

    @cached_property
    def start_figure(self) -> Figure:
        return figure(self.start)

    @cached_property
    def end_figure(self) -> Figure:
        return figure(self.end, self.start_figure)

    @property
    def held(self) -> bool:
        return self.effort == HELD

    @property
    def returning(self) -> bool:
        return self.effort == RETURNING

    @property
    def both_ways(self) -> bool:
        return self.effort == BOTH_WAYS

    def path(self, point: str) -> tuple[Vector, ...]:
        """Where a point is on the way from start to end."""
        return tuple(each[point_name(point)] for each in self._way)

    def figures(self) -> tuple[Figure, ...]:
        """The figures on the way, the first of them the start and the last the end."""
        return self._way

    def named_figures(self) -> tuple[tuple[str, Figure], tuple[str, Figure]]:
        return ("start", self.start_figure), ("end", self.end_figure)

    @cached_property
    def _way(self) -> tuple[Figure, ...]:
        on_the_way = (
            figure(between(self.start, self.end, step / STEPS), self.start_figure, exact=False)
            for step in range(1, STEPS)
        )
        return (self.start_figure, *on_the_way, self.end_figure)

    @property
    def frames(self) -> int:
        """Two where the trunk or the pelvis travels, else one."""
        moved = (
            self.end_figure[point].minus(self.start_figure[point]).length
            for point in ("pelvis", "neck")
        )
        return 2 if not self.held and max(moved) > _TRAVELS else 1

    @property
    def accented(self) -> frozenset[str]:
        """The limbs that work."""
        if self.both_legs:
            return frozenset(("working-leg", "other-leg"))
        arm = any(point.endswith(("hand", "elbow")) for point in self.shows)
        return frozenset(("working-arm" if arm else "working-leg",))


def point_name(point: str) -> str:
    """The point of a figure that a name stands for: a foot is drawn by its ankle."""
    return point.replace("foot", "ankle")


def movement(knowledge: KnowledgeBase, drill: str) -> Movement | None:
    """The movement of a drill, or None where the knowledge declares none. Raises PoseFault."""
    said = knowledge.words.get(drill, {})
    if END_POSE not in said and START_POSE not in said:
        return None
    position = str(knowledge.object(drill, IN_POSITION) or "")
    base = base_pose(knowledge, position)
    start = _read(knowledge, drill, START_POSE, lambda parts: posed(parts, base))
    before = _settled(knowledge, drill, START_POSE, start)
    end = _read(knowledge, drill, END_POSE, lambda parts: posed(parts, start, before))
    _settled(knowledge, drill, END_POSE, end, before)
    return Movement(
        name=drill,
        start=start,
        end=end,
        camera=camera_of(knowledge, drill),
        shows=_shown(knowledge, drill),
        effort=str(knowledge.object(drill, HAS_EFFORT) or ""),
        props=tuple(
            _faulting(drill, WITH_PROP, str(text), read_prop) for text in said.get(WITH_PROP, ())
        ),
        both_legs=knowledge.object(drill, WORKED) == BOTH_SIDES_AT_ONCE,
        trains=_trained(knowledge, drill),
    )


def base_pose(knowledge: KnowledgeBase, position: str) -> Pose:
    """The pose of a position before a drill says what differs. Raises PoseFault."""
    return _read(knowledge, position, BASE_POSE, posed)


def camera_of(knowledge: KnowledgeBase, thing: str) -> Camera:
    """Whence a drill or a position is seen."""
    view = str(knowledge.object(thing, SEEN_FROM))
    said = knowledge.words.get(view, {})
    azimuth, height = (float(said.get(p, (0,))[0]) for p in (AZIMUTH_DEGREES, HEIGHT_DEGREES))
    return Camera(azimuth, height)


def _read(
    knowledge: KnowledgeBase,
    thing: str,
    property: str,
    make: Callable[[tuple[PosePart, ...]], Pose],
) -> Pose:
    text = knowledge.text(thing, property)
    if not text:
        return make(())
    return _faulting(thing, property, text, lambda text: make(_parts(text)))


@lru_cache(maxsize=512)
def _parts(text: str) -> tuple[PosePart, ...]:
    return read_pose(text)


def _settled(
    knowledge: KnowledgeBase, thing: str, property: str, pose: Pose, before: Figure | None = None
) -> Figure:
    text = knowledge.text(thing, property)
    return _faulting(thing, property, text, lambda _: figure(pose, before))


def _faulting(thing: str, property: str, text: str, read: Callable[[str], Found]) -> Found:
    """What is read from a text, or a fault that knows where in it."""
    try:
        return read(text)
    except NotationError as error:
        raise PoseFault(thing, property, text, error) from None
    except (Contradiction, OutOfReach) as error:
        whole = NotationError(str(error), 0, len(text))
        raise PoseFault(thing, property, text, whole) from None


def _shown(knowledge: KnowledgeBase, drill: str) -> tuple[str, ...]:
    found = []
    for text in map(str, knowledge.words[drill].get(ARROW_FOLLOWS, ())):
        if text not in SHOWN_POINTS:
            fault = NotationError(f"'{text}' is no point of the body", 0, len(text))
            fault.hint = did_you_mean(text, SHOWN_POINTS)
            raise PoseFault(drill, ARROW_FOLLOWS, text, fault)
        found.append(text)
    return tuple(found)


def _trained(knowledge: KnowledgeBase, drill: str) -> tuple[str, ...]:
    """The motions whose angles change as the drill is done: rolling and pressing change none."""
    if knowledge.object(drill, IN_FAMILY) == SOFT_TISSUE:
        return ()
    return tuple(map(str, knowledge.objects(drill, TRAINS)))


SHOWN_POINTS = (*POINTS[1:], "working-foot", "other-foot")


def turned(pose: Pose, joint: str, motion: str, degrees: float) -> Pose:
    """The pose with one angle set."""
    return replace(pose, angles={**pose.angles, (joint, motion): degrees})
