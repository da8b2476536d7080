"""Case files as their authors meet them, on a small home: faults, failures, reach, mutants."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from typer.testing import CliRunner

from hipexpert.cases.coverage import coverage
from hipexpert.cases.files import find_case_files
from hipexpert.cases.mutants import NOTICED, SURVIVED, fates
from hipexpert.cases.mutations import mutants_of
from hipexpert.cases.reading import read_cases
from hipexpert.cases.running import failures, run_cases
from hipexpert.face.cli import app
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.problems import format_problems
from hipexpert.model import KnowledgeBase, KnowledgeFolder, Rule
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import GroundProgram, compiled

PEOPLE = """\
grown:
  night-pain: no
  age: 16

short:
  like: grown
  kicking-foot: left
  range-left: 30
  range-right: 40
"""

CASES = """\
- case: ten degrees short is limited, and a drill helps
  like: short
  then:
    - fact: left-hip is limited
      by: short-hip-is-limited
    - fact: athlete is-prescribed clamshell
      by: limited-hip-is-given-its-drill

- case: nine degrees short is not limited
  like: short
  answers: {range-left: 31}
  not:
    - fact: left-hip is limited
      short-of: short-hip-is-limited
    - fact: athlete is-prescribed clamshell
      short-of: limited-hip-is-given-its-drill

