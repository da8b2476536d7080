"""Whatever bytes a file has, its reader tells what is wrong by a place inside it, and goes on.

Real files are edited at random: bytes put in, taken out, doubled and replaced, among them what
parsers are known to stumble on. The same edits in every run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, real_knowledge
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from hipexpert.export.certificate import certificate, certificate_text
from hipexpert.face.cli import app
from hipexpert.knowledge.characters import one_kind_of_line_end
from hipexpert.knowledge.constraints import ConstraintReader
from hipexpert.knowledge.decoding import decode_text
from hipexpert.knowledge.documents import read_document
from hipexpert.knowledge.problems import format_problems
from hipexpert.knowledge.rulebook import read_each, read_rules
from hipexpert.knowledge.turtle import read_turtle
from hipexpert.model import Problem
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.engine import consult
from hipexpert.verify.files import Home
from hipexpert.verify.proof import verify

ODD = [
    *(b"\x00", b"\x1b[2J", b"\r", b"\r\n", b"\t", b"\x85", b"\xff", b"\xc3", b"\xef\xbb\xbf"),
    *(text.encode() for text in ("\u202e", "\u2028", "\u00a0", "\U0001f3c3", "é")),
    *(b'"', b"'", b'"""', b"\\", b"\\u001b", b"\\uD800", b"\\U00110000", b"\\x", b"#", b"@", b"^^"),
    *(
        b"[",
        b"]",
        b"(",
        b")",
        b"{",
        b"}",
        b"<",
        b">",
        b":",
        b";",
        b",",
        b".",
        b"-",
        b"?",
        b"&",
        b"*",
    ),
    *(
        b"_:b ",
        b"[] ",
        b"@prefix : <x> .",
        b"@base <y> .",
        b"a",
        b"!!python/object:os.system ",
        b"---\n",
    ),
    *(
        b"[" * 3000,
        b"(" * 3000,
        b"-" * 3000,
        b"- " * 3000,
        b"{a: " * 300,
        b"+1" * 3000,
        b"9" * 8000,
    ),
    *(b"[:a " * 1500, b"1e999", b"nan", b"-0", b"0x10", b"null", b"~", b"=1+1"),
]


@st.composite
def edited(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """A piece of a real file with up to five edits."""
    whole = draw(st.sampled_from(originals))
    start = draw(st.integers(0, max(0, len(whole) - 1500)))
    data = whole[start : start + 1500] if draw(st.booleans()) else whole[:1500]
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 20))
        put = draw(st.sampled_from(ODD) | st.binary(max_size=6) | st.just(data[place:][:40]))
        data = data[:place] + put + data[place + length :]
    return data


def files(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(ROOT.glob(pattern))]


def check(problems: Iterable[Problem], data: bytes, folder: Path, name: str) -> None:
    """Every place is inside the file, as its author's editor counts lines; all can be printed."""
    found = [*problems]
    (folder / name).write_bytes(data)
    lines = one_kind_of_line_end(data.decode("utf-8-sig", errors="replace")).split("\n")
    for problem in found:
        place = problem.location
        assert place.file == name
        assert 1 <= place.line <= len(lines), problem
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1, problem
    format_problems(found, folder).encode()


Read = Callable[[str, str], list[Problem]]


def answers_in(text: str, name: str) -> list[Problem]:
    return read_answers(real_knowledge(), text, name)[1]


READERS: dict[str, tuple[str, Read]] = {
    "answers": ("examples/*.yaml", answers_in),
    "documents": ("rules/**/*.yaml", lambda text, name: read_document(text, name)[1]),
    "rules": ("rules/**/*.yaml", lambda text, name: read_rules(text, name, 0)[1]),
    "constraints": (
        "constraints.yaml",
        lambda text, name: read_each(text, name, 0, ConstraintReader)[1],
    ),
    "turtle": ("kb/**/*.ttl", lambda text, name: read_turtle(text, name)[1]),
    "shapes": ("shapes.ttl", lambda text, name: read_turtle(text, name, insides=True)[1]),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edited")


@pytest.mark.parametrize("reader", READERS)
@settings(derandomize=True, max_examples=300)
@given(data=st.data())
def test_any_edit_of_a_file_is_read_or_told_at_its_place(
    reader: str, folder: Path, data: st.DataObject
) -> None:
    pattern, read = READERS[reader]
    content = data.draw(edited(files_of(pattern)))
    text, problems = decode_text(content, "edited")
    if text is not None:
        problems = read(text, "edited")
    check(problems, content, folder, "edited")


@cache
def files_of(pattern: str) -> list[bytes]:
    return files(pattern)


SQUAD = [
    b"athlete,name,night-pain,sport,hip-ir-left,hip-ir-right\r\n"
    b'ann,"Ann, the first",no,rowing,40,26\r\nbo,Bo,yes,,31.5,"30"\r\ncy,,unknown,soccer,,\r\n',
    "athlete;name;sport;equipment\nann;Zoë;rowing;band, bench\n".encode("utf-16"),
    "athlete\tname\tage\nann\tZoë\t22\n".encode("cp1252"),
]


@pytest.mark.usefixtures("loaded_already")
@settings(derandomize=True, max_examples=80)
@given(content=edited(SQUAD))
def test_any_edit_of_a_table_is_screened_or_told_at_its_line(content: bytes, folder: Path) -> None:
    path = folder / "squad.csv"
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["screen", str(path), "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code != 1
    if done.stdout:
        json.loads(done.stdout)
    if done.exit_code == 6:
        place = rf"^{re.escape(str(path))}:[1-9]\d*:[1-9]\d*: error: "
        assert re.search(place, done.stderr, re.MULTILINE)


@cache
def proof() -> bytes:
    knowledge = real_knowledge()
    answers, _ = read_answers(knowledge, "night-pain: no\nhip-ir-left: 40\nhip-ir-right: 26", "a")
    return certificate_text(certificate(consult(knowledge, answers))).encode()


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd[:8]))
def test_no_edit_of_a_proof_passes_or_stops_its_check(odd: bytes, home: Home) -> None:
    whole = proof()
    assert not verify(whole.decode(), home).faults
    for place in range(0, len(whole), len(whole) // 3):
        text, problems = decode_text(whole[:place] + odd + whole[place + 20 :], "proof.json")
        if not problems and not verify(text or "", home).faults:
            left, kept = json.loads(text or ""), json.loads(whole)
            assert all(left[part] == kept[part] for part in ("given", "steps", "outcomes"))


@pytest.fixture(scope="module")
def home() -> Home:
    return Home(ROOT)
