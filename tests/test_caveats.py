"""What every page says before the plan, so that a reader can catch a wrong one."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from conftest import Given, read_given, real_knowledge
from test_cases import people

from hipexpert.face.caveats import (
    caveat_blocks,
    doubted,
    not_known,
    rests_on,
    weakest_link,
    would_be_wrong_if,
)
from hipexpert.face.doses import favour_text
from hipexpert.face.pages.result import result_page
from hipexpert.face.render import plain_lines
from hipexpert.face.report.document import report_html
from hipexpert.face.report.handout import Handout
from hipexpert.model import Answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result

DAY = date(2026, 12, 1)


@cache
def founding() -> Result:
    return result(people()["founding"])


def result(said: Given) -> Result:
    knowledge = real_knowledge()
    return Result(consult(knowledge, read_given(knowledge, said)))


def told(of: Result, day: date | None = DAY) -> str:
    return "\n".join(text for each in rests_on(of, day) for text in (each.label, *each.texts))


@pytest.mark.parametrize("person", ["founding", "founding-unmeasured", "one-side-rower"])
def test_the_weakest_link_is_a_claim_of_the_plan_and_none_stands_less_firmly(person: str) -> None:
    plan = result(people()[person])
    link = weakest_link(plan)
    assert link is not None
    rank = plan.knowledge.claim_rank
    claims = {claim for line in plan.lines for claim in line.grounds.claims}
    assert link.claim in claims
    assert rank(link.claim) == min(map(rank, claims))
    assert link.carries
    for line in plan.lines:
        assert (line.drill in link.carries) == (link.claim in line.grounds.claims)


@pytest.mark.parametrize(
    ("key", "otherwise"),
    [
        ("season-phase", "off-season"),
        ("training-stage", "advanced"),
        ("equipment", "barbell"),
        ("bend-direction", "clockwise"),
        ("block-front-foot", "right"),
        ("leg-length-difference", "9"),
    ],
)
def test_a_page_with_one_answer_wrong_says_that_answer_before_the_plan(
    key: str, otherwise: str
) -> None:
    said = {**people()["founding"], "leg-length-difference": "4", "equipment": "band"}
    right, wrong = told(result(said)), told(result({**said, key: otherwise}))
    changed = set(wrong.splitlines()) - set(right.splitlines())
    assert any(real_knowledge().questions[key].label in line for line in changed)


def test_the_flags_denied_are_named_with_the_day_of_the_answer() -> None:
    knowledge, answers = real_knowledge(), founding().consultation.answers
    flags = knowledge.instances("RedFlag")
    assert f"No to {len(flags)} red flags on Tuesday 1 December 2026: " in told(founding())
    assert all(knowledge.questions[flag].label in told(founding()) for flag in flags)
    earlier = Answers(answers.given, answers.unknown, days={"night-pain": "2026-11-02"})
    dated = told(Result(consult(knowledge, earlier)))
    assert f"No to {len(flags) - 1} red flags on Tuesday 1 December 2026: " in dated
    assert "No to 1 red flags on Monday 2 November 2026: Pain at night" in dated


def test_without_a_day_the_flags_are_of_the_day_of_the_answers() -> None:
    assert "red flags on the day you answered: " in told(founding(), None)


def test_a_measured_limit_says_below_how_many_degrees_the_plan_would_be_wrong() -> None:
    first, *_ = would_be_wrong_if(founding())
    assert "internal rotation of the right hip is less than 10 degrees short" in first
    assert "It was 14 degrees short" in first


def test_an_expected_limit_is_wrong_once_it_is_not_measured() -> None:
    said = would_be_wrong_if(result(people()["founding-unmeasured"]))
    assert "So far it is only expected to be" in said[0]
    assert not any("It was" in sentence for sentence in said)


def test_even_hips_are_wrong_once_a_gap_counts() -> None:
    even = {"hip-ir-left": "36", "hip-ir-right": "34", "hip-er-left": "40", "hip-er-right": "42"}
    said = would_be_wrong_if(result({**people()["founding"], **even}))
    assert "10 degrees apart or more" in said[0]


def test_what_is_not_known_is_what_a_line_of_the_plan_assumes() -> None:
    plan = founding()
    open_ones = not_known(plan)
    assumed = {question for line in plan.lines for question in line.assumes}
    assert set(open_ones) == assumed | set(plan.measure_next)
    assert not set(open_ones) & plan.consultation.answers.given.keys()


def test_nothing_is_said_where_nothing_is_prescribed() -> None:
    referred = result({**people()["founding"], "night-pain": "yes"})
    assert referred.status == "refer"
    assert weakest_link(referred) is None
    assert not (*doubted(referred), *rests_on(referred, DAY), *caveat_blocks(referred, DAY))


def test_the_page_and_the_report_say_it_before_the_plan() -> None:
    page = "\n".join(plain_lines(result_page(founding(), begins=DAY)))
    html = report_html(Handout(founding(), DAY, today=DAY))
    for text, plan in ((page, "\nPlan\n"), (html, ">Plan</h2>")):
        before, found, _ = text.partition(plan)
        assert found
        for label in ("Weakest link", "Wrong if", "Not known", "No to 12 red flags on", "Exposure"):
            assert label in before
    link = weakest_link(founding())
    assert link is not None
    assert f'<a href="{link.address}">' in html


@pytest.mark.parametrize("person", ["founding", "one-side-rower", "founding-unmeasured"])
def test_every_line_of_a_plan_names_its_sides_with_their_sets(person: str) -> None:
    plan = result(people()[person])
    for line in plan.lines:
        said = favour_text(plan.knowledge, line.drill, line.dose)
        left, right = line.dose.sets["left"], line.dose.sets["right"]
        if line.dose.favours:
            assert said in (f"{left} left, {right} right", f"{right} right, {left} left")
            assert said.index(line.dose.favours) < len("10 right,")
        else:
            assert f", {left} set" in said
