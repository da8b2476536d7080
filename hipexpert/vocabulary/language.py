"""Words about words: what is reported, guarded and ordered, and how a thing is called."""

from __future__ import annotations

from hipexpert.vocabulary import (
    ClassName,
    NumberPropertyName,
    PropertyName,
    TextPropertyName,
    ThingName,
)

OUTCOME: ClassName = "Outcome"
DIRECTIVE: ClassName = "Directive"
ACTIVITY: ClassName = "Activity"
SAFEGUARD: ClassName = "Safeguard"
SINGLE_VALUED: ClassName = "SingleValued"
PHRASE: ClassName = "Phrase"
ONE_WAY: ClassName = "OneWay"
ORDER: ClassName = "Order"
CONTESTABLE: ClassName = "Contestable"
SECTION: ClassName = "Section"
WORD: ClassName = "Word"

IS: PropertyName = "is"
IS_A: PropertyName = "is-a"
TOLD_UNDER: PropertyName = "told-under"
RESTS_ON: PropertyName = "rests-on"
MARKED: PropertyName = "marked"
SAID_OF: PropertyName = "said-of"
MEANS: PropertyName = "means"

HAS_RANK: NumberPropertyName = "has-rank"

STATES: TextPropertyName = "states"
CONCLUDED_BY: TextPropertyName = "concluded-by"
WRITTEN_AS: TextPropertyName = "written-as"
WRITTEN_IN: TextPropertyName = "written-in"
ABBREVIATION: TextPropertyName = "abbreviation"
SENTENCE: TextPropertyName = "sentence"
SAID_NOT: TextPropertyName = "said-not"
SAID_OF_NONE: TextPropertyName = "said-of-none"
LOOSELY_CALLED: TextPropertyName = "loosely-called"

THE_PLAN: ThingName = "the-plan"
DRILL_BY_DRILL: ThingName = "drill-by-drill"
