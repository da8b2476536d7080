"""The types of answer, each a class that knows all there is to know of it.

How a written answer is read, which facts it states and which any could, the answers to try beside
it, and how it is said and asked for: that is the protocol, `AnswerType`, and whoever needs one of
these asks the type of the question. Another type is another class, with its place in `TYPES`.
"""

from __future__ import annotations

from hipexpert.knowledge.answer_types.lists import OneOrMore, SomeOf
from hipexpert.knowledge.answer_types.numbers import AnyNumber, WholeNumber
from hipexpert.knowledge.answer_types.words import OneOf, YesNo
from hipexpert.model import AnswerType

TYPES: dict[str, AnswerType] = {
    each.name: each
    for each in (YesNo(), OneOf(), OneOrMore(), SomeOf(), WholeNumber(), AnyNumber())
}
"""The types there are, by the word of the ontology."""


class _Unread(OneOf):
    """What no type is called. It is refused by `check`, and until then taken for one choice."""

    def __init__(self, word: str):
        self.name = word


def answer_type(word: str) -> AnswerType:
    """The type that a word of the ontology names."""
    return TYPES.get(word) or _Unread(word)
