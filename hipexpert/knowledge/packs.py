"""Packs: knowledge of others in folders of their own, that is laid over a home.

A pack is data: `pack.ttl` says what it is called and which namespace is its own, and beside it lie
`kb/`, `rules/`, and `cases/` for those who keep it. It is chosen by its folder, by HIPEXPERT_PACKS,
or by being installed: a distribution names the folder by an entry point, which is found without
importing any of its code.

Its things are written with a prefix of its own. Everywhere else they are called by the last part
of their names, so that must be one of its own over all that is loaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hipexpert.knowledge.decoding import KNOWLEDGE_MOST, read_bounded, read_text
from hipexpert.knowledge.namespaces import NAMESPACE
from hipexpert.model import (
    KnowledgeBase,
    KnowledgeFolder,
    Location,
    Pack,
    Problem,
    Text,
    Triple,
    Value,
)
from hipexpert.notation import is_name

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

MANIFEST = "pack.ttl"

GROUP = "hipexpert.packs"
"""The group of entry points by which installed packs are found; each is a folder, with dots."""

LAW = "pack-unreadable"

_NAME, _IRI = "vann:preferredNamespacePrefix", "vann:preferredNamespaceUri"
_HELD = (MANIFEST, "kb/**/*.ttl", "rules/**/*.yaml")
_VERSION, _LICENCE, _NEEDS = "owl:versionInfo", "dcterms:license", "dcterms:requires"


def chosen_packs(named: Sequence[str]) -> list[Path]:
    """The folders of the packs that are `named`, those of HIPEXPERT_PACKS, and those installed."""
    told = [*named, *os.environ.get("HIPEXPERT_PACKS", "").split(os.pathsep)]
    folders = [*(Path(name) for name in told if name), *_installed()]
    return list({folder.resolve(): folder for folder in folders}.values())


def _installed() -> Iterator[Path]:
    """The folders of the packs that are installed.

    What reads entry points takes long to import, so there is a look first whether there are any: a
    pack is a folder, and so is what was installed with it.
    """
    listed = (file for place in sys.path for file in Path(place).glob("*-info/entry_points.txt"))
    if any(map(_names_packs, listed)):
        from importlib.metadata import entry_points

        yield from map(_folder, entry_points(group=GROUP))


def _names_packs(listed: Path) -> bool:
    """Whether entry points name packs; those that cannot be read are not looked at, as Python does.

    What cannot be read is of another program, whose installing went wrong.
    """
    with contextlib.suppress(OSError):
        return GROUP.encode() in listed.read_bytes()
    return False


def _folder(entry: EntryPoint) -> Path:
    """Where the folder lies that an entry point names, by where its first package lies.

    Python is asked for that alone, which imports neither it nor what is in it.
    """
    top, *below = entry.value.split(".")
    specs = (finder.find_spec(top, None) for finder in sys.meta_path)
    places = (place for spec in specs if spec for place in spec.submodule_search_locations or ())
    return Path(next(places, top), *below)


def read_packs(folders: Iterable[Path]) -> tuple[Pack, ...]:
    """The packs in some folders by name, with what is wrong with how they say which they are."""
    packs = sorted(map(_read_pack, folders), key=lambda pack: pack.name)
    names = [pack.name for pack in packs]
    return tuple(pack._replace(problems=(*pack.problems, *_amiss(pack, names))) for pack in packs)


def _amiss(pack: Pack, names: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with a pack beside those of these names."""
    place = Location(f"{pack.name}/{MANIFEST}", 1)
    if names.count(pack.name) > 1:
        message, hint = f"two packs are called '{pack.name}'", "leave one of them out"
        yield Problem(place, message, LAW, hint)
    for needed in pack.needs:
        if needed not in names:
            message = f"this pack needs '{needed}', which is not there"
            yield Problem(place, message, LAW, "name its folder by --pack too")


