"""What is wrong with one movement: whether it shows what is trained, is seen, can be, and touches.

All is read off the points of its figures, so it holds for what is drawn, however it was declared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from hipexpert.drawing.angles import HipAngles, chest_turn, hip_angles
from hipexpert.drawing.arrow import lines_apart, long, sweep
from hipexpert.drawing.movement import Movement, turned
from hipexpert.drawing.notation import SIDES
from hipexpert.drawing.skeleton import Figure, figure
from hipexpert.drawing.vectors import Vector
from hipexpert.vocabulary.drawing import (
    ABDUCTION,
    ADDUCTION,
    EXTENSION,
    EXTERNAL_ROTATION,
    FLEXION,
    INTERNAL_ROTATION,
    THORACIC_ROTATION,
)

LEAST_CHANGE = 10
"""Degrees that a movement changes at least what it trains."""

MOST_AGAINST = 1
"""Degrees that who presses may go against what is trained."""

LEAST_LIMB_SEEN = 0.4
"""How much of the limb that is trained is seen at least, at the start and at the end."""

LEAST_SEEN = 0.8
"""How much of the way of the arrow's point is seen at least, of its length in space."""

LEAST_TRAINED_SEEN = 0.75
"""The same of the limb that is trained, against the joint it turns in."""

LEAST_APART = 45
"""Degrees in the picture between what is drawn and what it could be taken for."""

MOST_SUNK = 0.03
"""Metres that a figure may be under the floor, or above it with nothing under it."""

_WRONG = 40
"""Degrees of the movement that the drawn one could be taken for."""

_BENT = 45
"""Degrees of the knee from which bending it further could be taken for a turn of the thigh."""

_STILL = 0.02
"""Metres that a limb may go and still stand still."""

_ABOVE_FLOOR = ("under", "at")


class Limit(NamedTuple):
    """How far the angle of a joint goes, by the place it has in HipAngles."""

    name: str
    angle: int
    least: float
    most: float


class Fault(NamedTuple):
    """A law by its place in LAWS, and what is wrong."""

    law: str
    message: str


def change(movement: Movement, motion: str, side: str = "working") -> float | None:
    """How much a motion of one side changes from start to end, in degrees.

    None for one that is neither of a hip nor of the chest.
    """
    start, end = movement.start_figure, movement.end_figure
    if motion == THORACIC_ROTATION:
        return chest_turn(end, 1) - chest_turn(start, 1)
    if motion not in _MEASURED:
        return None
    angle, sign = _MEASURED[motion]
    right = 1 if side == SIDES[0] else -1
    before, after = (hip_angles(each, side, right)[angle] for each in (start, end))
    return sign * ((after - before + 180) % 360 - 180)


_MEASURED = {
    FLEXION: (0, 1),
    EXTENSION: (0, -1),
    ABDUCTION: (1, 1),
    ADDUCTION: (1, -1),
    INTERNAL_ROTATION: (2, 1),
    EXTERNAL_ROTATION: (2, -1),
}
"""Where HipAngles has each motion, and with which sign."""

_ROTATIONS = (INTERNAL_ROTATION, EXTERNAL_ROTATION)
_SIDEWAYS = (ABDUCTION, ADDUCTION)


def shows_what_it_trains(movement: Movement) -> Iterator[str]:
    """The angles change along what is trained, against it where the way back is the effort.

    Who only presses goes no other way, and what one side is trained for the other does less.
    """
    wanted = -1 if movement.returning else 1
    for motion in movement.trains:
        changed = change(movement, motion)
        if changed is None:
            continue
        along = changed * wanted
        if along < (-MOST_AGAINST if movement.held else LEAST_CHANGE):
            way = "back from" if movement.returning else "in"
            yield f"it goes {along:.0f} degrees {way} '{motion}', which it trains"
        elif not movement.both_legs and not movement.held and motion != THORACIC_ROTATION:
            other = wanted * (change(movement, motion, SIDES[1]) or 0)
            if other > along + 0.5:
                more = f"{other:.0f} degrees in '{motion}'"
                yield f"the other side goes {more}, more than the working one"


def is_seen(movement: Movement) -> Iterator[str]:
    """What moves is not seen from its end."""
    for point in movement.shows:
        seen = _share_seen(movement, movement.path(point))
        if seen is not None and seen < LEAST_SEEN:
            yield f"{seen:.0%} of the way of the {point.replace('-', ' ')} is seen from here"
    for motion in () if movement.held else movement.trains:
        seen = _share_seen(movement, _trained_path(movement, motion))
        if seen is not None and seen < LEAST_TRAINED_SEEN:
            yield f"{seen:.0%} of what goes on in '{motion}' is seen from here"
        if motion != THORACIC_ROTATION:
            yield from _on_end(movement, motion)


