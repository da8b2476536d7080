"""Writes what coaches decided otherwise: beside one plan, and by the rules they speak against."""

from __future__ import annotations

from collections.abc import Mapping

from hipexpert.face.pages.page import (
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
from hipexpert.face.pages.result import caution_blocks
from hipexpert.model import KnowledgeBase, Value, number_text
from hipexpert.reasoning.verdict import SIDES, Verdict
from hipexpert.records.overrides import CoachsPlan, Feedback, RuleDoubted
from hipexpert.records.store import Override

PUT = {"in": "put in", "out": "taken out"}


def coachs_section(knowledge: KnowledgeBase, plan: CoachsPlan) -> Section:
    """What the coach takes out of a stored plan and puts in, with the reasons."""
    decisions = (*(made for _, made in plan.taken_out), *plan.put_in)
    entries = tuple(_decision(knowledge, made) for made in decisions)
    return Section("The coach's own", (Entries(entries),) if entries else ())


def override_page(verdict: Verdict, consultation: int, plan: CoachsPlan) -> Page:
    """A stored plan as the coach has it; `verdict` has what follows from what was put in."""
    knowledge = verdict.knowledge
    columns = (Column("Drill"), Column("Sets left", "right"), Column("Sets right", "right"))
    rows = [_line(line["label"], line["sets"]) for line in plan.lines]
    rows += [
        _line(knowledge.label(made.drill), verdict.dose(made.drill).sets) for made in plan.put_in
    ]
    drills = Grid(columns, tuple(rows), numbered=True)
    untouched = words(quiet("What was concluded is kept as it was; this stands beside it."))
    section = coachs_section(knowledge, plan)
    page = (
        section._replace(blocks=(*section.blocks, Passage(untouched))),
        Section(f"Plan of consultation {consultation}, as the coach has it", (drills,)),
        Section("Cautions", caution_blocks(knowledge, verdict.cautioned)),
    )
    return tuple(each for each in page if each.blocks)


def _line(label: str, sets: Mapping[str, Value]) -> tuple[Cell, ...]:
    """A row of the plan; what only the coach can say the sets of has none."""
    numbers = (sets[side] for side in SIDES)
    said = (words(number_text(float(number))) if number else None for number in numbers)
    return words(strong(label)), *said


def _decision(knowledge: KnowledgeBase, made: Override) -> Entry:
    said = words(strong(PUT[made.put]), f": {made.because}", quiet(f" ({made.made[:10]})"))
    return Entry(sentence_case(knowledge.label(made.drill)), (said,))


def feedback_page(knowledge: KnowledgeBase, found: Feedback) -> Page:
    """The rules that coaches decided against, those most doubted first, and their reasons."""
    if not found.decisions:
        return (Section("", (Passage(words("No coach has decided otherwise.")),)),)
    columns = (
        Column("Rule"),
        Column("Drills", beneath=True),
        Column("Taken out", "right"),
        Column("Put in", "right"),
    )
    table = Grid(columns, tuple(_row(knowledge, doubt) for doubt in found.doubts))
    meaning = (
        "Of the lines of plans that rest on a rule, those that a coach took out; of the drills it"
        " helped to leave out, those that a coach put in."
    )
    sections = [
        Section(
            "Rules decided against, most doubted first", (table, Passage(words(quiet(meaning))))
        )
        if found.doubts
        else None,
        Section("Put in though no rule had looked at it", _reasons(knowledge, found.beyond)),
        Section("The reasons given", _reasons(knowledge, found.decisions)),
    ]
    return tuple(section for section in sections if section and section.blocks)


def _row(knowledge: KnowledgeBase, doubt: RuleDoubted) -> tuple[Cell, ...]:
    drills = dict.fromkeys(knowledge.label(made.drill) for made in doubt.decisions)
    return (
        words(strong(doubt.rule)),
        words(quiet(listed(drills))),
        words(f"{doubt.taken_out} of {doubt.prescribed}") if doubt.prescribed else None,
        words(f"{doubt.put_in} of {doubt.kept_out}") if doubt.kept_out else None,
    )


def _reasons(knowledge: KnowledgeBase, decisions: tuple[Override, ...]) -> tuple[Entries, ...]:
    ordered = sorted(decisions, key=lambda made: (made.drill, made.consultation))
    entries = tuple(
        Entry(
            sentence_case(knowledge.label(made.drill)),
            (
                words(
                    strong(PUT[made.put]),
                    f": {made.because}",
                    quiet(f" (consultation {made.consultation})"),
                ),
            ),
        )
        for made in ordered
    )
    return (Entries(entries),) if entries else ()
