"""A stored consultation as it is handed over: with its athlete, decisions, ranges and days."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hipexpert.face.report.handout import Handout
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.plan import Result
from hipexpert.records.progress import Progress, progress
from hipexpert.records.store import Record, Store


def stored_handout(
    store: Store, record: Record, result: Result, begins: date, stop_if: tuple[str, ...]
) -> Handout:
    """What is handed over of a consultation that comes to this result today.

    `stop_if` are the red flags that are reasons to stop, since they were denied on another day.
    Whether it may be handed over is for the caller to say.
    """
    named = {athlete.id: athlete.name for athlete in store.athletes()}
    made = date.fromisoformat(record.made)
    return Handout(
        result,
        begins,
        named.get(record.athlete, "") if record.athlete else "",
        tuple(store.overrides(record.id)),
        concluded_text(result.knowledge, record, result),
        _progress(store, record, result.knowledge),
        store.today,
        made if stop_if else None,
        stop_if,
    )


def concluded_text(knowledge: KnowledgeBase, record: Record, result: Result) -> str:
    """When and with which knowledge it was concluded first, where that was another."""
    if record.sha256 == knowledge.sha256:
        return ""
    alike = _conclusions(result.json()) == _conclusions(record.result or {})
    return f"First concluded on {record.begun[:10]} with knowledge {record.version}; " + (
        "today's knowledge concludes the same."
        if alike
        else "today's knowledge concludes otherwise, and that is what is shown."
    )


def _progress(store: Store, record: Record, knowledge: KnowledgeBase) -> Progress | None:
    """The ranges of the athlete up to a consultation."""
    if record.athlete is None:
        return None
    until = [each for each in store.consultations(record.athlete) if each.id <= record.id]
    taken = [m for m in store.measurements(record.athlete) if m.taken <= record.begun[:10]]
    return progress(knowledge, until, taken)


def _conclusions(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what names the knowledge it came from."""
    plain: dict[str, Any] = json.loads(json.dumps(result))
    return {key: value for key, value in plain.items() if key != "knowledge"}
