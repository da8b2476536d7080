"""Whom and what of the body it speaks."""

from __future__ import annotations

from hipexpert.vocabulary import ClassName, PropertyName, ThingName

SIDED_MOTION: ClassName = "SidedMotion"
HIP_MOTION: ClassName = "HipMotion"
SIDE: ClassName = "Side"
ROLE: ClassName = "Role"
DEMAND: ClassName = "Demand"
PLACE: ClassName = "Place"
SPORT: ClassName = "Sport"

MIRRORS: PropertyName = "mirrors"
IS_ON: PropertyName = "is-on"
ON_ROLE: PropertyName = "on-role"
DEMANDS: PropertyName = "demands"
ON_SIDE: PropertyName = "on-side"
OF_MOTION: PropertyName = "of-motion"
AT_JOINT: PropertyName = "at-joint"
LENGTHENS: PropertyName = "lengthens"

ATHLETE: ThingName = "athlete"
LEFT: ThingName = "left"
RIGHT: ThingName = "right"
