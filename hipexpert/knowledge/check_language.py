"""Checks that an athlete can read what athletes read: short sentences, plain words.

Which texts these are the ontology says: those of a property that is a `ReadByAthletes`, the labels
beside them, and the reasons of rules that conclude such a property. How long a sentence may be, how
hard a text, and which words say what a plainer one says, stand in the knowledge. It is all judged
by counting, so it may be wrong of a text: what is found are warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hipexpert.knowledge.check_texts import place_in_text, reason_at
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.readability import grade, sentences, words
from hipexpert.model import Location, Problem, Text, WrittenKnowledge, number_text
from hipexpert.vocabulary.wording import (
    ALLOWS_GRADES,
    AVOIDED,
    GRADED_FROM_WORDS,
    HIGHEST_GRADE,
    LANGUAGE,
    MOST_WORDS,
    READ_BY_ATHLETES,
    SAY_INSTEAD,
)

_LABEL = "skos:prefLabel"


class ReadText(NamedTuple):
    """A text that athletes read, and where it begins; a label is too short to be graded."""

    text: str
    place: Location
    label: bool = False


def texts_read(knowledge: WrittenKnowledge) -> Iterator[ReadText]:
    """Every text that athletes read, in the order of the files."""
    verbs = set(knowledge.instances(READ_BY_ATHLETES))
    told = {triple.subject for triple in knowledge.triples if triple.predicate in verbs}
    for triple in knowledge.triples:
        label = triple.predicate == _LABEL and triple.subject in told
        if isinstance(triple.object, Text) and (label or triple.predicate in verbs):
            yield ReadText(triple.object, triple.object_at, label)
    for rule in knowledge.rules:
        if any(conclusion.property in verbs for conclusion in rule.then):
            yield ReadText(rule.because, reason_at(knowledge, rule))


def no_sentence_is_too_long(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No sentence that athletes read is longer than the knowledge allows."""
    most = _limit(knowledge, MOST_WORDS)
    for text, place, _ in texts_read(knowledge) if most else ():
        longest = max(map(words, sentences(text)), key=len, default=[])
        if len(longest) > most:
            message = (
                f"an athlete reads this sentence of {len(longest)} words: {' '.join(longest[:4])} …"
            )
            hint = f"make two of it; a sentence has at most {number_text(most)} words"
            yield problem_at(knowledge.home, place, message, "long-sentence", hint, "warning")


def no_text_is_too_hard(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No text that athletes read is of a clearly higher grade than the knowledge allows.

    A formula is made for whole pages. Of a sentence or two its grade is about right, so the
    knowledge says how far above the highest is clear.
    """
    highest, shortest = (_limit(knowledge, verb) for verb in (HIGHEST_GRADE, GRADED_FROM_WORDS))
    clearly = highest + _limit(knowledge, ALLOWS_GRADES)
    for text, place, label in texts_read(knowledge) if highest else ():
        if label or len(words(text)) < shortest:
            continue
        found = grade(text)
        if found > clearly:
            message = f"an athlete reads this text, and its grade is {found:.1f}"
            hint = f"use shorter words and sentences, down to grade {number_text(highest)}"
            yield problem_at(knowledge.home, place, message, "hard-to-read", hint, "warning")


def no_word_is_one_to_avoid(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No text that athletes read has a word for which the knowledge has a plainer one."""
    avoided = knowledge.instances(AVOIDED)
    plainer = {_in_any_form(knowledge.label(word)): word for word in avoided}
    for text, place, _ in texts_read(knowledge) if avoided else ():
        for form, word in plainer.items():
            for found in dict.fromkeys(form.findall(text)):
                message = f"an athlete reads '{found}'"
                hint = f"say {knowledge.text(word, SAY_INSTEAD)}"
                there, width = place_in_text(knowledge, place, found)
                yield Problem(there, message, "word-to-avoid", hint, "warning", width)


def _in_any_form(word: str) -> re.Pattern[str]:
    """What finds a word in a text, with the endings that verbs and nouns take.

    >>> _in_any_form("require").findall("It requires, required and is requiring what a chair is")
    ['requires', 'required', 'requiring']
    """
    stem = re.escape(word.removesuffix("e"))
    return re.compile(rf"(?<![\w-]){stem}(?:e|es|ed|s|d|ing)?(?![\w-])", re.IGNORECASE)


def _limit(knowledge: WrittenKnowledge, verb: str) -> float:
    """What the knowledge says of the language of athletes; 0 where it says nothing."""
    for language in knowledge.instances(LANGUAGE):
        return float(knowledge.object(language, verb) or 0)
    return 0
