"""Checks what the Turtle files state: names, classes, and what properties take.

The laws are functions that take a knowledge base and yield a problem for every place that
breaks them, the caret under the word at fault. What a property takes is told here for rules
and answers too; what a thing of a class must have is left to `shapes`, questions to
`check_questions`, left and right to `mirror`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hipexpert.knowledge.problems import author_lines, problem_at
from hipexpert.model import (
    Fact,
    KnowledgeBase,
    Location,
    Problem,
    Property,
    Text,
    Triple,
    Value,
    WrittenKnowledge,
    number_text,
)
from hipexpert.notation import did_you_mean
from hipexpert.vocabulary.asking import ASKS_PROPERTY
from hipexpert.vocabulary.language import IS_A

_DECLARES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "owl:Class")
_NAMES_CLASSES = (
    "rdfs:subClassOf",
    "rdfs:domain",
    "rdfs:range",
    "schema:domainIncludes",
    "schema:rangeIncludes",
)


# What a property takes


def described(knowledge: WrittenKnowledge) -> frozenset[str]:
    """Everything that some file says the class or kind of."""
    return frozenset(t.subject for t in knowledge.triples if t.predicate == "rdf:type")


def belongs(knowledge: KnowledgeBase, thing: str, classes: Iterable[str]) -> bool:
    """Whether a thing is of one of the classes, or of one below it."""
    return any(Fact(thing, IS_A, name) in knowledge.statements for name in classes)


def what_it_is(knowledge: KnowledgeBase, thing: str) -> str | None:
    """What a thing is, in words; None when nothing says so."""
    if thing in knowledge.classes:
        return "a class"
    if thing in knowledge.properties:
        return "a property"
    found = [str(name) for name in knowledge.objects(thing, IS_A)]
    above = {upper for name in found for upper in knowledge.classes.get(name, ()) if upper != name}
    nearest = [name for name in found if name not in above]
    return f"of class {listed(nearest, 'and')}" if nearest else None


def misfit_subject(knowledge: KnowledgeBase, verb: Property, subject: str) -> str | None:
    """Why `subject` cannot stand before the property, or None when it can."""
    is_now = what_it_is(knowledge, subject)
    if not verb.domain or is_now is None or belongs(knowledge, subject, verb.domain):
        return None
    return f"'{verb.name}' is said of class {listed(verb.domain)}, but '{subject}' is {is_now}"


def misfit_object(knowledge: KnowledgeBase, verb: Property, value: Value) -> str | None:
    """Why `value` cannot stand after the property, or None when it can."""
    if verb.numeric:
        whole = "xsd:integer" in verb.range and "xsd:decimal" not in verb.range
        takes = "a whole number" if whole else "a number"
        if isinstance(value, str):
            return f"'{verb.name}' takes {takes}, and '{value}' is none"
        if whole and not isinstance(value, int):
            return f"'{verb.name}' takes {takes}, and {number_text(value)} is none"
        return None
    if not isinstance(value, str):
        takes = f"something of class {listed(verb.range)}" if verb.range else "a name"
        return f"'{verb.name}' takes {takes}, not a number"
    if isinstance(value, Text):
        return f"'{verb.name}' takes the name of something, not a text"
    is_now = what_it_is(knowledge, value)
    if not verb.range or is_now is None or belongs(knowledge, value, verb.range):
        return None
    takes = f"something of class {listed(verb.range)}"
    return f"'{verb.name}' takes {takes}, but '{value}' is {is_now}"


def no_class(knowledge: KnowledgeBase, verb: str, name: Value) -> tuple[str, str, str | None]:
    """Why `name` cannot stand where `verb` takes a class: message, check and hint."""
    is_now = what_it_is(knowledge, str(name)) if isinstance(name, str) else "a number"
    if is_now:
        return f"'{verb}' takes a class, but '{name}' is {is_now}", "range", None
    hint = did_you_mean(str(name), knowledge.classes)
    return f"no class called '{name}' in ontology.ttl", "unknown-class", hint


def listed(names: Iterable[str], last: str = "or") -> str:
    """Names as a sentence lists them: `one, two or three`."""
    *most, end = names
    return f"{', '.join(most)} {last} {end}" if most else end


def object_place(knowledge: KnowledgeBase, triple: Triple) -> Location:
    """Where the object of a statement stands, an item of a bracketed list included."""
    start = triple.object_at
    lines = author_lines(knowledge.home, start.file)[start.line - 1 :]
    if lines and lines[0][start.column - 1 :].startswith("("):
        item = re.compile(rf"(?<![^\s(])(?:[\w-]*:)?{re.escape(str(triple.object))}(?![^\s)])")
        for number, line in enumerate(lines):
            if found := item.search(line, start.column if number == 0 else 0):
                return start._replace(line=start.line + number, column=found.start() + 1)
            if ")" in line:
                break
    return start


def place_of(
    knowledge: WrittenKnowledge, thing: str, predicate: str, value: Value | None = None
) -> Location:
    """Where the object of a thing's `predicate` stands, of several objects that `value`."""
    stated = [t for t in knowledge.triples if t.subject == thing and t.predicate == predicate]
    for triple in sorted(stated, key=lambda triple: triple.object != value):
        return object_place(knowledge, triple)
    return knowledge.where[thing]


