"""The laws of words: what is told is so, and where one thing is to be told it is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from hipexpert.model import Fact, Location, Problem
from hipexpert.notation import NotationError, read_pattern
from hipexpert.prove.everyone import Everyone, shown_by
from hipexpert.prove.places import at_conclusion, at_thing
from hipexpert.vocabulary.language import SINGLE_VALUED, STATES


def what_is_single_has_one_value(everyone: Everyone) -> Iterator[Problem]:
    """Of a property that has one value no two are concluded of a thing, for any athlete."""
    values: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in everyone.concluded(everyone.knowledge.instances(SINGLE_VALUED)):
        values[fact.subject, fact.property].append(fact)
    clauses, holds, told = everyone.formula.clauses, everyone.formula.fact, set[str]()
    for (_, verb), facts in values.items():
        pairs = {pair: clauses.all_of(map(holds, pair)) for pair in combinations(facts, 2)}
        athlete = verb not in told and everyone.somebody(clauses.any_of(pairs.values()))
        if athlete:
            told.add(verb)
            yield _two_values(everyone, *next(p for p in pairs if pairs[p] in athlete.holds))


def _two_values(everyone: Everyone, one: Fact, other: Fact) -> Problem:
    given = everyone.witness([one, other]) or {}
    message = f"'{one}' and '{other}' can hold at once, though '{one.property}' has one value"
    rule = everyone.concluding(one, given)
    return at_conclusion(everyone, rule, one, message, "two-values", shown_by(given))


def what_a_sentence_states_is_so(everyone: Everyone) -> Iterator[Problem]:
    """A sentence that says what it `states` is told only to athletes of whom that holds."""
    knowledge = everyone.knowledge
    telling: dict[str, list[Fact]] = defaultdict(list)
    for fact in everyone.ground.concluding:
        verb = knowledge.properties.get(fact.property)  # what is not declared is told elsewhere
        if verb and verb.outcome and isinstance(fact.object, str):
            telling[fact.object].append(fact)
    for thing, texts in knowledge.words.items():
        for text in map(str, texts.get(STATES, ())):
            for fact in telling.get(thing, ()):
                yield from _untrue(everyone, fact, text)


def _untrue(everyone: Everyone, fact: Fact, text: str) -> Iterator[Problem]:
    """That a thing is told though what its sentence states does not hold."""
    thing = str(fact.object)
    try:
        pattern = read_pattern(text, Location("", 1))
    except NotationError as error:
        message = f"this states '{text}': {error.message}"
        yield at_thing(everyone, thing, message, "sentence-states-nothing", error.hint)
        return
    stated = [*everyone.ground.possible.matching(pattern)]
    if everyone.somebody(everyone.formula.fact(fact), -everyone.any_of(stated)):
        given = everyone.witness([fact], stated) or {}
        message = f"'{thing}' is told though '{text}' need not hold"
        rule = everyone.concluding(fact, given)
        yield at_conclusion(everyone, rule, fact, message, "sentence-not-so", shown_by(given))
