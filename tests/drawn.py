"""Movements of the real knowledge, and what can go wrong with one: mutants of its poses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from conftest import real_knowledge

from hipexpert.drawing import judging
from hipexpert.drawing.camera import Camera
from hipexpert.drawing.laws import Drawn
from hipexpert.drawing.movement import Movement
from hipexpert.drawing.skeleton import Hold, OutOfReach, Pose


@cache
def drawn() -> Drawn:
    return Drawn(real_knowledge())


def movements() -> dict[str, Movement]:
    """The drills that are drawn, by name."""
    drills = real_knowledge().instances("Drill")
    return {each.name: each for each in drawn().movements if each.name in drills}


def faults(movement: Movement) -> list[str]:
    """What the laws find wrong with a movement, one that cannot be made included."""
    try:
        return [
            *judging.shows_what_it_trains(movement),
            *judging.is_seen(movement),
            *judging.is_not_mistaken(movement),
            *judging.can_be(movement, drawn().limits),
            *judging.touches(movement),
        ]
    except OutOfReach as error:
        return [str(error)]


def exchanged(movement: Movement) -> Movement:
    """Start and end exchanged."""
    return replace(movement, start=movement.end, end=movement.start)


def negated(movement: Movement) -> Movement:
    """The way from start to end turned round: each angle of the working hip goes the other way.

    Where the foot is held, the knee goes to the other side of where it was.
    """
    start, end = movement.start, movement.end
    angles = dict(end.angles)
    for key in end.angles:
        if key[0] in ("working-hip", "pelvis", "trunk", "chest") and end.angle(*key) != start.angle(
            *key
        ):
            angles[key] = 2 * start.angle(*key) - end.angle(*key)
    holds = {name: _turned(movement, name, hold) for name, hold in end.holds.items()}
    return replace(movement, end=replace(end, angles=angles, holds=holds))


def _turned(movement: Movement, end: str, hold: Hold) -> Hold:
    """A foot held as it was, its knee as far to the other side of where it was at the start."""
    if hold.pole is None or not end.endswith("foot"):
        return hold
    before, after = (
        figure[end.replace("foot", "knee")].minus(figure[end.replace("foot", "hip")])
        for figure in (movement.start_figure, movement.end_figure)
    )
    return replace(hold, pole=before.plus(after.minus(before), -1.0))


def seen_across(movement: Movement) -> Movement:
    """The camera turned by 90 degrees."""
    camera = movement.camera
    return replace(movement, camera=Camera(camera.azimuth + 90, camera.height))


def legs_exchanged(movement: Movement) -> Movement:
    """What the working leg does is done by the other one, and the other way round."""
    return replace(movement, start=_legs(movement.start), end=_legs(movement.end))


_LEG = ("hip", "knee", "ankle", "foot")


def _other(name: str) -> str:
    side, _, part = name.partition("-")
    mates = {"working": "other", "other": "working"}
    return f"{mates[side]}-{part}" if side in mates and part in _LEG else name


def _legs(pose: Pose) -> Pose:
    holds = {
        _other(end): replace(
            hold,
            place=hold.place and hold.place.mirrored(),
            way=hold.way.mirrored(),
            pole=hold.pole and hold.pole.mirrored(),
        )
        if end.endswith("foot")
        else hold
        for end, hold in pose.holds.items()
    }
    return replace(
        pose,
        angles={(_other(part), motion): d for (part, motion), d in pose.angles.items()},
        holds=holds,
        flat=frozenset(map(_other, pose.flat)),
        bearing=_other(pose.bearing),
    )


MUTANTS = {
    "start and end exchanged": exchanged,
    "the turn negated": negated,
    "the camera turned by 90 degrees": seen_across,
    "the legs exchanged": legs_exchanged,
}


def survivors() -> Iterator[tuple[str, str]]:
    """Each drill and mutant of it that no law finds fault with."""
    for name, movement in movements().items():
        for kind, mutate in MUTANTS.items():
            if not faults(mutate(movement)):
                yield name, kind
