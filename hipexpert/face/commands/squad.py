"""A whole squad at once, from a table of athletes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import (
    BAD_ANSWERS,
    AsJson,
    Home,
    Plain,
    app,
    note,
    print_json,
    records,
    refuse,
    show_problems,
    sound_knowledge,
)
from hipexpert.face.commands.outfile import Force, read_by, settle_places, write_settled
from hipexpert.face.commands.records import athletes
from hipexpert.face.program import ENDING
from hipexpert.knowledge.characters import spelled

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase
    from hipexpert.records.importing import Confirmed
    from hipexpert.records.squad import Member
    from hipexpert.records.table import Table


@app.command()
def screen(
    file: Annotated[
        Path | None, typer.Argument(help="CSV, Parquet or a workbook, one athlete a row.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the results to this .csv or .parquet.")
    ] = None,
    handouts: Annotated[
        Path | None, typer.Option("--handouts", help="Write a page an athlete into this folder.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write those pages as PDF.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Print a table to fill in, or write it to --out.")
    ] = False,
    force: Force = False,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Reason about a whole squad, and say who needs attention first.

    The table has a column `athlete` and one for each answer that is known, named like the
    questions. What cannot be read is named and not known, the rest counts all the same; several
    rows of one athlete are one. With --out the results go to a flat table in the order of the rows,
    and only the counts are shown. With --handouts each athlete gets a page to take home, and one
    file has all of them to be printed.

    Example: hipexpert screen squad.csv --handouts pages
    """
    from hipexpert.records.profiles import check_profile_columns

    if template:
        return _write_template(sound_knowledge(home), out, force, read_by(home))
    if file is None:
        refuse("which table?", "name a file, or add --template for one to fill in")
    if sum((out is not None, as_json, handouts is not None)) > 1:
        refuse("the results go to one place", "leave all but one of --out, --json, --handouts out")
    if pdf and handouts is None:
        refuse("of what should a PDF be written?", "add --handouts FOLDER")
    if out is not None:
        settle_places([out], force, read_by(home, file))
    knowledge = sound_knowledge(home)
    table = _opened(knowledge, file)
    if table.columns:
        check_profile_columns(knowledge, table)
    _leave(table)
    members = _members(knowledge, table)
    if handouts is not None:
        from hipexpert.face.commands.browse import show
        from hipexpert.face.commands.handouts import write_handouts
        from hipexpert.face.pages.squad import counts_page

        counts = write_handouts(
            knowledge,
            table,
            handouts,
            pdf=pdf,
            force=force,
            inputs=read_by(home, file),
            plain=plain,
        )
        show(counts_page(knowledge, counts, table.refused), plain)
    elif out is not None:
        _write(knowledge, members, table, out, plain)
    elif as_json:
        _print_members(knowledge, members, table)
    else:
        from hipexpert.face.commands.browse import show
        from hipexpert.face.pages.squad import squad_page

        found = list(members)
        show(squad_page(knowledge, found, table.refused), plain)
    _leave(table)


@athletes.command("import")
def import_athletes(
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or a workbook, as others write it.")],
    as_json: AsJson = False,
    plain: Plain = False,
    confirm: Annotated[
        bool,
        typer.Option("--confirm", help="Somebody made sure of each flag that is no here."),
    ] = False,
    home: Home = None,
) -> None:
    """Take athletes, or what was measured of them, from a table into the records.

    A table of athletes has a row for each: `athlete`, `name`, and their answers, with which their
    next consultation starts. A table of measurements has a row for each value: `athlete`, `date`,
    `joint`, `motion`, `side`, `position`, `value`, `unit`; the newest are answers of the next
    consultation too. What cannot be read is named, the rest taken; the same table a second time
    adds nothing. A red flag that the records report is not denied by a table alone: on a terminal
    you are asked, elsewhere it takes --confirm.

    Example: hipexpert athlete import squad.csv
    """
    from hipexpert.face.commands.browse import show
    from hipexpert.face.pages.squad import intake_page
    from hipexpert.records.importing import take_measurements, take_profiles
    from hipexpert.records.measured import check_measurement_columns, is_of_measurements
    from hipexpert.records.profiles import check_profile_columns

    knowledge = sound_knowledge(home)
    table = _opened(knowledge, file)
    measured = is_of_measurements(knowledge, table)
    if measured:
        check_measurement_columns(knowledge, table)
    elif table.columns:
        check_profile_columns(knowledge, table)
    _leave(table)
    with records() as store:
        if measured:
            taken = take_measurements(knowledge, store, table)
        else:
            taken = take_profiles(knowledge, store, table, _confirmed(knowledge, confirm))
    kind = "measurements" if measured else "athletes"
    told = {name: taken.counts[name] for name in ("added", "changed", "same")}
    told["refused"] = table.refused
    if as_json:
        cells = [{"athlete": one.athlete, **one.refusal.json()} for one in taken.not_taken]
        print_json({"file": str(file), "kind": kind, **told, "refused-cells": cells})
    else:
        show(intake_page(kind, told, taken.not_taken), plain)
    _leave(table)


