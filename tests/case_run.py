"""The cases of tests/cases, run on the rules of any knowledge as `hipexpert test` runs them.

One function, `failing`, says which of them do not come out, with the rule and the fact of each.
"""

from __future__ import annotations

from typing import NamedTuple

from seeds import ROOT

from hipexpert.cases.files import find_case_files
from hipexpert.cases.reading import read_cases
from hipexpert.cases.running import failures, run_cases
from hipexpert.model import KnowledgeBase, KnowledgeFolder
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import compiled


class Failure(NamedTuple):
    """A case that does not come out: whose fact, and the rule that was to carry or to miss it."""

    place: str
    rule: str
    message: str


def failing(knowledge: KnowledgeBase) -> list[Failure]:
    """Every case that cannot be read any more, and every expectation that is not met."""
    files = find_case_files(KnowledgeFolder(ROOT))
    assert files is not None
    cases, problems = read_cases(knowledge, files)
    program = compiled(ground(knowledge))
    failed = [Failure(str(problem.location), "", problem.message) for problem in problems]
    for case, expected, kind, *_ in failures(program, run_cases(program, cases)):
        message = f"'{expected.fact}' by '{expected.rule}': {kind}, in '{case.sentence}'"
        failed.append(Failure(str(expected.location), expected.rule, message))
    return failed
