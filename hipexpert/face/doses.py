"""Says how a drill is done over the weeks of a plan, and what comes before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from hipexpert.face.pages.page import sentence_case
from hipexpert.model import KnowledgeBase, Value, number_text
from hipexpert.reasoning.verdict import Dose, Verdict, Week
from hipexpert.vocabulary.messages import READY_FOR_MORE, TOO_MUCH
from hipexpert.vocabulary.prescription import BOTH_SIDES_AT_ONCE, CRITERION, WORKED


def favour_text(knowledge: KnowledgeBase, drill: str, dose: Dose) -> str:
    """Which side a drill favours, with the sets of each: `2 right, 1 left`."""
    if dose.favours:
        other = next(side for side in dose.sets if side != dose.favours)
        sides = (dose.favours, other)
        return ", ".join(f"{_number(dose.sets[side])} {knowledge.label(side)}" for side in sides)
    if knowledge.object(drill, WORKED) == BOTH_SIDES_AT_ONCE:
        return f"{knowledge.label(BOTH_SIDES_AT_ONCE)}, {sets_text(knowledge, dose.sets)}"
    return f"both alike, {sets_text(knowledge, dose.sets)} each side"


def dose_text(knowledge: KnowledgeBase, drill: str, dose: Dose) -> str:
    """How much of a drill is done in the first week, in a line."""
    sets = favour_text(knowledge, drill, dose)
    told = [f"sets: {sets}" if dose.favours else sets, amount_text(dose)]
    if dose.days_per_week:
        told.append(f"{_number(dose.days_per_week)} days a week")
    return "; ".join(told)


def course_text(verdict: Verdict, drill: str) -> str:
    """How a drill of the plan begins, and what changes after the first week."""
    knowledge = verdict.knowledge
    told = (start_text(knowledge, verdict.dose(drill)), weeks_text(knowledge, verdict.weeks(drill)))
    return " ".join(filter(None, told))


def onward_text(verdict: Verdict, drill: str) -> str:
    """The drill to go on to and when, and the one to go back to."""
    knowledge, told = verdict.knowledge, []
    if following := verdict.following(drill):
        criterion = knowledge.text(drill, CRITERION)
        told.append(f"{knowledge.label(READY_FOR_MORE)} {knowledge.label(following)}: {criterion}")
    if easier := verdict.easier(drill):
        told.append(f"{knowledge.label(TOO_MUCH)} {knowledge.label(easier)}.")
    return " ".join(told)


def start_text(knowledge: KnowledgeBase, dose: Dose) -> str:
    """How a drill begins: the side that is first, how hard it is, the rest in between."""
    told = []
    if dose.first:
        told.append(f"{knowledge.label(dose.first)} side first")
    if dose.load:
        told.append(knowledge.label(dose.load))
    if dose.rest_seconds:
        told.append(f"{number_text(float(dose.rest_seconds))} seconds of rest")
    return f"{sentence_case('; '.join(told))}." if told else ""


def weeks_text(knowledge: KnowledgeBase, weeks: Sequence[Week]) -> str:
    """What changes after the first week, week by week; that nothing does where nothing does.

    An empty text is that of a plan of one week.
    """
    if len(weeks) < 2:
        return ""
    changes = list(_changes(knowledge, weeks))
    if not changes:
        return f"The same in all {len(weeks)} weeks."
    return f"{sentence_case('; '.join(changes))}."


def _changes(knowledge: KnowledgeBase, weeks: Sequence[Week]) -> Iterator[str]:
    """Each week that differs from the one before, and in what: sets, amount, load, what is new."""
    for before, now in pairwise(weeks):
        parts = (
            sets_text(knowledge, now.sets) if now.sets != before.sets else "",
            amount_text(now) if amount_text(now) != amount_text(before) else "",
            knowledge.label(now.load) if now.load and now.load != before.load else "",
            now.told,
        )
        if any(parts):
            yield f"week {now.week}: {', '.join(filter(None, parts))}"


def sets_text(knowledge: KnowledgeBase, sets: Mapping[str, Value]) -> str:
    """The sets, of each side where they differ: `2 sets`, `sets 1 left and 2 right`."""
    if len(set(sets.values())) > 1:
        each = (f"{number_text(float(n))} {knowledge.label(side)}" for side, n in sets.items())
        return f"sets {' and '.join(each)}"
    many = float(next(iter(sets.values())))
    return f"{number_text(many)} set{'' if many == 1 else 's'}"


def amount_text(week: Week | Dose) -> str:
    """Repetitions and seconds of a set: `12 times`, `2 × 30 s`."""
    times = number_text(float(week.repetitions or 0))
    if week.hold_seconds is None:
        return f"{times} times"
    return f"{times} × {number_text(float(week.hold_seconds))} s"


def _number(number: Value) -> str:
    return number_text(float(number))
