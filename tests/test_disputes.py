"""What is disputed is shown to those whose plan rests on it, both sides, a line each."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from datetime import date

import pytest
from conftest import Given
from test_cases import people
from test_report import text_of

from hipexpert.face.debate import heading, told_apart
from hipexpert.face.pages.result import TOLD, result_page
from hipexpert.face.render import make_console, show_page
from hipexpert.face.report.document import report_html
from hipexpert.face.report.handout import Handout
from hipexpert.model import Consultation, KnowledgeBase
from hipexpert.reasoning.disputes import AGAINST, Dispute, publications
from hipexpert.reasoning.plan import Result

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
        ("founding-even", {}),
        {"season-phase": "taper"},
    ),
    "valgus and a sore knee": (
        "somerset-valgus",
        ("founding-even", {"age": "25", "pain-site": "buttock"}),
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
    assert shown.pro or shown.gap
    assert shown.con or shown.gap
    without = {key: text for key, text in {**given, **change}.items() if text != "unknown"}
    assert claim not in disputes(consulted(without))


# The debate of the founding post: what is said, for whom it is told, and the one answer without it

DEBATES = {
    "the front foot": (
        ["somerset-start", "will-left-front", "bill-left-front", "somerset-left-drives"],
        ("left-front-sprinter", {}),
        {"block-front-foot": "none"},
    ),
    "rowing on one side": (
        ["jb-rowers", "somerset-adherence"],
        ("one-side-rower", {}),
        {"rowing-side": "sculling"},
    ),
    "the plateau of a soccer player": (
        ["matias-helped", "somerset-soccer"],
        ("founding", {"plateau": "yes"}),
        {"plateau": "no"},
    ),
    "soccer": (
        ["matias-helped", "somerset-soccer"],
        ("soccer-player", {"plateau": "no", "posture-lean": "none"}),
        {"kicking-foot": "both"},
    ),
    "a lift that relieves": (
        ["andrew-leg-length", "somerset-leg-length"],
        ("founding", {"lift-relieves": "yes"}),
        {"lift-relieves": "no"},
    ),
    "legs of unequal length": (
        ["andrew-leg-length", "somerset-leg-length"],
        ("founding", {"leg-length-difference": "22"}),
        {"leg-length-difference": "4"},
    ),
}


@pytest.mark.parametrize("name", DEBATES)
def test_a_debate_is_told_in_one_piece_to_whom_it_concerns_and_one_answer_away_is_not(
    name: str, knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    claims, (person, more), change = DEBATES[name]
    given = {**people()[person], **more}
    told = [d for d in disputes(consulted(given)).values() if d.debated]
    place = next(n for n, dispute in enumerate(told) if dispute.claim == claims[0])
    debate = told[place : place + len(claims)]
    assert [dispute.claim for dispute in debate] == claims
    assert [dispute.speaker for dispute in debate] == [
        knowledge.object(claim, "stated-by") for claim in claims
    ]
    assert [bool(dispute.reply) for dispute in debate] == [False] + [True] * len(claims[1:])
    without = disputes(consulted({**given, **change}))
    assert not [claim for claim in claims if claim in without and without[claim].debated]


def test_whoever_has_a_plan_hears_groth_the_answer_and_what_was_found(
    consulted: Consulted,
) -> None:
    for person in "founding", "even", "golfer":
        found = disputes(consulted(people()[person]))
        groth, answer = found["groth-integration"], found["somerset-integration"]
        assert (groth.speaker, groth.standing, groth.supporting) == (
            "groth",
            "supported",
            ("moreside-2013",),
        )
        assert (answer.speaker, answer.reply) == ("somerset", "answers")


def test_a_debate_names_who_says_what_to_the_coach(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    result = Result(consulted(people()["left-front-sprinter"]))
    text = text_of(report_html(Handout(result, date(2026, 11, 30))), "coach")
    for said in (
        "Dean Somerset says: Front leg in the blocks needs hip flexion untested",
        "Will objects: Most sprinters start left foot in front untested",
        "Bill objects: All in that film start left in front untested",
        "Dean Somerset answers: The left leg drives from behind untested",
        "Groth says: Isolated stretching leaves out the nervous system supported",
        "Dean Somerset answers: Isolated work first, then one-legged and reversed work opinion",
        knowledge.text("somerset-integration", "skos:definition"),
    ):
        assert said in text


def test_the_page_tells_the_shakiest_in_full_and_names_the_rest(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    consultation = consulted(people()["left-front-sprinter"])
    told, _ = told_apart(Result(consultation).disputes)
    text, rest = " ".join(printed(consultation, 80, False)).split("Disputed too: ")
    assert len(told) > TOLD
    for dispute in told[:TOLD]:
        standing = knowledge.label(dispute.standing)
        assert f"{heading(knowledge, dispute)}: {standing} ({dispute.claim})" in text
    for dispute in told[TOLD:]:
        assert dispute.label in rest
        assert f"({dispute.claim})" not in text + rest


def test_a_gap_is_told_as_a_gap(knowledge: KnowledgeBase, consulted: Consulted) -> None:
    lines = printed(consulted(people()["one-side-rower"]), 120, False)
    gap = knowledge.text("rowers-hip-rotation-unmeasured", "not-found")
    place = next(n for n, line in enumerate(lines) if "(rowers-hip-rotation-unmeasured)" in line)
    assert lines[place + 1] == f"Not found: {gap}"
    assert not lines[place + 2]


def test_what_makes_a_claim_less_likely_counts_against_it_by_its_publications(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    pattern = disputes(consulted(people()["founding"]))["somerset-pattern"]
    assert pattern.standing == "untested"
    assert {"lifters-hip-range", "elite-skiers-two-years", "guy-2021"} <= {*pattern.against}
    gap = publications(knowledge, "side-difference-thresholds", AGAINST)
    assert gap == ("vigneswaran-2025",)


def printed(consultation: Consultation, width: int, plain: bool) -> list[str]:
    """The lines of the section on disputes."""
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    with contextlib.redirect_stdout(pipe):
        show_page(make_console(plain, width=width), result_page(Result(consultation)), plain)
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
    in_full = told_apart(Result(consultation).disputes)[0][:TOLD]
    told = [dispute for dispute in in_full if dispute.pro]
    assert len(told) > 3
    for dispute in told:
        line = lines.index(f"For: {dispute.pro}")
        others = {"Against": dispute.con, "Not found": dispute.gap}
        for number, (name, text) in enumerate(((n, t) for n, t in others.items() if t), 1):
            assert lines[line + number] == f"{name}: {text}"


def test_no_side_in_short_is_longer_than_a_line_of_the_narrowest_page(
    knowledge: KnowledgeBase,
) -> None:
    sides = {
        text
        for claim in knowledge.instances("Claim")
        for side in ("for-in-short", "against-in-short", "not-found")
        if (text := knowledge.text(claim, side))
    }
    assert len(sides) > 60
    assert all(len(f"  Against: {text}") <= 80 for text in sides)
    gaps = {knowledge.text(claim, "not-found") for claim in knowledge.instances("Claim")}
    assert all(len(f"  Not found: {text}") <= 80 for text in gaps)


def test_who_is_even_is_told_of_no_pattern_the_sport_would_cause(consulted: Consulted) -> None:
    pattern = {"somerset-pattern", "somerset-one-direction", "somerset-bilateral"}
    assert pattern <= disputes(consulted(people()["founding"])).keys()
    assert not pattern & disputes(consulted(people()["founding-even"])).keys()
