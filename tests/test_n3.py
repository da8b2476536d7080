"""The rules in Notation3 mean to others what they mean here.

rdflib's N3 parser reads the export. What it finds in each rule's formulas is turned into a
CONSTRUCT query, which Oxigraph runs, stratum by stratum until nothing new follows: premises are
a graph pattern, `math:` is BIND and FILTER, and an empty `log:collectAllIn` is FILTER NOT EXISTS.
Neither engine shares a line with experta.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from conftest import Given
from rdflib import RDF, Namespace, Variable
from rdflib.graph import QuotedGraph
from test_cases import people
from worlds import make_world, rule

from hipexpert.export.n3 import PREFIXES, STRATUM, n3_text
from hipexpert.knowledge.namespaces import iri_of
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.engine import consult

Consulted = Callable[[Given], Consultation]
Triple = tuple[str, str, Any]

# rdflib's own N3 parser still uses the name it wants others to leave
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")

MATH = Namespace("http://www.w3.org/2000/10/swap/math#")
LOG = Namespace("http://www.w3.org/2000/10/swap/log#")

COMPUTED = {MATH.sum: "+", MATH.difference: "-", MATH.product: "*", MATH.quotient: "/"}
COMPARED = {
    MATH.lessThan: "<",
    MATH.notGreaterThan: "<=",
    MATH.greaterThan: ">",
    MATH.notLessThan: ">=",
    MATH.equalTo: "=",
    MATH.notEqualTo: "!=",
    LOG.equalTo: "=",
    LOG.notEqualTo: "!=",
}


def strata(text: str) -> Iterator[rdflib.Graph]:
    """The facts of an export, then each of its strata, as rdflib reads them."""
    facts, *layers = re.split(rf"^{STRATUM} \d+$", text, flags=re.MULTILINE)
    for part in (facts, *(PREFIXES + layer for layer in layers)):
        yield rdflib.Graph().parse(data=part, format="n3")


def queries(rules: rdflib.Graph) -> Iterator[str]:
    """A CONSTRUCT query for each rule."""
    for premises, _, conclusions in rules.triples((None, LOG.implies, None)):
        where = "\n".join(parts(premises))
        yield f"CONSTRUCT {{ {patterns(conclusions)} }} WHERE {{ {where} }}"


def patterns(triples: Iterable[Any]) -> str:
    return " . ".join(" ".join(part.n3() for part in triple) for triple in triples)


def parts(formula: QuotedGraph) -> Iterator[str]:
    """The premises of a rule in an order in which SPARQL can take them."""
    lists = {node: list(formula.items(node)) for node, _ in formula[: RDF.first :]}
    plain, computed, tests = [], [], []
    for subject, verb, thing in formula:
        if verb in (RDF.first, RDF.rest):
            continue
        if verb == LOG.collectAllIn:
            _, denied, found = lists[subject]
            assert found == RDF.nil
            tests.append(f"FILTER NOT EXISTS {{ {patterns(denied)} }}")
        elif verb in COMPARED:
            tests.append(f"FILTER ({subject.n3()} {COMPARED[verb]} {thing.n3()})")
        elif verb == MATH.absoluteValue:
            computed.append(([subject], f"abs({subject.n3()})", thing))
        elif verb in COMPUTED:
            operands = lists[subject]
            text = f" {COMPUTED[verb]} ".join(operand.n3() for operand in operands)
            computed.append((operands, text, thing))
        else:
            assert not str(verb).startswith((MATH, LOG)), verb
            plain.append((subject, verb, thing))
    yield patterns(plain) + " ."
    bound = {part for triple in plain for part in triple}
    while computed:
        ready = [
            c for c in computed if all(o in bound or not isinstance(o, Variable) for o in c[0])
        ]
        assert ready, "a number is computed from what nothing binds"
        for operands, text, result in ready:
            yield f"BIND (({text}) AS {result.n3()})"
            bound.add(result)
            computed.remove((operands, text, result))
    yield from tests


def concluded(text: str) -> set[Triple]:
    """Everything that holds when the rules of an export have run on its facts."""
    facts, *layers = strata(text)
    store = pyoxigraph.Store()
    store.load(facts.serialize(format="nt").encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    for layer in layers:
        ready = list(queries(layer))
        size = -1
        while len(store) > size:
            size = len(store)
            for query in ready:
                found = list(store.query(query))
                store.extend(pyoxigraph.Quad(t.subject, t.predicate, t.object) for t in found)
    return {triple(quad.subject, quad.predicate, quad.object) for quad in store}


def triple(subject: Any, verb: Any, thing: Any) -> Triple:
    number = isinstance(thing, pyoxigraph.Literal)
    return subject.value, verb.value, float(thing.value) if number else thing.value


def meant(consultation: Consultation) -> set[Triple]:
    """Everything that holds by experta."""
    facts: set[Fact] = {*consultation.knowledge.statements, *consultation.given}
    facts |= consultation.justifications.keys()
    return {
        (iri_of(s), iri_of(verb), iri_of(o) if isinstance(o, str) else float(o))
        for s, verb, o in facts
    }


@pytest.mark.parametrize(
    "person",
    ["founding", "founding-unmeasured", "even", "one-side-rower", "golfer", "flag", "sore"],
)
def test_another_engine_concludes_the_same(person: str, consulted: Consulted) -> None:
    flagged = {"flag": {"night-pain": "yes"}, "sore": {"pain-level": "5", "hip-ir-left": "40.5"}}
    said = {**people()["founding"], **flagged[person]} if person in flagged else people()[person]
    consultation = consulted(said)
    assert (person == "flag") == bool(consultation.facts("is-referred-for"))
    assert concluded(n3_text(consultation)) == meant(consultation)


def test_every_rule_stands_in_its_stratum_with_its_place(knowledge: KnowledgeBase) -> None:
    text = n3_text(consult(knowledge, Answers()))
    _, *layers = strata(text)
    counted = [len(list(layer.triples((None, LOG.implies, None)))) for layer in layers]
    assert sum(counted) == len(knowledge.rules)
    assert len(counted) > 2
    for one in knowledge.rules:
        assert f"\n# {one.location} {one.id}: {one.label}\n{{ " in text


def test_numbers_names_and_denials_mean_the_same_elsewhere(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a size 3\na weight 2.5\nb size 8\nb weight 1\na likes b\nb likes b",
        rule(
            "computes",
            ["?x size ?n", "?x weight ?w"],
            ["?x sum ?sum", "?x least ?least", "?x most ?most", "?x apart ?apart", "?x same ?same"],
            let={
                "?sum": "(?n + 2) * -?w",
                "?least": "min(?n, ?w * 2, 7)",
                "?most": "max(?n, ?w)",
                "?apart": "abs(?w - ?n) / 2",
                "?same": "?n",
            },
        ),
        rule(
            "compares",
            ["?x size ?n", "?x likes ?y"],
            ["?x likes-other ?y"],
            where=["?x != ?y", "?y = b", "?n != 8", "?n = 3", "?n - 1 < 2.5"],
        ),
        rule("denies", ["?x size ?n"], ["?x is lonely"], unless=["anything likes ?x"]),
        rule("denies-above", ["?x size ?n"], ["?x is merry"], unless=["?x is lonely"]),
        rule("feeds", ["?x is merry", "?x likes ?y"], ["?y is-liked-by ?x"]),
    )
    consultation = consult(world, Answers())
    assert len(consultation.justifications) == 14
    assert concluded(n3_text(consultation)) == meant(consultation)
