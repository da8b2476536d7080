"""What ground programs define, written once where it is the same: two programs, one numbering.

A fact is numbered by how it comes about: by the answer that states it, and by what each ground rule
that concludes it asks for, in numbers of the same kind. So facts of two programs with one number
hold for the same athletes, without a solver being asked, and only what differs is left to it (hash
consing: Ershov, "On programming of arithmetic operations", 1958; structural hashing, as equivalence
checkers of circuits do it: Kuehlmann and Krohm, "Equivalence checking using cuts and heaps", 1997).
The converse does not hold: what is said in another way may still come to the same.

Of a number that rules compute in several ways each way is a fact of its own, and so is what looks
at it; it is taken for granted that it has one value.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from hipexpert.model import Expression, Fact, Operation, Variable
from hipexpert.notation import variables_of
from hipexpert.prove.formula import TwoNumbers
from hipexpert.prove.rings import in_order
from hipexpert.reasoning.grounding import NUMBER
from hipexpert.reasoning.program import Atom, GroundProgram, GroundRule
from hipexpert.vocabulary.language import IS

NEVER, ALWAYS = 0, 1
"""The numbers of what holds of no athlete, and of all."""

_NEVER, _ALWAYS, _NONE = frozenset({NEVER}), frozenset({ALWAYS}), frozenset[int]()


class Derivation(NamedTuple):
    """What brings a fact about, as a `GroundRule` has it; `number` is what it then computes."""

    premises: frozenset[int]
    negative: frozenset[int]
    atoms: tuple[Atom, ...] = ()
    lets: tuple[Expression, ...] = ()
    number: Expression | None = None


class SharedDefinition(NamedTuple):
    """How a fact comes about: by one of some ways, or by the answer that states what is `asked`."""

    ways: frozenset[Derivation]
    asked: Fact | None = None


class Reading(NamedTuple):
    """A program in numbers of definitions.

    `facts` has the number of each fact, by its own number; `values` those of the single ways in
    which a number comes about; `concluded` the numbers of what rules conclude, those of a number
    each with a way of its own.
    """

    program: GroundProgram
    facts: dict[int, int]
    values: dict[int, tuple[int, ...]]
    concluded: dict[Fact, frozenset[int]]

    def taken_over(self, program: GroundProgram, same: Mapping[int, int]) -> Reading:
        """What another program has of it; `same` leads from its facts to those here."""
        facts = {fact: self.facts[here] for fact, here in same.items() if here in self.facts}
        values = {fact: self.values[here] for fact, here in same.items() if here in self.values}
        return Reading(program, facts, values, dict(self.concluded))


Bodies = list[tuple[Derivation, dict[int, int]]]
"""What a ground rule asks for, once for each choice of the numbers it looks at."""


class SharedDefinitions:
    """All definitions that were read, by number, each with a fact by its name.

    Only `asked` facts are answered; `leaves` has their numbers as answers.
    """

    def __init__(self, asked: Container[Fact]):
        self.of: list[SharedDefinition] = [
            SharedDefinition(frozenset()),
            SharedDefinition(frozenset({Derivation(frozenset(), frozenset())})),
        ]
        self.names = [Fact("nothing", IS, "so"), Fact("anything", IS, "so")]
        self.leaves: dict[Fact, int] = {}
        self._asked = asked
        self._numbers = {definition: number for number, definition in enumerate(self.of)}
        self._rings: dict[object, dict[Fact, int]] = {}

    def leaf(self, fact: Fact) -> int:
        """The number of a fact as an answer states it."""
        if fact not in self.leaves:
            self.leaves[fact] = self._number(SharedDefinition(frozenset(), fact), fact)
        return self.leaves[fact]

    def read(self, reading: Reading, facts: Iterable[int]) -> None:
        """Add the definitions of some facts, and of all they hang on, to what is read."""
        program = reading.program
        bodies: dict[int, Bodies] = {}
        for ring in in_order(program, facts, [*reading.facts]):
            places = {place for fact in ring for place in program.suppliers[fact]}
            inside = {*ring}
            if any(not inside.isdisjoint(program.rows[place].premises) for place in places):
                self._read_ring(reading, ring)
                continue
            for fact in ring:
                for place in program.suppliers[fact]:
                    if place not in bodies:
                        bodies[place] = [*_bodies(program.rows[place], reading)]
                self._read_fact(reading, fact, bodies)

    def cone(self, goals: Iterable[int]) -> list[int]:
        """The goals and all that they hang on, by number."""
        waiting = [*goals]
        seen = {*waiting}
        while waiting:
            for way in self.of[waiting.pop()].ways:
                for other in way.premises | way.negative:
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        return sorted(seen)

    def _read_fact(self, reading: Reading, fact: int, bodies: Mapping[int, Bodies]) -> None:
        """Number a fact that hangs on others alone, and each way to compute it."""
        program = reading.program
        name = program.facts[fact]
        ways = frozenset(
            _computing(program.rows[place], fact, way, chosen)
            for place in program.suppliers[fact]
            for way, chosen in bodies[place]
        )
        single = [frozenset({way}) for way in ways] if name.object == NUMBER else [ways]
        concluded = {self._any(each, name) for each in single}
        reading.concluded[name] = frozenset(concluded - {NEVER})
        if name in self._asked:
            leaf = self.leaf(name)
            concluded.add(leaf)
            ways |= {Derivation(frozenset({leaf}), frozenset())}
        reading.facts[fact] = self._any(ways, name)
        if name.object == NUMBER:
            reading.values[fact] = tuple(sorted(concluded))

    def _read_ring(self, reading: Reading, ring: tuple[int, ...]) -> None:
        """Number facts that hang on each other: they are the same where all of them are.

        Inside a ring a fact is known by what it says, for want of a number. Raises TwoNumbers
        where a number goes round in it.
        """
        program = reading.program
        for fact in ring:
            if program.facts[fact].object == NUMBER:
                raise TwoNumbers(str(program.facts[fact]))
        inside = {fact: -1 - place for place, fact in enumerate(ring)}
        reading.facts.update(inside)
        found: dict[Fact, list[Derivation]] = {program.facts[fact]: [] for fact in ring}
        for fact in ring:
            for place in program.suppliers[fact]:
                for way, _ in _bodies(program.rows[place], reading):
                    found[program.facts[fact]].append(way)
            if program.facts[fact] in self._asked:
                leaf = self.leaf(program.facts[fact])
                found[program.facts[fact]].append(Derivation(frozenset({leaf}), frozenset()))
        says = {number: program.facts[fact] for fact, number in inside.items()}
        key = frozenset(
            (fact, frozenset(_said(way, says) for way in ways)) for fact, ways in found.items()
        )
        if key not in self._rings:
            first = len(self.of)
            numbers = self._rings[key] = {fact: first + n for n, fact in enumerate(found)}
            at = {number: numbers[fact] for number, fact in says.items()}
            for said, ways in found.items():
                self.of.append(SharedDefinition(frozenset(_placed(way, at) for way in ways)))
                self.names.append(said)
        for fact in ring:
            name = program.facts[fact]
            reading.facts[fact] = self._rings[key][name]
            reading.concluded[name] = frozenset({reading.facts[fact]})

    def _any(self, ways: frozenset[Derivation], name: Fact) -> int:
        """The number of what comes about in one of some ways."""
        if self.of[ALWAYS].ways & ways:
            return ALWAYS
        if len(ways) == 1:
            (way,) = ways
            if way == Derivation(way.premises, frozenset()) and len(way.premises) == 1:
                return next(iter(way.premises))  # a copy is what it is a copy of
        return self._number(SharedDefinition(ways), name)

    def _number(self, definition: SharedDefinition, name: Fact) -> int:
        if definition not in self._numbers:
            self._numbers[definition] = len(self.of)
            self.of.append(definition)
            self.names.append(name)
        return self._numbers[definition]


def _bodies(row: GroundRule, reading: Reading) -> Iterator[tuple[Derivation, dict[int, int]]]:
    """What a ground rule asks for, in numbers of definitions; nothing where it never fires."""
    known = reading.facts.__getitem__
    reckons = row.rule.let or row.rule.where or row.computed
    numbers = row.numbers.union(*map(_facts_in, row.computed.values())) if reckons else _NONE
    negative = frozenset(map(known, row.negative)) - _NEVER
    others = frozenset(map(known, row.premises - numbers)) - _ALWAYS
    if NEVER in others or ALWAYS in negative or not others.isdisjoint(negative):
        return
    if not numbers:
        yield Derivation(others, negative), {}
        return
    for chosen in product(*(reading.values.get(fact, ()) for fact in numbers)):
        at = dict(zip(numbers, chosen, strict=True))
        way = Derivation(others.union(chosen), negative)
        if row.atoms or row.lets:
            atoms = {
                Atom(_renamed(atom.left, at), atom.operator, _renamed(atom.right, at))
                for atom in row.atoms
            }
            lets = {_renamed(let, at) for let in row.lets if _may_fail(let)}
            way = way._replace(
                atoms=tuple(sorted(atoms, key=str)), lets=tuple(sorted(lets, key=str))
            )
        yield way, at


def _computing(
    row: GroundRule, fact: int, way: Derivation, chosen: Mapping[int, int]
) -> Derivation:
    """A way with what it computes for a fact."""
    if fact not in row.computed:
        return way
    return way._replace(number=_renamed(row.computed[fact], chosen))


def _facts_in(expression: Expression) -> Iterable[int]:
    """The facts whose numbers an expression looks at."""
    return map(int, variables_of(expression))


def _renamed(expression: Expression, at: Mapping[int, int]) -> Expression:
    """An expression over definitions instead of facts."""
    if isinstance(expression, Variable):
        return Variable(str(at[int(expression.name)]))
    if isinstance(expression, Operation):
        parts = tuple(_renamed(part, at) for part in expression.operands)
        return Operation(expression.operator, parts)
    return expression


def _may_fail(expression: Expression) -> bool:
    """Whether there are numbers for which it comes to none: it divides."""
    if not isinstance(expression, Operation):
        return False
    return expression.operator == "/" or any(map(_may_fail, expression.operands))


def _said(way: Derivation, says: Mapping[int, Fact]) -> tuple[object, ...]:
    """A way with the facts of its ring by what they say."""
    return frozenset(says.get(number, number) for number in way.premises), *way[1:]


def _placed(way: Derivation, at: Mapping[int, int]) -> Derivation:
    """A way with the facts of its ring by their numbers."""
    return way._replace(premises=frozenset(at.get(number, number) for number in way.premises))
