"""How much of a drill is done, and how that grows."""

from __future__ import annotations

from hipexpert.vocabulary import ClassName, NumberPropertyName, PropertyName, TextPropertyName

DOSE: ClassName = "Dose"
DOSE_KIND: ClassName = "DoseKind"
DOSE_STEP: ClassName = "DoseStep"

DOSED_AS: PropertyName = "dosed-as"
SHARED_AS: PropertyName = "shared-as"
FOR_KIND: PropertyName = "for-kind"
FOR_PHASE: PropertyName = "for-phase"
FOR_STAGE: PropertyName = "for-stage"
FOR_STATE: PropertyName = "for-state"
STEPS_FROM: PropertyName = "steps-from"
HAS_LOAD: PropertyName = "has-load"
TAKES_DOSE: PropertyName = "takes-dose"
IS_DOSED_AS: PropertyName = "is-dosed-as"
IS_LOADED_WITH: PropertyName = "is-loaded-with"

FROM_WEEK: NumberPropertyName = "from-week"
HAS_SETS: NumberPropertyName = "has-sets"
HAS_REPETITIONS: NumberPropertyName = "has-repetitions"
HAS_HOLD_SECONDS: NumberPropertyName = "has-hold-seconds"
HAS_REST_SECONDS: NumberPropertyName = "has-rest-seconds"
HAS_TEMPO_SECONDS: NumberPropertyName = "has-tempo-seconds"
HAS_DAYS_PER_WEEK: NumberPropertyName = "has-days-per-week"
IS_DONE_DAYS_PER_WEEK: NumberPropertyName = "is-done-days-per-week"
HAS_SETS_ON_FAVOURED_SIDE: NumberPropertyName = "has-sets-on-favoured-side"
HAS_SETS_ON_OTHER_SIDE: NumberPropertyName = "has-sets-on-other-side"
HAS_SETS_ON_EACH_SIDE: NumberPropertyName = "has-sets-on-each-side"
IS_REVIEWED_AFTER_WEEKS: NumberPropertyName = "is-reviewed-after-weeks"

TOLD: TextPropertyName = "told"
