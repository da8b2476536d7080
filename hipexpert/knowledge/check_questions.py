"""Checks that every question can be asked, and that its answers can be stated.

The laws are functions that take a knowledge base and yield a problem for every place that
breaks them. What the athlete answers is checked elsewhere, in `answers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.knowledge.check_statements import lacking, misfit_object, misfit_subject, place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.questions import choices
from hipexpert.model import KnowledgeBase, Problem, Question, number_text
from hipexpert.notation import did_you_mean

_FACT = (("asks-about",), ("asks-property",))
ANSWER_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    # type of answer: what a question answered so must have; of several in brackets one suffices
    "yes-no": (),
    "one-of": (*_FACT, ("choices", "choices-given-by")),
    "some-of": (*_FACT, ("choices", "choices-given-by")),
    "whole-number": (*_FACT, ("minimum",), ("maximum",)),
    "number": (*_FACT, ("minimum",), ("maximum",)),
}


def every_question_can_be_asked(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Questions have what their type of answer needs, and each its own place in the order."""
    turn: dict[int, Question] = {}
    for question in knowledge.questions.values():
        if question.type in ANSWER_NEEDS:
            kind = f"answered by '{question.type}'"
            yield from lacking(knowledge, question.id, kind, ANSWER_NEEDS[question.type])
        elif question.type:
            message = f"no question can be answered by '{question.type}'"
            hint = did_you_mean(question.type, ANSWER_NEEDS)
            hint = hint or f"it is one of {', '.join(ANSWER_NEEDS)}"
            place = place_of(knowledge, question.id, "answer-type")
            yield problem_at(knowledge.home, place, message, "answer-type", hint)
        if "has-order" in knowledge.words.get(question.id, {}):
            other = turn.setdefault(question.order, question)
            if other is not question:
                message = f"'{question.id}' is asked in place {question.order}, as is '{other.id}'"
                hint = f"that one stands at {other.location}; give one of them another number"
                place = place_of(knowledge, question.id, "has-order")
                yield problem_at(knowledge.home, place, message, "question-order", hint)
        low, high = question.minimum, question.maximum
        if low is not None and high is not None and low > high:
            message = f"no number lies from {number_text(low)} to {number_text(high)}"
            place = place_of(knowledge, question.id, "minimum")
            yield problem_at(knowledge.home, place, message, "no-answer")


def every_answer_fits_its_property(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What an answer states lies in the domain and range of the property it is stated with."""
    for question in knowledge.questions.values():
        if question.type == "yes-no" or not question.property:
            continue
        verb = knowledge.properties.get(question.property)
        place = place_of(knowledge, question.id, "asks-property")
        if verb is None or verb.described:
            message = f"'{question.property}' is no property that an answer can state"
            yield problem_at(knowledge.home, place, message, "answer-fact")
        elif verb.numeric != question.numeric:
            takes = "a number" if verb.numeric else "a name"
            message = f"'{verb.name}' takes {takes}, which '{question.type}' does not give"
            yield problem_at(knowledge.home, place, message, "answer-fact")
        elif question.type == "number" and misfit_object(knowledge, verb, 0.5):
            message = f"'{verb.name}' takes a whole number, and any number is an answer"
            hint = "answer by 'whole-number', or let the property take xsd:decimal"
            yield problem_at(knowledge.home, place, message, "answer-fact", hint)
        else:
            if misfit := misfit_subject(knowledge, verb, question.subject):
                place = place_of(knowledge, question.id, "asks-about")
                yield problem_at(knowledge.home, place, misfit, "answer-fact")
            for choice in () if verb.numeric else choices(knowledge, question, {}):
                if misfit := misfit_object(knowledge, verb, choice):
                    given = "choices-given-by" if question.choices_given_by else "choices"
                    place = place_of(knowledge, question.id, given, choice)
                    yield problem_at(knowledge.home, place, misfit, "answer-fact")
