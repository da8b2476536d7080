"""The consultation: its dialogue, its result, and the plan of one."""

from __future__ import annotations

import contextlib
import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import (
    INTERRUPTED,
    MISSING,
    REFERRED,
    AnswersFile,
    AsJson,
    Home,
    Plain,
    Stored,
    answers_of,
    app,
    consultation_of,
    known_athlete,
    note,
    now,
    print_json,
    records,
    refuse,
    sound_knowledge,
    taken_today,
)

if TYPE_CHECKING:
    from hipexpert.face.draft import Draft
    from hipexpert.model import Answers
    from hipexpert.reasoning.plan import Result
    from hipexpert.records.database import StoreError

PLAN_SCHEMA = "hipexpert/plan/1"
PLAN_KEYS = (
    *("status", "knowledge", "referral", "ratios", "unilateral-to-bilateral", "plan", "cautions"),
    *("session-minutes", "measure-next", "review-after-weeks"),
)
"""What `hipexpert/plan/1` has of `hipexpert/consultation/1`."""

LONGEST_LINE = 10_000
"""Characters of a line that is piped in; what goes on longer is no answer."""

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
    as_json: AsJson = False,
    plain: Plain = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
    home: Home = None,
) -> None:
    """Ask what matters, red flags first, and lay out a plan.

    Each answer is kept as it is given. With --answers the dialogue goes on from there; with
    --json too, or --no-input, nothing is asked, and nothing is kept unless --athlete says whose
    it is.

    Example: hipexpert consult --answers case.yaml --json
    """
    from hipexpert.face.draft import Draft
    from hipexpert.reasoning.engine import consult as run
    from hipexpert.reasoning.plan import Result

    if resume and answers:
        refuse("it goes on from the answers kept", "leave --answers or --resume out")
    knowledge = sound_knowledge(home)
    given = answers_of(knowledge, answers)
    asks = not no_input and answers != "-" and not (answers and as_json)
    asks = asks and (not answers or sys.stdin.isatty())
    with contextlib.ExitStack() as opened:
        draft = Draft(None, knowledge, _warn, athlete)
        if asks or athlete or resume:
            _open(draft, opened, resume)
        if resume:
            given = _taken_up(draft)
        done = not asks and not resume
        if asks:
            given, done = _converse(draft, given, plain)
        consultation = run(knowledge, given)
        if done:
            draft.finish(consultation)
    result = Result(consultation)
    if as_json:
        print_json(result.json())
    else:
        from hipexpert.face.render import make_console, show_result

        source = _source(draft, answers, asks, done)
        today = now().astimezone().date()
        show_result(make_console(plain), result, plain, source, today)
    if asks and draft.store is None:
        _hand_out(given)
    _leave(result, no_input)


