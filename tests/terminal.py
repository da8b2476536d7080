"""The program at a terminal: a process with a terminal of its own, begun by `warm`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from program import COMMAND, PATIENCE, surroundings, tell_server

pexpect = pytest.importorskip("pexpect")
ptyprocess = pytest.importorskip("ptyprocess")


class _Begun(ptyprocess.PtyProcess):  # type: ignore[misc]
    """A process at a terminal; it is no child of this one, so its parent tells how it ended."""

    def isalive(self) -> bool:
        return not self._look(look=not self.flag_eof)

    def wait(self) -> int | None:
        self._look()
        code: int | None = self.exitstatus
        return code

    def terminate(self, force: bool = False) -> bool:
        """End it; what was killed ends at last, however busy the machine is."""
        ended: bool = super().terminate(force)
        if force and not ended:
            self.wait()
        return force or ended

    def _look(self, look: bool = False) -> bool:
        """Whether it has ended."""
        if not self.terminated:
            status = tell_server({"wait": self.pid, "look": look})
            if status < 0:
                return False
            self.status, self.terminated = status, True
            code = os.waitstatus_to_exitcode(status)
            self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)
        return True


class Terminal(pexpect.spawn):  # type: ignore[misc]
    """A command that a person starts at a terminal, and what they see and type there.

    Nothing is ignored of what a terminal signals, whoever starts the tests.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        dimensions: tuple[int, int] = (50, 100),
        **environment: str,
    ) -> None:
        super().__init__(
            COMMAND[0],
            [*COMMAND[1:], *arguments],
            cwd=str(folder),
            env={**surroundings(folder), **environment},
            dimensions=dimensions,
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def _spawnpty(self, args: list[bytes], **options: Any) -> _Begun:
        ours, its = os.openpty()
        begun = _Begun(0, ours)
        begun.setwinsize(*options["dimensions"])
        begun.pid = tell_server(
            {
                "cwd": options["cwd"],
                "env": options["env"],
                "arguments": [each.decode() for each in args[len(COMMAND) :]],
                "terminal": os.ttyname(its),
            }
        )
        os.close(its)
        return begun
