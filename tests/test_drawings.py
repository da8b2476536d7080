"""The drawings themselves: every drill drawn or told, each a small whole picture."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import real_knowledge
from program import hipexpert

from hipexpert.drawing.drills import drawing
from hipexpert.drawing.measuring import MOTIONS, measuring_drawing, measuring_positions
from hipexpert.drawing.open_set import drawn_drills, left_out, open_set
from hipexpert.drawing.svg import for_paper, style

SVG = "{http://www.w3.org/2000/svg}"
SIDES = ("left", "right")
DRAWN = drawn_drills(real_knowledge())
BIGGEST = 8 * 1024


def test_every_drill_is_drawn_or_told():
    told = left_out(real_knowledge())
    assert set(DRAWN) | set(told) == set(real_knowledge().instances("Drill"))
    assert not set(DRAWN) & set(told)
    advice = set(real_knowledge().instances("Advice"))
    assert len(set(told) - advice) <= 7


@pytest.mark.parametrize("drill", DRAWN)
def test_a_drawing_is_a_small_whole_picture_with_its_words(drill):
    for side in SIDES:
        text = drawing(real_knowledge(), drill, side)
        root = ElementTree.fromstring(text)
        assert root.attrib["role"] == "img"
        assert root.find(f"{SVG}title").text.startswith(real_knowledge().label(drill))
        assert root.find(f"{SVG}desc").text == real_knowledge().text(drill, "instruction")
        assert 2000 < len(text.encode()) <= BIGGEST
        assert " id=" not in text
        numbers = (each.text for each in root.iter(f"{SVG}text"))
        assert list(numbers) in ([], ["1", "2"])


@pytest.mark.parametrize("drill", DRAWN)
def test_nothing_is_drawn_outside_the_picture(drill):
    for side in SIDES:
        root = ElementTree.fromstring(drawing(real_knowledge(), drill, side, styled=False))
        for group in root.iter(f"{SVG}g"):
            x, y = map(float, re.findall(r"-?[\d.]+", group.attrib["transform"]))
            for path in group.iter(f"{SVG}path"):
                for a, b in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.attrib["d"]):
                    assert -3 <= float(a) + x <= 243, (drill, side, path.attrib)
                    assert -3 <= float(b) + y <= 183, (drill, side, path.attrib)


def test_a_drawing_is_the_same_each_time():
    for drill in DRAWN[:8]:
        assert drawing(real_knowledge(), drill, "left") == drawing(real_knowledge(), drill, "left")


def test_the_two_sides_differ_but_in_their_numbers():
    """Frames and numbers are not turned round: 1 stands left of 2 on both sides."""
    for drill in ("walking-lunge", "lateral-squat"):
        drawn = [drawing(real_knowledge(), drill, side) for side in SIDES]
        assert drawn[0] != drawn[1]
        for text in drawn:
            first, second = map(float, re.findall(r'hx-count" x="([\d.]+)"', text))
            assert first < second


def test_what_is_not_drawn_has_no_drawing():
    assert drawing(real_knowledge(), "hip-airplane", "left") is None


@pytest.mark.parametrize("position", measuring_positions(real_knowledge()))
@pytest.mark.parametrize("motion", MOTIONS)
def test_a_measuring_position_has_the_degrees_beside_it(position, motion):
    for side in SIDES:
        for degrees, said in ((32, "32°"), (-5, "−5°"), (14.5, "14.5°")):
            text = measuring_drawing(real_knowledge(), position, motion, side, degrees)
            root = ElementTree.fromstring(text)
            assert [each.text for each in root.iter(f"{SVG}text")] == [said]
            assert said in root.find(f"{SVG}title").text
            assert 2000 < len(text.encode()) <= BIGGEST


def test_other_degrees_are_another_picture_at_the_same_scale():
    def floor(degrees: float) -> str:
        text = measuring_drawing(real_knowledge(), "seated", "internal-rotation", "right", degrees)
        return re.search(r'hx-floor" d="([^"]*)"', text)[1]

    def leg(degrees: float) -> str:
        text = measuring_drawing(real_knowledge(), "seated", "internal-rotation", "right", degrees)
        return re.search(r'hx-axis" d="([^"]*)"', text)[1]

    assert leg(26) != leg(34)
    assert floor(26)[:1] == floor(34)[:1]


def test_without_a_number_none_is_shown():
    text = measuring_drawing(real_knowledge(), "prone", "internal-rotation", "left")
    assert "°" not in text
    assert "<text" not in text


def test_a_position_without_a_pose_is_refused():
    with pytest.raises(KeyError):
        measuring_drawing(real_knowledge(), "on-feet", "internal-rotation", "left", 30)


def test_paper_is_told_in_plain_colours():
    drawn = drawing(real_knowledge(), "clam", "right", styled=False)
    printed = for_paper(drawn)
    assert "var(" not in printed
    assert "hx-o" not in printed
    assert "#08695d" in printed
    assert "var(--hx-work)" in style()
    ElementTree.fromstring(printed)


def test_the_open_set_is_whole():
    files = open_set(real_knowledge())
    assert {name for name in files if name.endswith(".svg")} == {
        *(f"drills/{drill}-{side}.svg" for drill in DRAWN for side in SIDES),
        *(
            f"measuring/{position}-{motion}-{side}.svg"
            for position in measuring_positions(real_knowledge())
            for motion in MOTIONS
            for side in SIDES
        ),
    }
    assert set(re.findall(r'src="([^"]+)"', files["index.html"])) <= set(files)
    written = json.loads(files["poses.json"])
    assert [each["id"] for each in written["drills"]] == list(DRAWN)
    assert written["not-drawn"] == left_out(real_knowledge())
    assert all("left" not in json.dumps(d["start"]) for d in written["drills"])
    assert "CC BY 4.0" in files["LICENSE"]
    assert all(why in files["README.md"] for why in left_out(real_knowledge()).values())


def test_the_command_writes_the_set_and_writes_over_nothing(tmp_path):
    out = tmp_path / "set"
    ran = hipexpert(tmp_path, "drawings", "--out", str(out))
    assert ran.code == 0
    assert (out / "drills" / "clam-left.svg").read_text() == drawing(
        real_knowledge(), "clam", "left"
    )
    again = hipexpert(tmp_path, "drawings", "--out", str(out))
    assert again.code == 2
    assert "is there already" in again.err
    assert hipexpert(tmp_path, "drawings", "--out", str(out), "--force").code == 0


def test_the_command_prints_one(tmp_path):
    ran = hipexpert(tmp_path, "drawings", "--drill", "clam", "--side", "left")
    assert ran.out == drawing(real_knowledge(), "clam", "left")
    for arguments, told in (
        (("--drill", "clamm"), "did you mean 'clam'?"),
        (("--drill", "hip-airplane"), "pelvis turns over a thigh"),
        ((), "either --out or --drill"),
    ):
        refused = hipexpert(tmp_path, "drawings", *arguments)
        assert refused.code == 2
        assert told in refused.err
