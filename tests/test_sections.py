"""Outcomes are told by section; one of no section is shown everywhere all the same."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, Given, read_given, real_knowledge
from program import answers_file, hipexpert
from test_cases import people

from hipexpert.face.report.document import report_html
from hipexpert.face.report.handout import Handout
from hipexpert.knowledge.check import can_be_reasoned_with
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.sections import sections

OUTCOMES = """
:is-known-to-play a owl:ObjectProperty, :Outcome ;
    rdfs:label "is known to play"@en ;
    skos:definition "Plays this, as was said."@en ;
    rdfs:domain :Athlete .

:is-to-wear a owl:ObjectProperty, :Outcome, :Directive ;
    rdfs:label "is to wear"@en ;
    skos:definition "Is told to wear this."@en ;
    rdfs:domain :Athlete .
"""
RULES = """\
# Two outcomes that the program has never heard of.

- rule: sport-is-known
  label: A sport that was named is known
  when:
    - ?athlete plays ?sport
  then:
    - ?athlete is-known-to-play ?sport
  because: >
    It was said that {?athlete} plays {?sport}, and so it is known.
  claims: [somerset-pattern]

- rule: sport-is-dressed-for
  label: Whoever may train dresses for the sport
  when:
    - ?athlete may train
    - ?athlete plays ?sport
  then:
    - ?athlete is-to-wear ?sport
  because: >
    For {?sport} there is something to wear.
  claims: [somerset-pattern]
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real home with two more outcomes and their rules."""
    home = tmp_path_factory.mktemp("others") / "home"
    shutil.copytree(ROOT / "rules", home / "rules")
    (home / "kb").symlink_to(ROOT / "kb")
    ontology = (ROOT / "ontology.ttl").read_text("utf-8")
    (home / "ontology.ttl").write_text(ontology + OUTCOMES, encoding="utf-8")
    (home / "rules" / "others.yaml").write_text(RULES, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def extended(home: Path) -> KnowledgeBase:
    knowledge = load_knowledge(home)
    assert can_be_reasoned_with(knowledge)
    return knowledge


def result_of(knowledge: KnowledgeBase, **more: str) -> Result:
    given: Given = {**people()["founding"], **more}
    return Result(consult(knowledge, read_given(knowledge, given)))


def test_every_outcome_of_ours_has_a_section_that_shows_it() -> None:
    outcomes = [verb.name for verb in real_knowledge().properties.values() if verb.outcome]
    told = [name for names in sections(real_knowledge()).values() for name in names]
    assert sorted(told) == sorted(outcomes)


def test_a_new_outcome_is_told_in_the_sentence_of_its_proof(extended: KnowledgeBase) -> None:
    result = result_of(extended)
    known, worn = (other for other in result.others)
    assert known.fact == ("athlete", "is-known-to-play", "track-running")
    assert worn.fact == ("athlete", "is-to-wear", "track-running")
    told = result.json()["other"]
    assert told[0] == {
        "fact": ["athlete", "is-known-to-play", "track-running"],
        "text": known.text,
        "rules": ["sport-is-known"],
        "claims": ["somerset-pattern"],
    }
    assert known.text.endswith(", and so it is known.")
    assert [each["fact"] for each in told] == [list(known.fact), list(worn.fact)]
    report = report_html(Handout(result, date(2026, 11, 2)))
    assert "Also concluded" in report
    assert "and so it is known." in report


def test_what_is_to_be_done_is_told_only_with_a_plan(extended: KnowledgeBase) -> None:
    for more in {"night-pain": "yes"}, {"night-pain": "unknown"}:
        result = result_of(extended, **more)
        assert result.status != "plan"
        assert [other.fact.property for other in result.others] == ["is-known-to-play"]


def test_the_rest_is_as_it_was(extended: KnowledgeBase) -> None:
    before, after = result_of(real_knowledge()).json(), result_of(extended).json()
    assert before["other"] == []
    apart = ("knowledge", "other")
    assert {k: v for k, v in before.items() if k not in apart} == {
        k: v for k, v in after.items() if k not in apart
    }


def test_the_commands_show_it(home: Path, tmp_path: Path) -> None:
    answers_file(tmp_path, people()["founding"])
    asked = "--answers", "case.yaml", "--home", str(home)
    page = hipexpert(tmp_path, "consult", *asked, "--plain")
    assert page.code == 0
    _, heading, rest = page.out.partition("Also concluded\n")
    assert heading
    assert "there is something to wear" in rest
    assert rest.index("something to wear") < rest.index("To ask why")
    told = json.loads(hipexpert(tmp_path, "consult", *asked, "--json").out)["other"]
    assert [each["fact"][1] for each in told] == ["is-known-to-play", "is-to-wear"]
    proof = hipexpert(tmp_path, "why", "athlete", "is-to-wear", "track-running", "--proof", *asked)
    assert "sport-is-dressed-for" in proof.out
