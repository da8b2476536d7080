"""The tutorial, run line by line in an empty folder: its commands, its edits, what is printed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT
from program import hipexpert

TUTORIAL = ROOT / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"^\[exit (\d+)\]\n", re.MULTILINE)


class Block(NamedTuple):
    """What stands between two fences: its kind, the file it is about, its text."""

    kind: str
    file: str
    text: str


def blocks() -> Iterator[Block]:
    for found in FENCE.finditer(TUTORIAL.read_text(encoding="utf-8")):
        yield Block(found[1], found[2] or "", found[3])


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, with what stands below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def told(printed: str, told: str) -> bool:
    """Whether a program printed what the tutorial says: `...` is anything, alone any lines."""
    wanted = re.escape(printed.rstrip("\n")).replace(r"\.\.\.", ".*")
    return bool(re.fullmatch(wanted, told.rstrip("\n"), re.DOTALL))


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    ran = 0
    for block in blocks():
        path = tmp_path / block.file
        if block.kind == "console":
            for command, printed in commands(block.text):
                program, *words = shlex.split(command)
                assert program == "hipexpert"
                code = EXIT.search(printed)
                ended = hipexpert(tmp_path, *words)
                assert ended.code == int(code[1] if code else 0), ended.err
                shown = ended.out + ended.err
                assert told(EXIT.sub("", printed), shown), f"$ {command}\n{shown}"
                ran += 1
        elif block.kind == "diff":
            before, after = (
                "".join(line[1:] + "\n" for line in block.text.splitlines() if line[0] == sign)
                for sign in "-+"
            )
            text = path.read_text(encoding="utf-8")
            assert text.count(before) == 1, f"{block.file}: {before}"
            path.write_text(text.replace(before, after), encoding="utf-8")
        elif block.kind == "append":
            path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
        else:
            path.write_text(block.text, encoding="utf-8")
    assert ran == 10
