"""What would follow if a rule or a claim were rejected, and what no rejection takes away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import answers_file, hipexpert
from test_cases import people
from worlds import make_world, rule

from hipexpert.knowledge.check_safeguards import guards
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.ablation import without
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.what_if import what_if

FACTS = """
tea is-a Drink
coffee is-a Drink
tea rests-on grandmother
tea goes-with biscuit
biscuit goes-with coffee
kettle boils-at hot
kettle rests-on grandmother
stops is-a Safeguard
scalding is-a Safeguard
"""
RULES = (
    rule("drinks-are-served", ["?x is-a Drink"], ["?x is served"]),
    rule("tea-wants-milk", ["coffee is served"], ["tea wants milk"]),
    rule("grandmother-serves-biscuits", ["?x goes-with biscuit"], ["biscuit is served"]).replace(
        "someone-says-so", "grandmother"
    ),
    rule("hot-is-scalding", ["?x boils-at hot"], ["?x is scalding"]),
    rule("scalding-stops", ["?x is scalding"], ["?x stops anyone"]).replace(
        "someone-says-so", "grandmother"
    ),
)


@pytest.fixture
def kitchen(tmp_path: Path) -> KnowledgeBase:
    return make_world(tmp_path, FACTS, *RULES)


def follows(knowledge: KnowledgeBase) -> set[str]:
    return {str(fact) for fact in consult(knowledge, Answers()).justifications}


def test_a_rejected_rule_concludes_nothing(kitchen: KnowledgeBase) -> None:
    ablation = without(kitchen, ("drinks-are-served",), ())
    assert [rule.id for rule in ablation.rules_out] == ["drinks-are-served"]
    assert not ablation.statements_out
    assert follows(ablation.knowledge) == {
        "biscuit is served",
        "kettle is scalding",
        "kettle stops anyone",
    }


def test_a_rejected_claim_takes_its_rules_and_all_that_is_said_of_its_things(
    kitchen: KnowledgeBase,
) -> None:
    ablation = without(kitchen, (), ("grandmother",))
    assert ablation.things == ("kettle", "tea")
    assert {rule.id for rule in ablation.rules_out} == {
        "grandmother-serves-biscuits",
        "tea-wants-milk",
    }
    assert {str(fact) for fact in ablation.statements_out} == {
        "kettle rests-on grandmother",
        "tea goes-with biscuit",
        "tea is-a Drink",
        "tea rests-on grandmother",
    }
    assert follows(ablation.knowledge) == {
        "coffee is served",
        "kettle is scalding",
        "kettle stops anyone",
    }


def test_a_safeguard_and_what_it_looks_at_are_kept(kitchen: KnowledgeBase) -> None:
    ablation = without(kitchen, ("hot-is-scalding",), ("grandmother",))
    assert [rule.id for rule in ablation.rules_kept] == ["hot-is-scalding", "scalding-stops"]
    assert ablation.statements_kept == (Fact("kettle", "boils-at", "hot"),)


def test_each_rejection_has_a_hash_of_its_own(kitchen: KnowledgeBase) -> None:
    asked = [((), ()), (("drinks-are-served",), ()), ((), ("grandmother",)), ((), ("nobody",))]
    reduced = [without(kitchen, *each).knowledge for each in asked]
    assert reduced[0] is reduced[3] is kitchen
    assert len({knowledge.sha256 for knowledge in reduced}) == 3
    assert without(kitchen, *asked[1]).knowledge.sha256 == reduced[1].sha256


# The real knowledge


HELD_BACK = {
    "red flag": {"night-pain": "yes"},
    "open flag": {"groin-lump": "unknown"},
    "ache on hopping": {"hop-pain": "yes", "pain-site": "groin", "pain-side": "right"},
    "growing, nothing said of pain": {"age": "14"},
    "growing and sore, rotation lost": {"age": "14", "pain-side": "right", "pain-site": "knee"},
    "growing and sore, little rotation": {
        "age": "14",
        "pain-side": "left",
        "pain-site": "groin",
        "hip-ir-left": "8",
        "hip-ir-right": "9",
    },
    "sore, age not known": {"pain-side": "right", "pain-site": "thigh"},
}


def consultation_of(changes: dict[str, Answer]) -> Consultation:
    said = {**people()["founding"], **changes}
    known = {question: text for question, text in said.items() if text != "unknown"}
    return consult(real_knowledge(), read_given(real_knowledge(), known))


def is_held_back(consultation: Consultation) -> bool:
    return bool(consultation.facts("is-referred-for") or consultation.facts("has-uncleared"))


def test_whoever_is_held_back_stays_so_whatever_the_safeguards_rest_on_is_rejected() -> None:
    """Each claim of a safeguard, and of what it looks at, alone and all of them together."""
    knowledge = real_knowledge()
    claims = sorted(
        {
            *(
                claim
                for rule in knowledge.rules
                if guards(knowledge, rule)
                for claim in rule.claims
            ),
            *(
                str(claim)
                for thing in knowledge.instances("TriageItem")
                for claim in knowledge.objects(thing, "rests-on")
            ),
        }
    )
    assert len(claims) > 15, claims
    athletes = [*map(consultation_of, HELD_BACK.values())]
    assert all(map(is_held_back, athletes))
    for rejected in [*((claim,) for claim in claims), tuple(claims)]:
        reduced = without(knowledge, (), rejected).knowledge
        for athlete in athletes:
            after = consult(reduced, athlete.answers)
            assert is_held_back(after), rejected
            assert not after.facts("is-prescribed"), rejected


@settings(
    max_examples=6,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
@given(
    st.deferred(lambda: athletes(real_knowledge())),
    st.sampled_from([*HELD_BACK.values()]),
    st.deferred(lambda: st.sets(st.sampled_from([rule.id for rule in real_knowledge().rules]))),
    st.deferred(lambda: st.sets(st.sampled_from(real_knowledge().instances("Claim")))),
)
def test_no_rejection_prescribes_past_a_red_flag(
    said: dict[str, Answer], worse: dict[str, Answer], rules: set[str], claims: set[str]
) -> None:
    knowledge = real_knowledge()
    answers = {k: v for k, v in {**said, **worse}.items() if v != "unknown"}
    before = consult(knowledge, read_given(knowledge, answers))
    ablation = without(knowledge, sorted(rules), sorted(claims))
    assert not any(guards(knowledge, rule) for rule in ablation.rules_out)
    if is_held_back(before):
        after = what_if(before, {}, ablation).after
        assert is_held_back(after)
        assert not after.facts("is-prescribed")


def test_a_rejected_drill_passes_its_turn_on() -> None:
    """Whatever a drill rests on is rejected: a rung on which another drill fits still has one."""
    knowledge = real_knowledge()
    founding = consultation_of({})
    claims = {
        str(claim)
        for drill in knowledge.instances("Drill")
        for claim in knowledge.objects(drill, "rests-on")
    }
    shifted = 0
    for claim in sorted(claims):
        after = what_if(founding, {}, without(knowledge, (), (claim,))).after
        taken = {fact.subject: fact.object for fact in after.facts("has-turn-of")}
        fitting = {fact.subject for fact in after.facts("has-candidate")}
        tried = {fact.subject for fact in after.facts("is") if fact.object == "tried"}
        assert tried & fitting == {*taken}, claim
        shifted += taken != {f.subject: f.object for f in founding.facts("has-turn-of")}
    assert shifted > 2


def test_rejecting_the_pattern_leaves_what_was_measured_unexplained() -> None:
    founding = consultation_of({})
    ablation = without(real_knowledge(), (), ("somerset-pattern",))
    difference = what_if(founding, {}, ablation)
    shown = Fact("athlete", "shows", "functional"), Fact("athlete", "shows", "unexplained")
    assert shown[0] in difference.lost
    assert shown[1] in difference.gained
    gained, lost = difference.turns()
    assert [step.rule.id for step in lost[shown[0]].missing if step.rule] == [
        "hip-driven-one-way-loses-the-other"
    ]
    expected = Fact("left-external-rotation", "is-expected", "limited")
    assert expected in gained[shown[1]].against


def test_a_turn_names_the_answers_that_changed() -> None:
    difference = what_if(consultation_of({}), {"night-pain": "yes"})
    _, lost = difference.turns()
    turn = lost[Fact("athlete", "may", "train")]
    assert [step.fact for step in turn.missing] == [Fact("athlete", "denies", "night-pain")]
    assert {*turn.against} == {
        Fact("athlete", "has-uncleared", "night-pain"),
        Fact("athlete", "is-referred-for", "night-pain"),
    }


# The command


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answers_file(tmp_path_factory.mktemp("case"), people()["founding"])


def test_the_command_tells_what_is_taken_out_and_what_guards(case: Path) -> None:
    asked = ("--without-claim", "red-flags-first", "--answers", str(case), "--plain")
    ended = hipexpert(case.parent, "what-if", *asked)
    assert ended.code == 0
    kept = "denied-flag-is-cleared, cleared-athlete-may-train"
    assert kept in ended.err.replace("\n", " ")
    assert "Kept as safeguards: reported-flag-gives-cause; reported-symptom-gives" in ended.out
    assert "Taken out: nothing" in ended.out


def test_the_command_prints_the_difference_for_other_programs(case: Path) -> None:
    asked = ("hip-ir-right=38", "--without-rule", "treatment-follows-the-finding")
    ended = hipexpert(case.parent, "what-if", *asked, "--answers", str(case), "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert [*found] == ["changes", "without", "gained", "lost", "kept"]
    assert found["changes"] == {"hip-ir-right": 38}
    assert found["without"]["taken-out"]["rules"] == ["treatment-follows-the-finding"]
    lost = {tuple(turn["fact"]): turn for turn in found["lost"]}
    manual = lost["athlete", "is-advised", "manual-therapy"]
    assert manual["missing"][0] == "treatment-follows-the-finding"
    short = lost["right-internal-rotation", "falls-short-degrees", 14]
    assert short["missing"] == [["right-internal-rotation", "measures", 26]]
    assert all(turn["because"] for turn in (*found["gained"], *found["lost"], *found["kept"]))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--without-rule", "fits-drill"), "there is no rule 'fits-drill'"),
        (
            ("--without-rule", "dose-sets-the-dys"),
            "there is no rule 'dose-sets-the-dys'\n  did you mean 'dose-sets-the-days'?",
        ),
        (
            ("--without-claim", "somerset-patern"),
            "there is no claim 'somerset-patern'\n  did you mean 'somerset-pattern'?",
        ),
        (
            ("--without-rule", "cleared-athlete-may-train"),
            "the rule 'cleared-athlete-may-train' guards the athlete and is never taken out",
        ),
        ((), "what should be otherwise?"),
    ],
)
def test_what_cannot_be_rejected_is_refused(
    case: Path, asked: tuple[str, ...], message: str
) -> None:
    ended = hipexpert(case.parent, "what-if", *asked, "--answers", str(case))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"hipexpert: {message}")
