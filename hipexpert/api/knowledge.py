"""The knowledge as a Python program holds it, and answers checked against it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from numbers import Number
from pathlib import Path
from typing import Any

from hipexpert.api.errors import BadAnswers, UnsoundKnowledge
from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.sound import sound_or_problems
from hipexpert.model import Answers, KnowledgeBase, Location, Problem, Question, Value
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.answers import UNKNOWN, Refused, read_answer, read_answers_file

AnswersLike = Answers | Mapping[str, Any] | str | os.PathLike[str]
"""Answers as a program may have them: checked, as a mapping, or the path of a file of them."""

CheckedAnswers = dict[str, Value | tuple[str, ...] | None]
"""Answers that were checked, by question; None for one that is not known."""

NAME = "<answers>"
"""What answers that are no file are called in problems."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """A folder of knowledge that can be reasoned with; what `load` gives."""

    base: KnowledgeBase

    def __repr__(self) -> str:
        return f"<Knowledge {self.version} of {self.home}>"

    @property
    def home(self) -> str:
        """The folder it was read from."""
        return str(self.base.home)

    @property
    def version(self) -> str:
        """The version that its ontology states."""
        return self.base.version

    @property
    def sha256(self) -> str:
        """The hash of its files."""
        return self.base.sha256

    @property
    def questions(self) -> Mapping[str, Question]:
        """What can be answered, by the key of an answer, in the order of asking."""
        return self.base.questions

    def label(self, thing: str) -> str:
        """What people call a thing: a drill, a question, a side; its id where it has no label."""
        return self.base.label(thing)

    def answers(self, source: AnswersLike) -> Answers:
        """The answers of a file or a mapping, every key and value checked.

        Values are texts, numbers, truth values or lists of texts; None and `unknown` mean not
        known. Raises BadAnswers with all that is wrong, and the nearest valid word.
        """
        if isinstance(source, Answers):
            said = {**source.given, **dict.fromkeys(source.unknown, UNKNOWN)}
            return replace(self.answers(said), locations=source.locations, days=source.days)
        if isinstance(source, Mapping):
            given = checked(self.base, source)
            known = {key: value for key, value in given.items() if value is not None}
            return Answers(known, frozenset(given.keys() - known.keys()))
        answers, problems = read_answers_file(self.base, Path(source))
        if problems:
            raise BadAnswers(problems)
        return answers


def load(
    home: str | os.PathLike[str] | None = None, packs: Iterable[str | os.PathLike[str]] = ()
) -> Knowledge:
    """The knowledge in a folder; without one, that of HIPEXPERT_HOME or what is shipped.

    Packs are laid over it: those in these folders, those of HIPEXPERT_PACKS, those installed.
    Raises UnsoundKnowledge.
    """
    chosen = None if home is None else os.fspath(home)
    whole = find_home(chosen, [os.fspath(pack) for pack in packs])
    found = sound_or_problems(whole)
    if isinstance(found, KnowledgeBase):
        return Knowledge(found)
    raise UnsoundKnowledge(found, whole)


def checked(
    knowledge: KnowledgeBase,
    said: Mapping[str, Any],
    before: Mapping[str, Value | tuple[str, ...]] | None = None,
) -> CheckedAnswers:
    """The answers of a mapping, in its order, beside those given `before`. Raises BadAnswers."""
    found: CheckedAnswers = {}
    problems = []

    def refuse(key: str, message: str, check: str, hint: str | None) -> None:
        place = Location(NAME, [*said].index(key) + 1)
        problems.append(Problem(place, message, check, hint))

    for key in sorted(said, key=lambda key: _depends(knowledge, key)):
        question = knowledge.questions.get(key)
        if question is None:
            hint = did_you_mean(str(key), knowledge.questions)
            hint = hint or "'hipexpert questions' lists them all"
            refuse(key, f"there is no question '{key}'", "unknown-question", hint)
            continue
        others = {**(before or {}), **found}
        given = {name: value for name, value in others.items() if value is not None}
        try:
            found[key] = read_answer(knowledge, question, _text(question, said[key]), given)
        except Refused as refused:
            refuse(key, refused.message, "bad-answer", refused.hint)
    if problems:
        raise BadAnswers(problems)
    return {key: found[key] for key in said}


def _depends(knowledge: KnowledgeBase, key: str) -> bool:
    """Whether an answer can be read only after the one that rules its choices."""
    question = knowledge.questions.get(key)
    return bool(question and question.choices_given_by)


def _text(question: Question, value: object) -> str | list[str]:
    """A value as an answers file would have it. Raises Refused."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | Number):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        strangers = [item for item in value if not isinstance(item, str)]
        if not strangers or not question.several:
            return [*map(str, value)]
        value = strangers[0]
    message = f"'{question.id}' cannot be answered by a value of type '{type(value).__name__}'"
    raise Refused(message, "give a text, a number, True or False, None, or a list of texts")
