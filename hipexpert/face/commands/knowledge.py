"""The knowledge itself: whether it is sound, and what can be answered."""

from __future__ import annotations

import sys
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from time import sleep
from typing import Annotated, NoReturn

import typer

from hipexpert.face.command import (
    UNSOUND,
    AsJson,
    Home,
    app,
    note,
    print_json,
    refuse,
    show_problems,
    sound_folder,
    sound_knowledge,
    whole_home,
)
from hipexpert.face.commands.browse import show
from hipexpert.face.commands.outfile import Force, read_by, settle_places, write_settled
from hipexpert.knowledge.problem_formats import ProblemFormat, formatted
from hipexpert.model import KnowledgeBase, KnowledgeFolder, Problem

WATCHED_EVERY = 0.5
"""Seconds from one look at the files to the next."""


@app.command()
def check(
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", help="Write here how it follows that red flags stop a plan."),
    ] = None,
    force: Force = False,
    kind: Annotated[
        ProblemFormat | None,
        typer.Option("--format", help="Print the problems for an editor or a workflow."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a file is saved, until Ctrl-C.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Say by file, line and column what is wrong with the knowledge.

    What can follow from it is decided for every athlete there could be, where the extra `prove` is
    installed, and whom it happens to is printed as an answers file.

    With --json the problems are printed in the shape in which every command prints what ends it;
    there are none where it is sound. --format prints them as editors find places (gcc), for the log
    of a workflow (github) or as SARIF. A certificate is written of sound knowledge alone, and is
    checked by hipexpert verify.

    Example: hipexpert check --home my-knowledge
    """
    from hipexpert.knowledge.problems import problem_json, problems_json, sort_problems
    from hipexpert.prove.check import undecided

    if (as_json or certificate) and (kind or watch):
        refuse("--format and --watch go with neither --json nor --certificate", "leave one out")
    if watch:
        _keep_watching(home, kind)
    if certificate is not None and find_spec("pysat") is None:
        refuse("this takes an extra that is not installed", "pip install 'hipexpert[prove]'")
    if certificate is not None:
        settle_places([certificate], force, read_by(home))
    knowledge, problems = judged(whole_home(home), kind)
    if as_json:
        print_json(problems_json(map(problem_json, sort_problems(problems))))
    if left := undecided():
        typer.echo(left, err=True)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(UNSOUND)
    if certificate is not None:
        _write_certificate(knowledge, certificate, read_by(home))
    if as_json or kind:
        return
    typer.echo(_counted(knowledge))
    if knowledge.home.packs and not undecided():
        _tell_of_others(knowledge)


def _tell_of_others(knowledge: KnowledgeBase) -> None:
    """Say for which athletes who do no sport of its packs the knowledge concludes otherwise."""
    from hipexpert.face.pages.diff import others_page
    from hipexpert.model import Answers
    from hipexpert.prove.difference import compare
    from hipexpert.records.witness import witness

    alone = sound_folder(KnowledgeFolder(knowledge.home.folder))
    compared = compare(alone, knowledge)
    athletes = [
        (each, witness(alone, knowledge, Answers(each.answers))) for each in compared.athletes
    ]
    show(others_page(compared, athletes), plain=not sys.stdout.isatty())


def _counted(knowledge: KnowledgeBase) -> str:
    counted = f"{len(knowledge.rules)} rules, {len(knowledge.statements)} statements"
    return f"{counted}, {len(knowledge.questions)} questions: sound"


def judged(
    home: KnowledgeFolder, kind: ProblemFormat | None = None
) -> tuple[KnowledgeBase, list[Problem]]:
    """The knowledge of a home with all that is wrong with it, which has been told.

    It is told to people; or in one of the other forms, as the data of the command.
    """
    import hipexpert
    from hipexpert.knowledge.load import load_knowledge
    from hipexpert.prove.catalogue import EVERY_LAW
    from hipexpert.prove.check import check

    knowledge = load_knowledge(home)
    problems = check(knowledge)
    if kind is None:
        show_problems(problems, knowledge.home)
    else:
        laws = {law.id: law.says for law in EVERY_LAW}
        told = formatted(kind, problems, home, laws, hipexpert.__version__)
        typer.echo(told, nl=bool(told))
    return knowledge, problems


def _keep_watching(home: str | None, kind: ProblemFormat | None) -> NoReturn:
    """Check whenever a file of the knowledge was saved, added or removed; Ctrl-C ends it."""
    seen = None
    while True:
        whole = whole_home(home)
        found = {path: path.stat().st_mtime_ns for path in read_by(home) if path.is_file()}
        if found == seen:
            sleep(WATCHED_EVERY)
            continue
        seen = found
        knowledge, problems = judged(whole, kind)
        if not any(problem.severity == "error" for problem in problems):
            note(_counted(knowledge))
        note(f"-- {datetime.now():%H:%M:%S}, watching; Ctrl-C ends it")


def _write_certificate(knowledge: KnowledgeBase, path: Path, inputs: list[Path]) -> None:
    """Write why nothing is prescribed while a red flag stands, or say why that is not proved."""
    from hipexpert.prove.refutation import Unproved, refutation, refutation_text

    try:
        found = refutation(knowledge)
    except Unproved as error:
        hint = "let it need '?athlete may train', and what passes a flag the answers to it"
        refuse(f"no certificate: {error}", hint, code=UNSOUND)
    write_settled({path: f"{refutation_text(found)}\n".encode()}, inputs)
    counted = f"{len(found['definitions'])} definitions, {len(found['steps'])} steps"
    note(f"Wrote {path}: {counted}. Check it by hipexpert verify {path}")


@app.command()
def questions(as_json: AsJson = False, home: Home = None) -> None:
    """List the questions: the keys of an answers file and what each takes.

    Example: hipexpert questions
    """
    from hipexpert.knowledge.questions import question_json

    knowledge = sound_knowledge(home)
    if as_json:
        listed = knowledge.questions.values()
        print_json([question_json(knowledge, question) for question in listed])
        return
    for question in knowledge.questions.values():
        typer.echo(f"{question.id}: {question.answer_type.takes(knowledge, question)}")


@app.command()
def schema(
    name: Annotated[str, typer.Argument(help="Such as rule-file, case-file or consultation.")],
    home: Home = None,
) -> None:
    """Print the JSON Schema of what authors write, or of what a command prints with --json.

    Those of answers, rule files and case files are made from the knowledge at hand and its packs,
    so that an editor knows its words.

    Example: hipexpert schema rule-file
    """
    from hipexpert.api.errors import UnknownName
    from hipexpert.api.schemas import schema as shipped
    from hipexpert.knowledge.author_schemas import MADE
    from hipexpert.knowledge.load import load_knowledge

    try:
        made = MADE[name](load_knowledge(whole_home(home))) if name in MADE else shipped(name)
    except UnknownName as error:
        refuse(error.message, error.hint)
    print_json(made)
