"""Answers of several words: one of the choices or more, or any number of them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator

from hipexpert.knowledge.answer_types.refused import Refused
from hipexpert.knowledge.answer_types.words import OneWord, choice_named, open_choices
from hipexpert.knowledge.names import claim, plain
from hipexpert.model import Answer, Fact, Given, KnowledgeBase, Question, Value
from hipexpert.vocabulary.asking import NONE

"""The choice that stands beside no other: what is asked for is not there."""

_PARTED = re.compile("[;,]")


class SeveralWords(OneWord):
    """The answer is a list of choices; those near it have one more of them, or one less."""

    several = True

    @abstractmethod
    def listed(self, items: Collection[Value]) -> Answer | None:
        """The answer of these choices; None where that is not known."""

    def neighbours(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        turned: Fact,
        numbers: Callable[[], Iterable[Value]],
    ) -> Iterator[Answer | None]:
        now, item = given.get(question.id, ()), turned.object
        items = {*now} if isinstance(now, tuple) else {now}
        if item in items:
            others = self.listed(items - {item})
            yield others
            if others is None:
                yield from super().neighbours(knowledge, question, given, turned, numbers)
        elif item in self.words(knowledge, question, given):
            yield item if item == NONE else self.listed({*items, item} - {NONE})


class OneOrMore(SeveralWords):
    """One of the choices or several; one is no list, and `none` stands alone."""

    name = "one-or-more"

    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> Answer:
        known = open_choices(knowledge, question, given, text)
        words = _words(knowledge, question, text, known)
        named = {choice_named(knowledge, question, word, known) for word in words}
        answer = self.listed(named - {NONE} or named)
        if answer is None:
            listed = f"name one or more of {', '.join(known)}, or unknown"
            raise Refused(f"'{question.id}' cannot be empty", listed)
        return answer

    def listed(self, items: Collection[Value]) -> Answer | None:
        chosen = sorted(map(str, items))
        return tuple(chosen) if len(chosen) > 1 else next(iter(chosen), None)

    def telling(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        intervals: Callable[[], Iterable[range]],
    ) -> Iterator[tuple[Answer, str | range]]:
        yield from super().telling(knowledge, question, given, intervals)
        known = self.words(knowledge, question, given)
        yield tuple(sorted({*known} - {NONE})), "all"

    def hint(self, knowledge: KnowledgeBase, question: Question) -> str:
        return "one or more, with commas"


class SomeOf(SeveralWords):
    """Any number of the choices, even none of them."""

    name = "some-of"

    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> Answer:
        known = open_choices(knowledge, question, given, text)
        words = [w for w in _words(knowledge, question, text, known) if plain(w) != NONE]
        return self.listed({choice_named(knowledge, question, w, known) for w in words} - {NONE})

    def listed(self, items: Collection[Value]) -> tuple[str, ...]:
        return tuple(sorted(map(str, items)))

    def telling(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        intervals: Callable[[], Iterable[range]],
    ) -> Iterator[tuple[Answer, str | range]]:
        yield self.words(knowledge, question, given), "all"
        yield (), NONE

    def usual(self, knowledge: KnowledgeBase, question: Question, given: Given) -> Answer:
        return (self.words(knowledge, question, given)[0],)

    def hint(self, knowledge: KnowledgeBase, question: Question) -> str:
        return "one or more, with commas, or none"


def _words(
    knowledge: KnowledgeBase, question: Question, text: str | list[str], known: tuple[str, ...]
) -> list[str]:
    """The words of a list, or of a text that names one choice or several, parted by commas."""
    if isinstance(text, str):
        whole = text in known or claim(knowledge, text, known, question.id).things
        text = [text] if whole else [word.strip() for word in _PARTED.split(text)]
    return [word for word in text if word.strip()]
