"""Why this and not that: where two conclusions part, and what they share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import read_given, real_knowledge
from program import answers_file, hipexpert
from test_cases import people

from hipexpert.model import Consultation, Fact
from hipexpert.reasoning.comparison import Parting, compare
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.verbalization import NotFound

KIT = ["band", "belt", "box", "bench", "chair", "dumbbell", "barbell", "foam-roller", "ball"]


def founding(**changes: str | list[str]) -> Consultation:
    """The founding athlete at an advanced stage with all kit, unless told otherwise."""
    said = {"training-stage": "advanced", "equipment": KIT}
    said |= {name.replace("_", "-"): text for name, text in changes.items()}
    return consult(real_knowledge(), read_given(real_knowledge(), {**people()["founding"], **said}))


def parted(consultation: Consultation, held: str, missed: str, rule_id: str) -> Parting:
    """Where two drills part, told alike from both sides."""
    one, other = compare(consultation, held, missed), compare(consultation, missed, held)
    assert one.this == other.that
    assert one.that == other.this
    for comparison in (one, other):
        parting = comparison.parting
        assert parting
        assert parting.rule.id == rule_id
        assert parting.met.rule == parting.rule
        assert parting.met.because
        assert comparison.shared_rules == one.shared_rules
        assert rule_id in comparison.shared_rules
        assert Fact("athlete", "may", "train") in comparison.shared_facts
        assert "night-pain" in comparison.shared_answers
    assert one.parting
    assert one.parting == other.parting
    return one.parting


@pytest.mark.parametrize(
    ("changes", "held", "missed", "rule_id", "reason"),
    [
        (
            {"training_stage": "intermediate", "equipment": ["band"]},
            "reverse-clam",
            "band-hip-internal-rotation",
            "drill-that-nothing-rules-out-is-free",
            "band-hip-internal-rotation lacks chair",
        ),
        (
            {"training_stage": "novice"},
            "split-squat",
            "hip-airplane",
            "drill-that-nothing-rules-out-is-free",
            "hip-airplane is too-hard",
        ),
        (
            {"fadir_right": "positive"},
            "single-leg-squat",
            "hip-airplane",
            "drill-that-nothing-rules-out-is-free",
            "hip-airplane is-barred-by structural-limit",
        ),
        (
            {"season_phase": "taper", "mastered": ["hip-airplane"]},
            "hip-airplane",
            "deadlift",
            "drill-that-nothing-rules-out-is-free",
            "deadlift is too-new",
        ),
        (
            {"season_phase": "pre-season"},
            "ninety-ninety-lift-off",
            "copenhagen-adduction",
            "chosen-drill-is-prescribed",
            "adduction-slot is crowded-out",
        ),
    ],
    ids=["without kit", "too hard", "barred", "too new", "crowded out"],
)
def test_two_drills_part_where_one_is_stopped(
    changes: dict[str, str | list[str]], held: str, missed: str, rule_id: str, reason: str
) -> None:
    parting = parted(founding(**changes), held, missed, rule_id)
    assert parting.lack.proof
    assert str(parting.lack.proof.fact) == reason


@pytest.mark.parametrize(
    ("held", "missed", "rule_id", "reason"),
    [
        (
            "ninety-ninety-internal-rotation-stretch",
            "standing-box-internal-rotation",
            "drill-of-the-phase-comes-first",
            "the athlete is dosed for pre-season",
        ),
        (
            "ninety-ninety-lift-off",
            "band-hip-internal-rotation",
            "drill-of-the-phase-comes-first",
            "internal rotation against a band is tried",
        ),
    ],
    ids=["its turn has not come", "a harder one fits"],
)
def test_two_drills_part_where_one_is_not_looked_at(
    held: str, missed: str, rule_id: str, reason: str
) -> None:
    parting = parted(founding(), held, missed, rule_id)
    assert (parting.lack.kind, parting.lack.text) == ("missing", reason)


def test_two_that_hold_do_not_part() -> None:
    comparison = compare(founding(training_stage="novice"), "reverse-clam", "clam")
    assert comparison.this.proof
    assert comparison.that.proof
    assert comparison.parting is None
    told = {contrast.property: (contrast.this, contrast.that) for contrast in comparison.contrasts}
    assert told["fills"] == (
        ("internal-rotation-control-slot",),
        ("external-rotation-control-slot",),
    )
    assert "named-in" not in told


def test_two_that_are_stopped_each_have_their_reason() -> None:
    consultation = founding(training_stage="novice", equipment=["band"])
    comparison = compare(consultation, "hip-airplane", "goblet-squat")
    assert comparison.parting is None
    reasons = [
        next(str(lack.proof.fact) for lack in rival.lacks if lack.proof) for rival in comparison[:2]
    ]
    assert reasons == ["hip-airplane is too-hard", "goblet-squat lacks dumbbell"]


def test_what_both_could_be_is_compared() -> None:
    """A treatment can be advised and not prescribed, so it is not held against a prescription."""
    comparison = compare(founding(), "manual-therapy", "run-warm-up-clockwise")
    assert {rival.fact.property for rival in comparison[:2]} == {"is-advised"}
    with pytest.raises(NotFound):
        compare(founding(), "reverse-clam", "revers-clam")


# The command


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answers_file(tmp_path_factory.mktemp("case"), people()["founding"])


def test_the_command_prints_the_comparison_for_other_programs(case: Path) -> None:
    asked = ("reverse-clam", "band-hip-internal-rotation", "--answers", str(case), "--json")
    ended = hipexpert(case.parent, "compare", *asked)
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert [*found] == ["this", "that", "parting", "shared", "contrasts"]
    assert (found["this"]["holds"], found["that"]["holds"]) == (True, False)
    assert found["this"]["proof"]["fact"] == found["this"]["fact"]
    assert found["that"]["near-misses"]["rules"]
    assert found["parting"]["rule"] == "drill-that-nothing-rules-out-is-free"
    assert "chosen-drill-is-prescribed" in found["shared"]["rules"]
    kit = next(c for c in found["contrasts"] if c["property"] == "needs-equipment")
    assert kit == {"property": "needs-equipment", "this": [], "that": ["band", "chair"]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("clam", "clam"), "'clam' is named twice\n"),
        (
            ("clam", "revers-clam"),
            "no rule could conclude 'revers-clam'\n  did you mean 'reverse-clam'?\n",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(
    case: Path, words: tuple[str, str], message: str
) -> None:
    ended = hipexpert(case.parent, "compare", *words, "--answers", str(case))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"hipexpert: {message}")
