"""Claims and sources as plain data for other programs."""

from __future__ import annotations

from typing import Any

from hipexpert.face.citation import address
from hipexpert.face.pages.claims import AGAINST, FOR, mentions, rules_on
from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.evidence import (
    AGAINST_IN_SHORT,
    ANSWERS,
    AUTHORS,
    CITES,
    DOI,
    DOUBTED_BY,
    FINDING_TEXT,
    FOR_IN_SHORT,
    HAS_STANDING,
    JOURNAL,
    NOT_FOUND,
    OBJECTS_TO,
    PUBLISHED,
    SEEN_AS,
    STANDING_NOTE,
    STATED_BY,
    SUGGESTED_BY,
    TITLE,
)

_RELATED = (SUGGESTED_BY, DOUBTED_BY, OBJECTS_TO, ANSWERS)


def claim_in_brief(knowledge: KnowledgeBase, claim: str) -> dict[str, Any]:
    """A claim as `claims list --json` has it."""
    return {
        "id": claim,
        "label": knowledge.label(claim),
        "standing": knowledge.object(claim, HAS_STANDING),
        "for": list(knowledge.objects(claim, FOR)),
        "against": list(knowledge.objects(claim, AGAINST)),
    }


def claim_json(knowledge: KnowledgeBase, claim: str) -> dict[str, Any]:
    """A claim as `claims show --json` has it."""

    def texts(*properties: str) -> dict[str, str | None]:
        return {name: knowledge.text(claim, name) or None for name in properties}

    return {
        **claim_in_brief(knowledge, claim),
        "text": knowledge.text(claim, "skos:definition"),
        "stated-by": knowledge.object(claim, STATED_BY),
        "cites": list(knowledge.objects(claim, CITES)),
        **texts(STANDING_NOTE, FOR_IN_SHORT, AGAINST_IN_SHORT, NOT_FOUND),
        **{verb: list(knowledge.objects(claim, verb)) for verb in _RELATED},
        **{
            side: [_source_in_brief(knowledge, str(s)) for s in knowledge.objects(claim, verb)]
            for side, verb in (("for", FOR), ("against", AGAINST))
        },
        "rules": [{"id": r.id, "location": str(r.location)} for r in rules_on(knowledge, claim)],
        "statements": [
            {"fact": list(fact), "location": str(at)} for fact, at in mentions(knowledge, claim)
        ],
    }


def _source_in_brief(knowledge: KnowledgeBase, source: str) -> dict[str, Any]:
    texts = (AUTHORS, TITLE, JOURNAL, PUBLISHED, DOI, SEEN_AS, FINDING_TEXT)
    said = {name: next(iter(knowledge.words[source].get(name, ())), None) for name in texts}
    link = address(knowledge, source) or None
    return {"id": source, "label": knowledge.label(source), **said, "address": link}


def source_json(knowledge: KnowledgeBase, source: str) -> dict[str, Any]:
    """A source as `sources show --json` has it."""
    statements = mentions(knowledge, source)
    return {
        **_source_in_brief(knowledge, source),
        **{
            side: [fact.subject for fact, _ in statements if fact.property == verb]
            for side, verb in (("for", FOR), ("against", AGAINST))
        },
        "statements": [{"fact": list(fact), "location": str(at)} for fact, at in statements],
    }
