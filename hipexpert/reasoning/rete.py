"""The rules on experta's own network, to hold the faster matcher to.

It knows nothing of grounding: it matches the patterns as they are written on every fact. experta
1.9.4 is used inside the small part of it that is safe, and each cure has its cause:

* `NOT` sees only what is known so far, and an activation withdrawn later may still fire. So
  rules run in strata (see `stratification`), one network each, lowest first: whatever an `unless`
  asks about is settled before the rule's own network wakes, and nothing is ever withdrawn.
* A network is shown only the facts some pattern could match, each of a type of its own by its
  property, and offers a fact only to the nodes of that type.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from hipexpert.knowledge.stratification import layered
from hipexpert.model import (
    ANYTHING,
    Answers,
    Consultation,
    Fact,
    Firing,
    KnowledgeBase,
    Pattern,
    Rule,
    Value,
    Variable,
    sort_key,
)
from hipexpert.notation import compare, complete
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.experta_door import experta, rete
from hipexpert.reasoning.firing import SettledOrder, bindings_of, right_hand_side, variable_field


class _PropertyBus(rete.nodes.BusNode):  # type: ignore[misc]
    """Offers a fact only to the part of the network that looks at its property."""

    def add(self, fact: Any) -> None:
        token = rete.nodes.Token.valid(fact)
        for child in self.listeners(type(fact)):
            child.callback(token)

    def listeners(self, fact_type: type) -> list[Any]:
        if not hasattr(self, "by_type"):
            self.by_type: dict[type, list[Any]] = {}
            for child in self.children:
                self.by_type.setdefault(child.node.matcher.fact_type, []).append(child)
        return self.by_type.get(fact_type, [])


class _Matcher(rete.ReteMatcher):  # type: ignore[misc]
    def __init__(self, engine: Any):
        super(rete.ReteMatcher, self).__init__(engine)
        self.root_node = _PropertyBus()
        self.build_network()


class _Stratum:
    """The network of one layer of rules."""

    def __init__(self, rules: Sequence[Rule], statements: Iterable[Fact]):
        self.patterns: dict[str, list[Pattern]] = {}
        for rule in rules:
            for pattern in (*rule.when, *rule.unless):
                self.patterns.setdefault(pattern.property, []).append(pattern)
        self.fact_types = {
            name: type(f"Fact_{name}", (experta.Fact,), {}) for name in sorted(self.patterns)
        }
        self.statements = {fact for fact in statements if self.wants(fact)}
        members = {
            f"rule_{place:04d}": self.compile(rule, -place) for place, rule in enumerate(rules)
        }
        members |= {"__matcher__": _Matcher, "__strategy__": SettledOrder}
        self.network = type("Stratum", (experta.KnowledgeEngine,), members)()
        self.network.conclude = self.declare

    def wants(self, fact: Fact) -> bool:
        """Whether some pattern of this layer could match the fact."""
        return any(pattern.matches(fact) for pattern in self.patterns.get(fact.property, ()))

    def compile(self, rule: Rule, salience: int) -> Any:
        """The rule as experta knows it: patterns, then a test on bound values, then NOT."""
        conditions = [self.condition(pattern) for pattern in rule.when]
        if rule.let or rule.where:
            conditions.append(experta.TEST(_test(rule)))
        conditions += [experta.NOT(self.condition(pattern)) for pattern in rule.unless]
        return experta.Rule(*conditions, salience=salience)(right_hand_side(rule))

    def condition(self, pattern: Pattern) -> Any:
        fields = {}
        for field, term in zip(("s", "o"), pattern.terms, strict=True):
            if isinstance(term, Variable):
                if term is not ANYTHING:
                    fields[field] = getattr(experta.MATCH, variable_field(term.name))
            else:
                fields[field] = term
        return self.fact_types[pattern.property](**fields)

    def declare(self, facts: Iterable[Fact]) -> None:
        """Show the network those of some facts that it looks at, in one batch."""
        self.network.declare(
            *(
                self.fact_types[fact.property](s=fact.subject, o=fact.object)
                for fact in facts
                if self.wants(fact)
            )
        )

    def run(self, known: set[Fact], record: Callable[[Firing], None]) -> None:
        """Fire everything this layer can, on all that is known below it beside its statements."""
        self.network.record = record
        self.network.reset()
        self.declare(sorted(known | self.statements, key=sort_key))
        self.network.run()


def _test(rule: Rule) -> Callable[..., bool]:
    """One test for the `let` and `where` of a rule."""

    def holds(**fields: Value) -> bool:
        bindings = complete(rule.let, bindings_of(fields))
        return bindings is not None and all(compare(c, bindings) for c in rule.where)

    names = sorted({name for pattern in rule.when for name in pattern.variables})
    kind = inspect.Parameter.KEYWORD_ONLY
    holds.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(variable_field(name), kind) for name in names]
    )
    return holds


class ReteEngine:
    """The rules of one knowledge base on experta's own networks.

    Raises UnsoundRules, naming the ring, when the rules cannot be layered.
    """

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.strata = [_Stratum(layer, knowledge.statements) for layer in layered(knowledge.rules)]

    def consult(self, answers: Answers, decided: Iterable[Fact] = ()) -> Consultation:
        """The same as `Engine.consult`, for any decision."""
        given = {**answer_facts(self.knowledge, answers), **dict.fromkeys(decided, "")}
        firings: list[Firing] = []
        concluded: set[Fact] = set()

        def record(firing: Firing) -> None:
            firings.append(firing)
            concluded.update(firing.conclusions)

        for stratum in self.strata:
            stratum.run({*given, *concluded}, record)
        return Consultation(self.knowledge, answers, given, tuple(firings))


@lru_cache(maxsize=8)
def rete_engine_for(knowledge: KnowledgeBase) -> ReteEngine:
    """The engine of a knowledge base on experta's own networks, built once."""
    return ReteEngine(knowledge)
