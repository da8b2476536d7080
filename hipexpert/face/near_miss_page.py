"""Writes the page that answers why not: how far each rule got, and what stopped it."""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.face.page import (
    Block,
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
from hipexpert.model import Fact, KnowledgeBase
from hipexpert.reasoning.near_miss import Lack, Miss
from hipexpert.reasoning.wording import pattern_text

MISSES_SHOWN = 5
HELD_SHOWN = 3


def near_misses_page(knowledge: KnowledgeBase, fact: Fact, misses: tuple[Miss, ...]) -> Page:
    """How far each rule got that could have concluded `fact`, and what stopped it."""
    title = f"Not concluded: {pattern_text(knowledge, fact)}"
    if not misses:
        return (Section(title, (Passage(words("No rule could conclude this.")),)),)
    steps = tuple(_miss(knowledge, miss) for miss in misses[:MISSES_SHOWN])
    blocks: tuple[Block, ...] = (Outline(steps),)
    if len(misses) > MISSES_SHOWN:
        blocks += (Passage(words(quiet(f"and {len(misses) - MISSES_SHOWN} more"))),)
    return (Section(title, blocks),)


def _miss(knowledge: KnowledgeBase, miss: Miss) -> Step:
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


def _rule_place(miss: Miss) -> str:
    return f"rule {miss.rule.id}, {miss.rule.location}"


def _things(count: int) -> str:
    return "thing that stopped it" if count == 1 else "things that stopped it"


def _lack(knowledge: KnowledgeBase, lack: Lack) -> Iterator[Words]:
    lead = {"missing": "It lacked", "short": "It fell short", "blocked": "It was stopped"}
    yield words(f"{lead[lack.kind]}: {lack.text}")
    if lack.proof and lack.proof.kind != "given":
        yield words(sentence_case(lack.proof.because))
    if lack.question:
        question = knowledge.questions[lack.question]
        yield words(quiet(f"Decided by the answer to: {question.label} ({question.id})"))
