"""What holds of every pose: bones keep their length, angles read back, sides mirror each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drawn import drawn, movements
from hypothesis import given
from hypothesis import strategies as st

from hipexpert.drawing.angles import chest_turn, hip_angles
from hipexpert.drawing.camera import Camera
from hipexpert.drawing.measuring import FOOT
from hipexpert.drawing.movement import base_pose, turned
from hipexpert.drawing.skeleton import FOREARM, SHIN, THIGH, UPPER_ARM, Figure, figure

ANGLES = {
    ("working-hip", "flexion"): (-30, 130),
    ("working-hip", "abduction"): (-35, 60),
    ("working-hip", "internal-rotation"): (-75, 65),
    ("working-knee", "flexion"): (25, 150),
    ("other-hip", "flexion"): (-30, 130),
    ("other-hip", "abduction"): (-35, 60),
    ("other-hip", "internal-rotation"): (-75, 65),
    ("other-knee", "flexion"): (25, 150),
    ("pelvis", "flexion"): (-90, 90),
    ("pelvis", "turn"): (-60, 60),
    ("pelvis", "side-bend"): (-40, 40),
    ("trunk", "turn"): (-40, 40),
}


@st.composite
def poses(draw):
    """A pose with any angles within the joints, in any posture."""
    pose = base_pose(drawn().knowledge, "supine-90")
    for (part, motion), (least, most) in ANGLES.items():
        pose = turned(pose, part, motion, draw(st.integers(least, most)))
    return pose


def near(one: Figure, other: Figure) -> bool:
    return all(one[name].minus(other[name]).length < 1e-9 for name in one.points)


@given(poses())
def test_angles_read_back_are_those_declared(pose):
    body = figure(pose)
    for side, sign in (("working", 1), ("other", -1)):
        read = hip_angles(body, side, sign)
        hip = [pose.angle(f"{side}-hip", m) for m in ("flexion", "abduction", "internal-rotation")]
        declared = (*hip, pose.angle(f"{side}-knee", "flexion"))
        assert read == pytest.approx(declared, abs=1e-6)
    assert chest_turn(body, 1) == pytest.approx(pose.angle("trunk", "turn"), abs=1e-6)


@given(poses())
def test_bones_keep_their_length(pose):
    body = figure(pose)
    bones = {("hip", "knee"): THIGH, ("knee", "ankle"): SHIN}
    bones |= {("shoulder", "elbow"): UPPER_ARM, ("elbow", "hand"): FOREARM}
    for side in ("working", "other"):
        for (a, b), length in bones.items():
            assert body[f"{side}-{a}"].minus(body[f"{side}-{b}"]).length == pytest.approx(length)


@given(poses())
def test_a_mirror_turned_twice_is_no_mirror(pose):
    body = figure(pose)
    assert near(body.mirrored().mirrored(), body)
    assert not near(body.mirrored(), body)


@given(poses())
def test_the_mirrored_left_has_the_angles_of_the_right(pose):
    body = figure(pose)
    for side, sign in (("working", 1), ("other", -1)):
        mirrored = hip_angles(body.mirrored(), side, -sign)
        assert mirrored == pytest.approx(hip_angles(body, side, sign), abs=1e-6)
    assert chest_turn(body.mirrored(), -1) == pytest.approx(chest_turn(body, 1), abs=1e-6)


@given(poses(), st.integers(-180, 180), st.integers(0, 80))
def test_a_mirrored_camera_sees_the_mirror_image(pose, azimuth, height):
    body, camera = figure(pose), Camera(azimuth, height)
    for name, point in body.points.items():
        seen, mirrored = camera.see(point), camera.mirrored().see(body.mirrored()[name])
        assert mirrored == pytest.approx((-seen.x, seen.y, seen.depth), abs=1e-9)


@given(
    st.sampled_from(["prone", "seated", "supine-90"]),
    st.integers(60, 120),
    st.integers(-60, 55),
)
def test_with_a_bent_knee_turning_in_takes_the_foot_out(position, knee, degrees):
    """The definition of internal rotation in `kb/body.ttl`, as a theorem of the skeleton."""
    start = turned(base_pose(drawn().knowledge, position), "working-knee", "flexion", knee)
    ankle = FOOT.replace("foot", "ankle")
    out = [
        figure(turned(start, "working-hip", "internal-rotation", d))[ankle].x
        for d in (degrees, degrees + 5)
    ]
    assert out[1] > out[0]


def test_what_bears_the_body_stays_where_it_is():
    for name, each in movements().items():
        if each.end.height is None and each.end.shift == each.start.shift:
            start, end = (f[each.end.bearing] for f in (each.start_figure, each.end_figure))
            assert start.minus(end).length < 1e-9, name


def test_on_the_way_nothing_jumps():
    """The way between two poses is gone in even steps, none of them a leap."""
    for name, each in movements().items():
        for one, other in pairwise(each.figures()):
            for point in one.points:
                assert one[point].minus(other[point]).length < 0.7, (name, point)
