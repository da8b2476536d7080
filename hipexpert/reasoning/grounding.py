"""Rules specialised by the knowledge base.

Nearly everything a rule joins over is in the knowledge base and never changes. So the rules
are run once on everything that any athlete could ever answer, `unless` ignored and every
number standing for itself. What is left of each rule are its instances: which facts about an
athlete, no more and no less, make it fire.

The instances are what takes the time, so they are kept in the cache; the rest is put around
them anew.

It is taken for granted that a numeric property has one value for its subject; answers are
checked for that when they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from hipexpert.knowledge.cache import entry_beside
from hipexpert.knowledge.questions import possible_answers as possible_answers
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import (
    ANYTHING,
    Fact,
    KnowledgeBase,
    Location,
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


@dataclass(frozen=True, eq=False)
class Grounding:
    """The instances of one knowledge base, stratum by stratum.

    `asked` leads from each possible fact about an athlete to the question that decides it.
    """

    knowledge: KnowledgeBase
    strata: tuple[tuple[Instance, ...], ...]
    asked: Mapping[Fact, str]
    concluding: Mapping[Fact, tuple[Instance, ...]]
    possible: _Facts
    _matches: dict[Pattern, tuple[Fact, ...]] = field(default_factory=dict, repr=False)

    def matches(self, pattern: Pattern) -> tuple[Fact, ...]:
        """The possible facts that a filled `unless` could meet."""
        if pattern not in self._matches:
            self._matches[pattern] = tuple(self.possible.matching(pattern))
        return self._matches[pattern]


class _Facts:
    """Facts found by property, and by property with subject or with object."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.all: dict[Fact, None] = {}
        self._index: dict[tuple[str, str, Value | None], list[Fact]] = {}
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> bool:
        if fact in self.all:
            return False
        self.all[fact] = None
        for key in (
            ("p", fact.property, None),
            ("s", fact.property, fact.subject),
            ("o", fact.property, fact.object),
        ):
            self._index.setdefault(key, []).append(fact)
        return True

    def matching(self, pattern: Pattern) -> Iterator[Fact]:
        """The facts a pattern, its variables free, stands for."""
        free = (None if isinstance(term, Variable) else term for term in pattern.terms)
        return iter(self.having(pattern.property, *free))

    def having(
        self, property: str, subject: Value | None = None, object_: Value | None = None
    ) -> Sequence[Fact]:
        """The facts of a property, and of a subject or an object where they are not None."""
        if subject is not None:
            found = self._index.get(("s", property, subject), ())
            if object_ is None:
                return found
            return [fact for fact in found if fact.object in (object_, NUMBER)]
        if object_ is not None:
            return self._index.get(("o", property, object_), ())
        return self._index.get(("p", property, None), ())


_SHAPES = (Instance, Placeholder, Fact, Pattern, Location, Variable)


@lru_cache(maxsize=8)
def ground(knowledge: KnowledgeBase) -> Grounding:
    """The rules of a knowledge base as instances over facts about an athlete."""
    asked = {
        fact: question.id
        for question in knowledge.questions.values()
        for fact in possible_answers(knowledge, question, {})
    }
    cached = entry_beside(knowledge, "ground", _SHAPES)
    strata = cached.recall(tuple) if cached else None
    if strata is None:
        strata = _instances(knowledge, asked)
        if cached:
            cached.keep(strata)
    concluding: dict[Fact, list[Instance]] = {}
    for layer in strata:
        for instance in layer:
            for fact in instance.conclusions:
                concluding.setdefault(fact, []).append(instance)
    suppliers = {fact: tuple(instances) for fact, instances in concluding.items()}
    possible = _Facts((*knowledge.statements, *asked, *concluding))
    return Grounding(knowledge, strata, asked, suppliers, possible)


def _instances(knowledge: KnowledgeBase, asked: Iterable[Fact]) -> tuple[tuple[Instance, ...], ...]:
    """The instances, stratum by stratum."""
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

    return tuple(
        tuple(instance for rule in layer for instance in found.get(rule.id, {}).values())
        for layer in layers
    )


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
    shown = {name: NUMBER if isinstance(v, Placeholder) else v for name, v in bound.items()}
    premises = tuple(pattern.fact(shown) for pattern in rule.when)
    return Instance(
        rule,
        bindings,
        tuple(fact for fact in premises if fact not in knowledge.statements),
        tuple(pattern.fill(shown) for pattern in rule.unless),
        tuple(pattern.fact(shown) for pattern in rule.then),
    )
