"""The consultation: its dialogue, and its result."""

from __future__ import annotations

import contextlib
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
    answers_of,
    app,
    note,
    print_json,
    sound_knowledge,
)

if TYPE_CHECKING:
    from hipexpert.model import Answers, KnowledgeBase
    from hipexpert.reasoning.plan import Result


@app.command()
def consult(
    answers: AnswersFile = None,
    as_json: AsJson = False,
    plain: Plain = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
    home: Home = None,
) -> None:
    """Ask what matters, red flags first, and lay out a plan.

    With --answers the dialogue goes on from there; with --json too, or --no-input, nothing is
    asked.

    Example: hipexpert consult --answers case.yaml --json
    """
    from hipexpert.reasoning.engine import consult as run
    from hipexpert.reasoning.plan import Result

    knowledge = sound_knowledge(home)
    given = answers_of(knowledge, answers)
    asks = not no_input and answers != "-" and not (answers and as_json)
    source = answers or ""
    if asks and (not answers or sys.stdin.isatty()):
        given, source = _converse(knowledge, given, plain)
    result = Result(run(knowledge, given))
    if as_json:
        print_json(result.json())
    else:
        from hipexpert.face.render import make_console, show_result

        show_result(make_console(plain), result, plain, source)
    _leave(result, no_input)


def _leave(result: Result, no_input: bool) -> None:
    """End with the exit code the result calls for."""
    if result.status == "refer":
        raise typer.Exit(REFERRED)
    if result.status == "incomplete" and no_input:
        note(f"still to answer: {', '.join(result.measure_next)}")
        raise typer.Exit(MISSING)


def _converse(knowledge: KnowledgeBase, given: Answers, plain: bool) -> tuple[Answers, str]:
    """The answers of a dialogue, and the file they are in unless they are the last kept."""
    from hipexpert.face.dialogue import Dialogue, Interrupted
    from hipexpert.face.draft import Draft, unfinished_path
    from hipexpert.face.render import make_console

    draft = Draft(unfinished_path(), note)
    console = make_console(plain, stderr=True)
    dialogue = Dialogue(knowledge, console, _read_line, draft.keep, given)
    try:
        answered = dialogue.run()
    except Interrupted as stopped:
        if not stopped.asked_to and not sys.stdin.isatty():
            return stopped.answers, str(draft.path)  # the lines piped in have come to their end
        draft.keep(stopped.answers)
        if stopped.answers.settled and not draft.failed:
            goes_on = f"hipexpert consult --answers {draft.path}"
            note(f"{knowledge.text('interrupted', 'sentence')} {goes_on}")
        raise typer.Exit(0 if stopped.asked_to else INTERRUPTED) from None
    draft.finish(answered)
    return answered, ""


def _read_line(prompt: str) -> str:
    """A line from the person, who can edit it where there is a terminal to do so."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - gives `input` its editing
        return input(prompt)
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
