"""How far the ranges at hand can be trusted: how they were read, and which of them can hardly be.

What a way of reading errs by and which values are doubted is concluded by rules; here the few of
them that say so are run by themselves, since that is asked of each answer as it comes, of each row
of a table and of each test of a course.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from hipexpert.model import Answers, Fact, KnowledgeBase, Question, Value
from hipexpert.notation import complete, fill_sentence
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.instances import Placeholder
from hipexpert.reasoning.program import GroundProgram, GroundRule, View
from hipexpert.vocabulary.body import ATHLETE, HIP_MOTION, OF_MOTION
from hipexpert.vocabulary.language import IS, SENTENCE
from hipexpert.vocabulary.measuring import DEGREES, DOUBTFUL, ERRS_BELOW, HAS_READING, MEASURES
from hipexpert.vocabulary.messages import TOLD_TO_BE_DOUBTFUL

_READ, _MEASURED, _DOUBTED = HAS_READING, MEASURES, DOUBTFUL


class Doubt(NamedTuple):
    """A question whose answer can hardly be, and why not, in words."""

    question: Question
    because: str


def reading(knowledge: KnowledgeBase, answers: Answers) -> str:
    """The way in which the ranges were read, as far as the answers tell; "" where none is known."""
    program, view = _concluded(knowledge, answers)
    facts = (program.facts[number] for number in view.certain)
    return next((str(f.object) for f in facts if f.property == _READ), "")


def measurement_error(knowledge: KnowledgeBase, motion: str, reading: str) -> float | None:
    """The smallest difference of a motion that is more than error of reading it so, in degrees.

    It is known of the hips alone.
    """
    hips = knowledge.instances(HIP_MOTION)
    if motion not in {knowledge.object(hip, OF_MOTION) for hip in hips}:
        return None
    limit = knowledge.object(reading, ERRS_BELOW)
    return None if limit is None else float(knowledge.object(str(limit), DEGREES) or 0)


def doubts(knowledge: KnowledgeBase, answers: Answers) -> Iterator[Doubt]:
    """The answers that can hardly be, in the order of asking."""
    asked = [q for q in map(knowledge.questions.get, answers.given) if q]
    measured = sorted((q for q in asked if q.property == _MEASURED), key=lambda q: q.order)
    if not measured:
        return
    program, view = _concluded(knowledge, answers)
    for question in measured:
        fact = program.number.get(Fact(question.subject, IS, _DOUBTED))
        if fact in view.certain:
            fired = (program.rows[place] for place in program.suppliers[fact])
            row = next(row for row in fired if row.fires(view))
            yield Doubt(question, _worded(knowledge, program, row, view))


def doubt_of(knowledge: KnowledgeBase, answers: Answers, question: Question) -> str:
    """Why the answer to a question can hardly be; "" where it can."""
    if question.property != _MEASURED:
        return ""
    return next((d.because for d in doubts(knowledge, answers) if d.question is question), "")


def doubt_texts(knowledge: KnowledgeBase, answers: Answers) -> Iterator[str]:
    """What is to be told of each answer that can hardly be."""
    sentence = knowledge.text(TOLD_TO_BE_DOUBTFUL, SENTENCE)
    for doubt in doubts(knowledge, answers):
        filled = {"range": doubt.question.label, "because": doubt.because}
        yield fill_sentence(sentence, filled, str)


def _worded(knowledge: KnowledgeBase, program: GroundProgram, row: GroundRule, view: View) -> str:
    """Why an instance fired, in the words of its rule."""
    bound: dict[str, Value] = {}
    for name, value in row.bindings.items():
        if isinstance(value, Placeholder):
            fact = program.number[Fact(value.subject, value.property, NUMBER)]
            bound[name] = view.values[fact] or 0
        else:
            bound[name] = value
    filled = complete(row.rule.let, bound) or bound
    said = fill_sentence(row.rule.because, filled, knowledge.label)
    return said[:1].upper() + said[1:]


def _concluded(knowledge: KnowledgeBase, answers: Answers) -> tuple[GroundProgram, View]:
    program = _closure(knowledge)
    return program, program.run(program.given(answer_facts(knowledge, answers)))


@lru_cache(maxsize=2)
def _closure(knowledge: KnowledgeBase) -> GroundProgram:
    """The instances that say how ranges were read and which are doubted, and no other."""
    rules = ground(knowledge)
    goals = [f for f in rules.concluding if f.subject == ATHLETE and f.property == _READ]
    goals += [f for f in rules.concluding if f.property == IS and f.object == _DOUBTED]
    return GroundProgram(rules, goals)
