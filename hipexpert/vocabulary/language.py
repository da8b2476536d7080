"""Words about words: what is reported, guarded and ordered, and how a thing is called."""

from __future__ import annotations

from hipexpert.vocabulary import Class, NumberProperty, Property, TextProperty, Thing

OUTCOME: Class = "Outcome"
DIRECTIVE: Class = "Directive"
ACTIVITY: Class = "Activity"
SAFEGUARD: Class = "Safeguard"
ORDER: Class = "Order"
CONTESTABLE: Class = "Contestable"
SECTION: Class = "Section"
WORD: Class = "Word"

IS: Property = "is"
IS_A: Property = "is-a"
TOLD_UNDER: Property = "told-under"
RESTS_ON: Property = "rests-on"
MARKED: Property = "marked"
SAID_OF: Property = "said-of"
MEANS: Property = "means"

HAS_RANK: NumberProperty = "has-rank"

CONCLUDED_BY: TextProperty = "concluded-by"
WRITTEN_AS: TextProperty = "written-as"
WRITTEN_IN: TextProperty = "written-in"
ABBREVIATION: TextProperty = "abbreviation"
SENTENCE: TextProperty = "sentence"
LOOSELY_CALLED: TextProperty = "loosely-called"

THE_PLAN: Thing = "the-plan"
DRILL_BY_DRILL: Thing = "drill-by-drill"
