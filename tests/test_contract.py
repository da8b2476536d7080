"""What other programs rely on: the shape of the JSON, and what it says case by case.

The shape is written out once, below, and every consultation and every proof here is held
against it. Which rule carries a conclusion is the matter of `cases/contract.yaml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Given, read_given, real_knowledge
from program import answers_file, hipexpert
from test_cases import people

from hipexpert.model import Fact
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import why

RANGES = ["hip-ir-left", "hip-ir-right", "hip-er-left", "hip-er-right"]
ALL_KIT = ["band", "belt", "box", "bench", "chair", "dumbbell", "barbell", "foam-roller", "ball"]

Json = dict[str, Any]


def answers(person: str, **changes: str | list[str]) -> dict[str, str | list[str]]:
    """The answers of one of the people, some changed; `_` stands for `-` in their names."""
    return {**people()[person], **{k.replace("_", "-"): v for k, v in changes.items()}}


def consulted(person: str, **changes: str | list[str]) -> Json:
    """The JSON of a consultation, as read back from text; its shape is right."""
    found: Json = json.loads(printed(json.dumps(answers(person, **changes))))
    assert not [*misfits(found, CONSULTATION)]
    return found


@cache
def printed(given: str) -> str:
    knowledge = real_knowledge()
    return json.dumps(Result(consult(knowledge, read_given(knowledge, json.loads(given)))).json())


def ids(items: list[Json]) -> list[str]:
    return [item["id"] for item in items]


def ratios(found: Json) -> dict[str, tuple[float, float]]:
    return {ratio["motion"]: (ratio["left"], ratio["right"]) for ratio in found["ratios"]}


def favoured(found: Json) -> dict[str, set[str | None]]:
    """For each slot of the plan that serves a motion, the sides its drills favour."""
    knowledge = real_knowledge()
    sides: dict[str, set[str | None]] = {}
    for line in found["plan"]:
        slot = str(knowledge.object(line["drill"], "fills"))
        for motion in knowledge.objects(slot, "serves-motion"):
            sides.setdefault(str(motion), set()).add(line["favours"])
    return sides


# The shape


class OneOf:
    """Any of these values."""

    def __init__(self, *values: object) -> None:
        self.values = values


class NameOf:
    """The name of an individual of a class, of a rule, or of a question."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def known(self) -> set[str]:
        knowledge = real_knowledge()
        named = {"Rule": knowledge.rule, "Question": knowledge.questions}
        return set(named.get(self.kind) or knowledge.instances(self.kind))


class Maybe:
    """Null, or of this shape."""

    def __init__(self, shape: object) -> None:
        self.shape = shape


def misfits(value: object, shape: object, place: str = "$") -> Iterator[str]:
    """Where a value differs from a shape. A key must be there, and no other may be."""
    match shape:
        case dict():
            if not isinstance(value, dict) or list(value) != list(shape):
                yield f"{place}: {value!r} has not the keys {list(shape)}"
                return
            for key, part in shape.items():
                yield from misfits(value[key], part, f"{place}.{key}")
        case list():
            if not isinstance(value, list):
                yield f"{place}: {value!r} is no list"
                return
            for number, item in enumerate(value):
                yield from misfits(item, shape[0], f"{place}[{number}]")
        case OneOf():
            if value not in shape.values:
                yield f"{place}: {value!r} is none of {shape.values}"
        case NameOf():
            if value not in shape.known():
                yield f"{place}: {value!r} is no {shape.kind}"
        case Maybe():
            if value is not None:
                yield from misfits(value, shape.shape, place)
        case re.Pattern():
            if not isinstance(value, str) or not shape.fullmatch(value):
                yield f"{place}: {value!r} does not match {shape.pattern}"
        case _ if shape is float:
            if not isinstance(value, int | float) or isinstance(value, bool):
                yield f"{place}: {value!r} is no number"
        case _:
            assert isinstance(shape, type)
            if not isinstance(value, shape):
                yield f"{place}: {value!r} is no {shape.__name__}"


