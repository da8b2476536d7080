"""A stored consultation held against today's knowledge: what changed, and what changed it.

The stored proof says every step that was taken then, the version of the knowledge everything
that could have been. With today's proof and version both readings are whole, and whatever holds
in only one of them is traced to what the other lacks: a rule that is gone, new or reads
otherwise, a statement, an answer that is no longer taken. Since a step follows from its rule's
text, its premises and what is absent, nothing else can have changed it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from hipexpert.export.certificate import Certificate, certificate
from hipexpert.model import ANYTHING, Answers, Consultation, Fact, KnowledgeBase, Problem, sort_key
from hipexpert.reasoning.answers import UNKNOWN, read_answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.screen import screen_for
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.knowledge_version import KnowledgeVersion, knowledge_version


def taken(knowledge: KnowledgeBase, answers: Answers) -> tuple[Answers, list[Problem]]:
    """The answers that today's knowledge still takes, and what is wrong with the others."""
    kept = dict.fromkeys(sorted(answers.unknown), UNKNOWN)
    text = json.dumps({**answers.given, **kept}, ensure_ascii=False)
    found, problems = read_answers(knowledge, text, "answers")
    days = {name: day for name, day in answers.days.items() if name in found.settled}
    return Answers(found.given, found.unknown, days=days), problems


class Cause(NamedTuple):
    """Something that reads otherwise: a `rule`, a `statement`, an `answer` or a `property`.

    `then` and `now` say how it read and reads, None where it was or is not there.
    """

    kind: str
    name: str
    then: str | None
    now: str | None

    def json(self) -> dict[str, Any]:
        return self._asdict()


class Turned(NamedTuple):
    """An outcome that holds in one reading only, the reason given there, and what turned it."""

    fact: Fact
    because: str
    causes: tuple[Cause, ...]

    def json(self) -> dict[str, Any]:
        causes = [cause.json() for cause in self.causes]
        return {"fact": list(self.fact), "because": self.because, "causes": causes}


class Replay(NamedTuple):
    """What today's knowledge makes of the answers of a stored consultation."""

    then: KnowledgeVersion
    today: Consultation
    refused: tuple[Problem, ...]
    gained: tuple[Turned, ...]
    lost: tuple[Turned, ...]
    kept: int

    def json(self) -> dict[str, Any]:
        knowledge = self.today.knowledge
        return {
            "knowledge": {
                "then": {"version": self.then.version, "sha256": self.then.sha256},
                "now": knowledge.identity,
            },
            "status": Verdict(self.today).status,
            "refused": [{"message": p.message, "hint": p.hint} for p in self.refused],
            "gained": [turned.json() for turned in self.gained],
            "lost": [turned.json() for turned in self.lost],
            "kept": self.kept,
        }


def replay(
    knowledge: KnowledgeBase, answers: Answers, proof: Certificate | None, then: KnowledgeVersion
) -> Replay:
    """The answers by today's knowledge, compared with what was concluded by the version then.

    Without a proof it is known that the same is concluded.
    The engine is run only where something else is concluded, to say why: the compiled instances
    conclude the same without the reasons, and most of a release's replays change nothing.
    """
    still, refused = taken(knowledge, answers)
    unreasoned = screen_for(knowledge).verdict(still).consultation
    if proof is None or (
        {Fact(*outcome["fact"]) for outcome in proof["outcomes"]} == {*unreasoned.outcomes}
    ):
        return Replay(then, unreasoned, tuple(refused), (), (), len(unreasoned.outcomes))
    today = consult(knowledge, still)
    was = _Reading(proof, then)
    now = _Reading(certificate(today), knowledge_version(knowledge))
    gained = sorted(now.outcomes - was.outcomes, key=sort_key)
    lost = sorted(was.outcomes - now.outcomes, key=sort_key)
    return Replay(
        then,
        today,
        tuple(refused),
        tuple(_Trace(was, now).turned(now, was, fact) for fact in gained),
        tuple(_Trace(was, now).turned(was, now, fact) for fact in lost),
        len(was.outcomes & now.outcomes),
    )


class _Step(NamedTuple):
    """A firing as a proof tells of it, its number left out so that two proofs can be compared."""

    rule: str
    premises: tuple[Fact, ...]
    absent: tuple[Fact, ...]
    conclusions: tuple[Fact, ...]


