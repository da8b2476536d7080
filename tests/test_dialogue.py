"""Conversations: the real program in a terminal, piped into, interrupted; and what it understands.

In a terminal every question is recognised by its prompt and answered by its id, so that these
tests say what is answered and not in which order it is asked. The terminal is a plain one,
which asks each question by itself, as of what is piped in; sheets have tests of their own.
"""

from __future__ import annotations

import io
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Given, read_given, real_knowledge
from generated import answers_to
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_any
from hypothesis import strategies as st
from program import COMMAND, PATIENCE, answers_file, hipexpert, surroundings
from rich.console import Console
from terminal import Terminal, pexpect
from test_cases import people

from hipexpert.face.autosave import answers_text
from hipexpert.face.dialogue import Dialogue, Interrupted
from hipexpert.model import Answers, Value
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.interview import next_question
from hipexpert.records.store import Record, open_store

FLAGS = [*people()["cleared"]]

RUNNER: dict[str, list[str]] = {
    **{flag: ["no"] for flag in FLAGS},
    "age": ["23"],
    "pain-site": ["none"],
    "sport": ["track-running"],
    "event": ["400m"],
    "bend-direction": ["counter-clockwise"],
    "block-front-foot": ["left"],
    "repetitions-per-practice": ["25"],
    "practices-per-season": ["150"],
    "years-in-sport": ["8"],
    "season-phase": ["pre-season"],
    "training-stage": ["intermediate"],
    "equipment": ["band, bench"],
    "hip-ir-left": ["40"],
    "hip-ir-right": ["26"],
    "hip-er-left": ["30"],
    "hip-er-right": ["42"],
}
"""What is typed at each question; the rest is answered with unknown."""


class Conversation:
    """A consultation at a terminal."""

    def __init__(self, child: Any) -> None:
        self.child = child
        self.seen = ""
        self.asked: list[str] = []

    def listen(self) -> bool:
        """Read up to the next prompt; whether one came before the end."""
        at = self.child.expect([r" ?> $", pexpect.EOF])
        shown = spoken(self.child.before)
        self.seen += shown
        prompts = {q.prompt: q.id for q in real_knowledge().questions.values()}
        found = [(shown.rfind(text), name) for text, name in prompts.items() if text in shown]
        if found:
            self.asked.append(max(found)[1])
        return bool(at == 0)

    def type(self, line: str) -> None:
        self.child.sendline(line)

    def answer(self, typed: dict[str, list[str]], until: str = "") -> str:
        """Answer question after question, up to the end or the prompt of the question `until`."""
        waiting = {name: [*lines] for name, lines in typed.items()}
        while self.listen():
            question = self.asked[-1]
            if question == until:
                return question
            lines = waiting.get(question) or ["unknown"]
            self.type(lines.pop(0))
            if len(lines) == 0:
                waiting.pop(question, None)
        return ""

    def end(self) -> int:
        """Its exit code, once it has ended."""
        if not self.child.flag_eof:
            self.child.expect(pexpect.EOF)
            self.seen += spoken(self.child.before)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)


def spoken(shown: str) -> str:
    """What stands on the screen, without colours, its lines joined."""
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|[\r\n]+", " ", shown).split())


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Conversation]]:
    """Opens terminals, and sees that none stays open."""
    opened: list[Conversation] = []

    def open_terminal(*arguments: str, **environment: str) -> Conversation:
        asked = ("consult", "--plain", *arguments)
        opened.append(Conversation(Terminal(tmp_path, *asked, **environment)))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.child.close(force=True)


def kept(folder: Path) -> list[Record]:
    """The consultations in the records, the oldest first."""
    with open_store(folder / "data" / "hipexpert" / "records.sqlite") as store:
        return store.consultations()


def left_open(folder: Path) -> Answers:
    """The answers of the one consultation kept, which is not finished."""
    (record,) = kept(folder)
    assert record.finished is None
    return record.answers


# At a terminal