# The laws


def every_name_is_known(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Properties are declared, classes are declared, things are described."""
    home = knowledge.home
    known = described(knowledge)
    subjects = {triple.subject for triple in knowledge.triples}
    things = sorted(known - knowledge.classes.keys() - knowledge.properties.keys())
    for triple in knowledge.triples:
        hint: str | None
        if triple.subject not in known and _plain(triple.subject):
            hint = did_you_mean(triple.subject, things) or "start with 'a' and a class"
            message = f"nothing says what '{triple.subject}' is"
            yield problem_at(home, triple.subject_at, message, "unknown-individual", hint)
        names_class = triple.predicate == "rdf:type" or triple.predicate in _NAMES_CLASSES
        if _plain(triple.predicate) and triple.predicate not in knowledge.properties:
            message = f"no property called '{triple.predicate}' in ontology.ttl"
            hint = did_you_mean(triple.predicate, knowledge.properties)
            yield problem_at(home, triple.predicate_at, message, "unknown-property", hint)
        elif triple.predicate == IS_A:
            hint = "write: a :Class"
            message = "'is-a' follows from 'a' and is never stated"
            yield problem_at(home, triple.predicate_at, message, "states-is-a", hint)
        elif not _is_name(triple.object):
            continue
        elif names_class and triple.object not in knowledge.classes:
            verb = "a" if triple.predicate == "rdf:type" else triple.predicate
            message, law, hint = no_class(knowledge, verb, triple.object)
            yield problem_at(home, object_place(knowledge, triple), message, law, hint)
        elif not names_class and triple.object not in known and triple.object not in subjects:
            message = f"nothing called '{triple.object}' is described in kb/"
            law = "unknown-individual"
            hint = did_you_mean(str(triple.object), things)
            if triple.predicate == ASKS_PROPERTY:
                message = f"no property called '{triple.object}' in ontology.ttl"
                law = "unknown-property"
                hint = did_you_mean(str(triple.object), knowledge.properties)
            place = object_place(knowledge, triple)
            yield problem_at(home, place, message, law, hint)


def _plain(name: str) -> bool:
    """Whether a name is one of ours, rather than one of another vocabulary."""
    return ":" not in name


def _is_name(value: Value | Text) -> bool:
    return isinstance(value, str) and not isinstance(value, Text) and _plain(value)


def every_statement_fits_its_property(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Subjects lie in a property's domain, objects in its range; a number stands once."""
    first: dict[tuple[str, str], Location] = {}
    for triple in knowledge.triples:
        verb = knowledge.properties.get(triple.predicate)
        if verb is None or verb.described:
            continue
        if message := misfit_subject(knowledge, verb, triple.subject):
            yield problem_at(knowledge.home, triple.predicate_at, message, "domain")
        if message := misfit_object(knowledge, verb, triple.object):
            yield problem_at(knowledge.home, object_place(knowledge, triple), message, "range")
        if verb.numeric:
            earlier = first.setdefault((triple.subject, verb.name), triple.object_at)
            if earlier != triple.object_at:
                message = f"'{triple.subject}' has a number for '{verb.name}' already"
                hint = f"it stands at {earlier}; keep one of them"
                yield problem_at(knowledge.home, triple.object_at, message, "two-numbers", hint)


def everything_is_described_once(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A name belongs to one thing, described in one block."""
    first: dict[str, Location] = {}
    for triple in knowledge.triples:
        if triple.predicate == "rdf:type":
            earlier = first.setdefault(triple.subject, triple.subject_at)
            if earlier != triple.subject_at:
                message = f"'{triple.subject}' is described here a second time"
                hint = f"it is described at {earlier} already; keep one of them, or rename one"
                place = triple.subject_at
                yield problem_at(knowledge.home, place, message, "described-twice", hint)


def everything_has_a_name_and_a_meaning(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Words of the ontology have a label and a definition, things of kb/ what people call them."""
    for triple in knowledge.triples:
        if triple.predicate == "rdf:type" and triple.object in _DECLARES:
            words = knowledge.words.get(triple.subject, {})
            for needed in ("rdfs:label", "skos:definition"):
                if needed not in words:
                    yield _missing(knowledge, triple.subject, triple.subject_at, needed)
    for thing, place in knowledge.where.items():
        of_ontology = thing in knowledge.properties or thing in knowledge.classes
        if not of_ontology and not knowledge.text(thing, "skos:prefLabel"):
            yield _missing(knowledge, thing, place, "skos:prefLabel")


def _missing(knowledge: KnowledgeBase, thing: str, place: Location, needed: str) -> Problem:
    return problem_at(knowledge.home, place, f"'{thing}' has no '{needed}'", "no-words")
