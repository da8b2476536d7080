"""What a command costs from a standing start, against the bare import of what it stands on.

Run by `make bench`. The rival imports experta, typer and rich, and does nothing with them. Each is
a process of its own and is counted in processor time, the least of several, ours and the rival's
by turns. Byte code and the cache of knowledge are there, as they are whenever a command is given
for a second time; both are of this run.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "track-runner.yaml"
ROUNDS = 15
GOAL = 3.0

BARE = (  # `experta_door` says why experta has to be lent a name
    "import collections.abc; collections.Mapping = collections.abc.Mapping;"
    "import experta, typer, rich"
)
COMMANDS = {
    "Python alone": ["-c", ""],
    "experta, typer, rich, imported": ["-c", BARE],
    "consult --answers --json": ["-m", "hipexpert", "consult", "--answers", str(EXAMPLE), "--json"],
}


def processor_seconds(words: list[str], folder: str) -> float:
    """The processor time of a process, in seconds, its own and that of the system for it."""
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    surroundings |= {"PYTHONPYCACHEPREFIX": f"{folder}/code", "HIPEXPERT_CACHE": f"{folder}/cache"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env=surroundings, stdout=subprocess.PIPE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for words in COMMANDS.values():
            processor_seconds(words, folder)  # writes byte code, and keeps the knowledge
        rounds = [
            [processor_seconds(words, folder) for words in COMMANDS.values()] for _ in range(ROUNDS)
        ]
    _, bare, _ = least = [min(times) for times in zip(*rounds, strict=True)]
    for name, seconds in zip(COMMANDS, least, strict=True):
        print(f"{name:<30} {seconds * 1000:9.1f} ms {seconds / bare:8.2f} of the bare import")
    print(f"{'':<30} {'goal':>12} {GOAL:8.2f}")


if __name__ == "__main__":
    main()
