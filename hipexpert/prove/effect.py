"""The laws of effect: what is found or answered makes a difference to somebody.

Whether a finding makes a difference is decided on two formulas over the same answers, one of them
without it. What does not hang on it is written once for both, so they differ only in what does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from hipexpert.model import Fact, Problem
from hipexpert.prove.clauses import Literal
from hipexpert.prove.everyone import Everyone
from hipexpert.prove.places import at_thing
from hipexpert.vocabulary.findings import FINDING, HAS_FINDING
from hipexpert.vocabulary.language import DIRECTIVE
from hipexpert.vocabulary.safety import IS_REFERRED_FOR

UNREAD = "question-unread"


def every_finding_makes_a_difference(everyone: Everyone) -> Iterator[Problem]:
    """Each finding changes for some athlete what is prescribed or who is to be seen."""
    acted_on = everyone.concluded([IS_REFERRED_FOR, *everyone.knowledge.instances(DIRECTIVE)])
    kinds = {*everyone.knowledge.instances(FINDING)}
    for fact in everyone.concluded([HAS_FINDING]):
        if fact.object in kinds and not _differs(everyone, fact, acted_on):
            message = f"'{fact.object}' changes neither a plan nor a referral, for any athlete"
            yield at_thing(everyone, str(fact.object), message, "finding-without-effect")


def _differs(everyone: Everyone, taken: Fact, looked_at: list[Fact]) -> bool:
    """Whether some athlete has one of the facts looked at otherwise without the one taken out."""
    other, clauses = everyone.without([taken]), everyone.formula.clauses
    differing: list[Literal] = []
    for fact in looked_at:
        here, there = everyone.formula.fact(fact), other.fact(fact)
        if here != there:
            differing += clauses.all_of((here, -there)), clauses.all_of((-here, there))
    return bool(everyone.somebody(clauses.any_of(differing)))


def every_question_is_looked_at(everyone: Everyone) -> Iterator[Problem]:
    """Each question has an answer by which some rule fires, or but for which it would.

    Not each of its answers: `no`, `none` and `both` mostly rule something out by bringing nothing.
    """
    program = everyone.program
    uses: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for place, row in enumerate(program.rows):
        for fact in row.premises:
            uses[fact].append((place, True))
        for fact in row.negative:
            uses[fact].append((place, False))
    for question, said in everyone.formula.answering.said.items():
        facts = [program.number[fact] for each in said for fact in each.facts]
        if not any(_looks(everyone, fact, use) for fact in facts for use in uses[fact]):
            message = f"no rule looks at any answer to '{question}', for any athlete"
            yield at_thing(everyone, question, message, UNREAD)


def _looks(everyone: Everyone, fact: int, use: tuple[int, bool]) -> bool:
    """Whether a ground rule fires by a fact, or would fire but for it."""
    place, needed = use
    formula, row = everyone.formula, everyone.program.rows[place]
    if needed:
        return bool(everyone.somebody(formula.fires[place]))
    premises = (formula.holds[premise] for premise in row.premises)
    return bool(
        everyone.somebody(formula.holds[fact], *premises, *map(formula.compared, row.atoms))
    )
