"""The ground program as one exact formula, which holds of an athlete's answers and what follows.

Each fact is a literal: what is asked holds when a word that states it is answered; what is
concluded holds if and only if one of the ground rules that conclude it fires (its completion:
Clark, "Negation as failure", 1978). For a program in layers that is its meaning, but for facts that
lean on each other in a ring, which completion alone would let hold by themselves. Those are
unrolled: of n facts that hang together none needs more than n rounds, so round n is the least
fixpoint, exactly.

When a rule fires is taken from the `GroundRule`: its premises, what it denies, its numbers. Here
is no solver: the formula is clauses, and comparisons of integers whose variables the clauses hold.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping

from hipexpert.model import Expression, Fact, Pattern
from hipexpert.notation import variables_of
from hipexpert.prove.answering import Answering
from hipexpert.prove.arithmetic import Arithmetic, LinearTerm, Scaled
from hipexpert.prove.clauses import FALSE, TRUE, Clauses, Literal
from hipexpert.prove.rings import in_order
from hipexpert.reasoning.program import Atom, GroundProgram, GroundRule


class TwoNumbers(ValueError):
    """A number that is computed in several ways, so that nothing stands for it."""


class Formula:
    """A ground program in clauses.

    It may stand `beside` another, of the same answers, and be `without` some facts, which then hold
    of no athlete; what does not hang on these is the same literal in both.

    `holds` has the literal of each fact and `fires` that of each ground rule, by their numbers.
    `comparisons` are what some variables stand for, in SMT-LIB, by variable; `numbers` the facts
    whose numbers each of them compares, in one way or another. `declarations` and `assertions` are
    of the integers.
    """

    def __init__(
        self,
        program: GroundProgram,
        beside: Formula | None = None,
        without: Iterable[Fact] = (),
    ):
        self.program = program
        self.holds: dict[int, Literal] = {}
        self.fires: dict[int, Literal] = {}
        self._never = {program.number[fact] for fact in without}
        knowledge = program.ground.knowledge
        self.clauses: Clauses = beside.clauses if beside else Clauses()
        self.answering: Answering = (
            beside.answering if beside else Answering(knowledge, self.clauses)
        )
        self.arithmetic: Arithmetic = beside.arithmetic if beside else Arithmetic(self._number)
        self.comparisons: dict[Literal, str] = beside.comparisons if beside else {}
        self.numbers: dict[Literal, set[frozenset[int]]] = beside.numbers if beside else {}
        self._compared: dict[str, Literal] = beside._compared if beside else {}
        stating = self.answering.stating()
        self._asked: Mapping[int, Literal] = {
            program.number[fact]: self.clauses.any_of(said.literal for said in words)
            for fact, words in stating.items()
        }
        self._answered: Mapping[int, Scaled] = {
            program.number[fact]: words[0].number
            for fact, words in stating.items()
            if words[0].number
        }
        self.rings: tuple[tuple[int, ...], ...] = beside.rings if beside else (*in_order(program),)
        if beside:
            self._define_anew(beside)
        else:
            for ring in self.rings:
                self._define(ring)

    @property
    def declarations(self) -> list[str]:
        return self.answering.declarations + self.arithmetic.declarations

    @property
    def assertions(self) -> list[str]:
        return self.answering.assertions + self.arithmetic.assertions

    def fact(self, fact: Fact) -> Literal:
        """The literal of a fact; one that no rule or answer could bring about never holds."""
        if fact in self.program.ground.knowledge.statements:
            return TRUE
        return self.holds.get(self.program.number.get(fact, -1), FALSE)

    def answered(self, fact: Fact) -> Literal:
        """The literal that a fact is an answer, whatever rules make of it."""
        return self._asked.get(self.program.number.get(fact, -1), FALSE)

    def firing(self, row: GroundRule) -> Literal:
        """The literal that a ground rule fires, of this program or of another of its facts."""
        return self.clauses.all_of(self._rest(row, ()))

    def any_matching(self, pattern: Pattern) -> Literal:
        """That a fact holds which a pattern, its variables free, could stand for."""
        facts = self.program.ground.possible.matching(pattern)
        return self.clauses.any_of(map(self.fact, facts))

    def compared(self, atom: Atom) -> Literal:
        """The literal of a comparison of a ground rule."""
        terms = self.arithmetic.holds(atom)
        return self.clauses.all_of(self._compare(term, atom.slots) for term in terms)

    def computable(self, *expressions: Expression) -> Literal:
        """The literal that some expressions come to numbers: nothing is divided by nought."""
        return self.clauses.all_of(
            self._compare(term, map(int, variables_of(expression)))
            for expression in expressions
            for term in self.arithmetic.defined(expression)
        )

    def _define(self, ring: tuple[int, ...]) -> None:
        """Give a fact its literal, or each of the facts of a ring."""
        rows, suppliers = self.program.rows, self.program.suppliers
        rest = {
            place: self._rest(rows[place], ring)
            for place in sorted({place for fact in ring for place in suppliers[fact]})
            if place not in self.fires  # as those do that conclude something else beside
        }
        leaning = any(not rows[place].premises.isdisjoint(ring) for place in rest)
        round_ = dict.fromkeys(ring, FALSE)
        for _ in ring if leaning else ():
            fires = ChainMap(self._fires(rest, round_), self.fires)
            round_ = {fact: self._concluded(fact, fires) for fact in ring}
        self.fires |= self._fires(rest, round_)
        self.holds |= {fact: self._concluded(fact, self.fires) for fact in ring}

    def _define_anew(self, beside: Formula) -> None:
        """Give a literal of their own to the facts that hang on those that never hold here."""
        self.holds, self.fires = dict(beside.holds), dict(beside.fires)
        rows, changed, redone = self.program.rows, set[int](), set[int]()
        for ring in self.rings:
            places = {place for fact in ring for place in self.program.suppliers[fact]}
            if self._never.isdisjoint(ring) and all(
                rows[place].around.isdisjoint(changed) for place in places
            ):
                continue
            for place in places - redone:
                del self.fires[place]
            redone |= places
            self._define(ring)
            changed.update(fact for fact in ring if self.holds[fact] != beside.holds[fact])

    def _concluded(self, fact: int, fires: Mapping[int, Literal]) -> Literal:
        """That a fact is answered, or one of its rules fires."""
        if fact in self._never:
            return FALSE
        ways = (fires[place] for place in self.program.suppliers[fact])
        return self.clauses.any_of((self._asked.get(fact, FALSE), *ways))

    def _fires(
        self, rest: Mapping[int, tuple[Literal, ...]], round_: Mapping[int, Literal]
    ) -> dict[int, Literal]:
        """By place whether each of some ground rules fires, the facts of a ring being `round_`."""
        return {
            place: self.clauses.all_of(
                (*literals, *(round_[p] for p in self.program.rows[place].premises if p in round_))
            )
            for place, literals in rest.items()
        }

    def _rest(self, row: GroundRule, ring: tuple[int, ...]) -> tuple[Literal, ...]:
        """All that a ground rule needs beside the facts of a ring."""
        return (
            *(self.holds[fact] for fact in row.premises if fact not in ring),
            *(-self.holds[fact] for fact in row.negative),
            *map(self.compared, row.atoms),
            self.computable(*row.lets),
        )

    def _compare(self, term: LinearTerm, numbers: Iterable[int]) -> Literal:
        """The literal of a comparison, which means something while it has its numbers."""
        text, wanted = term
        if text not in self._compared:
            literal = self._compared[text] = self.clauses.variable()
            self.comparisons[literal], self.numbers[literal] = text, set()
        self.numbers[self._compared[text]].add(frozenset(numbers))
        return self._compared[text] if wanted else -self._compared[text]

    def _number(self, fact: int) -> Scaled:
        """The number of a fact: what is answered, or what the rules compute of it."""
        if fact in self._answered:
            return self._answered[fact]
        rows = [self.program.rows[place] for place in self.program.suppliers[fact]]
        ways = {row.computed[fact] for row in rows if fact in row.computed}
        if len(ways) != 1:
            raise TwoNumbers(str(self.program.facts[fact]))
        # it is looked at only where a rule that computes it has fired, and so has a value
        return self.arithmetic.scaled(ways.pop())._replace(defined=())
