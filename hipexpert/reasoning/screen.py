"""What a whole squad comes to: the verdict on each athlete, without the reasons.

It runs the compiled ground instances, which conclude what the engine concludes in a fraction of
the time and record no justification. Whoever asks why is sent to a consultation of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hipexpert.model import Answers, Consultation, Fact, Firing, KnowledgeBase
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.program import compiled
from hipexpert.reasoning.verdict import Verdict


@dataclass(frozen=True, eq=False)
class Unreasoned(Consultation):
    """A consultation of which only the conclusions are known, and no firing."""

    concluded: tuple[Fact, ...] = ()

    @cached_property
    def justifications(self) -> dict[Fact, tuple[Firing, ...]]:
        return dict.fromkeys(self.concluded, ())


@lru_cache(maxsize=2)
def screen_for(knowledge: KnowledgeBase) -> Screen:
    """The screen of a knowledge base, made once."""
    return Screen(knowledge)


class Screen:
    """The rules of one knowledge base, ready for any number of athletes."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.program = compiled(ground(knowledge))

    def verdict(self, answers: Answers) -> Verdict:
        """What the engine would conclude from the answers."""
        given = answer_facts(self.knowledge, answers)
        concluded = tuple(fact for fact in self._following(given) if fact not in given)
        return Verdict(Unreasoned(self.knowledge, answers, given, (), concluded))

    def _following(self, given: dict[Fact, str]) -> Iterator[Fact]:
        view = self.program.run(self.program.given(given))
        for number in view.certain:
            fact, value = self.program.facts[number], view.values[number]
            yield fact if fact.object != NUMBER or value is None else fact._replace(object=value)
