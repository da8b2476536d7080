"""The file of records: what is in it is safe, stays as it was, and goes when it is erased."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from program import PATIENCE, surroundings
from worlds import make_world, rule

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.records import database
from hipexpert.records.database import StoreError
from hipexpert.records.knowledge_version import knowledge_version
from hipexpert.records.store import Measurement, Store, open_store

RESULT = {"schema": "hipexpert/consultation/1", "status": "plan", "plan": []}
PROOF = {"schema": "hipexpert/proof/1", "steps": []}
DEGREES = ("hip", "internal-rotation", "left", "prone")


@pytest.fixture
def world(tmp_path: Path) -> KnowledgeBase:
    return make_world(
        tmp_path / "world", "hip is limited", rule("a", ["?x is ?y"], ["?x counts ?y"])
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "records.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def everything_in(path: Path) -> bytes:
    """The bytes of the file and of the journals beside it."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.iterdir()))


def test_the_file_is_for_this_user_alone(store: Store, path: Path, world: KnowledgeBase) -> None:
    store.begin(world)
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# A consultation


def test_answers_come_back_as_they_were_given(store: Store, world: KnowledgeBase) -> None:
    answers = Answers({"age": 23, "years": 2.5, "kit": ("band", "box"), "none": ()}, frozenset("u"))
    id = store.begin(world, answers=Answers({"age": 23}))
    store.keep(id, answers)
    record = store.consultation(id)
    assert record
    assert (dict(record.answers.given), record.answers.unknown) == (answers.given, {"u"})


def test_an_answer_taken_back_is_gone_but_not_forgotten(store: Store, world: KnowledgeBase) -> None:
    id = store.begin(world, answers=Answers({"age": 23}))
    store.keep(id, Answers({"sport": "golf"}))
    store.keep(id, Answers({"sport": "golf", "age": 24}))
    assert store.consultation(id).answers.given == {"sport": "golf", "age": 24}  # type: ignore[union-attr]
    told = [(given.question, given.value) for given in store.history(id)]
    assert told == [("age", 23), ("age", None), ("sport", "golf"), ("age", 24)]


def test_two_terminals_at_one_consultation_take_back_nothing_of_each_other(
    path: Path, world: KnowledgeBase
) -> None:
    with open_store(path) as one, open_store(path) as other:
        first = Answers({"age": 23})
        id = one.begin(world, answers=first)
        one.keep(id, Answers({"age": 23, "sport": "golf"}), first)
        other.keep(id, Answers({"age": 23, "event": "other"}), first)
        record = one.consultation(id)
    assert record
    assert record.answers.given == {"age": 23, "sport": "golf", "event": "other"}


def test_what_is_finished_is_never_changed_again(store: Store, world: KnowledgeBase) -> None:
    id = store.begin(world, answers=Answers({"age": 23}))
    store.finish(id, RESULT, PROOF)
    before = store.consultation(id)
    for change in (
        lambda: store.keep(id, Answers({"age": 24})),
        lambda: store.finish(id, {}, {}),
        lambda: store.resume(id, world),
    ):
        with pytest.raises(StoreError, match="consultation 1 is not open any more"):
            change()
    assert store.consultation(id) == before
    assert before
    assert (before.result, before.proof) == (RESULT, PROOF)


def test_the_latest_open_and_the_last_finished_one_are_found(
    store: Store, world: KnowledgeBase
) -> None:
    assert store.unfinished() is None
    assert store.last() is None
    for id in ("kim", "lee"):
        store.add_athlete(id, id)
    ids = [store.begin(world, athlete) for athlete in ("kim", "lee", "kim", "lee", None)]
    store.finish(ids[3], RESULT, PROOF)
    store.finish(ids[0], RESULT, PROOF)
    found = [store.unfinished(athlete) for athlete in (None, "kim", "lee")]
    assert [record.id for record in found if record] == [ids[4], ids[2], ids[1]]
    assert {record.id for record in [store.last()] if record} <= {ids[0], ids[3]}
    assert [record.id for record in store.consultations("kim")] == [ids[0], ids[2]]


