"""Checks that every question can be asked in its turn, and that its answers can be stated.

The laws are functions that take a knowledge base and yield a problem for every place that
breaks them. What a question must have is left to `shapes`; what the athlete answers is
checked elsewhere, in `answers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.knowledge.answer_types import TYPES
from hipexpert.knowledge.check_statements import misfit_object, misfit_subject, place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import NUMBER, Problem, Question, WrittenKnowledge
from hipexpert.notation import did_you_mean
from hipexpert.vocabulary.asking import (
    ANSWER_TYPE,
    ASKS_ABOUT,
    ASKS_PROPERTY,
    CHOICES,
    CHOICES_GIVEN_BY,
    HAS_ORDER,
)


def every_question_can_be_asked(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Questions are answered in a way that can be read, and each has its own place in the order."""
    turn: dict[int, Question] = {}
    for question in knowledge.questions.values():
        if question.type and question.type not in TYPES:
            message = f"no question can be answered by '{question.type}'"
            hint = did_you_mean(question.type, TYPES)
            hint = hint or f"it is one of {', '.join(TYPES)}"
            place = place_of(knowledge, question.id, ANSWER_TYPE)
            yield problem_at(knowledge.home, place, message, ANSWER_TYPE, hint)
        if HAS_ORDER in knowledge.words.get(question.id, {}):
            other = turn.setdefault(question.order, question)
            if other is not question:
                message = f"'{question.id}' is asked in place {question.order}, as is '{other.id}'"
                hint = f"that one stands at {other.location}; give one of them another number"
                place = place_of(knowledge, question.id, HAS_ORDER)
                yield problem_at(knowledge.home, place, message, "question-order", hint)


def every_answer_fits_its_property(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What an answer states lies in the domain and range of the property it is stated with."""
    for question in knowledge.questions.values():
        if not question.answer_type.of_property or not question.property:
            continue
        verb = knowledge.properties.get(question.property)
        place = place_of(knowledge, question.id, ASKS_PROPERTY)
        if verb is None or verb.described:
            message = f"'{question.property}' is no property that an answer can state"
            yield problem_at(knowledge.home, place, message, "answer-fact")
        elif verb.numeric != question.numeric:
            takes = "a number" if verb.numeric else "a name"
            message = f"'{verb.name}' takes {takes}, which '{question.type}' does not give"
            yield problem_at(knowledge.home, place, message, "answer-fact")
        elif question.answer_type.fractional and misfit_object(knowledge, verb, 0.5):
            message = f"'{verb.name}' takes a whole number, and any number is an answer"
            hint = "answer by 'whole-number', or let the property take xsd:decimal"
            yield problem_at(knowledge.home, place, message, "answer-fact", hint)
        else:
            if misfit := misfit_subject(knowledge, verb, question.subject):
                place = place_of(knowledge, question.id, ASKS_ABOUT)
                yield problem_at(knowledge.home, place, misfit, "answer-fact")
            for *_, stated in possible_answers(knowledge, question, {}):
                if stated != NUMBER and (misfit := misfit_object(knowledge, verb, stated)):
                    given = CHOICES_GIVEN_BY if question.choices_given_by else CHOICES
                    place = place_of(knowledge, question.id, given, stated)
                    yield problem_at(knowledge.home, place, misfit, "answer-fact")
