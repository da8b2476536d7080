"""Reads what a table says of athletes: one a row, their answers in columns named by question.

The same checks serve as for an answers file. A row with a fault becomes problems with their
places, and the others are read. An empty cell means not known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from hipexpert.model import Answers, KnowledgeBase, Question, Value
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.answers import Refused, read_answer
from hipexpert.records.table import Row, Table

ATHLETE, NAME = "athlete", "name"
"""The columns that are no questions: the athlete's id, and what they are called."""

_DECIMAL_COMMA = re.compile(r"\d+,\d+")


class Profile(NamedTuple):
    """An athlete of a table, and where; `name` is empty where there is none."""

    athlete: str
    name: str
    answers: Answers
    row: Row


def check_columns(table: Table, known: Collection[str], needed: Collection[str]) -> None:
    """Note every column that is unknown, named twice or missing."""
    for place, name in enumerate(table.columns):
        if not name:
            table.refuse(table.head, name, f"column {place + 1} has no name", "unknown-column")
        elif name not in known:
            hint = did_you_mean(name, known) or "'hipexpert questions' lists the answers"
            table.refuse(table.head, name, f"there is no column '{name}'", "unknown-column", hint)
        elif name in table.columns[:place]:
            table.refuse(table.head, name, f"'{name}' names two columns", "duplicate-key")
    for name in needed:
        if name not in table.columns:
            table.refuse(table.head, "", f"the column '{name}' is missing", "missing-column")


def check_profile_columns(knowledge: KnowledgeBase, table: Table) -> None:
    """Note every column that is not one of a table of athletes."""
    check_columns(table, (ATHLETE, NAME, *knowledge.questions), (ATHLETE,))


def read_profiles(knowledge: KnowledgeBase, table: Table) -> Iterator[Profile]:
    """The athletes of a table whose columns are sound; faulty rows are among its problems."""
    # a question whose choices depend on another is read after it
    asked = sorted(
        (knowledge.questions[name] for name in table.columns if name in knowledge.questions),
        key=lambda question: bool(question.choices_given_by),
    )
    first: dict[str, int] = {}
    for row in table:
        athlete, name = row.cells[ATHLETE], row.cells.get(NAME, "")
        if not athlete:
            table.refuse(row, ATHLETE, "whose row is this?", "no-athlete", "name the athlete")
        elif not (athlete + name).isprintable():
            message = "a name here holds characters that cannot be shown"
            table.refuse(row, "", message, "bad-name", "write it anew")
        elif athlete in first:
            message = f"'{athlete}' stands at line {first[athlete]} already"
            table.refuse(row, ATHLETE, message, "duplicate-key", "one athlete, one row")
        else:
            first[athlete] = row.line
            answers = _answers(knowledge, table, row, asked)
            if answers is not None:
                yield Profile(athlete, name, answers, row)


def _answers(
    knowledge: KnowledgeBase, table: Table, row: Row, asked: list[Question]
) -> Answers | None:
    """The answers of a row; None when one of its cells was refused."""
    given: dict[str, Value | tuple[str, ...]] = {}
    unknown = set()
    sound = True
    for question in asked:
        text = row.cells[question.id]
        if not text:
            continue
        try:
            found = read_answer(knowledge, question, _said(table, question, text), given)
        except Refused as refused:
            table.refuse(row, question.id, refused.message, "bad-answer", refused.hint)
            sound = False
        else:
            if found is None:
                unknown.add(question.id)
            else:
                given[question.id] = found
    return Answers(given, frozenset(unknown)) if sound else None


def _said(table: Table, question: Question, text: str) -> str | list[str]:
    """The text of a cell as it would stand in an answers file."""
    if question.type == "some-of":
        return text if text == "unknown" else [word.strip() for word in re.split("[;,]", text)]
    return number_said(table, text) if question.numeric else text


def number_said(table: Table, text: str) -> str:
    """A number with a decimal point, where cells are parted by semicolons or tabs so that it may
    stand with a comma."""
    decimal = table.separator in (";", "\t") and _DECIMAL_COMMA.fullmatch(text)
    return text.replace(",", ".") if decimal else text
