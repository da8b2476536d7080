"""What no athlete may come to: the integrity constraints of constraints.yaml.

A constraint is written as the premises of a rule are, and says that nobody ever meets them, as
denials do (Kowalski, Sadri and Soper, "Integrity checking in deductive databases", 1987). It is a
second word on what rules conclude, apart from them, so that a premise that is lost does not take
its check with it. Like the shapes it is read by `check` alone; whether it is kept is decided in
`prove`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from hipexpert.knowledge import check_flow, check_rules, check_variables
from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.rulebook import RuleReader, read_each
from hipexpert.model import KnowledgeFolder, Problem, Rule, WrittenKnowledge

CONSTRAINTS = "constraints.yaml"


class ConstraintReader(RuleReader):
    what = "constraint"
    keys = ("never", "label", "when", "let", "where", "unless")


def read_constraints(home: KnowledgeFolder) -> tuple[list[Rule], list[Problem]]:
    """The constraints of a home as rules without a conclusion, and what is wrong with others."""
    path = home.folder / CONSTRAINTS
    if not path.exists():
        return [], []
    text, problems = read_text(path, CONSTRAINTS)
    if text is None:
        return [], problems
    rules, faults = read_each(text, CONSTRAINTS, 0, ConstraintReader)
    return rules, [*problems, *faults]


_LAWS: tuple[Callable[[WrittenKnowledge], Iterator[Problem]], ...] = (
    check_rules.every_rule_has_its_own_id,
    check_rules.every_pattern_makes_sense,
    check_rules.every_comparison_makes_sense,
    check_rules.every_variable_is_of_one_kind,
    check_rules.every_number_is_compared_in_where,
    check_rules.no_rule_repeats_itself,
    check_variables.every_variable_is_used,
    check_variables.every_variable_can_be_something,
)


def every_constraint_says_something(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A constraint is written as rules are, and could be broken.

    One with a premise that nothing can meet is kept by whatever the rules say.
    """
    constraints, problems = read_constraints(knowledge.home)
    yield from problems
    alone = dataclasses.replace(knowledge, rules=tuple(constraints))
    for law in _LAWS:
        yield from law(alone)
    among = dataclasses.replace(knowledge, rules=(*knowledge.rules, *constraints))
    for problem in check_flow.every_premise_has_a_source(among):
        if problem.location.file == CONSTRAINTS:
            yield problem