@app.command()
def plan(
    answers: AnswersFile = None,
    stored: Stored = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show the plan alone: drills, sets for each side, days, and how each is done.

    Example: hipexpert plan --answers case.yaml
    """
    from hipexpert.face.commands.browse import show
    from hipexpert.face.result_page import plan_page
    from hipexpert.reasoning.plan import Result

    result = Result(consultation_of(home, answers, stored))
    if as_json:
        told = result.json()
        print_json({"schema": PLAN_SCHEMA, **{key: told[key] for key in PLAN_KEYS}})
    else:
        show(plan_page(result, now().astimezone().date()), plain)
    _leave(result, no_input=True)


def _warn(error: StoreError) -> None:
    note(f"hipexpert: the answers cannot be kept; {error}\n  {error.hint}")


def _open(draft: Draft, opened: contextlib.ExitStack, resume: bool) -> None:
    """Give a draft the records. Without them there is a warning, and nothing to resume."""
    from hipexpert.face.draft import take_in
    from hipexpert.records.database import StoreError
    from hipexpert.records.store import open_store

    if resume:
        draft.store = opened.enter_context(records())
    else:
        try:
            draft.store = opened.enter_context(open_store())
        except StoreError as error:
            return _warn(error)
    take_in(draft.store, draft.knowledge, note)
    if draft.athlete:
        draft.athlete = known_athlete(draft.store, draft.athlete).id
    broken_off = None if resume else draft.store.unfinished(draft.athlete)
    if broken_off:
        note(
            f"consultation {broken_off.id}, of {broken_off.begun[:10]}, was broken off;"
            f" to go on with it: {_resume_command(broken_off.athlete)}"
        )


def _resume_command(athlete: str | None) -> str:
    return "hipexpert consult --resume" + (f" --athlete {shlex.quote(athlete)}" if athlete else "")


def _taken_up(draft: Draft) -> Answers:
    """The answers of the latest consultation that was broken off, which the draft now is."""
    record = draft.store.unfinished(draft.athlete) if draft.store else None
    if draft.store is None or record is None:
        of_whom = f" of '{draft.athlete}'" if draft.athlete else ""
        refuse(f"no consultation{of_whom} was broken off", "begin one: hipexpert consult")
    whose = f", of athlete '{record.athlete}'" if record.athlete else ""
    note(f"consultation {record.id}, begun on {record.begun[:10]}{whose}")
    draft.store.resume(record.id, draft.knowledge)
    draft.id, draft.athlete, draft.kept = record.id, record.athlete, record.answers
    return taken_today(draft.knowledge, record)


def _source(draft: Draft, answers: str | None, asks: bool, done: bool) -> str:
    """The option by which other commands are told of this consultation; the last one needs none."""
    if answers and not asks:
        return f"--answers {answers}"
    if draft.store is None:
        return f"--answers {HANDED_OUT}" if asks else ""
    return "" if done or draft.id is None else f"--consultation {draft.id}"


def _hand_out(given: Answers) -> None:
    """Show the answers that could not be kept, so that the person can keep them."""
    from hipexpert.face.draft import answers_text

    if given.settled:
        goes_on = f"hipexpert consult --answers {HANDED_OUT}"
        note(
            f"These answers are kept nowhere. Save the lines below as {HANDED_OUT} to go on with"
            f" them: {goes_on}\n\n{answers_text(given).rstrip()}"
        )


def _leave(result: Result, no_input: bool) -> None:
    """End with the exit code the result calls for."""
    if result.status == "refer":
        raise typer.Exit(REFERRED)
    if result.status == "incomplete" and no_input:
        note(f"still to answer: {', '.join(result.measure_next)}")
        raise typer.Exit(MISSING)


def _converse(draft: Draft, given: Answers, plain: bool) -> tuple[Answers, bool]:
    """The answers of a dialogue, and whether it came to its end."""
    from hipexpert.face.dialogue import Dialogue, Interrupted
    from hipexpert.face.render import make_console

    console = make_console(plain, stderr=True)
    dialogue = Dialogue(draft.knowledge, console, _read_line, draft.keep, given)
    try:
        return dialogue.run(), True
    except Interrupted as stopped:
        draft.keep(stopped.answers)
        if not stopped.asked_to and not sys.stdin.isatty():
            return stopped.answers, False  # the lines piped in have come to their end
        if draft.store is None:
            _hand_out(stopped.answers)
        elif stopped.answers.settled:
            said = draft.knowledge.text("interrupted", "sentence")
            note(f"{said} {_resume_command(draft.athlete)}")
        raise typer.Exit(0 if stopped.asked_to else INTERRUPTED) from None


def _read_line(prompt: str) -> str:
    """A line from the person, who can edit it where there is a terminal to do so."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - gives `input` its editing
        return input(prompt)
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE:
        note(f"\nhipexpert: a line of {LONGEST_LINE} characters is no answer; nothing more is read")
    if len(line) in (0, LONGEST_LINE):
        raise EOFError
    return line.rstrip("\r\n")
