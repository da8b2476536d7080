"""Runs the rules forward on experta: the engine of record.

experta keeps the working memory, the agenda and the firing; which rules are ready its matcher
says, and that is one of two. `matcher` walks the ground program and is what a consultation runs
on. `rete` has experta's own network, which knows nothing of grounding: slow, and kept to hold
the other to. Both fire the same rules in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from hipexpert.knowledge.stratification import layered
from hipexpert.model import Answers, Consultation, Fact, Firing, KnowledgeBase, Rule, sort_key
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.experta_door import experta
from hipexpert.reasoning.firing import Holds, SettledOrder, right_hand_side
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.matcher import GroundMatcher
from hipexpert.reasoning.program import compiled


class _Network(experta.KnowledgeEngine):  # type: ignore[misc]
    """experta's engine on the ground program of one knowledge base."""

    __matcher__ = GroundMatcher
    __strategy__ = SettledOrder

    def __init__(self, knowledge: KnowledgeBase):
        self.program = compiled(ground(knowledge))
        if knowledge.rules and not self.program.strata:
            layered(knowledge.rules)  # which names what forbids it
        self.rule = cache(experta_rule)
        super().__init__()

    def conclude(self, facts: Iterable[Fact]) -> None:
        """Add facts to the working memory."""
        self.declare(*(Holds(s=fact.subject, p=fact.property, o=fact.object) for fact in facts))


def experta_rule(rule: Rule) -> Any:
    """A rule as experta fires it: of those of a stratum that are ready, in reading order."""
    return experta.Rule(salience=-rule.order)(right_hand_side(rule))


class Engine:
    """The rules of one knowledge base, ready to be run on any athlete's answers.

    Raises UnsoundRules, naming the ring, when the rules cannot be layered.
    """

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.network = _Network(knowledge)

    def knows(self, fact: Fact) -> bool:
        """Whether some ground rule, or some answer, could say this."""
        numbers = self.network.program.number
        return fact in numbers or fact._replace(object=NUMBER) in numbers

    def consult(self, answers: Answers, decided: Iterable[Fact] = ()) -> Consultation:
        """Everything that follows from the answers, with every justification, in order.

        What was `decided` holds beside them, though no rule concludes it.
        """
        given = {**answer_facts(self.knowledge, answers), **dict.fromkeys(decided, "")}
        firings: list[Firing] = []
        self.network.record = firings.append
        self.network.reset()
        self.network.conclude(sorted(given, key=sort_key))
        self.network.run()
        return Consultation(self.knowledge, answers, given, tuple(firings))


@lru_cache(maxsize=8)
def engine_for(knowledge: KnowledgeBase) -> Engine:
    """The engine of a knowledge base, made once."""
    return Engine(knowledge)


def consult(
    knowledge: KnowledgeBase, answers: Answers, decided: Iterable[Fact] = ()
) -> Consultation:
    """Everything that follows from the answers, by the rules of the knowledge base.

    What was `decided` holds beside them, though no rule concludes it. A decision on which no
    ground rule could look goes to experta's own network, which needs no grounding.
    """
    decided = tuple(decided)
    engine = engine_for(knowledge)
    if all(map(engine.knows, decided)):
        return engine.consult(answers, decided)
    from hipexpert.reasoning.rete import rete_engine_for

    return rete_engine_for(knowledge).consult(answers, decided)
