"""SPARQL over the knowledge and one consultation: what is answered, and what is refused."""

from __future__ import annotations

import csv
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from conftest import ROOT, read_given
from program import PATHS, Ended, hipexpert, surroundings
from test_cases import people
from worlds import make_world, rule

from hipexpert.export.certificate import certificate
from hipexpert.export.prov import consultation_iri, prov_text
from hipexpert.knowledge.files import knowledge_files
from hipexpert.knowledge.query import QueryError, add_proof, ask, knowledge_graph
from hipexpert.model import Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.engine import consult

QUERIES = sorted((ROOT / "tests" / "competency").glob("*.rq"))


def graph_of(knowledge: KnowledgeBase) -> rdflib.Graph:
    files = [path for path in knowledge_files(knowledge.home).values() if path.suffix == ".ttl"]
    return knowledge_graph(knowledge, [path.read_text("utf-8") for path in files])


@pytest.fixture(scope="module")
def graph(knowledge: KnowledgeBase) -> rdflib.Graph:
    return graph_of(knowledge)


@pytest.fixture(scope="module")
def founding(knowledge: KnowledgeBase) -> Consultation:
    return consult(knowledge, read_given(knowledge, people()["founding"]))


@pytest.fixture(scope="module")
def consulted_graph(knowledge: KnowledgeBase, founding: Consultation) -> rdflib.Graph:
    graph = graph_of(knowledge)
    add_proof(graph, prov_text(certificate(founding)))
    return graph


# The knowledge


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_what_people_ask_is_answered(graph: rdflib.Graph, query: Path) -> None:
    with query.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    answer = ask(graph, query.read_text("utf-8"))
    assert list(answer.columns) == header
    told = [["" if cell is None else cell for cell in row] for row in answer.rows]
    # here rules rest on claims too
    assert sorted(row for row in told if not row[0].startswith("rule:")) == sorted(rows)
    assert not answer.strangers


def test_every_rule_can_be_asked_for(graph: rdflib.Graph, knowledge: KnowledgeBase) -> None:
    answer = ask(graph, "SELECT ?rule ?claim { ?rule a :Rule ; :rests-on ?claim }")
    pairs = {(f"rule:{rule.id}", claim) for rule in knowledge.rules for claim in rule.claims}
    assert set(answer.rows) == pairs
    places = ask(graph, "SELECT ?rule ?place { ?rule :written-in ?place ; rdfs:label ?label }")
    assert set(places.rows) == {(f"rule:{r.id}", str(r.location)) for r in knowledge.rules}
    for word in "Rule", "because", "written-in":
        assert knowledge.text(word, "skos:definition")


# A consultation


def triple(fact: Fact) -> str:
    last = f":{fact.object}" if isinstance(fact.object, str) else str(fact.object)
    return f":{fact.subject} :{fact.property} {last}"


def test_every_fact_is_there_with_its_number(
    consulted_graph: rdflib.Graph, founding: Consultation
) -> None:
    assert ask(consulted_graph, "ASK { :athlete :plays :track-running }").truth is True
    triples = [triple(fact) for fact in (*founding.given, *founding.justifications)]
    assert len(triples) > 300
    for start in range(0, len(triples), 50):  # many at once, as each query is read anew
        some = triples[start : start + 50]
        assert ask(consulted_graph, f"ASK {{ {' . '.join(some)} }}").truth, some
    assert not ask(consulted_graph, f"ASK {{ {triples[0]} . :athlete :may :fly }}").truth
    short = ask(
        consulted_graph, "SELECT ?gap { ?hip :falls-short-degrees ?gap FILTER (?gap > 12) }"
    )
    assert short.rows == (("14",),)


def test_every_step_is_there_with_what_it_used(
    consulted_graph: rdflib.Graph, founding: Consultation
) -> None:
    counted = ask(consulted_graph, "SELECT (COUNT(?step) AS ?n) { ?step a prov:Activity }")
    assert counted.rows == ((str(len(founding.firings)),),)
    base = consultation_iri(certificate(founding))
    for number, firing in list(enumerate(founding.firings, 1))[::40]:
        query = f"SELECT ?fact {{ <step/{number}> prov:used ?fact }}"
        named = {f"<fact/{'/'.join(map(str, premise))}>" for premise in firing.premises}
        assert {fact for (fact,) in ask(consulted_graph, query, base).rows} == named


RESTING = """
SELECT DISTINCT ?subject {
  ?step prov:qualifiedAssociation/prov:hadPlan rule:RULE .
  ?fact (prov:wasGeneratedBy/prov:used)*/prov:wasGeneratedBy ?step ; rdf:subject ?subject
}
"""


