"""What lies ahead of an interview: how many questions are left, and what an answer would settle.

Both are read off the partial model and say nothing that is not so: at most so many questions are
left, and these outcomes would be certain, or out of the question, whatever else is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from hipexpert.model import Answer, Answers, Fact, KnowledgeBase, Question, sort_key
from hipexpert.reasoning.answers import consistent
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.intervals import Intervals
from hipexpert.reasoning.interview import Interview, interview
from hipexpert.reasoning.partial_model import partial_model
from hipexpert.reasoning.program import compiled


class Left(NamedTuple):
    """How many questions are still to come.

    `at_most` are all that could still matter, those included that further answers could bring up.
    With more answers some of them cease to matter and none begins to, so no more than these will be
    asked unless an answer is changed. `about`
    are those that come up if each is answered as is usual.
    """

    about: int
    at_most: int


class Effect(NamedTuple):
    """What an answer would settle: outcomes that it makes certain, and that it rules out."""

    answer: str
    certain: tuple[Fact, ...]
    ruled_out: tuple[Fact, ...]


def questions_left(now: Interview, answers: Answers) -> Left:
    """How many questions are left, by going through them with the usual answers."""
    given, count, ahead = answers, 0, now
    while ahead.questions:
        question = ahead.questions[0]
        said = {**given.given, question.id: default_answer(ahead.knowledge, question, given)}
        given = Answers(said, given.unknown)
        ahead = interview(ahead.knowledge, given)
        count += 1
    return Left(count, len(now.questions) + len(now.later))


def default_answer(knowledge: KnowledgeBase, question: Question, answers: Answers) -> Answer:
    """What an answer is taken to be while nobody has given it."""
    return question.answer_type.usual(knowledge, question, answers.given)


def effects(now: Interview, answers: Answers, question: Question) -> tuple[Effect, ...]:
    """What each answer to an open question would settle, beyond what all of them do.

    Answers that settle the same stand together.
    """
    knowledge = now.knowledge
    found: dict[tuple[frozenset[Fact], frozenset[Fact]], list[str | range]] = {}
    for answer, said in _telling_answers(knowledge, question, answers):
        given = consistent(knowledge, {**answers.given, question.id: answer})
        then = Answers(given, answers.unknown - {question.id})
        view = partial_model(now.view.ground, then, knowledge.questions.keys() - then.settled)
        settled = view.certain - now.view.certain, now.view.possible - view.possible
        certain, ruled_out = (frozenset(map(_without_number, facts)) for facts in settled)
        alike = found.setdefault((certain, ruled_out), [])
        match alike[-1:], said:
            case [range(stop=end) as before], range(start=start) if start == end:
                alike[-1] = range(before.start, said.stop)
            case _:
                alike.append(said)
    always = [frozenset.intersection(*(key[n] for key in found)) for n in (0, 1)]
    return tuple(
        Effect(
            " or ".join(_in_words(knowledge, question, each) for each in said),
            telling(knowledge, certain - always[0]),
            telling(knowledge, ruled_out - always[1]),
        )
        for (certain, ruled_out), said in found.items()
    )


def _without_number(fact: Fact) -> Fact:
    """The fact with whatever number it has, so that one number settles what another does."""
    return fact if isinstance(fact.object, str) else fact._replace(object=NUMBER)


def telling(knowledge: KnowledgeBase, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The outcomes among some facts, first those whose property stands first in the ontology.

    Not those that are numbers: they go with others that say what they are the number of.
    """
    properties = knowledge.properties
    outcomes = [f for f in facts if properties[f.property].outcome and isinstance(f.object, str)]
    outcomes = [fact for fact in outcomes if fact.object != NUMBER]
    return tuple(sorted(outcomes, key=lambda f: (properties[f.property].location, sort_key(f))))


def _telling_answers(
    knowledge: KnowledgeBase, question: Question, answers: Answers
) -> Iterator[tuple[Answer, str | range]]:
    """Answers that may settle different things, each with the word or the numbers it is for."""
    intervals = partial(_beside, knowledge, question, answers)
    return question.answer_type.telling(knowledge, question, answers.given, intervals)


def _beside(knowledge: KnowledgeBase, question: Question, answers: Answers) -> tuple[range, ...]:
    """The intervals of a question of number beside the numbers known."""
    intervals = _stretches(knowledge)
    beside = tuple(
        (name, value)
        for name in intervals.partners(question.id)
        if isinstance(value := answers.given.get(name), int | float)
    )
    return intervals.beside(question.id, beside)


@lru_cache(maxsize=2)
def _stretches(knowledge: KnowledgeBase) -> Intervals:
    program = compiled(ground(knowledge))
    return Intervals(knowledge, program, program.asked)


def _in_words(knowledge: KnowledgeBase, question: Question, said: str | range) -> str:
    if isinstance(said, str):
        return said
    least, most = (question.answer_type.said(knowledge, question, n) for n in (said[0], said[-1]))
    if least == most:
        return least
    if said[0] == question.minimum:
        return f"{most} or less"
    return f"{least} or more" if said[-1] == question.maximum else f"{least} to {most}"
