"""Suspicion of structure grows with signs and shrinks with better hips; one headline each.

A sign is what a test, a length, a diagnosis or the hip itself says of its shape. Whatever the
other hip does, a sign that is added is never lost, and a hip that turns further adds none.
"Further" is up to what the same hip turns the other way: beyond that, one rotation far ahead of
the other is itself a sign of a turned thigh bone.
"""

from __future__ import annotations

from typing import Any

from conftest import read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipexpert.reasoning.screen import screen_for
from hipexpert.reasoning.verdict import Verdict

SUSPECTED = {"structural-suspected", "mixed-asymmetry"}
SIDES = ("left", "right")
SIGNS: dict[str, Answer] = {
    **{f"fadir-{side}": "positive" for side in SIDES},
    **{f"end-feel-{side}": "hard" for side in SIDES},
    "known-structural-diagnosis": "yes",
    "leg-length-difference": "25",
}
OPPOSED = {"ir": "er", "er": "ir"}

many = settings(
    max_examples=150, suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large)
)
anyone = st.deferred(lambda: athletes(real_knowledge()))


def seen(answers: dict[str, Answer]) -> Verdict:
    knowledge = real_knowledge()
    return screen_for(knowledge).verdict(read_given(knowledge, answers))


def signs(verdict: Verdict) -> set[Any]:
    return {(side, fact.object) for side, fact in verdict.signs}


@many
@given(anyone, st.sampled_from(sorted(SIGNS)))
def test_a_sign_that_is_added_is_never_lost_and_makes_the_hip_suspected(
    answers: dict[str, Answer], added: str
) -> None:
    before, after = seen(answers), seen({**answers, added: SIGNS[added]})
    assert signs(before) <= signs(after)
    assert after.signs
    assert after.asymmetry in SUSPECTED


@many
@given(anyone, st.sampled_from(SIDES), st.sampled_from(sorted(OPPOSED)), st.integers(0, 60))
def test_a_hip_that_turns_further_raises_no_suspicion(
    answers: dict[str, Answer], side: str, motion: str, further: int
) -> None:
    name, against = f"hip-{motion}-{side}", f"hip-{OPPOSED[motion]}-{side}"
    now = float(str(answers.get(name, 10)))
    bound = real_knowledge().questions[name].maximum or 90
    most = max(now, min(bound, float(str(answers.get(against, 40)))))
    before, after = (
        seen({**answers, name: str(value), against: answers.get(against, "40")})
        for value in (now, min(now + further, most))
    )
    assert signs(after) <= signs(before)
    if not after.signs:
        assert after.asymmetry != "structural-suspected"


@many
@given(anyone)
def test_every_athlete_is_of_one_type_and_told_one_headline(answers: dict[str, Answer]) -> None:
    facts = seen(answers).consultation.facts
    assert len(facts("shows")) == 1
    assert len(facts("is-headed")) == 1
