"""Athletes who differ by two knowledge bases, each as the engine concludes it by both.

How each outcome was turned is traced as for a stored consultation that is held against today's
knowledge: the older knowledge takes the place of what was stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from hipexpert.export.certificate import answers_json, certificate
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.described import comes_to, otherwise
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.proof import Proof, why
from hipexpert.records.knowledge_version import knowledge_version
from hipexpert.records.replay import Replay, Turned, replay


class Witness(NamedTuple):
    """The answers of somebody, concluded on by the older knowledge and by the newer.

    `lost` proves by the older what is told first of all that was lost, `gained` by the newer what
    is told first of all that was gained; None where nothing was. `otherwise` is what both conclude
    and what comes to other numbers.
    """

    before: Consultation
    replay: Replay
    lost: Proof | None
    gained: Proof | None
    otherwise: tuple[Fact, ...]

    def json(self) -> dict[str, Any]:
        proofs = {"old": self.lost, "new": self.gained}
        old, new = self.before.knowledge, self.replay.today.knowledge
        return {
            "answers": answers_json(self.before),
            "lost": [turned.json() for turned in self.replay.lost],
            "gained": [turned.json() for turned in self.replay.gained],
            "kept": self.replay.kept,
            "otherwise": [
                {"fact": list(fact), "then": _only(fact, old, new), "now": _only(fact, new, old)}
                for fact in self.otherwise
            ],
            "proofs": {side: proof.json() if proof else None for side, proof in proofs.items()},
        }


def witness(old: KnowledgeBase, new: KnowledgeBase, answers: Answers) -> Witness:
    """What becomes of some answers by two knowledge bases."""
    before = consult(old, answers)
    replayed = replay(new, answers, certificate(before), knowledge_version(old))
    lost, gained = _first(before, replayed.lost), _first(replayed.today, replayed.gained)
    kept = (fact for fact in before.outcomes if replayed.today.holds(fact))
    return Witness(before, replayed, lost, gained, tuple(f for f in kept if otherwise(old, new, f)))


def _only(fact: Fact, knowledge: KnowledgeBase, other: KnowledgeBase) -> list[str]:
    """The numbers that a fact comes to in one of two knowledge bases alone, in words."""
    numbers = comes_to(knowledge, fact) - comes_to(other, fact)
    return sorted(", ".join(f"{verb} {value}" for verb, value in each) for each in numbers)


def _first(consultation: Consultation, turned: Iterable[Turned]) -> Proof | None:
    """The proof of what the ontology names first, which is what tells most."""
    properties = consultation.knowledge.properties
    facts = sorted((each.fact for each in turned), key=lambda f: properties[f.property].location)
    return why(consultation, facts[0]) if facts else None
