"""Where new knowledge goes: a pack, or a folder of knowledge itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hipexpert.cases.files import PEOPLE, PLACES
from hipexpert.knowledge.namespaces import NAMESPACE
from hipexpert.knowledge.packs import MANIFEST, read_packs
from hipexpert.model import Pack


@dataclass(frozen=True)
class Place:
    """A folder that takes new files; `pack` is the pack it is, None for the knowledge itself."""

    folder: Path
    pack: Pack | None

    @property
    def prefix(self) -> str:
        """What the names of new things begin with in Turtle."""
        return f"{self.pack.name}:" if self.pack else ":"

    @property
    def declared(self) -> str:
        """The line that declares that prefix; empty where it is the one that is shared."""
        return f"@prefix {self.prefix} <{self.pack.iri}> ." if self.pack else ""

    @property
    def called(self) -> str:
        """What it is called in texts."""
        return self.pack.name if self.pack else NAMESPACE

    def things(self, name: str) -> Path:
        return self.folder / "kb" / f"{name}.ttl"

    def rules(self, name: str) -> Path:
        return self.folder / "rules" / f"{name}.yaml"

    def cases(self, name: str) -> Path:
        return self.case_folder / f"{name}.yaml"

    @property
    def people(self) -> Path:
        return self.case_folder / PEOPLE

    @property
    def case_folder(self) -> Path:
        there = (self.folder / each for each in PLACES if (self.folder / each).is_dir())
        return next(there, self.folder / "cases")


def find_place(folder: Path) -> Place | None:
    """The pack, or the folder of knowledge, that a folder is; None where it is neither."""
    if (folder / MANIFEST).is_file():
        (pack,) = read_packs([folder])
        return Place(folder, pack)
    return Place(folder, None) if (folder / "ontology.ttl").is_file() else None
