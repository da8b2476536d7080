"""Writes the page that answers why.

Whether a step of the proof is shown at length, folded into a line or named as shown above is
all that is decided here. Claims are named at each step by a number, which leads to their authors
and sources at the foot of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipexpert.face.citation import cited
from hipexpert.face.pages.page import (
    Block,
    Entries,
    Entry,
    Outline,
    Page,
    Passage,
    Section,
    Step,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.model import Fact, KnowledgeBase
from hipexpert.reasoning.proof import DENIED, RULED_OUT, UNKNOWN, ClaimStanding, Proof, Ways
from hipexpert.reasoning.verbalization import absence_text, pattern_text
from hipexpert.vocabulary.evidence import CITES, HAS_STANDING, PUBLISHED, STATED_BY
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import NO_CLAIM_BEHIND

ANSWERS_SHOWN = 5


def proof_page(
    knowledge: KnowledgeBase, ways: Ways, every: bool = False, depth: int | None = None
) -> Page:
    """The shortest proof as an outline between how well it stands and the claims it rests on.

    With `every` the other supports follow, of the conclusion and of the steps on the way, and no
    list is cut short. Steps more than `depth` below the conclusion are only counted.
    """
    proofs = ways.proofs if every else (ways.shortest,)
    beside = {fact: found for fact, found in ways.others.items() if fact != ways.shortest.fact}
    shown = (*proofs, *(proof for found in beside.values() for proof in found if every))
    writer = _ProofWriter(knowledge, _numbered(knowledge, shown), every, depth)
    title = sentence_case(pattern_text(knowledge, ways.shortest.fact))
    outline = Outline((writer.step(ways.shortest),))
    sections = [Section(title, (*_verdict(writer, ways, every), outline))]
    for number, proof in enumerate(proofs[1:], 2):
        stands = Passage(words(*writer.stands(proof.standing)))
        sections.append(
            Section(f"Another way, {number} of {len(proofs)}", (stands, writer.outline(proof)))
        )
    if every and beside:
        reasons = tuple(
            block for fact, found in beside.items() for block in writer.reasons(fact, found)
        )
        sections.append(Section("What else the steps on the way rest on", reasons))
    if writer.numbers:
        sections.append(Section("The claims, the shakiest first", (_claims(writer),)))
    return tuple(sections)


def _numbered(knowledge: KnowledgeBase, proofs: Iterable[Proof]) -> dict[str, int]:
    """The claims that proofs rest on, each with its number, the shakiest first."""
    claims = dict.fromkeys(claim for proof in proofs for claim in _claims_in_order(proof))
    return {claim: n for n, claim in enumerate(sorted(claims, key=knowledge.claim_rank), 1)}


def _claims_in_order(proof: Proof) -> Iterator[str]:
    """The claims of a proof in the order in which the page comes to them."""
    yield from proof.claims
    for premise in proof.premises:
        yield from _claims_in_order(premise)


def _verdict(writer: _ProofWriter, ways: Ways, every: bool) -> Iterator[Block]:
    """How well the conclusion stands, and how many reasons there are for it."""
    yield Passage(words(*writer.stands(ways.shortest.standing)))
    proofs = ways.proofs
    if len(proofs) > 1:
        each = [_standing_word(writer.knowledge, proof.standing) for proof in proofs]
        place = proofs.index(ways.firmest) + 1
        strongest = f"{listed(each)}. Number {place} is the strongest"
        alike = f"each as firm as the others: {each[0]}"
        told = alike if len(set(each)) == 1 else strongest
        asked = "" if every else " The shortest is shown, --all shows them all."
        yield Passage(words(f"It holds in {len(proofs)} ways, {told}.{asked}"))
    beside = len(ways.others) - (len(proofs) > 1)
    if beside and not every:
        steps = "1 step on the way holds" if beside == 1 else f"{beside} steps on the way hold"
        yield Passage(words(quiet(f"{steps} for other reasons too; --all shows them.")))


def _standing_word(knowledge: KnowledgeBase, standing: ClaimStanding | None) -> str:
    return knowledge.label(standing.word) if standing else "on answers alone"


class _ProofWriter:
    """Writes each step of a proof once; after that it is named as above."""

    def __init__(
        self, knowledge: KnowledgeBase, numbers: dict[str, int], every: bool, depth: int | None
    ):
        self.knowledge = knowledge
        self.numbers = numbers
        self.every = every
        self.depth = depth
        self.shown: dict[Fact, Proof] = {}

    def stands(self, standing: ClaimStanding | None) -> Words:
        """The standing of a conclusion in words, and the claim that decides it."""
        if standing is None:
            return words(self.knowledge.text(NO_CLAIM_BEHIND, SENTENCE))
        word = self.knowledge.label(standing.word)
        meaning = self.knowledge.text(standing.word, "skos:definition")
        claim = f"[{self.numbers[standing.claim]}] {self.knowledge.label(standing.claim)}"
        return words(
            "It stands as its shakiest claim does: ", strong(word), f", {meaning}. {claim}."
        )

    def outline(self, proof: Proof) -> Outline:
        return Outline((self.step(proof),))

    def reasons(self, fact: Fact, supports: tuple[Proof, ...]) -> Iterator[Block]:
        """What else a step of the proof above could rest on."""
        yield Passage(words(strong(sentence_case(pattern_text(self.knowledge, fact)))))
        yield Outline(tuple(self.step(proof) for proof in supports))

    def step(self, proof: Proof, level: int = 0) -> Step:
        known = self.shown.get(proof.fact) == proof
        if known and (proof.premises or proof.kind == "absent"):
            return Step((words(self.lead(proof)[0], quiet(" (as above)")),))
        folded = [premise for premise in proof.premises if self.is_plain(premise)]
        below = [premise for premise in proof.premises if premise not in folded]
        details = [*self.details(proof, level), *self.folded(folded)]
        if proof.kind == "absent":
            below = []
        if below and self.depth is not None and level >= self.depth:
            details.append(_counted(proof))
            below = []
        else:
            self.shown[proof.fact] = proof
        return Step(
            (self.lead(proof), *(words(quiet(text)) for text in details)),
            tuple(self.step(premise, level + 1) for premise in below),
        )

    def is_plain(self, proof: Proof) -> bool:
        """Whether a step only says how the world is laid out, or what no answer could undo."""
        laid_out = proof.kind == "stated" and not proof.claims
        return laid_out or proof.absence == RULED_OUT

    def lead(self, proof: Proof) -> Words:
        """What a step says, its kind told in words."""
        match proof.kind:
            case "derived":
                return words(strong(sentence_case(proof.because)))
            case "given":
                place = listed([*proof.questions, *_places([proof])])
                return words(f"You answered: {proof.because}", quiet(f" ({place})"))
            case "stated":
                place = listed([*_places([proof]), *self.claims(proof)])
                return words(f"Known: {proof.because}", quiet(f" ({place})"))
        if proof.absence == DENIED:
            return words(sentence_case(absence_text(self.knowledge, proof.fact)))
        return words(sentence_case(proof.because))

    def claims(self, proof: Proof) -> Iterator[str]:
        for claim in proof.claims:
            standing = str(self.knowledge.object(claim, HAS_STANDING))
            yield f"[{self.numbers[claim]}] {self.knowledge.label(standing)}"

    def details(self, proof: Proof, level: int) -> Iterator[str]:
        """Where the step comes from, and how well its claims stand."""
        if proof.rule:
            so = f"So {pattern_text(self.knowledge, proof.fact)}: " if level else ""
            rule = f"rule {proof.rule.id}, {proof.location}"
            yield f"{so}{listed([rule, *self.claims(proof)])}"
        if proof.kind == "absent":
            if proof.absence == UNKNOWN:
                labels = [self.knowledge.questions[name].label for name in proof.questions]
                yield f"Not known, and could still say so: {self.shortened(labels)}"
            if proof.premises:
                said = self.shortened([premise.because for premise in proof.premises])
                lead = "So you answered" if proof.absence == DENIED else "Denied so far"
                yield f"{lead}: {said}"

    def shortened(self, items: list[str]) -> str:
        """Items in a row, the first few of many unless everything is wanted."""
        few = items if self.every else items[:ANSWERS_SHOWN]
        more = len(items) - len(few)
        return listed([*few, *([f"and {more} more"] if more else [])])

    def folded(self, plain: list[Proof]) -> Iterator[str]:
        """The plain steps below another, in a line for each kind."""
        stated = [step for step in plain if step.kind == "stated"]
        if stated:
            said = listed(step.because for step in stated)
            yield f"Known: {said} ({', '.join(_places(stated))})"
        never = [step for step in plain if step.kind == "absent"]
        if never:
            said = listed(absence_text(self.knowledge, step.fact) for step in never)
            yield f"Whatever is answered: {said}"


def _places(proofs: Iterable[Proof]) -> list[str]:
    return [*dict.fromkeys(str(proof.location) for proof in proofs if proof.location)]


def _counted(proof: Proof) -> str:
    below = {step.fact for step in proof.steps()} - {proof.fact}
    return f"({len(below)} steps below)"


def _claims(writer: _ProofWriter) -> Entries:
    """Each claim with its author, standing and sources."""
    knowledge = writer.knowledge
    return Entries(
        tuple(
            Entry(f"[{number}] {knowledge.label(claim)}", tuple(_claim(knowledge, claim)))
            for claim, number in writer.numbers.items()
        )
    )


def _claim(knowledge: KnowledgeBase, claim: str) -> Iterator[Words]:
    standing = sentence_case(knowledge.label(str(knowledge.object(claim, HAS_STANDING))))
    yield words(strong(standing), f"{_author(knowledge, claim)} ({claim})")
    yield from cited(knowledge, claim)


def _author(knowledge: KnowledgeBase, claim: str) -> str:
    """Who states a claim, and in which year so far as its source is known; or nothing."""
    people = map(knowledge.label, knowledge.objects(claim, STATED_BY))
    sources = knowledge.objects(claim, CITES)
    years = dict.fromkeys(knowledge.text(str(source), PUBLISHED) for source in sources)
    said = ", ".join([*people, *filter(None, years)])
    return f", stated by {said}" if said else ""
