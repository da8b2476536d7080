"""Reads files as text; what keeps one from being read becomes a problem with its place.

Only regular files of a bounded size are read. A pipe would be waited for, a device read for ever,
and a file of gigabytes fill the memory before anyone is told that it is the wrong one.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from hipexpert.knowledge.characters import one_kind_of_line_end
from hipexpert.model import Location, Problem

KNOWLEDGE_MOST = 16 << 20
"""Bytes of a file of knowledge, or of a query. Our largest has a tenth of a megabyte, and rdflib
takes about half a minute for this much."""

ANSWERS_MOST = 1 << 20
"""Bytes of an answers file. All questions answered come to a few thousand."""

PROOF_MOST = 64 << 20
"""Bytes of a proof. That of a whole consultation has about a megabyte."""

_PIECE = 1 << 16

_KINDS = (
    (stat.S_ISFIFO, "it is a pipe, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
)
_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def open_regular(path: Path, most: int | None = None) -> BinaryIO:
    """A file opened for reading bytes, once it is known to be a regular one, of `most` bytes.

    Raises OSError, whose `strerror` says what it is instead. What is opened is what was looked at,
    and nothing is waited for.
    """
    handle = os.open(path, _AT_ONCE | _BINARY)
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(found.st_mode):
            reason = next((told for is_one, told in _KINDS if is_one(found.st_mode)), "no file")
            raise OSError(errno.EINVAL, reason, str(path))
        if most is not None and found.st_size > most:
            raise _too_large(most, path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_bounded(path: Path, most: int) -> bytes:
    """What a regular file of at most `most` bytes holds. Raises OSError."""
    with open_regular(path, most) as file:
        data = file.read(_PIECE)
        if len(data) == _PIECE:  # room for `most` is not made for a file of a few lines
            data += file.read(most + 1 - _PIECE)  # it may grow, or not tell its size, as in /proc
    if len(data) > most:
        raise _too_large(most, path)
    return data


def _too_large(most: int, path: Path) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {most >> 20} MB", str(path))


def read_text(
    path: Path, name: str, most: int = KNOWLEDGE_MOST
) -> tuple[str | None, list[Problem]]:
    """The text of a file of at most `most` bytes, or the problem that keeps it from being read.

    `name` is what the file is called in messages.
    """
    try:
        return decode_text(read_bounded(path, most), name)
    except (OSError, ValueError) as error:  # ValueError: a name with a null character in it
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        message = f"cannot read this file: {reason[:1].lower()}{reason[1:]}"
        return None, [Problem(Location(name, 1), message, "unreadable-file")]


def read_stream(
    stream: BinaryIO, name: str, most: int = KNOWLEDGE_MOST
) -> tuple[str | None, list[Problem]]:
    """The text that comes by a stream, such as standard input, if it ends within `most` bytes."""
    data = stream.read(most + 1)
    if len(data) <= most:
        return decode_text(data, name)
    message = f"this is more than {most >> 20} MB"
    return None, [Problem(Location(name, 1), message, "unreadable-file")]


def decode_text(data: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """The text that some bytes hold, or the problem that keeps them from being one.

    Its lines end by a line feed, whatever ends them in the file.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _lines_before(data[: error.start].decode("utf-8-sig"))
        message = "this is not a text file in UTF-8"
        return None, [Problem(Location(name, line), message, "not-text", "save it as UTF-8 text")]
    if "\0" in text:
        line = _lines_before(text[: text.index("\0")])
        return None, [Problem(Location(name, line), "this is not a text file", "not-text")]
    return one_kind_of_line_end(text), []


def _lines_before(text: str) -> int:
    return one_kind_of_line_end(text).count("\n") + 1
