"""What a conclusion comes to in numbers that are stated and not concluded, as those of a dose.

A rule concludes which dose is taken; how often and how long is read off the knowledge base. So two
knowledge bases may conclude the same and yet prescribe other things.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from hipexpert.model import Fact, KnowledgeBase, Value
from hipexpert.vocabulary.dosing import STEPS_FROM

Figures = frozenset[tuple[tuple[str, Value], ...]]
"""The numbers of a thing and those of each of its steps, each with its property."""


@lru_cache(maxsize=4)
def numbers_of(knowledge: KnowledgeBase) -> dict[str, Figures]:
    """By thing the numbers that are stated of it and of its steps."""
    own: dict[str, list[tuple[str, Value]]] = defaultdict(list)
    whole: dict[str, set[str]] = defaultdict(set)
    for fact in knowledge.statements:
        if not isinstance(fact.object, str):
            own[fact.subject].append((fact.property, fact.object))
            whole[fact.subject].add(fact.subject)
        elif fact.property == STEPS_FROM:
            whole[fact.object].add(fact.subject)
    return {
        thing: frozenset(tuple(sorted(own[part], key=str)) for part in parts)
        for thing, parts in whole.items()
    }


def comes_to(knowledge: KnowledgeBase, fact: Fact) -> Figures:
    """The numbers of what a fact concludes."""
    return numbers_of(knowledge).get(str(fact.object), frozenset())


def otherwise(old: KnowledgeBase, new: KnowledgeBase, fact: Fact) -> bool:
    """Whether what a fact concludes has other numbers in two knowledge bases."""
    return comes_to(old, fact) != comes_to(new, fact)
