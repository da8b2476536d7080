"""The laws of what is said twice or for nothing: rules that another covers, idle comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Comparison, Problem, Rule
from hipexpert.notation import placeholders
from hipexpert.prove.everyone import Everyone
from hipexpert.prove.places import at_rule
from hipexpert.reasoning.program import Atom, GroundRule

Places = Mapping[Rule, list[int]]


def no_rule_is_covered_by_another(everyone: Everyone) -> Iterator[Problem]:
    """No rule fires only where another concludes the same and says as much.

    Of two that fire for the same athletes the later one is told of.
    """
    places = _places(everyone)
    for rule, own in places.items():
        rivals = places.keys() & _rivals(everyone, rule, own)  # those that fire for somebody
        for other in sorted(rivals, key=lambda rival: rival.order):
            if _says_as_much(other, rule) and _covers(everyone, own, places[other]):
                equal = _covers(everyone, places[other], own)
                if equal and rule.order < other.order and _says_as_much(rule, other):
                    continue
                message = f"wherever this rule fires, '{other.id}' concludes the same"
                hint = f"that one stands at {other.location}; leave one of them out, or merge them"
                yield at_rule(everyone, rule, message, "rule-covered", hint)
                break


def _places(everyone: Everyone) -> Places:
    """The ground rules of each rule that fires for somebody, by their places."""
    found: dict[Rule, list[int]] = defaultdict(list)
    for place, row in enumerate(everyone.program.rows):
        found[row.instance.rule].append(place)
    fires, any_of = everyone.formula.fires, everyone.formula.clauses.any_of
    live = {rule: any_of(fires[place] for place in own) for rule, own in found.items()}
    never = everyone.never(live.values())
    return {rule: own for rule, own in found.items() if live[rule] not in never}


def _rivals(everyone: Everyone, rule: Rule, own: list[int]) -> set[Rule]:
    """The other rules that conclude what the first of a rule's ground rules concludes."""
    program = everyone.program
    first = program.rows[own[0]].conclusions[0]
    return {program.rows[place].instance.rule for place in program.suppliers[first]} - {rule}


def _says_as_much(rule: Rule, other: Rule) -> bool:
    """Whether the reason that a rule gives leaves out nothing that the other's shows."""
    return {*placeholders(other.because)} <= {*placeholders(rule.because)}


def _covers(everyone: Everyone, own: list[int], others: list[int]) -> bool:
    """Whether for everyone one of the others concludes as much wherever one of the first fires."""
    rows, fires = everyone.program.rows, everyone.formula.fires
    for place in own:
        wanted = {*rows[place].conclusions}
        rivals = [fires[other] for other in others if wanted <= {*rows[other].conclusions}]
        if everyone.somebody(fires[place], *(-rival for rival in rivals)):
            return False
    return True


def every_comparison_decides_something(everyone: Everyone) -> Iterator[Problem]:
    """Each comparison fails for some athlete for whom all else that its rule asks for holds.

    What a rule forbids is left aside: a comparison may say again, for whoever reads the rule, what
    another rule sees to.
    """
    judged: dict[Rule, list[GroundRule]] = defaultdict(list)
    for row in everyone.program.rows:
        if row.atoms and len(row.atoms) == len(row.instance.rule.where):
            judged[row.instance.rule].append(row)
    for rule, rows in judged.items():
        for number, comparison in enumerate(rule.where):
            if not any(_fails(everyone, row, row.atoms[number]) for row in rows):
                yield _idle(everyone, comparison)


def _fails(everyone: Everyone, row: GroundRule, atom: Atom) -> bool:
    """Whether a comparison alone fails of what a ground rule asks for, for some athlete."""
    holds, compared = everyone.formula.holds, everyone.formula.compared
    rest = [compared(other) for other in row.atoms if other is not atom]
    needed = [holds[fact] for fact in row.premises]
    return bool(everyone.somebody(*needed, *rest, -compared(atom)))


def _idle(everyone: Everyone, comparison: Comparison) -> Problem:
    message = "this comparison holds for every athlete for whom the rest of the rule does"
    hint = "the question's bounds, or another premise, see to it; leave it out"
    home = everyone.knowledge.home
    problem = problem_at(home, comparison.location, message, "comparison-always-true", hint)
    return problem._replace(width=len(comparison.text))
