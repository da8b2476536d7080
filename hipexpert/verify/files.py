"""A second reading of the knowledge files, apart from the one the program reasons with.

Only the doors to Turtle and YAML are shared. What the files amount to is put together here, as
docs/proof.md describes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hipexpert.knowledge.decoding import KNOWLEDGE_MOST, decode_text, read_bounded
from hipexpert.knowledge.documents import DocumentEntry, read_document
from hipexpert.knowledge.turtle import read_turtle
from hipexpert.model import KnowledgeFolder, Problem, Text, Triple

Fact = tuple[Any, Any, Any]

_FIRST = (
    "pain states triage urgency demand exposure measurement structure asymmetry headline "
    "prescription drill dose"
)


class Home:
    """A folder of knowledge: its hash at once, what it says when `read`. Raises OSError.

    `said` holds everything by subject and property, `stated` the facts rules can see with the
    place of each, `described` where each thing is given its first class.
    """

    def __init__(self, folder: Path | KnowledgeFolder):
        whole = folder if isinstance(folder, KnowledgeFolder) else KnowledgeFolder(folder)
        self.packs = whole.packs
        self.texts = dict(_texts(whole.folder))
        for pack in self.packs:
            held = _texts(pack.folder, first=())
            self.texts |= {f"{pack.name}/{name}": text for name, text in held}
        joined = "".join(f"{name}\0{text}\0" for name, text in self.texts.items())
        self.sha256 = hashlib.sha256(joined.encode()).hexdigest()
        self.said: dict[tuple[str, str], list[Any]] = {}
        self.stated: dict[Fact, str] = {}
        self.described: dict[str, str] = {}
        self.rules: list[DocumentEntry] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        """Read the files, once."""
        if self.said:
            return
        triples: list[Triple] = []
        for name, text in self.texts.items():
            if name.endswith(".ttl"):
                found, problems = read_turtle(text, name)
                triples += found
            else:
                document, problems = read_document(text, name)
                self.rules += document.items if document else []
            self.problems += problems
        triples = [self._in_one_namespace(triple) for triple in triples]
        for subject, verb, thing, place, *_ in triples:
            self.said.setdefault((subject, verb), []).append(thing)
            if verb == "rdf:type":
                self.described.setdefault(subject, str(place))
        for subject, verb, thing, _, _, place in triples:
            kinds = self.kinds(verb)
            if verb == "rdf:type":
                for above in self._classes(str(thing)):
                    self.stated.setdefault((subject, "is-a", above), str(place))
            elif "owl:AnnotationProperty" in kinds or isinstance(thing, Text):
                continue
            elif "owl:ObjectProperty" in kinds or "owl:DatatypeProperty" in kinds:
                self.stated.setdefault((subject, verb, thing), str(place))
        for asked, verb in [key for key in self.said if key[1] == "choices-from"]:
            self._offer(asked, self.said[asked, verb])

    def _offer(self, asked: str, kinds: list[Any]) -> None:
        """Let a question be answered with whatever is of some classes."""
        offered = self.said.setdefault((asked, "choices"), [])
        for thing, verb, kind in list(self.stated):
            if verb == "is-a" and kind in kinds and thing not in offered:
                offered.append(thing)
                self.stated.setdefault((asked, "choices", thing), self.described[asked])

    def _in_one_namespace(self, triple: Triple) -> Triple:
        """A statement with the things of packs under the last part of their names."""

        def short(name: Any) -> Any:
            if isinstance(name, str) and not isinstance(name, Text):
                for pack in self.packs:
                    name = name.removeprefix(pack.iri)
            return name

        subject, verb, thing, *places = triple
        return Triple(short(subject), short(verb), short(thing), *places)

    @property
    def knowledge(self) -> dict[str, Any]:
        """What a proof names this knowledge by, once it is read: version, hash, its packs."""
        versions = (said[0] for (_, verb), said in self.said.items() if verb == "owl:versionInfo")
        packs = [pack.json for pack in self.packs]
        told = {"version": str(next(versions, "0")), "sha256": self.sha256}
        return {**told, "packs": packs} if packs else told

    def _classes(self, name: str, seen: tuple[str, ...] = ()) -> tuple[str, ...]:
        """`seen`, then a class and those above it."""
        if name in seen or "owl:Class" not in self.kinds(name):
            return seen
        seen = (*seen, name)
        for parent in self.said.get((name, "rdfs:subClassOf"), []):
            seen = self._classes(parent, seen)
        return seen

    def kinds(self, name: str) -> list[Any]:
        """The classes a thing is said to be in."""
        return self.said.get((name, "rdf:type"), [])

    def one(self, subject: Any, verb: str, otherwise: Any = "") -> Any:
        """The first thing said of `subject` with `verb`."""
        return next(iter(self.said.get((subject, verb), [])), otherwise)

    def objects(self, subject: Any, verb: str) -> list[Any]:
        """Every individual stated of `subject` with `verb`, sorted."""
        found = set(self.said.get((subject, verb), []))
        return sorted(thing for thing in found if (subject, verb, thing) in self.stated)

    def label(self, thing: Any) -> str:
        """What people call a thing or a number."""
        if isinstance(thing, str):
            return self.one(thing, "skos:prefLabel") or self.one(thing, "rdfs:label") or thing
        return str(int(thing)) if thing == int(thing) else f"{thing:g}"


def _texts(folder: Path, first: Iterable[str] = ("ontology.ttl",)) -> Iterator[tuple[str, str]]:
    """The files by name, in reading order."""

    def order(path: Path) -> tuple[bool, int, str]:
        top = path.parent == folder / "rules"
        steps = _FIRST.split()
        number = steps.index(path.stem) if top and path.stem in steps else len(steps)
        return not top, number, path.relative_to(folder).as_posix()

    turtle = sorted((folder / "kb").rglob("*.ttl"), key=lambda path: path.as_posix())
    rules = sorted((folder / "rules").rglob("*.yaml"), key=order)
    for path in (*(folder / name for name in first), *turtle, *rules):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue  # no knowledge: editors and systems keep things of their own under such
        text, _ = decode_text(read_bounded(path, KNOWLEDGE_MOST), name)
        if text is not None:
            yield name, text
