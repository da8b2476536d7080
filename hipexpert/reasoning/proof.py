"""Why something was concluded: proofs from the conclusion down to answers and statements.

A fact may hold for several reasons. Each is a support: one firing, with the shortest proof of each
of its premises. Whatever would have to lean on the fact itself is no support, so that every proof
is well founded. All of it is data; `face` prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hipexpert.model import Consultation, Fact, Firing, KnowledgeBase, Location, Pattern, Rule
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.partial_model import PartialModel, left_unasked, partial_model
from hipexpert.reasoning.verbalization import answer_text, pattern_text, sentence_of, spelled
from hipexpert.vocabulary.body import MIRRORS
from hipexpert.vocabulary.evidence import HAS_STANDING
from hipexpert.vocabulary.language import IS, ORDER, RESTS_ON

DENIED, UNKNOWN, RULED_OUT = "denied", "unknown", "ruled-out"


class ClaimStanding(NamedTuple):
    """How firmly something stands: as firmly as `claim`, the shakiest of all it rests on.

    `word` names the standing of that claim, `rank` is its rank, the shakiest lowest.
    """

    rank: float
    word: str
    claim: str


class Proof(NamedTuple):
    """A step of a proof with the steps it rests on.

    `kind` is `given` (an answer), `stated` (a statement of the knowledge base), `derived`
    (a rule fired) or `absent` (an `unless` that nothing matched). `fact` has `anything` where
    an absent pattern leaves a place open. `questions` are the one that was answered, or those
    not answered that could still bring about what is absent. The premises of what is absent
    are the answers that rule it out.

    `absence` says of what is absent whether it is `unknown` (an answer could still bring it
    about), `denied` (the answers rule it out) or `ruled-out` (no answer has to). `standing` is
    that of the shakiest claim on the way down, None where there is none.
    """

    fact: Fact
    kind: str
    because: str
    claims: tuple[str, ...]
    location: Location | None
    rule: Rule | None = None
    questions: tuple[str, ...] = ()
    premises: tuple[Proof, ...] = ()
    absence: str = ""
    standing: ClaimStanding | None = None

    def steps(self) -> Iterator[Proof]:
        """This step and all below it, each once, nearest first."""
        return steps_of([self])

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules it uses, nearest first."""
        return tuple(dict.fromkeys(step.rule.id for step in self.steps() if step.rule))

    @property
    def all_claims(self) -> tuple[str, ...]:
        """The claims it rests on, nearest first."""
        return tuple(dict.fromkeys(claim for step in self.steps() for claim in step.claims))

    def json(self) -> dict[str, Any]:
        return {
            "fact": list(self.fact),
            "kind": self.kind,
            "rule": self.rule.id if self.rule else None,
            "because": self.because,
            "claims": list(self.claims),
            "location": str(self.location) if self.location else None,
            "absence": self.absence or None,
            "questions": list(self.questions),
            "standing": self.standing.word if self.standing else None,
            "weakest-claim": self.standing.claim if self.standing else None,
            "premises": [premise.json() for premise in self.premises],
        }


def steps_of(proofs: Iterable[Proof]) -> Iterator[Proof]:
    """The steps of proofs, each once, proof by proof, nearest first.

    Steps share what they rest on: written out as a tree, a proof is many times as large.
    """
    met: set[int] = set()
    for proof in proofs:
        level: Iterable[Proof] = (proof,)
        while fresh := {id(step): step for step in level if id(step) not in met}:
            yield from fresh.values()
            met |= fresh.keys()
            level = [premise for step in fresh.values() for premise in step.premises]


