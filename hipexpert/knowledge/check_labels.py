"""Checks what things are called: one name for one thing, in English, with nothing in it but words.

Names are compared as answers are read: case, blanks and hyphens make no difference. What is named
together, and so told apart by its name, are the things of a class and the choices of a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipexpert.knowledge.check_statements import place_of
from hipexpert.knowledge.names import plain
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.questions import choices
from hipexpert.model import Problem, Text, WrittenKnowledge
from hipexpert.vocabulary.body import DEMAND, ROLE, SIDE
from hipexpert.vocabulary.language import LOOSELY_CALLED

LABEL, OTHER_LABEL, MEANING = "skos:prefLabel", "skos:altLabel", "skos:definition"


def no_two_things_share_a_label(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No two things of a class, and no two choices of a question, have one label."""
    told: set[str] = set()
    for together in _named_together(knowledge):
        first: dict[str, str] = {}
        for thing in together:
            label = knowledge.text(thing, LABEL)
            other = first.setdefault(plain(label), thing)
            if label and other != thing and thing not in told:
                told.add(thing)
                place = place_of(knowledge, thing, LABEL)
                message = f"'{thing}' is called '{label}', as is '{other}'"
                hint = f"that one stands at {knowledge.where[other]}; call one of them otherwise"
                yield problem_at(knowledge.home, place, message, "same-label", hint)


def no_name_is_that_of_another(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What a thing is also called is not the id, the label or another name of its like.

    A name that two could claim belongs to neither, and is told to be loose.
    """
    told: set[tuple[str, str]] = set()
    for together in _named_together(knowledge):
        owners = {plain(thing): thing for thing in reversed(together)}
        owners |= {plain(knowledge.text(t, LABEL)): t for t in reversed(together)} | owners
        for thing in together:
            for name in map(str, knowledge.words.get(thing, {}).get(OTHER_LABEL, ())):
                owner = owners.setdefault(plain(name), thing)
                if owner != thing and (thing, name) not in told:
                    told.add((thing, name))
                    place = place_of(knowledge, thing, OTHER_LABEL, name)
                    message = f"'{name}' names '{owner}' too, so an answer could mean either"
                    hint = f"leave it to one of them, or let both have it as '{LOOSELY_CALLED}'"
                    yield problem_at(knowledge.home, place, message, "name-of-another", hint)


def _named_together(knowledge: WrittenKnowledge) -> Iterator[tuple[str, ...]]:
    """Things that their names have to tell apart, each group in the order in which it is written.

    They are the choices of a question, and beside them what no question offers, by class.
    """
    things = sorted(set(knowledge.where) - set(knowledge.properties) - set(knowledge.classes))
    things.sort(key=knowledge.where.__getitem__)
    offered: set[str] = set()
    for question in knowledge.questions.values():
        together = set(choices(knowledge, question, {}))
        offered |= together
        yield tuple(filter(together.__contains__, things))
    for name in knowledge.classes:
        together = set(knowledge.instances(name)) - offered
        yield tuple(filter(together.__contains__, things))


def no_role_names_a_side(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What is described by role says nothing of left and right: an answer places it on a side."""
    sides = {knowledge.text(side, LABEL).casefold(): side for side in knowledge.instances(SIDE)}
    for thing in (*knowledge.instances(ROLE), *knowledge.instances(DEMAND)):
        for predicate in (LABEL, OTHER_LABEL, MEANING):
            for text in _texts(knowledge.words.get(thing, {}), predicate):
                named = sides.keys() & {word.strip(".,;:()'") for word in text.casefold().split()}
                for side in sorted(named):
                    place = place_of(knowledge, thing, predicate, text)
                    message = f"'{thing}' is described by role, and this names the {side} side"
                    hint = "say what the limb does; an answer places it on a side"
                    yield problem_at(knowledge.home, place, message, "side-in-a-role", hint)


def _texts(words: Mapping[str, tuple[object, ...]], predicate: str) -> Iterator[str]:
    return (text for text in words.get(predicate, ()) if isinstance(text, Text))
