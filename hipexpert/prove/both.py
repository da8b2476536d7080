"""What two knowledge bases can both be asked, and what of it only one of them takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from hipexpert.knowledge.questions import choices
from hipexpert.model import KnowledgeBase, Question, number_text


class Asked(NamedTuple):
    """A question that the two do not take alike: how each takes it, None where it is not there."""

    question: str
    then: str | None
    now: str | None

    def json(self) -> dict[str, Any]:
        return self._asdict()


def asked_by_both(old: KnowledgeBase, new: KnowledgeBase) -> KnowledgeBase:
    """The first one with the questions of both, and of each the answers that both take.

    A question that states something else in one of them is not the same question.
    """
    questions = {
        name: _narrowed(question, new.questions[name], old, new)
        for name, question in old.questions.items()
        if name in new.questions and _states(question) == _states(new.questions[name])
    }
    words = dict(old.words)
    for question in questions.values():
        if question.choices_given_by:
            words |= _shared(old, new, question.choices_through)
    return replace(old, questions=questions, words=words)


def asked_otherwise(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Asked]:
    """The questions of which only one of the two takes each answer, by name."""
    for name in sorted({*old.questions, *new.questions}):
        then, now = (_taken(k, k.questions[name]) if name in k.questions else None
                     for k in (old, new))  # fmt: skip
        if then != now:
            yield Asked(name, *_parted(then, now))


def _states(question: Question) -> tuple[object, ...]:
    """What decides which facts an answer states, whatever the answer is."""
    return (
        *(question.type, question.subject, question.property),
        *(question.choices_given_by, question.choices_through),
    )


def _narrowed(
    question: Question, other: Question, old: KnowledgeBase, new: KnowledgeBase
) -> Question:
    """A question with the bounds and the choices of both."""
    least = [bound for bound in (question.minimum, other.minimum) if bound is not None]
    most = [bound for bound in (question.maximum, other.maximum) if bound is not None]
    return replace(
        question,
        minimum=max(least, default=None),
        maximum=min(most, default=None),
        choices=tuple(choice for choice in question.choices if choice in other.choices),
    )


def _shared(
    old: KnowledgeBase, new: KnowledgeBase, property: str
) -> Mapping[str, Mapping[str, tuple[str | int | float, ...]]]:
    """The words of things with those of one property that both have."""
    return {
        thing: {
            **texts,
            property: tuple(
                text for text in texts[property]
                if text in new.words.get(thing, {}).get(property, ())
            ),
        }
        for thing, texts in old.words.items()
        if property in texts
    }  # fmt: skip


Taken = tuple[tuple[str, ...], frozenset[str]]
"""What decides what an answer states, and the answers there are, in words."""


def _taken(knowledge: KnowledgeBase, question: Question) -> Taken:
    bounds = (question.minimum, question.maximum)
    return (
        (
            *(part for part in map(str, (*_states(question), question.unit)) if part),
            *(f"{'from' if n == 0 else 'to'} {number_text(bound)}"
              for n, bound in enumerate(bounds) if bound is not None),
        ),
        frozenset(_words(knowledge, question)),
    )  # fmt: skip


def _words(knowledge: KnowledgeBase, question: Question) -> Iterable[str]:
    """Each choice; one that another answer gives, beside that."""
    if not question.choices_given_by:
        return question.choices
    ruling = knowledge.questions.get(question.choices_given_by)
    return [
        f"{choice} ({leading})"
        for leading in (ruling.choices if ruling else ())
        for choice in choices(knowledge, question, {question.choices_given_by: leading})
    ]


def _parted(then: Taken | None, now: Taken | None) -> tuple[str | None, str | None]:
    """How two take a question, in words, the answers that both take left out."""
    if then is None or now is None:
        return then and _spoken(then), now and _spoken(now)
    said = now[0] != then[0]
    parts = (
        (one[0] if said else (), one[1] - other[1]) for one, other in ((then, now), (now, then))
    )
    before, after = map(_spoken, parts)
    return before, after


def _spoken(taken: Taken) -> str:
    return ", ".join([*taken[0], *sorted(taken[1])])
