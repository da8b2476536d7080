"""Who is to be seen, by whom and how soon, and who may train."""

from __future__ import annotations

from hipexpert.vocabulary import Class, Property, TextProperty, Thing

RED_FLAG: Class = "RedFlag"
CONDITION: Class = "Condition"

IS_REFERRED_FOR: Property = "is-referred-for"
IS_SEEN: Property = "is-seen"
HAS_UNCLEARED: Property = "has-uncleared"
HAS_URGENCY: Property = "has-urgency"
MAY: Property = "may"
HAS_CONDITION: Property = "has-condition"
CONTRAINDICATED_BY: Property = "contraindicated-by"
IS_CAUTIONED: Property = "is-cautioned"
SPEAKS_AGAINST: Property = "speaks-against"
HAS_CAUTION: Property = "has-caution"

SEEN_BY: TextProperty = "seen-by"
UNTIL_SEEN: TextProperty = "until-seen"

TRAIN: Thing = "train"
