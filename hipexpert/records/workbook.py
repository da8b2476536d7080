"""Reads the workbooks of spreadsheets by an extra; python-calamine lives here.

Of several sheets the first counts that has the headings of a table of athletes, else the first of
all. A place in a workbook is its row and its column.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hipexpert.records.head_line import LOOKED_AT, names_athletes
from hipexpert.records.table import ReadHeadings, Row, Table, TableError, cell_text, unreadable

MOST = 256 << 20
"""Bytes that a workbook may come to once it is unpacked."""

_UNREAD = "this workbook cannot be read"
_REMEDY = "save it as CSV UTF-8 in your spreadsheet"


def open_workbook(path: Path, read: ReadHeadings) -> Table:
    """The table of a workbook. Raises TableError without python-calamine."""
    name = str(path)
    calamine = _calamine()
    if _unpacked(path) > MOST:
        return unreadable(name, f"{_UNREAD}: it is too large", "not-text", _REMEDY)
    try:
        book = calamine.CalamineWorkbook.from_path(name)
        sheets = [book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names]
    except (calamine.CalamineError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is damaged"
        return unreadable(name, f"{_UNREAD}: {reason}", "not-text", _REMEDY)
    found = [(rows, above) for rows in sheets if (above := _above(rows, read)) is not None]
    if found:
        return _table(path, *found[0], read)
    written = next((rows for rows in sheets if any(map(any, rows))), None)
    if written is None:
        return unreadable(name, "no header stands here", "no-header", "name the columns in a row")
    return _table(path, written, next(n for n, row in enumerate(written) if any(row)), read)


def _calamine() -> Any:
    try:
        import python_calamine
    except ImportError:
        hint = f"pip install 'hipexpert[xlsx]'; or {_REMEDY}"
        message = "this is a workbook, not a CSV file; it takes python-calamine, which is missing"
        raise TableError(message, hint) from None
    return python_calamine


def _unpacked(path: Path) -> int:
    """How many bytes a workbook comes to; those of 2003 and before are not packed."""
    try:
        with zipfile.ZipFile(path) as packed:
            return sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError):
        return 0


def _above(rows: list[list[Any]], read: ReadHeadings) -> int | None:
    """How many rows stand above the headings of a table of athletes, where it is one."""
    for above, row in enumerate(rows[:LOOKED_AT]):
        if names_athletes(map(cell_text, row), read):
            return above
    return None


def _table(path: Path, rows: list[list[Any]], above: int, read: ReadHeadings) -> Table:
    texts = list(map(cell_text, rows[above]))
    while texts and not texts[-1]:
        texts.pop()
    table = Table(str(path), read(texts), Row({}, above + 1))
    table.again = lambda: _table(path, rows, above, read)
    table.rows = _rows(table, rows, above + 1)
    return table


def _rows(table: Table, rows: list[list[Any]], first: int) -> Iterator[Row]:
    """The rows below the headings, but for empty ones; what stands beside the columns is none."""
    width = len(table.columns)
    for number, row in enumerate(rows[first:], first + 1):
        texts = [*map(cell_text, row[:width]), *[""] * (width - len(row))]
        if any(texts):
            yield Row(dict(zip(table.columns, texts, strict=True)), number)
