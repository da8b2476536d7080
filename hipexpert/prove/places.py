"""Where a problem is shown: at a rule, at what it concludes, or where a thing is described."""

from __future__ import annotations

from hipexpert.knowledge.check_rules import SUBJECT, whole, word_place
from hipexpert.knowledge.check_statements import place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Fact, Problem, Rule, WrittenKnowledge
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


def at_statement(
    everyone: Everyone, thing: str, verb: str, message: str, check: str, hint: str | None = None
) -> Problem:
    """A problem where something is said of a thing, or at the thing where that is not known."""
    knowledge = everyone.knowledge
    if not isinstance(knowledge, WrittenKnowledge):  # which knows where each word stands
        return at_thing(everyone, thing, message, check, hint)
    return problem_at(knowledge.home, place_of(knowledge, thing, verb), message, check, hint)
