"""How a dispute is told: who says what, and what speaks for it, against it, or was not found."""

from __future__ import annotations

from collections.abc import Iterable

from hipexpert.face.pages.page import Words, quiet, sentence_case, strong, words
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.disputes import Dispute


def told_apart(disputes: Iterable[Dispute]) -> tuple[list[Dispute], dict[str, list[str]]]:
    """The disputes with something to tell; of the others the labels, by standing."""
    told: list[Dispute] = []
    others: dict[str, list[str]] = {}
    for dispute in disputes:
        if dispute.debated or sides(dispute):
            told.append(dispute)
        else:
            others.setdefault(dispute.standing, []).append(dispute.label)
    return told, others


def sides(dispute: Dispute) -> dict[str, str]:
    """What speaks for it and against it and what was not found, by name, so far as there is any."""
    lines = {"For": dispute.pro, "Against": dispute.con, "Not found": dispute.gap}
    return {name: text for name, text in lines.items() if text}


def heading(knowledge: KnowledgeBase, dispute: Dispute) -> str:
    """What it is about and who says so: `Will objects: Most sprinters start left foot in front`."""
    if not dispute.speaker:
        return dispute.label
    verb = knowledge.properties[dispute.reply].label if dispute.reply else "says"
    return f"{sentence_case(knowledge.label(dispute.speaker))} {verb}: {dispute.label}"


def dispute_words(knowledge: KnowledgeBase, dispute: Dispute) -> Words:
    lines = "".join(f"\n{name}: {text}" for name, text in sides(dispute).items())
    return words(
        strong(heading(knowledge, dispute)),
        f": {knowledge.label(dispute.standing)}",
        quiet(f" ({dispute.claim})"),
        lines or f"\n{dispute.text}",
    )
