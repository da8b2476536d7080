"""Keeps athletes and their consultations.

A consultation is a row that only grows: its answers are added as they are given, one by one, each
safe once it is, so neither a closed terminal nor a killed process loses one; and when it is
finished its result and its proof are added, as they were concluded then. Beside it stands the
edition of the knowledge it was held by. What is told of the past is therefore never rewritten, only
erased.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from hipexpert.model import Answers, Fact, KnowledgeBase, Value
from hipexpert.reasoning.edition import Edition, edition_of
from hipexpert.records.database import Connection, StoreError, opened, reported, store_path
from hipexpert.records.ids import HINT, athlete_id, is_athlete_id, shown

UNKNOWN = "unknown"


class Athlete(NamedTuple):
    """Someone whose consultations are kept. Times here and below are UTC, ISO 8601."""

    id: str
    name: str
    added: str


class Record(NamedTuple):
    """A consultation as it was: `result` and `proof` are None until it is finished.

    `result` has the shape of `hipexpert/consultation/1`, `proof` that of `hipexpert/proof/1`; it is
    long, and unpacked only where it is asked for.
    """

    id: int
    athlete: str | None
    begun: str
    finished: str | None
    version: str
    sha256: str
    answers: Answers
    result: dict[str, Any] | None
    packed_proof: bytes | None

    @property
    def proof(self) -> dict[str, Any] | None:
        return unpacked(self.packed_proof) if self.packed_proof else None

    @property
    def review(self) -> date | None:
        """The day on which its plan is to be looked at anew; None where it has none."""
        weeks = (self.result or {}).get("review-after-weeks")
        begun = date.fromisoformat(self.begun[:10])
        return None if weeks is None else begun + timedelta(weeks=weeks)


def next_review(records: Iterable[Record]) -> date | None:
    """The day on which the plan that was made last is to be looked at anew."""
    finished = [record for record in records if record.finished]
    return finished[-1].review if finished else None


class Given(NamedTuple):
    """An answer at the moment it was given; `value` is None where it was taken back."""

    when: str
    question: str
    value: Value | list[str] | None


class Measurement(NamedTuple):
    """One measured value; `taken` is a date, `unit` what the value is in."""

    athlete: str
    taken: str
    joint: str
    motion: str
    side: str
    position: str
    value: float
    unit: str


class Override(NamedTuple):
    """A coach's own decision: a drill put `in` or `out` of a plan, and why."""

    consultation: int
    drill: str
    put: str
    because: str
    made: str


@contextlib.contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """The records, made when there are none yet. Raises StoreError."""
    path = path or store_path()
    with opened(path) as connection:
        yield Store(path, connection)


