"""The seeds of the verifier fit the knowledge, and a handful of them do what its page says.

The whole run takes half an hour: `make verifier`.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from seeds import Seed, apply, copied, defects, harmless

from hipexpert.knowledge.check import CHECKS
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.shapes import everything_keeps_its_shape
from hipexpert.model import Problem

PAGE = (ROOT / "docs" / "verifier.md").read_text("utf-8")
DEFECTS, HARMLESS = defects(), harmless()
SEEDS = (*DEFECTS, *HARMLESS)
HANDFUL = 5


def in_order_of_their_hash(seeds: Iterable[Seed]) -> Iterator[Seed]:
    """Seeds in an order that nobody chose, one of each kind."""
    mixed = sorted(seeds, key=lambda seed: hashlib.sha256(seed.id.encode()).digest())
    return iter({seed.kind: seed for seed in reversed(mixed)}.values())


def found_by_files_alone() -> set[str]:
    """The kinds of which the page says that looking at the files finds every seed."""
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| (\d*) \|", PAGE, re.M)
    return {kind.casefold() for kind, seeds, files in rows if seeds == files}


def first_problem(seed: Seed, home: Path) -> Problem | None:
    """The first thing that is wrong with a home by looking at its files, shapes left aside."""
    copied(home)
    apply(seed, home)
    knowledge = load_knowledge(home)
    if knowledge.problems:
        return knowledge.problems[0]
    laws = (law for law in CHECKS if law is not everything_keeps_its_shape)
    return next((problem for law in laws for problem in law(knowledge)), None)


def test_there_are_enough_of_them() -> None:
    assert len(DEFECTS) >= 200
    assert len({seed.kind for seed in DEFECTS}) >= 25
    assert len(HARMLESS) >= 120


def test_each_has_its_own_id_and_says_what_it_is() -> None:
    assert len({seed.id for seed in SEEDS}) == len(SEEDS)
    for seed in SEEDS:
        assert re.fullmatch(r"[A-Z].*[.]", seed.slip), seed.id
    assert all(seed.names for seed in DEFECTS)
    assert not any(seed.names for seed in HARMLESS)


def test_each_fits_the_knowledge_as_it_is(tmp_path: Path) -> None:
    """What it looks for stands there just once, and it changes something."""
    home = copied(tmp_path / "home")
    for seed in SEEDS:
        touched = {name for edit in seed.edits for name in (edit.file, edit.to) if name}
        places = apply(seed, home)
        assert all(lines is None or lines for lines in places.values()), seed.id
        for name in touched:
            (home / name).unlink(missing_ok=True)
            if (ROOT / name).is_file():
                shutil.copy2(ROOT / name, home / name)


def test_the_page_counts_them_all() -> None:
    kinds = {seed.kind for seed in DEFECTS}
    assert f"| Seeded defects | {len(DEFECTS)} in {len(kinds)} kinds |" in PAGE
    assert f"| Harmless edits | {len(HARMLESS)} |" in PAGE


@pytest.mark.parametrize(
    "seed",
    [s for s in in_order_of_their_hash(DEFECTS) if s.kind.casefold() in found_by_files_alone()][
        :HANDFUL
    ],
    ids=lambda seed: seed.id,
)
def test_what_the_files_show_is_found_by_looking_at_them(seed: Seed, tmp_path: Path) -> None:
    assert first_problem(seed, tmp_path / "home"), seed.slip


@pytest.mark.parametrize("seed", [*in_order_of_their_hash(HARMLESS)][:2], ids=lambda seed: seed.id)
def test_what_breaks_nothing_brings_no_problem(seed: Seed, tmp_path: Path) -> None:
    assert first_problem(seed, tmp_path / "home") is None, seed.slip
