"""A second, slow reading of what is certain and what is possible, to hold the outlook to.

It passes over the ground instances again and again until nothing is added, and compares by the
notation; it shares with the outlook neither the compiled instances nor the counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from hipexpert.model import Answers, Fact, Pattern, Value
from hipexpert.notation import compare, complete
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import NUMBER, Grounding, possible_answers
from hipexpert.reasoning.instances import Instance, Placeholder
from hipexpert.reasoning.partial_model import Truth


@dataclass(frozen=True)
class Scan:
    """What is certain and what is possible, given some answers and others open."""

    ground: Grounding
    certain: frozenset[Fact] | set[Fact]
    possible: frozenset[Fact] | set[Fact]
    numbers: Mapping[Fact, Value]
    answered: frozenset[str]

    def state(self, fact: Fact) -> Truth:
        if fact in self.certain:
            return Truth.TRUE
        return Truth.OPEN if fact in self.possible else Truth.FALSE

    def live(self, instance: Instance) -> bool:
        """Whether further answers could still make the instance fire, or already have."""
        return (
            self.possible.issuperset(instance.premises)
            and self.compares(instance) is not False
            and not self.blocked(instance)
        )

    def compares(self, instance: Instance) -> bool | None:
        """Whether the comparisons of the instance hold; None while a number is open."""
        return _compares(instance, self.numbers)

    def blocked(self, instance: Instance) -> bool:
        """Whether one of its `unless` holds whatever comes."""
        return any(_meets(self.ground, pattern, self.certain) for pattern in instance.unless)

    def deciding(self, facts: Iterable[Fact]) -> set[str]:
        """The open questions that could still decide one of the facts."""
        questions: set[str] = set()
        waiting = [fact for fact in facts if self.state(fact) is Truth.OPEN]
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
                    if premise not in seen and self.state(premise) is Truth.OPEN:
                        seen.add(premise)
                        waiting.append(premise)
        return questions


def scan(ground: Grounding, answers: Answers, open_questions: Iterable[str]) -> Scan:
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
        denied = cache(partial(_meets, ground, facts=frozenset(certain)))
        deniable = cache(partial(_meets, ground, facts=frozenset(possible)))
        possible |= _close(layer, certain, numbers, deniable, hopeful=False)
        _close(layer, possible, numbers, denied, hopeful=True)
    return Scan(ground, certain, possible, numbers, frozenset(answers.given))


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
    waiting = [instance for instance in layer if not any(map(blocks, instance.unless))]
    changed = True
    while changed:
        changed = False
        rest = []
        for instance in waiting:
            if not facts.issuperset(instance.premises):
                rest.append(instance)
                continue
            verdict = _compares(instance, numbers)
            if verdict is False or (verdict is None and not hopeful):
                continue
            if not hopeful:
                _number_conclusions(instance, numbers)
            for fact in instance.conclusions:
                if fact not in facts:
                    facts.add(fact)
                    changed = True
        waiting = rest
    return frozenset(facts)


def _meets(ground: Grounding, pattern: Pattern, facts: frozenset[Fact] | set[Fact]) -> bool:
    met = ground.matches(pattern)
    return not (facts.isdisjoint(met) and ground.knowledge.statements.keys().isdisjoint(met))


def _values(instance: Instance, numbers: Mapping[Fact, Value]) -> dict[str, Value] | None:
    """The bindings with every reading replaced by its number, or None while one is open."""
    values: dict[str, Value] = {}
    for name, bound in instance.bindings.items():
        if isinstance(bound, Placeholder):
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
