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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from hipexpert.knowledge.cache import entry_beside
from hipexpert.knowledge.questions import possible_answers as possible_answers
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import (
    ANYTHING,
    Fact,
    KnowledgeBase,
    Operation,
    Pattern,
    Rule,
    Term,
    Value,
    Variable,
)
from hipexpert.model import NUMBER as NUMBER
from hipexpert.notation import compare, complete, variables_of


class Placeholder(NamedTuple):
    """Stands for the number that `subject property` will turn out to have."""

    subject: str
    property: str


Bound = Value | Placeholder


class Instance(NamedTuple):
    """A rule with everything but the athlete filled in.

    `premises` are the facts about the athlete it needs; those of the world are granted.
    """

    rule: Rule
    bindings: Mapping[str, Bound]
    premises: tuple[Fact, ...]
    unless: tuple[Pattern, ...]
    conclusions: tuple[Fact, ...]


class GroundTable(NamedTuple):
    """The instances of one knowledge base in numbers: plain values, which the cache has at once.

    `facts` are those that an athlete can turn, first the possible answers, each with its question
    in `asked`. The rest goes by the place of an instance, stratum by stratum, as many in each as
    `sizes` says: the place of its rule, what the variables of its premises are bound to, its
    premises and conclusions, and those of the facts that its `unless` meet. Where it is `blocked`
    a statement of the world meets one.
    """

    facts: tuple[tuple[str, str, Value], ...]
    asked: tuple[str, ...]
    sizes: tuple[int, ...]
    rules: tuple[int, ...]
    bindings: tuple[tuple[Value | tuple[str, str], ...], ...]
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
        self.facts = tuple(map(Fact._make, table.facts))
        self.number = {fact: number for number, fact in enumerate(self.facts)}
        self.asked: Mapping[Fact, str] = dict(zip(self.facts, table.asked, strict=False))
        self.concluding: Mapping[Fact, tuple[Instance, ...]] = _Concluding(self)
        self._instances: dict[int, Instance] = {}
        self._matches: dict[Pattern, tuple[Fact, ...]] = {}

    def instance(self, place: int) -> Instance:
        """The one instance at a place."""
        if place not in self._instances:
            rule = self.knowledge.rules[self.table.rules[place]]
            bindings = self.bindings(place)
            computed = _with_computed(rule, bindings) or bindings
            self._instances[place] = _filled(rule, bindings, computed, self.knowledge)
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
    def turned(self) -> _Facts:
        """All that an athlete can turn."""
        return _Facts(self.facts)

    @cached_property
    def possible(self) -> _Facts:
        """All that is true of the world and all that could be of an athlete."""
        return _Facts((*self.knowledge.statements, *self.asked, *self.concluding))

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


