"""A squad screened at once: the same conclusions as one by one, and whatever a table may hold."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import stat
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from program import hipexpert
from test_cases import people

from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.screen import Screen
from hipexpert.records.csv_lines import cell_at, csv_reader
from hipexpert.records.opening import open_table
from hipexpert.records.profiles import read_profiles
from hipexpert.records.rows import Profile
from hipexpert.records.squad import by_attention, cells, columns, member
from hipexpert.records.table import Row, TableError, written_table

RUNNER = people()["founding"]
EXCEL = {"encoding": "utf-8-sig", "newline": "\r\n"}

some = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
anyone = st.deferred(lambda: athletes(real_knowledge()))


@cache
def screen() -> Screen:
    return Screen(real_knowledge())


def told_one_by_one(answers: dict[str, Answer]) -> dict[str, Any]:
    return Result(consult(real_knowledge(), read_given(real_knowledge(), answers))).json()


@some
@given(anyone)
def test_a_screen_concludes_what_a_consultation_does(answers: dict[str, Answer]) -> None:
    verdict = screen().verdict(read_given(real_knowledge(), answers))
    found = member(Profile("anna", "", verdict.consultation.answers, Row({}, 2)), verdict)
    told = told_one_by_one(answers)
    assert found["status"] == told["status"]
    assert found["urgency"] == (told["referral"] or {}).get("urgency")
    assert found["asymmetry"] == told["asymmetry"]["type"]
    assert found["measure-next"] == told["measure-next"]
    assert found["review-after-weeks"] == told["review-after-weeks"]
    assert found["plan"] == [{k: line[k] for k in ("drill", "sets")} for line in told["plan"]]
    bare = [{k: ratio[k] for k in ("motion", "left", "right")} for ratio in told["ratios"]]
    assert found["ratios"] == bare
    share = told["unilateral-to-bilateral"]
    assert found["unilateral-to-bilateral"] == (share and share["unilateral"])
    limits = [f for f in told["asymmetry"]["findings"] if f["status"] == "limited"]
    gaps = [f["gap-degrees"] for f in limits if f["gap-degrees"] is not None]
    assert found["widest-gap-degrees"] == max(gaps, default=None)


@some
@given(anyone)
def test_the_flat_row_loses_nothing_of_the_plan(answers: dict[str, Answer]) -> None:
    verdict = screen().verdict(read_given(real_knowledge(), answers))
    wanted = columns(real_knowledge())
    found = member(Profile("anna", "", verdict.consultation.answers, Row({}, 2)), verdict)
    row = cells(found, wanted)
    assert list(row) == list(wanted)
    plan = [
        {
            "drill": row[f"drill-{n}"],
            "sets": {s: row[f"drill-{n}-sets-{s}"] for s in ("left", "right")},
        }
        for n in range(1, int(row["drills"] or 0) + 1)
    ]
    assert plan == found["plan"]


def test_every_column_of_the_results_is_described(knowledge: KnowledgeBase) -> None:
    page = (ROOT / "docs" / "squad.md").read_text("utf-8")
    for column in columns(knowledge):
        general = re.sub(r"drill-\d", "drill-N", column)
        general = re.sub(r"ratio-.+-(left|right)", r"ratio-MOTION-\1", general)
        assert f"`{general}`" in page, column


def test_what_needs_attention_first_is_ranked_in_the_knowledge(knowledge: KnowledgeBase) -> None:
    """Each standing has a rank of its own: by urgency, then incomplete, then the asymmetry."""
    urgencies = sorted(knowledge.instances("Urgency"), key=knowledge.rank)
    assert urgencies == ["emergency", "same-day", "soon"]
    suspect = ["structural-suspected", "unexplained", "unattributed", "mixed-asymmetry"]
    after = ["incomplete", *suspect, "both-limited", "functional"]
    standings = [*urgencies, *after, "provisional", "undetermined", "no-asymmetry"]
    assert sorted(standings, key=knowledge.rank) == standings
    assert len({knowledge.rank(standing) for standing in standings}) == len(standings)
    assert set(knowledge.instances("AsymmetryType")) <= set(standings)


# Through the program


def squad_file(
    folder: Path,
    squad: dict[str, dict[str, Answer]],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    newline: str = "\n",
) -> Path:
    """A table of athletes as a spreadsheet would write it."""
    names = list(dict.fromkeys(key for answers in squad.values() for key in answers))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=newline)
    writer.writerow(["athlete", *names])
    for athlete, answers in squad.items():
        told = (answers.get(name, "") for name in names)
        writer.writerow([athlete, *("; ".join(t) if isinstance(t, list) else t for t in told)])
    path = folder / "squad.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def told(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    ended = hipexpert(folder, "screen", "squad.csv", "--json", *arguments)
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert found["schema"] == "hipexpert/squad/1"
    assert found["refused"] == 0
    return found["athletes"]


def test_the_squad_is_sorted_by_who_needs_attention_first(tmp_path: Path) -> None:
    even = RUNNER | {"hip-ir-right": "40", "hip-er-left": "42"}
    squad = {
        "even": even,
        "runner": RUNNER,
        "open": {k: v for k, v in RUNNER.items() if k != "night-pain"},
        "sore": RUNNER | {"night-pain": "yes"},
    }
    squad_file(tmp_path, squad)
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--plain")
    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    found = [line for line in lines if line in squad]
    assert found == ["sore", "open", "runner", "even"]
    assert "  Stands: Referred: soon" in lines or "  Stands: Referred: same day" in lines
    assert "  Stands: Incomplete" in lines
    assert "All: 4" in lines
    assert [f["athlete"] for f in sorted(told(tmp_path), key=by_attention)] == found


def test_what_a_spreadsheet_writes_is_read_like_plain_csv(tmp_path: Path) -> None:
    """A byte-order mark, semicolons, CRLF, quoted cells, decimal commas and emptied rows."""
    squad = {"Zoë": RUNNER | {"name": 'Zoë; "Z"', "hip-ir-left": "40.5"}, "b": RUNNER}
    squad_file(tmp_path, squad)
    plain = told(tmp_path)
    squad["Zoë"]["hip-ir-left"] = "40,5"
    path = squad_file(tmp_path, squad, separator=";", **EXCEL)
    empty = b";" * path.read_bytes().splitlines()[0].count(b";")
    path.write_bytes(path.read_bytes() + empty + b"\r\n" + empty + b"\r\n")
    assert told(tmp_path) == plain
    assert (plain[0]["athlete"], plain[0]["name"]) == ("Zoë", 'Zoë; "Z"')
    assert plain[0]["widest-gap-degrees"] == 14.5


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_old_and_wide_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    squad_file(tmp_path, {"Zoë": RUNNER}, separator="\t", encoding=encoding)
    assert told(tmp_path)[0]["athlete"] == "Zoë"
    noted = hipexpert(tmp_path, "screen", "squad.csv", "--json").err
    assert ("Latin-1" in noted) == (encoding == "cp1252")


def test_a_bad_cell_is_named_and_all_else_counts(tmp_path: Path) -> None:
    squad_file(
        tmp_path,
        {
            "a": RUNNER,
            "b": RUNNER | {"bend-direction": "counter-clockwize"},
            "c": RUNNER | {"hip-ir-left": "400"},
            "d": RUNNER,
        },
    )
    with (tmp_path / "squad.csv").open("a") as file:
        file.write("a,12\ne,12\n")
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert ended.code == 6
    found = json.loads(ended.out)
    listed = {f["athlete"]: [told["column"] for told in f["refused"]] for f in found["athletes"]}
    assert listed == {
        "b": ["bend-direction"],
        "c": ["hip-ir-left"],
        "d": [],
        "a": [None],
        "e": [None],
    }
    assert found["refused"] == 4
    problems = ended.err.splitlines()
    line = (tmp_path / "squad.csv").read_text().splitlines()[2]
    column = line.index("counter-clockwize") + 1
    assert (
        f"squad.csv:3:{column}: error: 'bend-direction' cannot be 'counter-clockwize'" in ended.err
    )
    assert "did you mean 'counter-clockwise'?" in ended.err
    assert any(text.strip() == "^" * len("counter-clockwize") for text in problems)
    assert "squad.csv:4:" in ended.err
    assert "'hip-ir-left' cannot be 400" in ended.err
    assert "squad.csv:6:1: error: this row has 2 cells" in ended.err
    assert "4 problems (4 errors)" in ended.err


def test_a_row_that_names_nobody_is_listed_by_its_line_or_by_what_stands_there(
    tmp_path: Path,
) -> None:
    (tmp_path / "squad.csv").write_text(
        "athlete,age,night-pain\nanna,20,no\n,21,yes\n\x1b[2J,23,yes\na/b,24,no\n"
    )
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert ended.code == 6
    listed = {f["athlete"]: f["status"] for f in json.loads(ended.out)["athletes"]}
    assert listed == {
        "anna": "incomplete",
        "line 3": "refer",
        "\ufffd[2J": "refer",
        "a/b": "incomplete",
    }
    assert "squad.csv:3:1: error: whose row is this?" in ended.err
    assert "squad.csv:4:1: error: '\ufffd[2J' cannot be the id of an athlete" in ended.err
    assert "squad.csv:5:1: error: 'a/b' cannot be the id of an athlete" in ended.err
    assert "\x1b" not in ended.out


def test_columns_that_are_unknown_or_missing_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("hip_ir_lef,age,age,shoe\n30,20,20,42\n")
    ended = hipexpert(tmp_path, "screen", "squad.csv")
    assert ended.code == 6
    assert ended.out == ""
    assert "squad.csv:1:1: warning: there is no column 'hip_ir_lef'" in ended.err
    assert "did you mean 'hip-ir-left'?" in ended.err
    assert "'age' names two columns" in ended.err
    assert "there is no column 'shoe'" in ended.err
    assert "the column 'athlete' is missing" in ended.err


def test_a_quote_that_is_never_closed_hides_nobody(tmp_path: Path) -> None:
    text = 'athlete,night-pain\nanna,no\n"ben,yes\ncleo,yes\ndora,no\n'
    (tmp_path / "squad.csv").write_text(text)
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert ended.code == 6
    listed = {f["athlete"]: f["status"] for f in json.loads(ended.out)["athletes"]}
    assert listed == {"anna": "incomplete", "ben": "refer", "cleo": "refer", "dora": "incomplete"}
    assert "squad.csv:3:1: error: this row cannot be read" in ended.err
    assert "1 problem (1 error)" in ended.err


def test_a_quote_inside_a_cell_is_a_letter_like_others(tmp_path: Path) -> None:
    """It was an error of the program, an IndexError."""
    (tmp_path / "squad.csv").write_text('athlete,age,hip-ir-left\nx,5"2,300\n')
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert ended.code == 6
    assert "squad.csv:2:3: error: 'age' cannot be '5\"2'" in ended.err
    assert "squad.csv:2:7: error: 'hip-ir-left' cannot be 300" in ended.err


def test_a_quote_that_swallows_the_next_row_hides_nobody(tmp_path: Path) -> None:
    text = 'athlete,age,night-pain\n"ben,21,no\ncleo",22,yes\ndora,"23\n,no\n'
    (tmp_path / "squad.csv").write_text(text)
    found = json.loads(hipexpert(tmp_path, "screen", "squad.csv", "--json").out)
    listed = {f["athlete"]: f["status"] for f in found["athletes"]}
    assert "refer" in listed.values()
    assert [status for athlete, status in listed.items() if "cleo" in athlete] == ["refer"]
    assert "dora" in listed


@pytest.mark.parametrize(
    "content", [b"", b"\n", b",,\n", b"athlete\0,age\n1,2\n", b'"athlete,age\n1,2\n']
)
def test_a_file_without_a_header_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "squad.csv").write_bytes(content)
    ended = hipexpert(tmp_path, "screen", "squad.csv")
    assert ended.code == 6
    assert "squad.csv:1:1: error: " in ended.err
    assert ended.out == ""


def test_a_header_may_go_over_two_lines(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text('athlete,"age\n"\nanna,20\nben,900\n')
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert [found["athlete"] for found in json.loads(ended.out)["athletes"]] == ["anna", "ben"]
    assert "squad.csv:4:5: error: 'age' cannot be 900" in ended.err


def test_a_squad_without_athletes_comes_to_none(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("athlete,age\n")
    assert told(tmp_path) == []
    assert "All: 0" in hipexpert(tmp_path, "screen", "squad.csv", "--plain").out


def test_the_results_are_written_privately_and_safe_to_open(tmp_path: Path) -> None:
    squad_file(tmp_path, {"=1+1": RUNNER, "@b": RUNNER, "-c": RUNNER, "+d": RUNNER, "e": RUNNER})
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--out", "results.csv", "--plain")
    assert ended.code == 6, "none but the last is an id"
    assert "All: 5" in ended.out
    path = tmp_path / "results.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    assert list(rows[0]) == list(columns(real_knowledge()))
    assert [row["athlete"] for row in rows] == ["'=1+1", "'@b", "'-c", "'+d", "e"]
    assert (rows[0]["ratio-internal-rotation-left"], rows[0]["ratio-internal-rotation-right"]) == (
        "1",
        "2",
    )
    assert not list(tmp_path.glob("results.csv?*"))


def test_results_go_where_they_can_and_may(tmp_path: Path) -> None:
    squad_file(tmp_path, {"a": RUNNER})
    before = (tmp_path / "squad.csv").read_bytes()
    for out, told_why in {
        "squad.csv": "squad.csv is what this command reads",
        "results.xls": "end it with .csv or .parquet",
        "none/results.csv": "cannot write none/results.csv",
    }.items():
        ended = hipexpert(tmp_path, "screen", "squad.csv", "--out", out)
        assert ended.code == 2, ended.err
        assert told_why in ended.err
    assert (tmp_path / "squad.csv").read_bytes() == before


def test_results_that_fail_half_way_leave_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    with pytest.raises(KeyError), written_table(path, {"a": str}) as add:
        add({"another": "x"})
    assert not list(tmp_path.iterdir())


def test_parquet_in_and_out_is_the_same_as_csv(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    squad_file(tmp_path, {"a": RUNNER, "b": RUNNER | {"hip-ir-right": "35"}})
    hipexpert(tmp_path, "screen", "squad.csv", "--out", "results.csv")
    rows = [{"athlete": "a", **RUNNER}, {"athlete": "b", **RUNNER, "hip-ir-right": "35"}]
    for row in rows:
        row["hip-ir-left"] = float(row["hip-ir-left"])
        row["night-pain"] = False
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "squad.parquet")
    ended = hipexpert(tmp_path, "screen", "squad.parquet", "--out", "results.parquet")
    assert ended.code == 0, ended.err
    written = parquet.read_table(tmp_path / "results.parquet")
    assert written.column_names == list(columns(real_knowledge()))
    from_csv = list(csv.DictReader((tmp_path / "results.csv").open(newline="")))
    for ours, theirs in zip(written.to_pylist(), from_csv, strict=True):
        assert [str(ours[k] or "") for k in ("athlete", "drill-1", "measure-next", "drills")] == [
            theirs[k] for k in ("athlete", "drill-1", "measure-next", "drills")
        ]


def test_a_bad_cell_of_parquet_is_named_by_row_and_column(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [{"athlete": "a", "age": 20}, {"athlete": "b", "age": 900}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "squad.parquet")
    ended = hipexpert(tmp_path, "screen", "squad.parquet", "--json")
    assert ended.code == 6
    assert "squad.parquet:2:2: error: 'age' cannot be 900" in ended.err
    assert "PAR1" not in ended.err


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("athlete,age\n" + "anna,20\n" * 5000)
    table = open_table(path)
    first = next(iter(table))
    assert first.cells == {"athlete": "anna", "age": "20"}
    assert first.line == 2


def test_a_table_of_an_unknown_kind_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(TableError), written_table(tmp_path / "r.txt", {"a": str}):
        pass


# What stands in real tables

FOUND = ROOT / "tests" / "found"


def screened(folder: Path, path: Path) -> tuple[int, dict[str, dict[str, Any]], str]:
    """What a table comes to, by athlete, with the exit code and what was said of it."""
    ended = hipexpert(folder, "screen", str(path), "--json")
    found = json.loads(ended.out)["athletes"]
    assert len({f["athlete"] for f in found}) == len(found)
    return ended.code, {f["athlete"]: f for f in found}, ended.err


def test_an_unreadable_cell_hides_no_flag(tmp_path: Path) -> None:
    """Three athletes with numb saddle, night pain, no weight on the leg were in no list at all."""
    code, found, said = screened(tmp_path, FOUND / "hidden-flag.csv")
    assert code == 6
    assert {athlete: f["urgency"] for athlete, f in found.items()} == {
        "mara": "emergency",
        "lena": "same-day",
        "timo": "emergency",
    }
    assert found["timo"]["refused"] == [
        {"column": None, "line": 4, "message": "this row has 16 cells, the header 17"}
    ]
    assert "hidden-flag.csv:4:1: error: this row has 16 cells" in said
    shown = hipexpert(tmp_path, "screen", str(FOUND / "hidden-flag.csv"), "--plain").out
    assert "Not read: row" in shown
    hipexpert(tmp_path, "screen", str(FOUND / "hidden-flag.csv"), "--out", "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").open(newline="")))
    assert [(row["athlete"], row["status"], row["refused-cells"]) for row in rows] == [
        ("mara", "refer", ""),
        ("lena", "refer", ""),
        ("timo", "refer", "row"),
    ]


def test_ids_that_differ_in_case_alone_are_told_and_both_listed(tmp_path: Path) -> None:
    code, found, said = screened(tmp_path, FOUND / "dup-case-flag.csv")
    assert code == 0
    assert {a: f["status"] for a, f in found.items()} == {"mara": "plan", "Mara": "refer"}
    assert "3:1: warning: 'Mara' differs from 'mara' at line 2 in case alone" in said


def test_rows_that_sum_up_others_are_pointed_out(tmp_path: Path) -> None:
    code, found, said = screened(tmp_path, FOUND / "mean-row.csv")
    assert (code, list(found)) == (0, ["anna", "Mean", "SD"])
    assert "3:1: warning: 'Mean' is what a row is called that sums up others" in said
    assert "4:1: warning: 'SD' is what" in said


@pytest.mark.parametrize(
    ("name", "athletes"),
    [
        ("case-values.csv", ["anna", "bea", "cia"]),
        ("degree-cells.csv", ["anna", "bea"]),
        ("pain-units.csv", ["anna", "bea"]),
        ("nbsp.csv", ["anna", "be a"]),
        ("dbom.csv", ["anna"]),
    ],
)
def test_cells_as_people_write_them_are_read(
    name: str, athletes: list[str], tmp_path: Path
) -> None:
    code, found, said = screened(tmp_path, FOUND / name)
    assert (code, said, list(found)) == (0, "", athletes)


def test_a_flag_that_one_of_several_rows_reports_stands(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text(
        "athlete,night-pain,hop-pain,bone-risk,age,hip-ir-left\n"
        "kim,no,no,no,20,40\nlee,no,no,no,30,\n kim\xa0,yes,,no,20,42\n"
    )
    code, found, said = screened(tmp_path, tmp_path / "squad.csv")
    assert code == 6
    assert list(found) == ["lee", "kim"]
    assert found["kim"]["status"] == "refer"
    assert "4:7: error: 'night-pain' is yes here and no at line 2; yes stands" in said
    assert "'hip-ir-left' is 42 here and 40 at line 2; neither is taken" in said
    assert [told["column"] for told in found["kim"]["refused"]] == ["hip-ir-left", "night-pain"]


def test_a_cell_left_out_among_the_flags_clears_none(tmp_path: Path) -> None:
    """Not even where a slip in another cell keeps the row from showing where it is."""
    flags = list(RUNNER_FLAGS)
    head = ["athlete", *flags, "lift-relieves", "sport"]
    rows = [
        ["kim", *["no"] * (len(flags) - 1), "no", "golf"],
        ["lee", *["no"] * (len(flags) - 1), "no", "glof"],
        ["mo", *["no"] * len(flags), "no", "golf", "x"],
        ["bo", *["no"] * len(flags), "no", "golf", "no"],
        ["jo", *["no"] * (len(flags) + 1), "no", "golf"],
    ]
    (tmp_path / "squad.csv").write_text("\n".join(map(",".join, [head, *rows])) + "\n")
    _, found, _ = screened(tmp_path, tmp_path / "squad.csv")
    plans = {athlete for athlete, f in found.items() if f["status"] == "plan"}
    assert plans == {"mo", "bo", "jo"}, "a cell too many, whichever it is"
    assert {f["status"] for f in found.values()} == {"plan", "incomplete"}


def test_an_empty_cell_of_a_flag_beside_a_no_is_not_known(tmp_path: Path) -> None:
    flags = list(RUNNER_FLAGS)
    cells = {athlete: dict.fromkeys(flags, "no") for athlete in ("kim", "lee")}
    head = ["athlete", *flags]
    rows = [["kim", *cells["kim"].values()], ["kim", "", *list(cells["kim"].values())[1:]]]
    rows += [["lee", *cells["lee"].values()], ["lee", *cells["lee"].values()]]
    (tmp_path / "squad.csv").write_text("\n".join(map(",".join, [head, *rows])) + "\n")
    code, found, _ = screened(tmp_path, tmp_path / "squad.csv")
    assert code == 0
    assert found["kim"]["status"] == "incomplete"
    assert found["kim"]["measure-next"][0] == flags[0]
    assert found["lee"]["status"] == "plan"


RUNNER_FLAGS = real_knowledge().instances("RedFlag")

cell = st.sampled_from(
    ["yes", "no", "No", "unknown", "", "Y", "maybe", "26°", "track running", 'a"b', "n/a", "40"]
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A head with the flags and other questions, and rows some of which do not fit it.

    Most flags are denied, so that there are plans.
    """
    others = draw(st.lists(st.sampled_from(["sport", "hip-ir-left", "age"]), unique=True))
    head = ["athlete", *draw(st.permutations([*RUNNER_FLAGS, *others]))]
    ids = st.sampled_from(["kim", "Kim", "lee", " kim", "a/b", "", "Mean"])
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        odd = draw(st.sets(st.sampled_from(head[1:]), max_size=3))
        row = [draw(ids), *(draw(cell) if name in odd else "no" for name in head[1:])]
        if draw(st.integers(0, 4)) == 0:
            gone = draw(st.integers(1, len(row)))
            row = draw(st.sampled_from([row[: gone - 1] + row[gone:], [*row, "x"], [*row, "no"]]))
        if any(text.strip() for text in row):
            rows.append(row)
    return head, rows


