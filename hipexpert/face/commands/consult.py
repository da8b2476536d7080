"""The consultation: its dialogue, its result, and the plan of one."""

from __future__ import annotations

import contextlib
import shlex
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face.command import (
    INTERRUPTED,
    MISSING,
    PROGRAM_ERROR,
    REFERRED,
    AnswersFile,
    AsJson,
    Home,
    Plain,
    StoredId,
    answers_of,
    app,
    ask_line,
    known_athlete,
    note,
    now,
    print_json,
    records,
    refuse,
    sound_knowledge,
    taken_today,
    today,
)
from hipexpert.face.commands.stored import Meant, meant_by
from hipexpert.vocabulary import messages
from hipexpert.vocabulary.language import SENTENCE

if TYPE_CHECKING:
    from hipexpert.face.autosave import Autosave
    from hipexpert.face.pages.page import Page
    from hipexpert.face.pages.retest import Retested
    from hipexpert.model import Answers, Consultation
    from hipexpert.reasoning.plan import Result
    from hipexpert.records.database import StoreError
    from hipexpert.records.retest import Retest
    from hipexpert.records.standing import PlanStanding, Withdrawal
    from hipexpert.records.store import Store

PLAN_SCHEMA = "hipexpert/plan/1"
PLAN_KEYS = (
    *("status", "knowledge", "referral", "ratios", "unilateral-to-bilateral", "plan", "cautions"),
    *("session-minutes", "measure-next", "review-after-weeks"),
)
"""What `hipexpert/plan/1` has of `hipexpert/consultation/1`."""

HANDED_OUT = "answers.yaml"
"""What a person is told to call the file of answers that could not be kept."""


@app.command()
def consult(
    answers: AnswersFile = None,
    athlete: Annotated[
        str | None, typer.Option("--athlete", help="Whose consultation it is, by their id.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the latest one that was broken off.")
    ] = False,
    retest: Annotated[
        bool,
        typer.Option("--retest", help="Go on from what holds of the last finished one."),
    ] = False,
    as_json: AsJson = False,
    plain: Plain = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
    home: Home = None,
) -> None:
    """Ask what matters, red flags first, and lay out a plan.

    Each answer is kept as it is given. With --answers the dialogue goes on from there; with
    --json too, or --no-input, nothing is asked, and nothing is kept unless --athlete says whose
    it is. At a terminal a re-test is offered to an athlete who has a finished consultation: what
    holds is kept, red flags are asked anew. Without --answers, --no-input concludes from what the
    records have of the athlete since the last one, as an import leaves it; what is incomplete
    stays open.

    Example: hipexpert consult --answers case.yaml --json
    """
    from hipexpert.reasoning.engine import consult as run
    from hipexpert.reasoning.verdict import Verdict

    if resume and answers:
        refuse("it goes on from the answers kept", "leave --answers or --resume out")
    if retest and (resume or answers):
        refuse("a re-test goes on from a finished one", "leave --answers and --resume out")
    knowledge = sound_knowledge(home)
    given = answers_of(knowledge, answers)
    asks = not no_input and answers != "-" and not (answers and as_json)
    asks = asks and (not answers or sys.stdin.isatty())
    if not (asks or athlete or resume or retest):  # nothing is kept, and keeping is heavy to import
        consultation = run(knowledge, given)
        _show(consultation, None, as_json, plain, f"--answers {answers}" if answers else "")
        return _leave(consultation, None, no_input)
    from hipexpert.face.autosave import Autosave
    from hipexpert.face.commands.retest import begun_again, changed_since

    with contextlib.ExitStack() as opened:
        draft = Autosave(None, knowledge, _warn, athlete)
        recorded = no_input and not answers
        _open(draft, opened, resume or retest or recorded)
        again = None
        taken_up = resume or (recorded and _waits(draft))
        if taken_up:
            given = _taken_up(draft)
        elif retest or (athlete and asks and not answers and sys.stdin.isatty()):
            again = begun_again(draft, retest)
            given = again.carried if again else given
        done = not asks
        if asks:
            given, done = _converse(draft, given, plain, again)
        given = draft.dated(given)
        consultation = run(knowledge, given)
        if not asks and taken_up and Verdict(consultation).status == "incomplete":
            done = False
        ends = draft.finish if done else draft.outcome
        consultation, withdrawal = ends(consultation)
        since = changed_since(draft, consultation, again) if again and not as_json else None
    source = _source(draft, answers, asks, done)
    if not withdrawal and asks and not (as_json or plain) and _at_a_terminal():
        _end(consultation, draft, source, home, since)
    else:
        _show(consultation, withdrawal, as_json, plain, source, since)
    if asks and draft.store is None:
        _hand_out(given)
    if athlete and draft.store is None:
        raise typer.Exit(PROGRAM_ERROR)
    _leave(consultation, withdrawal, no_input)


