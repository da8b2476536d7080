"""A matcher for experta that walks the ground program, in the place of its network.

experta keeps its engine, its working memory, its agenda and its firing; only the question which
rules are ready for which facts is answered here, by `GroundRule.fires`, through experta's own
seam `KnowledgeEngine.__matcher__`. Whatever joins over the knowledge base alone was settled in
grounding, so a fact touches only the ground rules that have it for a premise.

The strata of the program are let into the agenda one after the other: the next only when nothing
of this one is left to fire. So whatever an `unless` asks about is settled before, and no
activation is ever withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hipexpert.model import Fact
from hipexpert.reasoning.experta_door import experta
from hipexpert.reasoning.firing import Holds, triple, variable_field
from hipexpert.reasoning.grounding import NUMBER
from hipexpert.reasoning.instances import Placeholder
from hipexpert.reasoning.program import GroundProgram, GroundRule, Spread, Values, View


class GroundMatcher(experta.abstract.Matcher):  # type: ignore[misc]
    """Offers the activations of a ground program, stratum by stratum.

    The engine has the program as `program`, and makes experta's rule of one of ours by `rule`.
    """

    program: GroundProgram

    def reset(self) -> None:
        """Forget every fact."""
        self.program = self.engine.program
        self.values: Values = [None] * len(self.program.facts)
        self.spread = Spread(self.program)
        self.view = View(self.spread.true, self.spread.true, self.values)
        self.stratum = 0
        self.shown: dict[int, Any] = {}

    def changes(
        self, adding: Iterable[Any] | None = None, deleting: Iterable[Any] | None = None
    ) -> tuple[list[Any], list[Any]]:
        """The activations that some new facts bring; none is ever taken away.

        There are none before the run, while the first facts are still coming in.
        """
        self.spread.learn([number for number in map(self.number, adding or ()) if number >= 0])
        if not self.engine.running:
            return [], []
        added = self.activations()
        while not (added or self.engine.agenda.activations) and self.rises():
            added = self.activations()
        return added, []

    def number(self, shown: Any) -> int:
        """The number of a fact of the working memory; -1 for one that no ground rule looks at."""
        if not isinstance(shown, Holds):
            return -1  # the fact that experta begins with
        fact, numbers = triple(shown), self.program.number
        number = numbers.get(fact)
        if number is None and not isinstance(fact.object, str):
            number = numbers.get(Fact(fact.subject, fact.property, NUMBER))
            if number is not None:
                self.values[number] = fact.object
        if number is None:
            return -1
        self.shown[number] = shown
        return number

    def rises(self) -> bool:
        """Go up to the next stratum; False above the last."""
        self.stratum += 1
        return self.stratum < self.program.strata

    def activations(self) -> list[Any]:
        """What has become ready in this stratum."""
        queue = self.spread.pending[self.stratum] if self.stratum < self.program.strata else []
        rules = [self.program.rows[place] for place in queue]
        queue.clear()
        return [self.activation(rule) for rule in rules if rule.fires(self.view)]

    def activation(self, rule: GroundRule) -> Any:
        """A ground rule that fires, as experta knows it."""
        bound = {
            variable_field(name): self.value(value) if isinstance(value, Placeholder) else value
            for name, value in rule.bindings.items()
        }
        facts = map(self.shown.__getitem__, rule.premises)
        return experta.activation.Activation(self.engine.rule(rule.rule), facts, bound)

    def value(self, reading: Placeholder) -> int | float | None:
        """The number that a reading stands for, known by now."""
        return self.values[self.program.number[Fact(reading.subject, reading.property, NUMBER)]]
