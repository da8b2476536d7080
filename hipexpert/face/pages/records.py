"""Writes the pages about what is kept: athletes, and consultations as they were.

All is told in the words that were stored, so that no later knowledge changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hipexpert.face.pages.override import PUT
from hipexpert.face.pages.page import (
    Block,
    Cell,
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Passage,
    Section,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.records.record import last_finished
from hipexpert.records.standing import Withdrawal
from hipexpert.records.store import Athlete, Override, Record, next_review, said

_UNFINISHED, _WITHDRAWN, _DAMAGED = "not finished", "withdrawn", "damaged"

OUT_OF_REACH = (
    "Out of reach are copies of that file, backups, what was exported or printed, and spare"
    " blocks that the disk itself keeps. Erase those where they are."
)
"""What is to be said of whatever was erased."""

Withdrawn = Mapping[int, Withdrawal]
"""The plans that do not stand any more, by the number of their consultation."""


def athletes_page(found: Iterable[tuple[Athlete, list[Record], Withdrawn]], today: date) -> Page:
    """The athletes with their consultations, how the last one ended, and who is due for review."""
    columns = (
        Column("Athlete"),
        Column("Name"),
        Column("Consultations", "right"),
        Column("Last"),
        Column("Asymmetry"),
        Column("Review"),
    )
    rows = tuple(
        (
            words(strong(athlete.id)),
            words(athlete.name),
            words(str(len(held))),
            words(held[-1].begun[:10]) if held else None,
            _asymmetry(held[-1]) if held else None,
            _review(held, withdrawn, today),
        )
        for athlete, held, withdrawn in found
    )
    nobody = Passage(words("No athlete is kept. To add one: hipexpert athlete add ID"))
    return (Section("Athletes", (Grid(columns, rows) if rows else nobody,)),)


def _review(held: list[Record], withdrawn: Withdrawn, today: date) -> Cell:
    last = last_finished(held)
    if last and last.id in withdrawn:
        return words(strong(_WITHDRAWN))
    day = next_review(held)
    if day is None:
        return None
    return words(strong(f"{day}, due")) if day <= today else words(f"{day}")


def athlete_page(athlete: Athlete, held: list[Record], measured: int, withdrawn: Withdrawn) -> Page:
    """One athlete with all consultations."""
    entries = (
        Entry("Added", (words(athlete.added[:10]),)),
        Entry("Measurements", (words(str(measured)),)),
    )
    called = athlete.id if athlete.name == athlete.id else f"{athlete.id}, {athlete.name}"
    return (
        Section(called, (Entries(entries),)),
        Section("Consultations", (_consultations(held, withdrawn),)),
    )


def consultations_page(held: list[Record], withdrawn: Withdrawn) -> Page:
    """The consultations, the oldest first."""
    return (Section("Consultations", (_consultations(held, withdrawn),)),)


def _consultations(held: list[Record], withdrawn: Withdrawn) -> Block:
    if not held:
        return Passage(words("None is kept."))
    columns = (
        Column("Number"),
        Column("Date"),
        Column("Athlete"),
        Column("Status"),
        Column("Asymmetry"),
        Column("Knowledge"),
    )
    rows = tuple(
        (
            words(strong(str(record.id))),
            words(record.begun[:10]),
            words(record.athlete) if record.athlete else None,
            words(status_of(record, withdrawn)),
            _asymmetry(record),
            words(record.version),
        )
        for record in held
    )
    return Grid(columns, rows)


def status_of(record: Record, withdrawn: Withdrawn) -> str:
    """How a consultation ended, and whether its plan stands."""
    if record.damage:
        return _DAMAGED
    if record.id in withdrawn:
        return _WITHDRAWN
    return str(record.result["status"]) if record.result else _UNFINISHED


def _asymmetry(record: Record) -> Cell:
    kind = ((record.result or {}).get("asymmetry") or {}).get("type")
    return words(str(kind)) if kind else None


def consultation_page(record: Record, overrides: Iterable[Override] = ()) -> Page:
    """What was answered, what was concluded and what a coach decided, as it was stored."""
    whose = f" of {record.athlete}" if record.athlete else ""
    title = f"Consultation {record.id}{whose}, {record.begun[:10]}"
    answers = tuple(
        Entry(
            question, (words(listed(map(str, value)) if isinstance(value, list) else str(value)),)
        )
        for question, value in said(record.answers).items()
    )
    sections = [Section(title, (Entries(tuple(_verdict(record))),))]
    concluded = {
        name: tuple(_concluded(name, each) for each in (record.result or {}).get(name, ()))
        for name in ("plan", "advice", "cautions", "disputes")
    }
    decided = tuple(
        Entry(made.drill, (words(strong(PUT[made.put]), f": {made.because}"),))
        for made in overrides
    )
    for name, entries in {**concluded, "the coach's own": decided, "answers": answers}.items():
        if entries:
            sections.append(Section(sentence_case(name), (Entries(entries),)))
    if record.finished:
        asked = f"hipexpert audit {record.id}"
        sections.append(Section("To ask why", (Passage(words(asked)),)))
    return tuple(sections)


def _verdict(record: Record) -> Iterable[Entry]:
    yield Entry("Status", (words(strong(status_of(record, {}))),))
    kind = _asymmetry(record)
    if isinstance(kind, tuple) and kind:
        yield Entry("Asymmetry", (words(strong(kind[0].text)),))  # type: ignore[union-attr]
    referral = (record.result or {}).get("referral")
    if referral:
        reasons = listed(reason["text"] for reason in referral["reasons"])
        yield Entry("Referred", (words(f"{referral['urgency']}: {reasons}"),))
    yield Entry("Knowledge", (words(record.version, quiet(f" ({record.sha256[:12]})")),))


def _concluded(name: str, entry: dict[str, Any]) -> Entry:
    if name == "plan":
        return Entry(entry["label"], (words(_dose(entry)),))
    return Entry(entry.get("id") or entry["claim"], (words(entry["text"]),))


def _dose(line: dict[str, Any]) -> str:
    counted = [(count, "set", f" {side}") for side, count in line["sets"].items()]
    counted += [
        (line["repetitions"], "repetition", ""),
        (line["hold-seconds"], "second", " held"),
        (line["days-per-week"], "day", " a week"),
    ]
    return ", ".join(
        f"{number} {what}{'' if number == 1 else 's'}{how}"
        for number, what, how in counted
        if number
    )
