"""Athletes and measurements taken into the records from the tables that others export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, real_knowledge
from program import TODAY, answers_file, hipexpert, later
from terminal import Terminal, pexpect
from test_cases import people
from test_screen import squad_file

from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.records.store import Measurement, open_store

RUNNER = people()["founding"]
FOUND = ROOT / "tests" / "found"
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
    return open_store(folder / "data" / "hipexpert" / "records.sqlite", today=TODAY)


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
    assert counts(found) == (4, 0, 0, 3), "all but the one without an id, as far as can be read"
    assert [(one["athlete"], one["column"]) for one in found["refused-cells"]] == [
        ("lee", "sport"),
        ("a/b", "athlete"),
        ("bo", "age"),
    ]
    ended = hipexpert(tmp_path, "athlete", "import", "squad.csv", "--plain")
    assert ended.code == 6
    assert "Added: 0" in ended.out
    assert "Same: 4" in ended.out
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
    rows = (
        "kim ,2026-03-03,hip,IR,L,prone,40°,º\n"
        "kim,2026-03-03,hip,IR,R,prone,39 deg,degrees\n"
        "kim,2026-03-03,leg,length-difference,both,,0.7,cm\n"
    )
    assert counts(taken(with_kim, measured(with_kim, rows))) == (3, 0, 0, 0)
    with records(with_kim) as store:
        all_kept = [one[1:] for one in store.measurements("kim")]
    newer = [one[-2:] for one in all_kept if one[0] == "2026-03-03"]
    assert newer == [(40, "degree"), (39, "degree"), (7, "millimetre")]
    kept = [one[1:] for one in all_kept if one[0] == "2026-03-02"]
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
        (",40,degrees", ",40 mm,degrees", 49, "'40 mm' is not in the unit of its row"),
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


def trials(*values: str) -> str:
    left, right = GOOD.splitlines()
    return "\n".join([right, *(left.replace(",40,", f",{value},") for value in values)]) + "\n"


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (("40", "41", "42"), 41),
        (("42", "40", "41"), 41),
        (("40", "40"), 40),
        (("40", "42", "40"), 40),
        (("39", "41", "41", "44"), 41),
    ],
)
def test_of_several_trials_of_a_day_the_middle_one_counts(
    with_kim: Path, values: tuple[str, ...], kept: float
) -> None:
    name = measured(with_kim, trials(*values))
    assert counts(taken(with_kim, name)) == (2, 0, 0, 0)
    with records(with_kim) as store:
        assert [one.value for one in store.measurements("kim") if one.side == "left"] == [kept]


@pytest.mark.parametrize("values", [("40", "44"), ("40", "41", "42", "43")])
def test_of_two_trials_that_differ_neither_counts(with_kim: Path, values: tuple[str, ...]) -> None:
    name = measured(with_kim, trials(*values))
    ended = hipexpert(with_kim, "athlete", "import", name, "--json")
    assert ended.code == 6
    assert counts(json.loads(ended.out)) == (1, 0, 0, len(values))
    assert "measured.csv:3:1: error: the same was measured on one day as 40 at line 3" in ended.err
    assert "keep one value a day, or give three, of which the middle one counts" in ended.err


def test_three_trials_of_a_measuring_system_are_one_value(tmp_path: Path) -> None:
    (tmp_path / "anna.csv").write_text("athlete\nanna\n")
    taken(tmp_path, "anna.csv")
    assert counts(taken(tmp_path, str(FOUND / "m-trials.csv"))) == (1, 0, 0, 0)
    with records(tmp_path) as store:
        assert [one.value for one in store.measurements("anna")] == [41]


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


# Red flags of a table beside those of the records


def table_of(folder: Path, **answers: str) -> str:
    squad_file(folder, {"kim": RUNNER | {key.replace("_", "-"): v for key, v in answers.items()}})
    return "squad.csv"


def resumed_status(folder: Path) -> str:
    """How the athlete stands by the answers of the open consultation, which stays open."""
    with records(folder) as store:
        answers = store.unfinished("kim").answers
    return Result(consult(real_knowledge(), answers)).json()["status"]


def test_a_table_that_says_unknown_takes_a_stored_no_back(tmp_path: Path) -> None:
    taken(tmp_path, table_of(tmp_path))
    assert resumed_status(tmp_path) == "plan"
    for word in ("unknown", "N/A", ""):
        taken(tmp_path, table_of(tmp_path, night_pain=word))
        assert resumed_status(tmp_path) == "incomplete", word
        taken(tmp_path, table_of(tmp_path))
        assert resumed_status(tmp_path) == "plan"


def test_a_flag_that_cannot_be_read_takes_a_stored_no_back(tmp_path: Path) -> None:
    taken(tmp_path, table_of(tmp_path))
    taken(tmp_path, table_of(tmp_path, night_pain="perhaps"), code=6)
    assert resumed_status(tmp_path) == "incomplete"


def test_what_a_row_with_a_cell_too_few_leaves_open_is_asked(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("athlete,sport,hip-ir-left,hip-ir-right\nkim,golf,40\n")
    taken(tmp_path, "squad.csv", code=6)
    with records(tmp_path) as store:
        kept = store.unfinished("kim").answers
    assert ({**kept.given}, kept.unknown) == ({"sport": "golf"}, frozenset())


def test_an_empty_cell_of_another_question_leaves_what_is_kept(tmp_path: Path) -> None:
    taken(tmp_path, table_of(tmp_path))
    taken(tmp_path, table_of(tmp_path, hip_ir_right=""))
    with records(tmp_path) as store:
        assert store.unfinished("kim").answers.given["hip-ir-right"] == 26


@pytest.mark.parametrize("finished", [False, True])
def test_a_no_of_a_table_does_not_replace_a_reported_flag(tmp_path: Path, finished: bool) -> None:
    """It turned a referral into a plan."""
    taken(tmp_path, table_of(tmp_path, night_pain="yes"))
    if finished:
        with records(tmp_path) as store:
            store.finish(store.unfinished("kim").id, {}, {})
    for _ in range(2):
        ended = hipexpert(tmp_path, "athlete", "import", table_of(tmp_path, age="25"), "--json")
        assert ended.code == 6
        assert "'night-pain' is no here, and the records of 'kim' report it" in ended.err
        (one,) = json.loads(ended.out)["refused-cells"]
        assert (one["athlete"], one["column"]) == ("kim", "night-pain")
        assert resumed_status(tmp_path) == ("incomplete" if finished else "refer")
        with records(tmp_path) as store:
            assert store.unfinished("kim").answers.given["age"] == 25, "the rest is taken"
            assert store.consultations("kim")[0].answers.given["night-pain"] == "yes"
    taken(tmp_path, table_of(tmp_path, night_pain="unknown"))
    assert resumed_status(tmp_path) in ("refer", "incomplete")
    ended = hipexpert(tmp_path, "athlete", "import", table_of(tmp_path), "--confirm", "--json")
    assert ended.code == 0, ended.err
    assert resumed_status(tmp_path) == "plan"


def test_a_report_that_lapsed_is_not_denied_by_a_table_alone(tmp_path: Path) -> None:
    """It was for the day, so the next table takes it back; it was said all the same."""
    taken(tmp_path, table_of(tmp_path, night_pain="yes"))
    for days in (1, 2):
        table = table_of(tmp_path, age=f"{24 + days}")
        on = {"SOURCE_DATE_EPOCH": later(days=days)}
        ended = hipexpert(tmp_path, "athlete", "import", table, "--json", **on)
        assert ended.code == 6
        assert "'night-pain' is no here, and the records of 'kim' report it" in ended.err
    with records(tmp_path) as store:
        assert "no" not in [g.value for g in store.history(1) if g.question == "night-pain"]


def test_a_report_that_was_denied_since_needs_nobody(tmp_path: Path) -> None:
    taken(tmp_path, table_of(tmp_path, night_pain="yes"))
    hipexpert(tmp_path, "athlete", "import", table_of(tmp_path), "--confirm", "--json")
    assert taken(tmp_path, table_of(tmp_path, age="30"))["refused"] == 0


@pytest.mark.parametrize(("typed", "status", "code"), [("n\n", "refer", 6), ("y\n", "plan", 0)])
def test_on_a_terminal_a_person_is_asked(
    tmp_path: Path, typed: str, status: str, code: int
) -> None:
    taken(tmp_path, table_of(tmp_path, night_pain="yes"))
    talk = Terminal(tmp_path, "athlete", "import", table_of(tmp_path))
    talk.expect("the table says no")
    talk.expect("is over")
    talk.send(typed)
    talk.expect(pexpect.EOF)
    talk.close()
    assert talk.exitstatus == code
    assert resumed_status(tmp_path) == status


def test_a_flag_of_a_row_without_an_id_is_told(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("athlete,night-pain\na/b,yes\n,yes\n")
    ended = hipexpert(tmp_path, "athlete", "import", "squad.csv", "--json")
    assert ended.code == 6
    assert ended.err.count("this row is kept of nobody, and it reports night-pain") == 2
    assert {one["athlete"] for one in json.loads(ended.out)["refused-cells"]} == {"a/b", "line 3"}


# Ids


def test_an_id_is_the_same_in_every_command(tmp_path: Path) -> None:
    decomposed = "Zoe\u0308  Berg\xa0"
    (tmp_path / "squad.csv").write_text(f"athlete,age\n{decomposed},20\n", encoding="utf-8")
    taken(tmp_path, "squad.csv")
    for spelled in ("Zoë Berg", decomposed, " Zoë\xa0Berg"):
        shown = hipexpert(tmp_path, "athlete", "show", spelled, "--json")
        assert shown.code == 0, shown.err
        assert json.loads(shown.out)["id"] == "Zoë Berg"
        assert json.loads(shown.out)["number-of-consultations"] == 1
        again = hipexpert(tmp_path, "athlete", "add", spelled)
        assert "there is an athlete 'Zoë Berg' already" in again.err
        listed = hipexpert(tmp_path, "consultations", "list", "--athlete", spelled, "--json")
        assert len(json.loads(listed.out)) == 1
        assert hipexpert(tmp_path, "progress", spelled).code == 0
    held = ("consult", "--athlete", decomposed, "--resume", "--no-input", "--json")
    assert json.loads(hipexpert(tmp_path, *held).out)["answers"]["age"] == 20


@pytest.mark.parametrize("id", ["a/b", "=1+1", "-c", "\u202ekim", "k\x07m", "", "x" * 81])
def test_what_cannot_be_an_id_is_refused_by_every_command(tmp_path: Path, id: str) -> None:
    added = hipexpert(tmp_path, "athlete", "add", "--", id)
    assert added.code == 1
    assert "cannot be the id of an athlete" in added.err
    assert not {"\x07", "\u202e"} & {*added.err}
    (tmp_path / "squad.csv").write_text(f"age,athlete\n20,{id}\n", encoding="utf-8")
    assert counts(taken(tmp_path, "squad.csv", code=6)) == (0, 0, 0, 1)
    assert hipexpert(tmp_path, "screen", "squad.csv", "--json").code == 6


def test_ids_that_differ_in_case_alone_are_told_where_they_are_added(tmp_path: Path) -> None:
    assert hipexpert(tmp_path, "athlete", "add", "kim").err == ""
    added = hipexpert(tmp_path, "athlete", "add", "Kim")
    assert added.code == 0
    assert "there is 'kim' already, which differs from 'Kim' in case alone" in added.err
    (tmp_path / "squad.csv").write_text("athlete\nKIM\nlee\n")
    ended = hipexpert(tmp_path, "athlete", "import", "squad.csv", "--json")
    assert ended.code == 0
    assert "squad.csv:2:1: warning: 'KIM' differs from 'kim' of the records" in ended.err


# From a table to a page


def test_what_was_imported_is_concluded_kept_and_reported(tmp_path: Path) -> None:
    """The plan was shown, left unfinished, and no page of it was to be had."""
    squad_file(tmp_path, {"Kim Lee": RUNNER})
    taken(tmp_path, "squad.csv")
    refused = hipexpert(tmp_path, "report", "--athlete", "Kim Lee")
    assert refused.code == 2
    assert "no consultation of 'Kim Lee' is finished" in refused.err
    assert "hipexpert consult --athlete 'Kim Lee' --no-input" in refused.err
    done = hipexpert(tmp_path, "consult", "--athlete", "Kim Lee", "--no-input", "--json")
    assert (done.code, json.loads(done.out)["status"]) == (0, "plan")
    with records(tmp_path) as store:
        (record,) = store.consultations("Kim Lee")
    assert record.finished
    page = hipexpert(tmp_path, "report", "--athlete", "Kim Lee", "--out", "kim.html")
    assert page.code == 0, page.err
    assert "the last consultation of Kim Lee: 1, of 2026-11-02" in page.err
    again = hipexpert(tmp_path, "consult", "--athlete", "Kim Lee", "--no-input")
    assert again.code == 5
    assert "nothing was said of 'Kim Lee' since the last one" in again.err
    with records(tmp_path) as store:
        assert len(store.consultations("Kim Lee")) == 1


def test_what_is_incomplete_stays_open(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": {k: v for k, v in RUNNER.items() if k != "night-pain"}})
    taken(tmp_path, "squad.csv")
    ended = hipexpert(tmp_path, "consult", "--athlete", "kim", "--no-input")
    assert ended.code == 5
    assert "still to answer: night-pain" in ended.err
    with records(tmp_path) as store:
        (record,) = store.consultations("kim")
    assert not record.finished


def test_a_table_of_another_day_clears_nobody(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": RUNNER})
    taken(tmp_path, "squad.csv")
    ended = hipexpert(
        tmp_path, "consult", "--athlete", "kim", "--no-input", SOURCE_DATE_EPOCH=later(days=1)
    )
    assert ended.code == 5
    assert "asked anew, since it was said on another day" in ended.err


def test_the_page_of_an_athlete_is_of_the_last_that_was_finished(tmp_path: Path) -> None:
    squad_file(tmp_path, {"kim": RUNNER, "lee": RUNNER})
    taken(tmp_path, "squad.csv")
    for athlete in ("kim", "lee"):
        hipexpert(tmp_path, "consult", "--athlete", athlete, "--no-input")
    page = hipexpert(tmp_path, "report", "--athlete", "kim")
    assert page.code == 0
    assert "the last consultation of kim: 1" in page.err
    both = hipexpert(tmp_path, "report", "1", "--athlete", "kim")
    assert (both.code, both.out) == (2, "")
    assert "leave the number or --athlete out" in both.err
    nobody = hipexpert(tmp_path, "report", "--athlete", "kin")
    assert "there is no athlete 'kin'" in nobody.err
