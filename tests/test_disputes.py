"""What is disputed is shown to those whose plan rests on it, both sides, a line each."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import pytest
from conftest import Given
from test_cases import people

from hipexpert.face.render import make_console, show_result
from hipexpert.model import Consultation, KnowledgeBase
from hipexpert.reasoning.plan import Dispute, Result

Consulted = Callable[[Given], Consultation]

SHOWN_AND_NOT = {
    # what is disputed, for whom it is shown, and the one answer that takes it away
    "front foot in the blocks": (
        "somerset-start",
        ("left-front-sprinter", {}),
        {"block-front-foot": "none"},
    ),
    "front foot not asked": (
        "somerset-start",
        ("left-front-sprinter", {"block-front-foot": "right"}),
        {"block-front-foot": "unknown"},
    ),
    "bilateral work": ("somerset-bilateral", ("limited-right", {}), {"hip-ir-right": "36"}),
    "bilateral work, nothing measured": (
        "somerset-bilateral",
        ("founding-unmeasured", {}),
        {"years-in-sport": "1"},
    ),
    "structural change by cornering, leg length": (
        "somerset-middle-distance",
        ("founding", {"leg-length-difference": "22"}),
        {"leg-length-difference": "4"},
    ),
    "structural change by cornering, groin pinch": (
        "somerset-middle-distance",
        ("founding", {"fadir-right": "positive"}),
        {"bend-direction": "none"},
    ),
    "structural change by cornering, middle distance": (
        "somerset-middle-distance",
        ("founding", {"event": "1500m"}),
        {"event": "400m"},
    ),
    "stance leg in soccer": ("matias-soccer", ("soccer-player", {}), {"kicking-foot": "both"}),
    "stance leg in another sport": (
        "matias-soccer",
        ("soccer-player", {"kicking-foot": "left"}),
        {"sport": "ice-hockey"},
    ),
    "valgus in the corrective drill": (
        "somerset-valgus",
        ("founding", {"plateau": "yes"}),
        {"plateau": "no"},
    ),
    "valgus and a sore knee": (
        "somerset-valgus",
        ("founding", {"plateau": "yes", "age": "25", "pain-site": "buttock"}),
        {"pain-site": "knee"},
    ),
}


def disputes(consultation: Consultation) -> dict[str, Dispute]:
    """The disputes of a plan that is complete, by claim."""
    result = Result(consultation)
    assert result.status == "plan"
    return {dispute.claim: dispute for dispute in result.disputes}


@pytest.mark.parametrize("name", SHOWN_AND_NOT)
def test_a_dispute_is_shown_where_the_plan_rests_on_it_and_one_answer_away_is_not(
    name: str, consulted: Consulted
) -> None:
    claim, (person, more), change = SHOWN_AND_NOT[name]
    given = {**people()[person], **more}
    assert sum(given.get(key) != value for key, value in change.items()) == 1
    shown = disputes(consulted(given))[claim]
    assert shown.pro
    assert shown.con
    without = {key: text for key, text in {**given, **change}.items() if text != "unknown"}
    assert claim not in disputes(consulted(without))


def printed(consultation: Consultation, width: int, plain: bool) -> list[str]:
    """The lines of the section on disputes."""
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    with contextlib.redirect_stdout(pipe):
        show_result(make_console(plain, width=width), Result(consultation), plain)
    pipe.flush()
    text = pipe.buffer.getvalue().decode()  # type: ignore[attr-defined]
    section = text[text.index("Disputed\n") :]
    return [line.strip() for line in section[: section.index("\n\nTo ask why")].splitlines()]


@pytest.mark.parametrize(("width", "plain"), [(80, False), (120, False), (80, True)])
@pytest.mark.parametrize("person", ["left-front-sprinter", "soccer-player", "leg-length-reader"])
def test_each_side_of_a_dispute_takes_one_line(
    person: str, width: int, plain: bool, consulted: Consulted
) -> None:
    consultation = consulted(people()[person])
    lines = printed(consultation, width, plain)
    told = [dispute for dispute in Result(consultation).disputes if dispute.pro]
    assert len(told) > 3
    for dispute in told:
        line = lines.index(f"For: {dispute.pro}")
        assert lines[line + 1] == f"Against: {dispute.con}"


def test_no_side_in_short_is_longer_than_a_line_of_the_narrowest_page(
    knowledge: KnowledgeBase,
) -> None:
    sides = {
        text
        for claim in knowledge.instances("Claim")
        for side in ("for-in-short", "against-in-short")
        if (text := knowledge.text(claim, side))
    }
    assert len(sides) > 60
    assert all(len(f"  Against: {text}") <= 80 for text in sides)


def test_who_is_even_is_told_of_no_pattern_the_sport_would_cause(consulted: Consulted) -> None:
    pattern = {"somerset-pattern", "somerset-one-direction", "somerset-bilateral"}
    assert pattern <= disputes(consulted(people()["founding"])).keys()
    assert not pattern & disputes(consulted(people()["founding-even"])).keys()
