"""Checks that a plan can always be made of what is described: drills, rungs and doses.

A slot that finds no drill would be passed over in silence, and of two doses one be left to chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from hipexpert.knowledge.check_statements import listed
from hipexpert.model import KnowledgeBase, Problem, WrittenKnowledge
from hipexpert.vocabulary.dosing import (
    DOSE,
    DOSE_KIND,
    DOSE_STEP,
    DOSED_AS,
    FOR_KIND,
    FOR_PHASE,
    FOR_STAGE,
    FOR_STATE,
    HAS_DAYS_PER_WEEK,
    HAS_SETS,
    SHARED_AS,
    STEPS_FROM,
)
from hipexpert.vocabulary.prescription import (
    ALTERNATES_WITH,
    COMES_FIRST_IN,
    DRILL,
    FILLS,
    ON_RUNG,
    PROGRESSES_TO,
    REGRESSES_TO,
    RUNG,
    SEASON_PHASE,
    SERVES_MOTION,
    TRAINS,
)
from hipexpert.vocabulary.safety import CONDITION, CONTRAINDICATED_BY, HAS_CAUTION, SPEAKS_AGAINST

_TURNED_BY = (FOR_PHASE, FOR_STAGE, FOR_STATE)


def the_equals_of_a_rung_take_turns(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Of the drills of a rung one comes first in each phase, and their turns make one ring."""
    for rung in knowledge.instances(RUNG):
        drills = [d for d in knowledge.instances(DRILL) if _object(knowledge, d, ON_RUNG) == rung]
        firsts = Counter(p for drill in drills for p in knowledge.objects(drill, COMES_FIRST_IN))
        for phase in knowledge.instances(SEASON_PHASE):
            if drills and firsts[phase] != 1:
                many = "no drill comes" if not firsts[phase] else f"{firsts[phase]} drills come"
                message = f"{many} first on '{rung}' in the phase '{phase}'"
                hint = "let 'comes-first-in' name each phase for one drill of the rung"
                yield _problem(knowledge, rung, message, "rung-without-a-turn", hint)
        if drills and not _one_ring(knowledge, drills):
            message = f"the drills of '{rung}' do not take turns in one ring"
            hint = "let 'alternates-with' lead from each to another until all were met: "
            hint += listed(drills, "and")
            yield _problem(knowledge, rung, message, "rung-without-a-turn", hint)


def _one_ring(knowledge: KnowledgeBase, drills: list[str]) -> bool:
    if len(drills) == 1:
        return _object(knowledge, drills[0], ALTERNATES_WITH) is None
    met: list[str] = []
    drill: str | None = drills[0]
    while drill is not None and drill not in met:
        met.append(drill)
        drill = _object(knowledge, drill, ALTERNATES_WITH)
    return drill == drills[0] and set(met) == set(drills)


def every_ladder_leads_back(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A drill that another progresses to goes back to that one."""
    drills = knowledge.instances(DRILL)
    for drill in drills:
        for harder in map(str, knowledge.objects(drill, PROGRESSES_TO)):
            if harder in drills and drill not in knowledge.objects(harder, REGRESSES_TO):
                message = f"'{drill}' progresses to '{harder}', which does not go back to it"
                hint = f"add ':regresses-to :{drill}' to ':{harder}'"
                yield _problem(knowledge, drill, message, "ladder-without-a-way-back", hint)


def every_drill_trains_what_its_slot_serves(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A drill of a slot that is kept for a motion trains that motion first of all."""
    for drill in knowledge.instances(DRILL):
        for slot in map(str, knowledge.objects(drill, FILLS)):
            served = knowledge.objects(slot, SERVES_MOTION)
            trained = knowledge.objects(drill, TRAINS)
            if served and not set(served) & set(trained):
                message = f"'{drill}' fills '{slot}', which serves {listed(map(str, served))}, "
                message += f"and trains {listed(map(str, trained or ('nothing',)))}"
                hint = "let it fill a slot for what it trains"
                yield _problem(knowledge, drill, message, "drill-off-its-slot", hint)


def no_drill_has_two_doses(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Each kind of dose has one at most for a phase, stage and state that an athlete can be in."""
    cases: dict[tuple[object, ...], str] = {}
    for dose in knowledge.instances(DOSE):
        kind = _object(knowledge, dose, FOR_KIND)
        for case in product((kind,), *(knowledge.objects(dose, p) for p in _TURNED_BY)):
            other = cases.setdefault(case, dose)
            if other != dose:
                message = f"'{dose}' is for {listed(map(str, case), 'and')}, as '{other}' is"
                hint = "one dose goes with each phase, stage and state"
                yield _problem(knowledge, dose, message, "two-doses", hint)
                break


def shares_are_kept_over_the_week(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Doses that share a ratio between them have one set in every week, on the same days.

    The rule multiplies the sets of one of them, so anything else would make another ratio of it.
    """
    shared = {
        k for own in knowledge.instances(DOSE_KIND) for k in knowledge.objects(own, SHARED_AS)
    }
    doses = [d for d in knowledge.instances(DOSE) if _object(knowledge, d, FOR_KIND) in shared]
    steps = [
        s for s in knowledge.instances(DOSE_STEP) if _object(knowledge, s, STEPS_FROM) in doses
    ]
    for each in (*doses, *steps):
        if knowledge.object(each, HAS_SETS) != 1:
            message = f"'{each}' is a dose in a share, and has not one set"
            hint = "let repetitions, seconds and load change instead: a rule multiplies the sets"
            yield _problem(knowledge, each, message, "share-not-kept", hint)
    days: dict[tuple[object, ...], object] = {}
    for dose in doses:
        for case in product(*(knowledge.objects(dose, p) for p in _TURNED_BY)):
            own = knowledge.object(dose, HAS_DAYS_PER_WEEK)
            if days.setdefault(case, own) != own:
                message = f"'{dose}' is on {own} days a week, another of the share on {days[case]}"
                hint = "doses in a share are done on as many days, for the same phase, stage, state"
                yield _problem(knowledge, dose, message, "share-not-kept", hint)
                break


def no_caution_gainsays_a_drill(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What the caution of a condition tells to leave out is barred by that condition."""
    for condition in knowledge.instances(CONDITION):
        for caution in map(str, knowledge.objects(condition, HAS_CAUTION)):
            against = set(knowledge.objects(caution, SPEAKS_AGAINST))
            for drill in knowledge.instances(DRILL):
                kinds = against.intersection(knowledge.objects(drill, DOSED_AS))
                if kinds and condition not in knowledge.objects(drill, CONTRAINDICATED_BY):
                    message = f"'{caution}' speaks against '{drill}', which '{condition}' "
                    message += "does not bar"
                    hint = f"add ':contraindicated-by :{condition}' to ':{drill}'"
                    yield _problem(knowledge, drill, message, "caution-gainsays-drill", hint)


def _object(knowledge: KnowledgeBase, subject: str, property: str) -> str | None:
    found = knowledge.object(subject, property)
    return None if found is None else str(found)


def _problem(knowledge: KnowledgeBase, thing: str, message: str, law: str, hint: str) -> Problem:
    return Problem(knowledge.where[thing], message, law, hint, width=len(thing) + 1)
