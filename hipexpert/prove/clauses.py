"""A formula of propositional logic in clauses, put together from the parts of others.

A literal is a whole number, its denial the same below nought, a clause a list of literals of which
one holds. A conjunction gets a variable of its own, equal to it (Tseitin, "On the complexity of
derivation in propositional calculus", 1968), and each is written once.
"""

from __future__ import annotations

from collections.abc import Iterable

Literal = int

TRUE: Literal = 1
FALSE: Literal = -1


class Clauses:
    """Clauses over variables that are numbered from 1; the first one holds.

    >>> clauses = Clauses()
    >>> one, two = clauses.variable(), clauses.variable()
    >>> both = clauses.all_of([one, two, TRUE])
    >>> both == clauses.all_of([two, one]), clauses.all_of([one, -one]) == FALSE
    (True, True)
    >>> clauses.any_of([one]) == one, clauses.any_of([]) == FALSE
    (True, True)
    >>> clauses.written
    [[1], [-4, 2], [-4, 3], [4, -2, -3]]
    """

    def __init__(self) -> None:
        self.written: list[list[Literal]] = [[TRUE]]
        self.variables = 1
        self._conjunctions: dict[frozenset[Literal], Literal] = {}

    def variable(self) -> Literal:
        """A new variable."""
        self.variables += 1
        return self.variables

    def law(self, literals: Iterable[Literal]) -> None:
        """Have one of some literals hold always."""
        self.written.append([*literals])

    def all_of(self, literals: Iterable[Literal]) -> Literal:
        """The literal that holds if and only if all of some do."""
        parts = frozenset(literals) - {TRUE}
        if FALSE in parts or any(-part in parts for part in parts):
            return FALSE
        if len(parts) < 2:
            return next(iter(parts), TRUE)
        if parts not in self._conjunctions:
            whole = self._conjunctions[parts] = self.variable()
            ordered = sorted(parts)
            self.written += ([-whole, part] for part in ordered)
            self.written.append([whole, *(-part for part in ordered)])
        return self._conjunctions[parts]

    def any_of(self, literals: Iterable[Literal]) -> Literal:
        """The literal that holds if and only if one of some does."""
        return -self.all_of(-literal for literal in literals)
