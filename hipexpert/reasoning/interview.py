"""Chooses what to ask next: only what can still change what is reported.

A question matters while some outcome is neither certain nor impossible and an open answer
could decide it. Questions come in the fixed order of the knowledge base, red flags first.
Once the athlete is referred, only what else they may have to be seen for still matters.
Nothing here knows of a terminal.
"""

from __future__ import annotations

from typing import NamedTuple

from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, Fact, KnowledgeBase, Question, Rule
from hipexpert.reasoning.ground import ground
from hipexpert.reasoning.outlook import Outlook, outlook

_REFERRAL = "is-referred-for"


class Waiting(NamedTuple):
    """A rule that an open question could decide, and what it would conclude."""

    rule: Rule
    conclusions: tuple[Fact, ...]


class Interview(NamedTuple):
    """What there is to ask: the questions that matter, in order, and why they do."""

    knowledge: KnowledgeBase
    view: Outlook
    questions: tuple[Question, ...]

    def waiting(self, question: Question) -> tuple[Waiting, ...]:
        """The rules that an answer to `question` goes into, each once, in reading order."""
        rules = self.view.ground
        found: dict[str, Waiting] = {}
        asked = {fact for fact, name in rules.asked.items() if name == question.id}
        for layer in rules.strata:
            for instance in layer:
                denied = (f for pattern in instance.unless for f in rules.matches(pattern))
                if asked.isdisjoint((*instance.premises, *denied)) or not self.view.live(instance):
                    continue
                found.setdefault(instance.rule.id, Waiting(instance.rule, instance.conclusions))
        return tuple(sorted(found.values(), key=lambda waiting: waiting.rule.order))


def interview(knowledge: KnowledgeBase, answers: Answers) -> Interview:
    """The questions that can still change what is reported, in the order of asking."""
    unsettled = [name for name in knowledge.questions if name not in answers.settled]
    view = outlook(ground(knowledge), answers, unsettled)
    open_outcomes = [
        fact
        for fact in view.possible
        if fact not in view.certain and knowledge.properties[fact.property].outcome
    ]
    if any(fact.property == _REFERRAL for fact in view.certain):
        open_outcomes = [fact for fact in open_outcomes if fact.property == _REFERRAL]
    deciding = view.deciding(open_outcomes)
    questions = (knowledge.questions[name] for name in unsettled if name in deciding)
    return Interview(
        knowledge,
        view,
        tuple(q for q in questions if q.type in _CLOSED or choices(knowledge, q, answers.given)),
    )


_CLOSED = ("yes-no", "number", "whole-number")


def next_question(knowledge: KnowledgeBase, answers: Answers) -> Question | None:
    """The question to ask now, or None when no answer could change what is reported."""
    return next(iter(interview(knowledge, answers).questions), None)
