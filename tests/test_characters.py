"""No character that steers a terminal, or turns a line, leaves the program as it came."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from program import Ended, hipexpert
from terminal import Terminal

from hipexpert.knowledge.characters import spelled, steers, visible

NASTY = "\x1b[2J\x1b]0;owned\x07\r\x7f\x9b31m\u202e\u2066\u200f\u2028\ufeff"
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
NAME = f"Kim{NASTY}Lee"
REASON = f"It{NASTY} pinches."
FILE = "ca\x1b[31m\u202ese.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kim, whose name steers, with a consultation that was decided otherwise."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copy(ROOT / "examples" / "track-runner.yaml", folder / FILE)
    for words in (
        ("athlete", "add", "kim", "--name", NAME),
        ("consult", "--athlete", "kim", "--answers", FILE, "--json"),
        ("override", "pigeon-stretch", "--put", "out", "--because", REASON, "--consultation", "1"),
    ):
        ended = hipexpert(folder, *words)
        assert ended.code == 0, ended.err
        check(ended)
    return folder


def check(ended: Ended) -> None:
    for said in ended.out, ended.err:
        found = STEERING.search(said)
        assert not found, (ended.code, said[max(0, found.start() - 40) : found.end() + 40])


SHOWN = (
    ("athlete", "list"),
    ("athlete", "show", "kim"),
    ("consultations", "show", "1"),
    ("plan", "--consultation", "1"),
    ("audit", "1"),
    ("rules", "feedback"),
    ("athlete", "erase", "kim"),
    ("consult", "--answers", FILE, "--no-input"),
    ("why", "pigeon-stretch", "--answers", FILE),
    ("why", "pigeon-stretch", "--answers", FILE, "--as", "dot"),
    ("what-if", "sport=\x1b[31m", "--answers", FILE),
    ("query", "-e", 'SELECT ("\\u001b[31m\\u202e" AS ?x) { }'),
    ("query", "-e", 'CONSTRUCT { <http://x> <http://y> "\\u001b[31m\\u202e" } { }'),
    ("report", "1"),
    ("export", "--as", "n3", "--answers", FILE),
    ("export", "--as", "prov", "--answers", FILE),
    ("export", "--as", "proof", "--answers", FILE),
    ("plan", "--answers", "no\x1b[31m\u202ewhere.yaml"),
    ("screen", "no\x1b[31m\u202ewhere.csv"),
    ("verify", FILE),
    ("report", "1", "--out", "re\x1b[31m\u202eport.html"),
    ("athlete", "show", "k\x1bm"),
    ("check", "--home", "no\x1b[31m\u202ewhere"),
)


@pytest.mark.parametrize(
    "words", SHOWN, ids=lambda words: " ".join(words[:3]).encode("unicode_escape").decode()
)
def test_what_is_shown_steers_nothing(words: tuple[str, ...], folder: Path) -> None:
    ended = hipexpert(folder, *words)
    assert ended.code in (0, 2, 3, 6), ended.err
    assert ended.out or ended.err
    check(ended)
    if words[0] in ("athlete", "consultations") and words[-1] not in ("--plain", "k\x1bm"):
        check(hipexpert(folder, *words, *(("--plain",) if words[1] != "erase" else ())))


def test_json_holds_the_very_name(folder: Path) -> None:
    listed = hipexpert(folder, "athlete", "list", "--json")
    check(listed)
    assert json.loads(listed.out)[0]["name"] == NAME


def test_a_terminal_is_not_steered(folder: Path) -> None:
    """There the program itself writes sequences of its own, for colours; and none but those."""
    child = Terminal(folder, "athlete", "show", "kim")
    shown = child.read()
    child.close()
    assert "Kim" in shown
    assert not STEERING.search(re.sub(r"\x1b\[[0-9;]*m|\r\n", "", shown))


def test_what_is_handed_over_steers_nothing(folder: Path) -> None:
    assert hipexpert(folder, "report", "1", "--out", "r.html", "--ics", "r.ics").code == 0
    page = (folder / "r.html").read_bytes().decode()
    assert "Kim" in page
    assert "pinches" in page
    assert not STEERING.search(page)
    calendar = (folder / "r.ics").read_bytes().decode()
    assert not STEERING.search(calendar.replace("\r\n", ""))
    assert hipexpert(folder, "athlete", "export", "kim", "--out", "out").code == 0
    for path in (folder / "out").iterdir():
        assert not STEERING.search(path.read_bytes().decode()), path.name
    whole: dict[str, Any] = json.loads((folder / "out" / "athlete.json").read_bytes())
    assert whole["athlete"]["name"] == NAME
    assert whole["consultations"][0]["overrides"][0]["because"] == " ".join(REASON.split())
    with (folder / "out" / "overrides.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["because"] == visible(" ".join(REASON.split()))


def test_a_table_of_results_steers_nothing(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text(
        f"athlete,night-pain\nan\x1b[31m\u202en,no\nbo,{NASTY.replace(chr(13), '')}\n",
        encoding="utf-8",
    )
    for more in (), ("--json",), ("--plain",), ("--out", "results.csv"):
        check(hipexpert(tmp_path, "screen", "squad.csv", *more))
    assert not STEERING.search((tmp_path / "results.csv").read_text("utf-8"))


def test_answers_with_such_characters_are_refused_at_their_place(tmp_path: Path) -> None:
    text = 'age: 20\nsport: "row\\e[31ming"\nevent: x\u202ey\n'
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    ended = hipexpert(tmp_path, "plan", "--answers", "case.yaml")
    assert ended.code == 6
    seen = "error: here stands a character that nobody sees: "
    assert f"case.yaml:2:8: {seen}U+001B, a control character [unseen-character]" in ended.err
    assert f"case.yaml:3:9: {seen}U+202E, right-to-left override" in ended.err
    check(ended)


def test_a_label_that_steers_is_no_sound_knowledge(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(ROOT / "tests" / "broken" / "healthy", home)
    shutil.copytree(ROOT / "tests" / "broken" / "character-nobody-sees", home, dirs_exist_ok=True)
    ended = hipexpert(tmp_path, "questions", "--home", "home")
    assert ended.code == 3
    check(ended)


TEXTS = st.text(st.characters() | st.sampled_from(NASTY), max_size=30)


@given(TEXTS)
def test_any_text_is_made_visible_at_the_same_width(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not STEERING.search(shown)
    shown.encode()
    assert bool(steers(text)) == (shown != text)


@given(TEXTS)
def test_any_text_is_spelled_in_json_as_it_was(text: str) -> None:
    written = spelled(json.dumps({text: [text]}, ensure_ascii=False))
    assert not STEERING.search(written)
    written.encode()
    assert json.loads(written) == {text: [text]}
