"""Reads a file as text; what keeps it from being one becomes a problem with its place."""

from __future__ import annotations

from pathlib import Path

from hipexpert.model import Location, Problem


def read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, or the problem that keeps it from being read.

    `name` is what the file is called in messages.
    """
    start = Location(name, 1)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be opened").lower()
        return None, [Problem(start, f"cannot read this file: {reason}", "unreadable-file")]
    return decode_text(data, name)


def decode_text(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text that some bytes hold, or the problem that keeps them from being one."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "this is not a text file in UTF-8"
        return None, [Problem(Location(name, line), message, "not-text", "save it as UTF-8 text")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return None, [Problem(Location(name, line), "this is not a text file", "not-text")]
    return text, []
