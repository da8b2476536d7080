"""Reads the long tables that measuring systems export: one measured value a row.

What can be measured is said by the questions: each that is `measured-as` a joint, a motion and a
side has its range and its unit. A word may be written as people call the thing, `IR` or
`Internal Rotation`; what is kept is the name in the knowledge. Whether the athlete is known is for
the caller to say, who has the records.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from hipexpert.knowledge.names import plain
from hipexpert.knowledge.quantities import quantity
from hipexpert.model import Answers, KnowledgeBase, Question, number_text
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.answers import Refused, read_answer
from hipexpert.reasoning.measuring import doubts
from hipexpert.records.dates import days_meant
from hipexpert.records.headings import (
    ATHLETE,
    DATE,
    JOINT,
    MOTION,
    POSITION,
    SIDE_CELL,
    UNIT_CELL,
    VALUE,
)
from hipexpert.records.ids import athlete_id
from hipexpert.records.profiles import check_columns
from hipexpert.records.rows import number_said
from hipexpert.records.store import Measurement
from hipexpert.records.table import Row, Table
from hipexpert.vocabulary.body import AT_JOINT
from hipexpert.vocabulary.measuring import CONVERTS_TO, IS_MEASURED_IN, MEASURED_AS, MEASURES, UNIT

COLUMNS = (ATHLETE, DATE, JOINT, MOTION, SIDE_CELL, POSITION, VALUE, UNIT_CELL)


def is_of_measurements(knowledge: KnowledgeBase, table: Table) -> bool:
    """Whether the header is one of measurements, and not of athletes."""
    telling = {JOINT, MOTION, VALUE}.intersection(table.columns)
    return len(telling) > 1 or bool(
        telling and knowledge.questions.keys().isdisjoint(table.columns)
    )


def check_measurement_columns(knowledge: KnowledgeBase, table: Table) -> None:
    """Note every column that a table of measurements has not, or lacks."""
    check_columns(knowledge, table, COLUMNS, COLUMNS)


def read_measurements(
    knowledge: KnowledgeBase, table: Table, athletes: Collection[str], today: date
) -> Iterator[Measurement]:
    """The measurements of a table whose columns are sound; faulty rows are among its problems.

    One of a day after `today` is faulty. Of several trials of one thing on one day the middle one
    counts, and none where the two in the middle differ.
    """
    words = _Words(knowledge)
    trials: dict[Measurement, list[tuple[float, int]]] = {}
    for row in table:
        if row.fault:
            continue  # told already, and with a cell too few no value is sure
        try:
            found = _measurement(knowledge, words, table, row, athletes, today)
        except _Fault as fault:
            table.refuse(row, *fault.args)
        else:
            trials.setdefault(found._replace(value=0), []).append((found.value, row.line))
    for key, values in trials.items():
        below, above = sorted(values)[(len(values) - 1) // 2], sorted(values)[len(values) // 2]
        if below[0] == above[0]:
            yield key._replace(value=below[0])
        else:
            _refuse_trials(table, values)


def _refuse_trials(table: Table, values: list[tuple[float, int]]) -> None:
    """Tell that trials have no middle one."""
    told = ", ".join(f"{number_text(value)} at line {line}" for value, line in values)
    message = f"the same was measured on one day as {told}; none of them is taken"
    hint = "keep one value a day, or give three, of which the middle one counts"
    for _, line in values:
        table.refuse(Row({}, line), "", message, "trials", hint)


def answers_measured(knowledge: KnowledgeBase, measurements: Iterable[Measurement]) -> Answers:
    """What measurements answer, the newest of each counting.

    Ranges can be compared only when they were taken in one position, so of those that depend on it
    only the ones taken as the newest was are answers.
    """
    asked = _asked(knowledge)
    newest = {
        asked[one.joint, one.motion, one.side]: one
        for one in sorted(measurements, key=lambda one: one.taken)
        if (one.joint, one.motion, one.side) in asked
    }
    places = [
        (one.taken, one.position)
        for question, one in newest.items()
        if depends_on_position(knowledge, question)
    ]
    last, position = max(places, default=("", ""))
    said = {
        question: number_text(one.value)
        for question, one in newest.items()
        if one.position == position or not depends_on_position(knowledge, question)
    }
    if position:
        said |= dict.fromkeys(position_questions(knowledge), position)
    given, days = {}, {}
    for question, text in said.items():
        with contextlib.suppress(Refused):  # kept when the range of the question was a wider one
            value = read_answer(knowledge, question, text, {})
            if value is not None:
                given[question.id] = value
                days[question.id] = newest[question].taken if question in newest else last
    return Answers(given, days=days)


def depends_on_position(knowledge: KnowledgeBase, question: Question) -> bool:
    """Whether a range is another one in another position: that of a motion of a joint is."""
    return question.property == MEASURES and bool(knowledge.object(question.subject, AT_JOINT))


def position_questions(knowledge: KnowledgeBase) -> list[Question]:
    """The questions that ask in which position was measured."""
    return [q for q in knowledge.questions.values() if q.property == IS_MEASURED_IN]


def _asked(knowledge: KnowledgeBase) -> dict[tuple[str, ...], Question]:
    """The question that each joint, motion and side is measured as."""
    return {
        tuple(text.split()): question
        for question in knowledge.questions.values()
        if (text := knowledge.text(question.id, MEASURED_AS))
    }


class _Fault(Exception):
    """What is wrong with a row: column, message, check, hint."""

    def __init__(self, column: str, message: str, check: str, hint: str | None = None):
        super().__init__(column, message, check, hint)


class _Words:
    """What the columns of words may hold, by any name it goes by."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.measured = _asked(knowledge)
        self.positions = {
            choice for question in position_questions(knowledge) for choice in question.choices
        }

    def find(self, row: Row, column: str, things: Iterable[str]) -> str:
        """The one of `things` that a cell names."""
        text = row.cells[column]
        known = sorted(set(things))
        for thing in known:
            if self._names(thing, text):
                return thing
        hint = did_you_mean(plain(text), known) or f"it is one of {', '.join(known)}"
        message = f"there is no {column} '{text}'" if text else f"no {column} stands here"
        raise _Fault(column, message, "bad-measurement", hint)

    def unit(self, row: Row, question: Question) -> str:
        """The unit that a row names: that of the question, or one that converts to it."""
        unit = question.unit
        others = (u for u in self.knowledge.instances(UNIT) if self._converts(u, unit))
        named = [u for u in others if self._names(u, row.cells[UNIT_CELL])]
        return named[0] if named else self.find(row, UNIT_CELL, [unit])

    def _converts(self, unit: str, other: str) -> bool:
        return self.knowledge.object(unit, CONVERTS_TO) == other

    def _names(self, thing: str, text: str) -> bool:
        return plain(text) in map(plain, self.knowledge.names(thing))

    def question(self, row: Row) -> tuple[Question, tuple[str, ...]]:
        """What was measured, as the question it answers and by joint, motion and side."""
        named: tuple[str, ...] = ()
        for place, column in enumerate((JOINT, MOTION, SIDE_CELL)):
            fitting = (words[place] for words in self.measured if words[:place] == named)
            named += (self.find(row, column, fitting),)
        return self.measured[named], named


