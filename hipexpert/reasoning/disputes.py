"""What is disputed among the claims that a result rests on: who says what, and how it stands.

A claim is disputed when the literature does not simply support it, or when one person objects
to it or answers it. Where a rule that fired rests on a claim, what is said to it is told, and
with an answer what it answers, so that both sides are heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.evidence import (
    AGAINST_IN_SHORT,
    ANSWERS,
    CONTRADICTED_BY,
    DOUBTED_BY,
    FOR_IN_SHORT,
    HAS_STANDING,
    NOT_FOUND,
    OBJECTS_TO,
    STANDING,
    STATED_BY,
    SUGGESTED_BY,
    SUPPORTED_BY,
)

FOR = (SUPPORTED_BY, SUGGESTED_BY)
AGAINST = (CONTRADICTED_BY, DOUBTED_BY)


class Dispute(NamedTuple):
    """A claim the result rests on that the literature does not simply support, or a word to it.

    `pro` and `con` tell its two sides in a line each, `gap` what was looked for in vain; a mere
    opinion has none of them. `speaker` is who states it, of those who debate with each other;
    `reply` is the property by which it replies to a claim told before. What is `debated` is
    told even as an opinion.
    """

    claim: str
    label: str
    standing: str
    text: str
    pro: str
    con: str
    gap: str
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    speaker: str
    reply: str = ""
    debated: bool = False


def publications(knowledge: KnowledgeBase, claim: str, verbs: Iterable[str]) -> tuple[str, ...]:
    """The publications on one side of a claim, those of a claim that stands there included."""
    found: dict[str, None] = {}
    for verb in verbs:
        for ground in map(str, knowledge.objects(claim, verb)):
            own = knowledge.objects(ground, SUPPORTED_BY)
            found |= dict.fromkeys(map(str, own) if own else (ground,))
    return tuple(found)


@lru_cache(maxsize=8)
def replies(knowledge: KnowledgeBase) -> dict[str, dict[str, str]]:
    """What is said to a claim: each reply, and by which property it replies, as written."""
    found: dict[str, dict[str, str]] = {}
    for fact in knowledge.statements:
        if fact.property in (OBJECTS_TO, ANSWERS):
            found.setdefault(str(fact.object), {})[fact.subject] = fact.property
    return {
        claim: dict(sorted(said.items(), key=lambda reply: knowledge.where[reply[0]]))
        for claim, said in found.items()
    }


def disputes(
    knowledge: KnowledgeBase, claims: Iterable[str], rules: Iterable[str]
) -> tuple[Dispute, ...]:
    """What is disputed of the claims, the shakiest first, each debate in one piece.

    A debate is told where one of the rules that fired rests on a claim of it.
    """
    fired = set(rules)
    argued = [claim for rule in knowledge.rules if rule.id in fired for claim in rule.claims]
    asked = [str(claim) for each in argued for claim in knowledge.objects(each, ANSWERS)]
    said = replies(knowledge)
    debated = _heard([*argued, *asked], said)
    replying = {reply for claim in debated for reply in said.get(claim, ())}
    firmest = max(map(knowledge.rank, knowledge.instances(STANDING)), default=0)
    told = []
    openings = [claim for claim in dict.fromkeys([*claims, *asked]) if claim not in replying]
    for opening in sorted(openings, key=lambda c: (knowledge.claim_rank(c), knowledge.where[c])):
        if opening in debated and opening in said:
            told += list(_debate(knowledge, opening, said))
        elif knowledge.claim_rank(opening) < firmest:
            told.append(_dispute(knowledge, opening))
    return tuple(told)


def _heard(claims: Iterable[str], said: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The claims and whatever is said to them, in the order in which it is said."""
    heard = list(dict.fromkeys(claims))
    for claim in heard:
        heard += [reply for reply in said.get(claim, ()) if reply not in heard]
    return heard


def _debate(
    knowledge: KnowledgeBase, opening: str, said: Mapping[str, Mapping[str, str]]
) -> Iterator[Dispute]:
    """A claim and what is said to it, in the order in which it is said."""
    for claim in _heard([opening], said):
        reply = next((verbs[claim] for verbs in said.values() if claim in verbs), "")
        yield _dispute(knowledge, claim)._replace(reply=reply, debated=True)


def _dispute(knowledge: KnowledgeBase, claim: str) -> Dispute:
    speaker = str(knowledge.object(claim, STATED_BY) or "")
    return Dispute(
        claim,
        knowledge.label(claim),
        str(knowledge.object(claim, HAS_STANDING)),
        knowledge.text(claim, "skos:definition"),
        knowledge.text(claim, FOR_IN_SHORT),
        knowledge.text(claim, AGAINST_IN_SHORT),
        knowledge.text(claim, NOT_FOUND),
        publications(knowledge, claim, FOR),
        publications(knowledge, claim, AGAINST),
        speaker if speaker in _debaters(knowledge) else "",
    )


def _debaters(knowledge: KnowledgeBase) -> set[str]:
    """Those who object to or answer a claim, or are answered."""
    said = replies(knowledge)
    claims = [*said, *(reply for verbs in said.values() for reply in verbs)]
    return {str(knowledge.object(claim, STATED_BY)) for claim in claims}