def test_what_rests_on_a_rule_can_be_asked_for_however_far_up(tmp_path: Path) -> None:
    """One makes b, two makes c of it; three makes d of neither."""
    world = make_world(
        tmp_path,
        "a holds yes\nz holds yes",
        rule("one", ["a holds yes"], ["b holds yes"]),
        rule("two", ["b holds yes", "z holds yes"], ["c holds yes"]),
        rule("three", ["z holds yes"], ["d holds yes"]),
    )
    graph = graph_of(world)
    add_proof(graph, prov_text(certificate(consult(world, read_given(world, {})))))

    def resting(rule_id: str) -> set[str | None]:
        return {subject for (subject,) in ask(graph, RESTING.replace("RULE", rule_id)).rows}

    assert resting("one") == {"b", "c"}
    assert resting("two") == {"c"}
    assert resting("three") == {"d"}


# The forms of an answer


def test_ask_says_yes_or_no(graph: rdflib.Graph) -> None:
    assert ask(graph, "ASK { :somerset-bends :has-standing :mixed }").truth is True
    assert ask(graph, "ASK { :somerset-bends :has-standing :supported }").truth is False


def test_construct_and_describe_answer_in_turtle(graph: rdflib.Graph) -> None:
    for query in "CONSTRUCT WHERE { :moran-2021 ?p ?o }", "DESCRIBE :moran-2021":
        turtle = ask(graph, query).turtle
        assert turtle is not None
        assert turtle.startswith("@prefix : <https://w3id.org/hipexpert#> .\n")
        read = rdflib.Graph().parse(data=turtle, format="turtle")
        assert set(read) == set(graph.triples((rdflib.URIRef(f"{OURS}moran-2021"), None, None)))


OURS = "https://w3id.org/hipexpert#"


def test_what_is_not_bound_stays_empty(graph: rdflib.Graph) -> None:
    query = "SELECT ?doi { BIND (:roach-2013 AS ?s) OPTIONAL { ?s :doi ?doi } }"
    assert ask(graph, query).rows == ((None,),)


def test_rows_are_sorted_and_ties_settled(graph: rdflib.Graph) -> None:
    plain = ask(graph, "SELECT ?claim ?standing { ?claim :has-standing ?standing }").rows
    assert list(plain) == sorted(plain)  # type: ignore[type-var]
    tied = ask(graph, "SELECT ?c ?s { ?c :has-standing ?s } ORDER BY DESC(?s)").rows
    assert list(tied) == sorted(sorted(tied), key=lambda row: row[1] or "", reverse=True)  # type: ignore[type-var]
    first = ask(graph, "SELECT ?c ?s { ?c :has-standing ?s } ORDER BY DESC(?s) LIMIT 5").rows
    assert first == tied[:5]


def test_a_name_that_nothing_has_is_told(graph: rdflib.Graph) -> None:
    answer = ask(graph, "SELECT ?x { ?x :has-standng/:rests-on* :mixed }")
    assert answer.rows == ()
    assert answer.strangers == (":has-standng",)


