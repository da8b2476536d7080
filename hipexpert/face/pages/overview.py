"""Writes the first screen after a consultation: what it comes to, the plan, what is not known.

It fits a terminal of 80 by 24. Whatever it leaves out stands on the whole page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from hipexpert.face.debate import dispute_words, told_apart
from hipexpert.face.pages.page import (
    Block,
    Cell,
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Passage,
    Section,
    Words,
    listed,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.pages.result import minutes_text, verdict
from hipexpert.model import number_text
from hipexpert.reasoning.plan import Line, Result
from hipexpert.reasoning.verdict import SIDES
from hipexpert.reasoning.week import day_text
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import NO_DRILLS

ROOM = 42
"""So many characters name what is not known, in one line; the others are counted."""

NUMBERS = ("Left", "Right", "Reps", "Hold", "Days")


def overview_page(result: Result, begins: date) -> Page:
    """The verdict in two sentences, and where there is a plan its table, time and review."""
    if result.status != "plan":
        return (verdict(result),)
    return verdict(result), Section("", (*_table(result), Entries((*_beside(result, begins),))))


def _table(result: Result) -> Iterator[Block]:
    if not result.lines:
        yield Passage(words(result.knowledge.text(NO_DRILLS, SENTENCE)))
        return
    columns = (
        Column("Plan: drill, sets left and right"),
        *(Column(name, "right") for name in NUMBERS),
    )
    yield Grid(columns, tuple(_row(line) for line in result.lines), numbered=True)


def _row(line: Line) -> tuple[Cell, ...]:
    dose = line.dose
    numbers = (*(dose.sets[side] for side in SIDES), dose.repetitions, dose.hold_seconds)
    return (
        words(strong(line.label)),
        *(
            None if number is None else words(number_text(float(number)))
            for number in (*numbers, dose.days_per_week)
        ),
    )


def _beside(result: Result, begins: date) -> Iterator[Entry]:
    told = []
    if result.session_minutes is not None:
        told.append(minutes_text(result.session_minutes))
    if result.review_after_weeks is not None:
        day = begins + timedelta(weeks=float(result.review_after_weeks))
        told.append(f"review on {day_text(day)}")
    if told:
        yield Entry("A session", (words(listed(told)),))
    if result.could_change:
        yield Entry("Not known", (_not_known(result),))


def _not_known(result: Result) -> Words:
    """What is not known and could still change the plan, what was asked for first, in one line."""
    questions, asked = result.knowledge.questions, result.consultation.answers.unknown
    names = sorted(result.could_change, key=lambda name: name not in asked)  # a stable sort
    labels = [questions[name].label for name in names]
    named = max(1, sum(total <= ROOM for total in accumulate(len(label) + 2 for label in labels)))
    more = len(labels) - named
    return words(listed(labels[:named]), f"; and {more} more" if more > 0 else "")


def disputed_page(result: Result) -> Page:
    """Each disputed claim the result rests on, with both sides; then the others by standing."""
    knowledge = result.knowledge
    told, others = told_apart(result.disputes)
    blocks: list[Block] = [Passage(dispute_words(knowledge, dispute)) for dispute in told]
    for standing, labels in others.items():
        lead = f"{sentence_case(knowledge.label(standing))}: "
        blocks.append(Passage(words(strong(lead), listed(labels))))
    return (Section("Disputed", tuple(blocks)),)
