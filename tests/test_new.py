"""What `hipexpert new` begins: files that are sound as they stand, and whose cases hold."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from program import Ended, hipexpert
from terminal import Terminal

BEGUN = """
new pack canoe --label Canoeing
new sport wild-water --in canoe --role front-standing-leg --drives external-rotation
new sport marathon-canoe --in canoe --role kneeling-side-leg
new sport drifting --in canoe
new drill paddle-switch --in canoe --sport wild-water --sentence "Paddle on the other side."
new rule kneel-softly --in canoe --sport drifting --sentence "Kneel on a \\"soft\\" pad."
new question sore-knees --in canoe --prompt "Are your knees sore?" --sentence "Your knees are sore."
new claim paddlers-turn --in canoe --by "somebody who paddles" --sentence "Paddlers turn."
"""
"""One of each, and the sport in each of its forms."""


def begin(folder: Path, line: str) -> Ended:
    ended = hipexpert(folder, *shlex.split(line))
    assert ended.code == 0, ended.err
    return ended


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    for line in BEGUN.strip().splitlines():
        begin(folder, line)
    return folder


def test_whatever_is_begun_in_a_pack_is_sound_at_once(begun: Path) -> None:
    checked = hipexpert(begun, "check", "--pack", "canoe")
    assert checked.code == 0, checked.err
    assert checked.err == "", "not even a warning"


def test_its_cases_hold_at_once_and_each_kind_has_some(begun: Path) -> None:
    tested = hipexpert(begun, "test", "canoe/cases", "--pack", "canoe")
    assert tested.code == 0, tested.out + tested.err
    assert "20 cases hold" in tested.out
    names = {path.stem for path in (begun / "canoe" / "cases").glob("*.yaml")}
    kinds = {"wild-water", "marathon-canoe", "drifting", "paddle-switch", "kneel-softly"}
    assert names == {*kinds, "sore-knees", "people"}


def test_nothing_of_it_is_left_unfilled(begun: Path) -> None:
    for path in (begun / "canoe").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert "$" not in text.replace("$schema", ""), path
        assert "\n\n\n" not in text, path
        assert text.endswith("\n"), path


def test_what_is_begun_in_a_home_of_ones_own_is_sound_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("kb", "rules"):
        shutil.copytree(ROOT / name, home / name)
    for name in ("ontology.ttl", "shapes.ttl", "constraints.yaml"):
        shutil.copy(ROOT / name, home / name)
    begin(tmp_path, "new sport wild-water --in home --role front-standing-leg")
    begin(tmp_path, "new drill paddle-switch --in home --sport wild-water --sentence Paddle.")
    assert (home / "kb" / "sports" / "wild-water.ttl").is_file()
    assert (home / "cases" / "people.yaml").is_file()
    checked = hipexpert(tmp_path, "check", "--home", "home")
    assert checked.code == 0, checked.err
    tested = hipexpert(tmp_path, "test", "home/cases", "--home", "home")
    assert tested.code == 0, tested.out + tested.err


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("new sport soccer --in canoe", "'soccer' is there already, at kb/sports/soccer.ttl"),
        ("new sport Big --in canoe", "'Big' is no name"),
        ("new sport lone --in nowhere", "is neither a pack nor a folder of knowledge"),
        (
            "new sport lone --in canoe --role front-leg-standing",
            "did you mean 'front-standing-leg'",
        ),
        ("new sport lone --in canoe --drives flexion", "needs a --role"),
        (
            "new drill lone --in canoe --sport drifting --sentence X.",
            "asks for nothing of one side",
        ),
        ("new drill lone --in canoe --sport soccer --sentence X.", "asks for nothing of"),
        ("new drill lone --in canoe", "say it by --sport"),
        ("new drill lone --in canoe --sport drifting", "say it by --sentence"),
        ("new pack canoe", "canoe/pack.ttl is there already"),
        ("new pack other --iri example.org", "'example.org' is no namespace"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_written(begun: Path, line: str, why: str) -> None:
    before = sorted(begun.rglob("*"))
    ended = hipexpert(begun, *line.split())
    assert ended.code == 2
    assert why in ended.err
    assert sorted(begun.rglob("*")) == before


def test_at_a_terminal_it_asks_for_what_was_left_out(tmp_path: Path) -> None:
    begin(tmp_path, "new pack canoe --label Canoeing")
    child = Terminal(tmp_path, "new", "sport", "wild-water", "--in", "canoe")
    child.expect("What is the sport called")
    child.sendline("white water")
    child.expect("front leg of the stance")
    child.expect("always on the same side")
    child.sendline("front-standing-leg")
    child.expect("Into which motion")
    child.sendline("none")
    child.expect("Wrote canoe/kb/wild-water.ttl")
    child.close()
    text = (tmp_path / "canoe" / "kb" / "wild-water.ttl").read_text(encoding="utf-8")
    assert 'skos:prefLabel "white water"@en' in text
    assert ":on-role :front-standing-leg" in text
    assert ":drives" not in text
