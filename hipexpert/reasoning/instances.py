"""The instances of rules: what is left of a rule once all but the athlete is filled in.

A rule is joined over everything that could be of any athlete, `unless` ignored and every number
standing for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hipexpert.model import (
    ANYTHING,
    NUMBER,
    Fact,
    KnowledgeBase,
    Operation,
    Pattern,
    Rule,
    Term,
    Value,
    Variable,
)
from hipexpert.notation import compare, complete, variables_of


class Placeholder(NamedTuple):
    """Stands for the number that `subject property` will turn out to have."""

    subject: str
    property: str


Bound = Value | Placeholder

BoundValues = tuple[Value | tuple[str, str], ...]
"""What an instance's premises bind, in the order in which they do; a placeholder is any pair."""


class Instance(NamedTuple):
    """A rule with everything but the athlete filled in.

    `premises` are the facts about the athlete it needs; those of the world are granted.
    """

    rule: Rule
    bindings: Mapping[str, Bound]
    premises: tuple[Fact, ...]
    unless: tuple[Pattern, ...]
    conclusions: tuple[Fact, ...]


class FactIndex:
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

    def meet(self, patterns: Iterable[Pattern]) -> bool:
        """Whether one of some patterns stands for one of the facts."""
        return any(True for pattern in patterns for _ in self.matching(pattern))

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


def instances_of(
    knowledge: KnowledgeBase,
    rule: Rule,
    facts: FactIndex,
    known: set[BoundValues] | None = None,
) -> Iterator[Instance]:
    """The instances of a rule over some facts, but those whose bindings are known; they are now."""
    known = set() if known is None else known
    for bindings in _join(rule.when, {}, facts):
        key = tuple(bindings.values())
        if key not in known:
            instance = _instance(rule, bindings, knowledge)
            if instance is not None:
                known.add(key)
                yield instance


def grow(
    knowledge: KnowledgeBase,
    facts: FactIndex,
    changed: Iterable[Fact],
    known: Mapping[str, set[BoundValues]],
) -> dict[str, list[Instance]]:
    """The instances, by rule, that come of facts that are new, beside those known.

    `known` has the bindings of these. All that is concluded is added to the facts.
    """
    found: dict[str, list[Instance]] = {rule.id: [] for rule in knowledge.rules}
    properties = {fact.property for fact in changed}
    while properties:
        fresh: set[str] = set()
        for rule in knowledge.rules:
            if properties.isdisjoint(pattern.property for pattern in rule.when):
                continue
            for instance in list(instances_of(knowledge, rule, facts, known[rule.id])):
                found[rule.id].append(instance)
                fresh.update(f.property for f in instance.conclusions if facts.add(f))
        properties = fresh
    return found


def filled(rule: Rule, bindings: Mapping[str, Bound], knowledge: KnowledgeBase) -> Instance:
    """The instance of a rule that some bindings make."""
    return _filled(rule, bindings, _with_computed(rule, bindings) or bindings, knowledge)


def _join(
    patterns: tuple[Pattern, ...], bindings: dict[str, Bound], facts: FactIndex
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


def numbers_shown(bindings: Mapping[str, Bound]) -> dict[str, Value]:
    """Bindings as patterns are filled with them: numbers that are not known yet as `NUMBER`."""
    return {name: NUMBER if isinstance(v, Placeholder) else v for name, v in bindings.items()}


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
    rule: Rule, bindings: Mapping[str, Bound], bound: Mapping[str, Bound], knowledge: KnowledgeBase
) -> Instance:
    """A rule with its variables filled; `bound` has what it computes beside the bindings."""
    shown = numbers_shown(bound)
    premises = tuple(pattern.fact(shown) for pattern in rule.when)
    return Instance(
        rule,
        bindings,
        tuple(fact for fact in premises if fact not in knowledge.statements),
        tuple(pattern.fill(shown) for pattern in rule.unless),
        tuple(pattern.fact(shown) for pattern in rule.then),
    )
