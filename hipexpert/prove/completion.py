"""What holds of every athlete about a fact: its completed definition, as clauses.

That is Clark's completion ("Negation as failure", 1978): a fact was answered, or an instance of a
rule that concludes it fires. Answers and comparisons of numbers are left free, so that answers may
even gainsay each other. A completion has more models than the rules have results, where facts hold
each other up; so what is refuted by it comes true for nobody, while what is not refuted need not
come true.

A fact may leave words open: `anything is-prescribed anything`. An instance has those variables
filled in that the fact and the statements of the knowledge settle. Facts and instances are named as
in `hipexpert.verify.completion`, which shares nothing with this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import ANYTHING, NUMBER, KnowledgeBase, Pattern, Rule, Term, Value, Variable
from hipexpert.notation import compare, complete

Clause = tuple[str, ...]
"""Literals, at least one of which is true; `negation` gives the literal that is true instead."""


class OpenFact(NamedTuple):
    """A fact whose subject or object may be left open, which is None then."""

    subject: Value | None
    property: str
    object: Value | None

    def __str__(self) -> str:
        words = (self.subject, self.property, self.object)
        return " ".join("anything" if word is None else str(word) for word in words)

    def covers(self, other: OpenFact) -> bool:
        """Whether another is what this one stands for."""
        pairs = zip(self, other, strict=True)
        return all(one is None or one == two for one, two in pairs)


class OpenInstance(NamedTuple):
    """A rule as far as a fact and the statements settle its variables.

    A `whole` one fires when it has all it needs and nothing it denies.
    """

    rule: Rule
    settled: Mapping[str, Value]
    needs: tuple[OpenFact, ...]
    denies: tuple[OpenFact, ...]
    whole: bool

    def __str__(self) -> str:
        settled = ", ".join(f"{name}={value}" for name, value in sorted(self.settled.items()))
        return f"{self.rule.id}({settled})"


class Definition(NamedTuple):
    """A fact, whether it can be an answer, and every instance that can conclude it."""

    fact: OpenFact
    answered: bool
    instances: tuple[OpenInstance, ...]

    @property
    def facts(self) -> Iterator[OpenFact]:
        """The fact, and those its instances need or deny."""
        yield self.fact
        for instance in self.instances:
            yield from (*instance.needs, *instance.denies)

    @property
    def clauses(self) -> Iterator[Clause]:
        """What the definition says."""
        fact, given = str(self.fact), [given_name(self.fact)] if self.answered else []
        yield (negation(fact), *given, *map(str, self.instances))
        for literal in given:
            yield (negation(literal), fact)
        for instance in self.instances:
            needs, denies = map(str, instance.needs), map(str, instance.denies)
            conditions = [*needs, *map(negation, denies)]
            for literal in conditions:
                yield (negation(str(instance)), literal)
            if instance.whole:
                yield (fact, *map(negation, conditions))


class Definitions:
    """The completed definitions of the facts that rules of a knowledge base conclude."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.answers = [
            OpenFact(fact.subject, fact.property, None if fact.object == NUMBER else fact.object)
            for question in knowledge.questions.values()
            for fact in possible_answers(knowledge, question, {})
        ]
        self._stated: dict[OpenFact, list[OpenFact]] = {}
        for fact in map(OpenFact._make, knowledge.statements):
            subject, verb, thing = fact
            for key in product((subject, None), (verb,), (thing, None)):
                self._stated.setdefault(OpenFact(*key), []).append(fact)
        self._concluding: dict[str, list[tuple[Rule, Pattern]]] = {}
        for rule in knowledge.rules:
            for pattern in rule.then:
                self._concluding.setdefault(pattern.property, []).append((rule, pattern))
        self._changing = {*self._concluding, *(answer.property for answer in self.answers)}

    def of(self, fact: OpenFact) -> Definition | None:
        """The definition of a fact; None for one that is stated."""
        if self._matching(fact):
            return None
        answered = any(fact.covers(each) or each.covers(fact) for each in self.answers)
        found = (
            self._instance(rule, conclusion, bindings, fact)
            for rule, conclusion, bindings in self._uses(fact, loose=None in fact)
        )
        named = {str(instance): instance for instance in found if instance}
        return Definition(fact, answered, tuple(named.values()))

    def below(self, definition: Definition) -> Iterator[OpenFact]:
        """The facts that a definition rests on; of what it denies, each that is stood for."""
        for instance in definition.instances:
            yield from instance.needs
            for fact in instance.denies:
                yield fact
                if None in fact:
                    yield from self._under(fact)

    def _under(self, fact: OpenFact) -> Iterator[OpenFact]:
        """The facts that one which leaves words open stands for, as far as statements tell them."""
        for _, conclusion, bindings in self._uses(fact, loose=False):
            found = _filled(conclusion, bindings)
            if None not in found:
                yield found

    def _uses(
        self, fact: OpenFact, loose: bool
    ) -> Iterator[tuple[Rule, Pattern, dict[str, Value]]]:
        """Each conclusion that can be a fact, with what is settled of its rule's variables then."""
        for rule, conclusion in self._concluding.get(fact.property, ()):
            free = {name for pattern in rule.when for name in pattern.variables}
            start = _extended(conclusion, fact, {}, free)
            found = [] if start is None else [start]
            for pattern in rule.when:
                if pattern.property not in self._changing:
                    found = [w for each in found for w in self._wider(pattern, each, loose)]
            for bindings in found:
                yield rule, conclusion, bindings

    def _wider(
        self, pattern: Pattern, bindings: dict[str, Value], loose: bool
    ) -> list[dict[str, Value]]:
        """The bindings with those of one statement more; `loose` leaves a choice open."""
        facts = self._matching(_filled(pattern, bindings))
        if loose and len(facts) > 1:
            return [bindings]
        wider = (_extended(pattern, fact, bindings, set(pattern.variables)) for fact in facts)
        return [each for each in wider if each is not None]

    def _matching(self, fact: OpenFact) -> list[OpenFact]:
        """The statements that a fact stands for."""
        return self._stated.get(fact, [])

    def _instance(
        self, rule: Rule, conclusion: Pattern, settled: dict[str, Value], fact: OpenFact
    ) -> OpenInstance | None:
        """The instance, or None when the knowledge itself keeps it from concluding the fact."""
        whole = all(name in settled for pattern in rule.when for name in pattern.variables)
        bindings: dict[str, Value] | None = settled
        if whole:
            bindings = complete(rule.let, settled)
            if bindings is None or not all(compare(each, bindings) for each in rule.where):
                return None
            if not fact.covers(_filled(conclusion, bindings)):
                return None
        assert bindings is not None
        # that it denies something of a thing it leaves open says nothing of any other thing
        told = (p for p in rule.unless if whole or bindings.keys() >= set(p.variables))
        denies = tuple(_filled(pattern, bindings) for pattern in told)
        if any(map(self._matching, denies)):
            return None
        needs = (_filled(p, bindings) for p in rule.when if p.property in self._changing)
        open_needs = tuple(need for need in needs if not self._matching(need))
        return OpenInstance(rule, settled, open_needs, denies, whole)


