"""What a rule did in one run of the compiled rules: what it concluded, and what blocked it.

A run records no justification, so whether a rule fired is asked of its instances afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipexpert.model import NUMBER, Bindings, Fact, Location, Pattern, Value
from hipexpert.notation import compare, complete
from hipexpert.reasoning.grounding import Grounding
from hipexpert.reasoning.instances import Placeholder
from hipexpert.reasoning.program import GroundProgram, View


def carriers(program: GroundProgram, view: View, fact: Fact) -> tuple[str, ...]:
    """The ids of the rules that concluded a fact, in the order of the ground rules."""
    found: dict[str, None] = {}
    for possible in ways_to_write(fact):
        number = program.number.get(possible, -1)
        for place in program.suppliers[number] if number >= 0 else ():
            row = program.rows[place]
            if row.fires(view):
                computed = dict(row.computes).get(number)
                if computed is None or computed(view.values) == fact.object:
                    found[row.rule.id] = None
    return tuple(found)


def ways_to_write(fact: Fact) -> tuple[Fact, ...]:
    """The facts of a ground program that a fact could be: itself, and that with any number."""
    return (fact,) if isinstance(fact.object, str) else (fact, fact._replace(object=NUMBER))


def concluding(ground: Grounding, fact: Fact, rule: str) -> Iterator[int]:
    """The places of the instances of a rule that could conclude a fact."""
    for possible in ways_to_write(fact):
        for place in ground.places(possible):
            if ground.knowledge.rules[ground.table.rules[place]].id == rule:
                yield place


def blocked_ways(
    ground: Grounding, view: View, places: Iterable[int], fact: Fact
) -> set[frozenset[Pattern]]:
    """For each way instances would conclude a fact, the `unless` that stand in the way."""
    found: set[frozenset[Pattern]] = set()
    for place in places:
        bindings = bound(ground, view, place)
        rule = ground.knowledge.rules[ground.table.rules[place]]
        if (
            bindings is not None
            and all(compare(each, bindings) for each in rule.where)
            and any(pattern.fact(bindings) == fact for pattern in rule.then)
        ):
            in_the_way = _in_the_way(ground, view, place)
            found.add(frozenset(anywhere(p.fill(bindings)) for p in in_the_way))
    return found


def anywhere(pattern: Pattern) -> Pattern:
    """The pattern without its place, for comparing."""
    return pattern._replace(location=Location("", 0))


def bound(ground: Grounding, view: View, place: int) -> Bindings | None:
    """What an instance whose premises hold binds, with every number; else None."""
    if not ground.table.premises[place] <= view.certain:
        return None
    values: dict[str, Value] = {}
    for name, value in ground.bindings(place).items():
        if isinstance(value, Placeholder):
            known = view.values[ground.number[Fact(value.subject, value.property, NUMBER)]]
            if known is None:
                return None
            values[name] = known
        else:
            values[name] = value
    return complete(ground.knowledge.rules[ground.table.rules[place]].let, values)


def _in_the_way(ground: Grounding, view: View, place: int) -> Iterator[Pattern]:
    """The `unless` of an instance that something meets, as its rule has them."""
    met = [ground.facts[number] for number in ground.table.denied[place] & view.certain]
    stated = ground.knowledge.statements if place in ground.table.blocked else {}
    instance = ground.instance(place)
    for pattern, filled in zip(instance.rule.unless, instance.unless, strict=True):
        if any(map(filled.matches, met)) or any(f in stated for f in ground.matches(filled)):
            yield pattern
