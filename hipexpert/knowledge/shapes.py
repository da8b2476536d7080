"""Holds the knowledge to its shapes; the only door to pySHACL.

shapes.ttl says in SHACL what a thing of each class must have, so that whoever adds a class
needs no Python, and others can validate the same files with tools of their own. pySHACL
judges; here each of its results becomes a problem at the line of the author who can mend it.
What a property takes, and that a number stands once, `check_statements` tells with better
hints; results that would repeat it are left out.

No consultation reads shapes, so pySHACL is imported only when they are held up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from hipexpert.knowledge.check_statements import (
    described,
    misfit_object,
    no_class,
    object_place,
    what_it_is,
)
from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.files import turtle_texts
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.turtle import aimed, read_graph, read_turtle, words_of
from hipexpert.model import KnowledgeBase, Location, Problem, Text, Value, WrittenKnowledge
from hipexpert.notation import did_you_mean

SHAPES = "shapes.ttl"

PROPERTY, CLASS, THING, OTHER = "a property", "a class", "a thing", "something else"
TERMS = {
    # the part of SHACL that shapes are written in: what each term is followed by
    **dict.fromkeys(("sh:path", "sh:alternativePath", "sh:inversePath"), PROPERTY),
    **dict.fromkeys(("sh:zeroOrMorePath", "sh:oneOrMorePath", "sh:zeroOrOnePath"), PROPERTY),
    **dict.fromkeys(("sh:targetSubjectsOf", "sh:targetObjectsOf"), PROPERTY),
    **dict.fromkeys(("sh:equals", "sh:disjoint"), PROPERTY),
    **dict.fromkeys(("sh:lessThan", "sh:lessThanOrEquals"), PROPERTY),
    **dict.fromkeys(("sh:targetClass", "sh:class"), CLASS),
    **dict.fromkeys(("sh:targetNode", "sh:hasValue", "sh:in"), THING),
    **dict.fromkeys(("sh:property", "sh:minCount", "sh:maxCount"), OTHER),
    **dict.fromkeys(
        ("sh:datatype", "sh:nodeKind", "sh:pattern", "sh:flags", "sh:languageIn"), OTHER
    ),
    **dict.fromkeys(("sh:minInclusive", "sh:maxInclusive"), OTHER),
    **dict.fromkeys(("sh:message", "sh:description", "sh:severity"), OTHER),
}
DATATYPES = {
    "rdf:langString": 'a text with its language, such as "..."@en,',
    "xsd:string": "a text without a language",
    "xsd:integer": "a whole number",
}

Graph = Mapping[str, Mapping[str, Sequence[Value | Text]]]
"""What is said of each node, by property."""


def every_shape_says_what_it_can(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Shapes can be read, are in SHACL, and name only what is declared or described."""
    path = knowledge.home.folder / SHAPES
    if not path.exists() and knowledge.home.folder.is_dir():
        gap = f"there is no {SHAPES}: what a thing of each class must have is not checked"
        remedy = "copy it from the knowledge you started from"
        yield Problem(Location(SHAPES, 1), gap, "no-shapes", remedy, "warning")
        return
    text, problems = read_text(path, SHAPES)
    triples, faults = read_turtle(text or "", SHAPES, insides=True)
    yield from (*problems, *faults)
    things = described(knowledge) - knowledge.classes.keys() - knowledge.properties.keys()
    for triple in triples:
        verb, name, hint = triple.predicate, triple.object, None
        takes = TERMS.get(verb)
        if verb.startswith("sh:") and not takes:
            message = f"'{verb}' is no term of SHACL that shapes are written in"
            hint = did_you_mean(verb, TERMS)
            yield problem_at(knowledge.home, triple.predicate_at, message, "shape-term", hint)
        if not isinstance(name, str) or isinstance(name, Text) or ":" in name:
            continue
        if takes == PROPERTY and name not in knowledge.properties:
            message, law = f"no property called '{name}' in ontology.ttl", "unknown-property"
            hint = did_you_mean(name, knowledge.properties)
        elif takes == CLASS and name not in knowledge.classes:
            message, law, hint = no_class(knowledge, verb, name)
        elif takes == THING and name not in things:
            message, law = f"nothing called '{name}' is described in kb/", "unknown-individual"
            hint = did_you_mean(name, things)
        else:
            continue
        yield problem_at(knowledge.home, object_place(knowledge, triple), message, law, hint)


