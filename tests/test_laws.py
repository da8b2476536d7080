"""The catalogue of laws is whole: each has its entry, its page, and a world that breaks it."""

from __future__ import annotations

import ast
import re
import runpy

import pytest
from conftest import ROOT

from hipexpert.knowledge.catalogue.law import Law

GENERATOR = runpy.run_path(str(ROOT / "docs" / "generate.py"))
CATALOGUE: tuple[Law, ...] = GENERATOR["EVERY_LAW"]
PAGES: dict[str, str] = GENERATOR["law_pages"]()

TOLD = re.compile(r"^\S+:\d+:\d+: (error|warning): .* \[([a-z-]+)\]$", re.M)
OF_NO_LAW = {"pyshacl-validate", "the-witness"}
"""What is written like the id of a law, and is none."""

WITHOUT_A_WORLD = {"no-knowledge", "unreadable-file", "not-text", "no-shapes", "undecided"}
"""What no folder of tests/broken can hold: a file that is missing, locked or no text, an extra."""


def told() -> set[tuple[str, str]]:
    """Each law that some broken world breaks, with its severity there."""
    expected = (ROOT / "tests" / "broken").glob("*/expected.txt")
    found = {pair for path in expected for pair in TOLD.findall(path.read_text(encoding="utf-8"))}
    return {(law, severity) for severity, law in found}


FINDING_NONE = {"archive.py", "author_schemas.py", "problem_formats.py", "revision.py"}
"""Modules beside them that find no problem of the knowledge."""


def in_the_code() -> set[str]:
    """Each word of several parts in the modules that find problems: the ids of laws are such."""
    package = ROOT / "hipexpert"
    modules = [*(package / "knowledge").glob("*.py"), package / "reasoning" / "laws.py"]
    modules += (package / "prove").glob("*.py")
    modules.append(package / "drawing" / "laws.py")
    modules = [module for module in modules if module.name not in FINDING_NONE]
    return {
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value)
    } - OF_NO_LAW


def test_every_law_is_in_the_catalogue_once() -> None:
    ids = [law.id for law in CATALOGUE]
    assert len(ids) == len(set(ids))
    assert {law for law, _ in told()} | in_the_code() <= set(ids)


def test_every_law_of_the_catalogue_is_broken_by_some_world() -> None:
    assert {law.id for law in CATALOGUE} - {law for law, _ in told()} == WITHOUT_A_WORLD


def test_problems_are_as_severe_as_their_law() -> None:
    severe = {law.id: law.severity for law in CATALOGUE}
    mixed = {"shape", "file-not-read"}  # a shape says how severe it is; a file, what it holds
    assert {(law, s) for law, s in told() if law not in mixed} == {
        (law, severe[law]) for law, _ in told() if law not in mixed
    }


def test_every_law_is_a_sentence_and_says_why_and_how_it_is_mended() -> None:
    for law in CATALOGUE:
        for said in (law.says, law.why, law.mend):
            assert re.fullmatch(r"[A-Z`\d].*[.]", said, re.S), (law.id, said)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_of_a_law_is_up_to_date(name: str) -> None:
    page = (GENERATOR["LAWS"] / name).read_text(encoding="utf-8")
    assert page == PAGES[name], "run: python docs/generate.py"


def test_no_page_is_of_a_law_that_is_gone() -> None:
    assert {path.name for path in GENERATOR["LAWS"].iterdir()} == set(PAGES)
