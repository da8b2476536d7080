"""What a shell completes beside commands and options: names in the knowledge, keys of answers.

It stands in the middle of what somebody types, so where the knowledge cannot be used nothing is
offered, and nothing said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from hipexpert.vocabulary.evidence import CLAIM, SOURCE
from hipexpert.vocabulary.prescription import DRILL

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase

Completion = Callable[[Any, str], list[str]]


def _offered(names: Callable[[KnowledgeBase], Iterable[str]]) -> Completion:
    def offered(ctx: Any, incomplete: str) -> list[str]:
        from hipexpert.face.command import usable_knowledge

        knowledge = usable_knowledge(ctx.params.get("home"))
        known = names(knowledge) if knowledge else ()
        return [name for name in known if name.startswith(incomplete)]

    return offered


drills = _offered(lambda knowledge: knowledge.instances(DRILL))
claims = _offered(lambda knowledge: knowledge.instances(CLAIM))
sources = _offered(lambda knowledge: knowledge.instances(SOURCE))
rules = _offered(lambda knowledge: knowledge.rule)
keys = _offered(lambda knowledge: (f"{key}=" for key in knowledge.questions))
"""The keys of answers as `what-if` takes them, each before its value."""
