"""Runs the rules forward on experta; the only door to it.

experta 1.9.4 is used inside the small part of it that is safe, and each cure has its cause:

* It pins frozendict 1.2, which asks `collections` for `Mapping` and so fails to import since
  Python 3.10: the name is lent while it loads. It also adds a handler to the root logger,
  which is taken away again.
* `NOT` sees only what is known so far, and an activation withdrawn later may still fire. So
  rules run in strata (see `strata`), one network each, lowest first: whatever an `unless`
  asks about is settled before the rule's own network wakes, and nothing is ever withdrawn.
* The order among equal saliences changes from run to run. So every rule of a stratum has a
  salience of its own, facts are declared sorted, and ties are settled by the bindings.
* Declaring a fact twice adds nothing while the right-hand side still runs: the right-hand
  side is where a justification is recorded, so a fact may have several.
* A network is costly to build and is never freed. So it is built once for a knowledge base,
  and it is shown only the facts some pattern could match. What the world is made of it is shown
  once: its memory of that is kept, and is what each consultation begins with.
"""

from __future__ import annotations

import collections
import collections.abc
import inspect
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property, lru_cache
from typing import Any

from hipexpert.knowledge.strata import stratify
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


def _import_experta() -> tuple[Any, Any, Any]:
    """experta, imported although its frozendict is older than Python 3.10."""
    lent = not hasattr(collections, "Mapping")
    handlers = list(logging.root.handlers)
    if lent:
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        import experta
        import experta.strategies
        from experta.matchers.rete import ReteMatcher, nodes
    finally:
        if lent:
            del collections.Mapping  # type: ignore[attr-defined]
        logging.root.handlers[:] = handlers
    if not hasattr(experta, "KnowledgeEngine"):  # its __init__ swallows ImportError
        raise ImportError("experta did not load; reinstall it: pip install --force experta")
    return experta, ReteMatcher, nodes


_experta, _ReteMatcher, _nodes = _import_experta()


class UnsoundRules(ValueError):
    """Rules that cannot be layered: some wait for each other in a ring."""


class _PropertyBus(_nodes.BusNode):  # type: ignore[misc, name-defined]
    """Offers a fact only to the part of the network that looks at its property."""

    def add(self, fact: Any) -> None:
        token = _nodes.Token.valid(fact)
        for child in self.listeners(type(fact)):
            child.callback(token)

    def listeners(self, fact_type: type) -> list[Any]:
        if not hasattr(self, "by_type"):
            self.by_type: dict[type, list[Any]] = {}
            for child in self.children:
                self.by_type.setdefault(child.node.matcher.fact_type, []).append(child)
        return self.by_type.get(fact_type, [])


class _Matcher(_ReteMatcher):  # type: ignore[misc, valid-type]
    def __init__(self, engine: Any):
        super(_ReteMatcher, self).__init__(engine)
        self.root_node = _PropertyBus()
        self.build_network()


class _SettledOrder(_experta.abstract.Strategy):  # type: ignore[misc, name-defined]
    """Salience first, then the newest facts, then the bindings: no tie is left to chance.

    The facts known before are as new as their names, whenever the network was shown them.
    """

    age: Callable[[Any], tuple[Any, ...]]

    def _update_agenda(self, agenda: Any, added: Any, removed: Any) -> None:
        for activation in removed:
            agenda.activations.remove(activation)
        for activation in added:
            newest = sorted(map(self.age, activation.facts), reverse=True)
            bindings = sorted((k, str(v)) for k, v in activation.context.items() if k[:2] != "__")
            activation.key = (activation.rule.salience, newest, bindings)
        agenda.activations.extend(added)
        agenda.activations.sort(key=lambda activation: activation.key)


