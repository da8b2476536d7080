"""Checks that the words on which the program relies are in the ontology, each of its kind.

A word renamed consistently leaves knowledge that is whole in itself, and a program that no longer
finds what it looks for. A home need not speak of everything: one that lacks more than a quarter of
the words of a subject is taken not to speak of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import get_type_hints

from hipexpert.knowledge.problems import problem_at
from hipexpert.model import Location, Problem, WrittenKnowledge
from hipexpert.notation import nearest
from hipexpert.vocabulary import (
    asking,
    body,
    dosing,
    drawing,
    evidence,
    findings,
    language,
    measuring,
    messages,
    prescription,
    safety,
    wording,
)

SUBJECTS = (
    *(language, body, asking, measuring, safety),
    *(findings, prescription, dosing, evidence, messages, wording, drawing),
)
"""The modules of the vocabulary, one for each subject."""


def words_of(subject: ModuleType) -> dict[str, str]:
    """Each word of a subject with its kind.

    >>> words_of(safety)["is-referred-for"]
    'property'
    """
    kinds = get_type_hints(subject, include_extras=True)
    return {getattr(subject, name): kind.__metadata__[0] for name, kind in kinds.items()}


def every_word_relied_on_is_there(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What speaks of a subject has every word of it on which the program relies."""
    declared = declared_words(knowledge)
    relied_on = {word for subject in SUBJECTS for word in words_of(subject)}
    for subject in SUBJECTS:
        wanted = words_of(subject)
        missing = {word: kind for word, kind in wanted.items() if word not in declared[kind]}
        if 4 * len(missing) > len(wanted):
            continue
        for word, kind in missing.items():
            message = f"the program relies on the {kind} '{word}', which is not there"
            renamed = nearest(word, declared[kind] - relied_on)
            if renamed:
                hint = f"'{renamed}' may be it: the program knows it by its name alone"
                place = next(t.subject_at for t in knowledge.triples if t.subject == renamed)
            else:
                hint = "describe it, or nothing will be done where it matters"
                place = Location("ontology.ttl", 1)
            yield problem_at(knowledge.home, place, message, "missing-word", hint)


def declared_words(knowledge: WrittenKnowledge) -> dict[str, set[str]]:
    """What a home describes, by kind."""
    verbs = knowledge.properties.values()
    return {
        "class": set(knowledge.classes),
        "property": {language.IS_A, *(v.name for v in verbs if not v.numeric and not v.described)},
        "property of numbers": {v.name for v in verbs if v.numeric},
        "property of texts": {v.name for v in verbs if v.described},
        "thing": set(knowledge.where) - set(knowledge.classes) - set(knowledge.properties),
    }