def _on_end(movement: Movement, motion: str) -> Iterator[str]:
    """The limb that a motion moves points at who looks, or away."""
    root, tip = _limb(movement, motion)
    for when, each in movement.named_figures():
        way = each[tip].minus(each[root])
        share = long([(0.0, 0.0), movement.camera.see(way)[:2]]) / way.length
        if share < LEAST_LIMB_SEEN:
            yield f"at its {when} {share:.0%} of the length of the working leg is seen from here"


def _share_seen(movement: Movement, path: Sequence[Vector]) -> float | None:
    far = sum(b.minus(a).length for a, b in itertools.pairwise(path))
    if far < 0.02:
        return None
    return long([movement.camera.see(point)[:2] for point in path]) / far


def _trained_path(movement: Movement, motion: str) -> list[Vector]:
    """The way of the limb that a motion moves, against the joint that it hangs from."""
    root, tip = _limb(movement, motion)
    return [each[tip].minus(each[root]) for each in movement.figures()]


def _limb(movement: Movement, motion: str) -> tuple[str, str]:
    """The joint in which a motion is, and the end of what it moves: the pelvis over a thigh that
    stands still."""
    if motion == THORACIC_ROTATION:
        return "chest", f"{SIDES[0]}-shoulder"
    ends = ("knee", "ankle") if motion in _ROTATIONS else ("hip", "knee")
    root, tip = (f"{SIDES[0]}-{joint}" for joint in ends)
    start, end = (each[tip].minus(each[root]) for _, each in movement.named_figures())
    still = start.minus(end).length < _STILL
    return (f"{SIDES[0]}-hip", f"{SIDES[1]}-hip") if still else (root, tip)


def is_not_mistaken(movement: Movement) -> Iterator[str]:
    """The way a leg goes in the picture is not the way of the likeliest other movement."""
    if movement.held or not movement.trains:
        return
    if set(movement.trains) & set(_ROTATIONS):
        name, joint, tip = "bending the knee", "knee", "ankle"
        if hip_angles(movement.start_figure, "working", 1).knee < _BENT:
            return
    elif set(movement.trains) & set(_SIDEWAYS):
        name, joint, tip = "bending the hip", "hip", "knee"
    else:
        return
    drawn = _swing(movement, movement.end_figure, joint, tip)
    other = _swing(movement, _mistaken(movement, joint), joint, tip)
    if drawn is None or other is None:
        return
    apart = lines_apart(drawn, other)
    if apart < LEAST_APART:
        yield f"from here it could be taken for {name}: {apart:.0f} degrees lie between"


def _mistaken(movement: Movement, joint: str) -> Figure:
    """The start with the working knee or hip bent further."""
    start = movement.start
    holds = {end: hold for end, hold in start.holds.items() if end != f"working-{'foot'}"}
    angles = hip_angles(movement.start_figure, "working", 1)
    free = replace(start, holds=holds)
    for part, motion, degrees in _as_angles(angles):
        free = turned(free, part, motion, degrees)
    bent = angles.knee if joint == "knee" else angles.flexion
    return figure(turned(free, f"working-{joint}", FLEXION, bent + _WRONG), exact=False)


def _as_angles(angles: HipAngles) -> Iterator[tuple[str, str, float]]:
    hip, knee = (f"working-{joint}" for joint in ("hip", "knee"))
    yield hip, FLEXION, angles.flexion
    yield hip, ABDUCTION, angles.abduction
    yield hip, INTERNAL_ROTATION, angles.rotation
    yield knee, FLEXION, angles.knee


def _swing(movement: Movement, end: Figure, root: str, tip: str) -> tuple[float, float] | None:
    """Which way the tip goes in the picture, against the joint; None where it hardly does."""
    names = f"working-{tip}", f"working-{root}"
    first, last = (
        movement.camera.see(each[names[0]].minus(each[names[1]]))[:2]
        for each in (movement.start_figure, end)
    )
    way = sweep([first, last])
    return way if long([first, last]) > 0.05 else None


def can_be(movement: Movement, limits: Sequence[Limit]) -> Iterator[str]:
    """Every joint stays within its limits, on both sides, at the start and at the end."""
    for when, each in movement.named_figures():
        for side, sign in (("working", 1), ("other", -1)):
            angles = hip_angles(each, side, sign)
            for limit in limits:
                degrees = angles[limit.angle]
                if not limit.least - 0.5 <= degrees <= limit.most + 0.5:
                    part = f"{limit.name} of the {side} side"
                    yield f"at its {when} the {part} is {degrees:.0f} degrees"


def touches(movement: Movement) -> Iterator[str]:
    """Nothing is under the floor, and nobody hovers."""
    borne = movement.start.height is not None or any(
        prop.how in _ABOVE_FLOOR for prop in movement.props
    )
    for when, each in movement.named_figures():
        if each.lowest < -MOST_SUNK:
            deep = f"{-100 * each.lowest:.0f} cm under the floor"
            yield f"at its {when} the {each.lowest_point.replace('-', ' ')} is {deep}"
        elif each.lowest > MOST_SUNK and not borne:
            yield f"at its {when} the body is {100 * each.lowest:.0f} cm above the floor"