def conclusions_of(head: list[str], rows: list[list[str]], folder: Path) -> dict[str, Any]:
    """What each athlete of a table comes to, apart from the lines."""
    path = folder / "squad.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    found = {}
    for profile in read_profiles(real_knowledge(), open_table(path)):
        verdict = screen().verdict(profile.answers)
        name = profile.athlete
        told = member(profile, verdict)
        refused = sorted({one["column"] or "" for one in told.pop("refused")})
        told.pop("athlete")
        found[name] = (told, {**profile.answers.given}, refused)
    return found


def test_a_yes_that_may_have_slipped_from_a_flag_leaves_it_open(tmp_path: Path) -> None:
    """A cell too many somewhere: the yes under age may be that of the flag before it."""
    head = ["athlete", *RUNNER_FLAGS, "age"]
    slipped = ["kim", *["no"] * len(RUNNER_FLAGS), "yes", "x"]
    plain = ["lee", *["no"] * len(RUNNER_FLAGS), "23", "x"]
    found = conclusions_of(head, [slipped, plain], tmp_path)
    assert found["kim"][0]["status"] == "incomplete"
    assert found["lee"][0]["status"] == "plan"


@some
@given(tables())
def test_a_flag_that_a_readable_cell_reports_clears_nobody(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[list[str], list[list[str]]]
) -> None:
    head, rows = table
    folder = tmp_path_factory.mktemp("tables")
    found = conclusions_of(head, rows, folder)
    reports = {"yes", "Y"}
    fit = [dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)]
    reporting = [row for row in fit if reports & {row[flag] for flag in RUNNER_FLAGS}]
    for name in {" ".join(row["athlete"].split()) for row in reporting} - {""}:
        assert found[name][0]["status"] == "refer"
    nameless = sum(not row["athlete"] for row in reporting)
    assert sum(told["status"] == "refer" for told, *_ in found.values()) >= bool(nameless)
    for row in rows:
        if len(row) != len(head) and row[0].strip() in found:
            shift = len(head) - len(row)
            may_report = {
                name
                for place, text in enumerate(row)
                for name in head[max(0, place + min(0, shift)) : place + max(0, shift) + 1]
                if text in reports
            }
            if may_report & {*RUNNER_FLAGS}:
                assert found[row[0].strip()][0]["status"] != "plan", row


