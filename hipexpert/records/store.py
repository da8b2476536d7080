"""Keeps athletes and their consultations in one SQLite file; sqlite3 lives here.

The file is in the user's data folder, for this user alone. A consultation is a row that only
grows: its answers are added as they are given, one by one, each safe once it is, so neither a
closed terminal nor a killed process loses one; and when it is finished its result and its proof
are added, as they were concluded then. What is told of the past is therefore never rewritten.

A file that is damaged, or was made by a newer program, is reported and left as it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from hipexpert.model import Answers, KnowledgeBase, Value

UNKNOWN = "unknown"
WAIT_SECONDS = 10
"""How long one process waits while another one writes."""

MIGRATIONS = (
    """
    CREATE TABLE athlete (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        added TEXT NOT NULL
    ) STRICT;
    CREATE TABLE consultation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        athlete TEXT REFERENCES athlete (id) ON DELETE CASCADE,
        begun TEXT NOT NULL,
        finished TEXT,
        version TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        result TEXT,
        proof TEXT
    ) STRICT;
    CREATE TABLE answer (
        consultation INTEGER NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        given TEXT NOT NULL,
        question TEXT NOT NULL,
        value TEXT,
        PRIMARY KEY (consultation, place)
    ) STRICT;
    CREATE TABLE measurement (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        athlete TEXT NOT NULL REFERENCES athlete (id) ON DELETE CASCADE,
        taken TEXT NOT NULL,
        joint TEXT NOT NULL,
        motion TEXT NOT NULL,
        side TEXT NOT NULL,
        position TEXT NOT NULL,
        value REAL NOT NULL,
        unit TEXT NOT NULL,
        UNIQUE (athlete, taken, joint, motion, side, position)
    ) STRICT;
    CREATE TABLE override (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        consultation INTEGER NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
        drill TEXT NOT NULL,
        put TEXT NOT NULL CHECK (put IN ('in', 'out')),
        because TEXT NOT NULL,
        made TEXT NOT NULL
    ) STRICT;
    """,
)
"""The steps from an empty file to the tables of today; `user_version` counts those taken."""


class StoreError(Exception):
    """The records cannot be used; the message says why, the hint what to do."""

    def __init__(self, message: str, hint: str):
        super().__init__(message)
        self.hint = hint


class Athlete(NamedTuple):
    """Someone whose consultations are kept. Times here and below are UTC, ISO 8601."""

    id: str
    name: str
    added: str


class Record(NamedTuple):
    """A consultation as it was: `result` and `proof` are None until it is finished.

    `result` has the shape of `hipexpert/consultation/1`, `proof` that of `hipexpert/proof/1`.
    """

    id: int
    athlete: str | None
    begun: str
    finished: str | None
    version: str
    sha256: str
    answers: Answers
    result: dict[str, Any] | None
    proof: dict[str, Any] | None


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


def store_path() -> Path:
    """Where the records lie."""
    return Path(platformdirs.user_data_path("hipexpert")) / "records.sqlite"


@contextlib.contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """The records, made when there are none yet. Raises StoreError."""
    path = path or store_path()
    try:
        _make_private(path)
        _look_at(path)
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        with contextlib.closing(connection):
            _prepare(connection)
            yield Store(path, connection)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            hint = "close the other program that is writing, and try again"
            raise StoreError(f"the records in {path} are in use", hint) from None
        raise StoreError(f"the records in {path} cannot be used: {error}", _REMEDY) from None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"the records in {path} are damaged: {error}", _REMEDY) from None
    except OSError as error:
        hint = "choose another data folder, or make this one writable"
        raise StoreError(f"no records can be kept in {path}: {error.strerror}", hint) from None


_REMEDY = "nothing was changed; put a copy from before in its place, or move it away to begin anew"


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _look_at(path: Path) -> None:
    """Refuse, before anything is written, a file that is damaged or too new."""
    if not path.stat().st_size:
        return
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            message = f"the records in {path} were made by a newer hipexpert"
            raise StoreError(message, "nothing was changed; update hipexpert")
        (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA secure_delete = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")  # another process may be at the same
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for migration in MIGRATIONS[version:]:
        for statement in migration.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("COMMIT")


def now() -> str:
    """This moment, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Store:
    """The records, open. Every method that writes has written when it returns."""

    path: Path
    connection: sqlite3.Connection

    # Athletes

    def add_athlete(self, id: str, name: str) -> Athlete:
        """Raises StoreError when there is one of this id."""
        athlete = Athlete(id, name, now())
        try:
            self.connection.execute("INSERT INTO athlete VALUES (?, ?, ?)", athlete)
        except sqlite3.IntegrityError:
            raise StoreError(f"there is an athlete '{id}' already", "choose another id") from None
        return athlete

    def athletes(self) -> list[Athlete]:
        """All of them, by id."""
        return [
            Athlete(*row) for row in self.connection.execute("SELECT * FROM athlete ORDER BY id")
        ]

    def erase(self, athlete: str) -> None:
        """Remove an athlete with all that is kept of them, and overwrite where it stood."""
        self.connection.execute("DELETE FROM athlete WHERE id = ?", (athlete,))
        self.connection.execute("VACUUM")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # Consultations

    def begin(self, knowledge: KnowledgeBase, athlete: str | None = None) -> int:
        """The id of a new consultation."""
        row = athlete, now(), knowledge.version, knowledge.sha256
        insert = "INSERT INTO consultation (athlete, begun, version, sha256) VALUES (?, ?, ?, ?)"
        return int(self.connection.execute(insert, row).lastrowid or 0)

    def keep(self, consultation: int, answers: Answers) -> None:
        """Add what is new in `answers` since the last time; what is gone is noted as taken back."""
        before, after = said(self._answers(consultation)), said(answers)
        changed = {name: after.get(name) for name in {**before, **after}}
        rows = [
            (consultation, now(), name, None if value is None else json.dumps(value))
            for name, value in changed.items()
            if value != before.get(name)
        ]
        insert = (
            "INSERT INTO answer (consultation, place, given, question, value)"
            " SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3, ?4"
            " FROM answer WHERE consultation = ?1"
        )
        with self._transaction():
            self.connection.executemany(insert, rows)

    def finish(
        self, consultation: int, result: Mapping[str, Any], proof: Mapping[str, Any]
    ) -> None:
        """Add to a consultation what was concluded; it is never changed again."""
        row = now(), json.dumps(result), json.dumps(proof), consultation
        self.connection.execute(
            "UPDATE consultation SET finished = ?, result = ?, proof = ?"
            " WHERE id = ? AND finished IS NULL",
            row,
        )

    def consultations(self, athlete: str | None = None) -> list[Record]:
        """All, or those of one athlete, the oldest first."""
        rows = self.connection.execute(
            "SELECT * FROM consultation WHERE ?1 IS NULL OR athlete = ?1 ORDER BY id", (athlete,)
        )
        return [self._record(row) for row in rows.fetchall()]

    def consultation(self, id: int) -> Record | None:
        row = self.connection.execute("SELECT * FROM consultation WHERE id = ?", (id,)).fetchone()
        return self._record(row) if row else None

    def unfinished(self, athlete: str | None = None) -> Record | None:
        """The latest consultation that was not finished."""
        open_ones = [record for record in self.consultations(athlete) if record.finished is None]
        return open_ones[-1] if open_ones else None

    def discard(self, consultation: int) -> None:
        """Remove a consultation that was begun and not finished."""
        self.connection.execute(
            "DELETE FROM consultation WHERE id = ? AND finished IS NULL", (consultation,)
        )

    def _record(self, row: tuple[Any, ...]) -> Record:
        id, athlete, begun, finished, version, sha256, result, proof = row
        return Record(
            *(id, athlete, begun, finished, version, sha256, self._answers(id)),
            json.loads(result) if result else None,
            json.loads(proof) if proof else None,
        )

    def _answers(self, consultation: int) -> Answers:
        rows = self.connection.execute(
            "SELECT question, value FROM answer WHERE consultation = ? ORDER BY place",
            (consultation,),
        )
        kept: dict[str, Any] = {}
        for question, value in rows.fetchall():
            kept.pop(question, None)
            if value is not None:
                kept[question] = json.loads(value)
        return Answers(
            {n: tuple(v) if isinstance(v, list) else v for n, v in kept.items() if v != UNKNOWN},
            frozenset(name for name, value in kept.items() if value == UNKNOWN),
        )

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
        rows = self.connection.execute(
            "SELECT athlete, taken, joint, motion, side, position, value, unit FROM measurement"
            " WHERE athlete = ? ORDER BY taken, joint, motion, side, position",
            (athlete,),
        )
        return [Measurement(*row) for row in rows]

    # Overrides

    def override(self, consultation: int, drill: str, put: str, because: str) -> Override:
        """Note that a coach put a drill `in` or `out` of a plan."""
        made = Override(consultation, drill, put, because, now())
        self.connection.execute(
            "INSERT INTO override (consultation, drill, put, because, made) VALUES (?, ?, ?, ?, ?)",
            made,
        )
        return made

    def overrides(self, consultation: int | None = None) -> list[Override]:
        """All, or those of one consultation, the oldest first."""
        rows = self.connection.execute(
            "SELECT consultation, drill, put, because, made FROM override"
            " WHERE ?1 IS NULL OR consultation = ?1 ORDER BY id",
            (consultation,),
        )
        return [Override(*row) for row in rows]

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def said(answers: Answers) -> dict[str, Value | list[str]]:
    """Answers as plain data, those answered with unknown among them."""
    given = {n: list(v) if isinstance(v, tuple) else v for n, v in answers.given.items()}
    return {**given, **dict.fromkeys(sorted(answers.unknown), UNKNOWN)}
