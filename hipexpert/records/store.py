"""Keeps athletes and their consultations in one SQLite file; sqlite3 lives here.

The file is in the user's data folder, for this user alone. A consultation is a row that only
grows: its answers are added as they are given, one by one, each safe once it is, so neither a
closed terminal nor a killed process loses one; and when it is finished its result and its proof
are added, as they were concluded then. Beside it stands the edition of the knowledge it was held
by. What is told of the past is therefore never rewritten, only erased.

A file that is damaged, or was made by a newer program, is reported and left as it is. Several
processes may use the file at once; none holds it longer than one step takes.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from hipexpert.model import Answers, Fact, KnowledgeBase, Value
from hipexpert.reasoning.edition import Edition, edition_of

UNKNOWN = "unknown"
ATHLETE_ID = re.compile(r"\w[\w.-]*")
WAIT_SECONDS = 10
"""How long one process waits while another one writes."""

MIGRATIONS = (
    """
    CREATE TABLE athlete (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        added TEXT NOT NULL
    ) STRICT;
    CREATE TABLE edition (
        sha256 TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        rules BLOB NOT NULL,
        statements BLOB NOT NULL
    ) STRICT;
    CREATE TABLE consultation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        athlete TEXT REFERENCES athlete (id) ON DELETE CASCADE,
        begun TEXT NOT NULL,
        finished TEXT,
        version TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES edition (sha256),
        result TEXT,
        proof BLOB
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


def store_path() -> Path:
    """Where the records lie."""
    return Path(platformdirs.user_data_path("hipexpert")) / "records.sqlite"


@contextlib.contextmanager
def open_store(path: Path | None = None) -> Iterator[Store]:
    """The records, made when there are none yet. Raises StoreError."""
    path = path or store_path()
    with _reported(path):
        _make_private(path)
        _look_at(path)
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    with contextlib.closing(connection):
        with _reported(path):
            _prepare(connection)
        yield Store(path, connection)


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Whatever goes wrong with the file, as a StoreError with its remedy."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise StoreError(f"this does not fit what is kept: {error}", _UNCHANGED) from None
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            hint = "close the other program that is writing, and try again"
            raise StoreError(f"the records in {path} are in use", hint) from None
        hint = "choose another data folder, or make room in this one and make it writable"
        raise StoreError(f"no records can be kept in {path}: {error}", hint) from None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"the records in {path} are damaged: {error}", _REMEDY) from None
    except OSError as error:
        hint = "choose another data folder, or make this one writable"
        raise StoreError(f"no records can be kept in {path}: {error.strerror}", hint) from None


_UNCHANGED = "nothing was changed"
_REMEDY = f"{_UNCHANGED}; put a copy from before in its place, or move it away to begin anew"


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _look_at(path: Path) -> None:
    """Refuse, before anything is written, a file that is damaged or too new."""
    if not path.stat().st_size:
        return
    with contextlib.closing(
        sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    ) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            message = f"the records in {path} were made by a newer hipexpert"
            raise StoreError(message, "nothing was changed; update hipexpert")
        (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)


def _prepare(connection: sqlite3.Connection) -> None:
    _keep_a_journal(connection)
    for pragma in (
        "synchronous = FULL",  # what was written outlives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",  # nothing of it is written outside the data folder
    ):
        connection.execute(f"PRAGMA {pragma}")
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


def _keep_a_journal(connection: sqlite3.Connection) -> None:
    """Let readers and one writer work side by side.

    SQLite does not wait by itself for another process that is at the same switch.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


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
        """Raises StoreError when there is one of this id, or when it can be none."""
        if not ATHLETE_ID.fullmatch(id):
            hint = "write letters, digits, - and _, such as kim or runner-7"
            raise StoreError(f"'{id}' cannot be the id of an athlete", hint)
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
        with _reported(self.path):
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
            (consultation, now(), name, None if value is None else json.dumps(value))
            for name in {**was, **is_now}
            if (value := is_now.get(name)) != was.get(name)
        ]
        insert = (
            "INSERT INTO answer (consultation, place, given, question, value)"
            " SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3, ?4"
            " FROM answer WHERE consultation = ?1"
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
        return self._records("?1 IS NULL OR athlete = ?1 ORDER BY id", athlete)

    def consultation(self, id: int) -> Record | None:
        return next(iter(self._records("id = ?", id)), None)

    def unfinished(self, athlete: str | None = None) -> Record | None:
        """The latest consultation that was not finished."""
        where = "finished IS NULL AND (?1 IS NULL OR athlete = ?1) ORDER BY id DESC LIMIT 1"
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
            " WHERE ?1 IS NULL OR consultation = ?1 ORDER BY id",
            consultation,
        )
        return [Override(*row) for row in rows]

    def _rows(self, select: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        with _reported(self.path):
            return self.connection.execute(select, values).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it is written, or nothing is."""
        with _reported(self.path):
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
