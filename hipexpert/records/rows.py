"""Reads a row of a table of athletes: what it says of one athlete, in columns named by question.

The same checks serve as for an answers file, cell by cell: what can be read counts, what cannot is
not known, and is told with its place. An empty cell says nothing; that of a red flag says that it
is not known.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from hipexpert.knowledge.names import plain
from hipexpert.knowledge.quantities import quantity
from hipexpert.model import Answers, KnowledgeBase, Question, Value
from hipexpert.reasoning.answers import Refused, read_answer
from hipexpert.reasoning.measuring import doubts
from hipexpert.records.headings import ATHLETE, NAME
from hipexpert.records.ids import HINT, athlete_id, is_athlete_id, is_summary, shown
from hipexpert.records.placing import certain_cells
from hipexpert.records.table import Row, Table
from hipexpert.vocabulary.safety import RED_FLAG, SYMPTOM

ROW = ""
"""What stands for the column of a `Refusal` that concerns a whole row."""

_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)")
_NOT_KNOWN = ("n/a", "#n/a", "nan", "?", "")


class Refusal(NamedTuple):
    """What could not be read of an athlete: the column, `ROW` for a whole row, and where."""

    column: str
    line: int
    message: str

    def json(self) -> dict[str, Any]:
        return {**self._asdict(), "column": self.column or None}


class Profile(NamedTuple):
    """An athlete of a table, and where; `name` is empty where there is none.

    `identified` is whether `athlete` is an id: without one they are called by what stands there,
    or by their line.
    """

    athlete: str
    name: str
    answers: Answers
    row: Row
    refused: tuple[Refusal, ...] = ()
    identified: bool = True


class RowReader:
    """Reads the rows of a table, and notes what it refuses."""

    def __init__(self, knowledge: KnowledgeBase, table: Table):
        self.knowledge = knowledge
        self.table = table
        self.flags = frozenset(knowledge.instances(RED_FLAG))
        self.grave = self.flags.union(knowledge.instances(SYMPTOM))
        # a question whose choices depend on another is read after it
        self.asked = sorted(
            (knowledge.questions[name] for name in table.columns if name in knowledge.questions),
            key=lambda question: bool(question.choices_given_by),
        )

    def cells(self, row: Row) -> dict[str, str]:
        """The cells of a row that are sure to stand in their columns."""
        if not row.fault:
            return dict(row.cells)
        firm = 1 if self.table.columns[0] == ATHLETE else 0
        return certain_cells(self.table.columns, row.texts, self.fits, self.reports, firm)

    def reports(self, column: str, text: str) -> bool:
        """Whether a cell says yes to a red flag or a symptom."""
        return (
            column in self.grave
            and bool(text)
            and self.fits(column, text)
            and (self.read(self.knowledge.questions[column], text, {}) not in ("no", None))
        )

    def fits(self, column: str, text: str) -> bool:
        """Whether a cell can be read."""
        if column == ATHLETE:
            return is_athlete_id(athlete_id(text))
        try:
            if text and column in self.knowledge.questions:
                self.read(self.knowledge.questions[column], text, {})
        except Refused:
            return False
        return True

    def read(
        self, question: Question, text: str, given: dict[str, Value | tuple[str, ...]]
    ) -> Value | tuple[str, ...] | None:
        """What a cell answers, None for not known. Raises Refused."""
        if plain(text) in _NOT_KNOWN:
            return None
        said = number_said(self.table, question.id, text) if question.numeric else text
        return read_answer(self.knowledge, question, said, given)

    def called(self, row: Row, text: str) -> tuple[str, bool]:
        """What the athlete of a row is called, and whether that is an id."""
        athlete = athlete_id(text)
        if is_athlete_id(athlete):
            return athlete, True
        return shown(text) or f"line {row.line}", False

    def profile(self, row: Row) -> Profile:
        """The athlete of a row, as this row has it."""
        cells, told = self.cells(row), []
        if row.fault:
            told.append(Refusal(ROW, row.line, row.fault))
        athlete, identified = self.called(row, cells.get(ATHLETE, ""))
        if not identified:
            told.append(self._no_id(row, cells.get(ATHLETE, "")))
        elif is_summary(athlete):
            message = f"'{athlete}' is what a row is called that sums up others"
            self.table.warn(row, ATHLETE, message, "summary-row", "take it out if it is nobody")
        name = cells.get(NAME, "")
        if not name.isprintable():
            message = "a name here holds characters that cannot be shown"
            told.append(refused_cell(self.table, row, NAME, message, "bad-name", "write it anew"))
            name = ""
        answers = self._answers(row, cells, told)
        return Profile(athlete, name, answers, row, tuple(told), identified)

    def _no_id(self, row: Row, text: str) -> Refusal:
        if not text:
            message, check, hint = "whose row is this?", "no-athlete", "name the athlete"
        else:
            message, check = f"'{shown(text)}' cannot be the id of an athlete", "bad-name"
            hint = HINT
        return refused_cell(self.table, row, ATHLETE, message, check, hint)

    def _answers(self, row: Row, cells: dict[str, str], told: list[Refusal]) -> Answers:
        """The answers of a row; what is refused, or not sure to stand in its column, is unknown."""
        given: dict[str, Value | tuple[str, ...]] = {}
        unknown = set()
        for question in self.asked:
            text = cells.get(question.id)
            if text == "" and question.id not in self.flags:
                continue
            try:
                found = self.read(question, text, given) if text else None
            except Refused as refused:
                fault = refused.message, "bad-answer", refused.hint
                told.append(refused_cell(self.table, row, question.id, *fault))
                found = None
            if found is None:
                unknown.add(question.id)
            else:
                given[question.id] = found
        answers = Answers(given, frozenset(unknown))
        for question, because in doubts(self.knowledge, answers):
            self.table.warn(row, question.id, because, "doubtful-value", "was it misread?")
        return answers


def refused_cell(
    table: Table, row: Row, column: str, message: str, check: str, hint: str | None
) -> Refusal:
    """A cell that is refused, noted among the problems of the table."""
    table.refuse(row, column, message, check, hint)
    return Refusal(column, row.line, message)


def number_said(table: Table, column: str, text: str) -> str:
    """A number with the unit that its heading gives, where it has none of its own.

    A comma in it is a decimal one where cells are parted by something else.
    """
    if table.separator in (";", "\t", "|"):
        text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    unit = table.units.get(column)
    written = quantity(text) if unit else None
    return f"{written.number} {unit}" if written and not written.unit else text
