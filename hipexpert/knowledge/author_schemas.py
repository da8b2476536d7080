"""What authors write, as JSON Schema made from the knowledge: answers, rule files and case files.

An editor that knows the schema of a file completes its words and underlines what is none. What
takes more than one file to see is left to `check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hipexpert.knowledge.answer_types.lists import OneOrMore, SomeOf
from hipexpert.knowledge.answer_types.numbers import WholeNumber
from hipexpert.knowledge.answer_types.words import YesNo
from hipexpert.knowledge.questions import choices
from hipexpert.knowledge.rulebook import KEYS, OPTIONAL
from hipexpert.model import KnowledgeBase, Question
from hipexpert.vocabulary.asking import NONE
from hipexpert.vocabulary.evidence import CLAIM
from hipexpert.vocabulary.language import IS_A

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDS = "https://w3id.org/hipexpert/schemas"

ANSWERS_SAY = """\
What `--answers` reads, in YAML or JSON, with ids and numbers as a program writes them. People may \
also write a choice by any of its names, and a number with its unit. What is missing, null or \
unknown is not known, and never means no."""
RULES_SAY = (
    "A rule file: a list of rules, each with its keys in order. docs/rules.md has the language."
)
CASES_SAY = "A case file: athletes, what must follow for each by which rule, and what must not."

_SAID = {
    "rule": "The id of the rule: small letters and hyphens, one of its own.",
    "label": "The rule in a short sentence.",
    "when": "What must hold: who, a property, what; ?variables are filled in.",
    "let": "Numbers to compute, ?name: ?left - ?right.",
    "where": "Comparisons of numbers that are bound.",
    "unless": "What keeps the rule from firing; 'anything' stands for any value.",
    "then": "What is concluded.",
    "because": "The reason, as it is told; {?variables} are filled in.",
    "claims": "What the rule rests on.",
}


def answers_schema(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The JSON Schema of an answers file."""
    properties = {name: _answer(knowledge, q) for name, q in knowledge.questions.items()}
    return {
        "$schema": DIALECT,
        "$id": f"{IDS}/answers.json",
        "title": "An answers file",
        "description": ANSWERS_SAY,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "$defs": {"not-known": {"enum": ["unknown", None]}},
    }


def rule_file_schema(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The JSON Schema of a rule file."""
    patterns = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/pattern"}}
    claims = {"enum": list(knowledge.instances(CLAIM))}
    takes: dict[str, dict[str, Any]] = {
        "rule": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"},
        "label": {"type": "string"},
        "when": patterns,
        "let": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
        "where": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "unless": patterns,
        "then": patterns,
        "because": {"type": "string"},
        "claims": {"type": "array", "minItems": 1, "uniqueItems": True, "items": claims},
    }
    rule = {
        "type": "object",
        "properties": {key: {"description": _SAID[key], **takes[key]} for key in KEYS},
        "required": [key for key in KEYS if key not in OPTIONAL],
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "$id": f"{IDS}/rule-file.json",
        "title": "A rule file",
        "description": RULES_SAY,
        "type": "array",
        "items": rule,
        "$defs": {"pattern": _pattern(knowledge)},
    }


def case_file_schema(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The JSON Schema of a case file."""
    said = answers_schema(knowledge)
    rules = {"enum": sorted(knowledge.rule)}
    blocking = {"$ref": "#/$defs/pattern"}
    expectation = {
        "type": "object",
        "properties": {
            "fact": {"description": "Who, a property, what.", "$ref": "#/$defs/pattern"},
            "by": {"description": "The rule that concludes it.", **rules},
        },
        "required": ["fact", "by"],
        "additionalProperties": False,
    }
    miss = {
        "type": "object",
        "properties": {
            "fact": {"description": "What must not follow.", "$ref": "#/$defs/pattern"},
            "short-of": {"description": "The rule that is just short of it.", **rules},
            "blocked-by": {
                "description": "What of its 'unless' keeps it from firing.",
                "anyOf": [blocking, {"type": "array", "items": blocking}],
            },
        },
        "required": ["fact", "short-of"],
        "additionalProperties": False,
    }
    answers = {**said["properties"]}
    case = {
        "type": "object",
        "properties": {
            "case": {"description": "The case in a sentence.", "type": "string"},
            "like": {"description": "A person of people.yaml.", "type": "string"},
            "answers": {"type": "object", "properties": answers, "additionalProperties": False},
            "then": {"type": "array", "minItems": 1, "items": expectation},
            "not": {"type": "array", "minItems": 1, "items": miss},
        },
        "required": ["case"],
        "anyOf": [{"required": ["then"]}, {"required": ["not"]}],
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "$id": f"{IDS}/case-file.json",
        "title": "A case file",
        "description": CASES_SAY,
        "type": "array",
        "items": case,
        "$defs": {**said["$defs"], "pattern": _pattern(knowledge)},
    }


MADE: Mapping[str, Callable[[KnowledgeBase], dict[str, Any]]] = {
    "answers": answers_schema,
    "case-file": case_file_schema,
    "rule-file": rule_file_schema,
}
"""The schemas that hang on what is known, by name."""


def _pattern(knowledge: KnowledgeBase) -> dict[str, Any]:
    """A pattern: three words, of which the second is a property, and after `is-a` a class."""
    told = (name for name, verb in knowledge.properties.items() if not verb.described)
    name = r"(\?[a-z][a-z0-9-]*|-?[0-9.]+|[A-Za-z0-9][A-Za-z0-9-]*)"
    subject = r"(\?[a-z][a-z0-9-]*|[A-Za-z0-9][A-Za-z0-9-]*)"
    is_a = rf"{IS_A}\s+{_one_of(knowledge.classes)}"
    other = rf"{_one_of({*told} - {IS_A})}\s+{name}"
    return {"type": "string", "pattern": rf"^\s*{subject}\s+({is_a}|{other})\s*$"}


def _one_of(words: Iterable[str]) -> str:
    return f"({'|'.join(sorted(words))})"


def _answer(knowledge: KnowledgeBase, question: Question) -> dict[str, Any]:
    """What a question takes."""
    if isinstance(question.answer_type, YesNo):
        takes: list[dict[str, Any]] = [{"enum": ["yes", "no", True, False]}]
    elif question.numeric:
        kind = "integer" if isinstance(question.answer_type, WholeNumber) else "number"
        bounds = {"minimum": question.minimum, "maximum": question.maximum}
        takes = [{"type": kind, **{k: v for k, v in bounds.items() if v is not None}}]
    else:
        takes = [{"enum": list(choices(knowledge, question, {}))}]
        said = {name for choice in takes[0]["enum"] for name in knowledge.names(choice)}
        if "no" in said:
            takes.append({"enum": ["no", False]})  # which YAML reads as a truth value
    if question.several:
        least = {"minItems": 1} if isinstance(question.answer_type, OneOrMore) else {}
        takes.append({"type": "array", "items": takes[0], **least})
    if isinstance(question.answer_type, SomeOf):
        takes.append({"const": NONE})
    return {
        "title": question.label,
        "description": question.prompt,
        "anyOf": [*takes, {"$ref": "#/$defs/not-known"}],
    }
