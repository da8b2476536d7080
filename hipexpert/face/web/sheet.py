"""Which questions stand on a form together, and in which order they come.

They are those of the dialogue, in its order: the sheet of the question that it would put next, or
else its group. A question that rules the choices of others ends a form while it is open, so that
only those are asked that matter beside its answer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from hipexpert.face.pages.page import sentence_case
from hipexpert.face.web.pictures import position_question
from hipexpert.model import Answers, KnowledgeBase, Question
from hipexpert.reasoning.interview import Interview
from hipexpert.vocabulary.asking import ASKED_ON, BLANK_MEANS, DONE_ALONE
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE
from hipexpert.vocabulary.language import SENTENCE


class Together(NamedTuple):
    """Questions that one form puts, under what they are called together.

    `lead` says what to know of all of them; `alone` how somebody without a helper finds the
    answers. Where `blank` is set, what is left blank is not known.
    """

    name: str
    title: str
    lead: str
    questions: tuple[Question, ...]
    alone: str = ""
    blank: bool = False


def sheet_of(knowledge: KnowledgeBase, question: Question) -> str:
    """What a question is asked on."""
    return str(knowledge.object(question.id, ASKED_ON) or question.group)


def next_sheet(open_: Interview, answers: Answers, skipped: Collection[str]) -> Together | None:
    """The questions to put now; None where no answer can change the result any more.

    Those that were skipped come again when the others of their group are done.
    """
    if not open_.questions:
        return None
    group = [q for q in open_.questions if q.group == open_.questions[0].group]
    first = next((q for q in group if q.id not in skipped), group[0])
    sheet = sheet_of(open_.knowledge, first)
    together = [
        each
        for each in open_.questions
        if sheet_of(open_.knowledge, each) == sheet
        and each.order >= first.order
        and (each.id in skipped) == (first.id in skipped)
    ]
    return sheet_with(open_.knowledge, _until_one_rules(open_.knowledge, together, answers))


def sheet_with(knowledge: KnowledgeBase, questions: tuple[Question, ...]) -> Together:
    """A form of these questions, called by what the first is asked on."""
    name = sheet_of(knowledge, questions[0])
    return Together(
        name,
        sentence_case(knowledge.label(name)),
        knowledge.text(name, SENTENCE),
        questions,
        knowledge.text(name, DONE_ALONE),
        knowledge.object(name, BLANK_MEANS) is not None,
    )


def _until_one_rules(
    knowledge: KnowledgeBase, questions: list[Question], answers: Answers
) -> tuple[Question, ...]:
    position = position_question(knowledge)  # the pictures beside the ranges hang on it
    ruling = {q.choices_given_by for q in knowledge.questions.values()}
    ruling = (ruling | ({position.id} if position else set())) - answers.settled
    end = next((n for n, q in enumerate(questions, 1) if q.id in ruling), len(questions))
    return tuple(questions[:end])


def motion_and_side(knowledge: KnowledgeBase, question: Question) -> tuple[str, str] | None:
    """The motion and the side whose range a question asks for; None where it asks for no range."""
    motion, side = (knowledge.object(question.subject, verb) for verb in (OF_MOTION, ON_SIDE))
    return (str(motion), str(side)) if question.numeric and motion and side else None
