"""The ways of a physiotherapist, a sceptic and a developer, from the README alone, with counts.

The runner at home and the re-test are in `test_sheets`, the coach with a table in `test_handouts`.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from conftest import ROOT
from program import COMMAND, answers_file, hipexpert, surroundings
from test_cases import people
from test_report import parsed

LINES_READ = 24
"""What a screen holds; more has to be scrolled."""


def test_the_physiotherapist_has_a_page_to_hand_over_by_two_commands(tmp_path: Path) -> None:
    """What was found at the bench stands in a file; a pinch at the groin is not stretched into."""
    found = {**people()["founding"], "fadir-right": "positive", "pain-site": "groin"}
    found |= {"pain-side": "right", "pain-level": "3"}
    case = answers_file(tmp_path, found)
    told = json.loads(hipexpert(tmp_path, "consult", "--answers", str(case), "--json").out)
    assert told["asymmetry"]["type"] in ("structural-suspected", "mixed")
    assert [sign["side"] for sign in told["asymmetry"]["signs"]] == ["right"]
    assert all(line["favours"] != "right" for line in told["plan"])
    page = hipexpert(
        tmp_path, "report", "--answers", str(case), "--for", "athlete", "--out", "page.html"
    )
    assert page.code == 0
    html = (tmp_path / "page.html").read_text("utf-8")
    articles = [each for each in parsed(html).iter() if each.tag.endswith("}article")]
    assert [each.get("id") for each in articles] == ["athlete"]
    assert html.count('class="hx"') >= len(told["plan"]) - 1, "nearly every drill is drawn"


def test_the_sceptic_comes_from_the_plan_to_the_source_and_to_a_checked_proof(
    tmp_path: Path,
) -> None:
    case = str(answers_file(tmp_path, people()["founding"]))
    short = hipexpert(tmp_path, "why", "2", "--answers", case, "--plain").out
    assert len(short.splitlines()) <= LINES_READ // 2
    assert "40° left, 26° right" in "\n".join(short.splitlines()[:5])
    assert "https://" in short, "where the weakest link can be read"
    proof = hipexpert(tmp_path, "export", "--as", "proof", "--answers", case, "--out", "proof.json")
    assert proof.code == 0, proof.err
    checked = hipexpert(tmp_path, "verify", "proof.json")
    assert checked.code == 0, checked.err
    otherwise = hipexpert(tmp_path, "what-if", "hip-ir-right=38", "--answers", case, "--plain")
    assert otherwise.code == 0
    assert "Lost: Internal rotation of the right hip falls short by degrees 14" in otherwise.out
    disputed = hipexpert(tmp_path, "claims", "--standing", "contradicted", "--plain")
    assert disputed.code == 0
    assert disputed.out


def test_the_developer_gets_the_same_in_ten_lines(tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["founding"])
    script = (
        "import hipexpert as hx\n"
        "kb = hx.load()\n"
        f"told = hx.consult(kb, kb.answers({str(case)!r}))\n"
        "print(told.json()['asymmetry']['type'])\n"
        "print(hx.why(told, told.lines[1].drill).shortest.because)\n"
        "print(len(hx.what_if(told, {'hip-ir-right': 38}).json()) > 0)\n"
    )
    ran = subprocess.run(
        [COMMAND[0], "-c", script],
        env={**surroundings(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    kind, because, differs = ran.stdout.splitlines()
    assert (kind, differs) == ("functional", "True")
    assert "is the drill for" in because
