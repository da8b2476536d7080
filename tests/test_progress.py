"""Ranges over time: what is a change, what is error, and when nothing moves any more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from program import TODAY, answers_file, hipexpert
from test_cases import people

from hipexpert.face.pages.page import Bar, Grid
from hipexpert.face.pages.progress import progress_page
from hipexpert.model import KnowledgeBase
from hipexpert.records.progress import Course, progress
from hipexpert.records.store import Measurement, open_store

GREW, SHRANK, SAME, ONCE = "range-grew", "range-shrank", "range-unchanged", "range-tested-once"


def measured(
    *tests: tuple[float | None, float | None], position: str = "prone"
) -> Iterable[Measurement]:
    """Internal rotation left and right, a test a month."""
    for month, values in enumerate(tests, 1):
        for side, value in zip(("left", "right"), values, strict=True):
            if value is not None:
                where = ("hip", "internal-rotation", side, position)
                yield Measurement("kim", f"2026-{month:02}-01", *where, value, "degree")


def course(knowledge: KnowledgeBase, *tests: tuple[float | None, float | None]) -> Course:
    (found,) = progress(knowledge, (), measured(*tests)).courses
    return found


@pytest.mark.parametrize(
    ("tests", "findings"),
    [
        ([(40, 26)], [ONCE]),
        ([(40, 26), (40, 31)], [SAME]),
        ([(40, 26), (40, 31.9)], [SAME]),
        ([(40, 26), (40, 32)], [GREW]),
        ([(40, 26), (40, 20.1)], [SAME]),
        ([(40, 26), (40, 20)], [SHRANK]),
        ([(40, 26), (40, 30), (40, 34)], [GREW, SAME]),
        ([(40, 26), (40, 34), (40, 26)], [SAME, SHRANK]),
        ([(40, 26), (40, None), (40, 33)], [GREW]),
    ],
)
def test_a_change_below_error_of_measurement_is_none(
    knowledge: KnowledgeBase, tests: list[tuple[float | None, float | None]], findings: list[str]
) -> None:
    """Since the first test, and since the last one where that is another finding."""
    trend = course(knowledge, *tests).trends[1]
    assert trend.side == "right"
    assert [change.finding for change in trend.changes] == findings


@pytest.mark.parametrize(
    ("tests", "gap"),
    [
        ([(40, 26), (40, 28)], None),
        ([(40, 26), (40, 28), (41, 27)], 14),
        ([(40, 20), (40, 26), (40, 28), (41, 27)], 14),
        ([(40, 26), (40, 28), (40, 32)], None),
        ([(40, 26), (40, 28), (40, 30)], 10),
        ([(32, 27), (32, 27), (32, 27)], None),
        ([(40, 26), (40, 26), (None, 26)], None),
    ],
)
def test_a_side_that_stays_short_through_the_retests_has_come_to_a_plateau(
    knowledge: KnowledgeBase, tests: list[tuple[float | None, float | None]], gap: float | None
) -> None:
    found = course(knowledge, *tests).trends
    assert found[-1].gap == gap
    assert all(trend.gap is None for trend in found[:-1]), "the longer side needs no review"


def test_only_what_was_measured_in_the_same_position_is_compared(knowledge: KnowledgeBase) -> None:
    tests = [
        *measured((40, 26)),
        *measured((40, 40), position="seated"),
        *measured((9, 9), position=""),
    ]
    found = progress(knowledge, (), tests).courses
    assert [each.position for each in found] == ["", "prone", "seated"]
    assert all(change.finding == ONCE for c in found for t in c.trends for change in t.changes)


def test_consultations_and_measurements_make_one_course(tmp_path: Path) -> None:
    """Through the program: the words are those of the knowledge, the numbers those given."""
    case = {**people()["founding"], "age": "23", "pain-site": "none", "rom-position": "prone"}
    answers_file(tmp_path, case)
    assert hipexpert(tmp_path, "progress", "kim").code == 2
    hipexpert(tmp_path, "athlete", "add", "kim")
    nothing = hipexpert(tmp_path, "progress", "kim", "--plain")
    assert "No range of this athlete is kept yet" in nothing.out
    hipexpert(tmp_path, "consult", "--athlete", "kim", "--answers", "case.yaml", "--json")
    path = tmp_path / "data" / "hipexpert" / "records.sqlite"
    with open_store(path, today=TODAY) as store:
        store.add_measurements([*measured((41, 27), (40, 28))])
        today = store.consultations()[0].begun[:10]
    shown = hipexpert(tmp_path, "progress", "kim", "--plain").out
    assert "Internal rotation, lying face down\n2026-01-01\n  Left: 41 degrees" in shown
    assert f"{today}\n  Left: 40 degrees\n" in shown
    assert "  Side difference: 14 degrees" in shown
    assert "Right: No change since 2026-01-01: from 27 to 26 degrees." in shown
    assert "A plateau: no change in the last 2 re-tests, and still 14 degrees short" in shown
    assert "\x1b" not in shown
    told = json.loads(hipexpert(tmp_path, "progress", "kim", "--json").out)
    internal = next(c for c in told["courses"] if c["motion"] == "internal-rotation")
    assert [test["right"] for test in internal["tests"]] == [27, 28, 26]
    assert [side["plateau"] for side in internal["sides"]] == [False, True]
    assert (told["athlete"], internal["error-degrees"]) == ("kim", 6)


def test_a_motion_that_no_position_changes_has_one_course(knowledge: KnowledgeBase) -> None:
    where = ("upper-back", "thoracic-rotation", "left")
    taken = [
        Measurement("kim", f"2026-0{month}-01", *where, position, 40, "degree")
        for month, position in ((1, "seated"), (2, ""))
    ]
    (found,) = progress(knowledge, (), taken).courses
    assert (found.position, len(found.tests)) == ("", 2)


def test_what_has_no_error_of_measurement_is_not_judged(knowledge: KnowledgeBase) -> None:
    """That of the upper back is not known here; a length is no range at all."""
    taken = [
        Measurement("kim", f"2026-0{month}-01", *named, value + month, unit)
        for month in (1, 2, 3)
        for *named, value, unit in (
            ("upper-back", "thoracic-rotation", "left", "", 30, "degree"),
            ("leg", "length-difference", "both", "", 4, "millimetre"),
        )
    ]
    (found,) = (told := progress(knowledge, (), taken)).courses
    assert (found.motion, found.error) == ("thoracic-rotation", None)
    (trend,) = found.trends
    assert (trend.changes, trend.gap) == ((), None)
    assert [*told.sentences(found, trend)] == [knowledge.text("change-not-judged", "sentence")]


def test_a_bar_ends_pale_as_far_as_the_error_to_either_side(knowledge: KnowledgeBase) -> None:
    (section,) = progress_page(progress(knowledge, (), measured((40, 3), (41, 26))))
    table = section.blocks[0]
    assert isinstance(table, Grid)
    assert table.legend
    bars = {cell.text: cell for row in table.rows for cell in row if isinstance(cell, Bar)}
    degrees = {text: [47 * share for share in bar.band or ()] for text, bar in bars.items()}
    assert degrees == {
        "40 degrees": pytest.approx([34, 46]),
        "41 degrees": pytest.approx([35, 47]),
        "26 degrees": pytest.approx([20, 32]),
        " 3 degrees": pytest.approx([0, 9]),
    }
    assert all(bar.band and bar.share == bar.band[0] for bar in bars.values())


def test_of_two_tests_read_in_different_ways_the_larger_error_counts(tmp_path: Path) -> None:
    """Twelve degrees are a change from an instrument to an instrument, and to a phone as well; ten
    are none."""
    hipexpert(tmp_path, "athlete", "add", "kim")
    case = {**people()["founding"], "rom-position": "prone", "measured-with": "phone"}
    answers_file(tmp_path, case)
    hipexpert(tmp_path, "consult", "--athlete", "kim", "--answers", "case.yaml", "--json")
    path = tmp_path / "data" / "hipexpert" / "records.sqlite"
    with open_store(path, today=TODAY) as store:
        store.add_measurements([*measured((40, 16), (40, 14))])
    told = json.loads(hipexpert(tmp_path, "progress", "kim", "--json").out)
    internal = next(c for c in told["courses"] if c["motion"] == "internal-rotation")
    assert internal["error-degrees"] == 11
    changes = internal["sides"][1]["changes"]
    assert [(c["finding"], c["error"]) for c in changes] == [(SAME, 11), (GREW, 11)]
    assert "An error of measurement would be below 11." in " ".join(internal["sides"][1]["text"])
