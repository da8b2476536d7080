"""Takes the athletes and measurements of a table into the records.

What is there already is left as it is, so the same table can be taken in again and adds nothing.
An empty cell leaves what is kept; a word for not known replaces it; and nothing but a person's word
takes a red flag away that the records report.
The answers of a profile become the start of the athlete's next consultation, and so do the
measurements taken since the last one: it is begun with them, or they are added to the one that is
open, and `consult` goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import islice
from typing import NamedTuple, TypeVar

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.reasoning.answers import consistent
from hipexpert.records.headings import ATHLETE
from hipexpert.records.ids import Alike
from hipexpert.records.measured import answers_measured, read_measurements
from hipexpert.records.profiles import read_profiles
from hipexpert.records.rows import ROW, Profile, Refusal, refused_cell
from hipexpert.records.store import Measurement, Store, differing, said
from hipexpert.records.table import Table
from hipexpert.vocabulary.safety import RED_FLAG

ADDED, CHANGED, SAME = "added", "changed", "same"

_BATCH = 1000

_Item = TypeVar("_Item")


class NotTaken(NamedTuple):
    """A cell, or a row, of an athlete that was not taken into the records."""

    athlete: str
    refusal: Refusal


class Intake(NamedTuple):
    """What became of the rows of a table: how many athletes or measurements were added, changed
    and the same, and what was not taken."""

    counts: Counter[str]
    not_taken: list[NotTaken]


Confirmed = Callable[[str, str], bool]
"""Whether somebody has made sure that an athlete's report of a flag, by its name, is over."""


def take_profiles(
    knowledge: KnowledgeBase, store: Store, table: Table, confirmed: Confirmed
) -> Intake:
    """Take the athletes of a table in, each with what could be read of them.

    A `no` does not replace a red flag that the records report unless that is `confirmed`.
    """
    names = {athlete.id: athlete.name for athlete in store.athletes()}
    before = Alike(names)
    taken = Intake(Counter(), [])
    for batch in _batches(read_profiles(knowledge, table)):
        said: list[tuple[Profile, Answers]] = []
        for profile in batch:
            taken.not_taken.extend(NotTaken(profile.athlete, told) for told in profile.refused)
            if not profile.identified:
                _tell_flags_of_nobody(knowledge, table, profile)
                continue
            # somebody may be asked, so that nothing is being written meanwhile
            answers, kept = _beside_reports(knowledge, store, table, profile, confirmed)
            taken.not_taken.extend(NotTaken(profile.athlete, told) for told in kept)
            said.append((profile, answers))
        with store.together():
            for profile, answers in said:
                outcome = _named(store, names, profile)
                if outcome == ADDED:
                    _tell_alike(table, profile, before)
                if _start_next(knowledge, store, profile.athlete, answers) and outcome == SAME:
                    outcome = CHANGED
                taken.counts[outcome] += 1
    return taken


def _named(store: Store, names: dict[str, str], profile: Profile) -> str:
    """Have the athlete in the records, by the name the table gives; whether that is new there."""
    athlete, name = profile.athlete, profile.name
    if athlete not in names:
        store.add_athlete(athlete, name or athlete)
        names[athlete] = name or athlete
        return ADDED
    if name and name != names[athlete]:
        store.rename(athlete, name)
        return CHANGED
    return SAME


def _tell_alike(table: Table, profile: Profile, known: Alike) -> None:
    """Warn where an id differs in case alone from one that the records had before."""
    for other in known.to(profile.athlete):
        message = f"'{profile.athlete}' differs from '{other}' of the records in case alone"
        hint = "they count as two athletes; write that id if they are one"
        table.warn(profile.row, ATHLETE, message, "ids-alike", hint)


def _tell_flags_of_nobody(knowledge: KnowledgeBase, table: Table, profile: Profile) -> None:
    flags = [f for f in knowledge.instances(RED_FLAG) if profile.answers.given.get(f) == "yes"]
    if flags:
        message = f"this row is kept of nobody, and it reports {', '.join(flags)}"
        table.refuse(profile.row, "", message, "no-athlete", "name the athlete, and take it anew")


