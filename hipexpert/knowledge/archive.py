"""A pack as one file: the same folder always makes the same bytes, and each file has its hash.

The archive is a ZIP without compression, since different machines compress differently. Its
SHA256SUMS is what `sha256sum --check` reads.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hipexpert.knowledge.packs import MANIFEST

SUMS = "SHA256SUMS"

MOST = 64 << 20
"""Bytes of an archive, and of all that is in one: a pack is text, and a large one is a few MB."""

_ENCRYPTED = 0x1
"""The bit by which an entry of a ZIP says that it is."""

_HELD = (MANIFEST, "README*", "LICEN[CS]E*", "kb/**/*.ttl", "rules/**/*.yaml", "cases/**/*.yaml")


def archive(folder: Path) -> bytes:
    """The archive of a pack; nothing but what belongs to one is put in. Raises OSError."""
    found = {path for pattern in _HELD for path in folder.glob(pattern) if path.is_file()}
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    return _zipped({name: named[name] for name in sorted(named)})


def _zipped(files: dict[str, bytes]) -> bytes:
    sums = "".join(f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in files.items())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as written:
        for name, held in {**files, SUMS: sums.encode()}.items():
            entry = zipfile.ZipInfo(name)  # of 1980, as the format has it where no day is told
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            written.writestr(entry, held)
    return made.getvalue()


def faults(content: bytes) -> Iterator[str]:
    """What keeps the bytes of an archive from being what was built, each in a sentence."""
    if len(content) > MOST:
        yield f"it is larger than {MOST >> 20} MiB"
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as held:
            entries = held.infolist()
            if sum(entry.file_size for entry in entries) > MOST:
                yield f"what is in it is larger than {MOST >> 20} MiB"
                return
            for entry in entries:  # before it is read: what unpacks it fails in ways of its own
                if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & _ENCRYPTED:
                    yield f"'{entry.filename}' is compressed or encrypted in it"
                    return
            files = {entry.filename: held.read(entry) for entry in entries}
    # a ZIP of a later version, or with flags that Python does not know, is the second
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        yield f"it cannot be read as an archive: {error}"
        return
    yield from _amiss(files, len(entries))
    if _zipped({name: held for name, held in files.items() if name != SUMS}) != content:
        yield "it is not, byte for byte, what 'hipexpert pack build' writes of these files"


def _amiss(files: dict[str, bytes], entries: int) -> Iterator[str]:
    """What the hashes in an archive say of its files."""
    if entries > len(files):
        yield "a file stands in it twice"
    lines = files.get(SUMS, b"").decode(errors="replace").splitlines()
    told = {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}
    for name in sorted(files.keys() - {SUMS}):
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            yield f"'{name}' would be written outside its folder"
        if name not in told:
            yield f"'{name}' has no hash in {SUMS}"
        elif hashlib.sha256(files[name]).hexdigest() != told[name]:
            yield f"'{name}' is not what its hash says"
    for name in sorted(told.keys() - files.keys()):
        yield f"'{name}' is missing"
    if MANIFEST not in files:
        yield f"there is no {MANIFEST} in it"
