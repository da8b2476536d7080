"""How the sides stand to each other, and what that shows."""

from __future__ import annotations

from hipexpert.vocabulary import NumberProperty, Property, Thing

SHOWS: Property = "shows"
SHOWS_SIGN: Property = "shows-sign"
BEARS_SIGN: Property = "bears-sign"
IS_HEADED: Property = "is-headed"
COUNTS_AS: Property = "counts-as"
IS_MEASURED: Property = "is-measured"
IS_EXPECTED: Property = "is-expected"
IS_PERHAPS: Property = "is-perhaps"

FALLS_SHORT_DEGREES: NumberProperty = "falls-short-degrees"
DIFFERS_WITHIN_DEGREES: NumberProperty = "differs-within-degrees"

LIMITED: Thing = "limited"
SCANT: Thing = "scant"
EVEN: Thing = "even"
