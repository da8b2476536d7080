"""The newest word about an athlete counts: plans withdrawn, and flags denied on another day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import read_given
from lives import FLAGS, RUNNER, Life, raised

from hipexpert.face.autosave import Autosave
from hipexpert.model import Answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.standing import emptied, withdrawal
from hipexpert.records.store import Record, Word

MONDAY = date(2026, 11, 2)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Kim, and nothing said yet."""
    life = Life(tmp_path)
    life.athlete("kim", MONDAY)
    return life


def test_a_plan_made_today_stands_and_has_nothing_to_ask(life: Life) -> None:
    stands = life.standing(MONDAY, life.held(MONDAY))
    assert (stands.of, stands.withdrawal, stands.stale, stands.stop_if) == (
        *("2026-11-02", None),
        *((), ()),
    )


def test_denials_of_another_day_withdraw_nothing_and_are_reasons_to_stop(life: Life) -> None:
    stands = life.standing(TUESDAY, life.held(MONDAY))
    assert stands.withdrawal is None
    assert set(stands.stop_if) == set(stands.stale) == set(FLAGS)
    assert stands.json() == {"of": "2026-11-02", "stop-if": list(stands.stop_if)}


def test_flags_denied_today_in_another_consultation_are_fresh_for_the_plan(life: Life) -> None:
    id = life.held(MONDAY)
    life.begun(TUESDAY, FLAGS)
    assert life.standing(TUESDAY, id).stale == ()


@pytest.mark.parametrize(
    ("said", "reported", "unknown"),
    [
        ({"night-pain": "yes"}, {"night-pain": "same-day"}, ()),
        ({"hop-pain": "unknown"}, {}, ("hop-pain",)),
        (
            {"night-pain": "yes", "hop-pain": "unknown"},
            {"night-pain": "same-day"},
            ("hop-pain",),
        ),
        (
            {"bone-risk": "yes", "night-pain": "yes", "pain-site": "unknown"},
            {"night-pain": "same-day", "bone-risk": "soon"},
            (),
        ),
    ],
)
def test_a_later_report_or_open_flag_withdraws_the_plan(
    life: Life,
    said: dict[str, str],
    reported: dict[str, str],
    unknown: tuple[str, ...],
) -> None:
    """With the reasons to be seen, the most urgent first, and how soon."""
    id = life.held(MONDAY)
    later = life.begun(TUESDAY, said)
    by = life.standing(TUESDAY, id).withdrawal
    assert by == (later, "2026-11-03", reported, unknown)
    assert list(by.reported) == list(reported)


@pytest.mark.parametrize(
    ("plan", "said", "why"),
    [
        ({}, {"cancer-history": "yes"}, ({}, ("cancer-history",))),
        ({}, {"cancer-history": "yes", "weight-loss": "no"}, None),
        ({}, {"bone-risk": "yes"}, None),
        ({}, {"bone-risk": "yes", "pain-site": "unknown"}, ({"bone-risk": "soon"}, ())),
        ({"bone-risk": "yes"}, {"pain-site": "unknown"}, ({"bone-risk": "soon"}, ())),
    ],
)
def test_a_history_that_is_reported_later_withdraws_until_it_is_let_pass(
    life: Life,
    plan: dict[str, str],
    said: dict[str, str],
    why: tuple[dict[str, str], tuple[str, ...]] | None,
) -> None:
    """Nothing hurts, but of a past cancer it was not asked whether weight was lost."""
    id = life.held(MONDAY, {**RUNNER, **plan})
    later = life.begun(TUESDAY, said)
    by = life.standing(TUESDAY, id).withdrawal
    assert by == (None if why is None else (later, "2026-11-03", *why))


def test_what_withdraws_is_what_the_answers_come_to_and_not_each_by_itself(life: Life) -> None:
    """A site of pain that is no red flag by itself, at an age that was said in the plan."""
    id = life.held(MONDAY, {**RUNNER, "age": "14"})
    life.begun(TUESDAY, {"pain-site": "thigh"})
    by = life.standing(TUESDAY, id).withdrawal
    assert by
    assert by.reported == {"growing-hip": "same-day"}


def test_a_plan_stays_withdrawn_though_the_flag_is_denied_after_and_a_new_plan_stands(
    life: Life,
) -> None:
    first = life.held(MONDAY)
    life.held(MONDAY, {**RUNNER, "night-pain": "yes"})
    third = life.held(TUESDAY)
    assert life.standing(TUESDAY, first).withdrawal
    assert life.standing(TUESDAY, third).withdrawal is None


def test_what_was_said_before_the_plan_does_not_withdraw_it(life: Life) -> None:
    life.held(MONDAY, {**RUNNER, "night-pain": "yes"})
    life.begun(MONDAY, {"hop-pain": "yes"})
    assert life.standing(TUESDAY, life.held(TUESDAY)).withdrawal is None


