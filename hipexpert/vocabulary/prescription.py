"""Drills: which is chosen, for which side, and what is told of it."""

from __future__ import annotations

from hipexpert.vocabulary import (
    ClassName,
    NumberPropertyName,
    PropertyName,
    TextPropertyName,
    ThingName,
)

DRILL: ClassName = "Drill"
RATIO: ClassName = "Ratio"
RUNG: ClassName = "Rung"
SEASON_PHASE: ClassName = "SeasonPhase"

FILLS: PropertyName = "fills"
ON_RUNG: PropertyName = "on-rung"
COMES_FIRST_IN: PropertyName = "comes-first-in"
ALTERNATES_WITH: PropertyName = "alternates-with"
PROGRESSES_TO: PropertyName = "progresses-to"
REGRESSES_TO: PropertyName = "regresses-to"
SERVES_MOTION: PropertyName = "serves-motion"
TRAINS: PropertyName = "trains"
WORKED: PropertyName = "worked"
MASTERS: PropertyName = "masters"
IS_PRESCRIBED: PropertyName = "is-prescribed"
IS_ADVISED: PropertyName = "is-advised"
IS_TOLD: PropertyName = "is-told"
IS_WORKED_TOWARDS: PropertyName = "is-worked-towards"
BEGINS_ON: PropertyName = "begins-on"
TAKES_DRILL: PropertyName = "takes-drill"
REACHES: PropertyName = "reaches"
CHANGES_TO: PropertyName = "changes-to"
LEADS_TO: PropertyName = "leads-to"
GOES_BACK_TO: PropertyName = "goes-back-to"
IS_BARRED_BY: PropertyName = "is-barred-by"
LACKS: PropertyName = "lacks"
HAS_EQUIPMENT: PropertyName = "has-equipment"
IS_AT_STAGE: PropertyName = "is-at-stage"
IS_IN_PHASE: PropertyName = "is-in-phase"

IS_FAVOURED: NumberPropertyName = "is-favoured"
WORKS_ONE_LEGGED: NumberPropertyName = "works-one-legged"
HAS_AGE_YEARS: NumberPropertyName = "has-age-years"

INSTRUCTION: TextPropertyName = "instruction"
CRITERION: TextPropertyName = "criterion"
STOP_RULE: TextPropertyName = "stop-rule"

BOTH_SIDES_AT_ONCE: ThingName = "both-sides-at-once"
OPEN: ThingName = "open"
CROWDED_OUT: ThingName = "crowded-out"
TOO_HARD: ThingName = "too-hard"
TOO_NEW: ThingName = "too-new"
OVER_THE_SHARE: ThingName = "over-the-share"
OUTGROWN: ThingName = "outgrown"
