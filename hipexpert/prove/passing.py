"""What lets an athlete past a red flag, in answers alone: what the theorem of safety speaks of."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import NUMBER, Fact, KnowledgeBase
from hipexpert.vocabulary.asking import DENIES, NONE, REPORTS
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.safety import (
    CLEARABLE,
    HAS_PAIN_LEVEL,
    HISTORY_FLAG,
    HURTS_AT,
    HURTS_ON,
    PASSES_WHEN_DENIED,
    WAS_SEEN_FOR,
)


class Way(NamedTuple):
    """Answers that let an athlete past a flag: what was `said`, and what was not."""

    said: tuple[Fact, ...]
    unsaid: tuple[Fact, ...] = ()

    def taken(self, answered: Collection[Fact]) -> bool:
        """Whether it is the way of whoever answered just these facts."""
        return all(fact in answered for fact in self.said) and not any(
            fact in answered for fact in self.unsaid
        )


def ways_past(knowledge: KnowledgeBase, flag: str) -> list[Way]:
    """The ways past a red flag, or past a symptom, where it was reported.

    It was denied; or it was reported, of a kind that a clinician's word clears, and that word was
    given; or it is of the past, was reported by somebody in no pain, and what it hangs on was
    denied. Which level of pain is none is left to the rules.
    """

    def answer(verb: str, thing: str) -> Fact:
        return Fact(ATHLETE, verb, thing)

    reported = answer(REPORTS, flag)
    ways = [Way((answer(DENIES, flag),))]
    if flag in knowledge.instances(CLEARABLE):
        ways.append(Way((reported, answer(WAS_SEEN_FOR, flag))))
    if flag in knowledge.instances(HISTORY_FLAG):
        hangs_on = sorted(map(str, knowledge.objects(flag, PASSES_WHEN_DENIED)))
        said = (reported, *(answer(DENIES, question) for question in hangs_on))
        for painless in answer(HURTS_AT, NONE), answer(HAS_PAIN_LEVEL, NUMBER):
            ways.append(Way((*said, painless), _pains(knowledge)))
    return ways


def _pains(knowledge: KnowledgeBase) -> tuple[Fact, ...]:
    """Every answer that names a place of pain."""
    answers = (
        fact
        for question in knowledge.questions.values()
        for fact in possible_answers(knowledge, question, {})
    )
    places = {f for f in answers if f.property in (HURTS_AT, HURTS_ON) and f.object != NONE}
    return tuple(sorted(places, key=str))