def _read_pack(folder: Path) -> Pack:
    from hipexpert.knowledge.turtle import read_turtle  # rdflib is slow to start, packs are few

    text, problems = read_text(folder / MANIFEST, MANIFEST)
    triples, faults = read_turtle(text or "", MANIFEST)
    said = {triple.predicate: triple for triple in reversed(triples)}
    problems += faults

    def one(verb: str) -> str:
        return str(said[verb].object) if verb in said else ""

    called, name, iri = folder.resolve().name, one(_NAME), one(_IRI)
    wanted = {
        _NAME: (is_name(name) and name not in ("kb", "rules"), f'"{called}"'),
        _IRI: (
            "://" in iri and iri.endswith(("#", "/")) and iri != NAMESPACE,
            f'"https://example.org/{called}#", an address of yours that ends with # or /',
        ),
        _VERSION: (one(_VERSION), '"0.1.0"'),
        _LICENCE: (one(_LICENCE), "<https://creativecommons.org/licenses/by/4.0/>, or yours"),
    }
    readable = not problems
    for verb, (good, example) in wanted.items():
        if readable and not good:
            message = f"the pack has no '{verb}'"
            if verb in said:
                message = f"'{one(verb)}' cannot be the '{verb}' of a pack"
            place = said[verb].object_at if verb in said else Location(MANIFEST, 1)
            problems.append(Problem(place, message, LAW, f"write: {verb} {example}"))
    name = name if wanted[_NAME][0] else called
    return Pack(
        name,
        folder,
        iri,
        one(_VERSION) or "0",
        tuple(str(triple.object) for triple in triples if triple.predicate == _NEEDS),
        _hash(folder),
        tuple(problem._replace(location=_in(name, problem.location)) for problem in problems),
    )


def _hash(folder: Path) -> str:
    """The hash of what a pack holds, by the names and the bytes of its files."""
    digest = hashlib.sha256()
    found = (path for pattern in _HELD for path in folder.glob(pattern))
    for path in sorted(found, key=lambda path: path.relative_to(folder).as_posix()):
        with contextlib.suppress(OSError, ValueError):  # which is told where the file is read
            content = read_bounded(path, KNOWLEDGE_MOST)
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _in(pack: str, place: Location) -> Location:
    """A place in a file of a pack, by the name that the file has everywhere."""
    return place._replace(file=f"{pack}/{place.file}")


def called_alike(
    home: KnowledgeFolder, triples: list[Triple]
) -> tuple[list[Triple], list[Problem]]:
    """Statements with the things of packs under the names by which rules know them.

    Two things of one name are told, and what a pack describes under a name that is not its own.
    """
    if not home.packs:
        return triples, []
    described: dict[str, Triple] = {}
    for triple in triples:
        if triple.predicate == "rdf:type":
            described.setdefault(triple.subject, triple)
    first: dict[str, Triple] = {}
    problems = []
    for thing, triple in described.items():
        pack, name = home.pack(triple.subject_at.file), own_name(home, thing)
        if pack and not thing.startswith(pack.iri):
            message = f"'{name}' has no name of the pack's own"
            hint = f"write it with the prefix of <{pack.iri}>"
            problems.append(Problem(triple.subject_at, message, "name-not-own", hint))
        elif name in first:
            message = f"'{name}' is described in {first[name].subject_at} too"
            hint = "names are unique over all that is loaded: call it otherwise"
            problems.append(Problem(triple.subject_at, message, "name-clash", hint))
        first.setdefault(name, triple)
    renamed = [
        triple._replace(
            subject=own_name(home, triple.subject),
            predicate=own_name(home, triple.predicate),
            object=_own_value(home, triple.object),
        )
        for triple in triples
    ]
    return renamed, problems


def pack_iris(knowledge: KnowledgeBase) -> dict[str, str]:
    """The IRIs of the things and properties of packs, by the names by which rules know them."""
    properties = {name: verb.location for name, verb in knowledge.properties.items()}
    places = {**knowledge.where, **properties} if knowledge.home.packs else {}
    within = {name: knowledge.home.pack(place.file) for name, place in places.items()}
    return {name: pack.iri + name for name, pack in within.items() if pack}


def own_name(home: KnowledgeFolder, name: str) -> str:
    """What rules call a thing: of one of a pack the last part of its name.

    >>> pack = Pack("canoe", Path(), "https://example.org/canoe#", "1", (), "")
    >>> own_name(KnowledgeFolder(Path(), (pack,)), "https://example.org/canoe#canoe-sprint")
    'canoe-sprint'
    """
    for pack in home.packs:
        if name.startswith(pack.iri):
            return name.removeprefix(pack.iri)
    return name


def _own_value(home: KnowledgeFolder, value: Value) -> Value:
    named = isinstance(value, str) and not isinstance(value, Text)
    return own_name(home, str(value)) if named else value
