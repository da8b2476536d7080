"""Writes an empty table of athletes, with how each question is answered above its heading."""

from __future__ import annotations

import csv
import io

from hipexpert.model import KnowledgeBase, Question
from hipexpert.records.headings import ATHLETE, NAME

FEW = 6
"""How many choices are told; of more, a list is to be had elsewhere."""


def template_text(knowledge: KnowledgeBase) -> str:
    """The table as CSV. The line above its headings is passed over when it is read."""
    questions = knowledge.questions.values()
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("how it is answered:", "", *(_answered(knowledge, each) for each in questions)))
    rows.writerow((ATHLETE, NAME, *(question.id for question in questions)))
    return written.getvalue()


def _answered(knowledge: KnowledgeBase, question: Question) -> str:
    """How a question is answered, in a few words."""
    hint = question.answer_type.hint(knowledge, question)
    if not question.choices or len(question.choices) > FEW:
        return hint
    listed = ", ".join(question.choices)
    return f"{hint}: {listed}" if hint else listed
