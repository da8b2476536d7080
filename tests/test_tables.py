"""Tables as coaches and measuring systems write them: headings, units, days, kinds of file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, real_knowledge
from program import TODAY, hipexpert, later
from test_cases import people
from workbooks import workbook

from hipexpert.model import KnowledgeBase
from hipexpert.records.headings import headings_of
from hipexpert.records.opening import open_table
from hipexpert.records.store import open_store

RUNNER = people()["founding"]
FOUND = ROOT / "tests" / "found"
LATER = later(days=60)


def answered(folder: Path, name: str, *, code: int = 0) -> dict[str, dict[str, object]]:
    """What the records have of each athlete once a table was taken in, by id."""
    ended = hipexpert(folder, "athlete", "import", name)
    assert ended.code == code, ended.err
    with open_store(folder / "data" / "hipexpert" / "records.sqlite", today=TODAY) as store:
        return {
            athlete.id: dict(record.answers.given) if record else {}
            for athlete in store.athletes()
            for record in (store.unfinished(athlete.id),)
        }


def table(folder: Path, text: str, name: str = "squad.csv") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


# Headings


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("hip-ir-left", "hip-ir-left"),
        ("HIP_IR_LEFT", "hip-ir-left"),
        ("HipIrLeft", "hip-ir-left"),
        ("Internal rotation, left hip", "hip-ir-left"),
        ("IR L", "hip-ir-left"),
        ("IR left", "hip-ir-left"),
        ("Left Hip IR (°)", "hip-ir-left"),
        ("L hip medial rotation [deg]", "hip-ir-left"),
        ("IR ROM (R)", "hip-ir-right"),
        ("ER Rt °", "hip-er-right"),
        ("External rotation right", "hip-er-right"),
        ("Thoracic rotation L", "thoracic-rotation-left"),
        ("leg length difference [mm]", "leg-length-difference"),
        ("LLD cm", "leg-length-difference"),
        ("Craig-left", "craig-left"),
        ("Age (years)", "age"),
        ("Night pain?", "night-pain"),
        ("Pain at night", "night-pain"),
        ("Which sport do you mainly train for, or which sports?", "sport"),
        ("Athlete ID", "athlete"),
        ("IR", ""),
        ("IR both", ""),
        ("Leg length L", ""),
        ("IR L (N)", ""),
        ("IR L (mm)", ""),
        ("L Max Force (N)", ""),
        ("Rotation left", ""),
        ("Flexion L", ""),
        ("DOB", ""),
        ("", ""),
    ],
)
def test_a_heading_names_a_column_as_people_write_it(heading: str, column: str) -> None:
    assert headings_of(real_knowledge()).heading(heading).column == column


def test_every_question_is_named_by_its_id_its_label_and_its_prompt(
    knowledge: KnowledgeBase,
) -> None:
    headings = headings_of(knowledge)
    for question in knowledge.questions.values():
        for text in (question.id, knowledge.label(question.id), question.prompt):
            assert headings.heading(text).column == question.id, text


@pytest.mark.parametrize(
    ("name", "measured"),
    [
        ("capital-heads.csv", {"anna": (40, 26)}),
        ("labels-as-heads.csv", {"anna": (40, 26)}),
        ("vald-heads.csv", {"Anna Berg": (40, 26)}),
        ("sep-line.csv", {"anna": (40, 26)}),
        ("pipes.csv", {"anna": (40, 26)}),
        ("comment-line.csv", {"anna": (40, None)}),
        ("dbom.csv", {"anna": (40, None)}),
    ],
)
def test_a_table_that_was_refused_is_read(
    tmp_path: Path, name: str, measured: dict[str, tuple[float, float | None]]
) -> None:
    found = answered(tmp_path, str(FOUND / name))
    ranges = {a: (g.get("hip-ir-left"), g.get("hip-ir-right")) for a, g in found.items()}
    assert ranges == measured


def test_an_athlete_without_an_id_goes_by_the_name(tmp_path: Path) -> None:
    found = answered(tmp_path, table(tmp_path, "Name,IR L,IR R\nAnna Berg,40,26\n"))
    assert found == {"Anna Berg": {"hip-ir-left": 40, "hip-ir-right": 26}}


def test_who_has_an_id_and_a_name_keeps_both(tmp_path: Path) -> None:
    name = table(tmp_path, "ID,Name,Age\n7,Anna Berg,20\n8,Anna Berg,21\n")
    assert answered(tmp_path, name) == {"7": {"age": 20}, "8": {"age": 21}}
    listed = json.loads(hipexpert(tmp_path, "athlete", "list", "--json").out)
    assert [athlete["name"] for athlete in listed] == ["Anna Berg", "Anna Berg"]


def test_a_unit_in_a_heading_is_that_of_its_cells(tmp_path: Path) -> None:
    text = 'athlete,LLD (cm),IR L (°)\nkim,0.4,"26,5"\nlee,4 mm,40°\nbo,"0,7",\n'
    assert answered(tmp_path, table(tmp_path, text)) == {
        "kim": {"leg-length-difference": 4, "hip-ir-left": 26.5},
        "lee": {"leg-length-difference": 4, "hip-ir-left": 40},
        "bo": {"leg-length-difference": 7},
    }


def test_two_headings_of_one_column_are_refused(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "screen", table(tmp_path, "athlete,IR L,hip-ir-left\nkim,40,41\n"))
    assert ended.code == 6
    assert "squad.csv:1:9: error: 'hip-ir-left' names two columns" in ended.err
    assert ended.out == ""


# What is unknown


def test_an_unknown_column_is_told_and_the_rest_is_taken(tmp_path: Path) -> None:
    text = "athlete,Shoe,,hip-ir-lef,IR L,Date\nkim,42,x,30,40,2026-10-01\n"
    ended = hipexpert(tmp_path, "screen", table(tmp_path, text), "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["athletes"][0]["refused"] == []
    told = "passed over, since no question is called so: 'Shoe', number 3, without a name"
    assert f"squad.csv:1:9: warning: {told}" in ended.err
    assert "warning: there is no column 'hip-ir-lef'; it is passed over" in ended.err
    assert "did you mean 'hip-ir-left'?" in ended.err
    assert "'Date' does not count: all that stands here is taken as said today" in ended.err
    assert answered(tmp_path, "squad.csv") == {"kim": {"hip-ir-left": 40}}


@pytest.mark.parametrize(
    ("heading", "flag"),
    [
        ("Nigth pain", "night-pain"),
        ("night-pian", "night-pain"),
        ("Hop pain since June", "hop-pain"),
        ("No night pain", "night-pain"),
        ("saddle numbnes", "saddle-numbness"),
        ("weight-los", "weight-loss"),
        ("Limp (yes/no)", "limp"),
    ],
)
def test_what_could_be_meant_for_a_flag_is_never_passed_over(
    tmp_path: Path, heading: str, flag: str
) -> None:
    name = table(tmp_path, f"athlete,{heading},IR L\nkim,yes,40\n")
    for command in (("screen",), ("athlete", "import")):
        ended = hipexpert(tmp_path, *command, name)
        assert ended.code == 6
        assert ended.out == ""
        told = f"squad.csv:1:9: error: there is no column '{heading}', and it could be meant for"
        assert f"{told} '{flag}'" in ended.err
        assert f"call it {flag} if it is, or take it out; until then nothing is done" in ended.err


def test_every_flag_is_missed_by_one_letter_and_told(knowledge: KnowledgeBase) -> None:
    from hipexpert.records.profiles import check_profile_columns
    from hipexpert.records.table import Row, Table

    flags = (*knowledge.instances("RedFlag"), *knowledge.instances("Symptom"))
    assert len(flags) > 12
    for flag in flags:
        for typed in (flag[:-1], flag[0] + flag[2:], flag.replace("-", " ") + " today"):
            read = headings_of(knowledge).read(("athlete", typed))
            checked = Table("t", read, Row({}, 1))
            check_profile_columns(knowledge, checked)
            assert [p.check for p in checked.problems] == ["unknown-flag"], typed


# Where the headings stand


@pytest.mark.parametrize(
    "above",
    [
        "sep=;\n",
        '"sep=;"\n',
        "\n\n",
        "FC Example; squad list\n\n",
        "# exported by an app; 2026\n# hip rotation; prone\n",
        "Report;;;\nClub;FC Example;;\nDate;2026-11-02;;\n\n",
    ],
)
def test_what_stands_above_the_headings_is_passed_over(tmp_path: Path, above: str) -> None:
    text = f"{above}Name;IR L;IR R;Age\nAnna Berg;26,5;40;200\n"
    found = answered(tmp_path, table(tmp_path, text), code=6)
    assert found == {"Anna Berg": {"hip-ir-left": 26.5, "hip-ir-right": 40}}
    line = text[: text.index("Anna")].count("\n") + 1
    ended = hipexpert(tmp_path, "screen", "squad.csv")
    assert f"squad.csv:{line}:19: error: 'age' cannot be 200" in ended.err


def test_headings_may_go_over_several_lines(tmp_path: Path) -> None:
    text = '"Athlete\nname","IR\nL (°)",Age\nanna,40,20\n'
    assert answered(tmp_path, table(tmp_path, text)) == {"anna": {"hip-ir-left": 40, "age": 20}}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("page.xls", "this is HTML, not a table"),
        ("squad.json", "this is JSON, not a table"),
        ("fhir-obs.json", "this is FHIR in JSON, not a table"),
    ],
)
def test_what_is_no_table_is_told_for_what_it_is(tmp_path: Path, name: str, told: str) -> None:
    ended = hipexpert(tmp_path, "screen", str(FOUND / name))
    assert ended.code == 6
    assert told in ended.err
    assert "save it as CSV UTF-8" in ended.err


def test_a_line_is_quoted_in_the_encoding_it_was_read_in(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "screen", str(FOUND / "french-heads.csv"))
    assert ended.code == 6
    assert "Athlète;Sexe;RI hanche G" in ended.err
    assert "\ufffd" not in ended.err


# Measurements


def test_columns_of_a_measuring_system_that_say_more_are_passed_over(tmp_path: Path) -> None:
    answered(tmp_path, table(tmp_path, "athlete\nanna\n", "anna.csv"))
    ended = hipexpert(
        tmp_path,
        "athlete",
        "import",
        str(FOUND / "m-extra-col.csv"),
        SOURCE_DATE_EPOCH=LATER,
    )
    assert ended.code == 0
    assert "passed over, since no question is called so: 'device', 'examiner'" in ended.err


def test_the_day_of_a_moment_counts_and_a_day_of_one_meaning(tmp_path: Path) -> None:
    answered(tmp_path, table(tmp_path, "athlete\nanna\n", "anna.csv"))
    rows = ("2026-10-01T09:30:00Z", "2026-10-02 00:00:00", "23/10/2026", "24.10.2026 14:00")
    text = "Athlete,Date UTC,Joint,Motion,Side,Position,Value,Unit\n" + "".join(
        f"anna,{day},hip,IR,L,prone,40,deg\n" for day in (*rows, "03/04/2026")
    )
    ended = hipexpert(tmp_path, "athlete", "import", table(tmp_path, text))
    assert ended.code == 6
    assert "'03/04/2026' is no date of one day: it is 2026-03-04 or 2026-04-03" in ended.err
    assert "write the day as YYYY-MM-DD" in ended.err
    with open_store(tmp_path / "data" / "hipexpert" / "records.sqlite", today=TODAY) as store:
        taken = [one.taken for one in store.measurements("anna")]
    assert taken == ["2026-10-01", "2026-10-02", "2026-10-23", "2026-10-24"]


def test_days_as_pandas_writes_them_are_taken(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    found = open_table(FOUND / "pm-ts.parquet", headings_of(real_knowledge()).read)
    athletes = {row.cells["athlete"] for row in found}
    answered(tmp_path, table(tmp_path, "\n".join(["athlete", *athletes]), "them.csv"))
    ended = hipexpert(
        tmp_path, "athlete", "import", str(FOUND / "pm-ts.parquet"), SOURCE_DATE_EPOCH=LATER
    )
    assert "is no date" not in ended.err


def test_words_of_measuring_systems_are_read_or_told(tmp_path: Path) -> None:
    answered(tmp_path, table(tmp_path, "athlete\nanna\n", "anna.csv"))
    ended = hipexpert(tmp_path, "athlete", "import", str(FOUND / "m-words.csv"), "--json")
    assert json.loads(ended.out)["added"] == 2
    lines = {int(line.split(":")[1]) for line in ended.err.splitlines() if ": error: " in line}
    assert lines == {4, 5, 7, 8, 9, 13, 14, 15}, "what could be two things, or is none, is told"


# Workbooks


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    notes = [["Notes"], ["nothing here"]]
    rows = [
        ["Squad of 2026"],
        [],
        ["Name", "IR L (°)", "IR R (°)", "Night pain", "LLD (cm)"],
        ["Anna Berg", 40.0, 26.5, "no", 0.4],
        [],
        ["Bea", 400.0, 26.0, "yes"],
    ]
    workbook(tmp_path / "squad.xlsx", notes, rows)
    found = answered(tmp_path, "squad.xlsx", code=6)
    assert found == {
        "Anna Berg": {
            "hip-ir-left": 40,
            "hip-ir-right": 26.5,
            "night-pain": "no",
            "leg-length-difference": 4,
        },
        "Bea": {"hip-ir-right": 26, "night-pain": "yes"},
    }
    ended = hipexpert(tmp_path, "screen", "squad.xlsx", "--json")
    assert "squad.xlsx:6:2: error: 'hip-ir-left' cannot be 400" in ended.err
    assert "PK" not in ended.err
    listed = {f["athlete"]: f["status"] for f in json.loads(ended.out)["athletes"]}
    assert listed == {"Anna Berg": "incomplete", "Bea": "refer"}


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(60), b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_a_damaged_workbook_is_told(tmp_path: Path, content: bytes) -> None:
    pytest.importorskip("python_calamine")
    (tmp_path / "squad.csv").write_bytes(content)
    ended = hipexpert(tmp_path, "screen", "squad.csv")
    assert ended.code == 6
    assert "squad.csv:1:1: error: this workbook cannot be read" in ended.err
    assert "save it as CSV" in ended.err


def test_an_empty_workbook_is_told(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    workbook(tmp_path / "squad.xlsx", [])
    ended = hipexpert(tmp_path, "screen", "squad.xlsx")
    assert ended.code == 6
    assert "no header stands here" in ended.err
