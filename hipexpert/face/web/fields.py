"""Questions as fields of a form, and what is sent of them as answers.

What a question takes decides the field: yes, no and not sure; a few choices to tick; or text, for a
number and for many choices, which are named in the words that people use. Nothing is ticked that
was not answered, and what is left blank says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hipexpert.face.input import understand
from hipexpert.face.pages.page import sentence_case
from hipexpert.knowledge.answer_types.words import YesNo
from hipexpert.knowledge.names import UNKNOWN
from hipexpert.knowledge.quantities import with_unit
from hipexpert.model import Answer, Answers, KnowledgeBase, Question, number_text
from hipexpert.reasoning.answers import Refused, read_answer
from hipexpert.reasoning.interview import shown, with_answer
from hipexpert.reasoning.measuring import doubt_of
from hipexpert.reasoning.verbalization import answer_text
from hipexpert.vocabulary.asking import NONE

FEW = 12
"""So many choices are ticked; more are named in a text."""

NOT_SURE, NOT_KNOWN = "Not sure", "Not known"


class Option(NamedTuple):
    """A choice: what is sent for it, what it is called, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A question on a form. `message` is why what was sent is no answer, `now` what is known."""

    question: Question
    kind: str
    options: tuple[Option, ...] = ()
    text: str = ""
    takes: str = ""
    suggested: tuple[str, ...] = ()
    message: str = ""
    now: str = ""

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def signed(self) -> bool:
        """Whether a minus may be typed, for which some keyboards of digits have no key."""
        return self.question.minimum is None or self.question.minimum < 0


@dataclass
class FormReading:
    """What a form was read as: answers, None for not known; and what of it is none, and why.

    `blank` are the questions of which nothing was sent; `doubted` the answers that can hardly be,
    and are taken only when they are sent again.
    """

    answers: dict[str, Answer | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)


def kind_of(knowledge: KnowledgeBase, question: Question, answers: Answers) -> str:
    """How a question is put: `one` or `many` of its choices to tick, or `text`."""
    if isinstance(question.answer_type, YesNo):
        return "one"
    words = question.answer_type.words(knowledge, question, answers.given)
    if not words or len(words) > FEW:
        return "text"
    return "many" if question.several else "one"


def field_of(
    knowledge: KnowledgeBase,
    question: Question,
    answers: Answers,
    sent: list[str] | None = None,
    message: str = "",
    now: str = "",
) -> Field:
    """A question as a field, filled in with what was `sent`, or else with what is answered."""
    values = values_of(question, answers) if sent is None else [text for text in sent if text]
    kind = kind_of(knowledge, question, answers)
    words = question.answer_type.words(knowledge, question, answers.given)
    yes_no = isinstance(question.answer_type, YesNo)
    unknown = Option(UNKNOWN, NOT_SURE if yes_no else NOT_KNOWN, UNKNOWN in values)
    if kind == "text":
        near = shown(knowledge, question, answers) if words else frozenset()
        suggested = tuple(_called(knowledge, word) for word in words if word in near)
        text = ", ".join(value for value in values if value != UNKNOWN)
        if sent is None and words:
            text = ", ".join(_called(knowledge, word) for word in values if word != UNKNOWN)
        takes = question.answer_type.hint(knowledge, question)
        return Field(question, kind, (unknown,), text, takes, suggested, message, now)
    labels = [(word, sentence_case(knowledge.label(word))) for word in words]
    if kind == "many" and NONE not in words:
        labels.append((NONE, "None of these"))
    options = (*(Option(word, label, word in values) for word, label in labels), unknown)
    return Field(question, kind, options, message=message, now=now)


def values_of(question: Question, answers: Answers) -> list[str]:
    """What a form would send for an answer."""
    if question.id in answers.unknown:
        return [UNKNOWN]
    if question.id not in answers.given:
        return []
    answer = answers.given[question.id]
    if isinstance(answer, tuple):
        return list(answer) or [NONE]
    return [answer if isinstance(answer, str) else number_text(answer)]


def known_text(knowledge: KnowledgeBase, question: Question, answers: Answers) -> str:
    """What is known of a question, in words."""
    if question.id in answers.given:
        return answer_text(knowledge, question.id, answers.given[question.id])
    return "not known" if question.id in answers.unknown else "not answered"


def unit_text(knowledge: KnowledgeBase, question: Question) -> str:
    """The unit of a number, as it stands behind one."""
    return with_unit(knowledge, question.unit, "").strip() if question.unit else ""


def read_form(
    knowledge: KnowledgeBase,
    questions: Iterable[Question],
    sent: Mapping[str, list[str]],
    before: Answers,
    sure: Collection[str] = (),
) -> tuple[FormReading, Answers]:
    """What a form says of some questions, and all answers with that.

    Those that rule the choices of others are read first. `sure` are values that can hardly be and
    were sent a second time, as `question=value`.
    """
    reading, answers = FormReading(), before
    for question in sorted(questions, key=lambda question: bool(question.choices_given_by)):
        values = [text for text in map(str.strip, sent.get(question.id, [])) if text]
        if not values:
            reading.blank.append(question.id)
            continue
        try:
            answer = _read(knowledge, question, values, answers)
            why = doubt_of(knowledge, with_answer(knowledge, answers, question, answer), question)
        except Refused as refused:
            reading.refused[question.id] = _told(question, refused)
            continue
        if why and answer is not None and surely(question, values) not in sure:
            reading.doubted.append(question.id)
            reading.refused[question.id] = f"{why} Send it again if it is so."
            continue
        reading.answers[question.id] = answer
        answers = with_answer(knowledge, answers, question, answer)
    return reading, answers


def surely(question: Question, values: list[str]) -> str:
    """An answer that can hardly be, as the form notes that it was doubted once."""
    return f"{question.id}={','.join(values)}"


def _read(
    knowledge: KnowledgeBase, question: Question, values: list[str], answers: Answers
) -> Answer | None:
    """The answer that some values are; None for not known. Raises Refused."""
    if UNKNOWN in values:
        if values != [UNKNOWN]:
            raise Refused("An answer and not known were both given", "leave one of them")
        return None
    if kind_of(knowledge, question, answers) == "text":
        return understand(knowledge, question, ", ".join(values), answers)
    text = values if question.several else values[0]
    if len(values) > 1 and not question.several:
        raise Refused("This takes one answer")
    return read_answer(knowledge, question, text, answers.given)


def _told(question: Question, refused: Refused) -> str:
    """A refusal as one sentence, in which the question is called by its label."""
    message = refused.message.replace(f"'{question.id}'", question.label)
    hint = f"; {refused.hint}" if refused.hint else ""
    return f"{sentence_case(message)}{hint}."


def _called(knowledge: KnowledgeBase, word: str) -> str:
    """A choice by its label, which is read back as that choice, unless it holds a comma."""
    label = knowledge.label(word)
    return word if "," in label or ";" in label else label
