"""A certificate holds all of a consultation, and is the same however often it is made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Given
from program import answers_file, hipexpert
from test_cases import people

from hipexpert.export.certificate import SCHEMA, Certificate, certificate, certificate_text
from hipexpert.model import Consultation, Fact, KnowledgeBase

Consulted = Callable[[Given], Consultation]

FORMS = ("proof", "prov", "n3")


@pytest.fixture(scope="module")
def consultation(consulted: Consulted) -> Consultation:
    return consulted({**people()["founding"], "equipment": ["band", "box"], "hop-pain": "unknown"})


@pytest.fixture(scope="module")
def proof(consultation: Consultation) -> Certificate:
    return certificate(consultation)


def test_the_text_is_json_with_a_step_a_line(proof: Certificate) -> None:
    text = certificate_text(proof)
    assert json.loads(text) == proof
    assert proof["schema"] == SCHEMA
    lines = [line.strip().rstrip(",") for line in text.splitlines()]
    for part in ("given", "statements", "steps", "outcomes", "claims", "sources"):
        assert all(json.dumps(entry, ensure_ascii=False) in lines for entry in proof[part]), part


def test_every_answer_is_there_and_what_it_states(
    consultation: Consultation, proof: Certificate
) -> None:
    assert proof["answers"]["hop-pain"] == "unknown"
    assert proof["answers"]["equipment"] == ["band", "box"]
    assert proof["answers"].keys() == consultation.answers.settled
    stated = {tuple(f): g["question"] for g in proof["given"] for f in g["facts"]}
    assert stated == {tuple(fact): question for fact, question in consultation.given.items()}
    assert [g["question"] for g in proof["given"]] == list(proof["answers"])


def test_every_firing_is_a_step(consultation: Consultation, proof: Certificate) -> None:
    for number, (step, firing) in enumerate(
        zip(proof["steps"], consultation.firings, strict=True), start=1
    ):
        assert step["step"] == number
        assert (step["rule"], step["bindings"]) == (firing.rule.id, dict(firing.bindings))
        assert [tuple(p["fact"]) for p in step["premises"]] == list(firing.premises)
        assert [tuple(fact) for fact in step["conclusions"]] == list(firing.conclusions)
        assert len(step["absent"]) == len(firing.absent)


def test_every_premise_says_where_it_comes_from(
    consultation: Consultation, proof: Certificate
) -> None:
    steps = {step["step"]: step for step in proof["steps"]}
    stated = {tuple(statement["fact"]) for statement in proof["statements"]}
    kinds = set()
    for step in proof["steps"]:
        for premise in step["premises"]:
            kinds.add(premise["kind"])
            match premise["kind"]:
                case "given":
                    assert Fact(*premise["fact"]) in consultation.given
                case "stated":
                    assert tuple(premise["fact"]) in stated
                case "derived":
                    assert premise["step"] < step["step"]
                    assert premise["fact"] in steps[premise["step"]]["conclusions"]
    assert kinds == {"given", "stated", "derived"}


def test_outcomes_come_with_all_their_steps(consultation: Consultation, proof: Certificate) -> None:
    found = {Fact(*outcome["fact"]): outcome["steps"] for outcome in proof["outcomes"]}
    assert list(found) == list(consultation.outcomes)
    for fact, steps in found.items():
        assert len(steps) == len(consultation.justifications[fact])
    assert max(map(len, found.values())) > 1


def test_claims_and_sources_are_those_of_the_knowledge(
    proof: Certificate, knowledge: KnowledgeBase
) -> None:
    claims = {claim["claim"]: claim for claim in proof["claims"]}
    used = {name for part in ("steps", "statements") for e in proof[part] for name in e["claims"]}
    assert claims.keys() == used
    for name, claim in claims.items():
        assert claim["standing"] == knowledge.object(name, "has-standing")
        assert tuple(claim["for"]) == knowledge.objects(name, "supported-by")
        assert tuple(claim["against"]) == knowledge.objects(name, "contradicted-by")
    sources = {source["source"]: source for source in proof["sources"]}
    cited = {name for claim in claims.values() for name in (*claim["for"], *claim["against"])}
    cited |= {name for statement in proof["statements"] for name in statement["sources"]}
    assert sources.keys() == cited
    luo = sources["luo-2012"]
    assert (luo["authors"], luo["year"], luo["doi"]) == ("Luo & Stefanyshyn", 2012, None)
    assert sources["tak-2017"]["doi"] == "10.1136/bjsports-2016-096619"


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_the_same_byte_for_byte(form: str, tmp_path: Path) -> None:
    answers_file(tmp_path, people()["founding"])
    once, again = (
        hipexpert(tmp_path, "export", "--as", form, "--answers", "case.yaml", PYTHONHASHSEED=seed)
        for seed in ("1", "2")
    )
    assert once.code == 0
    assert not once.err
    assert once == again
    written = hipexpert(
        tmp_path, "export", "--as", form, "--answers", "case.yaml", "--out", "written"
    )
    assert written == (0, "", "")
    assert (tmp_path / "written").read_text("utf-8") == once.out


def test_an_export_says_what_it_cannot_do(tmp_path: Path) -> None:
    answers_file(tmp_path, people()["founding"])
    for arguments, said in (
        (["--as", "pdf", "--answers", "case.yaml"], "'pdf' is not one of"),
        (["--answers", "case.yaml"], "Missing option '--as'"),
        (["--as", "n3"], "add --answers FILE"),
        (["--as", "n3", "--answers", "case.yaml", "--out", "no/where"], "cannot write no/where"),
    ):
        ended = hipexpert(tmp_path, "export", *arguments)
        assert ended.code == 2
        assert said in ended.err
        assert not ended.out
