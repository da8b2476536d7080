"""A consultation's proof as provenance, in the words of PROV-O (W3C, 2013), written in Turtle.

Facts are entities, each reified as an RDF statement. Firings are activities: each used some
facts, generated others, and had its rule as the plan. Answers are attributed to the athlete;
statements and rules are derived from claims, and claims have their primary sources. Every name
is an IRI, the same for the same answers and knowledge; there are no blank nodes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from hipexpert.export.certificate import Certificate
from hipexpert.export.serialization import literal, term
from hipexpert.knowledge.namespaces import NAMESPACE
from hipexpert.model import Value

_PROJECT = NAMESPACE.rstrip("#")
_ATHLETE, _PROGRAM = "<athlete>", f"<{_PROJECT}/program>"

_PREFIXES = f"""\
@prefix : <{NAMESPACE}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def prov_text(proof: Certificate, iris: Mapping[str, str] = MappingProxyType({})) -> str:
    """The Turtle of a certificate; `iris` has the names that are not the project's own."""
    base = f"@base <{consultation_iri(proof)}> ."
    return "\n".join([base, _PREFIXES, *_Writer(proof, iris).all()]).rstrip()


def consultation_iri(proof: Certificate) -> str:
    """The name of a consultation, settled by its knowledge and its answers."""
    settled = json.dumps([proof["knowledge"]["sha256"], proof["answers"]], sort_keys=True)
    return f"{_PROJECT}/consultation/{hashlib.sha256(settled.encode()).hexdigest()[:16]}/"


def fact_name(fact: Iterable[Value]) -> str:
    """The name of a fact within its consultation."""
    return f"<fact/{'/'.join(quote(str(word), safe='') for word in fact)}>"


def _say(subject: str, said: Mapping[str, Iterable[str]]) -> str:
    """What is said of a subject, by property; a property without objects is left out."""
    parts = {verb: ", ".join(objects) for verb, objects in said.items()}
    pairs = (f"{verb} {objects}" for verb, objects in parts.items() if objects)
    return f"{subject} " + " ;\n    ".join(pairs) + " .\n"


