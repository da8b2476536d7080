"""SPARQL over the knowledge, and over one consultation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hipexpert.face.command import (
    WRONG_USE,
    AnswersFile,
    AsJson,
    Home,
    Plain,
    answers_of,
    app,
    note,
    print_json,
    refuse,
    show_problems,
    sound_knowledge,
)
from hipexpert.knowledge.characters import visible

if TYPE_CHECKING:
    from hipexpert.knowledge.query import QueryAnswer, QueryError


@app.command()
def query(
    file: Annotated[str | None, typer.Argument(help="A file, or - for standard input.")] = None,
    text: Annotated[str | None, typer.Option("-e", help="The query itself.")] = None,
    answers: AnswersFile = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Answer a query in SPARQL over the knowledge, its rules, and one consultation.

    With --answers the facts of that consultation are there too, and how each came about in
    PROV-O, as export writes it. The prefixes : rule: prov: skos: rdfs: rdf: owl: sh: xsd:
    dcterms: schema: are declared. SELECT gives a table, ASK yes or no, CONSTRUCT and DESCRIBE
    Turtle. Nothing can be changed, and nothing is fetched.

    Example: hipexpert query -e 'SELECT ?x { ?x :has-standing :contradicted }'
    """
    from hipexpert.export.certificate import certificate
    from hipexpert.export.prov import consultation_iri, prov_text
    from hipexpert.knowledge.files import turtle_texts
    from hipexpert.knowledge.packs import pack_iris
    from hipexpert.knowledge.query import QueryError, add_proof, ask, knowledge_graph
    from hipexpert.reasoning.engine import consult

    asked, name = _asked(file, text)
    knowledge = sound_knowledge(home)
    graph = knowledge_graph(knowledge, turtle_texts(knowledge.home))
    base = None
    if answers:
        proof = certificate(consult(knowledge, answers_of(knowledge, answers)))
        add_proof(graph, prov_text(proof, pack_iris(knowledge)))
        base = consultation_iri(proof)
    try:
        answer = ask(graph, asked, base)
    except QueryError as error:
        _refuse_at(error, name)
    for stranger in answer.strangers:
        note(f"hipexpert: nothing is called '{stranger}'")
    _show(answer, as_json, plain)


def _asked(file: str | None, text: str | None) -> tuple[str, str]:
    """The query, and what it is called when it is at fault."""
    from hipexpert.knowledge.decoding import read_stream, read_text

    if (file is None) == (text is None):
        refuse("what is asked?", "name one file, or write -e 'SELECT ...'")
    if text is not None:
        return text, "-e"
    name = "standard input" if file == "-" else str(file)
    found, problems = (
        read_stream(sys.stdin.buffer, name) if file == "-" else read_text(Path(name), name)
    )
    if found is None:
        show_problems(problems, Path())
        raise typer.Exit(WRONG_USE)
    return found, name


def _refuse_at(error: QueryError, name: str) -> NoReturn:
    from hipexpert.model import Location, Problem

    place = Location(name, error.line, error.column)
    show_problems([Problem(place, error.message, "query", error.hint)], Path())
    raise typer.Exit(WRONG_USE) from None


def _show(answer: QueryAnswer, as_json: bool, plain: bool) -> None:
    if as_json:
        print_json(answer.data)
    elif answer.turtle is not None:
        typer.echo(visible(answer.turtle))
    elif answer.truth is not None:
        typer.echo("yes" if answer.truth else "no")
    else:
        from hipexpert.face.pages.query import answer_page
        from hipexpert.face.render import make_console, show_page

        show_page(make_console(plain), answer_page(answer), plain)
