"""How publications are named and cited, with a link wherever one is known."""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.face.pages.page import Run, Words, quiet, words
from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.evidence import (
    ADDRESS,
    AUTHORS,
    CONTRADICTED_BY,
    DOI,
    DOUBTED_BY,
    JOURNAL,
    PUBLISHED,
    SEEN_AS,
    SUGGESTED_BY,
    SUPPORTED_BY,
    TITLE,
)

SIDES = {
    SUPPORTED_BY: "For",
    CONTRADICTED_BY: "Against",
    SUGGESTED_BY: "Makes it likelier",
    DOUBTED_BY: "Makes it less likely",
}
"""The properties that list what bears on a claim, and what each is called on a page."""


def address(knowledge: KnowledgeBase, source: str) -> str:
    """Where a publication can be read, or nothing."""
    doi = knowledge.text(source, DOI)
    return f"https://doi.org/{doi}" if doi else knowledge.text(source, ADDRESS)


def linked(knowledge: KnowledgeBase, source: str) -> Run:
    """What a publication is called, as a link to it where there is one."""
    return Run(knowledge.label(source), "quiet", address(knowledge, source))


def cited(knowledge: KnowledgeBase, claim: str) -> Iterator[Words]:
    """What bears on a claim by its labels, side by side."""
    for verb, name in SIDES.items():
        found = [linked(knowledge, str(source)) for source in knowledge.objects(claim, verb)]
        if found:
            parts = [part for run in found for part in (quiet("; "), run)]
            yield words(quiet(f"{name}: "), *parts[1:])


def citation(knowledge: KnowledgeBase, source: str) -> Words:
    """A publication as it is cited, with its link and how it was seen."""
    properties = (AUTHORS, TITLE, JOURNAL, PUBLISHED)
    said = [text for name in properties if (text := knowledge.text(source, name))]
    seen = f"{knowledge.properties[SEEN_AS].label}: {knowledge.text(source, SEEN_AS)}"
    place = address(knowledge, source)
    parts = [*map(quiet, said), *([Run(place, "quiet", place)] if place else []), quiet(seen)]
    apart = [part for run in parts for part in (quiet("; "), run)]
    return words(*apart[1:], quiet(f" ({source})"))
