"""What holds for some athlete, or for none: the one door to the SAT solver.

The clauses go to a SAT solver. A model of them says how each comparison comes out; whether numbers
can do that is asked of the theory, and where they cannot, what clashed becomes one more clause
(lazy SMT: Nieuwenhuis, Oliveras and Tinelli, "Solving SAT and SAT modulo theories", 2006). What
was learned for one goal serves all that follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from itertools import islice
from typing import Any, NamedTuple
from weakref import finalize

from hipexpert.model import Answers
from hipexpert.prove.clauses import Literal
from hipexpert.prove.formula import Formula
from hipexpert.prove.theory import Theory, Undecided

EFFORT = 200_000
"""The conflicts that the SAT solver may come to in one go."""


class FoundAthlete(NamedTuple):
    """The answers of an athlete, with all that holds of them, by literal."""

    formula: Formula
    holds: frozenset[Literal]
    numbers: Mapping[str, int]

    @property
    def answers(self) -> Answers:
        return Answers(self.formula.answering.answers(self.holds, self.numbers))


def installed() -> bool:
    """Whether the solvers are there."""
    return all(map(find_spec, ("pysat", "z3")))


class Solver:
    """A formula, ready to be asked whether some literals can hold together."""

    def __init__(self, formula: Formula):
        from pysat.solvers import Solver as SatSolver

        self.formula = formula
        self.effort = EFFORT
        self._sat: Any = SatSolver("glucose4", bootstrap_with=formula.clauses.written)
        finalize(self, self._sat.delete)  # itself it does so too late, where the program ends
        self._theory = Theory()
        self._written = len(formula.clauses.written)
        self._declared = self._asserted = self._compared = 0

    def athlete(self, *literals: Literal) -> FoundAthlete | None:
        """An athlete for whom all literals hold; None where there is none. Raises Undecided."""
        self._catch_up()
        while self._holds_together(literals):
            model = frozenset(self._sat.get_model())
            numbers, clash = self._theory.solve(self._known(model))
            if not clash:
                return FoundAthlete(self.formula, model, numbers)
            self._sat.add_clause([-literal for literal in clash])
        return None

    def prefer(self, literals: Iterable[Literal]) -> None:
        """Have some literals hold where nothing speaks against it."""
        self._sat.set_phases([*literals])

    def _catch_up(self) -> None:
        """Take in what was added to the formula since."""
        formula, written = self.formula, self.formula.clauses.written
        for clause in written[self._written :]:
            self._sat.add_clause(clause)
        self._written = len(written)
        declared = formula.declarations[self._declared :]
        asserted = formula.assertions[self._asserted :]
        compared = dict(islice(formula.comparisons.items(), self._compared, None))
        self._theory.learn(declared, asserted, compared)
        self._declared += len(declared)
        self._asserted += len(asserted)
        self._compared += len(compared)

    def _holds_together(self, literals: Iterable[Literal]) -> bool:
        self._sat.conf_budget(self.effort)
        found: bool | None = self._sat.solve_limited(assumptions=[*literals])
        if found is None:
            raise Undecided
        return found

    def _known(self, model: frozenset[Literal]) -> list[Literal]:
        """How the comparisons come out whose numbers are all there."""
        holds = self.formula.holds
        return [
            literal if literal in model else -literal
            for literal, ways in self.formula.numbers.items()
            if any(all(holds[number] in model for number in numbers) for numbers in ways)
        ]
