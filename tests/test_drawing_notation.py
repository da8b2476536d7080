"""Poses are read word by word, and what cannot be read is told with its place."""

from __future__ import annotations

import pytest

from hipexpert.drawing.notation import Angled, Lies, Placed, Pointed, Rests, read_pose
from hipexpert.drawing.posing import Contradiction, posed
from hipexpert.drawing.props import Prop, read_prop
from hipexpert.drawing.skeleton import OutOfReach, figure
from hipexpert.notation import NotationError


def test_each_kind_of_part_is_read():
    assert read_pose(
        "lies other-side; pelvis side-bend 4 turn -2; both knee flexion 80; working foot stays;"
        " working knee towards up 1 ahead 0.5; other hand on head back 0.1; rests on pelvis up 0.5"
    ) == (
        Lies("other-side"),
        Angled("pelvis", (("side-bend", 4.0), ("turn", -2.0))),
        Angled("working-knee", (("flexion", 80.0),)),
        Angled("other-knee", (("flexion", 80.0),)),
        Placed("working-foot", "stays"),
        Pointed("working-knee", (("up", 1.0), ("ahead", 0.5))),
        Placed("other-hand", "on", "head", (("back", 0.1),)),
        Rests("pelvis", 0.5),
    )


def test_an_antagonist_is_less_than_nought():
    (turned,) = read_pose("working hip extension 10 adduction 5 external-rotation 30")
    assert turned.degrees == (("flexion", -10), ("abduction", -5), ("internal-rotation", -30))


MISREAD = {
    "left hip flexion 90": ("left", "'left' is no part of a pose", None),
    "lies on-belly": ("on-belly", "'on-belly' is no way to lie", None),
    "working hip flexion ninety": ("ninety", "here numbers of degrees are missing", None),
    "working hip flexon 90": ("flexon", "'flexon' is no motion of the hip", "flexion"),
    "working knee abduction 9": ("abduction", "'abduction' is no motion of the knee", None),
    "stands rests": ("rests", "'rests' does not belong here; a ';' ends a part", None),
    "working hand on nee": ("nee", "'nee' is no point of the body", None),
    "other foot on other-nee": ("other-nee", "'other-nee' is no point of the body", "other-knee"),
    "working hip towards up 1": ("towards", "only a knee or an elbow points somewhere", None),
    "both foot on floor ahead": ("", "here metres are missing", None),
    "pelvis flexion 9; ": ("", "here a part of a pose is missing", None),
}
"""Texts with the word at fault, what is said of it, and the word that may be meant."""


@pytest.mark.parametrize("text", MISREAD)
def test_what_cannot_be_read_is_told_with_its_place(text):
    word, message, meant = MISREAD[text]
    with pytest.raises(NotationError) as caught:
        read_pose(text)
    error = caught.value
    hint = f"did you mean '{meant}'?" if meant else None
    assert (error.message, error.hint) == (message, hint)
    at = text[error.offset : error.offset + error.width]
    assert at == word if word else error.offset == len(text.rstrip())


def test_a_knee_points_nowhere_while_its_foot_is_free():
    with pytest.raises(Contradiction, match="working knee points nowhere"):
        posed(read_pose("working knee towards up 1"))


def test_a_joint_cannot_be_bent_while_its_end_is_held():
    with pytest.raises(Contradiction, match="working foot is held"):
        posed(read_pose("working foot on floor ahead 0.3; working hip flexion 90"))


def test_nothing_stays_before_it_was_anywhere():
    with pytest.raises(Contradiction, match="stays where it never was"):
        posed(read_pose("working hand stays"))


@pytest.mark.parametrize(("metres", "reached"), [(0.1, True), (0.7, False)])
def test_a_limb_is_never_stretched(metres, reached):
    pose = posed(read_pose(f"rests on pelvis up 0.8; working foot on floor ahead {metres}"))
    if reached:
        body = figure(pose)
        assert body["working-ankle"].minus(body["working-knee"]).length == pytest.approx(0.41)
        assert body["working-knee"].minus(body["working-hip"]).length == pytest.approx(0.43)
    else:
        with pytest.raises(OutOfReach, match="working foot is 18 cm out of reach"):
            figure(pose)


def test_a_prop_is_read_and_one_that_is_none_refused():
    assert read_prop("band from working-knee to other-knee out 0.1") == Prop(
        "band", "from", "working-knee", "other-knee", (("out", 0.1),)
    )
    with pytest.raises(NotationError, match="'sofa' is no thing to do a drill with"):
        read_prop("sofa under pelvis")
    with pytest.raises(NotationError, match="'over' is no word for where it is"):
        read_prop("box over pelvis")
