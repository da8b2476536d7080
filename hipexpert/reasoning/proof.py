"""Why something was concluded: a proof from the conclusion down to answers and statements.

All of it is data; `face` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from hipexpert.model import Consultation, Fact, Firing, Location, Pattern, Rule
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.ground import ground
from hipexpert.reasoning.outlook import Outlook, outlook
from hipexpert.reasoning.wording import answer_text, pattern_text, sentence_of, spelled


class Proof(NamedTuple):
    """A step of a proof with the steps it rests on.

    `kind` is `given` (an answer), `stated` (a statement of the knowledge base), `derived`
    (a rule fired) or `absent` (an `unless` that nothing matched). `fact` has `anything` where
    an absent pattern leaves a place open. `questions` are the one that was answered, or those
    not answered that could still bring about what is absent. The premises of what is absent
    are the answers that rule it out.
    """

    fact: Fact
    kind: str
    because: str
    claims: tuple[str, ...]
    location: Location | None
    rule: Rule | None = None
    questions: tuple[str, ...] = ()
    premises: tuple[Proof, ...] = ()

    def steps(self) -> Iterator[Proof]:
        """This step and all below it, nearest first."""
        level: tuple[Proof, ...] = (self,)
        while level:
            yield from level
            level = tuple(premise for step in level for premise in step.premises)

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
            "premises": [premise.json() for premise in self.premises],
        }


class Prover:
    """Finds the shortest proof of every conclusion of one consultation."""

    def __init__(self, consultation: Consultation):
        self.consultation = consultation
        self.knowledge = consultation.knowledge
        self._cost: dict[Fact, tuple[int, list[str]]] = {}
        self._support: dict[Fact, Firing] = {}
        self._proofs: dict[Fact, Proof] = {}
        changed = True
        while changed:
            changed = False
            for firing in consultation.firings:
                size = 1 + sum(self._cost.get(fact, (1,))[0] for fact in firing.premises)
                cost = size, [firing.rule.id, *map(self._sideless, firing.premises)]
                for fact in firing.conclusions:
                    known = self._cost.get(fact)
                    if fact not in consultation.given and (known is None or cost < known):
                        self._cost[fact] = cost
                        self._support[fact] = firing
                        changed = True

    def _sideless(self, fact: Fact) -> str:
        """A fact as its mirror image would have it too.

        Of proofs alike in length, the mirrored athlete must be told the mirror image.
        """
        mirrors = (self.knowledge.object(str(term), "mirrors") for term in fact)
        return " ".join(min(str(t), str(m or t)) for t, m in zip(fact, mirrors, strict=True))

    def prove(self, fact: Fact) -> Proof:
        """The shortest proof of a fact that holds. Raises KeyError when it does not."""
        if fact not in self._proofs:
            self._proofs[fact] = self._prove(fact)
        return self._proofs[fact]

    def _prove(self, fact: Fact) -> Proof:
        if fact in self.consultation.given:
            return self._given(fact)
        if fact in self._support:
            return self._derived(fact, self._support[fact])
        return self._stated(fact, self.knowledge.statements[fact])

    def _given(self, fact: Fact) -> Proof:
        question = self.consultation.given[fact]
        where = self.consultation.answers.locations.get(question)
        label = self.knowledge.questions[question].label
        answer = answer_text(self.knowledge, self.consultation.answers.given[question])
        return Proof(fact, "given", f"{label}: {answer}", (), where, questions=(question,))

    def _stated(self, fact: Fact, where: Location) -> Proof:
        claims = tuple(str(claim) for claim in self.knowledge.objects(fact.subject, "rests-on"))
        return Proof(fact, "stated", sentence_of(self.knowledge, fact), claims, where)

    def _derived(self, fact: Fact, firing: Firing) -> Proof:
        rule = firing.rule
        absent = tuple(self._absent(pattern, rule) for pattern in firing.absent)
        return Proof(
            fact,
            "derived",
            fill_sentence(rule.because, dict(firing.bindings), self.knowledge.label),
            rule.claims,
            rule.location,
            rule,
            premises=tuple(self.prove(premise) for premise in firing.premises) + absent,
        )

    def _absent(self, pattern: Pattern, rule: Rule) -> Proof:
        absent = self._view.ground.matches(pattern)
        deciding = self._view.deciding(absent)
        refuting = self._view.refuting(absent)
        still_open = tuple(q.id for q in self.knowledge.questions.values() if q.id in deciding)
        because = f"nothing says that {pattern_text(self.knowledge, pattern)}"
        if still_open:
            labels = (self.knowledge.questions[name].label for name in still_open)
            because += f"; not known: {', '.join(labels)}"
        return Proof(
            spelled(pattern),
            "absent",
            because,
            (),
            rule.location,
            questions=still_open,
            premises=tuple(
                self._given(fact)
                for fact, question in self.consultation.given.items()
                if question in refuting
            ),
        )

    @cached_property
    def _view(self) -> Outlook:
        """What the questions nobody has answered could still bring about."""
        return outlook(ground(self.knowledge), self.consultation.answers, self.knowledge.questions)


def why(consultation: Consultation, fact: Fact) -> Proof:
    """The shortest proof of `fact`. Raises KeyError when it does not hold."""
    return Prover(consultation).prove(fact)
