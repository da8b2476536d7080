"""The smallest change of answers that would bring a conclusion about, or take it away.

Sets of one answer are tried first, then of two, then of three; which answers are tried is
what `abduction` finds. So a set that is found is one of the smallest. An answer that nothing can
change, such as an age, is left alone once it is known: a question says so in the knowledge
base by being an `Unchangeable`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from hipexpert.model import Consultation, Fact, KnowledgeBase, Value
from hipexpert.reasoning.abduction import AnswerOrUnknown, AnswerState, Intervention, Target
from hipexpert.reasoning.rooms import rooms, settled

MOST_ANSWERS = 3
"""No change of more answers than this is looked for."""

MOST_INSTANCES = 800_000
"""Instances run over before the search for a larger change is given up; the result says so."""


class Change(NamedTuple):
    """One answer, as it is and as it would have to be.

    Of a number, anything from `least` to `most` would do, wherever those beside it are in theirs.
    """

    question: str
    before: AnswerOrUnknown
    after: AnswerOrUnknown
    least: Value | None = None
    most: Value | None = None

    def json(self) -> dict[str, Any]:
        numbers = {} if self.least is None else {"least": self.least, "most": self.most}
        return {"question": self.question, "from": self.before, "to": self.after, **numbers}


class MinimalChanges(NamedTuple):
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


def minimal_changes(
    consultation: Consultation, fact: Fact, most_instances: int = MOST_INSTANCES
) -> MinimalChanges:
    """The smallest changes of the answers that would turn `fact`: there if it is not, or away.

    The search is given up once `most_instances` were run over.
    """
    target = _target(consultation.knowledge, fact)
    start = AnswerState(target, consultation.answers.given)
    search = _Search(start, most_instances)
    searched = 0
    for size in range(1, MOST_ANSWERS + 1):
        whole = search.explore(start, size)
        if search.found or not whole:
            break
        searched = size
    return MinimalChanges(fact, start.lacks_goal, search.ways(), searched)


@lru_cache(maxsize=8)
def _target(knowledge: KnowledgeBase, fact: Fact) -> Target:
    return Target(knowledge, fact)


class _Search:
    """What was tried, with how much left to try, and what was found."""

    def __init__(self, start: AnswerState, most_instances: int):
        self.start = start
        self.most_instances = most_instances
        self.questions = start.knowledge.questions
        self.place = {name: place for place, name in enumerate(self.questions)}
        self.tried: dict[frozenset[Intervention], int] = {}
        self.found: dict[frozenset[Intervention], AnswerState] = {}

    def explore(self, now: AnswerState, budget: int) -> bool:
        """Try what up to `budget` more answers can do. False when it is too much to try all."""
        if not budget and not any(self.questions[name].several for name in now.moves):
            return True  # only to a list that was changed already can more be added for nothing
        for name, answer in sorted(now.abducibles(budget), key=self._order):
            moves = frozenset({**now.moves, name: answer}.items())
            left = budget - (name not in now.moves)
            if left < 0 or self.tried.get(moves, -1) >= left:
                continue
            if len(self.tried) * len(now.target.program.rows) >= self.most_instances:
                return False
            self.tried[moves] = left
            after = now.moved(name, answer)
            if after.lacks_goal != self.start.lacks_goal:
                self.found[moves] = after
            elif not self.explore(after, left):
                return False
        return True

    def _order(self, move: Intervention) -> tuple[int, bool, str]:
        return self.place[move[0]], move[1] is None, str(move[1])

    def ways(self) -> tuple[tuple[Change, ...], ...]:
        """What was found, the readiest first; where only a number or a list differs the nearest."""
        ways = [settled(way, self.start.given) for way in self.found.values()]
        nearest: dict[object, AnswerState] = {}
        for way in sorted(ways, key=self._readiness):
            gist = tuple(
                (name, type(after) if isinstance(after, int | float | tuple) else after)
                for name, after in self._moves(way)
            )
            nearest.setdefault(gist, way)
        return tuple(map(self._told, nearest.values()))

    def _moves(self, way: AnswerState) -> list[Intervention]:
        return sorted(way.moves.items(), key=self._order)

    def _told(self, way: AnswerState) -> tuple[Change, ...]:
        room = rooms(way)
        return tuple(
            self._change(name, after, *room.get(name, (None, None)))
            for name, after in self._moves(way)
        )

    def _change(
        self, name: str, after: AnswerOrUnknown, least: Value | None, most: Value | None
    ) -> Change:
        """One answer changed; where nothing was and only a number is too high, the highest."""
        before, question = self.start.given.get(name), self.questions[name]
        if before is None and least == question.minimum and most != question.maximum:
            after = most
        return Change(name, before, after, least, most)

    def _readiness(self, way: AnswerState) -> tuple[object, ...]:
        """Readiest is what is not known yet; then what is asked late, being the most special."""
        moves = self._moves(way)
        return (
            sum(name in self.start.given for name, _ in moves),
            sum(after is None for _, after in moves),
            [-self.place[name] for name, _ in moves],
            sum(self._distance(name, after) for name, after in moves),
            [str(after) for _, after in moves],
        )

    def _distance(self, name: str, after: AnswerOrUnknown) -> float:
        """How far a number moves, or how many items of a list change; 0 for any other answer.

        A number not known yet comes from the lowest, and is measured by all that it could be.
        """
        before, question = self.start.given.get(name), self.questions[name]
        if isinstance(after, int | float):
            if isinstance(before, int | float):
                return abs(after - before)
            low, high = question.minimum or 0, question.maximum or 0
            return (after - low) / ((high - low) or 1)
        if isinstance(after, tuple) or isinstance(before, tuple):
            return len({*_items(before)} ^ {*_items(after)})
        return 0


def _items(answer: AnswerOrUnknown) -> tuple[Value, ...]:
    if isinstance(answer, tuple):
        return answer
    return () if answer is None else (answer,)
