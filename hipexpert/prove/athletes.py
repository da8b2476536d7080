"""Athletes as witnesses: cut down to the answers that matter, and written as an answers file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hipexpert.model import Answer, Answers, Given, KnowledgeBase, number_text
from hipexpert.reasoning.answers import consistent

Shows = Callable[[Answers], bool]
"""Whether some answers show what a witness is for."""


def smallest(knowledge: KnowledgeBase, given: Given, shows: Shows) -> dict[str, Answer]:
    """Of an athlete's answers those without which, one by one, it would not be shown any more.

    What can be left out is left out, lists are shortened, and numbers are made whole.
    """
    kept = dict(given)
    for question in reversed([*given]):
        for easier in (*_easier(kept[question]), None):
            fewer = {key: answer for key, answer in kept.items() if key != question}
            if easier is not None:
                fewer |= {question: easier}
            fewer = consistent(knowledge, fewer)
            if shows(Answers(fewer)):
                kept = fewer
            if question not in kept:
                break
    return {question: kept[question] for question in given if question in kept}


def _easier(answer: Answer) -> Iterator[Answer]:
    """Simpler answers to try instead, each simpler than the one before."""
    if isinstance(answer, tuple):
        for item in answer:
            shorter = tuple(other for other in answer if other != item)
            yield shorter if len(shorter) > 1 else item
    elif isinstance(answer, float):
        yield from (round(answer), round(answer, 1))


def written(given: Given) -> str:
    """Answers as the lines of an answers file.

    >>> print(written({"age": 17, "equipment": ("band", "box")}))
    age: 17
    equipment: [band, box]
    """
    return "\n".join(f"{question}: {_text(answer)}" for question, answer in given.items())


def _text(answer: Answer) -> str:
    if isinstance(answer, tuple):
        return f"[{', '.join(answer)}]"
    return answer if isinstance(answer, str) else number_text(answer)
