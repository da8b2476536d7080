"""Reads what a table says of athletes, each of them once.

A row is read cell by cell, by `rows`; several rows of one athlete are one athlete, by `merging`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from hipexpert.knowledge.names import plain
from hipexpert.model import KnowledgeBase
from hipexpert.notation import did_you_mean, nearest
from hipexpert.records.headings import ATHLETE, DATE, NAME
from hipexpert.records.merging import merged
from hipexpert.records.rows import Profile, RowReader
from hipexpert.records.table import Row, Table
from hipexpert.vocabulary.safety import RED_FLAG, SYMPTOM

_LISTED = "'hipexpert questions' lists the answers"
_TEMPLATE = "'hipexpert screen --template' writes a table with all headings"


def check_columns(
    knowledge: KnowledgeBase, table: Table, known: Collection[str], needed: Collection[str]
) -> None:
    """Note every column that is unknown, named twice or missing.

    What is unknown is passed over, but for what could be meant for a red flag or a symptom: no
    report of one may be lost to a slip in a heading.
    """
    unknown = {}
    for place, (name, heading) in enumerate(zip(table.columns, table.headings, strict=True)):
        if name in known:
            if name in table.columns[:place]:
                table.refuse(table.head, name, f"'{name}' names two columns", "duplicate-key")
        elif flag := _flag_meant(knowledge, name, known):
            message = f"there is no column '{name}', and it could be meant for '{flag}'"
            hint = f"call it {flag} if it is, or take it out; until then nothing is done"
            table.refuse(table.head, name, message, "unknown-flag", hint)
        else:
            unknown[name] = f"'{heading.text}'" if name else f"number {place + 1}, without a name"
    _tell_unknown(table, unknown, known)
    for name in needed:
        if name not in table.columns:
            message = f"the column '{name}' is missing"
            table.refuse(table.head, "", message, "missing-column", _TEMPLATE)


def _tell_unknown(table: Table, unknown: dict[str, str], known: Collection[str]) -> None:
    """Tell which columns are passed over; those at once that no other could be meant by."""
    near = {column: did_you_mean(plain(column), known) for column in unknown}
    for column, hint in near.items():
        if hint:
            message = f"there is no column {unknown[column]}; it is passed over"
            table.warn(table.head, column, message, "unknown-column", hint)
    others = [column for column, hint in near.items() if not hint]
    if others:
        texts = ", ".join(unknown[column] for column in others)
        message = f"passed over, since no question is called so: {texts}"
        if len(others) == 1:
            message = f"there is no column {texts}; it is passed over"
        table.warn(table.head, others[0], message, "unknown-column", _LISTED)
    if DATE in unknown:
        message = f"{unknown[DATE]} does not count: all that stands here is taken as said today"
        table.warn(table.head, DATE, message, "unknown-column", "take out rows of other days")


def _flag_meant(knowledge: KnowledgeBase, name: str, known: Collection[str]) -> str | None:
    """The red flag or symptom that an unknown heading could be meant for."""
    words = set(plain(name).split("-"))
    for flag in (*knowledge.instances(RED_FLAG), *knowledge.instances(SYMPTOM)):
        if flag in known and words.issuperset(flag.split("-")):
            return flag
        if flag in known and nearest(plain(name), map(plain, knowledge.names(flag))):
            return flag
    return None


def check_profile_columns(knowledge: KnowledgeBase, table: Table) -> None:
    """Note every column that is not one of a table of athletes."""
    check_columns(knowledge, table, (ATHLETE, NAME, *knowledge.questions), (ATHLETE,))


def read_profiles(knowledge: KnowledgeBase, table: Table) -> Iterator[Profile]:
    """The athletes of a table whose columns are sound, each once, where their last row stands.

    The table is gone through twice: first for the ids, so that of the rows only those of athletes
    with several have to be kept.
    """
    reader = RowReader(knowledge, table)
    ids = _Ids(reader, table.again() if table.again else table)
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
