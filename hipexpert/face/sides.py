"""Writes what is known of either side: each range against the other side, error and norms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hipexpert.face.ages import age_blocks
from hipexpert.face.pages.page import (
    Bar,
    Block,
    Cell,
    Column,
    Grid,
    Passage,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.model import Fact, Value, number_text
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.ranges import Range, ranges
from hipexpert.reasoning.verdict import SIDES, Finding
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE
from hipexpert.vocabulary.findings import EVEN, IS_MEASURED, LIMITED
from hipexpert.vocabulary.language import IS, RESTS_ON, SENTENCE
from hipexpert.vocabulary.measuring import COUNTS_FROM, DEGREES, ERRS_BELOW
from hipexpert.vocabulary.messages import HOW_TO_READ_THE_BARS

LIMITS = (COUNTS_FROM, ERRS_BELOW)
BASIS = {
    "measured": "measured",
    "expected": "expected, not measured",
    "both": "measured and expected",
}


def sides_blocks(result: Result, today: date | None = None) -> Iterator[Block]:
    """What was measured and found on either side, so far as anything is known.

    What was not measured `today` has its day with it.
    """
    knowledge = result.knowledge
    found = ranges(result)
    if not found:
        return
    measured = [float(v) for motion in found for v in motion.values.values() if v is not None]
    beyond = max((motion.error or 0 for motion in found), default=0)
    means = [mean for motion in found if motion.norm for mean in motion.norm.means]
    least = min(0, *measured) if measured else 0
    largest = max(max(measured, default=0) + beyond, *means, 1)
    rows: list[tuple[Cell, ...]] = []
    for motion in found:
        bars = (_bar(motion, side, least, largest) for side in SIDES)
        name = words(sentence_case(knowledge.label(motion.motion)))
        rows.append((name, *bars, *how_it_stands(result, motion.motion)))
    columns = (
        Column("Motion"),
        Column("Left", "right"),
        Column("Right"),
        Column("Found"),
        Column("Basis", beneath=True),
    )
    marked = any(isinstance(c, Bar) and (c.band or c.span) for row in rows for c in row)
    legend = words(quiet(knowledge.text(HOW_TO_READ_THE_BARS, SENTENCE))) if marked else None
    yield Grid(columns, tuple(rows), legend=legend)
    if measured:
        claims = map(str, knowledge.objects(HOW_TO_READ_THE_BARS, RESTS_ON))
        grounds = (knowledge.text(claim, "skos:definition") for claim in claims)
        yield Passage(words(quiet("\n".join((*limit_texts(result), *grounds)))))
    yield from age_blocks(result, today)


def limit_texts(result: Result) -> Iterator[str]:
    """What a range is held against: error of measuring it so, and what others published."""
    knowledge = result.knowledge
    for name in (name for verb in LIMITS for name in knowledge.objects(result.reading, verb)):
        limit = degrees_text(knowledge.object(str(name), DEGREES) or 0)
        yield f"{sentence_case(knowledge.label(name))}: {limit}"
    for motion in ranges(result):
        if motion.norm:
            lowest, highest = map(degrees_text, motion.norm.means)
            yield f"{sentence_case(knowledge.label(motion.norm.name))}: {lowest} to {highest}"


def _bar(motion: Range, side: str, least: float, largest: float) -> Cell:
    """A range with a bar, a band around the other side as wide as the error is, and its norm.

    The bar begins at the least of all ranges where one is below nought.
    """

    def share(degrees: float) -> float:
        return max(0, degrees - least) / (largest - least)

    value = motion.values[side]
    if value is None:
        return words(quiet("not measured"))
    other = next(motion.values[name] for name in SIDES if name != side)
    band = None
    if other is not None and motion.error:
        band = share(float(other) - motion.error), share(float(other) + motion.error)
    span = None
    if motion.norm:
        lowest, highest = motion.norm.means
        span = share(lowest), share(highest)
    return Bar(degrees_text(value), share(float(value)), band, span)


def degrees_text(value: Value) -> str:
    return f"{number_text(float(value))}°"


def how_it_stands(result: Result, motion: str) -> tuple[Words | None, Words | None]:
    """How a motion stands on its two sides, and on what basis."""
    label, facts = result.knowledge.label, result.consultation.facts
    found = [finding for finding in result.findings if finding.motion == motion]
    if found:
        parts = [f"{label(f.side)} {label(f.status)}{_gap(f)}" for f in found]
        bases = dict.fromkeys(BASIS[finding.basis] for finding in found)
        return words(strong(listed(parts))), words(listed(bases))
    stands = [fact for fact in facts(IS_MEASURED) if _of(result, fact) == motion]
    if stands:
        side = label(str(result.knowledge.object(stands[0].subject, ON_SIDE)))
        return words(f"{side} {label(stands[0].object)}"), None
    even = [f for f in facts(IS) if f.subject == motion and f.object == EVEN]
    return (words(f"{_both(result, motion)}: {label(EVEN)}") if even else None), None


def _both(result: Result, motion: str) -> str:
    """What a motion was measured at on both sides: `30° left, 31° right`."""
    found = next(each for each in ranges(result) if each.motion == motion)
    label, values = result.knowledge.label, found.values
    return ", ".join(f"{degrees_text(v)} {label(s)}" for s, v in values.items() if v is not None)


def _of(result: Result, fact: Fact) -> Value | None:
    return result.knowledge.object(fact.subject, OF_MOTION)


def _gap(finding: Finding) -> str:
    if finding.gap is None:
        return ""
    how = "short" if finding.status == LIMITED else "more than the other way"
    return f", {degrees_text(finding.gap)} {how}"
