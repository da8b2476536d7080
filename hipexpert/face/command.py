"""What all commands share: the app, its options, exit codes, and how each begins and ends.

Data go to standard output; prompts, progress, notes and problems to standard error. What is
heavy to import is imported by the command that needs it.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hipexpert.face.program import ENDING, NAME, Program
from hipexpert.face.program import packs_named as packs_named
from hipexpert.face.program import print_json as print_json
from hipexpert.face.started import as_started
from hipexpert.knowledge.characters import visible
from hipexpert.knowledge.problems import unplaced

if TYPE_CHECKING:
    from hipexpert.model import Answers, KnowledgeBase, KnowledgeFolder, Problem
    from hipexpert.records.store import Athlete, Record, Store

PROGRAM_ERROR, WRONG_USE, UNSOUND, REFERRED, MISSING, BAD_ANSWERS = 1, 2, 3, 4, 5, 6
INTERRUPTED = 130

EXIT_CODES = {
    0: "done",
    PROGRAM_ERROR: "an error of the program",
    WRONG_USE: "wrong use",
    UNSOUND: "the knowledge or a pack has errors",
    REFERRED: "a red flag (referred, no plan)",
    MISSING: "answers missing under `--no-input`",
    BAD_ANSWERS: "answers or rows that cannot be read or a proof that does not hold",
    INTERRUPTED: "interrupted",
}
"""How a command can end, in words."""

LONGEST_LINE = 10_000
"""Characters of a line that is piped in; what goes on longer is no answer."""

app = typer.Typer(
    cls=Program,
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Explains hip-rotation imbalance in athletes and plans side-specific work. "
    "A training-planning aid: it does not diagnose, treat or cure.",
)


def _show_version(asked: bool) -> None:
    """Say which program this is, and which knowledge it would reason with."""
    if not asked:
        return
    import hipexpert

    knowledge = usable_knowledge(None)
    which = "no knowledge that can be used; hipexpert check says why"
    if knowledge is not None:
        which = f"knowledge {knowledge.version}, {knowledge.sha256[:12]}"
    typer.echo(visible(f"{NAME} {hipexpert.__version__}, {which}"))
    raise typer.Exit


@app.callback()
def begin(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_show_version,
            help="Say which program and which knowledge this is.",
        ),
    ] = False,
) -> None:
    """Fix the day of a command as it starts."""
    today.cache_clear()
    today()


Home = Annotated[
    str | None, typer.Option("--home", help="Folder with ontology.ttl, kb/ and rules/.")
]
AnswersFile = Annotated[
    str | None,
    typer.Option("--answers", help="Answers file in YAML or JSON, or - for standard input."),
]
StoredId = Annotated[
    int | None, typer.Option("--consultation", help="A stored consultation, by its number.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Plain = Annotated[bool, typer.Option("--plain", help="No boxes, no colour: for screen readers.")]


def sound_knowledge(home: str | None) -> KnowledgeBase:
    """The knowledge base, or an end with its problems when it cannot be reasoned with."""
    return sound_folder(whole_home(home))


def sound_folder(folder: KnowledgeFolder) -> KnowledgeBase:
    """The knowledge of a folder, or an end with its problems when it cannot be reasoned with."""
    from hipexpert.knowledge.sound import sound_or_problems

    found = sound_or_problems(folder)
    if isinstance(found, list):
        show_problems(found, folder)
        raise typer.Exit(UNSOUND)
    return found


def usable_knowledge(home: str | None) -> KnowledgeBase | None:
    """The knowledge base, or None when it cannot be reasoned with."""
    from hipexpert.knowledge.sound import usable_knowledge as usable

    return usable(whole_home(home))


def whole_home(home: str | None) -> KnowledgeFolder:
    """The folder of knowledge with the packs that the command line lays over it."""
    from hipexpert.knowledge.files import find_home

    return find_home(home, packs_named())


def answers_of(knowledge: KnowledgeBase, source: str | None) -> Answers:
    from hipexpert.knowledge.decoding import ANSWERS_MOST, read_stream
    from hipexpert.model import Answers
    from hipexpert.reasoning.answers import read_answers, read_answers_file
    from hipexpert.reasoning.measuring import doubt_texts

    if source is None:
        return Answers()
    if source == "-":
        text, problems = read_stream(sys.stdin.buffer, "standard input", ANSWERS_MOST)
        answers = Answers()
        if text is not None:
            answers, problems = read_answers(knowledge, text, "standard input")
    else:
        answers, problems = read_answers_file(knowledge, Path(source))
    if problems:
        show_problems(problems, Path())
        raise typer.Exit(BAD_ANSWERS)
    for text in doubt_texts(knowledge, answers):
        note(text)
    return answers


@contextlib.contextmanager
def records(reading: bool = False) -> Iterator[Store]:
    """The records, or an end that says why they cannot be used.

    Who is only `reading` can use those that cannot be written.
    """
    from hipexpert.records.database import StoreError
    from hipexpert.records.store import open_store

    try:
        with open_store(today=today(), now=now, reading=reading) as store:
            yield store
    except StoreError as error:
        refuse(str(error), error.hint, code=PROGRAM_ERROR)


def known_record(store: Store, id: int) -> Record:
    """A stored consultation; an id that none has is refused."""
    record = store.consultation(id)
    if record is None:
        refuse(f"there is no consultation {id}", "hipexpert consultations lists them")
    return record


def known_athlete(store: Store, id: str) -> Athlete:
    """A stored athlete; an id that none has is refused."""
    from hipexpert.notation import did_you_mean
    from hipexpert.records.ids import athlete_id

    id = athlete_id(id)
    athletes = {athlete.id: athlete for athlete in store.athletes()}
    if id not in athletes:
        hint = did_you_mean(id, athletes) or f"hipexpert athlete add {shlex.quote(id)}"
        refuse(f"there is no athlete '{id}'", hint)
    return athletes[id]


def taken_today(
    knowledge: KnowledgeBase, record: Record, holding: Answers | None = None
) -> Answers:
    """The answers of a stored consultation; those no longer taken are told and left out.

    `holding` are those of them that hold, where not all do.
    """
    from hipexpert.records.replay import taken

    answers, refused = taken(knowledge, record.answers if holding is None else holding)
    tell_of_refused(record, refused)
    return answers


def tell_of_refused(record: Record, refused: list[Problem]) -> None:
    """Tell which answers of a stored consultation are no longer taken."""
    for problem in refused:
        hint = f" ({problem.hint})" if problem.hint else ""
        note(f"left out of consultation {record.id}: {problem.message}{hint}")


def show_problems(problems: list[Problem], folder: KnowledgeFolder | Path) -> None:
    """Tell of problems, sorted; programs are told of them where the command ends with them."""
    from hipexpert.knowledge.problems import format_problems, problem_json, sort_problems

    if problems:
        typer.echo(format_problems(problems, folder), err=True)
        ENDING.told += map(problem_json, sort_problems(problems))


def now() -> datetime:
    """This moment, in UTC; or that of SOURCE_DATE_EPOCH, so that a page can be made again."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed.isdigit() else datetime.now(UTC)


@cache
def today() -> date:
    """The day on which the command was started, where the user is.

    It stays that day past midnight, so that a dialogue is one sitting.
    """
    return now().astimezone().date()


def note(text: str) -> None:
    typer.echo(visible(as_started(text)), err=True)


def refuse(message: str, *hints: str | None, code: int = WRONG_USE) -> NoReturn:
    """End with a message, a line for each hint below it."""
    tell(message, *hints)
    raise typer.Exit(code)


def tell(message: str, *hints: str | None) -> None:
    """Tell what ends a command, to people and to programs."""
    lines = [hint for hint in hints if hint]
    note("\n  ".join([f"{NAME}: {message}", *lines]))
    ENDING.told.append(unplaced(message, "\n".join(lines) or None))


def ask_line(prompt: str) -> str:
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
