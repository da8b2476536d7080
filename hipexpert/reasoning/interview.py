"""Chooses what to ask next: only what can still change what is reported.

A question matters while some outcome is neither certain nor impossible and an open answer
could decide it. Questions come in the fixed order of the knowledge base, red flags first.
Some are asked only once it is certain how the athlete stands, as symptoms are once there is pain.
Once the athlete is referred, only what else they may have to be seen for still matters.
Nothing here knows of a terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from hipexpert.knowledge.questions import choices, possible_answers
from hipexpert.model import Answer, Answers, Fact, KnowledgeBase, Question, Rule, Value
from hipexpert.reasoning.answers import consistent
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.partial_model import (
    PartialModel,
    Truth,
    left_unasked,
    partial_model,
    partial_model_of,
)
from hipexpert.reasoning.program import GroundProgram
from hipexpert.vocabulary.asking import LEFT_UNASKED
from hipexpert.vocabulary.language import IS
from hipexpert.vocabulary.safety import IS_REFERRED_FOR

_REFERRAL = IS_REFERRED_FOR


class Waiting(NamedTuple):
    """A rule that an open question could decide, and what it would conclude."""

    rule: Rule
    conclusions: tuple[Fact, ...]


def shown(knowledge: KnowledgeBase, question: Question, answers: Answers) -> frozenset[str]:
    """The choices of a question to put before the athlete; all where none of them is near."""
    all_of_them = frozenset(choices(knowledge, question, answers.given))
    if not question.shows:
        return all_of_them
    found = consult(knowledge, answers).facts(question.shows)
    near = {str(fact.object) for fact in found if fact.subject == question.subject}
    return all_of_them & near or all_of_them


class Interview(NamedTuple):
    """What there is to ask: the questions that matter, in order, and why they do.

    `later` matter too, and are asked only if further answers bring them up.
    """

    knowledge: KnowledgeBase
    view: PartialModel
    questions: tuple[Question, ...]
    later: tuple[Question, ...]

    def waiting(self, question: Question) -> tuple[Waiting, ...]:
        """The rules that an answer to `question` goes into, each once, in reading order."""
        program, live = self.view.program, self.view.live
        asked = _asked(program, question)
        found: dict[str, Waiting] = {}
        for place, row in enumerate(program.rows):
            if place in live and not row.around.isdisjoint(asked):
                found.setdefault(row.rule.id, Waiting(row.rule, row.instance.conclusions))
        return tuple(sorted(found.values(), key=lambda waiting: waiting.rule.order))

    def decides(self, question: Question) -> frozenset[Fact]:
        """What is open and what an answer to `question` could have a part in deciding."""
        view, program = self.view, self.view.program
        reached, before = set(_asked(program, question)), 0
        while len(reached) > before:
            before = len(reached)
            for place in sorted(view.live):  # from the lowest stratum up
                row = program.rows[place]
                if not row.around.isdisjoint(reached):
                    reached.update(row.conclusions)
        return view.facts(reached & view.open)


def _asked(program: GroundProgram, question: Question) -> set[int]:
    """The facts that an answer states, by number."""
    return {fact for fact, name in program.asked.items() if name == question.id}


def interview(knowledge: KnowledgeBase, answers: Answers) -> Interview:
    """The questions that can still change what is reported, in the order of asking.

    What is never asked of an athlete who stands like this one counts as not known.
    """
    return _interview(knowledge, frozenset(answers.given.items()), frozenset(answers.unknown))


@lru_cache(maxsize=256)  # a dialogue goes ahead with the usual answers, and mostly gets them
def _interview(
    knowledge: KnowledgeBase,
    given: frozenset[tuple[str, Value | tuple[str, ...]]],
    unknown: frozenset[str],
) -> Interview:
    answers = Answers(dict(given), unknown)
    unsettled = _without(_never, knowledge, answers)
    view = partial_model(ground(knowledge), answers, unsettled)
    matter = _mattering(view, answers, unsettled)
    due = {question.id: _due(view, question) for question in matter}
    asked, later = (
        tuple(question for question in matter if due[question.id] is state)
        for state in (Truth.TRUE, Truth.OPEN)
    )
    return Interview(knowledge, view, asked, later)


def could_change(knowledge: KnowledgeBase, answers: Answers) -> tuple[Question, ...]:
    """The questions not known whose answer could still change what is reported, asked or not.

    What is ruled out by another answer, or must not be measured, is none of them.
    """
    known = Answers(answers.given)
    unsettled = _without(_unasked, knowledge, known)
    view = partial_model(ground(knowledge), known, unsettled)
    return tuple(_mattering(view, known, unsettled))


def _without(
    left_out: Callable[[PartialModel], set[str]], knowledge: KnowledgeBase, answers: Answers
) -> list[str]:
    """The questions not settled once all that is left out counts as not known."""
    standings = _standings(knowledge)
    names = [name for name in knowledge.questions if name not in answers.settled]
    before = None
    while names != before:
        out = left_out(partial_model_of(standings, answers, names))
        before, names = names, [name for name in names if name not in out]
    return names


def _unasked(view: PartialModel) -> set[str]:
    return left_unasked(view.certain)


def _never(view: PartialModel) -> set[str]:
    """The questions that are never asked of an athlete who stands like this one."""
    questions = view.ground.knowledge.questions.values()
    return _unasked(view) | {q.id for q in questions if _due(view, q) is Truth.FALSE}


@lru_cache(maxsize=8)
def _standings(knowledge: KnowledgeBase) -> GroundProgram:
    """The instances that decide how an athlete stands, as far as it bears on what is asked."""
    rules = ground(knowledge)
    gates = {q.asked_once for q in knowledge.questions.values() if q.asked_once}
    unasked = {f for f in rules.concluding if f.property == IS and f.object == LEFT_UNASKED}
    return GroundProgram(rules, {*gates, *unasked})


def _mattering(view: PartialModel, answers: Answers, unsettled: list[str]) -> list[Question]:
    """The questions that could decide an outcome, or whether another of them is asked."""
    knowledge = view.ground.knowledge
    wanted, seen, named = _open_outcomes(view), set[Fact](), set[str]()
    matter: list[Question] = []
    while wanted:
        seen |= wanted
        named |= view.deciding(wanted)
        matter = [knowledge.questions[name] for name in unsettled if name in named]
        matter = [q for q in matter if possible_answers(knowledge, q, answers.given)]
        wanted = {question.asked_once for question in matter if question.asked_once} - seen
    return matter


def _open_outcomes(view: PartialModel) -> set[Fact]:
    """What is neither certain nor impossible of all that is reported."""
    properties = view.ground.knowledge.properties
    outcomes = {f for f in view.facts(view.open) if properties[f.property].outcome}
    if any(fact.property == _REFERRAL for fact in view.facts(view.view.certain)):
        outcomes = {fact for fact in outcomes if fact.property == _REFERRAL}
    return outcomes


def _due(view: PartialModel, question: Question) -> Truth:
    """Whether the athlete, or what is asked about, stands as it takes to be asked."""
    return view.state(question.asked_once) if question.asked_once else Truth.TRUE


def irrelevant(knowledge: KnowledgeBase, before: Answers, after: Answers, edited: str) -> set[str]:
    """The questions that another answer to `edited` leaves without any use.

    They are judged by that answer and those that rule what others can be answered with, such as
    the sport, and not by the rest: what is true of the athlete stays said, even when it decides
    nothing for now. So does all when the answer sends the athlete to be seen.
    """
    looked_at = {edited, *(q.choices_given_by for q in knowledge.questions.values())}

    def useful(answers: Answers) -> Interview:
        given = {name: value for name, value in answers.given.items() if name in looked_at}
        return interview(knowledge, Answers(given))

    then, now = useful(before), useful(after)
    if any(fact.property == _REFERRAL for fact in now.view.certain):
        return set()
    return {q.id for q in then.questions} - {q.id for q in now.questions} - looked_at


def with_answer(
    knowledge: KnowledgeBase, before: Answers, question: Question, answer: Answer | None
) -> Answers:
    """The answers with another one, None for not known, and without what that leaves no use for."""
    given = {name: said for name, said in before.given.items() if name != question.id}
    after = Answers(given, before.unknown | {question.id})
    if answer is not None:
        given = consistent(knowledge, {**given, question.id: answer})
        after = Answers(given, before.unknown - {question.id})
    if question.id not in before.given or before.given[question.id] == answer:
        return after
    gone = irrelevant(knowledge, before, after, question.id)
    given = {name: said for name, said in after.given.items() if name not in gone}
    return Answers(given, after.unknown - gone)


def next_question(knowledge: KnowledgeBase, answers: Answers) -> Question | None:
    """The question to ask now, or None when no answer could change what is reported."""
    return next(iter(interview(knowledge, answers).questions), None)
