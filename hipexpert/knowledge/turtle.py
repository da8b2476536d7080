"""Reads Turtle into triples that know their place; the only door to rdflib.

rdflib's own parser does the reading; this module watches where it stands, because an
author is told by file, line and column what is wrong, and a proof names the line of every
statement it rests on. Names of the project's namespace lose it, other names keep a short
prefix. A list in round brackets becomes one triple an item, in order.

Shapes are judged over a graph of rdflib's own, which `read_graph` fills.
"""

from __future__ import annotations

import logging
import math
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import rdflib
from rdflib import RDF, SH
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser

from hipexpert.knowledge.characters import (
    one_kind_of_line_end,
    steering_problem,
    steering_problems,
    steers,
    visible,
)
from hipexpert.knowledge.namespaces import NAMESPACE, misleading_prefixes, name_of
from hipexpert.model import DIGITS, Location, Problem, Text, Triple, Value

DEEPEST = 30
"""How deep brackets may stand in each other. No file of ours goes past five; rdflib descends a
dozen calls for each."""

# a number that is none becomes a problem here; rdflib would also print a traceback
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

_TARGETS = {SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf}
_NUMERIC = {
    rdflib.URIRef(f"http://www.w3.org/2001/XMLSchema#{kind}")
    for kind in ("integer", "decimal", "double", "float")
}
_DIGITS = re.compile(r"[-+]?[0-9.]+")


def read_turtle(text: str, name: str, insides: bool = False) -> tuple[list[Triple], list[Problem]]:
    """The triples of a Turtle text in their order, and the problem that ended the reading.

    `name` is what the file is called in locations. `insides` asks for what stands in square
    brackets too, under subjects that mean nothing outside.
    """
    text = one_kind_of_line_end(text)
    problems = steering_problems(text, name)
    text = visible(text)
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def at(offset: int) -> Location:
        line = bisect_right(starts, offset)
        return Location(name, line, offset - starts[line - 1] + 1)

    found, fault = _found_in(text)
    if fault is not None:
        place = at(fault.offset)
        problems.append(
            Problem(place, fault.message, "broken-turtle", fault.hint, width=fault.width)
        )
    problems += misleading_prefixes(text, at)
    if not insides:
        problems += (_nameless(at(offset)) for offset in _brackets(found))

    triples = []
    for (subject, predicate, node), offsets in found:
        nameless = isinstance(subject, rdflib.BNode)
        if nameless and not insides:
            continue
        places = [at(offset) for offset in offsets]
        if isinstance(node, list) and not node:
            message, hint = "this list is empty", "put in what belongs there, or leave it out"
            problems.append(Problem(places[2], message, "empty-list", hint, width=3))
        if not (nameless or isinstance(subject, rdflib.URIRef)) or not isinstance(
            predicate, rdflib.URIRef
        ):
            message = "a statement starts with two names, the subject and the property"
            problems.append(Problem(places[0], message, "broken-turtle"))
            continue
        items = node if isinstance(node, list) else [node]
        parts = zip((subject, predicate, *items), (*places, *places[2:] * len(items)), strict=False)
        for part, place in parts:
            if not isinstance(part, list) and (character := steers(str(part))):
                problems.append(steering_problem(place, character))
        for item in items:
            if isinstance(item, list):
                message = "a list cannot stand inside a list"
                problems.append(Problem(places[2], message, "broken-turtle"))
            elif digits := _too_many_digits(item):
                problems.append(_endless(places[2], _LongNumber(0, digits)))
            elif not isinstance(item, rdflib.BNode):
                triples.append(Triple(name_of(subject), name_of(predicate), _value(item), *places))
    return triples, problems


@lru_cache(maxsize=256)  # a text is read for its places and for a graph, and again and again
def _found_in(text: str) -> tuple[tuple[Statement, ...], _Fault | None]:
    """What rdflib finds in a text until something in it is wrong, and that."""
    sink = _Sink()
    parser = _Parser(sink, baseURI=NAMESPACE.rstrip("#"), turtle=True)
    fault = None
    try:
        parser.loadBuf(text)
    except _Endless as error:
        fault = _Fault(error.offset, str(error), error.hint, error.width)
    except BadSyntax as error:
        offset = error._i if error._i >= 0 else max(len(text.rstrip()) - 1, 0)
        fault = _Fault(
            offset, f"cannot be read as Turtle: {error._why}", _hint(text, offset, error)
        )
    except (ValueError, IndexError, AssertionError) as error:
        # rdflib raises these, without a place, on some malformed literals and at a sudden end
        reason = "" if isinstance(error, IndexError) else str(error)
        message = f"cannot be read as Turtle: {reason or 'the file ends too early'}"
        fault = _Fault(max(parser.standing, 0), message)
    return tuple(sink.found), fault


