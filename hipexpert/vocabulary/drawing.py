"""Drawings: the poses of a drill or a position, and how they are seen."""

from __future__ import annotations

from hipexpert.vocabulary import ClassName, PropertyName, TextPropertyName, ThingName

JOINT_LIMIT: ClassName = "JointLimit"

SEEN_FROM: PropertyName = "seen-from"
HAS_EFFORT: PropertyName = "has-effort"
IN_POSITION: PropertyName = "in-position"
IN_FAMILY: PropertyName = "in-family"

BASE_POSE: TextPropertyName = "base-pose"
START_POSE: TextPropertyName = "start-pose"
END_POSE: TextPropertyName = "end-pose"
ARROW_FOLLOWS: TextPropertyName = "arrow-follows"
WITH_PROP: TextPropertyName = "with-prop"
NOT_DRAWN: TextPropertyName = "not-drawn"
AZIMUTH_DEGREES: TextPropertyName = "azimuth-degrees"
HEIGHT_DEGREES: TextPropertyName = "height-degrees"
BOUNDS_ANGLE: TextPropertyName = "bounds-angle"
LEAST_DEGREES: TextPropertyName = "least-degrees"
MOST_DEGREES: TextPropertyName = "most-degrees"

RETURNING: ThingName = "effort-on-the-way-back"
BOTH_WAYS: ThingName = "effort-both-ways"
HELD: ThingName = "effort-held"
SOFT_TISSUE: ThingName = "soft-tissue"
FLEXION: ThingName = "flexion"
EXTENSION: ThingName = "extension"
ABDUCTION: ThingName = "abduction"
ADDUCTION: ThingName = "adduction"
THORACIC_ROTATION: ThingName = "thoracic-rotation"
INTERNAL_ROTATION: ThingName = "internal-rotation"
EXTERNAL_ROTATION: ThingName = "external-rotation"
