"""What a question can be answered with, and the facts that an answer states."""

from __future__ import annotations

from collections.abc import Mapping

from hipexpert.model import Fact, KnowledgeBase, Question, Value


def choices(
    knowledge: KnowledgeBase, question: Question, given: Mapping[str, Value | tuple[str, ...]]
) -> tuple[str, ...]:
    """The choices of a question, given the answers so far.

    Those of a question that depends on another are all there are while the other is open.
    """
    if not question.choices_given_by:
        return question.choices
    ruling = given.get(question.choices_given_by, _leading(knowledge, question))
    subjects = ruling if isinstance(ruling, tuple) else (str(ruling),)
    found: list[str] = []
    for subject in subjects:
        for value in knowledge.words.get(subject, {}).get(question.choices_through, ()):
            if str(value) not in found:
                found.append(str(value))
    return tuple(found)


def _leading(knowledge: KnowledgeBase, question: Question) -> tuple[str, ...]:
    ruling = knowledge.questions.get(question.choices_given_by)
    return ruling.choices if ruling else ()


def facts_of(question: Question, value: Value | tuple[str, ...]) -> tuple[Fact, ...]:
    """The facts that an answer states."""
    if question.type == "yes-no":
        verb = "reports" if value == "yes" else "denies"
        return (Fact(question.subject, verb, question.id),)
    values = value if isinstance(value, tuple) else (value,)
    return tuple(Fact(question.subject, question.property, item) for item in values)
