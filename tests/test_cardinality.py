"""The size of a rule: never below the truth, near it, and refused where it would explode."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from generated import facts, rulebooks
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from program import hipexpert
from worlds import make_world, rule

from hipexpert.knowledge.cardinality import MOST_PAIRS, sizes
from hipexpert.knowledge.check_cardinality import MOST_INSTANCES, MOST_WAYS, no_rule_explodes
from hipexpert.knowledge.problems import author_line
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.grounding import ground


def estimated(world: KnowledgeBase) -> dict[str, int]:
    return {rule.id: steps[-1].ways for rule, steps in sizes(world)}


def true(world: KnowledgeBase) -> dict[str, int]:
    counted = Counter(instance.rule.id for layer in ground(world).strata for instance in layer)
    return {rule.id: counted[rule.id] for rule in world.rules}


def told(world: KnowledgeBase) -> list[tuple[str, str]]:
    """What is said of the rules that explode, with the premise that is underlined."""
    found = []
    for problem in no_rule_explodes(world):
        start = problem.location.column - 1
        line = author_line(world.home, problem.location)
        found.append((problem.message, line[start : start + problem.width]))
    return found


def crowd(name: str, size: int) -> list[str]:
    return [f"{name}-{number} is-a {name}" for number in range(size)]


def world_of(home: Path, lines: Iterable[str], *rules: str, **more: object) -> KnowledgeBase:
    return make_world(home, "\n".join(lines), *rules, **more)  # type: ignore[arg-type]


# Never below the truth


def test_no_rule_of_the_knowledge_is_larger_than_estimated(knowledge: KnowledgeBase) -> None:
    known = true(knowledge)
    assert all(estimate >= known[name] for name, estimate in estimated(knowledge).items())


numbers = st.lists(
    st.builds("{} p{} {}".format, st.sampled_from("abc"), st.integers(0, 1), st.integers(1, 3)),
    max_size=4,
).map("\n".join)


@st.composite
def counting(draw: st.DrawFn) -> list[str]:
    """Rules that hand numbers on and compute new ones."""
    verbs = st.sampled_from(["p0", "p1"])
    premise = st.builds("{} {} {}".format, st.sampled_from(["?x", "?y", "a"]), verbs, st.just("?n"))
    when = draw(st.lists(premise, min_size=1, max_size=3))
    when += draw(st.sampled_from([[], ["?n p0 ?n"], ["?n p1 ?x"]]))
    who = draw(st.sampled_from([text.split()[0] for text in when]))
    other = draw(st.sampled_from(["?x p3 ?y", "?y p3 ?x", f"{who} p3 a"]))
    return [
        rule("hands-on", when, [f"{who} p4 ?n"]),
        rule("computes", [*when, f"{who} p4 ?m"], [f"{who} p5 ?s"], let={"?s": "?n + ?m"}),
        rule("uses", [f"{who} p5 ?s", other, "?x p0 ?n"], ["?x p6 ?s"]),
    ]


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(st.one_of(rulebooks(), counting()), facts, numbers, st.booleans())
def test_no_rule_is_larger_than_estimated(
    rules: list[str], known: str, counted: str, asks: bool
) -> None:
    questions = {"q0": ("number", "a", "p0"), "q1": ("yes-no", "b", "p1")} if asks else {}
    with tempfile.TemporaryDirectory() as home:
        world = make_world(Path(home), f"{known}\n{counted}", *rules, questions=questions)
    assume(not stratify(world.rules)[1])
    known_sizes = true(world)
    assert all(estimate >= known_sizes[name] for name, estimate in estimated(world).items())


# Near the truth


def test_premises_without_a_ring_are_counted_exactly(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        ["a likes b", "a likes c", "b likes c", "c likes d", "d is-in x", "c is-in y", "b is-in y"],
        rule("step", ["?p likes ?q", "?q likes ?r", "?r is-in ?s"], ["?p admires ?s"]),
        rule("next", ["?p admires ?s", "?q is-in ?s"], ["?p joins ?q"]),
        rule("itself", ["?p joins ?p"], ["?p is content"]),
    )
    assert estimated(world) == true(world) == {"step": 3, "next": 4, "itself": 0}


def test_what_can_never_fire_has_no_size(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        ["a likes b"],
        rule("never", ["?p likes ?q", "?q likes ?p", "?r likes ?s"], ["?p envies ?s"]),
        rule("nor-after-it", ["?p envies ?s", "?q likes ?r"], ["?p hates ?r"]),
        rule("named-wrongly", ["b likes a", "?q likes ?r"], ["?q hates ?r"]),
    )
    assert estimated(world) == {"never": 0, "nor-after-it": 0, "named-wrongly": 0}


def test_pairs_that_are_concluded_stay_pairs(tmp_path: Path) -> None:
    lines = [f"p{number} likes q{number}" for number in range(50)]
    world = world_of(
        tmp_path,
        lines,
        rule("turned", ["?p likes ?q"], ["?q pleases ?p"]),
        rule("both", ["?p likes ?q", "?q pleases ?r"], ["?p returns ?r"]),
        rule("twice", ["?p returns ?r", "?q pleases ?r"], ["?p rests yes"]),
    )
    assert estimated(world) == true(world) == dict.fromkeys(("turned", "both", "twice"), 50)


def test_what_is_stated_and_what_is_concluded_add_up(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        ["a likes b", "a knows c"],
        rule("known", ["?p knows ?q"], ["?p likes ?q"]),
        rule("liked", ["?p likes ?q"], ["?p pleases ?q"]),
        rule("pleased", ["?p pleases ?q"], ["?q is pleased"]),
    )
    assert estimated(world) == true(world) == {"known": 1, "liked": 2, "pleased": 2}


def test_recursion_is_followed_to_its_end(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        [f"n{number} before n{number + 1}" for number in range(20)],
        rule("near", ["?a before ?b"], ["?a leads-to ?b"]),
        rule("far", ["?a before ?b", "?b leads-to ?c"], ["?a leads-to ?c"]),
        rule("told", ["?a leads-to ?b"], ["?a is told"]),
    )
    assert estimated(world) == true(world) == {"near": 20, "far": 190, "told": 210}


def test_too_many_pairs_are_taken_for_all_pairs(tmp_path: Path) -> None:
    assert 70 * 71 // 2 < MOST_PAIRS < 110 * 111 // 2
    for size, expected in ((70, 70 * 71 // 2), (110, 110 + 109 * 109)):
        world = world_of(
            tmp_path / str(size),
            [f"n{number:03} before n{number + 1:03}" for number in range(size)],
            rule("near", ["?a before ?b"], ["?a leads-to ?b"]),
            rule("far", ["?a before ?b", "?b leads-to ?c"], ["?a leads-to ?c"]),
            rule("told", ["?a leads-to ?b"], ["?a is told"]),
        )
        assert estimated(world)["told"] == expected


def test_computed_numbers_are_counted(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        ["a weighs 1", "a weighs 2", "b weighs 5", "x lifts 10", "x lifts 20"],
        rule("sum", ["?p weighs ?n", "?q lifts ?m"], ["?p bears ?s"], let={"?s": "?n * 100 + ?m"}),
        rule("bears", ["?p bears ?s"], ["?p is tired"]),
    )
    assert true(world) == {"sum": 6, "bears": 6}
    assert true(world)["bears"] <= estimated(world)["bears"] <= 12


def test_numbers_that_come_late_are_counted_to_the_end(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        ["a weighs 1", "a owns 2", "a owns 3"],
        rule("doubles", ["?p bears ?s"], ["?p holds ?t"], let={"?t": "?s * 2"}),
        rule("adds", ["?p weighs ?n"], ["?p bears ?s"], let={"?s": "?n + 1"}),
        rule("holds", ["?p holds ?t"], ["?p is tired"]),
        rule("owns", ["?p owns ?n"], ["?p weighs ?n"]),
    )
    assert estimated(world) == true(world) == {"doubles": 3, "adds": 3, "holds": 3, "owns": 2}


def test_an_answer_yet_to_come_is_one_number(tmp_path: Path) -> None:
    world = world_of(
        tmp_path,
        ["left opposite right", "right opposite left"],
        rule("short", ["?a turns ?n", "?a opposite ?b", "?b turns ?m"], ["?a is short"]),
        questions={f"turn-{side}": ("number", side, "turns") for side in ("left", "right")},
    )
    assert estimated(world) == true(world) == {"short": 2}


# What explodes


FREE = rule("meet", ["?a is-a one", "?b is-a two"], ["?a meets ?b"])


def test_two_free_variables_may_have_as_many_instances_as_the_limit(tmp_path: Path) -> None:
    assert MOST_INSTANCES == 100 * 100
    assert told(world_of(tmp_path, [*crowd("one", 100), *crowd("two", 100)], FREE)) == []


def test_one_thing_more_and_both_variables_are_named(tmp_path: Path) -> None:
    world = world_of(tmp_path, [*crowd("one", 101), *crowd("two", 100)], FREE)
    message = "?a and ?b range freely over 101 and 100 things: 10100 instances"
    assert told(world) == [(message, "?b is-a two")]


def test_a_premise_that_binds_them_mends_it(tmp_path: Path) -> None:
    lines = [*crowd("one", 120), *crowd("two", 120)]
    lines += [f"one-{number} likes two-{number}" for number in range(120)]
    bound = rule("meet", ["?a is-a one", "?b is-a two", "?a likes ?b"], ["?a meets ?b"])
    assert told(world_of(tmp_path / "free", lines, FREE))
    assert told(world_of(tmp_path / "bound", lines, bound)) == []


def test_a_premise_that_binds_too_late_is_told(tmp_path: Path) -> None:
    late = rule("late", ["?a is-a one", "?b is-a two", "?a likes ?b"], ["?a meets ?b"])
    soon = rule("soon", ["?a is-a one", "?a likes ?b", "?b is-a two"], ["?a meets ?b"])
    for size in (141, 142):
        likes = [f"one-{number} likes two-{number}" for number in range(size)]
        world = world_of(
            tmp_path / str(size), [*crowd("one", size), *crowd("two", size), *likes], late, soon
        )
        message = f"?a and ?b range freely over {size} and {size} things"
        expected = [(f"{message}: {size * size} ways to come this far", "?b is-a two")]
        assert told(world) == (expected if size * size > MOST_WAYS else [])


def test_only_the_variables_that_range_are_named(tmp_path: Path) -> None:
    lines = [*crowd("one", 110), *crowd("two", 110), *(f"one-{n} has tag-{n}" for n in range(110))]
    lines += [f"tag-{number} marks field" for number in range(110)]
    when = ["?a is-a one", "?a has ?tag", "?tag marks ?field", "?b is-a two"]
    world = world_of(tmp_path, lines, rule("meet", when, ["?a meets ?b"]))
    assert told(world) == [
        ("?a and ?b range freely over 110 and 110 things: 12100 instances", "?b is-a two")
    ]


def test_things_of_one_kind_meet_each_other_through_it(tmp_path: Path) -> None:
    lines = [f"a{number} is-in field-{number % 2}" for number in range(150)]
    world = world_of(tmp_path, lines, rule("meet", ["?a is-in ?c", "?b is-in ?c"], ["?a meets ?b"]))
    assert told(world) == [
        ("?a and ?b range freely over 150 and 150 things: 11250 instances", "?b is-in ?c")
    ]


def test_one_variable_alone_can_be_too_much(tmp_path: Path) -> None:
    lone = rule("lone", ["?a is-a one"], ["?a is found"])
    assert told(world_of(tmp_path / "few", crowd("one", 10_000), lone)) == []
    assert told(world_of(tmp_path / "many", crowd("one", 10_001), lone)) == [
        ("?a ranges freely over 10001 things: 10001 instances", "?a is-a one")
    ]


def test_what_an_exploding_rule_concludes_is_measured_too(tmp_path: Path) -> None:
    lines = [*crowd("one", 101), *crowd("two", 100)]
    world = world_of(tmp_path, lines, FREE, rule("after", ["?a meets ?b"], ["?b was-met-by ?a"]))
    message = "?a and ?b range freely over 101 and 100 things: 10100 instances"
    assert told(world)[0] == (message, "?b is-a two")
    assert [premise for _, premise in told(world)[1:]] == ["?a meets ?b"]


def test_rules_that_wait_for_each_other_are_left_to_their_own_law(tmp_path: Path) -> None:
    grows = rule("grows", ["?a counts ?n"], ["?a counts ?m"], let={"?m": "?n + 1"})
    world = world_of(tmp_path, [*crowd("one", 101), *crowd("two", 100), "x counts 1"], FREE, grows)
    assert told(world) == []


@pytest.mark.parametrize("size", [60, 600])
def test_no_command_begins_to_reason_with_what_explodes(tmp_path: Path, size: int) -> None:
    met = rule("meet", ["?a is-a one", "?b is-a one", "?c is-a one"], ["?a meets ?b"])
    small = rule("meet", ["?a is-a one", "?b is-a one"], ["?a meets ?b"])
    home = tmp_path / "home"
    for book, code in ((small, 0 if size == 60 else 3), (met, 3)):
        world_of(home, crowd("one", size), book)
        ended = hipexpert(tmp_path, "questions", "--home", str(home))
        assert ended.code == code
        assert ("rules/world.yaml:3:" in ended.err) == bool(code)
        assert ("[rule-explodes]" in ended.err) == bool(code)
