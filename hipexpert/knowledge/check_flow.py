"""Checks the rules against each other: rings, premises nothing meets, conclusions nobody needs.

The laws are functions that take a knowledge base and yield a problem for every place that
breaks them. Whether two patterns can meet is judged as `strata` judges it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from hipexpert.knowledge.check_rules import SUBJECT, VERB, nonsense, whole, word_place
from hipexpert.knowledge.check_statements import described
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.questions import possible_answers
from hipexpert.knowledge.stratification import may_unify, stratify
from hipexpert.model import (
    NUMBER,
    KnowledgeBase,
    Pattern,
    Problem,
    Rule,
    Variable,
    WrittenKnowledge,
)
from hipexpert.vocabulary.language import IS, IS_A


def no_rules_wait_for_each_other(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """The rules can be layered: no ring of them runs through an `unless` or a `let`."""
    if len(knowledge.rule) < len(knowledge.rules):
        return  # rules that share an id cannot be told apart in a ring
    for ring in stratify(knowledge.rules)[1]:
        waiting, supplier = ring.path[0], ring.path[1]
        message = f"rules wait for each other in a ring: {ring}"
        if ring.law == "unless":
            hint = f"this must be settled before '{waiting.id}' runs, but it depends on that rule"
            blocked = _first_meeting(waiting.unless, supplier)
            place = word_place(knowledge, blocked, SUBJECT)
            yield whole(blocked, place, message, "negation-cycle", hint)
        else:
            hint = "a rule with a 'let' may not feed itself, or its numbers might never end"
            place = waiting.let[0].location
            yield problem_at(knowledge.home, place, message, "let-cycle", hint)


def _first_meeting(patterns: Sequence[Pattern], supplier: Rule) -> Pattern:
    return next(
        pattern
        for pattern in patterns
        if any(may_unify(pattern, conclusion) for conclusion in supplier.then)
    )


def every_premise_has_a_source(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Some statement, answer or conclusion can meet each premise of each rule."""
    if any(problem.location.file.endswith(".yaml") for problem in knowledge.problems):
        return  # a rule that could not be read may be the source
    known = described(knowledge)
    sources: dict[str, list[Pattern]] = {}
    for fact, place in knowledge.statements.items():
        sources.setdefault(fact.property, []).append(Pattern(*fact, place))
    for pattern in (*_answers(knowledge), *(p for rule in knowledge.rules for p in rule.then)):
        sources.setdefault(pattern.property, []).append(pattern)

    def provided(pattern: Pattern) -> bool:
        return any(may_unify(pattern, source) for source in sources.get(pattern.property, ()))

    for rule in knowledge.rules:
        for pattern in (*rule.when, *rule.unless):
            if provided(pattern) or any(nonsense(knowledge, pattern, known)):
                continue
            found = partial(whole, pattern, word_place(knowledge, pattern, SUBJECT))
            if pattern in rule.when:
                message = f"no statement, answer or conclusion can ever say '{pattern}'"
                yield found(message, "premise-without-source")
            else:
                message = f"nothing can ever say '{pattern}', so the 'unless' never blocks"
                yield found(message, "unless-without-source", severity="warning")


def _answers(knowledge: KnowledgeBase) -> Iterator[Pattern]:
    """Everything an answer could state; a number is left open."""
    for question in knowledge.questions.values():
        for subject, verb, thing in possible_answers(knowledge, question, {}):
            term = Variable("number") if thing == NUMBER else thing
            yield Pattern(subject, verb, term, question.location)


def every_conclusion_has_a_use(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What a rule concludes is reported, or some other rule waits for it."""
    if any(problem.location.file.endswith(".yaml") for problem in knowledge.problems):
        return  # a rule that could not be read may be the user
    wanted: dict[str, list[Pattern]] = {}
    for rule in knowledge.rules:
        for premise in (*rule.when, *rule.unless):
            wanted.setdefault(premise.property, []).append(premise)
    for question in knowledge.questions.values():
        if question.asked_once:
            status = Pattern(*question.asked_once, question.location)
            wanted.setdefault(IS, []).append(status)
    shown = {question.shows for question in knowledge.questions.values()}
    for rule in knowledge.rules:
        for conclusion in rule.then:
            verb = knowledge.properties.get(conclusion.property)
            if verb is None or verb.outcome or verb.name in shown:
                continue
            if not any(may_unify(conclusion, p) for p in wanted.get(verb.name, ())):
                message = f"no rule waits for '{conclusion}', and no consultation reports it"
                hint = f"leave it out, or make '{verb.name}' an Outcome in ontology.ttl"
                place = word_place(knowledge, conclusion, SUBJECT)
                yield whole(conclusion, place, message, "conclusion-unused", hint, "warning")


def no_rule_changes_the_world(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Rules conclude things about the athlete; the world is as kb/ states it."""
    stated = {fact.property: place for fact, place in knowledge.statements.items()}
    asked = {q.property: q for q in knowledge.questions.values() if q.numeric}
    for rule in knowledge.rules:
        for conclusion in rule.then:
            verb = conclusion.property
            at_verb = word_place(knowledge, conclusion, VERB)
            found = partial(problem_at, knowledge.home, at_verb)
            if verb == IS_A:
                message = "a rule cannot conclude what class something belongs to"
                yield found(message, "concludes-is-a", "conclude a property of it instead")
            elif verb in stated:
                message = f"'{verb}' is stated in kb/, so it is about the world, not the athlete"
                hint = f"it is stated at {stated[verb]}; conclude another property"
                yield found(message, "concludes-the-world", hint, "warning")
            elif verb in asked:
                message = f"'{verb}' is a number that '{asked[verb].id}' asks for"
                hint = "conclude another property, or there may be two numbers for one thing"
                yield found(message, "concludes-an-answer", hint, "warning")
