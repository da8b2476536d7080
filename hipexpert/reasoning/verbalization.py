"""Facts in words, and words back to facts.

What people read of a fact comes from the labels of the knowledge base; what they type to name
a conclusion is looked up among all that any consultation could report.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from hipexpert.knowledge.names import claim
from hipexpert.model import (
    ANYTHING,
    Answer,
    Fact,
    KnowledgeBase,
    Pattern,
    Term,
    Value,
    Variable,
    sort_key,
)
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.vocabulary.language import SAID_NOT, SAID_OF_NONE


def spelled(pattern: Pattern) -> Fact:
    """A pattern as a fact, with `anything` where it leaves a place open."""

    def word(term: Term) -> Value:
        return term.name if isinstance(term, Variable) else term

    return Fact(str(word(pattern.subject)), pattern.property, word(pattern.object))


def pattern_text(knowledge: KnowledgeBase, pattern: Pattern | Fact) -> str:
    """A triple in words: labels for names, the property's own label between them."""
    subject, verb, object_ = spelled(pattern) if isinstance(pattern, Pattern) else pattern
    declared = knowledge.properties.get(verb)
    said = knowledge.label(object_) if object_ != NUMBER else NUMBER
    return f"{knowledge.label(subject)} {declared.label if declared else verb} {said}"


def absence_text(knowledge: KnowledgeBase, absent: Pattern | Fact) -> str:
    """That a triple does not hold, in words: `Reverse clam waits for no kit`.

    How a property is read where it does not hold the knowledge says, or how what it leads to is;
    where it says neither, only that it is not so.
    """
    subject, verb, object_ = spelled(absent) if isinstance(absent, Pattern) else absent
    if subject == str(ANYTHING):
        return pattern_text(knowledge, Fact("nothing", verb, object_))
    if object_ == str(ANYTHING):
        label = knowledge.properties[verb].label if verb in knowledge.properties else verb
        said = knowledge.text(verb, SAID_OF_NONE) or f"{label} nothing"
        return f"{knowledge.label(subject)} {said}"
    if said := knowledge.text(str(object_), SAID_NOT):
        return f"{knowledge.label(subject)} {said}"
    if said := knowledge.text(verb, SAID_NOT):
        return f"{knowledge.label(subject)} {said} {knowledge.label(object_)}"
    return f"it is not so that {pattern_text(knowledge, Fact(subject, verb, object_))}"


def sentence_of(knowledge: KnowledgeBase, fact: Fact) -> str:
    """A fact in words."""
    return pattern_text(knowledge, fact)


def answer_text(knowledge: KnowledgeBase, question: str, answer: Answer | None) -> str:
    """The answer to the question of an id, in words; None is not known."""
    if answer is None:
        return "not known"
    asked = knowledge.questions[question]
    return asked.answer_type.said(knowledge, asked, answer)


class NotFound(LookupError):
    """Words that name no conclusion; `near` are names that were perhaps meant."""

    def __init__(self, words: str, near: tuple[str, ...]):
        super().__init__(words)
        self.near = near


class Ambiguous(NotFound):
    """Words that name several things, which are the `near` ones."""


def conclusions_named(knowledge: KnowledgeBase, words: tuple[str, ...]) -> tuple[Fact, ...]:
    """The outcomes a consultation could report that some words name, most telling first.

    One word names a thing, two a thing and a property, three a whole fact. Words that write out
    none are taken together for one thing, as `thing_called` knows it. Outcomes are as telling as
    their properties stand high in the ontology. Raises NotFound.
    """
    possible = ground(knowledge).possible.all
    outcomes = [fact for fact in possible if knowledge.properties[fact.property].outcome]
    found = _written(possible if len(words) > 1 else outcomes, words)
    found = found or _written(outcomes, (thing_called(knowledge, " ".join(words)),))
    rank = {name: p.location for name, p in knowledge.properties.items()}
    return tuple(sorted(found, key=lambda fact: (rank[fact.property], sort_key(fact))))


def thing_called(knowledge: KnowledgeBase, name: str) -> str:
    """The thing that a conclusion could be of and that is called so: by id, label or other name.

    Names are known in any case, with blanks or hyphens. Raises NotFound, and Ambiguous where
    several things are called so.
    """
    things = _things(knowledge)
    if name in things:
        return name
    named = claim(knowledge, name, things).things
    if len(named) > 1:
        raise Ambiguous(name, named)
    if not named:
        raise NotFound(name, things)
    return named[0]


@lru_cache(maxsize=2)
def _things(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """All that a consultation could report something of, sorted by id."""
    possible = ground(knowledge).possible.all
    outcomes = [fact for fact in possible if knowledge.properties[fact.property].outcome]
    objects = {fact.object for fact in outcomes if isinstance(fact.object, str)}
    return tuple(sorted(objects | {fact.subject for fact in outcomes}))


def _written(facts: Iterable[Fact], words: tuple[str, ...]) -> list[Fact]:
    """The facts that some words write out: a thing, with a property and an object where told."""
    thing, *more = words
    if not more:
        return [fact for fact in facts if thing in (fact.subject, fact.object)]
    named = (fact for fact in facts if fact.subject == thing)
    return [fact for fact in named if [fact.property, str(fact.object)][: len(more)] == more]
