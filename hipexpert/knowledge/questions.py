"""What a question can be answered with, and the facts that an answer states."""

from __future__ import annotations

from typing import Any

from hipexpert.model import Answer, Fact, Given, KnowledgeBase, Question


def choices(knowledge: KnowledgeBase, question: Question, given: Given) -> tuple[str, ...]:
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


def facts_of(question: Question, value: Answer) -> tuple[Fact, ...]:
    """The facts that an answer states."""
    return question.answer_type.facts(question, value)


def possible_answers(
    knowledge: KnowledgeBase, question: Question, given: Given
) -> tuple[Fact, ...]:
    """Every fact that some answer would state beside the answers given; any number is `NUMBER`."""
    return question.answer_type.possible(knowledge, question, given)


def question_json(knowledge: KnowledgeBase, question: Question) -> dict[str, Any]:
    """A question as `questions --json` has it; the choices are all there ever are."""
    return {
        "id": question.id,
        "type": question.type,
        "unit": question.unit or None,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "choices": list(choices(knowledge, question, {})),
        "prompt": question.prompt,
    }
