"""Who is to be seen, by whom and how soon, and who may train."""

from __future__ import annotations

from hipexpert.vocabulary import (
    ClassName,
    NumberPropertyName,
    PropertyName,
    TextPropertyName,
    ThingName,
)

RED_FLAG: ClassName = "RedFlag"
SYMPTOM: ClassName = "Symptom"
HISTORY_FLAG: ClassName = "HistoryFlag"
CLEARABLE: ClassName = "Clearable"
CONDITION: ClassName = "Condition"

IS_REFERRED_FOR: PropertyName = "is-referred-for"
IS_SEEN: PropertyName = "is-seen"
WAS_SEEN_FOR: PropertyName = "was-seen-for"
PASSES_WHEN_DENIED: PropertyName = "passes-when-denied"
HURTS_AT: PropertyName = "hurts-at"
HURTS_ON: PropertyName = "hurts-on"
HAS_UNCLEARED: PropertyName = "has-uncleared"
HAS_URGENCY: PropertyName = "has-urgency"
EASES_TO: PropertyName = "eases-to"
MAY: PropertyName = "may"
HAS_CONDITION: PropertyName = "has-condition"
CONTRAINDICATED_BY: PropertyName = "contraindicated-by"
IS_CAUTIONED: PropertyName = "is-cautioned"
SPEAKS_AGAINST: PropertyName = "speaks-against"
HAS_CAUTION: PropertyName = "has-caution"

HAS_PAIN_LEVEL: NumberPropertyName = "has-pain-level"

SEEN_BY: TextPropertyName = "seen-by"
UNTIL_SEEN: TextPropertyName = "until-seen"

TRAIN: ThingName = "train"
