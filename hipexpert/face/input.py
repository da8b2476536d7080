"""What somebody types at a prompt, understood: commands, answers, and answers to other questions.

An answer may be a word or its first letters, the number of a choice, or a number. Which answer
a question can take at all is left to `answers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from hipexpert.knowledge.names import claim, is_unknown, plain, seen
from hipexpert.model import Answers, Given, KnowledgeBase, Question, Value
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.answers import Refused, read_answer
from hipexpert.vocabulary.asking import DIALOGUE_COMMAND

COMMANDS = ("why", "back", "unknown", "skip", "edit", "summary", "save", "quit", "?")

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc`\u00b4]")
_NEXT_KEY = re.compile(r"\s+(?=[A-Za-z][\w-]*\s*=)")


class Command(NamedTuple):
    """One of the commands, and the key that `edit` names."""

    name: str
    key: str = ""


class Volunteered(NamedTuple):
    """Answers to questions that were not asked, as typed, by key."""

    pairs: tuple[tuple[str, str], ...]


def spelled(text: str) -> str:
    """A text as what people say is compared: in small letters, apostrophes and blanks alike.

    >>> spelled(" I  don\u2019t know")
    "i don't know"
    """
    return _APOSTROPHES.sub("'", seen(text).casefold())


@lru_cache(maxsize=8)
def commands_called(knowledge: KnowledgeBase) -> dict[str, str]:
    """The commands by what people call them, beside their own words."""
    return {
        spelled(name): knowledge.label(thing)
        for thing in knowledge.instances(DIALOGUE_COMMAND)
        for name in knowledge.names(thing)[1:]
    }


def names_of(knowledge: KnowledgeBase, thing: str) -> frozenset[str]:
    """What people call a thing, as they type it."""
    return frozenset(map(spelled, knowledge.names(thing)[1:]))


def not_answers(
    knowledge: KnowledgeBase, questions: Iterable[Question], given: Given
) -> dict[str, str]:
    """The commands by what people call them, but for names that begin an answer here."""
    words = {w for q in questions for w in q.answer_type.words(knowledge, q, given)}
    names = {plain(name) for word in words for name in knowledge.names(word)}
    return {
        called: command
        for called, command in commands_called(knowledge).items()
        if not any(name.startswith(plain(called)) for name in names if plain(called))
    }


def read_line(
    line: str, called: Mapping[str, str] = MappingProxyType({})
) -> Command | Volunteered | str:
    """What a line is: a command, answers by key, or the text of an answer.

    `called` are other names of commands. A command may have a key behind it: that of a question,
    or on a sheet the number of one.

    >>> read_line("edit age"), read_line("Why")
    (Command(name='edit', key='age'), Command(name='why', key=''))
    >>> read_line("age=30 equipment=band, box")
    Volunteered(pairs=(('age', '30'), ('equipment', 'band, box')))
    >>> read_line(" groin ")
    'groin'
    """
    typed = seen("".join(c for c in line if c.isprintable() or c.isspace()))
    whole = spelled(typed).rstrip(".!")
    if called.get(whole) in COMMANDS:
        return Command(called[whole])
    name, _, key = typed.lower().partition(" ")
    name = called.get(name, name)
    if name in COMMANDS and (name == "edit" or not key or _numbered(name, key)):
        return Command(name, key.strip())
    if "=" in typed:
        parts = (part.partition("=") for part in _NEXT_KEY.split(typed))
        return Volunteered(tuple((key.strip().lower(), text.strip()) for key, _, text in parts))
    return typed


def _numbered(command: str, key: str) -> bool:
    return command in ("why", "?") and key.strip().isdecimal()


def question_called(knowledge: KnowledgeBase, key: str) -> Question:
    """The question of a key. Raises Refused when there is none."""
    if key not in knowledge.questions:
        hint = did_you_mean(key, knowledge.questions)
        raise Refused(f"there is no question '{key}'", hint or "'summary' names those answered")
    return knowledge.questions[key]


def understand(
    knowledge: KnowledgeBase, question: Question, typed: str, answers: Answers
) -> Value | tuple[str, ...] | None:
    """The value typed, or None for unknown. Raises Refused."""
    known = question.answer_type.words(knowledge, question, answers.given)
    named = claim(knowledge, typed, known, question.id).things
    if not known or named or is_unknown(typed):
        return read_answer(knowledge, question, typed, answers.given)
    parts = [part.strip() for part in re.split("[;,]", typed)]
    words = [_word(knowledge, question, part, known) for part in parts if part] or [""]
    if not question.several and len(words) > 1:
        raise Refused(f"'{question.id}' takes one answer")
    text: str | list[str] = words if question.several else words[0]
    return read_answer(knowledge, question, text, answers.given)


def _word(knowledge: KnowledgeBase, question: Question, typed: str, known: tuple[str, ...]) -> str:
    """The choice typed by its name, its number or the first letters of a name."""
    if claim(knowledge, typed, known, question.id).things:
        return typed
    if typed.isdecimal() and 1 <= int(typed[:9]) <= len(known):
        return known[int(typed) - 1]
    start = plain(typed)
    begun = [
        word
        for word in known
        if any(plain(name).startswith(start) for name in knowledge.names(word))
    ]
    if len(begun) > 1:
        raise Refused(f"'{typed}' could be {' or '.join(begun)}", "type a little more")
    return begun[0] if begun and start else typed
