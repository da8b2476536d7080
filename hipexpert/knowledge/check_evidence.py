"""Checks where what is known comes from: who says it, and what it is there for.

How a claim stands against its publications is left to `shapes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Problem, WrittenKnowledge
from hipexpert.vocabulary.evidence import (
    BACKGROUND,
    CLAIM,
    CONTRADICTED_BY,
    DOUBTED_BY,
    PERSON,
    SOURCE,
    STATED_BY,
    SUGGESTED_BY,
    SUPPORTED_BY,
)
from hipexpert.vocabulary.language import MARKED

SAID_BY = (STATED_BY, SUPPORTED_BY, SUGGESTED_BY, CONTRADICTED_BY, DOUBTED_BY)
"""The properties that tie a claim to somebody who says it, or says something of it."""


def every_claim_is_made_by_somebody(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Each claim has somebody who states it, or a publication that speaks of it."""
    if STATED_BY not in knowledge.properties:
        return  # knowledge that does not say who states what
    for claim in knowledge.instances(CLAIM):
        if not any(knowledge.objects(claim, verb) for verb in SAID_BY):
            message = f"nobody states '{claim}', and no publication speaks of it"
            hint = f"say who does: {STATED_BY} a person, or {SUPPORTED_BY} a source"
            place = knowledge.where[claim]
            yield problem_at(knowledge.home, place, message, "claim-of-nobody", hint)


def everything_brought_up_is_used(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Each claim, source and person is used, or is marked as kept for the reader alone."""
    if BACKGROUND not in knowledge.where:
        return  # knowledge that has no word for what is kept for the reader
    if any(problem.location.file.endswith(".yaml") for problem in knowledge.problems):
        return  # a rule that could not be read may be the user
    used = {claim for rule in knowledge.rules for claim in rule.claims}
    used |= {str(triple.object) for triple in knowledge.triples}
    for kind in (CLAIM, SOURCE, PERSON):
        for thing in knowledge.instances(kind):
            kept = BACKGROUND in knowledge.objects(thing, MARKED)
            place = knowledge.where[thing]
            if thing not in used and not kept:
                message = f"no rule and no statement uses '{thing}'"
                hint = f"use it, or say that it is kept for the reader: {MARKED} {BACKGROUND}"
                yield problem_at(knowledge.home, place, message, "unused", hint, "warning")
