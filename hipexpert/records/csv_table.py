"""Reads a CSV file row by row, as spreadsheets write it.

It is settled from the file where its headings stand, what parts its cells and how it is encoded.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from hipexpert.knowledge.names import seen
from hipexpert.records.csv_lines import Lines, csv_reader
from hipexpert.records.head_line import LOOKED_AT, head_line
from hipexpert.records.table import ReadHeadings, Row, Table, unreadable

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_HEAD = 1 << 16
_UNCLOSED = "a quote that is opened must be closed"


def open_csv(path: Path, start: bytes, read: ReadHeadings) -> Table:
    """The table of a CSV file that begins with these bytes."""
    name = str(path)
    if b"\0" in start and not start.startswith(_WIDE):
        return unreadable(name, "this is not a text file", "not-text")
    encoding = _encoding(path, start)
    file = path.open(encoding=encoding, errors="replace", newline="")
    first = _first_lines(file)
    if first and "\0" in first[0]:
        return unreadable(name, "this is not a text file", "not-text")
    above, separator = head_line(first, read)
    file.seek(0)
    lines = Lines(file)
    for _ in islice(lines, above):
        lines.taken()
    try:
        texts = list(map(seen, next(csv_reader(lines, separator), [])))
    except csv.Error as error:
        return unreadable(name, f"the header cannot be read: {error}", "no-header", _UNCLOSED)
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        hint = "name the columns in the first line"
        return unreadable(name, "no header stands here", "no-header", hint)
    table = Table(name, read(texts), Row({}, *lines.taken()), separator)
    table.again = lambda: open_csv(path, start, read)
    if encoding == "cp1252":
        table.remark = f"{name} is not UTF-8; it is read as Windows-1252 (Latin-1)"
    table.rows = _csv_rows(table, lines)
    return table


def _first_lines(file: TextIO) -> list[str]:
    """The first lines of a file, up to one that is too long to be one of headings."""
    lines = iter(lambda: file.readline(_LONGEST_HEAD), "")
    found = list(islice(lines, LOOKED_AT))
    long = next((n for n, line in enumerate(found) if len(line) == _LONGEST_HEAD), len(found))
    return found[: long + 1]


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 unless the file shows otherwise; what is no UTF-8 is what Excel writes instead."""
    if start.startswith(_WIDE):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 16):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _csv_rows(table: Table, lines: Lines) -> Iterator[Row]:
    reader = csv_reader(lines, table.separator)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield _broken_row(table, *lines.first_alone(), str(error))
            reader = csv_reader(lines, table.separator)
            continue
        if cells is None:
            return
        texts = _without_surplus(table, cells)
        if len(lines.seen) > 1 and len(texts) != len(table.columns):
            yield _broken_row(table, *lines.first_alone(), "it goes on over the next line")
            reader = csv_reader(lines, table.separator)
            continue
        first, text = lines.taken()
        if not any(texts):
            continue  # spreadsheets keep rows that were emptied
        if len(texts) == len(table.columns):
            yield Row(dict(zip(table.columns, texts, strict=True)), first, text)
        else:
            fault = f"this row has {len(texts)} cells, the header {len(table.columns)}"
            row = Row({}, first, text, texts, fault)
            table.refuse(row, "", fault, "broken-row", "leave a cell empty, but never out")
            yield row


def _without_surplus(table: Table, cells: list[str]) -> tuple[str, ...]:
    """The cells of a row without the empty ones that stand behind the last column."""
    texts = list(map(seen, cells))
    while len(texts) > len(table.columns) and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _broken_row(table: Table, first: int, text: str, reason: str) -> Row:
    """A line whose quotes cannot be right, read as if they meant nothing."""
    cells = [cell.strip().strip('"') for cell in text.split(table.separator)]
    row = Row({}, first, text, _without_surplus(table, cells), f"this row cannot be read: {reason}")
    hint = f"{_UNCLOSED}; the line is read as if it had none"
    table.refuse(row, "", row.fault, "broken-row", hint)
    return row