TEXT = re.compile(r"\S.*[.!?]", re.DOTALL)
GROUNDS = {"rules": [NameOf("Rule")], "claims": [NameOf("Claim")]}
SIDE = OneOf("left", "right")
CONSULTATION = {
    "schema": OneOf("hipexpert/consultation/1"),
    "status": OneOf("plan", "refer", "incomplete"),
    "knowledge": {"version": re.compile(r"\d+\.\d+\.\d+"), "sha256": re.compile("[0-9a-f]{64}")},
    "answers": dict,
    "referral": Maybe(
        {
            "urgency": NameOf("Urgency"),
            "reasons": [
                {
                    "id": str,
                    "text": TEXT,
                    **GROUNDS,
                    "urgency": NameOf("Urgency"),
                    "seen-by": str,
                }
            ],
        }
    ),
    "asymmetry": {
        "type": OneOf(
            "functional",
            "structural-suspected",
            "mixed",
            "both-limited",
            "unexplained",
            "unattributed",
            "none",
            "provisional",
            "undetermined",
        ),
        "findings": [
            {
                "side": SIDE,
                "motion": OneOf("internal-rotation", "external-rotation"),
                "status": OneOf("limited", "scant", "turned-in", "turned-out"),
                "basis": OneOf("measured", "expected", "both"),
                "gap-degrees": Maybe(float),
            }
        ],
        "signs": [
            {"side": Maybe(SIDE), "sign": NameOf("StructuralSign"), "rules": [NameOf("Rule")]}
        ],
    },
    "ratios": [
        {
            "motion": OneOf("internal-rotation", "external-rotation"),
            "left": float,
            "right": float,
            "claims": [NameOf("Claim")],
        }
    ],
    "unilateral-to-bilateral": Maybe(
        {"unilateral": float, "bilateral": float, "claims": [NameOf("Claim")]}
    ),
    "plan": [
        {
            "drill": NameOf("Drill"),
            "label": str,
            "favours": Maybe(SIDE),
            "sets": {"left": float, "right": float},
            "repetitions": Maybe(float),
            "hold-seconds": Maybe(float),
            "days-per-week": float,
            "first": Maybe(SIDE),
            "load": Maybe(str),
            "rest-seconds": float,
            "next": Maybe({"drill": NameOf("Drill"), "criterion": TEXT}),
            "weeks": [
                {
                    "week": int,
                    "sets": {"left": float, "right": float},
                    "repetitions": float,
                    "hold-seconds": Maybe(float),
                }
            ],
            **GROUNDS,
            "assumes": [NameOf("Question")],
        }
    ],
    "advice": [{"id": str, "text": TEXT, **GROUNDS}],
    "cautions": [{"id": NameOf("Caution"), "text": TEXT, **GROUNDS}],
    "notes": [{"id": NameOf("Note"), "text": TEXT, **GROUNDS}],
    "session-minutes": Maybe(float),
    "left-out": [{"id": NameOf("Drill"), "text": TEXT, **GROUNDS}],
    "disputes": [
        {
            "claim": NameOf("Claim"),
            "standing": OneOf("supported", "mixed", "contradicted", "untested", "opinion"),
            "text": TEXT,
            "for": [NameOf("Source")],
            "against": [NameOf("Source")],
        }
    ],
    "other": [{"fact": [object], "text": str, "rules": [str], "claims": [str]}],
    "measure-next": [NameOf("Question")],
    "could-change": [NameOf("Question")],
    "review-after-weeks": Maybe(float),
}


