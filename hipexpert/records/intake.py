"""Takes the athletes and measurements of a table into the records.

What is there already is left as it is, so the same table can be taken in again and adds nothing.
The answers of a profile become the start of the athlete's next consultation, and so do the
measurements taken since the last one: it is begun with them, or they are added to the one that is
open, and `consult` goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.reasoning.answers import agreeing
from hipexpert.records.database import StoreError
from hipexpert.records.measured import answers_measured, read_measurements
from hipexpert.records.profiles import ATHLETE, read_profiles
from hipexpert.records.store import Measurement, Store, said
from hipexpert.records.table import Table

ADDED, CHANGED, SAME = "added", "changed", "same"

_BATCH = 1000


def take_profiles(knowledge: KnowledgeBase, store: Store, table: Table) -> Counter[str]:
    """How many athletes of a table were added, changed and the same; the others are refused."""
    names = {athlete.id: athlete.name for athlete in store.athletes()}
    counts: Counter[str] = Counter()
    for athlete, name, answers, row in read_profiles(knowledge, table):
        if athlete not in names:
            try:
                store.add_athlete(athlete, name or athlete)
            except StoreError as error:
                table.refuse(row, ATHLETE, str(error), "bad-name", error.hint)
                continue
            outcome = ADDED
        elif name and name != names[athlete]:
            store.rename(athlete, name)
            outcome = CHANGED
        else:
            outcome = SAME
        if _start_next(knowledge, store, athlete, answers) and outcome == SAME:
            outcome = CHANGED
        counts[outcome] += 1
    return counts


def _start_next(knowledge: KnowledgeBase, store: Store, athlete: str, answers: Answers) -> bool:
    """Let the athlete's next consultation start with these answers; whether they tell anything new.

    They tell nothing new when the latest consultation, open or finished, has them all.
    """
    latest = next(reversed(store.consultations(athlete)), None)
    known = said(latest.answers) if latest else {}
    if all(known.get(question) == value for question, value in said(answers).items()):
        return False
    open_one = store.unfinished(athlete)
    if open_one is None:
        store.begin(knowledge, athlete, answers)
        return True
    before = {k: v for k, v in open_one.answers.given.items() if k in knowledge.questions}
    given = agreeing(knowledge, {**before, **answers.given})
    unknown = (open_one.answers.unknown | answers.unknown) - given.keys()
    store.keep(open_one.id, Answers(given, unknown))
    return True


def take_measurements(knowledge: KnowledgeBase, store: Store, table: Table) -> Counter[str]:
    """How many measurements of a table were added, changed and the same; the others are refused."""
    athletes = {athlete.id for athlete in store.athletes()}
    counts: Counter[str] = Counter()
    kept: dict[str, dict[Measurement, Measurement]] = {}
    fresh: set[str] = set()
    for batch in _batches(read_measurements(knowledge, table, athletes)):
        for one in batch:
            if one.athlete not in kept:
                kept[one.athlete] = {_what(m): m for m in store.measurements(one.athlete)}
            before = kept[one.athlete].get(_what(one))
            counts[ADDED if before is None else SAME if before == one else CHANGED] += 1
            fresh |= {one.athlete} if before != one else set()
        store.add_measurements(batch)
    for athlete in sorted(fresh):
        measured = answers_measured(knowledge, _since_last(store, athlete))
        if measured.given:
            _start_next(knowledge, store, athlete, measured)
    return counts


def _since_last(store: Store, athlete: str) -> list[Measurement]:
    """What was measured of an athlete since the last consultation that was finished was begun."""
    finished = [record.begun[:10] for record in store.consultations(athlete) if record.finished]
    return [one for one in store.measurements(athlete) if one.taken >= max(finished, default="")]


def _what(one: Measurement) -> Measurement:
    """What was measured and when, apart from the value."""
    return one._replace(value=0, unit="")


def _batches(measurements: Iterable[Measurement]) -> Iterator[list[Measurement]]:
    rest = iter(measurements)
    while batch := list(islice(rest, _BATCH)):
        yield batch
