"""Whole pages as printed, byte by byte, at two widths and plain.

HIPEXPERT_UPDATE_GOLDEN=1 writes tests/golden/ anew; read the difference before keeping it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from test_cases import people

from hipexpert.face.pages.comparison import comparison_page
from hipexpert.face.pages.page import (
    Bar,
    Column,
    Entries,
    Entry,
    Grid,
    Outline,
    Passage,
    Section,
    Step,
    Tick,
    alert,
    quiet,
    strong,
    words,
)
from hipexpert.face.pages.proof import proof_page
from hipexpert.face.pages.result import result_page
from hipexpert.face.pages.what_if import difference_page
from hipexpert.face.pages.why_not import near_misses_page
from hipexpert.face.render import (
    make_console,
    plain_lines,
    show_page,
)
from hipexpert.face.sides import sides_blocks
from hipexpert.model import Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.ablation import without
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.comparison import compare as compare_two
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import ways
from hipexpert.reasoning.what_if import what_if
from hipexpert.reasoning.why_not import why_not

GOLDEN = Path(__file__).parent / "golden"

SPORT = """
sport: track-running
event: 400m
bend-direction: counter-clockwise
repetitions-per-practice: 25
practices-per-season: 150
competitions-per-season: 12
years-in-sport: 8
"""
MEASURED = """
hip-ir-left: 40
hip-ir-right: 26
hip-er-left: 30
hip-er-right: 42
"""
EVEN = """
hip-ir-left: 36
hip-ir-right: 34
hip-er-left: 40
hip-er-right: 42
"""
WAYS = {"80": (80, False), "120": (120, False), "plain": (100, True)}

Consult = Callable[..., Consultation]


@pytest.fixture(scope="module")
def consult_with(knowledge: KnowledgeBase) -> Consult:
    """Consults with some ranges and every red flag denied, save those reported."""

    def run(ranges: str = "", reported: tuple[str, ...] = (), more: str = "") -> Consultation:
        flags = "".join(
            f"{flag}: {'yes' if flag in reported else 'no'}\n"
            for flag in knowledge.instances("RedFlag")
            if flag in knowledge.questions
        )
        text = f"{SPORT.lstrip()}{ranges.lstrip()}{flags}{more}"
        answers, problems = read_answers(knowledge, text, "case.yaml")
        assert not problems
        return consult(knowledge, answers)

    return run


def printed(width: int, plain: bool, show: Callable[[Console, bool], None]) -> str:
    """What a page looks like in a pipe, whatever runs the tests."""
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    with contextlib.redirect_stdout(pipe):
        show(make_console(plain, width=width), plain)
    pipe.flush()
    return pipe.buffer.getvalue().decode()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


BEGINS = date(2026, 11, 30)


def compare(name: str, text: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("HIPEXPERT_UPDATE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(text.encode())
    assert golden.is_file(), f"{golden} is missing; HIPEXPERT_UPDATE_GOLDEN=1 writes it"
    assert text.encode() == golden.read_bytes()


@pytest.mark.parametrize("way", WAYS)
def test_founding_result(consult_with: Consult, way: str) -> None:
    result = Result(consult_with(MEASURED))
    text = printed(
        *WAYS[way], lambda c, plain: show_page(c, result_page(result, begins=BEGINS), plain)
    )
    compare(f"result-founding-{way}", text)


@pytest.mark.parametrize("way", WAYS)
def test_referred_result(consult_with: Consult, way: str) -> None:
    result = Result(consult_with(MEASURED, reported=("night-pain",)))
    text = printed(
        *WAYS[way], lambda console, plain: show_page(console, result_page(result), plain)
    )
    compare(f"result-referral-{way}", text)


@pytest.mark.parametrize("way", WAYS)
def test_founding_proof(knowledge: KnowledgeBase, consult_with: Consult, way: str) -> None:
    found = ways(consult_with(MEASURED), Fact("athlete", "is-prescribed", "supine-knee-in-stretch"))
    text = printed(*WAYS[way], lambda c, plain: show_page(c, proof_page(knowledge, found), plain))
    compare(f"proof-founding-{way}", text)


@pytest.mark.parametrize("way", WAYS)
def test_referral_proof(knowledge: KnowledgeBase, consult_with: Consult, way: str) -> None:
    referred = consult_with(MEASURED, reported=("night-pain",))
    found = ways(referred, Fact("athlete", "is-referred-for", "night-pain"))
    text = printed(*WAYS[way], lambda c, plain: show_page(c, proof_page(knowledge, found), plain))
    compare(f"proof-referral-{way}", text)


@pytest.mark.parametrize("way", WAYS)
def test_every_reason(
    knowledge: KnowledgeBase, consulted: Callable[..., Consultation], way: str
) -> None:
    """Three rules give the same advice, and no two of them stand alike."""
    ranges = {"hip-ir-left": "40", "hip-ir-right": "26"}
    reader = consulted({**people()["leg-length-reader"], **ranges})
    found = ways(reader, Fact("athlete", "is-advised", "have-leg-length-looked-at"))
    text = printed(
        *WAYS[way], lambda c, plain: show_page(c, proof_page(knowledge, found, True), plain)
    )
    compare(f"proof-every-{way}", text)


def test_what_lies_deeper_than_asked_is_counted(
    knowledge: KnowledgeBase, consult_with: Consult
) -> None:
    found = ways(consult_with(MEASURED), Fact("athlete", "is-prescribed", "supine-knee-in-stretch"))
    text = printed(
        80, True, lambda c, plain: show_page(c, proof_page(knowledge, found, depth=1), plain)
    )
    numbers = re.findall(r"^([\d.]+) ", text, re.MULTILINE)
    assert numbers == ["1", "1.1", "1.2"]
    steps = next(p for p in found.shortest.premises if p.fact.property == "takes-drill").steps()
    assert f"({len({step.fact for step in steps}) - 1} steps below)" in text


STORIES = ("one-side-rower", "leg-length-reader", "soccer-player", "left-front-sprinter")
"""Those who told of themselves in the comments of the founding document."""


@pytest.mark.parametrize("person", STORIES)
def test_the_stories_of_the_comments(consulted: Callable[..., Consultation], person: str) -> None:
    result = Result(consulted(people()[person]))
    text = printed(
        *WAYS["80"], lambda console, plain: show_page(console, result_page(result), plain)
    )
    compare(f"story-{person}", text)


def flowing(text: str) -> str:
    """The text as one line, so that its line breaks do not matter."""
    return " ".join(text.split())


def result_text(consultation: Consultation) -> str:
    result = Result(consultation)
    return flowing(printed(100, True, lambda c, plain: show_page(c, result_page(result), plain)))


def test_what_was_not_measured_is_said_to_be_expected(consult_with: Consult) -> None:
    text = result_text(consult_with())
    assert "Found: right limited Basis: expected, not measured" in text
    assert "2:1, right to left (expected, not measured)" in text
    assert "degrees short" not in text


def test_the_review_has_a_date_only_when_the_first_day_is_known(consult_with: Consult) -> None:
    result = Result(consult_with(MEASURED))

    def shown(begins: date | None) -> str:
        return printed(
            100, True, lambda c, plain: show_page(c, result_page(result, begins=begins), plain)
        )

    assert "Review: after 6 weeks, on Monday 11 January 2027 if you begin today\n" in shown(BEGINS)
    assert "Review: after 6 weeks\n" in shown(None)


def test_even_hips_are_called_even_and_favour_no_side(consult_with: Consult) -> None:
    text = result_text(consult_with(EVEN))
    assert text.startswith("Asymmetry: none")
    assert "both alike" in text
    assert "mostly" not in text
    assert "2:1" not in text


def test_open_flags_are_listed_once_each(knowledge: KnowledgeBase) -> None:
    answers, _ = read_answers(knowledge, SPORT + MEASURED, "case.yaml")
    text = result_text(consult(knowledge, answers))
    assert text.startswith("Incomplete")
    for flag in knowledge.instances("RedFlag"):
        assert text.count(knowledge.label(flag)) == 1
    assert " Plan " not in text


def test_drills_left_out_for_a_reason_stand_under_it(consult_with: Consult) -> None:
    consultation = consult_with(MEASURED, more="fadir-right: positive\n")
    result = Result(consultation)
    assert result.left_out
    text = result_text(consultation)
    assert text.startswith("Asymmetry: mixed")
    left_out = text[text.index("Left out") : text.index("Disputed")]
    said = " ".join(left_out.split())
    assert all(label in said for label in {left.label for left in result.left_out})


def test_plain_pages_have_no_drawing_and_no_escapes(
    knowledge: KnowledgeBase, consult_with: Consult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    founding = consult_with(MEASURED)
    found = ways(founding, Fact("athlete", "is-prescribed", "supine-knee-in-stretch"))
    text = printed(80, True, lambda c, plain: show_page(c, result_page(Result(founding)), plain))
    text += printed(80, True, lambda c, plain: show_page(c, proof_page(knowledge, found), plain))
    assert not re.search("[\x1b\u2500-\u259f]", text)


def test_no_color_is_honoured(consult_with: Consult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    result = Result(consult_with(MEASURED))
    colour = re.compile("\x1b\\[[0-9;]*3[0-9]")
    assert colour.search(
        printed(80, False, lambda c, plain: show_page(c, result_page(result), plain))
    )
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour.search(
        printed(80, False, lambda c, plain: show_page(c, result_page(result), plain))
    )


def test_no_line_is_wider_than_the_terminal(
    knowledge: KnowledgeBase, consult_with: Consult
) -> None:
    founding = consult_with(MEASURED)
    found = ways(founding, Fact("athlete", "is-prescribed", "supine-knee-in-stretch"))
    for width in (40, 59, 60, 80, 120, 200):
        text = printed(
            width, False, lambda c, plain: show_page(c, result_page(Result(founding)), plain)
        )
        text += printed(
            width, False, lambda c, plain: show_page(c, proof_page(knowledge, found), plain)
        )
        assert max(map(len, text.splitlines())) <= min(width, 120)
        assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_a_near_miss_is_followed_down_to_what_stopped_it(
    knowledge: KnowledgeBase, consult_with: Consult
) -> None:
    fact = Fact("athlete", "is-prescribed", "hip-airplane")
    misses = why_not(consult_with(MEASURED), fact)
    text = printed(80, True, lambda c, p: show_page(c, near_misses_page(knowledge, misses), p))
    assert text.startswith("Not concluded: the athlete is prescribed Hip airplane\n1 ")
    assert "\n1.1.1 " in text
    assert "It was stopped: Hip airplane is for a later stage" in text


def test_what_no_rule_concludes_is_said(knowledge: KnowledgeBase, consult_with: Consult) -> None:
    misses = why_not(consult_with(MEASURED), Fact("athlete", "shows", "hip-airplane"))
    text = printed(
        80, True, lambda c, plain: show_page(c, near_misses_page(knowledge, misses), plain)
    )
    assert "No rule could conclude this." in text
    assert "No change of up to 3 answers would do it." in text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("drill", ["hip-airplane", "reverse-clam"])
def test_why_not(knowledge: KnowledgeBase, consult_with: Consult, drill: str, way: str) -> None:
    misses = why_not(consult_with(MEASURED), Fact("athlete", "is-prescribed", drill))
    text = printed(
        *WAYS[way], lambda c, plain: show_page(c, near_misses_page(knowledge, misses), plain)
    )
    compare(f"why-not-{drill}-{way}", text)


def difference_text(
    knowledge: KnowledgeBase, consultation: Consultation, changes: dict[str, str | int]
) -> str:
    difference = what_if(consultation, changes)
    return printed(
        80, True, lambda c, plain: show_page(c, difference_page(difference, changes), plain)
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_rejected_claim_and_a_changed_answer(
    knowledge: KnowledgeBase, consult_with: Consult, way: str
) -> None:
    changes = {"season-phase": "taper"}
    ablation = without(knowledge, (), ("growing-hip-slips", "somerset-pattern"))
    difference = what_if(consult_with(MEASURED), changes, ablation)
    text = printed(
        *WAYS[way],
        lambda c, plain: show_page(c, difference_page(difference, changes, ablation), plain),
    )
    compare(f"difference-{way}", text)


@pytest.mark.parametrize("way", WAYS)
def test_two_drills_of_one_slot(knowledge: KnowledgeBase, consult_with: Consult, way: str) -> None:
    founding = consult_with(MEASURED, more="training-stage: advanced\nequipment: [band, chair]\n")
    comparison = compare_two(founding, "ninety-ninety-lift-off", "band-hip-internal-rotation")
    text = printed(
        *WAYS[way], lambda c, plain: show_page(c, comparison_page(knowledge, comparison), plain)
    )
    compare(f"comparison-{way}", text)


def test_a_changed_dose_is_told_before_and_after(
    knowledge: KnowledgeBase, consult_with: Consult
) -> None:
    text = difference_text(knowledge, consult_with(MEASURED), {"age": 17})
    assert re.search(r"Changed: Split squat: .*2 days a week.*; it was .*1 day a week", text)
    assert "Gained" not in text


def test_a_referral_takes_the_whole_plan_away(
    knowledge: KnowledgeBase, consult_with: Consult
) -> None:
    founding = consult_with(MEASURED)
    text = difference_text(knowledge, founding, {"night-pain": "yes"})
    assert "Gained: Is referred for: Pain at night or at full rest" in text
    assert all(f"Lost: {line.label}: " in text for line in Result(founding).lines)


def test_an_answer_as_before_changes_nothing(
    knowledge: KnowledgeBase, consult_with: Consult
) -> None:
    text = difference_text(knowledge, consult_with(MEASURED), {"years-in-sport": 8})
    assert ": 8 as before\n\nNothing changes.\n\nKept\n" in text


MADE_UP = (
    Section("Weather", (Passage(words(alert("Storm. "), "Stay in.")),)),
    Section(
        "Towns",
        (
            Grid(
                (
                    Column("Town"),
                    Column("Country", beneath=True),
                    Column("Rain in mm", "right"),
                    Column("Sun"),
                ),
                (
                    (words(strong("Oslo")), words("Norway"), words("70"), Bar("5 h", 0.5)),
                    (words("Rome"), None, None, Bar("10 h", 1)),
                ),
                numbered=True,
            ),
            Entries((Entry("North", (words("cold"), words(quiet("mostly")))),)),
            Outline((Step((words("rain"),), (Step((words("cloud"), words("grey"))),)),)),
        ),
    ),
)


def test_plain_lines_name_every_value() -> None:
    assert list(plain_lines(MADE_UP)) == [
        "Weather",
        "Storm. Stay in.",
        "",
        "Towns",
        "1 Oslo",
        "  Country: Norway",
        "  Rain in mm: 70",
        "  Sun: 5 h",
        "2 Rome",
        "  Sun: 10 h",
        "North: cold",
        "  mostly",
        "1 rain",
        "1.1 cloud",
        "  grey",
    ]


def test_a_page_is_laid_out() -> None:
    text = printed(80, False, lambda console, plain: show_page(console, MADE_UP, plain))
    assert text == (
        "Weather\n"
        "  Storm. Stay in.\n"
        "\n"
        "Towns\n"
        "              Rain\n"
        "     Town    in mm  Sun\n"
        "  1  Oslo       70  5 h  ▇▇▇▇▇\n"
        "     Norway\n"
        "  2  Rome        –  10 h ▇▇▇▇▇▇▇▇▇▇\n"
        "\n"
        "  North                     cold\n"
        "                            mostly\n"
        "\n"
        "  rain\n"
        "  └── cloud\n"
        "      grey\n"
    )


DRAWN = (
    Section(
        "Coasts",
        (
            Grid(
                (Column("Coast"), Column("West", "right"), Column("East"), Column("Sun", "center")),
                (
                    (words("North"), Bar("4 m", 0.4, (0.7, 1)), Bar("8 m", 0.8, (0.2, 0.6)), None),
                    (words("South"), Bar("5 m", 0.5, (0.3, 0.9)), Bar("6 m", 0.6), Tick("shines")),
                    (words("Isles"), *(Bar("3 m", 0.3, None, (0.2, 0.5)),) * 2, None),
                ),
                legend=words("Pale is the tide."),
            ),
        ),
    ),
)


def test_a_band_shows_where_its_bar_does_not_reach_and_a_span_below() -> None:
    text = printed(80, False, lambda console, plain: show_page(console, DRAWN, plain))
    assert text == (
        "Coasts\n"
        "  Coast            West  East            Sun\n"
        "  North  ░░░   ▇▇▇▇ 4 m  8 m ▇▇▇▇▇▇▇▇     –\n"
        "  South   ░░░░▇▇▇▇▇ 5 m  6 m ▇▇▇▇▇▇       ●\n"
        "  Isles         ▇▇▇ 3 m  3 m ▇▇▇          –\n"
        "              ╌╌╌              ╌╌╌\n"
        "\n"
        "  Pale is the tide.\n"
    )


def test_what_is_drawn_is_told_where_nothing_is_drawn() -> None:
    assert list(plain_lines(DRAWN)) == [
        "Coasts",
        "North",
        "  West: 4 m",
        "  East: 8 m",
        "South",
        "  West: 5 m",
        "  East: 6 m",
        "  Sun: shines",
        "Isles",
        "  West: 3 m",
        "  East: 3 m",
    ]


def test_the_line_of_the_norm_is_explained_beside_a_single_bar(
    consulted: Consult,
) -> None:
    given = {k: v for k, v in people()["founding"].items() if not k.startswith("hip-")}
    result = Result(consulted({**given, "hip-ir-left": "40"}))
    (table,) = (block for block in sides_blocks(result) if isinstance(block, Grid))
    bars = [cell for row in table.rows for cell in row if isinstance(cell, Bar)]
    assert [(bar.band, bool(bar.span)) for bar in bars] == [(None, True)]
    assert table.legend
