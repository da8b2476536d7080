"""What is said of an answer that a question cannot take."""

from __future__ import annotations

from hipexpert.model import Question

_LONGEST = 40


class Refused(ValueError):
    """An answer that a question cannot take; the message says what it takes instead."""

    def __init__(self, message: str, hint: str | None = None):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def calling(self, key: str, label: str) -> str:
        """The message with what is asked under a key called by its label."""
        return self.message.replace(f"'{key}'", f"'{label}'")


def refused(question: Question, text: str, hint: str) -> Refused:
    """The refusal of a text as an answer, however long it is."""
    return Refused(f"'{question.id}' cannot be '{shortened(text)}'", hint)


def single(question: Question, text: str | list[str]) -> str:
    """The one text of an answer that is no list. Raises Refused."""
    if isinstance(text, list):
        raise Refused(f"'{question.id}' takes one answer, not a list")
    return text


def shortened(text: str) -> str:
    """A text as a message can hold it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
