"""What the program takes and gives is what its JSON Schemas say, key for key."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Given
from jsonschema import Draft202012Validator
from test_cases import people
from test_cli import CASE, COMMANDS, Run, run  # noqa: F401 - a fixture
from test_plain import RECORDS, SQUAD
from test_python import written

import hipexpert as hx
from hipexpert.api import Result, schema_names
from hipexpert.knowledge.archive import archive
from hipexpert.model import Consultation

SHOWN = """
athlete import squad.csv                                      : intake
athlete list                                                  : athletes
athlete show kim                                              : athlete
audit 1                                                       : proof
audit 1 --today                                               : replay
audit --all --today                                           : replays
check                                                         : problems
claims list                                                   : claims
claims list --standing mixed                                  : claims
claims show somerset-bends                                    : claim
compare pigeon-stretch hip-airplane --answers case.yaml       : compare
compare pigeon-stretch walking-lunge --answers case.yaml      : compare
consult --answers case.yaml --no-input                        : consultation
consult --no-input                                            : consultation
consultations list                                            : consultations
consultations show 1                                          : stored-consultation
consultations show 2                                          : stored-consultation
diff edited                                                   : diff
override pigeon-stretch --because "No." --put out --consultation 1 : override
pack verify wake.zip                                          : pack
plan --answers case.yaml                                      : plan
plan --consultation 2                                         : plan
progress kim                                                  : progress
query -e "SELECT ?x ?n { ?x :has-standing :mixed . ?x :has-rank ?n }" : query
query -e "SELECT ?x { ?x :has-standing :contradicted }"       : query
query -e "ASK { ?x :has-standing :contradicted }"             : query
query -e "CONSTRUCT { ?x a :Claim } WHERE { ?x a :Claim }"    : query
questions                                                     : questions
rules feedback                                                : feedback
rules list                                                    : rules
rules show clear-shortfall-is-limited                         : rule
screen squad.csv                                              : squad
sources list                                                  : sources
sources show mosler-2017                                      : source
test tests/cases/notes.yaml                                   : test
verify proof.json                                             : verdict
verify wrong.json                                             : verdict
what-if hip-ir-right=38 equipment=band --answers case.yaml    : what-if
what-if --without-claim somerset-bends --answers case.yaml    : what-if
why pigeon-stretch --answers case.yaml                        : why
why pigeon-stretch --all --answers case.yaml                  : why
why-not hip-airplane --answers case.yaml                      : why-not
why-not pigeon-stretch --answers case.yaml                    : why-not
"""
"""Commands, each with the schema of what it prints with --json."""

APART = {"answers", "case-file", "exported-athlete", "parts", "refutation", "rule-file"}


def lines() -> list[tuple[str, str]]:
    found = (line.rpartition(" : ") for line in SHOWN.strip().splitlines())
    return [(command.strip(), name) for command, _, name in found]


def closed(schema: Any) -> Any:
    """The same schema, which takes no key that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: closed(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        parts.setdefault("additionalProperties", False)
    return parts


def hold(data: object, name: str) -> None:
    """Nothing is missing, nothing is beside it, everything is of its kind."""
    for error in _validator(name).iter_errors(data):
        pytest.fail(f"{name}: {error.json_path}: {error.message[:400]}")


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(closed(hx.schema(name)))


def test_every_schema_is_one_and_has_its_place() -> None:
    for name in schema_names():
        schema = hx.schema(name)
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"https://w3id.org/hipexpert/schemas/{name}.json"
        assert schema["title"]


def test_every_command_with_json_is_held_to_a_schema() -> None:
    words = (shlex.split(command) for command, _ in lines())
    told = {next(c for n in (2, 1) if (c := " ".join(w[:n])) in COMMANDS) for w in words}
    with_json = {
        name
        for name, command in COMMANDS.items()
        if any("--json" in parameter.opts for parameter in command.params)
    }
    assert told == with_json
    assert {name for _, name in lines()} == {*schema_names()} - APART


def test_every_schema_is_on_the_page() -> None:
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert told == [name for name in schema_names() if name != "parts"]


@pytest.fixture
def kept(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: F811
    """A folder with what the commands are about, and records."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767600000")
    later = re.sub(r"hip-ir-right: \d+", "hip-ir-right: 29", CASE)
    (tmp_path / "later.yaml").write_text(later, encoding="utf-8")
    (tmp_path / "squad.csv").write_text(SQUAD, encoding="utf-8")
    for step in RECORDS.strip().splitlines():
        assert run(*shlex.split(step)).code == 0, step
    (tmp_path / "wake.zip").write_bytes(archive(ROOT / "examples" / "packs" / "wakeboarding"))
    proof = run("export", "--as", "proof", "--answers", "case.yaml").out
    (tmp_path / "proof.json").write_text(proof, encoding="utf-8")
    (tmp_path / "wrong.json").write_text(proof.replace(": 26", ": 27"), encoding="utf-8")
    for name in ("kb", "rules"):
        shutil.copytree(ROOT / name, tmp_path / "edited" / name)
    doses = (ROOT / "rules" / "dose.yaml").read_text("utf-8")
    fewer = doses.replace("    - ?other counts-as limited\n", "", 1)
    (tmp_path / "edited" / "rules" / "dose.yaml").write_text(fewer, encoding="utf-8")
    shutil.copy(ROOT / "ontology.ttl", tmp_path / "edited")
    return run


def test_what_each_command_prints_is_what_its_schema_says(kept: Run) -> None:
    for line, name in lines():
        ended = kept(*shlex.split(line), "--json")
        assert ended.out, f"{line}: {ended.err}"
        hold(json.loads(ended.out), name)


def test_what_was_withdrawn_or_refused_is_what_its_schema_says(kept: Run, tmp_path: Path) -> None:
    table = SQUAD + "cia,track-running,anywhere,no,400,x\ndan,golf\n"
    (tmp_path / "squad.csv").write_text(table, encoding="utf-8")
    for line, name in ("screen squad.csv", "squad"), ("athlete import squad.csv", "intake"):
        ended = kept(*line.split(), "--json")
        assert ended.code == 6
        hold(json.loads(ended.out), name)
    (tmp_path / "red.yaml").write_text(CASE.replace("night-pain: no", "night-pain: yes"), "utf-8")
    red = kept("consult", "--answers", "red.yaml", "--athlete", "kim", "--no-input", "--json")
    assert red.code == 4
    hold(json.loads(red.out), "consultation")
    for line, name in (
        ("plan --consultation 1", "plan"),
        ("consultations show 1", "stored-consultation"),
        ("audit 1", "proof"),
        ("audit 1 --today", "replay"),
        ("athlete show kim", "athlete"),
    ):
        hold(json.loads(kept(*line.split(), "--json").out), name)
    assert kept("athlete", "export", "kim", "--out", "out").code == 0
    exported = json.loads((tmp_path / "out" / "athlete.json").read_text("utf-8"))
    assert any(record["withdrawn"] for record in exported["consultations"])
    hold(exported, "exported-athlete")


@pytest.mark.parametrize("name", people())
def test_whatever_is_concluded_is_what_its_schema_says(
    name: str, consulted: Callable[[Given], Consultation]
) -> None:
    result = Result(consulted(people()[name]))
    told = json.loads(json.dumps(result.json()))
    hold(told, "consultation")
    hold(told["answers"], "answers")
    for line in told["plan"][:2]:
        hold(json.loads(json.dumps(hx.why(result, line["drill"]).json(every=True))), "why")


# Answers


@pytest.fixture(scope="module")
def loaded() -> hx.Knowledge:
    return hx.load(ROOT)


def test_the_examples_are_answers() -> None:
    for path in (ROOT / "examples").glob("*.yaml"):
        hold(written(path), "answers")


@pytest.mark.parametrize(
    "said",
    [
        {"hip-ir-left": 400},
        {"hip-ir-left": "banana"},
        {"night-pian": "yes"},
        {"night-pain": "perhaps"},
        {"age": 20.5},
        {"age": [20]},
        {"sport": "socer"},
        {"sport": []},
        {"equipment": ["band", "trampoline"]},
    ],
)
def test_what_the_program_refuses_the_schema_refuses(
    said: dict[str, Any], loaded: hx.Knowledge
) -> None:
    assert not Draft202012Validator(hx.schema("answers")).is_valid(said)
    with pytest.raises(hx.BadAnswers):
        loaded.answers(said)


def test_what_the_schema_takes_the_program_takes(loaded: hx.Knowledge) -> None:
    """Every value that the schema names, and both bounds of every number."""
    for name, takes in hx.schema("answers")["properties"].items():
        for way in takes["anyOf"]:
            values = [*way.get("enum", ()), *(way[k] for k in ("minimum", "maximum") if k in way)]
            if way.get("type") == "array":
                values = [way["items"]["enum"][:2]]
            for value in values if loaded.questions[name].choices_given_by == "" else ():
                assert name in loaded.answers({name: value}).given, (name, value)


def test_problems_are_what_their_schema_says(loaded: hx.Knowledge) -> None:
    with pytest.raises(hx.BadAnswers) as caught:
        loaded.answers({"age": 400, "night-pian": "yes"})
    told = caught.value.json()
    hold(told, "problems")
    assert [problem["line"] for problem in told["problems"]] == [1, 2]


def test_a_schema_finds_what_is_missing_or_beside(
    consulted: Callable[[Given], Consultation],
) -> None:
    told = Result(consulted(people()["founding"])).json()
    valid = Draft202012Validator(closed(hx.schema("consultation"))).is_valid
    assert valid(told)
    assert not valid({**told, "more": 1})
    assert not valid({key: value for key, value in told.items() if key != "status"})
    assert not valid({**told, "status": "well"})
    assert not valid({**told, "plan": [{**told["plan"][0], "sets": {"left": "two"}}]})
