"""What is said of a law: its id, its sentence, why it is kept, how what breaks it is mended."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WHILE_READING = "while the files are read"
ON_THE_FILES = "on what the files say, by looking at it alone"
ON_GROUND_RULES = "on the ground rules, for every athlete there could be"
BY_A_SOLVER = "by a solver, for every athlete there could be"


@dataclass(frozen=True, slots=True)
class Law:
    """A law by the id that its problems carry.

    `kept_by` yields them; where that is a reader of files, or yields those of several laws,
    `sentence` says which law it is. `severity` is that of its problems.
    """

    id: str
    kept_by: Callable[..., Any]
    why: str
    mend: str
    sentence: str = ""
    severity: str = "error"
    decided: str = ON_THE_FILES

    @property
    def says(self) -> str:
        """The law in one sentence: its own, or the first one of the function that keeps it.

        >>> def every_stone_lies(): "No stone stands. It would fall."
        >>> Law("stone", every_stone_lies, "", "").says
        'No stone stands.'
        """
        told = " ".join((inspect.getdoc(self.kept_by) or "").split())
        return self.sentence or told.partition(". ")[0].rstrip(".") + "."
