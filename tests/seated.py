"""Somebody at a terminal of 80 by 24: what they see at each prompt, and what they type."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from terminal import Terminal, pexpect

ROWS, COLUMNS = 24, 80

_STEERING = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]")


class Seated:
    """A command at such a terminal; `screens` are what stood there at each prompt."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        size = {"COLUMNS": str(COLUMNS), "LINES": str(ROWS), **environment}
        self.child: Any = Terminal(folder, *arguments, dimensions=(ROWS, COLUMNS), **size)
        self.screens: list[str] = []
        self.typed: list[str] = []

    def type(self, *lines: str) -> str:
        """Wait for a prompt and type a line, again and again; what stands there in the end."""
        for line in lines:
            self.screen()
            self.typed.append(line)
            self.child.sendline(line)
        return self.screen()

    def screen(self) -> str:
        """What stands at the next prompt, or at the end."""
        if len(self.screens) == len(self.typed):
            self.child.expect([r"> $", r"for the plan\. $", r"\]: $", pexpect.EOF])
            shown = self.child.before
            shown += "" if self.child.after is pexpect.EOF else self.child.after
            self.screens.append(_STEERING.sub("", shown).replace("\r", ""))
        return self.screens[-1]

    def end(self) -> int:
        """Its exit code, once it has ended."""
        if not self.child.flag_eof:
            self.child.expect(pexpect.EOF)
            self.screens.append(_STEERING.sub("", self.child.before).replace("\r", ""))
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)

    @property
    def seen(self) -> str:
        """All that stood there, its lines joined."""
        return " ".join(" ".join(self.screens).split())
