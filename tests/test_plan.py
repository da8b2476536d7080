"""What a strength coach would hold a plan to, for athletes of all kinds and in every week of it."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from conftest import read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from varied import varied_athletes

from hipexpert.model import Fact, Value
from hipexpert.reasoning.screen import screen_for
from hipexpert.reasoning.verdict import SIDES, Verdict
from hipexpert.vocabulary.body import ATHLETE

SIGNS = {"fadir": "positive", "end-feel": "hard"}
MINUTES = 60
"""What the first session of a plan may take at most."""

many = settings(
    max_examples=150, suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large)
)
anyone = st.deferred(lambda: athletes(real_knowledge()))
knowledge = real_knowledge()


def seen(answers: dict[str, Answer]) -> Verdict:
    return screen_for(knowledge).verdict(read_given(knowledge, answers))


@cache
def plans() -> tuple[Verdict, ...]:
    """The plans of four hundred varied athletes, those who are sent to somebody left out."""
    verdicts = map(seen, varied_athletes(knowledge))
    return tuple(verdict for verdict in verdicts if verdict.status == "plan")


def kind_of(drill: str) -> str:
    return str(knowledge.object(drill, "dosed-as"))


def a_week(verdict: Verdict, sets: dict[str, Value], drill: str) -> float:
    """The sets of the larger side in a week."""
    return max(map(float, sets.values())) * float(verdict.dose(drill).days_per_week or 0)


# Choice


def test_no_drill_is_in_every_second_plan_and_nearly_all_are_used() -> None:
    used = Counter(drill for verdict in plans() for drill in verdict.drills)
    assert len(plans()) > 380
    assert max(used.values()) * 2 <= len(plans())
    assert len(used) >= 55


def test_equals_take_turns_by_the_phase_and_are_the_same_every_time() -> None:
    calm: dict[str, Answer] = {
        **dict.fromkeys(knowledge.instances("RedFlag"), "no"),
        "training-stage": "novice",
        "equipment": ["chair"],
        "pain-site": "none",
    }
    phases = knowledge.questions["season-phase"].choices
    chosen = [tuple(seen({**calm, "season-phase": phase}).drills) for phase in phases]
    assert len(set(chosen)) == len(phases)
    assert chosen == [tuple(seen({**calm, "season-phase": phase}).drills) for phase in phases]


@many
@given(anyone)
def test_a_drill_that_is_mastered_gives_way_to_the_next_or_stays_for_want_of_one(
    answers: dict[str, Answer],
) -> None:
    before = seen(answers)
    for drill in before.drills:
        following = before.following(drill)
        if following is None or not knowledge.text(drill, "criterion"):
            continue
        known = answers.get("mastered", [])
        after = seen({**answers, "mastered": [*(known if isinstance(known, list) else []), drill]})
        holds, slot = after.consultation.holds, str(knowledge.object(drill, "fills"))
        shared = "on-rung" if holds(Fact(slot, "is", "kept-up")) else "fills"
        near = {*knowledge.objects(drill, shared)} & {*knowledge.objects(following, shared)}
        due = near and holds(Fact(following, "is", "free"))
        assert drill not in after.drills or not due or holds(Fact("athlete", "is", "held-back"))
        return


@many
@given(anyone)
def test_before_a_competition_no_strength_drill_is_new_and_the_review_comes_first(
    answers: dict[str, Answer],
) -> None:
    verdict = seen({**answers, "season-phase": "taper"})
    mastered = {fact.object for fact in verdict.consultation.facts("masters")}
    strength = set(knowledge.instances("StrengthSlot"))
    for drill in verdict.drills:
        assert drill in mastered or knowledge.object(drill, "fills") not in strength
    if verdict.status == "plan":
        assert verdict.review_after_weeks == 1


@many
@given(anyone, st.sampled_from(sorted(SIGNS)), st.sampled_from(SIDES))
def test_a_sign_that_is_added_changes_the_plan_or_the_page_says_what_is_left_out(
    answers: dict[str, Answer], sign: str, side: str
) -> None:
    before, after = seen(answers), seen({**answers, f"{sign}-{side}": SIGNS[sign]})
    if before.signs or before.status != "plan" or after.status != "plan":
        return
    doses = [{drill: v.dose(drill) for drill in v.drills} for v in (before, after)]
    assert doses[0] != doses[1] or "range-left-out-caution" in after.cautioned


# Doses


@pytest.mark.parametrize("number", range(0, 400, 40))
def test_one_leg_gets_three_times_what_two_get_in_every_week(number: int) -> None:
    for verdict in plans()[number : number + 40]:
        one = [d for d in verdict.drills if knowledge.object(d, "in-family") == "single-leg"]
        two = [d for d in verdict.drills if knowledge.object(d, "worked") == "both-sides-at-once"]
        if verdict.one_legged is None:
            continue
        weeks = zip(
            *(verdict.weeks(drill) for drill in (*one, *two)), strict=True
        )  # all drills of a week together
        for week in weeks:
            done = {d: a_week(verdict, w.sets, d) for d, w in zip((*one, *two), week, strict=True)}
            ratio = sum(done[d] for d in one) / sum(done[d] for d in two)
            assert ratio == verdict.one_legged.object


@many
@given(anyone)
def test_the_favoured_side_keeps_its_ratio_in_every_week(answers: dict[str, Answer]) -> None:
    verdict = seen(answers)
    for drill in verdict.drills:
        side = verdict.favours(drill)
        motion = verdict.consultation.value(drill, "is-worked-towards")
        for week in verdict.weeks(drill):
            sets = {name: float(number) for name, number in week.sets.items()}
            if side is None:
                assert len(set(sets.values())) == 1
                continue
            (other,) = set(SIDES) - {side}
            ratio = verdict.consultation.value(str(motion), "is-favoured")
            assert sets[side] == sets[other] * float(ratio or 0)


@many
@given(anyone)
def test_every_line_has_its_dose_for_every_week_to_the_review(answers: dict[str, Answer]) -> None:
    verdict = seen(answers)
    for drill in verdict.drills:
        dose, weeks = verdict.dose(drill), verdict.weeks(drill)
        assert [week.week for week in weeks] == [
            *range(1, int(verdict.review_after_weeks or 0) + 1)
        ]
        first = weeks[0]
        assert (first.sets, first.repetitions) == (dose.sets, dose.repetitions)
        assert (first.hold_seconds, first.load) == (dose.hold_seconds, dose.load)
        assert dose.rest_seconds is not None
        assert dose.days_per_week
        for week in weeks:
            assert all(float(number) >= 1 for number in week.sets.values())


@pytest.mark.parametrize("kind", ["held-stretch", "isometric-hold", "end-range-hold", "balance"])
def test_what_is_held_has_seconds(kind: str) -> None:
    doses = [d for d in knowledge.instances("Dose") if knowledge.object(d, "for-kind") == kind]
    assert doses
    for dose in doses:
        assert knowledge.object(dose, "has-hold-seconds")


@many
@given(anyone)
def test_a_session_is_done_within_the_hour(answers: dict[str, Answer]) -> None:
    verdict = seen(answers)
    assert (verdict.session_minutes or 0) <= MINUTES


@many
@given(anyone)
def test_range_has_no_load_and_strength_has_one(answers: dict[str, Answer]) -> None:
    verdict = seen(answers)
    for drill in verdict.drills:
        slot = str(knowledge.object(drill, "fills"))
        loaded = verdict.dose(drill).load is not None
        if slot in knowledge.instances("RangeSlot"):
            assert not loaded or kind_of(drill) == "end-range-hold"
        if slot in knowledge.instances("StrengthSlot"):
            assert loaded


# What comes next


@many
@given(anyone)
def test_the_next_drill_and_the_one_before_are_named_and_can_be_done(
    answers: dict[str, Answer],
) -> None:
    verdict = seen(answers)
    barred = {fact.subject for fact in verdict.consultation.facts("is-barred-by")}
    lacking = {fact.subject for fact in verdict.consultation.facts("lacks")}
    for drill in verdict.drills:
        following, easier = verdict.following(drill), verdict.easier(drill)
        assert following is None or following in knowledge.objects(drill, "progresses-to")
        assert easier is None or easier in knowledge.objects(drill, "regresses-to")
        assert not {following, easier} & (barred | lacking)
        if following:
            assert knowledge.text(drill, "criterion")


@many
@given(anyone)
def test_the_side_that_is_to_gain_begins(answers: dict[str, Answer]) -> None:
    verdict = seen(answers)
    led = {str(fact.object) for fact in verdict.consultation.facts("works-first-on")}
    assert len(led) <= 1
    for drill in verdict.drills:
        first, favoured = verdict.dose(drill).first, verdict.favours(drill)
        if favoured:
            assert first == favoured
        elif knowledge.object(drill, "worked") == "one-side-at-a-time":
            assert first == next(iter(led), None)
        else:
            assert first is None


# Safeguards


def test_nobody_under_sixteen_puts_a_weight_on_one_leg() -> None:
    for verdict in plans():
        if not verdict.consultation.holds(Fact(ATHLETE, "is", "growing")):
            continue
        for drill in verdict.drills:
            loaded = verdict.consultation.holds(Fact(drill, "is", "loadable"))
            assert not (loaded and knowledge.object(drill, "in-family") == "single-leg")
