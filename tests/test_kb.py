"""What the knowledge base promises beyond what a check of single statements can say."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from conftest import ROOT
from test_cases import people

from hipexpert.face.citation import address
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.plan import Result


def test_a_drill_fills_one_slot_at_most_and_no_two_drills_of_a_slot_rank_alike(knowledge):
    filled = {drill: knowledge.objects(drill, "fills") for drill in knowledge.instances("Drill")}
    assert all(len(slots) <= 1 for slots in filled.values())
    ranked = Counter(
        (slots[0], knowledge.object(drill, "has-preference"))
        for drill, slots in filled.items()
        if slots
    )
    assert [place for place, count in ranked.items() if count > 1] == []
    assert all(rank is not None for _, rank in ranked)


def test_every_kind_of_drill_has_one_dose_for_each_phase_and_stage(knowledge):
    doses = Counter(
        combination
        for dose in knowledge.instances("Dose")
        for combination in product(
            knowledge.objects(dose, "for-kind"),
            knowledge.objects(dose, "for-phase"),
            knowledge.objects(dose, "for-stage"),
        )
    )
    wanted = product(
        knowledge.instances("DoseKind"),
        knowledge.instances("SeasonPhase"),
        knowledge.instances("TrainingStage"),
    )
    assert set(doses) == set(wanted)
    assert set(doses.values()) == {1}


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
@pytest.mark.parametrize("phase", ["off-season", "in-season", "taper"])
def test_no_plan_passes_the_length_of_a_session(knowledge: KnowledgeBase, consulted, stage, phase):
    limit = knowledge.object("session-length", "minutes")
    kit = list(knowledge.questions["equipment"].choices)
    for name, equipment in product(("founding", "founding-even", "limited-right"), ([], kit)):
        training = {"training-stage": stage, "season-phase": phase, "equipment": equipment}
        result = Result(consulted(people()[name] | training))
        assert result.lines
        assert 0 < result.session_minutes <= limit


def test_a_ratio_is_kept_in_the_sets_of_every_plan(knowledge, consulted):
    result = Result(consulted(people()["founding"]))
    shares = {share.motion: (share.left, share.right) for share in result.ratios}
    for line in result.lines:
        motion = knowledge.object(line.slot, "serves-motion")
        if line.favours:
            left, right = shares[motion]
            assert line.sets["left"] * right == line.sets["right"] * left


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
