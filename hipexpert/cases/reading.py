"""Reads case files: sentences, the answers of athletes, and what is expected of the rules.

A case is a sentence, the answers of one athlete, and facts. A fact under `then` must be
concluded by the rule it names, so that a right answer for a wrong reason fails. A fact under
`not` must not be concluded by the rule it is `short-of`, nor by any other, unless the same case
says so under `then`. `blocked-by` names all the patterns of `unless` that stand in the way, and
nothing else may.

What an author got wrong becomes a problem with its place; the other cases are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hipexpert.cases.files import CaseFiles
from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.documents import DocumentEntry, read_document
from hipexpert.knowledge.names import is_unknown
from hipexpert.model import (
    ANYTHING,
    Answers,
    Fact,
    KnowledgeBase,
    Location,
    Pattern,
    Problem,
    Variable,
)
from hipexpert.notation import NotationError, did_you_mean, read_pattern
from hipexpert.reasoning.answers import read_entries

KEYS = ("case", "like", "answers", "then", "not")
LIKE = "like"

AnswerEntries = dict[str, tuple[DocumentEntry, DocumentEntry]]
"""Answers as they are written, key and value, by the question."""

WrittenAnswers = dict[str, str | list[str]]


class Expectation(NamedTuple):
    """A fact, the rule that must carry it or fall short of it, and what blocks that rule."""

    fact: Fact
    rule: str
    blocked_by: tuple[Pattern, ...]
    location: Location


class Case(NamedTuple):
    """A sentence, the answers of one athlete, and what must follow and must not.

    `written` are the answers that are known, as their author wrote them.
    """

    sentence: str
    written: Mapping[str, str | list[str]]
    answers: Answers
    then: tuple[Expectation, ...]
    absent: tuple[Expectation, ...]
    location: Location


def read_cases(knowledge: KnowledgeBase, files: CaseFiles) -> tuple[list[Case], list[Problem]]:
    """Every case of some files, in their order, and everything wrong with them."""
    reader = _CasesReader(knowledge, files)
    for name in files.names:
        reader.read_file(name)
    return reader.cases, reader.problems


def read_people(files: CaseFiles, name: str) -> tuple[dict[str, AnswerEntries], list[Problem]]:
    """The named sets of answers of a file, and what is wrong with it.

    One may be `like` another above it, and takes over what it does not say otherwise.
    """
    document, problems = _document(files, name)
    people: dict[str, AnswerEntries] = {}
    for key, entry in document.pairs if document else ():
        answers = _entries(entry)
        like = answers.pop(LIKE, None)
        found = _person(people, like[1] if like else None, problems)
        people[key.text] = {**found, **answers}
    return people, problems


def written_answers(entries: AnswerEntries) -> WrittenAnswers:
    """Answers as their author wrote them: by question a text, or a list of texts."""
    return {
        name: [item.text for item in value.items] if value.kind == "list" else value.text
        for name, (_, value) in entries.items()
    }


def _document(files: CaseFiles, name: str) -> tuple[DocumentEntry | None, list[Problem]]:
    text, problems = read_text(files.path(name), name)
    return (None, problems) if text is None else read_document(text, name)


def _entries(entry: DocumentEntry | None) -> AnswerEntries:
    return {key.text: (key, value) for key, value in (entry.pairs if entry else ())}


def _person(
    people: Mapping[str, AnswerEntries], like: DocumentEntry | None, problems: list[Problem]
) -> AnswerEntries:
    """The answers of the person that an entry names."""
    if like is None:
        return {}
    if like.text not in people:
        hint = did_you_mean(like.text, people) or "people.yaml names them, each above its likes"
        problems.append(_problem(like, f"there is no person '{like.text}'", "unknown-person", hint))
    return people.get(like.text, {})


def _problem(entry: DocumentEntry, message: str, check: str, hint: str | None = None) -> Problem:
    return Problem(entry.location, message, check, hint, width=len(entry.text) or 1)


@dataclass
class _CasesReader:
    knowledge: KnowledgeBase
    files: CaseFiles
    cases: list[Case] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    told: dict[str, Location] = field(default_factory=dict)
    people: dict[str | None, dict[str, AnswerEntries]] = field(default_factory=lambda: {None: {}})

    def refuse(
        self, entry: DocumentEntry, message: str, check: str, hint: str | None = None
    ) -> None:
        self.problems.append(_problem(entry, message, check, hint))

    def read_file(self, name: str) -> None:
        people = self.people_of(name)
        document, problems = _document(self.files, name)
        self.problems += problems
        if document is None:
            return
        if document.kind != "list":
            hint = "a case file is a list: start each case with '- case: what it is about'"
            self.refuse(document, "this is no list of cases", "case-shape", hint)
        for entry in document.items:
            self.read_case(entry, people)

    def people_of(self, name: str) -> dict[str, AnswerEntries]:
        path = self.files.people_of(name)
        if path not in self.people:
            self.people[path], problems = read_people(self.files, str(path))
            self.problems += problems
        return self.people[path]

    def read_case(self, entry: DocumentEntry, people: Mapping[str, AnswerEntries]) -> None:
        before = len(self.problems)
        self.allow(entry, KEYS, "a case")
        sentence = self.sentence(entry)
        entries = {
            **_person(people, entry.get(LIKE), self.problems),
            **_entries(entry.get("answers")),
        }
        answers, problems = read_entries(self.knowledge, entries.values())
        self.problems += problems
        then = tuple(self.expectations(entry, "then", "by"))
        absent = tuple(self.expectations(entry, "not", "short-of"))
        if len(self.problems) > before:
            return
        if not then and not absent:
            hint = "say what follows under 'then', and what does not under 'not'"
            self.refuse(entry, "this case expects nothing", "expects-nothing", hint)
            return
        known = {
            name: text
            for name, text in written_answers(entries).items()
            if not (isinstance(text, str) and is_unknown(text))
        }
        self.cases.append(Case(sentence, known, answers, then, absent, entry.location))

    def allow(self, entry: DocumentEntry, keys: Iterable[str], what: str) -> None:
        keys = tuple(keys)
        if entry.kind != "map":
            self.refuse(entry, f"this is no {what.split()[-1]}", "case-shape")
        for key, _ in entry.pairs:
            if key.text not in keys:
                hint = did_you_mean(key.text, keys) or f"the keys are {', '.join(keys)}"
                self.refuse(key, f"{what} has no '{key.text}'", "unknown-key", hint)

    def sentence(self, entry: DocumentEntry) -> str:
        """The sentence of a case, which no other has."""
        said = entry.get("case")
        if said is None or not said.text.strip():
            self.refuse(entry, "this case has no sentence", "no-sentence", "write 'case: ...'")
            return ""
        before = self.told.setdefault(said.text, said.location)
        if before != said.location:
            hint = f"it stands at {before} already"
            self.refuse(said, "another case has this sentence", "sentence-twice", hint)
        return said.text

    def expectations(self, entry: DocumentEntry, key: str, rule_key: str) -> Iterator[Expectation]:
        listed = entry.get(key)
        if listed and listed.kind != "list":
            hint = f"write '{key}:' and then one entry each, starting with '- fact: '"
            self.refuse(listed, f"'{key}' is a list", "case-shape", hint)
        for item in listed.items if listed else ():
            found = self.expectation(item, rule_key)
            if found:
                yield found

    def expectation(self, item: DocumentEntry, rule_key: str) -> Expectation | None:
        blocking = ("blocked-by",) if rule_key == "short-of" else ()
        self.allow(item, ("fact", rule_key, *blocking), "an expectation")
        said, named, blocked = (item.get(key) for key in ("fact", rule_key, "blocked-by"))
        for key, part in ("fact", said), (rule_key, named):
            if part is None:
                self.refuse(item, f"there is no '{key}'", "missing-key")
        if said is None or named is None:
            return None
        fact, rule = self.fact(said), self.knowledge.rule.get(named.text)
        if rule is None:
            hint = did_you_mean(named.text, self.knowledge.rule)
            hint = hint or "'hipexpert rules' lists them all"
            self.refuse(named, f"there is no rule '{named.text}'", "unknown-rule", hint)
        texts = [] if blocked is None else blocked.items or [blocked]
        patterns = tuple(p for text in texts if (p := self.pattern(text)))
        if rule is None or fact is None:
            return None
        if not any(pattern.matches(fact) for pattern in rule.then):
            hint = f"it says: {'; '.join(map(str, rule.then))}"
            self.refuse(said, f"'{rule.id}' never says this", "never-concluded", hint)
        for text, pattern in zip(texts, patterns, strict=False):
            if not any(stands_for(mine, pattern) for mine in rule.unless):
                hint = f"its 'unless': {'; '.join(map(str, rule.unless)) or 'none'}"
                self.refuse(text, f"this does not block '{rule.id}'", "unknown-block", hint)
        return Expectation(fact, rule.id, patterns, said.location)

    def pattern(self, entry: DocumentEntry) -> Pattern | None:
        try:
            return read_pattern(entry.text, entry.location)
        except NotationError as error:
            column = entry.location.column + error.offset + (not entry.plain)
            where = entry.location._replace(column=column)
            self.problems.append(
                Problem(where, error.message, "notation", error.hint, width=error.width)
            )
            return None

    def fact(self, entry: DocumentEntry) -> Fact | None:
        pattern = self.pattern(entry)
        if pattern is None:
            return None
        if pattern.variables or ANYTHING in pattern.terms:
            hint = "name the thing: right-hip, athlete"
            self.refuse(entry, "this is no fact: it has a variable", "no-fact", hint)
            return None
        return pattern.fact({})


def stands_for(pattern: Pattern, filled: Pattern) -> bool:
    """Whether `filled` is the pattern with its variables bound."""
    return pattern.property == filled.property and all(
        mine == theirs or (isinstance(mine, Variable) and mine is not ANYTHING)
        for mine, theirs in zip(pattern.terms, filled.terms, strict=True)
    )
