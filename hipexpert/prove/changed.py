"""Which facts of two ground programs can differ at all.

A ground rule of which the other program has the like, word for word, is not looked at. What hangs
on none but such holds for the same athletes in both; so the rest is what can differ, and it is as
large as what was changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hipexpert.model import Rule
from hipexpert.reasoning.program import GroundProgram


class Changed(NamedTuple):
    """The facts of an `old` and of a `new` program that can differ, by their numbers.

    `same` leads from each of the other facts of the new one to its number in the old one.
    """

    old: set[int]
    new: set[int]
    same: dict[int, int]


def changed(old: GroundProgram, new: GroundProgram) -> Changed:
    """What can differ between two programs."""
    at = [old.number.get(fact, -1 - number) for number, fact in enumerate(new.facts)]
    logic: dict[object, int] = {}
    then = _rules(old, [*range(len(old.facts))], logic)
    now = _rules(new, at, logic)
    unlike = {fact for *_, facts in then ^ now for fact in facts}
    here = {number: fact for fact, number in enumerate(at)}
    of_old = _hanging_on(old, (fact for fact in unlike if fact >= 0))
    of_new = _hanging_on(new, (here[fact] for fact in unlike if fact in here))
    same = {fact: number for fact, number in enumerate(at) if number >= 0 and fact not in of_new}
    return Changed(of_old, of_new, same)


Worded = tuple[int, tuple[object, ...], frozenset[int], frozenset[int], tuple[int, ...]]
"""A ground rule: its rule's logic, what that binds, its premises, denials and conclusions."""


def _rules(program: GroundProgram, at: list[int], logic: dict[object, int]) -> set[Worded]:
    """The ground rules of a program, their facts by the numbers they have `at` another."""
    table, numbered = program.ground.table, at.__getitem__
    own = [logic.setdefault(_logic(rule), len(logic)) for rule in program.ground.knowledge.rules]
    moved = {fact for fact, number in enumerate(at) if fact != number}

    def there(facts: frozenset[int]) -> frozenset[int]:
        return facts if moved.isdisjoint(facts) else frozenset(map(numbered, facts))

    return {
        (
            own[table.rules[row.place]],
            table.bindings[row.place],
            there(row.premises),
            there(row.negative),
            tuple(map(numbered, row.conclusions)),
        )
        for row in program.rows
    }


def _logic(rule: Rule) -> object:
    """All of a rule that decides anything."""
    return (
        *(tuple(map(str, patterns)) for patterns in (rule.when, rule.unless, rule.then)),
        tuple(let[:2] for let in rule.let),
        tuple(comparison[:3] for comparison in rule.where),
    )


def _hanging_on(program: GroundProgram, facts: Iterable[int]) -> set[int]:
    """Some facts, and all that hangs on them."""
    denying: dict[int, list[int]] = {}
    for place, row in enumerate(program.rows):
        for fact in row.negative:
            denying.setdefault(fact, []).append(place)
    found = set(facts)
    waiting = [*found]
    while waiting:
        fact = waiting.pop()
        for place in (*(place for _, place in program.uses[fact]), *denying.get(fact, ())):
            fresh = {fact for fact in program.rows[place].conclusions if fact not in found}
            found |= fresh
            waiting += fresh
    return found
