"""The provenance export says, in PROV-O, what the proof says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import rdflib
from conftest import Given
from rdflib import PROV, RDF, RDFS, URIRef
from rdflib.namespace import DCTERMS
from test_cases import people

from hipexpert.export.certificate import Certificate, certificate
from hipexpert.export.prov import consultation_iri, fact_name, prov_text
from hipexpert.knowledge.namespaces import iri_of
from hipexpert.model import Consultation

Consulted = Callable[[Given], Consultation]
Entry = dict[str, Any]


@pytest.fixture(scope="module")
def proof(consulted: Consulted) -> Certificate:
    return certificate(
        consulted({**people()["founding"], "equipment": ["band", "box"], "hip-ir-left": "40.5"})
    )


@pytest.fixture(scope="module")
def graph(proof: Certificate) -> rdflib.Graph:
    return rdflib.Graph().parse(data=prov_text(proof), format="turtle")


def test_all_facts_are_entities_and_all_firings_activities(
    graph: rdflib.Graph, proof: Certificate
) -> None:
    facts = {
        "given": {tuple(fact) for given in proof["given"] for fact in given["facts"]},
        "stated": {tuple(statement["fact"]) for statement in proof["statements"]},
        "derived": {tuple(f) for step in proof["steps"] for f in step["conclusions"]},
    }
    kinds = Counter(
        str(graph.value(node, DCTERMS.type)) for node in graph[: RDF.type : RDF.Statement]
    )
    assert kinds == {kind: len(found) for kind, found in facts.items()}
    assert all((node, RDF.type, PROV.Entity) in graph for node in graph[: RDF.type : RDF.Statement])
    assert len(list(graph[: RDF.type : PROV.Activity])) == len(proof["steps"])
    used = sum(len({str(p["fact"]) for p in step["premises"]}) for step in proof["steps"])
    assert len(list(graph[: PROV.used :])) == used


def test_facts_are_reified(graph: rdflib.Graph, proof: Certificate) -> None:
    for fact in (["athlete", "denies", "hop-pain"], ["left-internal-rotation", "measures", 40.5]):
        node = node_of(fact, proof)
        subject, verb, thing = (
            graph.value(node, part) for part in (RDF.subject, RDF.predicate, RDF.object)
        )
        assert (str(subject), str(verb)) == (iri_of(fact[0]), iri_of(fact[1]))
        assert thing == (
            URIRef(iri_of(fact[2]))
            if isinstance(fact[2], str)
            else rdflib.Literal("40.5", datatype=rdflib.XSD.decimal)
        )


def node_of(fact: list[Any], proof: Certificate) -> URIRef:
    return URIRef(consultation_iri(proof) + fact_name(fact).strip("<>"))


def test_every_name_is_an_iri_and_stays_the_same(graph: rdflib.Graph, proof: Certificate) -> None:
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]
    assert prov_text(proof) == prov_text(dict(proof))
    changed = {**proof, "answers": {**proof["answers"], "hop-pain": "unknown"}}
    assert consultation_iri(changed) != consultation_iri(proof)


def test_the_words_of_prov_are_used_as_they_are_meant(graph: rdflib.Graph) -> None:
    """Who is used is an entity, who uses is an activity, and so on for each property."""
    kinds = {
        PROV.used: (PROV.Activity, PROV.Entity),
        PROV.wasGeneratedBy: (PROV.Entity, PROV.Activity),
        PROV.wasDerivedFrom: (PROV.Entity, PROV.Entity),
        PROV.hadPrimarySource: (PROV.Entity, PROV.Entity),
        PROV.qualifiedAssociation: (PROV.Activity, PROV.Association),
        PROV.hadPlan: (PROV.Association, PROV.Plan),
        PROV.agent: (PROV.Association, PROV.SoftwareAgent),
    }
    for verb, (one, other) in kinds.items():
        pairs = list(graph[:verb:])
        assert pairs, verb
        for subject, thing in pairs:
            assert (subject, RDF.type, one) in graph, (verb, subject)
            assert (thing, RDF.type, other) in graph, (verb, thing)


def test_a_step_tells_its_reason_and_what_was_absent(
    graph: rdflib.Graph, proof: Certificate
) -> None:
    for step in proof["steps"]:
        node = URIRef(f"{consultation_iri(proof)}step/{step['step']}")
        assert str(graph.value(node, RDFS.label)) == step["because"]
        absent = {f"absent: {' '.join(map(str, words))}" for words in step["absent"]}
        assert {str(text) for text in graph[node : RDFS.comment]} == absent


BACK = "(prov:wasGeneratedBy/prov:used)*"
ANSWERS = f"""
    SELECT DISTINCT ?answer WHERE {{
        ?start {BACK}/prov:wasDerivedFrom ?answer . ?answer dcterms:type "answer" }}"""
SOURCES = f"""
    SELECT DISTINCT ?source WHERE {{
        ?start {BACK} ?fact .
        {{ ?fact prov:hadPrimarySource ?source }} UNION {{
            ?fact (prov:wasGeneratedBy/prov:qualifiedAssociation/prov:hadPlan)?/prov:wasDerivedFrom
                ?claim .
            ?claim prov:hadPrimarySource|:contradicted-by ?source }} }}"""


def test_a_query_leads_from_each_outcome_to_its_answers_and_sources(
    graph: rdflib.Graph, proof: Certificate
) -> None:
    names = {"prov": PROV, "dcterms": DCTERMS, "": iri_of("")}
    sizes = {}
    for fact in (outcome["fact"] for outcome in proof["outcomes"]):
        answers, sources = behind(fact, proof)
        start = {"start": node_of(fact, proof)}
        base = f"{consultation_iri(proof)}answer/"
        found = {str(row[0]) for row in graph.query(ANSWERS, initNs=names, initBindings=start)}
        assert found == {base + name for name in answers}, fact
        found = {str(row[0]) for row in graph.query(SOURCES, initNs=names, initBindings=start)}
        assert found == {iri_of(name) for name in sources}, fact
        sizes[fact[2]] = len(answers), len(sources)
    assert all(sizes["reverse-clam"])
    assert sizes["functional"] > (4, 10)


def behind(fact: list[Any], proof: Certificate) -> tuple[set[str], set[str]]:
    """The questions and the sources that a fact rests on by all its supports, as the proof says."""
    questions = {str(f): g["question"] for g in proof["given"] for f in g["facts"]}
    statements = {str(s["fact"]): s for s in proof["statements"]}
    claims = {claim["claim"]: claim for claim in proof["claims"]}
    seen: set[str] = set()
    waiting, answers, used, sources = [fact], set(), set(), set()
    while waiting:
        current = waiting.pop()
        if str(current) in seen:
            continue
        seen.add(str(current))
        if str(current) in questions:
            answers.add(questions[str(current)])
        if str(current) in statements:
            used |= set(statements[str(current)]["claims"])
            sources |= set(statements[str(current)]["sources"])
        for step in proof["steps"]:
            if current in step["conclusions"]:
                used |= set(step["claims"])
                waiting += [premise["fact"] for premise in step["premises"]]
    for name in used:
        sources |= {*claims[name]["for"], *claims[name]["against"]}
    return answers, sources


def test_sources_carry_their_doi_and_claims_their_standing(
    graph: rdflib.Graph, proof: Certificate
) -> None:
    for source in proof["sources"]:
        identifier = graph.value(URIRef(iri_of(source["source"])), DCTERMS.identifier)
        assert identifier == (source["doi"] and URIRef(f"https://doi.org/{source['doi']}"))
    standing = URIRef(iri_of("has-standing"))
    for claim in proof["claims"]:
        found = graph.value(URIRef(iri_of(claim["claim"])), standing)
        assert found == URIRef(iri_of(claim["standing"]))
