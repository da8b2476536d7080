"""What was edited between two knowledge bases, and what can rest on each edit.

It reads what is written, and decides nothing: a rule that reads otherwise may conclude the same,
and a claim that stands otherwise changes no conclusion, but how firm every proof is that rests on
it. So with each rule and claim stand the drills, and how many outcomes there are, whose proofs can
come by it: those reached from its ground rules, premise by premise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from hipexpert.model import KnowledgeBase, Rule, Variable
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import GroundRule, compiled
from hipexpert.vocabulary.evidence import CLAIM
from hipexpert.vocabulary.language import IS_A, ORDER, RESTS_ON
from hipexpert.vocabulary.prescription import DRILL

Parts = Mapping[str, tuple[str, ...]]
"""What is written of a rule or a thing, by key or by property."""


class Edit(NamedTuple):
    """A `rule`, a `claim` or another `thing` that is written otherwise.

    `then` and `now` have the parts of it that differ, None where it was or is not there. `drills`
    and the number of `outcomes` are what can rest on a rule or a claim, in either of the two.
    """

    kind: str
    name: str
    then: Parts | None
    now: Parts | None
    drills: tuple[str, ...] = ()
    outcomes: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """The keys or properties that are written otherwise."""
        return tuple(dict.fromkeys((*(self.then or ()), *(self.now or ()))))

    def json(self) -> dict[str, Any]:
        return self._asdict()


def edits(old: KnowledgeBase, new: KnowledgeBase) -> list[Edit]:
    """Every edit: of rules first, then of claims, then of all else, each by name."""
    resting = [_Resting(knowledge) for knowledge in (old, new)]
    rules = _edits("rule", *({r.id: _rule(r) for r in k.rules} for k in (old, new)))
    things = [*_edits("thing", _things(old), _things(new))]
    claims = {*old.instances(CLAIM), *new.instances(CLAIM)}
    of_claims = [edit._replace(kind="claim") for edit in things if edit.name in claims]
    return [
        *(_with_reach(edit, [each.by_rule for each in resting], resting) for edit in rules),
        *(_with_reach(edit, [each.by_claim for each in resting], resting) for edit in of_claims),
        *(edit for edit in things if edit.name not in claims),
    ]


def _edits(kind: str, then: Mapping[str, Parts], now: Mapping[str, Parts]) -> Iterator[Edit]:
    for name in sorted({*then, *now}):
        before, after = then.get(name), now.get(name)
        if before != after:
            yield Edit(kind, name, _unlike(before, after), _unlike(after, before))


def _unlike(parts: Parts | None, other: Parts | None) -> Parts | None:
    """The parts that are not the same in the other."""
    if parts is None:
        return None
    return {key: said for key, said in parts.items() if said != (other or {}).get(key)}


def _rule(rule: Rule) -> Parts:
    """A rule as it is written, but for its place."""
    lets = (f"?{let.variable}: {let.text}" for let in rule.let)
    parts: dict[str, Iterable[object]] = {
        "label": (rule.label,),
        "when": rule.when,
        "let": lets,
        "where": (comparison.text for comparison in rule.where),
        "unless": rule.unless,
        "then": rule.then,
        "because": (rule.because,),
        "claims": rule.claims,
    }
    return {key: tuple(map(str, said)) for key, said in parts.items()}


def _things(knowledge: KnowledgeBase) -> Mapping[str, Parts]:
    """All that is said of each thing, the classes it is of among it."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for thing, texts in knowledge.words.items():
        found[thing] = {verb: tuple(sorted(map(str, said))) for verb, said in texts.items()}
    for thing in knowledge.where:
        found[thing][IS_A] = tuple(map(str, knowledge.objects(thing, IS_A)))
    return found


def _with_reach(edit: Edit, places: list[Mapping[str, list[int]]], resting: list[_Resting]) -> Edit:
    """An edit with what can rest on it."""
    own = [by_name.get(edit.name, []) for by_name in places]
    reached = [each.reached(found) for each, found in zip(resting, own, strict=True)]
    drills = sorted(set().union(*(found[0] for found in reached)))
    return edit._replace(drills=tuple(drills), outcomes=max(found[1] for found in reached))


class _Resting:
    """Which ground rules of a knowledge base rest on a rule or a claim, and what rests on them."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self._drills = {*knowledge.instances(DRILL)}

    @cached_property
    def by_rule(self) -> dict[str, list[int]]:
        """The places of ground rules by the id of their rule."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(compiled(ground(self.knowledge)).rows):
            places[row.rule.id].append(place)
        return places

    @cached_property
    def by_claim(self) -> dict[str, list[int]]:
        """The places of ground rules by claims they rest on, or a thing they look at does."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(compiled(ground(self.knowledge)).rows):
            for claim in dict.fromkeys((*row.rule.claims, *self._looked_at(row))):
                places[claim].append(place)
        return places

    def _looked_at(self, row: GroundRule) -> Iterator[str]:
        """The claims of the things whose statements a ground rule looks at."""
        for pattern in row.rule.when:
            term = pattern.subject
            subject = row.bindings.get(term.name) if isinstance(term, Variable) else term
            if isinstance(subject, str) and pattern.property not in self._orders:
                yield from map(str, self.knowledge.objects(subject, RESTS_ON))

    @cached_property
    def _orders(self) -> frozenset[str]:
        return frozenset(self.knowledge.instances(ORDER))

    def reached(self, places: list[int]) -> tuple[set[str], int]:
        """The drills, and how many outcomes, whose proofs can come by some ground rules."""
        program, properties = compiled(ground(self.knowledge)), self.knowledge.properties
        seen: set[int] = set()
        waiting = [fact for place in places for fact in program.rows[place].conclusions]
        while waiting:
            fact = waiting.pop()
            if fact not in seen:
                seen.add(fact)
                for _, place in program.uses[fact]:
                    waiting.extend(program.rows[place].conclusions)
        facts = [program.facts[fact] for fact in seen]
        outcomes = [fact for fact in facts if properties[fact.property].outcome]
        named = {word for fact in outcomes for word in (fact.subject, str(fact.object))}
        return named & self._drills, len(outcomes)
