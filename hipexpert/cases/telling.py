"""Why an expectation was not met, told as the difference of two proofs.

A fact that should hold is proved of the nearest athlete of whom it does: some step of that proof
is missing here, or something stands against it. A fact that should not hold is proved, and the
nearest athlete of whom it does not lacks a step of that. Only failures are consulted on again, with
their justifications.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hipexpert.cases.coverage import differing
from hipexpert.cases.firing import carriers
from hipexpert.cases.reading import Case
from hipexpert.cases.running import BLOCKED, CONCLUDED, FailedExpectation, Trial
from hipexpert.model import Consultation, Fact
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.program import GroundProgram
from hipexpert.reasoning.proof import Proof, Prover
from hipexpert.reasoning.what_if import Turn, turn
from hipexpert.reasoning.why_not import FailedRule, failed_rules


class ToldFailure(NamedTuple):
    """A failed expectation with what explains it.

    `proof` is that of a fact that should not hold. `missed` says how far the rule got that should
    have concluded it. `nearest` is the case whose athlete comes nearest and has it otherwise,
    `turn` why: the steps that one of the two has and the other has not.
    """

    failure: FailedExpectation
    proof: Proof | None = None
    missed: FailedRule | None = None
    nearest: Case | None = None
    turn: Turn | None = None

    def json(self) -> dict[str, Any]:
        case, expected, kind, carried_by, blocked_by = self.failure
        return {
            "case": case.sentence,
            "location": str(expected.location),
            "fact": list(expected.fact),
            "rule": expected.rule,
            "kind": kind,
            "carried-by": list(carried_by),
            "expected-blocked-by": list(map(str, expected.blocked_by)),
            "blocked-by": [sorted(map(str, way)) for way in blocked_by],
            "proof": self.proof.json() if self.proof else None,
            "how-far": self.missed.json() if self.missed else None,
            "nearest": self.nearest.sentence if self.nearest else None,
            "difference": self.turn.json() if self.turn else None,
        }


def tell(
    program: GroundProgram, trials: Sequence[Trial], failure: FailedExpectation
) -> ToldFailure:
    """What explains a failed expectation. The trials are those of all cases."""
    case, expected, kind, _, _ = failure
    if kind == BLOCKED:
        return ToldFailure(failure)
    here = consult(program.ground.knowledge, case.answers)
    nearest = _nearest(program, trials, failure)
    there = consult(program.ground.knowledge, nearest.answers) if nearest else None
    if kind == CONCLUDED:
        proof = _proof(here, expected.fact)
        told = turn(proof, there) if proof and there else None
        return ToldFailure(failure, proof=proof, nearest=nearest, turn=told)
    rules = failed_rules(here, expected.fact)
    missed = next((found for found in rules if found.rule.id == expected.rule), None)
    proof = _proof(there, expected.fact) if there else None
    told = turn(proof, here) if proof else None
    return ToldFailure(failure, missed=missed, nearest=nearest, turn=told)


def _nearest(
    program: GroundProgram, trials: Sequence[Trial], failure: FailedExpectation
) -> Case | None:
    """The case in which the fact stands as it should here, with the fewest other answers."""
    case, (fact, rule, *_), kind, _, _ = failure
    candidates = [
        trial.case
        for trial in trials
        if (rule in carriers(program, trial.view, fact)) != (kind == CONCLUDED)
        and (kind != CONCLUDED or any(expected.rule == rule for expected in trial.case.absent))
        and trial.case is not case
    ]
    return min(candidates, key=lambda other: len(differing(case, other)), default=None)


def _proof(consultation: Consultation, fact: Fact) -> Proof | None:
    return Prover(consultation).prove(fact) if consultation.holds(fact) else None
