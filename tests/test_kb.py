"""What the knowledge base promises beyond what a check of single statements can say."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from conftest import ROOT
from test_cases import people

from hipexpert.face.citation import address
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.plan import Line, Result
from hipexpert.reasoning.verdict import Week


def test_a_drill_fills_one_slot_at_most_and_stands_on_one_rung_of_it(knowledge):
    for drill in knowledge.instances("Drill"):
        slots = knowledge.objects(drill, "fills")
        rungs = knowledge.objects(drill, "on-rung")
        assert len(slots) <= 1, drill
        assert len(rungs) == len(slots), drill
        assert [knowledge.object(rung, "of-slot") for rung in rungs] == [*slots], drill


def equals(knowledge: KnowledgeBase) -> dict[str, list[str]]:
    """The drills of each rung."""
    found: dict[str, list[str]] = {rung: [] for rung in knowledge.instances("Rung")}
    for drill in knowledge.instances("Drill"):
        for rung in knowledge.objects(drill, "on-rung"):
            found[str(rung)].append(drill)
    return found


def test_of_the_drills_of_a_rung_one_comes_first_in_each_phase(knowledge):
    for rung, drills in equals(knowledge).items():
        first = Counter(p for drill in drills for p in knowledge.objects(drill, "comes-first-in"))
        assert first == Counter(knowledge.instances("SeasonPhase")), rung


def test_the_drills_of_a_rung_take_turns_until_each_had_one(knowledge):
    for rung, drills in equals(knowledge).items():
        if len(drills) == 1:
            assert not knowledge.objects(drills[0], "alternates-with"), rung
            continue
        turns = [drills[0]]
        for _ in drills:
            (following,) = knowledge.objects(turns[-1], "alternates-with")
            turns.append(following)
        assert turns[0] == turns[-1], rung
        assert {*turns} == {*drills}, rung


def test_a_slot_gets_from_its_first_rung_to_each_of_its_rungs(knowledge):
    for slot in knowledge.instances("Slot"):
        (rung,) = knowledge.objects(slot, "tries-first")
        tried = [rung]
        while easier := knowledge.object(tried[-1], "easier-rung"):
            assert easier not in tried
            tried.append(easier)
        own = {r for r in knowledge.instances("Rung") if slot in knowledge.objects(r, "of-slot")}
        assert {*tried} == own, slot
        assert {*knowledge.objects(slot, "tries-for-upkeep")} <= own, slot


def test_a_step_restates_all_that_its_dose_says(knowledge):
    """And no two steps of a dose begin in the same week."""
    begun = Counter()
    for step in knowledge.instances("DoseStep"):
        dose = knowledge.object(step, "steps-from")
        begun[dose, knowledge.object(step, "from-week")] += 1
        for said in ("has-sets", "has-repetitions", "has-hold-seconds", "has-load"):
            assert len(knowledge.objects(step, said)) == len(knowledge.objects(dose, said)), step
    assert set(begun.values()) == {1}


def test_every_slot_that_a_plan_opens_has_a_drill_without_kit_for_a_novice(knowledge):
    """But for soft tissue, which cannot be worked without something to roll on."""
    simple = {
        knowledge.object(drill, "fills")
        for drill in knowledge.instances("Drill")
        if not knowledge.objects(drill, "needs-equipment")
        and knowledge.object(drill, "at-level") == "novice"
    }
    assert set(knowledge.instances("Slot")) - simple == {"soft-tissue-slot"}


def test_a_series_leads_up_and_back_down_again(knowledge):
    for drill in knowledge.instances("Drill"):
        for harder in knowledge.objects(drill, "progresses-to"):
            assert drill in knowledge.objects(str(harder), "regresses-to")
            assert knowledge.text(drill, "criterion"), f"{drill} says no criterion to move on"


@pytest.mark.parametrize("stage", ["novice", "intermediate", "advanced"])
@pytest.mark.parametrize("phase", ["off-season", "pre-season", "in-season", "taper"])
def test_no_plan_passes_the_length_of_a_session_in_any_week(
    knowledge: KnowledgeBase, consulted, stage, phase
):
    limit = knowledge.object("session-length", "minutes")
    kit = list(knowledge.questions["equipment"].choices)
    for name, equipment in product(("founding", "founding-even", "limited-right"), ([], kit)):
        training = {"training-stage": stage, "season-phase": phase, "equipment": equipment}
        result = Result(consulted(people()[name] | training))
        assert result.lines
        first, *later = minutes_by_week(result)
        assert first == pytest.approx(result.session_minutes, abs=0.05)
        assert 0 < first <= limit
        assert all(0 < minutes <= limit for minutes in later)


def minutes_by_week(result: Result) -> list[float]:
    """About how long a session with all drills takes in each week of the plan."""
    weeks = range(int(result.review_after_weeks or 0))
    return [sum(seconds(result, line, line.weeks[n]) for line in result.lines) / 60 for n in weeks]


def seconds(result: Result, line: Line, week: Week) -> float:
    """How long a drill takes: what is held or repeated, and the rest after it."""
    knowledge = result.knowledge
    kind = str(result.consultation.value(line.drill, "is-dosed-as"))
    times, rest = float(week.repetitions or 0), float(line.dose.rest_seconds or 0)
    tempo = float(knowledge.object(kind, "has-tempo-seconds") or 0)
    held = times * (float(week.hold_seconds or 0) + rest)
    one_set = held if week.hold_seconds else times * tempo + rest
    at_once = knowledge.object(line.drill, "worked") == "both-sides-at-once"
    sets = week.sets["left"] if at_once else sum(map(float, week.sets.values()))
    return float(sets) * one_set


def test_a_ratio_is_kept_in_the_sets_of_every_week(knowledge, consulted):
    result = Result(consulted(people()["founding"]))
    shares = {share.motion: (share.left, share.right) for share in result.ratios}
    for line in result.lines:
        motion = knowledge.object(line.slot, "serves-motion")
        if line.dose.favours:
            left, right = shares[motion]
            for sets in (line.dose.sets, *(week.sets for week in line.weeks)):
                assert sets["left"] * right == sets["right"] * left


# How claims stand


def standing_by_the_lists(knowledge: KnowledgeBase, claim: str) -> set[str]:
    """How a claim may stand, by the publications listed on either side of it."""
    for_it, against = (knowledge.objects(claim, s) for s in ("supported-by", "contradicted-by"))
    if for_it and against:
        return {"mixed"}
    if against:
        return {"contradicted"}
    return {"supported"} if for_it else {"untested", "opinion"}


def test_every_claim_stands_as_its_publications_say(knowledge: KnowledgeBase) -> None:
    for claim in knowledge.instances("Claim"):
        standing = knowledge.object(claim, "has-standing")
        assert standing in standing_by_the_lists(knowledge, claim), claim
        assert standing != "supported" or not knowledge.objects(claim, "doubted-by"), claim


def test_the_broken_world_of_the_standings_has_the_shapes_of_the_knowledge() -> None:
    case = ROOT / "tests" / "broken" / "standing-against-its-sources" / "shapes.ttl"
    shapes = case.read_text(encoding="utf-8").split("ns/shacl#> .\n")[1].strip().split("\n\n")
    assert set(shapes) <= set((ROOT / "shapes.ttl").read_text(encoding="utf-8").split("\n\n"))


@pytest.mark.parametrize("claim", ["somerset-pattern", "somerset-one-direction"])
def test_what_nobody_tested_stands_as_untested(knowledge: KnowledgeBase, claim: str) -> None:
    assert knowledge.object(claim, "has-standing") == "untested"
    assert knowledge.text(claim, "not-found")


def test_a_publication_without_a_doi_has_the_address_where_it_was_seen(
    knowledge: KnowledgeBase,
) -> None:
    sources = knowledge.instances("Source")
    unlinked = [s for s in sources if not address(knowledge, s)]
    assert all(address(knowledge, s).startswith("https://") for s in sources if s not in unlinked)
    assert not [s for s in sources if knowledge.text(s, "doi") and knowledge.text(s, "address")]
    assert len(unlinked) < len(sources) / 10, unlinked
