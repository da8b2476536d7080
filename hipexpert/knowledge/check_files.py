"""The law on files: what lies below kb/ and rules/, or is called as constraints are, is read.

Where it is not, that is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hipexpert.knowledge.constraints import CONSTRAINTS
from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.documents import read_document
from hipexpert.knowledge.files import hidden, knowledge_files
from hipexpert.knowledge.turtle import read_turtle
from hipexpert.model import Location, Problem, WrittenKnowledge

LAW = "file-not-read"


def every_file_is_read(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No statement and no rule stands in a file that is passed over for its name or place."""
    home = knowledge.home
    read = set(knowledge_files(home).values())
    folders = {"": home.folder, **{f"{pack.name}/": pack.folder for pack in home.packs}}
    for lead, folder in folders.items():
        for path in sorted(path for part in ("kb", "rules") for path in (folder / part).rglob("*")):
            name = path.relative_to(folder)
            if path not in read and not path.is_dir() and not hidden(name):
                yield _passed_over(path, lead + name.as_posix())
        for path in sorted(folder.glob("constraint*")):
            if path != home.folder / CONSTRAINTS and not path.is_dir():
                yield from _constraint_passed_over(path, lead + path.name)


def _passed_over(path: Path, name: str) -> Problem:
    text, _ = read_text(path, name)
    backup = path.name.endswith("~") or path.name.startswith("#")  # as editors leave them
    if text is not None and not backup:
        if statement := _first_statement(text, name):
            hint = f"call it {_called('kb', name, '.ttl')}"
            return Problem(statement, "this statement is not read", LAW, hint)
        if rule := _first_entry(text, name, "rule"):
            hint = f"call it {_called('rules', name, '.yaml')}"
            return Problem(rule, "this rule is not read", LAW, hint)
    hint = "keep it elsewhere, or begin its name with a dot"
    return Problem(Location(name, 1), "this file is not read", LAW, hint, "warning")


def _constraint_passed_over(path: Path, name: str) -> Iterator[Problem]:
    """That a constraint is not read, where there is one in a file."""
    text, _ = read_text(path, name)
    if text is not None and (constraint := _first_entry(text, name, "never")):
        hint = f"constraints stand in {CONSTRAINTS} of the home, and nowhere else"
        yield Problem(constraint, "this constraint is not read", LAW, hint)


def _called(folder: str, name: str, ending: str) -> str:
    """What a file would have to be called to be read.

    >>> _called("kb", "rules/sports/judo.ttl.txt", ".ttl")
    'kb/sports/judo.ttl'
    """
    _, *folders, last = name.split("/")
    return "/".join((folder, *folders, last.split(".")[0] + ending))


def _first_statement(text: str, name: str) -> Location | None:
    triples, _ = read_turtle(text, name)
    return triples[0].subject_at if triples else None


def _first_entry(text: str, name: str, begun_by: str) -> Location | None:
    """Where the first entry of a list stands that begins with some key."""
    document, _ = read_document(text, name)
    entries = document.items if document else []
    found = (key.location for entry in entries for key, _ in entry.pairs if key.text == begun_by)
    return next(found, None)
