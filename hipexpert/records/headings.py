"""Which column each heading of a table names, as people and measuring systems write headings.

A heading may be the id of a question, its label, another label or its prompt, in any case and any
order of words; `L` and `R` are sides; a unit may stand behind it. What is measured is also called
by its motion and its side, so `IR L (°)` needs no name of its own. What several columns could be
called names none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from hipexpert.knowledge.names import plain, seen
from hipexpert.knowledge.quantities import factors
from hipexpert.model import KnowledgeBase, Question
from hipexpert.vocabulary.body import SIDE
from hipexpert.vocabulary.measuring import MEASURED_AS, UNIT

ATHLETE, NAME = "athlete", "name"
"""The columns of every table that are no questions: the athlete's id, and what they are called."""

DATE, JOINT, MOTION, SIDE_CELL, POSITION, VALUE, UNIT_CELL = (
    *("date", "joint", "motion", "side", "position"),
    *("value", "unit"),
)
"""The further columns of a table of measurements."""

_ALSO_CALLED = {
    ATHLETE: ("athlete", "athlete id", "player id", "id", "player"),
    NAME: ("name", "full name", "athlete name", "player name", "name of the athlete"),
    DATE: ("date", "test date", "date utc", "date of the test", "timestamp"),
    **{column: (column,) for column in (JOINT, MOTION, SIDE_CELL, POSITION, VALUE, UNIT_CELL)},
}
"""What the columns are called that no question has, the name that goes before others first."""

_WORD = re.compile(r"[^\W_]+")
_BRACKET = re.compile(r"(?P<what>.*\S)\s*[(\[](?P<unit>[^()\[\]]+)[)\]]\s*")


class Heading(NamedTuple):
    """A heading as it is written, the column it names, and the unit it gives; empty where none."""

    text: str
    column: str = ""
    unit: str = ""


class Headings:
    """What headings can name, by one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.sides = {
            word: side
            for side in knowledge.instances(SIDE)
            for name in knowledge.names(side)
            if len(_WORD.findall(name)) == 1
            for word in (name.casefold(),)
        }
        self.units = {plain(n) for unit in knowledge.instances(UNIT) for n in knowledge.names(unit)}
        self.columns: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for column, names in self._called():
            for name in names:
                self.columns[self._key(name)].add(column)
                self.columns[self._joined(name),].add(column)

    def read(self, texts: Sequence[str]) -> tuple[Heading, ...]:
        """What the headings of a table name. Without an id, athletes go by what they are called."""
        found = [self.heading(text) for text in texts]
        for column in (ATHLETE, NAME):
            _keep_the_best(found, column)
        columns = {heading.column for heading in found}
        if ATHLETE not in columns and NAME in columns:
            found = [h._replace(column=ATHLETE) if h.column == NAME else h for h in found]
        return tuple(found)

    def heading(self, text: str) -> Heading:
        """What one heading names."""
        text = seen(text)
        return next(
            (Heading(text, column, unit) for what, unit in self._readings(text)
             if (column := self._named(what)) and self._fits(column, unit)),
            Heading(text),
        )  # fmt: skip

    def _readings(self, text: str) -> Iterator[tuple[str, str]]:
        """A heading with and without what could be a unit behind it."""
        bracket = _BRACKET.fullmatch(text)
        if bracket and plain(bracket["unit"]) in self.units:
            yield bracket["what"], bracket["unit"]
        yield text, ""
        what, _, last = text.rpartition(" ")
        if plain(last) in self.units:
            yield what, last
        elif plain(text[-1:]) in self.units:
            yield text[:-1], text[-1]

    def _named(self, text: str) -> str:
        for key in (self._key(text), (self._joined(text),)):
            columns = self.columns.get(key, ())
            if len(columns) == 1:
                return next(iter(columns))
        return ""

    def _fits(self, column: str, unit: str) -> bool:
        question = self.knowledge.questions.get(column)
        if not unit:
            return True
        return bool(question and plain(unit) in factors(self.knowledge, question.unit))

    def _key(self, text: str) -> tuple[str, ...]:
        """The words of a heading, sides by their ids, in no order."""
        return tuple(sorted(self._words(text)))

    def _joined(self, text: str) -> str:
        return "".join(self._words(text))

    def _words(self, text: str) -> list[str]:
        return [self.sides.get(word, word) for word in _WORD.findall(seen(text).casefold())]

    def _called(self) -> Iterator[tuple[str, Iterable[str]]]:
        """Every column with all that it is called."""
        yield from _ALSO_CALLED.items()
        for question in self.knowledge.questions.values():
            names = (*self.knowledge.names(question.id), question.prompt)
            yield question.id, (*names, *self._measured(question))

    def _measured(self, question: Question) -> Iterator[str]:
        """What a question is called by what it is measured as: motion and side, with the joint."""
        measured = self.knowledge.text(question.id, MEASURED_AS)
        if not measured:
            return
        joint, motion, side = measured.split()
        beside = side if side in self.sides.values() else ""
        joints = ("", *self.knowledge.names(joint))
        for name, where in product(self.knowledge.names(motion), joints):
            yield f"{where} {name} {beside}"


@lru_cache(maxsize=4)
def headings_of(knowledge: KnowledgeBase) -> Headings:
    """The headings of a knowledge base, made once."""
    return Headings(knowledge)


def _keep_the_best(found: list[Heading], column: str) -> None:
    """Of several headings that could be one column, let that be it which goes before the others.

    Who writes `Athlete` and `ID` means two things.
    """
    rank = {plain(name): rank for rank, name in enumerate(_ALSO_CALLED[column])}
    claimants = [h for h in found if h.column == column]
    ranks = [rank.get(plain(heading.text), len(rank)) for heading in claimants]
    for heading, its in zip(claimants, ranks, strict=True):
        if its > min(ranks):
            found[found.index(heading)] = Heading(heading.text)


def units_of(headings: Iterable[Heading]) -> Mapping[str, str]:
    """The units that headings give, by column."""
    return {heading.column: heading.unit for heading in headings if heading.unit}
