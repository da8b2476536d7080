"""Reads and writes tables row by row: CSV as spreadsheets write it, and Parquet by an extra.

pyarrow lives here. Of a CSV it is settled from the file what parts its cells (comma,
semicolon or tab) and how it is encoded; what cannot be read becomes a problem with its place. All
cells are texts, and no more than a few rows are in memory at once. What the cells mean is left to
those who read them.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from hipexpert.knowledge.characters import visible
from hipexpert.knowledge.decoding import open_regular
from hipexpert.knowledge.names import seen
from hipexpert.model import Location, Problem, number_text
from hipexpert.records.csv_lines import LONGEST, Lines, cell_at, csv_reader, outside_quotes
from hipexpert.records.outfile import FileRefused, file_written

Cells = Mapping[str, str | int | float | None]
"""A row to be written, by column; None is an empty cell."""

_SEPARATORS = ",;\t"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BATCH = 1000
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNCLOSED = "a quote that is opened must be closed"


class TableError(Exception):
    """A table that cannot be read or written here; the hint says what to do."""

    def __init__(self, message: str, hint: str):
        super().__init__(message)
        self.hint = hint


class Row(NamedTuple):
    """The cells of a row by column, without the blanks about them, and where it stands.

    `text` is the row as it was written; there is none in Parquet. A row that does not fit the
    header has no cells by column, but all its `texts`, and the `fault` that was told.
    """

    cells: Mapping[str, str]
    line: int
    text: str = ""
    texts: tuple[str, ...] = ()
    fault: str = ""


@dataclass
class Table:
    """A table of which the header has been read.

    `head` is the header as a row, `separator` what parts its cells, empty in Parquet. `problems`
    grow as rows are read.
    """

    name: str
    columns: tuple[str, ...]
    head: Row
    separator: str = ""
    remark: str = ""
    path: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    _refused: set[int] = field(default_factory=set)
    _rows: Iterator[Row] = field(default_factory=lambda: iter(()))

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    @property
    def refused(self) -> int:
        """How many rows have a cell that was refused so far."""
        return len(self._refused)

    def again(self) -> Table:
        """The same table from its start, whose problems are its own."""
        return self if self.path is None else open_table(self.path)

    def refuse(
        self, row: Row, column: str, message: str, check: str, hint: str | None = None
    ) -> None:
        """Note a problem with the cell of a row, or with the row when `column` is empty."""
        self._refused.add(row.line)
        self._note(row, column, message, check, hint, "error")

    def warn(self, row: Row, column: str, message: str, check: str, hint: str) -> None:
        """Note what may be wrong with a cell that was taken as it is."""
        self._note(row, column, message, check, hint, "warning")

    def _note(
        self, row: Row, column: str, message: str, check: str, hint: str | None, severity: str
    ) -> None:
        line, start, width = row.line, 0, 1
        if column:
            start = number = 0 if row.fault else self.columns.index(column)
            if row.text and not row.fault:
                start, end = cell_at(row.text, self.separator, number)
                before, width = row.text[:start], max(1, end - start)
                line += before.count("\n")
                start -= before.rfind("\n") + 1
        place = Location(self.name, line, start + 1)
        self.problems.append(Problem(place, message, check, hint, severity, width))


def open_table(path: Path) -> Table:
    """The table in a file; its problems when it has no header that can be read.

    Raises TableError when reading Parquet takes what is not installed.
    """
    name = str(path)
    try:
        open_regular(path).close()
        if path.suffix.lower() == ".parquet":
            return _open_parquet(path)
        return _open_csv(path)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        reason = reason[:1].lower() + reason[1:]
        return _unreadable(name, f"cannot read this file: {reason}", "unreadable-file")


def _unreadable(name: str, message: str, check: str, hint: str | None = None) -> Table:
    table = Table(name, (), Row({}, 1))
    table.refuse(table.head, "", message, check, hint)
    return table


# CSV


def _open_csv(path: Path) -> Table:
    name = str(path)
    with path.open("rb") as bare:
        start = bare.read(1 << 12)
    if start[:4] == b"PK\x03\x04":
        hint = "save it as CSV UTF-8 in your spreadsheet"
        return _unreadable(name, "this is a workbook, not a CSV file", "not-text", hint)
    if b"\0" in start and not start.startswith(_WIDE):
        return _unreadable(name, "this is not a text file", "not-text")
    encoding = _encoding(path, start)
    file = path.open(encoding=encoding, errors="replace", newline="")
    first = file.readline(LONGEST)
    if "\0" in first:
        return _unreadable(name, "this is not a text file", "not-text")
    file.seek(0)
    separator = max(_SEPARATORS, key=outside_quotes(first).count)
    lines = Lines(file)
    try:
        columns = list(map(seen, next(csv_reader(lines, separator), [])))
    except csv.Error as error:
        return _unreadable(name, f"the header cannot be read: {error}", "no-header", _UNCLOSED)
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        hint = "name the columns in the first line"
        return _unreadable(name, "no header stands here", "no-header", hint)
    table = Table(name, tuple(columns), Row({}, *lines.taken()), separator, path=path)
    if encoding == "cp1252":
        table.remark = f"{name} is not UTF-8; it is read as Windows-1252 (Latin-1)"
    table._rows = _csv_rows(table, lines)
    return table


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


# Parquet


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        hint = "pip install 'hipexpert[parquet]', or use CSV"
        raise TableError("Parquet files take pyarrow, which is not installed", hint) from None
    return pyarrow


def _open_parquet(path: Path) -> Table:
    pyarrow = _pyarrow()
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except pyarrow.ArrowInvalid:
        return _unreadable(str(path), "this is not a Parquet file", "not-parquet")
    columns = tuple(file.schema_arrow.names)
    batches = file.iter_batches(batch_size=_BATCH)
    records = (record for batch in batches for record in batch.to_pylist())
    rows = (
        Row({name: _cell_text(value) for name, value in record.items()}, number)
        for number, record in enumerate(records, 1)
    )
    return Table(str(path), columns, Row({}, 1), path=path, _rows=rows)


def _cell_text(value: object) -> str:
    """A value of Parquet as its author would write it in CSV.

    >>> [_cell_text(value) for value in (None, True, 31.0, "prone ", ["band", "bench"])]
    ['', 'yes', '31', 'prone', 'band; bench']
    """
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value == value:
        return number_text(value) if abs(value) < float("inf") else str(value)
    if isinstance(value, list):
        return "; ".join(map(_cell_text, value))
    return seen(str(value))


# Writing


@contextlib.contextmanager
def written_table(
    path: Path, columns: Mapping[str, type], over: bool = False
) -> Iterator[Callable[[Cells], None]]:
    """A function that adds a row to a new file, which is there, whole, when all went well.

    `over` says that it may take the place of another. Raises TableError when the file is of no
    known kind, or cannot be written.
    """
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise TableError(f"'{path}' is no name for a table", "end it with .csv or .parquet")
    writer = _parquet_writer if path.suffix.lower() == ".parquet" else _csv_writer
    try:
        with file_written(path, over=over) as temporary, writer(temporary, columns) as add:
            yield add
    except FileRefused as error:
        raise TableError(str(error), error.hint) from None


@contextlib.contextmanager
def _csv_writer(path: Path, columns: Mapping[str, type]) -> Iterator[Callable[[Cells], None]]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        yield lambda cells: writer.writerow([guarded_cell(cells[name]) for name in columns])


def guarded_cell(value: str | int | float | None) -> str | int | float | None:
    """A text that no spreadsheet takes for a formula (OWASP, "CSV Injection").

    >>> guarded_cell("=1+1"), guarded_cell(-3), guarded_cell("anna")
    ("'=1+1", -3, 'anna')
    """
    value = visible(value) if isinstance(value, str) else value
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


@contextlib.contextmanager
def _parquet_writer(path: Path, columns: Mapping[str, type]) -> Iterator[Callable[[Cells], None]]:
    pyarrow = _pyarrow()
    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in columns.items()])
    rows: list[Cells] = []

    with pyarrow.parquet.ParquetWriter(path, schema) as writer:

        def write() -> None:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            rows.clear()

        def add(cells: Cells) -> None:
            rows.append(cells)
            if len(rows) == _BATCH:
                write()

        yield add
        write()
