"""Checks what an athlete answers, and turns it into facts.

The same checks serve an answers file, a table, a prompt and a change on the command line. A
missing key, or the word `unknown`, means not known; it never means no. How else an answer is read
is known to the type of its question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hipexpert.knowledge.answer_types.refused import Refused as Refused
from hipexpert.knowledge.decoding import ANSWERS_MOST, read_text
from hipexpert.knowledge.names import UNKNOWN as UNKNOWN
from hipexpert.knowledge.names import is_unknown
from hipexpert.knowledge.questions import choices, facts_of
from hipexpert.model import (
    Answer,
    Answers,
    Fact,
    Given,
    KnowledgeBase,
    Location,
    Problem,
    Question,
    Value,
)
from hipexpert.notation import did_you_mean

if TYPE_CHECKING:
    from hipexpert.knowledge.documents import DocumentEntry

_RESULT = "hipexpert/consultation/"
"""How the schema of a result begins, whose answers are taken as those of an answers file."""


def read_answer(
    knowledge: KnowledgeBase,
    question: Question,
    text: str | list[str],
    given: Given,
) -> Answer | None:
    """The value that `text` gives to the question, or None for unknown.

    Raises Refused when the question cannot be answered so.
    """
    if isinstance(text, str) and (not text.strip() or is_unknown(text)):
        return None
    return question.answer_type.read(knowledge, question, text, given)


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
    answers, refused = read_entries(knowledge, _answers_of_result(document) or document.pairs)
    return answers, problems + refused


def _answers_of_result(
    document: DocumentEntry,
) -> Sequence[tuple[DocumentEntry, DocumentEntry]] | None:
    """The answers that a result of `consult --json` was concluded from; None of other documents."""
    entries = {key.text: value for key, value in document.pairs}
    schema, answers = entries.get("schema"), entries.get("answers")
    if schema is None or answers is None or not schema.text.startswith(_RESULT):
        return None
    return answers.pairs


def read_entries(
    knowledge: KnowledgeBase, pairs: Iterable[tuple[DocumentEntry, DocumentEntry]]
) -> tuple[Answers, list[Problem]]:
    """The answers of the entries of a document, key and value, and every problem in them."""
    problems: list[Problem] = []
    reader = _AnswersReader(knowledge, problems)
    # a question whose choices depend on another is read after it
    for key, value in sorted(pairs, key=lambda pair: reader.depends(pair[0].text)):
        reader.read(key, value)
    return Answers(reader.given, frozenset(reader.unknown), reader.locations), problems


class _AnswersReader:
    def __init__(self, knowledge: KnowledgeBase, problems: list[Problem]):
        self.knowledge = knowledge
        self.problems = problems
        self.given: dict[str, Answer] = {}
        self.unknown: set[str] = set()
        self.locations: dict[str, Location] = {}

    def depends(self, key: str) -> bool:
        question = self.knowledge.questions.get(key)
        return bool(question and question.choices_given_by)

    def read(self, key: DocumentEntry, value: DocumentEntry) -> None:
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

    def answer(self, question: Question, value: DocumentEntry) -> Answer | None:
        """The value of an entry. Raises Refused; what a list holds is refused at its own place."""
        if value.kind == "map":
            raise Refused(f"'{question.id}' takes an answer, not keys with answers")
        if value.kind == "text":
            return read_answer(self.knowledge, question, value.text, self.given)
        sound = [self.holds(question, item) for item in value.items if question.several]
        if not all(sound):
            return None
        return read_answer(self.knowledge, question, [e.text for e in value.items], self.given)

    def holds(self, question: Question, item: DocumentEntry) -> bool:
        """Whether an item of a list is an answer; a problem is noted when it is not."""
        try:
            if item.kind != "text":
                raise Refused(f"'{question.id}' takes words, not a list or keys inside its list")
            read_answer(self.knowledge, question, [item.text], self.given)
        except Refused as refused:
            self.refuse(item, refused)
            return False
        return True

    def refuse(self, entry: DocumentEntry, refused: Refused) -> None:
        width = len(entry.text) or 1
        problem = Problem(entry.location, refused.message, "bad-answer", refused.hint, width=width)
        self.problems.append(problem)


def read_answers_file(knowledge: KnowledgeBase, path: Path) -> tuple[Answers, list[Problem]]:
    """The answers of a file, and every problem in it."""
    text, problems = read_text(path, str(path), ANSWERS_MOST)
    return (Answers(), problems) if text is None else read_answers(knowledge, text, str(path))


def consistent(knowledge: KnowledgeBase, given: Given) -> dict[str, Answer]:
    """The answers without those that others leave no room for: the event of another sport."""
    return {
        key: value
        for key, value in given.items()
        if not knowledge.questions[key].choices_given_by
        or {*_items(value)} <= {*choices(knowledge, knowledge.questions[key], given)}
    }


def _items(value: Answer) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def answer_facts(knowledge: KnowledgeBase, answers: Answers) -> dict[Fact, str]:
    """Every fact the athlete gave, with the question it answers, in the order of asking."""
    return {
        fact: question.id
        for question in knowledge.questions.values()
        if question.id in answers.given
        for fact in facts_of(question, answers.given[question.id])
    }
