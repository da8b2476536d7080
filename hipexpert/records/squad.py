"""What a squad comes to, one athlete after the other: as plain data, and as rows of a flat table.

docs/squad.md is the shape. Its columns follow from the knowledge alone, so they are the same for
every squad.
"""

from __future__ import annotations

from typing import Any

from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.verdict import SIDES, Verdict
from hipexpert.records.rows import Profile
from hipexpert.records.table import Cells
from hipexpert.vocabulary.body import OF_MOTION, PLACE
from hipexpert.vocabulary.language import WRITTEN_AS
from hipexpert.vocabulary.prescription import IS_FAVOURED

SCHEMA = "hipexpert/squad/1"

Member = dict[str, Any]
"""What an athlete of the squad comes to, in the shape of an entry of `hipexpert/squad/1`."""


def member(profile: Profile, verdict: Verdict) -> Member:
    """What the verdict says of the athlete. `standing` is what `attention` is the rank of."""
    knowledge = verdict.knowledge
    kind, one_legged = verdict.asymmetry, verdict.one_legged
    widest = verdict.widest_limit
    return {
        "athlete": profile.athlete,
        "name": profile.name or None,
        "status": verdict.status,
        "urgency": verdict.urgency,
        "asymmetry": knowledge.text(kind, WRITTEN_AS, kind),
        "standing": verdict.standing,
        "attention": int(knowledge.rank(verdict.standing)),
        "widest-gap-degrees": float(widest.gap) if widest and widest.gap is not None else None,
        "ratios": [{"motion": motion, **sides} for motion, (_, sides) in verdict.favoured.items()],
        "unilateral-to-bilateral": one_legged.object if one_legged else None,
        "plan": [{"drill": drill, "sets": sets} for drill, sets in verdict.drills.items()],
        "measure-next": list(verdict.measure_next),
        "review-after-weeks": verdict.review_after_weeks,
        "refused": [told.json() for told in profile.refused],
    }


def by_attention(found: Member) -> tuple[int, float, str]:
    """The key that puts first who needs attention first; then the widest gap."""
    return found["attention"], -(found["widest-gap-degrees"] or 0), found["athlete"]


def standing_of(found: Member) -> tuple[int, str, str]:
    """What athletes are counted by: rank, standing and status."""
    return found["attention"], found["standing"], found["status"]


def favoured_motions(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The motions of which a rule could favour a side, in the order of their description."""
    hips = {fact.subject for fact in ground(knowledge).concluding if fact.property == IS_FAVOURED}
    motions = {str(knowledge.object(hip, OF_MOTION)) for hip in hips}
    return tuple(sorted(motions, key=lambda motion: knowledge.where[motion]))


def columns(knowledge: KnowledgeBase) -> dict[str, type]:
    """The columns of the flat table, in order, with what their cells are."""
    numbers: dict[str, type] = {
        f"ratio-{motion}-{side}": int for motion in favoured_motions(knowledge) for side in SIDES
    }
    plan: dict[str, type] = {}
    for place in range(1, len(knowledge.instances(PLACE)) + 1):
        plan |= {f"drill-{place}": str}
        plan |= {f"drill-{place}-sets-{side}": int for side in SIDES}
    return {
        **dict.fromkeys(("athlete", "status", "urgency", "asymmetry"), str),
        "attention": int,
        "widest-gap-degrees": float,
        **numbers,
        "unilateral-to-bilateral": int,
        "drills": int,
        **plan,
        "measure-next": str,
        "review-after-weeks": int,
        "refused-cells": str,
    }


def refused_cells(found: Member) -> list[str]:
    """The columns of which a cell was refused, `row` where a whole row does not fit."""
    return list(dict.fromkeys(told["column"] or "row" for told in found["refused"]))


def cells(found: Member, wanted: dict[str, type]) -> Cells:
    """The row of an athlete in the flat table."""
    row: dict[str, Any] = dict.fromkeys(wanted)
    row |= {name: found[name] for name in wanted if name in found}
    for ratio in found["ratios"]:
        for side in SIDES:
            row[f"ratio-{ratio['motion']}-{side}"] = ratio[side]
    for place, line in enumerate(found["plan"], 1):
        row[f"drill-{place}"] = line["drill"]
        for side, sets in line["sets"].items():
            row[f"drill-{place}-sets-{side}"] = sets
    row["drills"] = len(found["plan"])
    row["measure-next"] = "; ".join(found["measure-next"])
    row["refused-cells"] = "; ".join(refused_cells(found))
    return row
