"""What is measured, in which unit, how surely, and how it is judged at the next test."""

from __future__ import annotations

from hipexpert.vocabulary import (
    ClassName,
    NumberPropertyName,
    PropertyName,
    TextPropertyName,
    ThingName,
)

UNIT: ClassName = "Unit"
NORM: ClassName = "Norm"
MEASUREMENT: ClassName = "Measurement"

HAS_READING: PropertyName = "has-reading"
ERRS_BELOW: PropertyName = "errs-below"
COUNTS_FROM: PropertyName = "counts-from"
CONVERTS_TO: PropertyName = "converts-to"
IS_MEASURED_IN: PropertyName = "is-measured-in"
IS_TO_MEASURE: PropertyName = "is-to-measure"

STANDS_BELOW: PropertyName = "stands-below"

MEASURES: NumberPropertyName = "measures"
DEGREES: NumberPropertyName = "degrees"
LOWEST_MEAN_DEGREES: NumberPropertyName = "lowest-mean-degrees"
HIGHEST_MEAN_DEGREES: NumberPropertyName = "highest-mean-degrees"
BY_FACTOR: NumberPropertyName = "by-factor"
RETESTS: NumberPropertyName = "retests"

MEASURED_AS: TextPropertyName = "measured-as"

DOUBTFUL: ThingName = "doubtful"
PLATEAU_AFTER: ThingName = "plateau-after"