def test_what_somebody_else_says_withdraws_nothing(life: Life) -> None:
    id = life.held(MONDAY)
    life.athlete("lee", MONDAY)
    life.held(TUESDAY, {**RUNNER, "night-pain": "yes"}, "lee")
    life.held(TUESDAY, {**RUNNER, "night-pain": "yes"}, None)
    assert life.standing(TUESDAY, id).withdrawal is None


def test_consultations_of_nobody_named_count_as_one_persons(life: Life) -> None:
    id = life.held(MONDAY, RUNNER, None)
    life.begun(TUESDAY, {"night-pain": "yes"}, None)
    assert life.standing(TUESDAY, id).withdrawal


def test_a_clock_set_back_makes_no_older_plan_the_latest(life: Life) -> None:
    """The report bears an earlier date than the plan, and comes after it all the same."""
    id = life.held(TUESDAY)
    life.held(MONDAY, {**RUNNER, "night-pain": "yes"})
    assert life.standing(TUESDAY, id).withdrawal
    with life.opened(TUESDAY) as store:
        last = store.last()
    assert last
    assert last.id != id


def test_a_clock_set_back_makes_no_stale_denial_fresh(life: Life) -> None:
    id = life.held(MONDAY)
    life.athlete("lee", TUESDAY)
    assert set(life.standing(MONDAY, id).stale) == set(FLAGS)


def test_what_was_erased_since_tells_of_the_day_that_passed_all_the_same(life: Life) -> None:
    id = life.held(MONDAY)
    gone = life.begun(TUESDAY, {"sport": "golf"})
    with life.opened(MONDAY) as store:
        store.erase_consultation(gone)
    assert set(life.standing(MONDAY, id).stale) == set(FLAGS)


def test_a_report_that_lapsed_was_said_all_the_same(life: Life) -> None:
    id = life.held(MONDAY)
    later = life.begun(MONDAY, {"night-pain": "yes"})
    with life.opened(TUESDAY) as store:
        assert store.lapse(later, life.knowledge).settled == frozenset()
        told = [(given.value, given.lapsed) for given in store.history(later)]
    assert told == [("yes", False), (None, True)], "the history keeps both"
    assert life.standing(TUESDAY, id).withdrawal
    life.more(TUESDAY, later, {"night-pain": "no"})
    assert life.standing(TUESDAY, id).withdrawal is None, "the newest word is a no"


def test_a_report_taken_back_without_another_answer_leaves_the_flag_open(life: Life) -> None:
    id = life.held(MONDAY)
    later = life.begun(MONDAY, {"night-pain": "yes", "hop-pain": "no"})
    with life.opened(MONDAY) as store:
        store.keep(later, Answers())
    by = life.standing(MONDAY, id).withdrawal
    assert by
    assert by.unknown == ("night-pain",)


# Two windows


def test_a_flag_reported_in_one_window_bars_the_plan_that_another_one_finishes(life: Life) -> None:
    one = life.begun(MONDAY, RUNNER)
    life.begun(MONDAY, {"night-pain": "yes"})
    outcome = life.finished(MONDAY, one)
    assert outcome.withdrawal
    assert outcome.withdrawal.reported == {"night-pain": "same-day"}
    with life.opened(MONDAY) as store:
        record = store.consultation(one)
    assert record
    assert record.finished is None, "it stays open, and no plan is kept"


def test_what_was_contradicted_meanwhile_is_asked_anew_when_it_is_resumed(life: Life) -> None:
    one = life.begun(MONDAY, RUNNER)
    life.begun(MONDAY, {"night-pain": "yes"})
    with life.opened(MONDAY) as store:
        left = store.lapse(one, life.knowledge)
    assert set(RUNNER) - left.settled == {"night-pain"}
    life.more(MONDAY, one, {"night-pain": "no"})
    assert life.finished(MONDAY, one).withdrawal is None


@pytest.mark.parametrize(("said", "how"), [("yes", "refer"), ("unknown", "incomplete")])
@pytest.mark.parametrize("erased", [False, True])
def test_a_consultation_that_another_window_ended_leaves_no_plan_in_this_one(
    life: Life, said: str, how: str, erased: bool
) -> None:
    """Both have taken it up; what the second says, there or elsewhere, the first has not heard."""
    one = life.begun(MONDAY, RUNNER)
    with life.opened(MONDAY) as store:
        draft = life.draft(store, one, lambda _: None)
        if erased:
            life.begun(MONDAY, {"night-pain": said})
            with life.opened(MONDAY) as other:
                other.erase_consultation(one)
        else:
            life.more(MONDAY, one, {"night-pain": said})
            life.finished(MONDAY, one)
        answers = Answers({**draft.kept.given, "age": 25})
        assert not draft.keep(answers)
        outcome = draft.finish(consult(life.knowledge, answers))
    assert outcome.withdrawal
    assert emptied(life.knowledge, {"plan": [1]}, outcome.withdrawal)["status"] == how


