"""Checks that what guards the athlete is closed: who may conclude what lets an athlete through.

A property, or a status, says by `concluded-by` which rules may conclude it; no other rule may,
wherever it stands; and no silence does. What a rule could conclude is judged by its patterns alone;
what follows for some athlete is left to `reasoning.laws`, which has the ground rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.knowledge.check_rules import SUBJECT, whole, word_place
from hipexpert.knowledge.check_statements import place_of
from hipexpert.knowledge.problems import problem_at
from hipexpert.knowledge.stratification import may_unify
from hipexpert.model import (
    ANYTHING,
    KnowledgeBase,
    Pattern,
    Problem,
    Rule,
    Variable,
    WrittenKnowledge,
)
from hipexpert.notation import did_you_mean
from hipexpert.vocabulary.asking import DENIES, REPORTS
from hipexpert.vocabulary.language import CONCLUDED_BY, DIRECTIVE, IS, SAFEGUARD
from hipexpert.vocabulary.prescription import IS_PRESCRIBED


def guards(knowledge: KnowledgeBase, rule: Rule) -> bool:
    """Whether a rule concludes a safeguard, by its property or by the status it gives."""
    safeguards = knowledge.instances(SAFEGUARD)
    return any(p.property in safeguards or p.object in safeguards for p in rule.then)


def closed_to(knowledge: KnowledgeBase, word: str) -> tuple[str, ...]:
    """The ids of the rules that alone may conclude a property or a status; empty where any may."""
    return tuple(map(str, knowledge.words.get(word, {}).get(CONCLUDED_BY, ())))


def closed_words(knowledge: KnowledgeBase, conclusion: Pattern) -> Iterator[str]:
    """What a conclusion says, or with its variable could say, that only some rules may."""
    if isinstance(conclusion.object, Variable):
        verb = knowledge.properties.get(conclusion.property)
        said = {
            thing for name in (verb.range if verb else ()) for thing in knowledge.instances(name)
        }
    else:
        said = {str(conclusion.object)}
    for word in (conclusion.property, *sorted(said)):
        if closed_to(knowledge, word):
            yield word


def only_marked_rules_let_through(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What says by `concluded-by` which rules conclude it is concluded by no other."""
    for rule in knowledge.rules:
        for conclusion in rule.then:
            for word in closed_words(knowledge, conclusion):
                allowed = closed_to(knowledge, word)
                if rule.id in allowed:
                    continue
                message = f"'{word}' lets an athlete through, and only some rules may conclude it"
                hint = f"only {', '.join(allowed)} may; conclude what one of them waits for"
                place = word_place(knowledge, conclusion, SUBJECT)
                yield whole(conclusion, place, message, "closed-safeguard", hint)


def every_marked_rule_exists(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Each rule that `concluded-by` names is there, and concludes what names it."""
    if any(problem.location.file.endswith(".yaml") for problem in knowledge.problems):
        return  # a rule that could not be read may be the one
    for thing, words in knowledge.words.items():
        for name in map(str, words.get(CONCLUDED_BY, ())):
            rule = knowledge.rule.get(name)
            if rule and any(thing in (p.property, p.object) for p in rule.then):
                continue
            place = place_of(knowledge, thing, CONCLUDED_BY)
            message = f"'{thing}' is to be concluded by '{name}', which "
            message += "does not conclude it" if rule else "is no rule"
            hint = did_you_mean(name, knowledge.rule) if rule is None else None
            yield problem_at(knowledge.home, place, message, "closed-safeguard", hint)


def what_lifts_a_safeguard_is_closed(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What keeps a rule from holding an athlete back is concluded by marked rules alone."""
    for rule in knowledge.rules:
        if not _holds_back(knowledge, rule):
            continue
        for lift in rule.unless:
            suppliers = [
                conclusion
                for other in knowledge.rules
                for conclusion in other.then
                if may_unify(lift, conclusion) and not any(closed_words(knowledge, conclusion))
            ]
            if suppliers:
                message = f"this lifts what '{rule.id}' guards, and any rule may conclude it"
                hint = f"say which may: {_closing(suppliers[0])} :concluded-by the ids of its rules"
                place = word_place(knowledge, lift, SUBJECT)
                yield whole(lift, place, message, "open-safeguard", hint)


def _closing(conclusion: Pattern) -> str:
    """The word that is to be closed: the status where it is one, else the property."""
    return f":{conclusion.object if conclusion.property == IS else conclusion.property}"


def _holds_back(knowledge: KnowledgeBase, rule: Rule) -> bool:
    """Whether a rule concludes a safeguard that keeps an athlete, or a drill, from something."""
    safeguards = knowledge.instances(SAFEGUARD)
    return any(
        not {pattern.property, pattern.object}.isdisjoint(safeguards)
        and not any(closed_words(knowledge, pattern))
        for pattern in rule.then
    )


def no_silence_lets_through(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Nothing has an athlete do something, or lets one through, for want of an answer.

    An `unless` on an answer is met by whoever was not asked. It does no harm where the answer is
    asked for in `when`, or where another rule concludes the same of whoever gave it.
    """
    asked = {question.property or REPORTS for question in knowledge.questions.values()}
    for rule in knowledge.rules:
        for silence in rule.unless:
            if silence.property not in asked or ANYTHING in silence.terms:
                continue
            known = _known_by(rule, silence)
            told = [
                c for c in rule.then if _has_done(knowledge, c) or any(closed_words(knowledge, c))
            ]
            if told and not known and not all(_alike(knowledge, c, silence) for c in told):
                message = f"whoever was not asked passes here, as if '{silence}' were denied"
                denial = silence._replace(property=DENIES)
                hint = f"if no is meant, ask for it in 'when': {denial}"
                if silence.property != REPORTS:
                    hint = f"let it wait for an answer: '{silence.subject} {silence.property} ...'"
                place = word_place(knowledge, silence, SUBJECT)
                yield whole(silence, place, message, "silence-for-no", hint, "warning")


def _known_by(rule: Rule, silence: Pattern) -> bool:
    """Whether a rule asks for an answer to what it forbids an answer to."""
    if silence.property == REPORTS:
        denial = silence._replace(property=DENIES)
        return any(may_unify(premise, denial) for premise in rule.when)
    return any(premise.property == silence.property for premise in rule.when)


def _has_done(knowledge: KnowledgeBase, conclusion: Pattern) -> bool:
    """Whether a conclusion has the athlete do something."""
    return conclusion.property in {IS_PRESCRIBED, *knowledge.instances(DIRECTIVE)}


def _alike(knowledge: KnowledgeBase, conclusion: Pattern, answer: Pattern) -> bool:
    """Whether a rule concludes the same of whoever gave an answer."""
    return any(
        any(may_unify(answer, premise) for premise in rule.when)
        and any(may_unify(conclusion, other) for other in rule.then)
        for rule in knowledge.rules
    )
