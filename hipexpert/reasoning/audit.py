"""Why something was concluded, why something was not, and what would change.

All of it is data; `render` prints it. A proof runs from a conclusion down to the athlete's
answers and the statements of the knowledge base. A near miss says of a rule that could have
concluded something how far it got and what stopped it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from hipexpert.model import (
    Answers,
    Consultation,
    Fact,
    Firing,
    KnowledgeBase,
    Location,
    Pattern,
    Rule,
    Term,
    Value,
    Variable,
    number_text,
    sort_key,
)
from hipexpert.notation import compare, comparison_sides, complete, fill_sentence
from hipexpert.reasoning.answers import agreeing
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.ground import NUMBER, Instance, Outlook, ground, outlook


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


def spelled(pattern: Pattern) -> Fact:
    """A pattern as a fact, with `anything` where it leaves a place open."""

    def word(term: Term) -> Value:
        return term.name if isinstance(term, Variable) else term

    return Fact(str(word(pattern.subject)), pattern.property, word(pattern.object))


def pattern_text(knowledge: KnowledgeBase, pattern: Pattern | Fact) -> str:
    """A triple in words: labels for names, the property's own label between them."""
    subject, verb, object_ = spelled(pattern) if isinstance(pattern, Pattern) else pattern
    declared = knowledge.properties.get(verb)
    said = knowledge.label(object_) if object_ != NUMBER else NUMBER
    return f"{knowledge.label(subject)} {declared.label if declared else verb} {said}"


def sentence_of(knowledge: KnowledgeBase, fact: Fact) -> str:
    """A fact in words."""
    return pattern_text(knowledge, fact)


def answer_text(knowledge: KnowledgeBase, value: Value | tuple[str, ...]) -> str:
    """An answer in words."""
    if isinstance(value, tuple):
        return ", ".join(knowledge.label(item) for item in value) or "nothing"
    return knowledge.label(value)


class Lack(NamedTuple):
    """What kept a rule from firing.

    `kind` is `missing` (a premise), `short` (a comparison that fails) or `blocked` (an
    `unless` that holds). `text` says it in words. `question` is what would have to be answered
    otherwise, when an answer decides it. `below` tells of a missing premise why it is missing,
    `proof` of a blocking fact why it holds.
    """

    kind: str
    text: str
    question: str = ""
    below: tuple[Miss, ...] = ()
    proof: Proof | None = None


class Miss(NamedTuple):
    """How far one rule got: what it had, and what it lacked."""

    rule: Rule
    because: str
    held: tuple[Fact, ...]
    lacks: tuple[Lack, ...]


def why_not(consultation: Consultation, fact: Fact, depth: int = 6) -> tuple[Miss, ...]:
    """For each rule that could have concluded `fact`, what stopped it; nearest miss first.

    `depth` bounds how far missing premises are followed down.
    """
    return _NearMisses(consultation).misses(fact, depth, frozenset())


