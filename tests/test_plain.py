"""Every command as a screen reader meets it: bare lines, no box, no bar, no colour.

A snapshot of each is held in tests/golden/plain; HIPEXPERT_UPDATE_GOLDEN=1 writes them anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from test_cli import CASE, COMMANDS, Run, run  # noqa: F401 - a fixture

GOLDEN = Path(__file__).parent / "golden" / "plain"

RECORDS = """
athlete add kim --name "Kim Lee"
consult --answers case.yaml --athlete kim --no-input --plain
consult --answers later.yaml --athlete kim --no-input --plain
override clam-with-rotation --put out --because "It pinches."
"""
"""What is done before, so that there are records to show."""

SHOWN = """
athlete import squad.csv
athlete list
athlete show kim
audit 1
audit --all --today
claims list --standing mixed
claims show somerset-bends
compare pigeon-stretch hip-airplane --answers case.yaml
consult --answers case.yaml --no-input
consultations list
consultations show 2
diff same
plan --consultation 2
override pigeon-stretch --because "He knows it already." --put out --consultation 1
progress kim
query -e "SELECT ?x { ?x :has-standing :contradicted }"
rules feedback
rules list
rules show clear-shortfall-is-limited
screen squad.csv
sources list
sources show mosler-2017
test tests/cases/notes.yaml
what-if hip-ir-right=38 --answers case.yaml
why pigeon-stretch --answers case.yaml
why-not hip-airplane --answers case.yaml
"""

SQUAD = """athlete,sport,bend-direction,night-pain,hip-ir-left,hip-ir-right
ann,track-running,counter-clockwise,no,40,26
ben,track-running,clockwise,yes,30,31
"""


def names_in(lines: str) -> set[str]:
    """The commands that some lines begin with."""
    words = (shlex.split(line) for line in lines.strip().splitlines())
    return {next(c for n in (2, 1) if (c := " ".join(w[:n])) in COMMANDS) for w in words}


def test_every_command_that_can_be_plain_is_held_to_it() -> None:
    plain = {
        name
        for name, command in COMMANDS.items()
        if any("--plain" in parameter.opts for parameter in command.params)
    }
    assert names_in(SHOWN) == plain


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the records lie once they have been made."""
    return tmp_path_factory.mktemp("kept") / "data"


@pytest.mark.parametrize("line", SHOWN.strip().splitlines())
def test_a_command_in_plain(
    line: str,
    run: Run,  # noqa: F811
    kept: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767600000")
    later = re.sub(r"hip-ir-right: \d+", "hip-ir-right: 29", CASE)
    (tmp_path / "later.yaml").write_text(later, encoding="utf-8")
    (tmp_path / "squad.csv").write_text(SQUAD, encoding="utf-8")
    (tmp_path / "same").symlink_to(ROOT)
    words = shlex.split(line)
    if "case.yaml" not in words and words[0] not in ("claims", "sources", "query", "screen"):
        if not kept.exists():
            for step in RECORDS.strip().splitlines():
                assert run(*shlex.split(step)).code == 0, step
            shutil.copytree(tmp_path / "data", kept)
        shutil.copytree(kept, tmp_path / "data", dirs_exist_ok=True)
    shown = run(*words, "--plain")
    assert shown.code == 0, shown.err
    assert not re.search(r"[\x1b\u2500-\u259f]", shown.out), "a box, a bar or a colour"
    assert not re.search(r"[ \t]$", shown.out, re.MULTILINE)
    # the hash of the knowledge is another after every edit of it
    text = re.sub(r"\([0-9a-f]{12}\)", "(hash)", shown.out).encode()
    golden = GOLDEN / f"{'-'.join(re.findall(r'[a-z0-9]+', line)[:4])}.txt"
    if os.environ.get("HIPEXPERT_UPDATE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(text)
    assert text == golden.read_bytes()
