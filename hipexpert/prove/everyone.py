"""Every athlete there could be, to be asked whether one of them shows something.

Whoever was found for one question is remembered, and mostly answers the next. A witness is cut
down to the answers that matter by running the compiled rules, so each is one that they were seen
to bear out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from hipexpert.model import Answers, Fact, Given, KnowledgeBase, Rule
from hipexpert.prove.athletes import smallest, written
from hipexpert.prove.clauses import Literal
from hipexpert.prove.formula import Formula
from hipexpert.prove.solver import FoundAthlete, Solver
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import Grounding
from hipexpert.reasoning.program import View, compiled

NOBODY = "for no athlete"


class Everyone:
    """All that a knowledge base could be asked of, decided on its ground rules."""

    def __init__(self, ground: Grounding):
        self.ground = ground
        self.knowledge: KnowledgeBase = ground.knowledge
        self.program = compiled(ground)
        self.formula = Formula(self.program)
        self._solver = Solver(self.formula)
        self._met: list[FoundAthlete] = []

    def any_of(self, facts: Iterable[Fact]) -> Literal:
        """That one of some facts holds."""
        return self.formula.clauses.any_of(map(self.formula.fact, facts))

    def without(self, facts: Iterable[Fact]) -> Formula:
        """What would follow of the same answers if some facts held of no athlete."""
        return Formula(self.program, self.formula, facts)

    def concluded(self, properties: Iterable[str]) -> list[Fact]:
        """Everything that rules could conclude with one of some properties."""
        wanted = {*properties}
        return [fact for fact in self.ground.concluding if fact.property in wanted]

    def somebody(self, *literals: Literal) -> FoundAthlete | None:
        """An athlete for whom all literals hold; None where there is none. Raises Undecided."""
        for athlete in self._met:
            if athlete.holds.issuperset(literals):
                return athlete
        found = self._solver.athlete(*literals)
        if found:
            self._met.append(found)
        return found

    def never(self, literals: Iterable[Literal]) -> set[Literal]:
        """Those of some literals that hold for no athlete.

        Each athlete that is looked for is to have as many of them as go together.
        """
        waiting = dict.fromkeys(literals)
        never = set()
        while waiting:
            goal = next(iter(waiting))
            self._solver.prefer(waiting)
            athlete = self.somebody(goal)
            if athlete is None:
                never.add(goal)
                del waiting[goal]
            else:
                waiting = {literal: None for literal in waiting if literal not in athlete.holds}
        return never

    def meets(self, answers: Answers, present: Iterable[Fact], absent: Iterable[Fact]) -> bool:
        """Whether by the compiled rules some facts hold of an athlete, and others do not."""
        view = self.view(answers)
        number, statements = self.program.number, self.knowledge.statements
        return all(fact in statements or number[fact] in view.certain for fact in present) and not (
            any(number.get(fact) in view.certain for fact in absent)
        )

    def witness(self, present: Iterable[Fact], absent: Iterable[Fact] = ()) -> Given | None:
        """An athlete of whom some facts hold and others do not, by as few answers as will do."""
        present, absent = [*present], [*absent]
        literals = [self.formula.fact(fact) for fact in present]
        literals += [-self.formula.fact(fact) for fact in absent]
        athlete = self.somebody(*literals)
        if athlete is None:
            return None
        shown = partial(self.meets, present=present, absent=absent)
        return smallest(self.knowledge, athlete.answers.given, shown)

    def able_to_conclude(self, fact: Fact) -> frozenset[Rule]:
        """The rules that conclude a fact of some athlete, or could."""
        suppliers = self.program.suppliers[self.program.number[fact]]
        return frozenset(self.program.rows[place].instance.rule for place in suppliers)

    def concluding(self, fact: Fact, given: Given) -> Rule:
        """The rule that concludes a fact of the athlete of some answers."""
        view = self.view(Answers(given))
        suppliers = self.program.suppliers[self.program.number[fact]]
        rows = [self.program.rows[place] for place in suppliers]
        return next(row.instance.rule for row in rows if row.fires(view))

    def view(self, answers: Answers) -> View:
        """What holds of an athlete by the compiled rules."""
        return self.program.run(self.program.given(answer_facts(self.knowledge, answers)))


def shown_by(given: Given, remedy: str = "") -> str:
    """An athlete as the hint of a problem: the lines of an answers file, after what to do."""
    lines = written(given).splitlines() or ["# no answer at all"]
    told = f"{remedy}; it happens" if remedy else "it happens"
    return "\n    ".join([f"{told} to whoever answers:", *lines])
