"""What an extra brings may be absent: help is had all the same, and one message names the extra."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT
from program import answers_file, hipexpert, surroundings
from test_case_files import CASES, PEOPLE
from test_cases import people
from test_cli import COMMANDS

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {
    extra: [re.match(r"[\w-]+", need)[0].replace("-", "_") for need in needs]  # type: ignore[index]
    for extra, needs in DECLARED["optional-dependencies"].items()
    if extra != "dev"
} | {"prove": ["z3", "pysat"]}
"""The modules that each extra brings, which are mostly called as the packages are."""

NEEDED_BY = {
    "parquet": [["screen", "squad.parquet"], ["athlete", "import", "squad.parquet"]],
    "xlsx": [["screen", "squad.xlsx"], ["athlete", "import", "squad.xlsx"]],
    "pdf": [["report", "--answers", "case.yaml", "--pdf", "r.pdf"]],
    "mcp": [["mcp"]],
    "web": [["serve"]],
    "prove": [["diff", "my-knowledge"]],
}
"""Commands that cannot do without an extra."""

EVERY_HELP = """
import json, sys
from typer.testing import CliRunner
from hipexpert.face.cli import app
ended = {c: CliRunner().invoke(app, [*c.split(), "--help"]) for c in json.loads(sys.argv[1])}
print(json.dumps({c: [e.exit_code, e.stdout] for c, e in ended.items()}))
"""


def path_without(folder: Path, modules: list[str]) -> str:
    """A path on which some modules cannot be imported, as where they are not installed."""
    (folder / "absent").mkdir()
    (folder / "absent" / "sitecustomize.py").write_text(
        "import sys\n" + "".join(f"sys.modules[{name!r}] = None\n" for name in modules)
    )
    return os.pathsep.join([str(folder / "absent"), str(ROOT)])


def test_every_help_is_had_without_any_extra(tmp_path: Path) -> None:
    path = path_without(tmp_path, [name for names in EXTRAS.values() for name in names])
    done = subprocess.run(
        [sys.executable, "-c", EVERY_HELP, json.dumps(["", *COMMANDS])],
        env={**surroundings(tmp_path), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    for command, (code, shown) in json.loads(done.stdout).items():
        assert code == 0, command
        assert shown.startswith("Usage: "), command


@pytest.mark.parametrize("extra", NEEDED_BY)
def test_without_its_extra_one_message_names_it(extra: str, tmp_path: Path) -> None:
    path = path_without(tmp_path, EXTRAS[extra])
    answers_file(tmp_path, people()["founding"])
    (tmp_path / "squad.parquet").write_bytes(b"PAR1")
    (tmp_path / "squad.xlsx").write_bytes(b"PK\x03\x04")
    before = sorted(tmp_path.iterdir())
    for command in NEEDED_BY[extra]:
        ended = hipexpert(tmp_path, *command, PYTHONPATH=path)
        assert ended.code == 2
        assert not ended.out
        assert ended.err.startswith("hipexpert: ")
        assert ended.err.count(f"pip install 'hipexpert[{extra}]'") == 1
        assert len(ended.err.splitlines()) == 2
    assert [path for path in sorted(tmp_path.iterdir()) if path.name != "data"] == before


def test_without_its_extra_a_check_says_in_a_line_what_it_left_undecided(tmp_path: Path) -> None:
    path = path_without(tmp_path, EXTRAS["prove"])
    healthy = str(ROOT / "tests" / "broken" / "healthy")
    ended = hipexpert(tmp_path, "check", "--home", healthy, PYTHONPATH=path)
    assert ended.code == 0
    told = [line for line in ended.err.splitlines() if "pip install 'hipexpert[prove]'" in line]
    assert len(told) == 1
    assert "every rule fires for somebody" in told[0]
    assert not hipexpert(tmp_path, "check", "--home", healthy).err.count("undecided")


def test_without_its_extra_mutants_are_tried_and_a_line_says_what_is_left_open(
    tmp_path: Path,
) -> None:
    path = path_without(tmp_path, EXTRAS["prove"])
    shutil.copytree(ROOT / "tests" / "broken" / "healthy", tmp_path / "home")
    (tmp_path / "home" / "cases").mkdir()
    (tmp_path / "home" / "cases" / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "home" / "cases" / "steps.yaml").write_text(CASES, encoding="utf-8")
    command = ("test", "--mutants", "--json", "--home", "home")
    for surrounding, told, open_ in (({"PYTHONPATH": path}, 1, True), ({}, 0, False)):
        ended = hipexpert(tmp_path, *command, **surrounding)
        assert ended.code == 0
        assert ended.err.count("pip install 'hipexpert[prove]'") == told
        mutants = {m["change"]: m for m in json.loads(ended.out)["mutants"]}
        denied = mutants["without 'unless ?athlete reports night-pain'"]
        assert (denied["fate"] == "survived") == open_
        assert denied["told-otherwise"] is None
