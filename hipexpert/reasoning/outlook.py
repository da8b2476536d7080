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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from hipexpert.model import Answers, Fact, Value
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.closure import Closure, Spread, Values, View, compiled
from hipexpert.reasoning.ground import Ground, possible_answers

LEFT_UNASKED = "left-unasked"
"""How a question stands that is not asked: another answer rules it out, or a state forbids it."""


class State(Enum):
    """How a fact stands while questions are open."""

    FALSE = "false"
    OPEN = "open"
    TRUE = "true"


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is certain and what is possible, given some answers and others open.

    `view` has the same by number. `live` are the ground rules that further answers could still
    make fire, or already have.
    """

    closure: Closure
    given: Mapping[Fact, str]
    answered: frozenset[str]
    view: View
    live: set[int]

    @property
    def ground(self) -> Ground:
        return self.closure.ground

    @cached_property
    def certain(self) -> frozenset[Fact]:
        return self.facts(self.view.certain).union(self.given)

    @cached_property
    def possible(self) -> frozenset[Fact]:
        return self.facts(self.view.possible).union(self.given)

    def facts(self, numbers: Iterable[int]) -> frozenset[Fact]:
        return frozenset(map(self.closure.facts.__getitem__, numbers))

    @cached_property
    def numbers(self) -> dict[Fact, Value]:
        """The number of each numeric fact that is certain."""
        facts, (certain, _, values) = self.closure.facts, self.view
        return {facts[slot]: number for slot in certain if (number := values[slot]) is not None}

    def state(self, fact: Fact) -> State:
        number = self.closure.number.get(fact)
        if number in self.view.certain or fact in self.given:
            return State.TRUE
        return State.OPEN if number in self.view.possible else State.FALSE

    @cached_property
    def open(self) -> set[int]:
        """What is neither certain nor impossible, by number."""
        return self.view.possible - self.view.certain

    def deciding(self, facts: Iterable[Fact]) -> set[str]:
        """The open questions that could still decide one of the facts."""
        closure, rows, live = self.closure, self.closure.rows, self.live
        unseen, questions = set(self.open), set[str]()
        waiting = unseen & {closure.number[fact] for fact in facts if fact in closure.number}
        unseen -= waiting
        while waiting:
            fact = waiting.pop()
            if fact in closure.asked:
                questions.add(closure.asked[fact])
            for place in closure.suppliers[fact]:
                around = rows[place].around
                if place in live and not around.isdisjoint(unseen):
                    fresh = around & unseen
                    unseen -= fresh
                    waiting |= fresh
        return questions

    def refuting(self, facts: Iterable[Fact]) -> set[str]:
        """The questions whose answers keep `facts`, none of which holds, from holding."""
        questions: set[str] = set()
        waiting = list(facts)
        seen = set(waiting)
        while waiting:
            fact = waiting.pop()
            asked = self.ground.asked.get(fact)
            if asked in self.answered:
                questions.add(asked)
            for instance in self.ground.concluding.get(fact, ()):
                decisive = [p for p in instance.premises if p not in self.certain]
                for pattern in instance.unless:
                    decisive += [f for f in self.ground.matches(pattern) if f in self.certain]
                # with every premise there and nothing in the way, a comparison fails
                for premise in decisive or instance.premises:
                    if premise not in seen:
                        seen.add(premise)
                        waiting.append(premise)
        return questions


def left_unasked(facts: Iterable[Fact]) -> set[str]:
    """The questions that are not asked of an athlete of whom these facts hold.

    Who named what applies to them has denied the rest, and a hip that must not be taken to its
    end is not measured. While they have no answer they count as not known, and nobody is sent
    to find one.
    """
    return {f.subject for f in facts if f.property == "is" and f.object == LEFT_UNASKED}


def outlook(ground: Ground, answers: Answers, open_questions: Iterable[str]) -> Outlook:
    """What is certain and what is possible when `open_questions` may still be answered.

    Every other question that `answers` does not give counts as not known.
    """
    return look_out(compiled(ground), answers, open_questions)


def look_out(closure: Closure, answers: Answers, open_questions: Iterable[str]) -> Outlook:
    """The outlook on what some compiled instances conclude."""
    knowledge = closure.ground.knowledge
    given = answer_facts(knowledge, answers)
    stated = closure.given(given)
    values: Values = [None] * len(closure.facts)
    for fact, number in stated.items():
        values[fact] = number  # type: ignore[assignment]
    certain, possible = Spread(closure), Spread(closure)
    certain.learn(stated)
    possible.learn(stated)
    for name in set(open_questions) - answers.given.keys():
        facts = possible_answers(knowledge, knowledge.questions[name], answers.given)
        possible.learn(map(closure.number.__getitem__, facts))
    rows, view = closure.rows, View(certain.true, possible.true, values)
    live: set[int] = set()
    for stratum in range(closure.strata):
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
    return Outlook(closure, given, frozenset(answers.given), view, live)