# What is refused


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("", (1, 1), "too early"),
        ("SELCT ?x { ?x a :Claim }", (1, 1), "cannot be read as SPARQL"),
        ("SELECT ?x {\n  ?x a :Claim ;\n    :has-standing mixed }", (3, 5), "cannot be read"),
        ("SELECT ?x { ?x a :Claim", (1, 24), "ends too early"),
        ("SELECT ?x {\n ?x foo:bar ?y }", (2, 5), "no prefix called 'foo:'"),
        ("SELECT ?x { ?x a :Claim } DROP ALL", (1, 27), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    query: str, place: tuple[int, int], said: str, graph: rdflib.Graph
) -> None:
    with pytest.raises(QueryError, match=said) as refused:
        ask(graph, query)
    assert (refused.value.line, refused.value.column) == place


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { :a :b :c }",
        "PREFIX x: <http://x/> DELETE WHERE { ?s x:p ?o }",
        "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
    ],
)
def test_an_update_is_refused(query: str, graph: rdflib.Graph) -> None:
    before = len(graph)
    with pytest.raises(QueryError, match="cannot change it"):
        ask(graph, query)
    assert len(graph) == before


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    """A machine that waits to be called."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        waiting.settimeout(0.1)
        yield waiting


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT ?x { SERVICE <URL> { ?x a :Claim } }", "SERVICE"),
        ("SELECT ?x { ?x a :Claim OPTIONAL { SERVICE SILENT <URL> { ?x a ?y } } }", "SERVICE"),
        ("SELECT ?x { ?x a :Claim FILTER NOT EXISTS { SERVICE <URL> { ?x a ?y } } }", "SERVICE"),
        ("SELECT (IF(EXISTS { SERVICE <URL> { ?a ?b ?c } }, 1, 2) AS ?x) { }", "SERVICE"),
        ("ASK { { SELECT * { VALUES ?s { <URL> } SERVICE ?s { ?a ?b ?c } } } }", "SERVICE"),
        ("SELECT ?x { ?x a ?y } ORDER BY EXISTS { SERVICE <URL> { ?a ?b ?c } }", "SERVICE"),
        ("SELECT ?x FROM <URL> { ?x a ?y }", "FROM"),
        ("SELECT ?x FROM NAMED <URL> { ?x a ?y }", "FROM"),
        ("CONSTRUCT { ?x a ?y } FROM <URL> WHERE { ?x a ?y }", "FROM"),
        ("DESCRIBE <URL> FROM <URL>", "FROM"),
        ("SELECT ?x { GRAPH <URL> { ?x a ?y } }", "GRAPH"),
        ("LOAD <URL>", "cannot change it"),
    ],
)
def test_nothing_is_fetched(
    query: str, word: str, graph: rdflib.Graph, stranger: socket.socket
) -> None:
    url = f"http://127.0.0.1:{stranger.getsockname()[1]}/"
    with pytest.raises(QueryError, match=word):
        ask(graph, query.replace("URL", url))
    with pytest.raises(TimeoutError):
        stranger.accept()


# The command


def test_a_query_comes_from_a_file_from_standard_input_or_from_the_line(tmp_path: Path) -> None:
    text = "# Who?\nSELECT ?person { :somerset-bends :stated-by ?person }\n"
    (tmp_path / "who.rq").write_text(text, encoding="utf-8")
    ways = [
        hipexpert(tmp_path, "query", "who.rq"),
        hipexpert(tmp_path, "query", "-", typed=text),
        hipexpert(tmp_path, "query", "-e", text),
    ]
    assert {ended.out for ended in ways} == {"  person\n  somerset\n"}
    assert {(ended.code, ended.err) for ended in ways} == {(0, "")}


def test_a_consultation_is_asked_through_its_answers(tmp_path: Path) -> None:
    case = str(ROOT / "examples" / "track-runner.yaml")
    query = "SELECT ?drill { :athlete :is-prescribed ?drill }"
    assert hipexpert(tmp_path, "query", "-e", query).out == "  Nothing matches.\n"
    ended = hipexpert(tmp_path, "query", "-e", query, "--answers", case, "--json")
    drills = [row["drill"]["value"] for row in json.loads(ended.out)["results"]["bindings"]]
    assert f"{OURS}pigeon-stretch" in drills
    assert drills == sorted(drills)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "what is asked?"),
        (["a.rq", "-e", "ASK { }"], "what is asked?"),
        (["nowhere.rq"], "nowhere.rq:1:1: error: cannot read this file"),
        (["-e", "SELECT ?x {\n ?x foo:bar ?y }"], "-e:2:5: error: no prefix called 'foo:'"),
        (["-e", "INSERT DATA { :a :b :c }"], "cannot change it"),
    ],
)
def test_wrong_use_is_two_and_says_what_is_right(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    ended = hipexpert(tmp_path, "query", *arguments)
    assert ended.code == 2
    assert said in ended.err
    assert not ended.out


def test_a_fault_in_a_file_is_shown_under_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("SELECT ?x {\n  ?x foo:bar ?y\n}\n", encoding="utf-8")
    ended = hipexpert(tmp_path, "query", "bad.rq")
    assert "bad.rq:2:6: error: no prefix called 'foo:' is declared [query]" in ended.err
    assert "\n    ?x foo:bar ?y\n       ^\n" in ended.err


def test_a_misspelt_name_is_noted_beside_the_answer(tmp_path: Path) -> None:
    ended: Ended = hipexpert(tmp_path, "query", "-e", "ASK { ?x :has-standng ?y }")
    assert (ended.code, ended.out) == (0, "no\n")
    assert ended.err == "hipexpert: nothing is called ':has-standng'\n"


SETTLED = (
    "SELECT ?x ?y { { ?x a :Claim } { ?x :has-standing ?y } } LIMIT 7",
    "SELECT ?q ?list { ?q :choices ?list }",
    "SELECT ?y (COUNT(?x) AS ?n) { ?x :has-standing ?y } GROUP BY ?y ORDER BY ?n",
    "CONSTRUCT { ?x :has-standing ?y } { ?x :has-standing ?y ; a :Claim }",
    "DESCRIBE :bend-direction",
)


def test_an_answer_is_the_same_in_every_run(tmp_path: Path) -> None:
    program = (
        "import sys, warm; from hipexpert.face.cli import app\n"
        "warm.remember_knowledge()\n"
        "warm.remember_graphs()\n"
        "for query in sys.stdin.read().split('\\0'):\n"
        "    for more in [], ['--json']:\n"
        "        app(['query', '-e', query, *more], standalone_mode=False)\n"
    )

    def run(seed: str) -> Any:
        return subprocess.run(
            [sys.executable, "-c", program],
            input="\0".join(SETTLED),
            env={**surroundings(tmp_path), "PYTHONPATH": PATHS, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    first = run("1")
    assert len(first.splitlines()) > 100
    assert run("2") == first
