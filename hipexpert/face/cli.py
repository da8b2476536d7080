"""The command line: every command, and how the program ends."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from typing import Any

from hipexpert.face import command
from hipexpert.face.command import INTERRUPTED, PROGRAM_ERROR, tell
from hipexpert.face.commands import load
from hipexpert.face.program import ENDING, asked_for


def __getattr__(name: str) -> Any:
    """`app`: the program with all its commands, which are imported when it is asked for."""
    if name != "app":
        raise AttributeError(name)
    load()
    return command.app


def main() -> None:
    """Run the program. Ends with the exit codes of the contract, never with a traceback.

    HIPEXPERT_DEBUG=1 shows the traceback of an error of the program.
    """
    gc.set_threshold(500_000)  # a command is short, and looking for garbage was a tenth of it
    load(sys.argv[1:])
    program = asked_for(command.app, sys.argv[1:])
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
