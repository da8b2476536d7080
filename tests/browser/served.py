"""The program as people start it, serving its page, and how chromium is started to look at it."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from program import COMMAND, surroundings

PATIENCE = 180_000
"""Milliseconds after which a page is stuck; a machine that does other work too may be slow."""

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Served:
    """The program, serving its page to this test alone."""

    folder: Path
    port: int = 0
    addresses: list[str] = field(default_factory=list)

    def start(self) -> str:
        """Start it, at the same port as before; the address that it prints."""
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port)],
            cwd=self.folder,
            env=surroundings(self.folder),
            stdout=subprocess.PIPE,
            text=True,
        )
        address = self.next_address()
        self.port = int(address.split(":")[2].partition("/")[0])
        return address

    def next_address(self) -> str:
        """The next address that it prints."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self.port}"
