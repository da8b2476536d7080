"""How much of what goes wrong in the knowledge `check` finds: docs/verifier.md, by one command.

`make verifier` makes each change of tests/verifier in a copy of the knowledge and asks of it, one
after the other until something is found and told well: what `hipexpert check` finds by looking at
the files, on the ground rules, by the solver; and where that is nothing the cases of tests/cases,
run on its rules. A defect is

- found, if there is any problem, or a case that does not come out;
- in place, if a problem stands at a line that was changed, or where the seed says besides; of what
  only cases find, if the rule that was changed is one that a case names;
- useful, if one problem names, in its message or its hint, each word that the seed asks for.

A harmless edit is a false alarm if there is any problem, a warning included. Cases are not run on
these: where a number of the knowledge is changed, a case of that number has to change with it.

`python tests/verifier.py NAME ...` tells of the seeds and kinds named and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from outcomes import Edited, Outcome, batches, edited, on_cores, outcome
from seeds import ROOT, Seed, defects, harmless
from verifier_page import page

PAGE = ROOT / "docs" / "verifier.md"


def main() -> int:
    """Write the page, or tell of some seeds; 1 where the page and the seeds do not agree."""
    parser = argparse.ArgumentParser(description="How much of what goes wrong is found.")
    parser.add_argument("names", nargs="*", help="ids or kinds of seeds to tell of alone")
    parser.add_argument("--processes", type=int, default=0, help="as many as cores, unless given")
    asked = parser.parse_args()
    broken = _broken(_named(defects(), asked.names), asked.processes)
    unharmed = _unharmed(_named(harmless(), asked.names), asked.processes)
    if not asked.names:
        PAGE.write_text(page(broken, unharmed), "utf-8")
    wrong = [each.seed.id for each in broken if bool(each.by) == bool(each.seed.missed)]
    wrong += [each.seed.id for each in unharmed if each.told]
    if wrong:
        print(f"not as the seeds say: {', '.join(wrong)}", file=sys.stderr)
    return bool(wrong)


def _named(seeds: Sequence[Seed], names: Sequence[str]) -> list[Seed]:
    return [seed for seed in seeds if not names or seed.id in names or seed.kind in names]


def _broken(seeds: Sequence[Seed], processes: int) -> list[Outcome]:
    """What came of some defects, each told of as it comes."""
    found = []
    for each in on_cores(outcome, seeds, processes):
        found.append(each)
        marks = ["" if each.in_place else "not in place", "" if each.useful else "not useful"]
        _tell(each, each.by or "nothing", *filter(None, marks if each.by else ()))
    return found


def _unharmed(seeds: Sequence[Seed], processes: int) -> list[Edited]:
    """What came of some edits, each told of as it comes, in the order of the seeds."""
    found = {}
    for batch in on_cores(edited, batches(seeds), processes):
        for each in batch:
            found[each.seed.id] = each
            _tell(each, "a false alarm" if each.told else "nothing")
    return [found[seed.id] for seed in seeds]


def _tell(each: Outcome | Edited, *marks: str) -> None:
    print(f"{each.seed.id}: {', '.join(marks)}", flush=True)
    for line in each.told[:3]:
        print(f"    {line.splitlines()[0]}")


if __name__ == "__main__":
    sys.exit(main())
