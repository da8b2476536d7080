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
    ASKED_ONCE,
    ASKED_ONCE_IT_IS,
    ASKS_ABOUT,
    ASKS_PROPERTY,
    CHOICES,
    CHOICES_GIVEN_BY,
    HAS_ORDER,
)
from hipexpert.vocabulary.safety import RED_FLAG


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
        if verb is None:
            continue  # told as an unknown property
        if verb.described:
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


def every_flag_is_asked_first(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Every red flag is asked of everybody, and before all that is none."""
    flags = set(knowledge.instances(RED_FLAG))
    others = [q for q in knowledge.questions.values() if q.id not in flags]
    first = min(others, key=lambda question: question.order, default=None)
    for flag in (q for q in knowledge.questions.values() if q.id in flags):
        if first and flag.order > first.order:
            message = f"'{flag.id}' is a red flag, and is asked after '{first.id}'"
            hint = f"that one stands in place {first.order}; all red flags are asked before it"
            place = place_of(knowledge, flag.id, HAS_ORDER)
            yield problem_at(knowledge.home, place, message, "flag-asked-late", hint)
        for gate in (ASKED_ONCE, ASKED_ONCE_IT_IS):
            if knowledge.objects(flag.id, gate):
                message = f"'{flag.id}' is a red flag, and would be asked of some athletes alone"
                hint = "ask it of everybody: leave this out"
                place = place_of(knowledge, flag.id, gate)
                yield problem_at(knowledge.home, place, message, "flag-asked-late", hint)
