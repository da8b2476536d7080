"""Records of an older version are brought up to date, and nothing of them is lost."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from hipexpert.records.database import MIGRATIONS
from hipexpert.records.record import packed
from hipexpert.records.store import open_store

TODAY = date(2026, 11, 2)
RESULT = {"schema": "hipexpert/consultation/1", "status": "plan", "plan": []}
SAID = (
    (1, 1, "2026-05-04T10:00:00+00:00", "night-pain", '"no"'),
    (1, 2, "2026-05-04T10:01:00+00:00", "equipment", '["band", "box"]'),
    (2, 1, "2026-05-05T10:00:00+00:00", "age", "22"),
    (1, 3, "2026-05-06T10:00:00+00:00", "hip-ir-left", "30.5"),
    (2, 2, "2026-05-07T10:00:00+00:00", "age", None),
    (2, 3, "2026-05-07T10:01:00+00:00", "age", "23"),
    (3, 1, "2026-03-01T10:00:00+00:00", "hop-pain", '"unknown"'),
)
"""As they were written, one after the other: two at once, and then a clock that was set back."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Records as version 1 wrote them: two that were finished, and one that is open."""
    path = tmp_path / "kept" / "records.sqlite"
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.executescript(MIGRATIONS[0])
        file.execute("PRAGMA user_version = 1")
        file.execute("INSERT INTO athlete VALUES ('kim', 'Kim', '2026-05-01T10:00:00+00:00')")
        edition = "f" * 64, "0.0.9", packed({"a-rule": "text"}), packed([["a", "is", "b"]])
        file.execute("INSERT INTO edition VALUES (?, ?, ?, ?)", edition)
        for id, ended in ((1, "2026-05-08T10:00:00+00:00"), (2, None), (3, "2026-03-01T10:05:00")):
            row = id, "kim", "2026-05-04T10:00:00+00:00", ended, "0.0.9", "f" * 64
            told = (json.dumps(RESULT), packed({"steps": []})) if ended else (None, None)
            columns = "id, athlete, begun, finished, version, sha256, result, proof"
            places = ", ".join("?" * 8)
            file.execute(f"INSERT INTO consultation ({columns}) VALUES ({places})", (*row, *told))
        file.executemany("INSERT INTO answer VALUES (?, ?, ?, ?, ?)", SAID)
        file.execute(
            "INSERT INTO override (consultation, drill, put, because, made)"
            " VALUES (1, 'clam', 'out', 'sore', '2026-05-09T10:00:00+00:00')"
        )
    return path


def test_every_answer_is_there_with_its_day_and_in_its_order(old: Path) -> None:
    with open_store(old, today=TODAY) as store:
        assert store.consultation(1).answers.given == {  # type: ignore[union-attr]
            "night-pain": "no",
            "equipment": ("band", "box"),
            "hip-ir-left": 30.5,
        }
        assert store.consultation(1).answers.days["hip-ir-left"] == "2026-05-06"  # type: ignore[union-attr]
        told = [(given.when, given.question, given.value) for given in store.history(2)]
        assert told == [
            (when, question, value and json.loads(value))
            for id, _, when, question, value in SAID
            if id == 2
        ]
        places = [
            (word.sequence, word.question)
            for record in store.consultations("kim")
            for word in record.words
        ]
    assert [question for _, question in sorted(places)] == [
        *("night-pain", "equipment", "hip-ir-left", "age", "hop-pain")
    ]


def test_results_proofs_and_decisions_are_as_they_were(old: Path) -> None:
    with open_store(old, today=TODAY) as store:
        first, third = store.consultation(1), store.consultation(3)
        assert first
        assert third
        assert (first.result, first.proof, first.made) == (RESULT, {"steps": []}, "2026-05-08")
        assert store.knowledge_version("f" * 64).rules == {"a-rule": "text"}
        assert [made.drill for made in store.overrides(1)] == ["clam"]
        assert store.last() == third, "it was written last, whatever the clock said"


def test_nothing_that_an_older_version_wrote_is_fresh(old: Path) -> None:
    """It did not note what happened on another day, not even on the day of the update."""
    with open_store(old, today=date(2026, 5, 7)) as store:
        words = [word for record in store.consultations() for word in record.words]
    assert words
    assert not any(word.fresh for word in words)


def test_places_outlive_the_rewriting_of_the_file(old: Path) -> None:
    def places() -> dict[tuple[int, str], int]:
        return {
            (record.id, word.question): word.sequence
            for record in store.consultations()
            for word in record.words
        }

    with open_store(old, today=TODAY) as store:
        before = places()
        store.erase_consultation(1)
        after = places()
        assert after == {key: place for key, place in before.items() if key[0] != 1}
        assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_update_that_fails_leaves_the_file_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hipexpert.records import database
    from hipexpert.records.database import StoreError

    broken = (MIGRATIONS[0], f"{MIGRATIONS[1]}; INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patched:
        patched.setattr(database, "MIGRATIONS", broken)
        with pytest.raises(StoreError), open_store(old, today=TODAY):
            pass
    with open_store(old, today=TODAY) as store:
        assert len(store.history(1)) == 3
