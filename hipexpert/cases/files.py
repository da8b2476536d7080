"""The case files: where they stand, and which of them says who an athlete is `like`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hipexpert.knowledge.files import hidden
from hipexpert.model import KnowledgeFolder

PEOPLE = "people.yaml"
"""The file of named answers, beside the cases or above them."""

PLACES = ("tests/cases", "cases")
"""Where the cases of a home or a pack stand; the first that is there counts."""


class CaseFiles(NamedTuple):
    """Some case files, by name; the names start from a folder, or with that of a pack."""

    folder: KnowledgeFolder
    names: tuple[str, ...]

    def path(self, name: str) -> Path:
        return self.folder.path(name)

    def people_of(self, name: str) -> str | None:
        """The file of people nearest to a case file: beside it, or above it; None without one."""
        found = (str(folder / PEOPLE) for folder in PurePosixPath(name).parents)
        return next((people for people in found if self.path(people).is_file()), None)


def find_case_files(home: KnowledgeFolder, chosen: str | None = None) -> CaseFiles | None:
    """The case files of a home and its packs, or those `chosen`: one file, or all below a folder.

    A path is looked for from where one stands, then from the home. None where nothing is there.
    """
    if chosen is not None:
        place = next((path for path in (Path(chosen), home.folder / chosen) if path.exists()), None)
        return _below(home, _whole(place)) if place else None
    places = [("", home.folder), *((f"{pack.name}/", pack.folder) for pack in home.packs)]
    names = [f"{name}{found}" for name, folder in places for found in _of_one(folder)]
    return CaseFiles(home, tuple(names)) if names else None


def _of_one(folder: Path) -> Iterator[str]:
    """The names of the case files of a home or of a pack, from its folder."""
    place = next((folder / place for place in PLACES if (folder / place).is_dir()), None)
    for path in _case_paths(place) if place else ():
        yield path.relative_to(folder).as_posix()


def _below(home: KnowledgeFolder, place: Path) -> CaseFiles:
    """The one case file at a place, or all below it."""
    folders = (_whole(home.folder), _whole(Path()))
    root = next((f for f in folders if place.is_relative_to(f)), Path(place.anchor))
    paths = [place] if place.is_file() else _case_paths(place)
    names = (path.relative_to(root).as_posix() for path in paths)
    return CaseFiles(KnowledgeFolder(root), tuple(names))


def _case_paths(place: Path) -> Iterator[Path]:
    for path in sorted(place.rglob("*.yaml")):
        if path.name != PEOPLE and not hidden(path.relative_to(place)):
            yield path


def _whole(path: Path) -> Path:
    """A path from the top, links left as they are."""
    return Path(os.path.abspath(path))
