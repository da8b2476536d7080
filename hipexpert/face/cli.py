"""The command line: every command, and how the program ends."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from hipexpert.face import command
from hipexpert.face.command import INTERRUPTED, PROGRAM_ERROR, tell
from hipexpert.face.program import ENDING, asked_for

MODULES = {
    "audit": ("why", "why-not", "what-if", "compare"),
    "consult": ("consult", "plan"),
    "diff": ("diff",),
    "export": ("export", "verify"),
    "knowledge": ("check", "questions", "schema"),
    "mcp": ("mcp",),
    "override": ("override",),
    "query": ("query",),
    "records": ("progress", "athlete", "consultations"),
    "replay": ("audit",),
    "report": ("report",),
    "squad": ("screen", "athlete"),
    "test": ("test",),
    "browse": ("claims", "sources"),
    "new": ("new",),
    "packs": ("pack",),
    "rules": ("rules",),
}
"""The commands and the groups that each module of `commands` has, or has a part of."""

app: typer.Typer
"""The program with all its commands, which are imported when it is asked for."""


def __getattr__(name: str) -> typer.Typer:
    if name == "app":
        return with_commands()
    raise AttributeError(name)


def with_commands(arguments: Sequence[str] = ()) -> typer.Typer:
    """The program, with the command that is asked for, or with all where none of them is."""
    named = arguments[0] if arguments else ""
    having = [module for module, commands in MODULES.items() if named in commands]
    for module in having or MODULES:
        import_module(f"hipexpert.face.commands.{module}")
    return asked_for(command.app, arguments)


def main() -> None:
    """Run the program. Ends with the exit codes of the contract, never with a traceback.

    HIPEXPERT_DEBUG=1 shows the traceback of an error of the program.
    """
    gc.set_threshold(500_000)  # a command is short, and looking for garbage was a tenth of it
    program = with_commands(sys.argv[1:])
    if hasattr(signal, "SIGPIPE"):  # a reader that leaves early, as `head` does, is no error
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        program()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if os.environ.get("HIPEXPERT_DEBUG"):
            raise
        sys.exit(_told(error))
    finally:
        gc.freeze()  # so that Python, as it ends, does not go through all that is left


def _told(error: Exception) -> int:
    """The exit code after an error of the program has been told.

    When the terminal has closed and hang-ups are ignored, as under nohup, there is nobody to tell
    and no error: the program was interrupted.
    """
    try:
        tell(
            f"an error of the program: {type(error).__name__}: {error}",
            "set HIPEXPERT_DEBUG=1 to see where, and report it",
        )
        ENDING.finish(PROGRAM_ERROR)
    except OSError as unheard:
        nowhere = os.open(os.devnull, os.O_WRONLY)  # so that nothing fails at the very end
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        return INTERRUPTED if unheard.errno == errno.EIO else PROGRAM_ERROR
    return PROGRAM_ERROR
