"""Writes the first lines of the page that answers why: what a reader needs to judge the rest.

They are the numbers, the finding, the drill, the dose, and the weakest link. Of a reason to be seen
they are what was answered, what it may mean, how soon, what to do until then, and the weakest link.
All is read off the proof; whoever wants each step asks for it.
"""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.face.caveats import claim_address
from hipexpert.face.doses import dose_text
from hipexpert.face.pages.page import (
    Entries,
    Entry,
    Passage,
    Run,
    Section,
    listed,
    quiet,
    sentence_case,
    words,
)
from hipexpert.face.sides import degrees_text
from hipexpert.model import KnowledgeBase, Value
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import ClaimStanding, Proof
from hipexpert.reasoning.verbalization import pattern_text
from hipexpert.reasoning.verdict import SIDES
from hipexpert.vocabulary.asking import DENIES
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.measuring import MEASURES
from hipexpert.vocabulary.messages import (
    NO_ANSWER_BEHIND,
    NO_CLAIM_BEHIND,
    NO_RANGE_BEHIND,
    ONLY_DENIALS_BEHIND,
    UNTIL_THEN,
    WEAKEST_LINK,
)
from hipexpert.vocabulary.prescription import FILLS, IS_PRESCRIBED
from hipexpert.vocabulary.safety import IS_REFERRED_FOR, UNTIL_SEEN

ANSWERS_NAMED = 5
"""How many answers are named where no range was measured; the rest are counted."""


class FirstLine(NamedTuple):
    """One of the first lines: its name, what it says, and where to read on."""

    label: str
    text: str
    link: str = ""


def head(result: Result, proof: Proof, every_step: str = "") -> Section:
    """The first lines as a section; `every_step` is the command that shows the whole proof."""
    knowledge = result.knowledge
    title = sentence_case(pattern_text(knowledge, proof.fact))
    entries = Entries(tuple(map(_entry, lines(result, proof))))
    asked = (Passage(words(quiet(f"Every step of it: {every_step}"))),) if every_step else ()
    return Section(title, (entries, *asked))


def _entry(line: FirstLine) -> Entry:
    link = (words(Run(line.link, "quiet", line.link)),) if line.link else ()
    return Entry(line.label, (words(line.text), *link))


def lines(result: Result, proof: Proof) -> tuple[FirstLine, ...]:
    """The first lines of why the fact of a proof holds, whatever kind of conclusion it is."""
    fact = proof.fact
    if fact.property == IS_REFERRED_FOR:
        between = _to_be_seen(result, str(fact.object))
    elif fact.property == IS_PRESCRIBED and fact.object in result.drills:
        between = _prescribed(result, proof, str(fact.object))
    else:
        between = (FirstLine("Finding", sentence_case(proof.because)),)
    return (basis(result, proof), *between, _weakest(result.knowledge, standing(result, proof)))


def standing(result: Result, proof: Proof) -> ClaimStanding | None:
    """How what the lines tell stands: of a drill its side and its dose too, as in the plan."""
    proofs, drill = [proof], str(proof.fact.object)
    if proof.fact.property == IS_PRESCRIBED and drill in result.drills:
        proofs += result.proofs(*result.facts_of(drill))
    found = (each.standing for each in proofs if each.standing)
    return min(found, key=lambda standing: standing.rank, default=None)


# What it rests on


def basis(result: Result, proof: Proof) -> FirstLine:
    """The ranges of a proof on both sides; where it has none, the answers that it rests on."""
    measured = measured_pairs(result, proof)
    if measured:
        return FirstLine("Numbers", listed(measured))
    knowledge = result.knowledge
    given = dict.fromkeys(
        step.because
        for step in proof.steps()
        if step.kind == "given" and step.fact.property != DENIES
    )
    said = [*given][:ANSWERS_NAMED]
    more = len(given) - len(said)
    answers = listed([*said, *([f"and {more} more"] if more else [])])
    if proof.fact.property == IS_REFERRED_FOR and given:
        return FirstLine("You answered", answers)
    phrase = (NO_RANGE_BEHIND if given else ONLY_DENIALS_BEHIND) if _given(proof) else None
    sentence = knowledge.text(phrase or NO_ANSWER_BEHIND, SENTENCE)
    return FirstLine("Numbers", fill_sentence(sentence, {"answers": answers}, str))


def _given(proof: Proof) -> bool:
    return any(step.kind == "given" for step in proof.steps())


def measured_pairs(result: Result, proof: Proof) -> tuple[str, ...]:
    """The motions that a proof rests on the measure of, with what was measured on both sides."""
    of = result.knowledge.object
    motions = {
        str(of(step.fact.subject, OF_MOTION)): None
        for step in proof.steps()
        if step.kind == "given" and step.fact.property == MEASURES
    }
    return tuple(_pair(result, motion) for motion in motions)


def _pair(result: Result, motion: str) -> str:
    knowledge, values = result.knowledge, dict[str, Value]()
    for fact in result.consultation.facts(MEASURES):
        if knowledge.object(fact.subject, OF_MOTION) == motion:
            values[str(knowledge.object(fact.subject, ON_SIDE))] = fact.object
    sides = (
        f"{degrees_text(values[side])} {knowledge.label(side)}"
        if side in values
        else f"{knowledge.label(side)} not measured"
        for side in SIDES
    )
    return f"{sentence_case(knowledge.label(motion))}: {', '.join(sides)}"


# What follows from it


def _prescribed(result: Result, proof: Proof, drill: str) -> tuple[FirstLine, ...]:
    knowledge = result.knowledge
    purpose = knowledge.label(str(knowledge.object(drill, FILLS)))
    return (
        FirstLine("Finding", _finding(result, proof, drill)),
        FirstLine("Drill", f"{knowledge.label(drill)}, for {purpose}."),
        FirstLine("Dose", f"{sentence_case(dose_text(knowledge, drill, result.dose(drill)))}."),
    )


def _finding(result: Result, proof: Proof, drill: str) -> str:
    """What was found that a drill is there for; else what was found of the hips as a whole."""
    subjects = {step.fact.subject for step in proof.steps() if step.kind == "derived"}
    found = [finding for finding in result.findings if finding.motion_on_side in subjects]
    if found:
        told = min(found, key=lambda finding: finding.side != result.favours(drill))
        return sentence_case(result.proofs(told.fact)[0].because)
    label = sentence_case(result.knowledge.label(result.asymmetry))
    return f"{label}. {result.knowledge.text(result.headline, SENTENCE)}".strip()


def _to_be_seen(result: Result, reason: str) -> tuple[FirstLine, ...]:
    knowledge = result.knowledge
    _, urgency = result.urgency_of(reason)
    soon = f"{sentence_case(knowledge.label(urgency))}. {knowledge.text(urgency, SENTENCE)}"
    return (
        FirstLine("Finding", knowledge.text(reason, SENTENCE)),
        FirstLine("How soon", soon),
        FirstLine(knowledge.label(UNTIL_THEN), knowledge.text(reason, UNTIL_SEEN)),
    )


def _weakest(knowledge: KnowledgeBase, found: ClaimStanding | None) -> FirstLine:
    label = knowledge.label(WEAKEST_LINK)
    if found is None:
        return FirstLine(label, knowledge.text(NO_CLAIM_BEHIND, SENTENCE))
    meaning = knowledge.text(found.word, "skos:definition")
    said = f"{knowledge.label(found.claim)}: {knowledge.label(found.word)}, {meaning}."
    return FirstLine(label, said, claim_address(knowledge, found.claim))