def proof_misfits(proof: Json, place: str = "$") -> Iterator[str]:
    """Where a proof differs from the shape, or a step has what its kind cannot have."""
    shape = {
        "fact": list,
        "kind": OneOf("given", "stated", "derived", "absent"),
        "rule": Maybe(NameOf("Rule")),
        "because": str,
        "claims": [NameOf("Claim")],
        "location": Maybe(re.compile(r"(?:[\w./-]+):[1-9]\d*")),
        "absence": Maybe(OneOf("denied", "unknown", "ruled-out")),
        "questions": [NameOf("Question")],
        "standing": Maybe(NameOf("Standing")),
        "weakest-claim": Maybe(NameOf("Claim")),
        "premises": list,
    }
    yield from misfits(proof, shape, place)
    if len(proof["fact"]) != 3 or not all(isinstance(word, str) for word in proof["fact"][:2]):
        yield f"{place}: {proof['fact']} is no triple"
    if (proof["rule"] is None) is (proof["kind"] == "derived"):
        yield f"{place}: {proof['kind']} by rule {proof['rule']}"
    if proof["kind"] == "derived" and not str(proof["location"]).startswith("rules/"):
        yield f"{place}: a rule at {proof['location']}"
    if (proof["absence"] is None) is (proof["kind"] == "absent"):
        yield f"{place}: {proof['kind']}, and its absence is {proof['absence']}"
    if (proof["absence"] == "unknown") is not bool(proof["questions"] and proof["absence"]):
        yield f"{place}: {proof['absence']}, with the questions {proof['questions']}"
    if proof["premises"] and proof["kind"] in ("given", "stated"):
        yield f"{place}: {proof['kind']} rests on something"
    for number, premise in enumerate(proof["premises"]):
        yield from proof_misfits(premise, f"{place}.premises[{number}]")


# Case by case


def test_the_founding_athlete_is_functional() -> None:
    found = consulted("founding")
    assert found["status"] == "plan"
    assert found["referral"] is None
    assert found["asymmetry"]["type"] == "functional"
    assert found["asymmetry"]["findings"] == [
        {
            "side": "right",
            "motion": "internal-rotation",
            "status": "limited",
            "basis": "both",
            "gap-degrees": 14,
        },
        {
            "side": "left",
            "motion": "external-rotation",
            "status": "limited",
            "basis": "both",
            "gap-degrees": 12,
        },
    ]
    assert ratios(found) == {"internal-rotation": (1, 2), "external-rotation": (2, 1)}
    claims = {ratio["motion"]: ratio["claims"] for ratio in found["ratios"]}
    assert "somerset-ir-ratio" in claims["internal-rotation"]
    assert "somerset-er-ratio" in claims["external-rotation"]
    one_legged = found["unilateral-to-bilateral"]
    assert (one_legged["unilateral"], one_legged["bilateral"]) == (3, 1)
    assert "somerset-unilateral" in one_legged["claims"]
    assert {"run-warm-up-clockwise", "manual-therapy"} <= {*ids(found["advice"])}
    assert favoured(found) == {"internal-rotation": {"right"}, "external-rotation": {"left"}}
    assert found["measure-next"] == []
    assert found["review-after-weeks"] == 6


def test_the_sets_of_a_plan_keep_its_ratios() -> None:
    found = consulted("founding")
    assert 0 < len(found["plan"]) <= 6
    for line in found["plan"]:
        for sets in (line["sets"], *(week["sets"] for week in line["weeks"])):
            left, right = sets["left"], sets["right"]
            assert {"right": right == 2 * left, "left": left == 2 * right, None: left == right}[
                line["favours"]
            ], line
        assert (line["repetitions"] or line["hold-seconds"]) is not None
    one, two = (
        next(line for line in found["plan"] if in_family(line["drill"], family))
        for family in ("single-leg", "bilateral")
    )
    assert one["days-per-week"] == two["days-per-week"]
    for by_one, by_two in zip(one["weeks"], two["weeks"], strict=True):
        assert by_one["sets"]["left"] == 3 * by_two["sets"]["left"]


@pytest.mark.parametrize(("phase", "weeks"), [("off-season", 6), ("in-season", 6), ("taper", 1)])
def test_a_plan_is_told_week_by_week_up_to_its_review(phase: str, weeks: int) -> None:
    found = consulted("founding", season_phase=phase)
    assert found["review-after-weeks"] == weeks
    for line in found["plan"]:
        assert [week["week"] for week in line["weeks"]] == [*range(1, weeks + 1)]
        told = {key: line[key] for key in ("sets", "repetitions", "hold-seconds")}
        assert line["weeks"][0] == {"week": 1, **told}


def in_family(drill: str, family: str) -> bool:
    return family in real_knowledge().objects(drill, "in-family")


