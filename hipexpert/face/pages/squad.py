"""Writes the page of a squad: who needs attention first, what each comes to, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from hipexpert.face.pages.page import (
    Cell,
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Section,
    Words,
    alert,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.model import KnowledgeBase, number_text
from hipexpert.reasoning.verdict import SIDES
from hipexpert.records.importing import NotTaken
from hipexpert.records.squad import (
    Member,
    by_attention,
    favoured_motions,
    refused_cells,
    standing_of,
)
from hipexpert.vocabulary.messages import REFERRED


def squad_page(knowledge: KnowledgeBase, members: Iterable[Member], refused: int) -> Page:
    """The squad sorted by who needs attention first; of `refused` rows not all could be read."""
    found = sorted(members, key=by_attention)
    motions = favoured_motions(knowledge)
    columns = (
        Column("Athlete"),
        Column("Stands"),
        Column("Next", beneath=True),
        Column("Short", "right"),
        *(Column(sentence_case(knowledge.label(motion)), "right") for motion in motions),
        Column("Drills", "right"),
        *([Column("Not read")] if any(member["refused"] for member in found) else []),
    )
    rows = (_row(knowledge, member, motions)[: len(columns)] for member in found)
    table = Grid(columns, tuple(rows))
    counts = counts_page(knowledge, Counter(map(standing_of, found)), refused)
    if not found:
        return counts
    return Section("Squad, who needs attention first", (table,)), *counts


def counts_page(
    knowledge: KnowledgeBase, counts: Mapping[tuple[int, str, str], int], refused: int
) -> Page:
    """How many athletes stand how; of `refused` rows not all could be read."""
    entries = [
        Entry(
            standing_text(knowledge, standing, status),
            (words(str(counts[rank, standing, status])),),
        )
        for rank, standing, status in sorted(counts)
    ]
    entries.append(Entry("All", (words(strong(str(sum(counts.values())))),)))
    if refused:
        entries.append(Entry("Rows with a cell not read", (words(alert(str(refused))),)))
    return (Section("How many", (Entries(tuple(entries)),)),)


def _row(knowledge: KnowledgeBase, member: Member, motions: tuple[str, ...]) -> tuple[Cell, ...]:
    gap = member["widest-gap-degrees"]
    ratios = {ratio["motion"]: ratio for ratio in member["ratios"]}
    return (
        words(strong(member["name"] or member["athlete"])),
        _stands(knowledge, member),
        _next(knowledge, member["measure-next"]),
        None if gap is None else words(f"{number_text(gap)}°"),
        *(_ratio(knowledge, ratios.get(motion)) for motion in motions),
        words(str(len(member["plan"]))),
        words(alert("; ".join(refused_cells(member)))) if member["refused"] else None,
    )


def _stands(knowledge: KnowledgeBase, member: Member) -> Words:
    standing = standing_text(knowledge, member["standing"], member["status"])
    return words(standing if member["status"] == "plan" else alert(standing))


def standing_text(knowledge: KnowledgeBase, standing: str, status: str) -> str:
    """How an athlete stands, in words: `Referred: same day`, `Functional`."""
    label = knowledge.label(standing)
    return f"{knowledge.label(REFERRED)}: {label}" if status == "refer" else sentence_case(label)


def _next(knowledge: KnowledgeBase, questions: list[str]) -> Words | None:
    """The first question to answer or to measure next, and how many more there are."""
    if not questions:
        return None
    more = f", and {len(questions) - 1} more" if len(questions) > 1 else ""
    return words(quiet(f"needs {knowledge.questions[questions[0]].label}{more}"))


def _ratio(knowledge: KnowledgeBase, ratio: dict[str, float] | None) -> Words | None:
    if ratio is None:
        return None
    more, less = sorted(SIDES, key=lambda side: ratio[side], reverse=True)
    return words(f"{number_text(ratio[more])}:{number_text(ratio[less])} {knowledge.label(more)}")


def intake_page(kind: str, counts: Mapping[str, int], not_taken: Iterable[NotTaken]) -> Page:
    """What became of the rows of a table that was taken into the records."""
    entries = [Entry(sentence_case(name), (words(str(n)),)) for name, n in counts.items()]
    entries += [
        Entry(f"Not taken, {told.athlete}", (words(alert(told.refusal.message)),))
        for told in not_taken
    ]
    return (Section(f"Taken in: {kind}", (Entries(tuple(entries)),)),)
