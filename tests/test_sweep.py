"""An athlete may train just when each red flag is denied, cleared where it can be, or let pass."""

from __future__ import annotations

import random

import pytest
from sweep import BESIDE, CLEARED, REPORTED, STATES, Beside, Flags, Sweep, apart

from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.screen import screen_for

SAMPLE = 4_000


@pytest.fixture(scope="module")
def sweep(knowledge: KnowledgeBase) -> Sweep:
    return Sweep(knowledge)


def test_there_are_twelve_flags_of_every_kind(knowledge: KnowledgeBase) -> None:
    flags = Flags(knowledge)
    assert len(flags.all) == 12
    assert flags.of_the_past == {"cancer-history", "bone-risk"}
    assert {flag for flag in flags.all if flag not in flags.clearable} == {
        *("saddle-numbness", "leg-weakness-or-cold", "cannot-bear-weight"),
        *("recent-trauma", "fever-or-unwell"),
    }


@pytest.mark.parametrize("beside", BESIDE, ids=str)
def test_one_flag_or_two_that_are_not_denied(sweep: Sweep, beside: Beside) -> None:
    """In every state: reported, unknown, missing, stale, cleared."""
    wrong = list(sweep.wrong(apart(len(sweep.flags.all)), beside))
    assert not wrong, "\n".join(wrong[:5])


def test_a_sample_of_all_combinations(sweep: Sweep) -> None:
    """Half of it of flags that are answered, so that both outcomes come up."""
    chance = random.Random(12)
    number = len(sweep.flags.all)
    for beside in BESIDE:
        cases = []
        for place in range(SAMPLE // len(BESIDE)):
            states = STATES if place % 2 else (STATES[0], STATES[0], STATES[0], CLEARED, REPORTED)
            cases.append(tuple(chance.choice(states) for _ in range(number)))
        wrong = list(sweep.wrong(cases, beside))
        assert not wrong, "\n".join(wrong[:5])


def test_the_verdict_of_one_flag_that_is_not_denied(knowledge: KnowledgeBase) -> None:
    """The whole way: answers with their days, what of them holds, the verdict of the screen."""
    flags, screen = Flags(knowledge), screen_for(knowledge)
    seen = set()
    for beside in BESIDE:
        for states in apart(len(flags.all), most=1):
            named = dict(zip(flags.all, states, strict=True))
            status = screen.verdict(flags.answers(named, beside)).status
            assert (status == "plan") == flags.expected(named, beside), (named, beside)
            seen.add(status)
    assert seen == {"plan", "refer", "incomplete"}