def test_nothing_measured_is_provisional_with_the_same_ratios() -> None:
    found = consulted("founding-unmeasured")
    assert found["status"] == "plan"
    assert found["asymmetry"]["type"] == "provisional"
    assert [(f["basis"], f["gap-degrees"]) for f in found["asymmetry"]["findings"]] == [
        ("expected", None)
    ] * 2
    assert ratios(found) == ratios(consulted("founding"))
    assert found["measure-next"] == RANGES
    ranged = [line for line in found["plan"] if line["favours"]]
    assert ranged
    assert all({"hip-ir-left", "hip-er-left"} & {*line["assumes"]} for line in ranged)


def test_measured_the_other_way_round_is_unexplained() -> None:
    found = consulted("founding-reversed")
    assert found["status"] == "plan"
    assert found["asymmetry"]["type"] == "unexplained"
    assert {f["basis"] for f in found["asymmetry"]["findings"]} == {"measured"}
    assert ratios(found) == {"internal-rotation": (2, 1), "external-rotation": (1, 2)}
    assert favoured(found) == {"internal-rotation": {"left"}, "external-rotation": {"right"}}
    assert "structural-screening" in ids(found["advice"])
    assert "manual-therapy" not in ids(found["advice"])
    explaining = {"somerset-functional", "somerset-pattern", "somerset-one-direction"}
    said = [*found["ratios"], *found["plan"], *found["advice"], *found["cautions"]]
    assert not explaining & {claim for part in said for claim in part["claims"]}
    assert not explaining & {dispute["claim"] for dispute in found["disputes"]}


@pytest.mark.parametrize("gap", [0, 5.9])
def test_gaps_under_six_are_none(gap: float) -> None:
    found = consulted("founding-even", hip_ir_right=str(40 - gap), hip_er_left=str(40 - gap))
    assert found["status"] == "plan"
    assert found["asymmetry"] == {"type": "none", "findings": [], "signs": []}
    assert found["ratios"] == []
    assert found["unilateral-to-bilateral"] is None
    assert {"upkeep", "run-warm-up-clockwise", "re-test"} <= {*ids(found["advice"])}
    assert {line["favours"] for line in found["plan"]} == {None}


def test_the_mirrored_athlete_gets_the_mirrored_result() -> None:
    here, there = consulted("founding"), consulted("founding-mirrored")
    assert "run-warm-up-counter-clockwise" in ids(there["advice"])
    assert mirrored(here) == unworded(there)


@pytest.mark.parametrize(
    "person",
    ["founding-reversed", "beginner", "founding-unmeasured"],
)
def test_others_are_mirrored_with_all_their_grounds(person: str) -> None:
    assert mirrored(consulted(person)) == unworded(image(person))


def test_the_athlete_nobody_measured_is_mirrored_in_all_that_is_to_be_done() -> None:
    def done(found: Json) -> Json:
        lines = [{k: line[k] for k in ("drill", "favours", "sets")} for line in found["plan"]]
        return {
            "ratios": ratios(found),
            "plan": lines,
            "findings": unworded(found)["asymmetry"],
            "advice": ids(unworded(found)["advice"]),
        }

    here, there = consulted("founding-unmeasured"), image("founding-unmeasured")
    assert done(mirrored(here)) == done(there)


def image(person: str) -> Json:
    """The consultation of somebody's mirror image."""
    knowledge = real_knowledge()
    given = {reflect(name): reflect(text) for name, text in answers(person).items()}
    return Result(consult(knowledge, read_given(knowledge, given))).json()


def reflect(thing: Any) -> Any:
    """A JSON value with every name replaced by its mirror image."""
    knowledge = real_knowledge()
    match thing:
        case dict():
            return {reflect(key): reflect(value) for key, value in thing.items()}
        case list():
            return [reflect(item) for item in thing]
        case str():
            return knowledge.object(thing, "mirrors") or thing
    return thing


def mirrored(found: Json) -> Json:
    return unworded(reflect(unworded(found)))


