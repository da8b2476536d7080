"""Characters that nobody sees and that steer whoever shows the text they stand in.

A terminal obeys control characters: an escape sequence can recolour a line, hide it, or write one
of its own. Whatever lays out text obeys marks of direction, so that a line reads otherwise than it
is (Boucher & Anderson 2021, "Trojan Source", https://arxiv.org/abs/2111.00169). Knowledge must
have none; from names, reasons and files none leaves the program as it came.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from hipexpert.model import Location, Problem

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # direction, line and paragraph ends
    "\ufeff\ud800-\udfff]"  # a byte order mark inside a text; half a character
)
_TOLD = 20
"""How many places of one text are told; a file that is full of them is no text."""


def visible(text: str) -> str:
    r"""The text with a sign in the place of every character that steers, as wide as before.

    >>> visible("Kim\x1b[31m\u202e"), visible("a\tb\n")
    ('Kim␛[31m�', 'a\tb\n')
    """
    return _STEERING.sub(lambda found: _sign(found.group()), text)


def _sign(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))  # the pictures of control characters
    return "\u2421" if character == "\x7f" else "\ufffd"


def spelled(json_text: str) -> str:
    r"""A JSON text that means the same, with no character in it that steers.

    In JSON they can stand inside a string only, where each can be spelled.

    >>> print(spelled('{"name": "Kim\u202e"}'))
    {"name": "Kim\u202e"}
    """
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", json_text)


def steers(text: str) -> str:
    r"""The first character of a text that steers, or nothing.

    >>> steers("plain"), steers("a\x1bb")
    ('', '\x1b')
    """
    found = _STEERING.search(text)
    return found.group() if found else ""


def one_kind_of_line_end(text: str) -> str:
    """The text with a line feed at the end of every line, whatever its author's machine writes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def steering_problems(text: str, name: str) -> list[Problem]:
    """Where in a text of a file characters stand that steer."""
    return list(islice(_found(text, name), _TOLD))


def _found(text: str, name: str) -> Iterator[Problem]:
    for found in _STEERING.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        line = text.count("\n", 0, start) + 1
        yield steering_problem(Location(name, line, found.start() - start + 1), found.group())


def steering_problem(place: Location, character: str) -> Problem:
    """The problem that a character is, or what an escape at `place` stands for."""
    half = unicodedata.category(character) == "Cs"
    nameless = "half a character" if half else "a control character"
    name = unicodedata.name(character, nameless).lower()
    message = f"here stands a character that nobody sees: U+{ord(character):04X}, {name}"
    return Problem(place, message, "unseen-character", "take it out")
