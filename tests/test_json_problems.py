"""With --json whatever ends a command with a message is told on standard output too, as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from program import Ended, answers_file, hipexpert, later
from test_cases import people
from test_cli import COMMANDS

KEYS = {"file", "line", "column", "severity", "message", "check", "hint"}
IN_JSON = sorted(
    name for name, command in COMMANDS.items() if any("--json" in p.opts for p in command.params)
)


def problems(ended: Ended) -> list[dict[str, Any]]:
    """The problems on standard output, which holds nothing else; each is told to people too."""
    document = json.loads(ended.out)
    assert set(document) == {"schema", "problems"}
    assert document["schema"] == "hipexpert/problems/1"
    for problem in document["problems"]:
        assert set(problem) == KEYS
        assert problem["severity"] in ("error", "warning")
        assert problem["message"] in ended.err
        for line in (problem["hint"] or "").splitlines():
            assert line in ended.err
    found: list[dict[str, Any]] = document["problems"]
    return found


def words_for(command: str) -> list[str]:
    """Something for each argument that a command cannot do without."""
    needed = [p for p in COMMANDS[command].params if p.param_type_name == "argument" and p.required]
    return ["1" if "int" in p.type.name else "nothing-of-the-kind" for p in needed]


@pytest.fixture
def unusable(tmp_path: Path) -> dict[str, str]:
    """Surroundings in which there is no knowledge, and records that are none."""
    kept = tmp_path / "data" / "hipexpert"
    kept.mkdir(parents=True, mode=0o700)
    (kept / "records.sqlite").write_bytes(b"no database, but text " * 100)
    return {"HIPEXPERT_HOME": "nowhere"}


@pytest.mark.parametrize("command", IN_JSON)
def test_what_cannot_be_done_is_told_in_json(
    command: str, tmp_path: Path, unusable: dict[str, str]
) -> None:
    plain = hipexpert(tmp_path, *command.split(), *words_for(command), **unusable)
    ended = hipexpert(tmp_path, *command.split(), *words_for(command), "--json", **unusable)
    assert ended.code == plain.code != 0
    assert ended.err == plain.err
    assert not plain.out
    assert problems(ended)


@pytest.mark.parametrize("command", IN_JSON)
def test_what_the_command_line_refuses_is_told_in_json(command: str, tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, *command.split(), *words_for(command), "--jsn", "--json")
    assert ended.code == 2
    (problem,) = problems(ended)
    assert "--jsn" in problem["message"]
    assert problem["hint"] == f"hipexpert {command} --help"


def test_no_such_command_is_told_in_json(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "consutl", "--json")
    assert ended.code == 2
    assert "consult" in problems(ended)[0]["message"]
    ended = hipexpert(tmp_path, "athlete", "add", "kim", "--json")
    assert ended.code == 2
    assert "--json" in problems(ended)[0]["message"]


def test_what_stands_for_itself_asks_for_no_json(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "why", "--", "--json")
    assert ended.code == 2
    assert not ended.out


def test_a_bad_answer_is_told_with_its_place(tmp_path: Path) -> None:
    answers_file(tmp_path, {"age": "20", "sport": "socer", "night-pain": "perhaps"})
    ended = hipexpert(tmp_path, "consult", "--answers", "case.yaml", "--json")
    assert ended.code == 6
    first, second = problems(ended)
    assert first == {
        "file": "case.yaml",
        "line": 2,
        "column": 8,
        "severity": "error",
        "message": first["message"],
        "check": "bad-answer",
        "hint": first["hint"],
    }
    assert first["hint"].startswith("did you mean 'soccer'?")
    assert (second["line"], second["column"]) == (3, 13)


def test_an_unknown_drill_is_told_without_a_place(tmp_path: Path) -> None:
    answers_file(tmp_path, people()["founding"])
    ended = hipexpert(tmp_path, "why", "reverse-calm", "--answers", "case.yaml", "--json")
    assert ended.code == 2
    (problem,) = problems(ended)
    assert problem["file"] is problem["line"] is problem["column"] is problem["check"] is None
    assert problem["hint"] == "did you mean 'reverse-clam'?"


def test_a_query_that_cannot_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "query", "-e", "SELECT ?x {", "--json")
    assert ended.code == 2
    (problem,) = problems(ended)
    assert (problem["file"], problem["check"]) == ("-e", "query")
    assert problem["line"]


def test_a_plan_of_another_day_is_told_in_json(tmp_path: Path) -> None:
    answers_file(tmp_path, people()["founding"])
    hipexpert(tmp_path, "athlete", "add", "kim")
    hipexpert(tmp_path, "consult", "--athlete", "kim", "--answers", "case.yaml", "--no-input")
    asked = ("override", "pigeon-stretch", "--because", "it hurts", "--json")
    ended = hipexpert(tmp_path, *asked, SOURCE_DATE_EPOCH=later(days=3))
    assert ended.code == 5
    (problem,) = problems(ended)
    assert "night-pain" in problem["message"]
    reported = {**people()["founding"], "night-pain": "yes"}
    answers_file(tmp_path, reported)
    hipexpert(tmp_path, "consult", "--athlete", "kim", "--answers", "case.yaml", "--no-input")
    ended = hipexpert(tmp_path, "why", "pigeon-stretch", "--consultation", "1", "--json")
    assert ended.code == 4
    (problem,) = problems(ended)
    assert "hipexpert audit 1" in problem["hint"]


def test_data_with_a_bad_end_are_one_document(tmp_path: Path) -> None:
    """What was found is printed all the same, and what was amiss stands on standard error alone."""
    (tmp_path / "squad.csv").write_text("athlete,age\nkim,20\nlee,old\n", encoding="utf-8")
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert ended.code == 6
    assert json.loads(ended.out)["schema"] == "hipexpert/squad/1"
    ended = hipexpert(tmp_path, "consult", "--no-input", "--json")
    assert ended.code == 5
    assert json.loads(ended.out)["schema"] == "hipexpert/consultation/1"


def test_an_error_of_the_program_is_told_in_json(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['hipexpert.knowledge.questions'] = None\n"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    ended = hipexpert(tmp_path, "questions", "--json", PYTHONPATH=path)
    assert ended.code == 1
    (problem,) = problems(ended)
    assert problem["message"].startswith("an error of the program: ")


# check --json


def test_sound_knowledge_has_no_problems(tmp_path: Path) -> None:
    home = ROOT / "tests" / "broken" / "healthy"
    ended = hipexpert(tmp_path, "check", "--json", "--home", str(home))
    assert (ended.code, ended.err) == (0, "")
    assert problems(ended) == []


def test_what_check_finds_is_told_by_severity(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in "ontology.ttl", "kb", "rules":
        (home / name).symlink_to(ROOT / "tests" / "broken" / "healthy" / name)
    (home / "rules").unlink()
    (home / "rules").mkdir()
    healthy = (ROOT / "tests" / "broken" / "healthy" / "rules" / "steps.yaml").read_text("utf-8")
    (home / "rules" / "steps.yaml").write_text(healthy, encoding="utf-8")
    (home / "rules" / "notes.txt").write_text("of no use", encoding="utf-8")
    ended = hipexpert(tmp_path, "check", "--json", "--home", "home")
    found = problems(ended)
    assert ended.code == 0
    assert {problem["severity"] for problem in found} == {"warning"}
    wrong = healthy.replace("?hip measures", "?hip mesures", 1)
    (home / "rules" / "steps.yaml").write_text(wrong, encoding="utf-8")
    ended = hipexpert(tmp_path, "check", "--json", "--home", "home")
    found = problems(ended)
    assert ended.code == 3
    assert {problem["severity"] for problem in found} == {"error", "warning"}
    assert {"rules/steps.yaml"} <= {problem["file"] for problem in found}