@app.command()
def plan(
    answers: AnswersFile = None,
    stored: StoredId = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show the plan alone: drills, sets for each side, days, and how each is done.

    Example: hipexpert plan --answers case.yaml
    """
    meant = meant_by(home, answers, stored)
    withdrawal = meant.standing.withdrawal if meant.standing else None
    _show_plan(meant, as_json, plain)
    _leave(meant.consultation, withdrawal, no_input=True)


def _show_plan(meant: Meant, as_json: bool, plain: bool) -> None:
    """Show a plan, of which day it is, and why it does not stand where it was withdrawn."""
    from hipexpert.face.commands.browse import show
    from hipexpert.face.pages.result import plan_page
    from hipexpert.face.pages.standing import dated_section, withdrawn_page
    from hipexpert.reasoning.plan import Result
    from hipexpert.records.standing import emptied

    result, standing = Result(meant.consultation), meant.standing
    knowledge = result.knowledge
    if as_json:
        told = result.json()
        told = {"schema": PLAN_SCHEMA, **{key: told[key] for key in PLAN_KEYS}}
        told |= standing.json() if standing else {}
        withdrawn = standing and standing.withdrawal
        print_json(emptied(knowledge, told, withdrawn) if withdrawn else told)
    elif meant.record and standing and standing.withdrawal:
        id = meant.record.id if meant.record.finished else None
        show(withdrawn_page(knowledge, id, standing.of, standing.withdrawal), plain)
    else:
        dated = dated_section(knowledge, standing)
        page = plan_page(result, _begins(standing))
        show((dated, *page) if dated.blocks else page, plain)


def _begins(standing: PlanStanding | None) -> date:
    """The day a plan begins: today, or that on which it was made."""
    return date.fromisoformat(standing.of) if standing else today()


def _show(
    consultation: Consultation,
    withdrawn: Withdrawal | None,
    as_json: bool,
    plain: bool,
    source: str,
    since: Retested | None = None,
) -> None:
    """Show what a consultation came to; of a plan that a later word withdrew, only that.

    What changed `since` the last one comes first.
    """
    from hipexpert.reasoning.plan import Result

    result = Result(consultation)
    if as_json:
        return print_json(_told(result, withdrawn))
    from hipexpert.face.pages.result import result_page
    from hipexpert.face.pages.standing import withdrawn_page
    from hipexpert.face.render import make_console, show_page

    if withdrawn:
        page = withdrawn_page(result.knowledge, None, today().isoformat(), withdrawn)
    else:
        page = result_page(result, source, today())
        if since:
            from hipexpert.face.pages.retest import changes_page

            page = (*changes_page(since), *page)
    show_page(make_console(plain), page, plain)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def _end(
    consultation: Consultation,
    draft: Autosave,
    source: str,
    home: str | None,
    since: Retested | None,
) -> None:
    """Show the first screen of a result, and then what is asked for; first what changed since."""
    from hipexpert.face.commands.menu import Menu
    from hipexpert.face.pages.overview import overview_page
    from hipexpert.face.render import make_console, show_page
    from hipexpert.reasoning.plan import Result

    result = Result(consultation)
    changes: Page = ()
    if since:
        from hipexpert.face.pages.retest import changes_page, reasons_page

        changes = reasons_page(since)
        show_page(make_console(plain=False), changes_page(since))
        note("")
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            ask_line(f"{result.knowledge.text(messages.MENU_GOES_ON, SENTENCE)} ")
    show_page(make_console(plain=False), overview_page(result, today()), paged=False)
    note("")
    Menu(result, draft, source, home, changes).run()


def _told(result: Result, withdrawn: Withdrawal | None) -> dict[str, Any]:
    """A result for programs, with the days of what was measured on another one."""
    told = result.json()
    if result.consultation.answers.days:
        from hipexpert.face.ages import ages_json

        told |= ages_json(result, today())
    if withdrawn:
        from hipexpert.records.standing import emptied

        return emptied(result.knowledge, told, withdrawn)
    return told


def _warn(error: StoreError) -> None:
    note(f"hipexpert: the answers cannot be kept; {error}\n  {error.hint}")


def _open(draft: Autosave, opened: contextlib.ExitStack, resume: bool) -> None:
    """Give a draft the records. Without them there is a warning, and nothing to resume."""
    from hipexpert.records.database import StoreError
    from hipexpert.records.store import open_store

    if resume:
        draft.store = opened.enter_context(records())
    else:
        try:
            draft.store = opened.enter_context(open_store(today=today(), now=now))
        except StoreError as error:
            return _warn(error)
    if draft.athlete:
        draft.athlete = known_athlete(draft.store, draft.athlete).id
    if not resume:
        _tell_of_broken_off(draft.store, draft.athlete)


def _tell_of_broken_off(store: Store, athlete: str | None) -> None:
    """Name the consultation that was broken off, if there is one, and how to go on with it."""
    from hipexpert.records.database import StoreError

    try:
        broken_off = store.unfinished(athlete)
    except StoreError as error:
        return note(f"hipexpert: {error}\n  {error.hint}")
    if broken_off:
        note(
            f"consultation {broken_off.id}, of {broken_off.begun[:10]}, was broken off;"
            f" to go on with it: {_resume_command(broken_off.athlete)}"
        )


def _resume_command(athlete: str | None) -> str:
    return "hipexpert consult --resume" + (f" --athlete {shlex.quote(athlete)}" if athlete else "")


def _waits(draft: Autosave) -> bool:
    """Whether the athlete has a consultation that was begun, by an import say, and not finished."""
    if draft.store is None or draft.athlete is None:
        return False
    if draft.store.unfinished(draft.athlete):
        return True
    if draft.store.consultations(draft.athlete):
        whose = shlex.quote(draft.athlete)
        note(f"nothing was said of '{draft.athlete}' since the last one, which is finished;")
        note(f"  its page: hipexpert report --athlete {whose}")
    return False


def _taken_up(draft: Autosave) -> Answers:
    """The answers of the latest consultation that was broken off, which the draft now is."""
    record = draft.store.unfinished(draft.athlete) if draft.store else None
    if draft.store is None or record is None:
        of_whom = f" of '{draft.athlete}'" if draft.athlete else ""
        refuse(f"no consultation{of_whom} was broken off", "begin one: hipexpert consult")
    whose = f", of athlete '{record.athlete}'" if record.athlete else ""
    note(f"consultation {record.id}, begun on {record.begun[:10]}{whose}")
    draft.store.resume(record.id, draft.knowledge)
    holding = draft.store.lapse(record.id, draft.knowledge)
    draft.id, draft.athlete, draft.kept = record.id, record.athlete, holding
    lapsed = len(record.answers.settled) - len(holding.settled)
    if lapsed:
        note(f"asked anew, since it was said on another day: {_counted(lapsed)}")
    return taken_today(draft.knowledge, record, holding)


def _counted(answers: int) -> str:
    return f"{answers} answer{'' if answers == 1 else 's'}"


def _source(draft: Autosave, answers: str | None, asks: bool, done: bool) -> str:
    """The option by which other commands are told of this consultation; the last one needs none."""
    if answers and not asks:
        return f"--answers {answers}"
    if draft.store is None:
        return f"--answers {HANDED_OUT}" if asks else ""
    return "" if done or draft.id is None else f"--consultation {draft.id}"


def _hand_out(given: Answers) -> None:
    """Show the answers that could not be kept, so that the person can keep them."""
    from hipexpert.face.autosave import answers_text

    if given.settled:
        goes_on = f"hipexpert consult --answers {HANDED_OUT}"
        note(
            f"These answers are kept nowhere. Save the lines below as {HANDED_OUT} to go on with"
            f" them: {goes_on}\n\n{answers_text(given).rstrip()}"
        )


def _leave(consultation: Consultation, withdrawn: Withdrawal | None, no_input: bool) -> None:
    """End with the exit code that the result calls for."""
    from hipexpert.reasoning.verdict import Verdict

    verdict = Verdict(consultation)
    if verdict.status == "refer" or withdrawn:
        raise typer.Exit(REFERRED)
    if verdict.status == "incomplete" and no_input:
        note(f"still to answer: {', '.join(verdict.measure_next)}")
        raise typer.Exit(MISSING)


def _converse(
    draft: Autosave, given: Answers, plain: bool, again: Retest | None
) -> tuple[Answers, bool]:
    """The answers of a dialogue, and whether it came to its end."""
    from hipexpert.face.dialogue import Interrupted
    from hipexpert.face.render import make_console
    from hipexpert.face.sheets import Sheets

    dialogue: Sheets
    if again:
        from hipexpert.face.commands.retest import conversation

        dialogue = conversation(draft, plain, again)
    else:
        console = make_console(plain, stderr=True)
        dialogue = Sheets(draft.knowledge, console, ask_line, draft.keep, given)
    try:
        return dialogue.run(), True
    except Interrupted as stopped:
        draft.keep(stopped.answers)
        if not stopped.asked_to and not sys.stdin.isatty():
            return stopped.answers, False  # the lines piped in have come to their end
        if draft.store is None:
            _hand_out(stopped.answers)
        elif stopped.answers.settled:
            said = draft.knowledge.text(messages.INTERRUPTED, SENTENCE)
            note(f"{said} {_resume_command(draft.athlete)}")
        raise typer.Exit(0 if stopped.asked_to else INTERRUPTED) from None