class _Facts:
    """Facts found by property, and by property with subject or with object.

    Few properties are ever looked at closely, so each is sorted by subject and by object only then.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.all: dict[Fact, None] = dict.fromkeys(facts)
        self._of: dict[str, list[Fact]] = {}
        for fact in self.all:
            self._of.setdefault(fact.property, []).append(fact)
        self._by_subject: dict[str, dict[Value, list[Fact]]] = {}
        self._by_object: dict[str, dict[Value, list[Fact]]] = {}

    def add(self, fact: Fact) -> bool:
        if fact in self.all:
            return False
        self.all[fact] = None
        self._of.setdefault(fact.property, []).append(fact)
        for index, term in ((self._by_subject, fact.subject), (self._by_object, fact.object)):
            if fact.property in index:
                index[fact.property].setdefault(term, []).append(fact)
        return True

    def matching(self, pattern: Pattern) -> Iterator[Fact]:
        """The facts a pattern, its variables free, stands for."""
        free = (None if isinstance(term, Variable) else term for term in pattern.terms)
        return iter(self.having(pattern.property, *free))

    def having(
        self, property: str, subject: Value | None = None, object_: Value | None = None
    ) -> Sequence[Fact]:
        """The facts of a property, and of a subject or an object where they are not None."""
        of_property = self._of.get(property, ())
        if subject is not None:
            if property not in self._by_subject:
                self._by_subject[property] = _sorted_by(0, of_property)
            found = self._by_subject[property].get(subject, ())
            if object_ is None:
                return found
            return [fact for fact in found if fact.object in (object_, NUMBER)]
        if object_ is not None:
            if property not in self._by_object:
                self._by_object[property] = _sorted_by(2, of_property)
            return self._by_object[property].get(object_, ())
        return of_property


def _sorted_by(term: int, facts: Iterable[Fact]) -> dict[Value, list[Fact]]:
    found: dict[Value, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact[term], []).append(fact)
    return found


@lru_cache(maxsize=8)
def ground(knowledge: KnowledgeBase) -> Grounding:
    """The rules of a knowledge base as instances over facts about an athlete."""
    cached = entry_beside(knowledge, "ground")
    kept = cached.recall(tuple) if cached else None
    if kept is None:
        kept = tuple(_table(knowledge))
        if cached:
            cached.keep(kept)
    return Grounding(knowledge, GroundTable(*kept))


def _table(knowledge: KnowledgeBase) -> GroundTable:
    """The instances of a knowledge base in numbers."""
    asked = {
        fact: question.id
        for question in knowledge.questions.values()
        for fact in possible_answers(knowledge, question, {})
    }
    strata, possible = _instances(knowledge, asked)
    instances = [instance for layer in strata for instance in layer]
    turned = (fact for i in instances for fact in (*i.premises, *i.conclusions))
    facts = tuple(dict.fromkeys((*asked, *turned)))
    number = {fact: place for place, fact in enumerate(facts)}
    place_of = {rule.id: place for place, rule in enumerate(knowledge.rules)}
    statements = knowledge.statements.keys()
    met = [{f for pattern in i.unless for f in possible.matching(pattern)} for i in instances]
    return GroundTable(
        tuple(map(tuple, facts)),  # type: ignore[arg-type]
        tuple(asked.values()),
        tuple(map(len, strata)),
        tuple(place_of[instance.rule.id] for instance in instances),
        tuple(tuple(map(_plain, instance.bindings.values())) for instance in instances),
        tuple(frozenset(map(number.__getitem__, i.premises)) for i in instances),
        tuple(tuple(map(number.__getitem__, i.conclusions)) for i in instances),
        tuple(frozenset(number[fact] for fact in facts if fact in number) for facts in met),
        frozenset(place for place, facts in enumerate(met) if statements & facts),
    )


def _plain(bound: Bound) -> Value | tuple[str, str]:
    return (bound.subject, bound.property) if isinstance(bound, Placeholder) else bound


def _instances(
    knowledge: KnowledgeBase, asked: Iterable[Fact]
) -> tuple[tuple[tuple[Instance, ...], ...], _Facts]:
    """The instances, stratum by stratum, and all facts that can be true."""
    layers, _ = stratify(knowledge.rules)
    facts = _Facts((*knowledge.statements, *asked))
    found: dict[str, dict[tuple[tuple[str, Bound], ...], Instance]] = {}
    changed = {fact.property for fact in facts.all}
    while changed:
        fresh: set[str] = set()
        for rule in knowledge.rules:
            if changed.isdisjoint(pattern.property for pattern in rule.when):
                continue
            instances = found.setdefault(rule.id, {})
            for bindings in list(_join(rule.when, {}, facts)):
                key = tuple(bindings.items())
                if key in instances:
                    continue
                instance = _instance(rule, bindings, knowledge)
                if instance is None:
                    continue
                instances[key] = instance
                fresh.update(f.property for f in instance.conclusions if facts.add(f))
        changed = fresh

    strata = tuple(
        tuple(instance for rule in layer for instance in found.get(rule.id, {}).values())
        for layer in layers
    )
    return strata, facts


def _join(
    patterns: tuple[Pattern, ...], bindings: dict[str, Bound], facts: _Facts
) -> Iterator[dict[str, Bound]]:
    """Every way the facts can satisfy the patterns, from left to right."""
    if not patterns:
        yield bindings
        return
    first, rest = patterns[0], patterns[1:]
    subject, object_ = (_known(term, bindings) for term in first.terms)
    for fact in facts.having(first.property, subject, object_):
        extended = _extend(first, fact, bindings)
        if extended is not None:
            yield from _join(rest, extended, facts)


def _known(term: Term, bindings: Mapping[str, Bound]) -> Value | None:
    """What a term stands for; None where it may be anything, or a number not known yet."""
    if not isinstance(term, Variable):
        return term
    value = bindings.get(term.name)
    return None if isinstance(value, Placeholder) else value


def _extend(pattern: Pattern, fact: Fact, bindings: dict[str, Bound]) -> dict[str, Bound] | None:
    """The bindings with those of one more fact, or None where they do not go together."""
    extended = bindings
    for term, value in zip(pattern.terms, (fact.subject, fact.object), strict=True):
        if not isinstance(term, Variable) or term is ANYTHING:
            continue
        bound: Bound = Placeholder(fact.subject, fact.property) if value == NUMBER else value
        before = extended.get(term.name)
        if before is None:
            extended = {**extended, term.name: bound}
        elif before != bound and not isinstance(before, Placeholder | int | float):
            return None
    return extended


def _instance(rule: Rule, bindings: dict[str, Bound], knowledge: KnowledgeBase) -> Instance | None:
    """The instance, or None when its comparisons can never hold."""
    bound = _with_computed(rule, bindings)
    if bound is None:
        return None
    for comparison in rule.where:
        sides = comparison.left, comparison.right
        used = [bound[name] for side in sides for name in variables_of(side)]
        if any(isinstance(value, Placeholder) for value in used):
            named = any(isinstance(value, str) for value in (*sides, *used))
            computed = any(isinstance(side, Operation) for side in sides)
            if named and (comparison.operator != "!=" or computed):
                return None  # no number is a name, and none is more or less than one
            continue
        if not compare(comparison, bound):  # type: ignore[arg-type]
            return None
    return _filled(rule, bindings, bound, knowledge)


def _with_computed(rule: Rule, bindings: Mapping[str, Bound]) -> dict[str, Bound] | None:
    """The bindings with what a rule computes of them; None where nothing can be computed."""
    bound = dict(bindings)
    for let in rule.let:
        used = [bound[name] for name in variables_of(let.expression)]
        if any(isinstance(value, str) for value in used):
            return None  # nothing can be computed with a name
        if any(isinstance(value, Placeholder) for value in used):
            bound[let.variable] = Placeholder("", f"?{let.variable}")
        else:
            numbers = complete((let,), bound)  # type: ignore[arg-type]
            if numbers is None:
                return None
            bound = dict(numbers)
    return bound


def _filled(
    rule: Rule, bindings: dict[str, Bound], bound: Mapping[str, Bound], knowledge: KnowledgeBase
) -> Instance:
    """A rule with its variables filled; `bound` has what it computes beside the bindings."""
    shown = {name: NUMBER if isinstance(v, Placeholder) else v for name, v in bound.items()}
    premises = tuple(pattern.fact(shown) for pattern in rule.when)
    return Instance(
        rule,
        bindings,
        tuple(fact for fact in premises if fact not in knowledge.statements),
        tuple(pattern.fill(shown) for pattern in rule.unless),
        tuple(pattern.fact(shown) for pattern in rule.then),
    )
