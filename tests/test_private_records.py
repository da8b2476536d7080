"""The file of records is for its user alone; what cannot be written or read makes no harm."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lives import RUNNER, Life
from program import COMMAND, PATIENCE, TODAY, Ended, answers_file, hipexpert, surroundings

from hipexpert.records.database import StoreError
from hipexpert.records.store import open_store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Kim with a plan, consultation 1, and one of nobody, which is open."""
    life = Life(tmp_path)
    life.athlete("kim", TODAY)
    life.held(TODAY)
    life.begun(TODAY, {"sport": "golf"}, None)
    return life


def test_records_that_others_could_read_are_tightened(life: Life) -> None:
    with life.opened(TODAY):
        for each in life.path.parent.iterdir():
            each.chmod(0o644)
        life.path.parent.chmod(0o755)
        with life.opened(TODAY):
            assert mode(life.path.parent) == 0o700
            found = {each.name: mode(each) for each in life.path.parent.iterdir()}
    assert found == dict.fromkeys((f"records.sqlite{end}" for end in ("", "-wal", "-shm")), 0o600)


def test_nothing_is_written_through_a_link_to_somewhere_else(life: Life, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    shutil.move(life.path, elsewhere)
    life.path.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    with pytest.raises(StoreError, match="is a symbolic link to") as told, life.opened(TODAY):
        pass
    assert str(elsewhere) in str(told.value)
    assert elsewhere.read_bytes() == before
    with open_store(life.path, today=TODAY, reading=True) as store:
        assert len(store.consultations()) == 2, "what is only read is read"


def test_a_link_in_place_of_the_journal_is_refused_too(life: Life, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    life.path.with_name("records.sqlite-wal").symlink_to(mine)
    with pytest.raises(StoreError, match="-wal is a symbolic link"):
        life.begun(TODAY, {})
    assert mine.read_text("utf-8") == "mine"


# Records that cannot be written


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which records can be locked."""
    yield tmp_path
    for each in (tmp_path, *tmp_path.rglob("*")):
        each.chmod(0o700)


def bound() -> None:
    """Take from root, in a process to be started, the power to pass over the rights of files."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def as_bound(folder: Path, *arguments: str) -> Ended:
    """Run a command as a user whom the rights of files hold, which those of root do not."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**surroundings(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=bound if os.geteuid() == 0 else None,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def locked(path: Path) -> None:
    """Records that can be read, and neither they nor their folder written."""
    for each in path.parent.iterdir():
        each.chmod(0o400)
    path.parent.chmod(0o500)
    shell = ["sh", "-c", 'test -w "$0"', str(path)]
    tried = subprocess.run(shell, check=False, preexec_fn=bound if os.geteuid() == 0 else None)
    if tried.returncode == 0:
        pytest.skip("whoever runs this can write whatever the rights say")


def test_records_that_cannot_be_written_can_be_read(folder: Path) -> None:
    life = Life(folder)
    life.athlete("kim", TODAY)
    life.held(TODAY)
    locked(life.path)
    listed = as_bound(folder, "consultations", "list", "--json")
    assert listed.code == 0, listed.err
    assert [each["status"] for each in json.loads(listed.out)] == ["plan"]
    shown = as_bound(folder, "plan", "--consultation", "1", "--json")
    assert shown.code == 0, shown.err
    assert json.loads(shown.out)["plan"]
    added = as_bound(folder, "athlete", "add", "lee")
    assert added.code == 1
    assert "no records can be kept" in added.err


def test_what_was_said_last_is_read_from_a_journal_that_cannot_be_written(folder: Path) -> None:
    """The report is in the journal alone, as another program has the file open."""
    life = Life(folder)
    life.athlete("kim", TODAY)
    life.held(TODAY)
    with life.opened(TODAY) as store:
        store.connection.execute("PRAGMA wal_autocheckpoint = 0")
        life.begun(TODAY, {"night-pain": "yes"})
        assert life.path.with_name("records.sqlite-wal").stat().st_size
        locked(life.path)
        shown = as_bound(folder, "plan", "--consultation", "1", "--json")
    assert shown.code == 4, shown.err
    assert json.loads(shown.out)["plan"] == []


def test_who_asked_for_it_to_be_kept_is_told_when_it_was_not(folder: Path) -> None:
    life = Life(folder)
    life.athlete("kim", TODAY)
    locked(life.path)
    answers_file(folder, RUNNER)
    asked = ("consult", "--answers", "case.yaml", "--no-input", "--json")
    ended = as_bound(folder, *asked, "--athlete", "kim")
    assert ended.code == 1
    assert "the answers cannot be kept" in ended.err
    assert json.loads(ended.out)["plan"], "the result is shown all the same"
    assert as_bound(folder, *asked).code == 0, "nobody asked for it to be kept"


# Rows that are damaged


DAMAGE = {
    "an answer": "UPDATE answer SET value = '{no json' WHERE question = 'age' AND consultation = 1",
    "a day": "UPDATE answer SET day = 'soon' WHERE question = 'age' AND consultation = 1",
    "a result": "UPDATE consultation SET result = '[1' WHERE id = 1",
    "no result": "UPDATE consultation SET result = NULL WHERE id = 1",
    "another result": "UPDATE consultation SET result = '{\"status\": 3}' WHERE id = 1",
    "no day": "UPDATE consultation SET made = NULL WHERE id = 1",
    "a proof": "UPDATE consultation SET proof = x'00ff' WHERE id = 1",
}


def harmed(life: Life, how: str) -> None:
    with sqlite3.connect(life.path) as file:
        assert file.execute(DAMAGE[how]).rowcount == 1


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_row_is_named_with_its_remedy_and_the_others_stay_readable(
    how: str, life: Life, tmp_path: Path
) -> None:
    harmed(life, how)
    told = hipexpert(tmp_path, "audit", "1")
    assert told.code == 1
    assert "consultation 1 is damaged: " in told.err
    assert "hipexpert consultations erase 1" in told.err
    assert "an error of the program" not in told.err
    other = hipexpert(tmp_path, "consultations", "show", "2", "--json")
    assert json.loads(other.out)["answers"] == {"sport": "golf"}


@pytest.mark.parametrize("how", ["an answer", "no result", "a proof"])
def test_no_command_stumbles_over_a_damaged_row(how: str, life: Life, tmp_path: Path) -> None:
    harmed(life, how)
    for *arguments, code in (
        ("athlete", "list", 0),
        ("athlete", "show", "kim", "--json", 0),
        ("consultations", "list", 0),
        ("athlete", "export", "kim", 0),
        ("audit", "--all", "--today", 0),
        ("rules", "feedback", 0),
        ("progress", "kim", 0),
        ("consultations", "erase", "1", "--yes", 0),
    ):
        ended = hipexpert(tmp_path, *map(str, arguments))
        assert ended.code == code, (arguments, ended.err)
        assert "an error of the program" not in ended.err, arguments
    (exported,) = json.loads((tmp_path / "kim-export" / "athlete.json").read_text("utf-8"))[
        "consultations"
    ]
    assert exported["damage"]


def test_a_damaged_word_is_not_known_and_withdraws_what_was_denied_before(life: Life) -> None:
    later = life.begun(TODAY, {"night-pain": "yes"})
    with sqlite3.connect(life.path) as file:
        file.execute("UPDATE answer SET value = '\"ye' WHERE consultation = ?", (later,))
    by = life.standing(TODAY, 1).withdrawal
    assert by
    assert by.unknown == ("night-pain",)
