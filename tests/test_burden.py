"""How many questions lead to the plan: fewer than by any other way to ask, and to the same plan."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT, real_knowledge

sys.path.insert(0, str(ROOT / "bench"))

from burden import REFERRAL, WAYS, drawn, result

from hipexpert.model import Answers

OURS = "our interview"
RIVALS = [name for name in WAYS if name not in (OURS, "hindsight")]


@pytest.fixture(scope="module")
def people() -> list[Answers]:
    return drawn(real_knowledge(), 20)


@pytest.fixture(scope="module")
def ours(people: list[Answers]) -> list[Answers]:
    return [WAYS[OURS](real_knowledge(), truth) for truth in people]


def test_no_question_that_mattered_was_left_out(people: list[Answers], ours: list[Answers]) -> None:
    knowledge = real_knowledge()
    for truth, known in zip(people, ours, strict=True):
        assert result(knowledge, known) == result(knowledge, truth)


@pytest.mark.parametrize("rival", RIVALS)
def test_fewer_questions_are_asked_than_by(
    rival: str, people: list[Answers], ours: list[Answers]
) -> None:
    """In all, and clearly of whoever gets a plan, beside the red flags that all are asked."""
    knowledge = real_knowledge()
    flags = set(knowledge.instances("RedFlag"))
    theirs = [WAYS[rival](knowledge, truth) for truth in people]
    assert sum(len(one.settled) for one in ours) < sum(len(one.settled) for one in theirs)
    planned = [not any(fact.property == REFERRAL for fact in result(knowledge, p)) for p in people]
    counts = [
        sum(len(known.settled - flags) for known, plan in zip(asked, planned, strict=True) if plan)
        for asked in (ours, theirs)
    ]
    assert counts[0] < 0.95 * counts[1], counts
