"""Checks that a pack adds, and leaves what guards the athlete as it is.

Whoever lays a pack over the knowledge trusts it with sports, drills and advice. What holds an
athlete back, or lets one through, stays with those who keep the knowledge itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.knowledge.check_rules import SUBJECT, whole, word_place
from hipexpert.knowledge.check_safeguards import guards
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Fact, Pattern, Problem, Triple, Variable, WrittenKnowledge
from hipexpert.vocabulary.language import CONCLUDED_BY, SAFEGUARD

LAW = "closed-to-packs"


def no_pack_touches_a_safeguard(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No pack concludes, states or describes what guards the athlete."""
    if not knowledge.home.packs:
        return
    guarding = frozenset(knowledge.instances(SAFEGUARD))
    yield from _conclusions(knowledge, guarding)
    yield from _statements(knowledge, guarding)


def _conclusions(knowledge: WrittenKnowledge, guarding: frozenset[str]) -> Iterator[Problem]:
    for rule in knowledge.rules:
        for conclusion in rule.then if knowledge.home.pack(rule.location.file) else ():
            if touched := _could_say(knowledge, conclusion) & guarding:
                message = f"'{min(touched)}' guards the athlete, and no rule of a pack concludes it"
                hint = "conclude what a rule of the knowledge itself waits for"
                place = word_place(knowledge, conclusion, SUBJECT)
                yield whole(conclusion, place, message, LAW, hint)


def _could_say(knowledge: WrittenKnowledge, conclusion: Pattern) -> set[str]:
    """The property of a conclusion, and what it says or with its variable could say by it."""
    if not isinstance(conclusion.object, Variable):
        return {conclusion.property, str(conclusion.object)}
    verb = knowledge.properties.get(conclusion.property)
    said = {thing for kind in (verb.range if verb else ()) for thing in knowledge.instances(kind)}
    return {conclusion.property, *said}


def _statements(knowledge: WrittenKnowledge, guarding: frozenset[str]) -> Iterator[Problem]:
    looked_at = [
        pattern
        for rule in knowledge.rules
        if guards(knowledge, rule)
        for pattern in (*rule.when, *rule.unless)
    ]
    for triple in knowledge.triples:
        if not knowledge.home.pack(triple.subject_at.file):
            continue
        kinds = set(knowledge.classes.get(str(triple.object), (str(triple.object),)))
        if triple.predicate == "rdf:type" and kinds & {*guarding, SAFEGUARD}:
            message = f"a pack describes no '{triple.object}', which guards the athlete"
        elif triple.predicate in {*guarding, CONCLUDED_BY}:
            message = f"'{triple.predicate}' guards the athlete, and no pack states it"
        elif not _its_own(knowledge, triple) and _guards(knowledge, triple, guarding, looked_at):
            message = f"what guards the athlete looks at this, and '{triple.subject}' is not "
            message += "of the pack"
        else:
            continue
        hint = "say it of something that the pack describes, or ask for it where it is kept"
        yield problem_at(knowledge.home, triple.predicate_at, message, LAW, hint)


def _its_own(knowledge: WrittenKnowledge, triple: Triple) -> bool:
    """Whether a statement is of a thing that the same pack describes."""
    described = knowledge.where.get(triple.subject)
    pack = knowledge.home.pack(triple.subject_at.file)
    return described is not None and knowledge.home.pack(described.file) == pack


def _guards(
    knowledge: WrittenKnowledge,
    triple: Triple,
    guarding: frozenset[str],
    looked_at: list[Pattern],
) -> bool:
    """Whether a statement is of a safeguard, or one that a rule looks at which concludes one."""
    if any(triple.subject in knowledge.instances(name) for name in guarding):
        return True
    fact = Fact(triple.subject, triple.predicate, triple.object)
    return any(pattern.matches(fact) for pattern in looked_at)
