"""What other answers, or other knowledge, would change: two consultations compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hipexpert.model import ANYTHING, Answers, Consultation, Fact, Value, sort_key
from hipexpert.reasoning.ablation import Ablation
from hipexpert.reasoning.answers import consistent
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.proof import Proof, Prover

NewAnswers = Mapping[str, Value | tuple[str, ...] | None]
"""Answers to put in the place of those given; None makes an answer unknown."""


class Turn(NamedTuple):
    """Why a fact holds in one of two consultations and not in the other.

    `proof` is its shortest proof where it holds. `missing` are the steps of it that the other
    consultation is without: answers, statements, rules. `against` are the facts that the other
    has and that stand in its way.
    """

    proof: Proof
    missing: tuple[Proof, ...]
    against: tuple[Fact, ...]

    def json(self) -> dict[str, Any]:
        return {
            "fact": list(self.proof.fact),
            "because": self.proof.because,
            "rule": self.proof.rule.id if self.proof.rule else None,
            "missing": [step.rule.id if step.rule else list(step.fact) for step in self.missing],
            "against": [list(fact) for fact in self.against],
        }


class Difference(NamedTuple):
    """Two consultations compared: what the second gained, lost and kept."""

    before: Consultation
    after: Consultation
    gained: tuple[Fact, ...]
    lost: tuple[Fact, ...]
    kept: tuple[Fact, ...]

    def turns(self) -> tuple[dict[Fact, Turn], dict[Fact, Turn]]:
        """Why each fact was gained, and why each was lost."""
        return (
            _turns(self.gained, self.after, self.before),
            _turns(self.lost, self.before, self.after),
        )

    def json(self, changes: NewAnswers, ablation: Ablation | None = None) -> dict[str, Any]:
        gained, lost = self.turns()
        after = Prover(self.after)
        return {
            "changes": {k: list(v) if isinstance(v, tuple) else v for k, v in changes.items()},
            "without": ablation.json() if ablation else None,
            "gained": [turn.json() for turn in gained.values()],
            "lost": [turn.json() for turn in lost.values()],
            "kept": [
                {"fact": list(fact), "because": proof.because}
                for fact in self.kept
                for proof in (after.prove(fact),)
            ],
        }


def what_if(
    consultation: Consultation, changes: NewAnswers, ablation: Ablation | None = None
) -> Difference:
    """The same athlete with some answers changed, by what is left of the knowledge base."""
    knowledge = consultation.knowledge
    given = {**consultation.answers.given, **changes}
    unknown = consultation.answers.unknown | {key for key, v in given.items() if v is None}
    known = {key: value for key, value in given.items() if value is not None}
    answers = Answers(
        consistent(knowledge, known),
        frozenset(unknown - {key for key, value in changes.items() if value is not None}),
        consultation.answers.locations,
    )
    return difference(consultation, consult(ablation.knowledge if ablation else knowledge, answers))


def difference(before: Consultation, after: Consultation) -> Difference:
    """What one consultation concludes and another does not."""
    was, now = set(before.outcomes), set(after.outcomes)
    return Difference(
        before,
        after,
        *(tuple(sorted(facts, key=sort_key)) for facts in (now - was, was - now, was & now)),
    )


def _turns(facts: Iterable[Fact], here: Consultation, other: Consultation) -> dict[Fact, Turn]:
    prover = Prover(here)
    return {fact: turn(prover.prove(fact), other) for fact in facts}


def turn(proof: Proof, other: Consultation) -> Turn:
    """Why what a proof shows does not hold in another consultation."""
    steps = tuple({(step.fact, step.kind): step for step in proof.steps()}.values())
    against = (fact for step in steps if step.absence for fact in _meeting(step.fact, other))
    return Turn(
        proof,
        tuple(step for step in steps if _is_missing(step, other)),
        tuple(dict.fromkeys(against)),
    )


def _is_missing(step: Proof, other: Consultation) -> bool:
    """Whether a consultation is without a step itself, whatever it is without below it."""
    match step.kind:
        case "given":
            return step.fact not in other.given
        case "stated":
            return step.fact not in other.knowledge.statements
        case "derived":
            return step.rule is not None and step.rule.id not in other.knowledge.rule
    return False


def _meeting(absent: Fact, consultation: Consultation) -> Iterator[Fact]:
    """The facts of a consultation that are what a proof takes to be absent."""
    stated = (f for f in consultation.knowledge.statements if f.property == absent.property)
    for fact in (*consultation.facts(absent.property), *stated):
        if all(word in (ANYTHING.name, said) for word, said in zip(absent, fact, strict=True)):
            yield fact
