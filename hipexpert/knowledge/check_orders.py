"""Checks what stands in an order: ladders and classes lead one way, limits stand below others.

Which properties lead one way is said in the ontology, by their class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hipexpert.knowledge.check_statements import listed, place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Problem, WrittenKnowledge, number_text
from hipexpert.vocabulary.language import ONE_WAY
from hipexpert.vocabulary.measuring import COUNTS_FROM, ERRS_BELOW, STANDS_BELOW
from hipexpert.vocabulary.safety import EASES_TO, HAS_URGENCY

Onward = Mapping[str, Sequence[str]]


def nothing_leads_back_to_itself(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No thing leads to itself over a property that leads one way, and no class is below itself."""
    one_way = set(knowledge.instances(ONE_WAY)) | {"rdfs:subClassOf"}
    for predicate in sorted(one_way):
        onward: dict[str, list[str]] = {}
        for triple in knowledge.triples:
            if triple.predicate == predicate:
                onward.setdefault(triple.subject, []).append(str(triple.object))
        for ring in _rings(onward):
            message = f"'{predicate}' leads one way, and here in a ring: {' -> '.join(ring)}"
            hint = "take out the step that leads back"
            place = place_of(knowledge, ring[0], predicate, ring[1])
            yield problem_at(knowledge.home, place, message, "ring", hint)


def _rings(onward: Onward) -> Iterator[list[str]]:
    """The shortest ring through each thing that leads to itself, each ring once.

    >>> list(_rings({"a": ["b"], "b": ["c", "a"], "c": ["c"]}))
    [['a', 'b', 'a'], ['c', 'c']]
    """
    told: set[frozenset[str]] = set()
    for start in onward:
        ring = _way_back(onward, start)
        if ring and frozenset(ring) not in told:
            told.add(frozenset(ring))
            yield ring


def _way_back(onward: Onward, start: str) -> list[str] | None:
    """The shortest way from a thing to itself."""
    ways, seen = [[start]], set[str]()
    for way in ways:  # grows as it is walked
        for following in onward.get(way[-1], ()):
            if following == start:
                return [*way, following]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None


def what_stands_below_is_less(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A limit that is said to stand below another has the smaller number, of the same kind.

    What a way of reading errs by stands below what it counts from.
    """
    for triple in knowledge.triples:
        if triple.predicate == STANDS_BELOW:
            lower, higher = triple.subject, str(triple.object)
            for kind in _kinds_out_of_order(knowledge, lower, higher):
                message = f"'{lower}' stands below '{higher}', which is "
                message += f"{_number(knowledge, higher, kind)}, "
                message += f"and is {_number(knowledge, lower, kind)}"
                hint = f"the other one stands at {place_of(knowledge, higher, kind)}"
                place = place_of(knowledge, lower, kind)
                yield problem_at(knowledge.home, place, message, "limits-out-of-order", hint)
            kinds = _kinds(knowledge, lower)
            if kinds and kinds.isdisjoint(_kinds(knowledge, higher)):
                message = f"'{lower}' has no number that '{higher}' has, and cannot stand below it"
                hint, place = f"give both {listed(sorted(kinds))}", triple.object_at
                yield problem_at(knowledge.home, place, message, "limits-out-of-order", hint)
        elif triple.predicate == ERRS_BELOW:
            erring, reading = str(triple.object), triple.subject
            for counted in map(str, knowledge.objects(reading, COUNTS_FROM)):
                for kind in _kinds_out_of_order(knowledge, erring, counted):
                    message = f"'{reading}' errs below '{erring}', which is "
                    message += f"{_number(knowledge, erring, kind)}, and counts from '{counted}', "
                    message += f"which is {_number(knowledge, counted, kind)}"
                    hint, place = "what counts has to be more than what errs", triple.object_at
                    yield problem_at(knowledge.home, place, message, "limits-out-of-order", hint)


def _kinds(knowledge: WrittenKnowledge, thing: str) -> set[str]:
    """The properties of number that a thing has."""
    numeric = (verb.name for verb in knowledge.properties.values() if verb.numeric)
    return {kind for kind in numeric if knowledge.object(thing, kind) is not None}


def _kinds_out_of_order(knowledge: WrittenKnowledge, lower: str, higher: str) -> Iterator[str]:
    """The properties of number by which one limit is not less than another."""
    for kind in sorted(_kinds(knowledge, lower) & _kinds(knowledge, higher)):
        less, more = knowledge.object(lower, kind), knowledge.object(higher, kind)
        if isinstance(less, int | float) and isinstance(more, int | float) and less >= more:
            yield kind


def _number(knowledge: WrittenKnowledge, thing: str, kind: str) -> str:
    number = knowledge.object(thing, kind)
    return number_text(number) if isinstance(number, int | float) else ""


def what_eases_is_seen_later(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What is eased is to be seen later than its kind asks for."""
    for triple in knowledge.triples:
        if triple.predicate != EASES_TO:
            continue
        for kind in map(str, knowledge.objects(triple.subject, HAS_URGENCY)):
            if knowledge.rank(str(triple.object)) <= knowledge.rank(kind):
                message = f"'{triple.subject}' eases to '{triple.object}', which is no later than "
                message += f"'{kind}', as its kind asks for"
                hint = "what is less urgent may wait longer"
                place = triple.object_at
                yield problem_at(knowledge.home, place, message, "eased-to-sooner", hint)