def unworded(found: Json) -> Json:
    """Without sentences, which name sides in words, and with what has no order sorted."""

    def bare(thing: Any) -> Any:
        if isinstance(thing, dict):
            return {key: bare(value) for key, value in thing.items() if key not in ("text",)}
        return [bare(item) for item in thing] if isinstance(thing, list) else thing

    kept: Json = bare(found)
    for part in (kept["asymmetry"]["findings"], kept["advice"], kept["disputes"]):
        part.sort(key=lambda item: json.dumps(item, sort_keys=True))
    kept["measure-next"].sort()
    kept["could-change"].sort()
    for line in kept["plan"]:
        line["assumes"].sort()
    return kept


def test_a_first_season_with_few_repetitions_is_undetermined() -> None:
    found = consulted("beginner")
    assert found["status"] == "plan"
    assert found["asymmetry"] == {"type": "undetermined", "findings": [], "signs": []}
    assert found["ratios"] == []
    assert found["measure-next"] == RANGES


@pytest.mark.parametrize("foot", ["left", "right", "both"])
def test_a_kicking_foot_alone_is_undetermined(foot: str) -> None:
    found = consulted(
        "founding-unmeasured",
        sport="soccer",
        event="unknown",
        bend_direction="unknown",
        kicking_foot=foot,
    )
    assert found["asymmetry"] == {"type": "undetermined", "findings": [], "signs": []}
    assert found["ratios"] == []
    assert {line["favours"] for line in found["plan"]} == {None}
    assert found["measure-next"] == RANGES


@pytest.mark.parametrize(("gap", "again"), [(5.9, False), (6, True), (9.9, True), (10, False)])
def test_a_shortfall_of_six_to_nine_degrees_is_measured_again(gap: float, again: bool) -> None:
    found = consulted("even", hip_ir_right=str(40 - gap))
    limited = found["asymmetry"]["findings"]
    assert bool(limited) is (gap >= 10)
    assert found["measure-next"] == (["hip-ir-left", "hip-ir-right"] if again else [])
    said = [item["text"] for item in found["advice"] if item["id"] == "measure-again"]
    assert len(said) == again
    for words in said:
        assert all(word in words for word in ("position", "device", "person"))


def test_night_pain_refers_and_still_reports() -> None:
    found = consulted("founding", night_pain="yes")
    assert found["status"] == "refer"
    assert found["referral"]["urgency"] == "same-day"
    assert [(r["id"], r["rules"]) for r in found["referral"]["reasons"]] == [
        ("night-pain", ["cause-needs-referral", "reported-flag-gives-cause"])
    ]
    assert found["plan"] == found["ratios"] == found["left-out"] == []
    assert found["unilateral-to-bilateral"] is None
    assert found["asymmetry"] == consulted("founding")["asymmetry"]


@pytest.mark.parametrize("flag", [*people()["cleared"]])
def test_every_red_flag_refers_with_its_own_urgency(flag: str) -> None:
    found = consulted("founding", **{flag: "yes"})
    assert found["status"] == "refer"
    assert found["referral"]["urgency"] == real_knowledge().object(flag, "has-urgency")
    assert found["plan"] == []


def test_the_most_urgent_reason_comes_first() -> None:
    found = consulted("founding", groin_lump="yes", night_pain="yes", saddle_numbness="yes")
    assert found["referral"]["urgency"] == "emergency"
    assert ids(found["referral"]["reasons"]) == ["saddle-numbness", "night-pain", "groin-lump"]


@pytest.mark.parametrize("site", ["groin", "lateral-hip", "buttock", "thigh", "knee"])
@pytest.mark.parametrize("person", ["founding", "founding-even", "founding-unmeasured"])
def test_under_sixteen_with_pain_is_referred_whatever_the_range(site: str, person: str) -> None:
    found = consulted(person, age="15", pain_site=site)
    assert found["status"] == "refer"
    assert ids(found["referral"]["reasons"]) == ["growing-hip"]
    assert found["plan"] == []


def test_from_sixteen_on_the_same_pain_leaves_a_plan() -> None:
    assert consulted("founding", age="16", pain_site="groin")["status"] == "plan"


@pytest.mark.parametrize("flag", [*people()["cleared"]])
def test_a_flag_not_answered_leaves_all_incomplete(flag: str) -> None:
    found = consulted("founding-unmeasured", **{flag: "unknown"})
    assert found["status"] == "incomplete"
    assert found["measure-next"] == [flag, *RANGES]
    assert found["plan"] == found["ratios"] == []
    assert found["referral"] is None
    assert found["asymmetry"]["type"] == "provisional"


