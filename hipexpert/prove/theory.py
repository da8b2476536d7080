"""Whether comparisons of integers can hold together: the one door to z3.

z3 (de Moura and Bjørner, "Z3: an efficient SMT solver", 2008) decides linear comparisons for sure.
Where open numbers are multiplied or divided it may give up; how hard it tries is counted in its
own steps and not in seconds, so that it gives up alike on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hipexpert.prove.clauses import Literal

EFFORT = 20_000_000
"""The steps for one question to the solver."""


class Undecided(Exception):
    """What the solver gave up."""


class Solution(NamedTuple):
    """Integers by name, or else literals that cannot hold together."""

    numbers: Mapping[str, int]
    clash: tuple[Literal, ...]


class Theory:
    """Comparisons of integers within their bounds, each by its variable."""

    def __init__(self) -> None:
        import z3

        self._z3: Any = z3
        self._solver: Any = z3.SimpleSolver()
        self._solver.set("rlimit", EFFORT)
        self._solver.set("core.minimize", True)
        self._terms: dict[Literal, Any] = {}
        self._literals: dict[int, Literal] = {}
        self._names: list[str] = []
        self._seen: dict[frozenset[Literal], Solution] = {}

    def learn(
        self,
        declarations: Sequence[str],
        assertions: Sequence[str],
        comparisons: Mapping[Literal, str],
    ) -> None:
        """Take in more comparisons, with the integers and the laws that are new in them."""
        if not (declarations or comparisons):
            return
        script = [
            *declarations,
            *(f"(declare-const |{literal}| Bool)" for literal in comparisons),
            *(f"(assert {law})" for law in assertions),
            *(f"(assert (= |{literal}| {text}))" for literal, text in comparisons.items()),
        ]
        self._solver.from_string("\n".join(script))
        for literal in comparisons:
            term = self._z3.Bool(str(literal))
            self._terms |= {literal: term, -literal: self._z3.Not(term)}
            for each in (literal, -literal):
                self._literals[self._terms[each].get_id()] = each
        self._names += [line.split("|")[1] for line in declarations]

    def solve(self, literals: Iterable[Literal]) -> Solution:
        """Numbers for which all literals hold, or some that clash. Raises Undecided."""
        asked = frozenset(literals)
        if asked not in self._seen:
            self._seen[asked] = self._solve(asked)
        return self._seen[asked]

    def _solve(self, literals: frozenset[Literal]) -> Solution:
        found = self._solver.check(*(self._terms[literal] for literal in sorted(literals)))
        if found == self._z3.unknown:
            raise Undecided(self._solver.reason_unknown())
        if found == self._z3.unsat:
            core = self._solver.unsat_core()
            return Solution({}, tuple(self._literals[term.get_id()] for term in core))
        model = self._solver.model()
        return Solution({f"|{name}|": self._integer(model, name) for name in self._names}, ())

    def _integer(self, model: Any, name: str) -> int:
        found: int = model.eval(self._z3.Int(name), True).as_long()
        return found
