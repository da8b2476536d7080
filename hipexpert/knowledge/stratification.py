"""Layers rules so that each sees a finished world below it.

A rule with an `unless` must run above every rule that can conclude what it denies, or it
could fire on what is not known yet (stratified Datalog: Apt, Blair and Walker, "Towards a
Theory of Declarative Knowledge", 1988). Dependence is judged by whole patterns, not by
property alone, so that `?hip is limited` and `?slot is filled` do not hold each other up.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from hipexpert.model import Pattern, Rule, Term, Variable


class UnsoundRules(ValueError):
    """Rules that cannot be layered: some wait for each other in a ring."""


class Cycle(NamedTuple):
    """Rules that wait for each other in a ring, `path` beginning and ending with the same one.

    `law` says which law of the language the ring breaks: `unless` or `let`.
    """

    path: tuple[Rule, ...]
    law: str

    def __str__(self) -> str:
        return " -> ".join(rule.id for rule in self.path)


def may_unify(left: Pattern, right: Pattern) -> bool:
    """Whether one fact could match both patterns."""
    return (
        left.property == right.property
        and _may_agree(left.subject, right.subject)
        and _may_agree(left.object, right.object)
    )


def _may_agree(one: Term, other: Term) -> bool:
    return isinstance(one, Variable) or isinstance(other, Variable) or one == other


def stratify(rules: Sequence[Rule]) -> tuple[tuple[tuple[Rule, ...], ...], list[Cycle]]:
    """The rules in layers, lowest first, each as read, and the cycles that forbid it.

    Within a layer they stand as they are read.
    When there are cycles the layers are empty.
    """
    feeds = dependencies(rules)
    cycles = _forbidden_cycles(rules, feeds)
    if cycles:
        return (), cycles
    level = {rule.id: 0 for rule in rules}
    changed = True
    while changed:
        changed = False
        for rule in rules:
            for supplier, denied in feeds[rule.id].items():
                wanted = level[supplier] + denied
                if level[rule.id] < wanted:
                    level[rule.id] = wanted
                    changed = True
    layers: list[list[Rule]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for rule in rules:
        layers[level[rule.id]].append(rule)
    return tuple(tuple(sorted(layer, key=lambda rule: rule.order)) for layer in layers), []


@lru_cache(maxsize=8)  # the parts of one knowledge base have mostly its rules
def layered(rules: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], ...]:
    """The rules in layers, lowest first. Raises UnsoundRules, naming a ring where one is."""
    layers, cycles = stratify(rules)
    if cycles:
        raise UnsoundRules("; ".join(map(str, cycles)))
    return layers


def dependencies(rules: Sequence[Rule]) -> dict[str, dict[str, bool]]:
    """For each rule the rules it waits for, and whether one of them could block it."""
    suppliers: dict[str, list[tuple[Rule, Pattern]]] = {}
    for rule in rules:
        for conclusion in rule.then:
            suppliers.setdefault(conclusion.property, []).append((rule, conclusion))
    feeds: dict[str, dict[str, bool]] = {}
    for rule in rules:
        waits: dict[str, bool] = {}
        feeds[rule.id] = waits
        for patterns, denied in ((rule.when, False), (rule.unless, True)):
            for pattern in patterns:
                for supplier, conclusion in suppliers.get(pattern.property, ()):
                    if may_unify(pattern, conclusion):
                        waits[supplier.id] = waits.get(supplier.id, False) or denied
    return feeds


def _forbidden_cycles(rules: Sequence[Rule], feeds: dict[str, dict[str, bool]]) -> list[Cycle]:
    by_id = {rule.id: rule for rule in rules}
    cycles: dict[frozenset[str], Cycle] = {}
    for rule in rules:
        for supplier, denied in feeds[rule.id].items():
            law = "unless" if denied else "let" if rule.let else None
            path = _path(supplier, rule.id, feeds) if law else None
            if law and path:
                ring = frozenset(path)
                cycles.setdefault(ring, Cycle(tuple(by_id[i] for i in (rule.id, *path)), law))
    return list(cycles.values())


def _path(start: str, goal: str, feeds: dict[str, dict[str, bool]]) -> list[str] | None:
    """The shortest way from `start` along what each rule waits for to `goal`, or None."""
    came_from: dict[str, str | None] = {start: None}
    queue = [start]
    for rule in queue:
        if rule == goal:
            path: list[str] = []
            step: str | None = rule
            while step is not None:
                path.append(step)
                step = came_from[step]
            return path[::-1]
        for supplier in feeds[rule]:
            if supplier not in came_from:
                came_from[supplier] = rule
                queue.append(supplier)
    return None
