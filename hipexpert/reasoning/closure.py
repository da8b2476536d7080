"""The ground instances compiled, for searches that need thousands of runs.

Every fact about the athlete gets a number, every instance becomes a row of numbers, every
comparison a Python closure. A run counts down the premises an instance still lacks (Dowling
and Gallier, "Linear-time algorithms for testing the satisfiability of propositional Horn
formulae", 1984), stratum by stratum, so that an `unless` sees a finished world.

It concludes what the engine concludes and records no justification.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from hipexpert.model import Expression, Fact, Number, Operation, Value, Variable
from hipexpert.notation import apply, holds_between, variables_of
from hipexpert.reasoning.ground import NUMBER, Ground, Instance, Reading

Values = list[int | float | None]
"""The number of each numeric fact that is true, by the number of the fact."""

Measure = Callable[[Values], int | float | None]


class Atom(NamedTuple):
    """A comparison of numbers that answers decide; a variable's name is its fact's number."""

    left: Expression
    operator: str
    right: Expression

    @property
    def slots(self) -> tuple[int, ...]:
        """The numbers of the facts it compares, each once."""
        names = dict.fromkeys((*variables_of(self.left), *variables_of(self.right)))
        return tuple(map(int, names))


class Row(NamedTuple):
    """An instance in numbers.

    `stops` are the facts any of which keeps it from firing; `around` are these and the premises.
    `numbers` are the premises whose number it compares or computes with, `computed` what it
    computes, by conclusion.
    """

    instance: Instance
    stratum: int
    premises: frozenset[int]
    stops: frozenset[int]
    around: frozenset[int]
    conclusions: tuple[int, ...]
    atoms: tuple[Atom, ...]
    holds: Callable[[Values], bool] | None
    computes: tuple[tuple[int, Measure], ...]
    numbers: frozenset[int]
    computed: Mapping[int, Expression]

    def compares(self, values: Values) -> bool | None:
        """Whether its comparisons hold; None while a number is open."""
        if self.holds is None:
            return True
        if None in map(values.__getitem__, self.numbers):
            return None
        return self.holds(values)

    def compute(self, values: Values) -> None:
        """Note the numbers that its firing computes, for the rows above it."""
        for fact, number_of in self.computes:
            if values[fact] is None:
                values[fact] = number_of(values)


@dataclass(frozen=True)
class State:
    """What is true after a run, by number, and the numbers of what is measured."""

    true: set[int]
    values: Values


class Closure:
    """The instances that some goals can depend on, ready to be run on any answers."""

    def __init__(self, ground: Ground, goals: Iterable[Fact] | None = None):
        self.ground = ground
        self.number: dict[Fact, int] = {}
        self.facts: list[Fact] = []
        statements = ground.knowledge.statements
        wanted = None if goals is None else _cone(ground, goals)
        self.rows: list[Row] = []
        for stratum, layer in enumerate(ground.strata):
            for instance in layer:
                if wanted is not None and wanted.isdisjoint(instance.conclusions):
                    continue
                stops = [f for pattern in instance.unless for f in ground.matches(pattern)]
                if any(fact in statements for fact in stops):
                    continue  # the world itself blocks it
                self.rows.append(self._row(instance, stratum, stops))
        for fact in (*ground.asked, *(goals or ())):
            self.numbered(fact)
        self.asked = {self.number[fact]: name for fact, name in ground.asked.items()}
        self.strata = len(ground.strata)
        self.uses: list[list[tuple[int, int]]] = [[] for _ in self.facts]
        self.suppliers: list[list[int]] = [[] for _ in self.facts]
        self.needs: list[int] = []
        for place, row in enumerate(self.rows):
            self.needs.append(len(row.premises))
            for premise in row.premises:
                self.uses[premise].append((row.stratum, place))
            for conclusion in row.conclusions:
                self.suppliers[conclusion].append(place)
        self.ready = [
            (row.stratum, place) for place, row in enumerate(self.rows) if not row.premises
        ]

    def numbered(self, fact: Fact) -> int:
        """The number of a fact, a new one for a new fact."""
        if fact not in self.number:
            self.number[fact] = len(self.facts)
            self.facts.append(fact)
        return self.number[fact]

    def _row(self, instance: Instance, stratum: int, stops: Iterable[Fact]) -> Row:
        premises = frozenset(map(self.numbered, instance.premises))
        stopping = frozenset(map(self.numbered, stops))
        slots: dict[str, Expression] = {}
        for name, bound in instance.bindings.items():
            if isinstance(bound, Reading):
                number = self.numbered(Fact(bound.subject, bound.property, NUMBER))
                slots[name] = Variable(str(number))
            elif not isinstance(bound, str):
                slots[name] = Number(bound)
        for let in instance.rule.let:
            slots[let.variable] = _filled(let.expression, slots)
        atoms = tuple(
            Atom(*sides)
            for comparison in instance.rule.where
            if (sides := _sides(comparison.left, comparison.operator, comparison.right, slots))
        )
        lets = [slots[let.variable] for let in instance.rule.let]
        computed = {
            self.numbered(fact): slots[pattern.object.name]
            for pattern, fact in zip(instance.rule.then, instance.conclusions, strict=True)
            if fact.object == NUMBER and isinstance(pattern.object, Variable)
        }
        tests = [atom_test(atom) for atom in atoms]
        measures = [measure(let) for let in lets]
        return Row(
            instance,
            stratum,
            premises,
            stopping,
            premises | stopping,
            tuple(map(self.numbered, instance.conclusions)),
            atoms,
            partial(_all_hold, measures, tests) if measures or tests else None,
            tuple((fact, measure(expression)) for fact, expression in computed.items()),
            frozenset(slot for atom in atoms for slot in atom.slots)
            | {int(name) for let in lets for name in variables_of(let)},
            computed,
        )

    def resolved(self, atom: Atom, known: Container[int]) -> Iterator[Atom]:
        """A comparison with each number that rules compute replaced by what computes it."""
        for slot in atom.slots:
            if slot not in known:
                for place in self.suppliers[slot]:
                    filling = {str(slot): self.rows[place].computed[slot]}
                    left, right = (_filled(side, filling) for side in (atom.left, atom.right))
                    yield from self.resolved(Atom(left, atom.operator, right), known)
                return
        yield atom

    def given(self, facts: Iterable[Fact]) -> dict[int, Value | None]:
        """Given facts by number, each with its number when it has one."""
        found: dict[int, Value | None] = {}
        for fact in facts:
            if isinstance(fact.object, str):
                found[self.number[fact]] = None
            else:
                found[self.number[Fact(fact.subject, fact.property, NUMBER)]] = fact.object
        return found

    def run(self, given: Mapping[int, Value | None]) -> State:
        """Everything that follows from the given facts."""
        values: Values = [None] * len(self.facts)
        for fact, number in given.items():
            values[fact] = number  # type: ignore[assignment]
        spread = Spread(self)
        spread.learn(given)
        for stratum in range(self.strata):
            queue = spread.pending[stratum]
            while queue:
                row = self.rows[queue.pop()]
                if row.stops.isdisjoint(spread.true) and (row.holds is None or row.holds(values)):
                    row.compute(values)
                    spread.learn(row.conclusions)
        return State(spread.true, values)

    def fires(self, row: Row, state: State) -> bool:
        """Whether the instance of a row has fired in a state."""
        return (
            row.premises <= state.true
            and row.stops.isdisjoint(state.true)
            and (row.holds is None or row.holds(state.values))
        )


class Spread:
    """What is true so far, and the rows that lack no premise of it and have not had their turn.

    The latter are `pending`, stratum by stratum.
    """

    def __init__(self, closure: Closure):
        self.true: set[int] = set()
        self._uses = closure.uses
        self._lacking = closure.needs[:]
        self.pending: list[list[int]] = [[] for _ in range(closure.strata)]
        for stratum, place in closure.ready:
            self.pending[stratum].append(place)

    def learn(self, facts: Iterable[int]) -> None:
        true, uses, lacking, pending = self.true, self._uses, self._lacking, self.pending
        for fact in facts:
            if fact not in true:
                true.add(fact)
                for stratum, place in uses[fact]:
                    lacking[place] -= 1
                    if not lacking[place]:
                        pending[stratum].append(place)


@lru_cache(maxsize=8)
def compiled(ground: Ground) -> Closure:
    """All the instances of a knowledge base, compiled once."""
    return Closure(ground)


def _cone(ground: Ground, goals: Iterable[Fact]) -> set[Fact]:
    """The goals and every fact that one of them could depend on."""
    seen = set(goals)
    waiting = list(seen)
    while waiting:
        for instance in ground.concluding.get(waiting.pop(), ()):
            denied = (f for pattern in instance.unless for f in ground.matches(pattern))
            for fact in (*instance.premises, *denied):
                if fact not in seen:
                    seen.add(fact)
                    waiting.append(fact)
    return seen


def _filled(expression: Expression, slots: Mapping[str, Expression]) -> Expression:
    """An expression with what its variables stand for in their place."""
    if isinstance(expression, Variable):
        return slots.get(expression.name, expression)
    if isinstance(expression, Operation):
        return Operation(
            expression.operator, tuple(_filled(part, slots) for part in expression.operands)
        )
    return expression


def _sides(
    left: Expression | str, operator: str, right: Expression | str, slots: Mapping[str, Expression]
) -> tuple[Expression, str, Expression] | None:
    """A comparison with its variables filled; None for one that grounding has settled."""
    if isinstance(left, str) or isinstance(right, str):
        return None
    names = (*variables_of(left), *variables_of(right))
    if any(name not in slots for name in names):
        return None
    sides = _filled(left, slots), _filled(right, slots)
    return (sides[0], operator, sides[1]) if any(map(variables_of, sides)) else None


def measure(expression: Expression) -> Measure:
    """A closure that computes an expression whose variables are named by facts' numbers."""
    if isinstance(expression, Number):
        constant = expression.value
        return lambda values: constant
    if isinstance(expression, Variable):
        slot = int(expression.name)
        return lambda values: values[slot]
    operator, parts = expression.operator, [measure(part) for part in expression.operands]

    def computed(values: Values) -> int | float | None:
        return apply(operator, [part(values) for part in parts])

    return computed


def atom_test(atom: Atom) -> Callable[[Values], bool]:
    """A closure that says whether a comparison holds; one without both numbers does not."""
    left, right, operator = measure(atom.left), measure(atom.right), atom.operator

    def holds(values: Values) -> bool:
        return holds_between(left(values), operator, right(values))

    return holds


def _all_hold(lets: list[Measure], tests: list[Callable[[Values], bool]], values: Values) -> bool:
    return all(let(values) is not None for let in lets) and all(test(values) for test in tests)
