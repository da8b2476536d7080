"""Which outcomes are told together: the sections of a page, as the knowledge has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from hipexpert.model import Consultation, Fact, KnowledgeBase
from hipexpert.vocabulary.language import ACTIVITY, DIRECTIVE, SECTION, TOLD_UNDER


@lru_cache(maxsize=8)
def sections(knowledge: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """The outcomes that each section tells, both in the order of the knowledge."""
    outcomes = [verb.name for verb in knowledge.properties.values() if verb.outcome]
    outcomes.sort(key=lambda name: knowledge.properties[name].location)
    return {
        section: tuple(o for o in outcomes if section in knowledge.objects(o, TOLD_UNDER))
        for section in sorted(knowledge.instances(SECTION), key=knowledge.where.__getitem__)
    }


def without_section(consultation: Consultation, planned: bool) -> Iterator[Fact]:
    """The outcomes of a consultation that no section tells, sorted.

    What has the athlete do something is left out where nothing is `planned`: it belongs to a plan.
    """
    knowledge = consultation.knowledge
    told = {name for names in sections(knowledge).values() for name in names}
    directives, activities = map(knowledge.instances, (DIRECTIVE, ACTIVITY))
    for fact in consultation.outcomes:
        to_do = fact.property in directives or fact.object in activities
        if fact.property not in told and (planned or not to_do):
            yield fact
