"""Reads what a table says of athletes, each of them once.

A row is read cell by cell, by `rows`; several rows of one athlete are one athlete, by `merging`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from hipexpert.model import KnowledgeBase
from hipexpert.notation import did_you_mean
from hipexpert.records.merging import merged
from hipexpert.records.rows import ATHLETE, NAME, Profile, RowReader
from hipexpert.records.table import Row, Table


def check_columns(table: Table, known: Collection[str], needed: Collection[str]) -> None:
    """Note every column that is unknown, named twice or missing."""
    for place, name in enumerate(table.columns):
        if not name:
            table.refuse(table.head, name, f"column {place + 1} has no name", "unknown-column")
        elif name not in known:
            hint = did_you_mean(name, known) or "'hipexpert questions' lists the answers"
            table.refuse(table.head, name, f"there is no column '{name}'", "unknown-column", hint)
        elif name in table.columns[:place]:
            table.refuse(table.head, name, f"'{name}' names two columns", "duplicate-key")
    for name in needed:
        if name not in table.columns:
            table.refuse(table.head, "", f"the column '{name}' is missing", "missing-column")


def check_profile_columns(knowledge: KnowledgeBase, table: Table) -> None:
    """Note every column that is not one of a table of athletes."""
    check_columns(table, (ATHLETE, NAME, *knowledge.questions), (ATHLETE,))


def read_profiles(knowledge: KnowledgeBase, table: Table) -> Iterator[Profile]:
    """The athletes of a table whose columns are sound, each once, where their last row stands.

    The table is gone through twice: first for the ids, so that of the rows only those of athletes
    with several have to be kept.
    """
    reader = RowReader(knowledge, table)
    ids = _Ids(reader, table.again())
    waiting: dict[tuple[str, bool], list[Profile]] = {}
    for row in table:
        found = reader.profile(row)
        called = found.athlete, found.identified
        ids.note_alike(table, row, *called)
        times = ids.times(*called)
        if times > 1:
            rows = waiting.setdefault(called, [])
            rows.append(found)
            if len(rows) < times:
                continue
            found = merged(knowledge, table, waiting.pop(called))
        yield found


class _Ids:
    """Which athletes stand in several rows, and which ids are alike but for case.

    Of the others only hashes are kept.
    """

    def __init__(self, reader: RowReader, table: Table):
        self.rows: Counter[int] = Counter()
        self.alike: set[int] = set()
        self.lines: dict[str, dict[str, int]] = {}
        seen: set[int] = set()
        folded: set[int] = set()
        for row in table:
            called = reader.called(row, reader.cells(row).get(ATHLETE, ""))
            key, fold = hash(called), hash(called[0].casefold())
            if key in seen:
                self.rows[key] += 1
            elif fold in folded:
                self.alike.add(fold)
            seen.add(key)
            folded.add(fold)

    def times(self, athlete: str, identified: bool) -> int:
        """In how many rows an athlete stands."""
        return 1 + self.rows.get(hash((athlete, identified)), 0)

    def note_alike(self, table: Table, row: Row, athlete: str, identified: bool) -> None:
        """Warn where an id stands that differs from one above it in case alone."""
        if not identified or hash(athlete.casefold()) not in self.alike:
            return
        lines = self.lines.setdefault(athlete.casefold(), {})
        for other, line in lines.items():
            if athlete not in lines:
                message = f"'{athlete}' differs from '{other}' at line {line} in case alone"
                hint = "they count as two athletes; write one id if they are one"
                table.warn(row, ATHLETE, message, "ids-alike", hint)
        lines.setdefault(athlete, row.line)
