"""Checks what an athlete answers, and turns it into facts.

The same checks serve an answers file, a prompt and a change on the command line. A missing
key, or the word `unknown`, means not known; it never means no.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hipexpert.knowledge.questions import choices, facts_of
from hipexpert.knowledge.texts import ANSWERS_MOST, read_text
from hipexpert.model import (
    Answers,
    Fact,
    KnowledgeBase,
    Location,
    Problem,
    Question,
    Value,
    number_text,
)
from hipexpert.notation import did_you_mean

if TYPE_CHECKING:
    from hipexpert.knowledge.documents import Entry

ATHLETE = "athlete"
"""The individual every answer about the athlete is stated of."""

UNKNOWN = "unknown"
_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


class Refused(ValueError):
    """An answer that a question cannot take; the message says what it takes instead."""

    def __init__(self, message: str, hint: str | None = None):
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_answer(
    knowledge: KnowledgeBase,
    question: Question,
    text: str | list[str],
    given: Mapping[str, Value | tuple[str, ...]],
) -> Value | tuple[str, ...] | None:
    """The value that `text` gives to the question, or None for unknown.

    Raises Refused when the question cannot be answered so.
    """
    if text == UNKNOWN or text == "":
        return None
    if question.type == "some-of":
        words = text if isinstance(text, list) else [w.strip() for w in text.split(",")]
        known = choices(knowledge, question, given)
        return tuple(sorted({_choice(question, w, known) for w in words if w and w != "none"}))
    if isinstance(text, list):
        raise Refused(f"'{question.id}' takes one answer, not a list")
    if question.type == "yes-no":
        if text.lower() not in _YES_NO:
            raise Refused(f"'{question.id}' cannot be '{text}'", "answer yes, no or unknown")
        return _YES_NO[text.lower()]
    if question.numeric:
        return _number(question, text)
    known = choices(knowledge, question, given)
    if not known and question.choices_given_by:
        ruling = given.get(question.choices_given_by)
        hint = f"'{ruling}' has none; leave '{question.id}' out"
        raise Refused(f"'{question.id}' cannot be '{text}'", hint)
    return _choice(question, text, known)


def _choice(question: Question, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        hint = did_you_mean(text, known)
        listed = f"it is one of {', '.join(known)}, or unknown"
        hint = f"{hint} ({listed})" if hint else listed
        raise Refused(f"'{question.id}' cannot be '{text}'", hint)
    return text


def _number(question: Question, text: str) -> int | float:
    low, high = question.minimum, question.maximum
    bounds = "" if low is None or high is None else f"{number_text(low)} to {number_text(high)}"
    hint = f"it is a {'whole ' if question.type == 'whole-number' else ''}number"
    hint += f" from {bounds}, or unknown" if bounds else ", or unknown"
    try:
        number = float(text)
    except ValueError:
        raise Refused(f"'{question.id}' cannot be '{text}'", hint) from None
    inside = (low is None or number >= low) and (high is None or number <= high)
    if not inside or number != number:
        raise Refused(f"'{question.id}' cannot be {text}", hint)
    if number == int(number):
        return int(number)
    if question.type == "whole-number":
        raise Refused(f"'{question.id}' cannot be {text}", hint)
    return number


def read_answers(knowledge: KnowledgeBase, text: str, name: str) -> tuple[Answers, list[Problem]]:
    """The answers of a YAML or JSON text, and every problem in it.

    `name` is what the file is called in messages.
    """
    from hipexpert.knowledge.documents import read_document  # heavy, and a dialogue needs none

    document, problems = read_document(text, name)
    if document is None:
        if not problems:
            hint = "write one line each: question: answer"
            problems.append(Problem(Location(name, 1), "no answer stands here", "no-answers", hint))
        return Answers(), problems
    if document.kind != "map":
        hint = "write one line each: question: answer"
        problems.append(Problem(document.location, "this is no list of answers", "answers", hint))
        return Answers(), problems
    reader = _AnswersReader(knowledge, problems)
    # a question whose choices depend on another is read after it
    pairs = sorted(document.pairs, key=lambda pair: reader.depends(pair[0].text))
    for key, value in pairs:
        reader.read(key, value)
    return Answers(reader.given, frozenset(reader.unknown), reader.locations), problems


class _AnswersReader:
    def __init__(self, knowledge: KnowledgeBase, problems: list[Problem]):
        self.knowledge = knowledge
        self.problems = problems
        self.given: dict[str, Value | tuple[str, ...]] = {}
        self.unknown: set[str] = set()
        self.locations: dict[str, Location] = {}

    def depends(self, key: str) -> bool:
        question = self.knowledge.questions.get(key)
        return bool(question and question.choices_given_by)

    def read(self, key: Entry, value: Entry) -> None:
        question = self.knowledge.questions.get(key.text)
        if question is None:
            hint = did_you_mean(key.text, self.knowledge.questions)
            hint = hint or "'hipexpert questions' lists them all"
            message = f"there is no question '{key.text}'"
            self.problems.append(
                Problem(key.location, message, "unknown-question", hint, width=len(key.text) or 1)
            )
            return
        self.locations[key.text] = key.location
        try:
            text = [e.text for e in value.items] if value.kind == "list" else value.text
            if value.kind == "map":
                raise Refused(f"'{key.text}' takes one answer")
            found = read_answer(self.knowledge, question, text, self.given)
        except Refused as refused:
            width = len(value.text) or 1
            self.problems.append(
                Problem(value.location, refused.message, "bad-answer", refused.hint, width=width)
            )
            return
        if found is None:
            self.unknown.add(key.text)
        else:
            self.given[key.text] = found


def read_answers_file(knowledge: KnowledgeBase, path: Path) -> tuple[Answers, list[Problem]]:
    """The answers of a file, and every problem in it."""
    text, problems = read_text(path, str(path), ANSWERS_MOST)
    return (Answers(), problems) if text is None else read_answers(knowledge, text, str(path))


def agreeing(
    knowledge: KnowledgeBase, given: Mapping[str, Value | tuple[str, ...]]
) -> dict[str, Value | tuple[str, ...]]:
    """The answers without those that others leave no room for: the event of another sport."""
    return {
        key: value
        for key, value in given.items()
        if not knowledge.questions[key].choices_given_by
        or value in choices(knowledge, knowledge.questions[key], given)
    }


def answer_facts(knowledge: KnowledgeBase, answers: Answers) -> dict[Fact, str]:
    """Every fact the athlete gave, with the question it answers, in the order of asking."""
    return {
        fact: question.id
        for question in knowledge.questions.values()
        if question.id in answers.given
        for fact in facts_of(question, answers.given[question.id])
    }