def _confirmed(knowledge: KnowledgeBase, confirm: bool) -> Confirmed:
    """Whether a report of the records is over, by the option or by who sits at the terminal."""

    def asked(athlete: str, flag: str) -> bool:
        if confirm or not sys.stdin.isatty():
            return confirm
        label = knowledge.questions[flag].label
        said = f"{athlete}: the records report '{label}' ({flag}), the table says no."
        return typer.confirm(f"{said} Has somebody made sure that it is over?", err=True)

    return asked


def _opened(knowledge: KnowledgeBase, file: Path) -> Table:
    from hipexpert.records.headings import headings_of
    from hipexpert.records.opening import open_table
    from hipexpert.records.table import TableError

    try:
        table = open_table(file, headings_of(knowledge).read)
    except TableError as error:
        refuse(str(error), error.hint)
    if table.remark:
        note(f"hipexpert: {table.remark}")
    return table


def _write_template(
    knowledge: KnowledgeBase, out: Path | None, force: bool, inputs: list[Path]
) -> None:
    from hipexpert.records.template import template_text

    text = template_text(knowledge)
    if out is None:
        return typer.echo(text, nl=False)
    settle_places([out], force, inputs)
    write_settled({out: text.encode("utf-8-sig")}, inputs)  # with the mark that Excel looks for
    typer.echo(spelled(str(out)))


def _members(knowledge: KnowledgeBase, table: Table) -> Iterator[Member]:
    from hipexpert.reasoning.screen import screen_for
    from hipexpert.records.profiles import read_profiles
    from hipexpert.records.squad import member

    rules = screen_for(knowledge)
    for profile in read_profiles(knowledge, table):
        yield member(profile, rules.verdict(profile.answers))


def _write(
    knowledge: KnowledgeBase, members: Iterator[Member], table: Table, out: Path, plain: bool
) -> None:
    from collections import Counter

    from hipexpert.face.commands.browse import show
    from hipexpert.face.pages.squad import counts_page
    from hipexpert.records.squad import cells, columns, standing_of
    from hipexpert.records.table import TableError, written_table

    wanted = columns(knowledge)
    counts: Counter[tuple[int, str, str]] = Counter()
    try:
        with written_table(out, wanted, over=True) as add:
            for found in members:
                add(cells(found, wanted))
                counts[standing_of(found)] += 1
    except TableError as error:
        refuse(str(error), error.hint)
    show(counts_page(knowledge, counts, table.refused), plain)


def _print_members(knowledge: KnowledgeBase, members: Iterator[Member], table: Table) -> None:
    """Print the squad as one JSON document, each athlete on a line as soon as it is known."""
    from hipexpert.records.squad import SCHEMA

    told = knowledge.identity
    ENDING.answered = True
    typer.echo(f'{{"schema": {json.dumps(SCHEMA)}, "knowledge": {json.dumps(told)}, "athletes": [')
    separator = ""
    for found in members:
        typer.echo(separator + spelled(json.dumps(found, ensure_ascii=False)), nl=False)
        separator = ",\n"
    typer.echo(f'\n], "refused": {table.refused}}}')


def _leave(table: Table) -> None:
    """Show the problems of the table, and end with them unless they are no more than warnings."""
    show_problems(table.problems, Path())
    if table.refused:
        raise typer.Exit(BAD_ANSWERS)
    table.problems.clear()