def test_what_is_open_is_named_flags_first_in_the_order_of_asking() -> None:
    found = consulted("founding", **dict.fromkeys(RANGES, "unknown"), **unknown_flags())
    assert found["measure-next"] == [*people()["cleared"], *RANGES]


def unknown_flags() -> dict[str, str]:
    return dict.fromkeys(people()["cleared"], "unknown")


def test_a_front_foot_that_was_not_asked_makes_no_dispute() -> None:
    start = {"somerset-start", "somerset-first-contact", "front-foot-is-individual"}
    asked, not_asked = consulted("founding", block_front_foot="left"), consulted("founding")
    assert "try-both-front-feet" in ids(asked["advice"])
    assert "try-both-front-feet" not in ids(not_asked["advice"])
    assert start & {dispute["claim"] for dispute in asked["disputes"]}
    assert not start & {dispute["claim"] for dispute in not_asked["disputes"]}


SIGNS = [
    ({"leg_length_difference": "22"}, {"structural-limit"}),
    ({"end_feel_right": "hard"}, {"structural-limit"}),
    ({"fadir_right": "positive"}, {"structural-limit", "groin-pinch"}),
]


@pytest.mark.parametrize(("person", "kind"), [("founding", "mixed"), ("limited-right", None)])
@pytest.mark.parametrize(("sign", "conditions"), SIGNS)
def test_a_structural_sign_leaves_out_what_forces_the_joint(
    sign: dict[str, str], conditions: set[str], person: str, kind: str | None
) -> None:
    knowledge = real_knowledge()
    found = consulted(person, **sign, training_stage="advanced", equipment=ALL_KIT)
    assert found["asymmetry"]["type"] == (kind or "structural-suspected")
    assert "clinician-view" in ids(found["advice"])
    assert "manual-therapy" not in ids(found["advice"])
    barred = {
        drill
        for drill in knowledge.instances("Drill")
        if conditions & {*knowledge.objects(drill, "contraindicated-by")}
    }
    left_out = barred & {*ids(found["left-out"])}
    assert left_out
    assert not barred & {line["drill"] for line in found["plan"]}
    slots = {knowledge.object(drill, "fills") for drill in left_out}
    assert {drill for drill in barred if knowledge.object(drill, "fills") in slots} == left_out
    reasons: dict[str, str] = {}
    for item in found["left-out"]:
        reasons[item["id"]] = reasons.get(item["id"], "") + item["text"]
    names = {knowledge.label(condition) for condition in conditions}
    assert all(any(name in reasons[drill] for name in names) for drill in left_out)


@pytest.mark.parametrize("sign", [sign for sign, _ in SIGNS])
def test_a_sign_counts_by_itself_however_the_hips_turn(sign: dict[str, str]) -> None:
    found = consulted("even", **sign)
    assert found["asymmetry"]["type"] == "structural-suspected"
    assert found["asymmetry"]["signs"]
    assert found["plan"] != consulted("even")["plan"]


@pytest.mark.parametrize(
    ("millimetres", "relieves", "told"),
    [
        ("19", "yes", {"lift-that-helps-caution"}),
        ("60", "yes", {"lift-that-helps-caution"}),
        ("20", "no", {"no-lift-caution"}),
        ("19", "no", set()),
    ],
)
def test_no_lift_is_ever_prescribed(millimetres: str, relieves: str, told: set[str]) -> None:
    """Who wears one that helps stays with whoever fitted it; nobody else is given one."""
    found = consulted(
        "founding", leg_length_difference=millimetres, lift_relieves=relieves, shorter_leg="left"
    )
    items = [*found["advice"], *found["cautions"], *found["left-out"]]
    lift = re.compile(r"\b(?:(?:a|heel|shoe) lifts?|inserts?|wedges?|orthotics?)\b", re.IGNORECASE)
    of_lifts = {item["id"]: item["text"] for item in items if lift.search(item["text"])}
    assert {*of_lifts} == told
    for text in of_lifts.values():
        assert text.startswith("Do not") or "neither adds to it nor takes it away" in text


