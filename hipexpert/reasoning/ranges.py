"""The ranges of a result: each motion on both sides, with what its numbers are held against."""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.model import KnowledgeBase, Value
from hipexpert.reasoning.measuring import measurement_error
from hipexpert.reasoning.verdict import SIDES, Verdict
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE
from hipexpert.vocabulary.measuring import HIGHEST_MEAN_DEGREES, LOWEST_MEAN_DEGREES, MEASURES, NORM


class Norm(NamedTuple):
    """The lowest and the highest mean that studies published of a motion, in degrees."""

    name: str
    means: tuple[float, float]


class Range(NamedTuple):
    """A motion with its values in degrees by side, None where not measured.

    `error` is the smallest difference of its sides that is more than error of measurement, `norm`
    what studies published; None where that is not known.
    """

    motion: str
    values: dict[str, Value | None]
    error: float | None
    norm: Norm | None


def ranges(verdict: Verdict) -> tuple[Range, ...]:
    """The motions of which anything was measured or found, on both sides."""
    knowledge = verdict.knowledge
    measured: dict[tuple[str, str], Value] = {}
    for fact in verdict.consultation.facts(MEASURES):
        motion, side = (knowledge.object(fact.subject, p) for p in (OF_MOTION, ON_SIDE))
        if motion is not None and side is not None:  # else it is a measure of something else
            measured[str(motion), str(side)] = fact.object
    motions = {motion for motion, _ in measured} | {f.motion for f in verdict.findings}
    return tuple(
        Range(
            motion,
            {side: measured.get((motion, side)) for side in SIDES},
            measurement_error(knowledge, motion, verdict.reading),
            _norm(knowledge, motion),
        )
        for motion in sorted(motions, key=lambda motion: knowledge.where[motion])
    )


def _norm(knowledge: KnowledgeBase, motion: str) -> Norm | None:
    for name in knowledge.instances(NORM):
        if knowledge.object(name, OF_MOTION) == motion:
            ends = (LOWEST_MEAN_DEGREES, HIGHEST_MEAN_DEGREES)
            lowest, highest = (float(knowledge.object(name, end) or 0) for end in ends)
            return Norm(name, (lowest, highest))
    return None
