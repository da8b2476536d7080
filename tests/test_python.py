"""The front door for Python programs: what it refuses, and that it says what commands do."""

from __future__ import annotations

import doctest
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from program import hipexpert as run
from program import surroundings

import hipexpert as hx
from hipexpert.api import Fact, Result
from hipexpert.knowledge.documents import read_document
from hipexpert.model import Answers, Location

PAGE = ROOT / "docs" / "python.md"
CASE = ROOT / "examples" / "track-runner.yaml"


@pytest.fixture(scope="module")
def loaded() -> hx.Knowledge:
    return hx.load(ROOT)


@pytest.fixture(scope="module")
def result(loaded: hx.Knowledge) -> Result:
    return hx.consult(loaded, CASE)


# The page


def test_every_example_of_the_page_is_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = PAGE.read_text("utf-8")
    shown = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))
    assert shown.count(">>> ") == page.count(">>> "), "an example stands in no block"
    examples = doctest.DocTestParser().get_doctest(shown, {}, PAGE.name, str(PAGE), 0)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    done = doctest.DocTestRunner(optionflags=flags).run(examples)
    assert done.attempted > 30
    assert not done.failed


def test_the_script_of_the_page_runs_for_a_stranger(tmp_path: Path) -> None:
    script, printed = re.findall(r"```(?:python|text)\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert len(script.split("\n")) <= 12
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == printed


def test_the_page_has_every_public_name() -> None:
    page = PAGE.read_text("utf-8")
    for name in hx.__all__:
        assert f"hx.{name}" in page or f"`{name}`" in page, name
        assert getattr(hx, name).__doc__, name


def test_a_name_that_is_none_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'consutl'"):
        hx.consutl  # noqa: B018
    assert {*hx.__all__, "__version__"} <= {*dir(hx)}


# What it loads


def loads(statement: str) -> set[str]:
    code = (
        "import sys, typing\nbefore = {*sys.modules}\n"
        f"{statement}\nprint(*sorted({{*sys.modules}} - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {*done.stdout.split()}


def test_importing_the_package_loads_nothing_else() -> None:
    assert loads("import hipexpert") == {"hipexpert"}


def test_the_command_line_does_not_load_the_front_door() -> None:
    found = loads("import hipexpert.face.cli")
    assert not {name for name in found if name.startswith("hipexpert.api")}
    assert not {"experta", "rdflib", "yaml", "mcp", "pydantic"} & found
    assert not {name for name in found if name.startswith("hipexpert.face.commands.")}


def test_the_front_door_loads_no_terminal() -> None:
    found = loads("import hipexpert; hipexpert.load")
    assert "hipexpert.api" in found
    assert not {name for name in found if name.startswith("hipexpert.face")}
    assert not {"typer", "rich"} & found


# What it refuses


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ({"hip-ir-left": "banana"}, "'hip-ir-left' cannot be 'banana'", "a number from -40 to 90"),
        ({"night-pian": "yes"}, "there is no question 'night-pian'", "'night-pain'"),
        ({"hip-ir-left": 400}, "'hip-ir-left' cannot be 400", "a number from -40 to 90"),
        ({"hip-ir-left": float("nan")}, "cannot be 'nan'", "a number"),
        ({"age": 20.5}, "'age' cannot be 20.5", "a whole number"),
        ({"age": True}, "'age' cannot be 'yes'", "a whole number"),
        ({"age": [20]}, "'age' takes one answer, not a list", None),
        ({"age": {"years": 20}}, "a value of type 'dict'", "give a text, a number"),
        ({"equipment": ["band", 3]}, "a value of type 'int'", "a list of texts"),
        ({"sport": "socer"}, "'sport' cannot be 'socer'", "did you mean 'soccer'?"),
        ({"event": "400m", "sport": "soccer"}, "'event' cannot be '400m'", "'soccer' has none"),
        ({7: "yes"}, "there is no question '7'", "lists them all"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_refused(
    said: dict[str, object], message: str, hint: str | None, loaded: hx.Knowledge
) -> None:
    for ask in (loaded.answers, lambda said: hx.consult(loaded, said)):
        with pytest.raises(hx.BadAnswers) as caught:
            ask(said)
        (problem,) = caught.value.problems
        assert message in problem.message
        assert (hint is None) == (problem.hint is None)
        assert (hint or "") in (problem.hint or "")
        assert problem.message in str(caught.value)


@pytest.mark.parametrize("given", [{"hip-ir-left": "banana"}, {"night-pian": "yes"}])
def test_answers_made_by_hand_are_checked_too(given: dict[str, str], loaded: hx.Knowledge) -> None:
    with pytest.raises(hx.BadAnswers):
        hx.consult(loaded, Answers(given))
    with pytest.raises(hx.BadAnswers):
        hx.screen(loaded, {"kim": Answers(given)})


def test_all_bad_answers_are_told_at_once_each_at_its_place(loaded: hx.Knowledge) -> None:
    with pytest.raises(hx.BadAnswers) as caught:
        loaded.answers({"age": 400, "sport": "soccer", "night-pain": "perhaps"})
    places = [problem.location for problem in caught.value.problems]
    assert places == [Location("<answers>", 1), Location("<answers>", 3)]


def test_a_file_is_refused_with_line_column_and_the_nearest_word(
    loaded: hx.Knowledge, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("age: 20\nhip-ir-lefft: 40\nsport: socer\n", encoding="utf-8")
    with pytest.raises(hx.BadAnswers) as caught:
        loaded.answers(path)
    first, second = caught.value.problems
    assert first.location == Location(str(path), 2, 1)
    assert first.hint == "did you mean 'hip-ir-left'?"
    assert second.location == Location(str(path), 3, 8)
    with pytest.raises(hx.BadAnswers, match="no such file"):
        loaded.answers(tmp_path / "missing.yaml")


def test_what_is_checked_once_stays_what_it_is(loaded: hx.Knowledge) -> None:
    answers = loaded.answers(CASE)
    again = loaded.answers(answers)
    assert again == answers
    assert again.locations == answers.locations
    said = loaded.answers({"age": "unknown", "sex": None, "equipment": ("band",), "sport": "golf"})
    assert said.unknown == {"age", "sex"}
    assert said.given == {"equipment": ("band",), "sport": "golf"}
    assert loaded.answers({"hip-ir-left": "40°", "night-pain": False}).given == {
        "hip-ir-left": 40,
        "night-pain": "no",
    }


def test_names_that_are_none_are_refused_with_the_nearest(result: Result) -> None:
    for ask in (
        lambda: hx.why(result, "reverse-calm"),
        lambda: hx.why_not(result, "reverse-calm"),
        lambda: hx.compare(result, "pigeon-stretch", "reverse-calm"),
    ):
        with pytest.raises(hx.UnknownName, match="did you mean 'reverse-clam'"):
            ask()
    for what in "", "athlete is-prescribd", "athlete is-prescribed pigeon-stretch now":
        with pytest.raises(hx.UnknownName):
            hx.why(result, what)
    with pytest.raises(hx.UnknownName, match="there is no claim 'somerset-bend'"):
        hx.what_if(result, without_claims=["somerset-bend"])
    with pytest.raises(hx.UnknownName, match="there is no rule"):
        hx.what_if(result, without_rules=["no-such-rule"])


def test_a_use_without_an_answer_is_refused(result: Result) -> None:
    with pytest.raises(hx.Error, match="what should be otherwise"):
        hx.what_if(result, {})
    with pytest.raises(hx.Error, match="guards the athlete"):
        hx.what_if(result, without_rules=["cause-needs-referral"])
    with pytest.raises(hx.Error, match="named twice"):
        hx.compare(result, "pigeon-stretch", "pigeon-stretch")
    with pytest.raises(hx.NotConcluded):
        hx.why(result, Fact("athlete", "is-prescribed", "hip-airplane"))
    with pytest.raises(hx.BadAnswers):
        hx.what_if(result, {"hip-ir-rigth": 38})
    with pytest.raises(hx.BadAnswers, match="'hip-ir-right' cannot be 400"):
        hx.what_if(result, {"hip-ir-right": 400})


def test_knowledge_at_fault_is_refused_with_its_place(tmp_path: Path) -> None:
    for name in "ontology.ttl", "kb":
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "rules").mkdir()
    text = (ROOT / "rules" / "triage.yaml").read_text("utf-8").replace("  when:", "  whne:", 1)
    (tmp_path / "rules" / "triage.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(hx.UnsoundKnowledge) as caught:
        hx.load(tmp_path)
    assert any(problem.location.file == "rules/triage.yaml" for problem in caught.value.problems)
    assert re.search(r"^rules/triage\.yaml:\d+:3: error: .*'whne'", str(caught.value), re.M)


def test_errors_can_be_sent_to_another_process(loaded: hx.Knowledge, result: Result) -> None:
    for ask in (
        lambda: loaded.answers({"age": 400}),
        lambda: hx.why(result, "reverse-calm"),
        lambda: hx.why(result, "hip-airplane"),
    ):
        with pytest.raises(hx.Error) as caught:
            ask()
        again = pickle.loads(pickle.dumps(caught.value))
        assert type(again) is type(caught.value)
        assert str(again) == str(caught.value)


def test_a_table_that_cannot_be_read_is_refused_and_a_cell_is_told(
    loaded: hx.Knowledge, tmp_path: Path
) -> None:
    table = tmp_path / "squad.csv"
    table.write_text("athletes,hip-ir-left\nkim,40\n", encoding="utf-8")
    with pytest.raises(hx.BadAnswers, match="did you mean 'athlete'"):
        hx.screen(loaded, table)
    with pytest.raises(hx.BadAnswers, match="no such file"):
        hx.screen(loaded, tmp_path / "missing.csv")
    table.write_text("athlete,hip-ir-left\nkim,40\nlee,banana\n", encoding="utf-8")
    squad = hx.screen(loaded, table)
    assert squad.refused == 1
    assert [problem.location.line for problem in squad.problems] == [3]
    with pytest.raises(hx.BadAnswers, match="cannot be the id of an athlete"):
        hx.screen(loaded, {"": {}})


# The same as the commands


def written(path: Path) -> dict[str, Any]:
    """An answers file as a program that reads YAML 1.2 has it."""
    document, _ = read_document(path.read_text("utf-8"), path.name)
    assert document
    return {key.text: _plain(value) for key, value in document.pairs}


def _plain(entry: Any) -> Any:
    if entry.kind == "list":
        return [_plain(item) for item in entry.items]
    try:
        return json.loads(entry.text)
    except ValueError:
        return entry.text


def printed(folder: Path, *arguments: str, code: int = 0) -> object:
    ended = run(folder, *arguments, "--json")
    assert ended.code == code, ended.err
    return json.loads(ended.out)


def as_json(data: object) -> object:
    return json.loads(json.dumps(data))


def test_each_result_is_what_its_command_prints(
    loaded: hx.Knowledge, result: Result, tmp_path: Path
) -> None:
    of = ("--answers", str(CASE))
    assert as_json(result.json()) == printed(tmp_path, "consult", *of)
    ways = hx.why(result, "pigeon-stretch")
    assert as_json(ways.json()) == printed(tmp_path, "why", "pigeon-stretch", *of)
    every = printed(tmp_path, "why", "pigeon-stretch", "--all", *of)
    assert as_json(ways.json(every=True)) == every
    missing = hx.why_not(result, "hip-airplane")
    assert as_json(missing.json()) == printed(tmp_path, "why-not", "hip-airplane", *of)
    other = hx.what_if(result, {"hip-ir-right": 38})
    assert as_json(other.json()) == printed(tmp_path, "what-if", "hip-ir-right=38", *of)
    without = hx.what_if(result, without_claims=["somerset-bends"])
    rejected = printed(tmp_path, "what-if", "--without-claim", "somerset-bends", *of)
    assert as_json(without.json()) == rejected
    pair = ("pigeon-stretch", "supine-figure-four")
    assert as_json(hx.compare(result, *pair).json()) == printed(tmp_path, "compare", *pair, *of)
    table = tmp_path / "squad.csv"
    table.write_text("athlete,hip-ir-left,night-pain\nkim,40,no\nlee,x,yes\n", encoding="utf-8")
    squad = hx.screen(loaded, table)
    assert as_json(squad.json()) == printed(tmp_path, "screen", str(table), code=6)


def test_a_mapping_and_its_table_come_to_the_same(loaded: hx.Knowledge, tmp_path: Path) -> None:
    said = {"hip-ir-left": 40, "night-pain": "yes"}
    table = tmp_path / "squad.csv"
    table.write_text("athlete,hip-ir-left,night-pain\nkim,40,yes\n", encoding="utf-8")
    assert hx.screen(loaded, {"kim": said}).json() == hx.screen(loaded, table).json()
