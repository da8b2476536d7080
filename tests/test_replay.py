"""Stored consultations audited: as they were, and what today's knowledge would change, and why."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Given, real_knowledge
from program import Ended, answers_file, hipexpert
from test_cases import people

from hipexpert.export.certificate import certificate
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.ablation import without
from hipexpert.reasoning.engine import consult
from hipexpert.records.knowledge_version import knowledge_version
from hipexpert.records.record import Record
from hipexpert.records.replay import Replay, Turned, replay
from hipexpert.records.store import open_store
from hipexpert.records.untouched import WORTH, untouched

FOUNDING = {**people()["founding"], "age": "23", "pain-site": "none"}
PARTS = 4
"""How many tests share the rules to be taken out, so that they can run beside each other."""
Run = Callable[..., Ended]


def replayed(before: Consultation, knowledge: KnowledgeBase) -> Replay:
    """A consultation as it would be stored, by other knowledge."""
    proof = json.loads(json.dumps(certificate(before)))
    return replay(knowledge, before.answers, proof, knowledge_version(before.knowledge))


def causes(turned: Iterable[Turned]) -> set[tuple[str, str]]:
    return {(cause.kind, cause.name) for each in turned for cause in each.causes}


# Against other knowledge


def test_the_same_knowledge_changes_nothing(consulted: Callable[[Given], Consultation]) -> None:
    before = consulted(FOUNDING)
    found = replayed(before, before.knowledge)
    assert (found.gained, found.lost, found.refused) == ((), (), ())
    assert found.kept == len(before.outcomes)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_rule_goes_it_alone_is_named(
    part: int, consulted: Callable[[Given], Consultation]
) -> None:
    """Every rule that fired and can be taken out, one by one, and put in again."""
    before = consulted(FOUNDING)
    turned = 0
    for rule in [*dict.fromkeys(firing.rule.id for firing in before.firings)][part::PARTS]:
        less = without(before.knowledge, (rule,), ()).knowledge
        after = consult(less, before.answers)
        gone, new = replayed(before, less), replayed(after, before.knowledge)
        assert {each.fact for each in gone.lost} == {*before.outcomes} - {*after.outcomes}
        assert {each.fact for each in new.gained} == {each.fact for each in gone.lost}
        for found in (*gone.lost, *gone.gained, *new.lost, *new.gained):
            assert [(c.kind, c.name) for c in found.causes] == [("rule", rule)], found.fact
            turned += 1
        assert all(c.now is None for each in gone.lost for c in each.causes)
        assert all(c.then is None for each in new.gained for c in each.causes)
    assert turned > 10


def test_an_answer_no_longer_taken_is_told_and_named(
    consulted: Callable[[Given], Consultation],
) -> None:
    before = consulted(FOUNDING)
    given = {**before.answers.given, "shoe-size": 44}
    told = replay(
        before.knowledge,
        Answers({**given, "hip-ir-right": 4000}),
        certificate(before),
        knowledge_version(before.knowledge),
    )
    assert [problem.message for problem in told.refused] == [
        "'hip-ir-right' cannot be 4000",
        "there is no question 'shoe-size'",
    ]
    lost = {each.fact: each for each in told.lost}
    limited = lost[Fact("right-internal-rotation", "falls-short-degrees", 14)]
    assert {(c.kind, c.name) for c in limited.causes} == {("answer", "hip-ir-right")}
    assert limited.causes[0].then == "right-internal-rotation measures 26"


# What no change since can have touched


def held_by(knowledge: KnowledgeBase, before: Consultation, number: int = WORTH) -> frozenset[int]:
    """Which of a number of consultations, held by some knowledge, need no replay today."""
    version = knowledge_version(knowledge)
    row = None, "2026-11-02", "2026-11-02", version.version, version.sha256, before.answers
    records = [Record(id, *row, None, None) for id in range(number)]
    return untouched(records, {version.sha256: version}, before.knowledge)


def saying(knowledge: KnowledgeBase, *gone: Fact, stated: Iterable[Fact] = ()) -> KnowledgeBase:
    """Other statements in the place of some."""
    assert knowledge.statements.keys() >= {*gone}
    kept = {fact: place for fact, place in knowledge.statements.items() if fact not in gone}
    place = next(iter(kept.values()))
    return replace(knowledge, sha256="other", statements=kept | dict.fromkeys(stated, place))


def test_what_was_held_by_knowledge_that_concludes_the_same_needs_no_replay(
    consulted: Callable[[Given], Consultation],
) -> None:
    before = consulted(FOUNDING)
    today = before.knowledge
    backwards = [replace(rule, when=rule.when[::-1]) for rule in today.rules[::-1]]
    refactored = replace(today, sha256="refactored", rules=tuple(backwards))
    assert held_by(today, before) == held_by(refactored, before) == {*range(WORTH)}
    assert held_by(refactored, before, WORTH - 1) == set()
    proof = json.loads(json.dumps(certificate(before)))
    without_proof = replay(today, before.answers, None, knowledge_version(refactored))
    assert (
        without_proof.json()
        == replay(today, before.answers, proof, knowledge_version(refactored)).json()
    )


def test_what_was_held_by_knowledge_that_concludes_otherwise_is_replayed(
    consulted: Callable[[Given], Consultation],
) -> None:
    before = consulted(FOUNDING)
    today = before.knowledge
    limit = Fact("present-difference", "degrees", 10)
    assert held_by(saying(today, limit, stated=[limit._replace(object=13)]), before) == set()
    told_now = Fact("begins-on", "is-a", "Outcome")
    assert held_by(saying(today, told_now), before) == set()


def test_an_answer_that_is_taken_otherwise_is_replayed(
    consulted: Callable[[Given], Consultation],
) -> None:
    before = consulted(FOUNDING)
    of_hip = Fact("hip-ir-right", "asks-property", "measures")
    of_knee = Fact("leg-length-difference", "answer-type", "number")
    assert held_by(saying(before.knowledge, of_hip), before) == set()
    assert held_by(saying(before.knowledge, of_knee), before) == {*range(WORTH)}
    less = replace(before, answers=Answers({**before.answers.given, "shoe-size": 44}))
    assert held_by(before.knowledge, less) == set()


# Through the program


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the knowledge, to be edited."""
    copy = tmp_path / "knowledge"
    for name in ("kb", "rules"):
        shutil.copytree(ROOT / name, copy / name)
    for name in ("ontology.ttl", "shapes.ttl", "constraints.yaml"):
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def kim_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records of Kim, whose consultation 1 is finished."""
    folder = tmp_path_factory.mktemp("kim")
    answers_file(folder, FOUNDING)
    for arguments in (
        ("athlete", "add", "kim"),
        ("consult", "--athlete", "kim", "--answers", "case.yaml", "--no-input"),
    ):
        ended = hipexpert(folder, *arguments)
        assert ended.code == 0, ended.err
    return folder


@pytest.fixture
def run(tmp_path: Path, kim_kept: Path) -> Run:
    """Runs a command beside the records of Kim, whose consultation 1 is finished."""

    def run(*arguments: str, code: int = 0) -> Ended:
        ended = hipexpert(tmp_path, *arguments)
        assert ended.code == code, ended.err
        return ended

    shutil.copytree(kim_kept, tmp_path, dirs_exist_ok=True)
    return run


def edited(path: Path, pattern: str, instead: str) -> None:
    text, count = re.subn(pattern, instead, path.read_text("utf-8"), flags=re.DOTALL)
    assert count == 1, count
    path.write_text(text, encoding="utf-8")


def today(run: Run, home: Path, *arguments: str) -> Any:
    return json.loads(run("audit", *arguments, "--today", "--home", str(home), "--json").out)


def named(told: Any) -> set[tuple[str, str]]:
    return {
        (c["kind"], c["name"]) for each in told["gained"] + told["lost"] for c in each["causes"]
    }


def test_a_changed_threshold_is_named_with_both_numbers(run: Run, home: Path) -> None:
    edited(home / "kb" / "measuring.ttl", r"(:present-difference a .*?:degrees) 10 ", r"\1 13 ")
    told = today(run, home, "1")
    assert named(told) == {("statement", "present-difference degrees")}
    assert {(c["then"], c["now"]) for each in told["lost"] for c in each["causes"]} == {
        ("10", "13")
    }
    assert ["left-external-rotation", "counts-as", "limited"] in [t["fact"] for t in told["lost"]]
    assert ["right-internal-rotation", "counts-as", "limited"] not in [
        t["fact"] for t in told["lost"]
    ]
    in_words = run("audit", "--all", "--today", "--home", str(home), "--plain").out
    assert in_words.startswith("1 consultation replayed: 1 would conclude something else today.")
    assert "\nkim, consultation 1, " in in_words
    assert "present-difference degrees, 10 then, 13 now" in in_words


def test_a_rule_that_reads_otherwise_is_named_with_the_lines_that_differ(
    run: Run, home: Path
) -> None:
    edited(home / "rules" / "measurement.yaml", r"\?gap >= \?present\n  then", r"?gap > 13\n  then")
    told = today(run, home, "1")
    assert named(told) == {("rule", "clear-shortfall-is-limited")}
    in_words = run("audit", "1", "--today", "--home", str(home), "--plain").out
    assert "clear-shortfall-is-limited, reads otherwise: " in in_words
    assert "  then where: ?gap >= ?present\n  now where: ?gap > 13\n" in in_words
    unchanged = today(run, ROOT, "1")
    assert (unchanged["gained"], unchanged["lost"]) == ([], [])


def test_a_rule_removed_and_a_rule_added_are_each_named(run: Run, home: Path) -> None:
    rules = home / "rules" / "measurement.yaml"
    edited(rules, r"- rule: clear-shortfall-is-limited.*?(?=- rule)", "")
    with rules.open("a", encoding="utf-8") as file:
        file.write(
            "\n- rule: everyone-measures-again\n  label: Everyone\n  when:\n"
            "    - ?athlete is-a Athlete\n  then:\n    - ?athlete is-advised measure-again\n"
            "  because: >\n    So.\n  claims: [retest-same-way]\n"
        )
    told = today(run, home, "1")
    assert named(told) == {
        ("rule", "clear-shortfall-is-limited"),
        ("rule", "everyone-measures-again"),
    }
    (advised,) = [t for t in told["gained"] if t["fact"][1:] == ["is-advised", "measure-again"]]
    assert [c["name"] for c in advised["causes"]] == ["everyone-measures-again"]
    assert advised["causes"][0]["then"] is None


def test_the_reasoning_is_shown_as_it_was_whatever_the_knowledge_says_today(
    run: Run, home: Path, tmp_path: Path
) -> None:
    made = run("export", "--as", "proof", "--answers", "case.yaml").out
    before = run("audit", "1", "--plain").out
    assert json.loads(run("audit", "1", "--json").out) == json.loads(made)
    shutil.rmtree(home / "kb" / "claims")
    assert run("audit", "1", "--plain", "--home", str(home)).out == before
    proof = json.loads(made)
    for outcome in proof["outcomes"]:
        assert " ".join(map(str, outcome["fact"])) in before
    concluding = {number for outcome in proof["outcomes"] for number in outcome["steps"]}
    for step in proof["steps"]:
        if step["step"] in concluding:
            assert f"rule {step['rule']}, {step['location']}" in before
    for claim in proof["claims"]:
        assert f"{claim['label']} ({claim['claim']}, {claim['location']})" in before
    assert "rule clear-shortfall-is-limited, rules/measurement.yaml:" in before


def test_what_cannot_be_audited_is_refused(run: Run, tmp_path: Path) -> None:
    hipexpert(tmp_path, "consult", typed="no\n")
    assert "there is no consultation 9" in run("audit", "9", code=2).err
    assert "consultation 2 is not finished" in run("audit", "2", code=2).err
    assert "which consultation" in run("audit", code=2).err
    assert "add --today" in run("audit", "--all", code=2).err
    assert len(json.loads(run("audit", "--all", "--today", "--json").out)) == 1


def test_after_a_refactoring_the_proofs_of_many_are_not_read(
    run: Run, home: Path, tmp_path: Path
) -> None:
    """They hold nothing, and would end the audit if they were."""
    with open_store(tmp_path / "data" / "hipexpert" / "records.sqlite") as store:
        for _ in range(WORTH):
            id = store.begin(real_knowledge(), None, Answers({"age": 23}))
            store.finish(id, {"status": "incomplete", "plan": []}, {})
    rules = home / "rules" / "measurement.yaml"
    rules.write_text(re.sub(r"\?gap\b", "?shortfall", rules.read_text("utf-8")), encoding="utf-8")
    told = run("audit", "--all", "--today", "--home", str(home), "--plain").out.splitlines()
    assert told == [
        f"{WORTH + 1} consultations replayed: nothing changed.",
        f"{WORTH + 1} by knowledge that concludes the same for everybody.",
    ]
