"""For how long an answer holds: what expires is unknown again; what was measured has its day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from worlds import make_world, rule

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.records.validity import aged, for_the_day, lapsed, lasts_days, red_flags, without

TODAY = date(2026, 11, 2)


def said(days_ago: int, **given: object) -> Answers:
    """Answers given so many days ago."""
    day = (TODAY - timedelta(days=days_ago)).isoformat()
    named = {name.replace("_", "-"): value for name, value in given.items()}
    return Answers(named, days=dict.fromkeys(named, day))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "days_ago", "gone"),
    [
        ({"night_pain": "no"}, 0, False),
        ({"night_pain": "no"}, 1, True),
        ({"night_pain": "yes"}, 1, True),
        ({"night_pain": "no"}, -1, True),
        ({"pain_site": "groin"}, 1, True),
        ({"age": 22}, 364, False),
        ({"age": 22}, 365, True),
        ({"hip_ir_left": 30}, 3000, False),
        ({"sport": "golf"}, 3000, False),
    ],
)
def test_an_answer_holds_as_long_as_the_knowledge_says_of_its_question(
    knowledge: KnowledgeBase, answer: dict[str, object], days_ago: int, gone: bool
) -> None:
    assert bool(lapsed(knowledge, said(days_ago, **answer), TODAY)) is gone


def test_what_has_no_day_was_said_today(knowledge: KnowledgeBase) -> None:
    answers = Answers({"night-pain": "no", "age": 22}, frozenset({"hop-pain"}))
    assert not lapsed(knowledge, answers, TODAY)


def test_unknown_expires_like_any_answer(knowledge: KnowledgeBase) -> None:
    answers = Answers({}, frozenset({"hop-pain"}), days={"hop-pain": "2026-11-01"})
    assert lapsed(knowledge, answers, TODAY) == {"hop-pain"}


def test_a_denial_before_something_of_another_day_is_stale_though_it_bears_todays_date(
    knowledge: KnowledgeBase,
) -> None:
    answers = said(0, night_pain="no", age=22, hip_ir_left=30)
    assert lapsed(knowledge, answers, TODAY, {*answers.given}) == {"night-pain"}


def test_every_red_flag_holds_for_the_day_alone(knowledge: KnowledgeBase) -> None:
    flags = red_flags(knowledge)
    assert len(flags) >= 12
    assert all(for_the_day(knowledge, flag) for flag in flags)


def test_every_question_says_for_how_long_its_answers_hold(knowledge: KnowledgeBase) -> None:
    for question in knowledge.questions:
        assert knowledge.object(question, "holds") in knowledge.instances("Validity"), question


def test_a_question_that_says_nothing_is_asked_anew_every_day(tmp_path: Path) -> None:
    world = make_world(tmp_path, "hip is limited", rule("a", ["?x is ?y"], ["?x counts ?y"]))
    assert lasts_days(world, "anything") == 1


@pytest.mark.parametrize(("days_ago", "old"), [(1, False), (83, False), (84, True), (400, True)])
def test_a_range_is_called_old_after_the_days_the_knowledge_declares(
    knowledge: KnowledgeBase, days_ago: int, old: bool
) -> None:
    (found,) = aged(knowledge, said(days_ago, hip_ir_left=30, sport="golf"), TODAY)
    assert (found.question, found.days, found.old) == ("hip-ir-left", days_ago, old)


def test_a_range_of_today_has_no_day_beside_it(knowledge: KnowledgeBase) -> None:
    assert aged(knowledge, said(0, hip_ir_left=30), TODAY) == ()
    assert aged(knowledge, Answers({"hip-ir-left": 30}), TODAY) == ()


def test_what_is_left_keeps_its_day() -> None:
    left = without(said(3, age=22, sport="golf"), {"age"})
    assert (left.given, dict(left.days)) == ({"sport": "golf"}, {"sport": "2026-10-30"})
