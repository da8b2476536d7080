"""The laws that are decided on the ground rules, with what is said of each."""

from __future__ import annotations

from hipexpert.knowledge.catalogue.law import ON_GROUND_RULES, Law
from hipexpert.reasoning import laws
from hipexpert.reasoning.laws import DIVISION

CATALOGUE: tuple[Law, ...] = (
    Law(
        "conclusion-misfits",
        laws.every_conclusion_fits_its_property,
        "What is concluded of the wrong thing is told of it.",
        "Say in `when` of which class the variable is.",
        decided=ON_GROUND_RULES,
    ),
    Law(
        "number-computed-twice",
        laws.every_number_has_one_value,
        "Of two numbers for one thing a page would show either.",
        "Compute it once, in one way, under a property of its own.",
        decided=ON_GROUND_RULES,
    ),
    Law(
        DIVISION,
        laws.nothing_is_divided_by_nought,
        "Whoever it happens to is passed over without a word.",
        "Multiply instead, or ask in `where` for what keeps the divisor from 0.",
        decided=ON_GROUND_RULES,
    ),
    Law(
        "activity-without-clearance",
        laws.no_activity_without_clearance,
        "Whoever has a red flag open is to do nothing before they were seen.",
        "Add `?athlete may train` to the premises of the rule.",
        decided=ON_GROUND_RULES,
    ),
    Law(
        "prescribed-though-barred",
        laws.nothing_beside_its_contraindication,
        "Somebody would be told to do what can harm them.",
        "Let what tells it wait until it is known that no condition bars it.",
        decided=ON_GROUND_RULES,
    ),
    Law(
        "choice-without-effect",
        laws.every_choice_leads_somewhere,
        "Whoever gives that answer would get the same as if they had not.",
        "Let a rule wait for it, or say that the choice is neutral.",
        severity="warning",
        decided=ON_GROUND_RULES,
    ),
)
