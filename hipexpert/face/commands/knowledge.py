"""The knowledge itself: whether it is sound, and what can be answered."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

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
    sound_knowledge,
    whole_home,
)
from hipexpert.face.commands.outfile import Force, read_by, settle_places, write_settled
from hipexpert.model import KnowledgeBase, KnowledgeFolder, Problem


@app.command()
def check(
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", help="Write here how it follows that red flags stop a plan."),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Say by file, line and column what is wrong with the knowledge.

    What can follow from it is decided for every athlete there could be, where the extra `prove` is
    installed, and whom it happens to is printed as an answers file.

    With --json the problems are printed in the shape in which every command prints what ends it;
    there are none where it is sound. A certificate is written of sound knowledge alone, and is
    checked by hipexpert verify.

    Example: hipexpert check --home my-knowledge
    """
    from hipexpert.knowledge.problems import problem_json, problems_json, sort_problems
    from hipexpert.prove.check import undecided

    if certificate is not None and find_spec("pysat") is None:
        refuse("this takes an extra that is not installed", "pip install 'hipexpert[prove]'")
    if certificate is not None:
        settle_places([certificate], force, read_by(home))
    knowledge, problems = judged(whole_home(home))
    if as_json:
        print_json(problems_json(map(problem_json, sort_problems(problems))))
    if left := undecided():
        typer.echo(left, err=True)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(UNSOUND)
    if certificate is not None:
        _write_certificate(knowledge, certificate, read_by(home))
    if as_json:
        return
    counted = f"{len(knowledge.rules)} rules, {len(knowledge.statements)} statements"
    typer.echo(f"{counted}, {len(knowledge.questions)} questions: sound")


def judged(home: KnowledgeFolder) -> tuple[KnowledgeBase, list[Problem]]:
    """The knowledge of a home with all that is wrong with it, which has been told."""
    from hipexpert.knowledge.load import load_knowledge
    from hipexpert.prove.check import check

    knowledge = load_knowledge(home)
    problems = check(knowledge)
    show_problems(problems, knowledge.home)
    return knowledge, problems


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
