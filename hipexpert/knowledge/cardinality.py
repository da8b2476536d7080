"""Estimates how many instances each rule will have, without making any.

What every property may hold is carried through the rules until nothing is added: which things
each variable can be, and which pairs of them a conclusion can join; two variables that no premises
bind to each other are joined each with each. Then the ways to bind the variables of a rule are
counted along its premises, as the answers of a join are counted without writing one down
(Yannakakis, "Algorithms for Acyclic Database Schemes", 1981).

So no estimate is below the truth, and it is the truth wherever nothing is let go. What is let go
are `where` and `unless`, one premise of every ring of variables, and what two things that are
joined have to do with a third. That the rules can be layered is taken for granted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import NamedTuple

from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import NUMBER, KnowledgeBase, Pattern, Rule, Term, Value, Variable
from hipexpert.notation import variables_of

MOST_PAIRS = 5_000
"""A conclusion that would join more pairs than this is taken to join each with each."""


class JoinStep(NamedTuple):
    """The premises of a rule down to this one: in how many ways they can be met, at the most.

    `ranges` has the number of things that each variable bound by then can be.
    """

    premise: Pattern
    ways: int
    ranges: Mapping[str, int]


class SomeNumber(NamedTuple):
    """Stands for the numbers that an answer, or a `let`, may come to."""

    source: str


CountedThing = Value | SomeNumber
CountedThings = frozenset[CountedThing]


class Product(NamedTuple):
    """Things that are joined, each of the one side with each of the other."""

    left: CountedThings
    right: CountedThings

    def turned(self) -> Product:
        return Product(self.right, self.left)


@lru_cache(maxsize=8)
def sizes(knowledge: KnowledgeBase) -> tuple[tuple[Rule, tuple[JoinStep, ...]], ...]:
    """Each rule, in reading order, with its premises; the ways at the last are its instances."""
    world = _World(knowledge)
    waiting = set(world.held)
    while waiting:
        added: set[str] = set()
        for rule in knowledge.rules:
            if any(premise.property in waiting for premise in rule.when):
                added |= world.conclude(rule)
        waiting = added
    return tuple((rule, tuple(_steps(world, rule))) for rule in knowledge.rules)


def _steps(world: _World, rule: Rule) -> Iterator[JoinStep]:
    step = None
    for count, premise in enumerate(rule.when, 1):
        binds = step is None or not step.ranges.keys() >= {*premise.variables}
        if step and not binds and count < len(rule.when):
            step = step._replace(premise=premise)  # it can only have made the ways fewer
        else:
            join = _Join(world, rule.when[:count])
            names = {name for pattern in rule.when[:count] for name in pattern.variables}
            ranges = {name: world.number(join.things[name]) for name in names}
            step = JoinStep(premise, join.ways(), ranges)
        yield step


class _World:
    """What each property may hold: blocks of what it joins, under where they come from."""

    def __init__(self, knowledge: KnowledgeBase):
        self.held: dict[str, dict[object, frozenset[Product]]] = defaultdict(dict)
        self.numbers: dict[CountedThing, int] = {}
        stated: dict[str, dict[CountedThing, set[CountedThing]]] = defaultdict(
            lambda: defaultdict(set)
        )
        for subject, verb, thing in (*knowledge.statements, *_answers(knowledge)):
            stated[verb][subject].add(thing)
        for verb, rows in stated.items():
            self.held[verb]["stated"] = _blocks(rows)

    def weight(self, thing: CountedThing) -> int:
        """How many things it stands for: itself, or some numbers."""
        return self.numbers.get(thing, 1)

    def number(self, things: Iterable[CountedThing]) -> int:
        return sum(map(self.weight, things))

    def conclude(self, rule: Rule) -> set[str]:
        """Hold what a rule may conclude; the properties that hold more than before."""
        join = _Join(self, rule.when)
        ways = join.ways()
        if not ways:
            return set()
        things = dict(join.things)
        more_numbers = False
        for let in rule.let:
            numbers = SomeNumber(f"?{let.variable} of {rule.id}")
            inputs = {*variables_of(let.expression)}
            most = min(ways, prod(self.number(things[name]) for name in inputs))
            more_numbers |= self.numbers.get(numbers) != most
            self.numbers[numbers] = most
            things[let.variable] = frozenset((numbers,))
        added = set()
        for place, conclusion in enumerate(rule.then):
            subjects, objects = (
                things[term.name] if isinstance(term, Variable) else frozenset((term,))
                for term in conclusion.terms
            )
            blocks = join.pairs(conclusion) or frozenset((Product(subjects, objects),))
            held = self.held[conclusion.property]
            if more_numbers or held.get((rule.order, place)) != blocks:
                held[rule.order, place] = blocks
                added.add(conclusion.property)
        return added


def _answers(knowledge: KnowledgeBase) -> Iterator[tuple[str, str, CountedThing]]:
    """Everything an answer could state."""
    for question in knowledge.questions.values():
        for fact in possible_answers(knowledge, question, {}):
            number = fact.object == NUMBER
            yield fact.subject, fact.property, SomeNumber(question.id) if number else fact.object


def _blocks(rows: Mapping[CountedThing, Iterable[CountedThing]]) -> frozenset[Product]:
    """Rows of things by what they are joined with, those that are joined with the same in one."""
    alike: dict[CountedThings, set[CountedThing]] = defaultdict(set)
    for thing, joined in rows.items():
        alike[frozenset(joined)].add(thing)
    return frozenset(Product(frozenset(things), joined) for joined, things in alike.items())


class _Edge:
    """A premise as what it joins; `variables` are those of its two sides that are variables."""

    def __init__(self, left: str | None, right: str | None, blocks: list[Product]):
        self.left = left
        self.blocks = blocks
        self.variables = tuple(variable for variable in (left, right) if variable)

    def seen_from(self, variable: str) -> list[Product]:
        """Its blocks with `variable` on the left."""
        return self.blocks if variable == self.left else [block.turned() for block in self.blocks]

    def see_from(self, variable: str, blocks: list[Product]) -> None:
        """Have these blocks, `variable` on the left, in place of its own."""
        self.blocks = blocks if variable == self.left else [block.turned() for block in blocks]

    def beyond(self, variable: str) -> str:
        """The other one of its two variables."""
        one, other = self.variables
        return other if variable == one else one


class _Join:
    """Some premises together: what each variable can be, and what each premise then joins."""

    def __init__(self, world: _World, premises: Sequence[Pattern]):
        self.world = world
        self.things: dict[str, CountedThings] = {}
        self.edges = [self._edge(premise) for premise in premises]
        while any(self._narrow(edge) for edge in self.edges):
            pass

    def _edge(self, premise: Pattern) -> _Edge:
        held = self.world.held.get(premise.property, {}).values()
        fitting = (
            Product(_fitting(premise.subject, block.left), _fitting(premise.object, block.right))
            for blocks in held
            for block in blocks
        )
        blocks = [block for block in fitting if block.left and block.right]
        left = self._variable(premise.subject, (block.left for block in blocks))
        right = self._variable(premise.object, (block.right for block in blocks))
        if left and left == right:
            same = [block.left & block.right for block in blocks]
            return _Edge(left, None, [Product(things, things) for things in same])
        return _Edge(left, right, blocks)

    def _variable(self, term: Term, sides: Iterable[CountedThings]) -> str | None:
        """The name under which a term is joined with others; None for a name or a number."""
        if not isinstance(term, Variable):
            return None
        name, things = term.name, frozenset[CountedThing]().union(*sides)
        known = self.things.get(name, things)
        if any(not isinstance(thing, str) for thing in known | things) and name in self.things:
            # any number may turn out to equal any other, so two of a name do not bind each other
            name, known = f"?{name} again, {len(self.things)}", things
        self.things[name] = known & things
        return name

    def _narrow(self, edge: _Edge) -> bool:
        """Drop what no longer joins; whether some variable can be fewer things than before."""
        for variable in edge.variables:
            things = self.things[variable]
            seen = (Product(b.left & things, b.right) for b in edge.seen_from(variable))
            edge.see_from(variable, [b for b in seen if b.left])
        fewer = False
        for variable in edge.variables:
            things = frozenset[CountedThing]().union(*(b.left for b in edge.seen_from(variable)))
            fewer |= things != self.things[variable]
            self.things[variable] = things
        return fewer

    def ways(self) -> int:
        """The number of ways to bind the variables, at the most."""
        if not all(edge.blocks for edge in self.edges):
            return 0
        forest = self._forest()
        total = 1
        seen: set[str] = set()
        for root in self.things:
            if root not in seen:
                total *= self._count(root, forest, seen)
        return total

    def _forest(self) -> dict[str, list[_Edge]]:
        """The premises that tell most, as many as there can be without a ring, by variable."""
        tree = {variable: variable for variable in self.things}

        def root(variable: str) -> str:
            while tree[variable] != variable:
                variable = tree[variable]
            return variable

        forest: dict[str, list[_Edge]] = {variable: [] for variable in self.things}
        for edge in sorted((e for e in self.edges if len(e.variables) == 2), key=self._share):
            one, other = edge.variables
            if root(one) != root(other):
                tree[root(one)] = root(other)
                forest[one].append(edge)
                forest[other].append(edge)
        return forest

    def _share(self, edge: _Edge) -> float:
        """The part of all pairs of its variables that a premise joins."""
        number = self.world.number
        all_pairs = prod(number(self.things[variable]) for variable in edge.variables)
        return sum(number(b.left) * number(b.right) for b in edge.blocks) / all_pairs

    def _count(self, root: str, forest: Mapping[str, list[_Edge]], seen: set[str]) -> int:
        """The ways to bind the variables of one tree: from its leaves, what each thing leads to."""
        order: list[tuple[str, str, _Edge | None]] = [(root, "", None)]
        for variable, _, before in order:
            seen.add(variable)
            ahead = (edge for edge in forest[variable] if edge is not before)
            order += [(edge.beyond(variable), variable, edge) for edge in ahead]
        ways = {v: {t: self.world.weight(t) for t in self.things[v]} for v, _, _ in order}
        for variable, nearer, edge in reversed(order):
            if edge is None:
                break
            leads: Counter[CountedThing] = Counter()
            for block in edge.seen_from(nearer):
                beyond = sum(ways[variable][thing] for thing in block.right)
                for thing in block.left:
                    leads[thing] += beyond
            for thing in ways[nearer]:
                ways[nearer][thing] *= leads[thing]
        return sum(ways[root].values())

    def pairs(self, conclusion: Pattern) -> frozenset[Product] | None:
        """What a conclusion joins, as far as the shortest way between its variables tells.

        None when it has not two variables, when no premises bind them to each other, or when
        they are joined in too many pairs to tell apart.
        """
        subject, object_ = conclusion.terms
        if not (isinstance(subject, Variable) and isinstance(object_, Variable)):
            return None
        way = self._way(object_.name, subject.name)
        if way is None:
            return None
        reached = {thing: frozenset((thing,)) for thing in self.things[object_.name]}
        for edge, nearer in way:
            rows: dict[CountedThing, CountedThings] = {}
            pairs = 0
            for block in edge.seen_from(nearer):
                beyond = frozenset[CountedThing]().union(*(reached[thing] for thing in block.right))
                pairs += len(block.left) * len(beyond)
                if pairs > MOST_PAIRS:
                    return None
                for thing in block.left:
                    rows[thing] = rows[thing] | beyond if thing in rows else beyond
            reached = rows
        return _blocks(reached)

    def _way(self, start: str, goal: str) -> list[tuple[_Edge, str]] | None:
        """The fewest premises that lead from one variable to another, and where each leads."""
        ways: dict[str, list[tuple[_Edge, str]]] = {start: []}
        queue = [start]
        for variable in queue:
            for edge in self.edges:
                if len(edge.variables) == 2 and variable in edge.variables:
                    beyond = edge.beyond(variable)
                    if beyond not in ways:
                        ways[beyond] = [*ways[variable], (edge, beyond)]
                        queue.append(beyond)
        return ways.get(goal)


def _fitting(term: Term, things: CountedThings) -> CountedThings:
    """Those of some things that a name, a number or a variable of a premise fits."""
    if isinstance(term, Variable):
        return things
    return frozenset(t for t in things if t == term or isinstance(t, SomeNumber))
