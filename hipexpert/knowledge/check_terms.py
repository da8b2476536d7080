"""Checks the names that Turtle files give, and the words they take from other vocabularies.

A name that no rule can write, and a term that is a letter off, are read without a fault and never
looked at. Of other vocabularies only those are held to their terms whose terms we read.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.knowledge.namespaces import NAMESPACE
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Problem, Text, WrittenKnowledge
from hipexpert.notation import did_you_mean, is_name

PROPERTIES: dict[str, tuple[str, ...]] = {
    "rdf:": ("rdf:type", "rdf:value"),
    "rdfs:": (
        *("rdfs:label", "rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy"),
        *("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range"),
    ),
    "skos:": (
        *("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:notation"),
        *("skos:definition", "skos:note", "skos:scopeNote", "skos:example", "skos:historyNote"),
        *("skos:editorialNote", "skos:changeNote", "skos:broader", "skos:narrower", "skos:related"),
        *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"),
        *("skos:relatedMatch", "skos:inScheme", "skos:topConceptOf", "skos:hasTopConcept"),
        *("skos:member", "skos:memberList"),
    ),
}
"""The properties of the vocabularies that are read, by prefix."""

CLASSES: dict[str, tuple[str, ...]] = {
    "owl:": (
        *("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"),
        *("owl:Ontology", "owl:NamedIndividual", "owl:SymmetricProperty", "owl:TransitiveProperty"),
        *("owl:FunctionalProperty", "owl:AsymmetricProperty", "owl:IrreflexiveProperty"),
    )
}
"""The classes of other vocabularies that something can be, by prefix."""


def every_name_can_be_written(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Whatever is described has a name that rules and answers can write."""
    for subject in dict.fromkeys(triple.subject for triple in knowledge.triples):
        foreign = "://" in subject and subject != NAMESPACE.rstrip("#")
        if foreign or (":" not in subject and not is_name(subject)):
            place = next(t.subject_at for t in knowledge.triples if t.subject == subject)
            message = f"no rule and no answer can name '{subject}'"
            hint = "a name has letters, digits and hyphens alone, as ':its-name' does"
            yield problem_at(knowledge.home, place, message, "name", hint)


def every_term_is_one_of_its_vocabulary(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What is taken from RDF, RDFS, SKOS or OWL is a term of theirs."""
    for triple in knowledge.triples:
        used = [(triple.predicate, triple.predicate_at, PROPERTIES)]
        if triple.predicate == "rdf:type":
            used.append((str(triple.object), triple.object_at, CLASSES))
        for term, place, vocabularies in used:
            prefix, colon, _ = term.partition(":")
            terms = vocabularies.get(prefix + colon)
            if terms is not None and term not in terms:
                message = f"'{term}' is no term that is read"
                hint = did_you_mean(term, terms)
                yield problem_at(knowledge.home, place, message, "unknown-term", hint)


def no_file_is_imported(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No file asks for another: whatever lies below kb/ is read, and nothing else."""
    for triple in knowledge.triples:
        if triple.predicate == "owl:imports" and not isinstance(triple.object, Text):
            message = "imports are not followed"
            hint = "leave it out: every .ttl file below kb/ is read"
            place = triple.predicate_at
            yield problem_at(knowledge.home, place, message, "import-not-followed", hint, "warning")
