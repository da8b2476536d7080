"""The files of a folder of knowledge: where it is, which they are, and what they say as text.

What the texts mean is left to `load`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hipexpert.knowledge.decoding import read_text
from hipexpert.model import Location, Problem

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


def find_home(chosen: str | None = None) -> Path:
    """The folder of knowledge to use.

    `chosen` first, then HIPEXPERT_HOME, then the checkout this program runs from, then what
    was installed with it.
    """
    if named := chosen or os.environ.get("HIPEXPERT_HOME"):
        return Path(named)
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent
    return checkout if (checkout / "ontology.ttl").is_file() else package / "home"


def knowledge_files(home: Path) -> list[Path]:
    """The files of a home in reading order: the ontology, kb/ by name, rules/ by step.

    Names that begin with a dot are no knowledge: editors and systems keep things of their own
    under such.
    """

    def step(path: Path) -> tuple[bool, int, str]:
        of_all = path.parent == home / "rules"
        known = of_all and path.stem in STEPS
        return not of_all, STEPS.index(path.stem) if known else len(STEPS), path.as_posix()

    turtle = sorted(_named(home, "kb/**/*.ttl"), key=lambda path: path.as_posix())
    return [home / "ontology.ttl", *turtle, *sorted(_named(home, "rules/**/*.yaml"), key=step)]


def _named(home: Path, pattern: str) -> Iterator[Path]:
    return (path for path in home.glob(pattern) if not hidden(path.relative_to(home)))


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


def read_files(home: Path) -> Files:
    """The knowledge that `home` holds, as text."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    digest = hashlib.sha256()
    for folder in ("kb", "rules"):
        if not (home / folder).is_dir():
            hint = "a folder of knowledge holds ontology.ttl, kb/ and rules/; choose it by --home"
            message = "there is no such folder" if home.is_dir() else f"there is no folder {home}"
            problems.append(Problem(Location(folder, 1), message, "no-knowledge", hint))
    for path in knowledge_files(home):
        name = path.relative_to(home).as_posix()
        text, unreadable = read_text(path, name)
        problems += unreadable
        if text is not None:
            texts[name] = text
            digest.update(f"{name}\0{text}\0".encode())
    return Files(texts, digest.hexdigest(), tuple(problems))