@some
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    table: tuple[list[str], list[list[str]]],
    chance: random.Random,
) -> None:
    head, rows = table
    rows = [row for row in rows if row[0].strip()]  # the others are called by their lines
    folder = tmp_path_factory.mktemp("tables")
    before = conclusions_of(head, rows, folder)
    chance.shuffle(rows)
    assert conclusions_of(head, rows, folder) == before


def test_a_long_table_is_screened_without_being_kept(tmp_path: Path) -> None:
    """Of the rows of one athlete alone more than one is in memory at a time."""
    path = tmp_path / "long.csv"
    rows = [f"a{n},20" for n in range(3000)] + ["a0,20"]
    path.write_text("athlete,age\n" + "\n".join(rows) + "\n")
    profiles = read_profiles(real_knowledge(), open_table(path))
    assert next(profiles).athlete == "a1", "the first one stands in two rows"
    *_, last = profiles
    assert last.athlete == "a0"


@given(st.text('a1,;" \n', max_size=12))
def test_each_cell_that_csv_reads_is_found_at_its_place(text: str) -> None:
    """Where it is not, a message about the cell would be an error of the program."""
    line = "x," + text + "\n"
    try:
        (cells,) = csv_reader(io.StringIO(line, newline=""), ",")
    except (csv.Error, ValueError):
        return  # no row, or several
    for number, read in enumerate(cells):
        start, end = cell_at(line, ",", number)
        shown = line[start:end]
        plain = shown[1:-1].replace('""', '"') if shown.startswith('"') else shown
        assert plain == read
