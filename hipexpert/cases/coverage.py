"""What no case reaches: rules, what blocks them, both sides of their thresholds, answers.

A rule is reached when a case expects it to conclude something, and another one, whose answers
differ in a single one, to fall just short of it. A threshold is a number of the knowledge base that
a rule compares with; it is reached when one case stands exactly at it and one beside it, the
comparison deciding both otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hipexpert.cases.firing import bound
from hipexpert.cases.reading import Case, Expectation, stands_for
from hipexpert.cases.running import Trial
from hipexpert.model import NUMBER, Bindings, Comparison, Fact, Number, Pattern, Rule, Value
from hipexpert.notation import compare, comparison_sides, variables_of
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import Grounding
from hipexpert.reasoning.instances import Bound, Placeholder
from hipexpert.reasoning.program import GroundProgram

NEAR = 1
"""How far beside a threshold a case may stand, in the unit of its number."""


class Coverage(NamedTuple):
    """What no case reaches.

    `rules` are those that no case expects to conclude anything, `unmissed` those that no case
    falls just short of. `unless` and `thresholds` stand with the rule they belong to. `choices`
    are the facts that some answer would state and that of no case does.
    """

    rules: tuple[Rule, ...]
    unmissed: tuple[Rule, ...]
    unless: tuple[tuple[Rule, Pattern], ...]
    thresholds: tuple[tuple[Rule, Comparison], ...]
    choices: tuple[Fact, ...]


def coverage(program: GroundProgram, trials: Sequence[Trial], rules: Iterable[Rule]) -> Coverage:
    """What the cases do not reach of some rules, and of the answers that there are."""
    rules = tuple(rules)
    cases = [trial.case for trial in trials]
    carried = {expected.rule for case in cases for expected in case.then}
    close = just_missed(cases)
    return Coverage(
        tuple(rule for rule in rules if rule.id not in carried),
        tuple(rule for rule in rules if rule.id not in close),
        tuple(_never_blocking(rules, cases)),
        tuple(_without_boundary_pair(program, trials, rules)),
        tuple(_never_chosen(program.ground, cases)),
    )


def just_missed(cases: Iterable[Case]) -> set[str]:
    """The rules of which a case has a fact that, one answer otherwise, another case has not."""
    carried: dict[tuple[str, Fact], list[Case]] = defaultdict(list)
    missed: dict[tuple[str, Fact], list[Case]] = defaultdict(list)
    for case in cases:
        for expectations, found in (case.then, carried), (case.absent, missed):
            for expected in expectations:
                found[expected.rule, expected.fact].append(case)
    return {
        rule
        for (rule, fact), hits in carried.items()
        if any(
            len(differing(hit, miss)) == 1 for miss in missed.get((rule, fact), ()) for hit in hits
        )
    }


def differing(one: Case, other: Case) -> list[str]:
    """The questions that two cases answer differently."""
    mine, theirs = one.answers.given, other.answers.given
    return [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]


def _never_blocking(rules: Iterable[Rule], cases: Iterable[Case]) -> Iterator[tuple[Rule, Pattern]]:
    """Each `unless` of which no case says that it stands in the way."""
    blocking: dict[str, list[Expectation]] = defaultdict(list)
    for case in cases:
        for expected in case.absent:
            blocking[expected.rule].append(expected)
    for rule in rules:
        said = [pattern for expected in blocking[rule.id] for pattern in expected.blocked_by]
        for pattern in rule.unless:
            if not any(stands_for(pattern, each) for each in said):
                yield rule, pattern


def threshold_tests(ground: Grounding, rules: Iterable[Rule]) -> list[tuple[Rule, Comparison]]:
    """Every comparison of an athlete's number with one of the knowledge base."""
    return [
        (rule, comparison)
        for rule in rules
        for comparison in rule.where
        if any(
            _is_threshold(rule, comparison, ground.bindings(place))
            for place in ground.of_rule.get(rule.id, ())
        )
    ]


def _is_threshold(rule: Rule, comparison: Comparison, bindings: Mapping[str, Bound]) -> bool:
    computed = {let.variable for let in rule.let}
    names = {*variables_of(comparison.left), *variables_of(comparison.right)}
    values = [bindings.get(name) for name in names - computed]
    open_ = any(isinstance(value, Placeholder) for value in values) or bool(names & computed)
    written = isinstance(comparison.left, Number) or isinstance(comparison.right, Number)
    return open_ and (written or any(isinstance(value, int | float) for value in values))


def _without_boundary_pair(
    program: GroundProgram, trials: Iterable[Trial], rules: Iterable[Rule]
) -> Iterator[tuple[Rule, Comparison]]:
    """Each threshold without a case exactly at it and one beside it that it decides otherwise."""
    tests = threshold_tests(program.ground, rules)
    at_bound: dict[tuple[str, str], set[bool]] = defaultdict(set)
    beside: dict[tuple[str, str], set[bool]] = defaultdict(set)
    compared: dict[str, list[Comparison]] = defaultdict(list)
    for rule, comparison in tests:
        compared[rule.id].append(comparison)
    rows = [row for row in program.rows if row.rule.id in compared]
    for view in {id(trial.view): trial.view for trial in trials}.values():
        for row in rows:
            bindings = bound(program.ground, view, row.place)
            if bindings is None:
                continue
            for comparison in compared[row.rule.id]:
                away, holds = _away(comparison, bindings), compare(comparison, bindings)
                if away <= NEAR and holds == row.fires(view):
                    side = beside if away else at_bound
                    side[row.rule.id, comparison.text].add(holds)
    for rule, comparison in tests:
        key = rule.id, comparison.text
        if not any(holds is not other for holds in at_bound[key] for other in beside[key]):
            yield rule, comparison


def _away(comparison: Comparison, bindings: Bindings) -> float:
    """How far apart the two sides of a comparison are."""
    left, right = comparison_sides(comparison, bindings)
    return abs(_number(left) - _number(right))


def _number(value: Value | None) -> float:
    assert isinstance(value, int | float)
    return value


def _never_chosen(ground: Grounding, cases: Iterable[Case]) -> Iterator[Fact]:
    """Each word that a question can be answered with, and is in no case."""
    stated = {fact for case in cases for fact in answer_facts(ground.knowledge, case.answers)}
    for fact in ground.asked:
        if fact.object != NUMBER and fact not in stated:
            yield fact
