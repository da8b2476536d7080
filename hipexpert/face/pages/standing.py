"""Writes how a stored plan stands: withdrawn by a later word, or of another day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hipexpert.face.pages.page import (
    Block,
    Entries,
    Entry,
    Page,
    Passage,
    Section,
    alert,
    quiet,
    words,
)
from hipexpert.face.pages.result import reasons_to_be_seen
from hipexpert.model import KnowledgeBase
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.week import day_text
from hipexpert.records.standing import PlanStanding, Withdrawal
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    PLAN_OF_ANOTHER_DAY,
    PLAN_WITHDRAWN,
    PLAN_WITHDRAWN_BY_KNOWLEDGE,
    PLAN_WITHDRAWN_BY_UNKNOWN,
)


def withdrawn_text(
    knowledge: KnowledgeBase, consultation: int | None, of: str, withdrawn: Withdrawal
) -> str:
    """In a sentence or two, that the plan of a day does not stand, and since when."""
    phrase = PLAN_WITHDRAWN if withdrawn.reported else PLAN_WITHDRAWN_BY_UNKNOWN
    phrase = PLAN_WITHDRAWN_BY_KNOWLEDGE if withdrawn.by == consultation else phrase
    return said_of(knowledge, phrase, of, withdrawn)


def said_of(knowledge: KnowledgeBase, phrase: str, of: str, withdrawn: Withdrawal | None) -> str:
    """A phrase on a plan of a day, and on what withdrew it, with the days written out."""
    filled = {"of": spelt(of)}
    if withdrawn:
        filled |= {"on": spelt(withdrawn.on), "by": str(withdrawn.by)}
    return fill_sentence(knowledge.text(phrase, SENTENCE), filled, str)


def spelt(day: str) -> str:
    """A day in words; what is no day is left as it is."""
    try:
        return day_text(date.fromisoformat(day))
    except ValueError:
        return day


def withdrawn_page(
    knowledge: KnowledgeBase, consultation: int | None, of: str, withdrawn: Withdrawal
) -> Page:
    """Why nothing of a plan is shown any more, and how soon that has to be seen to.

    Without a consultation there is no record of it.
    """
    blocks: list[Block] = []
    if withdrawn.urgency:
        blocks.append(Passage(words(alert(knowledge.text(withdrawn.urgency, SENTENCE)))))
    blocks.append(Passage(words(withdrawn_text(knowledge, consultation, of, withdrawn))))
    if withdrawn.reported:
        blocks.append(reasons_to_be_seen(knowledge, withdrawn.reported))
    blocks += _flags(knowledge, withdrawn.unknown)
    if consultation is not None:
        blocks.append(Passage(words(quiet(f"The record of it: hipexpert audit {consultation}"))))
    return (Section(knowledge.label(PLAN_WITHDRAWN), tuple(blocks)),)


def _flags(knowledge: KnowledgeBase, flags: Iterable[str]) -> Iterable[Block]:
    labels = [knowledge.label(flag) for flag in flags]
    return (Passage(words("\n".join(labels))),) if labels else ()


def dated_section(knowledge: KnowledgeBase, standing: PlanStanding | None) -> Section:
    """Of which day a plan is, and the red flags that are reasons to stop; nothing if denied today.

    The flags are named by their questions, so that whoever reads the plan can answer them.
    """
    title = knowledge.label(PLAN_OF_ANOTHER_DAY)
    if standing is None or not standing.stop_if:
        return Section(title, ())
    text = said_of(knowledge, PLAN_OF_ANOTHER_DAY, standing.of, None)
    entries = tuple(
        Entry(knowledge.label(flag), (words(knowledge.questions[flag].prompt),))
        for flag in standing.stop_if
    )
    return Section(title, (Passage(words(alert(text))), Entries(entries)))
