"""The files of a folder of knowledge: where it is, which they are, and what they say as text.

What the texts mean is left to `load`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.packs import chosen_packs, read_packs
from hipexpert.model import KnowledgeFolder, Location, Problem

STEPS = (
    "pain",
    "states",
    "triage",
    "urgency",
    "demand",
    "exposure",
    "measurement",
    "structure",
    "asymmetry",
    "headline",
    "prescription",
    "drill",
    "dose",
)
"""The rule files in reading order; others follow by name, those of rules/sports/ last."""


def find_home(chosen: str | None = None, packs: Sequence[str] = ()) -> KnowledgeFolder:
    """The folder of knowledge to use, with the packs to lay over it.

    `chosen` first, then HIPEXPERT_HOME, then the checkout this program runs from, then what
    was installed with it.
    """
    folder = Path(chosen or os.environ.get("HIPEXPERT_HOME") or _shipped())
    return KnowledgeFolder(folder, read_packs(chosen_packs(packs)))


def _shipped() -> Path:
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent
    return checkout if (checkout / "ontology.ttl").is_file() else package / "home"


def as_folder(folder: KnowledgeFolder | Path) -> KnowledgeFolder:
    """A folder as a home without packs, where it is not a home already."""
    return folder if isinstance(folder, KnowledgeFolder) else KnowledgeFolder(folder)


def knowledge_files(home: KnowledgeFolder | Path) -> dict[str, Path]:
    """The files of a home by name, in reading order, and after them those of each of its packs.

    That is the ontology, kb/ by name, rules/ by step. Names that begin with a dot are no knowledge:
    editors and systems keep things of their own under such.
    """
    home = as_folder(home)
    found = {"ontology.ttl": home.folder / "ontology.ttl", **_below(home.folder)}
    for pack in home.packs:
        found |= {f"{pack.name}/{name}": path for name, path in _below(pack.folder).items()}
    return found


def _below(folder: Path) -> dict[str, Path]:
    """The files of kb/ and rules/ in a folder, by what they are called in it."""

    def step(path: Path) -> tuple[bool, int, str]:
        of_all = path.parent == folder / "rules"
        known = of_all and path.stem in STEPS
        return not of_all, STEPS.index(path.stem) if known else len(STEPS), path.as_posix()

    turtle = sorted(folder.glob("kb/**/*.ttl"), key=lambda path: path.as_posix())
    rules = sorted(folder.glob("rules/**/*.yaml"), key=step)
    named = ((path.relative_to(folder), path) for path in (*turtle, *rules))
    return {name.as_posix(): path for name, path in named if not hidden(name)}


def hidden(path: Path) -> bool:
    """Whether a file is called, or lies below what is called, by a name that begins with a dot."""
    return any(part.startswith(".") for part in path.parts)


class Files(NamedTuple):
    """The texts of a home by name, in reading order, and what kept others from being read.

    `sha256` is the hash of names and texts.
    """

    texts: dict[str, str]
    sha256: str
    problems: tuple[Problem, ...]


def read_files(home: KnowledgeFolder | Path) -> Files:
    """The knowledge that `home` holds, as text."""
    home = as_folder(home)
    texts: dict[str, str] = {}
    problems = [problem for pack in home.packs for problem in pack.problems]
    digest = hashlib.sha256()
    for folder in ("kb", "rules"):
        if not (home.folder / folder).is_dir():
            hint = "a folder of knowledge holds ontology.ttl, kb/ and rules/; choose it by --home"
            there = home.folder.is_dir()
            message = "there is no such folder" if there else f"there is no folder {home}"
            problems.append(Problem(Location(folder, 1), message, "no-knowledge", hint))
    for name, path in knowledge_files(home).items():
        text, unreadable = read_text(path, name)
        problems += unreadable
        if text is not None:
            texts[name] = text
            digest.update(f"{name}\0{text}\0".encode())
    return Files(texts, digest.hexdigest(), tuple(problems))


def turtle_texts(home: KnowledgeFolder) -> Iterator[str]:
    """What the Turtle files of a home and its packs say, in reading order."""
    for name, path in knowledge_files(home).items():
        if name.endswith(".ttl"):
            yield read_text(path, name)[0] or ""
