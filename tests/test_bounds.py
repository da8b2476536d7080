"""Bounds of numbers are never narrower than what can be, on expressions and answers at random."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from hipexpert.model import Expression, Number, Operation, Variable
from hipexpert.reasoning.bounds import Bounds, NumberBounds
from hipexpert.reasoning.program import Atom, GroundRule, atom_test, measure

SLOTS = range(3)
answers = st.decimals(-90, 90, places=4).map(float)
written = st.sampled_from([-40.0, -0.0001, 0.0, 0.00001, 0.5, 3.0, 1e6]).map(Number)
leaves = written | st.sampled_from([Variable(str(slot)) for slot in SLOTS])


def operations(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    two = st.builds(Operation, st.sampled_from("+-*/"), st.tuples(parts, parts))
    several = st.builds(Operation, st.sampled_from(["min", "max"]), st.tuples(parts, parts, parts))
    return two | several | st.builds(Operation, st.just("abs"), st.tuples(parts))


expressions = st.recursive(leaves, operations, max_leaves=8)


@settings(max_examples=300)
@given(expressions, st.lists(st.tuples(answers, answers), min_size=3, max_size=3), st.data())
def test_whatever_is_answered_a_number_lies_within_its_bounds(
    expression: Expression, ends: list[tuple[float, float]], data: st.DataObject
) -> None:
    known: dict[Expression, Bounds] = {
        Variable(str(slot)): Bounds(*sorted(ends[slot])) for slot in SLOTS
    }
    low, high = NumberBounds(cast(Any, None)).of(expression, known)
    values = [data.draw(st.sampled_from([*pair, sum(pair) / 2])) for pair in ends]
    number = measure(expression)([*values])
    assert number is None or low - 1e-9 <= number <= high + 1e-9


def may_be_nought(divisor: Expression, compared: Atom) -> bool:
    """Whether a rule that compares, and divides one by something, is found to divide by nought."""
    quotient = Operation("/", (Number(1), divisor))
    row = cast(GroundRule, type("Row", (), {"atoms": (compared,), "lets": (quotient,)}))
    bounds = NumberBounds(cast(Any, None))
    bounds._of = dict.fromkeys(SLOTS, Bounds(-90.0, 90.0))
    return any(each.has_nought for each in bounds.divisors(row))


@settings(max_examples=300)
@given(
    expressions,
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    expressions,
    st.lists(answers, min_size=3, max_size=3),
)
def test_nobody_for_whom_a_rule_would_fire_is_passed_over_by_a_divisor(
    divisor: Expression, operator: str, limit: Expression, said: list[float]
) -> None:
    """Where a divisor comes to nought beside a comparison that holds, its bounds have nought."""
    atom, values = Atom(divisor, operator, limit), [*said]
    if measure(divisor)(values) != 0 or not atom_test(atom)(values):
        return
    assert may_be_nought(divisor, atom)


def test_a_number_that_is_computed_has_more_decimals_than_an_answer() -> None:
    product = Operation("*", (Variable("0"), Variable("1")))
    divisor = Operation("-", (product, Number(0.00005)))
    positive, values = Atom(product, ">", Number(0)), [0.0005, 0.1, 0.0]
    assert atom_test(positive)([*values])
    assert measure(divisor)([*values]) == 0
    assert may_be_nought(divisor, positive)
