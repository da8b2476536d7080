"""Facts in words, and words back to facts.

What people read of a fact comes from the labels of the knowledge base; what they type to name
a conclusion is looked up among all that any consultation could report.
"""

from __future__ import annotations

from hipexpert.model import Answer, Fact, KnowledgeBase, Pattern, Term, Value, Variable, sort_key
from hipexpert.reasoning.grounding import NUMBER, ground


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


def conclusions_named(knowledge: KnowledgeBase, words: tuple[str, ...]) -> tuple[Fact, ...]:
    """The outcomes a consultation could report that some words name, most telling first.

    One word names a thing, two a thing and a property, three a whole fact. Outcomes are as
    telling as their properties stand high in the ontology. Raises NotFound.
    """
    possible = ground(knowledge).possible.all
    thing, *more = words
    outcomes = [fact for fact in possible if knowledge.properties[fact.property].outcome]
    if len(words) > 1:
        found = [f for f in possible if [f.property, str(f.object)][: len(more)] == more]
        found = [f for f in found if f.subject == thing]
    else:
        found = [f for f in outcomes if thing in (f.subject, f.object)]
    if not found:
        raise NotFound(" ".join(words), tuple(_names(outcomes)))
    rank = {name: p.location for name, p in knowledge.properties.items()}
    return tuple(sorted(found, key=lambda fact: (rank[fact.property], sort_key(fact))))


def _names(facts: list[Fact]) -> list[str]:
    names = {fact.subject for fact in facts}
    names |= {fact.object for fact in facts if isinstance(fact.object, str)}
    return sorted(names)
