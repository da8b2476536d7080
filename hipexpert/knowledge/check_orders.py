"""Checks what stands in an order: ladders and classes lead one way, limits stand below others.

Which properties lead one way is said in the ontology, by their class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hipexpert.knowledge.check_statements import listed, place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Problem, WrittenKnowledge, number_text
from hipexpert.vocabulary.language import ONE_WAY
from hipexpert.vocabulary.measuring import STANDS_BELOW

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
    """A limit that is said to stand below another has the smaller number, of the same kind."""
    numeric = [verb.name for verb in knowledge.properties.values() if verb.numeric]
    for triple in knowledge.triples:
        lower, higher = triple.subject, str(triple.object)
        if triple.predicate != STANDS_BELOW:
            continue
        kinds = {p for p in numeric if knowledge.object(lower, p) is not None}
        shared = sorted(p for p in kinds if knowledge.object(higher, p) is not None)
        for kind in shared:
            less, more = knowledge.object(lower, kind), knowledge.object(higher, kind)
            if isinstance(less, int | float) and isinstance(more, int | float) and less >= more:
                message = f"'{lower}' stands below '{higher}', which is {number_text(more)}, "
                message += f"and is {number_text(less)}"
                place = place_of(knowledge, lower, kind)
                hint = f"the other one stands at {place_of(knowledge, higher, kind)}"
                yield problem_at(knowledge.home, place, message, "limits-out-of-order", hint)
        if kinds and not shared:
            message = f"'{lower}' has no number that '{higher}' has, and cannot stand below it"
            hint = f"give both {listed(sorted(kinds))}"
            place = triple.object_at
            yield problem_at(knowledge.home, place, message, "limits-out-of-order", hint)
