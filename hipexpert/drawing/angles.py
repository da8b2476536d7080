"""Reads the angles of a figure back from its points, however it came by them.

Bone by bone, as somebody would who measures: the thigh against the pelvis, the shin against the
thigh. So a limb whose end was held is read like any other, and so is a mirrored figure.
"""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.drawing.skeleton import Figure
from hipexpert.drawing.vectors import Rotation, Vector, about_x, about_y, bearing, between

_BENT = 20
"""Degrees of the knee from which the shin tells better than the foot how the thigh is turned."""


class HipAngles(NamedTuple):
    """The angles of one leg; flexion is that of the hip."""

    flexion: float
    abduction: float
    rotation: float
    knee: float


def hip_angles(figure: Figure, side: str, sign: int) -> HipAngles:
    """The angles of a leg; `sign` is 1 for the athlete's right one and -1 for the left.

    Rotation is inwards; abduction is away from the other leg. All are degrees.
    """
    pelvis = _pelvis(figure, side, sign)
    hip, knee, ankle = (figure[f"{side}-{joint}"] for joint in ("hip", "knee", "ankle"))
    thigh = pelvis.back(knee.minus(hip).unit)
    flexion = bearing(thigh.y, -thigh.z)
    abduction = bearing(sign * thigh.x, (thigh.y**2 + thigh.z**2) ** 0.5)
    bent = between(knee.minus(hip), ankle.minus(knee))
    if bent >= _BENT:
        front = ankle.minus(knee).times(-1)
    else:
        front = figure[f"{side}-toe"].minus(figure[f"{side}-heel"])
    led = pelvis.then(about_x(flexion)).then(about_y(-sign * abduction))
    turned = led.back(front)
    return HipAngles(flexion, abduction, sign * bearing(-turned.x, turned.y), bent)


def _pelvis(figure: Figure, side: str, sign: int) -> Rotation:
    other = "other" if side == "working" else "working"
    right = figure[f"{side}-hip"].minus(figure[f"{other}-hip"]).times(sign).unit
    up = figure["waist"].minus(figure["pelvis"]).unit
    return Rotation(right, up.cross(right), up)


def chest_turn(figure: Figure, sign: int) -> float:
    """How far the chest is turned against the pelvis, towards the working side, in degrees."""
    pelvis = _pelvis(figure, "working", sign)
    across = figure["working-shoulder"].minus(figure["other-shoulder"]).times(sign)
    seen: Vector = pelvis.back(across)
    return sign * bearing(-seen.y, seen.x)
