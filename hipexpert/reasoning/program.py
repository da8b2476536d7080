"""The compiled ground program: what it is for a rule to fire, said once.

Every instance of a rule is a ground rule, of the numbers that grounding gives to facts about the
athlete; a comparison becomes a Python closure when it is first made. `GroundRule.fires` says of a
view, which may leave facts and numbers open, whether the rule fires in it. The engine's matcher,
the runs of this program, the partial model, why-not and abduction all read that; the proof checker
and the oracle of the tests stay apart on purpose.

A run counts down the premises a ground rule still lacks (Dowling and Gallier, "Linear-time
algorithms for testing the satisfiability of propositional Horn formulae", 1984), stratum by
stratum, so that an `unless` sees a finished world. It records no justification.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import NamedTuple

from hipexpert.model import Expression, Fact, Number, Operation, Rule, Value, Variable
from hipexpert.notation import apply, holds_between, variables_of
from hipexpert.reasoning.grounding import NUMBER, Grounding
from hipexpert.reasoning.instances import Bound, Instance, Placeholder

Values = list[int | float | None]
"""The number of each numeric fact that is true, by the number of the fact."""

Measure = Callable[[Values], int | float | None]


class View(NamedTuple):
    """What is certain and what is possible, by number, and the numbers known so far.

    Where nothing is open, what is possible is certain, and the two are one set.
    """

    certain: set[int]
    possible: set[int]
    values: Values


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


@dataclass(eq=False)
class GroundRule:
    """An instance in numbers; what few runs look at is made when they do.

    `place` is its place in the grounding. `negative` are the facts any of which keeps it from
    firing.
    """

    ground: Grounding
    place: int
    rule: Rule
    stratum: int
    premises: frozenset[int]
    negative: frozenset[int]
    conclusions: tuple[int, ...]

    def fires(self, view: View) -> bool | None:
        """Whether it fires in a view; None while what is open could still decide it.

        It fires when all its premises hold, nothing that it denies does, and its numbers
        compare as it says.
        """
        if not self.premises <= view.possible or not self.negative.isdisjoint(view.certain):
            return False
        compares = self.compares(view.values)
        settled = self.premises <= view.certain and self.negative.isdisjoint(view.possible)
        return compares if settled or compares is False else None

    def missing(self, view: View) -> frozenset[int]:
        """The premises that are not certain."""
        return self.premises - view.certain

    def blocking(self, view: View) -> frozenset[int]:
        """What is certain though the rule denies it."""
        return self.negative & view.certain

    def compares(self, values: Values) -> bool | None:
        """Whether its comparisons hold; None while a number is open."""
        if not (self.rule.let or self.rule.where):
            return True
        if None in map(values.__getitem__, self.numbers):
            return None
        return self.holds is None or self.holds(values)

    def compute(self, values: Values) -> None:
        """Note the numbers that its firing computes, for the rules above it."""
        for fact, number_of in self.computes:
            if values[fact] is None:
                values[fact] = number_of(values)

    @cached_property
    def instance(self) -> Instance:
        return self.ground.instance(self.place)

    @cached_property
    def bindings(self) -> Mapping[str, Bound]:
        """What its premises bind: the instance itself takes longer to put into words."""
        return self.ground.bindings(self.place)

    @cached_property
    def around(self) -> frozenset[int]:
        """The premises, and what keeps it from firing."""
        return self.premises | self.negative

    @cached_property
    def _slots(self) -> dict[str, Expression]:
        """What its variables of number stand for."""
        return slots_of(self.ground, self.rule, self.bindings)

    @cached_property
    def lets(self) -> tuple[Expression, ...]:
        """The numbers that it computes on the way; without one of them it does not fire."""
        return tuple(self._slots[let.variable] for let in self.rule.let)

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Its comparisons of numbers that answers decide."""
        return atoms_of(self.rule, self._slots)

    @cached_property
    def holds(self) -> Callable[[Values], bool] | None:
        """Whether its comparisons hold once all its numbers are known; None where it has none."""
        measures, tests = list(map(measure, self.lets)), list(map(atom_test, self.atoms))
        return partial(_all_hold, measures, tests) if measures or tests else None

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The premises whose number it compares or computes with.

        In most runs one of them is open, and then nothing has to be made of its comparisons.
        """
        bound = map(self.bindings.get, computed_with(self.rule))
        readings = (value for value in bound if isinstance(value, Placeholder))
        number = self.ground.number
        return frozenset(number[Fact(read.subject, read.property, NUMBER)] for read in readings)

    @cached_property
    def computed(self) -> Mapping[int, Expression]:
        """What it computes, by conclusion."""
        return {
            fact: self._slots[pattern.object.name]
            for pattern, fact in zip(self.rule.then, self.conclusions, strict=True)
            if isinstance(pattern.object, Variable) and self.ground.facts[fact].object == NUMBER
        }

    @cached_property
    def computes(self) -> tuple[tuple[int, Measure], ...]:
        """What computes the number of each conclusion that has one."""
        return tuple((fact, measure(each)) for fact, each in self.computed.items())


class GroundProgram:
    """The ground rules that some goals can depend on, ready to be run on any answers."""

    def __init__(self, ground: Grounding, goals: Iterable[Fact] | None = None):
        self.ground = ground
        self.number: dict[Fact, int] = dict(ground.number)
        self.facts: list[Fact] = list(ground.facts)
        self.asked = dict(enumerate(ground.table.asked))
        self.strata = len(ground.table.sizes)
        if goals is None:
            self.rows = ground_rules(ground)
        else:
            self.rows = _cone(compiled(ground), set(map(self.numbered, goals)))
        self.uses: list[list[tuple[int, int]]] = [[] for _ in self.facts]
        self.suppliers: list[list[int]] = [[] for _ in self.facts]
        self.needs = [len(row.premises) for row in self.rows]
        for place, row in enumerate(self.rows):
            use = row.stratum, place
            for premise in row.premises:
                self.uses[premise].append(use)
            for conclusion in row.conclusions:
                self.suppliers[conclusion].append(place)
        self.ready = [
            (row.stratum, place) for place, row in enumerate(self.rows) if not row.premises
        ]

    @cached_property
    def by_place(self) -> dict[int, GroundRule]:
        """The ground rule of each instance that is one, by its place in the grounding."""
        return {row.place: row for row in self.rows}

    def numbered(self, fact: Fact) -> int:
        """The number of a fact, a new one for a new fact."""
        if fact not in self.number:
            self.number[fact] = len(self.facts)
            self.facts.append(fact)
        return self.number[fact]

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

    def run(self, given: Mapping[int, Value | None]) -> View:
        """Everything that follows from the given facts."""
        values: Values = [None] * len(self.facts)
        for fact, number in given.items():
            values[fact] = number  # type: ignore[assignment]
        spread = Spread(self)
        spread.learn(given)
        view = View(spread.true, spread.true, values)
        for stratum in range(self.strata):
            queue = spread.pending[stratum]
            while queue:
                row = self.rows[queue.pop()]
                if row.fires(view):
                    row.compute(values)
                    spread.learn(row.conclusions)
        return view


class Spread:
    """What is true so far, and the rows that lack no premise of it and have not had their turn.

    The latter are `pending`, stratum by stratum.
    """

    def __init__(self, program: GroundProgram):
        self.true: set[int] = set()
        self._uses = program.uses
        self._lacking = program.needs[:]
        self.pending: list[list[int]] = [[] for _ in range(program.strata)]
        for stratum, place in program.ready:
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
def compiled(ground: Grounding) -> GroundProgram:
    """All the instances of a knowledge base, compiled once."""
    return GroundProgram(ground)


def ground_rules(ground: Grounding) -> list[GroundRule]:
    """The instances in numbers, but those that the world itself blocks."""
    table = ground.table
    strata = (stratum for stratum, size in enumerate(table.sizes) for _ in range(size))
    rules = map(ground.knowledge.rules.__getitem__, table.rules)
    columns = zip(rules, strata, table.premises, table.denied, table.conclusions, strict=True)
    return [
        GroundRule(ground, place, *numbers)
        for place, numbers in enumerate(columns)
        if place not in table.blocked
    ]


def _cone(program: GroundProgram, goals: set[int]) -> list[GroundRule]:
    """The ground rules on which some goals can depend, in order."""
    seen, places = set(goals), set[int]()
    waiting = [goal for goal in goals if goal < len(program.facts)]
    while waiting:
        for place in program.suppliers[waiting.pop()]:
            if place not in places:
                places.add(place)
                fresh = program.rows[place].around - seen
                seen |= fresh
                waiting += fresh
    return [program.rows[place] for place in sorted(places)]


@cache
def computed_with(rule: Rule) -> tuple[str, ...]:
    """The variables that its comparisons and its `let` name, each once."""
    sides = (side for each in rule.where for side in (each.left, each.right))
    written = (*(let.expression for let in rule.let), *sides)
    expressions = (each for each in written if not isinstance(each, str))
    return tuple(dict.fromkeys(name for each in expressions for name in variables_of(each)))


def slots_of(ground: Grounding, rule: Rule, bindings: Mapping[str, Bound]) -> dict[str, Expression]:
    """What the variables of number of an instance stand for, those that it computes included."""
    slots: dict[str, Expression] = {}
    for name, bound in bindings.items():
        if isinstance(bound, Placeholder):
            fact = Fact(bound.subject, bound.property, NUMBER)
            slots[name] = Variable(str(ground.number[fact]))
        elif not isinstance(bound, str):
            slots[name] = Number(bound)
    for let in rule.let:
        slots[let.variable] = _filled(let.expression, slots)
    return slots


def atoms_of(rule: Rule, slots: Mapping[str, Expression]) -> tuple[Atom, ...]:
    """The comparisons of an instance that answers decide."""
    return tuple(
        Atom(*sides)
        for each in rule.where
        if (sides := _sides(each.left, each.operator, each.right, slots))
    )


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
