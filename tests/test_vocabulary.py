"""Each word of the ontology on which the program relies stands once, and the ontology has it."""

from __future__ import annotations

import ast
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, real_knowledge

from hipexpert.knowledge.check import check
from hipexpert.knowledge.check_vocabulary import SUBJECTS, declared_words, words_of
from hipexpert.knowledge.load import load_knowledge

PACKAGE = ROOT / "hipexpert"
WORDS = {word: kind for subject in SUBJECTS for word, kind in words_of(subject).items()}
APART = ("vocabulary", "verify")
"""Where words may stand: in the vocabulary, and in the proof checker, which shares no code."""

HOMONYMS = {
    **dict.fromkeys(("left", "right"), "where a column is set, and keys of the contract"),
    **dict.fromkeys(("athlete", "answers", "retests"), "columns of tables and keys of files"),
    **dict.fromkeys(("incomplete", "referred"), "statuses of the contract"),
    **dict.fromkeys(("unknown", "none"), "words of an answers file, or of a page"),
    **dict.fromkeys(
        ("open", "interrupted", "title", "states", "answer-type"),
        "how a fact stands, how a program ends or a text looks, a file of rules, the id of a law",
    ),
    **dict.fromkeys(("Claim", "Source", "Drill", "Place", "Finding", "Dose"), "headings of pages"),
    **dict.fromkeys(("Question", "Measurement", "Word", "Outcome"), "names of Python, headings"),
}
"""Words that mean something else where they stand in the program, and what."""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module with their lines: no docstrings, and no keys of what is written."""
    tree = ast.parse(path.read_text("utf-8"))
    passed = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    passed |= {id(n.slice) for n in ast.walk(tree) if isinstance(n, ast.Subscript)}
    passed |= {id(key) for n in ast.walk(tree) if isinstance(n, ast.Dict) for key in n.keys}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in passed
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "module", sorted(p.relative_to(PACKAGE) for p in PACKAGE.rglob("*.py")), ids=str
)
def test_no_other_module_holds_a_word(module: Path) -> None:
    if module.parts[0] not in APART:
        found = [
            f"{module}:{line}: {word}"
            for line, word in strings(PACKAGE / module)
            if word in WORDS and word not in HOMONYMS
        ]
        assert not found


def test_every_word_stands_once() -> None:
    words = Counter(word for subject in SUBJECTS for word in words_of(subject))
    assert [word for word, times in words.items() if times > 1] == []
    files = {f"{subject.__name__.rpartition('.')[2]}.py" for subject in SUBJECTS}
    assert files == {path.name for path in (PACKAGE / "vocabulary").glob("*.py")} - {"__init__.py"}


def test_every_word_is_used() -> None:
    used = {
        alias.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("hipexpert.vocabulary")
        for alias in node.names
    }
    used |= set(
        re.findall(r"messages\.([A-Z_]+)", (PACKAGE / "face/commands/consult.py").read_text())
    )
    names = {name for subject in SUBJECTS for name, word in vars(subject).items() if name.isupper()}
    assert names - used == set()


def test_our_ontology_has_every_word() -> None:
    declared = declared_words(real_knowledge())
    assert [word for word, kind in WORDS.items() if word not in declared[kind]] == []


def renamed(home: Path, word: str, name: str) -> None:
    """The real knowledge in `home`, one word of it called otherwise wherever it stands."""
    for part in ("ontology.ttl", "shapes.ttl", "constraints.yaml", "kb", "rules"):
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, home / part)
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    for path in home.rglob("*.*"):
        path.write_text(whole.sub(name, path.read_text("utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "name", "kind"),
    [
        ("is-referred-for", "was-referred-for", "property"),
        ("RedFlag", "RedFlagged", "class"),
        ("until-seen", "until-seen-to", "property of texts"),
        ("is-favoured", "is-favored", "property of numbers"),
        ("greeting", "greetings", "thing"),
    ],
)
def test_a_word_renamed_consistently_is_told(tmp_path, word: str, name: str, kind: str) -> None:
    renamed(tmp_path, word, name)
    found = [p for p in check(load_knowledge(tmp_path)) if p.check == "missing-word"]
    assert [problem.message for problem in found] == [
        f"the program relies on the {kind} '{word}', which is not there"
    ]
    assert found[0].severity == "error"
    assert f"'{name}'" in str(found[0].hint)
