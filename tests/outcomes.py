"""What becomes of a seed: what finds it in a copy of the knowledge, and how well that is told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from case_run import Failure, failing
from seeds import ROOT, Places, Seed, apply, copied

from hipexpert.knowledge.check import can_be_reasoned_with
from hipexpert.knowledge.check import check as written_problems
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.problems import sort_problems
from hipexpert.model import Problem, WrittenKnowledge
from hipexpert.prove.check import check, decided_problems
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.laws import LAWS, Support

FILES, GROUND_RULES, SOLVER, CASES = "files", "ground rules", "solver", "cases"
FINDERS = (FILES, GROUND_RULES, SOLVER, CASES)
"""What finds a defect, the cheapest first."""


class Outcome(NamedTuple):
    """What came of a defect: what found it, empty where nothing did, and how well it was told."""

    seed: Seed
    by: str
    in_place: bool
    useful: bool
    told: tuple[str, ...]


class Edited(NamedTuple):
    """A harmless edit, with what is told of it."""

    seed: Seed
    told: tuple[str, ...]


# Defects


def outcome(seed: Seed) -> Outcome:
    """What finds a defect in a copy of the knowledge, and how well it is told.

    The next is asked until one finds something, and until it is told in place and usefully.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = copied(Path(folder) / "home")
        places = apply(seed, home)
        knowledge = load_knowledge(home)
        found, told = "", list[Problem]()
        for finder, problems in _asked_of_laws(knowledge, told):
            told += problems
            found = found or (finder if problems else "")
            outcome = _by_laws(seed, places, found, sort_problems(told))
            if outcome.in_place and outcome.useful:
                break
        if found:
            return outcome
        return _by_cases(seed, failing(knowledge) if can_be_reasoned_with(knowledge) else [])


def _asked_of_laws(
    knowledge: WrittenKnowledge, told: list[Problem]
) -> Iterator[tuple[str, list[Problem]]]:
    """All that `hipexpert check` holds the knowledge to, in three parts, each with its problems.

    What was `told` so far the last part does not tell again.
    """
    yield FILES, written_problems(knowledge)
    if can_be_reasoned_with(knowledge):
        support = Support(ground(knowledge))
        yield GROUND_RULES, [problem for law in LAWS for problem in law(support)]
        yield SOLVER, [*decided_problems(knowledge, told)]


def _by_laws(seed: Seed, places: Places, finder: str, problems: Sequence[Problem]) -> Outcome:
    """A defect with what is to be said of the problems that it brings."""
    texts = [f"{problem.message} {problem.hint or ''}" for problem in problems]
    in_place = any(_stands(problem, places) for problem in problems)
    return Outcome(seed, finder, in_place, _is_useful(seed, texts), tuple(map(_line, problems)))


def _by_cases(seed: Seed, failures: Sequence[Failure]) -> Outcome:
    """A defect with what is to be said of the cases that do not come out."""
    changed = {edit.of for edit in seed.edits}
    told = tuple(f"{failure.place}: {failure.message}" for failure in failures)
    in_place = any(failure.rule in changed for failure in failures)
    return Outcome(seed, CASES if failures else "", in_place, _is_useful(seed, told), told)


def _is_useful(seed: Seed, texts: Iterable[str]) -> bool:
    return any(all(_names(text, name) for name in seed.names) for text in texts)


def _names(text: str, name: str) -> bool:
    """Whether a text names a thing, by one of the words of the seed, as a name or as a label."""
    text = text.casefold()
    words = [word.casefold() for word in name.split("|")]
    return any(word in text or word.replace("-", " ") in text for word in words)


def _stands(problem: Problem, places: Places) -> bool:
    """Whether a problem stands where the fault of a seed may be told."""
    file, line, _ = problem.location
    lines = places.get(file, frozenset())
    return lines is None or line in lines


def _line(problem: Problem) -> str:
    file, line, column = problem.location
    hint = f" / {problem.hint}" if problem.hint else ""
    return f"{file}:{line}:{column}: {problem.severity}: {problem.message} [{problem.check}]{hint}"


# Edits that break nothing


def edited(edits: Sequence[Seed]) -> list[Edited]:
    """What `check` says of each of some edits.

    They are made together in one copy; only where something is told of that is each looked at by
    itself (Dorfman, "The detection of defective members of large populations", 1943).
    """
    with tempfile.TemporaryDirectory() as folder:
        home = copied(Path(folder) / "home")
        for edit in edits:
            apply(edit, home)
        told = tuple(map(_line, check(load_knowledge(home))))
    if told and len(edits) > 1:
        return [each for edit in edits for each in edited([edit])]
    return [Edited(edit, told) for edit in edits]


def batches(edits: Iterable[Seed]) -> list[list[Seed]]:
    """Edits in batches, no two of one in the same file."""
    made: list[tuple[set[str], list[Seed]]] = []
    for edit in edits:
        files = {name for change in edit.edits for name in (change.file, change.to) if name}
        free = next((each for each in made if files.isdisjoint(each[0])), None)
        if free is None:
            made.append(free := (set(), []))
        free[0].update(files)
        free[1].append(edit)
    return [batch for _, batch in made]


# On several cores


def on_cores(work: Callable[[Any], Any], what: Sequence[Any], processes: int = 0) -> Iterator[Any]:
    """What comes of each, in order, by some processes: as many as there are cores, unless given."""
    load_knowledge(ROOT)  # what a seed leaves as it is has been read before the processes part
    workers = processes or len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        yield from pool.map(work, what)