- case: at fifteen nothing is prescribed
  like: short
  answers: {age: 15}
  not:
    - fact: athlete is-prescribed clamshell
      short-of: limited-hip-is-given-its-drill
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small home with cases that hold."""
    folder = tmp_path / "home"
    shutil.copytree(ROOT / "tests" / "broken" / "healthy", folder)
    (folder / "cases").mkdir()
    write(folder, CASES)
    (folder / "cases" / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return folder


def write(home: Path, cases: str) -> None:
    (home / "cases" / "steps.yaml").write_text(cases, encoding="utf-8")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["test", *map(str, arguments)], env={"COLUMNS": "200"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def told(home: Path, *arguments: str) -> Any:
    return json.loads(run("--home", home, "--json", *arguments)[1])


# Running


def test_cases_that_hold_are_counted(home: Path) -> None:
    code, out, err = run("--home", home, "--plain")
    assert (code, err) == (0, "")
    assert out.startswith("3 cases hold\n")
    assert (
        "What blocks: 1: limited-hip-is-given-its-drill: unless ?athlete reports night-pain" in out
    )
    assert "Answers: 2: night-pain: yes; kicking-foot: right" in out


def test_a_path_is_a_file_or_a_folder_from_here_or_from_the_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home.parent)
    below = home / "cases" / "below"
    below.mkdir()
    write(home, CASES.partition("- case: nine")[0])
    (below / "more.yaml").write_text(CASES[len(CASES.partition("- case: nine")[0]) :], "utf-8")
    for path, number in (
        ("home/cases", 3),
        ("cases/below", 2),
        ("cases/steps.yaml", 1),
        (home / "cases" / "steps.yaml", 1),
    ):
        assert told(home, str(path))["cases"] == number


def test_what_is_not_there_is_wrong_use(home: Path) -> None:
    code, _, err = run("nowhere.yaml", "--home", home)
    assert code == 2
    assert "there is no file and no folder 'nowhere.yaml'" in err
    shutil.rmtree(home / "cases")
    code, _, err = run("--home", home)
    assert code == 2
    assert "this knowledge has no cases" in err
    assert "tests/cases/ or cases/" in err


def test_knowledge_that_cannot_be_reasoned_with_is_refused(home: Path) -> None:
    rules = home / "rules" / "steps.yaml"
    rules.write_text(rules.read_text("utf-8").replace("  when:", "  whne:", 1), "utf-8")
    code, out, err = run("--home", home)
    assert (code, out) == (3, "")
    assert "'whne'" in err


# Failing


def test_a_fact_that_should_follow_is_told_by_what_the_rule_lacked(home: Path) -> None:
    before, last, after = CASES.rpartition("  not:")
    write(home, before + last.replace("not", "then") + after.replace("short-of", "by"))
    code, out, _ = run("--home", home, "--plain")
    assert code == 3
    assert out.startswith("1 case fails\n")
    assert (
        "Should follow: athlete is-prescribed clamshell, by limited-hip-is-given-its-drill" in out
    )
    assert "lacked: 15 should be at least 16; it is off by 1" in out
    assert "the nearest case, 'ten degrees short is limited, and a drill helps'" in out
    assert "that one has, and this one has not: Age: 16" in out
    (failure,) = told(home)["failures"]
    assert failure["kind"] == "missing"
    assert failure["location"] == "cases/steps.yaml:22"
    assert failure["difference"]["missing"] == [["athlete", "has-age-years", 16]]


def test_a_fact_that_should_not_follow_is_told_by_its_proof(home: Path) -> None:
    write(home, CASES.replace("range-left: 31", "range-left: 30"))
    code, out, _ = run("--home", home, "--plain")
    assert code == 3
    assert "Should not follow: left-hip is limited; it does, by short-hip-is-limited" in out
    assert "Left hip is 10 degrees short." in out
    assert {failure["kind"] for failure in told(home)["failures"]} == {"concluded"}


def test_what_blocks_is_held_too(home: Path) -> None:
    blocked = "      blocked-by: athlete reports night-pain\n"
    write(home, CASES + blocked)
    code, out, _ = run("--home", home, "--plain")
    assert code == 3
    assert "In its way stands: nothing, for a premise fails" in out


def test_mutants_wait_until_all_cases_hold(home: Path) -> None:
    write(home, CASES.replace("range-left: 31", "range-left: 30"))
    code, out, err = run("--home", home, "--mutants")
    assert code == 3
    assert "mutants are tried once every case holds" in err
    assert "Mutants" not in out


# Faults


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("like: short", "like: shrot", "2:9: error: there is no person 'shrot' [unknown-person]"),
        ("range-left: 31", "rnge-left: 31", "11:13: error: there is no question 'rnge-left'"),
        ("range-left: 31", "range-left: 99", "11:25: error: 'range-left' "),
        ("by: short-hip", "by: shrot-hip", "5:11: error: there is no rule 'shrot-hip-is-limited'"),
        ("case: at fifteen nothing is prescribed", "case: nine degrees short is not limited",
         "18:9: error: another case has this sentence [sentence-twice]"),
        ("  not:\n    - fact: left", "  nto:\n    - fact: left",
         "12:3: error: a case has no 'nto'"),
        ("left-hip is limited\n      by", "left-hip limited\n      by",
         "4:13: error: a pattern has three words, this has 2 [notation]"),
        ("left-hip is limited\n      by", "?hip is limited\n      by",
         "4:13: error: this is no fact: it has a variable [no-fact]"),
        ("left-hip is limited\n      by", "left-hip opposite right-hip\n      by",
         "4:13: error: 'short-hip-is-limited' never says this [never-concluded]"),
        ("      short-of: short-hip-is-limited\n", "", "13:7: error: there is no 'short-of'"),
        ("      short-of: short-hip-is-limited\n",
         "      short-of: short-hip-is-limited\n      blocked-by: athlete denies night-pain\n",
         "15:19: error: this does not block 'short-hip-is-limited' [unknown-block]"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(before: str, after: str, line: str, home: Path) -> None:
    assert before in CASES
    write(home, CASES.replace(before, after, 1))
    code, out, err = run("--home", home)
    assert (code, out) == (3, "")
    assert f"cases/steps.yaml:{line}" in err


def test_a_case_that_expects_nothing_is_told(home: Path) -> None:
    write(home, "- case: nobody says anything\n  like: short\n")
    assert "1:3: error: this case expects nothing [expects-nothing]" in run("--home", home)[2]
    write(home, "a: b\n")
    assert "1:1: error: this is no list of cases [case-shape]" in run("--home", home)[2]
    write(home, "")
    assert run("--home", home)[0] == 2


def test_all_faults_are_told_at_once(home: Path) -> None:
    write(home, CASES.replace("like: short", "like: shrot").replace("by: short", "by: shot"))
    err = run("--home", home)[2]
    assert err.count("[unknown-person]") == 3
    assert err.count("did you mean 'short'?") == 3
    assert "did you mean 'short-hip-is-limited'?" in err


# Mutants


def world(home: Path) -> tuple[KnowledgeBase, GroundProgram]:
    knowledge = load_knowledge(home)
    return knowledge, compiled(ground(knowledge))


def without_the_young(home: Path) -> None:
    """Leave out the case that holds the age."""
    write(home, CASES.partition("- case: at fifteen")[0])


def test_what_no_case_notices_is_told_in_plain_words(home: Path) -> None:
    without_the_young(home)
    code, out, err = run("--home", home, "--mutants", "--plain")
    assert (code, err) == (0, "")
    assert (
        "Without '?age >= 16', limited-hip-is-given-its-drill passes every case "
        "(rules/steps.yaml:30)" in out
    )
    assert out.count("It says otherwise of: ") == out.count("passes every case (")
    rest = told(home, "--mutants", "--rule", "limited-hip-is-given-its-drill")["mutants"]
    assert {mutant["rule"] for mutant in rest} == {"limited-hip-is-given-its-drill"}
    (aged,) = (m for m in rest if m["change"] == "without '?age >= 16'")
    assert aged["fate"] == "survived"
    assert aged["told-otherwise"]["age"] < 16
    assert aged["told-otherwise"]["night-pain"] == "no"


def test_what_makes_no_difference_to_anybody_is_proved(home: Path) -> None:
    mutants = told(home, "--mutants")["mutants"]
    assert [m["change"] for m in mutants if m["fate"] == "equivalent"] == [
        "without '?hip opposite ?other'",
        "without 'unless ?athlete reports night-pain'",
        "with '?athlete reports age' in the place of '?athlete reports night-pain'",
    ]
    assert all(m["told-otherwise"] is None for m in mutants if m["fate"] != "survived")


def naively(knowledge: KnowledgeBase, home: Path, mutated: Rule) -> bool:
    """Whether a case fails with a mutant among the rules, everything made anew."""
    rules = tuple(mutated if rule.id == mutated.id else rule for rule in knowledge.rules)
    program = GroundProgram(ground(replace(knowledge, rules=rules)))
    files = find_case_files(KnowledgeFolder(home))
    assert files
    cases, problems = read_cases(knowledge, files)
    assert not problems, format_problems(problems)
    return any(failures(program, run_cases(program, cases)))


def test_mutants_meet_the_fate_they_meet_when_everything_is_made_anew(home: Path) -> None:
    knowledge, program = world(home)
    files = find_case_files(KnowledgeFolder(home))
    assert files
    trials = run_cases(program, read_cases(knowledge, files)[0])
    found = list(fates(program, trials, knowledge.rules))
    assert (
        len(found) == sum(len(list(mutants_of(knowledge, rule))) for rule in knowledge.rules) > 15
    )
    for mutant, fate, _ in found:
        assert (fate == NOTICED) == naively(knowledge, home, mutant.mutated), mutant.change
    assert {fate for _, fate, _ in found} >= {NOTICED, SURVIVED}


def test_a_premise_that_is_always_met_is_known_to_change_nothing(home: Path) -> None:
    rules = home / "rules" / "steps.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(
        text.replace("    - ?hip opp", "    - ?hip is-a Hip\n    - ?hip opp", 1), "utf-8"
    )
    mutants = told(home, "--mutants")["mutants"]
    alike = [m["change"] for m in mutants if m["fate"] == "equivalent"]
    assert "without '?hip is-a Hip'" in alike


def test_reach_is_told_of_some_rules(home: Path) -> None:
    knowledge, program = world(home)
    found = coverage(program, (), knowledge.rules)
    assert found.rules == found.unmissed == knowledge.rules
    assert [comparison.text for _, comparison in found.thresholds] == [
        "?gap >= ?limit",
        "?age >= 16",
    ]
