"""How many athletes a second a squad is screened at, and in how much memory.

Run: python bench/screen.py. The rival is the engine of record, one athlete after the other.
The squad is the example, over and over, from a file to a file as `hipexpert screen` does it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.reasoning.engine import Engine
from hipexpert.reasoning.screen import Screen
from hipexpert.records.opening import open_table
from hipexpert.records.profiles import read_profiles

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "squad.csv"


def main() -> None:
    knowledge = load_knowledge(find_home())
    squad = [profile.answers for profile in read_profiles(knowledge, open_table(EXAMPLE))]
    rules, engine = Screen(knowledge), Engine(knowledge)
    for name, work, rounds in (
        ("experta, ground program", engine.consult, 5),
        ("ground instances compiled", rules.verdict, 100),
    ):
        start = time.perf_counter()
        for _ in range(rounds):
            for answers in squad:
                work(answers)
        print(f"{name:<30} {rounds * len(squad) / (time.perf_counter() - start):9.0f} athletes/s")
    for athletes in (1_000, 10_000):
        from_file_to_file(athletes)


def from_file_to_file(athletes: int) -> None:
    """Screen a file with so many rows in a process of its own, and say what it took."""
    head, *rows = EXAMPLE.read_text("utf-8").splitlines()
    answers = [row.split(",", 1)[1] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "squad.csv"
        lines = (f"a{number},{answers[number % len(rows)]}" for number in range(athletes))
        path.write_text("\n".join((head, *lines)), encoding="utf-8")
        command = [sys.executable, "-m", "hipexpert", "screen", str(path), "--plain"]
        start = time.perf_counter()
        subprocess.run(
            [*command, "--out", f"{path}.out.csv"], stdout=subprocess.DEVNULL, check=True
        )
        seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    name = f"{athletes} rows, file to file"
    print(f"{name:<30} {athletes / seconds:9.0f} athletes/s, {seconds:.1f} s, {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
