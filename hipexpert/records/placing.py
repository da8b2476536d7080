"""Which cells of a row that is too short or too long can be told to be in their columns.

Cells were left out, or stand there too many, somewhere. Every place where that may have happened
is tried; what all that are likely agree in is certain. Likely is that the row just ends too early,
or goes on too long, and whatever leaves no more cells that do not fit their columns than that does.
What is grave, as the report of a red flag, need not be likely: where it may have stood in a column,
nothing else is certain of that column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Fits = Callable[[str, str], bool]
"""Whether a column can hold a text; or of what is grave, whether it would say it there."""


def certain_cells(
    columns: Sequence[str], texts: Sequence[str], fits: Fits, grave: Fits, firm: int = 0
) -> dict[str, str]:
    """The cells that stand in their columns wherever the fault is, empty ones too.

    The first `firm` cells are thought to stand where they should.

    >>> number = lambda column, text: text.isdigit() == (column != "sport") or not text
    >>> grave = lambda column, text: text == "yes"
    >>> certain_cells(("athlete", "sport", "age"), ("7", "golf"), number, grave)
    {'athlete': '7', 'sport': 'golf', 'age': ''}
    >>> certain_cells(("athlete", "left", "right"), ("7", "40"), number, grave, firm=1)
    {'athlete': '7'}
    >>> certain_cells(("fever", "limp", "age"), ("no", "no", "yes", "x"), number, grave)["fever"]
    'no'
    >>> "limp" in certain_cells(("fever", "limp", "age"), ("no", "no", "yes", "x"), number, grave)
    False
    """
    *others, last = _placings(columns, texts, firm)
    misfits = _misfits(last, fits)
    likely = [row for row in others if _misfits(row, fits) <= misfits]
    return {
        column: last[column]
        for column in columns
        if all(row[column] == last[column] for row in likely)
        and (grave(column, last[column]) or not any(grave(column, row[column]) for row in others))
    }


def _placings(columns: Sequence[str], texts: Sequence[str], firm: int) -> Iterator[dict[str, str]]:
    """The row with the gap, or the excess, at each place in turn, the end being the last one."""
    missing, excess = max(0, len(columns) - len(texts)), max(0, len(texts) - len(columns))
    end = min(len(columns), len(texts))
    for place in range(min(firm, end), end + 1):
        cells = [*texts[:place], *[""] * missing, *texts[place + excess :]]
        yield dict(zip(columns, cells, strict=True))


def _misfits(row: dict[str, str], fits: Fits) -> int:
    return sum(not fits(column, text) for column, text in row.items())
