"""Keeps the answers of a dialogue, so that no interruption loses one.

They are kept in answers files like any other, in the user's data folder, readable by the user
alone, and replaced in one step, so that a crash leaves the old file or the new one: the answers
of a dialogue that is not finished, and those of the last one that was.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from hipexpert.model import Answers, Value, number_text


def unfinished_path() -> Path:
    """Where the answers of a dialogue lie until it is finished."""
    return Path(platformdirs.user_data_path("hipexpert")) / "unfinished.yaml"


def last_path() -> Path:
    """Where the answers of the last finished dialogue lie."""
    return unfinished_path().with_name("last.yaml")


def answers_text(answers: Answers) -> str:
    """Answers as the text of an answers file.

    >>> print(answers_text(Answers({"age": 22, "equipment": ("band", "box")})), end="")
    age: 22
    equipment: [band, box]
    """
    lines = [f"{key}: {_written(value)}" for key, value in answers.given.items()]
    lines += [f"{key}: unknown" for key in sorted(answers.unknown)]
    return "".join(line + "\n" for line in lines)


def _written(value: Value | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else number_text(value)


@dataclass
class Draft:
    """The answers of one dialogue while it runs, kept at `path`.

    When they cannot be kept, `warn` is told so once and the dialogue goes on.
    """

    path: Path
    warn: Callable[[str], None]
    failed: bool = False

    def keep(self, answers: Answers) -> None:
        self._keep(answers, self.path)

    def finish(self, answers: Answers) -> None:
        """Keep the answers as those of the last dialogue that was finished."""
        self._keep(answers, last_path())
        if not self.failed:
            self.path.unlink(missing_ok=True)

    def _keep(self, answers: Answers, path: Path) -> None:
        if self.failed:
            return
        try:
            keep(answers, path)
        except OSError as error:
            self.failed = True
            self.warn(f"answers cannot be kept in {path}: {error.strerror}")


def keep(answers: Answers, path: Path) -> None:
    """Write the answers to `path`. Raises OSError when the folder cannot be written."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(answers_text(answers))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
