"""The laws of the drawings: each drill is drawn or said not to be, and no drawing misleads.

They are decided on angles and on where points come to lie, without a picture. A home whose ontology
has no word for a pose speaks of no drawings, and is held to none of this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from hipexpert.drawing import judging
from hipexpert.drawing.judging import Limit
from hipexpert.drawing.measuring import MOTIONS, measuring_movement, measuring_positions
from hipexpert.drawing.movement import Movement, PoseFault, movement
from hipexpert.drawing.notation import MOTIONS as JOINT_MOTIONS
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Location, Problem, WrittenKnowledge
from hipexpert.vocabulary.drawing import (
    ABDUCTION,
    ARROW_FOLLOWS,
    BASE_POSE,
    BOUNDS_ANGLE,
    END_POSE,
    FLEXION,
    INTERNAL_ROTATION,
    JOINT_LIMIT,
    LEAST_DEGREES,
    MOST_DEGREES,
    NOT_DRAWN,
    SEEN_FROM,
    START_POSE,
)
from hipexpert.vocabulary.prescription import DRILL

USUAL = 35
"""Degrees of a rotation at which the drawings of measuring are judged."""


class Drawn:
    """All that a home draws: the movements that can be read, and what is wrong with the others."""

    def __init__(self, knowledge: WrittenKnowledge):
        self.knowledge = knowledge
        self.movements: list[Movement] = []
        self.faults: list[PoseFault] = []
        if self.spoken_of:
            self._read()

    @property
    def spoken_of(self) -> bool:
        return END_POSE in self.knowledge.properties

    def _read(self) -> None:
        for drill in self.knowledge.instances(DRILL):
            self._keep(lambda name=drill: movement(self.knowledge, name))  # type: ignore[misc]
        for position in measuring_positions(self.knowledge):
            for motion in MOTIONS:
                self._keep(
                    lambda name=position, motion=motion: measuring_movement(  # type: ignore[misc]
                        self.knowledge, name, motion, USUAL
                    )
                )

    def _keep(self, read: Callable[[], Movement | None]) -> None:
        try:
            found = read()
        except PoseFault as fault:
            told = {(each.thing, each.property) for each in self.faults}
            if (fault.thing, fault.property) not in told:
                self.faults.append(fault)
            return
        if found is not None:
            self.movements.append(found)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """How far each angle goes that the home bounds."""
        said = (self.knowledge.words[name] for name in self.knowledge.instances(JOINT_LIMIT))
        return tuple(
            Limit(name, ANGLES[name], float(each[LEAST_DEGREES][0]), float(each[MOST_DEGREES][0]))
            for each in said
            if (name := str(each.get(BOUNDS_ANGLE, ("",))[0])) in ANGLES
            and LEAST_DEGREES in each
            and MOST_DEGREES in each
        )

    def problem(self, each: Movement, message: str, law: str, hint: str) -> Problem:
        """A problem with a movement, where its end is declared."""
        place = self._place(each.name, END_POSE, START_POSE, BASE_POSE)
        return problem_at(
            self.knowledge.home, place, f"the drawing of '{each.name}': {message}", law, hint
        )

    def _place(self, thing: str, *properties: str) -> Location:
        stated = {
            triple.predicate: triple.object_at
            for triple in self.knowledge.triples
            if triple.subject == thing and triple.predicate in properties
        }
        return next((stated[p] for p in properties if p in stated), self.knowledge.where[thing])

    def place_in(self, fault: PoseFault) -> Location:
        """Where in its file a text cannot be read: a quote stands before it."""
        start = next(
            (
                triple.object_at
                for triple in self.knowledge.triples
                if (triple.subject, triple.predicate) == (fault.thing, fault.property)
                and triple.object == fault.text
            ),
            None,
        )
        if start is None:
            return self.knowledge.where[fault.thing]
        return start._replace(column=start.column + 1 + fault.fault.offset)


ANGLES = {
    f"hip {FLEXION}": 0,
    f"hip {ABDUCTION}": 1,
    f"hip {INTERNAL_ROTATION}": 2,
    f"knee {FLEXION}": 3,
}
"""The angles that can be bounded, by the place each has in HipAngles."""

assert all(name.split()[1] in JOINT_MOTIONS[name.split()[0]] for name in ANGLES)


def every_drill_is_drawn_or_said_not_to_be(drawn: Drawn) -> Iterator[Problem]:
    """Every drill has a pose, or says why it is not drawn, and not both."""
    knowledge = drawn.knowledge
    for drill in knowledge.instances(DRILL) if drawn.spoken_of else ():
        said = knowledge.words.get(drill, {})
        posed = [name for name in (START_POSE, END_POSE) if name in said]
        if bool(posed) == (NOT_DRAWN in said):
            does = "both has a pose and is" if posed else "neither has a pose nor is"
            message = f"'{drill}' {does} said not to be drawn"
            hint = f"give it an '{END_POSE}', or say in '{NOT_DRAWN}' what a drawing would mislead"
            hint += " about"
            yield problem_at(knowledge.home, knowledge.where[drill], message, "drawn-or-told", hint)


def every_pose_can_be_read(drawn: Drawn) -> Iterator[Problem]:
    """Every pose, point and prop can be read, and every hand and foot reaches its place."""
    for fault in drawn.faults:
        place, width = drawn.place_in(fault), fault.fault.width
        message = f"'{fault.property}' of '{fault.thing}': {fault}"
        yield Problem(place, message, "pose-unread", fault.fault.hint, width=width)


def every_drawing_is_whole(drawn: Drawn) -> Iterator[Problem]:
    """A drawing says whence it is seen, and what its arrow follows where something moves."""
    for each in drawn.movements:
        lacks = []
        if drawn.knowledge.object(each.name, SEEN_FROM) is None:
            lacks.append(SEEN_FROM)
        moves = each.start != each.end and not each.shows
        lacks += [ARROW_FOLLOWS] * moves
        for name in lacks:
            hint = f"add '{name}'"
            yield drawn.problem(each, f"it has no '{name}'", "drawing-not-whole", hint)


def every_drawing_shows_what_is_trained(drawn: Drawn) -> Iterator[Problem]:
    """From start to end the working angles change by 10 degrees along what a drill trains."""
    hint = "mend the pose; or 'has-effort', where the way back is the one that is trained"
    for each in drawn.movements:
        for message in judging.shows_what_it_trains(each):
            yield drawn.problem(each, message, "not-what-it-trains", hint)


def every_movement_is_seen(drawn: Drawn) -> Iterator[Problem]:
    """Four fifths of the way of what moves are seen from where it is drawn."""
    for each in drawn.movements:
        for message in judging.is_seen(each):
            yield drawn.problem(each, message, "seen-on-edge", "let it be 'seen-from' another view")


def no_movement_is_taken_for_another(drawn: Drawn) -> Iterator[Problem]:
    """In the picture a leg does not go the way of the likeliest other movement."""
    for each in drawn.movements:
        for message in judging.is_not_mistaken(each):
            hint = "let it be 'seen-from' where the two look different"
            yield drawn.problem(each, message, "taken-for-another", hint)


def no_joint_goes_too_far(drawn: Drawn) -> Iterator[Problem]:
    """No drawing takes a joint beyond the limits that the knowledge sets for drawings."""
    for each in drawn.movements:
        for message in judging.can_be(each, drawn.limits):
            hint = "tip the pelvis, bend the other joint, or go less far"
            yield drawn.problem(each, message, "beyond-a-joint", hint)


def everybody_is_on_the_ground(drawn: Drawn) -> Iterator[Problem]:
    """No figure sinks into the floor, or hovers above it with nothing under it."""
    for each in drawn.movements:
        for message in judging.touches(each):
            hint = "let it rest on what bears it, or hold the limb at the floor"
            yield drawn.problem(each, message, "off-the-ground", hint)


DrawingLaw = Callable[[Drawn], Iterator[Problem]]

LAWS: tuple[DrawingLaw, ...] = (
    every_drill_is_drawn_or_said_not_to_be,
    every_pose_can_be_read,
    every_drawing_is_whole,
    every_drawing_shows_what_is_trained,
    every_movement_is_seen,
    no_movement_is_taken_for_another,
    no_joint_goes_too_far,
    everybody_is_on_the_ground,
)


def drawing_problems(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Everything wrong with the drawings of a home whose files could all be read."""
    if any(problem.location.file.endswith(".ttl") for problem in knowledge.problems):
        return
    drawn = Drawn(knowledge)
    for law in LAWS:
        yield from law(drawn)
