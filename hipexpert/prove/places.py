"""Where a problem is shown: at a rule, at what it concludes, or where a thing is described."""

from __future__ import annotations

from hipexpert.knowledge.check_rules import SUBJECT, whole, word_place
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Fact, Problem, Rule
from hipexpert.prove.everyone import Everyone


def at_conclusion(
    everyone: Everyone, rule: Rule, fact: Fact, message: str, check: str, hint: str | None = None
) -> Problem:
    """A problem at the pattern by which a rule concludes a fact."""
    conclusion = next(
        (pattern for pattern in rule.then if pattern.matches(fact)),
        rule.then[0],  # it computes a number
    )
    place = word_place(everyone.knowledge, conclusion, SUBJECT)
    return whole(conclusion, place, message, check, hint)


def at_rule(
    everyone: Everyone, rule: Rule, message: str, check: str, hint: str | None = None
) -> Problem:
    """A problem at the id of a rule."""
    return problem_at(everyone.knowledge.home, rule.location, message, check, hint)


def at_thing(
    everyone: Everyone, thing: str, message: str, check: str, hint: str | None = None
) -> Problem:
    """A problem where a thing is described; of one that is not, where it is first named."""
    knowledge = everyone.knowledge
    named = (place for fact, place in knowledge.statements.items() if thing in fact)
    place = knowledge.where.get(thing) or next(named)
    return Problem(place, message, check, hint, width=len(thing) + 1)
