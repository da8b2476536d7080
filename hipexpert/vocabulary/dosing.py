"""How much of a drill is done, and how that grows."""

from __future__ import annotations

from hipexpert.vocabulary import Class, NumberProperty, Property, TextProperty

DOSE: Class = "Dose"
DOSE_KIND: Class = "DoseKind"
DOSE_STATE: Class = "DoseState"
DOSE_STEP: Class = "DoseStep"

DOSED_AS: Property = "dosed-as"
SHARED_AS: Property = "shared-as"
FOR_KIND: Property = "for-kind"
FOR_PHASE: Property = "for-phase"
FOR_STAGE: Property = "for-stage"
FOR_STATE: Property = "for-state"
STEPS_FROM: Property = "steps-from"
HAS_LOAD: Property = "has-load"
TAKES_DOSE: Property = "takes-dose"
IS_DOSED_AS: Property = "is-dosed-as"
IS_LOADED_WITH: Property = "is-loaded-with"

FROM_WEEK: NumberProperty = "from-week"
HAS_SETS: NumberProperty = "has-sets"
HAS_REPETITIONS: NumberProperty = "has-repetitions"
HAS_HOLD_SECONDS: NumberProperty = "has-hold-seconds"
HAS_REST_SECONDS: NumberProperty = "has-rest-seconds"
HAS_TEMPO_SECONDS: NumberProperty = "has-tempo-seconds"
HAS_DAYS_PER_WEEK: NumberProperty = "has-days-per-week"
IS_DONE_DAYS_PER_WEEK: NumberProperty = "is-done-days-per-week"
HAS_SETS_ON_FAVOURED_SIDE: NumberProperty = "has-sets-on-favoured-side"
HAS_SETS_ON_OTHER_SIDE: NumberProperty = "has-sets-on-other-side"
HAS_SETS_ON_EACH_SIDE: NumberProperty = "has-sets-on-each-side"
IS_REVIEWED_AFTER_WEEKS: NumberProperty = "is-reviewed-after-weeks"

TOLD: TextProperty = "told"
