"""Checks what each rule says: its words, its kinds, its claims.

The laws are functions that take a knowledge base and yield a problem for every place that
breaks them, the caret under the word at fault. How a rule is written down is the business of
`rulebook`; here its words are held against the knowledge base, and in `check_flow` the rules
against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipexpert.knowledge.check_statements import described, misfit_object, misfit_subject, no_class
from hipexpert.knowledge.problems import author_line, author_lines, problem_at
from hipexpert.model import (
    ANYTHING,
    Comparison,
    KnowledgeBase,
    Location,
    Operation,
    Pattern,
    Problem,
    Rule,
    Variable,
    WrittenKnowledge,
    number_text,
)
from hipexpert.notation import did_you_mean, variables_of
from hipexpert.vocabulary.evidence import CLAIM
from hipexpert.vocabulary.language import IS_A

SUBJECT, VERB, OBJECT = range(3)


def patterns_of(rule: Rule) -> tuple[Pattern, ...]:
    """Every pattern of a rule: premises, exceptions, conclusions."""
    return (*rule.when, *rule.unless, *rule.then)


def word_place(knowledge: KnowledgeBase, pattern: Pattern, word: int) -> Location:
    """Where one of a pattern's three words stands: SUBJECT, VERB or OBJECT."""
    start = pattern.location.column - 1
    rest = author_line(knowledge.home, pattern.location)[start:]
    words = list(re.finditer(r"[^\s'\"]+", rest))
    if [found.group() for found in words[1:2]] != [pattern.property] or len(words) <= word:
        return pattern.location  # written over several lines
    return pattern.location._replace(column=start + words[word].start() + 1)


def text_place(knowledge: KnowledgeBase, start: Location, text: str) -> Location:
    """Where `text` stands as a word in the author's line, looked for from `start` on."""
    word = re.compile(rf"(?<![\w?-]){re.escape(text)}(?![\w-])")
    found = word.search(author_line(knowledge.home, start), start.column - 1)
    return start._replace(column=found.start() + 1) if found else start


def whole(
    pattern: Pattern,
    place: Location,
    message: str,
    check: str,
    hint: str | None = None,
    severity: str = "error",
) -> Problem:
    """A problem that underlines the whole pattern."""
    return Problem(place, message, check, hint, severity, len(str(pattern)))


