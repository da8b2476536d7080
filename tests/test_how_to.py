"""The how-to guides are true: what they have typed is typed, and prints what they show.

Each is followed from top to bottom in a folder that holds the examples, as a clone does, and the
knowledge where the guide changes it. What it has its reader write is written there: a block below a
line that ends with the name of a file and a colon goes to the end of that file, a `diff` is applied
to it.
"""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT
from program import hipexpert

GUIDES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
KNOWLEDGE = ("ontology.ttl", "shapes.ttl", "constraints.yaml", "kb", "rules")


class Block(NamedTuple):
    """A fenced block, its language, and the file that the line above it ends with."""

    language: str
    file: str | None
    text: str


def blocks(page: str) -> Iterator[Block]:
    """What stands between fences, from top to bottom.

    >>> list(blocks("At the end of `kb/x.ttl`:\\n\\n```turtle\\n:a :b :c .\\n```\\n"))
    [Block(language='turtle', file='kb/x.ttl', text=':a :b :c .\\n')]
    """
    fence = re.compile(r"(?:`([^`\n]+)`:\n\n|\n)```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    for found in fence.finditer(page):
        yield Block(found[2], found[1], found[3])


def typed(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a `console` block with what it prints.

    >>> list(typed("$ hipexpert check\\n2 rules: sound\\n$ echo $?\\n0\\n"))
    [('hipexpert check', '2 rules: sound\\n'), ('echo $?', '0\\n')]
    """
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def edited(text: str, diff: str) -> str:
    """The text in which the lines that a diff takes out, which stand there once, are replaced.

    >>> edited("a\\nb\\nc\\n", " a\\n-b\\n+d\\n")
    'a\\nd\\nc\\n'
    """
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, f"does not stand there once:\n{before}"
    return text.replace(before, after)


def shows(expected: str, printed: str) -> bool:
    """Whether this was printed; a line of three dots stands for any number of lines."""
    return doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS)


def folder_for(page: str, clone: Path) -> dict[str, str]:
    """Lay out the folder that a guide is followed in; what else its commands are to know."""
    names, around = ["examples"], {}
    if any(block.file and block.file.partition("/")[0] in KNOWLEDGE for block in blocks(page)):
        names += KNOWLEDGE
        around = {"HIPEXPERT_HOME": str(clone)}
    clone.mkdir()
    for name in names:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, clone / name)
    return around


def write(path: Path, block: Block) -> None:
    """Do to a file what a block says."""
    text = path.read_text("utf-8") if path.exists() else ""
    after = edited(text, block.text) if block.language == "diff" else f"{text}\n{block.text}"
    path.write_text(after.lstrip("\n"), encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_can_be_followed(guide: Path, tmp_path: Path) -> None:
    page, clone, code = guide.read_text("utf-8"), tmp_path / "clone", 0
    around = folder_for(page, clone)
    for block in blocks(page):
        if block.file:
            write(clone / block.file, block)
            continue
        for command, expected in typed(block.text):
            if command == "echo $?":
                printed = f"{code}\n"
            else:
                program, *arguments = shlex.split(command)
                assert program == "hipexpert", command
                ended = hipexpert(clone, *arguments, **around)
                code, printed = ended.code, ended.out + ended.err
            assert shows(expected, printed), f"$ {command}\n{printed}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_block_of_a_guide_is_run_or_written(guide: Path) -> None:
    page = guide.read_text("utf-8")
    found = list(blocks(page))
    assert len(found) * 2 == len(re.findall(r"^```", page, re.MULTILINE))
    assert all(block.file or block.language == "console" for block in found)
    assert any("$ hipexpert " in block.text for block in found)
