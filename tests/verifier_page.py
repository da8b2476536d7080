"""The page that tells what became of the seeds: docs/verifier.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from outcomes import CASES, FINDERS, SOLVER, Edited, Outcome

HEAD = """\
# How much of what goes wrong is found

Written by `make verifier`; do not edit it here. Each seed of [`tests/verifier`](../tests/verifier)
is one slip of a person who edits the knowledge, or an edit that breaks nothing. It is made in a
copy of the knowledge. By the laws of [`hipexpert check`](laws/README.md) that is looked at in three
steps: what the files say, the ground rules, and everyone there could be, by a solver. Where no law
finds anything the cases of [`tests/cases`](../tests/cases) are run on its rules.
"""

READING = """\
*Found* is whatever brings any problem, or has a case not come out. It is counted for the first that
finds it. *In place* is what is told at a line that was changed or where the seed says it could be
told as well; *useful* is what names the thing at fault or the remedy, as the seed asks. Of what
only cases find, a case is to name the rule that was changed.
"""


def page(defects: Sequence[Outcome], edits: Sequence[Edited]) -> str:
    """The whole page."""
    parts = [HEAD, _totals(defects, edits), READING, "## By kind\n", _by_kind(defects)]
    parts += ["## False alarms\n", _alarms(edits)]
    parts += ["## Missed\n", _listed(defects, lambda each: not each.by, "why")]
    parts += ["## Found, and told elsewhere\n", _listed(defects, _elsewhere, "where")]
    parts += ["## Found, and told in other words\n", _listed(defects, _otherwise, "how")]
    return "\n".join(parts)


def _totals(defects: Sequence[Outcome], edits: Sequence[Edited]) -> str:
    found = [each for each in defects if each.by]
    by_laws = [each for each in found if each.by != CASES]
    kinds = len({each.seed.kind for each in defects})
    rows = [
        ("Seeded defects", f"{len(defects)} in {kinds} kinds", ""),
        ("found by laws", _share(by_laws, defects), "95 %"),
        ("of those only by the solver", _share([e for e in found if e.by == SOLVER], defects), ""),
        ("found by laws and cases", _share(found, defects), "99 %"),
        ("of what is found in place", _share([e for e in found if e.in_place], found), ""),
        ("of what is found useful", _share([e for e in found if e.useful], found), ""),
        ("Harmless edits", str(len(edits)), ""),
        ("false alarms", str(sum(bool(each.told) for each in edits)), "0"),
    ]
    return _table(("", "", "Goal"), rows)


def _share(part: Sequence[Outcome], whole: Sequence[Outcome]) -> str:
    return f"{len(part)} ({100 * len(part) / len(whole):.1f} %)"


def _by_kind(defects: Sequence[Outcome]) -> str:
    heads = (
        "Kind",
        "Seeds",
        "Files",
        "Ground rules",
        "Solver",
        "Cases",
        "In place",
        "Useful",
        "Missed",
    )
    kinds = [(kind, list(each)) for kind, each in groupby(defects, lambda each: each.seed.kind)]
    rows = [(_capital(kind), *_counts(each)) for kind, each in kinds]
    return _table(heads, [*rows, ("**All**", *_counts(defects))])


def _counts(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield str(len(outcomes))
    for finder in FINDERS:
        yield _number(sum(each.by == finder for each in outcomes))
    found = [each for each in outcomes if each.by]
    yield _number(sum(each.in_place for each in found))
    yield _number(sum(each.useful for each in found))
    yield _number(sum(not each.by for each in outcomes))


def _number(count: int) -> str:
    return str(count) if count else ""


def _alarms(edits: Sequence[Edited]) -> str:
    kinds = [(kind, list(each)) for kind, each in groupby(edits, lambda each: each.seed.kind)]
    rows = [
        (_capital(kind), str(len(each)), str(sum(bool(e.told) for e in each)))
        for kind, each in kinds
    ]
    alarms = [each for each in edits if each.told]
    lines = [f"- `{e.seed.id}`: {e.seed.slip} {e.told[0]}" for e in alarms]
    told = "\n".join(lines) + "\n" if lines else "None.\n"
    return f"{_table(('Kind', 'Edits', 'Alarms'), rows)}\n{told}"


def _listed(defects: Iterable[Outcome], chosen: Callable[[Outcome], bool], what: str) -> str:
    lines = [
        f"- `{each.seed.id}` ({each.seed.kind}): {each.seed.slip} "
        + (each.seed.missed if what == "why" else f"`{each.told[0].splitlines()[0]}`")
        for each in defects
        if chosen(each)
    ]
    return "\n".join(lines) + "\n" if lines else "None.\n"


def _elsewhere(each: Outcome) -> bool:
    return bool(each.by) and not each.in_place


def _otherwise(each: Outcome) -> bool:
    return bool(each.by) and each.in_place and not each.useful


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---", *("--:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
