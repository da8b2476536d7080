"""A result as it is handed over: with the coach's own decisions, and with days and dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from hipexpert.face.result_page import favour_text
from hipexpert.reasoning.plan import Line, Result
from hipexpert.reasoning.week import week
from hipexpert.records.overrides import IN, guarded, with_overrides
from hipexpert.records.progress import Course, Progress
from hipexpert.records.store import Override


class Row(NamedTuple):
    """A drill of the plan as it is handed over; `own` is the coach's reason for putting it in.

    `dose` is None where only the coach can say how much of it is done. `days` count from Monday.
    """

    drill: str
    label: str
    purpose: str
    dose: Line | None
    days: tuple[int, ...]
    own: Override | None


class Decision(NamedTuple):
    """What a coach decided, and why it is not followed where a safeguard bars it."""

    made: Override
    barred: str = ""


class Handout(NamedTuple):
    """A result with what the athlete's coach added to it, and the day the plan begins."""

    result: Result
    begins: date
    athlete: str = ""
    overrides: tuple[Override, ...] = ()
    concluded: str = ""
    """When and with which knowledge it was concluded first, where that was another."""
    progress: Progress | None = None
    """The athlete's ranges up to then, where the athlete is known."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What the coach decided otherwise; nothing where there is no plan to change."""
        if self.result.status != "plan":
            return ()
        plan = with_overrides(self.result.json(), self.overrides)
        return (
            *(Decision(made) for _, made in plan.taken_out),
            *(Decision(made, self._barred(made)) for made in plan.put_in),
        )

    def _barred(self, made: Override) -> str:
        """Why a safeguard does not let a drill in; it may not have stood when it was put in."""
        return " ".join(proof.because for proof in guarded(self.result, made.drill))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The plan without what the coach took out, and then what the coach put in."""
        changed = {decision.made.drill: decision for decision in self.decisions}
        lines = [line for line in self.result.lines if line.drill not in changed]
        days = week({line.drill: int(line.days_per_week or 0) for line in lines})
        planned = [
            Row(
                line.drill,
                line.label,
                f"{self.result.knowledge.label(line.slot)}, {favour_text(self.result, line)}",
                line,
                days[line.drill],
                None,
            )
            for line in lines
        ]
        added = (d.made for d in changed.values() if d.made.put == IN and not d.barred)
        return (*planned, *map(self._added, added))

    def _added(self, own: Override) -> Row:
        label = self.result.knowledge.label
        slot = self.result.knowledge.object(own.drill, "fills")
        return Row(own.drill, label(own.drill), label(slot) if slot else "", None, (), own)

    @property
    def courses(self) -> tuple[Course, ...]:
        """The motions that were measured more than once."""
        courses = self.progress.courses if self.progress else ()
        return tuple(course for course in courses if len(course.tests) > 1)

    @property
    def review(self) -> date | None:
        """The day on which the hips are measured again and the plan is looked at anew."""
        weeks = self.result.review_after_weeks
        return None if weeks is None else self.begins + timedelta(weeks=float(weeks))