def _hint(text: str, offset: int, error: BadSyntax) -> str:
    """What is mostly to be mended where a text cannot be read any further."""
    if "string literal" in error._why:
        return "close the quote; a text of several lines stands between three of them"
    start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    bare = re.sub(r'"[^"]*"', "", text[start : end if end >= 0 else None])
    if re.search("[“”„‘’]", bare):
        return 'write straight quotes, " and not “'
    if re.search(r"[^\S \t\r]", bare):
        return (
            "a blank of another kind stands in this line, a no-break space perhaps; write it anew"
        )
    return "each statement is 'subject property object', ended by ';' or '.'"


def _brackets(found: Iterable[Statement]) -> list[int]:
    """Where each thing without a name stands: its bracket, or its first statement."""
    first: dict[Any, int] = {}
    bracket: dict[Any, int] = {}
    for (subject, _, node), (start, _, end) in found:
        if isinstance(subject, rdflib.BNode):
            first.setdefault(subject, start)
        for item in node if isinstance(node, list) else [node]:
            if isinstance(item, rdflib.BNode):
                bracket.setdefault(item, end)
    return sorted(set({**first, **bracket}.values()))


def _nameless(place: Location) -> Problem:
    message = "this has no name, so nothing that is said of it is known"
    hint = "describe it in a block of its own, under a name"
    return Problem(place, message, "nameless", hint)


def _too_many_digits(node: Any) -> int:
    """How many digits a number has, when they are too many."""
    numeric = isinstance(node, rdflib.Literal) and node.datatype in _NUMERIC
    digits = sum(map(str.isdigit, node)) if numeric else 0
    return digits if digits > DIGITS else 0


def _endless(where: Location, error: _Endless) -> Problem:
    return Problem(where, str(error), "broken-turtle", error.hint, width=error.width)


def read_graph(texts: Iterable[str], others: Collection[str] = ()) -> rdflib.Graph:
    """One graph of several Turtle texts, as far as they can be read.

    Names of the `others` namespaces become names of the project's.
    """
    graph = rdflib.Graph()
    for text in texts:
        found, _ = _found_in(visible(one_kind_of_line_end(text)))
        for (subject, predicate, node), _ in found:
            value = _listed(graph, node) if isinstance(node, list) else node
            graph.add(tuple(_ours(each, others) for each in (subject, predicate, value)))
    return graph


def _listed(graph: rdflib.Graph, items: Sequence[Any]) -> Any:
    """The node of a list of RDF that has some items, added to a graph."""
    node: Any = RDF.nil
    for item in reversed(items):
        first = _listed(graph, item) if isinstance(item, list) else item
        rest, node = node, rdflib.BNode()
        graph.add((node, RDF.first, first))
        graph.add((node, RDF.rest, rest))
    return node


def _ours(node: Any, others: Collection[str]) -> Any:
    iri = next((i for i in others if isinstance(node, rdflib.URIRef) and node.startswith(i)), None)
    return rdflib.URIRef(NAMESPACE + node.removeprefix(iri)) if iri else node


def aimed(shapes: rdflib.Graph) -> rdflib.Graph:
    """The same shapes, each property of a shape with targets aimed at these by itself.

    It asks for the same of the same things. pySHACL holds what has targets up to all of them at
    once, and what stands in another shape to one thing after another, at five times the cost.
    """
    within = [
        (shape, prop, [each for each in shapes.predicate_objects(shape) if each[0] in _TARGETS])
        for shape, prop in shapes.subject_objects(SH.property)
    ]
    for shape, prop, targets in within:
        for predicate, target in targets:
            shapes.add((prop, predicate, target))
        if targets:
            shapes.remove((shape, SH.property, prop))
    return shapes


def words_of(graph: Iterable[tuple[Any, Any, Any]]) -> dict[str, dict[str, list[Value | Text]]]:
    """What a graph says of each of its nodes, by property; a list is a node of `rdf:first`."""
    words: dict[str, dict[str, list[Value | Text]]] = {}
    for subject, predicate, node in graph:
        words.setdefault(name_of(subject), {}).setdefault(name_of(predicate), []).append(
            _value(node)
        )
    return words


