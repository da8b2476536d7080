"""The knowledge base without some rules and claims: what would follow if they were rejected?

A rejected claim takes every rule with it that rests on it, and every thing: whatever a statement
says of such a thing or says with it, and whatever rule would conclude something with it. What
rests on several claims falls with any of them. Where a thing stands among its equals rests on
nothing said of it, so who comes next is kept, and the rejected thing's turn passes on.

Nothing may be prescribed past a red flag. So a rule that concludes a safeguard is never taken out,
nor is a statement that such a rule looks at, nor what is said of a thing that is a safeguard. What
the safeguards are is marked in the knowledge itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple

from hipexpert.knowledge.check_safeguards import guards
from hipexpert.model import Fact, KnowledgeBase, Rule
from hipexpert.vocabulary.language import ORDER, RESTS_ON, SAFEGUARD


class Ablation(NamedTuple):
    """A reduced knowledge base, with what was taken out of the whole one and what was kept.

    `rules` and `claims` are those that were rejected. `things` are those that rest on a rejected
    claim. The kept ones would have been taken out, were they not needed to guard the athlete.
    """

    knowledge: KnowledgeBase
    rules: tuple[str, ...]
    claims: tuple[str, ...]
    things: tuple[str, ...]
    rules_out: tuple[Rule, ...]
    statements_out: tuple[Fact, ...]
    rules_kept: tuple[Rule, ...]
    statements_kept: tuple[Fact, ...]

    def json(self) -> dict[str, Any]:
        return {
            "rules": list(self.rules),
            "claims": list(self.claims),
            "taken-out": _json(self.rules_out, self.statements_out),
            "kept-as-safeguards": _json(self.rules_kept, self.statements_kept),
        }


def _json(rules: tuple[Rule, ...], statements: tuple[Fact, ...]) -> dict[str, Any]:
    return {
        "rules": [rule.id for rule in rules],
        "statements": [list(fact) for fact in statements],
    }


def without(knowledge: KnowledgeBase, rules: Collection[str], claims: Collection[str]) -> Ablation:
    """The knowledge base without these rules, and without all that rests on these claims."""
    things = {
        fact.subject
        for fact in knowledge.statements
        if fact.property == RESTS_ON and fact.object in claims
    }
    guarding = [rule for rule in knowledge.rules if guards(knowledge, rule)]
    looked_at = [pattern for rule in guarding for pattern in (*rule.when, *rule.unless)]
    whole = {
        thing for name in knowledge.instances(SAFEGUARD) for thing in knowledge.instances(name)
    }
    rules_hit = [
        rule
        for rule in knowledge.rules
        if rule.id in rules
        or not {*rule.claims}.isdisjoint(claims)
        or any(not things.isdisjoint(pattern.terms) for pattern in rule.then)
    ]
    orders = knowledge.instances(ORDER)
    hit = [
        fact
        for fact in knowledge.statements
        if fact.property not in orders and not things.isdisjoint((fact.subject, fact.object))
    ]
    needed = {
        fact
        for fact in hit
        if fact.subject in whole or any(pattern.matches(fact) for pattern in looked_at)
    }
    rules_out = tuple(rule for rule in rules_hit if rule not in guarding)
    statements_out = tuple(fact for fact in hit if fact not in needed)
    return Ablation(
        _reduced(knowledge, rules_out, statements_out),
        tuple(rules),
        tuple(claims),
        tuple(sorted(things)),
        rules_out,
        statements_out,
        tuple(rule for rule in rules_hit if rule in guarding),
        tuple(fact for fact in hit if fact in needed),
    )


def _reduced(
    knowledge: KnowledgeBase, rules: tuple[Rule, ...], statements: tuple[Fact, ...]
) -> KnowledgeBase:
    """The knowledge base without some rules and statements, under a hash of its own."""
    if not rules and not statements:
        return knowledge
    gone = {*statements}
    out = "\0".join([knowledge.sha256, *(rule.id for rule in rules), *map(str, statements)])
    return replace(
        knowledge,
        sha256=hashlib.sha256(out.encode()).hexdigest(),
        rules=tuple(rule for rule in knowledge.rules if rule not in rules),
        statements={f: place for f, place in knowledge.statements.items() if f not in gone},
        part_of=knowledge,
    )
