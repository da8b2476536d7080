"""The engine fires what it should and nothing else, on small made-up worlds.

Whatever a test here concludes, the oracle concludes too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from oracle import concluded
from worlds import make_world, rule

from hipexpert.knowledge.stratification import UnsoundRules
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase, Value
from hipexpert.reasoning.engine import Engine, consult
from hipexpert.reasoning.rete import ReteEngine


def run(world: KnowledgeBase, **given: Value) -> Consultation:
    """One consultation, on which engine and oracle agree, and both matchers to the firing."""
    consultation = consult(world, Answers(given))
    facts = {*world.statements, *consultation.given}
    assert set(consultation.justifications) == concluded(world.rules, facts)
    assert ReteEngine(world).consult(Answers(given)).firings == consultation.firings
    return consultation


def said(world: KnowledgeBase, **given: Value) -> list[str]:
    return sorted(map(str, run(world, **given).justifications))


def fired(consultation: Consultation) -> list[str]:
    return [firing.rule.id for firing in consultation.firings]


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Twenty rules alike, each of which one answer blocks through another rule."""
    numbers = range(20)
    world = make_world(
        tmp_path_factory.mktemp("twenty"),
        "\n".join(f"lamp-{n} is on\npress choices lamp-{n}" for n in numbers),
        *(
            rule(f"shine-{n}", [f"lamp-{n} is on"], [f"lamp-{n} gives light"],
                 unless=[f"lamp-{n} is broken"])
            for n in numbers
        ),
        rule("break", ["finger presses ?lamp"], ["?lamp is broken"]),
        questions={"press": ("one-of", "finger", "presses")},
    )  # fmt: skip
    return Engine(world)


@pytest.mark.parametrize("blocked", range(20))
def test_a_blocked_rule_does_not_fire_and_the_nineteen_others_do(
    twenty: Engine, blocked: int
) -> None:
    consultation = twenty.consult(Answers({"press": f"lamp-{blocked}"}))
    expected = [f"shine-{n}" for n in range(20) if n != blocked]
    assert fired(consultation) == ["break", *expected]


def test_a_consultation_leaves_nothing_to_the_next(twenty: Engine) -> None:
    first = twenty.consult(Answers({"press": "lamp-3"}))
    second = twenty.consult(Answers())
    third = twenty.consult(Answers({"press": "lamp-3"}))
    assert "lamp-3 gives light" not in map(str, first.justifications)
    assert "lamp-3 gives light" in map(str, second.justifications)
    assert fired(second) == [f"shine-{n}" for n in range(20)]
    assert third.firings == first.firings


def test_let_computes_and_where_compares(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        left measures 40
        right measures 30
        low measures 31
        limit degrees 10
        """,
        rule("short", ["left measures ?left", "?hip measures ?right", "limit degrees ?limit"],
             ["?hip is short", "?hip lacks ?gap"],
             let={"?gap": "?left - ?right"}, where=["?gap >= ?limit"]),
    )  # fmt: skip
    assert said(world) == ["right is short", "right lacks 10"]


def test_a_let_may_use_the_let_above_it(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a measures 3",
        rule("twice", ["a measures ?x"], ["a yields ?z"],
             let={"?y": "?x * 2", "?z": "?y + 0.5"}),
    )  # fmt: skip
    assert said(world) == ["a yields 6.5"]


def test_division_by_zero_fires_nothing_and_stops_nothing(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a measures 0
        b measures 4
        """,
        rule("share", ["?x measures ?n"], ["?x yields ?share"], let={"?share": "8 / ?n"}),
        rule("after", ["?x measures ?n"], ["?x was seen"]),
    )
    assert said(world) == ["a was seen", "b was seen", "b yields 2"]


def test_a_name_where_a_number_is_needed_fires_nothing(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a measures unknown
        b measures 4
        """,
        rule("more", ["?x measures ?n"], ["?x yields ?more"], let={"?more": "?n + 1"}),
        rule("large", ["?x measures ?n"], ["?x is large"], where=["?n > 3"]),
    )
    assert said(world) == ["b is large", "b yields 5"]


def test_where_compares_names(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a likes b
        b likes b
        """,
        rule("other", ["?x likes ?y"], ["?x likes-another ?y"], where=["?x != ?y"]),
        rule("self", ["?x likes ?y"], ["?x is selfish"], where=["?x = ?y"]),
        rule("named", ["?x likes ?y"], ["?x is a-indeed"], where=["?x = a"]),
    )
    assert said(world) == ["a is a-indeed", "a likes-another b", "b is selfish"]


