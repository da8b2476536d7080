"""The coach's own decisions beside a stored plan, and which rules they speak against.

What was concluded is never rewritten: a decision stands beside it with its reason. None passes a
red flag, and none puts in what a safeguard keeps out; what the safeguards are is marked in the
knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hipexpert.model import Answers, Fact, KnowledgeBase, sort_key
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import RULED_OUT, Result
from hipexpert.reasoning.proof import Proof
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.replay import taken
from hipexpert.records.standing import PlanStanding, standing
from hipexpert.records.store import Override, Record
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import IS, SAFEGUARD
from hipexpert.vocabulary.messages import INCOMPLETE, REFERRED
from hipexpert.vocabulary.prescription import DRILL, IS_BARRED_BY, IS_PRESCRIBED, LACKS

IN, OUT = "in", "out"


class OverrideRefused(ValueError):
    """A decision that cannot stand; the message says why, the hint what holds instead.

    It tells apart a plan that was `withdrawn`, and red flags that are `stale`.
    """

    def __init__(self, message: str, hint: str, *, withdrawn: bool = False, stale: bool = False):
        super().__init__(message)
        self.hint = hint
        self.withdrawn = withdrawn
        self.stale = stale


class CoachsPlan(NamedTuple):
    """A stored plan as the coach has it.

    `lines` are those of the stored plan that stand, `taken_out` the others with the decision on
    each, `put_in` the decisions on drills that it had not.
    """

    lines: tuple[dict[str, Any], ...]
    taken_out: tuple[tuple[dict[str, Any], Override], ...]
    put_in: tuple[Override, ...]

    @property
    def drills(self) -> tuple[str, ...]:
        return (*(line["drill"] for line in self.lines), *(made.drill for made in self.put_in))


def with_overrides(result: Mapping[str, Any], overrides: Iterable[Override]) -> CoachsPlan:
    """A stored result's plan with the decisions on it, the oldest first.

    Of several on one drill the last counts; one that only restores the stored plan is none.
    """
    planned = {line["drill"]: line for line in result["plan"]}
    last = {override.drill: override for override in overrides}
    out = {drill: made for drill, made in last.items() if made.put == OUT and drill in planned}
    return CoachsPlan(
        tuple(line for drill, line in planned.items() if drill not in out),
        tuple((planned[drill], made) for drill, made in out.items()),
        tuple(made for drill, made in last.items() if made.put == IN and drill not in planned),
    )


def decided(
    knowledge: KnowledgeBase,
    record: Record,
    life: Sequence[Record],
    overrides: Iterable[Override],
    drill: str,
    put: str | None = None,
) -> str:
    """Where a decision puts a drill, when none is said: out of the plan, or in if it is not there.

    `life` are all consultations of the athlete. Raises OverrideRefused when the consultation has
    no plan, then or by today's knowledge; when it does not stand any more, or a red flag was not
    asked for today; when the drill is there already; and when a safeguard keeps out what is put in.
    """
    if record.result is None:
        hint = "finish it first: hipexpert consult --resume"
        raise OverrideRefused(f"consultation {record.id} is not finished", hint)
    result = Result(consult(knowledge, taken(knowledge, record.answers)[0]))
    for status, when in ((record.result["status"], ""), (result.status, " by today's knowledge")):
        if status != "plan":
            stands = REFERRED if status == "refer" else INCOMPLETE
            message = f"consultation {record.id} has no plan: it is {stands}{when}"
            raise OverrideRefused(message, "no override passes a red flag")
    _still_stands(standing(knowledge, record, life), record.id)
    there = drill in with_overrides(record.result, overrides).drills
    put = put or (OUT if there else IN)
    if (put == IN) == there:
        message = f"'{drill}' is {'in' if there else 'not in'} the plan of consultation {record.id}"
        raise OverrideRefused(message, f"it can be put {OUT if there else IN}")
    proofs = guarded(result, drill) if put == IN else []
    if proofs:
        message = f"a safeguard keeps '{drill}' out for this athlete, and no override passes it"
        reasons = (f"{proof.rules[0]}: {proof.because}" for proof in proofs)
        raise OverrideRefused(message, "\n  ".join(reasons))
    return put


def _still_stands(stands: PlanStanding, consultation: int) -> None:
    """Raises OverrideRefused where a plan was withdrawn, or may not be changed today."""
    if stands.withdrawal:
        message = f"the plan of consultation {consultation} was withdrawn"
        hint = f"by consultation {stands.withdrawal.by}; no override passes a red flag"
        raise OverrideRefused(message, hint, withdrawn=True)
    if stands.stale:
        message = f"not answered today: {', '.join(stands.stale)}"
        raise OverrideRefused(message, "every red flag is asked on the day of a change", stale=True)


def with_put_in(knowledge: KnowledgeBase, answers: Answers, drills: Iterable[str]) -> Verdict:
    """What the rules say of drills once they are prescribed: how much of each, and on which side.

    It has no proofs, since no rule concluded that they are.
    """
    put_in = (Fact(ATHLETE, IS_PRESCRIBED, drill) for drill in drills)
    return Verdict(consult(knowledge, answers, put_in))


def guarded(result: Result, drill: str) -> list[Proof]:
    """Why safeguards keep a drill out for this athlete: a proof for each that does."""
    safeguards = result.knowledge.instances(SAFEGUARD)
    return [
        result.proofs(fact)[0]
        for fact in sorted(result.consultation.justifications, key=sort_key)
        if fact.subject == drill and not {fact.property, fact.object}.isdisjoint(safeguards)
    ]


@dataclass
class RuleDoubted:
    """How often a rule was decided against.

    `prescribed` counts the lines of plans that rest on it, `taken_out` those of them that a coach
    took out; `kept_out` the drills it helped to leave out, `put_in` those that a coach put in.
    """

    rule: str
    prescribed: int = 0
    taken_out: int = 0
    kept_out: int = 0
    put_in: int = 0
    decisions: list[Override] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The part of what rests on the rule that was decided against."""
        return (self.taken_out + self.put_in) / (self.prescribed + self.kept_out)


