"""Texts become patterns, expressions and comparisons, or are refused where they fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipexpert.model import (
    ANYTHING,
    Expression,
    Location,
    Number,
    Operation,
    Pattern,
    Value,
    Variable,
)
from hipexpert.notation import (
    DIGITS,
    LONGEST,
    NotationError,
    compare,
    complete,
    did_you_mean,
    evaluate,
    fill_sentence,
    nearest,
    placeholders,
    read_comparison,
    read_let,
    read_pattern,
    variables_of,
)

HERE = Location("rules/made-up.yaml", 1)
X, Y = Variable("x"), Variable("y")


def read(text: str) -> Expression:
    return read_let("?made-up", text, HERE).expression


def value(text: str, **bindings: Value) -> int | float | None:
    return evaluate(read(text), bindings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 * 3 + 1", 7),
        ("10 - 4 - 3", 3),
        ("10 - (4 - 3)", 9),
        ("16 / 4 / 2", 2),
        ("16 / (4 / 2)", 8),
        ("12 / 2 * 3", 18),
        ("-3 + 5", 2),
        ("--3", 3),
        ("2 * -3", -6),
        ("-2 * 3", -6),
        ("-(2 + 3)", -5),
        ("2 - -3", 5),
        ("1+2*3", 7),
        ("1/4", 0.25),
        ("0.3 - 0.2", 0.1),
        ("0.1 + 0.2", 0.3),
        ("4 / 2", 2),
        ("2.50", 2.5),
        ("abs(3 - 8)", 5),
        ("min(3, 1 + 1, 9)", 2),
        ("max(3, 1 + 1, 9)", 9),
        ("max(min(1, 2), abs(-3)) * 2", 6),
    ],
)
def test_an_expression_comes_to_its_number(text: str, expected: float) -> None:
    assert value(text) == expected


def test_a_whole_result_is_a_whole_number() -> None:
    assert repr(value("5 / 2 * 2")) == "5"
    assert repr(value("0.5 + 0.5")) == "1"


def test_the_hyphen_of_a_name_is_no_minus() -> None:
    assert read("?this-one") == Variable("this-one")
    assert read("?this -1") == Operation("-", (Variable("this"), Number(1)))
    assert variables_of(read("?left - ?right-hip / 2")) == ("left", "right-hip")


@pytest.mark.parametrize("text", ["1 / 0", "?n / (?n - ?n)", "1 + 1 / 0", "max(1, 1 / 0)"])
def test_what_divides_by_zero_has_no_number(text: str) -> None:
    assert value(text, n=3) is None


def test_a_name_has_no_number() -> None:
    assert value("?n + 1", n="limited") is None
    assert value("?n + 1") is None


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("?left - ", 8, "the expression ends too early"),
        ("", 0, "the expression ends too early"),
        ("?left ?right", 6, "'?right' is left over"),
        ("?left + limited", 8, "'limited' is no number"),
        ("(?left + 1", 10, "')' is missing here"),
        ("?left + )", 8, "')' is no number"),
        ("?left % 2", 6, "'%' has no meaning here"),
        ("?left - $right", 8, "'$' has no meaning here"),
        ("abs ?left", 4, "'(' is missing here"),
        ("abs(1, 2)", 8, "'abs' takes another number of values"),
        ("min(1)", 5, "'min' takes another number of values"),
        ("* 2", 0, "'*' is no number"),
    ],
)
def test_a_bad_expression_is_refused_where_it_fails(text: str, offset: int, message: str) -> None:
    with pytest.raises(NotationError) as refused:
        read(text)
    assert (refused.value.offset, refused.value.message) == (offset, message)


ENDLESS = {
    "-" * 3000 + "?x": LONGEST,
    "(" * 3000 + "?x" + ")" * 3000: LONGEST,
    "abs(" * 3000 + "?x" + ")" * 3000: 4 * (LONGEST // 2),
    "+".join(["?x"] * 3000): 3 * (LONGEST // 2),
    "*".join(["2"] * 3000): LONGEST,
    "min(" + ",".join(["1"] * 3000) + ")": LONGEST + 2,
}


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: text[:8])
def test_an_expression_without_end_is_refused_where_it_has_gone_on_too_long(text: str) -> None:
    for read_text in read, lambda text: read_comparison(f"{text} > 3", HERE):
        refused = refusal(read_text, text)
        assert refused
        assert (refused.message, refused.offset) == ("this goes on too long", ENDLESS[text])


def test_an_expression_as_long_as_may_be_is_read_and_computed() -> None:
    assert value("-" * (LONGEST - 1) + "?x", x=3) == -3
    assert value("+".join(["?x"] * (LONGEST // 2)), x=1) == LONGEST // 2


@pytest.mark.parametrize("number", ["9" * 8000, "0." + "1" * 8000, "1" * (DIGITS + 1)])
def test_a_number_of_thousands_of_digits_is_refused_where_it_stands(number: str) -> None:
    digits = sum(map(str.isdigit, number))
    for read_text, text in (
        (read, f"?x + {number}"),
        (lambda text: read_comparison(text, HERE), f"?x > {number}"),
        (lambda text: read_pattern(text, HERE), f"?x measures {number}"),
        (lambda text: read_pattern(text, HERE), f"?x measures -{number}"),
    ):
        refused = refusal(read_text, text)
        assert refused
        assert refused.message == f"this number has {digits} digits"
        assert refused.offset == text.rindex(" ") + 1
    assert read("1" * DIGITS) == Number(int("1" * DIGITS))


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("?gap", 4, "here a comparison is expected"),
        ("?gap >= ", 8, "the expression ends too early"),
        ("?gap => 6", 5, "'=>' is no comparison"),
        ("?gap >= 6 >= 5", 10, "'>=' is left over"),
        ("?gap == 6", 5, "'==' is no comparison"),
        ("?gap or 6", 5, "here a comparison is expected"),
    ],
)
def test_a_bad_comparison_is_refused_where_it_fails(text: str, offset: int, message: str) -> None:
    with pytest.raises(NotationError) as refused:
        read_comparison(text, HERE)
    assert (refused.value.offset, refused.value.message) == (offset, message)


@pytest.mark.parametrize(
    ("text", "offset", "width", "message"),
    [
        ("?sport demands", 0, 14, "a pattern has three words, this has 2"),
        ("?sport demands ?demand now", 0, 26, "a pattern has three words, this has 4"),
        ("", 0, 1, "a pattern has three words, this has 0"),
        ("?Sport demands ?demand", 0, 6, "'?Sport' is no name and no variable"),
        ("?sport ?demands ?demand", 7, 8, "'?demands' is no property"),
        ("?sport demands out_side", 15, 8, "'out_side' is no name and no variable"),
        ("?sport  demands  ?", 17, 1, "'?' is no name and no variable"),
        ("6 demands ?demand", 0, 1, "a pattern cannot start with a number"),
        ("-6.5 demands ?demand", 0, 4, "a pattern cannot start with a number"),
    ],
)
def test_a_bad_pattern_is_refused_where_it_fails(
    text: str, offset: int, width: int, message: str
) -> None:
    with pytest.raises(NotationError) as refused:
        read_pattern(text, HERE)
    error = refused.value
    assert (error.offset, error.width, error.message) == (offset, width, message)


@pytest.mark.parametrize("name", ["gap", "?Gap", "?", "?2", "? gap"])
def test_a_let_needs_a_variable(name: str) -> None:
    with pytest.raises(NotationError, match="is no variable"):
        read_let(name, "1", HERE)


def test_a_pattern_reads_names_numbers_variables_and_anything() -> None:
    assert read_pattern("?x measures 12", HERE) == Pattern(X, "measures", 12, HERE)
    assert read_pattern("hip measures -1.5", HERE) == Pattern("hip", "measures", -1.5, HERE)
    assert read_pattern("60m is-a Event", HERE) == Pattern("60m", "is-a", "Event", HERE)
    assert read_pattern("anything is anything", HERE).terms == (ANYTHING, ANYTHING)
    assert read_pattern("anything is ?x", HERE).variables == ("x",)


@pytest.mark.parametrize(
    ("text", "bindings", "holds"),
    [
        ("?x >= 6", {"x": 6}, True),
        ("?x > 6", {"x": 6}, False),
        ("?x <= 6", {"x": 6}, True),
        ("?x < 6", {"x": 6}, False),
        ("?x = 6", {"x": 6.0}, True),
        ("?x != 6", {"x": 6}, False),
        ("?x + 1 > 2 * ?y", {"x": 6, "y": 3}, True),
        ("?x = ?y", {"x": "left", "y": "left"}, True),
        ("?x != ?y", {"x": "left", "y": "right"}, True),
        ("?x = left", {"x": "left"}, True),
        ("?x != left", {"x": "left"}, False),
        ("?x != 6", {"x": "left"}, True),
        ("?x >= 6", {"x": "left"}, False),
        ("?x < 6", {"x": "left"}, False),
        ("?x < ?y", {"x": "left", "y": "right"}, False),
        ("1 / ?x = 1 / ?x", {"x": 0}, False),
        ("1 / ?x != 2", {"x": 0}, False),
    ],
)
def test_a_comparison_holds_or_not(text: str, bindings: dict[str, Value], holds: bool) -> None:
    assert compare(read_comparison(text, HERE), bindings) is holds


def test_lets_are_computed_in_order_or_not_at_all() -> None:
    lets = [read_let("?a", "?x * 2", HERE), read_let("?b", "?a + 1", HERE)]
    assert complete(lets, {"x": 3}) == {"x": 3, "a": 6, "b": 7}
    assert complete([*lets, read_let("?c", "1 / (?b - 7)", HERE)], {"x": 3}) is None
    assert complete([], {"x": 3}) == {"x": 3}


def test_a_sentence_keeps_what_is_not_bound_and_loses_its_line_breaks() -> None:
    sentence = "From {?x}\n  to {y} and {?z}."
    assert placeholders(sentence) == ("x", "y", "z")
    filled = fill_sentence(sentence, {"x": 1, "y": "left"}, lambda thing: f"<{thing}>")
    assert filled == "From <1> to <left> and {?z}."


def test_a_hint_is_given_only_when_it_is_near() -> None:
    assert nearest("counter-clockwize", ["clockwise", "counter-clockwise"]) == "counter-clockwise"
    assert nearest("swimming", ["rowing", "golf"]) is None
    assert did_you_mean("swimming", ["rowing", "golf"]) is None
    assert did_you_mean("rowign", ["rowing", "golf"]) == "did you mean 'rowing'?"


# Round trips

words = st.text("abxyz019", min_size=1, max_size=4)
names = st.lists(words, max_size=3).map(lambda parts: "-".join(["n", *parts]))
variables = names.map(Variable)
whole = st.integers(0, 10_000)
numbers = st.one_of(whole, st.decimals(0, 1000, places=2).map(float))
terms = st.one_of(names, variables, st.just(ANYTHING), numbers, whole.map(lambda n: -n))


@given(st.one_of(names, variables, st.just(ANYTHING)), names, terms)
def test_a_pattern_is_read_as_it_is_written(
    subject: str | Variable, verb: str, object_: Value | Variable
) -> None:
    word = {ANYTHING: "anything"}
    text = f"{word.get(subject, subject)} {verb} {word.get(object_, object_)}"
    read_back = read_pattern(text, HERE)
    assert read_back == Pattern(subject, verb, object_, HERE)
    assert read_pattern(f"  {text.replace(' ', '   ')} ", HERE) == read_back


def write(expression: Expression) -> str:
    """An expression as text, with every pair of brackets."""
    if isinstance(expression, Number):
        return str(expression.value)
    if isinstance(expression, Variable):
        return str(expression)
    operands = [write(part) for part in expression.operands]
    if expression.operator in ("abs", "min", "max"):
        return f"{expression.operator}({', '.join(operands)})"
    return f"({f' {expression.operator} '.join(operands)})"


def operations(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.builds(Operation, st.sampled_from("+-*/"), pair),
        st.builds(Operation, st.just("abs"), st.tuples(inner)),
        st.builds(
            Operation,
            st.sampled_from(["min", "max"]),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
    )


expressions = st.recursive(st.one_of(numbers.map(Number), variables), operations, max_leaves=8)


@given(expressions)
def test_an_expression_is_read_as_it_is_written(expression: Expression) -> None:
    text = write(expression)
    assert read(text) == expression
    assert read(text.replace(" ", "  ")) == expression


@given(expressions, st.dictionaries(names, st.one_of(numbers, names)))
def test_an_expression_comes_to_a_number_or_to_none(
    expression: Expression, bindings: dict[str, Value]
) -> None:
    assert isinstance(evaluate(expression, bindings), int | float | None)


def refusal(read_text: Callable[[str], object], text: str) -> NotationError | None:
    try:
        read_text(text)
    except NotationError as refused:
        return refused
    return None


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_within_itself(text: str) -> None:
    for read_text in (
        read,
        lambda text: read_pattern(text, HERE),
        lambda text: read_comparison(text, HERE),
    ):
        if refused := refusal(read_text, text):
            assert 0 <= refused.offset <= len(text)
            assert refused.width >= 1
