"""Rules specialised by the knowledge base, to see what any further answer could still do.

Nearly everything a rule joins over is in the knowledge base and never changes. So the rules
are run once on everything that any athlete could ever answer, `unless` ignored and every
number standing for itself. What is left of each rule are its instances: which facts about an
athlete, no more and no less, make it fire.

On these a consultation that has only begun can be looked at from both sides: what is certain
whatever comes, and what is still possible. Between the two lies what the next question is for.
(For a stratified program this is its alternating fixpoint: Van Gelder, "The Alternating
Fixpoint of Logic Programs with Negation", 1993.)

It is taken for granted that a numeric property has one value for its subject; answers are
checked for that when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import NamedTuple

from hipexpert.knowledge.questions import choices, facts_of
from hipexpert.knowledge.strata import stratify
from hipexpert.model import (
    ANYTHING,
    Answers,
    Fact,
    KnowledgeBase,
    Pattern,
    Question,
    Rule,
    Value,
    Variable,
)
from hipexpert.notation import compare, complete, variables_of
from hipexpert.reasoning.answers import answer_facts

NUMBER = "a number"
"""The object of a possible fact whose number only an answer can tell."""


class Reading(NamedTuple):
    """Stands for the number that `subject property` will turn out to have."""

    subject: str
    property: str


Bound = Value | Reading


class Instance(NamedTuple):
    """A rule with everything but the athlete filled in.

    `premises` are the facts about the athlete it needs; those of the world are granted.
    """

    rule: Rule
    bindings: Mapping[str, Bound]
    premises: tuple[Fact, ...]
    unless: tuple[Pattern, ...]
    conclusions: tuple[Fact, ...]


class State(Enum):
    """How a fact stands while questions are open."""

    FALSE = "false"
    OPEN = "open"
    TRUE = "true"


@dataclass(frozen=True)
class Ground:
    """The instances of one knowledge base, stratum by stratum.

    `asked` leads from each possible fact about an athlete to the question that decides it.
    """

    knowledge: KnowledgeBase
    strata: tuple[tuple[Instance, ...], ...]
    asked: Mapping[Fact, str]
    concluding: Mapping[Fact, tuple[Instance, ...]]
    possible: _Facts

    def matches(self, pattern: Pattern) -> tuple[Fact, ...]:
        """The possible facts that a filled `unless` could meet."""
        return tuple(self.possible.matching(pattern))


class _Facts:
    """Facts found by property, and by property with subject or with object."""

    def __init__(self) -> None:
        self.all: dict[Fact, None] = {}
        self._index: dict[tuple[str, str, Value | None], list[Fact]] = {}

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
        subject, object_ = pattern.terms
        if not isinstance(subject, Variable):
            candidates = self._index.get(("s", pattern.property, subject), [])
            free = isinstance(object_, Variable)
            return (f for f in candidates if free or f.object in (object_, NUMBER))
        if not isinstance(object_, Variable):
            return iter(self._index.get(("o", pattern.property, object_), []))
        return iter(self._index.get(("p", pattern.property, None), []))


def possible_answers(
    knowledge: KnowledgeBase,
    question: Question,
    given: Mapping[str, Value | tuple[str, ...]],
) -> tuple[Fact, ...]:
    """Every fact that some answer to the question would state, beside the answers given."""
    if question.numeric:
        return (Fact(question.subject, question.property, NUMBER),)
    if question.type == "yes-no":
        return facts_of(question, "yes") + facts_of(question, "no")
    return tuple(
        fact
        for choice in choices(knowledge, question, given)
        for fact in facts_of(question, choice)
    )


@lru_cache(maxsize=8)
def ground(knowledge: KnowledgeBase) -> Ground:
    """The rules of a knowledge base as instances over facts about an athlete."""
    layers, _ = stratify(knowledge.rules)
    facts = _Facts()
    for fact in knowledge.statements:
        facts.add(fact)
    asked = {
        fact: question.id
        for question in knowledge.questions.values()
        for fact in possible_answers(knowledge, question, {})
    }
    for fact in asked:
        facts.add(fact)

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
    concluding: dict[Fact, list[Instance]] = {}
    for layer in strata:
        for instance in layer:
            for fact in instance.conclusions:
                concluding.setdefault(fact, []).append(instance)
    suppliers = {fact: tuple(instances) for fact, instances in concluding.items()}
    return Ground(knowledge, strata, asked, suppliers, facts)


def _join(
    patterns: tuple[Pattern, ...], bindings: dict[str, Bound], facts: _Facts
) -> Iterator[dict[str, Bound]]:
    """Every way the facts can satisfy the patterns, from left to right."""
    if not patterns:
        yield dict(bindings)
        return
    first, rest = patterns[0], patterns[1:]
    known = {name: v for name, v in bindings.items() if not isinstance(v, Reading)}
    for fact in facts.matching(first.fill(known)):
        extended = _extend(first, fact, bindings)
        if extended is not None:
            yield from _join(rest, extended, facts)


def _extend(pattern: Pattern, fact: Fact, bindings: dict[str, Bound]) -> dict[str, Bound] | None:
    extended = dict(bindings)
    number = Reading(fact.subject, fact.property)
    for term, value in zip(pattern.terms, (fact.subject, fact.object), strict=True):
        bound: Bound = number if value == NUMBER else value
        if isinstance(term, Variable) and term is not ANYTHING:
            before = extended.setdefault(term.name, bound)
            if before != bound and not isinstance(before, Reading | int | float):
                return None
    return extended


def _instance(rule: Rule, bindings: dict[str, Bound], knowledge: KnowledgeBase) -> Instance | None:
    """The instance, or None when its comparisons can never hold."""
    bound = dict(bindings)
    for let in rule.let:
        if any(isinstance(bound[name], Reading) for name in variables_of(let.expression)):
            bound[let.variable] = Reading("", f"?{let.variable}")
        else:
            numbers = complete((let,), bound)  # type: ignore[arg-type]
            if numbers is None:
                return None
            bound = dict(numbers)
    for comparison in rule.where:
        names = (*variables_of(comparison.left), *variables_of(comparison.right))
        if any(isinstance(bound[name], Reading) for name in names):
            continue
        if not compare(comparison, bound):  # type: ignore[arg-type]
            return None
    shown = {name: NUMBER if isinstance(v, Reading) else v for name, v in bound.items()}
    premises = tuple(pattern.fact(shown) for pattern in rule.when)
    return Instance(
        rule,
        bindings,
        tuple(fact for fact in premises if fact not in knowledge.statements),
        tuple(pattern.fill(shown) for pattern in rule.unless),
        tuple(pattern.fact(shown) for pattern in rule.then),
    )


@dataclass(frozen=True)
class Outlook:
    """What is certain and what is possible, given some answers and others open."""

    ground: Ground
    certain: frozenset[Fact] | set[Fact]
    possible: frozenset[Fact] | set[Fact]
    numbers: Mapping[Fact, Value]
    answered: frozenset[str]

    def state(self, fact: Fact) -> State:
        if fact in self.certain:
            return State.TRUE
        return State.OPEN if fact in self.possible else State.FALSE

    def live(self, instance: Instance) -> bool:
        """Whether further answers could still make the instance fire, or already have."""
        return (
            all(fact in self.possible for fact in instance.premises)
            and _compares(instance, self.numbers) is not False
            and not self.blocked(instance)
        )

    def blocked(self, instance: Instance) -> bool:
        """Whether one of its `unless` holds whatever comes."""
        return any(_meets(self.ground, pattern, self.certain) for pattern in instance.unless)

    def deciding(self, facts: Iterable[Fact]) -> set[str]:
        """The open questions that could still decide one of the facts."""
        questions: set[str] = set()
        waiting = [fact for fact in facts if self.state(fact) is State.OPEN]
        seen = set(waiting)
        while waiting:
            fact = waiting.pop()
            if fact in self.ground.asked:
                questions.add(self.ground.asked[fact])
            for instance in self.ground.concluding.get(fact, ()):
                if not self.live(instance):
                    continue
                needed = list(instance.premises)
                for pattern in instance.unless:
                    needed += self.ground.matches(pattern)
                for premise in needed:
                    if premise not in seen and self.state(premise) is State.OPEN:
                        seen.add(premise)
                        waiting.append(premise)
        return questions

    def refuting(self, facts: Iterable[Fact]) -> set[str]:
        """The questions whose answers keep `facts`, none of which holds, from holding."""
        questions: set[str] = set()
        waiting = list(facts)
        seen = set(waiting)
        while waiting:
            fact = waiting.pop()
            asked = self.ground.asked.get(fact)
            if asked in self.answered:
                questions.add(asked)
            for instance in self.ground.concluding.get(fact, ()):
                decisive = [p for p in instance.premises if p not in self.certain]
                for pattern in instance.unless:
                    decisive += [f for f in self.ground.matches(pattern) if f in self.certain]
                # with every premise there and nothing in the way, a comparison fails
                for premise in decisive or instance.premises:
                    if premise not in seen:
                        seen.add(premise)
                        waiting.append(premise)
        return questions


def outlook(ground: Ground, answers: Answers, open_questions: Iterable[str]) -> Outlook:
    """What is certain and what is possible when `open_questions` may still be answered.

    Every other question that `answers` does not give counts as not known.
    """
    given = answer_facts(ground.knowledge, answers)
    knowledge = ground.knowledge
    still_open = {
        fact
        for name in set(open_questions) - answers.given.keys()
        for fact in possible_answers(knowledge, knowledge.questions[name], answers.given)
    }
    numbers: dict[Fact, Value] = {
        Fact(f.subject, f.property, NUMBER): f.object
        for f in given
        if not isinstance(f.object, str)
    }
    certain: set[Fact] = {*given, *numbers}
    possible = set(certain)
    possible |= still_open
    for layer in ground.strata:
        settled = frozenset(certain)
        denied = partial(_meets, ground, facts=settled)
        deniable = partial(
            _meets, ground, facts=_close(layer, possible, numbers, denied, hopeful=True)
        )
        _close(layer, certain, numbers, deniable, hopeful=False)
    return Outlook(ground, certain, possible, numbers, frozenset(answers.given))


def _close(
    layer: tuple[Instance, ...],
    facts: set[Fact],
    numbers: dict[Fact, Value],
    blocks: Callable[[Pattern], bool],
    *,
    hopeful: bool,
) -> frozenset[Fact]:
    """Add to `facts` what the instances of a layer conclude from them.

    `hopeful` ones count a comparison that is still open as holding.
    """
    waiting = [
        instance
        for instance in layer
        if not any(blocks(pattern) for pattern in instance.unless)
        and (_compares(instance, numbers) is not False if hopeful else True)
    ]
    changed = True
    while changed:
        changed = False
        rest = []
        for instance in waiting:
            if not all(fact in facts for fact in instance.premises):
                rest.append(instance)
                continue
            if not hopeful:
                verdict = _compares(instance, numbers)
                if verdict is not True:
                    continue
                _number_conclusions(instance, numbers)
            for fact in instance.conclusions:
                if fact not in facts:
                    facts.add(fact)
                    changed = True
        waiting = rest
    return frozenset(facts)


def _meets(ground: Ground, pattern: Pattern, facts: frozenset[Fact] | set[Fact]) -> bool:
    return any(
        fact in facts or fact in ground.knowledge.statements for fact in ground.matches(pattern)
    )


def _values(instance: Instance, numbers: Mapping[Fact, Value]) -> dict[str, Value] | None:
    """The bindings with every reading replaced by its number, or None while one is open."""
    values: dict[str, Value] = {}
    for name, bound in instance.bindings.items():
        if isinstance(bound, Reading):
            number = numbers.get(Fact(bound.subject, bound.property, NUMBER))
            if number is None:
                return None
            values[name] = number
        else:
            values[name] = bound
    return values


def _compares(instance: Instance, numbers: Mapping[Fact, Value]) -> bool | None:
    """Whether the comparisons hold; None while a number is open."""
    rule = instance.rule
    if not rule.let and not rule.where:
        return True
    values = _values(instance, numbers)
    if values is None:
        return None
    completed = complete(rule.let, values)
    return completed is not None and all(compare(c, completed) for c in rule.where)


def _number_conclusions(instance: Instance, numbers: dict[Fact, Value]) -> None:
    """Note the numbers that a firing computes, for the rules above it."""
    if all(fact.object != NUMBER for fact in instance.conclusions):
        return
    values = _values(instance, numbers)
    completed = complete(instance.rule.let, values) if values is not None else None
    if completed is not None:
        for pattern, fact in zip(instance.rule.then, instance.conclusions, strict=True):
            if fact.object == NUMBER:
                numbers.setdefault(fact, pattern.fact(completed).object)
