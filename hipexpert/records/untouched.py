"""Stored consultations that no change of the knowledge since can have touched.

The version of the knowledge that a consultation was held by has its rules and its statements, and
so everything that decides what is concluded of answers. Where it and today's knowledge conclude
the same for every athlete there could be, only an answer that is taken otherwise can have changed
anything, and a stored proof need not be read to know that nothing did.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hipexpert.knowledge.rulebook import read_rules
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import Fact, KnowledgeBase, Location, Rule, sort_key
from hipexpert.prove.difference import alike
from hipexpert.records.knowledge_version import KnowledgeVersion
from hipexpert.records.record import Record
from hipexpert.records.replay import taken
from hipexpert.vocabulary.language import IS_A, OUTCOME

WORTH = 100
"""How many consultations by one version are replayed in the time that it takes to compare it."""


def untouched(
    held: Iterable[Record], versions: Mapping[str, KnowledgeVersion], today: KnowledgeBase
) -> frozenset[int]:
    """The consultations of which today's knowledge surely concludes what was concluded then.

    Versions by which few were held are not compared: to replay those is quicker.
    """
    by_version: dict[str, list[Record]] = {}
    for record in held:
        by_version.setdefault(record.sha256, []).append(record)
    return frozenset(
        record.id
        for sha256, records in by_version.items()
        if len(records) >= WORTH and concludes_alike(versions[sha256], today)
        for record in _taken_alike(records, versions[sha256], today)
    )


def concludes_alike(version: KnowledgeVersion, today: KnowledgeBase) -> bool:
    """Whether a version is seen to conclude for everybody what today's knowledge does."""
    if version.sha256 == today.sha256:
        return True
    then = as_it_was(version, today)
    return then is not None and alike(then, today)


def as_it_was(version: KnowledgeVersion, today: KnowledgeBase) -> KnowledgeBase | None:
    """The knowledge of a version with today's questions; None where its rules cannot be read."""
    rules = _rules(version)
    if not rules or stratify(rules)[1]:
        return None
    like = next(iter(today.properties.values()))
    known = {name: today.properties.get(name, like) for name in _verbs(rules) | {*today.properties}}
    return replace(
        today,
        version=version.version,
        sha256=version.sha256,
        statements=dict.fromkeys(sorted(version.statements, key=sort_key), _NOWHERE),
        properties={
            name: replace(verb, name=name, outcome=Fact(name, IS_A, OUTCOME) in version.statements)
            for name, verb in known.items()
        },
        rules=rules,
    )


def _rules(version: KnowledgeVersion) -> tuple[Rule, ...]:
    """The rules of a version, read as those of a file are; none where one cannot be read."""
    written = [_written(name, text) for name, text in version.rules.items()]
    rules, problems = read_rules(json.dumps(written, ensure_ascii=False), "rules", 0)
    return () if problems else tuple(rules)


def _written(name: str, text: str) -> dict[str, Any]:
    """A rule as in a rule file; what decides nothing is filled in."""
    lines = [line.partition(": ")[::2] for line in text.splitlines()]
    parts: dict[str, Any] = {key: [said for k, said in lines if k == key] for key, _ in lines}
    if "let" in parts:
        parts["let"] = dict(let.partition(": ")[::2] for let in parts["let"])
    return {"rule": name, "label": name, **parts, "because": name, "claims": [name]}


def _verbs(rules: Iterable[Rule]) -> set[str]:
    return {p.property for rule in rules for p in (*rule.when, *rule.unless, *rule.then)}


def _taken_alike(
    records: list[Record], version: KnowledgeVersion, today: KnowledgeBase
) -> Iterator[Record]:
    """The consultations whose answers state today what they stated by a version."""
    otherwise = {fact.subject for fact in version.statements ^ today.statements.keys()}
    for record in records:
        answers, refused = taken(today, record.answers)
        if not refused and answers.settled.isdisjoint(otherwise):
            yield record


_NOWHERE = Location("", 1)
