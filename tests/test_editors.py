"""What editors and workflows are given: schemas of rule and case files, problems in their form."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from jsonschema import Draft202012Validator
from test_check import BROKEN, build
from test_cli import Run, run  # noqa: F401 - a fixture

import hipexpert as hx

FILES = {
    **dict.fromkeys(sorted(ROOT.glob("rules/**/*.yaml")), "rule-file"),
    **dict.fromkeys(sorted(ROOT.glob("tests/cases/**/*.yaml")), "case-file"),
}
FILES.pop(ROOT / "tests" / "cases" / "people.yaml")
MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def as_json(text: str) -> Any:
    """A document with the texts that are read as texts: `no` of a case is no false."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def errors(schema: str, document: Any) -> list[str]:
    return [e.message for e in Draft202012Validator(hx.schema(schema)).iter_errors(document)]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_file_leads_an_editor_to_its_schema(path: Path) -> None:
    (place,) = MODELINE.findall(path.read_text(encoding="utf-8"))
    assert (path.parent / place).resolve() == ROOT / "hipexpert/schemas" / f"{FILES[path]}.json"


@pytest.mark.parametrize("path", [p for p in FILES if FILES[p] == "rule-file"], ids=named)
def test_every_rule_file_is_as_its_schema_says(path: Path) -> None:
    assert errors("rule-file", as_json(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", [p for p in FILES if FILES[p] == "case-file"], ids=named)
def test_every_case_file_is_as_its_schema_says(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert errors("case-file", document) == []


RULE = {
    "rule": "a-rule",
    "label": "A rule",
    "when": ["?athlete plays ?sport"],
    "then": ["?athlete is-told ?note"],
    "because": "So.",
    "claims": ["red-flags-first"],
}


@pytest.mark.parametrize(
    "change",
    [
        {"when": ["?athlete palys ?sport"]},
        {"when": ["?athlete plays"]},
        {"when": ["?athlete is-a Spotr"]},
        {"when": []},
        {"claims": ["red-flags-frist"]},
        {"rule": "A Rule"},
        {"wehn": ["?athlete plays ?sport"]},
    ],
    ids=str,
)
def test_what_is_no_rule_is_underlined(change: dict[str, Any]) -> None:
    assert errors("rule-file", [RULE]) == []
    assert errors("rule-file", [{**RULE, **change}])


def test_the_schemas_know_the_words_of_a_pack(run: Run) -> None:  # noqa: F811
    pack = str(ROOT / "examples" / "packs" / "wakeboarding")
    with_it, without = (
        json.loads(run("schema", "case-file", *laid).out) for laid in (["--pack", pack], [])
    )
    case = {"case": "One", "answers": {"sport": "wakeboarding"}, "then": []}
    case["then"] = [{"fact": "athlete plays soccer", "by": "sport-makes-its-demands"}]
    assert not [*Draft202012Validator(with_it).iter_errors([case])]
    assert [*Draft202012Validator(without).iter_errors([case])]


def test_a_schema_that_is_none_is_told(run: Run) -> None:  # noqa: F811
    told = run("schema", "rule-fiel")
    assert told.code == 2
    assert "did you mean 'rule-file'?" in told.err


# Problems


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return build(tmp_path / "home", BROKEN / "misspelt-key").relative_to(tmp_path)


def test_problems_are_printed_as_editors_find_places(faulty: Path, run: Run) -> None:  # noqa: F811
    told = run("check", "--home", str(faulty), "--format", "gcc")
    assert told.code == 3
    for line in told.out.splitlines():
        file, number, column, severity, _ = line.split(":", 4)
        assert (faulty / "rules").name in file
        assert Path(file).is_file()
        assert int(number) > 0 < int(column)
        assert severity in (" error", " warning")
    assert told.out
    assert "[unknown-key]" in told.out


def test_problems_are_printed_for_a_workflow(faulty: Path, run: Run) -> None:  # noqa: F811
    (line, *_) = run("check", "--home", str(faulty), "--format", "github").out.splitlines()
    found = re.fullmatch(r"::(error|warning) file=([^,:]+),line=(\d+),col=(\d+),(.+?)::(.+)", line)
    assert found
    assert Path(found[2]).is_file()


def test_problems_are_printed_as_sarif(faulty: Path, run: Run) -> None:  # noqa: F811
    plain = run("check", "--home", str(faulty), "--format", "gcc").out.splitlines()
    document = json.loads(run("check", "--home", str(faulty), "--format", "sarif").out)
    assert document["version"] == "2.1.0"
    (one,) = document["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert len(one["results"]) == len(plain)
    for result in one["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        (place,) = result["locations"]
        assert Path(place["physicalLocation"]["artifactLocation"]["uri"]).is_file()
        assert place["physicalLocation"]["region"]["startLine"] >= 1
        assert result["level"] in ("error", "warning")


def test_of_sound_knowledge_an_editor_is_told_nothing(
    tmp_path: Path,
    run: Run,  # noqa: F811
) -> None:
    told = run("check", "--home", str(build(tmp_path / "home")), "--format", "gcc")
    assert (told.code, told.out) == (0, "")


def test_forms_go_with_no_other_output(run: Run) -> None:  # noqa: F811
    assert run("check", "--format", "gcc", "--json").code == 2
    assert run("check", "--watch", "--json").code == 2


def test_what_is_watched_is_checked_again_when_it_is_saved(tmp_path: Path) -> None:
    home = build(tmp_path / "home")
    words = [sys.executable, "-m", "hipexpert", "check", "--watch", "--home", str(home)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        heard = []

        def until(ending: str) -> str:
            for line in iter(watching.stderr.readline, ""):
                heard.append(line)
                if ending in line:
                    return "".join(heard)
            raise AssertionError(f"it ended after: {heard}")

        assert "sound" in until("watching")
        time.sleep(0.05)
        heard.clear()
        rules = home / "rules" / "steps.yaml"
        rules.write_text(rules.read_text("utf-8").replace("clear-gap", "claer-gap"), "utf-8")
        assert "did you mean 'clear-gap'?" in until("watching")
        watching.terminate()
