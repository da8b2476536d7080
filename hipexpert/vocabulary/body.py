"""Whom and what of the body it speaks."""

from __future__ import annotations

from hipexpert.vocabulary import Class, Property, Thing

SIDED_MOTION: Class = "SidedMotion"
HIP_MOTION: Class = "HipMotion"
PLACE: Class = "Place"

MIRRORS: Property = "mirrors"
ON_SIDE: Property = "on-side"
OF_MOTION: Property = "of-motion"
AT_JOINT: Property = "at-joint"
LENGTHENS: Property = "lengthens"

ATHLETE: Thing = "athlete"
LEFT: Thing = "left"
RIGHT: Thing = "right"
