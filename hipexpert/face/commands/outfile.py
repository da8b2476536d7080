"""Where the commands write files: what may be replaced is asked, and what may not is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from hipexpert.face.command import INTERRUPTED, note, refuse, whole_home
from hipexpert.knowledge.characters import visible

Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def read_by(home: str | None, *files: str | Path | None) -> list[Path]:
    """The files that a command reads: those of the knowledge, and those named to it."""
    from hipexpert.knowledge.files import knowledge_files
    from hipexpert.knowledge.packs import MANIFEST

    whole = whole_home(home)
    named = (Path(file) for file in files if file is not None and str(file) != "-")
    manifests = (pack.folder / MANIFEST for pack in whole.packs)
    known = knowledge_files(whole).values()
    apart = (whole.folder / name for name in ("shapes.ttl", "constraints.yaml"))
    return [*named, *known, *manifests, *apart]


def settle_places(places: Iterable[Path], force: bool, inputs: Iterable[Path] = ()) -> None:
    """Go on only when files may be written in these places.

    Over one that stands there none is written but by `force`, or when a person says so.
    """
    from hipexpert.records.outfile import FileRefused, check_places

    try:
        standing = check_places(places, inputs)
    except FileRefused as error:
        refuse(str(error), error.hint)
    if not standing or force:
        return
    first, *others = standing
    if not sys.stdin.isatty():
        more = f", and {len(others)} more" if others else ""
        hint = "add --force to write over it, or choose another name"
        refuse(f"{first} is there already{more}", hint)
    if not typer.confirm(visible(f"Write over {', '.join(map(str, standing))}?"), err=True):
        note("Nothing was written.")
        raise typer.Exit(INTERRUPTED)


def write_settled(contents: Mapping[Path, bytes], inputs: Iterable[Path] = ()) -> None:
    """Write files in places that are settled, all of them or none."""
    from hipexpert.records.outfile import FileRefused, write_files

    try:
        write_files(contents, inputs, over=True)
    except FileRefused as error:
        refuse(str(error), error.hint)
