"""The report: what is handed to the athlete and the coach.

The calendar is an option of it, not a command of its own: it shows the same plan, with the same
decisions of the coach, and begins on the same day.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from hipexpert.face.command import (
    REFERRED,
    AnswersFile,
    Home,
    app,
    known_athlete,
    known_record,
    note,
    now,
    records,
    refuse,
    sound_knowledge,
    taken_today,
    today,
)
from hipexpert.face.commands.outfile import Force, read_by, settle_places, write_settled
from hipexpert.face.commands.stored import (
    consultation_of,
    end_stale,
    end_withdrawn,
    may_be_changed,
)
from hipexpert.knowledge.characters import visible

if TYPE_CHECKING:
    from hipexpert.face.report.handout import Handout
    from hipexpert.model import KnowledgeBase
    from hipexpert.reasoning.plan import Result
    from hipexpert.records.store import Record, Store


class Whom(StrEnum):
    """Whom a report is for."""

    ATHLETE = "athlete"
    COACH = "coach"
    BOTH = "both"


@app.command()
def report(
    id: Annotated[
        int | None, typer.Argument(help="A stored consultation; without it, the last finished one.")
    ] = None,
    answers: AnswersFile = None,
    athlete: Annotated[
        str | None, typer.Option("--athlete", help="The last one of this athlete, by their id.")
    ] = None,
    out: Annotated[str | None, typer.Option("--out", help="HTML file to write.")] = None,
    pdf: Annotated[str | None, typer.Option("--pdf", help="PDF file to write.")] = None,
    ics: Annotated[str | None, typer.Option("--ics", help="Calendar file to write.")] = None,
    whom: Annotated[
        Whom, typer.Option("--for", help="Whom it is for; the athlete's page is one sheet.")
    ] = Whom.BOTH,
    begins: Annotated[
        str | None, typer.Option("--from", help="The day the plan begins, as 2027-01-31; or today.")
    ] = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """Write one sheet of A4 for the athlete, and pages for the coach, as one HTML file.

    A stored plan begins on the day on which it was made. To let it begin later is to extend it,
    for which every red flag has to be denied today.

    Example: hipexpert report --answers case.yaml --out report.html
    """
    from hipexpert.face.report.calendar import calendar_text
    from hipexpert.face.report.document import report_html
    from hipexpert.face.report.pdf import NoPrinter, report_pdf

    if answers is not None and (id is not None or athlete is not None):
        refuse("a stored consultation has its own answers", "leave out which one, or --answers")
    if id is not None and athlete is not None:
        refuse("two consultations are named", "leave the number or --athlete out")
    inputs = read_by(home, answers)
    settle_places([Path(each) for each in (pdf, out, ics) if each], force, inputs)
    handout, key = _handout(_Which(id, athlete), answers, home, _day(begins))
    html = report_html(handout, whom)
    contents: dict[Path, bytes] = {}
    if pdf:
        try:
            contents[Path(pdf)] = report_pdf(html)
        except NoPrinter as error:
            refuse(str(error), error.hint)
    if out:
        contents[Path(out)] = html.encode()
    elif not (pdf or ics):
        typer.echo(html, nl=False)
    if ics and not handout.rows:
        note("nothing is prescribed, so there is no calendar to write")
    elif ics:
        contents[Path(ics)] = calendar_text(handout, now(), key).encode()
    write_settled(contents, inputs)
    for path in contents:
        typer.echo(visible(str(path)))
    if handout.result.status == "refer":
        raise typer.Exit(REFERRED)


def _day(text: str | None) -> date | None:
    """The day that is named, if one is."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"'{text}' is no day", "write it as 2027-01-31")


class _Which(NamedTuple):
    """Which stored consultation is meant: by number, the last one of an athlete, or of all."""

    id: int | None
    athlete: str | None


def _handout(
    which: _Which, answers: str | None, home: str | None, begins: date | None
) -> tuple[Handout, str]:
    """What is handed over, and what tells it from others for ever."""
    from hipexpert.face.report.handout import Handout
    from hipexpert.reasoning.plan import Result

    if answers is None:
        with records(reading=begins is None) as store:
            record = _record(store, which)
            return _stored(store, record, home, begins), f"consultation {record.id}"
    result = Result(consultation_of(home, answers, None))
    said = json.dumps(result.json()["answers"], sort_keys=True)
    key = hashlib.sha256(said.encode()).hexdigest()
    return Handout(result, begins or today(), today=today()), key


def _record(store: Store, which: _Which) -> Record:
    """The consultation that is meant, finished; of an athlete the last that is."""
    if which.athlete is not None:
        return _last_of(store, known_athlete(store, which.athlete).id)
    record = store.last() if which.id is None else known_record(store, which.id)
    if record is None:
        hint = "add its number, --athlete ID or --answers FILE"
        refuse("whose consultation is meant?", hint)
    if record.finished is None:
        refuse(f"consultation {record.id} is not finished", *_how_to_finish(record.athlete))
    if which.id is None:
        note(f"the last consultation: {record.id}, of {record.begun[:10]}")
    return record


def _last_of(store: Store, athlete: str) -> Record:
    from hipexpert.records.record import last_finished

    record = last_finished(store.consultations(athlete))
    if record is None:
        refuse(f"no consultation of '{athlete}' is finished", *_how_to_finish(athlete))
    note(f"the last consultation of {athlete}: {record.id}, of {record.begun[:10]}")
    return store.consultation(record.id) or record


def _how_to_finish(athlete: str | None) -> tuple[str, ...]:
    """How a consultation is gone on with, and how it is finished with what is known."""
    if athlete is None:
        return ("go on with it: hipexpert consult --resume",)
    whose = f"hipexpert consult --athlete {shlex.quote(athlete)}"
    return f"go on with it: {whose} --resume", f"or with what is known: {whose} --no-input"


def _stored(store: Store, record: Record, home: str | None, begins: date | None) -> Handout:
    """A stored consultation by today's knowledge; what differs from then is told.

    It begins on the day on which the plan was made. To begin later is to extend it.
    """
    from hipexpert.face.report.stored import stored_handout
    from hipexpert.reasoning.engine import consult
    from hipexpert.reasoning.plan import Result

    knowledge = sound_knowledge(home)
    result = Result(consult(knowledge, taken_today(knowledge, record)))
    made = date.fromisoformat(record.made)
    begins = begins or made
    stop_if: tuple[str, ...] = ()
    if result.status == "plan":
        stop_if = _may_be_handed_over(store, knowledge, record, result, begins > made)
    handout = stored_handout(store, record, result, begins, stop_if)
    if handout.concluded:
        note(f"{handout.concluded} As it was then: hipexpert audit {record.id}")
    return handout


def _may_be_handed_over(
    store: Store, knowledge: KnowledgeBase, record: Record, result: Result, later: bool
) -> tuple[str, ...]:
    """The red flags that are reasons to stop, where a plan may be handed over; else an end."""
    from hipexpert.records.reconsidered import otherwise
    from hipexpert.records.standing import standing

    if later:
        return may_be_changed(store, knowledge, record).stop_if
    stands = standing(knowledge, record, store.life(record.athlete))
    if stands.withdrawal:
        end_withdrawn(knowledge, record, stands)
    if stands.stale and otherwise(result, record):
        end_stale(knowledge, record, stands, "today's knowledge would make another plan of it")
    return stands.stop_if
