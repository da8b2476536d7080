"""The laws of the drawings, at their boundaries, and on what can go wrong with each drill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import MUTANTS, drawn, faults, movements, survivors

from hipexpert.drawing import judging
from hipexpert.drawing.camera import Camera
from hipexpert.drawing.laws import drawing_problems
from hipexpert.drawing.measuring import measuring_movement
from hipexpert.drawing.movement import turned

STILL = "nothing turns: it is held, or pressed against a wall"
TO_AND_FRO = "rolled to and fro, it trains no angle"
ALIKE = "both legs do the same"
CHEST = "what is trained is the chest; no law speaks of the legs below it"
AS_WELL = "from there it is seen as well"

EQUIVALENT = {
    ("single-leg-balance", "*"): STILL,
    ("isometric-wall-abduction", "start and end exchanged"): STILL,
    ("isometric-wall-abduction", "the turn negated"): STILL,
    ("isometric-wall-abduction", "the legs exchanged"): STILL,
    ("pigeon-stretch", "start and end exchanged"): "held: the trunk goes, the hip's turn is there",
    ("ball-release", "start and end exchanged"): TO_AND_FRO,
    ("ball-release", "the turn negated"): TO_AND_FRO,
    ("ball-release", "the legs exchanged"): TO_AND_FRO,
    ("foam-roll-hips-and-shins", "start and end exchanged"): TO_AND_FRO,
    ("foam-roll-hips-and-shins", "the turn negated"): TO_AND_FRO,
    ("foam-roll-hips-and-shins", "the legs exchanged"): TO_AND_FRO,
    ("adductor-squeeze", "the legs exchanged"): ALIKE,
    ("body-weight-squat", "the legs exchanged"): ALIKE,
    ("deadlift", "the legs exchanged"): ALIKE,
    ("glute-bridge", "the legs exchanged"): ALIKE,
    ("goblet-squat", "the legs exchanged"): ALIKE,
    ("hip-thrust", "the legs exchanged"): ALIKE,
    ("open-book", "the legs exchanged"): CHEST,
    ("quadruped-thoracic-rotation", "the legs exchanged"): CHEST,
    ("rock-back-with-rotation", "the legs exchanged"): CHEST,
    ("side-lying-extension-rotation", "the legs exchanged"): CHEST,
    ("ninety-ninety-lift-off", "the camera turned by 90 degrees"): AS_WELL,
    ("quadruped-thoracic-rotation", "the camera turned by 90 degrees"): AS_WELL,
    ("reverse-clam", "the camera turned by 90 degrees"): AS_WELL,
    ("rock-back-with-rotation", "the camera turned by 90 degrees"): AS_WELL,
    ("turned-out-leg-lift-face-down", "the camera turned by 90 degrees"): AS_WELL,
}
"""Mutants that are no worse than the drawing, or of which no angle tells, each with the reason."""


def test_the_real_drawings_break_no_law():
    assert list(drawing_problems(drawn().knowledge)) == []


def test_every_mutant_is_caught_but_those_that_are_none():
    told = {(name, kind) for name, kind in EQUIVALENT if kind != "*"}
    told |= {(name, kind) for name, which in EQUIVALENT if which == "*" for kind in MUTANTS}
    assert set(survivors()) == told


def test_nearly_all_mutants_are_caught():
    made = len(movements()) * len(MUTANTS)
    assert len(list(survivors())) <= made * 0.14


def rotation(degrees: float):
    return measuring_movement(drawn().knowledge, "seated", "internal-rotation", degrees)


@pytest.mark.parametrize(("degrees", "kept"), [(10, True), (9, False), (-10, False)])
def test_ten_degrees_along_what_is_trained(degrees, kept):
    assert (not list(judging.shows_what_it_trains(rotation(degrees)))) == kept


@pytest.mark.parametrize(("degrees", "kept"), [(-10, True), (-9, False), (10, False)])
def test_ten_degrees_against_it_where_the_way_back_is_trained(degrees, kept):
    returning = replace(rotation(degrees), effort="effort-on-the-way-back")
    assert (not list(judging.shows_what_it_trains(returning))) == kept


@pytest.mark.parametrize(("degrees", "kept"), [(0, True), (-1, True), (-2, False)])
def test_who_presses_goes_no_other_way(degrees, kept):
    held = replace(rotation(degrees), effort="effort-held")
    assert (not list(judging.shows_what_it_trains(held))) == kept


@pytest.mark.parametrize(("degrees", "kept"), [(30, True), (31, False)])
def test_the_other_side_does_no_more_than_the_working_one(degrees, kept):
    each = rotation(30)
    end = turned(each.end, "other-hip", "internal-rotation", degrees)
    assert (not list(judging.shows_what_it_trains(replace(each, end=end)))) == kept


@pytest.mark.parametrize(("height", "kept"), [(30, True), (70, False)])
def test_a_movement_is_seen_from_across_it(height, kept):
    each = replace(rotation(35), camera=Camera(0, height))
    assert (not list(judging.is_seen(each))) == kept


@pytest.mark.parametrize(("azimuth", "kept"), [(172, True), (138, False)])
def test_a_foot_that_falls_out_does_not_look_like_a_heel_to_the_buttock(azimuth, kept):
    wiper = measuring_movement(drawn().knowledge, "prone", "internal-rotation", 35)
    each = replace(wiper, camera=Camera(azimuth, 16))
    assert (not list(judging.is_not_mistaken(each))) == kept


@pytest.mark.parametrize(("degrees", "kept"), [(65, True), (66, False)])
def test_a_joint_goes_as_far_as_its_limit(degrees, kept):
    assert (not list(judging.can_be(rotation(degrees), drawn().limits))) == kept


@pytest.mark.parametrize(
    ("height", "kept"), [(0.0, True), (0.025, True), (0.04, False), (-0.025, True), (-0.04, False)]
)
def test_a_figure_is_on_the_ground_to_three_centimetres(height, kept):
    each = movements()["single-leg-balance"]
    up = replace(each.start, shift=each.start.shift._replace(z=height))
    assert (not list(judging.touches(replace(each, start=up, end=each.end)))) == kept


def test_every_law_looks_at_both_rotations_of_each_measuring_position():
    positions = [each.name for each in drawn().movements if each.name not in movements()]
    assert positions == [p for p in ("prone", "seated", "supine-90") for _ in range(2)]
    assert all(not faults(each) for each in drawn().movements)
