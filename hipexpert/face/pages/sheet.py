"""What a sheet of questions shows: what each asks, in a row; ranges by motion and side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from hipexpert.face.pages.page import (
    Block,
    Cell,
    Column,
    Grid,
    Passage,
    Section,
    quiet,
    sentence_case,
    strong,
    title,
    words,
)
from hipexpert.knowledge.names import plain
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, KnowledgeBase, Question
from hipexpert.reasoning.verdict import SIDES
from hipexpert.vocabulary.asking import ASKED_ON, DONE_ALONE, IN_BRIEF
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.safety import RED_FLAG

_LISTED = (Column("", "right"), Column(""), Column("", beneath=True))

FEW = 7
"""So many choices are shown by what they are called; of more only what is typed."""


def sheet_section(
    knowledge: KnowledgeBase,
    sheet: str,
    questions: tuple[Question, ...],
    answers: Answers,
    left: str,
    before: Mapping[str, str],
) -> Section:
    """A sheet with its open questions, numbered from 1.

    `left` says how many questions are left. `before` are answers of another day, in words, by
    question; they stand beside what is asked anew.
    """
    said = knowledge.text(sheet, SENTENCE)
    head = words(title(knowledge.label(sheet)), quiet(f"  {left}"), f"\n{said}" if said else "")
    blocks: list[Block] = [Passage(head)]
    numbers = {question.id: number for number, question in enumerate(questions, 1)}
    by_side = groupby(questions, lambda question: bool(_motion(knowledge, question)))
    for of_sides, run in by_side:
        if of_sides:
            blocks.append(_by_side(knowledge, sheet, numbers, answers, before))
        else:
            rows = (
                (words(quiet(str(numbers[each.id]))), *_row(knowledge, each, answers, before))
                for each in run
            )
            blocks.append(Grid(_LISTED, tuple(rows)))
    alone = knowledge.text(sheet, DONE_ALONE)
    if alone:
        blocks.append(Passage(words(quiet(alone))))
    return Section("", tuple(blocks))


def _row(
    knowledge: KnowledgeBase, question: Question, answers: Answers, before: Mapping[str, str]
) -> tuple[Cell, Cell]:
    asked = sentence_case(knowledge.text(question.id, IN_BRIEF) or question.prompt)
    if question.id in knowledge.instances(RED_FLAG):  # ticked, so nothing is typed for it
        return words(asked), None
    named = choices(knowledge, question, answers.given)
    called = [_called(knowledge, choice) if len(named) <= FEW else choice for choice in named]
    takes = ", ".join(called) or question.answer_type.hint(knowledge, question)
    last = f"; last time {before[question.id]}" if question.id in before else ""
    return words(asked), words(quiet(f"{takes}{last}"))


def _called(knowledge: KnowledgeBase, choice: str) -> str:
    """A choice as it is typed, and in brackets what it is called where that is something else."""
    label = knowledge.label(choice)
    return choice if plain(choice) in plain(label) else f"{choice} ({label})"


def _motion(knowledge: KnowledgeBase, question: Question) -> str:
    """The motion that a question asks of on one side; "" where it asks something else."""
    motion, side = (knowledge.object(question.subject, verb) for verb in (OF_MOTION, ON_SIDE))
    return str(motion) if question.numeric and motion and side else ""


def _by_side(
    knowledge: KnowledgeBase,
    sheet: str,
    numbers: Mapping[str, int],
    answers: Answers,
    before: Mapping[str, str],
) -> Grid:
    """A row for each motion: the number of a cell that is open, the value of one that is not."""

    def cell(question: Question) -> Cell:
        if question.id in numbers:
            last = f" last {before[question.id]}" if question.id in before else ""
            return words(quiet(f"({numbers[question.id]})"), quiet(last))
        if question.id in answers.given:
            value = answers.given[question.id]
            return words(strong(question.answer_type.in_full(knowledge, question, value)))
        return words(quiet("not known"))

    rows: dict[str, dict[str, Cell]] = {}
    for question in _on(knowledge, sheet):
        if motion := _motion(knowledge, question):
            side = str(knowledge.object(question.subject, ON_SIDE))
            rows.setdefault(motion, {})[side] = cell(question)
    columns = (
        Column(""),
        *(Column(sentence_case(knowledge.label(side))) for side in SIDES),
    )
    named = (
        (words(sentence_case(knowledge.label(motion))), *(cells.get(side) for side in SIDES))
        for motion, cells in rows.items()
    )
    return Grid(columns, tuple(named))


def _on(knowledge: KnowledgeBase, sheet: str) -> Iterator[Question]:
    """The questions of a sheet, in the order of asking."""
    for question in knowledge.questions.values():
        if knowledge.object(question.id, ASKED_ON) == sheet:
            yield question
