"""Two programs over the same answers as one, so far as some of their facts hang on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from hipexpert.model import Expression, KnowledgeBase, Location, Rule
from hipexpert.prove.shared_definitions import Derivation, SharedDefinitions
from hipexpert.reasoning.grounding import Grounding, GroundTable
from hipexpert.reasoning.program import Atom, GroundProgram, GroundRule


@dataclass(eq=False)
class DerivationRule(GroundRule):
    """One way to a definition as a ground rule; it may be the way of several rules."""

    way: Derivation

    @cached_property
    def lets(self) -> tuple[Expression, ...]:
        return self.way.lets

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        return self.way.atoms

    @cached_property
    def computed(self) -> Mapping[int, Expression]:
        return {} if self.way.number is None else {self.conclusions[0]: self.way.number}


class Joined(GroundProgram):
    """Definitions as a ground program: each is a fact, and each way to it a ground rule.

    It is made to be written as a formula, and not to be run. `knowledge` has the questions that
    are answered.
    """

    def __init__(
        self, knowledge: KnowledgeBase, definitions: SharedDefinitions, goals: Iterable[int]
    ):
        self.ground = Grounding(knowledge, _NO_INSTANCES)
        self.number = dict(definitions.leaves)
        self.facts = definitions.names
        self.rows: list[GroundRule] = []
        self.suppliers: list[list[int]] = [[] for _ in self.facts]
        for number in definitions.cone(goals):
            for way in sorted(definitions.of[number].ways, key=str):
                place = len(self.rows)
                row = DerivationRule(self.ground, place, _NO_RULE, 0, *way[:2], (number,), way)
                self.suppliers[number].append(place)
                self.rows.append(row)


_NO_INSTANCES = GroundTable((), (), (), (), (), (), (), (), frozenset())
_NO_RULE = Rule("", "", (), (), (), (), (), "", (), Location("", 1), 0)
