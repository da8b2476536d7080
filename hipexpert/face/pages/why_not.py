"""Writes the page that answers why not: how far each rule got, and what stopped it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hipexpert.face.pages.page import (
    Block,
    Entries,
    Entry,
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
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.minimal_change import MOST_ANSWERS, Change, MinimalChanges
from hipexpert.reasoning.verbalization import answer_text, pattern_text
from hipexpert.reasoning.why_not import FailedPremise, FailedRule, WhyNot
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import CHANGED_ANSWERS

MISSES_SHOWN = 5
HELD_SHOWN = 3
WAYS = ("One way", "Another", "A third")
"""How the smallest changes are named; no more of them are shown."""


def near_misses_page(knowledge: KnowledgeBase, misses: WhyNot) -> Page:
    """How far each rule got, what stopped it, and the smallest change that would turn it.

    Of a fact that was concluded after all, only the change that would take it away.
    """
    said = pattern_text(knowledge, misses.fact)
    if not misses.changes.wanted:
        lead = "This was concluded. 'hipexpert why' proves it; here is what would take it away."
        return (
            Section(f"Concluded: {said}", (Passage(words(lead)),)),
            Section("To take it away", tuple(change_blocks(knowledge, misses.changes))),
        )
    blocks: tuple[Block, ...] = (Passage(words("No rule could conclude this.")),)
    if misses.rules:
        steps = tuple(_miss(knowledge, miss) for miss in misses.rules[:MISSES_SHOWN])
        blocks = (Outline(steps), *_more(len(misses.rules) - MISSES_SHOWN, "rule", "that could"))
    return (
        Section(f"Not concluded: {said}", blocks),
        Section("To bring it about", tuple(change_blocks(knowledge, misses.changes))),
    )


def _more(count: int, noun: str, rest: str) -> tuple[Block, ...]:
    """The line that counts what is not shown."""
    if count <= 0:
        return ()
    plural = "" if count == 1 else "s"
    return (Passage(words(quiet(f"and {count} more {noun}{plural} {rest}"))),)


def change_blocks(knowledge: KnowledgeBase, changes: MinimalChanges) -> Iterator[Block]:
    """The smallest sets of other answers, the readiest first."""
    if not changes.ways:
        tried = f"No change of up to {changes.searched} answers would do it"
        if changes.searched == 1:
            tried = "No single answer would do it"
        if changes.searched < MOST_ANSWERS:
            tried += "; more at once were too many to try"
        yield Passage(words(f"{tried}."))
        return
    yield Entries(
        tuple(
            Entry(name, tuple(_change(knowledge, change) for change in way))
            for name, way in zip(WAYS, changes.ways, strict=False)
        )
    )
    yield from _more(len(changes.ways) - len(WAYS), "way", "as small")
    yield Passage(words(quiet(knowledge.text(CHANGED_ANSWERS, SENTENCE))))


def _change(knowledge: KnowledgeBase, change: Change) -> Words:
    question = knowledge.questions[change.question]
    return words(
        f"{question.label}: ",
        strong(_after(knowledge, change)),
        f" instead of {answer_text(knowledge, change.question, change.before)}",
        quiet(f" ({question.id})"),
    )


def _after(knowledge: KnowledgeBase, change: Change) -> str:
    """The other answer in words, of a number all that would do."""
    question, said = knowledge.questions[change.question], partial(answer_text, knowledge)
    if change.after is None or change.least is None or change.most is None:
        return said(change.question, change.after)
    least, most = (said(change.question, number) for number in (change.least, change.most))
    if change.least == change.most:
        return least
    if change.most == question.maximum:
        return f"{least} or more"
    return f"{most} or less" if change.least == question.minimum else f"{least} to {most}"


def _miss(knowledge: KnowledgeBase, miss: FailedRule) -> Step:
    """One rule, what it had, and the first thing it lacked, followed down."""
    first, *others = miss.lacks
    paragraphs = [words(strong(miss.rule.label)), words(quiet(_rule_place(miss)))]
    if miss.held:
        held = [pattern_text(knowledge, fact) for fact in miss.held]
        more = [f"and {len(held) - HELD_SHOWN} more"] if len(held) > HELD_SHOWN else []
        paragraphs.append(words(quiet(f"It had: {listed(held[:HELD_SHOWN] + more)}")))
    paragraphs += _lack(knowledge, first)
    if others:
        paragraphs.append(words(quiet(f"And {len(others)} more {_things(len(others))}")))
    below = tuple(_miss(knowledge, lower) for lower in first.below[:1])
    more_rules = len(first.below) - len(below)
    if more_rules:
        noun = "rule" if more_rules == 1 else "rules"
        below += (Step((words(quiet(f"and {more_rules} more {noun} that could")),)),)
    return Step(tuple(paragraphs), below)


def _rule_place(miss: FailedRule) -> str:
    return f"rule {miss.rule.id}, {miss.rule.location}"


def _things(count: int) -> str:
    return "thing that stopped it" if count == 1 else "things that stopped it"


def _lack(knowledge: KnowledgeBase, lack: FailedPremise) -> Iterator[Words]:
    lead = {"missing": "It lacked", "short": "It fell short", "blocked": "It was stopped"}
    yield words(f"{lead[lack.kind]}: {lack.text}")
    if lack.proof and lack.proof.kind != "given":
        yield words(sentence_case(lack.proof.because))
    if lack.question:
        question = knowledge.questions[lack.question]
        yield words(quiet(f"The answer to {question.label} ({question.id}) is: {lack.answer}"))
