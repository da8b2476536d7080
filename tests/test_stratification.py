"""Rules are layered so that nothing is denied before it is settled, or refused by their ring."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipexpert.knowledge.stratification import may_unify, stratify
from hipexpert.model import KnowledgeBase, Location, Rule
from hipexpert.notation import read_let, read_pattern

HERE = Location("rules/made-up.yaml", 1)


def make_rule(
    name: str,
    when: Iterable[str],
    then: Iterable[str],
    unless: Iterable[str] = (),
    let: tuple[str, str] | None = None,
    order: int = 0,
) -> Rule:
    patterns = [tuple(read_pattern(text, HERE) for text in texts) for texts in (when, unless, then)]
    return Rule(
        id=name,
        label=name,
        when=patterns[0],
        let=(read_let(*let, HERE),) if let else (),
        where=(),
        unless=patterns[1],
        then=patterns[2],
        because="so",
        claims=("someone-says-so",),
        location=HERE,
        order=order,
    )


def layers(*rules: Rule) -> list[list[str]]:
    found, cycles = stratify(rules)
    assert not cycles, cycles
    return [[rule.id for rule in layer] for layer in found]


def rings(*rules: Rule) -> list[tuple[str, str]]:
    found, cycles = stratify(rules)
    assert not found
    return [(str(cycle), cycle.law) for cycle in cycles]


def test_no_rules_have_no_layers() -> None:
    assert stratify([]) == ((), [])


def test_a_rule_comes_above_what_it_denies() -> None:
    useful = make_rule("useful", ["?x is old"], ["?x is useful"])
    thrown = make_rule("thrown", ["?x is thing"], ["?x is thrown"], unless=["?x is useful"])
    kept = make_rule("kept", ["?x is thing"], ["?x is kept"], unless=["?x is thrown"])
    for rules in permutations([useful, thrown, kept]):
        assert layers(*rules) == [["useful"], ["thrown"], ["kept"]]


def test_a_rule_is_no_lower_than_what_it_waits_for() -> None:
    rules = (
        make_rule("above", ["?x is calm"], ["?x is done"]),
        make_rule("calm", ["?x is thing"], ["?x is calm"], unless=["?x is upset"]),
        make_rule("upset", ["?x is thing"], ["?x is upset"]),
    )
    assert layers(*rules) == [["upset"], ["above", "calm"]]


def test_recursion_without_a_denial_is_one_layer() -> None:
    step = make_rule("step", ["?x leads-to ?y"], ["?x reaches ?y"])
    onward = make_rule("onward", ["?x leads-to ?y", "?y reaches ?z"], ["?x reaches ?z"])
    assert layers(step, onward) == [["step", "onward"]]


def test_rules_of_a_layer_stand_as_they_are_read() -> None:
    rules = [
        make_rule("one", ["?x is thing"], ["?x is one"], order=0),
        make_rule("two", ["?x is thing"], ["?x is two"], order=1),
        make_rule("three", ["?x is thing"], ["?x is three"], order=2),
        make_rule("four", ["?x is thing"], ["?x is four"], order=3),
    ]
    for shuffled in permutations(rules):
        assert layers(*shuffled) == [["one", "two", "three", "four"]]


def test_facts_that_cannot_be_the_same_hold_nothing_up() -> None:
    limited = make_rule("limited", ["?x is thing"], ["?x is limited"], unless=["?x is free"])
    free = make_rule("free", ["?x is open"], ["?x is free"], unless=["?x is closed"])
    closed = make_rule("closed", ["?x is limited"], ["door is shut"])
    assert layers(limited, free, closed) == [["free"], ["limited", "closed"]]


def test_two_rules_that_deny_each_other_are_named_as_a_ring() -> None:
    a = make_rule("a", ["?x is thing"], ["?x is bright"], unless=["?x is dark"])
    b = make_rule("b", ["?x is thing"], ["?x is dark"], unless=["?x is bright"])
    assert rings(a, b) == [("a -> b -> a", "unless")]


def test_a_rule_that_denies_itself_is_a_ring_of_one() -> None:
    a = make_rule("a", ["?x is thing"], ["?x is bright"], unless=["?x is bright"])
    assert rings(a) == [("a -> a", "unless")]


def test_a_ring_may_pass_through_rules_that_deny_nothing() -> None:
    a = make_rule("a", ["?x is thing"], ["?x is one"], unless=["?x is three"])
    b = make_rule("b", ["?x is one"], ["?x is two"])
    c = make_rule("c", ["?x is two"], ["?x is three"])
    assert rings(a, b, c) == [("a -> c -> b -> a", "unless")]


def test_anything_in_unless_meets_every_conclusion_of_its_property() -> None:
    a = make_rule("a", ["?x is thing"], ["?x likes tea"], unless=["anything likes anything"])
    assert rings(a) == [("a -> a", "unless")]


def test_let_in_a_recursion_is_refused() -> None:
    grow = make_rule("grow", ["?x counts ?n"], ["?x counts ?m"], let=("?m", "?n + 1"))
    assert rings(grow) == [("grow -> grow", "let")]


def test_let_in_a_longer_recursion_is_refused() -> None:
    count = make_rule("count", ["?x holds ?n"], ["?x counts ?m"], let=("?m", "?n + 1"))
    hold = make_rule("hold", ["?x counts ?n"], ["?x holds ?n"])
    assert rings(count, hold) == [("count -> hold -> count", "let")]


def test_let_outside_a_recursion_is_welcome() -> None:
    count = make_rule("count", ["?x holds ?n"], ["?x counts ?m"], let=("?m", "?n + 1"))
    many = make_rule("many", ["?x counts ?n"], ["?x is many"])
    assert layers(count, many) == [["count", "many"]]


def test_every_ring_is_named_at_once() -> None:
    rules = (
        make_rule("a", ["?x is thing"], ["?x is bright"], unless=["?x is dark"]),
        make_rule("b", ["?x is thing"], ["?x is dark"], unless=["?x is bright"]),
        make_rule("grow", ["?x counts ?n"], ["?x counts ?m"], let=("?m", "?n + 1")),
    )
    assert rings(*rules) == [("a -> b -> a", "unless"), ("grow -> grow", "let")]


@pytest.mark.parametrize(
    ("left", "right", "meet"),
    [
        ("?x is limited", "?hip is ?how", True),
        ("?x is limited", "hip is limited", True),
        ("?x is limited", "?x is free", False),
        ("?x is limited", "?x counts-as limited", False),
        ("hip is ?how", "?x is limited", True),
        ("hip is ?how", "knee is ?how", False),
        ("anything is anything", "hip is limited", True),
        ("?x counts 1", "?x counts 1.0", True),
        ("?x counts 1", "?x counts 2", False),
    ],
)
def test_two_patterns_meet_when_one_fact_can_match_both(left: str, right: str, meet: bool) -> None:
    assert may_unify(read_pattern(left, HERE), read_pattern(right, HERE)) is meet
    assert may_unify(read_pattern(right, HERE), read_pattern(left, HERE)) is meet


numbered = st.integers(0, 4).map(lambda n: f"?x is p{n}")


@given(
    st.lists(st.tuples(numbered, st.lists(numbered, max_size=2), numbered), min_size=1, max_size=6)
)
def test_layers_respect_every_dependence_or_a_ring_is_shown(
    sketches: list[tuple[str, list[str], str]],
) -> None:
    rules = [
        make_rule(f"r{n}", [when], [then], unless, order=n)
        for n, (when, unless, then) in enumerate(sketches)
    ]
    found, cycles = stratify(rules)
    assert bool(found) is not bool(cycles)
    level = {rule.id: n for n, layer in enumerate(found) for rule in layer}
    for rule in rules if found else ():
        for supplier in rules:
            if may_unify(rule.when[0], supplier.then[0]):
                assert level[supplier.id] <= level[rule.id]
            if any(may_unify(pattern, supplier.then[0]) for pattern in rule.unless):
                assert level[supplier.id] < level[rule.id]
    for cycle in cycles:
        assert cycle.path[0] is cycle.path[-1]
        assert cycle.path[0].unless
        for waiting, supplier in zip(cycle.path, cycle.path[1:], strict=False):
            patterns = (*waiting.when, *waiting.unless)
            assert any(may_unify(pattern, supplier.then[0]) for pattern in patterns)


def test_the_rules_of_the_knowledge_base_have_layers(knowledge: KnowledgeBase) -> None:
    found, cycles = stratify(knowledge.rules)
    assert not cycles
    assert sorted(rule.id for layer in found for rule in layer) == sorted(knowledge.rule)
