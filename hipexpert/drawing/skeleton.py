"""A figure in space: from the angles of its joints, with hands and feet that are held in place.

Lengths are metres, of somebody about 1.7 m tall with a head a little large; they are set for
readable pictures and are nobody's. The working side is the right one until it is mirrored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import acos, degrees, sqrt

from hipexpert.drawing.notation import SIDE_BEND, SIDES, TURN
from hipexpert.drawing.vectors import (
    AHEAD,
    DOWN,
    NO_TURN,
    ORIGIN,
    UP,
    Rotation,
    Vector,
    about_x,
    about_y,
    about_z,
)
from hipexpert.vocabulary.drawing import ABDUCTION, FLEXION, INTERNAL_ROTATION

THIGH, SHIN, UPPER_ARM, FOREARM = 0.43, 0.41, 0.28, 0.25
HALF_PELVIS, HALF_SHOULDERS = 0.088, 0.16
TO_WAIST, TO_CHEST, TO_NECK = 0.15, 0.15, 0.19
HEEL, TOES, SOLE = 0.05, 0.15, 0.065
LONGEST_LEG, LONGEST_ARM = THIGH + SHIN, UPPER_ARM + FOREARM

THICKNESS = {
    **{"pelvis": 0.09, "waist": 0.09, "chest": 0.1, "neck": 0.055, "head": 0.105},
    **{"hip": 0.085, "thigh": 0.07, "knee": 0.056, "shin": 0.052, "ankle": 0.036},
    **{"heel": 0.03, "toe": 0.022, "shoulder": 0.055, "elbow": 0.04, "hand": 0.032},
}
"""Half the thickness of the body at each of its points."""

_BEARING = ("pelvis", "chest", "head", "shoulder", "hip", "knee", "heel", "toe", "ankle")
"""The points on the lowest of which the body comes to lie or to stand."""

POSTURE_TURNS = {
    "stands": NO_TURN,
    "face-down": about_x(-90),
    "on-back": about_x(90),
    "other-side": about_y(-90),
    "working-side": about_y(90),
}

_SIGN = dict(zip(SIDES, (1, -1), strict=True))


class OutOfReach(ValueError):
    """A hand or a foot is to be where its limb does not reach; `centimetres` are lacking."""

    def __init__(self, end: str, centimetres: float):
        super().__init__(f"the {end.replace('-', ' ')} is {centimetres:.0f} cm out of reach")


@dataclass(frozen=True)
class Hold:
    """Where a hand or a foot is held: at a fixed place, or at a point of the figure with a way from
    it. `pole` is whither the knee or the elbow points; None where that is as usual."""

    place: Vector | None = None
    point: str = ""
    way: Vector = ORIGIN
    pole: Vector | None = None


@dataclass(frozen=True)
class Pose:
    """What a figure is made of: degrees by part and motion, ends that are held, what bears it."""

    posture: str = "stands"
    angles: Mapping[tuple[str, str], float] = field(default_factory=dict)
    holds: Mapping[str, Hold] = field(default_factory=dict)
    flat: frozenset[str] = frozenset()
    bearing: str = "pelvis"
    height: float | None = None
    shift: Vector = ORIGIN

    def angle(self, part: str, motion: str) -> float:
        return self.angles.get((part, motion), 0.0)


@dataclass(frozen=True)
class Figure:
    """The points of a body in space. It knows of sides only which one works."""

    points: Mapping[str, Vector]

    def __getitem__(self, name: str) -> Vector:
        return self.points[name]

    def moved(self, way: Vector) -> Figure:
        return Figure({name: point.plus(way) for name, point in self.points.items()})

    def mirrored(self) -> Figure:
        """The same figure, working on its other side."""
        return Figure({name: point.mirrored() for name, point in self.points.items()})

    @property
    def lowest_point(self) -> str:
        """The point of the body, arms included, that is lowest, thickness and all."""
        thick = [name for name in self.points if thickness(name)]
        return min(thick, key=lambda name: self.points[name].z - thickness(name))

    @property
    def lowest(self) -> float:
        """The height of that point."""
        name = self.lowest_point
        return self.points[name].z - thickness(name)


def thickness(point: str) -> float:
    """Half the thickness of the body at a point; 0 for what has none of its own."""
    return THICKNESS.get(point.rpartition("-")[2], 0.0)


def figure(pose: Pose, before: Figure | None = None, exact: bool = True) -> Figure:
    """The figure that takes a pose. Raises OutOfReach, unless it need not be `exact`.

    What bears it is where it was `before`; else above the origin, the lowest point on the floor.
    """
    body = _Body(pose, exact)
    body.carry(before)
    for end in sorted(pose.holds, key=lambda end: _order(end, pose.holds[end])):
        body.reach(end, pose.holds[end])
    return Figure(body.points)


def _order(end: str, hold: Hold) -> tuple[bool, bool]:
    """Feet come before hands, and what is held by itself before what is held at the body."""
    return end.endswith("hand"), hold.place is None and hold.point != "floor"


def body_way(posture: str, way: tuple[tuple[str, float], ...], side: str = "working") -> Vector:
    """A way in the room, from directions of the body as it lies or of the room.

    `out` is away from the middle for a limb of this side.
    """
    turn, sign = POSTURE_TURNS[posture], _SIGN[side]
    axes = {
        **{"out": turn.right.times(sign), "across": turn.right.times(-sign)},
        **{"ahead": turn.front, "back": turn.front.times(-1)},
        **{"headward": turn.up, "footward": turn.up.times(-1), "up": UP, "down": DOWN},
    }
    total = ORIGIN
    for direction, metres in way:
        total = total.plus(axes[direction], metres)
    return total


class _Body:
    """A figure while it is put together, from the pelvis outwards."""

    def __init__(self, pose: Pose, exact: bool):
        self.pose, self.exact = pose, exact
        self.points: dict[str, Vector] = {}
        self.pelvis = POSTURE_TURNS[pose.posture].then(self._block("pelvis"))
        self._trunk()
        for side in SIDES:
            self._leg(side)
            self._arm(side)

    def _block(self, name: str) -> Rotation:
        turn = about_z(-self.pose.angle(name, TURN))
        bend = about_y(self.pose.angle(name, SIDE_BEND))
        return turn.then(bend).then(about_x(-self.pose.angle(name, FLEXION)))

    def _ball(self, outer: Rotation, joint: str) -> Rotation:
        """The turn of a thigh or an upper arm: bent, led out, and turned about itself."""
        angle, sign = self.pose.angle, _SIGN[joint.partition("-")[0]]
        flexed = outer.then(about_x(angle(joint, FLEXION)))
        led = flexed.then(about_y(-sign * angle(joint, ABDUCTION)))
        return led.then(about_z(sign * angle(joint, INTERNAL_ROTATION)))

    def _trunk(self) -> None:
        points, pelvis = self.points, self.pelvis
        points["pelvis"] = ORIGIN
        points["waist"] = pelvis.of(Vector(0, 0, TO_WAIST))
        trunk = pelvis.then(self._block("trunk"))
        points["chest"] = points["waist"].plus(trunk.of(Vector(0, 0, TO_CHEST)))
        self.chest = trunk.then(self._block("chest"))
        points["neck"] = points["chest"].plus(self.chest.of(Vector(0, 0, TO_NECK)))
        self._head(self.chest.then(self._block("head")))

    def _head(self, turn: Rotation) -> None:
        neck = self.points["neck"]
        head = neck.plus(self.chest.of(Vector(0, 0, 0.06))).plus(turn.of(Vector(0, 0.02, 0.1)))
        self.points["head"] = head
        for name, way in {
            "brow": Vector(0, 0.035, 0.01),
            "chin": Vector(0, 0.06, -0.075),
            "nose": Vector(0, 0.118, -0.022),
            "crown": Vector(0, -0.018, 0.022),
            "working-eye": Vector(0.04, 0.112, 0.008),
            "other-eye": Vector(-0.04, 0.112, 0.008),
        }.items():
            self.points[name] = head.plus(turn.of(way))

    def _leg(self, side: str) -> None:
        hip = f"{side}-hip"
        self.points[hip] = self.pelvis.of(Vector(_SIGN[side] * HALF_PELVIS, 0, 0))
        thigh = self._ball(self.pelvis, hip)
        shin = thigh.then(about_x(-self.pose.angle(f"{side}-knee", FLEXION)))
        knee = self.points[hip].plus(thigh.of(DOWN), THIGH)
        self._lower_leg(side, knee, thigh, shin)

    def _lower_leg(self, side: str, knee: Vector, thigh: Rotation, shin: Rotation) -> None:
        points = self.points
        points[f"{side}-knee"] = knee
        points[f"{side}-thigh"] = points[f"{side}-hip"].plus(knee).times(0.5)
        ankle = points[f"{side}-ankle"] = knee.plus(shin.of(DOWN), SHIN)
        points[f"{side}-shin"] = knee.plus(shin.of(Vector(0, -0.012, -0.3 * SHIN)))
        foot = shin.then(about_x(self.pose.angle(f"{side}-ankle", FLEXION)))
        toes, sole = foot.front, foot.up.times(-1)
        if f"{side}-foot" in self.pose.flat:
            level = Vector(toes.x, toes.y, 0)
            toes, sole = (level if level.length > 0.1 else thigh.front).unit, DOWN
        points[f"{side}-heel"] = ankle.plus(toes, -HEEL).plus(sole, SOLE - 0.03)
        points[f"{side}-ball"] = ankle.plus(toes, 0.1).plus(sole, SOLE - 0.03)
        points[f"{side}-toe"] = ankle.plus(toes, TOES).plus(sole, SOLE - 0.022)

    def _arm(self, side: str) -> None:
        shoulder = f"{side}-shoulder"
        way = Vector(_SIGN[side] * HALF_SHOULDERS, 0, -0.035)
        self.points[shoulder] = self.points["neck"].plus(self.chest.of(way))
        upper = self._ball(self.chest, shoulder)
        fore = upper.then(about_x(self.pose.angle(f"{side}-elbow", FLEXION)))
        elbow = self.points[f"{side}-elbow"] = self.points[shoulder].plus(upper.of(DOWN), UPPER_ARM)
        self.points[f"{side}-hand"] = elbow.plus(fore.of(DOWN), FOREARM)

    def carry(self, before: Figure | None) -> None:
        """Bring what bears the body to where it was, or to its height above the floor."""
        bearing = self.points[self.pose.bearing]
        if before is not None and self.pose.height is None:
            way = before[self.pose.bearing].minus(bearing)
        else:
            height = self.pose.height
            up = -self._lowest() if height is None else height - bearing.z
            place = before[self.pose.bearing] if before else ORIGIN
            way = Vector(place.x - bearing.x, place.y - bearing.y, up)
        way = way.plus(self.pose.shift)
        self.points = {name: point.plus(way) for name, point in self.points.items()}

    def _lowest(self) -> float:
        held = {end.replace("foot", part) for end in self.pose.holds for part in _OF_A_LEG}
        return min(
            point.z - thickness(name)
            for name, point in self.points.items()
            if name.rpartition("-")[2] in _BEARING and name not in held
        )

    def reach(self, end: str, hold: Hold) -> None:
        """Bring a hand or a foot to where it is held, by bending its limb in two places."""
        side, _, kind = end.partition("-")
        leg = kind == "foot"
        root, first, second = ("hip", THIGH, SHIN) if leg else ("shoulder", UPPER_ARM, FOREARM)
        start = self.points[f"{side}-{root}"]
        target = self._target(end, hold, start)
        way = target.minus(start)
        if self.exact and way.length > first + second + 0.005:
            raise OutOfReach(end, 100 * (way.length - first - second))
        along, far = way.unit, min(way.length, first + second - 1e-6)
        far = max(far, abs(first - second) + 1e-6)
        usual = self.pelvis.front if leg else self.chest.of(Vector(0.4 * _SIGN[side], -1, -0.3))
        pole = (hold.pole or usual).across(along)
        pole = (pole if pole.length > 1e-6 else self.pelvis.front.across(along)).unit
        near = (first**2 + far**2 - second**2) / (2 * far)
        aside = sqrt(max(first**2 - near**2, 0.0))
        middle = start.plus(along, near).plus(pole, aside)
        if not leg:
            self.points[f"{side}-elbow"], self.points[end] = middle, start.plus(along, far)
            return
        thigh = _hinged(middle.minus(start).unit, pole)
        bent = 180 - degrees(acos(max(-1, min(1, _cosine(first, second, far)))))
        self._lower_leg(side, middle, thigh, thigh.then(about_x(-bent)))

    def _target(self, end: str, hold: Hold, start: Vector) -> Vector:
        if hold.place is not None:
            return hold.place
        if hold.point == "floor":
            height = SOLE if end.endswith("foot") else thickness("hand")
            return Vector(start.x + hold.way.x, start.y + hold.way.y, height + hold.way.z)
        return self.points[hold.point].plus(hold.way)


_OF_A_LEG = ("knee", "ankle", "heel", "toe")


def _cosine(first: float, second: float, far: float) -> float:
    return (first**2 + second**2 - far**2) / (2 * first * second)


def _hinged(down: Vector, pole: Vector) -> Rotation:
    """The turn of a thigh that goes `down` and whose knee points to the pole."""
    front = pole.across(down).unit
    if front.length < 0.5:
        front = AHEAD.across(down).unit
    up = down.times(-1)
    return Rotation(front.cross(up), front, up)
