"""What a consultation amounts to, as a table: findings, ratios, drills with their sets, advice.

Everything here is read off the conclusions; nothing is decided. `Result.json` is the contract
that other programs rely on.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from hipexpert.model import Fact, KnowledgeBase, Value
from hipexpert.reasoning.disputes import Dispute, disputes
from hipexpert.reasoning.interview import could_change
from hipexpert.reasoning.proof import Proof, Prover, steps_of
from hipexpert.reasoning.sections import without_section
from hipexpert.reasoning.verdict import SETS, Dose, Verdict, Week
from hipexpert.vocabulary.body import LEFT, RIGHT
from hipexpert.vocabulary.dosing import IS_DONE_DAYS_PER_WEEK, IS_LOADED_WITH, TAKES_DOSE
from hipexpert.vocabulary.language import CONTESTABLE, DIRECTIVE, IS, SENTENCE, WRITTEN_AS
from hipexpert.vocabulary.prescription import (
    BEGINS_ON,
    CHANGES_TO,
    CRITERION,
    CROWDED_OUT,
    DRILL,
    FILLS,
    IS_ADVISED,
    IS_BARRED_BY,
    IS_PRESCRIBED,
    IS_TOLD,
    IS_WORKED_TOWARDS,
    LACKS,
    LEADS_TO,
    OPEN,
    OUTGROWN,
    OVER_THE_SHARE,
    REACHES,
    TAKES_DRILL,
    TOO_HARD,
    TOO_NEW,
)
from hipexpert.vocabulary.safety import IS_CAUTIONED, IS_REFERRED_FOR, SEEN_BY, UNTIL_SEEN

SCHEMA = "hipexpert/consultation/1"


class Grounds(NamedTuple):
    """The rules and the claims that a line rests on, nearest first."""

    rules: tuple[str, ...]
    claims: tuple[str, ...]


class Item(NamedTuple):
    """A sentence for the athlete with its grounds: an advice, a caution, a reason to be seen."""

    id: str
    label: str
    text: str
    grounds: Grounds


class Share(NamedTuple):
    """How many sets each side of a motion gets for each other."""

    motion: str
    left: Value
    right: Value
    claims: tuple[str, ...]


class Line(NamedTuple):
    """One drill of the plan, with its dose, week by week up to the review.

    `following` is the drill to go on to once the criterion is met.
    `assumes` are the unanswered questions whose answer could still change this line.
    """

    drill: str
    label: str
    slot: str
    dose: Dose
    weeks: tuple[Week, ...]
    following: str | None
    grounds: Grounds
    assumes: tuple[str, ...]


class Other(NamedTuple):
    """An outcome that no section tells, in the sentence of its proof."""

    fact: Fact
    text: str
    grounds: Grounds


class LeftOut(NamedTuple):
    """A drill that is not in the plan, with the fact that keeps it out and why that holds."""

    drill: str
    label: str
    fact: Fact
    text: str
    grounds: Grounds


def reason_told(knowledge: KnowledgeBase, reason: str, urgency: str) -> dict[str, str]:
    """A reason to be seen in a result: what to do until then stands in its text."""
    text = f"{knowledge.text(reason, SENTENCE)} {knowledge.text(reason, UNTIL_SEEN)}".strip()
    seen_by = knowledge.text(reason, SEEN_BY)
    return {"id": reason, "text": text, "urgency": urgency, "seen-by": seen_by}


class Result(Verdict):
    """A consultation as it is reported, with the grounds of every line."""

    @cached_property
    def _prover(self) -> Prover:
        return Prover(self.consultation)

    def proofs(self, *facts: Fact) -> list[Proof]:
        return [self._prover.prove(fact) for fact in facts]

    def grounds(self, *facts: Fact) -> Grounds:
        steps = [*steps_of(self.proofs(*facts))]
        return Grounds(
            tuple(dict.fromkeys(step.rule.id for step in steps if step.rule)),
            tuple(dict.fromkeys(claim for step in steps for claim in step.claims)),
        )

    def _items(self, property: str) -> tuple[Item, ...]:
        facts = sorted(
            self.consultation.facts(property), key=lambda f: self.knowledge.where[str(f.object)]
        )
        return tuple(
            Item(
                str(fact.object),
                self.knowledge.label(fact.object),
                self.knowledge.text(str(fact.object), SENTENCE),
                self.grounds(fact),
            )
            for fact in facts
        )

    @cached_property
    def reasons(self) -> tuple[Item, ...]:
        """Why the athlete is referred, the most urgent first."""
        return tuple(sorted(self._items(IS_REFERRED_FOR), key=lambda r: self.urgency_of(r.id)))

    @cached_property
    def could_change(self) -> tuple[str, ...]:
        """The questions not known whose answers could still change the result, in their order."""
        found = could_change(self.knowledge, self.consultation.answers)
        return tuple(question.id for question in found)

    @cached_property
    def advice(self) -> tuple[Item, ...]:
        return self._items(IS_ADVISED)

    @cached_property
    def cautions(self) -> tuple[Item, ...]:
        return self._items(IS_CAUTIONED)

    @cached_property
    def notes(self) -> tuple[Item, ...]:
        """What is known of the sport, and what was looked for in it and not found."""
        return self._items(IS_TOLD)

    @cached_property
    def ratios(self) -> tuple[Share, ...]:
        return tuple(
            Share(motion, sides[LEFT], sides[RIGHT], self.grounds(fact).claims)
            for motion, (fact, sides) in self.favoured.items()
        )

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The plan, in the order of its slots."""
        return tuple(map(self._line, self.drills))

    def facts_of(self, drill: str) -> tuple[Fact, ...]:
        """What its line of the plan says of a drill: that it is in it, its side, its dose."""
        return (
            next(f for f in self.consultation.facts(IS_PRESCRIBED) if f.object == drill),
            *(
                fact
                for property in _DOSED
                for fact in self.consultation.facts(property)
                if fact.subject == drill
            ),
        )

    def _line(self, drill: str) -> Line:
        facts = self.facts_of(drill)
        slot = str(self.knowledge.object(drill, FILLS))
        return Line(
            drill,
            self.knowledge.label(drill),
            slot,
            self.dose(drill),
            self.weeks(drill),
            self.following(drill),
            self.grounds(*facts),
            self.assumed(facts),
        )

    def assumed(self, facts: Iterable[Fact]) -> tuple[str, ...]:
        """The questions not answered whose answer could take away what `facts` rest on.

        They are those that could bring about something whose absence a proof leans on.
        """
        questions = self.knowledge.questions
        absent = {
            question
            for step in steps_of(self.proofs(*facts))
            if step.kind == "absent"
            for question in step.questions
        }
        return tuple(sorted(absent, key=lambda name: questions[name].order))

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What is not in the plan although a slot of it is open, with the reason.

        These are the drills that a condition bars; those that were looked at before the one
        taken but lack something, are too hard, too new or outgrown; and the drills of slots that
        found no place.
        """
        if self.status != "plan":
            return ()
        taken = {str(f.subject): str(f.object) for f in self.consultation.facts(TAKES_DRILL)}
        standing = self.consultation.facts(IS)
        looked_at = {
            str(fact.object)
            for property in (REACHES, CHANGES_TO)
            for fact in self.consultation.facts(property)
        }
        reasons = [
            (drill, fact)
            for slot in (f.subject for f in standing if f.object == OPEN)
            for drill in self._drills_of(slot)
            for fact in self._ruled_out(drill, drill in looked_at)
        ]
        reasons += [(taken[fact.subject], fact) for fact in standing if fact.object == CROWDED_OUT]
        return tuple(
            LeftOut(
                drill,
                self.knowledge.label(drill),
                fact,
                self._prover.prove(fact).because,
                self.grounds(fact),
            )
            for drill, fact in reasons
        )

    def _drills_of(self, slot: str) -> list[str]:
        """The drills that fill a slot, in the order of the knowledge."""
        drills = self.knowledge.instances(DRILL)
        return [drill for drill in drills if self.knowledge.object(drill, FILLS) == slot]

    def _ruled_out(self, drill: str, looked_at: bool) -> list[Fact]:
        """What rules a drill out: a condition, and where it was looked at the rest too."""
        barred = self.consultation.facts(IS_BARRED_BY)
        lacking = self.consultation.facts(LACKS) if looked_at else ()
        standing = [Fact(drill, IS, how) for how in RULED_OUT if looked_at]
        return [
            *(fact for fact in (*barred, *lacking) if fact.subject == drill),
            *filter(self.consultation.holds, standing),
        ]

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """What was concluded beside all that the sections tell."""
        return tuple(
            Other(fact, self._prover.prove(fact).because, self.grounds(fact))
            for fact in without_section(self.consultation, self.status == "plan")
        )

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        """What is disputed of the claims the result rests on, the shakiest first."""
        contestable = self.knowledge.instances(CONTESTABLE)
        directives = self.knowledge.instances(DIRECTIVE)
        reported = [
            fact
            for fact in self.consultation.outcomes
            if fact.property in contestable
            if self.status == "plan" or fact.property not in directives
        ]
        rules, claims = self.grounds(*reported, *(other.fact for other in self.others))
        return disputes(self.knowledge, claims, rules)

    def _referral(self) -> dict[str, Any] | None:
        if not self.reasons:
            return None
        reasons = [
            {
                **told,
                **reason_told(self.knowledge, told["id"], self.urgency_of(told["id"])[1]),
            }
            for told in _items(self.reasons)
        ]
        return {"urgency": self.urgency, "reasons": reasons}

    def _next(self, line: Line) -> dict[str, str] | None:
        if line.following is None:
            return None
        return {"drill": line.following, "criterion": self.knowledge.text(line.drill, CRITERION)}

    def json(self) -> dict[str, Any]:
        """The result in the shape of the contract `hipexpert/consultation/1`."""
        answers = self.consultation.answers
        said: dict[str, Any] = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in answers.given.items()
        }
        said |= dict.fromkeys(answers.unknown, "unknown")
        kind = self.asymmetry
        one_legged = self.one_legged
        return {
            "schema": SCHEMA,
            "status": self.status,
            "knowledge": self.knowledge.identity,
            "answers": {key: said[key] for key in self.knowledge.questions if key in said},
            "referral": self._referral(),
            "asymmetry": {
                "type": self.knowledge.text(kind, WRITTEN_AS, kind),
                "findings": [
                    {
                        "side": finding.side,
                        "motion": finding.motion,
                        "status": finding.status,
                        "basis": finding.basis,
                        "gap-degrees": finding.gap,
                    }
                    for finding in self.findings
                ],
                "signs": [
                    {
                        "side": side,
                        "sign": fact.object,
                        "rules": list(self.grounds(fact).rules),
                    }
                    for side, fact in self.signs
                ],
            },
            "ratios": [{**share._asdict(), "claims": list(share.claims)} for share in self.ratios],
            "unilateral-to-bilateral": {
                "unilateral": one_legged.object,
                "bilateral": 1,
                "claims": list(self.grounds(one_legged).claims),
            }
            if one_legged
            else None,
            "plan": [
                {
                    "drill": line.drill,
                    "label": line.label,
                    "favours": line.dose.favours,
                    "sets": line.dose.sets,
                    "repetitions": line.dose.repetitions,
                    "hold-seconds": line.dose.hold_seconds,
                    "days-per-week": line.dose.days_per_week,
                    "first": line.dose.first,
                    "load": self.knowledge.label(line.dose.load) if line.dose.load else None,
                    "rest-seconds": line.dose.rest_seconds,
                    "next": self._next(line),
                    "weeks": [
                        {
                            "week": week.week,
                            "sets": week.sets,
                            "repetitions": week.repetitions,
                            "hold-seconds": week.hold_seconds,
                        }
                        for week in line.weeks
                    ],
                    "rules": list(line.grounds.rules),
                    "claims": list(line.grounds.claims),
                    "assumes": list(line.assumes),
                }
                for line in self.lines
            ],
            "advice": _items(self.advice),
            "cautions": _items(self.cautions),
            "notes": _items(self.notes),
            "session-minutes": self.session_minutes,
            "left-out": [
                {
                    "id": left.drill,
                    "text": left.text,
                    "rules": list(left.grounds.rules),
                    "claims": list(left.grounds.claims),
                }
                for left in self.left_out
            ],
            "disputes": [
                {
                    "claim": dispute.claim,
                    "standing": dispute.standing,
                    "text": dispute.text,
                    "for": list(dispute.supporting),
                    "against": list(dispute.against),
                }
                for dispute in self.disputes
            ],
            "other": [
                {
                    "fact": list(other.fact),
                    "text": other.text,
                    "rules": list(other.grounds.rules),
                    "claims": list(other.grounds.claims),
                }
                for other in self.others
            ],
            "measure-next": list(self.measure_next),
            "could-change": list(self.could_change),
            "review-after-weeks": self.review_after_weeks,
        }


_DOSED = (
    IS_WORKED_TOWARDS,
    BEGINS_ON,
    TAKES_DOSE,
    IS_LOADED_WITH,
    IS_DONE_DAYS_PER_WEEK,
    *SETS,
    LEADS_TO,
)
RULED_OUT = (TOO_HARD, TOO_NEW, OVER_THE_SHARE, OUTGROWN)
"""How a drill stands that is not taken, beside being barred and lacking kit."""


def _items(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "text": item.text,
            "rules": list(item.grounds.rules),
            "claims": list(item.grounds.claims),
        }
        for item in items
    ]
