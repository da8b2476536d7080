"""How many of some literals hold, in clauses.

Literals are counted in two halves, whose counts are added in unary (a totalizer: Bailleux and
Boufkhad, "Efficient CNF encoding of Boolean cardinality constraints", 2003), no further than asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from hipexpert.prove.clauses import FALSE, TRUE, Clauses, Literal


def at_least(clauses: Clauses, literals: Sequence[Literal], most: int) -> list[Literal]:
    """By number, up to the `most`, the literal that so many of some literals hold.

    >>> clauses = Clauses()
    >>> [none, one, two, three] = at_least(clauses, [clauses.variable(), TRUE], 3)
    >>> none == one == TRUE, two, three == FALSE
    (True, 2, True)
    """
    if len(literals) < 2:
        return [TRUE, *literals, *[FALSE] * most][: most + 1]
    half = len(literals) // 2
    left = at_least(clauses, literals[:half], most)
    right = at_least(clauses, literals[half:], most)
    return [
        clauses.any_of(clauses.all_of((left[n], right[number - n])) for n in range(number + 1))
        for number in range(most + 1)
    ]
