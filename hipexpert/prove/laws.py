"""The laws that are decided for every athlete there could be.

Each is a function that yields a problem for every place where the knowledge breaks it, with an
athlete whom it happens to, as an answers file, or the word that there is none. DECIDED is the list
of them all. What an athlete cannot be is certain, but for what the solver gave up, which is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hipexpert.model import Problem
from hipexpert.prove import constraints, effect, reach, redundancy, safeguards, wording
from hipexpert.prove.everyone import Everyone

DecidedLaw = Callable[[Everyone], Iterator[Problem]]

DECIDED: tuple[DecidedLaw, ...] = (
    safeguards.nothing_is_prescribed_beside_an_open_flag,
    safeguards.no_activity_without_clearance,
    safeguards.nothing_beside_its_contraindication,
    constraints.no_constraint_is_broken,
    reach.every_rule_fires_for_somebody,
    reach.every_drill_is_prescribed_to_somebody,
    reach.whoever_is_given_a_drill_has_a_dose_of_it,
    reach.everything_that_can_be_named_is_concluded,
    reach.nothing_is_described_in_vain,
    reach.every_question_is_asked_of_somebody,
    reach.every_role_is_placed_on_somebody,
    reach.every_limit_is_reached,
    redundancy.no_rule_is_covered_by_another,
    redundancy.every_comparison_decides_something,
    wording.what_is_single_has_one_value,
    wording.what_a_sentence_states_is_so,
    effect.every_finding_makes_a_difference,
    effect.every_question_is_looked_at,
)
