"""Which day a cell of a table means, as people and programs write days."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime

_NUMBERS = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?:[ T,].*)?")


def days_meant(text: str) -> list[date]:
    """The days that a text can mean: one, two where day and month could be either, or none.

    Of a moment its day counts.

    >>> [day.isoformat() for day in days_meant("2026-11-23T00:00:00")]
    ['2026-11-23']
    >>> [day.isoformat() for day in days_meant("23/11/2026")]
    ['2026-11-23']
    >>> len(days_meant("03/04/2026")), days_meant("soon")
    (2, [])
    """
    with contextlib.suppress(ValueError):
        return [datetime.fromisoformat(text).date()]
    written = _NUMBERS.fullmatch(text)
    if not written:
        return []
    first, _, second, year = (int(part) if part.isdigit() else 0 for part in written.groups())
    days = set()
    for day, month in ((first, second), (second, first)):
        with contextlib.suppress(ValueError):
            days.add(date(year, month, day))
    return sorted(days)
