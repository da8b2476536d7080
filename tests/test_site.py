"""The site of docs/ holds every page, and nothing that lies there and is not meant for anybody."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

DOCS = ROOT / "docs"
SECRET = "Anna Berg has pain at night"
LEFT_THERE = (
    *("case.yaml", "anna.md", "index.md~", ".index.md.swp", "records.sqlite", "records.sqlite-wal"),
    *("how-to/anna.json", "how-to/anna.md", "site.css.bak"),
)
"""What people and editors leave in a folder that they work in."""

SHOWN = ("conf.py", "site.css", "index.md", "rules.md", "how-to")
"""Enough of docs/ to build a site of."""

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git says what is published")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def copy(folder: Path) -> Path:
    """A repository of its own with a part of docs/, and beside it what nobody added."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in SHOWN:
        put = shutil.copytree if (DOCS / name).is_dir() else shutil.copy
        (folder / "docs").mkdir(exist_ok=True)
        put(DOCS / name, folder / "docs" / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    for name in LEFT_THERE:
        (folder / "docs" / name).write_text(f"# {SECRET}\n", encoding="utf-8")
    return folder / "docs"


@cache
def sphinx() -> str | None:
    """A Python that has Sphinx: this one, or that of `make docs`."""
    for python in sys.executable, str(ROOT / ".venv-docs" / "bin" / "python"):
        if Path(python).exists():
            asked = [python, "-c", "import furo, myst_parser, sphinx"]
            if not subprocess.run(asked, capture_output=True, check=False).returncode:
                return python
    return None


def built(docs: Path) -> subprocess.CompletedProcess[str]:
    """A site of a folder, made as `make docs` makes it, beside it in `site`."""
    python = sphinx()
    if python is None:
        pytest.skip("Sphinx is not there; make docs sets it up")
    around = ["-d", str(docs.parent / "read"), str(docs), str(docs.parent / "site")]
    return subprocess.run(
        [python, "-m", "sphinx", "-q", *around], capture_output=True, text=True, check=False
    )


def settings(docs: Path) -> dict[str, Any]:
    """What conf.py says, which needs no Sphinx."""
    return runpy.run_path(str(docs / "conf.py"))


@needs_git
def test_only_what_git_tracks_is_read(tmp_path: Path) -> None:
    docs = copy(tmp_path)
    read = set(settings(docs)["include_patterns"])
    assert not read & set(LEFT_THERE)
    assert {"index.md", "rules.md", "how-to/add-a-claim.md"} <= read
    assert read <= set(git(docs, "ls-files").splitlines())


@needs_git
def test_nothing_private_is_published(tmp_path: Path) -> None:
    docs = copy(tmp_path)
    done = built(docs)
    assert done.returncode == 0, done.stderr
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert tmp_path / "site" / "how-to" / "add-a-claim.html" in files
    for path in files:
        data = path.read_bytes()
        assert "anna" not in path.name
        assert SECRET.encode() not in data, path
        assert str(tmp_path).encode() not in data, path


@needs_git
@pytest.mark.parametrize(
    "line", ["[a case](case.yaml)", "![a case](case.yaml)", "```{literalinclude} case.yaml\n```"]
)
def test_a_page_that_brings_such_a_file_along_is_an_error(line: str, tmp_path: Path) -> None:
    docs = copy(tmp_path)
    with (docs / "rules.md").open("a", encoding="utf-8") as page:
        page.write(f"\n\n{line}\n")
    done = built(docs)
    assert done.returncode != 0
    assert "not tracked by git, so not published: case.yaml" in done.stderr


@needs_git
def test_a_page_is_read_without_a_network(tmp_path: Path) -> None:
    docs = copy(tmp_path)
    assert built(docs).returncode == 0
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        fetched = re.findall(r"<(?:link|script|img|iframe)\b[^>]*\b(?:href|src)=\"([^\"]+)", page)
        assert fetched
        assert not [address for address in fetched if "//" in address], path
    for path in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", path.read_text("utf-8")), path


def listed() -> Iterator[str]:
    """The pages that the tables of contents lead to."""
    conf = settings(DOCS)
    for page in conf["LISTS"]:
        for contents in conf["_contents"]((DOCS / f"{page}.md").read_text("utf-8")):
            for name in re.findall(r"^[\w/-]+$", contents, re.MULTILINE):
                yield str((DOCS / page).parent.joinpath(name).relative_to(DOCS))


@needs_git
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_every_page_has_one_place_in_the_site() -> None:
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    assert sorted(listed()) == sorted(pages - {"index"})


@needs_git
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_git_tracks_pages_alone_in_docs() -> None:
    kinds = {Path(name).suffix for name in git(DOCS, "ls-files").splitlines()}
    assert kinds == {".md", ".py", ".css"}
