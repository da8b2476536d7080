"""Where the answer to a question of number turns a comparison, and so has to be tried.

The whole numbers that a question takes are cut wherever some comparison turns out otherwise.
All numbers of one interval do the same, so one of each is enough. Where the knowledge base says
that a number is `no-more-than` another, as years of sport than the age, the other bounds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from math import ceil, floor

from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.program import Atom, GroundProgram, Values, atom_test
from hipexpert.vocabulary.asking import NO_MORE_THAN

Numbers = tuple[tuple[str, int | float], ...]
"""Questions that take a number, each with one, sorted."""


class Intervals:
    """The intervals of every question of number, as the rules of a ground program compare them.

    `asked` leads from the number of each fact that is asked to its question.
    """

    def __init__(self, knowledge: KnowledgeBase, program: GroundProgram, asked: Mapping[int, str]):
        self.questions = knowledge.questions
        self.asked = asked
        self.slot = {name: slot for slot, name in asked.items() if self.questions[name].numeric}
        self.size = len(program.facts)
        self.tests: dict[str, dict[Atom, Callable[[Values], bool]]] = {}
        for row in program.rows:
            for atom in row.atoms:
                for resolved in program.resolved(atom, asked):
                    for slot in resolved.slots:
                        self.tests.setdefault(asked[slot], {})[resolved] = atom_test(resolved)
        self.most = {name: knowledge.objects(name, NO_MORE_THAN) for name in self.slot}
        self.beside = cache(self._beside)
        self.partners = cache(self._partners)

    def _partners(self, name: str) -> tuple[str, ...]:
        """The other questions whose numbers are compared with this one's, or bound it."""
        slots = {slot for atom in self.tests.get(name, ()) for slot in atom.slots}
        bounds = {other for other in self.slot if name in self.most[other]}
        bounds |= {str(other) for other in self.most[name]}
        return tuple(sorted(({self.asked[slot] for slot in slots} | bounds) - {name}))

    def _beside(self, name: str, others: Numbers) -> tuple[range, ...]:
        """The intervals of a question while others have these numbers."""
        question = self.questions[name]
        low, high = int(question.minimum or 0), int(question.maximum or 0)
        for other, number in others:
            if name in self.most[other]:
                low = max(low, ceil(number))
            if other in self.most[name]:
                high = min(high, floor(number))
        values: Values = [None] * self.size
        for other, number in others:
            values[self.slot[other]] = number
        tests = list(self.tests.get(name, {}).values())
        cuts: list[int] = []
        before = None
        for number in range(low, high + 1):
            values[self.slot[name]] = number
            verdict = [test(values) for test in tests]
            if verdict != before:
                cuts.append(number)
            before = verdict
        return tuple(range(*ends) for ends in pairwise((*cuts, high + 1)))

    def cut_points(self, name: str, others: Numbers) -> tuple[int, ...]:
        """Numbers of a question beside which those of another are tried when both may change."""
        ends = {end for s in self.beside(name, others) for end in (s[0], s[-1])}
        return tuple(sorted(ends))
