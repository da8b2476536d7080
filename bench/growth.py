"""How a consultation grows with the drills: the same athlete with four and with ten times as many.

Every drill that fills a slot is written again under other names, beside itself on its rung, so that
the equals of each rung grow. What is measured is the processor time of one consultation and the
instances of the rules, as ratios to the drills as they are.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from pathlib import Path

from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Answers, KnowledgeBase
from hipexpert.reasoning.answers import read_answers_file
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import ground

HOME = Path(__file__).resolve().parents[1]
TIMES = (1, 4, 10)
REPEATS = 5
DRILL = re.compile(r"^:(?P<name>[a-z0-9-]+) a :Drill ;.*?\n\n", re.MULTILINE | re.DOTALL)


def multiplied(home: Path, times: int) -> None:
    """Write each drill of a home `times` as often, the copies before the next of its ring."""
    for path in sorted((home / "kb" / "drills").glob("*.ttl")):
        text = path.read_text(encoding="utf-8") + "\n"
        path.write_text(DRILL.sub(lambda match: _copies(match, times), text), encoding="utf-8")


def _copies(match: re.Match[str], times: int) -> str:
    text, name = match[0], match["name"]
    if ":on-rung" not in text:
        return text
    names = [name, *(f"{name}-{number}" for number in range(2, times + 1))]
    ring = re.search(r":alternates-with :([a-z0-9-]+) ;", text)
    after = [*names[1:], ring[1] if ring else name]
    found = []
    for own, following in zip(names, after, strict=True):
        copy = text.replace(f":{name} a :Drill", f":{own} a :Drill", 1)
        copy = re.sub(r"    :alternates-with :[a-z0-9-]+ ;\n", "", copy)
        if own != name:
            copy = re.sub(r"    :comes-first-in [^;]+;\n", "", copy)
            copy = re.sub(r"    :(progresses|regresses)-to [^;]+;\n", "", copy)
        if following != own:
            turn = f" a :Drill ;\n    :alternates-with :{following} ;\n"
            copy = copy.replace(" a :Drill ;\n", turn, 1)
        found.append(copy)
    return "".join(found)


def milliseconds(knowledge: KnowledgeBase, answers: Answers) -> float:
    """The least processor time of a consultation, its networks built."""
    consult(knowledge, answers)
    taken = []
    for _ in range(REPEATS):
        start = time.process_time()
        consult(knowledge, answers)
        taken.append(time.process_time() - start)
    return 1000 * min(taken)


def main() -> None:
    print(f"{'drills':>8} {'instances':>10} {'ratio':>6} {'consultation':>13} {'ratio':>6}")
    first: tuple[float, float] | None = None
    for times in TIMES:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            for name in ("kb", "rules"):
                shutil.copytree(HOME / name, home / name)
            for name in ("ontology.ttl", "shapes.ttl"):
                shutil.copy(HOME / name, home)
            multiplied(home, times)
            knowledge = load_knowledge(home)
            assert not knowledge.problems, knowledge.problems
            answers, _ = read_answers_file(knowledge, HOME / "examples" / "track-runner.yaml")
            now = (sum(map(len, ground(knowledge).strata)), milliseconds(knowledge, answers))
            first = first or now
            ratios = [each / start for each, start in zip(now, first, strict=True)]
            line = (
                f"x{times:>7} {now[0]:>10} {ratios[0]:>6.1f} {now[1]:>10.0f} ms {ratios[1]:>6.1f}"
            )
            print(line, flush=True)


if __name__ == "__main__":
    main()
