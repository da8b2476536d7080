"""Athletes as witnesses: cut down to the answers that matter, and written as an answers file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import ceil, floor

from hipexpert.model import Answer, Answers, Given, KnowledgeBase
from hipexpert.reasoning.answers import consistent

Shows = Callable[[Answers], bool]
"""Whether some answers show what a witness is for."""


def smallest(knowledge: KnowledgeBase, given: Given, shows: Shows) -> dict[str, Answer]:
    """Of an athlete's answers those without which, one by one, it would not be shown any more.

    What can be left out is left out, lists are shortened, and numbers are made whole.
    """
    kept = dict(given)

    def tried(question: str, answer: Answer | None) -> bool:
        """Whether another answer, or none, shows it as well; if so it is kept."""
        nonlocal kept
        other = {key: value for key, value in kept.items() if key != question}
        if answer is not None:
            other = {key: answer if key == question else kept[key] for key in kept}
        other = consistent(knowledge, other)
        if not shows(Answers(other)):
            return False
        kept = other
        return True

    for question in reversed([*given]):
        if question not in kept or tried(question, None):
            continue
        answer = kept[question]
        if isinstance(answer, tuple):
            for item in answer:
                tried(question, _without(kept[question], item))
        elif isinstance(answer, float):
            near = (round(answer), floor(answer), ceil(answer), round(answer, 1))
            any(tried(question, number) for number in near)
    return kept


def _without(answer: Answer, item: str) -> Answer:
    """A list without one of its words; the last one stays."""
    words = answer if isinstance(answer, tuple) else (str(answer),)
    fewer = tuple(word for word in words if word != item)
    return fewer if len(fewer) > 1 else next(iter(fewer), item)


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
    return answer if isinstance(answer, str) else f"{Decimal(repr(answer)):f}"