def test_what_the_knowledge_said_is_kept_once_for_all_consultations(
    store: Store, tmp_path: Path, world: KnowledgeBase
) -> None:
    old = make_world(tmp_path / "old", "hip is limited", rule("b", ["?x is ?y"], ["?x counts ?y"]))
    id = store.begin(old)
    store.begin(old)
    store.resume(id, world)
    store.finish(id, RESULT, PROOF)
    record = store.consultation(id)
    assert record
    assert record.sha256 == world.sha256
    assert store.knowledge_version(world.sha256) == knowledge_version(world)
    assert store.knowledge_version(old.sha256) == knowledge_version(old)
    with pytest.raises(KeyError):
        store.knowledge_version("none")


def test_an_id_that_could_be_a_path_or_a_second_one_is_refused(store: Store) -> None:
    store.add_athlete("kim", "Kim")
    for id in ("kim", "", "../kim", "a/b", "-x", " kim ", "kim\xa0", "k\x07m"):
        with pytest.raises(StoreError):
            store.add_athlete(id, "")
    assert [athlete.id for athlete in store.athletes()] == ["kim"]


def test_nothing_is_kept_of_an_athlete_who_is_not_there(store: Store, world: KnowledgeBase) -> None:
    with pytest.raises(StoreError):
        store.begin(world, "nobody")
    with pytest.raises(StoreError):
        store.add_measurements([Measurement("nobody", "2026-01-01", *DEGREES, 30, "degrees")])
    assert store.consultations() == []


def test_measurements_are_kept_once(store: Store) -> None:
    store.add_athlete("kim", "Kim")
    one = Measurement("kim", "2026-01-01", *DEGREES, 30, "degrees")
    assert store.add_measurements([one, one._replace(taken="2026-02-01")]) == 2
    assert store.add_measurements([one]) == 0
    assert store.add_measurements([one._replace(value=31)]) == 1
    assert [each.value for each in store.measurements("kim")] == [31, 30]


# Erasing


def test_what_is_erased_is_nowhere_in_the_file(path: Path, world: KnowledgeBase) -> None:
    with open_store(path) as store, open_store(path) as beside:
        for id in ("kim", "lee"):
            store.add_athlete(id, f"Name-of-{id}")
            number = store.begin(world, id, Answers({"said-by": f"answer-of-{id}"}))
            store.finish(number, {"told": f"result-of-{id}" * 1000}, PROOF)
            store.override(number, "clam", "out", f"reason-of-{id}")
        store.add_measurements(
            [Measurement("kim", "2026-01-01", "joint-of-kim", "m", "left", "prone", 3, "degrees")]
        )
        beside.athletes()
        before = everything_in(path)
        store.erase("kim")
        after = everything_in(path)
        assert beside.athletes() == store.athletes()
        assert [athlete.id for athlete in store.athletes()] == ["lee"]
        assert store.measurements("kim") == []
        assert len(store.overrides()) == 1
    traces = [b"Name-of-", b"answer-of-", b"result-of-", b"reason-of-"]
    assert all(trace + b"kim" in before and trace + b"lee" in after for trace in traces)
    assert b"kim" not in after
    assert b"kim" not in everything_in(path)


def test_one_consultation_can_be_erased(store: Store, path: Path, world: KnowledgeBase) -> None:
    ids = [store.begin(world, answers=Answers({"x": f"answer-{n}"})) for n in (1, 2)]
    store.erase_consultation(ids[0])
    assert [record.id for record in store.consultations()] == [ids[1]]
    assert b"answer-1" not in everything_in(path)
    assert b"answer-2" in everything_in(path)
    store.erase_consultation(ids[1])
    with pytest.raises(KeyError):
        store.knowledge_version(world.sha256)
    assert store.begin(world) == 3, "no number is used twice"


def test_a_reader_that_holds_on_to_the_old_file_is_told_of(
    path: Path, world: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.1)
    with open_store(path) as store:
        id = store.begin(world, answers=Answers({"x": "answer-1"}))
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM answer").fetchall()
        with pytest.raises(StoreError, match="still reads the old file"):
            store.erase_consultation(id)
        reader.close()
        assert store.consultations() == []
    assert b"answer-1" not in everything_in(path), "the last to leave empties the journal"


