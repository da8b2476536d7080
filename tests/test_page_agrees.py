"""No page says two things that cannot both be so, whoever the athlete is.

What a page says in sentences is read for each athlete of tests/cases: its headline, advice,
cautions and notes. The pairs are those that people saw on one page.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from conftest import read_given, real_knowledge
from test_cases import cases

from hipexpert.reasoning.screen import screen_for
from hipexpert.reasoning.verdict import Verdict

SAYING = ("is-headed", "is-advised", "is-cautioned", "is-told")
PAIRS = {
    "what the sport would not cause, and what comes with it": (
        r"not the one your sport would cause",
        r"may come with|as yours does",
    ),
    "hips alike, and something to be looked at": (
        r"hips turn alike",
        r"clinician should look|have the hips looked at|check the hip before",
    ),
    "keep what you have, and measure first": (
        r"keep what you have",
        r"[Bb]efore you lean on this plan|until the ranges are measured",
    ),
    "nothing was measured, and measure again": (
        r"no turn was measured on both sides",
        r"more than error of measurement but too small|by more than error of measurement",
    ),
    "no lift, and the lift that helps": (
        r"Do not put a lift into your shoe",
        r"A lift in your shoe eases|You wear a lift",
    ),
    "a hip that is not to be tested, and a test of it": (
        r"do not have it tested for a pinch",
        r"check the hip before you work hard|measure how far both hips turn in and out",
    ),
    "control over range, and the same work on each side for upkeep": (
        r"puts control and strength before range",
        r"Keep both hips moving",
    ),
}


@cache
def verdicts() -> list[tuple[str, Verdict]]:
    knowledge = real_knowledge()
    return [
        (case.sentence, screen_for(knowledge).verdict(read_given(knowledge, case.written)))
        for case in cases()
    ]


def said(verdict: Verdict) -> str:
    things = [fact.object for name in SAYING for fact in verdict.consultation.facts(name)]
    return " ".join(verdict.knowledge.text(str(thing), "sentence") for thing in things)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_each_side_of_a_pair_is_a_sentence_of_the_knowledge(pair: tuple[str, str]) -> None:
    knowledge = real_knowledge()
    told = [knowledge.text(thing, "sentence") for thing in knowledge.words]
    for patterns in pair:
        for pattern in patterns.split("|"):
            assert any(re.search(pattern, sentence) for sentence in told), pattern


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_no_page_says_both(pair: tuple[str, str]) -> None:
    one, other = pair
    both = [
        case
        for case, verdict in verdicts()
        if verdict.status == "plan" and all(re.search(text, said(verdict)) for text in (one, other))
    ]
    assert not both


def test_what_is_said_to_be_left_out_is_left_out() -> None:
    for case, verdict in verdicts():
        if "left out of this plan" in said(verdict):
            assert verdict.consultation.facts("is-barred-by"), case


def test_each_half_of_a_pair_is_said_to_somebody() -> None:
    told = " ".join(said(verdict) for _, verdict in verdicts() if verdict.status == "plan")
    for one, other in PAIRS.values():
        assert re.search(one, told), one
        assert re.search(other, told), other
