"""What a command says of itself: version, help in whole sentences, what a shell completes."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import real_knowledge
from program import hipexpert
from test_cli import COMMANDS
from typer import Context
from typer.main import get_group

from hipexpert import __version__
from hipexpert.face.cli import app
from hipexpert.face.program import asked_for

LINE = 80
ASIDE = re.compile(r"(?: +\[[^\]]*\])+$")
"""What is added to an option: its default, its bounds, or that it is needed."""


def told(text: str) -> Iterator[str]:
    """What a page of help says: its paragraphs, and what stands beside each option and command."""
    body, *sections = re.split(r"^(?:Arguments|Options|Commands):$", text, flags=re.MULTILINE)
    _, *paragraphs = re.split(r"\n\s*\n", body)
    yield from (" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())
    for section in sections:
        for entry in re.split(r"^ {2}(?=\S)", section, flags=re.MULTILINE)[1:]:
            _, beside = re.split(r" {2,}|\n", entry, maxsplit=1)
            yield ASIDE.sub("", " ".join(beside.split()))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_speaks_in_whole_sentences(command: str, tmp_path: Path) -> None:
    shown = hipexpert(tmp_path, *command.split(), "--help", COLUMNS=str(LINE))
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= LINE
    sentences = list(told(shown.out))
    assert len(sentences) > 2
    for sentence in sentences:
        assert "…" not in sentence
        assert re.match("[A-Z]", sentence), sentence
        if not sentence.startswith("Example: hipexpert "):
            assert re.search(r"(?<!\.)\.$", sentence), sentence


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_had_by_a_letter(command: str, tmp_path: Path) -> None:
    shown = hipexpert(tmp_path, *command.split(), "-h")
    assert shown.code == 0
    assert shown == hipexpert(tmp_path, *command.split(), "--help")
    assert shown.out.startswith(f"Usage: hipexpert {command}".rstrip() + " ")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_made_alone_is_what_it_is_among_all(command: str) -> None:
    name = command.split()[0]
    among, alone = get_group(app), get_group(asked_for(app, [name, "--json"]))
    assert list(alone.commands) == [name]
    helps = (each.commands[name].get_help(Context(each.commands[name])) for each in (among, alone))
    assert next(helps) == next(helps)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["consul"], ["-h", "consult"]])
def test_all_commands_are_there_where_none_is_named(arguments: list[str]) -> None:
    assert asked_for(app, arguments) is app


def test_the_version_names_the_knowledge_too(tmp_path: Path) -> None:
    known = real_knowledge()
    said = f"hipexpert {__version__}, knowledge {known.version}, {known.sha256[:12]}\n"
    assert hipexpert(tmp_path, "--version") == (0, said, "")
    nowhere = hipexpert(tmp_path, "--version", HIPEXPERT_HOME="nowhere")
    assert nowhere.code == 0
    assert nowhere.out.startswith(f"hipexpert {__version__}, no knowledge")


# Completion


def completed(folder: Path, *words: str, **environment: str) -> list[str]:
    """What a shell offers for the last word."""
    asked = {
        "_HIPEXPERT_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["hipexpert", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ended = hipexpert(folder, **asked, **environment)
    assert not ended.err
    return ended.out.split()


def test_names_in_the_knowledge_are_completed(tmp_path: Path) -> None:
    knowledge = real_knowledge()
    clams = [drill for drill in knowledge.instances("Drill") if drill.startswith("reverse-")]
    assert clams
    for command in "why", "why-not", "compare", "override":
        assert completed(tmp_path, command, "reverse-") == clams
    assert completed(tmp_path, "compare", "reverse-clam", "reverse-") == clams
    assert "reverse-clam" in completed(tmp_path, "why", "")
    assert completed(tmp_path, "what-if", "hip-ir-") == ["hip-ir-left=", "hip-ir-right="]
    assert completed(tmp_path, "what-if", "--without-claim", "somerset-bend") == ["somerset-bends"]
    assert completed(tmp_path, "claims", "show", "somerset-bend") == ["somerset-bends"]
    assert completed(tmp_path, "sources", "show", "mosler-2017") == ["mosler-2017"]
    assert "clear-shortfall-is-limited" in completed(tmp_path, "rules", "show", "clear-")


def test_commands_and_options_are_completed(tmp_path: Path) -> None:
    assert completed(tmp_path, "consult") == ["consult", "consultations"]
    assert completed(tmp_path, "claims", "") == ["list", "show"]
    assert completed(tmp_path, "plan", "--ans") == ["--answers"]


def test_without_knowledge_no_name_is_offered_and_nothing_said(tmp_path: Path) -> None:
    assert completed(tmp_path, "why", "rev", HIPEXPERT_HOME="nowhere") == []
    assert completed(tmp_path, "why", "--home", "nowhere", "rev") == []


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_a_shell_reads_the_script_of_completion(tmp_path: Path) -> None:
    asked = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    script = hipexpert(tmp_path, "--show-completion", "bash", **asked)
    assert script.code == 0
    read = subprocess.run(
        ["bash", "-c", f"{script.out}\ncomplete -p hipexpert"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_hipexpert_completion" in read.stdout
