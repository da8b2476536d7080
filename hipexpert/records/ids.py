"""The ids of athletes: what may be one, and when two are the same. One rule for every command."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from hipexpert.knowledge.names import seen

LONGEST = 80
"""The most characters of an id."""

HINT = "write letters, digits, blanks, - _ . and ', such as kim, runner-7 or Anna Berg"

_MARKS = " ._-'"
_SUMMARIES = ("mean", "sd", "total", "average", "n")


def athlete_id(text: str) -> str:
    """An id as it is kept: in one Unicode form, each run of blanks one blank, none about it.

    >>> athlete_id(" Anna\xa0 Berg "), athlete_id("O’Brien")
    ('Anna Berg', "O'Brien")
    """
    return seen(text).replace("’", "'")


def is_athlete_id(text: str) -> bool:
    """Whether a text, written as `athlete_id` writes it, can be an id.

    >>> [is_athlete_id(text) for text in ("Zoë-2", "_x", "a/b", "=1+1", "", "\u202ekim")]
    [True, True, False, False, False, False]
    """
    letters = all(c.isalnum() or c in _MARKS or _is_mark(c) for c in text)
    first = text[:1].isalnum() or text[:1] == "_"
    return letters and first and len(text) <= LONGEST


def _is_mark(character: str) -> bool:
    """Whether a character is written with the letter before it, as vowels are in many scripts."""
    return unicodedata.category(character).startswith("M")


def alike(athlete: str, others: Iterable[str]) -> list[str]:
    """The other ids that differ from one in case alone."""
    folded = athlete.casefold()
    return [other for other in others if other != athlete and other.casefold() == folded]


class Alike:
    """Ids among which those that differ from one in case alone are found at once."""

    def __init__(self, athletes: Iterable[str]):
        self._folded: dict[str, list[str]] = {}
        for athlete in athletes:
            self._folded.setdefault(athlete.casefold(), []).append(athlete)

    def to(self, athlete: str) -> list[str]:
        """The ids that differ from one in case alone."""
        return [other for other in self._folded.get(athlete.casefold(), ()) if other != athlete]


def is_summary(athlete: str) -> bool:
    """Whether an id is what spreadsheets call a row that sums up the others.

    >>> is_summary("Mean"), is_summary("Anna Mean")
    (True, False)
    """
    return athlete.casefold() in _SUMMARIES


def shown(text: str) -> str:
    """A text that can be no id, fit to be read: without what cannot be shown, and not too long.

    >>> shown("a\x1b[2Jb")
    'a�[2Jb'
    """
    readable = "".join(c if c.isprintable() else "\ufffd" for c in seen(text))
    return readable if len(readable) <= LONGEST else readable[: LONGEST - 1] + "…"
