"""The drawing of a drill, for one side of one athlete, as the knowledge declares it."""

from __future__ import annotations

from hipexpert.drawing.movement import Movement, PoseFault, movement
from hipexpert.drawing.picture import HEIGHT, WIDTH, picture
from hipexpert.drawing.svg import document
from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.body import RIGHT
from hipexpert.vocabulary.prescription import INSTRUCTION


def drawing(knowledge: KnowledgeBase, drill: str, side: str, styled: bool = True) -> str | None:
    """The drawing of a drill with this side working, as SVG; None where it is told in words alone.

    `styled` puts in the style sheet for light, dark and print; a page that holds many drawings has
    it once, from `svg.style`. The side is not written in the picture: whoever shows it says it.
    """
    found = readable(knowledge, drill)
    if found is None:
        return None
    title = f"{knowledge.label(drill)}, {knowledge.label(side)}"
    if found.both_legs:
        title = knowledge.label(drill)
    elements = picture(found, 1 if side == RIGHT else -1)
    return document(elements, (WIDTH, HEIGHT), title, knowledge.text(drill, INSTRUCTION), styled)


def readable(knowledge: KnowledgeBase, drill: str) -> Movement | None:
    """The movement of a drill; None where there is none, or one that `check` says is at fault."""
    try:
        return movement(knowledge, drill)
    except PoseFault:
        return None
