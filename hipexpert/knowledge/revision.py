"""The knowledge of a revision that git keeps, put into a folder as it was then."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

KNOWLEDGE = ("ontology.ttl", "shapes.ttl", "constraints.yaml", "kb", "rules")
"""What of a revision is read."""


class NoRevision(Exception):
    """A revision that cannot be had, with a hint."""

    def __init__(self, message: str, hint: str):
        super().__init__(message)
        self.hint = hint


def put_revision(revision: str, home: Path, folder: Path) -> None:
    """Write the knowledge that a folder held at a revision of its repository to another folder.

    Raises NoRevision.
    """
    if revision.startswith("-"):  # which git would take as an option
        raise NoRevision(f"git knows no revision '{revision}'", "name a commit, a branch or a tag")
    listed = _git(home, "ls-tree", "--name-only", revision, "--", *KNOWLEDGE).decode().split()
    if "ontology.ttl" not in listed:
        message = f"there is no ontology.ttl at '{revision}' where {home} lies"
        raise NoRevision(message, "name a revision in which the knowledge lay in this folder")
    packed = _git(home, "archive", "--format=zip", revision, "--", *listed)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)  # a zip file holds no way out of the folder


def _git(home: Path, *arguments: str) -> bytes:
    """What git says in a folder. Raises NoRevision."""
    command = ["git", "-C", str(home), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except OSError:
        hint = "install git, or name two folders"
        raise NoRevision("git cannot be run", hint) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        hint = "name a commit, a branch or a tag of the repository that the knowledge lies in"
        raise NoRevision(f"git: {said[0]}", hint) from None
