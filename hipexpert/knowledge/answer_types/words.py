"""Answers of one word: yes or no, or one of some choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hipexpert.knowledge.answer_types.refused import Refused, refused, single
from hipexpert.knowledge.names import claim, plain
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answer, AnswerType, Fact, Given, KnowledgeBase, Question, Value
from hipexpert.notation import did_you_mean
from hipexpert.vocabulary.asking import DENIES, REPORTS

_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no", "y": "yes", "n": "no"}


class OneWord(AnswerType):
    """The answer is one of its words, mostly the choices, and each of them may be tried."""

    def possible(
        self, knowledge: KnowledgeBase, question: Question, given: Given
    ) -> tuple[Fact, ...]:
        words = self.words(knowledge, question, given)
        return tuple(fact for word in words for fact in self.facts(question, word))

    def neighbours(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        turned: Fact,
        numbers: Callable[[], Iterable[Value]],
    ) -> Iterator[Answer | None]:
        stated = question.id in given and turned in self.facts(question, given[question.id])
        if stated:
            yield None
        for word in self.words(knowledge, question, given):
            if (turned in self.facts(question, word)) != stated:
                yield word

    def telling(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        intervals: Callable[[], Iterable[range]],
    ) -> Iterator[tuple[Answer, str | range]]:
        for word in self.words(knowledge, question, given):
            yield word, word

    def usual(self, knowledge: KnowledgeBase, question: Question, given: Given) -> Answer:
        return self.words(knowledge, question, given)[0]

    def words(self, knowledge: KnowledgeBase, question: Question, given: Given) -> tuple[str, ...]:
        return choices(knowledge, question, given)


class YesNo(OneWord):
    """Yes reports what is asked about, no denies it."""

    name = "yes-no"
    of_property = False

    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> str:
        written = single(question, text)
        if plain(written) not in _YES_NO:
            raise refused(question, written, "answer yes, no or unknown")
        return _YES_NO[plain(written)]

    def facts(self, question: Question, answer: Answer) -> tuple[Fact, ...]:
        verb = REPORTS if answer == "yes" else DENIES
        return (Fact(question.subject, verb, question.id),)

    def usual(self, knowledge: KnowledgeBase, question: Question, given: Given) -> Answer:
        return "no"

    def words(self, knowledge: KnowledgeBase, question: Question, given: Given) -> tuple[str, ...]:
        return "yes", "no"

    def hint(self, knowledge: KnowledgeBase, question: Question) -> str:
        return "yes or no"

    def takes(self, knowledge: KnowledgeBase, question: Question) -> str:
        return self.name


class OneOf(OneWord):
    """One of the choices."""

    name = "one-of"

    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> str:
        written = single(question, text)
        known = open_choices(knowledge, question, given, written)
        return choice_named(knowledge, question, written, known)


def open_choices(
    knowledge: KnowledgeBase, question: Question, given: Given, text: str | list[str]
) -> tuple[str, ...]:
    """The choices of which `text` is to be one. Raises Refused where another answer leaves none."""
    known = choices(knowledge, question, given)
    if not known and question.choices_given_by:
        ruling = given.get(question.choices_given_by)
        hint = f"'{ruling}' has none; leave '{question.id}' out"
        raise Refused(f"'{question.id}' cannot be '{text}'", hint)
    return known


def choice_named(
    knowledge: KnowledgeBase, question: Question, text: str, known: tuple[str, ...]
) -> str:
    """The choice that a word names, by any of its names. Raises Refused."""
    if text in known:
        return text
    things, sure = claim(knowledge, text, known, question.id)
    if sure:
        return things[0]
    if things:
        raise refused(question, text, f"several are called so; write {' or '.join(things)}")
    hint = did_you_mean(plain(text), known)
    listed = f"it is one of {', '.join(known)}, or unknown"
    raise refused(question, text, f"{hint} ({listed})" if hint else listed)
