"""Keeps on disk what follows from the files of knowledge alone, so that no command begins anew.

An entry goes by the hash of the knowledge and the hash of this program, so what either of them
was before is never found. It is believed only when it begins with the hash of all that follows,
sealed with its own name; so a torn, a damaged, a renamed or a foreign file counts for nothing.
And nothing can come out of it but the shapes its reader names.

Keeping is a favour: without a folder, a right or the room to write, the program is slower, and
says nothing of it. HIPEXPERT_CACHE names another folder; when it is empty nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from hipexpert.knowledge.answer_types import TYPES
from hipexpert.knowledge.files import as_folder, read_files
from hipexpert.model import (
    ANYTHING,
    Comparison,
    Fact,
    KnowledgeBase,
    KnowledgeFolder,
    Let,
    Location,
    Number,
    Operation,
    Pattern,
    Property,
    Question,
    Rule,
    Text,
    Variable,
    WrittenKnowledge,
)

NEWEST = 8
"""How many entries stay; older ones are removed."""

KNOWLEDGE_SHAPES = (
    *(KnowledgeBase, Fact, Location, Text, Property, Question),
    *(Rule, Pattern, Variable, Let, Comparison, Number, Operation),
)

Kind = TypeVar("Kind")

_as_its_hash_says: WeakSet[KnowledgeBase] = WeakSet()
"""A base changed in memory still has the hash of its files, but is not among these."""


def recall_knowledge(home: KnowledgeFolder | Path) -> KnowledgeBase | None:
    """The knowledge that was kept when the files of `home` said what they say now, or None.

    It was sound then, and so it is now.
    """
    files = read_files(home)
    if files.problems:
        return None
    kept = _knowledge_entry(files.sha256).recall(tuple)
    if kept is None:
        return None
    knowledge, columns = kept
    return _at_home(replace(knowledge, statements=_statements(*columns)), as_folder(home))


def keep_knowledge(written: WrittenKnowledge) -> KnowledgeBase:
    """What `recall_knowledge` will give from now on; the caller has found `written` sound."""
    parts = {field.name: getattr(written, field.name) for field in fields(KnowledgeBase)}
    homeless = KnowledgeBase(**{**parts, "home": None})
    facts, places = written.statements.keys(), written.statements.values()
    columns = *zip(*facts, strict=True), *zip(*places, strict=True)
    _knowledge_entry(written.sha256).keep((replace(homeless, statements={}), columns))
    return _at_home(homeless, written.home)


def _statements(*columns: tuple[Any, ...]) -> dict[Fact, Location]:
    """The statements of six columns, all their tuples made in C: a third faster than pickled."""
    facts, places = columns[:3], columns[3:]
    return dict(
        zip(
            map(tuple.__new__, repeat(Fact), zip(*facts, strict=True)),
            map(tuple.__new__, repeat(Location), zip(*places, strict=True)),
            strict=True,
        )
    )


def _knowledge_entry(sha256: str) -> CacheEntry:
    """Where knowledge is kept; its questions refer to the types of answer there are."""
    return CacheEntry("knowledge", sha256, KNOWLEDGE_SHAPES, tuple(TYPES.values()))


def _at_home(kept: KnowledgeBase, home: KnowledgeFolder) -> KnowledgeBase:
    knowledge = replace(kept, home=home)
    _as_its_hash_says.add(knowledge)
    return knowledge


def entry_beside(knowledge: KnowledgeBase, name: str) -> CacheEntry | None:
    """Where to keep plain values that follow from a knowledge base.

    None for a knowledge base that is not, rule for rule, what its files say.
    """
    return CacheEntry(name, knowledge.sha256) if knowledge in _as_its_hash_says else None


@dataclass(frozen=True)
class CacheEntry:
    """A place in the cache for one value that the knowledge with this hash leads to.

    The value is made of plain containers and `shapes`, and refers to the `others` without
    containing them.
    """

    name: str
    sha256: str
    shapes: tuple[type, ...] = ()
    others: Sequence[object] = ()

    def recall(self, kind: type[Kind]) -> Kind | None:
        """What was kept here, or None."""
        try:
            content = self._path().read_bytes()
        except OSError:
            return None
        if content[:_SEAL] != self._seal(memoryview(content)[_SEAL:]):
            return None
        payload = io.BytesIO(content)
        payload.seek(_SEAL)
        try:
            value = _Reader(payload, self).load()
        except Exception:  # a pickle can raise anything; only a foreign one has this seal and does
            return None
        return value if isinstance(value, kind) else None

    def keep(self, value: object) -> None:
        """Keep a value here, in one step, for this user alone."""
        # a rule nested deeper than Python likes to go cannot be kept either
        with contextlib.suppress(OSError, RecursionError):
            path = self._path()
            payload = io.BytesIO()
            _Writer(payload, self).dump(value)
            import tempfile  # most commands only recall

            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # with 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self._seal(payload.getbuffer()))
                    file.write(payload.getbuffer())
                os.replace(temporary, path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            _remove_old(path.parent)

    @property
    def _key(self) -> bytes:
        return _hash(f"{_program()} {self.name} {self.sha256}".encode()).digest()

    def _path(self) -> Path:
        return _folder() / f"{self.name}-{self._key.hex()}.cache"

    def _seal(self, payload: memoryview) -> bytes:
        digest = _hash(self._key)
        digest.update(payload)
        return digest.digest()


_hash = partial(hashlib.blake2b, digest_size=32)  # in half the time of SHA-256
_SEAL = _hash().digest_size
_ENTRY = re.compile(r"[a-z]+-[0-9a-f]{64}\.cache.*")


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, entry: CacheEntry):
        super().__init__(file, protocol=5)
        self.place = {id(other): place for place, other in enumerate(entry.others)}

    def persistent_id(self, thing: Any) -> int | None:
        return self.place.get(id(thing))


class _Reader(pickle.Unpickler):
    def __init__(self, payload: io.BytesIO, entry: CacheEntry):
        super().__init__(payload)
        self.others = entry.others
        self.admitted: dict[tuple[str, str], Any] = {
            (ANYTHING.__module__, "ANYTHING"): ANYTHING,
            **{(shape.__module__, shape.__qualname__): shape for shape in entry.shapes},
        }

    def persistent_load(self, place: Any) -> object:
        return self.others[place]

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self.admitted[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"no entry holds a {module}.{name}") from None


def _folder() -> Path:
    """The folder of the cache. Raises FileNotFoundError when there is to be none."""
    chosen = os.environ.get("HIPEXPERT_CACHE")
    if chosen is None:
        import platformdirs

        return platformdirs.user_cache_path("hipexpert")
    if not chosen:
        raise FileNotFoundError("HIPEXPERT_CACHE is empty: nothing is kept")
    return Path(chosen)


@cache
def _program() -> str:
    """The hash of all that decides what an entry holds: Python, this program, two parsers.

    Of a file its size and when it changed tell enough, at a fifth of the cost of reading it. Raises
    OSError where there is none, as in a program without its sources.
    """
    package = Path(__file__).resolve().parents[1]
    sources = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(package)
        for name in names
        if name.endswith(".py")
    ]
    parsers = [
        found.origin for name in ("rdflib", "yaml") if (found := find_spec(name)) and found.origin
    ]  # each says its date or version
    digest = _hash(sys.version.encode())
    for path in (__file__, *sorted(sources), *parsers):
        state = os.stat(path)
        digest.update(f"\0{path} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}".encode())
    return digest.hexdigest()


def _remove_old(folder: Path) -> None:
    """Remove all entries but the newest, and what a crash has left of one."""
    found = [path for path in folder.iterdir() if _ENTRY.fullmatch(path.name)]
    found.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in found[NEWEST:]:
        path.unlink()
