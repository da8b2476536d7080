"""Why something was not concluded: how far each rule got that could have, and what stopped it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hipexpert.knowledge.verbalization import COMPARED
from hipexpert.model import Consultation, Fact, Rule, Value, number_text
from hipexpert.notation import compare, comparison_sides, complete
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.instances import Instance
from hipexpert.reasoning.minimal_change import MinimalChanges, minimal_changes
from hipexpert.reasoning.partial_model import PartialModel, partial_model
from hipexpert.reasoning.program import compiled
from hipexpert.reasoning.proof import Proof, Prover
from hipexpert.reasoning.verbalization import answer_text, pattern_text, sentence_of


class FailedPremise(NamedTuple):
    """What kept a rule from firing.

    `kind` is `missing` (a premise), `short` (a comparison that fails) or `blocked` (an
    `unless` that holds). `text` says it in words. `question` is what would have to be answered
    otherwise, when an answer decides it, and `answer` what it was answered with. `below` tells
    of a missing premise why it is missing, `proof` of a blocking fact why it holds.
    """

    kind: str
    text: str
    question: str = ""
    answer: str = ""
    below: tuple[FailedRule, ...] = ()
    proof: Proof | None = None

    def json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "text": self.text,
            "question": self.question or None,
            "answer": self.answer or None,
            "below": [miss.json() for miss in self.below],
            "proof": self.proof.json() if self.proof else None,
        }


class FailedRule(NamedTuple):
    """How far one rule got: what it had, and what it lacked."""

    rule: Rule
    held: tuple[Fact, ...]
    lacks: tuple[FailedPremise, ...]

    def json(self) -> dict[str, Any]:
        return {
            "rule": self.rule.id,
            "location": str(self.rule.location),
            "held": [list(fact) for fact in self.held],
            "lacks": [lack.json() for lack in self.lacks],
        }


class WhyNot(NamedTuple):
    """Why a fact was not concluded: the rules that could have, the nearest first.

    `changes` are the smallest changes of the answers that would bring it about; or take it
    away, when it was concluded, and then there are no `rules`.
    """

    fact: Fact
    rules: tuple[FailedRule, ...]
    changes: MinimalChanges

    def json(self) -> dict[str, Any]:
        return {
            "fact": list(self.fact),
            "concluded": not self.changes.wanted,
            "rules": [miss.json() for miss in self.rules],
            "smallest-changes": self.changes.json(),
        }


def why_not(consultation: Consultation, fact: Fact, depth: int = 6) -> WhyNot:
    """For each rule that could have concluded `fact`, what stopped it, and what would turn it.

    `depth` bounds how far missing premises are followed down.
    """
    changes = minimal_changes(consultation, fact)
    if not changes.wanted:
        return WhyNot(fact, (), changes)
    return WhyNot(fact, failed_rules(consultation, fact, depth), changes)


def failed_rules(consultation: Consultation, fact: Fact, depth: int = 6) -> tuple[FailedRule, ...]:
    """How far each rule got that could have concluded a fact, the nearest first.

    Of a fact with a number those that could conclude any number are told of.
    """
    tracer = _Tracer(consultation)
    if fact not in tracer.ground.concluding and not isinstance(fact.object, str):
        fact = fact._replace(object=NUMBER)
    return tracer.misses(fact, depth, frozenset())


class _Tracer:
    def __init__(self, consultation: Consultation):
        self.consultation = consultation
        self.knowledge = consultation.knowledge
        self.ground = ground(self.knowledge)
        self.rules = compiled(self.ground).by_place
        self.view: PartialModel = partial_model(self.ground, consultation.answers, ())
        self.prover = Prover(consultation)

    def misses(self, fact: Fact, depth: int, above: frozenset[Fact]) -> tuple[FailedRule, ...]:
        if depth == 0 or fact in above:
            return ()
        found: dict[tuple[str, tuple[tuple[str, str], ...]], FailedRule] = {}
        for place in self.ground.places(fact):
            rule = self.rules.get(place)  # none where the world itself blocks it
            if rule is None or not rule.fires(self.view.view):
                miss = self.miss(self.ground.instance(place), depth, above | {fact})
                found.setdefault((miss.rule.id, tuple(lack[:2] for lack in miss.lacks)), miss)
        ranked = sorted(found.values(), key=lambda m: (len(m.lacks), -len(m.held), m.rule.order))
        return tuple(ranked)

    def miss(self, instance: Instance, depth: int, above: frozenset[Fact]) -> FailedRule:
        held = holding(self.consultation, instance.premises)
        lacks = [
            FailedPremise(
                "missing",
                pattern_text(self.knowledge, fact),
                *self.answered(self.ground.asked.get(fact, "")),
                self.misses(fact, depth - 1, above),
            )
            for fact in instance.premises
            if fact not in self.view.certain
        ]
        if not lacks:
            lacks += self.short(instance)
        for pattern in instance.unless:
            blocking = holding(self.consultation, self.ground.matches(pattern))
            lacks += [self.block(fact) for fact in blocking[:1]]
        return FailedRule(instance.rule, held, tuple(lacks))

    def block(self, fact: Fact) -> FailedPremise:
        question = self.consultation.given.get(fact, "")
        text = sentence_of(self.knowledge, fact)
        return FailedPremise(
            "blocked", text, *self.answered(question), proof=self.prover.prove(fact)
        )

    def answered(self, question: str) -> tuple[str, str]:
        """A question with what it was answered with, in words; nothing when none decides."""
        if not question:
            return "", ""
        answer = self.consultation.answers.given.get(question)
        return question, answer_text(self.knowledge, question, answer)

    def values(self, instance: Instance) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name, bound in instance.bindings.items():
            if isinstance(bound, tuple):
                number = self.view.numbers.get(Fact(bound.subject, bound.property, NUMBER))
                if number is not None:
                    values[name] = number
            else:
                values[name] = bound
        return complete(instance.rule.let, values) or values

    def short(self, instance: Instance) -> Iterator[FailedPremise]:
        """The numbers that have no value, and the comparisons that fail and by how much."""
        values = self.values(instance)
        if complete(instance.rule.let, values) is None:
            yield from (
                FailedPremise("short", f"{let.text} has no value") for let in instance.rule.let
            )
            return
        for comparison in instance.rule.where:
            if compare(comparison, values):
                continue
            left, right = comparison_sides(comparison, values)
            text = f"{comparison.text} does not hold"
            if isinstance(left, int | float) and isinstance(right, int | float):
                text = (
                    f"{number_text(left)} should be {COMPARED[comparison.operator]} "
                    f"{number_text(right)}; it is off by {number_text(round(abs(left - right), 6))}"
                )
            yield FailedPremise("short", text)


def holding(consultation: Consultation, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Those of some possible facts that hold, each with its number filled in."""
    values = (
        fact._replace(object=consultation.value(fact.subject, fact.property) or 0)
        if fact.object == NUMBER
        else fact
        for fact in facts
    )
    return tuple(fact for fact in values if consultation.holds(fact))
