"""A whole consultation as a proof that others can check.

Everything it rests on stands in it: the answers, the statements used with their places, each
firing as a step with the steps before it that it builds on, and the claims and sources behind
them. It is plain data, the same for the same answers; docs/proof.md is its format. Whether a
proof is right is left to `hipexpert.verify`, which shares nothing with what made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hipexpert.model import Consultation, Fact, Firing, KnowledgeBase, sort_key
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.answers import UNKNOWN
from hipexpert.reasoning.verbalization import spelled
from hipexpert.vocabulary.evidence import (
    AUTHORS,
    CITES,
    CONTRADICTED_BY,
    DOI,
    HAS_STANDING,
    JOURNAL,
    PUBLISHED,
    STANDING_NOTE,
    STATED_BY,
    SUPPORTED_BY,
    TITLE,
)
from hipexpert.vocabulary.language import MARKED, RESTS_ON

SCHEMA = "hipexpert/proof/1"

Certificate = dict[str, Any]


def certificate(consultation: Consultation) -> Certificate:
    """The proof of everything a consultation concluded, in the shape of `hipexpert/proof/1`."""
    knowledge = consultation.knowledge
    first: dict[Fact, int] = {}
    supports: dict[Fact, list[int]] = {}
    steps = []
    for number, firing in enumerate(consultation.firings, start=1):
        steps.append(_step(consultation, number, firing, first))
        for fact in firing.conclusions:
            first.setdefault(fact, number)
            supports.setdefault(fact, []).append(number)
    used = {fact for firing in consultation.firings for fact in firing.premises}
    statements = [
        _statement(knowledge, fact)
        for fact in sorted(used & knowledge.statements.keys(), key=sort_key)
        if fact not in consultation.given
    ]
    claims = [_claim(knowledge, name) for name in _named(("claims", steps), ("claims", statements))]
    cited = _named(("sources", statements), ("for", claims), ("against", claims))
    return {
        "schema": SCHEMA,
        "knowledge": knowledge.identity,
        "answers": answers_json(consultation),
        "given": _given(consultation),
        "statements": statements,
        "steps": steps,
        "outcomes": [
            {"fact": list(fact), "steps": supports[fact]} for fact in consultation.outcomes
        ],
        "claims": claims,
        "sources": [_source(knowledge, name) for name in cited],
    }


def certificate_text(proof: Certificate) -> str:
    """The proof as JSON with each answer, statement and step on a line of its own.

    >>> print(certificate_text({"schema": "x", "steps": [{"step": 1}, {"step": 2}], "claims": []}))
    {
      "schema": "x",
      "steps": [
        {"step": 1},
        {"step": 2}
      ],
      "claims": []
    }
    """

    def line(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def part(value: Any) -> str:
        if not value or not isinstance(value, list | dict):
            return line(value)
        if isinstance(value, list):
            return "[\n    " + ",\n    ".join(map(line, value)) + "\n  ]"
        pairs = (f"{line(key)}: {line(item)}" for key, item in value.items())
        return "{\n    " + ",\n    ".join(pairs) + "\n  }"

    parts = (f"{line(key)}: {part(value)}" for key, value in proof.items())
    return "{\n  " + ",\n  ".join(parts) + "\n}"


def answers_json(consultation: Consultation) -> dict[str, Any]:
    """The answers in the order of asking, those answered with unknown among them."""
    answers = consultation.answers
    said: dict[str, Any] = dict.fromkeys(answers.unknown, UNKNOWN)
    for key, value in answers.given.items():
        said[key] = list(value) if isinstance(value, tuple) else value
    return {key: said[key] for key in consultation.knowledge.questions if key in said}


def _given(consultation: Consultation) -> list[dict[str, Any]]:
    """Each question answered, with the facts its answer states; there may be none."""
    questions = consultation.knowledge.questions
    return [
        {
            "question": name,
            "location": str(questions[name].location),
            "facts": [list(f) for f, question in consultation.given.items() if question == name],
        }
        for name in answers_json(consultation)
    ]


def _step(
    consultation: Consultation, number: int, firing: Firing, first: dict[Fact, int]
) -> dict[str, Any]:
    def premise(fact: Fact) -> dict[str, Any]:
        if fact in consultation.given:
            return {"fact": list(fact), "kind": "given"}
        if fact in consultation.knowledge.statements:
            return {"fact": list(fact), "kind": "stated"}
        return {"fact": list(fact), "kind": "derived", "step": first[fact]}

    rule = firing.rule
    bindings = dict(firing.bindings)
    return {
        "step": number,
        "rule": rule.id,
        "location": str(rule.location),
        "bindings": bindings,
        "premises": [premise(fact) for fact in firing.premises],
        "absent": [list(spelled(pattern)) for pattern in firing.absent],
        "conclusions": [list(fact) for fact in firing.conclusions],
        "because": fill_sentence(rule.because, bindings, consultation.knowledge.label),
        "claims": list(rule.claims),
    }


def _statement(knowledge: KnowledgeBase, fact: Fact) -> dict[str, Any]:
    return {
        "fact": list(fact),
        "location": str(knowledge.statements[fact]),
        "claims": list(knowledge.objects(fact.subject, RESTS_ON)),
        "sources": list(knowledge.objects(fact.subject, CITES)),
        "marks": list(knowledge.objects(fact.subject, MARKED)),
    }


def _claim(knowledge: KnowledgeBase, name: str) -> dict[str, Any]:
    return {
        "claim": name,
        "location": _described(knowledge, name),
        "label": knowledge.label(name),
        "text": _said(knowledge, name, "skos:definition"),
        "stated-by": list(knowledge.objects(name, STATED_BY)),
        "standing": knowledge.object(name, HAS_STANDING),
        "note": _said(knowledge, name, STANDING_NOTE),
        "for": list(knowledge.objects(name, SUPPORTED_BY)),
        "against": list(knowledge.objects(name, CONTRADICTED_BY)),
    }


def _source(knowledge: KnowledgeBase, name: str) -> dict[str, Any]:
    return {
        "source": name,
        "location": _described(knowledge, name),
        "label": knowledge.label(name),
        "authors": _said(knowledge, name, AUTHORS),
        "title": _said(knowledge, name, TITLE),
        "year": _said(knowledge, name, PUBLISHED),
        "journal": _said(knowledge, name, JOURNAL),
        "doi": _said(knowledge, name, DOI),
    }


def _said(knowledge: KnowledgeBase, name: str, property: str) -> str | int | float | None:
    """The first thing the files say of a claim or source with a property, if they say any."""
    return next(iter(knowledge.words.get(name, {}).get(property, ())), None)


def _described(knowledge: KnowledgeBase, name: str) -> str | None:
    """Where a thing is described, when it is."""
    place = knowledge.where.get(name)
    return str(place) if place else None


def _named(*lists: tuple[str, Iterable[dict[str, Any]]]) -> list[str]:
    """The names that entries list under a key, sorted."""
    return sorted({name for key, entries in lists for entry in entries for name in entry[key]})
