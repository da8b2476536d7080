"""For how long an answer holds, as the knowledge says of its question; and which is called old.

What holds no longer is unknown again. A question that says nothing holds for the day alone, so
that what is added to the knowledge is asked too often rather than too seldom.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.vocabulary.asking import CALLED_OLD_AFTER_DAYS, HOLDS, LASTS_DAYS
from hipexpert.vocabulary.safety import RED_FLAG

FLAG = RED_FLAG
_ONE_DAY = 1


def red_flags(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The red flags that can be asked for, in the order of asking."""
    flags = knowledge.instances(FLAG)
    return tuple(name for name in knowledge.questions if name in flags)


def lasts_days(knowledge: KnowledgeBase, question: str) -> int | None:
    """For how many days of the calendar an answer holds; None where it has no end by itself."""
    validity = knowledge.object(question, HOLDS)
    if validity is None:
        return _ONE_DAY
    lasts = knowledge.object(str(validity), LASTS_DAYS)
    return None if lasts is None else int(lasts)


def for_the_day(knowledge: KnowledgeBase, question: str) -> bool:
    """Whether an answer holds only on the day on which it was given."""
    return lasts_days(knowledge, question) == _ONE_DAY


def lapsed(
    knowledge: KnowledgeBase, answers: Answers, today: date, stale: Collection[str] = ()
) -> frozenset[str]:
    """The questions whose answers hold no longer; those without a day were given today.

    `stale` are those after which something happened on another day: a clock that was set back
    makes none of them hold for the day again. What bears a day that is yet to come holds no
    longer either, where it ends at all.
    """

    def ended(name: str) -> bool:
        lasts = lasts_days(knowledge, name) if name in knowledge.questions else None
        if lasts is None:
            return False
        passed = (today - _day(answers, name, today)).days
        return not 0 <= passed < lasts or (lasts == _ONE_DAY and name in stale)

    return frozenset(filter(ended, answers.settled))


def without(answers: Answers, names: Collection[str]) -> Answers:
    """The answers but for those to these questions."""
    return Answers(
        {name: value for name, value in answers.given.items() if name not in names},
        answers.unknown.difference(names),
        days={name: day for name, day in answers.days.items() if name not in names},
    )


class Aged(NamedTuple):
    """What was measured on another day: when, how many days ago, and whether that is old."""

    question: str
    date: str
    days: int
    old: bool


def aged(knowledge: KnowledgeBase, answers: Answers, today: date) -> tuple[Aged, ...]:
    """What holds until it is measured anew and is not of today, in the order of asking."""
    found = []
    for name in knowledge.questions:
        limit = knowledge.object(str(knowledge.object(name, HOLDS)), CALLED_OLD_AFTER_DAYS)
        day = _day(answers, name, today)
        if isinstance(limit, int | float) and name in answers.given and day != today:
            passed = (today - day).days
            found.append(Aged(name, day.isoformat(), passed, passed >= limit))
    return tuple(found)


def _day(answers: Answers, name: str, today: date) -> date:
    return date.fromisoformat(answers.days[name]) if name in answers.days else today
