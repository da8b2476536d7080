"""The numbers of a change taken together: values that do, and how far all of them have room.

The search finds that some numbers turn a fact. Here each is brought as near as it comes to what
was answered, or as low as it comes where nothing was, in the order of asking, while the others
are held at values that do. Whatever is said to do was run through the compiled instances, so no
arithmetic of a rule is taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hipexpert.model import Given
from hipexpert.reasoning.abduction import AnswerState

Room = tuple[int | float, int | float]
"""The least and the most of the numbers that do."""


def settled(way: AnswerState, before: Given) -> AnswerState:
    """The same way with numbers of which none can be had nearer while the others stay."""
    now, nearer = way, True
    while nearer:
        nearer = False
        for name in moved_numbers(way):
            for number in _nearer(now, name, before):
                there = now.with_numbers({name: number})
                if there.lacks_goal == way.lacks_goal:
                    now, nearer = there, True
                    break
    return now


def moved_numbers(way: AnswerState) -> dict[str, int | float]:
    """The questions that a way answers with another number, in the order of asking."""
    asked = (name for name in way.knowledge.questions if name in way.moves)
    return {name: number for name in asked if (number := way.number(name)) is not None}


def _nearer(now: AnswerState, name: str, before: Given) -> Iterator[int | float]:
    """The numbers to try that are nearer than the present one, the nearest first."""
    aim = before.get(name)
    if not isinstance(aim, int | float):
        aim = now.knowledge.questions[name].minimum or 0
    present = now.number(name) or 0
    tried = {min(max(aim, interval[0]), interval[-1]) for interval in now.intervals(name)}
    for number in sorted(tried - {before.get(name)}, key=lambda number: abs(number - aim)):
        if abs(number - aim) < abs(present - aim):
            yield int(number)


def rooms(way: AnswerState) -> dict[str, Room]:
    """How far each number may go, wherever within their rooms the others are.

    One that is compared together with another that is moved too stays where it is: how far it
    may go hangs on the other.
    """
    numbers = moved_numbers(way)
    spans = {name: [range(int(number), int(number) + 1)] for name, number in numbers.items()}
    for name in numbers:
        if numbers.keys().isdisjoint(way.target.intervals.partners(name)):
            others = {other: span for other, span in spans.items() if other != name}
            around = [
                way.with_numbers({n: span[0] for n, span in zip(others, spot, strict=True)})
                for spot in product(*others.values())
            ]
            spans[name] = _span(around, name)
    return {name: (span[0][0], span[-1][-1]) for name, span in spans.items()}


def _span(around: list[AnswerState], name: str) -> list[range]:
    """The intervals on end, from that of the present number on, that do in all situations."""
    wanted, number = around[0].lacks_goal, around[0].number(name) or 0
    intervals = around[0].intervals(name)

    def does(place: int) -> bool:
        there = {name: intervals[place][0]}
        return all(spot.with_numbers(there).lacks_goal == wanted for spot in around)

    low = next(place for place, each in enumerate(intervals) if each[0] <= number <= each[-1])
    high = low
    while low > 0 and does(low - 1):
        low -= 1
    while high < len(intervals) - 1 and does(high + 1):
        high += 1
    return list(intervals[low : high + 1])
