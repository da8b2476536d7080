"""What experta is told, whichever way it finds the rules that are ready.

* A fact of the working memory is a `Holds`: a triple.
* The right-hand side of a rule records its justification, then declares its conclusions.
  Declaring a fact twice adds nothing while the right-hand side still runs: so a fact may have
  several justifications.
* The order among equal saliences changes from run to run in experta. So every rule of a stratum
  has a salience of its own, and ties are settled by the bindings.
"""

from __future__ import annotations

import inspect
from bisect import insort
from collections.abc import Callable, Mapping
from typing import Any

from hipexpert.model import Fact, Firing, Rule, Value
from hipexpert.notation import complete
from hipexpert.reasoning.experta_door import experta


class Holds(experta.Fact):  # type: ignore[misc]
    """A triple in the working memory: `s`, `p` and `o`, words and numbers that need no freezing."""

    def __init__(self, *, s: str, p: str, o: Value):
        super().__init__()
        dict.update(self, s=s, p=p, o=o)


def triple(shown: Any) -> Fact:
    """The fact that one of the working memory stands for."""
    return Fact(shown["s"], shown["p"], shown["o"])


def variable_field(name: str) -> str:
    """A variable's name as experta passes it to a right-hand side."""
    return "v_" + name.replace("-", "_")


def bindings_of(fields: Mapping[str, Value]) -> dict[str, Value]:
    """What the variables of a rule are bound to, by their own names."""
    return {name[2:].replace("_", "-"): value for name, value in fields.items()}


class SettledOrder(experta.abstract.Strategy):  # type: ignore[misc]
    """Salience first, then the bindings: no tie is left to chance, whichever the matcher."""

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        for activation in removed:
            agenda.activations.remove(activation)
        for activation in added:
            bound = sorted((k, str(v)) for k, v in activation.context.items() if k[:2] != "__")
            activation.key = (activation.rule.salience, bound)
            insort(agenda.activations, activation)


def right_hand_side(rule: Rule) -> Callable[..., None]:
    """What a rule does when it fires: records the justification, declares the conclusions."""
    made: dict[tuple[tuple[str, Value], ...], Firing] = {}

    def fire(network: Any, **fields: Value) -> None:
        bindings = complete(rule.let, bindings_of(fields)) or {}
        bound = tuple(sorted(bindings.items()))
        firing = made.get(bound)
        if firing is None:
            firing = justify(rule, bindings)
            if all(isinstance(value, str) for value in bindings.values()):
                made[bound] = firing  # numbers are without number, names are not
        network.record(firing)
        network.conclude(firing.conclusions)

    fire.__name__ = rule.id
    fire.__signature__ = _ANY_FIELDS  # type: ignore[attr-defined]  # experta asks for it, slowly
    return fire


_ANY_FIELDS = inspect.signature(lambda network, **fields: None)


def justify(rule: Rule, bindings: Mapping[str, Value]) -> Firing:
    """The firing of `rule` with all its variables bound."""
    return Firing(
        rule,
        tuple(sorted(bindings.items())),
        tuple(pattern.fact(bindings) for pattern in rule.when),
        tuple(pattern.fill(bindings) for pattern in rule.unless),
        tuple(pattern.fact(bindings) for pattern in rule.then),
    )
