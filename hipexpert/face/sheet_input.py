"""What somebody types at a sheet of questions, understood: which hold, or answers in a row.

A list of yes-or-no questions is ticked: `none of these` alone, or the numbers that hold, or those
that are not sure. What is not named stays open, so silence is never taken for no. Any other sheet
is filled in, from its first open question on, in one line or in several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hipexpert.face.input import spelled, understand
from hipexpert.knowledge.names import is_unknown
from hipexpert.model import Answer, Answers, KnowledgeBase, Question
from hipexpert.reasoning.answers import Refused

_BETWEEN_NUMBERS = re.compile(r"\s*[,;/]\s+|\s*;\s*|\s+")
_JOINING = ("and", "&", "number", "numbers")


class Filled(NamedTuple):
    """What was typed for one question: its answer, or why it cannot be; both None for unknown."""

    question: Question
    answer: Answer | None = None
    refused: Refused | None = None
    left: bool = False
    """Whether it was left blank where a blank says nothing."""


def ticked(
    line: str, count: int, none: frozenset[str], unsure: frozenset[str]
) -> dict[int, str | None]:
    """What a line says of the numbers 1 to `count`: yes, no, or None for not sure.

    `none` and `unsure` are what people call the two. Raises Refused where anything else is typed,
    or nothing is named.

    >>> none, unsure = frozenset({"n", "none of these"}), frozenset({"not sure", "u"})
    >>> ticked("None of these", 2, none, unsure), ticked("2, not sure 1", 2, none, unsure)
    ({1: 'no', 2: 'no'}, {2: 'yes', 1: None})
    >>> ticked("1?", 2, none, unsure), ticked("u all", 2, none, unsure)
    ({1: None}, {1: None, 2: None})
    >>> ticked("no 2", 2, none, unsure)
    Traceback (most recent call last):
    hipexpert.knowledge.answer_types.refused.Refused: 'no' is no number from 1 to 2
    """
    text = spelled(line).rstrip(".! ")
    if text in none:
        return dict.fromkeys(range(1, count + 1), "no")
    words = re.findall(r"[^\s,;]+", text)
    found: dict[int, str | None] = {}
    says: str | None = "yes"
    while words:
        phrase = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in unsure), 0)
        if phrase:
            says, words = None, words[phrase:]
            continue
        word = words.pop(0)
        if word in _JOINING:
            continue
        numbers = range(1, count + 1) if word == "all" and says is None else (_number(word, count),)
        for number in numbers:
            said = None if word.endswith("?") else says
            if found.setdefault(number, said) != said:
                raise Refused(f"{number} is named twice, as yes and as not sure")
    if not found:
        raise Refused("no number is named")
    return found


def _number(word: str, count: int) -> int:
    digits = word.rstrip("?.)")
    if not digits.isdecimal() or not 1 <= int(digits[:9]) <= count:
        raise Refused(f"'{word}' is no number from 1 to {count}")
    return int(digits[:9])


def filled_in(
    knowledge: KnowledgeBase,
    questions: tuple[Question, ...],
    line: str,
    answers: Answers,
    unknown: frozenset[str],
    blank: bool,
) -> tuple[Filled, ...]:
    """What a line answers of some open questions, from the first on.

    `unknown` is what people call not known; a `blank` between commas is taken for it too. Of the
    ways to part the line the first counts in which all that was typed is an answer; where there is
    none, what can be read of it is, and the rest is told. Raises Refused when there are more
    answers than questions.
    """

    def read(parts: list[str]) -> tuple[Filled, ...]:
        given, cells = answers, []
        for question, part in zip(questions, parts, strict=False):
            cell = _cell(knowledge, question, part, given, unknown, blank)
            cells.append(cell)
            if cell.answer is not None:
                given = Answers({**given.given, question.id: cell.answer}, given.unknown)
        return tuple(cells)

    ways = [*_ways(questions, line)]
    readings = [read(parts) for parts in ways if len(parts) <= len(questions)]
    sound = (cells for cells in readings if not any(cell.refused for cell in cells))
    found = next(sound, None) or (readings[0] if readings else None)
    if found is None:
        raise Refused(str(min(map(len, ways))))
    return found


def _cell(
    knowledge: KnowledgeBase,
    question: Question,
    part: str,
    answers: Answers,
    unknown: frozenset[str],
    blank: bool,
) -> Filled:
    if not part:
        return Filled(question, left=not blank)
    if part in ("-", "?") or spelled(part) in unknown or is_unknown(part):
        return Filled(question)
    try:
        return Filled(question, understand(knowledge, question, part, answers))
    except Refused as refused:
        return Filled(question, refused=refused)


def _ways(questions: tuple[Question, ...], line: str) -> Iterator[list[str]]:
    """The ways to part a line into answers, the likeliest first.

    A comma within a number may be one of decimals, so without a blank behind it it parts answers
    only where they are as many as the questions.
    """
    if ";" in line:
        yield [part.strip() for part in line.split(";")]
        return
    commas = [part.strip() for part in line.split(",")]
    if all(question.numeric for question in questions):
        if len(commas) == len(questions) and " " not in line.strip():
            yield commas
        yield _BETWEEN_NUMBERS.split(line.strip())
        return
    yield [line.strip()]
    if len(commas) > 1:
        yield commas
    yield line.split()
    if len(questions) > 1 and commas[1:]:  # the first word answers, numbers in a row follow it
        yield [commas[0], *_BETWEEN_NUMBERS.split(", ".join(commas[1:]))]