# Damage


DAMAGE = {
    "no database": b"these are no records" * 400,
    "an empty page": bytes(8192),
    "a header alone": b"SQLite format 3\x00",
}


@pytest.mark.parametrize("damaged", DAMAGE)
def test_a_damaged_file_is_reported_and_left_as_it_is(path: Path, damaged: str) -> None:
    path.parent.mkdir()
    path.write_bytes(DAMAGE[damaged])
    with pytest.raises(StoreError, match="are damaged") as told, open_store(path):
        pass
    assert "nothing was changed" in told.value.hint
    assert path.read_bytes() == DAMAGE[damaged]


def test_damage_in_the_middle_is_reported_and_left_as_it_is(
    path: Path, world: KnowledgeBase
) -> None:
    with open_store(path) as store:
        for number in range(30):
            store.begin(world, answers=Answers({"x": f"{number}" * 2000}))
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 6000] = os.urandom(6000)
    path.write_bytes(whole)
    with pytest.raises(StoreError, match="are damaged"), open_store(path):
        pass
    assert path.read_bytes() == whole


def test_a_file_of_a_newer_program_is_reported_and_left_as_it_is(
    path: Path, world: KnowledgeBase
) -> None:
    with open_store(path) as store:
        store.begin(world)
        store.connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer hipexpert") as told, open_store(path):
        pass
    assert "update hipexpert" in told.value.hint
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("", encoding="utf-8")
    with (
        pytest.raises(StoreError, match="no records can be kept"),
        open_store(tmp_path / "in-the-way" / "records.sqlite"),
    ):
        pass


# Several processes

WRITER = """
import sys
from pathlib import Path
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Answers
from hipexpert.records.store import open_store

path, home, name, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
with open_store(path) as store:
    world = load_knowledge(home)
    store.add_athlete(name, name)
    said = Answers({"question-0": name})
    id = store.begin(world, name, said)
    for number in range(1, count):
        before, said = said, Answers({**said.given, f"question-{number}": name})
        store.keep(id, said, before)
        print(number, flush=True)
"""


def writer(path: Path, home: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(home), name, str(count)],
        env=surroundings(path.parent.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_processes_that_write_at_once_lose_and_harm_nothing(
    path: Path, tmp_path: Path, world: KnowledgeBase
) -> None:
    """Four begin with the file itself, which none of them has yet."""
    names = ("ada", "bo", "kim", "lee")
    running = [writer(path, tmp_path / "world", name, 40) for name in names]
    for process in running:
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
    with open_store(path) as store:
        for name in names:
            (record,) = store.consultations(name)
            assert record.answers.given == {f"question-{n}": name for n in range(40)}
        assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_answer_is_kept_although_its_process_is_killed_at_once(
    path: Path, tmp_path: Path, world: KnowledgeBase
) -> None:
    """Another process writes on beside it, before and after."""
    killed, beside = (
        writer(path, tmp_path / "world", name, count)
        for name, count in (("kim", 9999), ("lee", 40))
    )
    assert killed.stdout
    safe = last_of(killed.stdout, 25)
    os.kill(killed.pid, signal.SIGKILL)
    rest = killed.communicate(timeout=PATIENCE)[0].split()
    beside.communicate(timeout=PATIENCE)
    assert (killed.returncode, beside.returncode) == (-signal.SIGKILL, 0)
    with open_store(path) as store:
        (kim,) = store.consultations("kim")
        (lee,) = store.consultations("lee")
    promised = int(rest[-1]) if rest else safe
    assert len(kim.answers.given) in (promised + 1, promised + 2)
    assert len(lee.answers.given) == 40


def last_of(lines: IO[str], count: int) -> int:
    return [int(lines.readline()) for _ in range(count)][-1]


def test_a_writer_that_will_not_end_is_told_of_and_not_waited_for_long(
    path: Path, world: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.1)
    with open_store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="are in use"):
            store.begin(world)
        assert store.consultations() == [], "reading goes on meanwhile"
        other.execute("COMMIT")
        other.close()
        assert store.begin(world) == 1