class _Writer:
    """Writes the parts of a certificate."""

    def __init__(self, proof: Certificate, iris: Mapping[str, str]):
        self.proof = proof
        self.term = partial(term, iris=iris)
        self.knowledge = f"{_PROJECT}/knowledge/{proof['knowledge']['sha256']}"

    def all(self) -> Iterator[str]:
        proof = self.proof
        outcomes = [outcome["fact"] for outcome in proof["outcomes"]]
        yield _say(
            "<>",
            {
                "a": ["prov:Entity", "prov:Collection"],
                "prov:wasAttributedTo": [_PROGRAM],
                "prov:wasDerivedFrom": [f"<{self.knowledge}>"],
                "prov:hadMember": map(fact_name, outcomes),
            },
        )
        version = literal(proof["knowledge"]["version"])
        yield _say(f"<{self.knowledge}>", {"a": ["prov:Entity"], "dcterms:hasVersion": [version]})
        yield _say(_ATHLETE, {"a": ["prov:Person"]})
        yield _say(_PROGRAM, {"a": ["prov:SoftwareAgent"]})
        for given in proof["given"]:
            yield from self.answer(given)
        for statement in proof["statements"]:
            yield self.statement(statement)
        for step in proof["steps"]:
            yield from self.step(step)
        yield from self.conclusions()
        rules = {step["rule"]: step for step in proof["steps"]}
        for name in sorted(rules):
            yield self.rule(rules[name])
        yield from map(self.claim, proof["claims"])
        yield from map(self.source, proof["sources"])

    def place(self, location: str | None) -> list[str]:
        """The line of a knowledge file."""
        file, _, line = (location or "").rpartition(":")
        return [f"<{self.knowledge}/{quote(file)}#L{line}>"] if file else []

    def fact(self, fact: list[Value], kind: str, said: Mapping[str, Iterable[str]]) -> str:
        subject, verb, thing = map(self.term, fact)
        reified = {"rdf:subject": [subject], "rdf:predicate": [verb], "rdf:object": [thing]}
        types = {"a": ["prov:Entity", "rdf:Statement"], "dcterms:type": [literal(kind)]}
        return _say(fact_name(fact), {**types, **reified, **said})

    def answer(self, given: dict[str, Any]) -> Iterator[str]:
        name = f"<answer/{quote(given['question'])}>"
        value = self.proof["answers"][given["question"]]
        values = value if isinstance(value, list) else [value]
        said = [literal(item) if isinstance(item, str) else str(item) for item in values]
        yield _say(
            name,
            {
                "a": ["prov:Entity"],
                "dcterms:type": [literal("answer")],
                "dcterms:subject": [self.term(given["question"])],
                "prov:value": said,
                "prov:wasAttributedTo": [_ATHLETE],
            },
        )
        for fact in given["facts"]:
            origin = {"prov:wasAttributedTo": [_ATHLETE], "prov:wasDerivedFrom": [name]}
            yield self.fact(fact, "given", origin)

    def statement(self, statement: dict[str, Any]) -> str:
        return self.fact(
            statement["fact"],
            "stated",
            {
                "prov:atLocation": self.place(statement["location"]),
                "prov:wasDerivedFrom": map(self.term, statement["claims"]),
                "prov:hadPrimarySource": map(self.term, statement["sources"]),
                ":marked": map(self.term, statement["marks"]),
            },
        )

    def step(self, step: dict[str, Any]) -> Iterator[str]:
        name, by = f"<step/{step['step']}>", f"<step/{step['step']}/association>"
        yield _say(
            name,
            {
                "a": ["prov:Activity"],
                "rdfs:label": _texts(step["because"]),
                "rdfs:comment": (
                    literal(" ".join(["absent:", *map(str, p)])) for p in step["absent"]
                ),
                "prov:used": (fact_name(premise["fact"]) for premise in step["premises"]),
                "prov:qualifiedAssociation": [by],
            },
        )
        plan = _rule(step["rule"])
        yield _say(
            by, {"a": ["prov:Association"], "prov:agent": [_PROGRAM], "prov:hadPlan": [plan]}
        )

    def conclusions(self) -> Iterator[str]:
        """Every fact concluded, once, with all the steps that generated it."""
        found: dict[tuple[Value, ...], list[str]] = {}
        for step in self.proof["steps"]:
            for fact in step["conclusions"]:
                found.setdefault(tuple(fact), []).append(f"<step/{step['step']}>")
        for conclusion, steps in found.items():
            yield self.fact(list(conclusion), "derived", {"prov:wasGeneratedBy": steps})

    def rule(self, step: dict[str, Any]) -> str:
        return _say(
            _rule(step["rule"]),
            {
                "a": ["prov:Entity", "prov:Plan"],
                "prov:atLocation": self.place(step["location"]),
                "prov:wasDerivedFrom": map(self.term, step["claims"]),
            },
        )

    def claim(self, claim: dict[str, Any]) -> str:
        return _say(
            self.term(claim["claim"]),
            {
                "a": ["prov:Entity"],
                "rdfs:label": _texts(claim["label"]),
                "dcterms:description": _texts(claim["text"]),
                "prov:atLocation": self.place(claim["location"]),
                "prov:wasAttributedTo": map(self.term, claim["stated-by"]),
                ":has-standing": map(self.term, filter(None, [claim["standing"]])),
                ":standing-note": _texts(claim["note"]),
                "prov:hadPrimarySource": map(self.term, claim["for"]),
                ":contradicted-by": map(self.term, claim["against"]),
            },
        )

    def source(self, source: dict[str, Any]) -> str:
        doi = source["doi"]
        return _say(
            self.term(source["source"]),
            {
                "a": ["prov:Entity"],
                "rdfs:label": _texts(source["label"]),
                "dcterms:creator": _texts(source["authors"]),
                "dcterms:title": _texts(source["title"]),
                "dcterms:date": _texts(source["year"]),
                "dcterms:bibliographicCitation": _texts(source["journal"]),
                "dcterms:identifier": [f"<https://doi.org/{quote(doi)}>"] if doi else [],
                "prov:atLocation": self.place(source["location"]),
            },
        )


def _texts(text: Value | None) -> list[str]:
    return [] if text is None else [literal(str(text))]


def _rule(name: str) -> str:
    return f"<{_PROJECT}/rule/{quote(name)}>"
