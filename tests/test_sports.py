"""What holds of every sport: what is known is told, a word that two could claim names neither."""

from __future__ import annotations

from collections import defaultdict

from hipexpert.knowledge.names import claim, plain
from hipexpert.model import Answers, KnowledgeBase
from hipexpert.reasoning.interview import interview

OTHER = "other"


def test_of_every_sport_something_is_told(knowledge: KnowledgeBase) -> None:
    told = {
        str(thing)
        for note in knowledge.instances("Note")
        for thing in knowledge.objects(note, "concerns")
    }
    silent = {sport for sport in knowledge.instances("Sport") if sport not in told}
    assert silent == {OTHER}


def test_a_sport_that_is_known_to_drive_a_side_says_which_way(knowledge: KnowledgeBase) -> None:
    known = [
        sport
        for sport in knowledge.instances("Sport")
        if knowledge.object(sport, "rotation-evidence") == "drives-one-side"
    ]
    assert known
    for sport in known:
        demands = map(str, knowledge.objects(sport, "demands"))
        assert any(knowledge.objects(demand, "drives") for demand in demands), sport


def test_every_sport_can_be_chosen(knowledge: KnowledgeBase) -> None:
    assert {*knowledge.questions["sport"].choices} == {*knowledge.instances("Sport")}


def test_a_word_that_two_sports_could_claim_is_the_name_of_none(knowledge: KnowledgeBase) -> None:
    sports = knowledge.questions["sport"].choices
    loose = defaultdict(set)
    for sport in sports:
        for word in knowledge.words[sport].get("loosely-called", ()):
            loose[plain(str(word))].add(sport)
    assert len(loose) > 20
    for word, claimants in loose.items():
        if word not in sports:
            found = claim(knowledge, word, sports)
            assert not found.sure, word
            assert {*found.things} == claimants, word
            assert len(claimants) > 1, f"nobody else is called '{word}'"


def test_which_side_does_what_is_asked_only_of_those_whose_sport_it_matters_to(
    knowledge: KnowledgeBase,
) -> None:
    flags = dict.fromkeys(knowledge.instances("RedFlag"), "no")
    given = {**flags, "pain-site": "none", "age": 25}
    asked = {
        sport: {
            question.id
            for question in interview(knowledge, Answers({**given, "sport": sport})).questions
            if question.group == "laterality-questions"
        }
        for sport in ("boxing", "figure-skating", "canoe-sprint", "road-running", "rugby", OTHER)
    }
    assert asked == {
        "boxing": {"stance-foot"},
        "figure-skating": {"landing-leg"},
        "canoe-sprint": {"kneeling-knee"},
        "road-running": {"road-crown-side"},
        "rugby": set(),
        OTHER: set(),
    }
