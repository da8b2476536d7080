"""Runs cases on the compiled rules, and says of each expectation whether it was met.

A set of answers that several cases share is run once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hipexpert.cases.firing import anywhere, blocked_ways, carriers, concluding
from hipexpert.cases.reading import Case, Expectation
from hipexpert.model import Fact, Pattern
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.program import GroundProgram, View

MISSING, CONCLUDED, BLOCKED = "missing", "concluded", "blocked"


class FailedExpectation(NamedTuple):
    """An expectation of a case that was not met.

    `kind` is `missing` (the rule did not conclude the fact), `concluded` (it must not follow and
    does), or `blocked` (what keeps the rule from concluding it is not what the case says).
    `carried_by` are the rules that concluded the fact, `blocked_by` has for each way in which the
    rule would conclude it what stands in the way.
    """

    case: Case
    expected: Expectation
    kind: str
    carried_by: tuple[str, ...] = ()
    blocked_by: tuple[frozenset[Pattern], ...] = ()


class Trial(NamedTuple):
    """A case, and what follows from its answers."""

    case: Case
    view: View


def run_cases(program: GroundProgram, cases: Iterable[Case]) -> list[Trial]:
    """What follows from the answers of each case."""
    views: dict[frozenset[Fact], View] = {}
    trials: list[Trial] = []
    for case in cases:
        given = answer_facts(program.ground.knowledge, case.answers)
        key = frozenset(given)
        if key not in views:
            views[key] = program.run(program.given(given))
        trials.append(Trial(case, views[key]))
    return trials


def failures(program: GroundProgram, trials: Iterable[Trial]) -> Iterator[FailedExpectation]:
    """Every expectation that is not met, case by case."""
    for case, view in trials:
        yield from failed_expectations(program, case, view)


def failed_expectations(
    program: GroundProgram, case: Case, view: View
) -> Iterator[FailedExpectation]:
    """The expectations of one case that a run does not meet."""
    for expected in case.then:
        found = carriers(program, view, expected.fact)
        if expected.rule not in found:
            yield FailedExpectation(case, expected, MISSING, found)
    also = {expected.fact for expected in case.then}
    for expected in case.absent:
        found = carriers(program, view, expected.fact)
        if expected.rule in found or (found and expected.fact not in also):
            yield FailedExpectation(case, expected, CONCLUDED, found)
            continue
        places = concluding(program.ground, expected.fact, expected.rule)
        ways = blocked_ways(program.ground, view, places, expected.fact)
        if not as_expected(expected, ways):
            yield FailedExpectation(case, expected, BLOCKED, found, _sorted(ways))


def as_expected(expected: Expectation, ways: set[frozenset[Pattern]]) -> bool:
    """Whether the ways in which a rule is blocked are those that are expected."""
    wanted = frozenset(map(anywhere, expected.blocked_by))
    return wanted in ways if wanted else not ways


def _sorted(ways: set[frozenset[Pattern]]) -> tuple[frozenset[Pattern], ...]:
    return tuple(sorted(ways, key=lambda way: sorted(map(str, way))))
