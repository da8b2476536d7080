"""Makes a pose of what is written: each pose says only what differs from the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hipexpert.drawing.notation import Angled, Lies, Placed, Pointed, PosePart, Rests
from hipexpert.drawing.skeleton import Figure, Hold, Pose, body_way

_LIMBS = {"hip": "foot", "knee": "foot", "shoulder": "hand", "elbow": "hand"}


class Contradiction(ValueError):
    """A part that does not go with what was said before it."""


STANDING = Pose()


def posed(parts: Iterable[PosePart], start: Pose = STANDING, before: Figure | None = None) -> Pose:
    """The pose that `parts` make of `start`, whose figure is `before`. Raises Contradiction."""
    pose = start
    for part in parts:
        match part:
            case Lies(posture):
                pose = Pose(posture)
            case Angled():
                pose = _turned(pose, part)
            case Placed():
                pose = _placed(pose, part, before)
            case Pointed(joint, way):
                end = _end(joint)
                hold = _held(pose, end, joint)
                pole = replace(hold, pole=body_way(pose.posture, way, joint.partition("-")[0]))
                pose = replace(pose, holds={**pose.holds, end: pole})
            case Rests(point, up, way):
                shift = body_way(pose.posture, way)
                pose = replace(pose, bearing=point, height=up, shift=shift)
    return pose


def _end(joint: str) -> str:
    side, _, name = joint.partition("-")
    return f"{side}-{_LIMBS[name]}"


def _held(pose: Pose, end: str, joint: str) -> Hold:
    if end not in pose.holds:
        message = f"the {_spoken(joint)} points nowhere while the {_spoken(end)} is not held"
        raise Contradiction(message)
    return pose.holds[end]


def _turned(pose: Pose, part: Angled) -> Pose:
    side, _, joint = part.part.partition("-")
    flat = pose.flat
    if joint == "ankle":
        flat -= {f"{side}-foot"}
    elif joint in _LIMBS and _end(part.part) in pose.holds:
        end = _spoken(_end(part.part))
        raise Contradiction(f"the {end} is held, so the {_spoken(part.part)} goes by it")
    angles = {(part.part, motion): degrees for motion, degrees in part.degrees}
    return replace(pose, angles={**pose.angles, **angles}, flat=flat)


def _placed(pose: Pose, part: Placed, before: Figure | None) -> Pose:
    holds, flat = dict(pose.holds), pose.flat
    if part.how == "flat":
        return replace(pose, flat=flat | {part.end})
    if part.how == "free":
        holds.pop(part.end, None)
        return replace(pose, holds=holds, flat=flat - {part.end})
    if part.how == "stays":
        if before is None:
            raise Contradiction(f"the {_spoken(part.end)} stays where it never was")
        hold = Hold(place=before[part.end.replace("foot", "ankle")])
    else:
        hold = Hold(
            point=part.point, way=body_way(pose.posture, part.way, part.end.partition("-")[0])
        )
        if part.point == "floor" and part.end.endswith("foot"):
            flat |= {part.end}
    kept = pose.holds.get(part.end)
    holds[part.end] = replace(hold, pole=kept.pole if kept else None)
    return replace(pose, holds=holds, flat=flat)


def between(start: Pose, end: Pose, share: float) -> Pose:
    """The pose that lies `share` of the way from one to the other, all angles going evenly."""
    keys = {*start.angles, *end.angles}
    angles = {
        key: start.angle(*key) + share * (end.angle(*key) - start.angle(*key)) for key in keys
    }
    shift = start.shift.plus(end.shift.minus(start.shift), share)
    return replace(
        end, angles=angles, shift=shift, holds={**end.holds, **_holds(start, end, share)}
    )


def _holds(start: Pose, end: Pose, share: float) -> dict[str, Hold]:
    found = {}
    for name, last in end.holds.items():
        first = start.holds.get(name)
        if first and first.pole and last.pole:
            pole = first.pole.plus(last.pole.minus(first.pole), share)
            last = replace(last, pole=pole)
        if first and first.place and last.place:
            place = first.place.plus(last.place.minus(first.place), share)
            last = replace(last, place=place)
        found[name] = last
    return found


def _spoken(name: str) -> str:
    return name.replace("-", " ")
