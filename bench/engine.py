"""How fast a consultation is, against rivals in the same run: ratios hold, seconds do not.

Run by `make bench`. Rivals: experta on its own network, the naive
evaluator that serves the tests as oracle, and the ground instances alone. What is recalled from
the cache is set against making it anew; the cache is a folder of this run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hipexpert.knowledge.cache import keep_knowledge, recall_knowledge
from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Fact, KnowledgeBase
from hipexpert.reasoning.answers import answer_facts, read_answers_file
from hipexpert.reasoning.engine import Engine
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.interview import interview
from hipexpert.reasoning.minimal_change import minimal_changes
from hipexpert.reasoning.partial_model import partial_model_of
from hipexpert.reasoning.program import GroundProgram
from hipexpert.reasoning.rete import ReteEngine

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from oracle import concluded  # noqa: E402 - found beside the tests

EXAMPLE = ROOT / "examples" / "track-runner.yaml"
ROUNDS = 15


def median_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of some work over several rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    knowledge = load_knowledge(find_home())
    answers, _ = read_answers_file(knowledge, EXAMPLE)
    engine, own = Engine(knowledge), ReteEngine(knowledge)
    rules = ground(keep_knowledge(knowledge))
    facts = {*knowledge.statements, *answer_facts(knowledge, answers)}
    program = GroundProgram(rules)
    given = program.given(answer_facts(knowledge, answers))
    consultation = engine.consult(answers)
    missing = Fact("athlete", "is-prescribed", "rotated-side-leg-lift")

    def recall() -> KnowledgeBase:
        recalled = recall_knowledge(find_home())
        assert recalled is not None, "nothing was kept"
        return recalled

    def command(cache: str) -> None:
        words = ["consult", "--json", "--answers", str(EXAMPLE)]
        subprocess.run(
            [sys.executable, "-m", "hipexpert", *words],
            env={**os.environ, "HIPEXPERT_CACHE": cache},
            stdout=subprocess.DEVNULL,
            check=True,
        )

    rows = {
        "experta, ground program": lambda: engine.consult(answers),
        "experta, its own network": lambda: own.consult(answers),
        "naive evaluator": lambda: concluded(knowledge.rules, facts),
        "ground instances, three-valued": lambda: partial_model_of(program, answers, ()),
        "ground instances compiled": lambda: program.run(given),
        "why not, smallest change": lambda: minimal_changes(consultation, missing),
        "choosing the next question": lambda: interview(knowledge, answers),
        "reading the knowledge": lambda: load_knowledge(find_home()),
        "recalling the knowledge": recall,
        "grounding its rules": lambda: ground(replace(knowledge)),
        "recalling knowledge and ground": lambda: ground(recall()),
        "a command without the cache": lambda: command(""),
        "a command with it": lambda: command(os.environ["HIPEXPERT_CACHE"]),
    }
    times = {name: median_seconds(work) for name, work in rows.items()}
    unit = times["experta, ground program"]
    print(f"{len(knowledge.rules)} rules, {len(knowledge.statements)} statements")
    for name, seconds in times.items():
        print(f"{name:<30} {seconds * 1000:9.1f} ms {seconds / unit:8.2f} of a consultation")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as cache:
        os.environ["HIPEXPERT_CACHE"] = cache
        main()
