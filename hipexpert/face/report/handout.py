"""A result as it is handed over: with the coach's own decisions, and with days and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from hipexpert.face.doses import course_text, favour_text, onward_text
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.verdict import Dose, Verdict, Week
from hipexpert.reasoning.week import day_text, week
from hipexpert.records.overrides import IN, guarded, with_overrides, with_put_in
from hipexpert.records.progress import Course, Progress
from hipexpert.records.store import Override
from hipexpert.records.validity import red_flags
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import PLAN_OF_ANOTHER_DAY
from hipexpert.vocabulary.prescription import FILLS


class HandoutRow(NamedTuple):
    """A drill of the plan as it is handed over; `own` is the coach's reason for putting it in.

    `dose` is None where only the coach can say how much of it is done. `weeks` and `course` say
    what changes over the weeks, `onward` what to go on and back to. `minutes` are those of a
    session, `days` count from Monday.
    """

    drill: str
    label: str
    purpose: str
    dose: Dose | None
    weeks: tuple[Week, ...]
    course: str
    onward: str
    minutes: float
    days: tuple[int, ...]
    own: Override | None


class Decision(NamedTuple):
    """What a coach decided, and why it is not followed where a safeguard bars it."""

    made: Override
    barred: str = ""


@dataclass(frozen=True)
class Handout:
    """A result with what the athlete's coach added to it, and the day the plan begins."""

    result: Result
    begins: date
    athlete: str = ""
    overrides: tuple[Override, ...] = ()
    concluded: str = ""
    """When and with which knowledge it was concluded first, where that was another."""
    progress: Progress | None = None
    """The athlete's ranges up to then, where the athlete is known."""
    today: date | None = None
    """The day it is written on, so that what was measured on another one is said to be."""
    made: date | None = None
    """The day the plan was made, where the red flags were not all denied today."""
    stop_if: tuple[str, ...] = ()
    """The red flags that are reasons to stop, as nothing was said of them today."""

    @cached_property
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

    @cached_property
    def own(self) -> dict[str, Override]:
        """The drills that the coach put in and no safeguard bars."""
        put_in = (each for each in self.decisions if each.made.put == IN and not each.barred)
        return {each.made.drill: each.made for each in put_in}

    @cached_property
    def verdict(self) -> Verdict:
        """What is concluded with what the coach put in: how much of it is done, what to heed."""
        return with_put_in(self.result.knowledge, self.result.consultation.answers, self.own)

    @cached_property
    def rows(self) -> tuple[HandoutRow, ...]:
        """The plan without what the coach took out, and then what the coach put in.

        What was put in is done as much as it would be had a rule prescribed it.
        """
        verdict, changed = self.verdict, {each.made.drill for each in self.decisions}
        planned = (drill for drill in self.result.drills if drill not in changed)
        doses = {drill: verdict.dose(drill) for drill in (*planned, *self.own)}
        days = week({drill: int(dose.days_per_week or 0) for drill, dose in doses.items()})
        return tuple(
            HandoutRow(
                drill,
                verdict.knowledge.label(drill),
                self._purpose(drill, dose),
                dose if dose.days_per_week else None,
                verdict.weeks(drill) if dose.days_per_week else (),
                course_text(verdict, drill) if dose.days_per_week else "",
                onward_text(verdict, drill),
                verdict.minutes(drill),
                days[drill],
                self.own.get(drill),
            )
            for drill, dose in doses.items()
        )

    def _purpose(self, drill: str, dose: Dose) -> str:
        knowledge = self.result.knowledge
        slot = knowledge.object(drill, FILLS)
        told = [knowledge.label(slot)] if slot else []
        told += [favour_text(knowledge, drill, dose)] if dose.days_per_week else []
        return ", ".join(told)

    @property
    def dated(self) -> str:
        """What is to be said of a plan of another day, above the red flags; else nothing."""
        if self.made is None or self.result.status != "plan":
            return ""
        phrase = self.result.knowledge.text(PLAN_OF_ANOTHER_DAY, SENTENCE)
        return fill_sentence(phrase, {"of": day_text(self.made)}, str)

    @property
    def flags(self) -> tuple[str, ...]:
        """The red flags by what they are called: those that no session may be done with."""
        knowledge = self.result.knowledge
        reported = self.result.consultation.answers.given
        return tuple(
            knowledge.label(flag) for flag in red_flags(knowledge) if reported.get(flag) != "yes"
        )

    @property
    def session_minutes(self) -> float:
        """About how long one session with all drills takes, in minutes."""
        return round(sum(row.minutes for row in self.rows), 1)

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