# As a process


@pytest.mark.parametrize(
    ("person", "changes", "code"),
    [
        ("founding", {}, 0),
        ("founding", {"night-pain": "yes"}, 4),
        ("founding", {"age": "15", "pain-site": "thigh"}, 4),
        ("founding", {"night-pain": "unknown"}, 0),
    ],
)
def test_the_command_prints_the_contract(
    person: str, changes: Given, code: int, tmp_path: Path
) -> None:
    given = {**people()[person], **changes}
    ended = hipexpert(
        tmp_path, "consult", "--answers", str(answers_file(tmp_path, given)), "--json"
    )
    assert (ended.code, ended.err) == (code, "")
    found = json.loads(ended.out)
    assert not [*misfits(found, CONSULTATION)]
    knowledge = real_knowledge()
    assert found == Result(consult(knowledge, read_given(knowledge, given))).json()


@pytest.mark.parametrize(
    ("asked", "fact"),
    [
        ("reverse-clam", ["athlete", "is-prescribed", "reverse-clam"]),
        ("right-internal-rotation is-favoured", ["right-internal-rotation", "is-favoured", 2]),
    ],
)
def test_why_prints_the_proof_as_a_tree(asked: str, fact: list[object], tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["founding"])
    ended = hipexpert(tmp_path, "why", *asked.split(), "--answers", case.name, "--json")
    assert (ended.code, ended.err) == (0, "")
    proof = json.loads(ended.out)
    assert proof["fact"] == fact
    assert proof.pop("ways") == 1
    assert not [*proof_misfits(proof)]
    given = [step["location"] for step in steps(proof) if step["kind"] == "given"]
    assert given
    assert all(place.startswith("case.yaml:") for place in given)


def test_why_prints_the_other_supports_when_all_are_asked_for(tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["leg-length-reader"])
    asked = ("why", "have-leg-length-looked-at", "--answers", case.name, "--json")
    shortest, whole = (
        json.loads(hipexpert(tmp_path, *asked, *more).out) for more in ([], ["--all"])
    )
    supports = whole.pop("supports")
    assert whole == shortest
    assert whole.pop("ways") == 1 + len(supports)
    assert supports
    for proof in (whole, *supports):
        assert not [*proof_misfits(proof)]
        assert proof["fact"] == whole["fact"]


def steps(proof: Json) -> Iterator[Json]:
    yield proof
    for premise in proof["premises"]:
        yield from steps(premise)


@pytest.mark.parametrize(
    ("person", "changes", "fact", "rule"),
    [
        ("founding", {}, "right-internal-rotation counts-as limited", "measured-limit-is-a-limit"),
        ("founding", {}, "athlete shows functional", "explained-and-nothing-else-is-functional"),
        ("founding", {}, "athlete works-one-legged 3", "limited-athlete-works-one-legged"),
        ("founding", {}, "athlete is-advised manual-therapy", "treatment-follows-the-finding"),
        (
            "founding",
            {},
            "athlete is-advised run-warm-up-clockwise",
            "bends-one-way-are-answered-the-other-way",
        ),
        (
            "founding",
            {"night-pain": "yes"},
            "athlete is-referred-for night-pain",
            "cause-needs-referral",
        ),
        (
            "founding-unmeasured",
            {},
            "right-internal-rotation counts-as limited",
            "expected-limit-stands-in-until-measured",
        ),
    ],
)
def test_every_kind_of_conclusion_has_its_tree(
    person: str, changes: Given, fact: str, rule: str
) -> None:
    knowledge = real_knowledge()
    consultation = consult(knowledge, read_given(knowledge, {**people()[person], **changes}))
    subject, verb, object_ = fact.split()
    said = Fact(subject, verb, int(object_) if object_.isdecimal() else object_)
    proof: Json = json.loads(json.dumps(why(consultation, said).json()))
    assert proof["fact"] == [*said]
    assert (proof["kind"], proof["rule"]) == ("derived", rule)
    assert not [*proof_misfits(proof)]
    assert [step for step in steps(proof) if step["kind"] == "given"]