def everything_keeps_its_shape(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Everything has what the shapes of its class ask for, a ground included."""
    home = knowledge.home
    text, unreadable = read_text(home.folder / SHAPES, SHAPES)
    if text is None or unreadable or read_turtle(text, SHAPES, insides=True)[1]:
        return  # told by the law above
    namespaces = tuple(pack.iri for pack in home.packs)
    breaches, failure = _judged(tuple(turtle_texts(home)), namespaces, text)
    if failure:
        message = f"cannot be used as SHACL: {failure}"
        yield problem_at(home, Location(SHAPES, 1), message, "broken-shape")
    for breach in breaches:
        if not _told_already(knowledge, breach):
            message, hint = _words(knowledge, breach)
            place = _place(knowledge, breach)
            yield problem_at(home, place, message, "shape", breach.hint or hint, breach.severity)


@lru_cache(maxsize=1)  # whoever has rules checked again and again has the same statements judged
def _judged(
    texts: tuple[str, ...], namespaces: tuple[str, ...], shapes: str
) -> tuple[tuple[Breach, ...], str]:
    """What is not as shapes ask for in some Turtle texts, or why the shapes cannot be held up."""
    graph = read_graph([shapes])
    results, failure = _judge(read_graph(texts, namespaces), graph)
    return tuple(_breaches(words_of(graph), words_of(results))), failure


def _judge(world: Any, shapes: Any) -> tuple[Any, str]:
    """The graph of results, or an empty one and why the shapes could not be held up."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    # what it would write to the terminal becomes a problem
    logging.getLogger("pyshacl-validate").disabled = True
    try:
        _, results, _ = pyshacl.validate(world, shacl_graph=aimed(shapes), inplace=True)
    except ReportableRuntimeError as error:
        return (), str(error.message).rstrip(".")
    return ((), str(results)) if isinstance(results, Exception) else (results, "")


class Breach(NamedTuple):
    """One result: a thing has not what the `law` of a shape asks for.

    `verbs` are the property in question, or several of which one would do; there is none
    where the law is about the thing itself or about what others say of it. `limit` is what
    stands behind the law in the shape, `message` and `hint` are the shape's own words.
    """

    thing: str
    verbs: tuple[str, ...]
    value: Value | Text | None
    law: str
    limit: Value | Text
    message: str
    hint: str | None
    severity: str


def _breaches(shapes: Graph, results: Graph) -> Iterator[Breach]:
    def one(graph: Graph, node: Value | Text, verb: str) -> Value | Text:
        return graph.get(str(node), {}).get(verb, [""])[0]

    def items(node: Value | Text) -> Iterator[str]:
        while item := one(shapes, node, "rdf:first"):
            yield str(item)
            node = one(shapes, node, "rdf:rest")

    for result, entry in results.items():
        if "sh:ValidationResult" not in entry.get("rdf:type", ()):
            continue
        shape = one(results, result, "sh:sourceShape")
        component = str(one(results, result, "sh:sourceConstraintComponent"))
        name = component.removeprefix("sh:").removesuffix("ConstraintComponent")
        law = f"sh:{name[:1].lower()}{name[1:]}"
        path = one(shapes, shape, "sh:path")
        several = one(shapes, path, "sh:alternativePath")
        is_name = path and path not in shapes
        yield Breach(
            thing=str(one(results, result, "sh:focusNode")),
            verbs=(str(path),) if is_name else tuple(items(several)),
            value=entry.get("sh:value", [None])[0],
            law=law,
            limit=one(shapes, shape, law),
            message=str(one(shapes, shape, "sh:message")),
            hint=str(one(shapes, shape, "sh:description")) or None,
            severity="warning" if one(shapes, shape, "sh:severity") == "sh:Warning" else "error",
        )


def _told_already(knowledge: KnowledgeBase, breach: Breach) -> bool:
    """Whether `check_statements` tells the same, with a hint."""
    verb = knowledge.properties.get(next(iter(breach.verbs), ""))
    if verb is None or verb.described:
        return False
    if breach.value is None:
        return verb.numeric and breach.law == "sh:maxCount"
    unknown = isinstance(breach.value, str) and not what_it_is(knowledge, breach.value)
    return unknown or misfit_object(knowledge, verb, breach.value) is not None


def _place(knowledge: WrittenKnowledge, breach: Breach) -> Location:
    """Where the value at fault stands, the first one too many, or else the thing."""
    about = [triple for triple in knowledge.triples if triple.subject == breach.thing]
    stated = [triple for triple in about if triple.predicate in breach.verbs]
    for number, triple in enumerate(stated):
        one_too_many = breach.law == "sh:maxCount" and number == breach.limit
        if one_too_many or (breach.value is not None and triple.object == breach.value):
            return object_place(knowledge, triple)
    start = about[0].subject_at if about else Location(SHAPES, 1)
    return knowledge.where.get(breach.thing, start)


def _words(knowledge: KnowledgeBase, breach: Breach) -> tuple[str, str | None]:
    """What is wrong, and a hint when there is a good one."""
    thing, value, limit = f"'{breach.thing}'", breach.value, breach.limit
    verb = " or ".join(f"'{name}'" for name in breach.verbs)
    is_now = what_it_is(knowledge, breach.thing)
    if breach.message:
        return f"{thing} {breach.message}", None
    if not verb:
        return f"{thing} breaks '{breach.law}' of its shape", None
    match breach.law:
        case "sh:minCount" if limit == 1:
            return f"{thing} is {is_now} and has no {verb}", None
        case "sh:minCount":
            return f"{thing} is {is_now} and has fewer than {limit} {verb}", None
        case "sh:maxCount" if limit == 1:
            return f"{thing} has more than one {verb}", "keep one of them"
        case "sh:maxCount":
            return f"{thing} has more than {limit} {verb}", None
        case "sh:class":
            now = what_it_is(knowledge, str(value)) or "not described"
            return f"{verb} takes something of class {limit} here, but '{value}' is {now}", None
        case "sh:datatype":
            return f"{verb} takes {DATATYPES.get(str(limit), limit)} here", None
        case "sh:minInclusive":
            return f"{verb} is at least {limit} here, and {value} is less", None
        case "sh:maxInclusive":
            return f"{verb} is at most {limit} here, and {value} is more", None
    return f"{verb} of {thing} breaks '{breach.law}' of its shape", None
