"""The tools for assistants, asked by the client of the protocol's own SDK."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from program import COMMAND, surroundings
from program import hipexpert as run
from test_python import written
from test_schemas import hold

ANSWERS = written(ROOT / "examples" / "track-runner.yaml")
RUNNER = ("--answers", str(ROOT / "examples" / "track-runner.yaml"), "--json")

Call = tuple[str, dict[str, Any]]


def asked(folder: Path, *calls: Call, options: tuple[str, ...] = ()) -> tuple[Any, list[Any]]:
    """The tools that are offered, and the result of each call."""

    async def ask() -> tuple[Any, list[Any]]:
        started = StdioServerParameters(
            command=sys.executable,
            args=["-m", "hipexpert", "mcp", *options],
            env=surroundings(folder),
            cwd=folder,
        )
        async with Client(stdio_client(started)) as client:
            listed = await client.list_tools()
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            return listed.tools, results

    return asyncio.run(ask())


def data(result: Any) -> Any:
    """What a call gave."""
    assert not result.is_error, result.content
    told = json.loads(result.content[-1].text)
    assert result.structured_content in (None, told)
    return told


def printed(folder: Path, *arguments: str) -> Any:
    return json.loads(run(folder, *arguments).out)


def without_places(told: Any) -> Any:
    """The same without where an answer stands in its file; those of a call stand nowhere."""
    if isinstance(told, list):
        return [without_places(item) for item in told]
    if not isinstance(told, dict):
        return told
    given = told.get("kind") == "given"
    return {k: None if given and k == "location" else without_places(v) for k, v in told.items()}


def test_each_tool_gives_what_its_command_prints(tmp_path: Path) -> None:
    calls: list[tuple[Call, tuple[str, ...]]] = [
        (("consult", {"answers": ANSWERS}), ("consult", *RUNNER)),
        (("why", {"what": "pigeon-stretch", "answers": ANSWERS}), ("why", "pigeon-stretch")),
        (
            ("why", {"what": "pigeon-stretch", "answers": ANSWERS, "all": True}),
            ("why", "pigeon-stretch", "--all"),
        ),
        (("why-not", {"what": "hip-airplane", "answers": ANSWERS}), ("why-not", "hip-airplane")),
        (
            ("what-if", {"changes": {"hip-ir-right": 38}, "answers": ANSWERS}),
            ("what-if", "hip-ir-right=38"),
        ),
        (
            ("what-if", {"without-claims": ["somerset-bends"], "answers": ANSWERS}),
            ("what-if", "--without-claim", "somerset-bends"),
        ),
        (("questions", {}), ("questions", "--json")),
        (("sources", {}), ("sources", "list", "--json")),
        (("sources", {"source": "mosler-2017"}), ("sources", "show", "mosler-2017", "--json")),
    ]
    tools, found = asked(tmp_path, *(call for call, _ in calls))
    for result, ((name, _), command) in zip(found, calls, strict=True):
        command = command if "--json" in command else (*command, *RUNNER)
        assert without_places(data(result)) == without_places(printed(tmp_path, *command)), name
    assert {tool.name for tool in tools} == {name for (name, _), _ in calls}
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert not (tmp_path / "data").exists()


RED: Call = ("consult", {"answers": {**ANSWERS, "night-pain": "yes"}})
BAD: Call = ("consult", {"answers": {"age": 400, "sport": "socer"}})
GOOD: Call = ("sources", {"source": "mosler-2017"})
REFUSED: list[tuple[Call, str]] = [
    (("consult", {"answers": {"hip-ir-left": "banana"}}), "cannot be 'banana'"),
    (("consult", {"answers": {"night-pian": "yes"}}), "did you mean 'night-pain'?"),
    (("consult", {}), "'answers' is a required property"),
    (("consult", {"answers": {}, "athlete": "kim"}), "'athlete' was unexpected"),
    (("consult", {"answers": "none"}), "is not of type 'object'"),
    (("why", {"what": "reverse-calm", "answers": {}}), "did you mean 'reverse-clam'?"),
    (("why", {"what": "hip-airplane", "answers": ANSWERS}), "was not concluded"),
    (("why", {"what": "hip-airplane", "consultation": 1}), "'consultation' was unexpected"),
    (("what-if", {"answers": {}}), "what should be otherwise"),
    (("sources", {"source": "mosler-2071"}), "did you mean"),
    (("erase", {}), "there is no tool 'erase'"),
]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What one server gives: each that is refused and, after it, one that is not; and the rest."""
    calls = [call for refused, _ in REFUSED for call in (refused, GOOD)]
    _, found = asked(tmp_path_factory.mktemp("mcp"), *calls, RED, BAD)
    return found


def test_a_red_flag_is_a_result_like_any_other(results: list[Any]) -> None:
    told = data(results[-2])
    assert (told["status"], told["plan"]) == ("refer", [])
    hold(told, "consultation")


@pytest.mark.parametrize("place", range(len(REFUSED)), ids=[said for _, said in REFUSED])
def test_what_cannot_be_done_is_said_and_the_server_goes_on(place: int, results: list[Any]) -> None:
    refused, served = results[2 * place : 2 * place + 2]
    assert refused.is_error
    assert REFUSED[place][1] in refused.content[0].text
    assert "Traceback" not in refused.content[0].text
    assert data(served)["id"] == "mosler-2017"


def test_bad_answers_are_problems_as_their_schema_says(results: list[Any]) -> None:
    told = json.loads(results[-1].content[0].text)
    hold(told, "problems")
    assert len(told["problems"]) == 2


def test_records_are_seen_when_they_are_asked_for(tmp_path: Path) -> None:
    run(tmp_path, "athlete", "add", "kim")
    run(tmp_path, "consult", "--athlete", "kim", *RUNNER[:2], "--no-input")
    call = ("why", {"what": "pigeon-stretch", "consultation": 1})
    missing = ("why", {"what": "pigeon-stretch", "consultation": 7})
    _, (stored, none) = asked(tmp_path, call, missing, options=("--records",))
    assert data(stored) == printed(
        tmp_path, "why", "pigeon-stretch", "--consultation", "1", "--json"
    )
    assert none.is_error
    assert "there is no consultation 7" in none.content[0].text
    red = tmp_path / "red.yaml"
    red.write_text("night-pain: yes\n", encoding="utf-8")
    run(tmp_path, "consult", "--athlete", "kim", "--answers", str(red), "--no-input")
    _, (withdrawn,) = asked(tmp_path, call, options=("--records",))
    assert withdrawn.is_error
    assert "as it was then: hipexpert audit 1" in withdrawn.content[0].text


def test_standard_output_is_the_protocol_alone(tmp_path: Path) -> None:
    asking = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "t", "version": "0"},
        },
    }
    done = subprocess.run(
        [*COMMAND, "mcp"],
        cwd=tmp_path,
        env=surroundings(tmp_path),
        input=json.dumps(asking) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["result"]["serverInfo"]["name"] == "hipexpert"


def test_without_the_extra_there_is_help_and_one_message(tmp_path: Path) -> None:
    code = (
        "import importlib.util as util, sys\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'mcp' else found(name, *more)\n"
        "sys.modules['mcp'] = None\n"
        "from hipexpert.face.cli import main\n"
        "main()\n"
    )

    def without(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=surroundings(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

    shown = without("mcp", "--help")
    assert shown.returncode == 0
    assert "Example: hipexpert mcp" in shown.stdout
    refused = without("mcp")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.strip().endswith("pip install 'hipexpert[mcp]'")
    assert len(refused.stderr.splitlines()) == 2