class Feedback(NamedTuple):
    """The rules decided against, those most doubted first; and what no rule had looked at."""

    doubts: tuple[RuleDoubted, ...]
    beyond: tuple[Override, ...]
    decisions: tuple[Override, ...]


def feedback(
    knowledge: KnowledgeBase, records: Iterable[Record], overrides: Sequence[Override]
) -> Feedback:
    """Count the decisions by the rules that had prescribed, or kept out, the drill.

    Nearly every line rests on some rules, so what tells is the share of what a rule carried.
    """
    doubts: dict[str, RuleDoubted] = {}
    beyond: list[Override] = []
    decisions: list[Override] = []
    for record in records:
        if record.fault or record.result is None or record.result["status"] != "plan":
            continue
        made = [override for override in overrides if override.consultation == record.id]
        coachs = with_overrides(record.result, made)
        out = {line["drill"]: decision for line, decision in coachs.taken_out}
        put_in = {decision.drill: decision for decision in coachs.put_in}
        decisions += (*out.values(), *put_in.values())
        for line in record.result["plan"]:
            for rule in line["rules"]:
                doubt = doubts.setdefault(rule, RuleDoubted(rule))
                doubt.prescribed += 1
                if line["drill"] in out:
                    doubt.taken_out += 1
                    doubt.decisions.append(out[line["drill"]])
        kept_out = _kept_out_by(knowledge, record)
        for drill, rules in kept_out.items():
            for rule in rules:
                doubt = doubts.setdefault(rule, RuleDoubted(rule))
                doubt.kept_out += 1
                if drill in put_in:
                    doubt.put_in += 1
                    doubt.decisions.append(put_in[drill])
        beyond += (decision for drill, decision in put_in.items() if drill not in kept_out)
    doubted = [doubt for doubt in doubts.values() if doubt.decisions]
    doubted.sort(key=lambda doubt: (-doubt.share, -len(doubt.decisions), doubt.rule))
    return Feedback(tuple(doubted), tuple(beyond), tuple(decisions))


def _kept_out_by(knowledge: KnowledgeBase, record: Record) -> dict[str, dict[str, None]]:
    """The drills left out of a stored plan, with the rules that kept each out.

    Of those the result does not name, they are the rules that concluded what rules the drill out.
    """
    found: dict[str, dict[str, None]] = {}
    for left in (record.result or {})["left-out"]:
        found.setdefault(left["id"], {}).update(dict.fromkeys(left["rules"]))
    named = {*found, *(line["drill"] for line in (record.result or {})["plan"])}
    for drill, rule in _ruled_out(record):
        if drill not in named and drill in knowledge.instances(DRILL):
            found.setdefault(drill, {})[rule] = None
    return found


def _ruled_out(record: Record) -> Iterator[tuple[str, str]]:
    """What a stored proof concludes to be ruled out, with the rule that concluded it."""
    for step in (record.proof or {}).get("steps", ()):
        for subject, property, thing in step["conclusions"]:
            if property in (IS_BARRED_BY, LACKS) or (property == IS and thing in RULED_OUT):
                yield subject, step["rule"]