def test_a_conversation_leads_from_the_start_to_the_plan(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    """Words, first letters, numbers of choices, help, why, back, skip, and refused values."""
    ways = {
        **RUNNER,
        FLAGS[0]: ["?", "why", "n"],
        FLAGS[1]: ["2"],
        FLAGS[2]: ["NO"],
        FLAGS[3]: ["nope", "no"],
        FLAGS[5]: ["", "   ", "no"],
        "pain-site": ["1"],
        "sport": ["track-r"],
        "event": ["4"],
        "bend-direction": ["c", "co"],
        "block-front-foot": ["skip", "l"],
        "repetitions-per-practice": ["many", "25"],
        "season-phase": ["taper"],
        "training-stage": ["back", "inter"],
        "equipment": ["band, 5"],
        "hip-er-left": ["30.0"],
        "hip-er-right": ["-21", "42"],
    }
    ways["season-phase"].append("pre")  # asked again after `back`
    talk = terminal()
    talk.answer(ways)
    assert talk.end() == 0
    (record,) = kept(tmp_path)
    assert record.finished
    assert (
        record.answers.given
        == read_given(
            real_knowledge(),
            {k: v[-1] for k, v in RUNNER.items() if k != "equipment"}
            | {"equipment": ["band", "bench"]},
        ).given
    )
    assert talk.asked[: len(FLAGS)] == FLAGS
    assert talk.asked.index("block-front-foot") < talk.asked.index("hip-er-right")
    assert talk.asked.count("block-front-foot") == 2
    assert talk.asked.count("season-phase") == 2
    knowledge = real_knowledge()
    for said in (
        spoken(knowledge.questions[FLAGS[0]].help)[:60],
        "A red flag that is denied is cleared",
        f"'{knowledge.questions[FLAGS[3]].label}' cannot be 'nope'",
        "'One-sided repetitions in a practice' cannot be 'many'; it is a whole number from 0 to",
        "'c' could be counter-clockwise or clockwise; type a little more",
        "'External rotation, right hip' cannot be -21",
        f"That is all: {len({*talk.asked})} of {len(knowledge.questions)} questions were enough",
        "Asymmetry: functional",
        "Pigeon stretch",
    ):
        assert said in talk.seen, said
    assert "Traceback" not in talk.seen
    asked_why = hipexpert(tmp_path, "why", "pigeon-stretch")
    assert asked_why.code == 0


def test_a_consultation_broken_off_is_taken_up_at_the_next_question(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    talk = terminal()
    talk.answer(RUNNER, until="sport")
    talk.child.sendintr()
    assert talk.end() == 130
    assert "Traceback" not in talk.seen
    assert "hipexpert consult --resume" in talk.seen
    assert {*left_open(tmp_path).given} == {*talk.asked} - {"sport"}

    again = terminal("--resume")
    again.answer(RUNNER)
    assert again.end() == 0
    assert again.asked[0] == "sport"
    assert not {*again.asked} & ({*talk.asked} - {"sport"})
    assert "Asymmetry: functional" in again.seen
    assert [record.finished is None for record in kept(tmp_path)] == [False]


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGHUP], ids=["kill", "hang-up"])
def test_a_process_that_is_killed_or_whose_terminal_closes_loses_no_answer(
    ended_by: signal.Signals, terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    talk = terminal()
    talk.answer(RUNNER, until=FLAGS[5])
    os.kill(talk.child.pid, ended_by)
    talk.end()
    assert talk.child.signalstatus == ended_by
    assert dict(left_open(tmp_path).given) == dict.fromkeys(FLAGS[:5], "no")

    again = terminal("--resume")
    again.answer(RUNNER)
    assert again.end() == 0
    assert again.asked[0] == FLAGS[5]
    (record,) = kept(tmp_path)
    assert record.result
    assert record.result["asymmetry"]["type"] == "functional"


def test_a_terminal_that_closes_where_hang_ups_are_ignored_loses_no_answer(
    tmp_path: Path,
) -> None:
    """As under nohup: nobody is left to be told of anything, so that is no error of the program."""
    alone = pexpect.spawn(  # not from `warm`, so that one conversation is held from the very start
        COMMAND[0],
        [*COMMAND[1:], "consult", "--plain"],
        cwd=str(tmp_path),
        env=surroundings(tmp_path),
        encoding="utf-8",
        timeout=PATIENCE,
        ignore_sighup=True,
    )
    talk = Conversation(alone)
    talk.answer(RUNNER, until=FLAGS[2])
    talk.child.ptyproc.fileobj.close()
    assert talk.child.wait() == 130
    assert dict(left_open(tmp_path).given) == dict.fromkeys(FLAGS[:2], "no")


def test_quit_ends_well_and_keeps_the_answers(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    talk = terminal()
    talk.answer({FLAGS[0]: ["no"], FLAGS[1]: ["unknown"], FLAGS[2]: ["save", "quit"]})
    assert talk.end() == 0
    assert "hipexpert consult --resume" in talk.seen
    answers = left_open(tmp_path)
    assert (dict(answers.given), answers.unknown) == ({FLAGS[0]: "no"}, {FLAGS[1]})


def test_the_end_of_input_breaks_off_and_keeps_the_answers(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    talk = terminal()
    talk.answer(RUNNER, until=FLAGS[1])
    talk.child.sendeof()
    assert talk.end() == 130
    assert dict(left_open(tmp_path).given) == {FLAGS[0]: "no"}


def test_a_flag_reported_at_a_terminal_ends_with_the_referral(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    talk = terminal()
    talk.answer({**RUNNER, "night-pain": ["yes"]})
    assert talk.end() == 4
    assert not {"sport", "hip-ir-left", "equipment"} & {*talk.asked}


# Piped into


def lines_of(typed: Given) -> str:
    """What to pipe in, line by line, for the questions in the order they will be asked."""
    knowledge = real_knowledge()
    answers = Answers()
    lines = []
    while question := next_question(knowledge, answers):
        text = typed.get(question.id, "unknown")
        lines.append(", ".join(text) if isinstance(text, list) else text)
        said = {**{k: str(v) for k, v in answers.given.items()}}
        said |= {} if text == "unknown" else {question.id: str(text)}
        unknown = answers.unknown | ({question.id} if text == "unknown" else set())
        answers = Answers(read_given(knowledge, said).given, frozenset(unknown))
    return "".join(line + "\n" for line in lines)


def test_lines_piped_in_lead_to_the_plan(tmp_path: Path) -> None:
    given = {**people()["founding"], "age": "23", "pain-site": "none"}
    ended = hipexpert(tmp_path, "consult", typed=lines_of(given))
    assert ended.code == 0
    assert ended.out.startswith("Asymmetry: functional")
    assert "Have you newly lost feeling" in ended.err
    assert "Have you newly lost feeling" not in ended.out
    assert [record.answers.given["hip-ir-right"] for record in kept(tmp_path)] == [26]


def test_lines_that_come_to_an_early_end_are_answers_all_the_same(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "consult", typed="no\nyes\n")
    assert ended.code == 4
    assert ended.out.startswith("Referred")
    assert dict(left_open(tmp_path).given) == {FLAGS[0]: "no", FLAGS[1]: "yes"}
    nothing = hipexpert(tmp_path, "consult", typed="")
    assert nothing.code == 0
    assert nothing.out.startswith("Incomplete")
    halfway = hipexpert(tmp_path, "consult", "--no-input", typed="yes\n")
    assert halfway.code == 5, "with --no-input nothing is read"


def test_answers_that_cannot_be_kept_are_warned_of_once(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    ended = hipexpert(tmp_path, "consult", typed="no\n" * 5)
    assert ended.code == 0
    assert ended.err.count("cannot be kept") == 1
    handed_out = ended.err[ended.err.rindex("\n\n") :]
    answers, problems = read_answers(real_knowledge(), handed_out, "handed out")
    assert not problems
    assert dict(answers.given) == dict.fromkeys(FLAGS[:5], "no")
    assert ended.out.startswith("Incomplete")


def test_answers_that_were_not_kept_are_not_promised(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    talk = terminal()
    talk.answer({FLAGS[0]: ["no"], FLAGS[1]: ["save", "quit"]})
    assert talk.end() == 0
    assert "cannot be kept" in talk.seen
    assert "Not kept. The answers are shown when you leave." in talk.seen
    assert "--resume" not in talk.seen
    assert f"hipexpert consult --answers answers.yaml {FLAGS[0]}: no" in talk.seen


def test_nothing_is_promised_to_who_quits_at_once(terminal: Callable[..., Conversation]) -> None:
    talk = terminal()
    talk.answer({FLAGS[0]: ["quit"]})
    assert talk.end() == 0
    assert "--resume" not in talk.seen


def test_a_consultation_that_cannot_be_kept_at_its_end_is_still_shown(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    unknown = dict.fromkeys(real_knowledge().questions, "unknown")
    case = answers_file(tmp_path, {**unknown, **people()["founding"]})
    talk = terminal("--answers", str(case))
    talk.answer({})
    assert talk.end() == 0
    assert "Asymmetry: functional" in talk.seen
    assert talk.seen.count("cannot be kept") == 1


def test_what_it_says_to_ask_next_is_of_this_consultation(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "consult", typed="no\n" * 12 + "none\n")
    assert ended.code == 0
    asked = re.search(r"hipexpert (why .+?)\n\n", ended.out, re.DOTALL)
    assert asked
    assert hipexpert(tmp_path, *asked.group(1).split()).code == 0


# What it understands


class Scripted:
    """A conversation with somebody who types the lines given, then falls silent."""

    def __init__(self, *lines: str, given: Given | None = None) -> None:
        self.lines = list(lines)
        self.kept: list[Answers] = []
        self.hints: list[str] = []
        self.screen = io.StringIO()
        console = Console(file=self.screen, width=100)
        known = read_given(real_knowledge(), given or {})
        self.dialogue = Dialogue(real_knowledge(), console, self.read, self.keep, known)
        self.asked_to = None
        try:
            self.answers = self.dialogue.run()
        except Interrupted as stopped:
            self.answers = stopped.answers
            self.asked_to = stopped.asked_to

    def read(self, prompt: str) -> str:
        self.hints.append(prompt.strip())
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def keep(self, answers: Answers) -> bool:
        self.kept.append(answers)
        return True

    @property
    def shown(self) -> str:
        return spoken(self.screen.getvalue())


BEFORE_SITE = people()["cleared"]
BEFORE_AGE = {**BEFORE_SITE, "pain-site": "knee", "pain-level": "3"}
BEFORE_SPORT = {**BEFORE_SITE, "pain-site": "none", "age": "30"}
BEFORE_PINCH = {
    **{name: "unknown" for name in real_knowledge().questions if name[:5] != "fadir"},
    **people()["founding"],
}
BEFORE_KIT = {
    **{name: "unknown" for name in real_knowledge().questions if name != "equipment"},
    **people()["founding"],
    "season-phase": "taper",
    "training-stage": "novice",
}
BEFORE_BENDS = {**BEFORE_SPORT, "sport": "track-running", "event": "400m"}
BEFORE_YEARS = {
    **BEFORE_BENDS,
    "bend-direction": "counter-clockwise",
    "block-front-foot": "none",
    "repetitions-per-practice": "25",
    "practices-per-season": "150",
}


@pytest.mark.parametrize(
    ("given", "question", "line", "value"),
    [
        ({}, FLAGS[0], "yes", "yes"),
        ({}, FLAGS[0], "Y", "yes"),
        ({}, FLAGS[0], "1", "yes"),
        ({}, FLAGS[0], "2", "no"),
        ({}, FLAGS[0], "  No  ", "no"),
        ({}, FLAGS[0], "n\x07o\x1b", "no"),
        ({}, FLAGS[0], "true", "yes"),
        (BEFORE_AGE, "age", "23", 23),
        (BEFORE_AGE, "age", "23.0", 23),
        (BEFORE_SITE, "pain-site", "gr", "groin"),
        (BEFORE_SITE, "pain-site", "outer", "lateral-hip"),
        (BEFORE_SITE, "pain-site", "7", "knee"),
        (BEFORE_SPORT, "sport", "ICE H", "ice-hockey"),
        (BEFORE_SPORT, "sport", "another", "other"),
        (BEFORE_BENDS, "bend-direction", "cl", "clockwise"),
        (BEFORE_BENDS, "bend-direction", "CW", "clockwise"),
        (BEFORE_BENDS, "bend-direction", "anti", "counter-clockwise"),
        (BEFORE_BENDS, "bend-direction", "Anti Clockwise", "counter-clockwise"),
        (BEFORE_SITE, "pain-site", "thigh, gr", ("groin", "thigh")),
        (BEFORE_SITE, "pain-site", "knee, 1", "knee"),
        (BEFORE_SITE, "pain-site", "Outer_side\xa0of the hip", "lateral-hip"),
        (BEFORE_SPORT, "sport", "Association football", "soccer"),
        (BEFORE_YEARS, "years-in-sport", "2.5", 2.5),
        (BEFORE_PINCH, "fadir-left", "yes", "positive"),
        (BEFORE_PINCH, "fadir-left", "n", "negative"),
        (BEFORE_KIT, "equipment", "none", ()),
        (BEFORE_KIT, "equipment", "None", ()),
        (BEFORE_KIT, "equipment", "band", ("band",)),
        (BEFORE_KIT, "equipment", "BAND ,  5", ("band", "bench")),
        (BEFORE_KIT, "equipment", "band, band", ("band",)),
        (BEFORE_KIT, "equipment", "foam, massage", ("ball", "foam-roller")),
        pytest.param(
            BEFORE_KIT,
            "equipment",
            "band, bench,",
            ("band", "bench"),
        ),
    ],
)
def test_an_answer_is_understood(
    given: Given, question: str, line: str, value: Value | tuple[str, ...]
) -> None:
    talk = Scripted(line, given=given)
    assert {**talk.answers.given} == {**read_given(real_knowledge(), given).given, question: value}
    assert talk.kept[-1] == talk.answers
    assert len(talk.kept) == 1


@pytest.mark.parametrize(
    ("given", "line", "said"),
    [
        ({}, "perhaps", "answer yes, no or unknown"),
        ({}, "3", "answer yes, no or unknown"),
        ({}, "yes, no", "takes one answer"),
        ({}, "[bold]no", "cannot be '[bold]no'"),
        (BEFORE_AGE, "23 or so", "it is a whole number from 5 to 100"),
        (BEFORE_AGE, "1e999", "it is a whole number from 5 to 100"),
        (BEFORE_AGE, "nan", "it is a whole number from 5 to 100"),
        (BEFORE_AGE, "²", "it is a whole number from 5 to 100"),
        (BEFORE_AGE, "23,5", "it is a whole number from 5 to 100"),
        (BEFORE_SITE, "l", "'l' could be lateral-hip or low-back; type a little more"),
        (BEFORE_SITE, "0", "cannot be '0'"),
        (BEFORE_SITE, "8", "cannot be '8'"),
        (BEFORE_SITE, "-1", "cannot be '-1'"),
        (BEFORE_SITE, ",", "'Site of pain' cannot be empty"),
        (BEFORE_SITE, "my groin; it started when I was small", "it is one of none, groin"),
        (BEFORE_SITE, "groyn", "did you mean 'groin'?"),
        (BEFORE_SITE, "x" * 5000, "it is one of none, groin"),
        (BEFORE_SITE, "²", "cannot be '²'"),
        (BEFORE_BENDS, "clockwise, both", "takes one answer"),
        (
            BEFORE_SPORT,
            "football",
            "several are called so; write soccer or american-football or australian-football",
        ),
        (
            BEFORE_SPORT,
            "Hockey",
            "several are called so; write ice-hockey or field-hockey or other",
        ),
        (BEFORE_SPORT, "s", "type a little more"),
        (BEFORE_BENDS, "c", "'c' could be counter-clockwise or clockwise"),
        (BEFORE_KIT, "band, trampoline", "'Equipment at hand' cannot be 'trampoline'"),
        (BEFORE_KIT, "band bench", "'Equipment at hand' cannot be 'band bench'"),
        (BEFORE_KIT, "b", "type a little more"),
    ],
)
def test_what_is_not_understood_is_refused_and_asked_again(
    given: Given, line: str, said: str
) -> None:
    talk = Scripted(line, given=given)
    assert said in talk.shown
    assert talk.answers == read_given(real_knowledge(), given)
    assert not talk.kept
    assert len(talk.hints) == 2
    assert talk.hints[0] == talk.hints[1]


def test_only_nonsense_keeps_it_asking() -> None:
    talk = Scripted(*["", " ", "\t", "\x00\x1b[A", "back", "?", "why", "save", "yes please"])
    assert talk.answers.given == {}
    assert talk.asked_to is False
    assert "This is the first question." in talk.shown
    assert "\x00" not in talk.screen.getvalue()


def test_commands_are_heard_in_any_case() -> None:
    assert Scripted("QUIT").asked_to is True
    assert Scripted("Unknown").answers.unknown == {FLAGS[0]}


def test_a_question_skipped_comes_again_and_skipped_again_is_unknown() -> None:
    once = Scripted("skip", *["no"] * 11, "no", given=without_flags())
    assert [*once.answers.given] == [*FLAGS[1:], FLAGS[0]]
    assert FLAGS[0] not in once.answers.unknown
    twice = Scripted("skip", *["no"] * 11, "skip", given=without_flags())
    assert FLAGS[0] in twice.answers.unknown


def without_flags() -> dict[str, str]:
    """All that can be answered before the flags, so that nothing but them is asked."""
    return {name: "unknown" for name in real_knowledge().questions if name not in FLAGS}


def test_back_takes_answers_back_one_by_one() -> None:
    talk = Scripted("no", "unknown", "back", "back", "yes")
    assert dict(talk.answers.given) == {FLAGS[0]: "yes"}
    assert talk.answers.unknown == frozenset()
    assert [(dict(a.given), {*a.unknown}) for a in talk.kept] == [
        ({FLAGS[0]: "no"}, set()),
        ({FLAGS[0]: "no"}, {FLAGS[1]}),
        ({FLAGS[0]: "no"}, set()),
        ({}, set()),
        ({FLAGS[0]: "yes"}, set()),
    ]


def test_back_does_not_touch_what_came_from_a_file() -> None:
    talk = Scripted("back", given=people()["cleared"])
    assert "This is the first question." in talk.shown
    assert {*talk.answers.given} == {*FLAGS}


def test_why_tells_of_the_rules_that_wait() -> None:
    talk = Scripted("why", given=BEFORE_AGE)
    assert "Below the growing age the hip may still grow" in talk.shown
    assert "young-athlete-is-growing, rules/pain.yaml:" in talk.shown


def test_a_hint_says_what_a_good_answer_is() -> None:
    assert Scripted().hints == ["yes or no >"]
    assert Scripted(given=BEFORE_AGE).hints == ["5 to 100 years >"]
    assert Scripted(given=BEFORE_SITE).hints == ["one or more, with commas >"]
    assert Scripted(given=BEFORE_BENDS).hints == [">"]
    assert Scripted(given=BEFORE_KIT).hints == ["one or more, with commas, or none >"]


def test_every_answer_kept_can_be_read_again() -> None:
    lines = ["no"] * 12 + ["none", "23", "track-r", "400", "co", "left", "25", "150", "2.5"]
    lines += ["none", "prone", "40"]
    talk = Scripted(*lines, "unknown", "26.5", "equipment=band, box")
    assert len(talk.kept) == len(lines) + 3
    for answers in talk.kept:
        read, problems = read_answers(real_knowledge(), answers_text(answers), "kept")
        assert not problems
        assert (read.given, read.unknown) == (answers.given, answers.unknown)


def test_answers_kept_do_not_gainsay_each_other() -> None:
    given = {**BEFORE_YEARS, "years-in-sport": "8", "sport": "unknown", "event": "400m"}
    talk = Scripted("soccer", given={k: v for k, v in given.items() if k != "sport"})
    assert talk.answers.given["sport"] == "soccer"
    _, problems = read_answers(real_knowledge(), answers_text(talk.kept[-1]), "kept")
    assert not problems


# What can be typed at any prompt


def test_a_terminal_hears_every_command(
    terminal: Callable[..., Conversation], tmp_path: Path
) -> None:
    """Asked out of turn, in one conversation: help, why, summary, answers by key, edit, back."""
    talk = terminal()
    talk.answer(
        {
            **RUNNER,
            FLAGS[0]: ["?", "why", "summary", "no", "no"],
            FLAGS[1]: ["hip-ir-left=31 hip-ir-rihgt=3", "save", "no"],
            FLAGS[2]: ["unknown", "skip", "no"],
            FLAGS[3]: ["back", "no"],
            "pain-site": ["edit", "edit spot", f"edit {FLAGS[0]}", "none"],
            "sport": ["soccer", "golf"],
            "kicking-foot": ["left"],
            "hip-ir-right": ["edit sport", "26"],
        },
        until="hip-er-left",
    )
    knowledge = real_knowledge()
    for said in (
        spoken(knowledge.questions[FLAGS[0]].help)[:60],
        "It helps to decide",
        "Nothing has been answered yet.",
        "there is no question 'hip-ir-rihgt'; did you mean 'hip-ir-right'?",
        "Kept.",
        "edit what?",
        "there is no question 'spot'",
        "No longer applies: Kicking foot (kicking-foot)",
    ):
        assert said in talk.seen, said
    assert re.search(r"about \d+ questions left, at most \d+", talk.seen)
    assert [talk.asked.count(flag) for flag in FLAGS[:4]] == [2, 2, 3, 2]
    talk.type("quit")
    assert talk.end() == 0
    given = left_open(tmp_path).given
    assert given["hip-ir-left"] == 31
    assert given["sport"] == "golf"
    assert "kicking-foot" not in given


def test_help_says_how_to_find_the_answer() -> None:
    talk = Scripted("?")
    assert spoken(real_knowledge().questions[FLAGS[0]].help) in talk.shown


def test_every_measurement_says_its_position_and_its_landmark() -> None:
    for question in real_knowledge().questions.values():
        if question.unit == "degree":
            assert re.search(r"\b(lie|sit|position)\b", question.help, re.IGNORECASE), question.id
            assert re.search(r"shin|hips|bony point", question.help), question.id


def test_why_says_what_a_yes_and_what_a_no_would_settle() -> None:
    shown = Scripted("why").shown
    yes, no = shown.index("Yes: makes certain:"), shown.index("No: rules out:")
    flagged = "the athlete is referred for Numb saddle area, or new bladder or bowel trouble"
    assert flagged in shown[yes:no]
    assert flagged in shown[no:]


def test_why_says_at_which_numbers_something_turns() -> None:
    before = {name: text for name, text in people()["founding"].items() if name != "hip-ir-left"}
    unknown = dict.fromkeys(real_knowledge().questions, "unknown")
    shown = Scripted("why", given={**unknown, **before, "hip-ir-left": "unknown"}).shown
    assert "hip-ir-left" not in shown, "what was answered with unknown is not asked again"
    open_to_it = {n: text for n, text in {**unknown, **before}.items() if n != "hip-ir-left"}
    shown = Scripted("why", given=open_to_it).shown
    for numbers in "0 to 9", "10 to 16", "17 to 20", "21 to 31":
        assert f"{numbers.capitalize()}: " in shown


def test_why_of_what_is_edited_in_vain_says_that_nothing_hangs_on_it() -> None:
    talk = Scripted("edit sex", "why", given=people()["cleared"] | {"sport": "soccer"})
    assert "No answer to this can still change what is reported." in talk.shown


def test_a_summary_has_the_answers_by_group_and_how_it_stands() -> None:
    shown = Scripted("summary", given={**BEFORE_YEARS, "night-pain": "unknown"}).shown
    assert "Red flags: Numb saddle area, or new bladder or bowel trouble: no" in shown
    assert "Pain at night or at full rest: unknown (night-pain)" in shown
    assert "Age: 30 years (age)" in shown
    assert "Certain already: the athlete" in shown
    assert re.search(r"Questions: about \d+ questions left, at most \d+", shown)


def test_the_questions_left_become_fewer_with_every_group() -> None:
    lines = ["no"] * 12 + ["none", "30", "golf", "right-handed"]
    counts = [
        (int(found[1] or found[3]), int(found[2] or found[3]))
        for found in re.finditer(
            r"about (\d+) questions left, at most (\d+)|(\d+) questions left",
            Scripted(*lines).shown,
        )
    ]
    assert len(counts) > 2
    assert all(about <= most for about, most in counts)
    assert [most for _, most in counts] == sorted((most for _, most in counts), reverse=True)


def test_answers_can_be_volunteered_several_at_once_in_any_order() -> None:
    talk = Scripted("event=400m  sport=track-r equipment=band, box age=22.0")
    assert dict(talk.answers.given) == {
        "sport": "track-running",
        "event": "400m",
        "equipment": ("band", "box"),
        "age": 22,
    }
    assert talk.hints == ["yes or no >"] * 2


def test_what_is_volunteered_wrongly_is_refused_and_the_rest_is_taken() -> None:
    talk = Scripted("age=400 agee=3 =4 sex= hip-ir-left=31")
    assert dict(talk.answers.given) == {"hip-ir-left": 31}
    for said in "'age' cannot be 400", "did you mean 'age'?", "'sex=' gives no answer":
        assert said in talk.shown


def test_an_edited_sport_drops_what_belongs_to_the_other() -> None:
    talk = Scripted("edit sport", "soccer", given=BEFORE_YEARS)
    assert not {"event", "bend-direction", "block-front-foot"} & {*talk.answers.given}
    assert talk.answers.given["sport"] == "soccer"
    assert talk.answers.given["age"] == 30
    for name in "event", "bend-direction", "block-front-foot":
        assert f"({name})" in talk.shown[talk.shown.index("No longer applies") :]


def test_an_edited_answer_drops_nothing_that_still_applies() -> None:
    for line in "edit age", "edit sport":
        value = {"edit age": "31", "edit sport": "track-running"}[line]
        talk = Scripted(line, value, given=BEFORE_YEARS)
        assert {*talk.answers.given} == {*BEFORE_YEARS}
        assert "No longer applies" not in talk.shown


def test_a_flag_reported_on_second_thoughts_drops_nothing() -> None:
    talk = Scripted("edit night-pain", "yes", given=BEFORE_YEARS)
    assert {*talk.answers.given} == {*BEFORE_YEARS}
    assert talk.answers.given["night-pain"] == "yes"


def test_back_undoes_an_edit_with_all_that_it_dropped() -> None:
    talk = Scripted("edit sport", "soccer", "back", given=BEFORE_YEARS)
    assert talk.answers == read_given(real_knowledge(), BEFORE_YEARS)


def test_an_edit_can_be_left_without_an_answer() -> None:
    for line in "skip", "back":
        talk = Scripted("edit age", line, given=BEFORE_YEARS)
        assert talk.answers == read_given(real_knowledge(), BEFORE_YEARS)


def test_an_edit_of_what_has_no_choices_is_refused() -> None:
    talk = Scripted("edit event", given={**BEFORE_SPORT, "sport": "soccer"})
    assert "'event' has no choices beside the other answers" in talk.shown


KEYS = ["sport", "event", "pain-site", "pain-level", "bend-direction", "age", "equipment", FLAGS[0]]


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
@for_any(st.data())
def test_whatever_is_edited_the_answers_are_those_a_file_would_give(data: st.DataObject) -> None:
    """Edits, answers by key and steps back, in any order: read again, the answers are the same."""
    knowledge = real_knowledge()
    lines: list[str] = []
    for _ in range(data.draw(st.integers(1, 6))):
        key = data.draw(st.sampled_from(KEYS))
        text = data.draw(answers_to(knowledge, knowledge.questions[key], {}))
        said = ", ".join(text) if isinstance(text, list) else str(text)
        way = data.draw(st.sampled_from(["key", "edit", "unknown", "back"]))
        lines += {
            "key": [f"{key}={said or 'none'}"],
            "edit": [f"edit {key}", said or "none"],
            "unknown": [f"{key}=unknown"],
            "back": ["back"],
        }[way]
    talk = Scripted(*lines)
    read, problems = read_answers(knowledge, answers_text(talk.answers), "kept")
    assert not problems or not talk.answers.settled
    assert (read.given, read.unknown) == (talk.answers.given, talk.answers.unknown)
    assert not read.given.keys() & read.unknown


# Values that can hardly be

BEFORE_RANGES = {
    **{name: "unknown" for name in real_knowledge().questions if name[:4] != "hip-"},
    **people()["founding-unmeasured"],
}


def test_a_value_that_can_hardly_be_is_asked_again_and_taken_when_repeated() -> None:
    told = Scripted("88", "88", given=BEFORE_RANGES)
    assert told.answers.given["hip-ir-left"] == 88
    assert "That can hardly be. 88 degrees of internal rotation are more than the 70" in told.shown
    corrected = Scripted("88", "38", given=BEFORE_RANGES)
    assert corrected.answers.given["hip-ir-left"] == 38


def test_another_value_that_can_hardly_be_is_asked_again_too() -> None:
    told = Scripted("88", "-30", "88", given=BEFORE_RANGES)
    assert "hip-ir-left" not in told.answers.given
    assert told.shown.count("That can hardly be.") == 3


def test_sides_too_far_apart_are_asked_for_at_the_second() -> None:
    told = Scripted("50", "19", "19", given=BEFORE_RANGES)
    assert told.shown.count("That can hardly be.") == 1
    assert told.answers.given["hip-ir-right"] == 19


def test_what_a_clinician_measured_is_not_asked_again() -> None:
    told = Scripted("88", given={**BEFORE_RANGES, "measured-by": "clinician"})
    assert told.answers.given["hip-ir-left"] == 88
    assert "That can hardly be." not in told.shown


def test_a_volunteered_value_that_can_hardly_be_comes_next() -> None:
    told = Scripted("hip-er-right=86", "86", given=BEFORE_RANGES)
    assert told.shown.count("That can hardly be.") == 1
    assert told.answers.given["hip-er-right"] == 86
