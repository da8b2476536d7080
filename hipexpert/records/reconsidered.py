"""A stored consultation by today's knowledge: what it comes to, and whether that may be shown.

The newest word about the athlete counts. A plan that was withdrawn is not shown; one whose red
flags were denied on another day can be read under its date, as long as it is the plan of that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hipexpert.model import Answers, Consultation, KnowledgeBase, Problem
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.record import Record
from hipexpert.records.replay import taken
from hipexpert.records.standing import PLAN, PlanStanding, Withdrawal, standing


class Reconsidered(NamedTuple):
    """What a stored consultation comes to today.

    `refused` are its answers that are taken no longer. `standing` is how its plan stands; None
    where it comes to none. It is `outdated` where today's knowledge would make another plan, and
    the red flags were not denied today.
    """

    record: Record
    consultation: Consultation
    refused: list[Problem]
    standing: PlanStanding | None = None
    outdated: bool = False

    @property
    def withdrawal(self) -> Withdrawal | None:
        return self.standing.withdrawal if self.standing else None


def reconsidered(
    knowledge: KnowledgeBase, record: Record, life: Sequence[Record], holding: Answers | None = None
) -> Reconsidered:
    """What a consultation comes to today; `life` are all of the athlete.

    `holding` are those of its answers that hold, where not all do.
    """
    answers, refused = taken(knowledge, record.answers if holding is None else holding)
    consultation = consult(knowledge, answers)
    verdict = Verdict(consultation)
    if verdict.status != PLAN:
        return Reconsidered(record, consultation, refused)
    stands = standing(knowledge, record, life)
    outdated = not stands.withdrawal and bool(stands.stale) and otherwise(verdict, record)
    return Reconsidered(record, consultation, refused, stands, outdated)


def otherwise(verdict: Verdict, record: Record) -> bool:
    """Whether today's knowledge makes another plan of a finished consultation."""
    if record.result is None:
        return False
    now = []
    for drill in verdict.drills:
        dose = verdict.dose(drill)
        now.append((drill, dose.sets, dose.repetitions, dose.hold_seconds, dose.days_per_week))
    keys = ("drill", "sets", "repetitions", "hold-seconds", "days-per-week")
    then = [tuple(line.get(key) for key in keys) for line in record.result["plan"]]
    return now != then
