"""Two knowledge bases compared for every athlete there could be."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import (
    UNSOUND,
    AsJson,
    Home,
    Plain,
    app,
    print_json,
    refuse,
    sound_folder,
    sound_knowledge,
    whole_home,
)
from hipexpert.face.commands.browse import show

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase

REVISION = "git:"


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder of knowledge, or git:REVISION.")],
    new: Annotated[
        str | None, typer.Argument(help="Another; left out, the knowledge of --home.")
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 3 where they differ.")
    ] = False,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Say whether two knowledge bases conclude the same for every athlete, or show who differs.

    For each sport it is an athlete with as few answers as there can be, with what both conclude
    and why. Edits that change no conclusion are listed with the drills that rest on them.
    git:REVISION is what the other folder, or where both are revisions this one, held then. Packs
    are laid over the knowledge of --home alone, so that it can be compared without them.

    Example: hipexpert diff my-knowledge
    """
    from hipexpert.prove.solver import installed

    if not installed():
        refuse("this takes an extra that is not installed", "pip install 'hipexpert[prove]'")
    from hipexpert.face.pages.diff import diff_json, diff_page
    from hipexpert.model import Answers
    from hipexpert.prove.difference import compare
    from hipexpert.reasoning.edits import edits
    from hipexpert.records.witness import witness

    folders = [name for name in (old, new) if name is not None and not name.startswith(REVISION)]
    here = whole_home(home).folder if new is None else Path(home or ".")
    repository = Path(folders[0]) if folders else here
    then, now = (_knowledge(name, repository, home) for name in (old, new))
    compared = compare(then, now)
    athletes = [(each, witness(then, now, Answers(each.answers))) for each in compared.athletes]
    written = edits(then, now)
    if as_json:
        print_json(diff_json(compared, athletes, written))
    else:
        show(diff_page(compared, athletes, written), plain)
    if exit_code and not compared.equal:
        raise typer.Exit(UNSOUND)


def _knowledge(name: str | None, repository: Path, home: str | None) -> KnowledgeBase:
    """The knowledge of a folder, of a revision of a repository, or of none that was named."""
    from hipexpert.knowledge.files import find_home
    from hipexpert.knowledge.revision import NoRevision, put_revision
    from hipexpert.knowledge.sound import sound_or_problems

    if name is None:
        return sound_knowledge(home)
    if not name.startswith(REVISION):
        return sound_folder(find_home(name))
    with TemporaryDirectory() as folder:
        try:
            put_revision(name.removeprefix(REVISION), repository, Path(folder))
        except NoRevision as error:
            refuse(str(error), error.hint)
        found = sound_or_problems(find_home(folder))
    if isinstance(found, list):
        first = min(found, key=lambda p: (p.severity != "error", p.location))
        refuse(
            f"this program cannot reason with the knowledge of {name}, where {first.location} says:"
            f" {first.message}",
            "name a revision that it can reason with, or compare by the program of that revision",
        )
    return found
