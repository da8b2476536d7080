"""How the sides stand to each other, and what that shows."""

from __future__ import annotations

from hipexpert.vocabulary import ClassName, NumberPropertyName, PropertyName, ThingName

FINDING: ClassName = "Finding"

SHOWS: PropertyName = "shows"
SHOWS_SIGN: PropertyName = "shows-sign"
BEARS_SIGN: PropertyName = "bears-sign"
IS_HEADED: PropertyName = "is-headed"
HAS_FINDING: PropertyName = "has-finding"
COUNTS_AS: PropertyName = "counts-as"
IS_MEASURED: PropertyName = "is-measured"
IS_EXPECTED: PropertyName = "is-expected"
IS_PERHAPS: PropertyName = "is-perhaps"

FALLS_SHORT_DEGREES: NumberPropertyName = "falls-short-degrees"
DIFFERS_WITHIN_DEGREES: NumberPropertyName = "differs-within-degrees"

LIMITED: ThingName = "limited"
SCANT: ThingName = "scant"
EVEN: ThingName = "even"
