"""How this program is called from where it was started, so that what it names can be typed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from functools import cache
from pathlib import Path

from hipexpert.face.program import NAME

_COMMAND = re.compile(rf"(?<![\w./-]){NAME}(?= -{{0,2}}[a-z])")


@cache
def called() -> str:
    """Its name where a shell finds this very program under it; else the path to it from here.

    Run in another way, as with `python -m`, whoever did so knows how, and the name stands for it.
    """
    started = Path(sys.argv[0])
    found = shutil.which(NAME)
    if started.name != NAME or not started.exists() or (found and started.samefile(found)):
        return NAME
    return shlex.quote(min(os.path.relpath(started), str(started.absolute()), key=len))


def as_started(text: str) -> str:
    """A text with each command of this program as it can be typed here."""
    return text if called() == NAME else _COMMAND.sub(lambda _: called(), text)
