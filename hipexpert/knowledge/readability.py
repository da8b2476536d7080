"""How hard a text is to read: its sentences, its words, and its grade by Flesch and Kincaid.

The grade is 0.39 times the words of a sentence plus 11.8 times the syllables of a word, less 15.59,
both on average over the whole text: Kincaid, Fishburne, Rogers & Chissom 1975, Derivation of New
Readability Formulas, Research Branch Report 8-75, Naval Technical Training Command,
https://stars.library.ucf.edu/istlibrary/56. It is about the year of school, in the United States,
in which a text is understood.

No dictionary is asked: a syllable is a run of vowels, but for a silent e at the end. What fills a
text in stands in braces and counts as one short word, since it differs from reader to reader.
"""

from __future__ import annotations

import re

PER_WORD, PER_SYLLABLE, LESS = 0.39, 11.8, 15.59

_END = re.compile(r"(?<=[.!?])[\"')]*\s+")
_WORD = re.compile(r"\S*[^\W_]\S*")
_FILLED = re.compile(r"\{[^{}]*\}")
_VOWELS = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text: each ends at a full stop, a question or an exclamation mark.

    >>> sentences("Press 2.5 kg. Does it hurt? {?hip} is stiff")
    ['Press 2.5 kg.', 'Does it hurt?', 'it is stiff']
    """
    return [each for each in _END.split(_FILLED.sub("it", text.strip())) if _WORD.search(each)]


def words(text: str) -> list[str]:
    """The words of a text; those that a hyphen joins are one, and a number is one.

    >>> words("One-legged work, 3 times - or more.")
    ['One-legged', 'work,', '3', 'times', 'or', 'more.']
    """
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a word has, at least one.

    >>> [syllables(word) for word in ("hip", "rotation", "lie", "one-legged", "muscle", "90")]
    [1, 3, 1, 3, 2, 1]
    """
    return sum(map(_syllables, re.split(r"[^a-z]+", word.casefold()))) or 1


def _syllables(letters: str) -> int:
    runs = len(_VOWELS.findall(letters))
    silent = letters.endswith("e") and not letters.endswith(("le", "ee", "ie", "ye"))
    return max(runs - silent, bool(letters))


def grade(text: str) -> float:
    """The grade of a text that has a word, by the sentences and words of all of it.

    >>> round(grade("The hip turns in less than the other one. Measure it again."), 1)
    1.5
    """
    spoken, said = sentences(text), words(_FILLED.sub("it", text))
    a_word = sum(map(syllables, said)) / len(said)
    return PER_WORD * len(said) / len(spoken) + PER_SYLLABLE * a_word - LESS
