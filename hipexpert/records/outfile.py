"""Writes files that leave the program: for this user alone, whole or not at all, over nothing dear.

What is written holds health data, so it has mode 0600 whatever stood there before, and a folder
that is made for it 0700. It is written beside its place and moved there once it is on the disk, so
that nobody ever reads half of it. A place is refused when it is a link, a folder, a pipe or a
device; when it is what the same command reads; and when it is a database or part of one. Whether
any other file may be replaced is for the person to say.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hipexpert.knowledge.decoding import open_regular
from hipexpert.records.database import store_path

_DATABASE = b"SQLite format 3"
_PARTS = ("", "-wal", "-shm", "-journal")
"""What the files of a SQLite database are called beyond its name."""


class FileRefused(Exception):
    """A place where no file is written; the hint says what to do."""

    def __init__(self, message: str, hint: str = "choose another name"):
        super().__init__(message)
        self.hint = hint


def check_place(path: Path, inputs: Iterable[Path] = ()) -> bool:
    """Whether a file stands already where one is to be written.

    `inputs` are the files that the same command reads. Raises FileRefused when nothing may be
    written here, whoever says so.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        found = None
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None
    if found is not None:
        _check_kind(path, found.st_mode)
    if any(_same(path, each) for each in inputs):
        raise FileRefused(f"{path} is what this command reads")
    if _is_of_a_database(path):
        raise FileRefused(f"{path} is a database, or part of one")
    return found is not None


def _check_kind(path: Path, mode: int) -> None:
    kinds = (
        (stat.S_ISLNK, "a link to another place", "name the place itself"),
        (stat.S_ISDIR, "a folder", "name a file in it"),
        (stat.S_ISFIFO, "a pipe", "choose another name"),
    )
    for is_one, kind, hint in kinds:
        if is_one(mode):
            raise FileRefused(f"{path} is {kind}", hint)
    if not stat.S_ISREG(mode):
        raise FileRefused(f"{path} is a device, not a file")


def _same(path: Path, other: Path) -> bool:
    """Whether two names lead to one file, or would if it were there."""
    with contextlib.suppress(OSError, ValueError):
        return path.samefile(other)
    with contextlib.suppress(OSError, ValueError):
        return path.resolve() == other.resolve()
    return False


def _is_of_a_database(path: Path) -> bool:
    """Whether this is a SQLite database, a journal beside one, or where the records are kept."""
    records = store_path()
    if any(_same(path, records.with_name(records.name + part)) for part in _PARTS):
        return True
    whole = (
        path.with_name(path.name.removesuffix(part)) for part in _PARTS if path.name.endswith(part)
    )
    return any(_begins_as_a_database(each) for each in whole)


def _begins_as_a_database(path: Path) -> bool:
    with contextlib.suppress(OSError, ValueError), open_regular(path) as file:
        return file.read(len(_DATABASE)) == _DATABASE
    return False


def check_places(paths: Iterable[Path], inputs: Iterable[Path] = ()) -> list[Path]:
    """Those of several places where a file stands already.

    Raises FileRefused when one of them is none for a file, or two of them are one.
    """
    given, known = tuple(inputs), list[Path]()
    standing = []
    for path in paths:
        if any(_same(path, other) for other in known):
            raise FileRefused(f"two files would be written to {path}", "give each its own name")
        known.append(path)
        if check_place(path, given):
            standing.append(path)
    return standing


@contextlib.contextmanager
def file_written(path: Path, inputs: Iterable[Path] = (), over: bool = False) -> Iterator[Path]:
    """The name of a private file to fill, which takes its place when all went well.

    `over` says that it may take the place of another. Raises FileRefused when nothing can or may
    be written there.
    """
    given = tuple(inputs)
    _check_free(path, given, over)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")  # with 0600
        os.close(handle)
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None
    temporary = Path(name)
    try:
        yield temporary
        _put_in_place(temporary, path, given, over)
    except OSError as error:
        raise _cannot_write(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_files(
    contents: Mapping[Path, bytes], inputs: Iterable[Path] = (), over: bool = False
) -> None:
    """Write several files, none of them unless all could be. Raises FileRefused."""
    given = tuple(inputs)
    with contextlib.ExitStack() as waiting:
        for path, content in contents.items():
            temporary = waiting.enter_context(file_written(path, given, over))
            try:
                temporary.write_bytes(content)
                _sync(temporary)  # a full disk is known of before anything is in its place
            except OSError as error:
                raise _cannot_write(path, error) from None


def make_folder(path: Path) -> None:
    """A folder for this user alone, with those above it; one that is there stays as it is.

    Raises FileRefused.
    """
    if path.is_symlink():
        raise FileRefused(f"{path} is a link to another place", "name the place itself")
    try:
        missing = [each for each in (path, *path.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
        if not path.is_dir():
            raise NotADirectoryError(errno.EEXIST, "it is a file, not a folder")
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None


def _check_free(path: Path, inputs: tuple[Path, ...], over: bool) -> None:
    if check_place(path, inputs) and not over:
        raise FileRefused(f"{path} is there already")


def _put_in_place(temporary: Path, path: Path, inputs: tuple[Path, ...], over: bool) -> None:
    _sync(temporary)
    _check_free(path, inputs, over)  # it was looked at before, perhaps long before
    os.replace(temporary, path)
    with contextlib.suppress(OSError):  # not every system lets a folder be opened
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cannot_write(path: Path, error: Exception) -> FileRefused:
    reason = getattr(error, "strerror", None) or "this is no name of a file"
    return FileRefused(f"cannot write {path}: {reason}")