def every_rule_has_its_own_id(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """No two rules share an id, in one file or in two."""
    first: dict[str, Rule] = {}
    for rule in knowledge.rules:
        earlier = first.setdefault(rule.id, rule)
        if earlier is not rule:
            message = f"a second rule is called '{rule.id}'"
            hint = f"the first stands at {earlier.location}; rename one of them"
            yield problem_at(knowledge.home, rule.location, message, "duplicate-rule", hint)


def every_pattern_makes_sense(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """The words of every pattern are known, and fit each other."""
    known = described(knowledge)
    for rule in knowledge.rules:
        for pattern in patterns_of(rule):
            yield from nonsense(knowledge, pattern, known)


def nonsense(
    knowledge: KnowledgeBase, pattern: Pattern, known: frozenset[str]
) -> Iterator[Problem]:
    """What is wrong with the words of one pattern; `known` is all that is described."""

    def problem(word: int, message: str, check: str, hint: str | None = None) -> Problem:
        place = word_place(knowledge, pattern, word)
        return problem_at(knowledge.home, place, message, check, hint)

    verb = knowledge.properties.get(pattern.property)
    if verb is None:
        message = f"no property called '{pattern.property}' in ontology.ttl"
        hint = did_you_mean(pattern.property, knowledge.properties)
        yield problem(VERB, message, "unknown-property", hint)
        return
    if verb.described:
        message = f"'{verb.name}' holds words for people; no rule may use it"
        yield problem(VERB, message, "words-in-rule")
        return
    subject, value = pattern.terms
    if isinstance(subject, str):
        if subject not in known:
            yield problem(SUBJECT, *_unknown(knowledge, subject, known))
        elif misfit := misfit_subject(knowledge, verb, subject):
            yield problem(SUBJECT, misfit, "domain")
    if isinstance(value, Variable):
        return
    if verb.name == IS_A:
        if value not in knowledge.classes:
            yield problem(OBJECT, *no_class(knowledge, verb.name, value))
    elif isinstance(value, str) and not verb.numeric and value not in known:
        yield problem(OBJECT, *_unknown(knowledge, value, known))
    elif misfit := misfit_object(knowledge, verb, value):
        yield problem(OBJECT, misfit, "range")


def _unknown(
    knowledge: KnowledgeBase, name: str, known: frozenset[str]
) -> tuple[str, str, str | None]:
    hint = did_you_mean(name, sorted(known - knowledge.classes.keys()))
    return f"nothing called '{name}' is described in kb/", "unknown-individual", hint


def every_comparison_makes_sense(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A name that a comparison uses is described, and only compared for being the same."""
    known = described(knowledge)
    for rule in knowledge.rules:
        for comparison in rule.where:
            for name in (comparison.left, comparison.right):
                if not isinstance(name, str):
                    continue
                place = text_place(knowledge, comparison.location, name)
                if name not in known:
                    message, check, hint = _unknown(knowledge, name, known)
                    yield problem_at(knowledge.home, place, message, check, hint)
                elif comparison.operator not in ("=", "!="):
                    message = f"'{name}' is no number, so it is neither more nor less"
                    hint = "compare names with = or !="
                    yield problem_at(knowledge.home, place, message, "kinds", hint)


def every_variable_is_of_one_kind(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A variable stands for a number everywhere, or for a thing everywhere."""
    for rule in knowledge.rules:
        first: dict[str, tuple[str, Location]] = {}
        for name, kind, place in _uses(knowledge, rule):
            earlier, there = first.setdefault(name, (kind, place))
            if earlier != kind:
                message = f"'?{name}' is {kind} here and {earlier} elsewhere in the rule"
                hint = f"it is {earlier} at {there}; give one of them another name"
                yield problem_at(knowledge.home, place, message, "kinds", hint)


def _uses(knowledge: KnowledgeBase, rule: Rule) -> Iterator[tuple[str, str, Location]]:
    """Every use of a variable that shows what it stands for, with its place."""
    for pattern in rule.when:
        yield from _pattern_uses(knowledge, pattern)
    for let in rule.let:
        for name in variables_of(let.expression):
            yield name, "a number", text_place(knowledge, let.location, f"?{name}")
        yield let.variable, "a number", let.location
    for comparison in rule.where:
        for name in _numbers(comparison):
            yield name, "a number", text_place(knowledge, comparison.location, f"?{name}")
    for pattern in (*rule.unless, *rule.then):
        yield from _pattern_uses(knowledge, pattern)


def _pattern_uses(
    knowledge: KnowledgeBase, pattern: Pattern
) -> Iterator[tuple[str, str, Location]]:
    verb = knowledge.properties.get(pattern.property)
    if verb is None or verb.described:
        return
    kinds = ("a thing", "a number" if verb.numeric else "a thing")
    for term, kind, word in zip(pattern.terms, kinds, (SUBJECT, OBJECT), strict=True):
        if isinstance(term, Variable) and term is not ANYTHING:
            yield term.name, kind, word_place(knowledge, pattern, word)


def _numbers(comparison: Comparison) -> tuple[str, ...]:
    """The variables that a comparison takes for numbers."""
    sides = (comparison.left, comparison.right)
    alike = comparison.operator in ("=", "!=")
    return tuple(
        name
        for side in sides
        if not alike or isinstance(side, Operation)
        for name in variables_of(side)
    )


def every_number_is_compared_in_where(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """No pattern holds a number, and a variable that stands for one is met once in `when` only.

    Two numbers that happen to be equal are no reason to match; and so each rule can be made
    specific to the knowledge base before any number is known.
    """
    for rule in knowledge.rules:
        for pattern in patterns_of(rule):
            verb = knowledge.properties.get(pattern.property)
            if verb and verb.numeric and not isinstance(pattern.object, str | Variable):
                message = f"a number stands inside this pattern: {number_text(pattern.object)}"
                hint = "name it in kb/, bind it to a ?variable in 'when', and compare in 'where'"
                place = word_place(knowledge, pattern, OBJECT)
                yield problem_at(knowledge.home, place, message, "number-in-pattern", hint)
        numbers = {let.variable for let in rule.let}
        for pattern in (*rule.when, *rule.unless):
            for name, kind, place in _pattern_uses(knowledge, pattern):
                if kind != "a number":
                    continue
                if name in numbers:
                    message = f"'?{name}' would have to be the same number twice"
                    hint = "bind a ?variable of its own here, and compare the two in 'where'"
                    yield problem_at(knowledge.home, place, message, "number-twice", hint)
                numbers.add(name)


def no_rule_repeats_itself(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A pattern stands once in a rule, and never both in `when` and in `unless`."""
    for rule in knowledge.rules:
        for patterns in (rule.when, rule.unless, rule.then):
            for number, pattern in enumerate(patterns):
                for earlier in patterns[:number]:
                    if pattern[:3] == earlier[:3]:
                        message = f"'{pattern}' stands in this rule already"
                        hint = f"it stands at {earlier.location}; leave this one out"
                        place = word_place(knowledge, pattern, SUBJECT)
                        yield whole(pattern, place, message, "duplicate-premise", hint)
        for pattern in rule.unless:
            for premise in rule.when:
                if pattern[:3] == premise[:3]:
                    message = "this rule can never fire: 'when' asks for what 'unless' forbids"
                    hint = f"'{premise}' stands at {premise.location}"
                    place = word_place(knowledge, pattern, SUBJECT)
                    yield whole(pattern, place, message, "never-fires", hint)


def every_claim_exists(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What a rule rests on is a claim of the knowledge base."""
    claims = set(knowledge.instances(CLAIM))
    for rule in knowledge.rules:
        for claim in rule.claims:
            if claim not in claims:
                message = f"no claim is called '{claim}'"
                place = _claim_place(knowledge, rule, claim)
                hint = did_you_mean(claim, sorted(claims))
                yield problem_at(knowledge.home, place, message, "unknown-claim", hint)


def _claim_place(knowledge: KnowledgeBase, rule: Rule, claim: str) -> Location:
    lines = author_lines(knowledge.home, rule.location.file)
    word = re.compile(rf"(?<![\w-]){re.escape(claim)}(?![\w-])")
    reached = False
    for number, line in enumerate(lines[rule.location.line :], rule.location.line + 1):
        reached = reached or bool(re.match(r"\s*(- +)?claims:", line))
        if reached and (found := word.search(line, line.find("claims:") + 1)):
            return Location(rule.location.file, number, found.start() + 1)
    return rule.location
