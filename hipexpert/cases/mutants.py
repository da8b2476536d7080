"""Which mutants of the rules no case notices.

A mutant dies when a case fails on it. It is tried on all cases at once (`table`); only where it
concludes something else, and no expectation of that rule speaks of it, are the rules compiled with
the mutant in them and run on the athletes to whom it makes a difference.

What outlives all cases may be no mistake: where it says the same of every athlete, the change is
none. Here that is seen where the ground rules are the same; `prove.survivors` decides the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from hipexpert.cases.equivalence import same_by_construction
from hipexpert.cases.feeding import Feeding
from hipexpert.cases.firing import blocked_ways, ways_to_write
from hipexpert.cases.mutations import Mutant, mutants_of
from hipexpert.cases.reading import Expectation
from hipexpert.cases.running import Trial, as_expected, failures, run_cases
from hipexpert.cases.table import Bits, TrialTable, places
from hipexpert.knowledge.check_cardinality import MOST_INSTANCES
from hipexpert.knowledge.stratification import UnsoundRules
from hipexpert.model import Fact, Given, Rule
from hipexpert.reasoning.grounding import Grounding, beside, reground
from hipexpert.reasoning.instances import instances_of
from hipexpert.reasoning.program import GroundProgram, GroundRule, ground_rules

NOTICED, REFUSED, EQUIVALENT, SURVIVED = "noticed", "refused", "equivalent", "survived"


class Fate(NamedTuple):
    """What became of a mutant.

    `noticed` by a case, `refused` by `check` (its rules wait for each other, or are too many),
    `equivalent` to the rule for every athlete there could be, or `survived`. `told` are the answers
    of an athlete who is told something else by a survivor, where one is known.
    """

    mutant: Mutant
    fate: str
    told: Given | None = None


def fates(program: GroundProgram, trials: Sequence[Trial], rules: Iterable[Rule]) -> Iterator[Fate]:
    """What becomes of each mutant of some rules. The trials are without a failure."""
    court = _Court(program, trials)
    for rule in rules:
        for mutant in mutants_of(program.ground.knowledge, rule):
            yield Fate(mutant, court.fate(mutant))


def grounded_alone(ground: Grounding, rule: Rule) -> Grounding | None:
    """The instances that a rule would have in the place of that of its id; None for too many."""
    found = instances_of(ground.knowledge, rule, ground.possible)
    instances = [*islice(found, MOST_INSTANCES + 1)]
    return beside(ground, rule, instances) if len(instances) <= MOST_INSTANCES else None


def compiled_with(ground: Grounding, rule: Rule) -> GroundProgram:
    """The compiled rules with another in the place of that of its id. Raises UnsoundRules."""
    rules = tuple(rule if each.id == rule.id else each for each in ground.knowledge.rules)
    return GroundProgram(reground(ground, replace(ground.knowledge, rules=rules)))


class _Court:
    """All that does not change from mutant to mutant."""

    def __init__(self, program: GroundProgram, trials: Sequence[Trial]):
        self.program, self.trials = program, trials
        self.feeding = Feeding(program.ground.knowledge.rules)
        self.table = TrialTable(program, trials)
        self.rows: dict[str, list[GroundRule]] = defaultdict(list)
        for row in program.rows:
            self.rows[row.rule.id].append(row)
        self.wanted: dict[str, list[tuple[int, Expectation]]] = defaultdict(list)
        self.unwanted: dict[str, list[tuple[int, Expectation]]] = defaultdict(list)
        self.unwelcome: dict[Fact, Bits] = defaultdict(int)
        for place, (case, _) in enumerate(trials):
            also = {expected.fact for expected in case.then}
            for expected in case.then:
                self.wanted[expected.rule].append((place, expected))
            for expected in case.absent:
                self.unwanted[expected.rule].append((place, expected))
                if expected.fact not in also:
                    self.unwelcome[expected.fact] |= 1 << place

    def fate(self, mutant: Mutant) -> str:
        alone = grounded_alone(self.program.ground, mutant.mutated)
        if alone is None:
            return REFUSED
        own, rows = self.rows[mutant.rule.id], ground_rules(alone)
        if same_by_construction(own, rows):
            return EQUIVALENT
        affected = self.table.all
        if not self.feeding.feeds_itself(mutant.rule, mutant.mutated):
            now, before = self.table.concluded(rows), self.table.concluded(own)
            if self._noticed_at_once(mutant, alone, now, before):
                return NOTICED
            affected = self._affected(now, before)
        try:
            return NOTICED if affected and self._noticed(mutant, affected) else SURVIVED
        except UnsoundRules:
            return REFUSED

    def _noticed_at_once(
        self, mutant: Mutant, alone: Grounding, now: dict[Fact, Bits], before: dict[Fact, Bits]
    ) -> bool:
        """Whether an expectation fails that speaks of this rule, or of what it alone concludes."""
        for place, expected in self.wanted[mutant.rule.id]:
            if not now.get(expected.fact, 0) >> place & 1:
                return True
        if any(bits & ~before.get(fact, 0) & self.unwelcome[fact] for fact, bits in now.items()):
            return True
        for place, expected in self.unwanted[mutant.rule.id]:
            if now.get(expected.fact, 0) >> place & 1:
                return True
            able = [place for fact in ways_to_write(expected.fact) for place in alone.places(fact)]
            view = self.trials[place].view
            if not as_expected(expected, blocked_ways(alone, view, able, expected.fact)):
                return True
        return False

    def _affected(self, now: dict[Fact, Bits], before: dict[Fact, Bits]) -> Bits:
        """The trials in which something holds with the mutant that did not, or no longer may."""
        affected = 0
        for fact in {**now, **before}:
            is_, was = now.get(fact, 0), before.get(fact, 0)
            affected |= (is_ & ~was & ~self.table.true(fact)) | (was & ~is_)
        return affected

    def _noticed(self, mutant: Mutant, affected: Bits) -> bool:
        """Whether a case fails with the mutant among the rules. Raises UnsoundRules."""
        changed = compiled_with(self.program.ground, mutant.mutated)
        for place in places(affected):
            again = run_cases(changed, [self.trials[place].case])
            if any(failures(changed, again)):
                return True
        return False
