"""Reads YAML and JSON into entries that know their place; the only door to PyYAML.

Every scalar stays the text its author wrote: `yes`, `no`, `0o17` and `1:30` mean nothing
special here, so YAML 1.1 can turn no word into a truth value or a number. A key that stands
twice, an anchor, a character that nobody sees, and a text that is no YAML at all become problems,
never exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from hipexpert.knowledge.characters import (
    one_kind_of_line_end,
    steering_problem,
    steering_problems,
    steers,
    visible,
)
from hipexpert.model import Location, Problem

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

DEEPEST = 50
"""How deep lists and maps may stand in each other. No file of ours goes past ten; PyYAML ends at a
depth of its own, which is another from version to version, or at none."""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A piece of a document: a text, a list of entries, or pairs of key and entry.

    `location` is where its first character stands.
    """

    value: str | list[DocumentEntry] | list[tuple[DocumentEntry, DocumentEntry]]
    location: Location
    kind: str
    plain: bool = True

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> list[DocumentEntry]:
        return self.value if self.kind == "list" else []  # type: ignore[return-value]

    @property
    def pairs(self) -> list[tuple[DocumentEntry, DocumentEntry]]:
        return self.value if self.kind == "map" else []  # type: ignore[return-value]

    def get(self, key: str) -> DocumentEntry | None:
        return next((entry for name, entry in self.pairs if name.text == key), None)


def read_document(text: str, name: str) -> tuple[DocumentEntry | None, list[Problem]]:
    """The document `text` holds, with its problems; None when it holds nothing.

    >>> entry, problems = read_document("sport: no", "case.yaml")
    >>> entry.get("sport").text, problems
    ('no', [])
    """
    text = one_kind_of_line_end(text)
    problems = steering_problems(text, name)
    text = visible(text)
    if text.lstrip().startswith(("{", "[")):
        text = text.replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    try:
        events = yaml.parse(text, Loader=_Loader)
        document = _Builder(name, events, problems).document()
    except _TooDeep as error:
        return None, [*problems, _too_deep(error.location)]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = _place(text, mark, name)
        reason = getattr(error, "problem", None) or str(getattr(error, "reason", "")) or "unclear"
        if "nesting depth" in reason:  # libyaml looks ahead, and may get there before we do
            return None, [*problems, _too_deep(where)]
        if opened := _opened(error):
            where = _place(text, getattr(error, "context_mark", mark), name)
            reason, hint = opened
        elif "\t" in _indent(text.split("\n")[where.line - 1]):
            hint = "a tab indents this line, and YAML takes blanks alone"
        else:
            hint = (
                "look at the indentation, the colons and the quotes of this line and the one above"
            )
        problems.append(Problem(where, f"cannot be read as YAML: {reason}", "broken-yaml", hint))
        return None, problems
    return document, problems


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _opened(error: yaml.YAMLError) -> tuple[str, str] | None:
    """What a text opens and does not close, with what to do; None where something else is wrong."""
    context = getattr(error, "context", None) or ""
    if "quoted" in context:
        return "a quote is opened here, and not closed", "close it, or leave it out"
    if "flow" in context:
        reason = "a bracket is opened here, and what follows does not end in its like"
        return reason, "close it, and part what stands in it by commas"
    return None


def _place(text: str, mark: yaml.Mark | None, name: str) -> Location:
    """Where a mark of PyYAML's is; of one beyond the last line, the end of that line."""
    if mark is None:
        return Location(name, 1)
    lines = text.split("\n")
    if mark.line < len(lines):
        return Location(name, mark.line + 1, min(mark.column, len(lines[mark.line])) + 1)
    return Location(name, len(lines), len(lines[-1]) + 1)


def _too_deep(where: Location) -> Problem:
    hint = f"lists and maps stand in each other at most {DEEPEST} deep"
    return Problem(where, "too many brackets in brackets", "broken-yaml", hint)


class _TooDeep(Exception):
    """A list or a map that stands deeper than `DEEPEST`."""

    def __init__(self, location: Location):
        super().__init__(location)
        self.location = location


class _Builder:
    def __init__(self, name: str, events: Iterator[yaml.Event], problems: list[Problem]):
        self.name = name
        self.events = events
        self.problems = problems
        self.depth = 0

    def document(self) -> DocumentEntry | None:
        result = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                entry = self.entry(next(self.events))
                if documents == 1:
                    result = entry
                elif documents == 2:
                    self.refuse(event, "a second document starts here", "one file, one document")
        return result

    def refuse(self, event: yaml.Event, message: str, hint: str) -> None:
        self.problems.append(Problem(self.at(event), message, "broken-yaml", hint))

    def at(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self.name, mark.line + 1, mark.column + 1)  # type: ignore[union-attr]

    def entry(self, event: yaml.Event) -> DocumentEntry:
        where = self.at(event)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"'*{event.anchor}' refers to another place", "write it out here")
            return DocumentEntry("", where, "text")
        if getattr(event, "anchor", None):
            self.refuse(event, "this is an anchor, marked by &", "leave it out")
        if isinstance(event, yaml.ScalarEvent):
            if character := steers(event.value):
                self.problems.append(steering_problem(where, character))
            return DocumentEntry(event.value, where, "text", plain=not event.style)
        if self.depth == DEEPEST:
            raise _TooDeep(where)
        self.depth += 1
        sequence = isinstance(event, yaml.SequenceStartEvent)
        entry = self.sequence(where) if sequence else self.mapping(where)
        self.depth -= 1
        return entry

    def sequence(self, where: Location) -> DocumentEntry:
        items = []
        while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
            items.append(self.entry(item))
        return DocumentEntry(items, where, "list")

    def mapping(self, where: Location) -> DocumentEntry:
        pairs: list[tuple[DocumentEntry, DocumentEntry]] = []
        first: dict[str, Location] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.entry(event)
            value = self.entry(next(self.events))
            if key.text in first:
                message = f"'{key.text}' stands here a second time"
                hint = f"it stands at {first[key.text]} already; keep one of them"
                width = len(key.text)
                self.problems.append(
                    Problem(key.location, message, "duplicate-key", hint, width=width)
                )
                continue
            first[key.text] = key.location
            pairs.append((key, value))
        return DocumentEntry(pairs, where, "map")
