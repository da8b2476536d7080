"""Checks the variables of each rule: each ties something together, and can stand for something.

Whether one is bound where it is used is told by `rulebook`, whether it is a number or a thing by
`check_rules`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hipexpert.knowledge.check_rules import OBJECT, SUBJECT, patterns_of, word_place
from hipexpert.knowledge.check_statements import listed
from hipexpert.knowledge.problems import problem_at
from hipexpert.model import KnowledgeBase, Location, Problem, Rule, Variable
from hipexpert.notation import nearest, placeholders, variables_of
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import IS_A


def every_variable_is_used(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A variable stands twice in its rule: one that stands once is misspelt, or is `anything`.

    There is one athlete, who may stand anywhere.
    """
    for rule in knowledge.rules:
        stands = Counter(_variables(rule))
        places = [
            (term.name, word_place(knowledge, pattern, word), "write 'anything' where any will do")
            for pattern in rule.when
            for term, word in zip(pattern.terms, (SUBJECT, OBJECT), strict=True)
            if isinstance(term, Variable) and not term.nameless and term.name != ATHLETE
        ]
        places += [(let.variable, let.location, "leave it out") for let in rule.let]
        for name, place, remedy in places:
            if stands[name] == 1:
                meant = nearest(name, [other for other in stands if other != name])
                message = f"'?{name}' stands in this rule once, so that nothing hangs on it"
                hint = f"did you mean '?{meant}'?" if meant else remedy
                yield problem_at(knowledge.home, place, message, "variable-once", hint)


def every_computed_number_is_used(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """A number that a rule computes is compared, concluded, or computed with.

    One that does not even stand in the reason is told of by the law above.
    """
    for rule in knowledge.rules:
        used = {name for let in rule.let for name in variables_of(let.expression)}
        used |= {n for c in rule.where for side in (c.left, c.right) for n in variables_of(side)}
        used |= {name for pattern in (*rule.then, *rule.unless) for name in pattern.variables}
        for let in rule.let:
            if let.variable not in used and let.variable in placeholders(rule.because):
                message = f"'?{let.variable}' is computed, and nothing is done with it"
                hint = "compare it in 'where', conclude it, or leave it out"
                place, home = let.location, knowledge.home
                yield problem_at(home, place, message, "number-unused", hint, "warning")


def _variables(rule: Rule) -> Iterator[str]:
    """Every variable of a rule, as often as it stands there, its reason included."""
    for pattern in patterns_of(rule):
        yield from pattern.variables
    for let in rule.let:
        yield let.variable
        yield from variables_of(let.expression)
    for comparison in rule.where:
        yield from variables_of(comparison.left)
        yield from variables_of(comparison.right)
    yield from placeholders(rule.because)


def every_variable_can_be_something(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Some thing is of all the classes that the premises of a rule want of one variable."""
    for rule in knowledge.rules:
        fitting: dict[str, set[str]] = {}
        wanted: dict[str, list[tuple[str, Location]]] = {}
        for name, verb, classes, place in _wanted(knowledge, rule):
            things = {thing for each in classes for thing in knowledge.instances(each)}
            if not things:
                continue  # of classes that nothing is of yet, nothing is known
            earlier = wanted.setdefault(name, [])
            kind = f"of class {listed(classes)}"
            if things.isdisjoint(fitting.get(name, things)):
                by = "" if verb == IS_A else f", as '{verb}' takes it,"
                message = f"nothing is {kind}{by} and all that '?{name}' is elsewhere in the rule"
                told = listed((f"{other} at {there}" for other, there in earlier), "and")
                hint = f"it is {told}: one of the properties is not meant"
                yield problem_at(knowledge.home, place, message, "variable-of-nothing", hint)
                break
            fitting[name] = things & fitting.get(name, things)
            if kind not in dict(earlier):
                earlier.append((kind, place))


def _wanted(
    knowledge: KnowledgeBase, rule: Rule
) -> Iterator[tuple[str, str, tuple[str, ...], Location]]:
    """Each place of a variable in `when` whose property wants a class of it, or one of several."""
    for pattern in rule.when:
        verb = knowledge.properties.get(pattern.property)
        if verb is None or verb.described:
            continue
        ranges = (verb.domain, () if verb.numeric else verb.range)
        if verb.name == IS_A and isinstance(pattern.object, str):
            ranges = ((pattern.object,), ())
        for term, classes, word in zip(pattern.terms, ranges, (SUBJECT, OBJECT), strict=True):
            if isinstance(term, Variable) and classes:
                yield term.name, verb.name, classes, word_place(knowledge, pattern, word)
