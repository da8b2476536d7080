"""Sheets of questions: what can be typed at them, and whole visits at a terminal of 80 by 24."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Given, read_given, real_knowledge
from program import later
from rich.console import Console
from seated import ROWS, Seated
from test_cases import people

from hipexpert.face.dialogue import Interrupted
from hipexpert.face.sheets import Sheets
from hipexpert.model import Answers
from hipexpert.records.store import Record, open_store
from hipexpert.records.validity import red_flags

KNOWLEDGE = real_knowledge()
FLAGS = red_flags(KNOWLEDGE)
DENIED = dict.fromkeys(FLAGS, "no")


class Scripted:
    """A conversation by sheets with somebody who types the lines given, then falls silent."""

    def __init__(self, *lines: str, given: Given | None = None) -> None:
        self.lines = ["", *lines] if not given else [*lines]
        self.kept: list[Answers] = []
        self.prompts: list[str] = []
        self.paper = io.StringIO()
        console = Console(
            file=self.paper, width=80, height=ROWS, force_terminal=True, no_color=True
        )
        known = read_given(KNOWLEDGE, given or {})
        talk = Sheets(KNOWLEDGE, console, self.read, self.keep, known, grouped=True)
        try:
            self.answers = talk.run()
        except Interrupted as stopped:
            self.answers = stopped.answers

    def read(self, prompt: str) -> str:
        self.prompts.append(prompt.strip())
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def keep(self, answers: Answers) -> bool:
        self.kept.append(answers)
        return True

    @property
    def said(self) -> dict[str, Any]:
        """What was answered, None for not known, beside nothing else."""
        return {**dict(self.answers.given), **dict.fromkeys(self.answers.unknown)}

    @property
    def shown(self) -> str:
        return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", self.paper.getvalue()).split())


# Ticking the red flags


@pytest.mark.parametrize("line", ["n", "None of these.", "no", "NONE", "0", " nope "])
def test_none_of_these_denies_the_flags_on_the_screen_and_says_so(line: str) -> None:
    talk = Scripted(line)
    assert talk.said == DENIED
    assert "No to each of the 12 shown above." in talk.shown


@pytest.mark.parametrize("line", ["3 7", "3, 7", "3 and 7", "3; 7.", "numbers 3 & 7"])
def test_numbers_report_what_they_name_and_leave_the_others_open(line: str) -> None:
    assert Scripted(line).said == {FLAGS[2]: "yes", FLAGS[6]: "yes"}


@pytest.mark.parametrize("line", ["not sure 3", "not sure about 3", "u 3", "3?", "I don’t know 3"])
def test_not_sure_is_unknown_and_no_other_flag_is_denied(line: str) -> None:
    assert Scripted(line).said == {FLAGS[2]: None}


@pytest.mark.parametrize(
    "line",
    ["", "   ", "13", "3 13", "no 3", "yes", "maybe", "not 3", "none but 3", "u", "dunno", "3 3?"],
)
def test_what_is_not_clear_says_nothing_of_any_flag(line: str) -> None:
    assert Scripted(line).said == {}


def test_who_is_not_sure_is_asked_of_which() -> None:
    assert "Which of them?" in Scripted("not sure").shown


def test_after_some_are_named_none_of_these_denies_only_the_rest() -> None:
    talk = Scripted("10, not sure 3", "n")
    assert talk.said == {**DENIED, FLAGS[9]: "yes", FLAGS[2]: None}
    assert "No to each of the 10 shown above." in talk.shown


def test_a_flag_answered_by_its_key_is_not_denied_with_the_others() -> None:
    talk = Scripted(f"{FLAGS[0]}=yes", "n")
    assert talk.said[FLAGS[0]] == "yes"
    assert "No to each of the 11 shown above." in talk.shown


def test_back_takes_the_whole_line_back() -> None:
    assert Scripted("n", "back").said == {}
    assert Scripted("3", "n", "back").said == {FLAGS[2]: "yes"}


def test_every_answer_of_a_line_is_kept_as_it_is_given() -> None:
    talk = Scripted("n")
    assert [len(answers.settled) for answers in talk.kept] == [*range(1, 13)]


def test_help_and_why_are_had_by_number() -> None:
    talk = Scripted("? 3", "help 3", "why 3", "? 13")
    assert talk.shown.count(KNOWLEDGE.questions[FLAGS[2]].help[:60]) == 2
    assert "It helps to decide" in talk.shown
    assert "there is no number 13 here; 1 to 12" in talk.shown


def test_skipped_flags_come_back_and_are_then_not_known() -> None:
    assert Scripted("skip", "skip").said == dict.fromkeys(FLAGS)
    assert Scripted("skip", "n").said == DENIED


def test_each_flag_in_brief_names_all_that_its_prompt_does() -> None:
    """Nobody is cleared by a shorter question: the words that matter stand in both."""
    for flag, wanted in {
        "saddle-numbness": "legs bladder bowel strength feeling both",
        "leg-weakness-or-cold": "cold pale weaker foot drops drags",
        "cannot-bear-weight": "stand walk steps",
        "recent-trauma": "fall knock pop back hip groin thigh pelvis shape",
        "fever-or-unwell": "fever ill joint hot red swollen",
        "hop-pain": "walking landing hopping ache groin hip buttock pelvis thigh rest run",
        "night-pain": "back hip groin leg wakes rest",
        "cancer-history": "cancer weight without trying",
        "bone-risk": "two years weeks steroids hip alcohol sickle broken",
        "groin-lump": "lump groin cough strain lift",
        "locking-or-catching": "lock catch give click pain",
        "energy-deficiency-signs": "periods stress fracture two years weight tiredness illness",
    }.items():
        brief = KNOWLEDGE.text(flag, "in-brief").lower().replace("gives", "give")
        assert [word for word in wanted.split() if word not in brief] == [], flag


# Filling in

BEFORE_RANGES = {
    **{name: "unknown" for name in KNOWLEDGE.questions if name[:4] != "hip-" and name[:3] != "rom"},
    **{k: v for k, v in people()["founding-unmeasured"].items() if k != "rom-position"},
}
MEASURED = {"hip-ir-left": 40, "hip-ir-right": 26, "hip-er-left": 30, "hip-er-right": 42}


def ranges(*lines: str) -> dict[str, Any]:
    said = Scripted(*lines, given=BEFORE_RANGES).said
    names = ("rom-position", *MEASURED)
    return {name: said[name] for name in names if name in said}


@pytest.mark.parametrize(
    "lines",
    [
        ("prone 40 26 30 42",),
        ("prone, 40, 26, 30, 42",),
        ("face down; 40; 26°; 30 deg; 42.0",),
        ("pr", "40 26 30 42"),
        ("1", "40,26,30,42"),
        ("prone", "40", "26", "30", "42"),
        ("prone, 40", "26 / 30 / 42"),
    ],
)
def test_ranges_are_filled_in_in_one_line_or_cell_by_cell(lines: tuple[str, ...]) -> None:
    assert ranges(*lines) == {"rom-position": "prone", **MEASURED}


def test_a_blank_is_not_known() -> None:
    right_unknown = {**MEASURED, "hip-ir-right": None, "hip-er-right": None}
    assert ranges("prone, 40, , 30, -") == {"rom-position": "prone", **right_unknown}
    found = {"rom-position": "prone", "hip-ir-left": None, "hip-ir-right": 26}
    assert ranges("prone", "", "26") == found


@pytest.mark.parametrize("line", ["u", "unknown", "I don't know", "not sure", "dunno"])
def test_one_word_says_that_none_of_it_is_known(line: str) -> None:
    assert ranges(line) == dict.fromkeys(("rom-position", *MEASURED))


def test_what_can_be_read_of_a_line_is_taken_and_the_rest_is_told() -> None:
    talk = Scripted("prone", "40 260 30 42", given=BEFORE_RANGES)
    assert "hip-ir-right" not in talk.said
    assert talk.said["hip-er-right"] == 42
    assert "'Internal rotation, right hip' cannot be 260" in talk.shown
    assert talk.prompts[-1].startswith("Internal rotation, right hip")


def test_nothing_is_taken_of_a_line_with_too_many_answers() -> None:
    assert ranges("prone", "40 26 30 42 50") == {"rom-position": "prone"}
    assert "5 answers for 4 questions" in Scripted("prone", "1 2 3 4 5", given=BEFORE_RANGES).shown


def test_a_comma_within_a_number_is_of_decimals() -> None:
    assert ranges("prone", "40,26") == {"rom-position": "prone", "hip-ir-left": 40.26}
    assert ranges("prone", "40,5") == {"rom-position": "prone", "hip-ir-left": 40.5}


def test_ranges_without_a_position_are_not_taken_for_one() -> None:
    assert ranges("40 26 30 42") == {}


def test_a_value_that_can_hardly_be_is_asked_again_and_the_rest_is_taken() -> None:
    talk = Scripted("prone", "88 26 30 42", "88", given=BEFORE_RANGES)
    assert talk.shown.count("That can hardly be.") == 1
    assert talk.said["hip-ir-left"] == 88
    assert talk.said["hip-er-right"] == 42


def test_the_way_alone_stands_beside_the_ranges_and_comes_from_the_knowledge() -> None:
    shown = Scripted(given=BEFORE_RANGES).shown
    assert " ".join(KNOWLEDGE.text("range-sheet", "done-alone").split()) in shown


def test_a_blank_is_no_answer_where_the_knowledge_does_not_say_so() -> None:
    assert {*Scripted("n", "", "").said} == {*FLAGS}


def test_a_list_and_a_number_stand_on_one_line() -> None:
    assert Scripted("n", "none, 23").said == {**DENIED, "pain-site": "none", "age": 23}
    assert Scripted("n", "groin, thigh").said == {**DENIED, "pain-site": ("groin", "thigh")}
    talk = Scripted("n", "groin, thigh; 23")
    assert (talk.said["pain-site"], talk.said["age"]) == (("groin", "thigh"), 23)


# A visit


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Callable[..., Seated]]:
    """Opens terminals, and sees that none stays open."""
    opened: list[Seated] = []

    def sit(*arguments: str, **environment: str) -> Seated:
        opened.append(Seated(tmp_path, *arguments, **environment))
        return opened[-1]

    yield sit
    for each in opened:
        each.child.close(force=True)


VISIT = (
    "",
    "n",
    "none, 23",
    "track-r",
    "400, co, left",
    "25, 150, 8, 12",
    "none",
    "prone 40 26 30 42",
    "gon, clin",
    "u",
    "pre; inter; band, bench; no",
    "none",
)
"""What a healthy track runner types, from the greeting to the result."""

WORDS_A_MINUTE, KEYS_A_MINUTE = 240, 200
"""How fast somebody is taken to read and to type: assumed, so that a longer visit is noticed."""


def asked_on(record: Record, day: str) -> list[str]:
    """The questions that were answered on a day, with unknown or not, in the order of asking."""
    return [name for name in KNOWLEDGE.questions if record.answers.days.get(name) == day]


def minutes_of(visit: Seated, asked: list[str]) -> float:
    """How long a visit takes who reads the greeting and each question, and types.

    Choices are looked over and not counted, nor is the measuring itself.
    """
    texts = [KNOWLEDGE.text("greeting", "sentence"), KNOWLEDGE.text("how-to-type", "sentence")]
    for name in asked:
        question = KNOWLEDGE.questions[name]
        put = KNOWLEDGE.text(name, "in-brief") or question.prompt
        texts.append(put if put.lower() in visit.seen.lower() else question.label)
    words = sum(len(text.split()) for text in texts)
    keys = sum(len(line) + 1 for line in visit.typed)
    return words / WORDS_A_MINUTE + keys / KEYS_A_MINUTE


def kept(folder: Path) -> list[Record]:
    with open_store(folder / "data" / "hipexpert" / "records.sqlite") as store:
        return store.consultations()


def test_a_healthy_track_runner_is_through_in_twelve_screens_and_three_minutes(
    seat: Callable[..., Seated], tmp_path: Path
) -> None:
    visit = seat("consult")
    result = visit.type(*VISIT)
    assert len(visit.typed) <= 12
    assert "Asymmetry: functional" in result
    (record,) = kept(tmp_path)
    asked = asked_on(record, "2026-11-02")
    assert asked[: len(FLAGS)] == [*FLAGS]
    assert len(asked) >= 40
    assert record.finished
    assert {name: record.answers.given[name] for name in MEASURED} == MEASURED
    for screen in visit.screens[:-1]:  # the prompt stands on the last line
        assert len(on_screen(screen)) <= ROWS, screen
    assert minutes_of(visit, asked) < 3
    visit.type("quit")
    assert visit.end() == 0


def on_screen(shown: str) -> list[str]:
    """The lines of what was shown since the last answer was echoed, and heard."""
    lines = shown.split("\n")
    starts = [n for n, line in enumerate(lines) if line == ""]
    return lines[starts[0] + 1 :] if starts else lines


def test_the_first_screen_of_a_result_fits_and_the_menu_leads_on(
    seat: Callable[..., Seated], tmp_path: Path
) -> None:
    visit = seat("consult")
    result = visit.type(*VISIT)
    first = result[result.index("Asymmetry:") :].split("\n")
    assert len(first) <= ROWS
    for said in "Left  Right", "A session", "review on Monday 14 December 2026", "Not known":
        assert said in result, said
    assert visit.type("why 1").count("is prescribed") >= 1
    assert "Disputed" in visit.type("disputed")
    assert "How each drill is done" in visit.type("page")
    assert "keep as NAME" in " ".join(visit.type("what now?").split())
    assert "Kept as Kim Lee" in visit.type("keep as Kim Lee")
    assert "consult --athlete 'Kim Lee'" in visit.seen
    assert "report-1.html" in visit.type("print")
    visit.type("quit")
    assert visit.end() == 0
    (record,) = kept(tmp_path)
    assert record.athlete == "Kim Lee"
    assert (tmp_path / "report-1.html").stat().st_mode & 0o777 == 0o600


def test_a_flag_ticked_ends_with_the_referral_and_no_drill(seat: Callable[..., Seated]) -> None:
    visit = seat("consult")
    visit.type("", "7", "n", "u")
    shown = visit.screens[-1]
    while "Referred" not in shown:
        shown = visit.type("u")
    visit.type("quit")
    assert visit.end() == 4
    assert "clam" not in visit.seen.lower()


def test_a_plain_terminal_and_a_pipe_ask_one_question_a_line(seat: Callable[..., Seated]) -> None:
    visit = seat("consult", "--plain")
    assert KNOWLEDGE.questions[FLAGS[0]].prompt in " ".join(visit.screen().split())
    assert KNOWLEDGE.questions[FLAGS[1]].prompt not in visit.seen
    visit.type("quit")
    assert visit.end() == 0


# The re-test

SIX_WEEKS = later(weeks=6)


def test_a_re_test_keeps_what_holds_and_opens_with_what_changed(
    seat: Callable[..., Seated], tmp_path: Path
) -> None:
    """26 to 34: at most twenty questions, and no flag of before is taken for denied."""
    first = seat("consult")
    first.type(*VISIT, "keep as kim", "quit")
    assert first.end() == 0

    again = seat("consult", "--athlete", "kim", SOURCE_DATE_EPOCH=SIX_WEEKS)
    welcome = again.screen()
    assert "Welcome back" in welcome
    assert "A re-test of Monday 2 November 2026" in " ".join(welcome.split())
    assert "Years in the sport: 8 years" in " ".join(welcome.split())
    again.type("", "n", "none", "40 34 36 42", "in-season", "none")
    assert "12  Missed periods" in again.screens[1], "the flags come first"
    changes = " ".join(again.screens[-1].split())
    for said in (
        "What changed since Monday 2 November 2026",
        "Right 26 to 34: a gain of more than error, which is below 6.",
        "Left 40 to 40: within error, which is below 6.",
        "The gap 14 to 6.",
        "Even sets from now on; it was 2:1, right to left.",
        "New in the plan",
    ):
        assert said in changes, said
    result = again.type("")
    assert "not enough" not in result.lower()
    assert "Plan: drill" in result
    assert "Gained" in again.type("changes")
    again.type("quit")
    assert again.end() == 0
    _, record = kept(tmp_path)
    assert record.finished
    asked = asked_on(record, "2026-12-14")
    assert len(asked) <= 20, asked
    assert asked[: len(FLAGS)] == [*FLAGS]
    assert record.answers.given["years-in-sport"] == 8
    assert record.answers.days["years-in-sport"] == "2026-11-02"
    assert record.answers.days["hip-ir-right"] == "2026-12-14"


def test_flags_of_the_same_day_are_asked_anew_too(seat: Callable[..., Seated]) -> None:
    first = seat("consult")
    first.type(*VISIT, "keep as kim", "quit")
    assert first.end() == 0
    again = seat("consult", "--athlete", "kim")
    shown = again.type("")
    assert "12  Missed periods" in shown
    again.type("quit")
    assert again.end() == 0


def test_a_range_left_blank_at_a_re_test_stands_with_its_day(
    seat: Callable[..., Seated], tmp_path: Path
) -> None:
    first = seat("consult")
    first.type(*VISIT, "keep as kim", "quit")
    assert first.end() == 0
    again = seat("consult", "--athlete", "kim", SOURCE_DATE_EPOCH=SIX_WEEKS)
    again.type("", "n", "none", "40, 34, , ", "in-season", "none", "", "quit")
    assert again.end() == 0
    _, record = kept(tmp_path)
    assert record.answers.given["hip-er-left"] == 30
    assert record.answers.days["hip-er-left"] == "2026-11-02"
    assert "that of Monday 2 November 2026 stands" in again.seen
