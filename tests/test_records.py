"""The commands for what is kept: athletes, consultations, export, erasing; through the program."""

from __future__ import annotations

import csv
import json
import shutil
import stat
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from program import (
    Ended,
    answers_file,
    hipexpert,
)
from terminal import Terminal, pexpect
from test_cases import people

from hipexpert.records.store import Measurement, open_store

FOUNDING = {**people()["founding"], "age": "23", "pain-site": "none"}
Run = Callable[..., Ended]


def run_in(folder: Path) -> Run:
    """Runs a command beside case.yaml, with records of its own; it must end well."""
    answers_file(folder, FOUNDING)

    def run(*arguments: str, code: int = 0, typed: str = "") -> Ended:
        ended = hipexpert(folder, *arguments, typed=typed)
        assert ended.code == code, ended.err
        return ended

    return run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(tmp_path)


@pytest.fixture(scope="module")
def squad_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records of Kim with two consultations, Lee with one, and one of nobody."""
    folder = tmp_path_factory.mktemp("squad")
    run = run_in(folder)
    run("athlete", "add", "kim", "--name", "Kim Lee")
    run("athlete", "add", "lee")
    for _ in range(2):
        run("consult", "--athlete", "kim", "--answers", "case.yaml", "--json")
    run("consult", "--athlete", "lee", typed="no\nno\n")
    run("consult", typed="no\n")
    return folder


@pytest.fixture
def squad(run: Run, squad_kept: Path, tmp_path: Path) -> Run:
    """Kim with two consultations, Lee with one broken off, and one of nobody."""
    shutil.copytree(squad_kept, tmp_path, dirs_exist_ok=True)
    return run


def records_of(folder: Path) -> Path:
    return folder / "data" / "hipexpert" / "records.sqlite"


def json_of(ended: Ended) -> Any:
    return json.loads(ended.out)


def test_athletes_are_listed_and_shown_with_what_was_concluded(squad: Run) -> None:
    kim, lee = json_of(squad("athlete", "list", "--json"))
    assert (kim["id"], kim["name"], kim["number-of-consultations"]) == ("kim", "Kim Lee", 2)
    assert (lee["id"], lee["name"], lee["number-of-consultations"]) == ("lee", "lee", 1)
    shown = json_of(squad("athlete", "show", "kim", "--json"))
    begun = date.fromisoformat(shown["consultations"][-1]["begun"][:10])
    assert (kim["review"], lee["review"]) == (f"{begun + timedelta(weeks=6)}", None)
    assert [(c["status"], c["asymmetry"]) for c in shown["consultations"]] == [
        ("plan", "functional")
    ] * 2
    in_words = squad("athlete", "kim", "--plain").out
    assert in_words.startswith("kim, Kim Lee\n")
    assert "Asymmetry: functional" in in_words
    assert "not finished" in squad("athlete", "lee").out


def test_whoever_is_due_for_review_is_said_to_be(squad: Run, tmp_path: Path) -> None:
    kim, _ = json_of(squad("athlete", "list", "--json"))
    due = datetime.fromisoformat(f"{kim['review']}T12:00").astimezone()
    for day, said in ((due, f"{kim['review']}, due"), (due - timedelta(days=1), kim["review"])):
        moment = f"{day.timestamp():.0f}"
        listed = ("athlete", "list", "--plain")
        shown = hipexpert(tmp_path, *listed, SOURCE_DATE_EPOCH=moment).out.splitlines()
        assert f"  Review: {said}" in shown


def test_consultations_are_listed_for_all_or_for_one(squad: Run) -> None:
    every = json_of(squad("consultations", "--json"))
    assert [(c["id"], c["athlete"], c["status"]) for c in every] == [
        (1, "kim", "plan"),
        (2, "kim", "plan"),
        (3, "lee", None),
        (4, None, None),
    ]
    assert json_of(squad("consultations", "list", "--athlete", "lee", "--json")) == every[2:3]
    for stranger in ("athlete", "show", "kin"), ("consultations", "list", "--athlete", "kin"):
        assert "there is no athlete 'kin'" in squad(*stranger, code=2).err
    assert "there is no consultation 9" in squad("consultations", "9", code=2).err


def test_a_consultation_is_shown_as_it_was(squad: Run) -> None:
    now = json_of(squad("consult", "--answers", "case.yaml", "--json"))
    shown = json_of(squad("consultations", "show", "1", "--json"))
    assert shown["result"] == now
    assert shown["answers"] == now["answers"]
    in_words = squad("consultations", "1", "--plain").out
    assert "Status: plan" in in_words
    assert "hip-ir-right: 26" in in_words
    assert now["plan"][0]["label"] in in_words


def test_nothing_is_kept_of_answers_in_a_file_unless_it_is_said_whose(run: Run) -> None:
    for more in ("--json",), ("--no-input",), ():
        run("consult", "--answers", "case.yaml", *more)
    assert json_of(run("consultations", "--json")) == []
    refused = run("consult", "--answers", "case.yaml", "--athlete", "kim", "--json", code=2)
    assert "hipexpert athlete add kim" in refused.err


def test_a_new_consultation_leaves_the_one_broken_off_as_it_is(squad: Run) -> None:
    """Each is taken up by its athlete; without a name it is the latest."""
    begun = squad("consult", typed="no\nno\nno\n")
    assert "consultation 4, of 2" in begun.err
    assert "was broken off; to go on with it: hipexpert consult --resume" in begun.err
    squad("consult", "--resume", "--athlete", "lee", typed="no\n")
    assert "consultation 5, begun on" in squad("consult", "--resume", typed="no\n").err
    counts = [
        len(json_of(squad("consultations", str(id), "--json"))["answers"]) for id in (3, 4, 5)
    ]
    assert counts == [3, 1, 4]
    nothing = squad("consult", "--resume", "--athlete", "kim", code=2)
    assert "no consultation of 'kim' was broken off" in nothing.err
    assert squad("consult", "--resume", "--answers", "case.yaml", code=2)


# Export


def test_an_export_is_complete(squad: Run, tmp_path: Path) -> None:
    measured = Measurement(
        *("kim", "2026-01-02", "hip", "internal-rotation", "left", "prone"), 31.5, "degrees"
    )
    with open_store(records_of(tmp_path)) as store:
        store.add_measurements([measured])
        store.override(2, "reverse-clam", "out", '=1+1; "sore", they say')
    written = squad("athlete", "export", "kim", "--out", "out").out.split()
    assert {Path(path).name for path in written} == {
        each.name for each in Path.iterdir(tmp_path / "out")
    }
    whole = json.loads((tmp_path / "out" / "athlete.json").read_text("utf-8"))
    with open_store(records_of(tmp_path)) as store:
        held = store.consultations("kim")
        assert whole["athlete"] == store.athletes()[0]._asdict()
        assert [c["result"] for c in whole["consultations"]] == [r.result for r in held]
        assert [c["proof"] for c in whole["consultations"]] == [r.proof for r in held]
        assert [[*g.values()] for g in whole["consultations"][0]["history"]] == [
            [*given] for given in store.history(1)
        ]
    assert whole["measurements"] == [measured._asdict()]
    (override,) = table(tmp_path / "out" / "overrides.csv")
    assert override["because"] == """'=1+1; "sore", they say""", "no formula of a spreadsheet"
    assert [row["value"] for row in table(tmp_path / "out" / "measurements.csv")] == ["31.5"]
    answers = [row for row in table(tmp_path / "out" / "answers.csv") if row["consultation"] == "2"]
    assert {row["question"] for row in answers} == {*FOUNDING}
    assert [row["asymmetry"] for row in table(tmp_path / "out" / "consultations.csv")] == [
        "functional"
    ] * 2
    assert "lee" not in (tmp_path / "out" / "athlete.json").read_text("utf-8").split()
    for each in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def test_an_export_writes_over_nothing(squad: Run, tmp_path: Path) -> None:
    squad("athlete", "export", "kim")
    (tmp_path / "kim-export" / "athlete.json").write_text("mine", encoding="utf-8")
    assert "is there already" in squad("athlete", "export", "kim", code=2).err
    assert (tmp_path / "kim-export" / "athlete.json").read_text("utf-8") == "mine"
    no_folder = squad("athlete", "export", "kim", "--out", "case.yaml", code=2)
    assert "cannot write case.yaml/athlete.json: Not a directory" in no_folder.err
    below = squad("athlete", "export", "kim", "--out", "case.yaml/below", code=2)
    assert "cannot write case.yaml/below" in below.err


