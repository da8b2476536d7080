"""The lines of a CSV file, which a quote may tie together, and where cells stand in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TextIO

LONGEST = 1 << 20
"""Characters of a line. A table may have any number of rows, but a file that has no lines at all
must not be read into memory to find that out."""
_SHOWN = 80
"""Characters that are shown of a line that is too long."""


class Lines:
    """The lines of a file, of which those since the last look are remembered."""

    def __init__(self, file: TextIO):
        self.file = file
        self.seen: list[str] = []
        self.waiting: list[str] = []
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.waiting.pop() if self.waiting else self.file.readline(LONGEST + 1):
            self.count += 1
            if len(line) > LONGEST:
                self.seen.append(line[:_SHOWN])
                self.file = io.StringIO()  # what follows is no table
                raise csv.Error(f"line {self.count} is longer than {LONGEST} characters")
            self.seen.append(line)
            yield line

    def taken(self) -> tuple[int, str]:
        """The number of the first line since the last look, and the text of them all."""
        first, text = self.count - len(self.seen) + 1, "".join(self.seen)
        self.seen.clear()
        return first, text

    def first_alone(self) -> tuple[int, str]:
        """The same of the first line alone; those after it are to be read anew."""
        first, *others = self.seen
        self.waiting += reversed(others)
        self.count -= len(others)
        self.seen = [first]
        return self.taken()


def csv_reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """The cells of each row; what is no CSV raises csv.Error."""
    return csv.reader(lines, delimiter=separator, strict=True)


def outside_quotes(line: str) -> str:
    """What of a line stands in no quotes."""
    return "".join(line.split('"')[::2])


def cell_at(text: str, separator: str, number: int) -> tuple[int, int]:
    """Where a cell of a row begins and ends. A quote within a cell is a letter like others.

    >>> cell_at('x,5"2,300', ",", 2), cell_at('x,"5"",2",300', ",", 2)
    ((6, 9), (10, 13))
    """
    bare = text.rstrip("\r\n")
    ends, quoted, within = [-1], False, False
    for place, character in enumerate(bare):
        if character == '"' and (within or place == ends[-1] + 1):
            quoted, within = not quoted, True
        elif character == separator and not quoted:
            ends.append(place)
            within = False
    # a quote within a cell may have hidden what parts the cells after it
    ends += [len(bare)] * max(1, number + 2 - len(ends))
    return ends[number] + 1, ends[number + 1]