def _measurement(
    knowledge: KnowledgeBase,
    words: _Words,
    table: Table,
    row: Row,
    athletes: Collection[str],
    today: date,
) -> Measurement:
    """The measurement of a row. Raises _Fault."""
    athlete = athlete_id(row.cells[ATHLETE])
    if athlete not in athletes:
        hint = did_you_mean(athlete, athletes) or "import the athletes first"
        raise _Fault(ATHLETE, f"there is no athlete '{athlete}'", "unknown-athlete", hint)
    taken = _date(row.cells[DATE], today)
    question, (joint, motion, side) = words.question(row)
    position = words.find(row, POSITION, words.positions) if row.cells[POSITION] else ""
    unit = words.unit(row, question)
    written = quantity(number_said(table, VALUE, row.cells[VALUE]))
    if written and not written.unit:
        text = f"{written.number} {unit}"
    else:
        text = row.cells[VALUE]
        _check_unit(knowledge, text, unit)
    try:
        value = read_answer(knowledge, question, text, {})
    except Refused as refused:
        raise _Fault(VALUE, refused.message, "bad-measurement", refused.hint) from None
    if not isinstance(value, int | float):
        raise _Fault(VALUE, "no value stands here", "bad-measurement", "leave the row out")
    for doubt in doubts(knowledge, Answers({question.id: value})):
        table.warn(row, VALUE, doubt.because, "doubtful-value", "was it misread?")
    return Measurement(athlete, taken, joint, motion, side, position, float(value), question.unit)


def _check_unit(knowledge: KnowledgeBase, text: str, unit: str) -> None:
    """Raises _Fault when a value names another unit than its row does."""
    written = quantity(text)
    if written and plain(written.unit) not in map(plain, knowledge.names(unit)):
        message = f"'{text}' is not in the unit of its row, '{unit}'"
        raise _Fault(VALUE, message, "bad-measurement", "write the unit once")


def _date(text: str, today: date) -> str:
    """A day, as ISO 8601 writes it. Raises _Fault."""
    days = days_meant(text)
    if len(days) != 1:
        hint = "write the day as YYYY-MM-DD"
        message = f"'{text}' is no date"
        if days:
            message += f" of one day: it is {' or '.join(day.isoformat() for day in days)}"
        raise _Fault(DATE, message, "bad-measurement", hint)
    (day,) = days
    if day > today:
        raise _Fault(DATE, f"{text} is yet to come", "bad-measurement", "is the year right?")
    return day.isoformat()
