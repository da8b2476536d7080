"""The drawings of the drills as files: the open set, or one of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hipexpert.face.command import Home, app, note, refuse, sound_knowledge
from hipexpert.face.commands.outfile import Force, read_by, settle_places, write_settled
from hipexpert.knowledge.characters import visible
from hipexpert.vocabulary.body import LEFT, RIGHT


class WorkingSide(StrEnum):
    """The side that works in a drawing."""

    left = LEFT
    right = RIGHT


@app.command()
def drawings(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write the whole set to.")
    ] = None,
    drill: Annotated[str | None, typer.Option("--drill", help="Print this drill alone.")] = None,
    side: Annotated[
        WorkingSide, typer.Option("--side", help="The side that works.")
    ] = WorkingSide.right,
    force: Force = False,
    home: Home = None,
) -> None:
    """Write the drawings of all drills and measuring positions, or print that of one drill as SVG.

    The set has a drawing for each side, the poses as JSON, an index to open in a browser, and its
    licence, CC BY 4.0. A drill that is not drawn is listed with the reason.

    Example: hipexpert drawings --out drawings
    """
    if (out is None) == (drill is None):
        refuse("either --out or --drill is needed", "hipexpert drawings --out drawings")
    if out is not None:
        _write(out, force, home)
    elif drill is not None:
        _print(drill, side, home)


def _write(out: Path, force: bool, home: str | None) -> None:
    from hipexpert.drawing.open_set import open_set, unreadable
    from hipexpert.records.outfile import FileRefused, make_folder

    knowledge = sound_knowledge(home)
    files = {out / name: content.encode() for name, content in open_set(knowledge).items()}
    inputs = read_by(home)
    try:
        for folder in sorted({path.parent for path in files}):
            make_folder(folder)
    except FileRefused as error:
        refuse(str(error), error.hint)
    settle_places(files, force, inputs)
    write_settled(files, inputs)
    typer.echo(visible(f"Wrote {len(files)} files; open {out / 'index.html'}"))
    for name in unreadable(knowledge):
        note(f"left out, since its pose cannot be read: {name}; hipexpert check says why")


def _print(drill: str, side: str, home: str | None) -> None:
    from hipexpert.drawing.drills import drawing
    from hipexpert.notation import did_you_mean
    from hipexpert.vocabulary.drawing import NOT_DRAWN
    from hipexpert.vocabulary.prescription import DRILL

    knowledge = sound_knowledge(home)
    drills = knowledge.instances(DRILL)
    if drill not in drills:
        refuse(f"there is no drill '{drill}'", did_you_mean(drill, drills))
    drawn = drawing(knowledge, drill, side)
    if drawn is None:
        why = knowledge.text(drill, NOT_DRAWN) or "hipexpert check says why"
        refuse(f"'{drill}' is not drawn", why)
    typer.echo(drawn, nl=False)
