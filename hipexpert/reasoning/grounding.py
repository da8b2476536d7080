"""Rules specialised by the knowledge base.

Nearly everything a rule joins over is in the knowledge base and never changes. So the rules
are run once on everything that any athlete could ever answer, `unless` ignored and every
number standing for itself. What is left of each rule are its instances: which facts about an
athlete, no more and no less, make it fire.

The instances are what takes the time, so they are kept in the cache, as a table of numbers; the
few that are looked at are put into words again.

It is taken for granted that a numeric property has one value for its subject; answers are
checked for that when they are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from hipexpert.knowledge.cache import entry_beside
from hipexpert.knowledge.questions import possible_answers as possible_answers
from hipexpert.knowledge.stratification import layered, stratify
from hipexpert.model import NUMBER as NUMBER
from hipexpert.model import Fact, KnowledgeBase, Pattern, Rule, Value
from hipexpert.reasoning.instances import (
    Bound,
    BoundValues,
    FactIndex,
    Instance,
    Placeholder,
    filled,
    grow,
    instances_of,
    numbers_shown,
)


class GroundTable(NamedTuple):
    """The instances of one knowledge base in numbers: plain values, which the cache has at once.

    `facts` are those that an athlete can turn, first the possible answers, each with its question
    in `asked`. The rest goes by the place of an instance, stratum by stratum, as many in each as
    `sizes` says: the place of its rule, what the variables of its premises are bound to, its
    premises and conclusions, and those of the facts that its `unless` meet. Where it is `blocked`
    a statement of the world meets one.
    """

    facts: tuple[Fact, ...]
    asked: tuple[str, ...]
    sizes: tuple[int, ...]
    rules: tuple[int, ...]
    bindings: tuple[BoundValues, ...]
    premises: tuple[frozenset[int], ...]
    conclusions: tuple[tuple[int, ...], ...]
    denied: tuple[frozenset[int], ...]
    blocked: frozenset[int]


class Grounding:
    """The instances of one knowledge base in numbers, and in words where one is looked at.

    `number` leads from each of the `facts` to its number, `asked` from each possible answer to the
    question that decides it.
    """

    def __init__(self, knowledge: KnowledgeBase, table: GroundTable):
        self.knowledge = knowledge
        self.table = table
        self.facts = table.facts
        self.number = {fact: number for number, fact in enumerate(self.facts)}
        self.asked: Mapping[Fact, str] = dict(zip(self.facts, table.asked, strict=False))
        self.concluding: Mapping[Fact, tuple[Instance, ...]] = _Concluding(self)
        self._instances: dict[int, Instance] = {}
        self._matches: dict[Pattern, tuple[Fact, ...]] = {}

    def instance(self, place: int) -> Instance:
        """The one instance at a place."""
        if place not in self._instances:
            rule = self.knowledge.rules[self.table.rules[place]]
            self._instances[place] = filled(rule, self.bindings(place), self.knowledge)
        return self._instances[place]

    def bindings(self, place: int) -> dict[str, Bound]:
        """What the premises of the instance at a place bind."""
        names, values = self._names[self.table.rules[place]], self.table.bindings[place]
        return {
            name: Placeholder(*value) if isinstance(value, tuple) else value
            for name, value in zip(names, values, strict=True)
        }

    @cached_property
    def _names(self) -> list[tuple[str, ...]]:
        """What the premises of each rule bind, in the order in which they do."""
        return [
            tuple(dict.fromkeys(name for pattern in rule.when for name in pattern.variables))
            for rule in self.knowledge.rules
        ]

    def places(self, fact: Fact) -> Sequence[int]:
        """The places of the instances that conclude a fact."""
        return self.suppliers[self.number[fact]] if fact in self.number else ()

    @cached_property
    def of_rule(self) -> dict[str, list[int]]:
        """The places of the instances of each rule that has any, by its id."""
        found: dict[str, list[int]] = {}
        for place, rule in enumerate(self.table.rules):
            found.setdefault(self.knowledge.rules[rule].id, []).append(place)
        return found

    @cached_property
    def rows(self) -> list[_Row]:
        """The instances one by one, each as a row of the table."""
        table = self.table
        columns = table.bindings, table.premises, table.conclusions, table.denied
        blocked = (place in table.blocked for place in range(len(table.rules)))
        return [*map(_Row, *columns, blocked)]

    @cached_property
    def suppliers(self) -> list[list[int]]:
        """The places of the instances that conclude a fact, by its number."""
        found: list[list[int]] = [[] for _ in self.facts]
        for place, conclusions in enumerate(self.table.conclusions):
            for fact in conclusions:
                found[fact].append(place)
        return found

    @cached_property
    def strata(self) -> tuple[tuple[Instance, ...], ...]:
        """The instances, stratum by stratum."""
        instances = map(self.instance, range(len(self.table.rules)))
        return tuple(tuple(islice(instances, size)) for size in self.table.sizes)

    @cached_property
    def turned(self) -> FactIndex:
        """All that an athlete can turn."""
        return FactIndex(self.facts)

    @cached_property
    def possible(self) -> FactIndex:
        """All that is true of the world and all that could be of an athlete."""
        return FactIndex((*self.knowledge.statements, *self.asked, *self.concluding))

    def matches(self, pattern: Pattern) -> tuple[Fact, ...]:
        """The possible facts that a filled `unless` could meet."""
        if pattern not in self._matches:
            self._matches[pattern] = tuple(self.possible.matching(pattern))
        return self._matches[pattern]


class _Concluding(Mapping[Fact, tuple[Instance, ...]]):
    """The instances by what they conclude, put into words as they are looked at."""

    def __init__(self, ground: Grounding):
        self.ground = ground

    def __getitem__(self, fact: Fact) -> tuple[Instance, ...]:
        places = self.ground.places(fact)
        if not places:
            raise KeyError(fact)
        return tuple(map(self.ground.instance, places))

    @cached_property
    def _numbers(self) -> dict[int, None]:
        return dict.fromkeys(chain.from_iterable(self.ground.table.conclusions))

    def __iter__(self) -> Iterator[Fact]:
        return map(self.ground.facts.__getitem__, self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


@lru_cache(maxsize=8)
def ground(knowledge: KnowledgeBase) -> Grounding:
    """The rules of a knowledge base as instances over facts about an athlete."""
    if knowledge.part_of:
        return reground(ground(knowledge.part_of), knowledge)
    cached = entry_beside(knowledge, "ground")
    kept = cached.recall(tuple) if cached else None
    if kept is not None:
        facts, *columns = kept
        return Grounding(knowledge, GroundTable(tuple(map(Fact._make, facts)), *columns))
    table = _table(knowledge)
    if cached:
        cached.keep((tuple(map(tuple, table.facts)), *table[1:]))
    return Grounding(knowledge, table)


def reground(ground: Grounding, knowledge: KnowledgeBase) -> Grounding:
    """The grounding of a knowledge base that has other rules, or lacks rules and statements.

    The questions are those of `ground`. Its facts keep their numbers, and its instances are taken
    over but where something gone or new could touch them. Raises UnsoundRules.
    """
    layers = layered(knowledge.rules)
    taken = {
        rule.id: ground.of_rule.get(rule.id, [])
        for rule in knowledge.rules
        if ground.knowledge.rule.get(rule.id) is rule
    }
    made, possible = _made(ground, knowledge, taken)
    number = _numbered(ground.number, made)
    gone = ground.knowledge.statements.keys() - knowledge.statements.keys()
    fresh = possible.all.keys() - ground.possible.all.keys()
    touched = _Touched(FactIndex(gone), FactIndex(gone | fresh))
    rows: dict[str, list[_Row]] = {}
    for rule in knowledge.rules:
        places = taken.get(rule.id, [])
        again = touched.of(ground, rule, places)
        anew = (filled(rule, ground.bindings(place), knowledge) for place in again)
        rows[rule.id] = [ground.rows[place] for place in places if place not in again]
        rows[rule.id] += _rows(knowledge, chain(anew, made[rule.id]), number, possible)
    asked = ground.table.asked
    rows = _able(rows, len(asked))
    return Grounding(knowledge, _tabled(knowledge, layers, number, asked, rows))


def beside(ground: Grounding, rule: Rule, instances: Iterable[Instance]) -> Grounding:
    """Instances of one rule alone, over the facts of `ground`, which have the numbers of there."""
    knowledge = replace(ground.knowledge, rules=(rule,))
    own = [*instances]
    number = _numbered(ground.number, {rule.id: own})
    rows = {rule.id: [*_rows(knowledge, own, number, ground.possible)]}
    asked = ground.table.asked
    return Grounding(knowledge, _tabled(knowledge, ((rule,),), number, asked, rows))


def _table(knowledge: KnowledgeBase) -> GroundTable:
    """The instances of a knowledge base in numbers."""
    asked = {
        fact: question.id
        for question in knowledge.questions.values()
        for fact in possible_answers(knowledge, question, {})
    }
    possible = FactIndex((*knowledge.statements, *asked))
    known: dict[str, set[BoundValues]] = {rule.id: set() for rule in knowledge.rules}
    instances = grow(knowledge, possible, possible.all, known)
    number = _numbered({fact: place for place, fact in enumerate(asked)}, instances)
    rows = {rule: [*_rows(knowledge, own, number, possible)] for rule, own in instances.items()}
    layers, _ = stratify(knowledge.rules)
    return _tabled(knowledge, layers, number, tuple(asked.values()), rows)


def _made(
    ground: Grounding, knowledge: KnowledgeBase, taken: Mapping[str, list[int]]
) -> tuple[dict[str, list[Instance]], FactIndex]:
    """The instances of rules that are not taken over, what else comes of them, and all facts."""
    possible = ground.possible
    made = {
        rule.id: [] if rule.id in taken else [*instances_of(knowledge, rule, possible)]
        for rule in knowledge.rules
    }
    concluded = dict.fromkeys(f for own in made.values() for i in own for f in i.conclusions)
    fresh = [fact for fact in concluded if fact not in possible.all]
    if fresh:
        possible = FactIndex((*possible.all, *fresh))
        known: dict[str, set[BoundValues]] = {
            rule: {tuple(each.bindings.values()) for each in own} for rule, own in made.items()
        }
        for rule, places in taken.items():
            known[rule].update(ground.table.bindings[place] for place in places)
        for rule, own in grow(knowledge, possible, fresh, known).items():
            made[rule] += own
    return made, possible


class _Touched(NamedTuple):
    """What premises may rest on no more, and what `unless` may meet no more, or only now."""

    gone: FactIndex
    turned: FactIndex

    def of(self, ground: Grounding, rule: Rule, places: Iterable[int]) -> set[int]:
        """Those of some instances of a rule that this touches."""
        when = [pattern for pattern in rule.when if self.gone.meet([pattern])]
        unless = [pattern for pattern in rule.unless if self.turned.meet([pattern])]
        found: set[int] = set()
        for place in places if when or unless else ():
            shown = numbers_shown(ground.bindings(place))
            if any(pattern.fact(shown) in self.gone.all for pattern in when) or (
                self.turned.meet(pattern.fill(shown) for pattern in unless)
            ):
                found.add(place)
        return found


class _Row(NamedTuple):
    """An instance in numbers, as the columns of a table have them."""

    bindings: BoundValues
    premises: frozenset[int]
    conclusions: tuple[int, ...]
    denied: frozenset[int]
    blocked: bool


def _numbered(
    number: Mapping[Fact, int], instances: Mapping[str, Iterable[Instance]]
) -> dict[Fact, int]:
    """The numbers of some facts, and after them those of all that instances conclude beside."""
    numbered = dict(number)
    for own in instances.values():
        for instance in own:
            for fact in instance.conclusions:
                numbered.setdefault(fact, len(numbered))
    return numbered


def _rows(
    knowledge: KnowledgeBase,
    instances: Iterable[Instance],
    number: Mapping[Fact, int],
    possible: FactIndex,
) -> Iterator[_Row]:
    """The instances of which every premise can come true, in numbers."""
    statements = knowledge.statements.keys()
    for instance in instances:
        if all(premise in number for premise in instance.premises):
            met = {fact for pattern in instance.unless for fact in possible.matching(pattern)}
            yield _Row(
                tuple(map(_plain, instance.bindings.values())),
                frozenset(map(number.__getitem__, instance.premises)),
                tuple(map(number.__getitem__, instance.conclusions)),
                frozenset(number[fact] for fact in met if fact in number),
                not statements.isdisjoint(met),
            )


def _plain(bound: Bound) -> Value | tuple[str, str]:
    return (bound.subject, bound.property) if isinstance(bound, Placeholder) else bound


def _able(rows: Mapping[str, list[_Row]], asked: int) -> dict[str, list[_Row]]:
    """The instances whose premises answers can bring about; the first facts are those `asked`."""
    every = [*chain.from_iterable(rows.values())]
    needing: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(every):
        for premise in row.premises:
            needing[premise].append(place)
    lacking = [len(row.premises) for row in every]
    waiting = [place for place, lack in enumerate(lacking) if not lack]
    true, fresh = set[int](), list(range(asked))
    while fresh or waiting:
        while fresh:
            fact = fresh.pop()
            if fact not in true:
                true.add(fact)
                for place in needing[fact]:
                    lacking[place] -= 1
                    if not lacking[place]:
                        waiting.append(place)
        while waiting:
            fresh += every[waiting.pop()].conclusions
    return {
        rule: [
            row if row.denied <= true else row._replace(denied=row.denied & true)
            for row in own
            if row.premises <= true
        ]
        for rule, own in rows.items()
    }


def _tabled(
    knowledge: KnowledgeBase,
    layers: Iterable[Iterable[Rule]],
    number: Mapping[Fact, int],
    asked: tuple[str, ...],
    rows: Mapping[str, Sequence[_Row]],
) -> GroundTable:
    """The rows of all rules, stratum by stratum, in columns."""
    place_of = {rule.id: place for place, rule in enumerate(knowledge.rules)}
    strata = [
        [(place_of[rule.id], row) for rule in layer for row in rows[rule.id]] for layer in layers
    ]
    ordered = [each for layer in strata for each in layer]
    return GroundTable(
        tuple(number),
        asked,
        tuple(map(len, strata)),
        tuple(place for place, _ in ordered),
        tuple(row.bindings for _, row in ordered),
        tuple(row.premises for _, row in ordered),
        tuple(row.conclusions for _, row in ordered),
        tuple(row.denied for _, row in ordered),
        frozenset(place for place, (_, row) in enumerate(ordered) if row.blocked),
    )