def test_anything_stands_for_any_subject_and_any_object(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a owns b
        b is known
        c is known
        """,
        rule("free", ["?x is known"], ["?x is free"], unless=["anything owns ?x"]),
        rule("poor", ["?x is known"], ["?x is poor"], unless=["?x owns anything"]),
        rule("common", ["?x is known"], ["?x is common"], unless=["anything owns anything"]),
        rule("calm", ["?x is known"], ["?x is calm"], unless=["anything fears anything"]),
    )
    assert said(world) == [
        "b is calm", "b is poor", "c is calm", "c is free", "c is poor",
    ]  # fmt: skip


def test_every_unless_of_a_rule_blocks_alone(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a is thing
        b is thing
        c is thing
        a is red
        b is blue
        """,
        rule("plain", ["?x is thing"], ["?x is plain"], unless=["?x is red", "?x is blue"]),
    )
    assert said(world) == ["c is plain"]


def test_a_fact_may_have_two_justifications(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a is wet",
        rule("by-rain", ["?x is wet"], ["?x is cold"]),
        rule("by-river", ["?x is wet"], ["?x is cold", "?x is slow"]),
    )
    justifications = run(world).justifications
    cold, slow = sorted(justifications)
    assert [firing.rule.id for firing in justifications[cold]] == ["by-rain", "by-river"]
    assert [firing.rule.id for firing in justifications[slow]] == ["by-river"]


def test_a_stated_fact_may_be_concluded_too(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a is wet
        a is cold
        """,
        rule("cold", ["?x is wet"], ["?x is cold"]),
        rule("shiver", ["?x is cold"], ["?x can shiver"]),
    )
    consultation = run(world)
    assert sorted(fired(consultation)) == ["cold", "shiver"]
    assert len(consultation.justifications) == 2


def test_the_same_variable_twice_in_a_pattern_matches_the_same_value(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a likes a
        a likes b
        b likes a
        """,
        rule("vain", ["?x likes ?x"], ["?x is vain"]),
        rule("modest", ["?x likes ?y"], ["?x is modest"], unless=["?x likes ?x"]),
    )
    assert said(world) == ["a is vain", "b is modest"]


def test_symmetric_premises_fire_with_their_bindings_swapped(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a is tall
        b is tall
        """,
        rule("pair", ["?x is tall", "?y is tall"], ["?x matches ?y"], where=["?x != ?y"]),
    )
    consultation = run(world)
    found = {firing.bindings for firing in consultation.firings}
    assert found == {(("x", "a"), ("y", "b")), (("x", "b"), ("y", "a"))}
    assert said(world) == ["a matches b", "b matches a"]


def test_one_fact_may_be_two_premises(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a is tall",
        rule("pair", ["?x is tall", "?y is tall"], ["?x matches ?y"]),
    )
    assert said(world) == ["a matches a"]


def test_rules_fire_as_they_are_read(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a is here",
        rule("late", ["?x is here"], ["?x was one"]),
        rule("plain", ["?x is here"], ["?x was two"]),
        rule("urgent", ["?x is here"], ["?x was three"]),
        rule("plain-too", ["?x is here"], ["?x was four"]),
    )
    assert fired(run(world)) == ["late", "plain", "urgent", "plain-too"]


def test_recursion_ends_with_the_transitive_closure(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a leads-to b
        b leads-to c
        c leads-to d
        d leads-to b
        """,
        rule("step", ["?x leads-to ?y"], ["?x reaches ?y"]),
        rule("onward", ["?x leads-to ?y", "?y reaches ?z"], ["?x reaches ?z"]),
    )
    assert said(world) == [f"{x} reaches {y}" for x in "abcd" for y in "bcd"]


def test_what_is_concluded_below_is_seen_above(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a is thing
        b is thing
        b is old
        """,
        rule("third", ["?x is thing"], ["?x is kept"], unless=["?x is thrown-away"]),
        rule("second", ["?x is thing"], ["?x is thrown-away"], unless=["?x is useful"]),
        rule("first", ["?x is old"], ["?x is useful"]),
    )
    assert said(world) == ["a is thrown-away", "b is kept", "b is useful"]
    assert fired(run(world)) == ["first", "second", "third"]


def test_a_justification_keeps_what_was_seen_and_what_was_missed(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a measures 3
        a is thing
        """,
        rule("odd", ["?x is thing", "?x measures ?n"], ["?x exceeds ?m"],
             let={"?m": "?n - 1"}, where=["?m > 1"], unless=["?x fears anything"]),
    )  # fmt: skip
    (firing,) = run(world).firings
    assert dict(firing.bindings) == {"x": "a", "n": 3, "m": 2}
    assert [str(premise) for premise in firing.premises] == ["a is thing", "a measures 3"]
    assert [str(pattern) for pattern in firing.absent] == ["a fears anything"]
    assert [str(conclusion) for conclusion in firing.conclusions] == ["a exceeds 2"]


