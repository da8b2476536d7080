"""A second, slow reading of the rules, to hold the engine to.

It shares with the program only the shapes and the notation, and knows nothing of layers: what
an `unless` denies is settled by the alternating fixpoint (Van Gelder, "The alternating fixpoint
of logic programs with negation", 1993). Whatever follows even when every `unless` that could
block does block is certain; whatever follows when only the certain blocks is possible; the two
close in on each other. For rules that can be layered they meet, and what they meet at is the
meaning of the rules. It says what follows, never why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipexpert.model import ANYTHING, Bindings, Fact, Pattern, Rule, Value, Variable
from hipexpert.notation import compare, complete


class Undecided(ValueError):
    """Rules that deny each other in a ring, so that some facts neither follow nor fail."""


class World:
    """Facts, found again by any part of them; those of the world `below` are shared, not copied."""

    def __init__(self, facts: Iterable[Fact] = (), below: World | None = None):
        self.facts: set[Fact] = set()
        self.by_part: dict[tuple[object, ...], list[Fact]] = {}
        self.below = below
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> None:
        if fact in self.facts or (self.below and fact in self.below.facts):
            return
        self.facts.add(fact)
        subject, verb, object_ = fact
        for key in (verb,), (verb, 0, subject), (verb, 1, object_), (verb, subject, object_):
            self.by_part.setdefault(key, []).append(fact)

    def matches(self, pattern: Pattern, bindings: Bindings) -> Iterator[dict[str, Value]]:
        """`bindings` widened in every way in which a fact matches the pattern."""
        subject, verb, object_, _ = pattern.fill(bindings)
        free = isinstance(subject, Variable), isinstance(object_, Variable)
        key = {
            (True, True): (verb,),
            (False, True): (verb, 0, subject),
            (True, False): (verb, 1, object_),
            (False, False): (verb, subject, object_),
        }[free]
        shared = self.below.by_part.get(key, ()) if self.below else ()
        for fact in (*shared, *self.by_part.get(key, ())):
            found = dict(bindings)
            for term, value in (subject, fact.subject), (object_, fact.object):
                free_term = isinstance(term, Variable) and term is not ANYTHING
                if free_term and found.setdefault(term.name, value) != value:
                    break
            else:
                yield found

    def has(self, pattern: Pattern, bindings: Bindings) -> bool:
        """Whether a fact matches a pattern of `unless`; `anything` stands for any value."""
        return next(self.matches(pattern, bindings), None) is not None


def joins(rule: Rule, world: World) -> Iterator[dict[str, Value]]:
    """Every way to bind the rule so that `when`, `let` and `where` hold, `unless` or not."""
    found: Iterable[dict[str, Value]] = [{}]
    for pattern in rule.when:
        found = [wider for bindings in found for wider in world.matches(pattern, bindings)]
    for bindings in found:
        completed = complete(rule.let, bindings)
        if completed is not None and all(compare(c, completed) for c in rule.where):
            yield completed


def concluded(rules: Iterable[Rule], facts: Iterable[Fact]) -> set[Fact]:
    """Every fact that some rule concludes. Raises Undecided when the rules deny in a ring."""
    rules = tuple(rules)
    given = World(facts)
    certain: set[Fact] = set()
    possible = _closure(rules, given, certain, World())
    while certain != possible:
        surer = _closure(rules, given, certain, World(possible, given))
        likelier = _closure(rules, given, surer, World(surer, given))
        if (surer, likelier) == (certain, possible):
            raise Undecided(", ".join(sorted(map(str, possible - certain))))
        certain, possible = surer, likelier
    return certain


def _closure(
    rules: tuple[Rule, ...], given: World, already: set[Fact], denying: World
) -> set[Fact]:
    """What follows when `unless` looks at `denying`, `already` being sure to follow.

    A rule is looked at again only after something was concluded that one of its premises speaks of.
    """
    world = World(already, given)
    conclusions = set(already)
    waiting = list(rules)
    while waiting:
        grown: set[str] = set()
        for rule in waiting:
            for bindings in tuple(joins(rule, world)):
                if not any(denying.has(pattern, bindings) for pattern in rule.unless):
                    found = {pattern.fact(bindings) for pattern in rule.then} - conclusions
                    grown |= {fact.property for fact in found}
                    conclusions |= found
                    for fact in found:
                        world.add(fact)
        waiting = [rule for rule in rules if grown & {pattern.property for pattern in rule.when}]
    return conclusions
