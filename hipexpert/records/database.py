"""The file the records lie in: private, sound, and brought up to date; sqlite3 lives here.

A file that is damaged, or was made by a newer program, is reported and left as it is. Several
processes may use the file at once; none holds it longer than one step takes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs

Connection = sqlite3.Connection

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


def store_path() -> Path:
    """Where the records lie."""
    return Path(platformdirs.user_data_path("hipexpert")) / "records.sqlite"


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the records, which are made when there are none yet. Raises StoreError."""
    with reported(path):
        _make_private(path)
        _look_at(path)
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    with contextlib.closing(connection):
        with reported(path):
            _prepare(connection)
        yield connection


@contextlib.contextmanager
def reported(path: Path) -> Iterator[None]:
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
