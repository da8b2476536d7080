"""The program as people start it: a process of its own, with a data folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT, Given

COMMAND = (sys.executable, "-m", "hipexpert")

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
        "COLUMNS": "100",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": noon(),
    }


def hipexpert(folder: Path, *arguments: str, typed: str = "", **environment: str) -> Ended:
    """Run a command in `folder` with `typed` on standard input; no traceback is ever shown."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env={**surroundings(folder), **environment},
        input=typed.encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ended.err, ended.err
    return ended


def signals_as_at_a_terminal() -> None:
    """Nothing is ignored, as it is for whoever starts the tests in the background or by nohup."""
    for number in signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, signal.SIG_DFL)


def answers_file(folder: Path, given: Given, name: str = "case.yaml") -> Path:
    """An answers file as its author would write it."""
    lines = (
        f"{question}: [{', '.join(text)}]" if isinstance(text, list) else f"{question}: {text}"
        for question, text in given.items()
    )
    path = folder / name
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path
