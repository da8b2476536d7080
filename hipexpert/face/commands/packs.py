"""Packs as files that can be passed on: how one is built, and how a received one is verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hipexpert.face.command import (
    BAD_ANSWERS,
    UNSOUND,
    AsJson,
    Home,
    app,
    print_json,
    refuse,
    tell,
)
from hipexpert.face.commands.browse import Shelf
from hipexpert.face.commands.knowledge import judged
from hipexpert.face.commands.outfile import Force, settle_places, write_settled
from hipexpert.knowledge.characters import visible

packs = typer.Typer(cls=Shelf, rich_markup_mode=None)
app.add_typer(packs, name="pack")


@packs.callback()
def packs_shelf() -> None:
    """Packs: knowledge of others, in a folder of its own, laid over a home by --pack.

    Example: hipexpert pack build mine
    """


@packs.command("build")
def build_pack(
    folder: Annotated[Path, typer.Argument(help="The folder of the pack.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="The archive; else NAME-VERSION.zip, here.")
    ] = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """Write a pack as one archive, the same bytes each time, once 'check' finds it sound.

    It holds pack.ttl, kb/, rules/, cases/, a README and a licence, with the hash of each.

    Example: hipexpert pack build mine
    """
    from hipexpert.knowledge.archive import archive
    from hipexpert.knowledge.files import find_home
    from hipexpert.knowledge.packs import read_packs

    (pack,) = read_packs([folder])
    place = out or Path(f"{pack.name}-{pack.version}.zip")
    settle_places([place], force)
    _, problems = judged(find_home(home, [str(folder)]))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(UNSOUND)
    write_settled({place: archive(folder)})
    typer.echo(visible(f"Wrote {place}: {pack.name} {pack.version}, {pack.sha256[:12]}"))


@packs.command("verify")
def verify_pack(
    file: Annotated[Path, typer.Argument(help="What 'hipexpert pack build' wrote.")],
    as_json: AsJson = False,
) -> None:
    """Say whether an archive is, byte for byte, one that was built of the files it holds.

    Example: hipexpert pack verify mine-0.1.0.zip
    """
    from hipexpert.knowledge.archive import MOST, faults
    from hipexpert.knowledge.decoding import read_bounded

    try:
        content = read_bounded(file, MOST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be opened"
        refuse(f"{file}: {why}", "name the archive of a pack", code=BAD_ANSWERS)
    found = list(faults(content))
    if as_json:
        print_json({"schema": "hipexpert/pack/1", "verified": not found, "faults": found})
    elif not found:
        typer.echo(f"{file}: verified")
    for fault in found:
        tell(f"{file}: {fault}")
    if found:
        raise typer.Exit(UNSOUND)
