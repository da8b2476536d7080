"""The real knowledge base, and consultations on it, for every test that asks for them."""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from hipexpert.knowledge import cache as cache_of_knowledge
from hipexpert.knowledge import load
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import (
    Answers,
    Consultation,
    KnowledgeBase,
    KnowledgeFolder,
    Problem,
    WrittenKnowledge,
)
from hipexpert.prove import check as check_of_knowledge
from hipexpert.prove.check import check
from hipexpert.reasoning.answers import read_answers
from hipexpert.reasoning.engine import consult

# how long an example takes says something of the machine, and nothing of the program
hypothesis.settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")

gc.set_threshold(50_000, 20, 50)
"""Each worker keeps knowledge in many objects; going through them for garbage was a third of it."""

ROOT = Path(__file__).resolve().parent.parent

collect_ignore_glob = [] if os.environ.get("HIPEXPERT_BROWSER") else ["browser/*"]
"""What is run by `make browser`, which sees to it that there is one."""

Given = Mapping[str, str | list[str]]
"""Answers as their author wrote them: question id to text."""


INHERITED = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "COLORTERM"),
    *("COLUMNS", "LINES", "LANG", "LANGUAGE", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"),
    *("SOURCE_DATE_EPOCH", "HIPEXPERT_HOME", "HIPEXPERT_DEBUG", "PYTHONDONTWRITEBYTECODE"),
)
"""What whoever starts the tests may have set, and no test is about unless it sets it itself."""


@pytest.fixture(scope="session", autouse=True)
def surroundings_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same for everyone; what commands keep, they keep apart from what anyone has kept."""
    before = os.umask(0o022)
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in INHERITED:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        monkeypatch.setenv("HIPEXPERT_CACHE", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield
    os.umask(before)


@cache
def real_knowledge() -> KnowledgeBase:
    """The knowledge base of this repository, without a problem."""
    loaded = load_knowledge(ROOT)
    assert not loaded.problems, "\n".join(map(str, loaded.problems))
    return loaded


_found: dict[str, list[Problem]] = {}


def problems_of(knowledge: WrittenKnowledge) -> list[Problem]:
    """What `check` finds; of the real knowledge, with the same packs or none, worked out once."""
    if knowledge.home.folder != ROOT:
        return check(knowledge)
    if knowledge.sha256 not in _found:
        _found[knowledge.sha256] = check(knowledge)
    return _found[knowledge.sha256]


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    return real_knowledge()


@pytest.fixture(scope="module")
def loaded_already() -> Iterator[None]:
    """Commands that are run in this process find the real knowledge loaded, and judged if asked."""

    def instead_of(otherwise: Callable[[KnowledgeFolder], Any]) -> Callable[[KnowledgeFolder], Any]:
        return lambda home: real_knowledge() if home == KnowledgeFolder(ROOT) else otherwise(home)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("HIPEXPERT_HOME", raising=False)
        for module, name in ((cache_of_knowledge, "recall_knowledge"), (load, "load_knowledge")):
            monkeypatch.setattr(module, name, instead_of(getattr(module, name)))
        monkeypatch.setattr(check_of_knowledge, "check", problems_of)
        yield


def read_given(knowledge: KnowledgeBase, given: Given, name: str = "answers") -> Answers:
    """The answers, read through the same door as an athlete's file; every fault fails."""
    answers, problems = read_answers(knowledge, json.dumps(given), name)
    assert not problems, f"{name}: " + "; ".join(f"{p.message} ({p.hint})" for p in problems)
    return answers


@pytest.fixture(scope="session")
def consulted(knowledge: KnowledgeBase) -> Callable[[Given], Consultation]:
    """Consults the real knowledge base, once for each set of answers."""
    seen: dict[str, Consultation] = {}

    def consulted(given: Given) -> Consultation:
        key = json.dumps(given, sort_keys=True)
        if key not in seen:
            seen[key] = consult(knowledge, read_given(knowledge, given))
        return seen[key]

    return consulted
