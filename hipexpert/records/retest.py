"""What a re-test takes over from the consultation before, and what it asks anew.

Over time holds what the knowledge says holds. What holds for the day alone, as red flags and how
one feels do, is never taken over, not even within the day. What a plan is meant to change is asked
anew, though it holds; left unanswered, the answer of before stands with its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.records.record import Record, last_finished
from hipexpert.records.validity import for_the_day, without
from hipexpert.vocabulary.asking import RETEST_QUESTION


class Retest(NamedTuple):
    """The consultation before, what of it is `carried` on, and what is `asked_anew`."""

    record: Record
    carried: Answers
    asked_anew: Answers


def retest(knowledge: KnowledgeBase, record: Record, holding: Answers) -> Retest:
    """A re-test of a finished consultation; `holding` are the answers of it that hold today."""
    today = {name for name in holding.settled if for_the_day(knowledge, name)}
    anew = set(knowledge.instances(RETEST_QUESTION))
    lasting = without(holding, today)
    known_before = anew & {*lasting.given}
    return Retest(record, without(lasting, anew), without(lasting, lasting.settled - known_before))


def last_readable(life: Iterable[Record]) -> Record | None:
    """The consultation of a life that was finished last, of those that can be read; or None."""
    return last_finished(record for record in life if not record.damage)
