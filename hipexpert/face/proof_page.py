"""Writes the page that answers why.

Whether a step of the proof is shown at length, folded into a line or named as shown above is
all that is decided here.
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
from hipexpert.reasoning.proof import Proof
from hipexpert.reasoning.wording import pattern_text


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
