"""A rule as a sentence, for those who do not read YAML.

Names are read by their labels, properties by theirs. A variable is called by its own word, and
when it is first met its class is told, as narrow as its places in the rule give it: `?hip` is
a hip motion and then the hip, `?lost` is a lost (hip motion) and then the lost. A number is its
word in quotes. What labels sound like together is left to the authors of the ontology.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipexpert.model import (
    KnowledgeBase,
    Pattern,
    Rule,
    Term,
    Variable,
    number_text,
)
from hipexpert.notation import fill_sentence, placeholders
from hipexpert.vocabulary.language import IS_A

COMPARED = {
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
    "=": "equal to",
    "!=": "other than",
}
_VARIABLE = re.compile(r"\?([a-z][a-z0-9-]*)")


def sentence(knowledge: KnowledgeBase, rule: Rule) -> str:
    """The rule in one sentence, and its reason."""
    return ", ".join(clauses(knowledge, rule))


def clauses(knowledge: KnowledgeBase, rule: Rule) -> tuple[str, ...]:
    """The parts of the sentence: when, and, unless, or, then, because."""
    return tuple(_Reader(knowledge, rule).clauses())


class _Reader:
    """Reads one rule aloud, remembering which variables have been introduced."""

    def __init__(self, knowledge: KnowledgeBase, rule: Rule):
        self.knowledge = knowledge
        self.rule = rule
        self.patterns = (*rule.when, *rule.unless, *rule.then)
        self.introduced: set[str] = set()

    def clauses(self) -> Iterator[str]:
        for number, pattern in enumerate(self.rule.when):
            yield f"{'and' if number else 'When'} {self.pattern(pattern)}"
        for let in self.rule.let:
            yield f"and '{let.variable}' is {self.expression(let.text)}"
        for comparison in self.rule.where:
            left, right = map(self.expression, comparison.text.split(comparison.operator, 1))
            yield f"and {left} is {COMPARED[comparison.operator]} {right}"
        for number, pattern in enumerate(self.rule.unless):
            yield f"{'or' if number else 'unless'} {self.pattern(pattern)}"
        for number, pattern in enumerate(self.rule.then):
            yield f"{'and' if number else 'then'} {self.pattern(pattern)}"
        names = {name: f"'{name}'" for name in placeholders(self.rule.because)}
        yield f"because: {fill_sentence(self.rule.because, names, str)}"

    def pattern(self, pattern: Pattern) -> str:
        subject, verb = pattern.subject, pattern.property
        if verb == IS_A and isinstance(subject, Variable) and subject.name not in self.introduced:
            return f"there is {self.term(subject)}"
        declared = self.knowledge.properties.get(verb)
        label = declared.label if declared else verb
        return f"{self.term(subject)} {label} {self.object_of(pattern)}"

    def object_of(self, pattern: Pattern) -> str:
        """The object in words: of a threshold the number it stands at, and its name."""
        stated = self.knowledge.object(str(pattern.subject), pattern.property)
        if isinstance(pattern.object, Variable) and isinstance(stated, int | float):
            self.introduced.add(pattern.object.name)
            return f"{number_text(stated)} ('{pattern.object.name}')"
        return self.term(pattern.object)

    def expression(self, text: str) -> str:
        return _VARIABLE.sub(lambda found: self.term(Variable(found[1])), text).strip()

    def term(self, term: Term) -> str:
        if not isinstance(term, Variable):
            return self.knowledge.label(term)
        if term.nameless:
            return str(term)
        new = term.name not in self.introduced
        self.introduced.add(term.name)
        word = term.name.replace("-", " ")
        if self.is_number(term):
            return f"a number '{word}'" if new and not self.is_computed(term) else f"'{word}'"
        kind = self.class_of(term)
        if term.name in self.knowledge.instances(kind):
            return self.knowledge.label(term.name)  # ?athlete is the one athlete
        if not new:
            return f"the {word}"
        label = self.knowledge.label(kind) if kind else word
        return _with_article(label if f" {word} " in f" {label} " else f"{word} ({label})")

    def is_computed(self, variable: Variable) -> bool:
        return any(let.variable == variable.name for let in self.rule.let)

    def is_number(self, variable: Variable) -> bool:
        """Whether it is computed, or stands where a property takes a number."""
        properties = self.knowledge.properties
        return self.is_computed(variable) or any(
            pattern.object == variable
            and pattern.property in properties
            and properties[pattern.property].numeric
            for pattern in self.patterns
        )

    def class_of(self, variable: Variable) -> str:
        """The narrowest class its places give it, or nothing where they name several."""
        found: list[tuple[str, ...]] = []
        for pattern in self.patterns:
            declared = self.knowledge.properties.get(pattern.property)
            if pattern.property == IS_A and pattern.subject == variable:
                found.append((str(pattern.object),))
            elif declared and pattern.subject == variable:
                found.append(declared.domain)
            elif declared and pattern.object == variable:
                found.append(declared.range)
        classes = self.knowledge.classes
        known = [names[0] for names in found if len(names) == 1 and names[0] in classes]
        return max(known, key=lambda name: len(classes[name]), default="")


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
