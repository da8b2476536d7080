"""What any further answer could still do, while questions are open.

On the ground instances of the rules a consultation that has only begun can be looked at from
both sides: what is certain whatever comes, and what is still possible. Between the two lies
what the next question is for. (For a stratified program this is its alternating fixpoint: Van
Gelder, "The Alternating Fixpoint of Logic Programs with Negation", 1993.)

Both sides are run at once on the compiled instances, stratum by stratum: first what is certain
beside all that is possible below, with the numbers it computes, then what is possible beside all
that is certain below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property, lru_cache

from hipexpert.model import Answer, Answers, Fact, Value
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import Grounding, possible_answers
from hipexpert.reasoning.program import GroundProgram, Spread, Values, View, compiled
from hipexpert.vocabulary.asking import LEFT_UNASKED
from hipexpert.vocabulary.language import IS


class Truth(Enum):
    """How a fact stands while questions are open."""

    FALSE = "false"
    OPEN = "open"
    TRUE = "true"


@dataclass(frozen=True, eq=False)
class PartialModel:
    """What is certain and what is possible, given some answers and others open.

    `view` has the same by number. `live` are the ground rules that further answers could still
    make fire, or already have.
    """

    program: GroundProgram
    given: Mapping[Fact, str]
    answered: frozenset[str]
    view: View
    live: set[int]

    @property
    def ground(self) -> Grounding:
        return self.program.ground

    @cached_property
    def certain(self) -> frozenset[Fact]:
        return self.facts(self.view.certain).union(self.given)

    @cached_property
    def possible(self) -> frozenset[Fact]:
        return self.facts(self.view.possible).union(self.given)

    def facts(self, numbers: Iterable[int]) -> frozenset[Fact]:
        return frozenset(map(self.program.facts.__getitem__, numbers))

    @cached_property
    def numbers(self) -> dict[Fact, Value]:
        """The number of each numeric fact that is certain."""
        facts, (certain, _, values) = self.program.facts, self.view
        return {facts[slot]: number for slot in certain if (number := values[slot]) is not None}

    def state(self, fact: Fact) -> Truth:
        number = self.program.number.get(fact)
        if number in self.view.certain or fact in self.given:
            return Truth.TRUE
        return Truth.OPEN if number in self.view.possible else Truth.FALSE

    @cached_property
    def open(self) -> set[int]:
        """What is neither certain nor impossible, by number."""
        return self.view.possible - self.view.certain

    def deciding(self, facts: Iterable[Fact]) -> set[str]:
        """The open questions that could still decide one of the facts."""
        program, rows, live, still_open = self.program, self.program.rows, self.live, self.open
        numbers = {program.number[fact] for fact in facts if fact in program.number}
        seen = numbers & still_open
        waiting = list(seen)
        while waiting:
            for place in program.suppliers[waiting.pop()]:
                if place in live:
                    fresh = (rows[place].around & still_open) - seen
                    seen |= fresh
                    waiting += fresh
        return {program.asked[fact] for fact in seen & program.asked.keys()}

    def refuting(self, facts: Iterable[Fact]) -> frozenset[str]:
        """The questions whose answers keep `facts`, none of which holds, from holding."""
        number, asked = self.ground.number, self.program.asked
        waiting = [number[fact] for fact in facts if fact in number]
        seen = set(waiting)
        while waiting:
            fresh = self._refuted_by(waiting.pop()) - seen
            seen |= fresh
            waiting += fresh
        return self.answered.intersection(asked[fact] for fact in seen & asked.keys())

    @cached_property
    def _refuted_by(self) -> Callable[[int], set[int]]:
        """What keeps each way to a fact from it; each proof of an absence comes by the same."""
        ground, certain = self.ground, self.view.certain
        premises, denied = ground.table.premises, ground.table.denied

        def refuted_by(fact: int) -> set[int]:
            found: set[int] = set()
            for place in ground.suppliers[fact]:
                decisive = (premises[place] - certain) | (denied[place] & certain)
                # with every premise there and nothing in the way, a comparison fails
                found |= decisive or premises[place]
            return found

        return cache(refuted_by)


def left_unasked(facts: Iterable[Fact]) -> set[str]:
    """The questions that are not asked of an athlete of whom these facts hold.

    Who named what applies to them has denied the rest, and a hip that must not be taken to its
    end is not measured. While they have no answer they count as not known, and nobody is sent
    to find one.
    """
    return {f.subject for f in facts if f.property == IS and f.object == LEFT_UNASKED}


def partial_model(
    ground: Grounding, answers: Answers, open_questions: Iterable[str]
) -> PartialModel:
    """What is certain and what is possible when `open_questions` may still be answered.

    Every other question that `answers` does not give counts as not known.
    """
    given, still_open = frozenset(answers.given.items()), frozenset(open_questions)
    return _partial_model(ground, given, still_open.difference(answers.given))


@lru_cache(maxsize=4)  # a result asks twice: for the absence in its proofs, and what could change
def _partial_model(
    ground: Grounding, given: frozenset[tuple[str, Answer]], open_questions: frozenset[str]
) -> PartialModel:
    return partial_model_of(compiled(ground), Answers(dict(given)), open_questions)


def partial_model_of(
    program: GroundProgram, answers: Answers, open_questions: Iterable[str]
) -> PartialModel:
    """The outlook on what some compiled instances conclude."""
    knowledge = program.ground.knowledge
    given = answer_facts(knowledge, answers)
    stated = program.given(given)
    values: Values = [None] * len(program.facts)
    for fact, number in stated.items():
        values[fact] = number  # type: ignore[assignment]
    certain, possible = Spread(program), Spread(program)
    certain.learn(stated)
    possible.learn(stated)
    for name in set(open_questions) - answers.given.keys():
        facts = possible_answers(knowledge, knowledge.questions[name], answers.given)
        possible.learn(map(program.number.__getitem__, facts))
    rows, view = program.rows, View(certain.true, possible.true, values)
    live: set[int] = set()
    for stratum in range(program.strata):
        queue = certain.pending[stratum]
        while queue:
            row = rows[queue.pop()]
            if row.fires(view):
                row.compute(values)
                certain.learn(row.conclusions)
                possible.learn(row.conclusions)
        queue = possible.pending[stratum]
        while queue:
            place = queue.pop()
            if rows[place].fires(view) is not False:
                live.add(place)
                possible.learn(rows[place].conclusions)
    return PartialModel(program, given, frozenset(answers.given), view, live)
