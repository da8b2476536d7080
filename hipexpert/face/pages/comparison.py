"""Writes the page that answers why this and not that: two sentences, a table, two reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipexpert.face.pages.page import (
    Block,
    Cell,
    Column,
    Entries,
    Entry,
    Grid,
    Outline,
    Page,
    Passage,
    Section,
    Step,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.pages.why_not import change_blocks
from hipexpert.model import KnowledgeBase, Value
from hipexpert.reasoning.comparison import Rival, SideBySide
from hipexpert.reasoning.verbalization import pattern_text

REASONS_SHOWN = 4


def comparison_page(knowledge: KnowledgeBase, comparison: SideBySide) -> Page:
    """Which of two holds and where they part, how they differ, and the reason for each."""
    rivals = comparison.this, comparison.that
    names = [knowledge.label(rival.word) for rival in rivals]
    verdict = (
        Passage(words(strong(_verdict(knowledge, comparison)))),
        Passage(_parting(knowledge, comparison)),
    )
    sections = [
        Section(sentence_case(f"{names[0]}, or {names[1]}"), verdict),
        Section("How they differ", tuple(_contrasts(knowledge, comparison, names))),
        *(
            Section(
                f"Why {'' if rival.proof else 'not '}{name}",
                (_reasons(knowledge, rival, comparison),),
            )
            for rival, name in zip(rivals, names, strict=True)
        ),
        *(
            Section(f"To bring about {name}", tuple(change_blocks(knowledge, rival.misses.changes)))
            for rival, name in zip(rivals, names, strict=True)
            if rival.misses
        ),
        Section("In common", tuple(_shared(knowledge, comparison))),
    ]
    return tuple(section for section in sections if section.blocks)


def _verdict(knowledge: KnowledgeBase, comparison: SideBySide) -> str:
    """Which of the two holds."""
    this, that = comparison.this, comparison.that
    if this.proof and that.proof:
        return sentence_case(f"{_said(knowledge, this)}, and {_said(knowledge, that)} too.")
    if this.proof or that.proof:
        held, missed = (this, that) if this.proof else (that, this)
        return sentence_case(f"{_said(knowledge, held)}; not so: {_said(knowledge, missed)}.")
    return f"Neither holds: {_said(knowledge, this)}; {_said(knowledge, that)}."


def _said(knowledge: KnowledgeBase, rival: Rival) -> str:
    return pattern_text(knowledge, rival.fact)


def _parting(knowledge: KnowledgeBase, comparison: SideBySide) -> Words:
    """Where the two part."""
    parting = comparison.parting
    if parting:
        return words(
            "They part at the rule: ",
            strong(f"{parting.rule.label}."),
            f" Met: {parting.met.because} Not met: {parting.lack.text}.",
            quiet(f" ({parting.rule.id}, {parting.rule.location})"),
        )
    if comparison.this.proof and comparison.that.proof:
        return words("They do not part: each has what it needs.")
    if comparison.shared_rules:
        return words("They do not part before both are stopped.")
    return words("They part from the start: no rule on the way is the same for both.")


def _contrasts(
    knowledge: KnowledgeBase, comparison: SideBySide, names: list[str]
) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = [
        (
            words(sentence_case(knowledge.properties[contrast.property].label)),
            _values(knowledge, contrast.this),
            _values(knowledge, contrast.that),
        )
        for contrast in comparison.contrasts
    ]
    if rows:
        yield Grid((Column(""), *map(Column, map(sentence_case, names))), tuple(rows))


def _values(knowledge: KnowledgeBase, values: tuple[Value, ...]) -> Words | None:
    return words(listed(map(knowledge.label, values))) if values else None


def _reasons(knowledge: KnowledgeBase, rival: Rival, comparison: SideBySide) -> Block:
    """The reasons that one of the two does not share with the other, the nearest first."""
    if rival.proof is None:
        return Entries(tuple(_lacks(knowledge, rival)))
    own = {
        step.fact: Step((words(sentence_case(step.because)), _rule(step.rule.id)))
        for step in rival.proof.steps()
        if step.rule and step.fact not in comparison.shared_facts
    }
    return Outline(tuple(own.values())[:REASONS_SHOWN])


def _rule(name: str) -> Words:
    return words(quiet(f"rule {name}"))


def _lacks(knowledge: KnowledgeBase, rival: Rival) -> Iterator[Entry]:
    leads = {"missing": "It lacked", "short": "It fell short", "blocked": "It was stopped"}
    for lack in rival.lacks[:REASONS_SHOWN]:
        said = [words(sentence_case(lack.text))]
        if lack.proof and lack.proof.rule:
            said += [words(sentence_case(lack.proof.because)), _rule(lack.proof.rule.id)]
        if lack.question:
            label = knowledge.questions[lack.question].label
            said.append(words(quiet(f"The answer to {label} ({lack.question}) is: {lack.answer}")))
        yield Entry(leads[lack.kind], tuple(said))
    if not rival.lacks:
        yield Entry("It lacked", (words("any rule that could conclude it"),))


def _shared(knowledge: KnowledgeBase, comparison: SideBySide) -> Iterator[Block]:
    """What both rest on, so far as each of them got."""
    labels = (knowledge.questions[name].label for name in comparison.shared_answers)
    rows: dict[str, Iterable[str]] = {
        "Concluded": (pattern_text(knowledge, fact) for fact in comparison.shared_facts),
        "Answers": labels,
        "Rules": comparison.shared_rules,
    }
    entries = tuple(
        Entry(name, (words(said),)) for name, items in rows.items() if (said := _some(items))
    )
    if entries:
        yield Entries(entries)


def _some(items: Iterable[str]) -> str:
    found = [*items]
    more = len(found) - REASONS_SHOWN
    return listed([*found[:REASONS_SHOWN], *([f"and {more} more"] if more > 0 else [])])