# Erasing


def test_nobody_is_erased_unless_it_is_meant(squad: Run, tmp_path: Path) -> None:
    refused = squad("athlete", "erase", "kim", code=2)
    assert "add --yes" in refused.err
    said_no = pexpect_erase(tmp_path, "n")
    assert "2 consultations, 0 measurements" in said_no
    assert "Nothing was erased" in said_no
    assert len(json_of(squad("athlete", "--json"))) == 2
    assert "Out of reach are" in pexpect_erase(tmp_path, "y")
    assert [athlete["id"] for athlete in json_of(squad("athlete", "--json"))] == ["lee"]


def pexpect_erase(folder: Path, typed: str) -> str:
    child = Terminal(folder, "athlete", "erase", "kim", dimensions=(50, 200))
    child.expect(r"\[y/N\]: ")
    seen = str(child.before)
    child.sendline(typed)
    child.expect(pexpect.EOF)
    return seen + str(child.before)


def test_who_is_erased_leaves_no_trace_in_the_data_folder(squad: Run, tmp_path: Path) -> None:
    said = squad("athlete", "erase", "kim", "--yes").out
    for word in "backups", "exported", "copies", "disk":
        assert word in said, word
    left = b"".join(each.read_bytes() for each in records_of(tmp_path).parent.iterdir())
    assert b"Kim Lee" not in left
    assert b"functional asymmetry" not in left
    assert [c["id"] for c in json_of(squad("consultations", "--json"))] == [3, 4]
    squad("consultations", "erase", "4", "--yes")
    assert [c["id"] for c in json_of(squad("consultations", "--json"))] == [3]


# Records that cannot be used


@pytest.mark.parametrize("spoilt", ["damaged", "newer"])
def test_records_that_cannot_be_used_are_told_of_and_not_touched(
    spoilt: str, squad: Run, tmp_path: Path
) -> None:
    path = records_of(tmp_path)
    if spoilt == "damaged":
        path.write_bytes(b"what is this? " * 1000)
    else:
        with open_store(path) as store:
            store.connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for arguments in (
        ("athlete", "list"),
        ("athlete", "add", "bo"),
        ("athlete", "erase", "kim", "--yes"),
        ("consultations",),
        ("consult", "--resume"),
        ("why", "reverse-clam"),
    ):
        told = squad(*arguments, code=1).err
        assert str(path) in told, arguments
        assert "nothing was changed" in told
    went_on = squad("consult", typed="no\nno\n")
    assert went_on.out.startswith("Incomplete")
    assert went_on.err.count("cannot be kept") == 1
    assert path.read_bytes() == before
