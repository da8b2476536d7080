"""Which of the mutants that no case notices make a difference to anybody.

A rule and its mutant say the same of every athlete when nobody has a fact by one of them and not by
the other. Where what the mutant looks at does not hang on what either concludes, both look at the
same facts, and it is enough to compare what they conclude of those. A mutant that does hang on
itself is left undecided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import product

from hipexpert.cases.feeding import Feeding
from hipexpert.cases.mutants import (
    EQUIVALENT,
    REFUSED,
    SURVIVED,
    Fate,
    compiled_with,
    grounded_alone,
)
from hipexpert.cases.mutations import Mutant
from hipexpert.knowledge.stratification import UnsoundRules
from hipexpert.model import NUMBER, Answers, Expression
from hipexpert.prove.athletes import smallest
from hipexpert.prove.clauses import Literal
from hipexpert.prove.everyone import Everyone
from hipexpert.prove.formula import Formula, TwoNumbers
from hipexpert.prove.theory import Undecided
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import Grounding
from hipexpert.reasoning.program import Atom, GroundProgram, GroundRule, ground_rules

Fires = tuple[Literal, Expression | None]
"""That a ground rule fires, and what computes the number in its conclusion where it has one."""


def settled(ground: Grounding, fates: Iterable[Fate]) -> list[Fate]:
    """The fates with each survivor proved to be equivalent, or with an athlete told otherwise.

    Those that are left undecided stay as they are.
    """
    fates, feeding = list(fates), Feeding(ground.knowledge.rules)
    try:
        everyone = Everyone(ground)
    except TwoNumbers:
        return fates
    return [_settled(everyone, feeding, fate) if fate.fate == SURVIVED else fate for fate in fates]


def _settled(everyone: Everyone, feeding: Feeding, fate: Fate) -> Fate:
    mutant = fate.mutant
    if feeding.feeds_itself(mutant.rule, mutant.mutated):
        return fate
    try:
        athlete = everyone.somebody(_told_otherwise(everyone, feeding, mutant))
    except (Undecided, TwoNumbers):
        return fate
    if athlete is None:
        return fate._replace(fate=EQUIVALENT)
    try:
        changed = compiled_with(everyone.ground, mutant.mutated)
    except UnsoundRules:
        return fate._replace(fate=REFUSED)
    differs = partial(_differs, everyone.program, changed)
    if not differs(athlete.answers):
        return fate
    return fate._replace(told=smallest(everyone.knowledge, athlete.answers.given, differs))


def _told_otherwise(everyone: Everyone, feeding: Feeding, mutant: Mutant) -> Literal:
    """That something follows with the rule and not with the mutant, or the other way round.

    Rules that hang on what these two conclude are left out: by them nothing differs first.
    """
    alone = grounded_alone(everyone.ground, mutant.mutated)
    assert alone is not None, mutant.change  # it would not have survived
    after = {mutant.rule.id, *feeding.reached(mutant.rule, mutant.mutated)}
    program, formula, clauses = everyone.program, everyone.formula, everyone.formula.clauses
    before = _ways(formula, (row for row in program.rows if row.rule.id == mutant.rule.id))
    now = _ways(formula, ground_rules(alone))
    places = {place for fact in {**before, **now} for place in _suppliers(program, fact)}
    others = (program.rows[place] for place in sorted(places))
    anyhow = _ways(formula, (row for row in others if row.rule.id not in after))
    differing: list[Literal] = []
    for number in {**before, **now}:
        fact = alone.facts[number]
        # who has a number anyhow may still be told another
        rest = [] if fact.object == NUMBER else [way for way, _ in anyhow[number]]
        rest += [] if fact.object == NUMBER else [formula.answered(fact)]
        was = clauses.any_of((*rest, *(way for way, _ in before[number])))
        is_ = clauses.any_of((*rest, *(way for way, _ in now[number])))
        differing += clauses.all_of((was, -is_)), clauses.all_of((-was, is_))
        for (one, mine), (other, theirs) in product(before[number], now[number]):
            if mine is not None and theirs is not None and mine != theirs:
                apart = formula.compared(Atom(mine, "!=", theirs))
                differing.append(clauses.all_of((one, other, apart)))
    return clauses.any_of(differing)


def _ways(formula: Formula, rows: Iterable[GroundRule]) -> dict[int, list[Fires]]:
    """By the number of a fact, each way in which some ground rules conclude it."""
    found: dict[int, list[Fires]] = defaultdict(list)
    for row in rows:
        fires = formula.firing(row)
        for fact in row.conclusions:
            found[fact].append((fires, row.computed.get(fact)))
    return found


def _suppliers(program: GroundProgram, fact: int) -> list[int]:
    return program.suppliers[fact] if fact < len(program.suppliers) else []


def _differs(one: GroundProgram, other: GroundProgram, answers: Answers) -> bool:
    """Whether of an athlete something follows by one of two programs alone."""
    facts = answer_facts(one.ground.knowledge, answers)
    views = [program.run(program.given(facts)) for program in (one, other)]
    follows = [{(fact, view.values[fact]) for fact in view.certain} for view in views]
    return follows[0] != follows[1]
