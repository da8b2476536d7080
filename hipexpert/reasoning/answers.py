"""Checks what an athlete answers, and turns it into facts.

The same checks serve an answers file, a table, a prompt and a change on the command line. A
missing key, or the word `unknown`, means not known; it never means no. A choice is known by every
name it has, a number may carry its unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hipexpert.knowledge.names import UNKNOWN as UNKNOWN
from hipexpert.knowledge.names import claim, is_unknown, plain
from hipexpert.knowledge.quantities import in_unit, quantity, two_readings
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

NONE = "none"
"""The choice that stands beside no other: what is asked for is not there."""

_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no", "y": "yes", "n": "no"}
_PARTED = re.compile("[;,]")
_LONGEST = 40


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
    if isinstance(text, str) and (not text.strip() or is_unknown(text)):
        return None
    if isinstance(text, list) and not question.several:
        raise Refused(f"'{question.id}' takes one answer, not a list")
    if isinstance(text, str) and question.type == "yes-no":
        return _yes_no(question, text)
    if isinstance(text, str) and question.numeric:
        return _number(knowledge, question, text)
    known = choices(knowledge, question, given)
    if not known and question.choices_given_by:
        ruling = given.get(question.choices_given_by)
        hint = f"'{ruling}' has none; leave '{question.id}' out"
        raise Refused(f"'{question.id}' cannot be '{text}'", hint)
    if isinstance(text, str) and not question.several:
        return _choice(knowledge, question, text, known)
    return _several(knowledge, question, text, known)


def _yes_no(question: Question, text: str) -> str:
    if plain(text) not in _YES_NO:
        raise Refused(f"'{question.id}' cannot be '{_short(text)}'", "answer yes, no or unknown")
    return _YES_NO[plain(text)]


def _choice(knowledge: KnowledgeBase, question: Question, text: str, known: tuple[str, ...]) -> str:
    if text in known:
        return text
    things, sure = claim(knowledge, text, known, question.id)
    if sure:
        return things[0]
    message = f"'{question.id}' cannot be '{_short(text)}'"
    if things:
        raise Refused(message, f"several are called so; write {' or '.join(things)}")
    hint = did_you_mean(plain(text), known)
    listed = f"it is one of {', '.join(known)}, or unknown"
    raise Refused(message, f"{hint} ({listed})" if hint else listed)


def _several(
    knowledge: KnowledgeBase, question: Question, text: str | list[str], known: tuple[str, ...]
) -> str | tuple[str, ...]:
    """The choices of a list, sorted. None of them is `none`, unless it stands there alone."""
    words = _words(knowledge, question, text, known) if isinstance(text, str) else text
    nothing = question.type == "some-of"
    named = {
        _choice(knowledge, question, word, known)
        for word in words
        if word.strip() and not (nothing and plain(word) == NONE)
    }
    if nothing:
        return tuple(sorted(named - {NONE}))
    if not named:
        listed = f"name one or more of {', '.join(known)}, or unknown"
        raise Refused(f"'{question.id}' cannot be empty", listed)
    chosen = sorted(named - {NONE} or named)
    return chosen[0] if len(chosen) == 1 else tuple(chosen)


def _words(
    knowledge: KnowledgeBase, question: Question, text: str, known: tuple[str, ...]
) -> list[str]:
    """The words of a text that names one choice or several, parted by commas or semicolons."""
    whole = text in known or claim(knowledge, text, known, question.id).things
    return [text] if whole else [word.strip() for word in _PARTED.split(text)]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _number(knowledge: KnowledgeBase, question: Question, text: str) -> int | float:
    low, high = question.minimum, question.maximum
    bounds = "" if low is None or high is None else f"{number_text(low)} to {number_text(high)}"
    hint = f"it is a {'whole ' if question.type == 'whole-number' else ''}number"
    hint += f" from {bounds}" if bounds else ""
    found = quantity(text)
    number = None if found is None else in_unit(knowledge, found, question.unit)
    if number is None:
        unit = knowledge.text(question.unit, "abbreviation")
        readings = two_readings(text)
        hint += f" ({unit})" if found else ""
        hint = f"write {' or '.join(readings)}" if readings else f"{hint}, or unknown"
        raise Refused(f"'{question.id}' cannot be '{_short(text)}'", hint)
    outside = (low is not None and number < low) or (high is not None and number > high)
    fraction = number != number.to_integral_value()
    if outside or (fraction and question.type == "whole-number"):
        raise Refused(f"'{question.id}' cannot be {_short(text)}", f"{hint}, or unknown")
    return float(number) if fraction else int(number)


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
            found = self.answer(question, value)
        except Refused as refused:
            self.refuse(value, refused)
            return
        if found is None:
            self.unknown.add(key.text)
        else:
            self.given[key.text] = found

    def answer(self, question: Question, value: Entry) -> Value | tuple[str, ...] | None:
        """The value of an entry. Raises Refused; what a list holds is refused at its own place."""
        if value.kind == "map":
            raise Refused(f"'{question.id}' takes an answer, not keys with answers")
        if value.kind == "text":
            return read_answer(self.knowledge, question, value.text, self.given)
        sound = [self.holds(question, item) for item in value.items if question.several]
        if not all(sound):
            return None
        return read_answer(self.knowledge, question, [e.text for e in value.items], self.given)

    def holds(self, question: Question, item: Entry) -> bool:
        """Whether an item of a list is an answer; a problem is noted when it is not."""
        try:
            if item.kind != "text":
                raise Refused(f"'{question.id}' takes words, not a list or keys inside its list")
            read_answer(self.knowledge, question, [item.text], self.given)
        except Refused as refused:
            self.refuse(item, refused)
            return False
        return True

    def refuse(self, entry: Entry, refused: Refused) -> None:
        width = len(entry.text) or 1
        problem = Problem(entry.location, refused.message, "bad-answer", refused.hint, width=width)
        self.problems.append(problem)


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
        or {*_items(value)} <= {*choices(knowledge, knowledge.questions[key], given)}
    }


def _items(value: Value | tuple[str, ...]) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def answer_facts(knowledge: KnowledgeBase, answers: Answers) -> dict[Fact, str]:
    """Every fact the athlete gave, with the question it answers, in the order of asking."""
    return {
        fact: question.id
        for question in knowledge.questions.values()
        if question.id in answers.given
        for fact in facts_of(question, answers.given[question.id])
    }