class Ways(NamedTuple):
    """All the reasons for which a fact holds.

    `others` leads from the fact, and from each step of its shortest proof that holds for several
    reasons, to the other supports of it, shortest first. None of these leans on what it would
    stand in for.
    """

    shortest: Proof
    others: Mapping[Fact, tuple[Proof, ...]]

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """Every support of the fact itself, shortest first."""
        return self.shortest, *self.others.get(self.shortest.fact, ())

    @property
    def firmest(self) -> Proof:
        """The support that stands most firmly; of equals the shortest."""
        return max(self.proofs, key=lambda p: p.standing.rank if p.standing else float("inf"))

    def json(self, *, every: bool = False) -> dict[str, Any]:
        """The shortest proof with the number of ways and, with `every`, the other supports."""
        others = [proof.json() for proofs in self.others.values() for proof in proofs]
        supports = {"supports": others} if every else {}
        return {**self.shortest.json(), "ways": len(self.proofs), **supports}


class Prover:
    """Finds the shortest proofs of the conclusions of one consultation.

    Facts it is to do `without` are used in no proof.
    """

    def __init__(self, consultation: Consultation, without: frozenset[Fact] = frozenset()):
        self.consultation = consultation
        self.knowledge = consultation.knowledge
        self.without = without
        self._size: dict[Fact, int] = {}
        self._proofs: dict[Fact, Proof] = {}
        changed = True
        while changed:
            changed = False
            for firing in consultation.firings:
                size = self._size_by(firing)
                for fact in firing.conclusions:
                    known = self._size.get(fact)
                    if size is not None and (known is None or size < known):
                        self._size[fact] = size
                        changed = True

    def _size_by(self, firing: Firing) -> int | None:
        """How many steps the shortest proof by a firing has; None without one."""
        sizes = [self._size_of(premise) for premise in firing.premises]
        found = [size for size in sizes if size is not None]
        return 1 + sum(found) if len(found) == len(sizes) else None

    def _size_of(self, fact: Fact) -> int | None:
        if fact in self.without:
            return None
        if fact in self.consultation.given or fact in self.knowledge.statements:
            return 1
        return self._size.get(fact)

    def _firings(self, fact: Fact) -> list[Firing]:
        """The firings that prove a fact, those of shorter proofs first."""
        sized = [
            (size, [firing.rule.id, *map(self._sideless, firing.premises)], firing)
            for firing in self.consultation.justifications.get(fact, ())
            if (size := self._size_by(firing)) is not None
        ]
        return [firing for *_, firing in sorted(sized, key=lambda found: found[:2])]

    def _sideless(self, fact: Fact) -> str:
        """A fact as its mirror image would have it too.

        Of proofs alike in length, the mirrored athlete must be told the mirror image.
        """
        mirrors = (self.knowledge.object(str(term), MIRRORS) for term in fact)
        return " ".join(min(str(t), str(m or t)) for t, m in zip(fact, mirrors, strict=True))

    def prove(self, fact: Fact) -> Proof:
        """The shortest proof of a fact that holds. Raises KeyError when it does not."""
        if fact not in self._proofs:
            self._proofs[fact] = self._prove(fact)
        return self._proofs[fact]

    def supports(self, fact: Fact) -> tuple[Proof, ...]:
        """Every support of a fact that holds, shortest first; none leans on the fact itself."""
        apart = Prover(self.consultation, self.without | {fact})
        leaf = self._leaf(fact)
        derived = (apart._derived(fact, firing) for firing in apart._firings(fact))
        return tuple(dict.fromkeys((*([leaf] if leaf else []), *derived)))

    def _prove(self, fact: Fact) -> Proof:
        if leaf := self._leaf(fact):
            return leaf
        if firings := self._firings(fact):
            return self._derived(fact, firings[0])
        raise KeyError(fact)

    def _leaf(self, fact: Fact) -> Proof | None:
        """An answer or a statement, which needs no proof."""
        if fact in self.consultation.given:
            return self._given(fact)
        place = self.knowledge.statements.get(fact)
        return self._stated(fact, place) if place else None

    def _given(self, fact: Fact) -> Proof:
        question = self.consultation.given[fact]
        where = self.consultation.answers.locations.get(question)
        label = self.knowledge.questions[question].label
        answer = self.consultation.answers.given[question]
        because = f"{label}: {answer_text(self.knowledge, question, answer)}"
        return Proof(fact, "given", because, (), where, questions=(question,))

    def _stated(self, fact: Fact, where: Location) -> Proof:
        placed = fact.property in self.knowledge.instances(ORDER)
        spoken = () if placed else self.knowledge.objects(fact.subject, RESTS_ON)
        claims = tuple(map(str, spoken))
        sentence = sentence_of(self.knowledge, fact)
        standing = _weakest(self.knowledge, claims, ())
        return Proof(fact, "stated", sentence, claims, where, standing=standing)

    def _derived(self, fact: Fact, firing: Firing) -> Proof:
        rule = firing.rule
        premises = (
            *(self.prove(premise) for premise in firing.premises),
            *(self._absent(pattern, rule) for pattern in firing.absent),
        )
        return Proof(
            fact,
            "derived",
            fill_sentence(rule.because, dict(firing.bindings), self.knowledge.label),
            rule.claims,
            rule.location,
            rule,
            premises=premises,
            standing=_weakest(self.knowledge, rule.claims, premises),
        )

    def _absent(self, pattern: Pattern, rule: Rule) -> Proof:
        view = _view(self.consultation)
        absent = tuple(view.ground.turned.matching(pattern))
        deciding = view.deciding(absent)
        refuting = view.refuting(absent)
        still_open = tuple(q.id for q in self.knowledge.questions.values() if q.id in deciding)
        answers = tuple(
            self._given(fact)
            for fact, question in self.consultation.given.items()
            if question in refuting
        )
        return Proof(
            spelled(pattern),
            "absent",
            f"nothing says that {pattern_text(self.knowledge, pattern)}",
            (),
            rule.location,
            questions=still_open,
            premises=answers,
            absence=UNKNOWN if still_open else DENIED if answers else RULED_OUT,
        )


