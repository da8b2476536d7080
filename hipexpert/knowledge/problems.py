"""Prints problems for people: the place first, then the author's own line with a caret.

Problems are values; here is the one place that gives them words and lines, and their shape for
other programs. The text of a line
is read from its file when it is needed. A file that cannot be read costs the excerpt, never
the message.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from hipexpert.knowledge.characters import one_kind_of_line_end, visible
from hipexpert.knowledge.decoding import read_bounded
from hipexpert.model import KnowledgeFolder, Location, Problem

SCHEMA = "hipexpert/problems/1"

WINDOW = 92
"""The most characters of a line that are shown; of a longer one, those about the caret."""

EXCERPTED = 64 << 20
"""Bytes of a file from which lines are shown; a larger one is named by its lines alone."""

_OURS = (".ttl", ".yaml", ".yml", ".json")
"""The endings of files that are UTF-8 or faulty."""

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s,;()\[\]{}]+')
_ENDLESS = re.compile(r"\S{200,}")
_LEAD = re.compile(r"\s*(?:- +)?")


def author_lines(home: KnowledgeFolder | str | Path, file: str) -> tuple[str, ...]:
    """The lines of a file as its author sees them; none when it cannot be read."""
    path = home.path(file) if isinstance(home, KnowledgeFolder) else Path(home) / file
    try:
        return _lines(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return ()


@lru_cache(maxsize=32)
def _lines(path: Path, changed: int) -> tuple[str, ...]:
    content = read_bounded(path, EXCERPTED)
    if content.startswith(b"PAR1"):
        return ()  # a row of a Parquet file is no line of it
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return ()  # nor is one of a workbook
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    if "\ufffd" in text and path.suffix.lower() not in _OURS:
        text = content.decode("cp1252", errors="replace")  # as tables of older spreadsheets are
    return tuple(one_kind_of_line_end(text).split("\n"))


def author_line(home: KnowledgeFolder | str | Path, location: Location) -> str:
    """The line that `location` stands in, or nothing when it cannot be read."""
    lines = author_lines(home, location.file)
    return lines[location.line - 1] if 0 < location.line <= len(lines) else ""


def problem_at(
    home: KnowledgeFolder | str | Path,
    location: Location,
    message: str,
    check: str,
    hint: str | None = None,
    severity: str = "error",
) -> Problem:
    """A problem whose caret underlines the whole word that stands at `location`."""
    word = _WORD.match(author_line(home, location), location.column - 1)
    width = len(word.group().rstrip(".:")) if word else 1
    return Problem(location, message, check, hint, severity, max(width, 1))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file, line and column, each of them once."""
    return sorted(
        set(problems), key=lambda p: (*p.location, p.severity, p.message, p.check, p.hint or "")
    )


def format_problems(problems: Iterable[Problem], home: KnowledgeFolder | str | Path = ".") -> str:
    """The problems as text, sorted, with their count on the last line.

    `home` is the folder that the names of the files start from: that of the knowledge base, or
    for an answers file the working folder.
    """
    found = sort_problems(problems)
    return "\n".join([*(_entry(problem, home) for problem in found), count_problems(found)])


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as it stands in `hipexpert/problems/1`."""
    place = problem.location
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "severity": problem.severity,
        "message": problem.message,
        "check": problem.check,
        "hint": problem.hint,
    }


def unplaced(message: str, hint: str | None = None) -> dict[str, Any]:
    """What ended a command without being a fault of any file, in the same shape.

    >>> unplaced("there is no drill 'clam'")["line"] is None
    True
    """
    place = dict.fromkeys(("file", "line", "column"))
    return {**place, "severity": "error", "message": message, "check": None, "hint": hint}


def problems_json(problems: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Problems as one document, in the order in which they were told."""
    return {"schema": SCHEMA, "problems": list(problems)}


def count_problems(problems: Iterable[Problem]) -> str:
    """How many problems there are, by severity.

    >>> at = Location("rules/demand.yaml", 7)
    >>> count_problems([Problem(at, "", "range"), Problem(at, "", "unused", severity="warning")])
    '2 problems (1 error, 1 warning)'
    >>> count_problems([])
    'no problems'
    """
    severities = [problem.severity for problem in problems]
    if not severities:
        return "no problems"
    parts = [
        _count(severities.count(name), name) for name in ("error", "warning") if name in severities
    ]
    return f"{_count(len(severities), 'problem')} ({', '.join(parts)})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _entry(problem: Problem, home: KnowledgeFolder | str | Path) -> str:
    place = problem.location
    lines = [
        f"{place.file}:{place.line}:{place.column}: "
        f"{problem.severity}: {_short(problem.message)} [{problem.check}]"
    ]
    line = author_line(home, place)
    if line.strip():
        lines += [f"    {part}" for part in _excerpt(line, place.column - 1, problem.width)]
    if problem.hint:
        lines.append(f"  {problem.hint}")
    return visible("\n".join(lines))


def _short(message: str) -> str:
    """A message without the middle of what goes on for hundreds of characters.

    >>> _short(f"'age' cannot be {'9' * 8000}")[:70]
    "'age' cannot be 999999999999999999999999999999999999999999999999… (800"
    """
    return _ENDLESS.sub(lambda found: f"{found[0][:48]}… ({len(found[0])} characters)", message)


def _excerpt(line: str, start: int, width: int) -> tuple[str, str]:
    """The line without its indentation or bullet, and a caret line of `width` below it.

    >>> print(*_excerpt("    - ?sport demnads ?demand", 13, 7), sep="\\n")
    ?sport demnads ?demand
           ^^^^^^^
    """
    start = min(start, len(line))
    lead = _LEAD.match(line)
    cut = min(lead.end() if lead else 0, start)
    shown, before = line[cut:].rstrip(), start - cut
    if len(shown) > WINDOW:
        first = max(0, min(before - WINDOW // 3, len(shown) - WINDOW))
        window = shown[first : first + WINDOW]
        left, right = "… " if first else "", " …" if first + WINDOW < len(shown) else ""
        shown, before = left + window + right, before - first + len(left)
        room = len(left) + len(window) - before
    else:
        room = len(shown) - before
    # a tab stays a tab, so that the caret stands below its letter at any tab width
    blank = "".join(c if c == "\t" else " " for c in shown[:before])
    return shown, blank + "^" * max(1, min(width, room))
