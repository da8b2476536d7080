"""What the front door raises: one family, each telling what is wrong and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hipexpert.knowledge.problems import format_problems
from hipexpert.model import KnowledgeFolder, Problem

SCHEMA = "hipexpert/problems/1"


class Error(Exception):
    """What was asked cannot be done; `hint` says what can, where that is known."""

    def __init__(self, message: str, hint: str | None = None):
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message + (f" ({self.hint})" if self.hint else "")


class UnknownName(Error):
    """No rule, claim, conclusion or schema is called so; the hint has the nearest that is."""


class NotConcluded(Error):
    """A conclusion that was not drawn of this athlete has no proof."""


class _WithProblems(Error):
    """Something written is at fault, at every place that `problems` names.

    `home` is the folder that the names of their files start from.
    """

    def __init__(self, problems: Sequence[Problem], home: KnowledgeFolder | str = "."):
        super().__init__(format_problems(problems, home))
        self.args = (problems, home)
        self.problems = tuple(problems)

    def json(self) -> dict[str, Any]:
        """The problems in the shape of `hipexpert/problems/1`."""
        return {"schema": SCHEMA, "problems": [_told(problem) for problem in self.problems]}


class UnsoundKnowledge(_WithProblems):
    """The files of a folder of knowledge cannot be reasoned with."""


class BadAnswers(_WithProblems):
    """Answers, or a table of them, that cannot be taken as they are.

    Where they are no file, `file` is `<answers>` and `line` counts them.
    """


def _told(problem: Problem) -> dict[str, Any]:
    rest = ("severity", "message", "check", "hint")
    return {**problem.location._asdict(), **{name: getattr(problem, name) for name in rest}}