def _filled(pattern: Pattern, bindings: Mapping[str, Value]) -> OpenFact:
    def value(term: Term) -> Value | None:
        return bindings.get(term.name) if isinstance(term, Variable) else term

    return OpenFact(value(pattern.subject), pattern.property, value(pattern.object))


def _extended(
    pattern: Pattern, fact: OpenFact, bindings: dict[str, Value], free: set[str]
) -> dict[str, Value] | None:
    """The bindings with those that make a pattern a fact, of `free` names; None where none do."""
    extended = dict(bindings)
    for term, value in zip(pattern.terms, (fact.subject, fact.object), strict=True):
        if value is None or term is ANYTHING:
            continue
        if isinstance(term, Variable):
            if term.name in free and extended.setdefault(term.name, value) != value:
                return None
        elif term != value:
            return None
    return extended


def covering(facts: Iterable[OpenFact], fresh: Iterable[OpenFact]) -> Iterator[Clause]:
    """That what is so of a fact is so of one that leaves more open, where either is fresh."""
    alike: dict[str, list[OpenFact]] = {}
    for fact in facts:
        alike.setdefault(fact.property, []).append(fact)
    pairs = {
        pair
        for one in fresh
        for other in alike[one.property]
        if one != other
        for pair in ((one, other), (other, one))
    }
    for general, fact in sorted(pairs, key=str):
        if general.covers(fact):
            yield (negation(str(fact)), str(general))


def given_name(fact: OpenFact) -> str:
    """The literal that a fact was answered."""
    return f"given {fact}"


def negation(literal: str) -> str:
    """The literal that is true where another is not."""
    return literal[5:-1] if literal.startswith("not (") else f"not ({literal})"
