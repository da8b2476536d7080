"""What the rules alone say of a fact for every athlete: its completed definition, as clauses.

A fact holds only when it was answered, or when an instance of a rule that concludes it fires; and
where all that an instance needs can be told, the fact holds when that does. Both are halves of the
rules' completion (Clark, "Negation as failure", 1978). Every result of the rules keeps to them, so
what they refute comes true for nobody.

A fact may leave its subject or its object open: `athlete is-prescribed anything` says that some
drill is prescribed. An instance has those variables filled in that the fact and the statements of
the knowledge settle; what is left open may be anything. Numbers are not compared where an answer
tells them: an instance then says what it needs, and not that it fires.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hipexpert.verify.answers import asked, possible_facts
from hipexpert.verify.files import Fact, Home
from hipexpert.verify.rules import Bindings, Facts, Rule, fill, is_variable, layered

Clause = frozenset[str]
"""Literals, at least one of which is true; `negation` gives the literal that is true instead."""

OPEN = "anything"
_NAME = re.compile(r"-?[\w.+-]+")
_ANY = "?"


class Instance(NamedTuple):
    """A rule with what is settled filled in: by name, with what it needs and what it denies.

    `whole` ones fire when all they need is there and nothing they deny is.
    """

    name: str
    needs: tuple[Fact, ...]
    denies: tuple[Fact, ...]
    whole: bool


class Completion:
    """The definitions that a knowledge gives its facts.

    Raises LookupError, ValueError or SyntaxError when the knowledge cannot be read.
    """

    def __init__(self, home: Home):
        rules = [Rule(entry) for entry in home.rules]
        if home.problems or len({rule.id for rule in rules}) < len(rules):
            raise ValueError("a file cannot be read, or two rules have one name")
        if not layered(rules):
            raise ValueError("its rules deny each other in a ring and settle nothing")
        self.stated = Facts(home.stated)
        self.answers = [fact for name in asked(home) for fact in possible_facts(home, name)]
        self.concluding: dict[str, list[tuple[Rule, Fact]]] = {}
        for rule in rules:
            for conclusion in rule.then:
                self.concluding.setdefault(conclusion[1], []).append((rule, conclusion))
        self.changing = {*self.concluding, *(verb for _, verb, _ in self.answers)}

    def instances(self, fact: Fact) -> dict[str, Instance]:
        """Every instance that can conclude a fact, by name."""
        found = (
            self._instance(rule, conclusion, bindings, fact)
            for rule, conclusion in self.concluding.get(fact[1], ())
            for bindings in self._settled(rule, _unified(rule, conclusion, fact), None in fact)
        )
        return {instance.name: instance for instance in found if instance}

    def clauses(self, fact: Fact) -> Iterator[Clause]:
        """The definition of a fact; of one that is stated, that it holds."""
        if self.stated.matching(fact):
            yield Clause({name(fact)})
            return
        instances = self.instances(fact)
        given = {given_name(fact)} if self._may_be_answered(fact) else set()
        yield Clause({negation(name(fact)), *given, *instances})
        for literal in given:
            yield Clause({negation(literal), name(fact)})
        for instance in instances.values():
            needs, denies = (set(map(name, facts)) for facts in instance[1:3])
            for literal in (*needs, *map(negation, denies)):
                yield Clause({negation(instance.name), literal})
            if instance.whole:
                yield Clause({name(fact), *map(negation, needs), *denies})

    def _may_be_answered(self, fact: Fact) -> bool:
        return any(covers(fact, answer) or covers(answer, fact) for answer in self.answers)

    def _settled(self, rule: Rule, bindings: Bindings | None, loose: bool) -> list[Bindings]:
        """Every way to fill in what only statements can bind; `loose` leaves a choice open."""
        found = [] if bindings is None else [bindings]
        for pattern in rule.when:
            if pattern[1] not in self.changing:
                found = [wider for each in found for wider in self._wider(pattern, each, loose)]
        return found

    def _wider(self, pattern: Fact, bindings: Bindings, loose: bool) -> Iterator[Bindings]:
        facts = self.stated.matching(fill(pattern, bindings))
        if loose and len(facts) > 1:
            yield bindings
            return
        for fact in facts:
            wider = _bound(pattern, fact, bindings)
            if wider is not None:
                yield wider

    def _instance(
        self, rule: Rule, conclusion: Fact, bindings: Bindings, fact: Fact
    ) -> Instance | None:
        """The instance, or None when the knowledge itself keeps it from concluding the fact."""
        whole = rule.variables - {""} <= bindings.keys()
        filled: Bindings | None = bindings
        if whole:
            filled = rule.numbered(bindings)
            if filled is None or rule.failing(filled) or not covers(fact, fill(conclusion, filled)):
                return None
        assert filled is not None
        denies = []
        for pattern in rule.unless:
            open_words = [term[1:] for term in pattern if is_variable(term) and term != _ANY]
            if whole or filled.keys() >= set(open_words):
                denies.append(fill(pattern, filled))
            # else it denies some fact of which it is not told which one: that says nothing
        if any(map(self.stated.matching, denies)):
            return None
        needs = (fill(pattern, filled) for pattern in rule.when if pattern[1] in self.changing)
        needed = tuple(need for need in needs if not self.stated.matching(need))
        settled = ", ".join(f"{key}={_word(value)}" for key, value in sorted(bindings.items()))
        return Instance(f"{_word(rule.id)}({settled})", needed, tuple(denies), whole)


def covering(facts: Iterable[Fact]) -> Iterator[Clause]:
    """That of any two facts the one that leaves more open holds where the other does."""
    known = set(facts)
    for general in (fact for fact in known if None in fact):
        for fact in known - {general}:
            if covers(general, fact):
                yield Clause({negation(name(fact)), name(general)})


def covers(general: Fact, fact: Fact) -> bool:
    """Whether a fact is one that another, which may leave words open, stands for."""
    return all(one is None or one == other for one, other in zip(general, fact, strict=True))


def _unified(rule: Rule, conclusion: Fact, fact: Fact) -> Bindings | None:
    """What a rule's variables are where it concludes a fact; None where it never does."""
    bindings: Bindings = {}
    for term, value in zip(conclusion, fact, strict=True):
        if value is None or (is_variable(term) and term[1:] not in rule.variables):
            continue  # left open, or a number that is computed
        if not is_variable(term):
            if term != value:
                return None
        elif bindings.setdefault(term[1:], value) != value:
            return None
    return bindings


