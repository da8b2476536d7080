"""Within which bounds a number can lie, whatever is answered.

Each part of an expression is taken by itself, so that the bounds may be wider than what can really
be (interval arithmetic: Moore, "Interval Analysis", 1966); they are never narrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import inf
from typing import NamedTuple

from hipexpert.model import Expression, Number, Operation, Variable
from hipexpert.reasoning.program import Atom, GroundProgram, GroundRule

PLACES = 10
"""The decimals that each step of an expression is rounded to (`notation.apply`)."""

SMALLEST_STEP = 10**-PLACES
"""The smallest step from one number to the next."""


class Bounds(NamedTuple):
    """From the lowest to the highest number, both included."""

    low: float
    high: float

    @property
    def has_nought(self) -> bool:
        return self.low <= 0 <= self.high


ANY = Bounds(-inf, inf)


class NumberBounds:
    """The bounds of the numbers of a program, by the numbers of their facts."""

    def __init__(self, program: GroundProgram):
        self.program = program
        self._of: dict[int, Bounds] = {}

    def of_fact(self, fact: int) -> Bounds:
        """What a fact's number can be: what its question allows, or what rules compute."""
        if fact not in self._of:
            self._of[fact] = ANY  # of what leans on itself nothing is known
            self._of[fact] = _around(self._ways(fact))
        return self._of[fact]

    def _ways(self, fact: int) -> Iterator[Bounds]:
        question = self.program.asked.get(fact)
        if question is not None:
            asked = self.program.ground.knowledge.questions[question]
            low, high = asked.minimum, asked.maximum
            yield Bounds(-inf if low is None else low, inf if high is None else high)
        for place in self.program.suppliers[fact]:
            computed = self.program.rows[place].computed
            if fact in computed:
                yield self.of(computed[fact], {})

    def divisors(self, row: GroundRule) -> Iterator[Bounds]:
        """The bounds of whatever a ground rule divides by, what it compares with numbers heeded."""
        known = self._narrowed(row.atoms)
        kept_from_nought = {a.left for a in row.atoms if (a.operator, a.right) == _NOT_NOUGHT}
        sides = (side for atom in row.atoms for side in (atom.left, atom.right))
        for expression in (*row.lets, *sides):
            for divisor in _divisors(expression):
                if divisor not in kept_from_nought:
                    yield self.of(divisor, known)

    def _narrowed(self, atoms: Iterable[Atom]) -> dict[Expression, Bounds]:
        """The bounds of expressions that are compared with a number that is written."""
        known: dict[Expression, Bounds] = {}
        for atom in atoms:
            for side, operator, limit in (
                (atom.left, atom.operator, atom.right),
                (atom.right, _TURNED.get(atom.operator, ""), atom.left),
            ):
                if isinstance(limit, Number) and not isinstance(side, Number):
                    low, high = self.of(side, known)
                    lowest, highest = _allowed(operator, limit.value)
                    known[side] = Bounds(max(low, lowest), min(high, highest))
        return known

    def of(self, expression: Expression, known: Mapping[Expression, Bounds]) -> Bounds:
        """The bounds of an expression, some expressions being known more closely."""
        if expression in known:
            return known[expression]
        if isinstance(expression, Number):
            return Bounds(expression.value, expression.value)
        if isinstance(expression, Variable):
            return self.of_fact(int(expression.name))
        return _apply(expression.operator, [self.of(part, known) for part in expression.operands])


_NOT_NOUGHT = ("!=", Number(0))

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def _allowed(operator: str, limit: float) -> Bounds:
    """The numbers that a comparison with a limit leaves."""
    match operator:
        case "<":
            return Bounds(-inf, limit - SMALLEST_STEP)
        case "<=":
            return Bounds(-inf, limit)
        case ">":
            return Bounds(limit + SMALLEST_STEP, inf)
        case ">=":
            return Bounds(limit, inf)
        case "=":
            return Bounds(limit, limit)
    return ANY


def _apply(operator: str, parts: list[Bounds]) -> Bounds:
    """The bounds of what an operation makes of its parts.

    >>> _apply("-", [Bounds(0, 90), Bounds(10, 20)]), _apply("abs", [Bounds(-3, 2)])
    (Bounds(low=-20, high=80), Bounds(low=0, high=3))
    >>> _apply("/", [Bounds(1, 4), Bounds(-2, 2)]) == ANY, _apply("/", [Bounds(1, 4), Bounds(2, 2)])
    (True, Bounds(low=0.5, high=2.0))
    """
    first, last = parts[0], parts[-1]
    match operator:
        case "+":
            return Bounds(first.low + last.low, first.high + last.high)
        case "-":
            return Bounds(first.low - last.high, first.high - last.low)
        case "abs":
            ends = abs(first.low), abs(first.high)
            return Bounds(0 if first.has_nought else min(ends), max(ends))
        case "min" | "max":
            least = min if operator == "min" else max
            return Bounds(least(p.low for p in parts), least(p.high for p in parts))
        case "/" if last.has_nought:
            return ANY
        case "/":
            return _spanned(a / b for a, b in product(first, last))
    return _spanned(a * b for a, b in product(first, last))


def _spanned(ends: Iterable[float]) -> Bounds:
    """The bounds of what was multiplied or divided, rounded as it is: a small one comes to nought.

    >>> _spanned([1e-11, 2.0])
    Bounds(low=0.0, high=2.0)
    """
    found = [0.0 if end != end else round(end, PLACES) for end in ends]  # nought times endless
    return Bounds(min(found), max(found))


def _around(ways: Iterable[Bounds]) -> Bounds:
    """The bounds about several; of none at all nothing is known."""
    found = list(ways)
    if not found:
        return ANY
    return Bounds(min(each.low for each in found), max(each.high for each in found))


def _divisors(expression: Expression) -> Iterator[Expression]:
    """Whatever is divided by within an expression."""
    if isinstance(expression, Operation):
        if expression.operator == "/":
            yield expression.operands[1]
        for part in expression.operands:
            yield from _divisors(part)
