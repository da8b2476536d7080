"""Seeded defects and harmless edits: each a change to a copy of the knowledge, kept as data.

A file of tests/verifier/seeds holds defects of one kind, a file of tests/verifier/harmless edits
that break nothing. An entry has its `id`, what slipped in a sentence, and the change:

    file: rules/demand.yaml           which file
    of: demand-drives-a-hip           in which rule or thing of it; the whole file where left out
    find: "?hip on-side ?side"        a text that stands there just once,
    put: "?hip of-side ?side"         and what takes its place; or
    drop: "?hip on-side ?side"        a text whose whole line goes; or
    all: "?hip", put: "?joint"        a text that is replaced wherever it stands there; or
    add: kb/sports/x.ttl, text: ...   a new file; or
    rename: kb/x.ttl, to: kb/x.TTL    a file under another name; or
    changes: [...]                    several of these

A defect says too where it may be told, `at`, beside the lines that were changed: `block` for the
whole rule or thing, `path` for a file, `path#name` for a rule or thing. And it has `names`: what
the message or its hint must name to be of use, the thing or the remedy; `a|b` is either word.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "verifier"
KNOWLEDGE = ("ontology.ttl", "shapes.ttl", "constraints.yaml", "kb", "rules")

Places = Mapping[str, frozenset[int] | None]
"""Lines by file; None stands for all of them."""


class NotThere(ValueError):
    """What an edit looks for does not stand where it looks, or not just once."""


class Edit(NamedTuple):
    """One change: of a text in a file, of a file's name, or a file that is new.

    Where nothing is `put` the whole line goes.
    """

    file: str
    of: str = ""
    find: str = ""
    put: str | None = None
    wherever: bool = False
    to: str = ""
    text: str | None = None


class Seed(NamedTuple):
    """A defect or a harmless edit; an edit has neither `at` nor `names`.

    `missed` says why nothing finds a defect.
    """

    id: str
    kind: str
    slip: str
    edits: tuple[Edit, ...]
    at: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    missed: str = ""


def defects() -> tuple[Seed, ...]:
    """All seeded defects, in the order of their files."""
    return tuple(_read(DATA / "seeds", "slip"))


def harmless() -> tuple[Seed, ...]:
    """All harmless edits, in the order of their files."""
    return tuple(_read(DATA / "harmless", "edit"))


def _read(folder: Path, sentence: str) -> Iterator[Seed]:
    for path in sorted(folder.glob("*.yaml")):
        page = yaml.safe_load(path.read_text("utf-8"))
        for entry in page["seeds"]:
            edits = tuple(_edit(entry | change) for change in entry.get("changes", [{}]))
            yield Seed(
                entry["id"],
                page["kind"],
                entry[sentence],
                edits,
                _several(entry.get("at")),
                _several(entry.get("names")),
                entry.get("missed", ""),
            )


def _several(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


def _edit(entry: Mapping[str, Any]) -> Edit:
    if "add" in entry:
        return Edit(entry["add"], text=entry["text"])
    if "rename" in entry:
        return Edit(entry["rename"], to=entry["to"])
    if "drop" in entry:
        return Edit(entry["file"], entry.get("of", ""), entry["drop"])
    find = entry["all" if "all" in entry else "find"]
    return Edit(entry["file"], entry.get("of", ""), find, entry["put"], "all" in entry)


# Applying them


def copied(home: Path) -> Path:
    """A copy of the shipped knowledge at `home`."""
    home.mkdir(parents=True)
    for name in KNOWLEDGE:
        source, target = ROOT / name, home / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
    return home


def apply(seed: Seed, home: Path) -> Places:
    """Make the changes of a seed in a home, and say where its fault may be told."""
    before = {edit.file: _text(home / edit.file) for edit in seed.edits}
    for edit in seed.edits:
        _make(edit, home)
    changed: dict[str, frozenset[int] | None] = {}
    for edit in seed.edits:
        if edit.to or edit.text is not None:
            changed[edit.to or edit.file] = None
        else:
            changed[edit.file] = changed_lines(before[edit.file], _text(home / edit.file))
    for place in seed.at:
        for file, lines in _named(seed, place, home):
            known = changed.get(file, frozenset())
            changed[file] = None if known is None or lines is None else known | lines
    return changed


def _text(path: Path) -> str:
    return path.read_bytes().decode() if path.is_file() else ""


def _make(edit: Edit, home: Path) -> None:
    path = home / edit.file
    if edit.text is not None:
        path.write_bytes(edit.text.encode())
    elif edit.to:
        path.rename(home / edit.to)
    else:
        path.write_bytes(changed_text(_text(path), edit).encode())


def changed_text(text: str, edit: Edit) -> str:
    """A text after one change. Raises NotThere."""
    start, end = block(text, edit.of) if edit.of else (0, len(text))
    found = [m.start() + start for m in re.finditer(re.escape(edit.find), text[start:end])]
    if edit.wherever and found:
        return text[:start] + text[start:end].replace(edit.find, edit.put or "") + text[end:]
    if len(found) != 1:
        where = f"{edit.file}#{edit.of}" if edit.of else edit.file
        raise NotThere(f"{where}: stands there {len(found)} times, not once: {edit.find!r}")
    first, last = found[0], found[0] + len(edit.find)
    if not edit.put:  # whole lines go with their end
        first = text.rfind("\n", 0, first) + 1 if edit.put is None else first
        last = text.find("\n", last) + 1 if text[first - 1] == "\n" else last
    return text[:first] + (edit.put or "") + text[last:]


def block(text: str, name: str) -> tuple[int, int]:
    """Where the rule or the thing of a name begins and ends in a text. Raises NotThere."""
    begins = rf"^(- rule: {re.escape(name)}$|:{re.escape(name)} a )"
    starts = [found.start() for found in re.finditer(begins, text, re.M)]
    if len(starts) != 1:
        raise NotThere(f"described {len(starts)} times, not once: {name!r}")
    end = re.compile(r"^\s*$|\Z", re.M).search(text, starts[0])
    return starts[0], end.start() if end else len(text)


def changed_lines(before: str, after: str) -> frozenset[int]:
    """The lines of a text that are not as before; of lines that went, those about the gap.

    >>> sorted(changed_lines("a\\nb\\nc\\n", "a\\nc\\n"))
    [1, 2]
    """
    lines: set[int] = set()
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    for tag, _, _, first, last in matcher.get_opcodes():
        if tag != "equal":
            lines.update(range(first + 1, last + 1) or (first, first + 1))
    return frozenset(lines)


def _named(seed: Seed, place: str, home: Path) -> Iterable[tuple[str, frozenset[int] | None]]:
    """The lines that an `at` stands for."""
    if place == "block":
        edits = ((edit.file, edit.of) for edit in seed.edits)
    else:
        file, _, name = place.partition("#")
        edits = iter([(file, name)])
    for file, name in edits:
        if not (home / file).is_file():
            raise NotThere(f"{seed.id}: there is no file {file}")
        text = _text(home / file)
        if not name:
            yield file, None
            continue
        start, end = block(text, name)
        yield file, frozenset(range(text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 2))
