"""Keeps athletes and their consultations.

A consultation is a row that only grows: its answers are added as they are given, one by one, each
safe once it is, so neither a closed terminal nor a killed process loses one; and when it is
finished its result and its proof are added, as they were concluded then. Beside it stands the
version of the knowledge it was held by. What is told of the past is therefore never rewritten, only
erased.

What was said last is told by the order in which it was written, and never by the clock, which can
be set back. Each answer has the calendar day that it speaks of; `fresh` is one that was given
today, as long as nothing was written on another day since.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hipexpert.model import Answers, Fact, KnowledgeBase, Value
from hipexpert.records.database import Connection, StoreError, opened, reported, store_path
from hipexpert.records.ids import HINT, athlete_id, is_athlete_id, shown
from hipexpert.records.knowledge_version import KnowledgeVersion, knowledge_version
from hipexpert.records.record import (
    UNKNOWN,
    Athlete,
    GivenAnswer,
    Measurement,
    Override,
    Record,
    Word,
    WrittenRow,
    answers_left,
    damaged,
    differing,
    faults_of,
    heard,
    next_review,
    packed,
    parsed,
    read_answer,
    said,
    unpacked,
    unpacked_or_none,
)
from hipexpert.records.validity import for_the_day, lapsed, without

__all__ = [
    "UNKNOWN",
    "Athlete",
    "GivenAnswer",
    "Measurement",
    "Override",
    "Record",
    "Store",
    "Word",
    "differing",
    "next_review",
    "open_store",
    "packed",
    "said",
    "unpacked",
]


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@contextlib.contextmanager
def open_store(
    path: Path | None = None,
    *,
    today: date | None = None,
    now: Callable[[], datetime] = utc_now,
    reading: bool = False,
) -> Iterator[Store]:
    """The records, made when there are none yet. Raises StoreError.

    `today` is the calendar day of all that is written until they are closed, so that what goes on
    past midnight is one sitting; without it, it is that of `now` where the user is. Who is only
    `reading` can read what cannot be written.
    """
    path = path or store_path()
    with opened(path, reading) as connection:
        yield Store(path, connection, today or now().astimezone().date(), now)


@dataclass
class Store:
    """The records, open. Every method that writes has written when it returns."""

    path: Path
    connection: Connection
    today: date = field(default_factory=date.today)
    now: Callable[[], datetime] = utc_now

    def moment(self) -> str:
        """This moment, in UTC, to the second."""
        return self.now().astimezone(UTC).isoformat(timespec="seconds")

    @property
    def read_only(self) -> bool:
        """Whether they can be read and not written."""
        return bool(self._rows("PRAGMA query_only")[0][0])

    # Athletes

    def add_athlete(self, id: str, name: str) -> Athlete:
        """Raises StoreError when there is one of this id, or when it can be none."""
        id = athlete_id(id)
        if not is_athlete_id(id):
            raise StoreError(f"'{shown(id)}' cannot be the id of an athlete", HINT)
        athlete = Athlete(id, name, self.moment())
        with self._transaction():
            if self._rows("SELECT 1 FROM athlete WHERE id = ?", id):
                raise StoreError(f"there is an athlete '{id}' already", "choose another id")
            self.connection.execute("INSERT INTO athlete VALUES (?, ?, ?)", athlete)
        return athlete

    def athletes(self) -> list[Athlete]:
        """All of them, by id."""
        return [Athlete(*row) for row in self._rows("SELECT * FROM athlete ORDER BY id")]

    def rename(self, athlete: str, name: str) -> None:
        """Call an athlete by another name; the id stays."""
        with self._transaction():
            self.connection.execute("UPDATE athlete SET name = ? WHERE id = ?", (name, athlete))

    def erase(self, athlete: str) -> None:
        """Remove an athlete with all that is kept of them, and overwrite where it stood."""
        self._erase("DELETE FROM athlete WHERE id = ?", athlete)

    def erase_consultation(self, consultation: int) -> None:
        """Remove one consultation, and overwrite where it stood."""
        self._erase("DELETE FROM consultation WHERE id = ?", consultation)

    def _erase(self, delete: str, id: str | int) -> None:
        """Raises StoreError when another process keeps the file from being rewritten."""
        with self._transaction():
            self.connection.execute(delete, (id,))
            self.connection.execute(
                "DELETE FROM edition WHERE sha256 NOT IN (SELECT sha256 FROM consultation)"
            )
        with reported(self.path):
            self.connection.execute("VACUUM")
        ((busy, *_),) = self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            hint = "close it; then the traces go with the next thing that is written"
            raise StoreError("erased, but another program still reads the old file", hint)

    # Consultations

    def begin(
        self, knowledge: KnowledgeBase, athlete: str | None = None, answers: Answers | None = None
    ) -> int:
        """The id of a new consultation, held by this knowledge, with its first answers."""
        row = athlete, self.moment(), knowledge.version, knowledge.sha256
        insert = "INSERT INTO consultation (athlete, begun, version, sha256) VALUES (?, ?, ?, ?)"
        with self._transaction():
            self._keep_version(knowledge)
            id = int(self.connection.execute(insert, row).lastrowid or 0)
            self._add_answers(id, Answers(), answers or Answers())
        return id

    def resume(self, consultation: int, knowledge: KnowledgeBase) -> None:
        """Go on with a consultation by the knowledge at hand."""
        update = "UPDATE consultation SET version = ?, sha256 = ? WHERE id = ?"
        with self._open(consultation):
            self._keep_version(knowledge)
            self.connection.execute(update, (knowledge.version, knowledge.sha256, consultation))

    def keep(self, consultation: int, answers: Answers, before: Answers | None = None) -> None:
        """Add what is new in `answers`; what is gone is noted as taken back.

        New is what differs from `before`, or from what is kept when that is not given. Raises
        StoreError when the consultation is finished or erased.
        """
        with self._open(consultation):
            known = answers_left(self._said_in(consultation)) if before is None else before
            self._add_answers(consultation, known, answers)

    def keep_since(self, consultation: int, answers: Answers, before: Answers) -> Answers | None:
        """Add what is new in `answers` where what is kept is still `before`; else what is kept.

        So whoever answers from an old page overwrites nothing unseen. Raises StoreError when the
        consultation is finished or erased.
        """
        with self._open(consultation):
            known = answers_left(self._said_in(consultation))
            if said(known) != said(before):
                return known
            self._add_answers(consultation, known, answers)
        return None

    def _add_answers(self, consultation: int, before: Answers, after: Answers) -> None:
        """Note what differs."""
        is_now = said(after)
        names = differing(before, after, [*said(before), *is_now])
        self._note(consultation, [(n, is_now.get(n), after.days.get(n, "")) for n in names])

    def _note(
        self,
        consultation: int,
        said: Iterable[tuple[str, Value | list[str] | None, str]],
        lapsed: bool = False,
    ) -> None:
        """Note what was said to questions; each with its value and its day, today where empty."""
        turn, moment, today = self._turn(), self.moment(), self.today.isoformat()
        rows = (
            (
                *(consultation, turn, moment, day or today, question),
                None if value is None else json.dumps(value),
                lapsed,
            )
            for question, value, day in said
        )
        insert = (
            "INSERT INTO answer (consultation, turn, given, day, question, value, lapsed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        self.connection.executemany(insert, rows)

    def _turn(self) -> int:
        """The turn of the calendar that goes on today; 0 where the last was of another day."""
        rows = self._rows("SELECT turn, day FROM calendar ORDER BY turn DESC LIMIT 1")
        return next((turn for turn, day in rows if day == self.today.isoformat()), 0)

    def _turn_the_calendar(self) -> int:
        insert = "INSERT INTO calendar (day) VALUES (?)"
        return int(self.connection.execute(insert, (self.today.isoformat(),)).lastrowid or 0)

    def lapse(self, consultation: int, knowledge: KnowledgeBase) -> Answers:
        """Take back what holds no longer of an open consultation; the answers that are left.

        What holds for the day alone lapses too where another consultation of the athlete says
        otherwise since. The history keeps both. Raises StoreError when it is finished or erased.
        """
        with self._open(consultation):
            (record,) = self._records("id = ?", consultation)
            gone = lapsed(knowledge, record.answers, self.today, self._stale(record))
            gone |= self._gainsaid(record, knowledge)
            self._note(consultation, [(name, None, "") for name in sorted(gone)], lapsed=True)
            return without(record.answers, gone)

    def holding(self, record: Record, knowledge: KnowledgeBase) -> Answers:
        """The answers of a consultation that hold today."""
        stale = self._stale(record)
        return without(record.answers, lapsed(knowledge, record.answers, self.today, stale))

    def _stale(self, record: Record) -> frozenset[str]:
        return frozenset(word.question for word in record.words if not word.fresh)

    def _gainsaid(self, record: Record, knowledge: KnowledgeBase) -> frozenset[str]:
        """The answers for the day that a later word of another consultation contradicts."""
        own = {word.question: word for word in record.words}
        return frozenset(
            word.question
            for other in self.life(record.athlete)
            for word in other.words
            if word.question in record.answers.settled
            and word.sequence > own[word.question].sequence
            and word.value != own[word.question].value
            and word.question in knowledge.questions
            and for_the_day(knowledge, word.question)
        )

    def finish(
        self,
        consultation: int,
        result: Mapping[str, Any],
        proof: Mapping[str, Any],
        bar: Callable[[Record, list[Record]], object] = lambda *_: None,
        made: str = "",
    ) -> object:
        """Add to a consultation what was concluded; it is never changed again.

        `bar` is asked in the same transaction, with the consultation as it is and with all of the
        athlete: what it gives keeps the consultation open, and is returned. Raises StoreError when
        it is finished or erased.
        """
        update = (
            "UPDATE consultation SET finished = ?, result = ?, proof = ?, made = ?, ending ="
            " (SELECT coalesce(max(ending), 0) + 1 FROM consultation) WHERE id = ?"
        )
        with self._open(consultation):
            (record,) = self._records("id = ?", consultation)
            barred = bar(record, self.life(record.athlete))
            if barred is None:
                day = made or self.today.isoformat()
                row = self.moment(), json.dumps(result), packed(proof), day, consultation
                self.connection.execute(update, row)
        return barred

    def file_under(
        self, consultation: int, athlete: str, bar: Callable[[list[Record]], str]
    ) -> str:
        """Make a consultation of nobody named one of an athlete's.

        `bar` is asked in the same transaction, with all of those of nobody named: what it gives
        keeps the consultation where it is, and is returned. Raises StoreError when it is another
        athlete's already, or erased.
        """
        update = "UPDATE consultation SET athlete = ? WHERE id = ?"
        with self._transaction():
            life = self.life(None)
            if consultation not in {record.id for record in life}:
                hint = "hipexpert consultations lists them"
                raise StoreError(f"consultation {consultation} is nobody's no more", hint)
            barred = bar(life)
            if not barred:
                self.connection.execute(update, (athlete, consultation))
        return barred

    @contextlib.contextmanager
    def _open(self, consultation: int) -> Iterator[None]:
        """A transaction on a consultation that is still open."""
        with self._transaction():
            select = "SELECT 1 FROM consultation WHERE id = ? AND finished IS NULL"
            if not self._rows(select, consultation):
                hint = "another program finished or erased it; begin a new one"
                raise StoreError(f"consultation {consultation} is not open any more", hint)
            yield

    def consultations(self, athlete: str | None = None) -> list[Record]:
        """All, or those of one athlete, the oldest first."""
        if athlete is None:
            return self._records("true ORDER BY id")
        return self._records("athlete = ? ORDER BY id", athlete)

    def life(self, athlete: str | None) -> list[Record]:
        """All of one athlete, the oldest first; those of nobody named count as one person's."""
        return self._records("athlete IS ? ORDER BY id", athlete)

    def lives_in_brief(self) -> list[tuple[Athlete, list[Record]]]:
        """Every athlete with their consultations, the oldest first.

        Of who has none that is finished the answers are left out: nothing was concluded from them.
        """
        select = "SELECT DISTINCT athlete FROM consultation WHERE finished IS NOT NULL"
        concluded = {athlete for (athlete,) in self._rows(select)}
        begun: dict[str, list[Record]] = {}
        columns = "id, athlete, begun, version, sha256"
        rows = self._rows(f"SELECT {columns} FROM consultation WHERE finished IS NULL ORDER BY id")
        for id, athlete, when, version, sha256 in rows:
            record = Record(id, athlete, when, None, version, sha256, Answers(), None, None)
            begun.setdefault(athlete, []).append(record)
        return [
            (one, self.consultations(one.id) if one.id in concluded else begun.get(one.id, []))
            for one in self.athletes()
        ]

    def consultation(self, id: int) -> Record | None:
        """Raises StoreError when it is damaged."""
        return self._sound(self.find(id))

    def find(self, id: int) -> Record | None:
        """The consultation of a number, damaged or not."""
        return next(iter(self._records("id = ?", id)), None)

    def unfinished(self, athlete: str | None = None) -> Record | None:
        """The latest consultation that was not finished. Raises StoreError when it is damaged."""
        whose = ("true", ()) if athlete is None else ("athlete = ?", (athlete,))
        where = f"finished IS NULL AND {whose[0]} ORDER BY id DESC LIMIT 1"
        return self._sound(next(iter(self._records(where, *whose[1])), None))

    def last(self) -> Record | None:
        """The consultation that was finished last. Raises StoreError when it is damaged."""
        where = "finished IS NOT NULL ORDER BY ending DESC, id DESC LIMIT 1"
        return self._sound(next(iter(self._records(where)), None))

    def _sound(self, record: Record | None) -> Record | None:
        if record and record.damage:
            raise damaged(record.id, record.damage)
        return record

    def history(self, consultation: int) -> list[GivenAnswer]:
        """Every answer as it was given, and taken back, in order."""
        return [row.given for row in self._said_in(consultation)]

    def _said_in(self, consultation: int) -> list[WrittenRow]:
        """What was said in a consultation, in order."""
        rows = self._rows(
            "SELECT sequence, turn, given, day, question, value, lapsed FROM answer"
            " WHERE consultation = ? ORDER BY sequence",
            consultation,
        )
        return [
            WrittenRow(sequence, turn, *read_answer(when, day, question, value, bool(gone)))
            for sequence, turn, when, day, question, value, gone in rows
        ]

    def _records(self, where: str, *values: str | int | None) -> list[Record]:
        columns = "id, athlete, begun, finished, version, sha256, result, proof, made, ending"
        records = []
        turn = self._turn()
        for row in self._rows(f"SELECT {columns} FROM consultation WHERE {where}", *values):
            id, athlete, begun, finished, version, sha256, told, proof, made, ending = row
            rows = self._said_in(id)
            result = parsed(told)
            faults = [row.fault for row in rows if row.fault]
            faults += faults_of(begun, finished, result, made)
            records.append(
                Record(
                    *(id, athlete, begun, finished, version, sha256),
                    answers_left(rows),
                    result if isinstance(result, dict) else None,
                    proof,
                    made or "",
                    ending or 0,
                    heard(rows, turn, self.today),
                    next(iter(faults), ""),
                )
            )
        return records

    # Knowledge

    def knowledge_version(self, sha256: str) -> KnowledgeVersion:
        """What the knowledge of this hash said. Raises KeyError when no consultation used it.

        Raises StoreError when it is damaged.
        """
        for _, version, rules, statements in self._rows(
            "SELECT * FROM edition WHERE sha256 = ?", sha256
        ):
            facts, texts = unpacked_or_none(statements), unpacked_or_none(rules)
            if not (isinstance(facts, list) and isinstance(texts, dict)):
                message = f"what the knowledge {sha256[:12]} said is damaged"
                raise StoreError(message, "put a copy of the file from before in its place")
            return KnowledgeVersion(
                sha256, version, texts, frozenset(Fact(*fact) for fact in facts)
            )
        raise KeyError(sha256)

    def _keep_version(self, knowledge: KnowledgeBase) -> None:
        if self._rows("SELECT 1 FROM edition WHERE sha256 = ?", knowledge.sha256):
            return
        held = knowledge_version(knowledge)
        statements = sorted(map(list, held.statements), key=str)
        row = held.sha256, held.version, packed(held.rules), packed(statements)
        self.connection.execute("INSERT INTO edition VALUES (?, ?, ?, ?)", row)

    # Measurements

    def add_measurements(self, measurements: list[Measurement]) -> int:
        """Add those not yet kept; how many those are. A value measured again replaces the other."""
        insert = (
            "INSERT INTO measurement (athlete, taken, joint, motion, side, position, value, unit)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET value = excluded.value, unit = excluded.unit"
            " WHERE (value, unit) != (excluded.value, excluded.unit)"
        )
        with self._transaction():
            return self.connection.executemany(insert, measurements).rowcount

    def measurements(self, athlete: str) -> list[Measurement]:
        """Those of one athlete, the oldest first."""
        rows = self._rows(
            "SELECT athlete, taken, joint, motion, side, position, value, unit FROM measurement"
            " WHERE athlete = ? ORDER BY taken, joint, motion, side, position",
            athlete,
        )
        return [Measurement(*row) for row in rows]

    # Overrides

    def override(
        self, consultation: int, drill: str, put: str | Callable[[], str], because: str
    ) -> Override:
        """Note that a coach put a drill `in` or `out` of a plan.

        Where that is asked for, it is in the same transaction, and what is raised keeps it out.
        """
        insert = (
            "INSERT INTO override (consultation, drill, put, because, made) VALUES (?, ?, ?, ?, ?)"
        )
        with self._transaction():
            where = put if isinstance(put, str) else put()
            made = Override(consultation, drill, where, because, self.moment())
            self.connection.execute(insert, made)
        return made

    def overrides(self, consultation: int | None = None) -> list[Override]:
        """All, or those of one consultation, the oldest first."""
        rows = self._rows(
            "SELECT consultation, drill, put, because, made FROM override"
            " WHERE consultation = coalesce(?, consultation) ORDER BY id",
            consultation,
        )
        return [Override(*row) for row in rows]

    def _rows(self, select: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        with reported(self.path):
            return self.connection.execute(select, values).fetchall()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is written within is written at once, or nothing of it is."""
        with self._transaction():
            yield

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it is written, or nothing is; within another, as the other is."""
        if self.connection.in_transaction:
            yield
            return
        with reported(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                if not self._turn():
                    self._turn_the_calendar()
                yield
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
