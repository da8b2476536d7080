"""Whole plans of twenty people of different kinds, each read as a coach would read it.

The answers and the plans lie side by side in tests/plans; HIPEXPERT_UPDATE_GOLDEN=1 writes the
plans anew, and whoever does so reads what changed in them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from program import hipexpert

PEOPLE = sorted((Path(__file__).parent / "plans").glob("*.yaml"))


def test_there_are_twenty_people() -> None:
    assert len(PEOPLE) == 20


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.stem)
def test_the_plan_is_the_one_that_was_read(person: Path, tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "plan", "--answers", str(person), "--plain")
    assert ended.code == 0, ended.err
    golden = person.with_suffix(".txt")
    if os.environ.get("HIPEXPERT_UPDATE_GOLDEN"):
        golden.write_text(ended.out, encoding="utf-8")
    assert ended.out == golden.read_text(encoding="utf-8")
