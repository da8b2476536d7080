"""The knowledge itself: whether it is sound, and what can be answered."""

from __future__ import annotations

import typer

from hipexpert.face.command import (
    UNSOUND,
    AsJson,
    Home,
    app,
    print_json,
    show_problems,
    sound_knowledge,
)


@app.command()
def check(as_json: AsJson = False, home: Home = None) -> None:
    """Say by file, line and column what is wrong with the knowledge.

    What can follow from it is decided for every athlete there could be, where the extra `prove` is
    installed, and whom it happens to is printed as an answers file.

    With --json the problems are printed in the shape in which every command prints what ends it;
    there are none where it is sound.

    Example: hipexpert check --home my-knowledge
    """
    from hipexpert.knowledge.files import find_home
    from hipexpert.knowledge.load import load_knowledge
    from hipexpert.knowledge.problems import problem_json, problems_json, sort_problems
    from hipexpert.prove.check import check as problems_of
    from hipexpert.prove.check import undecided

    folder = find_home(home)
    knowledge = load_knowledge(folder)
    problems = problems_of(knowledge)
    show_problems(problems, folder)
    if as_json:
        print_json(problems_json(map(problem_json, sort_problems(problems))))
    if left := undecided():
        typer.echo(left, err=True)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(UNSOUND)
    if as_json:
        return
    counted = f"{len(knowledge.rules)} rules, {len(knowledge.statements)} statements"
    typer.echo(f"{counted}, {len(knowledge.questions)} questions: sound")


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
