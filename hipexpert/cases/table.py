"""What holds in which trial: one bit a trial, so that a rule is tried on all cases at once.

This is how a mutant is judged quickly. As long as a rule does not feed itself, what it looks at is
the same with it or with a mutant in its place; so what the mutant concludes from that, and nothing
else, can make a difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from hipexpert.cases.running import Trial
from hipexpert.model import NUMBER, Fact
from hipexpert.reasoning.program import GroundProgram, GroundRule

Bits = int
"""A set of trials; the lowest bit is the first of them."""


class TrialTable:
    """The facts of all trials, by number; those of no trial are in none."""

    def __init__(self, program: GroundProgram, trials: Sequence[Trial]):
        self.program = program
        self.trials = trials
        self.all: Bits = (1 << len(trials)) - 1
        self.held: dict[int, Bits] = defaultdict(int)
        for place, trial in enumerate(trials):
            for number in trial.view.certain:
                self.held[number] |= 1 << place

    def concluded(self, rows: Iterable[GroundRule]) -> dict[Fact, Bits]:
        """What ground rules conclude, and in which trials."""
        found: dict[Fact, Bits] = defaultdict(int)
        for row in rows:
            bits = self._ready(row)
            if bits and (row.rule.let or row.rule.where):
                bits = sum(1 << n for n in places(bits) if row.fires(self.trials[n].view))
            computes = dict(row.computes) if bits else {}
            for number in row.conclusions if bits else ():
                fact = row.ground.facts[number]
                if number not in computes:
                    found[fact] |= bits
                    continue
                for place in places(bits):
                    value = computes[number](self.trials[place].view.values)
                    if value is not None:
                        found[fact._replace(object=value)] |= 1 << place
        return found

    def _ready(self, row: GroundRule) -> Bits:
        """The trials in which all premises hold and nothing that is denied does."""
        bits = self.all
        for premise in row.premises:
            bits &= self.held.get(premise, 0)
        for denied in row.negative if bits else ():
            bits &= ~self.held.get(denied, 0)
        return bits

    def true(self, fact: Fact) -> Bits:
        """The trials in which a fact without a number holds; of one with a number none is sure."""
        if fact in self.program.ground.knowledge.statements:
            return self.all
        numbered = fact.object == NUMBER or not isinstance(fact.object, str)
        number = self.program.number.get(fact)
        return 0 if numbered or number is None else self.held.get(number, 0)


def places(bits: Bits) -> Iterator[int]:
    """The trials of a set, by their places.

    >>> list(places(0b10110))
    [1, 2, 4]
    """
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
