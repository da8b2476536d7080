"""A stored consultation held against today's knowledge: what changed, and what changed it."""

from __future__ import annotations

import json

from hipexpert.model import Answers, KnowledgeBase, Problem
from hipexpert.reasoning.answers import UNKNOWN, read_answers


def taken(knowledge: KnowledgeBase, answers: Answers) -> tuple[Answers, list[Problem]]:
    """The answers that today's knowledge still takes, and what is wrong with the others."""
    kept = dict.fromkeys(sorted(answers.unknown), UNKNOWN)
    text = json.dumps({**answers.given, **kept}, ensure_ascii=False)
    found, problems = read_answers(knowledge, text, "answers")
    return Answers(found.given, found.unknown), problems
