"""Which answers could turn a fact: the rules read backwards from one set of answers.

Whatever brings a fact about makes one of its instances fire, so it mends each thing that
instance lacks; whatever takes a fact away stops every instance that supports it. So of several
things that must all come about, the abducibles of any one will do: every solution makes one of
them. Where a single answer has to do it all, only abducibles that serve them all remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from math import inf
from typing import NamedTuple

from hipexpert.knowledge.questions import facts_of
from hipexpert.model import Fact, Given, KnowledgeBase, Value
from hipexpert.reasoning.answers import consistent
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.intervals import Intervals, Numbers
from hipexpert.reasoning.program import GroundProgram, GroundRule, View
from hipexpert.vocabulary.asking import UNCHANGEABLE

AnswerOrUnknown = Value | tuple[str, ...] | None
"""What a question is answered with; None is not known."""

Intervention = tuple[str, AnswerOrUnknown]
"""A question with another answer."""


class Abducibles(NamedTuple):
    """Moves one of which every solution makes, and how many moves it makes at least."""

    moves: frozenset[Intervention]
    least: float


_NONE = Abducibles(frozenset(), inf)


class Target:
    """A fact to be turned, with all that is the same for every athlete."""

    def __init__(self, knowledge: KnowledgeBase, fact: Fact):
        instances = ground(knowledge)
        self.knowledge = knowledge
        self.program = GroundProgram(instances, [fact])
        self.goal = self.program.number[fact]
        self.asked = self.program.asked
        self.fixed = frozenset(knowledge.instances(UNCHANGEABLE))
        self.ruling = {q.choices_given_by for q in knowledge.questions.values()}
        self.intervals = Intervals(knowledge, self.program, self.asked)
        self.stated = cache(self._stated)
        self.needed = _needed(self.program, self.goal, frozenset(self.asked))

    def _stated(self, name: str, answer: Value | tuple[str, ...]) -> dict[int, Value | None]:
        return self.program.given(facts_of(self.knowledge.questions[name], answer))


def _needed(program: GroundProgram, goal: int, asked: frozenset[int]) -> dict[int, bool]:
    """The facts that must hold, or must not, whenever the goal holds, whoever the athlete is.

    What all instances of a needed fact have in common is needed; so is the one thing that keeps
    an unwanted instance from firing.
    """
    needed = {goal: True}
    waiting = [goal]
    while waiting:
        fact = waiting.pop()
        rows = [program.rows[place] for place in program.suppliers[fact]]
        found: dict[int, bool] = {}
        if needed[fact] and rows and fact not in asked:
            found |= dict.fromkeys(
                rows[0].negative.intersection(*(r.negative for r in rows)), False
            )
            found |= dict.fromkeys(rows[0].premises.intersection(*(r.premises for r in rows)), True)
        elif not needed[fact]:
            for row in rows:
                if len(row.premises) + len(row.negative) == 1 and not row.holds:
                    found |= dict.fromkeys(row.negative, True) | dict.fromkeys(row.premises, False)
        waiting += [each for each in found if each not in needed]
        needed = found | needed
    return needed


class AnswerState:
    """One set of answers, what follows from it, and which moves could still turn the goal.

    `moves` are those that led here. `unpaired` are the numbers among them that make sense only
    if another number they are compared with is moved too.
    """

    def __init__(
        self,
        target: Target,
        given: Given,
        moves: Mapping[str, AnswerOrUnknown] | None = None,
        unpaired: frozenset[str] = frozenset(),
    ):
        self.target = target
        self.knowledge = target.knowledge
        self.given = given
        self.moves = dict(moves or {})
        self.unpaired = unpaired
        self.stated: dict[int, Value | None] = {}
        for name, answer in given.items():
            self.stated |= target.stated(name, answer)
        self.view: View = target.program.run(self.stated)
        self._known: dict[tuple[int, bool, int], Abducibles] = {}
        self._path: dict[tuple[int, bool, int], int] = {}
        self._lowest: float = inf

    def moved(self, name: str, answer: AnswerOrUnknown) -> AnswerState:
        """The same with one more answer given otherwise, and without what it leaves no room for."""
        known = {key: value for key, value in self.given.items() if key != name}
        if answer is not None:
            known[name] = answer
        if name in self.target.ruling:
            known = consistent(self.knowledge, known)
        intervals = self.target.intervals
        unpaired = {each for each in self.unpaired if name not in intervals.partners(each)}
        numeric = isinstance(answer, int | float)
        if numeric and answer not in self._telling_numbers(name, 1):
            unpaired.add(name)
        return AnswerState(self.target, known, {**self.moves, name: answer}, frozenset(unpaired))

    def with_numbers(self, numbers: Mapping[str, int | float]) -> AnswerState:
        """The same with other numbers."""
        return AnswerState(self.target, {**self.given, **numbers}, {**self.moves, **numbers})

    def intervals(self, name: str) -> tuple[range, ...]:
        """The intervals of a question beside the numbers known."""
        return self.target.intervals.beside(name, self._beside(name))

    @property
    def lacks_goal(self) -> bool:
        """Whether the goal is to be brought about here, and not to be taken away."""
        return self.target.goal not in self.view.certain

    def abducibles(self, budget: int) -> frozenset[Intervention]:
        """The moves one of which is in any solution of up to `budget` moves."""
        moves = self._turning(self.target.goal, self.lacks_goal, budget).moves
        if budget > 1 or not self.unpaired:
            return moves
        partners = [self.target.intervals.partners(name) for name in self.unpaired]
        return frozenset(move for move in moves if all(move[0] in names for names in partners))

    def _turning(self, fact: int, wanted: bool, budget: int) -> Abducibles:
        """The abducibles that bring a fact about that is not there, or take one away that is.

        A fact met again on the way to itself is no help. What was found on such a way is not
        kept, since elsewhere the way may be open.
        """
        key = fact, wanted, budget
        if self.lacks_goal and self.target.needed.get(fact, wanted) != wanted:
            return _NONE  # the goal could not be had like that
        if key in self._known:
            return self._known[key]
        if key in self._path:
            self._lowest = min(self._lowest, self._path[key])
            return _NONE
        depth = self._path[key] = len(self._path)
        above, self._lowest = self._lowest, inf
        found = self._gaining(fact, budget) if wanted else self._losing(fact, budget)
        if found.least > budget:
            found = _NONE
        del self._path[key]
        if self._lowest >= depth:
            self._known[key] = found
            self._lowest = above
        else:
            self._lowest = min(above, self._lowest)
        return found

    def _gaining(self, fact: int, budget: int) -> Abducibles:
        ways = [self._firing(self.target.program.rows[n], budget) for n in self._suppliers(fact)]
        if fact in self.target.asked:
            ways.append(self._single(self._answering(fact, budget)))
        return _any(ways)

    def _losing(self, fact: int, budget: int) -> Abducibles:
        rows = [self.target.program.rows[place] for place in self._suppliers(fact)]
        firing = [row for row in rows if row.fires(self.view)]
        must = [self._stopping(row, budget) for row in firing]
        if fact in self.stated:
            must.append(self._single(self._answering(fact, budget)))
        return self._all(must, budget)

    def _suppliers(self, fact: int) -> list[int]:
        return self.target.program.suppliers[fact]

    def _firing(self, row: GroundRule, budget: int) -> Abducibles:
        """What would make an instance fire that does not."""
        lacking = row.missing(self.view)
        must = []
        for fact, wanted in (
            *((fact, True) for fact in sorted(lacking)),
            *((fact, False) for fact in sorted(row.blocking(self.view))),
        ):
            abducibles = self._turning(fact, wanted, budget)
            if abducibles.least > budget:
                return _NONE
            must.append(abducibles)
        if lacking.isdisjoint(row.numbers) and not row.compares(self.view.values):
            must.append(self._shifting(row, budget))
        return self._all(must, budget)

    def _stopping(self, row: GroundRule, budget: int) -> Abducibles:
        """What would keep an instance from firing that does."""
        ways = [self._turning(fact, False, budget) for fact in sorted(row.premises)]
        ways += [self._turning(fact, True, budget) for fact in sorted(row.negative)]
        if row.holds:
            ways.append(self._shifting(row, budget))
        return _any(ways)

    def _shifting(self, row: GroundRule, budget: int) -> Abducibles:
        """What would give an instance other numbers to compare."""
        ways = []
        for slot in sorted(row.numbers):
            name = self.target.asked.get(slot)
            if name is not None:
                values = self._telling_numbers(name, budget) if self._may_change(name) else ()
                ways.append(self._single((name, value) for value in values))
            for place in self._suppliers(slot):
                supplier = self.target.program.rows[place]
                fires = supplier.fires(self.view)
                turned = self._stopping if fires else self._firing
                ways.append(turned(supplier, budget))
        return _any(ways)

    def _single(self, moves: Iterable[Intervention]) -> Abducibles:
        """Moves any of which will do; another item for a list that was moved already is free."""
        found = frozenset(moves)
        free = any(name in self.moves for name, _ in found)
        return Abducibles(found, 0 if free else 1) if found else _NONE

    def _all(self, must: Sequence[Abducibles], budget: int) -> Abducibles:
        """All of these have to come about, so any one of them may be looked at first."""
        if not must:
            return _NONE
        least = max(_apart(must), *(abducibles.least for abducibles in must))
        if least > budget:
            return _NONE
        paid = [abducibles.moves for abducibles in must if abducibles.least]
        if budget > 1 or not paid:
            return Abducibles(min((abducibles.moves for abducibles in must), key=len), least)
        moves = {m for abducibles in must for m in abducibles.moves if m[0] in self.moves}
        moves |= {m for m in min(paid, key=len) if all(self._serves(m, other) for other in paid)}
        return Abducibles(frozenset(moves), least) if moves else _NONE

    def _serves(self, move: Intervention, moves: frozenset[Intervention]) -> bool:
        """Whether a move is one of some others, or another item for the same list."""
        return move in moves or (
            self.knowledge.questions[move[0]].several and any(name == move[0] for name, _ in moves)
        )

    def _may_change(self, name: str) -> bool:
        if name in self.moves:
            return self.knowledge.questions[name].several
        return name not in self.target.fixed or name not in self.given

    def _answering(self, fact: int, budget: int) -> Iterator[Intervention]:
        """The moves that state a fact which is not stated, or no longer state one that is."""
        name = self.target.asked[fact]
        if not self._may_change(name):
            return
        knowledge, turned = self.knowledge, self.target.program.facts[fact]
        question, numbers = knowledge.questions[name], partial(self._telling_numbers, name, budget)
        near = question.answer_type.neighbours(knowledge, question, self.given, turned, numbers)
        yield from ((name, answer) for answer in near)

    def _telling_numbers(self, name: str, budget: int) -> tuple[Value, ...]:
        """The numbers to try for a question: one for each way its comparisons can turn out.

        With another number that may move too, also those that leave it all the room there is.
        """
        now = self.number(name)
        found: dict[Value, None] = {}
        for interval in self.intervals(name):
            if now is None:
                found[interval[len(interval) // 2]] = None
            elif not interval[0] <= now <= interval[-1]:
                found[interval[0] if now < interval[0] else interval[-1]] = None
        if budget > 1:
            for others in self._surroundings(name):
                for interval in self.target.intervals.beside(name, others):
                    found |= {interval[0]: None, interval[-1]: None}
        return tuple(number for number in found if number != now)

    def number(self, name: str) -> int | float | None:
        """The number a question is answered with."""
        answer = self.given.get(name)
        return answer if isinstance(answer, int | float) else None

    def _beside(self, name: str) -> Numbers:
        """The numbers that a question's own is compared with, as far as they are known."""
        partners = self.target.intervals.partners(name)
        return tuple((n, value) for n in partners if (value := self.number(n)) is not None)

    def _surroundings(self, name: str) -> Iterator[Numbers]:
        """The same with one of them moved, to wherever its own comparisons turn."""
        intervals, known = self.target.intervals, dict(self._beside(name))
        for partner in filter(self._may_change, intervals.partners(name)):
            yield self._beside(name)
            for cut in intervals.cut_points(partner, self._beside(name)):
                yield tuple(sorted({**known, partner: cut}.items()))


def _any(ways: Iterable[Abducibles]) -> Abducibles:
    """One of these has to come about."""
    open_ways = [way for way in ways if way.moves]
    if not open_ways:
        return _NONE
    moves = frozenset[Intervention]().union(*(way.moves for way in open_ways))
    return Abducibles(moves, min(way.least for way in open_ways))


def _apart(must: Sequence[Abducibles]) -> int:
    """How many of these no question serves in common: each needs an answer of its own."""
    taken: set[str] = set()
    count = 0
    for abducibles in sorted(must, key=lambda abducibles: len(abducibles.moves)):
        names = {name for name, _ in abducibles.moves}
        if abducibles.least and taken.isdisjoint(names):
            taken |= names
            count += 1
    return count
