"""The numbers of the rules as whole numbers, exactly.

A rule computes in decimals: an answer has four at most, and each step is rounded to ten
(`notation.apply`). So a number is an integer with its places behind the point, and nothing is lost
to binary fractions. Sums and products are exact; a quotient, and a product of more than ten
places, is the integer nearest to it. What is said of such numbers is written in SMT-LIB, the
language of the solvers (Barrett, Fontaine and Tinelli, "The SMT-LIB Standard: Version 2.6", 2017).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from hipexpert.model import Expression, Number, Variable
from hipexpert.reasoning.program import Atom

PLACES = 4
"""The most decimals of an answer."""

ROUNDED_TO = 10
"""The decimals that each step of an expression is rounded to."""


_COMPARED = {
    "<": ("<", True),
    "<=": ("<=", True),
    ">": ("<=", False),
    ">=": ("<", False),
    "=": ("=", True),
    "!=": ("=", False),
}
"""Each comparison by one of three, or by its denial, so that fewer are looked at."""

LinearTerm = tuple[str, bool]
"""A comparison of integers, and whether it is to hold."""


class Scaled(NamedTuple):
    """The number `term` / 10 ** `places`; it has a value where all that is `defined` holds."""

    term: str
    places: int
    defined: tuple[LinearTerm, ...] = ()

    def at(self, places: int) -> str:
        """Its term with so many places, not fewer than it has."""
        factor = 10 ** (places - self.places)
        return self.term if factor == 1 else f"(* {factor} {self.term})"


class Arithmetic:
    """Turns expressions over numbers of facts into terms.

    `number_of` has the number of a fact by the fact's own number. `declarations` and `assertions`
    are what the quotients need.
    """

    def __init__(self, number_of: Callable[[int], Scaled]):
        self.number_of = number_of
        self.declarations: list[str] = []
        self.assertions: list[str] = []
        self._seen: dict[Expression, Scaled] = {}

    def holds(self, atom: Atom) -> list[LinearTerm]:
        """What all must hold for a comparison to hold; one without both numbers does not."""
        left, right = self.scaled(atom.left), self.scaled(atom.right)
        places = max(left.places, right.places)
        operator, wanted = _COMPARED[atom.operator]
        compared = f"({operator} {left.at(places)} {right.at(places)})"
        return [*left.defined, *right.defined, (compared, wanted)]

    def defined(self, expression: Expression) -> tuple[LinearTerm, ...]:
        """What all must hold for an expression to come to a number at all."""
        return self.scaled(expression).defined

    def scaled(self, expression: Expression) -> Scaled:
        """The number that an expression comes to."""
        if expression not in self._seen:
            self._seen[expression] = self._scaled(expression)
        return self._seen[expression]

    def _scaled(self, expression: Expression) -> Scaled:
        if isinstance(expression, Number):
            return constant(expression.value)
        if isinstance(expression, Variable):
            return self.number_of(int(expression.name))
        parts = [self.scaled(part) for part in expression.operands]
        defined = tuple(term for part in parts for term in part.defined)
        if expression.operator == "*":
            return self._product(parts[0], parts[1], defined)
        if expression.operator == "/":
            return self._quotient(parts[0], parts[1], defined)
        places = max(part.places for part in parts)
        terms = [part.at(places) for part in parts]
        if expression.operator in ("+", "-", "abs"):
            return Scaled(f"({expression.operator} {' '.join(terms)})", places, defined)
        least = terms[0]
        for term in terms[1:]:
            sign = "<=" if expression.operator == "min" else ">="
            least = f"(ite ({sign} {least} {term}) {least} {term})"
        return Scaled(least, places, defined)

    def _product(self, left: Scaled, right: Scaled, defined: tuple[LinearTerm, ...]) -> Scaled:
        term, places = f"(* {left.term} {right.term})", left.places + right.places
        if places <= ROUNDED_TO:
            return Scaled(term, places, defined)
        return self._nearest(term, integer(10 ** (places - ROUNDED_TO)), defined)

    def _quotient(self, left: Scaled, right: Scaled, defined: tuple[LinearTerm, ...]) -> Scaled:
        widened = 10 ** (ROUNDED_TO + right.places - left.places)
        divisible = (f"(= {right.term} 0)", False)
        return self._nearest(f"(* {widened} {left.term})", right.term, (*defined, divisible))

    def _nearest(self, dividend: str, divisor: str, defined: tuple[LinearTerm, ...]) -> Scaled:
        """The integer nearest to a quotient; of two that are as near it is either."""
        nearest = f"|quotient {len(self.declarations) + 1}|"
        self.declarations.append(f"(declare-const {nearest} Int)")
        off = f"(* 2 (abs (- (* {nearest} {divisor}) {dividend})))"
        self.assertions.append(f"(or (= {divisor} 0) (<= {off} (abs {divisor})))")
        return Scaled(nearest, ROUNDED_TO, defined)


def integer(number: int) -> str:
    """A whole number; one below nought is written as what it lacks.

    >>> integer(-40)
    '(- 40)'
    """
    return str(number) if number >= 0 else f"(- {-number})"


def constant(value: int | float) -> Scaled:
    """A number as it is written.

    >>> constant(7.5), constant(-40)
    (Scaled(term='75', places=1, defined=()), Scaled(term='(- 40)', places=0, defined=()))
    """
    digits = Decimal(repr(value))
    places = max(0, -int(digits.as_tuple().exponent))
    return Scaled(integer(int(digits.scaleb(places))), places)
