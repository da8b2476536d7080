"""The laws that a solver decides, with what is said of each."""

from __future__ import annotations

from functools import partial

from hipexpert.drawing.catalogue import CATALOGUE as OF_DRAWINGS
from hipexpert.knowledge.catalogue import CATALOGUE as OF_WHAT_IS_WRITTEN
from hipexpert.knowledge.catalogue.law import BY_A_SOLVER, Law
from hipexpert.prove import (
    check,
    constraints,
    effect,
    reach,
    redundancy,
    safeguards,
    wording,
)
from hipexpert.reasoning.catalogue import CATALOGUE as OF_GROUND_RULES

_decided = partial(Law, decided=BY_A_SOLVER)

CATALOGUE: tuple[Law, ...] = (
    _decided(
        "flag-let-through",
        safeguards.nothing_is_prescribed_beside_an_open_flag,
        "Whoever has a red flag open is to be seen, and to be told to do nothing, whatever else.",
        "Let what prescribes wait for `?athlete may train`, and that for every flag.",
    ),
    _decided(
        "constraint-broken",
        constraints.no_constraint_is_broken,
        "A premise that is lost takes nothing with it that says it was there; a constraint does.",
        "Mend the rule that concludes it; or the constraint, where that is no longer meant.",
        "What `constraints.yaml` says may never be is so of no athlete.",
    ),
    _decided(
        "rule-out-of-reach",
        reach.every_rule_fires_for_somebody,
        "A rule that fires for nobody says something that no page will ever show.",
        "Mend the premise that no athlete meets, or the two that exclude each other.",
    ),
    _decided(
        "drill-out-of-reach",
        reach.every_drill_is_prescribed_to_somebody,
        "A drill that nobody can get is knowledge that nobody uses.",
        "Let its slot be opened, its rung be tried and its turn come, and nothing bar it.",
    ),
    _decided(
        "dose-gap",
        reach.whoever_is_given_a_drill_has_a_dose_of_it,
        "A drill that finds no dose would be passed over in silence.",
        "Write the dose that is missing.",
    ),
    _decided(
        "thing-out-of-reach",
        reach.everything_that_can_be_named_is_concluded,
        "What has a sentence for the athlete was written to be told to somebody.",
        "Mend what keeps every athlete from it, or take it out.",
    ),
    _decided(
        "described-in-vain",
        reach.nothing_is_described_in_vain,
        "What nothing leads to is taken for knowledge by whoever reads it.",
        "Let a rule, a statement or an answer name it, or take it out.",
        severity="warning",
    ),
    _decided(
        "question-never-asked",
        reach.every_question_is_asked_of_somebody,
        "A question that waits for what nobody is would be asked of nobody.",
        "Let a rule conclude what it waits for, or ask it of everybody.",
    ),
    _decided(
        "role-never-placed",
        reach.every_role_is_placed_on_somebody,
        "What a sport demands of a role drives no hip while the role has no side.",
        "Let a rule say on which side the role is.",
    ),
    _decided(
        "limit-out-of-reach",
        reach.every_limit_is_reached,
        "A limit that nobody comes to is mostly a slip of the pen, or in another unit.",
        "Change the number, or the bounds of the question that it is compared with.",
    ),
    _decided(
        "rule-covered",
        redundancy.no_rule_is_covered_by_another,
        "Two rules for one thing part company when one of them is changed.",
        "Take the narrower one out, or let it say what only it knows.",
    ),
    _decided(
        "comparison-always-true",
        redundancy.every_comparison_decides_something,
        "A comparison that always holds looks like a condition and is none.",
        "Leave it out, or compare with what its author had in mind.",
    ),
    _decided(
        "two-values",
        wording.what_is_single_has_one_value,
        "Of two headlines, or of two sides to begin on, a page would show either.",
        "Let one of the rules give way to the other by an `unless`.",
    ),
    _decided(
        "sentence-not-so",
        wording.what_a_sentence_states_is_so,
        "A sentence that states a fact is to be told only where it is one.",
        "Add the fact to the premises of the rule, or take it out of the sentence.",
    ),
    _decided(
        "sentence-states-nothing",
        wording.what_a_sentence_states_is_so,
        "What cannot be read as a pattern is held to nothing.",
        "Write it as rules do: what, property, what; `anything` for any value.",
        sentence="What a sentence states is written as a pattern.",
    ),
    _decided(
        "finding-without-effect",
        effect.every_finding_makes_a_difference,
        "A finding that changes nothing is told for nothing.",
        "Let a rule prescribe, bar or refer for it.",
    ),
    _decided(
        "question-unread",
        effect.every_question_is_looked_at,
        "An answer that nothing looks at is asked for in vain.",
        "Let a rule look at it, or leave the question out.",
    ),
    _decided(
        "undecided",
        check.check,
        "What a solver gave up, and a law that none was there for, is not known to be kept.",
        "Compare numbers that are not multiplied with each other; install the extra `prove`.",
        sentence="Every law is decided.",
        severity="warning",
    ),
)

EVERY_LAW: tuple[Law, ...] = (*OF_WHAT_IS_WRITTEN, *OF_DRAWINGS, *OF_GROUND_RULES, *CATALOGUE)
"""All laws that `check` holds the knowledge to, however they are decided."""
