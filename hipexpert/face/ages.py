"""Writes of which day a measurement is, where that is not today, and whether it is called old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hipexpert.face.pages.page import Block, Entries, Entry, words
from hipexpert.model import number_text
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.week import day_text
from hipexpert.records.validity import Aged, aged
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import RANGE_CALLED_OLD, RANGE_OF_ANOTHER_DAY


def age_blocks(result: Result, today: date | None) -> Iterator[Block]:
    """The days of what was measured on another one, those of a day together."""
    entries = tuple(Entry(label, (words(text),)) for label, text in age_texts(result, today))
    if entries:
        yield Entries(entries)


def age_texts(result: Result, today: date | None) -> Iterator[tuple[str, str]]:
    """What was measured on another day, by what it is called, and what is to be said of that."""
    if today is None:
        return
    for each in aged(result.knowledge, result.consultation.answers, today):
        yield result.knowledge.questions[each.question].label, _text(result, each)


def _text(result: Result, each: Aged) -> str:
    phrase = RANGE_CALLED_OLD if each.old else RANGE_OF_ANOTHER_DAY
    filled = {"date": day_text(date.fromisoformat(each.date)), "days": number_text(each.days)}
    return fill_sentence(result.knowledge.text(phrase, SENTENCE), filled, str)


def ages_json(result: Result, today: date) -> dict[str, Any]:
    """What a result has beside its own keys where something was measured on another day."""
    found = aged(result.knowledge, result.consultation.answers, today)
    if not found:
        return {}
    return {
        "measured-on": {each.question: each.date for each in found},
        "called-old": [each.question for each in found if each.old],
    }
