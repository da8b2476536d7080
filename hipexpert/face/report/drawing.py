"""The drawing of a drill as a page has it, with the side that works in it, in words."""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.verdict import SIDES
from hipexpert.vocabulary.prescription import BOTH_SIDES_AT_ONCE, WORKED


class Drawing(NamedTuple):
    """An SVG that takes its colours from the page; `side` works in it, "" where both do."""

    svg: str
    side: str


def drawing_of(knowledge: KnowledgeBase, drill: str, favoured: str | None) -> Drawing | None:
    """How a drill looks where the favoured side works, or where both are alike the last of them.

    None for a drill that is told in words alone.
    """
    from hipexpert.drawing.drills import drawing  # most pages of the terminal have none

    side = favoured or SIDES[-1]
    svg = drawing(knowledge, drill, side, styled=False)
    both = knowledge.object(drill, WORKED) == BOTH_SIDES_AT_ONCE
    return Drawing(svg, "" if both else knowledge.label(side)) if svg else None
