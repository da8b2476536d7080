"""The picture beside a range that is asked for: the position, with the degrees that are typed.

It is an address, so that it can follow what is typed where scripts run. Where a position or a
motion has no drawing nothing stands there, and the words of the question suffice.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from hipexpert.drawing.measuring import MOTIONS, measuring_drawing, measuring_positions
from hipexpert.face.web.visit import NotThere, Reply, Visit
from hipexpert.knowledge.quantities import quantity
from hipexpert.model import Answers, KnowledgeBase, Question
from hipexpert.reasoning.verdict import SIDES

RANGE = "/pictures/range"
MOST_DEGREES = 120
"""What is typed beyond it is no range, and is not drawn."""


class RangeAddress(NamedTuple):
    """Where the picture of a range is; `at` is that without degrees, to which they are added."""

    now: str
    at: str


def position_question(knowledge: KnowledgeBase) -> Question | None:
    """The question whose answer is the position that ranges are measured in."""
    positions = {*measuring_positions(knowledge)}
    asked = (q for q in knowledge.questions.values() if positions & {*q.choices})
    return next(asked, None)


def measuring_picture(
    knowledge: KnowledgeBase, answers: Answers, place: tuple[str, str] | None, typed: str
) -> RangeAddress | None:
    """Where the picture of a motion on a side is, in the position that is known."""
    question = position_question(knowledge)
    position = answers.given.get(question.id) if question else None
    if place is None or position not in measuring_positions(knowledge) or place[0] not in MOTIONS:
        return None
    motion, side = place
    at = f"{RANGE}?{urlencode({'position': position, 'motion': motion, 'side': side})}"
    degrees = _degrees(typed)
    return RangeAddress(at if degrees is None else f"{at}&typed={degrees:g}", at)


def measuring(visit: Visit) -> Reply:
    """The picture of a range. Raises NotThere where there is none."""
    position, motion, side = (
        next(iter(visit.named(name)), "") for name in ("position", "motion", "side")
    )
    known = position in measuring_positions(visit.knowledge)
    if not known or motion not in MOTIONS or side not in SIDES:
        raise NotThere("There is no such picture.")
    degrees = _degrees(next(iter(visit.named("typed")), ""))
    drawn = measuring_drawing(visit.knowledge, position, motion, side, degrees)
    return Reply(drawn, media="image/svg+xml")


def _degrees(text: str) -> float | None:
    """The number that a text begins with, where it can be a range."""
    found = quantity(text)
    number = None if found is None else float(found.number)
    return number if number is not None and abs(number) <= MOST_DEGREES else None
