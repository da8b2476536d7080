"""The laws of the drawings, with what is said of each."""

from __future__ import annotations

from functools import partial

from hipexpert.drawing import laws
from hipexpert.knowledge.catalogue.law import Law

_drawn = partial(Law, decided="on the angles of the figures, without a picture")

CATALOGUE: tuple[Law, ...] = (
    _drawn(
        "drawn-or-told",
        laws.every_drill_is_drawn_or_said_not_to_be,
        "Who looks for a drawing that there is none of is to be told why.",
        "Give it an `end-pose`, or say in `not-drawn` what a drawing would mislead about.",
    ),
    _drawn(
        "pose-unread",
        laws.every_pose_can_be_read,
        "Of a pose that cannot be read there is no figure, and of a stretched limb a false one.",
        "Write it as the page on drawings says; bring the hand or the foot nearer.",
    ),
    _drawn(
        "drawing-not-whole",
        laws.every_drawing_is_whole,
        "From no side, or without an arrow, a drawing does not say what is done.",
        "Add `seen-from`, and `arrow-follows` with the point whose way is the movement.",
    ),
    _drawn(
        "not-what-it-trains",
        laws.every_drawing_shows_what_is_trained,
        "A drawing of another movement than the one that is trained has athletes do that one.",
        "Mend the pose, or say by `has-effort` that it is held or trained on the way back.",
    ),
    _drawn(
        "seen-on-edge",
        laws.every_movement_is_seen,
        "A movement that is seen from its end looks like none, or like a shorter one.",
        "Let it be `seen-from` a view that looks across it.",
    ),
    _drawn(
        "taken-for-another",
        laws.no_movement_is_taken_for_another,
        "From some sides a foot that falls outwards looks like a heel that goes to the buttock.",
        "Let it be `seen-from` where the two look different.",
    ),
    _drawn(
        "beyond-a-joint",
        laws.no_joint_goes_too_far,
        "A pose that nobody can take is tried all the same.",
        "Tip the pelvis, bend the other joint, or go less far.",
    ),
    _drawn(
        "off-the-ground",
        laws.everybody_is_on_the_ground,
        "A figure that hovers, or has an elbow in the floor, is in no position at all.",
        "Say what it rests on, and hold the hand or the foot at the floor.",
    ),
)
