"""The law of constraints: what the knowledge says may never be is so of no athlete."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from hipexpert.knowledge.constraints import CONSTRAINTS, read_constraints
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Answers, Expression, Fact, Problem, Rule
from hipexpert.prove.athletes import smallest
from hipexpert.prove.clauses import Literal
from hipexpert.prove.everyone import Everyone, shown_by
from hipexpert.prove.places import at_conclusion
from hipexpert.reasoning.instances import Instance, instances_of
from hipexpert.reasoning.program import Atom, GroundRule, View, atom_test, atoms_of, slots_of


class _Breach(NamedTuple):
    """A way to break a constraint: what would hold, what would not, how numbers would compare."""

    present: tuple[Fact, ...]
    absent: tuple[Fact, ...]
    atoms: tuple[Atom, ...]
    computed: tuple[Expression, ...]


def no_constraint_is_broken(everyone: Everyone) -> Iterator[Problem]:
    """What constraints.yaml says may never be is so of no athlete."""
    constraints, _ = read_constraints(everyone.knowledge.home)
    ways = {
        constraint: {
            _literal(everyone, breach): breach
            for instance in instances_of(everyone.knowledge, constraint, everyone.ground.possible)
            for breach in [_breach(everyone, instance)]
        }
        for constraint in constraints
    }
    never = everyone.never(literal for breaches in ways.values() for literal in breaches)
    for constraint, breaches in ways.items():
        literal = next((each for each in breaches if each not in never), None)
        if literal is not None:
            yield _broken(everyone, constraint, literal, breaches[literal])


def _breach(everyone: Everyone, instance: Instance) -> _Breach:
    rule, ground = instance.rule, everyone.ground
    slots = slots_of(ground, rule, instance.bindings)
    return _Breach(
        instance.premises,
        tuple(fact for pattern in instance.unless for fact in ground.matches(pattern)),
        atoms_of(rule, slots),
        tuple(slots[let.variable] for let in rule.let),
    )


def _literal(everyone: Everyone, breach: _Breach) -> Literal:
    """That somebody breaks a constraint in this way."""
    formula = everyone.formula
    return formula.clauses.all_of(
        (
            *map(formula.fact, breach.present),
            *(-formula.fact(fact) for fact in breach.absent),
            *map(formula.compared, breach.atoms),
            formula.computable(*breach.computed),
        )
    )


def _broken(everyone: Everyone, constraint: Rule, literal: Literal, breach: _Breach) -> Problem:
    """That a constraint is broken: where the first of its premises is concluded, or its lack.

    What is lacking is told of at the rule that comes nearest to concluding it.
    """
    athlete = everyone.somebody(literal)
    answers = athlete.answers.given if athlete else {}
    given = smallest(everyone.knowledge, answers, partial(_shows, everyone, breach))
    message = f"this may never be, and is so of some athlete: {constraint.label}"
    told = partial(shown_by, given)
    remedy, check = f"'{constraint.id}' in {CONSTRAINTS} says so", "constraint-broken"
    ground = everyone.ground
    concluded = [f for f in breach.present if f not in ground.asked and ground.places(f)]
    if concluded:
        first, beside = concluded[0], " beside ".join(f"'{fact}'" for fact in concluded)
        rule, hint = everyone.concluding(first, given), told(f"{remedy} of {beside}")
        return at_conclusion(everyone, rule, first, message, check, hint)
    view = everyone.view(Answers(given))
    nearest = _nearest(everyone, breach, view)
    if nearest:
        row, fact = nearest
        blocking = (everyone.program.facts[number] for number in sorted(row.blocking(view)))
        kept = "".join(f"; '{blocker}' keeps it away" for blocker in blocking)
        hint = told(f"{remedy} without '{fact}'{kept}")
        return at_conclusion(everyone, row.instance.rule, fact, message, check, hint)
    place, home = constraint.location, everyone.knowledge.home
    return problem_at(home, place, message, check, told())


def _nearest(everyone: Everyone, breach: _Breach, view: View) -> tuple[GroundRule, Fact] | None:
    """The ground rule that comes nearest to concluding what an athlete lacks, with that."""

    def short_of(row: GroundRule) -> tuple[int, int, int, int]:
        """What keeps it: premises, comparisons that fail, those that are not even equal, others."""
        failing = [atom for atom in row.atoms if not atom_test(atom)(view.values)]
        far = [a for a in failing if not atom_test(a._replace(operator="="))(view.values)]
        return len(row.missing(view)), len(failing), len(far), len(row.blocking(view))

    program = everyone.program
    numbers = [program.number[fact] for fact in breach.absent if fact in program.number]
    rows = [(program.rows[place], n) for n in numbers for place in program.suppliers[n]]
    if not rows:
        return None
    row, number = min(rows, key=lambda each: short_of(each[0]))
    return row, program.facts[number]


def _shows(everyone: Everyone, breach: _Breach, answers: Answers) -> bool:
    """Whether an athlete breaks a constraint in this way, by the compiled rules."""
    view = everyone.view(answers)
    number = everyone.program.number
    return (
        all(number.get(fact, -1) in view.certain for fact in breach.present)
        and not any(number.get(fact, -1) in view.certain for fact in breach.absent)
        and all(atom_test(atom)(view.values) for atom in breach.atoms)
    )
