"""What is measured, in which unit, how surely, and how it is judged at the next test."""

from __future__ import annotations

from hipexpert.vocabulary import Class, NumberProperty, Property, TextProperty, Thing

UNIT: Class = "Unit"
NORM: Class = "Norm"
MEASUREMENT: Class = "Measurement"

HAS_READING: Property = "has-reading"
ERRS_BELOW: Property = "errs-below"
COUNTS_FROM: Property = "counts-from"
CONVERTS_TO: Property = "converts-to"
IS_MEASURED_IN: Property = "is-measured-in"
IS_TO_MEASURE: Property = "is-to-measure"

MEASURES: NumberProperty = "measures"
DEGREES: NumberProperty = "degrees"
BY_FACTOR: NumberProperty = "by-factor"
RETESTS: NumberProperty = "retests"

MEASURED_AS: TextProperty = "measured-as"

DOUBTFUL: Thing = "doubtful"
PLATEAU_AFTER: Thing = "plateau-after"
