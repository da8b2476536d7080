"""The file the records lie in: private, sound, and brought up to date; sqlite3 lives here.

A file that is damaged, or was made by a newer program, is reported and left as it is. Several
processes may use the file at once; none holds it longer than one step takes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
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
    # What happened stands in the order in which it did, whatever the clock says. A turn of the
    # calendar is noted whenever something is written on another day than what was written before
    # it; of what an older version wrote the turns are not known, so it all stands before the first.
    """
    CREATE TABLE calendar (
        turn INTEGER PRIMARY KEY AUTOINCREMENT,
        day TEXT NOT NULL
    ) STRICT;
    ALTER TABLE answer RENAME TO answer_of_old;
    CREATE TABLE answer (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        consultation INTEGER NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
        turn INTEGER NOT NULL,
        given TEXT NOT NULL,
        day TEXT NOT NULL,
        question TEXT NOT NULL,
        value TEXT,
        lapsed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO answer (consultation, turn, given, day, question, value)
        SELECT consultation, 0, given,
            coalesce(date(given, 'localtime'), substr(given, 1, 10)), question, value
        FROM answer_of_old ORDER BY rowid;
    CREATE INDEX answer_of_consultation ON answer (consultation);
    ALTER TABLE consultation ADD COLUMN ending INTEGER;
    ALTER TABLE consultation ADD COLUMN made TEXT;
    UPDATE consultation SET
        ending = (
            SELECT place FROM (
                SELECT id AS ended, row_number() OVER (
                    ORDER BY coalesce(
                        (SELECT max(rowid) FROM answer_of_old WHERE consultation = each.id), 0
                    ), id
                ) AS place
                FROM consultation AS each WHERE finished IS NOT NULL
            ) WHERE ended = consultation.id
        ),
        made = coalesce(date(finished, 'localtime'), substr(finished, 1, 10))
        WHERE finished IS NOT NULL;
    DROP TABLE answer_of_old;
    """,
    "CREATE INDEX consultation_of_athlete ON consultation (athlete);",
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
def opened(path: Path, reading: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to the records, which are made when there are none yet. Raises StoreError.

    Where they cannot be written, whoever is only `reading` is given a copy of them in memory.
    """
    with reported(path):
        copied = reading and _is_read_only(path)
        if copied:
            connection = _copied(path)
        else:
            _refuse_links(path)
            _make_private(path)
            _look_at(path)
            connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    with contextlib.closing(connection):
        with reported(path):
            _prepare(connection)
            connection.execute(f"PRAGMA query_only = {int(copied)}")
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


def _beside(path: Path) -> tuple[Path, ...]:
    """The file, and the journals that SQLite keeps beside it."""
    return (path, *(path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm")))


def _refuse_links(path: Path) -> None:
    """Raises StoreError where the records would be written in another place than it seems."""
    for each in _beside(path):
        if each.is_symlink():
            message = f"{each} is a symbolic link to {os.readlink(each)}, and nothing is written"
            hint = "put the file itself in its place; to keep records elsewhere, link the folder"
            raise StoreError(f"{message} through it", hint)


def _make_private(path: Path) -> None:
    """Make the file where there is none, and take from others what they may do with it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if os.name == "posix":
        _tighten(path.parent, 0o700)
        for each in _beside(path):
            with contextlib.suppress(FileNotFoundError):
                _tighten(each, 0o600)


def _tighten(path: Path, mode: int) -> None:
    """Leave a file or folder of this user no rights that others could use."""
    now = path.stat()
    if now.st_uid == os.geteuid() and stat.S_IMODE(now.st_mode) & ~mode:
        path.chmod(stat.S_IMODE(now.st_mode) & mode)


def _is_read_only(path: Path) -> bool:
    """Whether there are records that this user cannot write, or only through a link."""
    if not path.is_file():
        return False
    linked = any(each.is_symlink() for each in _beside(path))
    return linked or not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _copied(path: Path) -> sqlite3.Connection:
    """The records in memory, and brought up to date there.

    A journal that holds something is read too, as it holds what was said last; SQLite needs its
    index for that, and without one nothing is shown.
    """
    _look_at(path)
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with contextlib.closing(_read_only(path)) as source:
        source.backup(copy)
    return copy


def _read_only(path: Path) -> sqlite3.Connection:
    journal = path.resolve().with_name(f"{path.resolve().name}-wal")
    held = journal.is_file() and journal.stat().st_size
    how = "mode=ro" if held or _writable(path.resolve().parent) else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=WAIT_SECONDS)


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _look_at(path: Path) -> None:
    """Refuse, before anything is written, a file that is damaged or too new."""
    if not path.stat().st_size:
        return
    with contextlib.closing(_read_only(path)) as connection:
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
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for migration in MIGRATIONS[version:]:
            for statement in migration.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _keep_a_journal(connection: sqlite3.Connection) -> None:
    """Let readers and one writer work side by side; in memory there is nobody beside.

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
