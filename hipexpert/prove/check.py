"""Checks the knowledge by all laws, and decides those that speak of every athlete there could be.

That takes the extra `prove`. Without it two of them are judged on the safe side, and which were
left undecided is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.drawing.laws import drawing_problems
from hipexpert.knowledge.check import can_be_reasoned_with
from hipexpert.knowledge.problems import problem_at, sort_problems
from hipexpert.model import Location, Problem, Rule, WrittenKnowledge
from hipexpert.prove.effect import UNREAD
from hipexpert.prove.everyone import Everyone
from hipexpert.prove.formula import TwoNumbers
from hipexpert.prove.laws import DECIDED, DecidedLaw
from hipexpert.prove.reach import OUT_OF_REACH
from hipexpert.prove.solver import installed
from hipexpert.prove.theory import Undecided
from hipexpert.reasoning import laws
from hipexpert.reasoning.grounding import ground


def check(knowledge: WrittenKnowledge) -> list[Problem]:
    """Everything wrong with the knowledge, by all laws, sorted by file, line and column."""
    drawn = list(drawing_problems(knowledge))
    if not installed():
        return sort_problems([*laws.check(knowledge), *drawn])
    found = laws.check(knowledge, laws.LAWS)
    return sort_problems([*found, *drawn, *decided_problems(knowledge, found)])


def decided_problems(knowledge: WrittenKnowledge, told: list[Problem]) -> Iterator[Problem]:
    """What the laws that are decided find, where there are rules to decide them on.

    Where something can be divided by nought that is mended first: of the numbers that it makes
    hardly anything can be decided. Of a rule or a question that was `told` to be wrong it is not
    told again that it is of no use.
    """
    if not can_be_reasoned_with(knowledge) or any(each.check == laws.DIVISION for each in told):
        return
    try:
        everyone = Everyone(ground(knowledge))
    except TwoNumbers:
        return  # another law tells of it
    starts = [*(rule.location for rule in knowledge.rules), *knowledge.where.values()]
    wrong = {_start(starts, p.location) for p in told if p.severity == "error"}
    for problem in _decided(everyone):
        if problem.check not in (OUT_OF_REACH, UNREAD) or (
            _start(starts, problem.location) not in wrong
        ):
            yield problem


def _start(starts: list[Location], place: Location) -> Location | None:
    """Where the rule or the thing begins in which a place lies."""
    return max((s for s in starts if s.file == place.file and s <= place), default=None)


def _decided(everyone: Everyone) -> Iterator[Problem]:
    """What each law finds, or that the solver gave it up."""
    for law in DECIDED:
        try:
            yield from law(everyone)
        except Undecided:
            yield _undecided(everyone, law)


def undecided() -> str:
    """Which laws are left undecided here, in a line; empty where none are."""
    if installed():
        return ""
    names = ", ".join(law.__name__.replace("_", " ") for law in DECIDED)
    return f"left undecided, for which pip install 'hipexpert[prove]': {names}"


def _undecided(everyone: Everyone, law: DecidedLaw) -> Problem:
    """That the solver gave up, at the first rule that could be why."""
    rules = everyone.knowledge.rules
    first: Rule = next((rule for rule in rules if rule.let), rules[0])
    message = f"not decided for every athlete: {law.__name__.replace('_', ' ')}"
    hint = "numbers that are multiplied with each other, or divided by one another, may be why"
    home = everyone.knowledge.home
    return problem_at(home, first.location, message, "undecided", hint, "warning")
