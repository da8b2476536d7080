"""Turns the text of a rule into patterns, expressions and comparisons, and back into words.

A pattern is three words, `?sport demands ?demand`. An expression computes with bound
numbers, `(?left - ?right) / 2`. A comparison holds two of them together, `?gap >= ?limit`.
What cannot be read raises NotationError, which knows the offset of the fault in the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from hipexpert.model import (
    ANYTHING,
    DIGITS,
    Bindings,
    Comparison,
    Expression,
    Let,
    Location,
    Number,
    Operation,
    Pattern,
    Term,
    Value,
    Variable,
)

_VARIABLE = re.compile(r"\?[a-z][a-z0-9-]*\Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*\Z")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_TOKEN = re.compile(
    r"\s*(?P<token>\?[a-z][a-z0-9-]*|\d+(?:\.\d+)?|[a-z][a-z0-9-]*|<=|>=|!=|[-+*/()<>=,])"
)

LONGEST = 100
"""The most words and signs of an expression. Ours have a dozen; it is read and computed by
descending, and a chain or a nest without end would find no ground."""

_COMPARING = ("<=", ">=", "!=", "<", ">", "=")
_FUNCTIONS: dict[str, Callable[..., int | float]] = {"abs": abs, "min": min, "max": max}


class NotationError(ValueError):
    """A text that is no pattern, expression or comparison; `offset` is where it fails."""

    def __init__(self, message: str, offset: int = 0, width: int = 1, hint: str | None = None):
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.width = width
        self.hint = hint


def read_term(word: str, offset: int = 0) -> Term:
    """The term a word stands for: a variable, a number, or the name of an individual."""
    if word == "anything":
        return ANYTHING
    if _VARIABLE.match(word):
        return _variable(word, offset)
    if _NUMBER.match(word):
        return read_number(word, offset)
    if _NAME.match(word):
        return word
    hint = "names are written in small letters with hyphens, variables with a ? in front"
    raise NotationError(f"'{word}' is no name and no variable", offset, len(word), hint)


def _variable(word: str, offset: int = 0) -> Variable:
    """The variable that is written like this."""
    if not is_variable(word):  # it would be one with the variable that the word is
        hint = "call it otherwise, or write 'anything' where any value will do"
        raise NotationError(f"'{word}' is kept for the word 'anything'", offset, len(word), hint)
    return Variable(word[1:])


def is_name(word: str) -> bool:
    """Whether rules and answers can write this name.

    >>> is_name("lateral-lunge"), is_name("clam.shell")
    (True, False)
    """
    return bool(_NAME.match(word))


def is_variable(word: str) -> bool:
    """Whether rules can name a variable so.

    >>> is_variable("?gap"), is_variable("?anything"), is_variable("gap")
    (True, False, False)
    """
    return bool(_VARIABLE.match(word)) and not Variable(word[1:]).nameless


def read_number(word: str, offset: int = 0) -> int | float:
    """The number that digits write, with or without a point."""
    digits = sum(map(str.isdigit, word))
    if digits > DIGITS:
        message = f"this number has {digits} digits"
        raise NotationError(message, offset, len(word), f"write at most {DIGITS}")
    return float(word) if "." in word else int(word)


def read_pattern(text: str, location: Location) -> Pattern:
    """The pattern that three words make.

    >>> print(read_pattern("?sport demands ?demand", Location("", 1)))
    ?sport demands ?demand
    """
    words = [(match.group(), match.start()) for match in re.finditer(r"\S+", text)]
    if len(words) != 3:
        hint = "write: subject property object"
        if any(word in ("or", "and") for word, _ in words[3:]):
            hint = "one pattern says one thing: for 'or' write two rules, for 'and' two patterns"
        message = f"a pattern has three words, this has {len(words)}"
        raise NotationError(message, 0, max(len(text), 1), hint)
    (first, at_first), (verb, at_verb), (last, at_last) = words
    subject = read_term(first, at_first)
    if not isinstance(subject, str | Variable):
        raise NotationError("a pattern cannot start with a number", at_first, len(first))
    if not _NAME.match(verb):
        hint = "the second word names a property of ontology.ttl"
        raise NotationError(f"'{verb}' is no property", at_verb, len(verb), hint)
    return Pattern(subject, verb, read_term(last, at_last), location)


def read_let(variable: str, text: str, location: Location) -> Let:
    """The number named `variable` that `text` computes."""
    if not _VARIABLE.match(variable):
        raise NotationError(f"'{variable}' is no variable", hint="write: ?gap: ?left - ?right")
    return Let(_variable(variable).name, _Reader(text).whole(), text, location)


def read_comparison(text: str, location: Location) -> Comparison:
    """The comparison that `text` makes.

    >>> read_comparison("?gap >= 6", Location("", 1)).operator
    '>='
    """
    for slip, meant in (("=>", ">="), ("=<", "<="), ("==", "="), ("<>", "!=")):
        if slip in text:
            raise NotationError(f"'{slip}' is no comparison", text.index(slip), 2, f"write {meant}")
    reader = _Reader(text)
    left = reader.side()
    operator = reader.take()
    if operator not in _COMPARING:
        hint = f"compare with one of {' '.join(_COMPARING)}"
        raise NotationError(
            "here a comparison is expected", reader.last, len(operator or "x"), hint
        )
    right = reader.side()
    reader.end()
    return Comparison(left, operator, right, text, location)


class _Reader:
    """Reads one expression by descending from the weakest operator to the strongest."""

    def __init__(self, text: str):
        self.tokens: list[tuple[str, int]] = []
        position = 0
        end = len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if not match:
                offset = position + len(text[position:]) - len(text[position:].lstrip())
                raise NotationError(f"'{text[offset]}' has no meaning here", offset)
            if len(self.tokens) == LONGEST:
                hint = "compute a part of it in a line of its own under 'let'"
                raise NotationError("this goes on too long", match.start("token"), hint=hint)
            self.tokens.append((match["token"], match.start("token")))
            position = match.end()
        self.position = 0
        self.length = len(text)

    @property
    def last(self) -> int:
        """The offset of the token taken last."""
        index = self.position - 1
        return self.tokens[index][1] if index < len(self.tokens) else self.length

    def peek(self) -> str:
        return self.tokens[self.position][0] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.position += 1
        return token

    def end(self) -> None:
        if token := self.take():
            raise NotationError(f"'{token}' is left over", self.last, len(token))

    def whole(self) -> Expression:
        expression = self.sum()
        self.end()
        return expression

    def side(self) -> Expression | str:
        """One side of a comparison: an expression, or the name of an individual."""
        if re.match(r"[a-z]", self.peek()) and self.peek() not in _FUNCTIONS:
            return self.take()
        return self.sum()

    def sum(self) -> Expression:
        left = self.product()
        while self.peek() in ("+", "-") and self.peek():
            left = Operation(self.take(), (left, self.product()))
        return left

    def product(self) -> Expression:
        left = self.factor()
        while self.peek() in ("*", "/") and self.peek():
            left = Operation(self.take(), (left, self.factor()))
        return left

    def factor(self) -> Expression:
        token = self.take()
        if token.startswith("?"):
            return _variable(token, self.last)
        if token[:1].isdigit():
            return Number(read_number(token, self.last))
        if token == "-":
            return Operation("-", (Number(0), self.factor()))
        if token == "(":
            inner = self.sum()
            self.expect(")")
            return inner
        if token in _FUNCTIONS:
            self.expect("(")
            operands = [self.sum()]
            while self.peek() == ",":
                self.take()
                operands.append(self.sum())
            self.expect(")")
            if (len(operands) == 1) != (token == "abs"):
                raise NotationError(f"'{token}' takes another number of values", self.last)
            return Operation(token, tuple(operands))
        message = f"'{token}' is no number" if token else "the expression ends too early"
        raise NotationError(message, self.last, max(len(token), 1), "write a ?variable or a number")

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise NotationError(f"'{token}' is missing here", self.last)


def variables_of(expression: Expression | str) -> tuple[str, ...]:
    """The names of the variables an expression uses, in the order they are read."""
    if isinstance(expression, Variable):
        return (expression.name,)
    if isinstance(expression, Operation):
        return tuple(name for part in expression.operands for name in variables_of(part))
    return ()


def evaluate(expression: Expression, bindings: Bindings) -> int | float | None:
    """The number an expression comes to, or None when it has none.

    It has none when it divides by zero, or when a variable stands for no number.

    >>> evaluate(read_let("?gap", "abs(?left - ?right)", Location("", 1)).expression,
    ...          {"left": 20, "right": 34})
    14
    """
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Variable):
        value = bindings.get(expression.name)
        return value if isinstance(value, int | float) else None
    return apply(expression.operator, [evaluate(part, bindings) for part in expression.operands])


def apply(operator: str, operands: Sequence[int | float | None]) -> int | float | None:
    """The number an operation comes to; None when an operand has none, or on division by zero."""
    numbers = [operand for operand in operands if operand is not None and math.isfinite(operand)]
    if len(numbers) < len(operands):
        return None
    if operator in _FUNCTIONS:
        return _FUNCTIONS[operator](*numbers)
    left, right = numbers
    match operator:
        case "+":
            return _tidy(left + right)
        case "-":
            return _tidy(left - right)
        case "*":
            return _tidy(left * right)
    return None if right == 0 else _tidy(left / right)


def _tidy(number: int | float) -> int | float:
    """Whole numbers as integers; ten decimals, so that 0.3 - 0.2 equals 0.1."""
    rounded = round(number, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def compare(comparison: Comparison, bindings: Bindings) -> bool:
    """Whether a comparison holds. Without two values of a kind, only `!=` can."""
    left, right = comparison_sides(comparison, bindings)
    return holds_between(left, comparison.operator, right)


def holds_between(left: Value | None, operator: str, right: Value | None) -> bool:
    """Whether an operator holds between two values; without two of a kind, only `!=` can."""
    if operator == "=":
        return left is not None and left == right
    if operator == "!=":
        return left is not None and right is not None and left != right
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return False
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def comparison_sides(
    comparison: Comparison, bindings: Bindings
) -> tuple[Value | None, Value | None]:
    """What the two sides of a comparison come to; None for a side that has no value."""
    return _side(comparison.left, bindings), _side(comparison.right, bindings)


def _side(side: Expression | str, bindings: Bindings) -> Value | None:
    if isinstance(side, str):
        return side
    if isinstance(side, Variable):
        return bindings.get(side.name)
    return evaluate(side, bindings)


def complete(lets: Iterable[Let], bindings: Bindings) -> dict[str, Value] | None:
    """`bindings` with every `let` computed, or None when one has no value."""
    complete_bindings = dict(bindings)
    for let in lets:
        value = evaluate(let.expression, complete_bindings)
        if value is None:
            return None
        complete_bindings[let.variable] = value
    return complete_bindings


_PLACEHOLDER = re.compile(r"\{\??([a-z][a-z0-9-]*)\}")


def placeholders(sentence: str) -> tuple[str, ...]:
    """The variables a sentence has room for: `{?demand}` or `{demand}`."""
    return tuple(_PLACEHOLDER.findall(sentence))


def fill_sentence(sentence: str, bindings: Bindings, label: Callable[[Value], str]) -> str:
    """The sentence with the label of each bound value in its place.

    >>> fill_sentence("Short by {?gap} degrees.", {"gap": 14}, str)
    'Short by 14 degrees.'
    """
    return _PLACEHOLDER.sub(
        lambda match: label(bindings[match[1]]) if match[1] in bindings else match[0],
        " ".join(sentence.split()),
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, when one is near enough.

    >>> nearest("demnads", ["demands", "drives"])
    'demands'
    """
    return next(iter(get_close_matches(word, list(known), 1, 0.72)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The hint that names the nearest known word, or None."""
    found = nearest(word, known)
    return f"did you mean '{found}'?" if found else None
