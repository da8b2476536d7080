"""Small made-up worlds: a folder of knowledge from a few lines, loaded as any other is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import WrittenKnowledge

_PREFIXES = """\
@prefix : <https://w3id.org/hipexpert#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def rule(
    name: str,
    when: Iterable[str],
    then: Iterable[str],
    *,
    let: Mapping[str, str] | None = None,
    where: Iterable[str] = (),
    unless: Iterable[str] = (),
) -> str:
    """One rule as its author would write it, texts that do not matter filled in."""
    entry = {
        "rule": name,
        "label": name,
        "when": list(when),
        "let": dict(let or {}),
        "where": list(where),
        "unless": list(unless),
        "then": list(then),
        "because": "so.",
        "claims": ["someone-says-so"],
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entry.items() if value]
    return "- " + "\n".join(lines).lstrip() + "\n"


def make_world(
    home: Path, facts: str, *rules: str, questions: Mapping[str, tuple[str, str, str]] | None = None
) -> WrittenKnowledge:
    """The knowledge base of a made-up world, written under `home`.

    `facts` has a triple a line. `questions` leads from an id to its type, the individual it
    asks about and the property it asks for.
    """
    triples = [line.split() for line in facts.strip().splitlines()]
    ontology = [":Question a owl:Class ."]
    ontology += sorted({f":{verb} a owl:ObjectProperty ." for _, verb, _ in triples})
    statements = [
        f":{subject} :{verb} {thing if thing.lstrip('-')[0].isdigit() else ':' + thing} ."
        for subject, verb, thing in triples
    ]
    statements += [
        f":{name} a :Question ; :answer-type :{kind} ; :asks-about :{about} ; "
        f":asks-property :{asked} ."
        for name, (kind, about, asked) in (questions or {}).items()
    ]
    for name, text in (
        ("ontology.ttl", "\n".join([_PREFIXES, *ontology])),
        ("kb/world.ttl", "\n".join([_PREFIXES, *statements])),
        ("rules/world.yaml", "".join(rules)),
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text + "\n", encoding="utf-8")
    world = load_knowledge(home)
    assert not world.problems, "\n".join(map(str, world.problems))
    return world
