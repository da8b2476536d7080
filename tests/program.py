"""The program as people start it: a process of its own, with a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from conftest import ROOT, Given

COMMAND = (sys.executable, "-m", "hipexpert")

PATHS = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
"""Where a script finds the program, and what tests share."""

PATIENCE = 300
"""Seconds after which a process is stuck; a machine that does other work too may be slow."""

TODAY = date(2026, 11, 2)
"""The day on which a process runs where a test says nothing else, so that none ends at midnight."""


def noon(day: date = TODAY) -> str:
    """The middle of a day, as SOURCE_DATE_EPOCH has it."""
    return str(int(datetime.combine(day, time(12), UTC).timestamp()))


def later(**by: int) -> str:
    """The middle of a day after TODAY, or before it, as SOURCE_DATE_EPOCH has it."""
    return noon(TODAY + timedelta(**by))


class Ended(NamedTuple):
    """What a process left: its exit code, its standard output and its standard error."""

    code: int
    out: str
    err: str


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a process that keeps its answers below `folder`."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HIPEXPERT_")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(folder / "data"),
        "HIPEXPERT_CACHE": os.environ["HIPEXPERT_CACHE"],
        "TERM": "xterm",
        "PAGER": "cat",
        "COLUMNS": "100",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": noon(),
    }


def hipexpert(folder: Path, *arguments: str, typed: str = "", **environment: str) -> Ended:
    """Run a command in `folder` with `typed` on standard input; no traceback is ever shown."""
    around = {**surroundings(folder), **environment}
    anew = any(name.startswith(_LOOKED_AT_ONLY_AT_THE_START) for name in environment)
    ended = (_anew if anew else _warm)(folder, arguments, typed, around)
    assert "Traceback" not in ended.err, ended.err
    return ended


_LOOKED_AT_ONLY_AT_THE_START = ("PYTHON", "HIPEXPERT_CACHE", "LC_")


def _anew(folder: Path, arguments: tuple[str, ...], typed: str, around: dict[str, str]) -> Ended:
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=around,
        input=typed.encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@cache
def _server() -> subprocess.Popen[str]:
    """The process of `warm`, one for all that this one runs; it ends with it."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "warm.py")],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _warm(folder: Path, arguments: tuple[str, ...], typed: str, around: dict[str, str]) -> Ended:
    with TemporaryDirectory() as name:
        paths = {each: os.path.join(name, each) for each in ("in", "out", "err")}
        Path(paths["in"]).write_bytes(typed.encode())
        told = {"cwd": str(folder), "env": around, "arguments": arguments, **paths}
        status = os.waitstatus_to_exitcode(tell_server({"wait": tell_server(told)}))
        out, err = (Path(paths[each]).read_bytes().decode() for each in ("out", "err"))
    return Ended(status, out, err)


def tell_server(told: dict[str, Any]) -> int:
    """What the process of `warm` answers to one line; one that is stuck is ended."""
    server = _server()
    assert server.stdin
    assert server.stdout
    server.stdin.write(json.dumps(told) + "\n")
    server.stdin.flush()
    ready, _, _ = select([server.stdout], [], [], PATIENCE)
    if not ready:
        server.kill()
        _server.cache_clear()
        raise subprocess.TimeoutExpired(str(told), PATIENCE)
    return int(server.stdout.readline())


def answers_file(folder: Path, given: Given, name: str = "case.yaml") -> Path:
    """An answers file as its author would write it."""
    lines = (
        f"{question}: [{', '.join(text)}]" if isinstance(text, list) else f"{question}: {text}"
        for question, text in given.items()
    )
    path = folder / name
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path
