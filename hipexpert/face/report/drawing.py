"""The drawing of a drill, where there is one."""

from __future__ import annotations


def drawing_of(drill: str) -> str | None:
    """How a drill looks, as the text of an SVG that needs nothing beside it; None where no drawing
    of it is there."""
    return None