def test_whole_and_broken_numbers_are_one_value(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a measures 2.0
        b measures 2
        """,
        rule("same", ["a measures ?n", "b measures ?n"], ["a equals b"]),
        rule("two", ["?x measures 2"], ["?x is two"]),
    )
    assert said(world) == ["a equals b", "a is two", "b is two"]


def test_a_variable_may_have_hyphens(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a measures 2",
        rule("more", ["?this-one measures ?how-much"], ["?this-one yields ?much-more"],
             let={"?much-more": "?how-much + 1"}),
    )  # fmt: skip
    assert said(world) == ["a yields 3"]


def test_answers_reach_the_rules_as_facts(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        """
        a is thing
        kit choices band
        kit choices box
        """,
        rule("yes", ["athlete reports pain"], ["athlete is sore"]),
        rule("no", ["athlete denies pain"], ["athlete is well"]),
        rule("many", ["athlete has ?kit"], ["?kit is there"]),
        rule("none", ["?x is thing"], ["?x is silent"],
             unless=["athlete denies pain", "athlete reports pain"]),
        questions={
            "pain": ("yes-no", "athlete", "hurts"),
            "kit": ("some-of", "athlete", "has"),
        },
    )  # fmt: skip
    assert said(world) == ["a is silent"]
    assert said(world, pain="yes") == ["athlete is sore"]
    assert said(world, pain="no") == ["athlete is well"]
    assert said(world, pain="no", kit=("band", "box")) == [
        "athlete is well", "band is there", "box is there",
    ]  # fmt: skip


def test_what_no_ground_rule_looks_at_can_be_decided_all_the_same(tmp_path: Path) -> None:
    """Nothing in the world could be odd, so no rule on it was ground; the network has it still."""
    world = make_world(
        tmp_path,
        """
        a is thing
        b is thing
        press choices lamp
        """,
        rule("pause", ["?x is odd"], ["?x gives pause"]),
        rule("count", ["?x measures ?n"], ["?x is counted"], where=["?n > 2"]),
        rule("on", ["?x is thing"], ["?x goes on"], unless=["?x gives pause", "?x is counted"]),
        rule("lit", ["finger presses ?lamp"], ["?lamp gives light"]),
        questions={"press": ("one-of", "finger", "presses")},
    )
    engine, answers = Engine(world), Answers({"press": "lamp"})
    for decided, follows in (
        ([Fact("a", "is", "odd")], ["a gives pause", "b goes on"]),
        ([Fact("b", "measures", 3)], ["a goes on", "b is counted"]),
        ([Fact("b", "measures", 2)], ["a goes on", "b goes on"]),
        ([Fact("a", "is", "odd"), Fact("a", "is", "thing")], ["a gives pause", "b goes on"]),
    ):
        assert not all(map(engine.knows, decided)), decided
        consultation = consult(world, answers, decided)
        assert sorted(map(str, consultation.justifications)) == [*follows, "lamp gives light"]
        assert {*decided} <= {*consultation.given}
        facts = {*world.statements, *consultation.given}
        assert set(consultation.justifications) == concluded(world.rules, facts)
        assert consultation.firings == ReteEngine(world).consult(answers, decided).firings
    missed = engine.consult(answers, [Fact("a", "is", "odd")]).justifications
    assert "a gives pause" not in map(str, missed), "the ground program alone would not do"


def test_what_a_ground_rule_looks_at_is_decided_on_the_ground_program(tmp_path: Path) -> None:
    """There the ground program and the network come to the same, firing by firing."""
    world = make_world(
        tmp_path,
        "a is thing\npress choices lamp",
        rule("lit", ["finger presses ?lamp"], ["?lamp gives light"]),
        rule("dark", ["?x is thing"], ["room is dark"], unless=["lamp gives light"]),
        questions={"press": ("one-of", "finger", "presses")},
    )
    for decided in Fact("finger", "presses", "lamp"), Fact("lamp", "gives", "light"):
        assert Engine(world).knows(decided)
        consultation = consult(world, Answers(), [decided])
        assert "room is dark" not in map(str, consultation.justifications)
        assert consultation.firings == ReteEngine(world).consult(Answers(), [decided]).firings


def test_rules_that_deny_each_other_are_refused_by_name(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "a is thing",
        rule("day", ["?x is thing"], ["?x is bright"], unless=["?x is dark"]),
        rule("night", ["?x is thing"], ["?x is dark"], unless=["?x is bright"]),
    )
    with pytest.raises(UnsoundRules, match="day -> night -> day"):
        Engine(world)


def test_two_engines_of_one_world_say_the_same_in_the_same_order(tmp_path: Path) -> None:
    world = make_world(
        tmp_path,
        "\n".join(f"x{n} leads-to x{(n * 7 + 3) % 11}" for n in range(11)),
        rule("step", ["?x leads-to ?y"], ["?x reaches ?y"]),
        rule("onward", ["?x reaches ?y", "?y reaches ?z"], ["?x reaches ?z"]),
    )
    first, second = (Engine(world).consult(Answers()) for _ in range(2))
    assert first.firings == second.firings
    assert len(first.firings) > 100


def test_importing_the_engine_leaves_no_trace() -> None:
    script = (
        "import collections, logging, hipexpert.reasoning.engine\n"
        "assert not hasattr(collections, 'Mapping')\n"
        "assert not logging.getLogger().handlers\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
