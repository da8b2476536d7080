"""A table that is read row by row, and how one is written; Parquet by an extra.

pyarrow lives here. What cannot be read becomes a problem with its place. All cells are texts, and
no more than a few rows are in memory at once. `opening` opens a table of any kind; what the cells
mean is left to those who read them.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from hipexpert.knowledge.characters import visible
from hipexpert.knowledge.names import seen
from hipexpert.model import Location, Problem, number_text
from hipexpert.records.csv_lines import cell_at
from hipexpert.records.headings import Heading, units_of
from hipexpert.records.outfile import FileRefused, file_written

Cells = Mapping[str, str | int | float | None]
"""A row to be written, by column; None is an empty cell."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BATCH = 1000

ReadHeadings = Callable[[Sequence[str]], tuple[Heading, ...]]
"""What the headings of a table name."""


def as_written(texts: Sequence[str]) -> tuple[Heading, ...]:
    """Headings that name the columns as they are written."""
    return tuple(Heading(text, text) for text in texts)


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

    `columns` are what the `headings` name; what names nothing is a column as it is written. `head`
    is the header as a row, `separator` what parts its cells, empty where they are not text.
    `problems` grow as rows are read.
    """

    name: str
    headings: tuple[Heading, ...]
    head: Row
    separator: str = ""
    remark: str = ""
    again: Callable[[], Table] | None = None
    problems: list[Problem] = field(default_factory=list)
    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    columns: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    _refused: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.columns = tuple(heading.column or heading.text for heading in self.headings)
        self.units = units_of(self.headings)

    def __iter__(self) -> Iterator[Row]:
        return self.rows

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The headings that name no column."""
        return tuple(heading.text for heading in self.headings if not heading.column)

    @property
    def refused(self) -> int:
        """How many rows have a cell that was refused so far."""
        return len(self._refused)

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


def unreadable(name: str, message: str, check: str, hint: str | None = None) -> Table:
    """A table without columns, whose one problem says why it cannot be read."""
    table = Table(name, (), Row({}, 1))
    table.refuse(table.head, "", message, check, hint)
    return table


# Parquet


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        hint = "pip install 'hipexpert[parquet]', or use CSV"
        raise TableError("Parquet files take pyarrow, which is not installed", hint) from None
    return pyarrow


def open_parquet(path: Path, read: ReadHeadings) -> Table:
    """The table of a Parquet file, row after row. Raises TableError without pyarrow."""
    pyarrow = _pyarrow()
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except pyarrow.ArrowInvalid:
        return unreadable(str(path), "this is not a Parquet file", "not-parquet")
    table = Table(str(path), read(list(map(seen, file.schema_arrow.names))), Row({}, 1))
    table.again = lambda: open_parquet(path, read)
    batches = file.iter_batches(batch_size=_BATCH)
    records = (record for batch in batches for record in batch.to_pylist())
    table.rows = (
        Row(dict(zip(table.columns, map(cell_text, record.values()), strict=True)), number)
        for number, record in enumerate(records, 1)
    )
    return table


def cell_text(value: object) -> str:
    """A value of Parquet, or of a workbook, as its author would write it in CSV.

    >>> [cell_text(value) for value in (None, True, 31.0, "prone ", ["band", "bench"])]
    ['', 'yes', '31', 'prone', 'band; bench']
    """
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value == value:
        return number_text(value) if abs(value) < float("inf") else str(value)
    if isinstance(value, list):
        return "; ".join(map(cell_text, value))
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
