"""What people ask the knowledge, answered by the knowledge alone.

Each query of tests/competency opens with the question it answers; the file of the same name
that ends in .csv holds the answer, found in kb/ by hand. No rule takes part: what the answers
of an athlete lead to is held by tests/cases.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import rdflib

from hipexpert.knowledge.files import knowledge_files
from hipexpert.knowledge.namespaces import NAMESPACE
from hipexpert.knowledge.turtle import read_graph

ROOT = Path(__file__).resolve().parent.parent
QUERIES = sorted((Path(__file__).parent / "competency").glob("*.rq"))


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    files = [path for path in knowledge_files(ROOT).values() if path.suffix == ".ttl"]
    return read_graph(path.read_text(encoding="utf-8") for path in files)


def answer(graph: rdflib.Graph, query: Path) -> list[list[str]]:
    """The names of the columns, then the rows, sorted; our own names without their prefix."""
    result = graph.query(query.read_text(encoding="utf-8"))
    rows = [
        ["" if cell is None else str(cell).removeprefix(NAMESPACE) for cell in row]
        for row in result
    ]
    return [[str(name) for name in result.vars or ()], *sorted(rows)]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_question_is_answered(graph: rdflib.Graph, query: Path) -> None:
    with query.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert answer(graph, query) == [header, *sorted(rows)]


def test_every_query_opens_with_its_question() -> None:
    for query in QUERIES:
        first = query.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# "), query.name
        assert first.endswith("?"), query.name


def test_every_answer_has_its_query() -> None:
    answers = {path.stem for path in QUERIES[0].parent.glob("*.csv")}
    assert answers == {query.stem for query in QUERIES}
