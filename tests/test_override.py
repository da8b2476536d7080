"""The coach may disagree: decisions beside a stored plan, and what they tell of the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from program import TODAY, Ended, answers_file, hipexpert
from test_cases import people

from hipexpert.export.certificate import certificate
from hipexpert.model import Answers, Fact
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.overrides import (
    OverrideRefused,
    decided,
    feedback,
    with_overrides,
    with_put_in,
)
from hipexpert.records.store import Override, Record, Word, open_store, packed

RUNNER = people()["founding"]
ANYONE = st.deferred(lambda: athletes(real_knowledge()))
some = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def record_of(answers: Answers, id: int = 1, fresh: bool = True) -> Record:
    """A consultation of these answers as it would be stored; `fresh` when that was today."""
    knowledge = real_knowledge()
    consultation = consult(knowledge, answers)
    said = {**answers.given, **dict.fromkeys(answers.unknown, "unknown")}
    words = (Word(n, *each, "2026-03-02", fresh) for n, each in enumerate(said.items(), id * 100))
    return Record(
        *(id, "kim", "2026-03-02T10:00:00+00:00", "2026-03-02T10:09:00+00:00"),
        *(knowledge.version, knowledge.sha256, answers),
        Result(consultation).json(),
        packed(certificate(consultation)),
        made="2026-03-02",
        ending=id,
        words=tuple(words),
    )


def made(drill: str, put: str, because: str = "so", consultation: int = 1) -> Override:
    return Override(consultation, drill, put, because, "2026-03-03T10:00:00+00:00")


def hold(folder: Path, changed: dict[str, Answer] | None = None) -> None:
    """Hold and store a consultation."""
    assert hipexpert(folder, "athlete", "add", "kim").code == 0
    answers_file(folder, RUNNER | (changed or {}))
    arguments = ("--athlete", "kim", "--answers", "case.yaml", "--no-input", "--json")
    assert hipexpert(folder, "consult", *arguments).out


def overridden(folder: Path, drill: str, *arguments: str) -> Ended:
    return hipexpert(folder, "override", drill, "--because", "hurts her knee", *arguments)


def stored(folder: Path) -> Any:
    with open_store(folder / "data" / "hipexpert" / "records.sqlite", today=TODAY) as store:
        return store.consultations()[0].result, store.overrides()


def test_a_decision_stands_beside_the_stored_result(tmp_path: Path) -> None:
    hold(tmp_path)
    before, _ = stored(tmp_path)
    shown = overridden(tmp_path, "reverse-clam", "--plain")
    assert shown.code == 0, shown.err
    assert "Reverse clam: taken out: hurts her knee" in shown.out
    assert "1 Knee-in stretch on the back" in shown.out
    assert "2 Reverse clam" not in shown.out
    after, (override,) = stored(tmp_path)
    assert after == before
    assert "reverse-clam" in [line["drill"] for line in after["plan"]]
    assert (override.drill, override.put, override.because) == (
        *("reverse-clam", "out"),
        "hurts her knee",
    )


def test_a_drill_taken_out_is_put_in_again_and_nothing_is_left_to_tell(tmp_path: Path) -> None:
    hold(tmp_path)
    first = json.loads(overridden(tmp_path, "reverse-clam", "--json").out)
    second = json.loads(overridden(tmp_path, "reverse-clam", "--json").out)
    assert (first["put"], second["put"]) == ("out", "in")
    result, overrides = stored(tmp_path)
    coachs = with_overrides(result, overrides)
    assert coachs.taken_out == coachs.put_in == ()
    assert [line["drill"] for line in coachs.lines] == [line["drill"] for line in result["plan"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["reverse-clam"], "why?"),
        (["reverse-clam", "--because", "  "], "why?"),
        (["reverse-clamm", "--because", "x"], "did you mean 'reverse-clam'?"),
        (["reverse-clam", "--because", "x", "--put", "in"], "'reverse-clam' is in the plan"),
        (["hip-airplane", "--because", "x", "--put", "out"], "'hip-airplane' is not in the plan"),
        (["reverse-clam", "--because", "x", "--put", "up"], "a drill cannot be put 'up'"),
        (["reverse-clam", "--because", "x", "--consultation", "9"], "there is no consultation 9"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    hold(tmp_path)
    ended = hipexpert(tmp_path, "override", *arguments)
    assert ended.code == 2
    assert told in ended.err
    assert stored(tmp_path)[1] == []


@pytest.mark.parametrize(
    ("flag", "stands"),
    [({"night-pain": "yes"}, "referred"), ({"hop-pain": "unknown"}, "incomplete")],
)
def test_no_override_passes_a_red_flag(
    tmp_path: Path, flag: dict[str, Answer], stands: str
) -> None:
    hold(tmp_path, flag)
    for drill in ("reverse-clam", "body-weight-squat"):
        ended = overridden(tmp_path, drill, "--consultation", "1")
        assert ended.code == 2
        assert f"consultation 1 has no plan: it is {stands}" in ended.err
        assert "no override passes a red flag" in ended.err
    assert stored(tmp_path)[1] == []


def test_an_unfinished_consultation_and_an_empty_store_have_no_plan(tmp_path: Path) -> None:
    ended = overridden(tmp_path, "reverse-clam")
    assert ended.code == 2
    assert "no consultation is stored" in ended.err
    (tmp_path / "kim.csv").write_text("athlete,age\nkim,20\n")
    hipexpert(tmp_path, "athlete", "import", "kim.csv")
    ended = overridden(tmp_path, "reverse-clam", "--consultation", "1")
    assert ended.code == 2
    assert "consultation 1 is not finished" in ended.err


def test_what_a_safeguard_keeps_out_is_refused_with_the_rule_and_the_reason(
    tmp_path: Path,
) -> None:
    hold(tmp_path, {"pain-side": "right", "pain-site": "knee", "pain-level": "2", "age": "30"})
    result, _ = stored(tmp_path)
    barred = [
        left for left in result["left-out"] if left["rules"][0] == "condition-bars-an-activity"
    ]
    assert barred
    ended = overridden(tmp_path, barred[0]["id"])
    assert ended.code == 2
    assert f"a safeguard keeps '{barred[0]['id']}' out for this athlete" in ended.err
    assert f"  condition-bars-an-activity: {barred[0]['text']}" in ended.err
    assert stored(tmp_path)[1] == []


def test_today_s_knowledge_guards_an_athlete_whose_plan_is_old() -> None:
    """Stored with a plan, by knowledge that did not know the flag."""
    answers = read_given(real_knowledge(), RUNNER | {"night-pain": "yes"})
    old = record_of(read_given(real_knowledge(), RUNNER))._replace(answers=answers)
    with pytest.raises(OverrideRefused, match="referred by today's knowledge"):
        decided(real_knowledge(), old, [old], [], "reverse-clam")


@some
@given(ANYONE)
def test_nobody_is_given_what_is_barred_nor_anything_past_a_red_flag(
    answers: dict[str, Answer],
) -> None:
    knowledge = real_knowledge()
    record = record_of(read_given(knowledge, answers))
    result = Result(consult(knowledge, record.answers))
    barred = {fact.subject for fact in result.consultation.facts("is-barred-by")}
    drills = knowledge.instances("Drill") if result.status != "plan" else sorted(barred)
    for drill in drills[:3]:
        with pytest.raises(OverrideRefused):
            decided(knowledge, record, [record], [], drill, "in")
    for line in result.lines[:1]:
        assert decided(knowledge, record, [record], [], line.drill) == "out"


@some
@given(ANYONE)
def test_what_is_put_in_is_dosed_as_if_a_rule_had_prescribed_it(
    answers: dict[str, Answer],
) -> None:
    knowledge = real_knowledge()
    told = read_given(knowledge, answers)
    verdict = Verdict(consult(knowledge, told))
    again = with_put_in(knowledge, told, verdict.drills)
    assert {d: again.dose(d) for d in again.drills} == {d: verdict.dose(d) for d in verdict.drills}


def test_what_is_put_in_is_mirrored_with_the_athlete() -> None:
    knowledge = real_knowledge()
    one, other = (read_given(knowledge, people()[f"founding{of}"]) for of in ("", "-mirrored"))
    for drill in ("clam-with-rotation", "band-hip-internal-rotation", "single-leg-squat"):
        told, mirrored = (
            with_put_in(knowledge, each, [drill]).dose(drill) for each in (one, other)
        )
        assert mirrored.sets == {"left": told.sets["right"], "right": told.sets["left"]}
        assert all(told.sets.values())


def test_what_is_put_in_is_shown_with_its_sets(tmp_path: Path) -> None:
    hold(tmp_path)
    shown = overridden(tmp_path, "side-lying-hip-abduction", "--plain").out
    assert "7 Side-lying hip abduction\n  Sets left: 2\n  Sets right: 2\n" in shown
    kept = hipexpert(tmp_path, "consultations", "show", "1", "--plain").out
    assert "The coach's own\nside-lying-hip-abduction: put in: hurts her knee\n" in kept
    told = json.loads(hipexpert(tmp_path, "consultations", "show", "1", "--json").out)
    assert [made["drill"] for made in told["overrides"]] == ["side-lying-hip-abduction"]


# What they tell of the rules


def test_feedback_counts_by_the_rules_that_had_prescribed_the_drill() -> None:
    knowledge = real_knowledge()
    records = [record_of(read_given(knowledge, RUNNER), id) for id in (1, 2, 3)]
    overrides = [
        made("reverse-clam", "out", "boring", 1),
        made("reverse-clam", "out", "pinches", 3),
    ]
    found = feedback(knowledge, records, overrides)
    plan = records[0].result["plan"]  # type: ignore[index]
    (line,) = [line for line in plan if line["drill"] == "reverse-clam"]
    assert {doubt.rule for doubt in found.doubts} == set(line["rules"])
    for doubt in found.doubts:
        resting = sum(doubt.rule in line["rules"] for line in plan)
        assert (doubt.taken_out, doubt.prescribed, doubt.put_in) == (2, 3 * resting, 0)
        assert [override.because for override in doubt.decisions] == ["boring", "pinches"]
    shares = [doubt.share for doubt in found.doubts]
    assert shares == sorted(shares, reverse=True)
    assert found.decisions == tuple(overrides)


def test_feedback_counts_by_the_rules_that_had_kept_the_drill_out() -> None:
    knowledge = real_knowledge()
    record = record_of(read_given(knowledge, RUNNER))
    drill = "seated-figure-four"
    assert consult(knowledge, record.answers).holds(Fact(drill, "lacks", "chair"))
    assert drill not in [left["id"] for left in record.result["left-out"]]  # type: ignore[index]
    found = feedback(knowledge, [record], [made(drill, "in")])
    assert [doubt.rule for doubt in found.doubts] == ["missing-kit-rules-a-drill-out"]
    assert found.doubts[0].put_in == 1
    assert found.beyond == ()


def test_a_drill_whose_turn_had_not_come_was_kept_out_by_no_rule() -> None:
    knowledge = real_knowledge()
    record = record_of(read_given(knowledge, RUNNER))
    drill = "turned-in-side-leg-lift"
    assert consult(knowledge, record.answers).holds(Fact(drill, "is", "free"))
    found = feedback(knowledge, [record], [made(drill, "in")])
    assert found.doubts == ()
    assert [override.drill for override in found.beyond] == [drill]


def test_a_drill_no_rule_had_looked_at_is_told_apart() -> None:
    knowledge = real_knowledge()
    record = record_of(read_given(knowledge, RUNNER))
    looked_at = {
        str(term) for step in record.proof["steps"] for c in step["conclusions"] for term in c
    }  # type: ignore[index]
    drill = next(drill for drill in knowledge.instances("Drill") if drill not in looked_at)
    found = feedback(knowledge, [record], [made(drill, "in")])
    assert found.doubts == ()
    assert [override.drill for override in found.beyond] == [drill]


def test_a_decision_that_was_undone_speaks_against_no_rule() -> None:
    record = record_of(read_given(real_knowledge(), RUNNER))
    undone = [made("reverse-clam", "out"), made("reverse-clam", "in")]
    assert feedback(real_knowledge(), [record], undone) == ((), (), ())


def test_rules_feedback_shows_counts_and_reasons(tmp_path: Path) -> None:
    assert "No coach has decided otherwise." in hipexpert(tmp_path, "rules", "feedback").out
    hold(tmp_path)
    overridden(tmp_path, "reverse-clam")
    shown = hipexpert(tmp_path, "rules", "feedback", "--plain")
    assert shown.code == 0, shown.err
    lines = shown.out.splitlines()
    place = lines.index("favoured-side-gets-more-sets")
    assert lines[place + 1 : place + 3] == ["  Drills: Reverse clam", "  Taken out: 1 of 4"]
    assert "Reverse clam: taken out: hurts her knee (consultation 1)" in lines
    told = json.loads(hipexpert(tmp_path, "rules", "feedback", "--json").out)
    assert told["schema"] == "hipexpert/feedback/1"
    assert told["overrides"][0]["because"] == "hurts her knee"
    assert all(rule["taken-out"] == 1 and rule["reasons"] for rule in told["rules"])
