"""Whether two rules say the same of every athlete, by how they are built.

What is left of a rule once the knowledge base has filled it in are ground rules: facts about an
athlete, comparisons of numbers, what is denied, what is concluded. A ground rule covers another
that concludes the same and asks for no less. Where each ground rule of either is covered by one of
the other, the two rules conclude the same from whatever is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hipexpert.model import Expression
from hipexpert.reasoning.program import GroundRule


class GroundShape(NamedTuple):
    """One conclusion of a ground rule, and all that it asks for.

    `number` is what computes the number of the conclusion, where it has one.
    """

    conclusion: int
    number: Expression | None
    asked: frozenset[object]

    def covers(self, other: GroundShape) -> bool:
        """Whether it concludes what the other does, and asks for nothing more."""
        return self[:2] == other[:2] and self.asked <= other.asked


def same_by_construction(these: Iterable[GroundRule], those: Iterable[GroundRule]) -> bool:
    """Whether two sets of ground rules, of the same numbers, conclude the same of everyone."""
    one, other = ({*_shapes(these)}, {*_shapes(those)})
    return _all_covered(one - other, other) and _all_covered(other - one, one)


def _all_covered(shapes: set[GroundShape], others: set[GroundShape]) -> bool:
    by_conclusion: dict[int, list[GroundShape]] = {}
    for other in others:
        by_conclusion.setdefault(other.conclusion, []).append(other)
    return all(
        any(other.covers(shape) for other in by_conclusion.get(shape.conclusion, ()))
        for shape in shapes
    )


def _shapes(rows: Iterable[GroundRule]) -> Iterator[GroundShape]:
    for row in rows:
        denied = (("absent", fact) for fact in row.negative)
        asked = frozenset((*row.premises, *denied, *row.lets, *row.atoms))
        for fact in row.conclusions:
            if fact not in row.premises:  # else what it asks for is all it says
                yield GroundShape(fact, row.computed.get(fact), asked)
