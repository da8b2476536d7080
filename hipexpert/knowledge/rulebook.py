"""Reads rule files into rules, naming every fault by file, line and column.

A rule file is a list of rules. Each has the keys of `KEYS`, in that order; what the words of
a rule mean, and whether the knowledge base knows them, is left to `check`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from hipexpert.knowledge.characters import one_kind_of_line_end
from hipexpert.knowledge.documents import DocumentEntry, read_document
from hipexpert.model import (
    ANYTHING,
    Let,
    Location,
    Pattern,
    Problem,
    Rule,
    Variable,
    nameless_variable,
)
from hipexpert.notation import (
    NotationError,
    did_you_mean,
    is_variable,
    placeholders,
    read_comparison,
    read_let,
    read_pattern,
    variables_of,
)

KEYS = ("rule", "label", "when", "let", "where", "unless", "then", "because", "claims")
OPTIONAL = ("let", "where", "unless")

Read = TypeVar("Read")
T = TypeVar("T")


def read_rules(text: str, name: str, first: int) -> tuple[list[Rule], list[Problem]]:
    """The rules of one file, in order, and what is wrong with the others.

    `first` is the reading order of the file's first rule.
    """
    return read_each(text, name, first, RuleReader)


def read_each(
    text: str, name: str, first: int, reader: type[RuleReader]
) -> tuple[list[Rule], list[Problem]]:
    """What a list of rules, or of what is written like them, holds, and what is wrong with it."""
    document, problems = read_document(text, name)
    what = reader.what
    if document is None:
        if not problems:
            message = f"this file holds no {what}"
            problems.append(Problem(Location(name, 1), message, "empty-file", "remove it"))
        return [], problems
    if document.kind != "list":
        hint = f"a {what} file is a list: start each {what} with '- {reader.keys[0]}: its-name'"
        message = f"this is no list of {what}s"
        problems.append(Problem(document.location, message, "rule-shape", hint))
        return [], problems
    rules: list[Rule] = []
    lines = one_kind_of_line_end(text).split("\n")
    for entry in document.items:
        each = reader(entry, lines)
        rule = each.rule(first + len(rules))
        problems += each.problems
        if rule is not None:
            rules.append(rule)
    return rules, problems


class RuleReader:
    """Reads one rule, collecting its problems; or what is written like one, with other `keys`."""

    what = "rule"
    keys: tuple[str, ...] = KEYS

    def __init__(self, entry: DocumentEntry, lines: Sequence[str] = ()):
        self.entry = entry
        self.lines = lines
        self.problems: list[Problem] = []

    def refuse(
        self, where: Location, message: str, check: str, hint: str | None = None, width: int = 1
    ) -> None:
        self.problems.append(Problem(where, message, check, hint, width=width))

    def rule(self, order: int) -> Rule | None:
        if self.entry.kind != "map":
            message, hint = f"this is no {self.what}", f"start with '{self.keys[0]}:'"
            self.refuse(self.entry.location, message, "rule-shape", hint)
            return None
        self.check_keys()
        where = self.entry.get(self.keys[0])
        rule = Rule(
            id=self.text(self.keys[0]),
            label=self.text("label"),
            when=self.patterns("when"),
            let=self.lets(),
            where=self.read_each("where", read_comparison),
            unless=self.patterns("unless"),
            then=self.patterns("then"),
            because=self.text("because"),
            claims=tuple(self.text_of(item) for item in self.listed("claims")),
            location=where.location if where else self.entry.location,
            order=order,
        )
        if self.problems:
            return None
        self.check_variables(rule)
        return None if self.problems else rule

    def check_keys(self) -> None:
        names = []
        for key, value in self.entry.pairs:
            if key.text not in self.keys:
                hint = did_you_mean(key.text, self.keys) or f"the keys are {', '.join(self.keys)}"
                message = f"a {self.what} has no '{key.text}'"
                self.refuse(key.location, message, "unknown-key", hint, len(key.text))
                continue
            names.append(key.text)
            if not value.value:
                message = f"'{key.text}' is empty"
                hint = "leave it out" if key.text in OPTIONAL else "fill it in"
                self.refuse(key.location, message, "empty-key", hint, len(key.text))
        for missing in (k for k in self.keys if k not in OPTIONAL and k not in names):
            self.refuse(self.entry.location, f"this {self.what} has no '{missing}'", "missing-key")
        if names != sorted(names, key=self.keys.index):
            hint = f"the order is {', '.join(k for k in self.keys if k in names)}"
            self.refuse(self.entry.location, "the keys are out of order", "key-order", hint)

    def text(self, key: str) -> str:
        entry = self.entry.get(key)
        return self.text_of(entry) if entry else ""

    def text_of(self, entry: DocumentEntry) -> str:
        if entry.kind != "text":
            self.refuse(entry.location, "one text is expected here", "rule-shape")
        return entry.text.strip()

    def listed(self, key: str) -> list[DocumentEntry]:
        entry = self.entry.get(key)
        if entry is None or not entry.value:
            return []
        if entry.kind != "list":
            hint = f"write '{key}:' and then one line each, starting with '- '"
            self.refuse(entry.location, f"'{key}' is a list", "rule-shape", hint)
        return entry.items

    def read(self, entry: DocumentEntry, read: Callable[[str, Location], Read]) -> list[Read]:
        try:
            return [read(self.text_of(entry), entry.location)]
        except NotationError as error:
            self.refuse_notation(entry, error)
            return []

    def refuse_notation(self, entry: DocumentEntry, error: NotationError) -> None:
        where = entry.location
        start = where.column + error.offset + (0 if entry.plain else 1)
        self.refuse(
            where._replace(column=start), error.message, "notation", error.hint, error.width
        )

    def read_each(self, key: str, read: Callable[[str, Location], Read]) -> tuple[Read, ...]:
        return tuple(value for item in self.listed(key) for value in self.read(item, read))

    def patterns(self, key: str) -> tuple[Pattern, ...]:
        found = self.read_each(key, read_pattern)
        for pattern in found:
            if key == "then" and ANYTHING in pattern.terms:
                hint = "use a ?variable of 'when'"
                message = "'anything' cannot be concluded"
                self.refuse(pattern.location, message, "anything", hint, len(str(pattern)))
        return _numbered(found) if key == "when" else found

    def lets(self) -> tuple[Let, ...]:
        entry = self.entry.get("let")
        if entry is None or not entry.value:
            return ()
        if entry.kind != "map":
            hint = "write one line each: ?gap: ?left - ?right"
            self.refuse(entry.location, "'let' names numbers", "rule-shape", hint)
        lets = []
        for key, value in entry.pairs:
            try:
                lets.append(read_let(key.text, self.text_of(value), key.location))
            except NotationError as error:
                self.refuse_notation(value if is_variable(key.text) else key, error)
        return tuple(lets)

    def check_variables(self, rule: Rule) -> None:
        """Every variable is bound by `when`, or by a `let` above the place that uses it."""
        bound = {name for pattern in rule.when for name in pattern.variables}
        lets = self.entry.get("let")
        for (_, value), let in zip(lets.pairs if lets else (), rule.let, strict=True):
            for name in variables_of(let.expression):
                self.require(name, bound, value)
            if let.variable in bound:
                message = f"'?{let.variable}' has a value already"
                width = len(let.variable) + 1
                self.refuse(let.location, message, "bound-twice", "choose another name", width)
            bound.add(let.variable)
        for entry, comparison in zip(self.listed("where"), rule.where, strict=True):
            for side in (comparison.left, comparison.right):
                for name in variables_of(side):
                    self.require(name, bound, entry)
        for key, patterns in (("unless", rule.unless), ("then", rule.then)):
            for entry, pattern in zip(self.listed(key), patterns, strict=True):
                for name in pattern.variables:
                    self.require(name, bound, entry)
        because = self.entry.get("because")
        for name in placeholders(rule.because):
            self.require(name, bound, because or self.entry)

    def require(self, name: str, bound: set[str], entry: DocumentEntry) -> None:
        """A problem when `name`, which the text of `entry` uses, is not bound."""
        if name not in bound:
            where = self.place_of(rf"\?{name}(?![a-z0-9-])", entry)
            hint = did_you_mean(name, bound)
            hint = hint.replace("'", "'?", 1) if hint else "bind it by a premise of 'when'"
            message = f"nothing binds '?{name}'"
            self.refuse(where, message, "unbound-variable", hint, len(name) + 1)

    def place_of(self, word: str, entry: DocumentEntry) -> Location:
        """Where a word stands in the author's lines, from where an entry begins."""
        where, blank = entry.location, entry.location.column - 1
        for number, line in enumerate(self.lines[where.line - 1 :], where.line):
            begun = " " * blank + line[blank:] if number == where.line else line
            if found := re.search(word, begun):
                return Location(where.file, number, found.start() + 1)
        return where


def _numbered(patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    """The patterns with a variable of its own for each `anything`."""
    numbers = itertools.count(1)

    def named(term: T) -> T | Variable:
        return nameless_variable(next(numbers)) if term is ANYTHING else term

    return tuple(
        pattern._replace(subject=named(pattern.subject), object=named(pattern.object))
        for pattern in patterns
    )