def _beside_reports(
    knowledge: KnowledgeBase, store: Store, table: Table, profile: Profile, confirmed: Confirmed
) -> tuple[Answers, list[Refusal]]:
    """The answers of a table without those that would take a reported red flag away.

    A flag that the table does not know, or denies without anybody having made sure, stays as the
    records have it.
    """
    given, told = dict(profile.answers.given), []
    unknown = {*_taken_back(knowledge, store, profile)}
    for flag in sorted(reported_flags(knowledge, store, profile.athlete)):
        unknown.discard(flag)
        if given.get(flag) == "no" and not confirmed(profile.athlete, flag):
            del given[flag]
            message = f"'{flag}' is no here, and the records of '{profile.athlete}' report it"
            hint = "it stays reported; add --confirm when somebody has made sure"
            told.append(refused_cell(table, profile.row, flag, message, "reported-flag", hint))
    return Answers(given, frozenset(unknown)), told


def _taken_back(knowledge: KnowledgeBase, store: Store, profile: Profile) -> Set[str]:
    """What the table does not know, and either says so in a word or takes back by it.

    A red flag, or a cell that could not be read, of which the records know nothing is left open,
    so that it is asked.
    """
    unread = {*knowledge.instances(RED_FLAG), *(told.column for told in profile.refused)}
    known = {name for held in store.consultations(profile.athlete) for name in held.answers.given}
    if ROW in unread:
        return profile.answers.unknown & known
    return {name for name in profile.answers.unknown if name in known or name not in unread}


def reported_flags(knowledge: KnowledgeBase, store: Store, athlete: str) -> set[str]:
    """The red flags that the records report: whose newest yes or no, of all consultations of the
    athlete, is yes, or which an open one reports. A report that lapsed was one all the same."""
    flags = {*knowledge.instances(RED_FLAG)}
    words = [
        (word.sequence, word.question, word.value, record.finished)
        for record in store.consultations(athlete)
        for word in record.words
        if word.question in flags and word.value in ("yes", "no")
    ]
    newest = {flag: value for _, flag, value, _ in sorted(words, key=lambda word: word[0])}
    still_open = {flag for _, flag, value, finished in words if value == "yes" and not finished}
    return still_open | {flag for flag, value in newest.items() if value == "yes"}


def _start_next(knowledge: KnowledgeBase, store: Store, athlete: str, answers: Answers) -> bool:
    """Let the athlete's next consultation start with these answers; whether they tell anything new.

    They tell nothing new when the latest consultation, open or finished, has them all, and they
    hold to this day; what holds no longer is renewed by the same word.
    """
    latest = next(reversed(store.consultations(athlete)), None)
    known = store.holding(latest, knowledge) if latest else Answers()
    if not differing(known, answers, [*said(answers)]):
        return False
    open_one = store.unfinished(athlete)
    if open_one is None:
        store.begin(knowledge, athlete, answers)
        return True
    still = store.lapse(open_one.id, knowledge)
    before = {
        question: answer
        for question, answer in still.given.items()
        if question in knowledge.questions and question not in answers.unknown
    }
    given = consistent(knowledge, {**before, **answers.given})
    unknown = (still.unknown | answers.unknown) - given.keys()
    store.keep(open_one.id, Answers(given, unknown, days=answers.days), still)
    return True


def take_measurements(knowledge: KnowledgeBase, store: Store, table: Table) -> Intake:
    """Take the measurements of a table in; those that are refused are among its problems."""
    athletes = {athlete.id for athlete in store.athletes()}
    counts: Counter[str] = Counter()
    kept: dict[str, dict[Measurement, Measurement]] = {}
    fresh: set[str] = set()
    for batch in _batches(read_measurements(knowledge, table, athletes, store.today)):
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
    return Intake(counts, [])


def _since_last(store: Store, athlete: str) -> list[Measurement]:
    """What was measured of an athlete since the last consultation that was finished was begun."""
    finished = [record.begun[:10] for record in store.consultations(athlete) if record.finished]
    return [one for one in store.measurements(athlete) if one.taken >= max(finished, default="")]


def _what(one: Measurement) -> Measurement:
    """What was measured and when, apart from the value."""
    return one._replace(value=0, unit="")


def _batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch
