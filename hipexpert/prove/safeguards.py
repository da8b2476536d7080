"""The laws that guard the athlete, proved for every athlete there could be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from hipexpert.model import NUMBER, Answers, Fact, Problem, Rule
from hipexpert.prove.athletes import smallest
from hipexpert.prove.clauses import Literal
from hipexpert.prove.everyone import Everyone, shown_by
from hipexpert.prove.passing import Way, ways_past
from hipexpert.prove.places import at_conclusion, at_thing
from hipexpert.reasoning.answers import answer_facts
from hipexpert.vocabulary.asking import REPORTS
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import ACTIVITY, DIRECTIVE
from hipexpert.vocabulary.prescription import IS_PRESCRIBED
from hipexpert.vocabulary.safety import (
    CONTRAINDICATED_BY,
    HAS_CONDITION,
    MAY,
    RED_FLAG,
    SYMPTOM,
    TRAIN,
)

MAY_TRAIN = Fact(ATHLETE, MAY, TRAIN)


def nothing_is_prescribed_beside_an_open_flag(everyone: Everyone) -> Iterator[Problem]:
    """Nothing is prescribed unless each red flag is denied, cleared where its kind can be, or past.

    This is the theorem of safety. It speaks of what was answered and of nothing that rules made of
    it: see `ways_past`. A symptom that is reported is cleared likewise.
    """
    knowledge, formula, directives = everyone.knowledge, everyone.formula, _directives(everyone)
    clauses, prescribed = formula.clauses, everyone.any_of(directives)
    flags, symptoms = map(set, map(knowledge.instances, (RED_FLAG, SYMPTOM)))
    for item in sorted(flags | symptoms):
        ways = ways_past(knowledge, item)
        passed = clauses.any_of(
            clauses.all_of(
                (*map(formula.answered, way.said), *(-formula.answered(f) for f in way.unsaid))
            )
            for way in ways
        )
        reported = () if item in flags else (Fact(ATHLETE, REPORTS, item),)
        athlete = everyone.somebody(prescribed, -passed, *map(formula.answered, reported))
        if athlete:
            told = next(fact for fact in directives if formula.fact(fact) in athlete.holds)
            shown = partial(_let_through, everyone, (told, *reported), ways)
            given = smallest(knowledge, athlete.answers.given, shown)
            message = f"'{told}' is concluded though '{item}' is neither denied nor cleared"
            yield at_thing(everyone, item, message, "flag-let-through", shown_by(given))


def _let_through(
    everyone: Everyone, present: Iterable[Fact], ways: Iterable[Way], answers: Answers
) -> bool:
    """Whether some facts hold of an athlete whom none of the ways let past."""
    said = answer_facts(everyone.knowledge, answers)
    answered = {*said, *(fact._replace(object=NUMBER) for fact in said)}  # any number will do
    return everyone.meets(answers, present, ()) and not any(way.taken(answered) for way in ways)


def no_activity_without_clearance(everyone: Everyone) -> Iterator[Problem]:
    """Nothing has an athlete do something who may not train."""
    if MAY_TRAIN.property not in everyone.knowledge.properties:
        return
    told: set[Rule] = set()
    for fact in _directives(everyone):
        given = everyone.witness([fact], [MAY_TRAIN])
        rule = None if given is None else everyone.concluding(fact, given)
        if given is not None and rule is not None and rule not in told:
            told.add(rule)
            message = f"this is told to athletes who may not train: {fact}"
            remedy = f"add '?{MAY_TRAIN}' to its 'when'"
            check = "activity-without-clearance"
            yield at_conclusion(everyone, rule, fact, message, check, shown_by(given, remedy))


def nothing_beside_its_contraindication(everyone: Everyone) -> Iterator[Problem]:
    """No athlete is to do what a condition that they are in speaks against, drill or advice.

    Of many that the same rules tell beside one, the first is told of.
    """
    clauses, directives = everyone.formula.clauses, _directives(everyone)
    clashes: dict[Literal, tuple[Fact, Fact]] = {}
    for statement in everyone.knowledge.statements:
        if statement.property == CONTRAINDICATED_BY:
            barred = Fact(ATHLETE, HAS_CONDITION, statement.object)
            for told in (fact for fact in directives if fact.object == statement.subject):
                both = clauses.all_of(map(everyone.formula.fact, (told, barred)))
                clashes[both] = told, barred
    never = everyone.never(clashes)
    alike: dict[frozenset[Rule], list[tuple[Fact, Fact]]] = defaultdict(list)
    for told, barred in (pair for both, pair in clashes.items() if both not in never):
        alike[everyone.able_to_conclude(told)].append((told, barred))
    for (told, barred), *others in alike.values():
        given = everyone.witness([told, barred]) or {}
        message = f"'{told}' is concluded beside '{barred.object}', which speaks against it"
        message += f", and so are {len(others)} more" if others else ""
        rule = everyone.concluding(told, given)
        check = "prescribed-though-barred"
        yield at_conclusion(everyone, rule, told, message, check, shown_by(given))


def _directives(everyone: Everyone) -> list[Fact]:
    """Everything that rules could conclude and that has the athlete do something."""
    knowledge = everyone.knowledge
    directives = {IS_PRESCRIBED, *knowledge.instances(DIRECTIVE)}
    activities = set(knowledge.instances(ACTIVITY))
    outcomes = {name for name, verb in knowledge.properties.items() if verb.outcome}
    return [
        fact
        for fact in everyone.ground.concluding
        if fact.property in directives or (fact.property in outcomes and fact.object in activities)
    ]
