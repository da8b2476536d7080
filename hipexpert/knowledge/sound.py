"""The knowledge of a home as it can be reasoned with, as fast as that is known."""

from __future__ import annotations

from hipexpert.knowledge import cache
from hipexpert.model import KnowledgeBase, KnowledgeFolder, Problem


def usable_knowledge(home: KnowledgeFolder) -> KnowledgeBase | None:
    """The knowledge base of a home, or None when it cannot be reasoned with."""
    recalled = cache.recall_knowledge(home)
    if recalled is not None:
        return recalled
    # what reads and judges the files is heavy, and seldom needed
    from hipexpert.knowledge.check import can_be_reasoned_with
    from hipexpert.knowledge.load import load_knowledge

    written = load_knowledge(home)
    return cache.keep_knowledge(written) if can_be_reasoned_with(written) else None


def sound_or_problems(home: KnowledgeFolder) -> KnowledgeBase | list[Problem]:
    """The knowledge base of a home, or all that is wrong with it where it cannot be used."""
    found = usable_knowledge(home)
    if found is not None:
        return found
    from hipexpert.knowledge.check import check
    from hipexpert.knowledge.load import load_knowledge

    return check(load_knowledge(home))
