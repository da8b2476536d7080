"""Checks that no rule is too large to be reasoned with, before anything reasons with it.

How large a rule will be is estimated by `size`; here is what is too large. The limits are those of
the machine, and lie far above what a rule about one athlete needs: as many instances, all firing,
cost the engine some seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hipexpert.knowledge.cardinality import JoinStep, sizes
from hipexpert.knowledge.check_rules import SUBJECT, whole, word_place
from hipexpert.knowledge.check_statements import listed
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import KnowledgeBase, Problem

MOST_INSTANCES = 10_000
"""The most instances that a rule may have."""

MOST_WAYS = 20_000
"""The most ways there may be to meet its premises up to any one of them."""


def no_rule_explodes(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """No rule has variables that range so freely that its instances cannot be counted through."""
    if len(knowledge.rule) < len(knowledge.rules) or stratify(knowledge.rules)[1]:
        return  # rules that cannot be layered have no size
    for _, steps in sizes(knowledge):
        widest = max(steps, key=lambda step: step.ways)
        if steps[-1].ways > MOST_INSTANCES:
            most, end, counted = MOST_INSTANCES, steps[-1], "instances"
            hint = f"bind them to each other by a premise; {most} are the most a rule may have"
        elif widest.ways > MOST_WAYS:
            most, end, counted = MOST_WAYS, widest, "ways to come this far"
            hint = "let a premise that binds them to each other come before this one"
        else:
            continue
        causes = _causes(steps[: steps.index(end) + 1])
        names = listed((f"?{name}" for name in causes), "and")
        things = listed((str(end.ranges[name]) for name in causes), "and")
        verb = "ranges" if len(causes) == 1 else "range"
        message = f"{names} {verb} freely over {things} things: {end.ways} {counted}"
        guilty = next(step.premise for step in steps if step.ways > most)
        place = word_place(knowledge, guilty, SUBJECT)
        yield whole(guilty, place, message, "rule-explodes", hint)


def _causes(steps: Sequence[JoinStep]) -> list[str]:
    """The variables that make the ways at the last step so many, in the order they are read.

    They are those that multiply the ways most, and no more of them than it takes.
    """
    *_, end = steps
    grown: dict[str, float] = {}
    ways = 1
    seen: set[str] = set()
    for step in steps:
        new = [name for name in step.premise.variables if name not in seen]
        if new:
            grown[max(new, key=end.ranges.__getitem__)] = step.ways / ways
        seen.update(new)
        ways = step.ways
    causes: list[str] = []
    explained = 1.0
    for name in sorted(grown, key=grown.__getitem__, reverse=True):
        if 2 * explained > end.ways:
            break
        causes.append(name)
        explained *= grown[name]
    return [name for name in grown if name in causes]
