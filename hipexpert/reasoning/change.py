"""The smallest change of answers that would bring a conclusion about, or take it away.

Sets of one answer are tried first, then of two, then of three; which answers are tried is
what `levers` finds. So a set that is found is one of the smallest. An answer that nothing can
change, such as an age, is left alone once it is known: a question says so in the knowledge
base by being an `Unchangeable`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from hipexpert.model import Consultation, Fact, KnowledgeBase, Value
from hipexpert.reasoning.levers import Answer, Move, Situation, Target

MOST_ANSWERS = 3
"""No change of more answers than this is looked for."""

MOST_INSTANCES = 800_000
"""Instances run over before the search for a larger change is given up; the result says so."""


class Change(NamedTuple):
    """One answer, as it is and as it would have to be.

    Of a number, anything from `least` to `most` would do.
    """

    question: str
    before: Answer
    after: Answer
    least: Value | None = None
    most: Value | None = None

    def json(self) -> dict[str, Any]:
        numbers = {} if self.least is None else {"least": self.least, "most": self.most}
        return {"question": self.question, "from": self.before, "to": self.after, **numbers}

    @property
    def distance(self) -> float:
        """How far a number moves, or how many items of a list change; 0 for any other answer."""
        if isinstance(self.before, int | float) and isinstance(self.after, int | float):
            return abs(self.after - self.before)
        if isinstance(self.after, tuple) or isinstance(self.before, tuple):
            return len({*_items(self.before)} ^ {*_items(self.after)})
        return 0


def _items(answer: Answer) -> tuple[Value, ...]:
    if isinstance(answer, tuple):
        return answer
    return () if answer is None else (answer,)


class Changes(NamedTuple):
    """The smallest sets of changed answers that turn a fact, the readiest first.

    `wanted` says whether they bring it about or take it away. All sets of up to `searched`
    answers were looked at; with `ways`, all are of one size, and no smaller one exists.
    """

    fact: Fact
    wanted: bool
    ways: tuple[tuple[Change, ...], ...]
    searched: int

    def json(self) -> dict[str, Any]:
        ways = [[change.json() for change in way] for way in self.ways]
        return {"ways": ways, "searched-answers": self.searched}


def smallest_changes(consultation: Consultation, fact: Fact) -> Changes:
    """The smallest changes of the answers that would turn `fact`: there if it is not, or away."""
    target = _target(consultation.knowledge, fact)
    start = Situation(target, consultation.answers.given)
    search = _Search(start)
    searched = 0
    for size in range(1, MOST_ANSWERS + 1):
        whole = search.explore(start, size)
        if search.found or not whole:
            break
        searched = size
    return Changes(fact, start.lacks_goal, search.ways(), searched)


@lru_cache(maxsize=8)
def _target(knowledge: KnowledgeBase, fact: Fact) -> Target:
    return Target(knowledge, fact)


class _Search:
    """What was tried, with how much left to try, and what was found."""

    def __init__(self, start: Situation):
        self.start = start
        self.questions = start.knowledge.questions
        self.place = {name: place for place, name in enumerate(self.questions)}
        self.tried: dict[frozenset[Move], int] = {}
        self.found: dict[frozenset[Move], Situation] = {}

    def explore(self, now: Situation, budget: int) -> bool:
        """Try what up to `budget` more answers can do. False when it is too much to try all."""
        if not budget and not any(self.questions[name].several for name in now.moves):
            return True  # only to a list that was changed already can more be added for nothing
        for name, answer in sorted(now.levers(budget), key=self._order):
            moves = frozenset({**now.moves, name: answer}.items())
            left = budget - (name not in now.moves)
            if left < 0 or self.tried.get(moves, -1) >= left:
                continue
            if len(self.tried) * len(now.target.closure.rows) >= MOST_INSTANCES:
                return False
            self.tried[moves] = left
            after = now.moved(name, answer)
            if after.lacks_goal != self.start.lacks_goal:
                self.found[moves] = after
            elif not self.explore(after, left):
                return False
        return True

    def _order(self, move: Move) -> tuple[int, bool, str]:
        return self.place[move[0]], move[1] is None, str(move[1])

    def ways(self) -> tuple[tuple[Change, ...], ...]:
        """What was found, the readiest first; where only a number or a list differs the nearest."""
        nearest: dict[object, tuple[Change, ...]] = {}
        for way in sorted(map(self._told, self.found.values()), key=self._readiness):
            gist = tuple(
                (c.question, type(c.after) if isinstance(c.after, int | float | tuple) else c.after)
                for c in way
            )
            nearest.setdefault(gist, way)
        return tuple(nearest.values())

    def _told(self, way: Situation) -> tuple[Change, ...]:
        changes = []
        for name, after in sorted(way.moves.items(), key=self._order):
            numeric = self.questions[name].numeric and after is not None
            room = way.room(name) if numeric else (None, None)
            changes.append(Change(name, self.start.given.get(name), after, *room))
        return tuple(changes)

    def _readiness(self, way: tuple[Change, ...]) -> tuple[object, ...]:
        """Readiest is what is not known yet; then what is asked late, being the most special."""
        return (
            sum(change.before is not None for change in way),
            sum(change.after is None for change in way),
            [-self.place[change.question] for change in way],
            sum(change.distance for change in way),
            [str(change.after) for change in way],
        )
