"""What the template asks of a result: pictures, reasons and disputes, in words of the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from hipexpert.face.ages import age_texts
from hipexpert.face.citation import cited
from hipexpert.face.debate import heading, sides, told_apart
from hipexpert.face.glossary import glossary_blocks
from hipexpert.face.pages import result as result_page
from hipexpert.face.pages.page import Block, Words, listed, sentence_case, spoken
from hipexpert.face.report.chart import Chart, chart
from hipexpert.face.report.dial import Dial, dial
from hipexpert.face.sides import degrees_text, how_it_stands, limit_texts
from hipexpert.model import Fact, KnowledgeBase, Value
from hipexpert.reasoning.disputes import Dispute
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import Proof
from hipexpert.reasoning.ranges import Range, ranges
from hipexpert.reasoning.verdict import SIDES
from hipexpert.records.progress import Course, Progress
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE, SIDED_MOTION
from hipexpert.vocabulary.evidence import HAS_STANDING, STATED_BY
from hipexpert.vocabulary.findings import SHOWS
from hipexpert.vocabulary.language import RESTS_ON, SENTENCE
from hipexpert.vocabulary.messages import HOW_TO_READ_THE_RANGE
from hipexpert.vocabulary.safety import IS_REFERRED_FOR


class RangePicture(NamedTuple):
    """The range of a motion on one side, drawn, and in words."""

    side: str
    caption: str
    title: str
    dial: Dial


class Motion(NamedTuple):
    """What was found of a motion; it has pictures when either side was measured."""

    label: str
    standing: str
    basis: str
    pictures: tuple[RangePicture, ...]


class Reason(NamedTuple):
    """A step of a proof: what it says, its rule, and its claims with number and standing."""

    text: str
    rule: str
    claims: tuple[tuple[int, str], ...]


class Reasons(NamedTuple):
    """Why something is so, from what was answered to the conclusion; `shakiest` in words."""

    label: str
    shakiest: str
    steps: tuple[Reason, ...]


class Writer:
    """What the template asks of a result."""

    def __init__(self, result: Result, today: date | None = None, made: date | None = None):
        self.result = result
        self.today = today
        self.day = made or today
        self.knowledge: KnowledgeBase = result.knowledge

    def label(self, thing: Value) -> str:
        return self.knowledge.label(thing)

    def text(self, thing: str, property: str) -> str:
        return self.knowledge.text(thing, property)

    def say(self, phrase: str) -> str:
        return self.text(phrase, SENTENCE)

    def glossary(self) -> tuple[Block, ...]:
        """What the words of the result mean."""
        return glossary_blocks(self.knowledge, result_page.result_page(self.result))

    # Pictures

    def course(self, course: Course, progress: Progress) -> tuple[str, Chart, tuple[str, ...]]:
        """The title of a course, its picture, and what is to be said of each side."""
        title = sentence_case(self.label(course.motion))
        if course.position:
            title += f", {self.label(course.position)}"
        told = ((trend.side, progress.sentences(course, trend)) for trend in course.trends)
        said = tuple(f"{sentence_case(self.label(side))}. {' '.join(of)}" for side, of in told)
        return title, chart(course), said

    def motions(self) -> Iterator[Motion]:
        for found in ranges(self.result):
            label = sentence_case(self.label(found.motion))
            standing, basis = (
                spoken(said or ()) for said in how_it_stands(self.result, found.motion)
            )
            measured = any(value is not None for value in found.values.values())
            pictures = (
                self._picture(found, side, label, standing) for side in (SIDES if measured else ())
            )
            yield Motion(label, standing, basis, tuple(pictures))

    def _picture(self, found: Range, side: str, label: str, standing: str) -> RangePicture:
        value, other = (
            None if of is None else float(of)
            for of in (found.values[side], *(found.values[s] for s in SIDES if s != side))
        )
        caption = "not measured" if value is None else degrees_text(value)
        title = f"{label}, {self.label(side)}: {caption}."
        if standing:
            title += f" {sentence_case(standing)}."
        most = self._most(self._sided(found.motion, side))
        means = found.norm.means if found.norm else None
        least = min((0, *(of // 10 * 10 for of in (value, other) if of is not None)))
        drawn = dial(side, value, other, found.error, means, most, least)
        return RangePicture(self.label(side), caption, title, drawn)

    def _sided(self, motion: str, side: str) -> str:
        of = self.knowledge.object
        sided = self.knowledge.instances(SIDED_MOTION)
        named = (m for m in sided if (of(m, OF_MOTION), of(m, ON_SIDE)) == (motion, side))
        return next(named, "")

    def _most(self, sided: str) -> float:
        """The largest value that can be answered."""
        asked = (q for q in self.knowledge.questions.values() if q.subject == sided and q.maximum)
        return next((q.maximum for q in asked if q.maximum), 90.0)

    def limits(self) -> list[str]:
        return [*limit_texts(self.result)]

    def ages(self) -> list[str]:
        """What was measured on another day."""
        return [f"{label}. {text}" for label, text in age_texts(self.result, self.today)]

    def read_so(self) -> list[str]:
        """How the pictures are read, and what that rests on."""
        phrase = HOW_TO_READ_THE_RANGE
        claims = map(str, self.knowledge.objects(phrase, RESTS_ON))
        return [self.say(phrase), *(self.text(claim, "skos:definition") for claim in claims)]

    # Reasons

    @cached_property
    def verdict(self) -> Reasons | None:
        """Why the asymmetry is of its type."""
        shown = self.result.consultation.facts(SHOWS)
        return self._reasons(self.result.asymmetry, shown) if shown else None

    @cached_property
    def referral(self) -> tuple[Reasons, ...]:
        """Why the athlete is to be seen."""
        return tuple(
            self._reasons(reason.id, [fact])
            for reason in self.result.reasons
            for fact in self.result.consultation.facts(IS_REFERRED_FOR)
            if fact.object == reason.id
        )

    @cached_property
    def drills(self) -> dict[str, Reasons]:
        """Why each drill is in the plan."""
        lines = self.result.lines
        return {
            line.drill: self._reasons(line.drill, self.result.facts_of(line.drill))
            for line in lines
        }

    @cached_property
    def claims(self) -> dict[str, int]:
        """Every claim the conclusions rest on, with its number, the shakiest first."""
        facts = [
            *self.result.consultation.facts(SHOWS),
            *self.result.consultation.facts(IS_REFERRED_FOR),
            *(fact for line in self.result.lines for fact in self.result.facts_of(line.drill)),
        ]
        found = self.result.grounds(*facts).claims
        ranked = sorted(found, key=self.knowledge.claim_rank)
        return {claim: number for number, claim in enumerate(ranked, 1)}

    def _reasons(self, thing: str, facts: Iterable[Fact]) -> Reasons:
        proofs = self.result.proofs(*facts)
        steps = dict.fromkeys(reason for proof in proofs for reason in self._steps(proof))
        standings = [proof.standing for proof in proofs if proof.standing]
        shakiest = ""
        if standings:
            least = min(standings, key=lambda standing: standing.rank)
            claim = f"[{self.claims[least.claim]}] {self.label(least.claim)}"
            shakiest = f"{claim}: {self.label(least.word)}"
        return Reasons(sentence_case(self.label(thing)), shakiest, tuple(steps))

    def _steps(self, proof: Proof) -> Iterator[Reason]:
        """The steps of a proof that rules took, the first to be taken first."""
        for premise in proof.premises:
            yield from self._steps(premise)
        if proof.rule:
            claims = ((self.claims[c], self.standing(c)) for c in proof.claims)
            yield Reason(sentence_case(proof.because), proof.rule.id, tuple(claims))

    @cached_property
    def steps(self) -> dict[Reason, int]:
        """Every step that something rests on, with its number; what many rest on stands once."""
        of_all = (*self.referral, *([self.verdict] if self.verdict else []), *self.drills.values())
        steps = dict.fromkeys(step for reasons in of_all for step in reasons.steps)
        return {step: number for number, step in enumerate(steps, 1)}

    def numbers(self, reasons: Reasons) -> str:
        """The numbers of the steps of something, those that follow each other as a span."""
        numbers = sorted(self.steps[step] for step in reasons.steps)
        spans = [
            [n for _, n in run] for _, run in groupby(enumerate(numbers), lambda e: e[1] - e[0])
        ]
        return ", ".join(f"{s[0]} to {s[-1]}" if s[1:] else str(s[0]) for s in spans)

    def standing(self, claim: str) -> str:
        return self.label(str(self.knowledge.object(claim, HAS_STANDING)))

    def stated_by(self, claim: str) -> str:
        return listed(map(self.label, self.knowledge.objects(claim, STATED_BY)))

    def sources(self, claim: str) -> list[Words]:
        return list(cited(self.knowledge, claim))

    def disputes(self) -> tuple[list[Dispute], dict[str, list[str]]]:
        return told_apart(self.result.disputes)

    def heading(self, dispute: Dispute) -> str:
        return heading(self.knowledge, dispute)

    def sides(self, dispute: Dispute) -> dict[str, str]:
        return sides(dispute)

    # Answers

    def answers(self) -> dict[str, list[tuple[str, str]]]:
        """What was answered, by group of questions."""
        return result_page.answered(self.result)
