"""Whether comparisons of integers can hold together: the one door to z3.

z3 (de Moura and Bjørner, "Z3: an efficient SMT solver", 2008) decides linear comparisons for sure.
Where open numbers are multiplied or divided it may give up; how hard it tries is counted in its
own steps and not in seconds, so that it gives up alike on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hipexpert.prove.clauses import Literal

EFFORT = 20_000_000
"""The steps for one question to the solver."""


class Undecided(Exception):
    """What the solver gave up."""


class Theory:
    """Comparisons of integers within their bounds, each by its variable."""

    def __init__(
        self,
        declarations: Iterable[str],
        assertions: Iterable[str],
        comparisons: Mapping[Literal, str],
    ):
        import z3

        self._z3: Any = z3
        self._solver: Any = z3.SimpleSolver()
        self._solver.set("rlimit", EFFORT)
        self._solver.set("core.minimize", True)
        script = [
            *declarations,
            *(f"(declare-const |{literal}| Bool)" for literal in comparisons),
            *(f"(assert {law})" for law in assertions),
            *(f"(assert (= |{literal}| {text}))" for literal, text in comparisons.items()),
        ]
        self._solver.from_string("\n".join(script))
        self._terms = {literal: z3.Bool(str(literal)) for literal in comparisons}
        self._numbers = {line.split("|")[1]: z3.Int(line.split("|")[1]) for line in declarations}

    def clash(self, literals: Iterable[Literal]) -> list[Literal]:
        """Some of the literals that cannot hold together; none where all can. Raises Undecided."""
        terms = {literal: self._term(literal) for literal in literals}
        found = self._solver.check(*terms.values())
        if found == self._z3.unknown:
            raise Undecided(self._solver.reason_unknown())
        if found == self._z3.sat:
            return []
        core = {str(term) for term in self._solver.unsat_core()}
        return [literal for literal, term in terms.items() if str(term) in core]

    def numbers(self) -> dict[str, int]:
        """Integers for which the literals of the last question, which did not clash, hold."""
        model = self._solver.model()
        return {
            f"|{name}|": model.eval(term, True).as_long() for name, term in self._numbers.items()
        }

    def _term(self, literal: Literal) -> Any:
        term = self._terms[abs(literal)]
        return term if literal > 0 else self._z3.Not(term)
