"""Two knowledge bases in one formula, of the same answers: what they do not define alike.

A miter says that two circuits differ in some output (Brand, "Verification of large synthesized
designs", 1993). Here the outputs are the outcomes. Those with the same definition are left out, and
so is whatever only they hang on; so a formula is as large as what was changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import Expression, Fact, KnowledgeBase, Number, Value, Variable, sort_key
from hipexpert.prove.both import asked_by_both
from hipexpert.prove.changed import changed
from hipexpert.prove.clauses import FALSE, TRUE, Literal
from hipexpert.prove.formula import Formula
from hipexpert.prove.joined import Joined
from hipexpert.prove.shared_definitions import Reading, SharedDefinitions
from hipexpert.reasoning.described import otherwise
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.program import Atom, compiled

Defined = frozenset[tuple[Value, int]]
"""What a property is concluded to be of a subject: objects, with the numbers of definitions."""


class Reported:
    """What a knowledge base could report: its facts by outcome, all numbers of a property together.

    `reading` has the definitions of those that were looked at.
    """

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.program = compiled(ground(knowledge))
        self.reading = Reading(self.program, {}, {}, {})
        self.outcomes: dict[Fact, list[int]] = defaultdict(list)
        for number, places in enumerate(self.program.suppliers):
            fact = self.program.facts[number]
            if places and knowledge.properties[fact.property].outcome:
                named = fact if isinstance(fact.object, str) else fact._replace(object=NUMBER)
                self.outcomes[named].append(number)

    def numbers(self, outcomes: Iterable[Fact]) -> list[int]:
        """The facts that some outcomes are, by number."""
        return [number for fact in outcomes for number in self.outcomes.get(fact, ())]

    def facts(self, outcomes: Iterable[Fact]) -> list[Fact]:
        """The facts that some outcomes are."""
        return [self.program.facts[number] for number in self.numbers(outcomes)]

    def defined(self, outcome: Fact) -> Defined:
        """What an outcome is concluded to be."""
        concluded = self.reading.concluded
        facts = self.facts([outcome])
        return frozenset((fact.object, number) for fact in facts for number in concluded[fact])


class Miter:
    """What two knowledge bases do not define alike of what they report, as one formula.

    `differing` has for each such outcome the literal that it differs; all numbers of a property
    are one outcome. One that comes to other numbers, as a dose does, differs wherever it holds.
    `reported` is what the old one could report, and the new one.
    """

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase):
        self.knowledge = asked_by_both(old, new)
        stated = [
            fact
            for question in self.knowledge.questions.values()
            for fact in possible_answers(self.knowledge, question, {})
        ]
        definitions = SharedDefinitions(frozenset(stated))
        for fact in stated:
            definitions.leaf(fact)
        self.reported = then, now = Reported(old), Reported(new)
        differ = changed(then.program, now.program)
        could = {
            fact
            for side, facts in ((then, differ.old), (now, differ.new))
            for fact, numbers in side.outcomes.items()
            if not facts.isdisjoint(numbers) or otherwise(old, new, fact)
        } | (then.outcomes.keys() ^ now.outcomes.keys())
        definitions.read(then.reading, then.numbers(could))
        now.reading = then.reading.taken_over(now.program, differ.same)
        definitions.read(now.reading, now.numbers(could))
        defined = {fact: (then.defined(fact), now.defined(fact)) for fact in could}
        unlike = {
            fact: defined[fact]
            for fact in sorted(could, key=sort_key)
            if defined[fact][0] != defined[fact][1] or otherwise(old, new, fact)
        }
        self.differing: dict[Fact, Literal] = {}
        if not unlike:
            return
        goals = {number for sides in unlike.values() for side in sides for _, number in side}
        self.formula = Formula(Joined(self.knowledge, definitions, goals))
        self._clauses = self.formula.clauses
        literals = {
            fact: self._held(*sides) if otherwise(old, new, fact) else self._differs(*sides)
            for fact, sides in unlike.items()
        }
        self.differing = {fact: each for fact, each in literals.items() if each != FALSE}

    def _held(self, then: Defined, now: Defined) -> Literal:
        """That something is concluded on either side."""
        return self._clauses.any_of(self.formula.holds[number] for _, number in then | now)

    def _differs(self, then: Defined, now: Defined) -> Literal:
        """That something holds on one side and not on the other."""
        return self._clauses.any_of((self._lacks(then, now), self._lacks(now, then)))

    def _lacks(self, side: Defined, other: Defined) -> Literal:
        """That something of one side is not on the other."""
        clauses, holds = self._clauses, self.formula.holds
        return clauses.any_of(
            clauses.all_of(
                (
                    holds[one[1]],
                    *(-clauses.all_of((holds[each[1]], self._same(one, each))) for each in other),
                )
            )
            for one in side - other
        )

    def _same(self, one: tuple[Value, int], other: tuple[Value, int]) -> Literal:
        """That two are the same number; one word they always are."""
        if NUMBER not in (one[0], other[0]):
            return TRUE if one[0] == other[0] else FALSE
        return self.formula.compared(Atom(_number(*one), "=", _number(*other)))


def _number(value: Value, definition: int) -> Expression:
    """A number as it is written, or else that of its definition."""
    return Number(value) if isinstance(value, int | float) else Variable(str(definition))
