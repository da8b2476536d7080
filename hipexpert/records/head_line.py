"""Finds the headings of a table that has something above them, and what parts its cells.

Spreadsheets put `sep=;` into the first line, measuring systems a title or a remark, people both.
The headings are the first line among the first ones that names athletes and something else of
them; where none does, the first line that is not empty, so that what is wrong with it can be told.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hipexpert.knowledge.names import seen
from hipexpert.records.csv_lines import outside_quotes
from hipexpert.records.headings import ATHLETE
from hipexpert.records.table import ReadHeadings

LOOKED_AT = 40
"""How many lines of a file are looked at for its headings."""

_TALLEST = 6
"""How many lines a quote may tie together in the headings."""

_SEPARATORS = ",;\t|"
_SAID = re.compile(r'"?sep=(?P<separator>[^"\r\n])"?\s*', re.IGNORECASE)


class HeadLine(NamedTuple):
    """How many lines stand above the headings, and what parts their cells."""

    above: int
    separator: str


def head_line(lines: Sequence[str], read: ReadHeadings) -> HeadLine:
    """Where the headings stand among the first lines of a text."""
    said = _SAID.fullmatch(lines[0]) if lines else None
    first = 1 if said else 0
    for above in range(first, len(lines)):
        line = _whole(lines[above : above + _TALLEST])
        separator = said["separator"] if said else parts(line)
        if names_athletes(_cells(line, separator), read):
            return HeadLine(above, separator)
    above = next((n for n, line in enumerate(lines[first:], first) if line.strip()), first)
    line = lines[above] if above < len(lines) else ""
    return HeadLine(above, said["separator"] if said else parts(line))


def _whole(lines: Sequence[str]) -> str:
    """The first line, with those that a quote ties to it; by itself where the quote never ends."""
    for end in range(1, len(lines) + 1):
        line = "".join(lines[:end])
        if line.count('"') % 2 == 0:
            return line
    return lines[0]


def parts(line: str) -> str:
    """What parts the cells of a line.

    >>> parts("athlete;hip-ir-left;age"), parts("athlete")
    (';', ',')
    """
    return max(_SEPARATORS, key=outside_quotes(line).count)


def names_athletes(texts: Iterable[str], read: ReadHeadings) -> bool:
    """Whether these are the headings of a table of athletes: their id, and one thing more."""
    named = [heading.column for heading in read(list(map(seen, texts))) if heading.column]
    return ATHLETE in named and len(named) > 1


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a line by itself; of one that is no CSV, what stands between the separators."""
    try:
        return next(csv.reader(line.splitlines(keepends=True), delimiter=separator), [])
    except csv.Error:
        return line.split(separator)
