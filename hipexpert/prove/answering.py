"""Every way to answer the questions, in clauses: what an answers file can hold, and no more.

A word that answers a question is a variable, a number is an integer within the
question's bounds beside whether it is known; that no word holds is how unknown stands. Which facts
a word states, and whether it stands alone, the type of the question says: each is read as from an
answers file.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import combinations
from math import ceil, floor
from typing import NamedTuple

from hipexpert.knowledge.questions import choices, facts_of, possible_answers
from hipexpert.model import Answer, Fact, KnowledgeBase, Question, Value
from hipexpert.prove.arithmetic import PLACES, Scaled, integer
from hipexpert.prove.clauses import Clauses, Literal
from hipexpert.vocabulary.asking import NONE


class Said(NamedTuple):
    """A word, or any number, as an answer to a question, with the facts it states.

    `literal` is whether it is an answer, `number` the number where it is one.
    """

    question: Question
    word: str
    facts: tuple[Fact, ...]
    literal: Literal
    number: Scaled | None = None


class Answering:
    """All that can be answered: the laws of it in `clauses`, and those of its numbers in words."""

    def __init__(self, knowledge: KnowledgeBase, clauses: Clauses):
        self.knowledge = knowledge
        self.said: dict[str, tuple[Said, ...]] = {
            question.id: tuple(_said(knowledge, question, clauses))
            for question in knowledge.questions.values()
        }
        for said in self.said.values():
            self._exclude(said, clauses)
            self._rule(said, clauses)
        numbers = [(each.question, each.number) for each in self._all() if each.number]
        self.declarations = [f"(declare-const {number.term} Int)" for _, number in numbers]
        self.assertions = [law for each in numbers for law in _bounds(*each)]

    def stating(self) -> dict[Fact, list[Said]]:
        """By fact the words of which each states it."""
        stating: dict[Fact, list[Said]] = {}
        for said in self._all():
            for fact in said.facts:
                stating.setdefault(fact, []).append(said)
        return stating

    def answers(self, holds: Container[Literal], numbers: Mapping[str, int]) -> dict[str, Answer]:
        """By the id of questions the answers for which just these literals hold."""
        given: dict[str, Answer] = {}
        for question, said in self.said.items():
            words = [each for each in said if each.literal in holds]
            if words:
                given[question] = self._answer(words, numbers)
        return given

    def _answer(self, said: list[Said], numbers: Mapping[str, int]) -> Answer:
        """What words that hold together come to as one answer."""
        number, question = said[0].number, said[0].question
        if number:
            return _decimal(numbers[number.term], number.places)
        words = [each.word for each in said]
        text = words if question.several else words[0]
        return question.answer_type.read(self.knowledge, question, text, {})

    def _all(self) -> Iterator[Said]:
        for said in self.said.values():
            yield from said

    def _exclude(self, said: tuple[Said, ...], clauses: Clauses) -> None:
        """Words of one question do not go together, but for those of a list; `none` never does."""
        for one, other in combinations(said, 2):
            if not one.question.several or NONE in (one.word, other.word):
                clauses.law((-one.literal, -other.literal))

    def _rule(self, said: tuple[Said, ...], clauses: Clauses) -> None:
        """A choice that another answer gives is open to that answer, or while that is unknown."""
        ruling = self.said.get(said[0].question.choices_given_by, ()) if said else ()
        unknown = clauses.all_of(-each.literal for each in ruling)
        for each in said if ruling else ():
            question = each.question
            leading = [
                other.literal
                for other in ruling
                if each.word in choices(self.knowledge, question, {other.question.id: other.word})
            ]
            clauses.law((-each.literal, unknown, *leading))


def _said(knowledge: KnowledgeBase, question: Question, clauses: Clauses) -> Iterator[Said]:
    """Each way to answer a question."""
    kind = question.answer_type
    if question.numeric:
        facts = possible_answers(knowledge, question, {})
        number = Scaled(f"|{question.id}|", PLACES if kind.fractional else 0)
        yield Said(question, "", facts, clauses.variable(), number)
        return
    for word in kind.words(knowledge, question, {}):
        answer = kind.read(knowledge, question, [word] if kind.several else word, {})
        if answer != ():  # as `none` reads where a list may be empty
            yield Said(question, word, facts_of(question, answer), clauses.variable())


def _bounds(question: Question, number: Scaled) -> Iterator[str]:
    scale = 10**number.places
    if question.minimum is not None:
        yield f"(<= {integer(ceil(question.minimum * scale))} {number.term})"
    if question.maximum is not None:
        yield f"(<= {number.term} {integer(floor(question.maximum * scale))})"


def _decimal(number: int, places: int) -> Value:
    whole, rest = divmod(number, 10**places)
    return number / float(10**places) if rest else whole