def now() -> str:
    """This moment, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Store:
    """The records, open. Every method that writes has written when it returns."""

    path: Path
    connection: Connection

    # Athletes

    def add_athlete(self, id: str, name: str) -> Athlete:
        """Raises StoreError when there is one of this id, or when it can be none."""
        id = athlete_id(id)
        if not is_athlete_id(id):
            raise StoreError(f"'{shown(id)}' cannot be the id of an athlete", HINT)
        athlete = Athlete(id, name, now())
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
        row = athlete, now(), knowledge.version, knowledge.sha256
        insert = "INSERT INTO consultation (athlete, begun, version, sha256) VALUES (?, ?, ?, ?)"
        with self._transaction():
            self._keep_edition(knowledge)
            id = int(self.connection.execute(insert, row).lastrowid or 0)
            self._add_answers(id, Answers(), answers or Answers())
        return id

    def resume(self, consultation: int, knowledge: KnowledgeBase) -> None:
        """Go on with a consultation by the knowledge at hand."""
        update = "UPDATE consultation SET version = ?, sha256 = ? WHERE id = ?"
        with self._open(consultation):
            self._keep_edition(knowledge)
            self.connection.execute(update, (knowledge.version, knowledge.sha256, consultation))

    def keep(self, consultation: int, answers: Answers, before: Answers | None = None) -> None:
        """Add what is new in `answers`; what is gone is noted as taken back.

        New is what differs from `before`, or from what is kept when that is not given. Raises
        StoreError when the consultation is finished or erased.
        """
        with self._open(consultation):
            known = self._answers(consultation) if before is None else before
            self._add_answers(consultation, known, answers)

    def _add_answers(self, consultation: int, before: Answers, after: Answers) -> None:
        was, is_now = said(before), said(after)
        rows = [
            {
                "consultation": consultation,
                "given": now(),
                "question": name,
                "value": None if value is None else json.dumps(value),
            }
            for name in {**was, **is_now}
            if (value := is_now.get(name)) != was.get(name)
        ]
        insert = (
            "INSERT INTO answer (consultation, place, given, question, value)"
            " SELECT :consultation, coalesce(max(place), 0) + 1, :given, :question, :value"
            " FROM answer WHERE consultation = :consultation"
        )
        self.connection.executemany(insert, rows)

    def finish(
        self, consultation: int, result: Mapping[str, Any], proof: Mapping[str, Any]
    ) -> None:
        """Add to a consultation what was concluded; it is never changed again.

        Raises StoreError when it is finished or erased.
        """
        row = now(), json.dumps(result), packed(proof), consultation
        update = "UPDATE consultation SET finished = ?, result = ?, proof = ? WHERE id = ?"
        with self._open(consultation):
            self.connection.execute(update, row)

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
        return self._records("athlete IS coalesce(?, athlete) ORDER BY id", athlete)

    def consultation(self, id: int) -> Record | None:
        return next(iter(self._records("id = ?", id)), None)

    def unfinished(self, athlete: str | None = None) -> Record | None:
        """The latest consultation that was not finished."""
        where = "finished IS NULL AND athlete IS coalesce(?, athlete) ORDER BY id DESC LIMIT 1"
        return next(iter(self._records(where, athlete)), None)

    def last(self) -> Record | None:
        """The consultation that was finished last."""
        where = "finished IS NOT NULL ORDER BY finished DESC, id DESC LIMIT 1"
        return next(iter(self._records(where)), None)

    def history(self, consultation: int) -> list[Given]:
        """Every answer as it was given, and taken back, in order."""
        rows = self._rows(
            "SELECT given, question, value FROM answer WHERE consultation = ? ORDER BY place",
            consultation,
        )
        return [
            Given(when, question, None if value is None else json.loads(value))
            for when, question, value in rows
        ]

    def _records(self, where: str, *values: str | int | None) -> list[Record]:
        columns = "id, athlete, begun, finished, version, sha256, result, proof"
        records = []
        for row in self._rows(f"SELECT {columns} FROM consultation WHERE {where}", *values):
            id, athlete, begun, finished, version, sha256, told, proof = row
            result = json.loads(told) if told else None
            answers = self._answers(id)
            records.append(
                Record(id, athlete, begun, finished, version, sha256, answers, result, proof)
            )
        return records

    def _answers(self, consultation: int) -> Answers:
        kept: dict[str, Any] = {}
        for _, question, value in self.history(consultation):
            kept.pop(question, None)
            if value is not None:
                kept[question] = value
        return Answers(
            {n: tuple(v) if isinstance(v, list) else v for n, v in kept.items() if v != UNKNOWN},
            frozenset(name for name, value in kept.items() if value == UNKNOWN),
        )

    # Knowledge

    def edition(self, sha256: str) -> Edition:
        """What the knowledge of this hash said. Raises KeyError when no consultation used it."""
        for _, version, rules, statements in self._rows(
            "SELECT * FROM edition WHERE sha256 = ?", sha256
        ):
            facts = frozenset(Fact(*fact) for fact in unpacked(statements))
            return Edition(sha256, version, unpacked(rules), facts)
        raise KeyError(sha256)

    def _keep_edition(self, knowledge: KnowledgeBase) -> None:
        if self._rows("SELECT 1 FROM edition WHERE sha256 = ?", knowledge.sha256):
            return
        edition = edition_of(knowledge)
        statements = sorted(map(list, edition.statements), key=str)
        row = edition.sha256, edition.version, packed(edition.rules), packed(statements)
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

    def override(self, consultation: int, drill: str, put: str, because: str) -> Override:
        """Note that a coach put a drill `in` or `out` of a plan."""
        made = Override(consultation, drill, put, because, now())
        insert = (
            "INSERT INTO override (consultation, drill, put, because, made) VALUES (?, ?, ?, ?, ?)"
        )
        with self._transaction():
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
    def _transaction(self) -> Iterator[None]:
        """All of it is written, or nothing is."""
        with reported(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")


def packed(value: Any) -> bytes:
    """What is long, and only ever read whole, in a twentieth of the room."""
    return zlib.compress(json.dumps(value).encode())


def unpacked(value: bytes) -> Any:
    """What was packed."""
    return json.loads(zlib.decompress(value))


def said(answers: Answers) -> dict[str, Value | list[str]]:
    """Answers as plain data, those answered with unknown among them."""
    given = {n: list(v) if isinstance(v, tuple) else v for n, v in answers.given.items()}
    return {**given, **dict.fromkeys(sorted(answers.unknown), UNKNOWN)}
