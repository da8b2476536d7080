"""Answers that are numbers, whole or not, within bounds and in a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from hipexpert.knowledge.answer_types.refused import Refused, refused, shortened, single
from hipexpert.knowledge.quantities import in_unit, quantity, two_readings, with_unit
from hipexpert.model import (
    NUMBER,
    Answer,
    AnswerType,
    Fact,
    Given,
    KnowledgeBase,
    Question,
    Value,
    number_text,
)
from hipexpert.vocabulary.language import ABBREVIATION


class AnyNumber(AnswerType):
    """A number from the smallest to the largest allowed; where it is unknown, all are open."""

    name = "number"
    numeric = True
    fractional = True
    called = "number"

    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> int | float:
        written = single(question, text)
        found = quantity(written)
        number = None if found is None else in_unit(knowledge, found, question.unit)
        hint = f"it is a {self.called}{_bounds_text(question)}"
        if number is None:
            unit = knowledge.text(question.unit, ABBREVIATION)
            readings = two_readings(written)
            hint += f" ({unit})" if found else ""
            hint = f"write {' or '.join(readings)}" if readings else f"{hint}, or unknown"
            raise refused(question, written, hint)
        fraction = number != number.to_integral_value()
        if _outside(question, number) or (fraction and not self.fractional):
            message = f"'{question.id}' cannot be {shortened(written)}"
            raise Refused(message, f"{hint}, or unknown")
        return float(number) if fraction else int(number)

    def possible(
        self, knowledge: KnowledgeBase, question: Question, given: Given
    ) -> tuple[Fact, ...]:
        return self.facts(question, NUMBER)

    def neighbours(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        turned: Fact,
        numbers: Callable[[], Iterable[Value]],
    ) -> Iterator[Answer | None]:
        if question.id in given:
            yield None
        else:
            yield from numbers()

    def telling(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        intervals: Callable[[], Iterable[range]],
    ) -> Iterator[tuple[Answer, str | range]]:
        for interval in intervals():
            yield interval[len(interval) // 2], interval

    def usual(self, knowledge: KnowledgeBase, question: Question, given: Given) -> Answer:
        return int((question.minimum or 0) + (question.maximum or 0)) // 2

    def in_full(self, knowledge: KnowledgeBase, question: Question, answer: Answer) -> str:
        return with_unit(knowledge, question.unit, self.said(knowledge, question, answer))

    def hint(self, knowledge: KnowledgeBase, question: Question) -> str:
        return with_unit(knowledge, question.unit, self._bounds(knowledge, question))

    def takes(self, knowledge: KnowledgeBase, question: Question) -> str:
        if question.minimum is None or question.maximum is None:
            return self.name
        return f"{self._bounds(knowledge, question)} {knowledge.label(question.unit)}"

    def _bounds(self, knowledge: KnowledgeBase, question: Question) -> str:
        bounds = [n for n in (question.minimum, question.maximum) if n is not None]
        return " to ".join(self.said(knowledge, question, bound) for bound in bounds)


class WholeNumber(AnyNumber):
    """A number without a fraction."""

    name = "whole-number"
    fractional = False
    called = "whole number"


def _bounds_text(question: Question) -> str:
    low, high = question.minimum, question.maximum
    return "" if low is None or high is None else f" from {number_text(low)} to {number_text(high)}"


def _outside(question: Question, number: Decimal) -> bool:
    low, high = question.minimum, question.maximum
    return (low is not None and number < low) or (high is not None and number > high)
