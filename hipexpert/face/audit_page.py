"""Writes the pages that answer why and why not.

It arranges the proofs and near misses of `audit`; whether a step is shown at length, folded
into a line or named as shown above is all that is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.face.page import (
    Block,
    Entries,
    Entry,
    Outline,
    Page,
    Passage,
    Run,
    Section,
    Step,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.result_page import sources_text
from hipexpert.model import Fact, KnowledgeBase
from hipexpert.reasoning.near_miss import Lack, Miss
from hipexpert.reasoning.proof import Proof
from hipexpert.reasoning.wording import pattern_text

MISSES_SHOWN = 5
HELD_SHOWN = 3


def proof_page(knowledge: KnowledgeBase, proof: Proof) -> Page:
    """A proof as an outline, then how well the claims it rests on stand."""
    title = sentence_case(pattern_text(knowledge, proof.fact))
    outline = Outline((_ProofWriter(knowledge).step(proof),))
    standing = tuple(_standing(knowledge, proof))
    return Section(title, (outline,)), *(
        (Section("How well it stands", standing),) if standing else ()
    )


class _ProofWriter:
    """Writes each step of a proof once; after that it is named as above."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.shown: set[Fact] = set()

    def step(self, proof: Proof) -> Step:
        sentence = self.sentence(proof)
        if proof.fact in self.shown and proof.kind in ("derived", "absent"):
            return Step((words(sentence, quiet(" (as above)")),))
        self.shown.add(proof.fact)
        if proof.kind == "absent":
            return Step((words(sentence), *(words(quiet(text)) for text in self.details(proof))))
        folded = [premise for premise in proof.premises if _plain_statement(premise)]
        steps = tuple(self.step(premise) for premise in proof.premises if premise not in folded)
        details = [*self.details(proof), *self.folded(folded)]
        return Step((words(sentence), *(words(quiet(text)) for text in details)), steps)

    def sentence(self, proof: Proof) -> str | Run:
        text, _, _ = proof.because.partition("; not known: ")
        match proof.kind:
            case "derived":
                return strong(sentence_case(text))
            case "given":
                return f"You answered: {text}"
        return sentence_case(text)

    def details(self, proof: Proof) -> Iterator[str]:
        """Where the step comes from, and how well its claims stand."""
        claims = [
            f"{claim}: {self.knowledge.label(_standing_of(self.knowledge, claim))}"
            for claim in proof.claims
        ]
        match proof.kind:
            case "given":
                place = [str(proof.location)] if proof.location else []
                yield listed([*proof.questions, *place])
            case "absent":
                if proof.premises:
                    said = listed(premise.because for premise in proof.premises)
                    yield f"ruled out by your answers: {said}"
                labels = (self.knowledge.questions[name].label for name in proof.questions)
                if proof.questions:
                    yield f"not known: {listed(labels)}"
            case _:
                rule = f"rule {proof.rule.id}, " if proof.rule else ""
                yield listed([f"{rule}{proof.location}", *claims])

    def folded(self, statements: list[Proof]) -> Iterator[str]:
        if statements:
            places = dict.fromkeys(str(statement.location) for statement in statements)
            said = listed(statement.because for statement in statements)
            yield f"from the knowledge base: {said} ({', '.join(places)})"


def _plain_statement(proof: Proof) -> bool:
    """Whether a step only says how the world is laid out, which no claim has to carry."""
    return proof.kind == "stated" and not proof.claims


def _standing_of(knowledge: KnowledgeBase, claim: str) -> str:
    return str(knowledge.object(claim, "has-standing"))


def _standing(knowledge: KnowledgeBase, proof: Proof) -> Iterator[Block]:
    """The weakest standing along the chain, then each claim with its sources."""
    claims = sorted(proof.all_claims, key=knowledge.claim_rank)
    if not claims:
        return
    weakest = _standing_of(knowledge, claims[0])
    meaning = knowledge.text(weakest, "skos:definition")
    label = knowledge.label(weakest)
    yield Passage(words("The weakest claim on the way is ", strong(label), f": {meaning}."))
    yield Entries(
        tuple(Entry(knowledge.label(claim), tuple(_claim(knowledge, claim))) for claim in claims)
    )


def _claim(knowledge: KnowledgeBase, claim: str) -> Iterator[Words]:
    standing = sentence_case(knowledge.label(_standing_of(knowledge, claim)))
    yield words(standing, quiet(f" ({claim})"))
    for_it, against = (knowledge.objects(claim, p) for p in ("supported-by", "contradicted-by"))
    if cited := sources_text(knowledge, for_it, against):
        yield words(quiet(cited))


def near_misses_page(knowledge: KnowledgeBase, fact: Fact, misses: tuple[Miss, ...]) -> Page:
    """How far each rule got that could have concluded `fact`, and what stopped it."""
    title = f"Not concluded: {pattern_text(knowledge, fact)}"
    if not misses:
        return (Section(title, (Passage(words("No rule could conclude this.")),)),)
    steps = tuple(_miss(knowledge, miss) for miss in misses[:MISSES_SHOWN])
    blocks: tuple[Block, ...] = (Outline(steps),)
    if len(misses) > MISSES_SHOWN:
        blocks += (Passage(words(quiet(f"and {len(misses) - MISSES_SHOWN} more"))),)
    return (Section(title, blocks),)


def _miss(knowledge: KnowledgeBase, miss: Miss) -> Step:
    """One rule, what it had, and the first thing it lacked, followed down."""
    first, *others = miss.lacks
    paragraphs = [words(strong(miss.rule.label)), words(quiet(_rule_place(miss)))]
    if miss.held:
        held = [pattern_text(knowledge, fact) for fact in miss.held]
        more = [f"and {len(held) - HELD_SHOWN} more"] if len(held) > HELD_SHOWN else []
        paragraphs.append(words(quiet(f"It had: {listed(held[:HELD_SHOWN] + more)}")))
    paragraphs += _lack(knowledge, first)
    if others:
        paragraphs.append(words(quiet(f"And {len(others)} more {_things(len(others))}")))
    below = tuple(_miss(knowledge, lower) for lower in first.below[:1])
    more_rules = len(first.below) - len(below)
    if more_rules:
        noun = "rule" if more_rules == 1 else "rules"
        below += (Step((words(quiet(f"and {more_rules} more {noun} that could")),)),)
    return Step(tuple(paragraphs), below)


def _rule_place(miss: Miss) -> str:
    return f"rule {miss.rule.id}, {miss.rule.location}"


def _things(count: int) -> str:
    return "thing that stopped it" if count == 1 else "things that stopped it"


def _lack(knowledge: KnowledgeBase, lack: Lack) -> Iterator[Words]:
    lead = {"missing": "It lacked", "short": "It fell short", "blocked": "It was stopped"}
    yield words(f"{lead[lack.kind]}: {lack.text}")
    if lack.proof and lack.proof.kind != "given":
        yield words(sentence_case(lack.proof.because))
    if lack.question:
        question = knowledge.questions[lack.question]
        yield words(quiet(f"Decided by the answer to: {question.label} ({question.id})"))