def _bound(pattern: Fact, fact: Fact, bindings: Bindings) -> Bindings | None:
    wider = dict(bindings)
    for term, value in zip(pattern, fact, strict=True):
        if is_variable(term) and term != _ANY and wider.setdefault(term[1:], value) != value:
            return None
    return wider


def name(fact: Fact) -> str:
    """A fact as a literal. No literal of another kind is written so, as no name has a blank."""
    return " ".join(OPEN if word is None else _word(word) for word in fact)


def given_name(fact: Fact) -> str:
    """The literal that a fact was answered."""
    return f"given {name(fact)}"


def negation(literal: str) -> str:
    """The literal that is true where another is not."""
    return literal[5:-1] if literal.startswith("not (") else f"not ({literal})"


def fact_of(text: str) -> Fact:
    """The fact that a literal names. Raises ValueError when it names none."""
    subject, verb, thing = text.split(" ")
    if verb == OPEN:
        raise ValueError("a fact says what is so")
    return _value(subject), verb, _value(thing)


def _value(word: str) -> str | int | float | None:
    if word == OPEN:
        return None
    number = re.fullmatch(r"-?\d+(\.\d+)?", word)
    return word if number is None else float(word) if number[1] else int(word)


def _word(term: object) -> str:
    if not _NAME.fullmatch(str(term)) or term == OPEN:
        raise ValueError(f"no name is written {term}")
    return str(term)
