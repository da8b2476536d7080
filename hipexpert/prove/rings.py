"""The facts of a ground program in an order in which each comes after all it hangs on.

Facts that hang on each other come together, as one ring (the strongly connected components of
the dependency graph: Tarjan, "Depth-first search and linear graph algorithms", 1972).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipexpert.reasoning.program import GroundProgram


def in_order(
    program: GroundProgram, facts: Iterable[int] | None = None, known: Iterable[int] = ()
) -> Iterator[tuple[int, ...]]:
    """Every fact by number, alone or with the ring it is part of, after what it hangs on.

    Or some facts and what they hang on, but for what is known.
    """
    found = dict.fromkeys(known, 0)
    lowest: dict[int, int] = {}
    open_facts: list[int] = []
    within: set[int] = set()
    for start in range(len(program.facts)) if facts is None else facts:
        walk = [(start, iter(_hangs_on(program, start)))] if start not in found else []
        while walk:
            fact, following = walk[-1]
            if fact not in found:
                found[fact] = lowest[fact] = len(found)
                open_facts.append(fact)
                within.add(fact)
            for other in following:
                if other not in found:
                    walk.append((other, iter(_hangs_on(program, other))))
                    break
                if other in within:
                    lowest[fact] = min(lowest[fact], found[other])
            else:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[fact])
                if lowest[fact] == found[fact]:
                    cut = open_facts.index(fact)
                    ring = tuple(open_facts[cut:])
                    del open_facts[cut:]
                    within.difference_update(ring)
                    yield ring


def _hangs_on(program: GroundProgram, fact: int) -> list[int]:
    """The facts that the rules which conclude a fact look at."""
    return [
        other for place in program.suppliers[fact] for other in sorted(program.rows[place].around)
    ]
