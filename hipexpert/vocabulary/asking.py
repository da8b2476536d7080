"""Questions, the words of an answer, and how long an answer holds."""

from __future__ import annotations

from hipexpert.vocabulary import (
    ClassName,
    NumberPropertyName,
    PropertyName,
    TextPropertyName,
    ThingName,
)

QUESTION: ClassName = "Question"
NEUTRAL: ClassName = "Neutral"
REPEATED: ClassName = "Repeated"
UNCHANGEABLE: ClassName = "Unchangeable"
RETEST_QUESTION: ClassName = "RetestQuestion"
DIALOGUE_COMMAND: ClassName = "DialogueCommand"

ANSWER_TYPE: PropertyName = "answer-type"
ASKS_ABOUT: PropertyName = "asks-about"
ASKS_PROPERTY: PropertyName = "asks-property"
ASKED_ONCE: PropertyName = "asked-once"
ASKED_ONCE_IT_IS: PropertyName = "asked-once-it-is"
IN_GROUP: PropertyName = "in-group"
IN_UNIT: PropertyName = "in-unit"
NO_MORE_THAN: PropertyName = "no-more-than"
CHOICES: PropertyName = "choices"
CHOICES_FROM: TextPropertyName = "choices-from"
CHOICES_GIVEN_BY: PropertyName = "choices-given-by"
REPORTS: PropertyName = "reports"
DENIES: PropertyName = "denies"
HOLDS: PropertyName = "holds"
ASKED_ON: PropertyName = "asked-on"
BLANK_MEANS: PropertyName = "blank-means"

LASTS_DAYS: NumberPropertyName = "lasts-days"
CALLED_OLD_AFTER_DAYS: NumberPropertyName = "called-old-after-days"

HAS_ORDER: TextPropertyName = "has-order"
PROMPT: TextPropertyName = "prompt"
HELP: TextPropertyName = "help"
IN_BRIEF: TextPropertyName = "in-brief"
DONE_ALONE: TextPropertyName = "done-alone"
MINIMUM: TextPropertyName = "minimum"
MAXIMUM: TextPropertyName = "maximum"
CHOICES_THROUGH: TextPropertyName = "choices-through"
SHOWS_WHAT: TextPropertyName = "shows-what"

LEFT_UNASKED: ThingName = "left-unasked"
NONE: ThingName = "none"
UNKNOWN: ThingName = "unknown"
