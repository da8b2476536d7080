"""The laws that guard the athlete, proved for every athlete there could be."""

from __future__ import annotations

from collections.abc import Iterator

from hipexpert.model import Fact, Problem, Rule
from hipexpert.prove.everyone import Everyone, shown_by
from hipexpert.prove.places import at_conclusion, at_thing
from hipexpert.vocabulary.asking import DENIES, REPORTS
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import ACTIVITY, DIRECTIVE
from hipexpert.vocabulary.prescription import IS_PRESCRIBED
from hipexpert.vocabulary.safety import (
    CLEARABLE,
    CONTRAINDICATED_BY,
    HAS_CONDITION,
    HAS_ONLY_A_HISTORY_OF,
    HISTORY_FLAG,
    MAY,
    RED_FLAG,
    SYMPTOM,
    TRAIN,
    WAS_SEEN_FOR,
)

MAY_TRAIN = Fact(ATHLETE, MAY, TRAIN)


def nothing_is_prescribed_beside_an_open_flag(everyone: Everyone) -> Iterator[Problem]:
    """Nothing is prescribed unless each red flag is denied, cleared where its kind can be, or past.

    This is the theorem of safety. It speaks of what was answered and of nothing that rules made of
    it: a flag is denied; or of a kind that a clinician's word clears, and that word was given; or
    of the past, in an athlete without pain, which the knowledge lets pass. A symptom that is
    reported is cleared likewise.
    """
    knowledge, formula, directives = everyone.knowledge, everyone.formula, _directives(everyone)
    flags, symptoms, past, clearable = map(
        set, map(knowledge.instances, (RED_FLAG, SYMPTOM, HISTORY_FLAG, CLEARABLE))
    )
    for item in sorted(flags | symptoms):
        harmless = [Fact(ATHLETE, DENIES, item)] if item in flags else []
        harmless += [Fact(ATHLETE, WAS_SEEN_FOR, item)] if item in clearable else []
        harmless += [Fact(ATHLETE, HAS_ONLY_A_HISTORY_OF, item)] if item in past else []
        reported = [] if item in flags else [Fact(ATHLETE, REPORTS, item)]
        literals = [formula.fact(fact) for fact in reported]
        literals += [-formula.fact(fact) for fact in harmless]
        athlete = everyone.somebody(everyone.any_of(directives), *literals)
        if athlete:
            told = next(fact for fact in directives if formula.fact(fact) in athlete.holds)
            given = everyone.witness([told, *reported], harmless) or {}
            message = f"'{told}' is concluded though '{item}' is neither denied nor cleared"
            yield at_thing(everyone, item, message, "flag-let-through", shown_by(given))


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


def no_drill_beside_its_contraindication(everyone: Everyone) -> Iterator[Problem]:
    """No athlete is prescribed a drill who is in a condition that speaks against it."""
    for statement in everyone.knowledge.statements:
        if statement.property != CONTRAINDICATED_BY:
            continue
        prescribed = Fact(ATHLETE, IS_PRESCRIBED, statement.subject)
        given = everyone.witness([prescribed, Fact(ATHLETE, HAS_CONDITION, statement.object)])
        if given is not None:
            message = f"'{statement.subject}' can be prescribed beside '{statement.object}', "
            message += "which speaks against it"
            rule = everyone.concluding(prescribed, given)
            check = "prescribed-though-barred"
            yield at_conclusion(everyone, rule, prescribed, message, check, shown_by(given))


def _directives(everyone: Everyone) -> list[Fact]:
    """Everything that rules could conclude and that has the athlete do something."""
    knowledge = everyone.knowledge
    directives, activities = map(set, map(knowledge.instances, (DIRECTIVE, ACTIVITY)))
    outcomes = {name for name, verb in knowledge.properties.items() if verb.outcome}
    return [
        fact
        for fact in everyone.ground.concluding
        if fact.property in directives or (fact.property in outcomes and fact.object in activities)
    ]
