"""Loads a folder of knowledge: ontology.ttl, kb/ and rules/ into one knowledge base.

Nothing is raised for what an author wrote: every fault becomes a problem with its place, and
the rest is loaded. Whether the knowledge makes sense as a whole is left to `check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from hipexpert.knowledge.answer_types import answer_type
from hipexpert.knowledge.files import as_folder, read_files
from hipexpert.knowledge.packs import called_alike
from hipexpert.knowledge.rulebook import read_rules
from hipexpert.knowledge.turtle import read_turtle
from hipexpert.model import (
    Fact,
    KnowledgeFolder,
    Location,
    Problem,
    Property,
    Question,
    Rule,
    Text,
    Triple,
    WrittenKnowledge,
    sort_key,
)
from hipexpert.vocabulary.asking import (
    ANSWER_TYPE,
    ASKED_ONCE,
    ASKED_ONCE_IT_IS,
    ASKS_ABOUT,
    ASKS_PROPERTY,
    CHOICES,
    CHOICES_FROM,
    CHOICES_GIVEN_BY,
    CHOICES_THROUGH,
    HAS_ORDER,
    HELP,
    IN_GROUP,
    IN_UNIT,
    MAXIMUM,
    MINIMUM,
    PROMPT,
    QUESTION,
    SHOWS_WHAT,
)
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import IS, IS_A, OUTCOME

_PROPERTY_KINDS = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")


def load_knowledge(home: KnowledgeFolder | Path) -> WrittenKnowledge:
    """The knowledge base that `home` holds, its problems among it."""
    home = as_folder(home)
    files = read_files(home)
    triples: list[Triple] = []
    rules: list[Rule] = []
    problems = list(files.problems)
    for name, text in files.texts.items():
        if name.endswith(".ttl"):
            found, faults = _statements_in(text, name)
            triples += found
        else:
            read, wrong = read_rules(text, name, len(rules))
            rules += read
            faults = tuple(wrong)
        problems += faults
    triples, alike = called_alike(home, triples)
    return _assemble(home, files.sha256, triples, rules, [*problems, *alike])


@lru_cache(maxsize=256)  # of files that are read again and again most say what they said before
def _statements_in(text: str, name: str) -> tuple[tuple[Triple, ...], tuple[Problem, ...]]:
    triples, problems = read_turtle(text, name)
    return tuple(triples), tuple(problems)


def _assemble(
    home: KnowledgeFolder,
    sha256: str,
    triples: list[Triple],
    rules: list[Rule],
    problems: list[Problem],
) -> WrittenKnowledge:
    words: dict[str, dict[str, list[str | int | float]]] = {}
    types: dict[str, list[Triple]] = {}
    for triple in triples:
        if triple.predicate == "rdf:type":
            types.setdefault(triple.subject, []).append(triple)
        else:
            entry = words.setdefault(triple.subject, {})
            entry.setdefault(triple.predicate, []).append(triple.object)
    kinds = {thing: {str(t.object) for t in found} for thing, found in types.items()}
    classes = _classes(kinds, words)
    properties = {
        thing: _property(thing, kinds[thing], words.get(thing, {}), types[thing][0].subject_at)
        for thing in sorted(kinds)
        if kinds[thing] & set(_PROPERTY_KINDS)
    }
    statements: dict[Fact, Location] = {}
    for triple in triples:
        for fact in _facts(triple, properties, classes):
            statements.setdefault(fact, triple.object_at)
    where = {
        thing: found[0].subject_at for thing, found in types.items() if kinds[thing] & set(classes)
    }
    asked = [thing for thing in sorted(where) if QUESTION in kinds[thing]]
    questions = {}
    for thing in asked:
        said = words.get(thing, {})
        choices = _choices(said, statements, words)
        questions[thing] = _question(thing, said, where[thing], choices)
        for choice in choices:
            statements.setdefault(Fact(thing, CHOICES, choice), where[thing])
    return WrittenKnowledge(
        home=home,
        version=next(
            (str(v["owl:versionInfo"][0]) for v in words.values() if "owl:versionInfo" in v), "0"
        ),
        sha256=sha256,
        statements=dict(sorted(statements.items(), key=lambda item: sort_key(item[0]))),
        words={thing: {p: tuple(v) for p, v in entry.items()} for thing, entry in words.items()},
        where=where,
        properties=properties,
        classes=classes,
        questions=dict(sorted(questions.items(), key=lambda item: (item[1].order, item[0]))),
        rules=tuple(rules),
        triples=tuple(triples),
        problems=tuple(problems),
    )


def _classes(
    kinds: dict[str, set[str]], words: dict[str, dict[str, list[str | int | float]]]
) -> dict[str, tuple[str, ...]]:
    """Each class with itself and every class above it."""
    names = {thing for thing, found in kinds.items() if "owl:Class" in found}

    def above(name: str, seen: tuple[str, ...]) -> tuple[str, ...]:
        if name in seen or name not in names:
            return seen
        seen = (*seen, name)
        for parent in words.get(name, {}).get("rdfs:subClassOf", ()):
            seen = above(str(parent), seen)
        return seen

    return {name: above(name, ()) for name in sorted(names)}


def _facts(
    triple: Triple, properties: dict[str, Property], classes: dict[str, tuple[str, ...]]
) -> Iterator[Fact]:
    """What a statement says to the rules: nothing, one fact, or one a class."""
    if triple.predicate == "rdf:type":
        for name in classes.get(str(triple.object), ()):
            yield Fact(triple.subject, IS_A, name)
        return
    declared = properties.get(triple.predicate)
    if declared and not declared.described and not isinstance(triple.object, Text):
        yield Fact(triple.subject, triple.predicate, triple.object)


def _property(
    name: str, kinds: set[str], words: dict[str, list[str | int | float]], where: Location
) -> Property:
    def listed(*keys: str) -> tuple[str, ...]:
        return tuple(str(value) for key in keys for value in words.get(key, ()))

    return Property(
        name=name,
        label=next(iter(listed("rdfs:label")), name),
        domain=listed("rdfs:domain", "schema:domainIncludes"),
        range=listed("rdfs:range", "schema:rangeIncludes"),
        numeric="owl:DatatypeProperty" in kinds,
        described="owl:AnnotationProperty" in kinds,
        outcome=OUTCOME in kinds,
        location=where,
    )


def _choices(
    said: dict[str, list[str | int | float]],
    statements: Iterable[Fact],
    words: dict[str, dict[str, list[str | int | float]]],
) -> tuple[str, ...]:
    """What a question offers: what it lists, and before the last of these the rest of a class."""
    listed = [str(choice) for choice in said.get(CHOICES, ())]
    kinds = said.get(CHOICES_FROM, ())
    rest = {fact.subject for fact in statements if fact.property == IS_A and fact.object in kinds}

    def label(thing: str) -> tuple[str, str]:
        return str(next(iter(words.get(thing, {}).get("skos:prefLabel", ())), thing)), thing

    return (*listed[:-1], *sorted(rest.difference(listed), key=label), *listed[-1:])


def _question(
    name: str,
    words: dict[str, list[str | int | float]],
    where: Location,
    choices: tuple[str, ...],
) -> Question:
    def one(key: str) -> str:
        return str(next(iter(words.get(key, ())), ""))

    def number(key: str) -> float | None:
        value = next(iter(words.get(key, ())), None)
        return value if isinstance(value, int | float) else None

    subject = one(ASKS_ABOUT) or ATHLETE
    gates = ((ATHLETE, one(ASKED_ONCE)), (subject, one(ASKED_ONCE_IT_IS)))
    gate = next((Fact(thing, IS, status) for thing, status in gates if status), None)
    return Question(
        id=name,
        label=one("skos:prefLabel") or name,
        prompt=one(PROMPT),
        help=one(HELP),
        group=one(IN_GROUP),
        order=int(number(HAS_ORDER) or 0),
        answer_type=answer_type(one(ANSWER_TYPE)),
        unit=one(IN_UNIT),
        minimum=number(MINIMUM),
        maximum=number(MAXIMUM),
        choices=choices,
        choices_given_by=one(CHOICES_GIVEN_BY),
        choices_through=one(CHOICES_THROUGH),
        shows=one(SHOWS_WHAT),
        asked_once=gate,
        subject=subject,
        property=one(ASKS_PROPERTY),
        location=where,
    )
