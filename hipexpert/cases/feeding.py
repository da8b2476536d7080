"""Which rules may get to look at what others conclude, however indirectly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hipexpert.knowledge.stratification import dependencies, may_unify
from hipexpert.model import Pattern, Rule


class Feeding:
    """The dependency graph of some rules, followed from what is concluded to who looks at it."""

    def __init__(self, rules: Sequence[Rule]):
        self.rules = rules
        self._looking: dict[str, list[tuple[Pattern, str]]] = defaultdict(list)
        for rule in rules:
            for pattern in (*rule.when, *rule.unless):
                self._looking[pattern.property].append((pattern, rule.id))
        self._waiting: dict[str, set[str]] = defaultdict(set)
        for id, suppliers in dependencies(rules).items():
            for supplier in suppliers:
                self._waiting[supplier].add(id)

    def reached(self, *feeding: Rule) -> set[str]:
        """The ids of the rules that what some rules conclude may reach."""
        ahead = [
            id
            for rule in feeding
            for conclusion in rule.then
            for looked_at, id in self._looking[conclusion.property]
            if may_unify(conclusion, looked_at)
        ]
        found: set[str] = set()
        while ahead:
            id = ahead.pop()
            if id not in found:
                found.add(id)
                ahead += self._waiting[id]
        return found

    def feeds_itself(self, rule: Rule, mutated: Rule) -> bool:
        """Whether what a rule looks at may hang on whether it stands in the place of another."""
        reached = self.reached(rule, mutated)
        between = (each for each in self.rules if each.id in reached)
        return any(_may_feed(each, mutated) for each in (rule, mutated, *between))


def _may_feed(rule: Rule, other: Rule) -> bool:
    """Whether a rule may conclude what the other looks at."""
    return any(
        may_unify(conclusion, looked_at)
        for looked_at in (*other.when, *other.unless)
        for conclusion in rule.then
    )
