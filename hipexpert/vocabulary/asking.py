"""Questions, the words of an answer, and how long an answer holds."""

from __future__ import annotations

from hipexpert.vocabulary import Class, NumberProperty, Property, TextProperty, Thing

QUESTION: Class = "Question"
UNCHANGEABLE: Class = "Unchangeable"

ANSWER_TYPE: Property = "answer-type"
ASKS_ABOUT: Property = "asks-about"
ASKS_PROPERTY: Property = "asks-property"
ASKED_ONCE: Property = "asked-once"
ASKED_ONCE_IT_IS: Property = "asked-once-it-is"
IN_GROUP: Property = "in-group"
IN_UNIT: Property = "in-unit"
NO_MORE_THAN: Property = "no-more-than"
CHOICES: Property = "choices"
CHOICES_GIVEN_BY: Property = "choices-given-by"
REPORTS: Property = "reports"
DENIES: Property = "denies"
HOLDS: Property = "holds"

LASTS_DAYS: NumberProperty = "lasts-days"
CALLED_OLD_AFTER_DAYS: NumberProperty = "called-old-after-days"

HAS_ORDER: TextProperty = "has-order"
PROMPT: TextProperty = "prompt"
HELP: TextProperty = "help"
MINIMUM: TextProperty = "minimum"
MAXIMUM: TextProperty = "maximum"
CHOICES_THROUGH: TextProperty = "choices-through"
SHOWS_WHAT: TextProperty = "shows-what"

LEFT_UNASKED: Thing = "left-unasked"
NONE: Thing = "none"
UNKNOWN: Thing = "unknown"
