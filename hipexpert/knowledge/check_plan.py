"""Checks that a plan can always be made of what is described: drills, rungs and doses.

A slot that finds no drill, or a drill that finds no dose, would be passed over in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

from hipexpert.knowledge.check_statements import listed
from hipexpert.model import KnowledgeBase, Problem, WrittenKnowledge

_TURNED_BY = {"for-phase": "SeasonPhase", "for-stage": "TrainingStage", "for-state": "DoseState"}


def the_equals_of_a_rung_take_turns(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Of the drills of a rung one comes first in each phase, and their turns make one ring."""
    for rung in knowledge.instances("Rung"):
        drills = [
            d for d in knowledge.instances("Drill") if _object(knowledge, d, "on-rung") == rung
        ]
        firsts = Counter(p for drill in drills for p in knowledge.objects(drill, "comes-first-in"))
        for phase in knowledge.instances("SeasonPhase"):
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
        return _object(knowledge, drills[0], "alternates-with") is None
    met: list[str] = []
    drill: str | None = drills[0]
    while drill is not None and drill not in met:
        met.append(drill)
        drill = _object(knowledge, drill, "alternates-with")
    return drill == drills[0] and set(met) == set(drills)


def no_ladder_is_a_ring(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """No drill leads to itself over the drills it progresses to, and back is the way forth."""
    onward = {d: knowledge.objects(d, "progresses-to") for d in knowledge.instances("Drill")}
    for drill, following in onward.items():
        if drill in _reached(onward, drill):
            message = f"'{drill}' progresses to itself, over the drills it leads to"
            yield _problem(knowledge, drill, message, "ladder-ring", "a ladder leads one way")
        for harder in map(str, following):
            if harder in onward and drill not in knowledge.objects(harder, "regresses-to"):
                message = f"'{drill}' progresses to '{harder}', which does not go back to it"
                hint = f"add ':regresses-to :{drill}' to ':{harder}'"
                yield _problem(knowledge, drill, message, "ladder-without-a-way-back", hint)


def _reached(onward: Mapping[str, tuple[object, ...]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for following in map(str, onward.get(waiting.pop(), ())):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached


def every_drill_trains_what_its_slot_serves(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """A drill of a slot that is kept for a motion trains that motion first of all."""
    for drill in knowledge.instances("Drill"):
        for slot in map(str, knowledge.objects(drill, "fills")):
            served = knowledge.objects(slot, "serves-motion")
            trained = knowledge.objects(drill, "trains")
            if served and not set(served) & set(trained):
                message = f"'{drill}' fills '{slot}', which serves {listed(map(str, served))}, "
                message += f"and trains {listed(map(str, trained or ('nothing',)))}"
                hint = "let it fill a slot for what it trains"
                yield _problem(knowledge, drill, message, "drill-off-its-slot", hint)


def every_drill_has_one_dose(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Each kind of dose has exactly one for each phase, stage and state an athlete can be in."""
    kinds = {kind: Counter[tuple[object, ...]]() for kind in knowledge.instances("DoseKind")}
    for dose in knowledge.instances("Dose"):
        kind = _object(knowledge, dose, "for-kind")
        if kind in kinds:
            kinds[kind].update(product(*(knowledge.objects(dose, p) for p in _TURNED_BY)))
    cases = list(product(*map(knowledge.instances, _TURNED_BY.values())))
    for kind, counted in kinds.items():
        wrong = [case for case in cases if counted[case] != 1]
        if wrong:
            case = listed(map(str, wrong[0]), "and")
            many = f"{counted[wrong[0]] or 'no'} dose{'s' if counted[wrong[0]] > 1 else ''}"
            more = f", and {len(wrong) - 1} cases more" if len(wrong) > 1 else ""
            message = f"'{kind}' has {many} for {case}{more}"
            hint = "exactly one dose goes with each phase, stage and state"
            yield _problem(knowledge, kind, message, "dose-gap", hint)


def shares_are_kept_over_the_week(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """Doses that share a ratio between them have one set in every week, on the same days.

    The rule multiplies the sets of one of them, so anything else would make another ratio of it.
    """
    shared = {
        k for own in knowledge.instances("DoseKind") for k in knowledge.objects(own, "shared-as")
    }
    doses = [d for d in knowledge.instances("Dose") if _object(knowledge, d, "for-kind") in shared]
    steps = [
        s for s in knowledge.instances("DoseStep") if _object(knowledge, s, "steps-from") in doses
    ]
    for each in (*doses, *steps):
        if knowledge.object(each, "has-sets") != 1:
            message = f"'{each}' is a dose in a share, and has not one set"
            hint = "let repetitions, seconds and load change instead: a rule multiplies the sets"
            yield _problem(knowledge, each, message, "share-not-kept", hint)
    days: dict[tuple[object, ...], object] = {}
    for dose in doses:
        for case in product(*(knowledge.objects(dose, p) for p in _TURNED_BY)):
            own = knowledge.object(dose, "has-days-per-week")
            if days.setdefault(case, own) != own:
                message = f"'{dose}' is on {own} days a week, another of the share on {days[case]}"
                hint = "doses in a share are done on as many days, for the same phase, stage, state"
                yield _problem(knowledge, dose, message, "share-not-kept", hint)
                break


def no_caution_gainsays_a_drill(knowledge: WrittenKnowledge) -> Iterator[Problem]:
    """What the caution of a condition tells to leave out is barred by that condition."""
    for condition in knowledge.instances("Condition"):
        for caution in map(str, knowledge.objects(condition, "has-caution")):
            against = set(knowledge.objects(caution, "speaks-against"))
            for drill in knowledge.instances("Drill"):
                kinds = against.intersection(knowledge.objects(drill, "dosed-as"))
                if kinds and condition not in knowledge.objects(drill, "contraindicated-by"):
                    message = f"'{caution}' speaks against '{drill}', which '{condition}' "
                    message += "does not bar"
                    hint = f"add ':contraindicated-by :{condition}' to ':{drill}'"
                    yield _problem(knowledge, drill, message, "caution-gainsays-drill", hint)


def _object(knowledge: KnowledgeBase, subject: str, property: str) -> str | None:
    found = knowledge.object(subject, property)
    return None if found is None else str(found)


def _problem(knowledge: KnowledgeBase, thing: str, message: str, law: str, hint: str) -> Problem:
    return Problem(knowledge.where[thing], message, law, hint, width=len(thing) + 1)