def test_a_consultation_that_another_window_ended_with_a_plan_leaves_this_one_its_own(
    life: Life,
) -> None:
    one = life.begun(MONDAY, RUNNER)
    with life.opened(MONDAY) as store:
        draft = life.draft(store, one, lambda _: None)
        life.finished(MONDAY, one)
        answers = Answers({**draft.kept.given, "age": 25})
        assert draft.finish(consult(life.knowledge, answers)).withdrawal is None


def test_an_answer_that_another_window_added_is_concluded_from(life: Life) -> None:
    """Both windows hold the same consultation; the first has not heard what the second has."""
    one = life.begun(MONDAY, {k: v for k, v in RUNNER.items() if k != "night-pain"})
    with life.opened(MONDAY) as store:
        record = store.consultation(one)
    assert record
    life.more(MONDAY, one, {"night-pain": "yes"})
    denied = Answers({**record.answers.given})
    with life.opened(MONDAY) as store:
        draft = Autosave(store, life.knowledge, raised, "kim", one, denied)
        outcome = draft.finish(consult(life.knowledge, denied))
        stored = store.consultation(one)
    assert stored
    assert Verdict(outcome.consultation).status == stored.result["status"] == "refer"  # type: ignore[index]


def test_a_plan_of_other_knowledge_is_withdrawn_where_its_own_answers_now_call_for_a_referral(
    life: Life,
) -> None:
    """Stored as a plan by knowledge that did not know the flag."""
    id = life.held(MONDAY, {**RUNNER, "night-pain": "yes"})
    with life.opened(MONDAY) as store:
        record = store.consultation(id)
    assert record
    for sha256, by in ((record.sha256, None), ("0" * 64, id)):
        found = withdrawal(life.knowledge, record._replace(sha256=sha256), [record])
        assert (found.by if found else None) == by


# Without knowledge, and what is shown


def record_of(id: int, words: tuple[Word, ...], status: str = "plan") -> Record:
    referral = {"reasons": [{"id": "night-pain", "text": "…"}]} if status == "refer" else None
    result = {"status": status, "plan": [], "referral": referral}
    when = "2026-11-02T10:00:00+00:00"
    return Record(
        *(id, "kim", when, when, "1", "0" * 64, Answers(), result, None),
        made="2026-11-02",
        ending=id,
        words=words,
    )


def test_without_knowledge_a_later_referral_withdraws_and_an_earlier_does_not() -> None:
    plan = record_of(1, (Word(5, "night-pain", "no", "2026-11-02"),))
    for sequence, by in ((6, 2), (4, None)):
        other = record_of(2, (Word(sequence, "night-pain", "yes", "2026-11-02"),), "refer")
        found = withdrawal(None, plan, [plan, other])
        assert (found.by if found else None) == by


def test_a_withdrawn_result_has_nothing_to_train_by(life: Life) -> None:
    id = life.held(MONDAY)
    life.begun(TUESDAY, {"night-pain": "yes"})
    with life.opened(TUESDAY) as store:
        record = store.consultation(id)
    assert record
    assert record.result
    by = life.standing(TUESDAY, id).withdrawal
    assert by
    told = emptied(life.knowledge, record.result, by)
    assert {**record.result}.keys() <= told.keys()
    assert (told["status"], told["plan"], told["ratios"], told["advice"]) == ("refer", [], [], [])


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ({"hop-pain": "yes"}, "same-day"),
        ({"hop-pain": "yes", "pain-site": "buttock"}, "soon"),
        ({"night-pain": "yes", "leg-weakness-or-cold": "yes"}, "emergency"),
    ],
)
def test_a_withdrawn_plan_refers_as_the_same_answers_would(
    life: Life, said: dict[str, str], urgency: str
) -> None:
    """As soon, to the same people, with the same to do until then."""
    id = life.held(MONDAY)
    life.begun(TUESDAY, said)
    by = life.standing(TUESDAY, id).withdrawal
    assert by
    told = emptied(life.knowledge, {}, by)["referral"]
    answers = read_given(life.knowledge, {**RUNNER, **said})
    referral = Result(consult(life.knowledge, answers)).json()["referral"]
    assert told["urgency"] == referral["urgency"] == urgency
    keys = ("id", "text", "urgency", "seen-by")
    assert [[each[key] for key in keys] for each in told["reasons"]] == [
        [each[key] for key in keys] for each in referral["reasons"]
    ]
