"""Small changes of a rule that a good case should notice: its mutants.

A mutant is the rule with one thing otherwise (DeMillo, Lipton and Sayward, "Hints on test data
selection", 1978): without a premise, a comparison or an `unless`; a comparison turned round, made
strict or lenient, or shifted by one; an individual swapped for another of its class. What `check`
would refuse at once is no mutant: a rule whose variables nothing binds, or that names a side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from hipexpert.model import (
    Comparison,
    Expression,
    KnowledgeBase,
    Number,
    Operation,
    Pattern,
    Rule,
    Term,
)
from hipexpert.notation import placeholders, variables_of
from hipexpert.vocabulary.body import MIRRORS
from hipexpert.vocabulary.language import IS_A

LENIENT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
"""What takes in the number that both sides share, and what leaves it out."""

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}

FURTHER = {"<": -1, "<=": 1, ">": 1, ">=": -1}
"""The shift of the right side that goes the other way than leaving out or taking in the equal."""

STEP = 1
"""The smallest step of a number that is compared, in its unit."""


class Mutant(NamedTuple):
    """A rule as it is and as it is for a trial; `change` says in words what is otherwise."""

    rule: Rule
    mutated: Rule
    change: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.rule.location.file}:{self.line}"


def mutants_of(knowledge: KnowledgeBase, rule: Rule) -> Iterator[Mutant]:
    """Every mutant of a rule."""
    yield from _without_a_part(rule)
    yield from _compared_otherwise(rule)
    yield from _with_another_thing(knowledge, rule)


def _without_a_part(rule: Rule) -> Iterator[Mutant]:
    for pattern in rule.when:
        mutated = replace(rule, when=tuple(p for p in rule.when if p is not pattern))
        if mutated.when and _is_bound(mutated):
            yield Mutant(rule, mutated, f"without '{pattern}'", pattern.location.line)
    for comparison in rule.where:
        mutated = replace(rule, where=tuple(c for c in rule.where if c is not comparison))
        yield Mutant(rule, mutated, f"without '{comparison.text}'", comparison.location.line)
    for pattern in rule.unless:
        mutated = replace(rule, unless=tuple(p for p in rule.unless if p is not pattern))
        yield Mutant(rule, mutated, f"without 'unless {pattern}'", pattern.location.line)


def _is_bound(rule: Rule) -> bool:
    """Whether premises bind every variable of the rule, those of its reason too."""
    bound = {name for pattern in rule.when for name in pattern.variables}
    used = {name for pattern in (*rule.unless, *rule.then) for name in pattern.variables}
    used |= {name for let in rule.let for name in variables_of(let.expression)}
    used |= {name for c in rule.where for side in (c.left, c.right) for name in variables_of(side)}
    used |= {*placeholders(rule.because)}
    return used - {let.variable for let in rule.let} <= bound


def _compared_otherwise(rule: Rule) -> Iterator[Mutant]:
    for comparison in rule.where:
        for other in _other_comparisons(comparison):
            where = tuple(other if c is comparison else c for c in rule.where)
            change = f"with '{other.text}' in the place of '{comparison.text}'"
            yield Mutant(rule, replace(rule, where=where), change, comparison.location.line)


def _other_comparisons(comparison: Comparison) -> Iterator[Comparison]:
    operator, right = comparison.operator, comparison.right
    for turned in (LENIENT, NEGATED):
        if operator in turned:
            text = comparison.text.replace(f" {operator} ", f" {turned[operator]} ")
            yield comparison._replace(operator=turned[operator], text=text)
    if operator in FURTHER and not isinstance(right, str):
        sign = "+" if FURTHER[operator] > 0 else "-"
        shifted: Expression = Operation(sign, (right, Number(STEP)))
        yield comparison._replace(right=shifted, text=f"{comparison.text} {sign} {STEP}")


def _with_another_thing(knowledge: KnowledgeBase, rule: Rule) -> Iterator[Mutant]:
    for part in ("when", "unless", "then"):
        patterns: tuple[Pattern, ...] = getattr(rule, part)
        for pattern in patterns:
            for other in _other_patterns(knowledge, pattern):
                if other not in patterns:
                    swapped = tuple(other if p is pattern else p for p in patterns)
                    mutated = replace(rule, **{part: swapped})  # type: ignore[arg-type]
                    change = f"with '{other}' in the place of '{pattern}'"
                    yield Mutant(rule, mutated, change, pattern.location.line)


def _other_patterns(knowledge: KnowledgeBase, pattern: Pattern) -> Iterator[Pattern]:
    """The pattern with each thing it names swapped for another of its kind."""
    if pattern.property == IS_A:
        return  # classes are no individuals
    subject, object_ = (_another(knowledge, term, pattern.property) for term in pattern.terms)
    if subject:
        yield pattern._replace(subject=subject)
    if object_:
        yield pattern._replace(object=object_)


def _another(knowledge: KnowledgeBase, thing: Term, property: str) -> str | None:
    """The next individual of the smallest class of a thing that has another one.

    Of which something is said with the property, if of the thing there is. What has a mirror image
    stays out: no rule may name a side.
    """
    if not isinstance(thing, str):
        return None
    stated = bool(knowledge.objects(thing, property))
    kinds = [
        [
            each
            for each in knowledge.instances(str(name))
            if bool(knowledge.objects(each, property)) == stated
            and (each == thing or not knowledge.object(each, MIRRORS))
        ]
        for name in knowledge.objects(thing, IS_A)
    ]
    kin = min((kind for kind in kinds if len(kind) > 1), key=len, default=None)
    return kin[(kin.index(thing) + 1) % len(kin)] if kin else None