@lru_cache(maxsize=4)
def _view(consultation: Consultation) -> PartialModel:
    """What the questions nobody has answered could still bring about."""
    knowledge = consultation.knowledge
    unasked = left_unasked(consultation.facts(IS))
    still_open = [name for name in knowledge.questions if name not in unasked]
    return partial_model(ground(knowledge), consultation.answers, still_open)


def _weakest(
    knowledge: KnowledgeBase, claims: tuple[str, ...], premises: tuple[Proof, ...]
) -> ClaimStanding | None:
    """The standing of the shakiest claim of a step and of those below it; of equals the first."""
    own = (
        ClaimStanding(
            knowledge.claim_rank(claim), str(knowledge.object(claim, HAS_STANDING)), claim
        )
        for claim in claims
    )
    below = (premise.standing for premise in premises if premise.standing)
    return min((*own, *below), key=lambda standing: standing.rank, default=None)


def why(consultation: Consultation, fact: Fact) -> Proof:
    """The shortest proof of `fact`. Raises KeyError when it does not hold."""
    return Prover(consultation).prove(fact)


def ways(consultation: Consultation, fact: Fact) -> Ways:
    """Every support of `fact` and of the steps below it. Raises KeyError when it does not hold."""
    others: dict[Fact, tuple[Proof, ...]] = {}
    seen: set[Fact] = set()

    def look(proof: Proof, above: frozenset[Fact]) -> None:
        if proof.kind == "absent" or proof.fact in seen:
            return
        seen.add(proof.fact)
        firings = consultation.justifications.get(proof.fact, ())
        if len(firings) > (proof.kind == "derived"):
            found = Prover(consultation, above).supports(proof.fact)[1:]
            others.update({proof.fact: found} if found else {})
        for premise in proof.premises:
            look(premise, above | {proof.fact})

    shortest = why(consultation, fact)
    look(shortest, frozenset())
    return Ways(shortest, others)