class _Reading:
    """What a proof and the version it was drawn from say of each fact."""

    def __init__(self, proof: Certificate, version: KnowledgeVersion):
        self.rules: Mapping[str, str] = version.rules
        self.statements = version.statements
        self.given = {
            Fact(*fact): entry["question"] for entry in proof["given"] for fact in entry["facts"]
        }
        self.outcomes = {Fact(*outcome["fact"]) for outcome in proof["outcomes"]}
        self.steps: set[_Step] = set()
        self.supports: dict[Fact, list[_Step]] = {}
        self.because: dict[Fact, str] = {}
        for entry in proof["steps"]:
            step = _Step(
                entry["rule"],
                tuple(Fact(*premise["fact"]) for premise in entry["premises"]),
                tuple(Fact(*absent) for absent in entry["absent"]),
                tuple(Fact(*fact) for fact in entry["conclusions"]),
            )
            self.steps.add(step)
            for fact in step.conclusions:
                self.supports.setdefault(fact, []).append(step)
                self.because.setdefault(fact, entry["because"])

    def holds(self, fact: Fact) -> bool:
        return fact in self.statements or fact in self.given or fact in self.supports

    @cached_property
    def by_property(self) -> dict[str, list[Fact]]:
        index: dict[str, list[Fact]] = {}
        for fact in sorted({*self.statements, *self.given, *self.supports}, key=sort_key):
            index.setdefault(fact.property, []).append(fact)
        return index

    def meeting(self, absent: Fact) -> Iterator[Fact]:
        """The facts that are what a step takes to be absent."""
        for fact in self.by_property.get(absent.property, ()):
            if all(word in (ANYTHING.name, said) for word, said in zip(absent, fact, strict=True)):
                yield fact


class _Trace:
    """Follows what holds in one reading down to what the other lacks."""

    def __init__(self, was: _Reading, now: _Reading):
        self.was = was
        self.now = now
        self.seen: set[tuple[Fact, bool]] = set()

    def turned(self, here: _Reading, there: _Reading, fact: Fact) -> Turned:
        causes = dict.fromkeys(self.causes(here, there, fact))
        if not causes:  # it holds in both, and only one of them reports it
            told = "reported"
            then, now = (told, None) if here is self.was else (None, told)
            causes = {Cause("property", fact.property, then, now): None}
        return Turned(fact, here.because[fact], tuple(sorted(causes, key=_order)))

    def causes(self, here: _Reading, there: _Reading, fact: Fact) -> Iterator[Cause]:
        """Why a fact that holds `here` does not hold `there`."""
        if (fact, here is self.was) in self.seen:
            return
        self.seen.add((fact, here is self.was))
        if fact in here.given:
            yield self._answer(here.given[fact])
        elif fact in here.statements:
            yield self._statement(fact)
        for step in here.supports.get(fact, ()):
            if step in there.steps:
                continue
            if here.rules[step.rule] != there.rules.get(step.rule):
                yield self._rule(step.rule)
            for premise in step.premises:
                if not there.holds(premise):
                    yield from self.causes(here, there, premise)
            for absent in step.absent:
                for fact_against in there.meeting(absent):
                    yield from self.causes(there, here, fact_against)

    def _rule(self, rule: str) -> Cause:
        return Cause("rule", rule, self.was.rules.get(rule), self.now.rules.get(rule))

    def _statement(self, fact: Fact) -> Cause:
        """A statement, with what stands in its place in the other reading."""

        def only_in(one: _Reading, other: _Reading) -> str | None:
            values = (f for f in one.by_property.get(fact.property, ()) if f in one.statements)
            own = [f.object for f in values if f.subject == fact.subject]
            return _joined(v for v in own if Fact(*fact[:2], v) not in other.statements)

        then, now = only_in(self.was, self.now), only_in(self.now, self.was)
        return Cause("statement", f"{fact.subject} {fact.property}", then, now)

    def _answer(self, question: str) -> Cause:
        said = (
            _joined(str(fact) for fact, asked in reading.given.items() if asked == question)
            for reading in (self.was, self.now)
        )
        return Cause("answer", question, *said)


def _order(cause: Cause) -> tuple[str, str]:
    return cause.kind, cause.name


def _joined(values: Iterable[object]) -> str | None:
    return ", ".join(map(str, values)) or None