def _value(node: Any) -> Value | Text:
    if not isinstance(node, rdflib.Literal):
        return name_of(node)
    number = node.value
    if isinstance(number, bool) or not isinstance(number, (int, float, Decimal)):
        return Text(node)
    if isinstance(number, int):
        return number
    number = float(number)
    if not math.isfinite(number):
        return Text(node)  # 1e999 and NaN are no numbers to reason with
    return int(number) if number.is_integer() else number


class _Fault(NamedTuple):
    """What ended the reading of a text."""

    offset: int
    message: str
    hint: str | None = None
    width: int = 1


class _Endless(Exception):
    """What is longer or deeper than can be meant, with the offset at which it is."""

    hint = f"brackets stand in each other at most {DEEPEST} deep"
    width = 1

    def __init__(self, offset: int, message: str = "too many brackets in brackets"):
        super().__init__(message)
        self.offset = offset


class _LongNumber(_Endless):
    hint = f"write at most {DIGITS}"

    def __init__(self, offset: int, digits: int):
        super().__init__(offset, f"this number has {digits} digits")
        self.width = digits


Statement = tuple[tuple[Any, Any, Any], tuple[int, int, int]]
"""Subject, property and object as rdflib has them, with the offsets at which they stand."""


class _Sink(RDFSink):
    """Keeps what is found in order, in place of filling a graph."""

    def __init__(self) -> None:
        super().__init__(rdflib.Graph())
        self.found: list[Statement] = []

    def newList(self, n: list[Any], f: Any) -> Any:
        return _Items(n)

    def makeStatement(self, quadruple: Any, why: Any = None) -> None:
        formula, predicate, subject, object_ = quadruple
        triple = (
            self.normalise(formula, subject),
            self.normalise(formula, predicate),
            [self.normalise(formula, item) for item in object_]
            if isinstance(object_, _Items)
            else self.normalise(formula, object_),
        )
        self.found.append((triple, why))


class _Items(list[Any]):
    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


class _Parser(SinkParser):
    """rdflib's parser, noting the offset at which each subject, verb and object starts."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self.standing = 0
        self._subjects: list[int] = [0]
        self._verb = 0
        self._frames: list[list[int]] = []
        self._offsets: deque[tuple[int, int]] = deque()
        self._depth = 0

    def variable(self, argstr: str, i: int, res: Any) -> int:
        j = self.skipSpace(argstr, i)
        if j >= 0 and argstr[j] == "?":
            self.BadSyntax(argstr, j, "a ?variable belongs in a rule")
        return -1

    def node(self, argstr: str, i: int, res: Any, subjectAlreadyInMemory: Any = None) -> int:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _Endless(self.skipSpace(argstr, i))
        end = super().node(argstr, i, res, subjectAlreadyInMemory)
        self._depth -= 1
        return end

    def nodeOrLiteral(self, argstr: str, i: int, res: Any) -> int:
        found = _DIGITS.match(argstr, max(self.skipSpace(argstr, i), 0))
        if found and (digits := sum(map(str.isdigit, found.group()))) > DIGITS:
            raise _LongNumber(found.start(), digits)  # which int() refuses without a place
        return super().nodeOrLiteral(argstr, i, res)

    def statement(self, argstr: str, i: int) -> int:
        self._subjects[-1] = self.standing = self.skipSpace(argstr, i)
        return super().statement(argstr, i)

    def verb(self, argstr: str, i: int, res: Any) -> int:
        self._verb = self.standing = self.skipSpace(argstr, i)
        return super().verb(argstr, i, res)

    def objectList(self, argstr: str, i: int, res: Any) -> int:
        verb = self._verb
        self._frames.append([])
        end = super().objectList(argstr, i, res)
        self._offsets = deque((verb, offset) for offset in self._frames.pop())
        return end

    def object(self, argstr: str, i: int, res: Any) -> int:
        if self._frames:
            self._frames[-1].append(self.skipSpace(argstr, i))
        return super().object(argstr, i, res)

    def makeStatement(self, quadruple: Any) -> None:
        verb, offset = self._offsets.popleft()
        self._store.makeStatement(quadruple, why=(self._subjects[-1], verb, offset))
