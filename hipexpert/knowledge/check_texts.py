"""Checks the texts that people are told: English, plain, and with nothing left to fill in.

Texts stand in `kb/` under a language, and in the label and the reason of each rule. They are
printed as they are, in a terminal and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hipexpert.knowledge.problems import author_line, author_lines, problem_at
from hipexpert.model import Location, Problem, Rule, Text, WrittenKnowledge
from hipexpert.vocabulary.language import PHRASE

_MARKUP = re.compile(
    r"\*\*|`|</?[a-zA-Z][^<>]*>|\]\(|&(?:[a-zA-Z]+|#\d+);|(?:^|\s)(?:__|[*_](?=\w))|^#{1,6} "
)
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_ROOM = re.compile(r"\{\??[a-z][a-z0-9-]*\}")
_BARE = re.compile(r"(?<!\w)\?[a-z][a-z0-9-]*")
_LANGUAGE = re.compile(r'"@([a-zA-Z-]+)')
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_ENGLISH = """
    a an and are as at be but by do does for from has have how if in into is it its of on one or
    out so than that the their them then they this to was were what when where which who with you
    your no not nobody nothing
"""
_FOREIGN = """
    der das und nicht ein eine einen einem einer mit auf für dem den des wird werden ist sind zu
    zum zur bei nach oder auch wenn dein deine ihr sich
    le les des une est avec pour dans que qui sur votre vous pas aux ou
    el los las una con por para es que como su sus y
    il gli che per sono nel non
    het een niet zijn wordt
"""
ENGLISH, FOREIGN = frozenset(_ENGLISH.split()), frozenset(_FOREIGN.split())
"""Small words of English, and of its neighbours; those of both count as
English, and those that begin the names of authors are left out."""


class Told(NamedTuple):
    """A text that people are told, with where it begins, and whether something fills it in."""

    text: str
    place: Location
    filled: bool


def texts(knowledge: WrittenKnowledge) -> Iterator[Told]:
    """Everything that people are told: the texts in a language, and those of the rules."""
    phrases = set(knowledge.instances(PHRASE))
    for triple in knowledge.triples:
        if isinstance(triple.object, Text) and "://" not in triple.object:
            yield Told(triple.object, triple.object_at, triple.subject in phrases)
    for rule in knowledge.rules:
        yield Told(rule.label, _of_rule(knowledge, rule.location, "label"), False)
        yield Told(rule.because, reason_at(knowledge, rule), True)


def _of_rule(knowledge: WrittenKnowledge, start: Location, key: str) -> Location:
    """Where a key of the rule that begins at `start` has its text."""
    lines = author_lines(knowledge.home, start.file)
    for number, line in enumerate(lines[start.line - 1 :], start.line):
        if number > start.line and re.match(r"- ", line):
            break
        if found := re.match(rf"\s+{key}: *", line):
            folded = line[found.end() :].strip() in (">", "|", ">-", "|-")
            indent = len(lines[number]) - len(lines[number].lstrip()) if folded else found.end()
            return start._replace(line=number + folded, column=indent + 1)
    return start


def reason_at(knowledge: WrittenKnowledge, rule: Rule) -> Location:
    """Where the reason of a rule begins."""
    return _of_rule(knowledge, rule.location, "because")


def no_text_has_markup(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No text holds markup: it would be printed as it stands."""
    for text, place, _ in texts(knowledge):
        if found := _MARKUP.search(text):
            mark = found.group().strip()
            message = f"this text holds markup, which is printed as it stands: {mark}"
            yield _at(knowledge, place, mark, message, "markup", "say it in plain words")


def no_text_waits_to_be_filled(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Braces stand only in sentences that something fills, and round a variable."""
    for text, place, filled in texts(knowledge):
        for brace in _BRACES.findall(text):
            if filled and _ROOM.fullmatch(brace):
                continue
            message = f"nothing fills {brace}"
            hint = "braces hold a variable of the rule, as {?hip} does" if filled else None
            hint = hint or "only the reason of a rule, and what the program says, is filled in"
            yield _at(knowledge, place, brace, message, "placeholder", hint)
        for variable in _BARE.findall(_BRACES.sub("", text)) if filled else ():
            message = f"nothing fills {variable}, which stands without braces"
            hint = f"write {{{variable}}}"
            yield _at(knowledge, place, variable, message, "placeholder", hint)


def no_text_has_loose_blanks(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No text begins or ends with a blank, or has two of them where one would do."""
    for triple in knowledge.triples:
        text = triple.object
        if isinstance(text, Text) and (text != text.strip() or re.search(r"\S[ \t]{2,}\S", text)):
            message = "this text has blanks where none belong"
            hint = f'write "{" ".join(text.split())}"' if len(text) < 60 else "take them out"
            yield problem_at(
                knowledge.home, triple.object_at, message, "loose-blanks", hint, "warning"
            )


def every_text_is_in_its_language(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A text said to be English is."""
    for triple in knowledge.triples:
        text, place = triple.object, triple.object_at
        if not isinstance(text, Text) or not _looks_foreign(text):
            continue
        tag = _LANGUAGE.search(author_line(knowledge.home, place), place.column)
        if tag and tag[1].startswith("en"):
            message = "this text is said to be English, and reads as if it were not"
            hint = "write it in English, the language of all that is told"
            yield problem_at(knowledge.home, place, message, "other-language", hint, "warning")


def _looks_foreign(text: str) -> bool:
    """Whether small words of other languages stand in a text, and more of them than of English.

    >>> _looks_foreign("Tut die Hüfte nachts weh und ist sie steif?")
    True
    >>> _looks_foreign("Cite Haugen et al. and Di Stasi, who have looked at it")
    False
    """
    words = [word.casefold() for word in _WORDS.findall(text)]
    foreign = len({w for w in words if w in FOREIGN and w not in ENGLISH})
    return foreign > 1 and foreign > len({w for w in words if w in ENGLISH})


def _at(
    knowledge: WrittenKnowledge, place: Location, word: str, message: str, law: str, hint: str
) -> Problem:
    """A problem at a piece of a text that begins at `place`, in the line where it stands."""
    there, width = place_in_text(knowledge, place, word)
    return Problem(there, message, law, hint, width=width)


def place_in_text(knowledge: WrittenKnowledge, place: Location, word: str) -> tuple[Location, int]:
    """Where a piece of a text that begins at `place` stands, and how wide it is.

    Of a text whose lines its author wrote otherwise, the place where it begins.
    """
    lines = author_lines(knowledge.home, place.file)
    for number, line in enumerate(lines[place.line - 1 : place.line + 20], place.line):
        start = place.column - 1 if number == place.line else 0
        if found := re.compile(rf"(?<!{{){re.escape(word)}").search(line, start):
            return Location(place.file, number, found.start() + 1), len(word)
    return place, 1
