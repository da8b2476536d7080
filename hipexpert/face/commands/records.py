"""The records: athletes, their consultations and progress, what leaves them or is erased."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face.command import (
    REFERRED,
    AsJson,
    Home,
    Plain,
    app,
    known_athlete,
    known_record,
    note,
    print_json,
    records,
    refuse,
    sound_knowledge,
    today,
)
from hipexpert.face.commands.browse import Shelf, show
from hipexpert.face.commands.outfile import Force, settle_places
from hipexpert.face.commands.stored import withdrawn_of
from hipexpert.knowledge.characters import visible

if TYPE_CHECKING:
    from hipexpert.face.pages.records import Withdrawn
    from hipexpert.records.store import Athlete, Record, Store

athletes = typer.Typer(cls=Shelf, rich_markup_mode=None)
consultations = typer.Typer(cls=Shelf, rich_markup_mode=None)

AthleteId = Annotated[str, typer.Argument(help="The id of an athlete.")]
ConsultationId = Annotated[int, typer.Argument(help="The number of a consultation.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")]


@athletes.callback()
def athletes_shelf() -> None:
    """The athletes whose consultations are kept on this machine.

    Example: hipexpert athlete list
    """


@athletes.command("add")
def add_athlete(
    athlete: Annotated[str, typer.Argument(help="An id, such as kim or 'Anna Berg'.")],
    name: Annotated[str, typer.Option("--name", help="What the athlete is called.")] = "",
) -> None:
    """Add an athlete, so that their consultations can be kept as theirs.

    Example: hipexpert athlete add kim --name "Kim Lee"
    """
    from hipexpert.records.ids import alike

    with records() as store:
        added = store.add_athlete(athlete, name or athlete)
        others = alike(added.id, (known.id for known in store.athletes()))
    for other in others:
        note(
            f"hipexpert: there is '{other}' already, which differs from '{added.id}' in case alone"
        )
    typer.echo(f"Added {added.id}. To begin: hipexpert consult --athlete {shlex.quote(added.id)}")


@athletes.command("list")
def list_athletes(as_json: AsJson = False, plain: Plain = False) -> None:
    """List the athletes, with their consultations and the day their plan is due for review.

    Example: hipexpert athlete list
    """
    from hipexpert.face.pages.records import athletes_page

    with records(reading=True) as store:
        lives = store.lives_in_brief()
    found = [(athlete, held, withdrawn_of(held)) for athlete, held in lives]
    if as_json:
        print_json([_athlete_in_brief(*each) for each in found])
    else:
        show(athletes_page(found, today()), plain)


@athletes.command("show")
def show_athlete(athlete: AthleteId, as_json: AsJson = False, plain: Plain = False) -> None:
    """Show an athlete's consultations, with date, status and asymmetry.

    Example: hipexpert athlete show kim
    """
    from hipexpert.face.pages.records import athlete_page

    with records(reading=True) as store:
        found = known_athlete(store, athlete)
        held = store.consultations(found.id)
        measured = store.measurements(found.id)
    withdrawn = withdrawn_of(held)
    if as_json:
        told = _athlete_in_brief(found, held, withdrawn)
        listed = [_record_in_brief(record, withdrawn) for record in held]
        values = [measurement._asdict() for measurement in measured]
        print_json({**told, "consultations": listed, "measurements": values})
    else:
        show(athlete_page(found, held, len(measured), withdrawn), plain)


@athletes.command("export")
def export_athlete(
    athlete: AthleteId,
    out: Annotated[str | None, typer.Option("--out", help="Folder to write into.")] = None,
    force: Force = False,
) -> None:
    """Write everything that is kept of an athlete: one JSON file, and tables in CSV.

    Example: hipexpert athlete export kim --out kim-export
    """
    from hipexpert.records.export import FILES, write_athlete
    from hipexpert.records.outfile import FileRefused

    with records(reading=True) as store:
        known = known_athlete(store, athlete)
        withdrawn = withdrawn_of(store.life(known.id))
        folder = Path(out or f"{known.id}-export")
        settle_places([folder / name for name in FILES], force)
        try:
            written = write_athlete(store, known, folder, withdrawn, over=True)
        except FileRefused as error:
            refuse(str(error), error.hint)
    for path in written:
        typer.echo(visible(str(path)))
    note("These files hold health data and lie outside the records now.")


@athletes.command("erase")
def erase_athlete(athlete: AthleteId, yes: Yes = False) -> None:
    """Erase an athlete and all that is kept of them, for good.

    Example: hipexpert athlete erase kim --yes
    """
    with records() as store:
        known = known_athlete(store, athlete)
        held = len(store.consultations(known.id))
        measured = len(store.measurements(known.id))
        what = f"{known.id} ({known.name}): {held} consultations, {measured} measurements"
        _confirm(what, yes)
        store.erase(known.id)
        _erased(what, store)


@consultations.callback()
def consultations_shelf() -> None:
    """The consultations kept on this machine.

    Example: hipexpert consultations list
    """


@consultations.command("list")
def list_consultations(
    athlete: Annotated[
        str | None, typer.Option("--athlete", help="Only those of this athlete.")
    ] = None,
    as_json: AsJson = False,
    plain: Plain = False,
) -> None:
    """List the consultations, with date, status and asymmetry.

    Example: hipexpert consultations list
    """
    from hipexpert.face.pages.records import consultations_page

    with records(reading=True) as store:
        if athlete:
            athlete = known_athlete(store, athlete).id
        held = store.consultations(athlete)
    withdrawn = withdrawn_of(held)
    if as_json:
        print_json([_record_in_brief(record, withdrawn) for record in held])
    else:
        show(consultations_page(held, withdrawn), plain)


@consultations.command("show")
def show_consultation(
    consultation: ConsultationId, as_json: AsJson = False, plain: Plain = False
) -> None:
    """Show a consultation as it was: the answers given, what was concluded, and overrides.

    Of a plan that a later word withdrew only that is shown; the record of it is for an audit.

    Example: hipexpert consultations show 1
    """
    from hipexpert.face.pages.records import consultation_page
    from hipexpert.face.pages.standing import dated_section, withdrawn_page
    from hipexpert.records.standing import PLAN, emptied, standing
    from hipexpert.records.store import said

    with records(reading=True) as store:
        record = known_record(store, consultation)
        overrides = store.overrides(consultation)
        life = store.life(record.athlete)
    told = {
        **_record_in_brief(record, {}),
        "answers": said(record.answers),
        "result": record.result,
        "overrides": [made._asdict() for made in overrides],
    }
    page = consultation_page(record, overrides)
    withdrawn = None
    if record.result and record.result["status"] == PLAN:
        knowledge = sound_knowledge(None)
        stands = standing(knowledge, record, life)
        withdrawn = stands.withdrawal
        told |= stands.json()
        dated = dated_section(knowledge, stands)
        page = (dated, *page) if dated.blocks else page
        if withdrawn:
            told |= {"status": "withdrawn", "overrides": []}
            told["result"] = emptied(knowledge, record.result, withdrawn)
            page = withdrawn_page(knowledge, record.id, stands.of, withdrawn)
    print_json(told) if as_json else show(page, plain)
    if withdrawn:
        raise typer.Exit(REFERRED)


@consultations.command("erase")
def erase_consultation(consultation: ConsultationId, yes: Yes = False) -> None:
    """Erase a consultation, finished or not, for good.

    Example: hipexpert consultations erase 1 --yes
    """
    with records() as store:
        record = store.find(consultation) or known_record(store, consultation)
        whose = f" of {record.athlete}" if record.athlete else ""
        what = f"consultation {record.id}{whose}, begun on {record.begun[:10]}"
        _confirm(what, yes)
        store.erase_consultation(consultation)
        _erased(what, store)


@app.command()
def progress(
    athlete: AthleteId, as_json: AsJson = False, plain: Plain = False, home: Home = None
) -> None:
    """Show an athlete's ranges by side from test to test, and what changed beyond error.

    Example: hipexpert progress kim
    """
    from hipexpert.face.pages.progress import progress_page
    from hipexpert.records.progress import progress as courses_of

    knowledge = sound_knowledge(home)
    with records(reading=True) as store:
        athlete = known_athlete(store, athlete).id
        found = courses_of(knowledge, store.consultations(athlete), store.measurements(athlete))
    if as_json:
        print_json({"athlete": athlete, **found.json()})
    else:
        show(progress_page(found), plain)


app.add_typer(athletes, name="athlete")
app.add_typer(consultations, name="consultations")


def _confirm(what: str, yes: bool) -> None:
    """Go on only when it is meant."""
    if yes:
        return
    if not sys.stdin.isatty():
        refuse(f"this would erase {what}", "add --yes when it is meant")
    if not typer.confirm(visible(f"Erase {what}? It cannot be undone."), err=True):
        note("Nothing was erased.")
        raise typer.Exit


def _erased(what: str, store: Store) -> None:
    from hipexpert.face.pages.records import OUT_OF_REACH

    told = f"Erased from {store.path}, which was overwritten and rewritten: {what}."
    typer.echo(visible(told))
    typer.echo(OUT_OF_REACH)


def _athlete_in_brief(athlete: Athlete, held: list[Record], withdrawn: Withdrawn) -> dict[str, Any]:
    from hipexpert.records.record import last_finished, next_review

    finished = last_finished(held)
    gone = finished is not None and finished.id in withdrawn
    last, review = held[-1].begun if held else None, None if gone else next_review(held)
    told = {"number-of-consultations": len(held), "last": last}
    told |= {"review": review.isoformat() if review else None, "withdrawn": gone}
    return {**athlete._asdict(), **told}


def _record_in_brief(record: Record, withdrawn: Withdrawn) -> dict[str, Any]:
    from hipexpert.face.pages.records import status_of

    result = record.result or {}
    ended = record.finished or record.damage
    return {
        "id": record.id,
        "athlete": record.athlete,
        "begun": record.begun,
        "finished": record.finished,
        "status": status_of(record, withdrawn) if ended else None,
        "asymmetry": (result.get("asymmetry") or {}).get("type"),
        "knowledge": {"version": record.version, "sha256": record.sha256},
    }