class _Memory:
    """What a network has in mind, to begin with again."""

    FIELDS = ("left_memory", "right_memory", "memory", "added", "removed")

    def __init__(self, network: Any):
        self.network = network
        self.nodes = [
            (node, name, copy(getattr(node, name)))
            for node in _nodes_below(network.matcher.root_node, {})
            for name in self.FIELDS
            if hasattr(node, name)
        ]
        self.activations = [*network.agenda.activations]
        self.waiting = [each for _, name, held in self.nodes if name == "added" for each in held]
        self.facts = dict(network.facts)
        self.counted = network.facts.reference_counter.copy()

    def recall(self) -> None:
        """Have it in mind again, and nothing else."""
        for node, name, held in self.nodes:
            setattr(node, name, copy(held))
        for activation in self.waiting:
            activation.key = None  # one that has its place in an agenda equals none that has not
        network = self.network
        network.agenda.activations = [*self.activations]
        network.facts = type(network.facts)()
        network.facts.update(self.facts)
        network.facts.last_index = len(self.facts)
        network.facts.reference_counter = self.counted.copy()


def _nodes_below(node: Any, seen: dict[int, Any]) -> Iterable[Any]:
    """A node and all those below it, each once."""
    if id(node) not in seen:
        seen[id(node)] = node
        for child in node.children:
            _nodes_below(child.node, seen)
    return seen.values()


class _Stratum:
    """The network of one layer of rules."""

    def __init__(self, rules: Sequence[Rule], statements: Iterable[Fact]):
        self.patterns: dict[str, list[Pattern]] = {}
        for rule in rules:
            for pattern in (*rule.when, *rule.unless):
                self.patterns.setdefault(pattern.property, []).append(pattern)
        self.fact_types = {
            name: type(f"Fact_{name}", (_experta.Fact,), {}) for name in sorted(self.patterns)
        }
        self.properties = {kind: name for name, kind in self.fact_types.items()}
        self.statements = {fact for fact in statements if self.wants(fact)}
        self.known: set[Fact] = set()
        self.record: Callable[[Firing], None] = lambda firing: None
        members = {
            f"rule_{number:04d}": self.compile(rule, len(rules) - number)
            for number, rule in enumerate(rules)
        }
        order = type("Order", (_SettledOrder,), {"age": staticmethod(self.age)})
        members |= {"__matcher__": _Matcher, "__strategy__": order}
        self.network = type("Stratum", (_experta.KnowledgeEngine,), members)()

    def wants(self, fact: Fact) -> bool:
        """Whether some pattern of this layer could match the fact."""
        return any(pattern.matches(fact) for pattern in self.patterns.get(fact.property, ()))

    def compile(self, rule: Rule, salience: int) -> Any:
        """The rule as experta knows it: patterns, then tests on bound values, then NOT."""
        computed = {let.variable for let in rule.let}
        conditions = [self.condition(pattern) for pattern in rule.when]
        late = [p for p in rule.unless if computed & set(p.variables)]
        if rule.let or rule.where or late:
            conditions.append(_experta.TEST(self.test(rule, late)))
        conditions += [
            _experta.NOT(self.condition(pattern)) for pattern in rule.unless if pattern not in late
        ]
        return _experta.Rule(*conditions, salience=salience)(self.action(rule))

    def condition(self, pattern: Pattern) -> Any:
        fields = {}
        for field, term in zip(("s", "o"), pattern.terms, strict=True):
            if term is ANYTHING:
                continue
            bound = isinstance(term, Variable)
            fields[field] = getattr(_experta.MATCH, _python_name(term.name)) if bound else term  # type: ignore[union-attr]
        return self.fact_types[pattern.property](**fields)

    def test(self, rule: Rule, late: Sequence[Pattern]) -> Callable[..., bool]:
        """One test for `let`, `where`, and those `unless` that use a computed number."""

        def holds(**found: Value) -> bool:
            bindings = complete(rule.let, _bindings(found))
            if bindings is None or not all(compare(c, bindings) for c in rule.where):
                return False
            filled = [pattern.fill(bindings) for pattern in late]
            return not any(pattern.matches(fact) for pattern in filled for fact in self.known)

        names = sorted({name for pattern in rule.when for name in pattern.variables})
        kind = inspect.Parameter.KEYWORD_ONLY
        holds.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [inspect.Parameter(_python_name(name), kind) for name in names]
        )
        return holds

    def action(self, rule: Rule) -> Callable[..., None]:
        """The right-hand side: records the justification, then declares the conclusions."""

        def fire(network: Any, **found: Value) -> None:
            bindings = complete(rule.let, _bindings(found)) or {}
            firing = justify(rule, bindings)
            self.record(firing)
            self.declare(fact for fact in firing.conclusions if self.wants(fact))

        fire.__name__ = rule.id
        return fire

    def age(self, shown: Any) -> tuple[Any, ...]:
        """How new a fact is: what was concluded here is newer than all that was known before."""
        name = self.properties.get(type(shown))
        if name is None:
            return (-1,)  # the fact that experta begins with
        fact = Fact(shown["s"], name, shown["o"])
        return (0, *sort_key(fact)) if fact in self.known else (1, shown["__factid__"])

    def shown(self, facts: Iterable[Fact]) -> list[Any]:
        """Facts as experta knows them."""
        return [self.fact_types[fact.property](s=fact.subject, o=fact.object) for fact in facts]

    def declare(self, facts: Iterable[Fact]) -> None:
        """Show the network some facts in one batch: it looks for activations once a call."""
        self.network.declare(*self.shown(facts))

    @cached_property
    def world(self) -> _Memory:
        """What the network has in mind when it has been shown the world and no athlete."""
        network = self.network
        network.reset()
        for fact in self.shown(sorted(self.statements, key=sort_key)):
            network.facts.declare(fact)
        for fact in network.facts.changes[0]:
            network.matcher.root_node.add(fact)
        return _Memory(network)

    def run(self, known: set[Fact], record: Callable[[Firing], None]) -> None:
        """Fire everything this layer can, on all that is known below it beside its statements."""
        self.known = known | self.statements
        self.record = record
        self.world.recall()
        shown = sorted(filter(self.wants, known - self.statements), key=sort_key)
        self.declare(shown)
        self.network.run()


