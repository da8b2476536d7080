"""The command line: reads what is asked for, calls the library, prints; typer lives here.

Data go to standard output; prompts, progress, notes and problems to standard error. What is
heavy to import is imported by the command that needs it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from hipexpert.model import (
        Answers,
        Consultation,
        Fact,
        KnowledgeBase,
        Problem,
        Question,
        Value,
    )
    from hipexpert.reasoning.plan import Result

PROGRAM_ERROR, WRONG_USE, UNSOUND, REFERRED, MISSING, BAD_ANSWERS = 1, 2, 3, 4, 5, 6
INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Explains hip-rotation imbalance in athletes and plans side-specific work. "
    "A training-planning aid: it does not diagnose, treat or cure.",
)

Home = Annotated[
    str | None, typer.Option("--home", help="Folder with ontology.ttl, kb/ and rules/.")
]
AnswersFile = Annotated[
    str | None,
    typer.Option("--answers", help="Answers file in YAML or JSON, or - for standard input."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Plain = Annotated[bool, typer.Option("--plain", help="No boxes, no colour: for screen readers.")]


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

    knowledge = _knowledge(home)
    given = _answers(knowledge, answers)
    asks = not no_input and answers != "-" and not (answers and as_json)
    source = answers or ""
    if asks and (not answers or sys.stdin.isatty()):
        given, source = _converse(knowledge, given, plain)
    result = Result(run(knowledge, given))
    if as_json:
        _print_json(result.json())
    else:
        from hipexpert.face.render import make_console, show_result

        show_result(make_console(plain), result, plain, source)
    _leave(result, no_input)


def _leave(result: Result, no_input: bool) -> None:
    """End with the exit code the result calls for."""
    if result.status == "refer":
        raise typer.Exit(REFERRED)
    if result.status == "incomplete" and no_input:
        _note(f"still to answer: {', '.join(result.measure_next)}")
        raise typer.Exit(MISSING)


def _converse(knowledge: KnowledgeBase, given: Answers, plain: bool) -> tuple[Answers, str]:
    """The answers of a dialogue, and the file they are in unless they are the last kept."""
    from hipexpert.face.dialogue import Dialogue, Interrupted
    from hipexpert.face.draft import Draft, unfinished_path
    from hipexpert.face.render import make_console

    draft = Draft(unfinished_path(), _note)
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
            _note(f"{knowledge.text('interrupted', 'sentence')} {goes_on}")
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


@app.command()
def why(
    what: Annotated[list[str], typer.Argument(help="A drill, finding, advice, or a whole fact.")],
    answers: AnswersFile = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Prove a conclusion, down to answers, statements, rules and claims.

    Example: hipexpert why reverse-clam --answers case.yaml
    """
    from hipexpert.reasoning.audit import holding
    from hipexpert.reasoning.audit import why as prove

    consultation = _consultation(home, answers)
    found = holding(consultation, _named(consultation.knowledge, what))
    if not found:
        words = " ".join(what)
        _refuse(f"'{words}' was not concluded", f"ask: hipexpert why-not {words}")
    proof = prove(consultation, found[0])
    if as_json:
        _print_json(proof.json())
    else:
        from hipexpert.face.render import make_console, show_proof

        show_proof(make_console(plain), consultation.knowledge, proof, plain)


