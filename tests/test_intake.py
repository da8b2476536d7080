"""Athletes and measurements taken into the records from the tables that others export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import real_knowledge
from program import answers_file, hipexpert
from test_cases import people
from test_screen import squad_file

from hipexpert.records.store import Measurement, open_store

RUNNER = people()["founding"]
HEAD = "athlete,date,joint,motion,side,position,value,unit\n"
GOOD = (
    "kim,2026-03-02,hip,internal-rotation,left,prone,40,degrees\n"
    "kim,2026-03-02,hip,internal-rotation,right,prone,26.5,degrees\n"
)


def taken(folder: Path, name: str, code: int = 0) -> dict[str, Any]:
    """The summary of an import, by its counts."""
    ended = hipexpert(folder, "athlete", "import", name, "--json")
    assert ended.code == code, ended.err
    return json.loads(ended.out)


def counts(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["added"], found["changed"], found["same"], found["refused"]


def records(folder: Path) -> Any:
    return open_store(folder / "data" / "hipexpert" / "records.sqlite")


def measured(folder: Path, rows: str, name: str = "measured.csv") -> str:
    (folder / name).write_text(HEAD + rows)
    return name


@pytest.fixture
def with_kim(tmp_path: Path) -> Path:
    (tmp_path / "kim.csv").write_text("athlete,name\nkim,Kim Lee\n")
    assert counts(taken(tmp_path, "kim.csv")) == (1, 0, 0, 0)
    return tmp_path


def test_a_profile_becomes_the_start_of_the_next_consultation(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": {k: v for k, v in RUNNER.items() if k != "night-pain"}})
    found = taken(tmp_path, "squad.csv")
    assert found["kind"] == "athletes"
    assert counts(found) == (1, 0, 0, 0)
    shown = hipexpert(tmp_path, "consult", "--athlete", "kim", "--resume", "--no-input", "--json")
    told = json.loads(shown.out)
    assert told["status"] == "incomplete"
    assert told["answers"]["hip-ir-right"] == 26


def test_the_same_table_a_second_time_adds_nothing(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": RUNNER, "lee": {}})
    assert counts(taken(tmp_path, "squad.csv")) == (2, 0, 0, 0)
    assert counts(taken(tmp_path, "squad.csv")) == (0, 0, 2, 0)
    with records(tmp_path) as store:
        assert len(store.consultations("kim")) == 1
        assert store.consultations("lee") == []


def test_a_finished_consultation_is_not_begun_again_by_its_own_answers(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": RUNNER})
    taken(tmp_path, "squad.csv")
    with records(tmp_path) as store:
        store.finish(store.unfinished("kim").id, {}, {})
    assert counts(taken(tmp_path, "squad.csv")) == (0, 0, 1, 0)
    squad_file(tmp_path, {"kim": RUNNER | {"hip-ir-right": "30"}})
    assert counts(taken(tmp_path, "squad.csv")) == (0, 1, 0, 0)
    with records(tmp_path) as store:
        before, after = store.consultations("kim")
    assert before.answers.given["hip-ir-right"] == 26
    assert after.answers.given["hip-ir-right"] == 30


def test_a_changed_profile_changes_only_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text(
        "athlete,name,sport,event,age\nkim,Kim,track-running,400m,20\nlee,Lee,golf,,30\n"
    )
    taken(tmp_path, "squad.csv")
    (tmp_path / "squad.csv").write_text("athlete,name,sport\nkim,Kim Lee,golf\nlee,Lee,golf\n")
    assert counts(taken(tmp_path, "squad.csv")) == (0, 1, 1, 0)
    with records(tmp_path) as store:
        assert [athlete.name for athlete in store.athletes()] == ["Kim Lee", "Lee"]
        (kim,) = store.consultations("kim")
    assert kim.answers.given == {"sport": "golf", "age": 20}, "the event of another sport goes"


def test_bad_rows_are_named_and_the_others_are_taken(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text(
        "athlete,sport,age\nkim,golf,20\nlee,glof,20\na/b,golf,30\nbo,golf,900\nmo,golf,20\n"
    )
    found = taken(tmp_path, "squad.csv", code=6)
    assert counts(found) == (2, 0, 0, 3)
    ended = hipexpert(tmp_path, "athlete", "import", "squad.csv", "--plain")
    assert ended.code == 6
    assert "Added: 0" in ended.out
    assert "Same: 2" in ended.out
    assert "Refused: 3" in ended.out
    assert "squad.csv:3:5: error: 'sport' cannot be 'glof'" in ended.err
    assert "did you mean 'golf'?" in ended.err
    assert "squad.csv:4:1: error: 'a/b' cannot be the id of an athlete" in ended.err
    assert "squad.csv:5:9: error: 'age' cannot be 900" in ended.err


def test_measurements_are_recognised_by_their_header_and_kept_once(with_kim: Path) -> None:
    name = measured(with_kim, GOOD)
    found = taken(with_kim, name)
    assert found["kind"] == "measurements"
    assert counts(found) == (2, 0, 0, 0)
    assert counts(taken(with_kim, name)) == (0, 0, 2, 0)
    corrected = GOOD.replace("26.5", "27") + GOOD.splitlines()[0].replace("-02,", "-09,") + "\n"
    assert counts(taken(with_kim, measured(with_kim, corrected))) == (1, 1, 1, 0)
    with records(with_kim) as store:
        kept = store.measurements("kim")
    assert kept == [
        Measurement("kim", "2026-03-02", "hip", "internal-rotation", side, "prone", value, "degree")
        for side, value in (("left", 40), ("right", 27))
    ] + [
        Measurement("kim", "2026-03-09", "hip", "internal-rotation", "left", "prone", 40, "degree")
    ]


def test_what_was_measured_is_an_answer_of_the_next_consultation(with_kim: Path) -> None:
    rows = GOOD + GOOD.replace("03-02", "03-09").replace("40,", "41,").replace("prone", "seated")
    rows += "kim,2026-03-09,leg,length-difference,both,,4,mm\n"
    rows += "kim,2026-03-02,hip,external-rotation,left,prone,30,degrees\n"
    taken(with_kim, measured(with_kim, rows))
    resumed = ("consult", "--athlete", "kim", "--resume", "--no-input", "--json")
    told = json.loads(hipexpert(with_kim, *resumed).out)
    assert told["answers"] == {
        "rom-position": "seated",
        "hip-ir-left": 41,
        "hip-ir-right": 26.5,
        "leg-length-difference": 4,
    }
    courses = json.loads(hipexpert(with_kim, "progress", "kim", "--json").out)["courses"]
    tested = [[test["date"] for test in course["tests"]] for course in courses]
    assert tested == [[f"2026-03-{day}"] for day in ("02", "02", "09")], "none is of today"


def test_a_table_taken_again_does_not_answer_again(with_kim: Path) -> None:
    """What was corrected meanwhile stays, until something new was measured."""
    name = measured(with_kim, GOOD)
    taken(with_kim, name)
    typed = "hip-ir-left=44\nquit\n"
    hipexpert(with_kim, "consult", "--athlete", "kim", "--resume", typed=typed)
    for rows, left in ((GOOD, 44), (GOOD.replace("40,", "39,"), 39)):
        taken(with_kim, measured(with_kim, rows))
        with records(with_kim) as store:
            begun = store.unfinished("kim")
        assert begun
        assert begun.answers.given["hip-ir-left"] == left


def test_what_was_measured_before_the_last_consultation_is_no_answer_of_the_next(
    with_kim: Path,
) -> None:
    answers_file(with_kim, RUNNER)
    held = ("consult", "--athlete", "kim", "--answers", "case.yaml", "--no-input", "--json")
    assert hipexpert(with_kim, *held).code == 0
    taken(with_kim, measured(with_kim, GOOD))
    with records(with_kim) as store:
        assert store.unfinished("kim") is None
        today = store.consultations("kim")[0].begun[:10]
    taken(with_kim, measured(with_kim, GOOD.replace("2026-03-02", today).replace("40,", "39,")))
    with records(with_kim) as store:
        begun = store.unfinished("kim")
    assert begun
    assert begun.answers.given == {"rom-position": "prone", "hip-ir-left": 39, "hip-ir-right": 26.5}


def test_words_are_taken_as_people_write_them(with_kim: Path) -> None:
    rows = (
        "kim,2026-03-02,Hip,IR,Left,face down,40,°\n"
        "kim,2026-03-02,hip,External Rotation,right,Prone,41,deg\n"
        "kim,2026-03-02,upper back,thoracic_rotation,left,,55,Degrees\n"
        "kim,2026-03-02,leg,length-difference,both,,4,mm\n"
    )
    assert counts(taken(with_kim, measured(with_kim, rows))) == (4, 0, 0, 0)
    with records(with_kim) as store:
        kept = [one[2:] for one in store.measurements("kim")]
    assert kept == [
        ("hip", "external-rotation", "right", "prone", 41, "degree"),
        ("hip", "internal-rotation", "left", "prone", 40, "degree"),
        ("leg", "length-difference", "both", "", 4, "millimetre"),
        ("upper-back", "thoracic-rotation", "left", "", 55, "degree"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "column", "told"),
    [
        ("kim", "kin", 1, "there is no athlete 'kin'"),
        ("2026-03-02", "02.03.2026", 5, "'02.03.2026' is no date"),
        ("2026-03-02", "2206-03-02", 5, "2206-03-02 is yet to come"),
        ("hip", "hop", 16, "there is no joint 'hop'"),
        ("internal-rotation", "internal-rotatoin", 20, "there is no motion 'internal-rotatoin'"),
        ("left", "both", 38, "there is no side 'both'"),
        ("prone", "standing", 43, "there is no position 'standing'"),
        ("40", "400", 49, "'hip-ir-left' cannot be 400"),
        ("40", "", 49, "no value stands here"),
        ("degrees", "mm", 52, "there is no unit 'mm'"),
        ("degrees", "", 52, "no unit stands here"),
    ],
)
def test_a_measurement_with_a_fault_is_refused_at_its_place(
    with_kim: Path, old: str, new: str, column: int, told: str
) -> None:
    first, second = GOOD.splitlines()
    name = measured(with_kim, f"{first.replace(old, new, 1)}\n{second}\n")
    ended = hipexpert(with_kim, "athlete", "import", name, "--json")
    assert ended.code == 6
    assert f"measured.csv:2:{column}: error: {told}" in ended.err
    assert counts(json.loads(ended.out)) == (1, 0, 0, 1)


def test_the_same_measured_twice_on_a_day_is_left_to_the_one_who_measured(with_kim: Path) -> None:
    name = measured(with_kim, GOOD + GOOD.splitlines()[0].replace("40", "44") + "\n")
    ended = hipexpert(with_kim, "athlete", "import", name, "--json")
    assert ended.code == 6
    assert "measured.csv:4:1: error: the same was measured on this day at line 2" in ended.err
    assert "keep one value a day" in ended.err


def test_a_table_of_measurements_needs_all_its_columns(with_kim: Path) -> None:
    (with_kim / "measured.csv").write_text("athlete,date,joint,motion,side,value,units\n")
    ended = hipexpert(with_kim, "athlete", "import", "measured.csv")
    assert ended.code == 6
    assert "there is no column 'units'" in ended.err
    assert "did you mean 'unit'?" in ended.err
    assert "the column 'position' is missing" in ended.err


def test_a_consultation_in_hand_is_kept_beside_what_is_imported(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": RUNNER})
    taken(tmp_path, "squad.csv")
    answers_file(tmp_path, RUNNER)
    done = hipexpert(
        tmp_path, "consult", "--athlete", "kim", "--answers", "case.yaml", "--no-input", "--json"
    )
    assert done.code == 0, done.err
    assert counts(taken(tmp_path, "squad.csv")) == (0, 0, 1, 0)


def test_every_question_that_is_measured_says_so_in_three_words_of_its_own() -> None:
    knowledge = real_knowledge()
    named = {
        question.id: knowledge.text(question.id, "measured-as")
        for question in knowledge.questions.values()
        if question.property == "measures"
    }
    assert all(named.values())
    assert len(set(named.values())) == len(named)
