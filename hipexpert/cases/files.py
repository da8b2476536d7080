"""The case files: where they stand, and which of them says who an athlete is `like`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from hipexpert.knowledge.files import hidden

PEOPLE = "people.yaml"
"""The file of named answers, beside the cases or above them."""

PLACES = ("tests/cases", "cases")
"""Where the cases of a home stand; the first that is there counts."""


class CaseFiles(NamedTuple):
    """Some case files, by name; `root` is the folder that their names start from."""

    root: Path
    names: tuple[str, ...]

    def people_of(self, name: str) -> str | None:
        """The file of people nearest to a case file: beside it, or above it; None without one."""
        folders = (self.root / name).parents
        below = folders[: len(Path(name).parents)]
        found = (folder / PEOPLE for folder in below if (folder / PEOPLE).is_file())
        path = next(found, None)
        return path.relative_to(self.root).as_posix() if path else None


def find_case_files(home: Path, chosen: str | None = None) -> CaseFiles | None:
    """The case files of a home, or those `chosen`: one file, or all below a folder.

    A path is looked for from where one stands, then from the home. None where nothing is there.
    """
    place = _place(home, chosen)
    if place is None:
        return None
    root = next((f for f in (_whole(home), _whole(Path())) if place.is_relative_to(f)), None)
    root = root or Path(place.anchor)
    paths = [place] if place.is_file() else sorted(place.rglob("*.yaml"))
    names = (path.relative_to(root) for path in paths if path.name != PEOPLE)
    below = place.relative_to(root)
    found = (n for n in names if place.is_file() or not hidden(n.relative_to(below)))
    return CaseFiles(root, tuple(name.as_posix() for name in found))


def _place(home: Path, chosen: str | None) -> Path | None:
    if chosen is None:
        candidates = [home / place for place in PLACES if (home / place).is_dir()]
    else:
        candidates = [path for path in (Path(chosen), home / chosen) if path.exists()]
    return _whole(candidates[0]) if candidates else None


def _whole(path: Path) -> Path:
    """A path from the top, links left as they are."""
    return Path(os.path.abspath(path))