class _NearMisses:
    def __init__(self, consultation: Consultation):
        self.consultation = consultation
        self.knowledge = consultation.knowledge
        self.ground = ground(self.knowledge)
        self.view: Outlook = outlook(self.ground, consultation.answers, ())
        self.prover = Prover(consultation)

    def misses(self, fact: Fact, depth: int, above: frozenset[Fact]) -> tuple[Miss, ...]:
        if depth == 0 or fact in above:
            return ()
        found: dict[tuple[str, tuple[tuple[str, str], ...]], Miss] = {}
        for instance in self.ground.concluding.get(fact, ()):
            miss = self.miss(instance, depth, above | {fact})
            if miss.lacks:
                found.setdefault((miss.rule.id, tuple(lack[:2] for lack in miss.lacks)), miss)
        ranked = sorted(found.values(), key=lambda m: (len(m.lacks), -len(m.held), m.rule.order))
        return tuple(ranked)

    def miss(self, instance: Instance, depth: int, above: frozenset[Fact]) -> Miss:
        held = holding(self.consultation, instance.premises)
        lacks = [
            Lack(
                "missing",
                pattern_text(self.knowledge, fact),
                self.ground.asked.get(fact, ""),
                self.misses(fact, depth - 1, above),
            )
            for fact in instance.premises
            if fact not in self.view.certain
        ]
        if not lacks:
            lacks += self.short(instance)
        for pattern in instance.unless:
            blocking = holding(self.consultation, self.ground.matches(pattern))
            lacks += [self.block(fact) for fact in blocking[:1]]
        because = fill_sentence(instance.rule.because, self.values(instance), self.knowledge.label)
        return Miss(instance.rule, because, held, tuple(lacks))

    def block(self, fact: Fact) -> Lack:
        question = self.consultation.given.get(fact, "")
        text = sentence_of(self.knowledge, fact)
        return Lack("blocked", text, question, proof=self.prover.prove(fact))

    def values(self, instance: Instance) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name, bound in instance.bindings.items():
            if isinstance(bound, tuple):
                number = self.view.numbers.get(Fact(bound.subject, bound.property, NUMBER))
                if number is not None:
                    values[name] = number
            else:
                values[name] = bound
        return complete(instance.rule.let, values) or values

    def short(self, instance: Instance) -> Iterator[Lack]:
        """The comparisons that fail, and by how much."""
        values = self.values(instance)
        for comparison in instance.rule.where:
            if compare(comparison, values):
                continue
            left, right = comparison_sides(comparison, values)
            text = f"{comparison.text} does not hold"
            if isinstance(left, int | float) and isinstance(right, int | float):
                text = (
                    f"{number_text(left)} should be {_OPERATOR_WORDS[comparison.operator]} "
                    f"{number_text(right)}; it is off by {number_text(round(abs(left - right), 6))}"
                )
            yield Lack("short", text)


_OPERATOR_WORDS = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "equal to",
    "!=": "other than",
}


class Difference(NamedTuple):
    """Two consultations compared: what the second gained, lost and kept."""

    before: Consultation
    after: Consultation
    gained: tuple[Fact, ...]
    lost: tuple[Fact, ...]
    kept: tuple[Fact, ...]


def what_if(
    consultation: Consultation, changes: Mapping[str, Value | tuple[str, ...] | None]
) -> Difference:
    """The same athlete with some answers changed; None makes an answer unknown."""
    given = {**consultation.answers.given, **changes}
    unknown = consultation.answers.unknown | {key for key, v in given.items() if v is None}
    known = {key: value for key, value in given.items() if value is not None}
    answers = Answers(
        agreeing(consultation.knowledge, known),
        frozenset(unknown - {key for key, value in changes.items() if value is not None}),
        consultation.answers.locations,
    )
    after = consult(consultation.knowledge, answers)
    was, now = set(consultation.outcomes), set(after.outcomes)
    return Difference(
        consultation,
        after,
        *(tuple(sorted(facts, key=sort_key)) for facts in (now - was, was - now, was & now)),
    )


class NotFound(LookupError):
    """Words that name no conclusion; `near` are names that were perhaps meant."""

    def __init__(self, words: str, near: tuple[str, ...]):
        super().__init__(words)
        self.near = near


def conclusions_named(knowledge: KnowledgeBase, words: tuple[str, ...]) -> tuple[Fact, ...]:
    """The outcomes a consultation could report that some words name, most telling first.

    One word names a thing, two a thing and a property, three a whole fact. Outcomes are as
    telling as their properties stand high in the ontology. Raises NotFound.
    """
    possible = ground(knowledge).possible.all
    thing, *more = words
    outcomes = [fact for fact in possible if knowledge.properties[fact.property].outcome]
    if len(words) > 1:
        found = [f for f in possible if [f.property, str(f.object)][: len(more)] == more]
        found = [f for f in found if f.subject == thing]
    else:
        found = [f for f in outcomes if thing in (f.subject, f.object)]
    if not found:
        raise NotFound(" ".join(words), tuple(_names(outcomes)))
    rank = {name: p.location for name, p in knowledge.properties.items()}
    return tuple(sorted(found, key=lambda fact: (rank[fact.property], sort_key(fact))))


def holding(consultation: Consultation, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Those of some possible facts that hold, each with its number filled in."""
    values = (
        fact._replace(object=consultation.value(fact.subject, fact.property) or 0)
        if fact.object == NUMBER
        else fact
        for fact in facts
    )
    return tuple(fact for fact in values if consultation.holds(fact))


def _names(facts: list[Fact]) -> list[str]:
    names = {fact.subject for fact in facts}
    names |= {fact.object for fact in facts if isinstance(fact.object, str)}
    return sorted(names)
