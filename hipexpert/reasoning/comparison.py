"""Why this and not that: two possible conclusions of one consultation side by side.

What is the same for both is told apart from what is not, and the rule is found at which they
part: one met its conditions and the other did not. `proof` and `why_not` say the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from hipexpert.model import Consultation, Fact, KnowledgeBase, Rule, Value
from hipexpert.reasoning.proof import Proof, Prover
from hipexpert.reasoning.verbalization import conclusions_named
from hipexpert.reasoning.why_not import FailedPremise, FailedRule, WhyNot, holding, why_not


class Rival(NamedTuple):
    """One of the two: either it holds and has a proof, or it has near misses.

    `way` are the misses from the conclusion down to the rule that stopped it, each the nearest.
    """

    word: str
    fact: Fact
    proof: Proof | None
    misses: WhyNot | None
    way: tuple[FailedRule, ...]

    @property
    def lacks(self) -> tuple[FailedPremise, ...]:
        """What stopped it, that at the end of the way first; nothing when it holds."""
        ends = [lack for miss in reversed(self.way) for lack in miss.lacks]
        return tuple(lack for lack in ends if not lack.below)

    def json(self) -> dict[str, Any]:
        return {
            "fact": list(self.fact),
            "holds": self.proof is not None,
            "proof": self.proof.json() if self.proof else None,
            "near-misses": self.misses.json() if self.misses else None,
        }


class Parting(NamedTuple):
    """Where two conclusions part: the rule that one met and the other did not.

    `met` is the step of the proof that the rule made. `lack` is the first thing that the other
    lacked of it.
    """

    rule: Rule
    met: Proof
    lack: FailedPremise


class Contrast(NamedTuple):
    """A property in which the knowledge base tells two things apart, with what it says of each."""

    property: str
    this: tuple[Value, ...]
    that: tuple[Value, ...]


class SideBySide(NamedTuple):
    """Two conclusions side by side, and what they share so far as each of them got.

    `parting` is None when both hold or neither does.
    """

    this: Rival
    that: Rival
    parting: Parting | None
    shared_rules: tuple[str, ...]
    shared_facts: tuple[Fact, ...]
    shared_answers: tuple[str, ...]
    contrasts: tuple[Contrast, ...]

    def json(self) -> dict[str, Any]:
        parting = self.parting
        return {
            "this": self.this.json(),
            "that": self.that.json(),
            "parting": {
                "rule": parting.rule.id,
                "met": parting.met.json(),
                "lack": parting.lack.json(),
            }
            if parting
            else None,
            "shared": {
                "rules": list(self.shared_rules),
                "facts": [list(fact) for fact in self.shared_facts],
                "answers": list(self.shared_answers),
            },
            "contrasts": [
                {"property": c.property, "this": list(c.this), "that": list(c.that)}
                for c in self.contrasts
            ],
        }


def compare(consultation: Consultation, this: str, that: str) -> SideBySide:
    """Two things that could be concluded, each named by its id.

    Of all that could be concluded of both, the most telling is compared. Raises NotFound when no
    rule could conclude anything of one.
    """
    prover = Prover(consultation)
    facts = _comparable(consultation, this, that)
    rivals = tuple(
        _rival(prover, word, fact) for word, fact in zip((this, that), facts, strict=True)
    )
    first, second = rivals
    rules = [_rules(rival) for rival in rivals]
    steps = [{step.fact: step for step in _steps(prover, rival)} for rival in rivals]
    both = [step for fact, step in steps[0].items() if fact in steps[1]]
    answers = {name for step in both if step.kind == "given" for name in step.questions}
    return SideBySide(
        first,
        second,
        _parting(first, second),
        tuple(rule for rule in rules[0] if rule in rules[1]),
        tuple(step.fact for step in both if step.kind == "derived"),
        tuple(name for name in consultation.knowledge.questions if name in answers),
        tuple(_contrasts(consultation.knowledge, this, that)),
    )


def _comparable(consultation: Consultation, *words: str) -> tuple[Fact, ...]:
    """What to compare of each: the most telling property that both could have, if there is one.

    Of several facts with that property, one that holds comes first.
    """
    possible = [conclusions_named(consultation.knowledge, (word,)) for word in words]
    common = set.intersection(*({fact.property for fact in facts} for facts in possible))
    chosen = []
    for facts in possible:
        alike = tuple(f for f in facts if not common or f.property in common)
        alike = tuple(f for f in alike if f.property == alike[0].property)
        chosen.append((*holding(consultation, alike), *alike)[0])
    return tuple(chosen)


def _rival(prover: Prover, word: str, fact: Fact) -> Rival:
    if prover.consultation.holds(fact):
        return Rival(word, fact, prover.prove(fact), None, ())
    misses = why_not(prover.consultation, fact)
    way: list[FailedRule] = []
    below = misses.rules
    while below:
        way.append(below[0])
        below = next((lack.below for lack in way[-1].lacks if lack.below), ())
    return Rival(word, fact, None, misses, tuple(way))


def _rules(rival: Rival) -> tuple[str, ...]:
    """The rules that a conclusion used, or would have."""
    return rival.proof.rules if rival.proof else tuple(miss.rule.id for miss in rival.way)


def _steps(prover: Prover, rival: Rival) -> Iterable[Proof]:
    """All that a conclusion rests on, or would have so far as it is there."""
    proofs = [rival.proof] if rival.proof else []
    proofs += [prover.prove(fact) for miss in rival.way for fact in miss.held]
    for proof in proofs:
        for step in proof.steps():
            if not step.absence:
                yield step


def _parting(this: Rival, that: Rival) -> Parting | None:
    """The last rule on the way of the one that does not hold which the other met."""
    held, missed = (this, that) if this.proof else (that, this)
    if held.proof is None or missed.proof is not None:
        return None
    met = {step.rule.id: step for step in reversed([*held.proof.steps()]) if step.rule}
    for miss in reversed(missed.way):
        ends = [lack for lack in miss.lacks if not lack.below]
        if miss.rule.id in met:
            return Parting(miss.rule, met[miss.rule.id], (ends or [*miss.lacks])[0])
    return None


def _contrasts(knowledge: KnowledgeBase, this: str, that: str) -> Iterable[Contrast]:
    """The properties that some rule looks at, and that the two things do not have alike."""
    looked_at = {p.property for rule in knowledge.rules for p in (*rule.when, *rule.unless)}
    for name in knowledge.properties:
        said = knowledge.objects(this, name), knowledge.objects(that, name)
        if name in looked_at and said[0] != said[1]:
            yield Contrast(name, *said)
