"""What is asked, in which order, and that nothing left unasked could have mattered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest
from conftest import Given, read_given, real_knowledge
from generated import Answer, answers_to, athletes
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_cases import people

from hipexpert.model import Answers, Fact, Value
from hipexpert.reasoning.answers import Refused, read_answer
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.interview import could_change, interview, irrelevant, next_question
from hipexpert.reasoning.lookahead import default_answer, effects, questions_left
from hipexpert.reasoning.partial_model import left_unasked

FLAGS = [*people()["cleared"]]
RANGES = ["hip-ir-left", "hip-ir-right", "hip-er-left", "hip-er-right"]
REFERRAL = "is-referred-for"

anyone = st.deferred(lambda: athletes(real_knowledge()))
slow = HealthCheck.too_slow, HealthCheck.data_too_large
some = settings(
    max_examples=10,
    suppress_health_check=slow,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

Known = dict[str, Value | tuple[str, ...]]


def asked(said: Given, known: Answers | None = None) -> tuple[list[str], Answers]:
    """The questions of a whole interview, in order, with its answers.

    What `said` does not answer, or not so that it can be, is answered with unknown. Nothing is
    asked twice or out of turn: no flag comes after another question.
    """
    knowledge = real_knowledge()
    answers = known or Answers()
    order = []
    while question := next_question(knowledge, answers):
        turn = [knowledge.questions[name].order for name in (*order, question.id)]
        assert turn == sorted(set(turn)), f"{question.id} is asked after {order}"
        order.append(question.id)
        try:
            text = said.get(question.id, "unknown")
            value = read_answer(knowledge, question, text, answers.given)  # type: ignore[arg-type]
        except Refused:
            value = None
        answers = with_answers(answers, {question.id: value})
    return order, answers


def with_answers(answers: Answers, more: Mapping[str, Value | tuple[str, ...] | None]) -> Answers:
    known: Known = {**answers.given, **{k: v for k, v in more.items() if v is not None}}
    return Answers(known, answers.unknown | {k for k, v in more.items() if v is None})


@cache
def asked_of(person: str) -> list[str]:
    return asked(people()[person])[0]


# Order


def test_red_flags_come_first_and_in_the_order_of_urgency() -> None:
    assert asked_of("founding")[: len(FLAGS)] == FLAGS
    ranks = [
        real_knowledge().rank(str(real_knowledge().object(flag, "has-urgency"))) for flag in FLAGS
    ]
    assert ranks == sorted(ranks)


def test_the_order_of_answers_does_not_change_what_is_asked() -> None:
    knowledge = real_knowledge()
    said = {**people()["founding"], "age": "30"}
    there = dict(reversed(said.items()))
    here, back = (interview(knowledge, read_given(knowledge, some)) for some in (said, there))
    assert [q.id for q in here.questions] == [q.id for q in back.questions]


# What is asked


def test_who_runs_bends_is_asked_for_all_that_bears_on_them() -> None:
    order = asked_of("founding-unmeasured")
    for question in "sport", "event", "bend-direction", "years-in-sport", *RANGES, "age":
        assert question in order


def test_what_nothing_depends_on_is_not_asked() -> None:
    for person in "founding", "beginner", "even", "limited-right":
        assert not {"sex", "shorter-leg", "take-off-leg", "stance-foot"} & {*asked_of(person)}


@pytest.mark.parametrize(
    "sport", ["soccer", "golf", "tennis", "baseball", "rowing", "cricket", "other"]
)
def test_who_runs_no_bends_is_not_asked_for_them(sport: str) -> None:
    said = {**people()["cleared"], "age": "30", "pain-site": "none", "sport": sport}
    order, _ = asked(said)
    assert not {"bend-direction", "block-front-foot", "event"} & {*order}


def test_who_never_did_anything_one_sided_is_asked_no_more_about_it() -> None:
    said = {**people()["founding"], "bend-direction": "none"}
    order, _ = asked(said)
    assert not {"repetitions-per-practice", "practices-per-season", "years-in-sport"} & {*order}


def test_a_grown_athlete_without_pain_is_not_asked_where_or_how_much() -> None:
    said = {**people()["founding"], "age": "30", "pain-site": "none"}
    order, _ = asked(said)
    assert "pain-site" in order
    assert not {"pain-side", "pain-level"} & {*order}


def test_even_hips_need_no_structural_tests_of_end_feel_and_craig() -> None:
    order = asked_of("even")
    tests = {"end-feel-left", "end-feel-right", "craig-left", "craig-right"}
    assert not tests & {*order}
    assert {"end-feel-right", "craig-right"} <= {*asked_of("limited-right")}
    assert not {"end-feel-left", "craig-left"} & {*asked_of("limited-right")}


def test_competitions_are_needed_by_nothing_and_not_asked() -> None:
    few = {**people()["founding"], "practices-per-season": "45"}
    for said in people()["founding"], few:
        assert "competitions-per-season" not in asked(said)[0]


def test_one_number_below_what_the_post_names_makes_the_others_needless() -> None:
    few = {**people()["founding"], "repetitions-per-practice": "19"}
    assert not {"practices-per-season", "years-in-sport"} & {*asked(few)[0]}


def test_device_and_rater_are_asked_once_ranges_of_the_hip_are_known_and_only_then() -> None:
    said = {**people()["founding"], "measured-with": "goniometer", "measured-by": "helper"}
    order, _ = asked(said)
    last = order.index("hip-er-right")
    assert order[last + 1 : last + 3] == ["measured-with", "measured-by"]
    without, _ = asked({**said, **dict.fromkeys(RANGES, "unknown")})
    assert not {"measured-with", "measured-by"} & {*without}


def test_what_is_settled_is_not_asked_again() -> None:
    knowledge = real_knowledge()
    first = next_question(knowledge, Answers())
    assert first
    for answers in Answers({first.id: "no"}), Answers(unknown=frozenset({first.id})):
        second = next_question(knowledge, answers)
        assert second
        assert second.id == FLAGS[1]


# After a referral


def test_after_a_referral_only_triage_follows() -> None:
    """Who is referred is asked for what else is to be seen: flags, pain, symptoms, operations."""
    knowledge = real_knowledge()
    for known in {"age": "30", "night-pain": "yes"}, {"saddle-numbness": "yes"}:
        order, answers = asked({}, read_given(knowledge, known))
        groups = {knowledge.questions[name].group for name in order}
        assert groups == {"red-flag-questions", "symptom-questions", "state-questions"}
        assert [name for name in order if name in FLAGS] == [f for f in FLAGS if f not in known]
        assert consult(knowledge, answers).facts(REFERRAL)


def test_after_a_referral_a_child_without_pain_is_asked_whether_a_clinician_saw_it() -> None:
    known = read_given(real_knowledge(), {**people()["cleared"], "night-pain": "yes", "age": "12"})
    order, _ = asked({"pain-site": "none", "applies-to-me": "none"}, known)
    assert order == ["pain-site", "seen-and-cleared", "applies-to-me"]


def test_a_child_in_pain_is_referred_and_asked_to_measure_nothing() -> None:
    said = {**people()["cleared"], "age": "12", "pain-site": "groin"}
    order, _ = asked({}, read_given(real_knowledge(), said))
    assert "limp" in order
    measured = {*real_knowledge().instances("Measurement")}
    assert not (measured | {"season-phase", "training-stage", "equipment"}) & {*order}


def test_who_was_seen_and_cleared_is_asked_for_the_rest() -> None:
    said = {**people()["cleared"], "age": "30", "pain-site": "none", "night-pain": "yes"}
    order, _ = asked({"seen-and-cleared": ["night-pain"]}, read_given(real_knowledge(), said))
    assert {"sport", "hip-ir-left"} <= {*order}


def test_when_no_reason_can_be_added_nothing_is_left_to_ask() -> None:
    said = {**dict.fromkeys(FLAGS, "yes"), "age": "30", "pain-site": "none"}
    order, _ = asked({}, read_given(real_knowledge(), said))
    assert {*order} <= {"weight-loss", "seen-and-cleared", "applies-to-me"}


def test_symptoms_are_asked_once_there_is_pain_and_not_before() -> None:
    symptoms = {"limp", "leg-numbness", "infection-risk", "morning-stiffness", "pain-weeks"}
    said = {**people()["founding"], "age": "30", "pain-site": "none"}
    assert not symptoms & {*asked(said)[0]}
    assert symptoms <= {*asked({**said, "pain-site": "groin"})[0]}


def test_lasting_pain_is_asked_for_three_months_of_exercise() -> None:
    said = {**people()["founding"], "age": "30", "pain-site": "groin"}
    assert "exercised-three-months" in asked({**said, "pain-weeks": "12"})[0]
    assert "exercised-three-months" not in asked({**said, "pain-weeks": "11"})[0]


# States


HEALTHY = {**people()["founding"], "age": "30", "pain-site": "none", "applies-to-me": "none"}
OPENED = {
    "hip-history": ["hip-history-left", "hip-history-right", "known-structural-diagnosis"],
    "pregnancy": ["pregnancy"],
    "limb-difference": ["limb-difference"],
    "loose-joints": ["loose-joints"],
    "past-stress-fracture": ["past-stress-fracture"],
}


def test_one_question_opens_those_on_states() -> None:
    gated = {name for names in OPENED.values() for name in names} | {"operation-released"}
    order = asked(HEALTHY)[0]
    assert order.count("applies-to-me") == 1
    assert not gated & {*order}
    for topic, names in OPENED.items():
        assert gated & {*asked({**HEALTHY, "applies-to-me": topic})[0]} == {*names}
    unknown = {**HEALTHY, "applies-to-me": "unknown"}
    assert gated & {*asked(unknown)[0]} == {"known-structural-diagnosis"}


def test_states_are_asked_before_anything_is_measured() -> None:
    order = asked({**HEALTHY, "applies-to-me": [*OPENED], "hip-history-left": "replacement"})[0]
    measured = [n for n in order if n in real_knowledge().instances("Measurement")]
    assert order.index("past-stress-fracture") < order.index(measured[0])


def test_release_is_asked_once_an_operation_was_named_even_unasked() -> None:
    known = read_given(real_knowledge(), {**HEALTHY, "hip-history-right": "operation-earlier"})
    assert "operation-released" in asked({}, known)[0]


def test_what_a_state_forbids_is_not_asked_for_and_the_other_hip_is() -> None:
    said = {**HEALTHY, "applies-to-me": "hip-history", "operation-released": "yes"}
    order = asked({**said, "hip-history-left": "replacement", "hip-history-right": "none"})[0]
    left = {"hip-ir-left", "hip-er-left", "fadir-left", "end-feel-left", "craig-left"}
    assert not (left | {"craig-right"}) & {*order}
    assert {"hip-ir-right", "hip-er-right", "fadir-right"} <= {*order}


def test_what_is_ruled_out_or_forbidden_could_change_nothing() -> None:
    knowledge = real_knowledge()
    known = {**people()["founding-unmeasured"], "applies-to-me": "hip-history"}
    known |= {"hip-history-left": "replacement", "operation-released": "yes"}
    names = {question.id for question in could_change(knowledge, read_given(knowledge, known))}
    assert not {"pregnancy", "loose-joints", "hip-ir-left", "fadir-left", "craig-right"} & names
    assert {"hip-ir-right", "hip-history-right"} <= names


def test_a_history_without_pain_is_asked_for_weight_lost() -> None:
    said = {**people()["founding"], "age": "30", "pain-site": "none"}
    assert "weight-loss" in asked({**said, "cancer-history": "yes"})[0]
    assert "weight-loss" not in asked(said)[0]


# Why it is asked


@some
@given(anyone)
def test_every_question_has_a_rule_that_waits_for_it(said: dict[str, Answer]) -> None:
    knowledge = real_knowledge()
    known = {name: said[name] for name in [*said][: len(said) // 2]}
    found = interview(knowledge, read_given(knowledge, known))
    for question in found.questions:
        waiting = found.waiting(question)
        assert waiting, f"nothing waits for {question.id}"
        rules = [each.rule.order for each in waiting]
        assert rules == sorted({*rules})
        for each in waiting:
            assert each.conclusions


def test_why_names_the_rule_and_what_it_would_conclude() -> None:
    knowledge = real_knowledge()
    found = interview(knowledge, Answers())
    first = found.waiting(found.questions[0])
    rules = {waiting.rule.id: waiting.conclusions for waiting in first}
    flagged = Fact("athlete", "gives-cause-for", FLAGS[0])
    assert rules["reported-flag-gives-cause"] == (flagged,)
    assert "denied-flag-is-cleared" in rules


# What is not asked does not matter


@some
@given(anyone, st.data())
def test_no_answer_to_what_was_not_asked_changes_the_result(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    """A question is asked while it can change an outcome: those not asked, all told, cannot.

    Once somebody is referred, only the reasons to be seen count as the result. What is not asked
    of an athlete who stands as this one does is told as what could change it.
    """
    knowledge = real_knowledge()
    _, answers = asked(said)
    unasked = [knowledge.questions[name] for name in needless_now(answers)]
    chosen = data.draw(st.lists(st.sampled_from(unasked), unique=True)) if unasked else []
    more: Known = {}
    for question in sorted(chosen, key=lambda question: question.order):
        known = {**answers.given, **more}
        text = data.draw(answers_to(knowledge, question, known))
        value = None if text is None else read_answer(knowledge, question, text, known)
        if value is not None:
            more[question.id] = value
    assert result(with_answers(answers, more)) == result(answers)


def needless_now(answers: Answers) -> list[str]:
    """The questions neither answered nor able to change anything, by the interview's own word.

    What another answer rules out, or a state forbids, is not among them: it would change something.
    """
    knowledge = real_knowledge()
    settled = answers.settled | {question.id for question in could_change(knowledge, answers)}
    settled |= left_unasked(consult(knowledge, answers).facts("is"))
    return [name for name in knowledge.questions if name not in settled]


def result(answers: Answers) -> set[Fact]:
    found = consult(real_knowledge(), answers)
    referred = set(found.facts(REFERRAL))
    return referred or set(found.outcomes)


@some
@given(anyone, st.data())
def test_all_that_was_not_asked_answered_together_changes_nothing(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    knowledge = real_knowledge()
    _, answers = asked(said)
    more: Known = {}
    for name in needless_now(answers):
        question = knowledge.questions[name]
        known = {**answers.given, **more}
        text = data.draw(answers_to(knowledge, question, known))
        value = None if text is None else read_answer(knowledge, question, text, known)
        if value is not None:
            more[name] = value
    assert result(with_answers(answers, more)) == result(answers)


# What lies ahead


@some
@given(anyone)
def test_no_more_questions_come_than_were_foretold(said: dict[str, Answer]) -> None:
    """With each answer some questions cease to matter and none begins to."""
    knowledge = real_knowledge()
    answers, before = Answers(), {*knowledge.questions}
    while question := next_question(knowledge, answers):
        found = interview(knowledge, answers)
        now = {each.id for each in (*found.questions, *found.later)}
        assert now <= before
        before = now - {question.id}
        text = said.get(question.id, "unknown")
        try:
            value = read_answer(knowledge, question, text, answers.given)
        except Refused:
            value = None
        answers = with_answers(answers, {question.id: value})


@pytest.mark.parametrize("person", ["cleared", "founding", "even", "beginner"])
def test_about_as_many_questions_are_left_as_the_usual_answers_bring(person: str) -> None:
    knowledge = real_knowledge()
    answers = read_given(knowledge, people()[person])
    now = interview(knowledge, answers)
    left = questions_left(now, answers)
    assert 0 < left.about <= left.at_most == len(now.questions) + len(now.later)
    question = now.questions[0]
    usual = with_answers(answers, {question.id: default_answer(knowledge, question, answers)})
    assert questions_left(interview(knowledge, usual), usual).about == left.about - 1


def test_nothing_is_left_when_nothing_matters() -> None:
    knowledge = real_knowledge()
    everything = Answers(unknown=frozenset(knowledge.questions))
    assert questions_left(interview(knowledge, everything), everything) == (0, 0)


@some
@given(anyone, st.data())
def test_what_an_answer_is_said_to_settle_it_settles(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    """Whatever else is answered: what is certain is concluded, what is ruled out is not."""
    knowledge = real_knowledge()
    everything = read_given(knowledge, said)
    names = [name for name in everything.given if knowledge.questions[name].type == "yes-no"]
    name = data.draw(st.sampled_from(names))
    known = [n for n in everything.given if n != name][: data.draw(st.integers(0, 20))]
    before = Answers({n: everything.given[n] for n in known})
    now = interview(knowledge, before)
    found = {e.answer: e for e in effects(now, before, knowledge.questions[name])}
    effect = found.get(str(everything.given[name]))
    outcomes = {*consult(knowledge, everything).outcomes}
    assert effect is None or outcomes >= {*effect.certain}
    assert effect is None or outcomes.isdisjoint(effect.ruled_out)


def test_numbers_that_settle_the_same_stand_together() -> None:
    knowledge = real_knowledge()
    answers = read_given(knowledge, people()["cleared"])
    age = effects(interview(knowledge, answers), answers, knowledge.questions["age"])
    spans = ["15 or less", "16 to 17", "18 to 59", "60 or more"]
    assert [effect.answer for effect in age] == spans
    assert Fact("athlete", "is-referred-for", "growing-hip") in age[1].ruled_out


def test_a_question_decides_what_its_rules_lead_to() -> None:
    knowledge = real_knowledge()
    now = interview(knowledge, Answers())
    decided = now.decides(knowledge.questions["equipment"])
    properties = {fact.property for fact in decided}
    assert "is-prescribed" in properties
    assert REFERRAL not in properties


# What an edit makes needless


def edited(key: str, old: str, new: str, **others: str) -> set[str]:
    knowledge = real_knowledge()
    before, after = (read_given(knowledge, {**others, key: text}) for text in (old, new))
    return irrelevant(knowledge, before, after, key)


def test_another_sport_needs_other_sides() -> None:
    gone = edited("sport", "soccer", "golf", **{"kicking-foot": "left", "age": "30"})
    assert "kicking-foot" in gone
    assert not {"age", "swing-side", "hip-ir-left", "sport", "event"} & gone


def test_without_pain_its_level_is_needless() -> None:
    gone = edited("pain-site", "groin", "none")
    assert {"pain-level", "limp", "pain-weeks"} <= gone
    assert not {"night-pain", "sport", "hip-ir-left"} & gone


def test_a_reported_flag_makes_no_answer_needless() -> None:
    assert edited("night-pain", "no", "yes") == set()
