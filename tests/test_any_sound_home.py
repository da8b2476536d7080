"""Whatever a home concludes that check calls sound, every page of it can be made.

Each world here is the small healthy one with some of the real outcomes concluded in it, on things
of which it says nothing more: no side of a hip's motion, no dose of a drill, no asymmetry.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import ROOT, real_knowledge
from program import answers_file, hipexpert

from hipexpert.face.pages.result import plan_page, result_page
from hipexpert.face.report.calendar import calendar_text
from hipexpert.face.report.document import report_html
from hipexpert.face.report.handout import Handout
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.problems import format_problems
from hipexpert.model import WrittenKnowledge
from hipexpert.prove.check import check
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result

HEALTHY = ROOT / "tests" / "broken" / "healthy"
DAY = date(2026, 11, 2)
ANSWERS = {
    "night-pain": "no",
    "kicking-foot": "left",
    "range-left": "10",
    "range-right": "50",
    "age": "20",
}
DECLARED = """
:{name} a owl:{kind}Property, :Outcome ;
    rdfs:label "{name}" ;
    skos:definition "Is concluded." .
"""
RULE = """
- rule: {name}-is-concluded
  label: Somebody who is twenty comes to {name}
  when:
    - ?athlete denies night-pain
    - ?athlete has-age-years ?age
    - ?athlete kicks-with ?side
    - ?hip on-side ?side
    - clamshell helps ?status
  where:
    - ?age >= 16
  then:
    - {conclusion}
  because: >
    {{?athlete}} is {{?age}}, kicks with {{?side}}, has {{?hip}}, and there is {{?status}}.
  claims: [sides-compare]
"""
NUMBERS = ("is-favoured", "works-one-legged", "is-done-days-per-week", "is-reviewed-after-weeks")


def outcomes() -> dict[str, str]:
    """What may be concluded by property: of the hip, or of the athlete as the property has it."""
    found = {}
    for name, verb in real_knowledge().properties.items():
        if not verb.outcome or name in ("is-prescribed", "may"):
            continue
        number = name in NUMBERS or name.startswith("has-sets") or name.endswith("-degrees")
        subject = "?athlete" if verb.domain == "Athlete" else "?hip"
        found[name] = f"{subject} {name} {'?age' if number else '?status'}"
    return found


def world(home: Path, conclusions: dict[str, str]) -> WrittenKnowledge:
    """The healthy world in which the athlete may train and these are concluded; it is sound."""
    shutil.copytree(HEALTHY, home)
    said = {**conclusions, "may": "?athlete may train"}
    for name, conclusion in said.items():
        kind = "Datatype" if conclusion.endswith("?age") else "Object"
        with (home / "ontology.ttl").open("a", encoding="utf-8") as ontology:
            ontology.write(DECLARED.format(name=name, kind=kind))
        with (home / "rules" / "steps.yaml").open("a", encoding="utf-8") as rules:
            rules.write(RULE.format(name=name, conclusion=conclusion))
    with (home / "kb" / "world.ttl").open("a", encoding="utf-8") as things:
        things.write(':train a :Status ; skos:prefLabel "train" .\n')
    knowledge = load_knowledge(home)
    errors = [problem for problem in check(knowledge) if problem.severity == "error"]
    assert not errors, format_problems(errors, home)
    return knowledge


def make_every_page(knowledge: WrittenKnowledge, text: str) -> Result:
    answers, problems = read_answers(knowledge, text, "answers")
    assert not problems
    result = Result(consult(knowledge, answers))
    assert result.json()["status"] == result.status
    handout = Handout(result, DAY, today=DAY)
    assert report_html(handout)
    assert calendar_text(handout, datetime(2026, 11, 2, tzinfo=UTC), "key")
    assert result_page(result, "", DAY)
    assert isinstance(plan_page(result, DAY), tuple)
    return result


GIVEN = "".join(f"{key}: {text}\n" for key, text in ANSWERS.items())


@pytest.mark.parametrize("name", outcomes())
def test_an_outcome_on_bare_things_can_be_shown(name: str, tmp_path: Path) -> None:
    knowledge = world(tmp_path / "home", {name: outcomes()[name]})
    result = make_every_page(knowledge, GIVEN)
    assert result.status == "plan"
    assert result.consultation.facts(name)
    make_every_page(knowledge, "age: 20\n")


def test_all_outcomes_together_can_be_shown(tmp_path: Path) -> None:
    knowledge = world(tmp_path / "home", outcomes())
    assert make_every_page(knowledge, GIVEN).status == "plan"


@pytest.mark.parametrize("given", [{}, {"night-pain": "yes"}, ANSWERS], ids=["none", "pain", "all"])
def test_a_sound_home_without_a_plan_is_shown(given: dict[str, str], tmp_path: Path) -> None:
    answers_file(tmp_path, given or {"age": "unknown"})
    asked = "--home", str(HEALTHY), "--answers", "case.yaml"
    for command in ["consult"], ["consult", "--json"], ["report"], ["export", "--as", "proof"]:
        ended = hipexpert(tmp_path, *command, *asked)
        assert ended.code == 0, ended.err
        assert ended.out
    assert hipexpert(tmp_path, "plan", *asked).code == 5
