"""The front door for Python programs: `import hipexpert as hx`.

It is thin: what it is given is checked, and what the wings below make of it is handed back, each
result with a `json()` that is what the command of the same name prints with `--json`. Nothing is
kept, nothing is printed, nobody is asked. docs/python.md has an example of each name.
"""

from hipexpert.api.asking import WhatIf, compare, consult, what_if, why, why_not
from hipexpert.api.errors import BadAnswers, Error, NotConcluded, UnknownName, UnsoundKnowledge
from hipexpert.api.knowledge import AnswersLike, Knowledge, load
from hipexpert.api.schemas import schema, schema_names
from hipexpert.api.squad import Squad, screen
from hipexpert.model import Answers, Fact, Location, Problem, Question
from hipexpert.reasoning.comparison import SideBySide
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import Ways
from hipexpert.reasoning.why_not import WhyNot

__all__ = [
    "Answers",
    "AnswersLike",
    "BadAnswers",
    "Error",
    "Fact",
    "Knowledge",
    "Location",
    "NotConcluded",
    "Problem",
    "Question",
    "Result",
    "SideBySide",
    "Squad",
    "UnknownName",
    "UnsoundKnowledge",
    "Ways",
    "WhatIf",
    "WhyNot",
    "compare",
    "consult",
    "load",
    "schema",
    "schema_names",
    "screen",
    "what_if",
    "why",
    "why_not",
]