def _python_name(variable: str) -> str:
    return "v_" + variable.replace("-", "_")


def _bindings(found: Mapping[str, Value]) -> dict[str, Value]:
    return {name[2:].replace("_", "-"): value for name, value in found.items()}


def justify(rule: Rule, bindings: Mapping[str, Value]) -> Firing:
    """The firing of `rule` with all its variables bound."""
    return Firing(
        rule,
        tuple(sorted(bindings.items())),
        tuple(pattern.fact(bindings) for pattern in rule.when),
        tuple(pattern.fill(bindings) for pattern in rule.unless),
        tuple(pattern.fact(bindings) for pattern in rule.then),
    )


class Engine:
    """The rules of one knowledge base, ready to be run on any athlete's answers.

    Raises UnsoundRules, naming the ring, when the rules cannot be layered.
    """

    def __init__(self, knowledge: KnowledgeBase):
        layers, cycles = stratify(knowledge.rules)
        if cycles:
            raise UnsoundRules("; ".join(str(cycle) for cycle in cycles))
        self.knowledge = knowledge
        self.strata = [_Stratum(layer, knowledge.statements) for layer in layers]

    def consult(self, answers: Answers, decided: Iterable[Fact] = ()) -> Consultation:
        """Everything that follows from the answers, with every justification, in order.

        What was `decided` holds beside them, though no rule concludes it.
        """
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
def engine_for(knowledge: KnowledgeBase) -> Engine:
    """The engine of a knowledge base, its networks built once."""
    return Engine(knowledge)


def consult(
    knowledge: KnowledgeBase, answers: Answers, decided: Iterable[Fact] = ()
) -> Consultation:
    """Everything that follows from the answers, by the rules of the knowledge base.

    What was `decided` holds beside them, though no rule concludes it.
    """
    return engine_for(knowledge).consult(answers, decided)
