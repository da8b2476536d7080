"""What the knowledge said at one time, so that a later reading can be held against it.

It is the text of every rule and all statements, without their places: a rule that only moved
within its file reads as it did.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hipexpert.model import Fact, KnowledgeBase, Rule


class KnowledgeVersion(NamedTuple):
    """The rules, id to text, and the statements of one knowledge base."""

    sha256: str
    version: str
    rules: Mapping[str, str]
    statements: frozenset[Fact]


@lru_cache(maxsize=4)
def knowledge_version(knowledge: KnowledgeBase) -> KnowledgeVersion:
    """The version that a knowledge base is."""
    return KnowledgeVersion(
        knowledge.sha256,
        knowledge.version,
        {rule.id: rule_text(rule) for rule in knowledge.rules},
        frozenset(knowledge.statements),
    )


def rule_text(rule: Rule) -> str:
    """What a rule says, a line for each part, as in a rule file.

    Its label, reason and claims are left out: they decide nothing.
    """
    parts = (
        ("when", map(str, rule.when)),
        ("let", (f"?{let.variable}: {let.text}" for let in rule.let)),
        ("where", (comparison.text for comparison in rule.where)),
        ("unless", map(str, rule.unless)),
        ("then", map(str, rule.then)),
    )
    return "\n".join(f"{key}: {line}" for key, lines in parts for line in lines)
