"""Problems as editors and other programs read them: a line each, or one document.

`gcc` is what editors find places in; `github` is for the log of a workflow, which puts each problem
beside the line in a change; `sarif` is SARIF 2.1.0, the OASIS standard for findings of analysis.
Files are named from the folder in which the program runs, where they lie below it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hipexpert.knowledge.characters import visible
from hipexpert.knowledge.problems import sort_problems
from hipexpert.model import KnowledgeFolder, Problem

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class ProblemFormat(StrEnum):
    """The forms in which problems can be printed, beside the one for people."""

    GCC = "gcc"
    GITHUB = "github"
    SARIF = "sarif"


def formatted(
    kind: ProblemFormat,
    problems: Iterable[Problem],
    home: KnowledgeFolder,
    laws: Mapping[str, str],
    version: str,
) -> str:
    """The problems in one of the forms, sorted.

    `laws` has the sentence of each law by its id, `version` is that of this program.
    """
    found = sort_problems(problems)
    if kind is ProblemFormat.SARIF:
        return json.dumps(_sarif(found, home, laws, version), indent=2, ensure_ascii=False)
    line = _gcc if kind is ProblemFormat.GCC else _github
    return "\n".join(line(problem, home) for problem in found)


def place_of(home: KnowledgeFolder, file: str) -> str:
    """What a file is called in the folder in which the program runs."""
    path = home.path(file)
    here = Path.cwd()
    absolute = here / path
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def _gcc(problem: Problem, home: KnowledgeFolder) -> str:
    file, line, column = problem.location
    told = f"{problem.severity}: {_said(problem)} [{problem.check}]"
    return visible(f"{place_of(home, file)}:{line}:{column}: {told}".replace("\n", " "))


def _github(problem: Problem, home: KnowledgeFolder) -> str:
    file, line, column = problem.location
    parts = {
        "file": place_of(home, file),
        "line": line,
        "col": column,
        "endColumn": column + problem.width,
        "title": problem.check,
    }
    named = ",".join(f"{key}={_escaped(str(part), ':,')}" for key, part in parts.items())
    return visible(f"::{problem.severity} {named}::{_escaped(_said(problem))}")


def _escaped(text: str, more: str = "") -> str:
    """A text as a workflow command takes it: what would end it is written by its number."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _said(problem: Problem) -> str:
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _sarif(
    problems: list[Problem], home: KnowledgeFolder, laws: Mapping[str, str], version: str
) -> dict[str, Any]:
    broken = sorted({problem.check for problem in problems})
    driver = {
        "name": "hipexpert",
        "semanticVersion": version,
        "rules": [
            {"id": law, **({"shortDescription": {"text": laws[law]}} if law in laws else {})}
            for law in broken
        ],
    }
    results = [
        {
            "ruleId": problem.check,
            "ruleIndex": broken.index(problem.check),
            "level": problem.severity,
            "message": {"text": _said(problem)},
            "locations": [{"physicalLocation": _physical(problem, home)}],
        }
        for problem in problems
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _physical(problem: Problem, home: KnowledgeFolder) -> dict[str, Any]:
    file, line, column = problem.location
    region = {"startLine": line, "startColumn": column, "endColumn": column + problem.width}
    return {"artifactLocation": {"uri": _uri(place_of(home, file))}, "region": region}


def _uri(place: str) -> str:
    return Path(place).as_uri() if Path(place).is_absolute() else quote(place)