@app.command("why-not")
def why_not(
    what: Annotated[list[str], typer.Argument(help="A drill, finding, advice, or a whole fact.")],
    answers: AnswersFile = None,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Say what kept a conclusion from being drawn, nearest miss first.

    Example: hipexpert why-not hip-airplane --answers case.yaml
    """
    from hipexpert.face.render import make_console, show_near_misses
    from hipexpert.reasoning.audit import why_not as misses

    consultation = _consultation(home, answers)
    named = _named(consultation.knowledge, what)
    if consultation.holds(named[0]):
        words = " ".join(what)
        _refuse(f"'{words}' was concluded", f"ask: hipexpert why {words}")
    found = misses(consultation, named[0])
    show_near_misses(make_console(plain), consultation.knowledge, named[0], found, plain)


@app.command("what-if")
def what_if(
    changes: Annotated[list[str], typer.Argument(help="KEY=VALUE, one or more.")],
    answers: AnswersFile = None,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show what other answers would gain, lose and keep.

    Example: hipexpert what-if hip-ir-right=38 --answers case.yaml
    """
    from hipexpert.face.render import make_console, show_difference
    from hipexpert.reasoning.audit import what_if as compare

    consultation = _consultation(home, answers)
    changed = _changes(consultation, changes)
    difference = compare(consultation, changed)
    show_difference(make_console(plain), consultation.knowledge, difference, changed, plain)


@app.command()
def check(home: Home = None) -> None:
    """Say by file, line and column what is wrong with the knowledge.

    Example: hipexpert check --home my-knowledge
    """
    from hipexpert.knowledge.check import check as problems_of
    from hipexpert.knowledge.load import find_home, load_knowledge

    folder = find_home(home)
    knowledge = load_knowledge(folder)
    problems = problems_of(knowledge)
    _show_problems(problems, folder)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(UNSOUND)
    counted = f"{len(knowledge.rules)} rules, {len(knowledge.statements)} statements"
    typer.echo(f"{counted}, {len(knowledge.questions)} questions: sound")


@app.command()
def questions(as_json: AsJson = False, home: Home = None) -> None:
    """List the questions: the keys of an answers file and what each takes.

    Example: hipexpert questions
    """
    from hipexpert.knowledge.questions import choices
    from hipexpert.model import number_text

    knowledge = _knowledge(home)
    if as_json:
        listed = knowledge.questions.values()
        _print_json([_question_json(knowledge, question) for question in listed])
        return
    for question in knowledge.questions.values():
        takes = ", ".join(choices(knowledge, question, {})) or question.type
        if question.minimum is not None and question.maximum is not None:
            bounds = f"{number_text(question.minimum)} to {number_text(question.maximum)}"
            takes = f"{bounds} {knowledge.label(question.unit)}"
        typer.echo(f"{question.id}: {takes}")


def _question_json(knowledge: KnowledgeBase, question: Question) -> dict[str, Any]:
    from hipexpert.knowledge.questions import choices

    return {
        "id": question.id,
        "type": question.type,
        "unit": question.unit or None,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "choices": list(choices(knowledge, question, {})),
        "prompt": question.prompt,
    }


def _knowledge(home: str | None) -> KnowledgeBase:
    """The knowledge base, or an end with its problems when it cannot be reasoned with."""
    from hipexpert.knowledge.check import check as problems_of
    from hipexpert.knowledge.load import find_home, load_knowledge
    from hipexpert.knowledge.strata import stratify

    folder = find_home(home)
    knowledge = load_knowledge(folder)
    if knowledge.problems or stratify(knowledge.rules)[1]:
        _show_problems(problems_of(knowledge), folder)
        raise typer.Exit(UNSOUND)
    return knowledge


def _answers(knowledge: KnowledgeBase, source: str | None) -> Answers:
    from hipexpert.knowledge.documents import decode_text
    from hipexpert.model import Answers
    from hipexpert.reasoning.answers import read_answers, read_answers_file

    if source is None:
        return Answers()
    if source == "-":
        text, problems = decode_text(sys.stdin.buffer.read(), "standard input")
        answers = Answers()
        if text is not None:
            answers, problems = read_answers(knowledge, text, "standard input")
    else:
        answers, problems = read_answers_file(knowledge, Path(source))
    if problems:
        _show_problems(problems, Path())
        raise typer.Exit(BAD_ANSWERS)
    return answers


def _consultation(home: str | None, source: str | None) -> Consultation:
    from hipexpert.reasoning.engine import consult as run

    if source is None:
        from hipexpert.face.draft import last_path

        if not last_path().is_file():
            _refuse("whose consultation is meant?", "add --answers FILE")
        source = str(last_path())
        _note(f"the last consultation: {source}")
    knowledge = _knowledge(home)
    return run(knowledge, _answers(knowledge, source))


def _named(knowledge: KnowledgeBase, words: list[str]) -> tuple[Fact, ...]:
    from hipexpert.notation import did_you_mean
    from hipexpert.reasoning.audit import NotFound, conclusions_named

    try:
        return conclusions_named(knowledge, tuple(words))
    except NotFound as error:
        hint = did_you_mean(words[0], error.near)
        _refuse(f"no rule could conclude '{' '.join(words)}'", hint)


def _changes(
    consultation: Consultation, changes: list[str]
) -> dict[str, Value | tuple[str, ...] | None]:
    from hipexpert.notation import did_you_mean
    from hipexpert.reasoning.answers import Refused, read_answer

    knowledge = consultation.knowledge
    found: dict[str, Value | tuple[str, ...] | None] = {}
    for change in changes:
        key, equals, text = change.partition("=")
        question = knowledge.questions.get(key)
        if not equals:
            _refuse(f"'{change}' is no change", "write KEY=VALUE, such as hip-ir-right=38")
        if question is None:
            _refuse(f"there is no question '{key}'", did_you_mean(key, knowledge.questions))
        try:
            given = {**consultation.answers.given, **{k: v for k, v in found.items() if v}}
            found[key] = read_answer(knowledge, question, text, given)
        except Refused as refused:
            _refuse(refused.message, refused.hint)
    return found


def _show_problems(problems: list[Problem], folder: Path) -> None:
    from hipexpert.knowledge.problems import format_problems

    if problems:
        typer.echo(format_problems(problems, folder), err=True)


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _note(text: str) -> None:
    typer.echo(text, err=True)


def _refuse(message: str, hint: str | None = None) -> NoReturn:
    _note(f"hipexpert: {message}" + (f"\n  {hint}" if hint else ""))
    raise typer.Exit(WRONG_USE)


def main() -> None:
    """Run the program. Ends with the exit codes of the contract, never with a traceback.

    HIPEXPERT_DEBUG=1 shows the traceback of an error of the program.
    """
    if hasattr(signal, "SIGPIPE"):  # a reader that leaves early, as `head` does, is no error
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if os.environ.get("HIPEXPERT_DEBUG"):
            raise
        _note(
            f"hipexpert: an error of the program: {type(error).__name__}: {error}\n"
            "  set HIPEXPERT_DEBUG=1 to see where, and report it"
        )
        sys.exit(PROGRAM_ERROR)
