"""The check of a proof accepts what follows and nothing else.

A made-up world is small enough to change every word of its proof in every way; the rest is held
on the real knowledge.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from program import hipexpert
from test_cases import people
from worlds import make_world, rule

import hipexpert as package
from hipexpert.export.certificate import certificate, certificate_text
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Answers, Location
from hipexpert.notation import complete, read_let
from hipexpert.reasoning.engine import consult
from hipexpert.verify.answers import facts_of
from hipexpert.verify.files import Home
from hipexpert.verify.proof import Verdict, verify
from hipexpert.verify.rules import NO_VALUE, number_of

Proof = dict[str, Any]

some = settings(
    max_examples=30,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)

ONTOLOGY = """\
@prefix : <https://w3id.org/hipexpert#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/hipexpert> a owl:Ontology ; owl:versionInfo "9.9" .
:Athlete a owl:Class . :Claim a owl:Class . :Outcome a owl:Class . :Question a owl:Class .
:Joint a owl:Class . :Hip a owl:Class ; rdfs:subClassOf :Joint . :Source a owl:Class .
:measures a owl:DatatypeProperty . :degrees a owl:DatatypeProperty .
:lacks a owl:DatatypeProperty, :Outcome . :leads-by a owl:DatatypeProperty, :Outcome .
:opposite a owl:ObjectProperty . :reports a owl:ObjectProperty . :denies a owl:ObjectProperty .
:plays a owl:ObjectProperty . :enters a owl:ObjectProperty . :owns a owl:ObjectProperty .
:counts-as a owl:ObjectProperty . :works-on a owl:ObjectProperty, :Outcome .
:is a owl:ObjectProperty . :rests-on a owl:ObjectProperty . :cites a owl:ObjectProperty .
:marked a owl:ObjectProperty . :has-standing a owl:ObjectProperty .
:stated-by a owl:ObjectProperty . :supported-by a owl:ObjectProperty .
:contradicted-by a owl:ObjectProperty . :hurts-at a owl:ObjectProperty .
"""

THINGS = """\
@prefix : <https://w3id.org/hipexpert#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:athlete a :Athlete .
:left-hip a :Hip ; skos:prefLabel "left hip"@en, "linke Hüfte"@de ; :opposite :right-hip ;
    :rests-on :hips-differ, :sides-matter .
:right-hip a :Hip ; skos:prefLabel "right hip"@en ; :opposite :left-hip .
:clear-difference :degrees 10 ; :cites :b-study, :a-study ; :marked :guess .
:hips-differ a :Claim ; skos:prefLabel "Hips differ" ; skos:definition "They do." ;
    :stated-by :coach ; :has-standing :mixed ; :standing-note "Some do." ;
    :supported-by :a-study ; :contradicted-by :b-study, :c-study .
:sides-matter a :Claim ; skos:prefLabel "Sides matter" ; :has-standing :opinion .
:a-study a :Source ; skos:prefLabel "A 2001" ; :authors "A" ; :title "On \\"hips\\"" ;
    :published 2001 ; :journal "J 1:2" ; :doi "10.1000/1" .
:b-study a :Source . :c-study a :Source .
:left-turn a :Question ; :has-order 2 ; :answer-type :number ; :minimum 0 ; :maximum 90 ;
    :asks-about :left-hip ; :asks-property :measures .
:right-turn a :Question ; :has-order 3 ; :answer-type :whole-number ; :minimum 0 ; :maximum 90 ;
    :asks-about :right-hip ; :asks-property :measures .
:aches a :Question ; :has-order 1 ; :answer-type :yes-no .
:limps a :Question ; :has-order 1 ; :answer-type :yes-no .
:sport a :Question ; :has-order 4 ; :answer-type :one-of ; :choices ( :running :rowing ) ;
    :asks-property :plays .
:event a :Question ; :has-order 5 ; :answer-type :one-of ; :choices-given-by :sport ;
    :choices-through :has-event ; :asks-property :enters .
:kit a :Question ; :has-order 6 ; :answer-type :some-of ; :choices ( :box :band :ball ) ;
    :asks-property :owns .
:spot a :Question ; :has-order 7 ; :answer-type :one-or-more ; :choices ( :none :knee :groin ) ;
    :asks-property :hurts-at .
:running :has-event :short, :long . :rowing :has-event :eight .
"""

RULES = """\
- rule: larger-turn-leads
  label: The larger turn leads
  when:
    - ?hip measures ?turn
    - ?hip opposite ?other
    - ?other measures ?less
  let:
    ?gap: ?turn - ?less
    ?half: abs(-?gap) / 2
  where:
    - ?half > 0
    - ?turn > ?less
  then:
    - ?hip leads-by ?half
  because: >
    The {?hip} turns {?turn}, the {other} {?less} degrees.
  claims: [hips-differ]

- rule: smaller-turn-is-short
  label: The smaller turn is short
  when:
    - ?hip measures ?turn
    - ?hip opposite ?other
    - ?other measures ?more
    - clear-difference degrees ?limit
  let:
    ?gap: ?more - ?turn
  where:
    - ?gap >= ?limit
  then:
    - ?hip counts-as short
    - ?hip lacks ?gap
  because: The {?hip} is short.
  claims: [hips-differ, sides-matter]

- rule: short-hip-is-worked
  label: A short hip is worked on
  when:
    - ?athlete is-a Athlete
    - ?hip is-a Joint
    - ?hip counts-as short
  unless:
    - ?athlete reports anything
    - ?hip leads-by anything
  then:
    - ?athlete works-on ?hip
  because: It is short.
  claims: [sides-matter]

- rule: runner-works-on-what-lacks
  label: A runner works on what lacks something
  when:
    - ?athlete plays running
    - ?hip lacks ?gap
  then:
    - ?athlete works-on ?hip
  because: It lacks {?gap} degrees.
  claims: [nobody-wrote-this-down]

- rule: work-makes-short
  label: What is worked on counts as short
  when:
    - ?athlete works-on ?hip
  then:
    - ?hip counts-as short
  because: It is worked on.
  claims: [sides-matter]
  """


class World(NamedTuple):
    """A home, the proof of one athlete in it, and how proofs are judged there."""

    home: Home
    proof: Proof

    def judge(self, proof: Any) -> Verdict:
        return verify(proof if isinstance(proof, str) else json.dumps(proof), self.home)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("home")
    (folder / "kb").mkdir()
    (folder / "rules").mkdir()
    for name, text in (
        ("ontology.ttl", ONTOLOGY),
        ("kb/things.ttl", THINGS),
        ("rules/steps.yaml", RULES),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    knowledge = load_knowledge(folder)
    assert not knowledge.problems, knowledge.problems
    said = {"left-turn": "40.5", "right-turn": "26", "aches": "no", "limps": "unknown"}
    said |= {"sport": "running", "event": "long", "kit": ["box", "ball"]}
    said |= {"spot": ["none", "knee", "groin"]}
    answers = read_given(knowledge, said)
    return World(Home(folder), certificate(consult(knowledge, answers)))


@cache
def real_home() -> Home:
    return Home(ROOT)


@cache
def proof_of(person: str) -> Proof:
    knowledge = real_knowledge()
    said = {**people()["founding"], "night-pain": "yes"} if person == "flag" else people()[person]
    return certificate(consult(knowledge, read_given(knowledge, said)))


# It stands on its own


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text("utf-8"))
    found = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name for name in found if name.startswith("hipexpert.")}


def test_the_check_shares_no_code_with_what_makes_proofs() -> None:
    root = Path(package.__file__).parent
    own = {f"hipexpert.verify.{path.stem}" for path in (root / "verify").glob("[a-z]*.py")}
    seen: set[str] = set()
    waiting = set(own)
    while waiting:
        name = waiting.pop()
        seen.add(name)
        named = imported(root.parent / f"{name.replace('.', '/')}.py") - seen
        waiting |= {each for each in named if not each.startswith("hipexpert.vocabulary")}  # words
    doors = {
        f"hipexpert.knowledge.{name}" for name in ("characters", "documents", "decoding", "turtle")
    }
    doors |= {"hipexpert.knowledge.namespaces", "hipexpert.model"}
    assert seen - own == doors
    users = {path for path in root.rglob("*.py") if imported(path) & own} - {
        *(root / "verify").glob("*.py")
    }
    assert users == {root / "face" / "commands" / "export.py"}


def test_the_second_reading_agrees_with_the_first() -> None:
    home, knowledge = real_home(), real_knowledge()
    home.read()
    assert home.sha256 == knowledge.sha256
    assert home.stated == {tuple(fact): str(at) for fact, at in knowledge.statements.items()}
    assert [home.label(name) for name in knowledge.words] == list(
        map(knowledge.label, knowledge.words)
    )


numbers = st.one_of(st.integers(-9, 9), st.sampled_from([0.1, 0.3, 2.5, 1e200, 1e308]))
sums = st.recursive(
    st.one_of(st.sampled_from(["?a", "?b-1", "?name"]), st.integers(0, 99).map(str)),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("{0[0]} {0[1]}{0[2]}".format),
        inner.map("-{}".format),
        inner.map("abs({})".format),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            "{0[0]}({0[1]}, {0[2]})".format
        ),
    ),
    max_leaves=6,
)


@settings(some, max_examples=300)
@given(sums, numbers, numbers)
@example("?name", 1, 2)  # a lone variable that stands for a name is no number
def test_both_work_numbers_out_alike(text: str, a: float, b: float) -> None:
    bindings = {"a": a, "b-1": b, "name": "left"}
    let = read_let("?result", text, Location("", 1))
    try:
        expected = (complete([let], bindings) or {}).get("result")
    except OverflowError:
        expected = None
    try:
        found: float | None = number_of(text, bindings)
    except NO_VALUE:
        found = None
    assert (found, type(found)) == (expected, type(expected))


# What is accepted


@pytest.mark.parametrize(
    "person",
    ["founding", "founding-unmeasured", "beginner", "golfer", "leg-length-reader", "flag"],
)
def test_what_the_engine_concludes_is_verified(person: str) -> None:
    proof = proof_of(person)
    verdict = verify(certificate_text(proof), real_home())
    assert verdict.faults == ()
    assert verdict.counts["steps"] == len(proof["steps"])
    assert verdict.counts["statements"] == len(proof["statements"])


@settings(some, max_examples=10)
@given(st.deferred(lambda: athletes(real_knowledge())))
def test_whatever_an_athlete_answers_is_verified(answers: dict[str, Answer]) -> None:
    knowledge = real_knowledge()
    proof = certificate(consult(knowledge, read_given(knowledge, answers)))
    assert verify(certificate_text(proof), real_home()).faults == ()


def test_a_made_up_world_is_verified_too(world: World) -> None:
    assert world.judge(world.proof).faults == ()
    assert {step["rule"] for step in world.proof["steps"]} == {
        "larger-turn-leads",
        "smaller-turn-is-short",
        "short-hip-is-worked",
        "runner-works-on-what-lacks",
        "work-makes-short",
    }


def test_a_very_small_number_is_verified(tmp_path: Path) -> None:
    small = rule("small", ["?x p ?n"], ["?x q ?s"], let={"?s": "?n / 10000000"})
    proof = certificate(consult(make_world(tmp_path, "x p 3\ny q 4", small), Answers()))
    assert proof["steps"][0]["conclusions"] == [["x", "q", 3e-07]]
    assert verify(certificate_text(proof), Home(tmp_path)).faults == ()


def test_steps_that_do_not_build_on_each_other_may_change_places(world: World) -> None:
    proof = reordered(world.proof, "larger-turn-leads", "smaller-turn-is-short")
    assert proof != world.proof
    assert world.judge(proof).faults == ()


def reordered(proof: Proof, one: str, other: str) -> Proof:
    """The proof with the first steps of two rules changed round, and numbered anew."""
    proof = copy.deepcopy(proof)
    first, second = (next(s for s in proof["steps"] if s["rule"] == name) for name in (one, other))
    new = {first["step"]: second["step"], second["step"]: first["step"]}
    for step in proof["steps"]:
        step["step"] = new.get(step["step"], step["step"])
        for premise in step["premises"]:
            if "step" in premise:
                premise["step"] = new.get(premise["step"], premise["step"])
    proof["steps"].sort(key=lambda step: step["step"])
    for outcome in proof["outcomes"]:
        outcome["steps"] = sorted(new.get(n, n) for n in outcome["steps"])
    return proof


# What is refused


def changes(node: Any) -> Iterator[Any]:
    """Everything that one change can make of a part of a proof."""
    match node:
        case dict():
            for key in node:
                rest = {k: v for k, v in node.items() if k != key}
                yield rest
                yield {**rest, f"{key}-": node[key]}
                for changed in changes(node[key]):
                    yield {**node, key: changed}
            yield {**node, "more": "more"}
            yield list(node)
            yield None
        case list():
            for place, item in enumerate(node):
                before, after = node[:place], node[place + 1 :]
                yield [*before, *after]
                yield [*before, item, item, *after]
                for changed in changes(item):
                    yield [*before, changed, *after]
                if after and after[0] != item:
                    yield [*before, after[0], item, *after[1:]]
            yield [*node, "more"]
            yield {str(place): item for place, item in enumerate(node)}
            yield None
        case str():
            yield from (f"{node}-", node[:-1], node[1:], node.swapcase(), 1, None, [node])
        case int() | float():
            yield from (node + 1, -node, node + 0.5, float(node) * (1 + 2**-50), str(node), True)
            yield None
        case None:
            yield from ("", 0, "none", [], False)


def test_no_word_of_a_proof_can_be_changed(world: World) -> None:
    tried = 0
    for changed in changes(world.proof):
        if json.dumps(changed) != json.dumps(world.proof):
            tried += 1
            assert world.judge(changed).faults, changed
    assert tried > 2000


def test_a_number_is_written_in_one_way_and_a_key_once(world: World) -> None:
    text = certificate_text(world.proof)
    assert world.judge(text).faults == ()
    for one, other in (
        ("26", "26.0"),
        ("26", "2.6e1"),
        ("26", "026"),
        ("26", "NaN"),
        ("26", "-Infinity"),
        ("40.5", "40.50"),
        ('"schema"', '"schema": "hipexpert/proof/1", "schema"'),
        ('"step": 1,', '"step": 1, "step": 1,'),
    ):
        assert one in text
        assert world.judge(text.replace(one, other)).faults, other


@some
@given(st.data())
def test_no_word_of_a_real_proof_can_be_changed(data: st.DataObject) -> None:
    proof: Any = copy.deepcopy(proof_of("founding"))
    words = sorted({line.strip('", ') for line in certificate_text(proof).split() if '"' in line})
    node = proof
    path = []
    while isinstance(node, dict | list) and node:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        path.append((node, data.draw(st.sampled_from(keys))))
        node = node[path[-1][1]]
    holder, key = path[-1]
    same_kind = [*words] if isinstance(node, str) else [0, 1, 2, 41, 2.5]
    changed = data.draw(st.sampled_from([value for value in same_kind if value != node]))
    holder[key] = changed
    assert verify(json.dumps(proof), real_home()).faults, (path[-1][1], node, changed)


def fault_of(world: World, proof: Proof) -> str:
    """The first fault of a proof, as it is told."""
    return ": ".join(filter(None, world.judge(proof).faults[0]))


def numbered(proof: Proof, steps: list[dict[str, Any]]) -> Proof:
    """The proof with these steps, numbered in order, each premise led to its first support."""
    proof = {**copy.deepcopy(proof), "steps": copy.deepcopy(steps)}
    first: dict[str, int] = {}
    supports: dict[str, list[int]] = {}
    for number, step in enumerate(proof["steps"], start=1):
        step["step"] = number
        for premise in step["premises"]:
            if premise["kind"] == "derived":
                premise["step"] = first.get(str(premise["fact"]), 1)
        for fact in step["conclusions"]:
            first.setdefault(str(fact), number)
            supports.setdefault(str(fact), []).append(number)
    proof["outcomes"] = [
        {"fact": outcome["fact"], "steps": supports[str(outcome["fact"])]}
        for outcome in proof["outcomes"]
        if str(outcome["fact"]) in supports
    ]
    return proof


def test_a_step_left_out_with_all_that_rests_on_it_is_missed(world: World) -> None:
    left = [step for step in world.proof["steps"] if step["rule"] != "larger-turn-leads"]
    told = fault_of(world, numbered(world.proof, left))
    assert told.startswith("steps: none says that larger-turn-leads fires with {")


def test_facts_cannot_hold_each_other_up(world: World) -> None:
    """Short because worked on, worked on because short: supported and closed, but unfounded."""
    worked = {
        "rule": "work-makes-short",
        "bindings": {"athlete": "athlete", "hip": "left-hip"},
        "premises": [{"fact": ["athlete", "works-on", "left-hip"], "kind": "derived"}],
        "conclusions": [["left-hip", "counts-as", "short"]],
    }
    short = next(s for s in world.proof["steps"] if s["rule"] == "short-hip-is-worked")
    turned = json.loads(json.dumps(short).replace("right-hip", "left-hip"))
    proof = numbered(world.proof, [*world.proof["steps"], {**short, **worked}, turned])
    faults = world.judge(proof).faults
    number = len(proof["steps"]) - 1
    assert any(
        where == f"step {number}" and '"athlete works-on left-hip" is neither given' in why
        for where, why in faults
    )


def test_what_a_step_denies_may_be_nowhere_in_the_result(world: World) -> None:
    said = {**world.proof["answers"], "aches": "yes"}
    proof = {**copy.deepcopy(world.proof), "answers": said}
    entry = next(entry for entry in proof["given"] if entry["question"] == "aches")
    entry["facts"] = [["athlete", "reports", "aches"]]
    told = fault_of(world, proof)
    assert told.endswith('"athlete reports aches" is not absent')


def test_a_comparison_that_fails_is_told(world: World) -> None:
    step = next(s for s in world.proof["steps"] if s["rule"] == "larger-turn-leads")
    turned = {**step, "bindings": {**step["bindings"], "hip": "right-hip", "other": "left-hip"}}
    turned["bindings"] |= {"turn": 26, "less": 40.5, "gap": -14.5}
    told = [
        why for _, why in world.judge(numbered(world.proof, [*world.proof["steps"], turned])).faults
    ]
    assert "?turn > ?less does not hold" in told


def test_a_step_stands_once(world: World) -> None:
    steps = world.proof["steps"]
    faults = world.judge(numbered(world.proof, [*steps, {**steps[0]}])).faults
    assert (f"step {len(steps) + 1}", "this is step 1 again") in faults


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("left-turn", 91),
        ("left-turn", True),
        ("left-turn", [40.5]),
        ("right-turn", 26.5),
        ("right-turn", "26"),
        ("aches", "maybe"),
        ("aches", True),
        ("sport", "golf"),
        ("sport", {"running": 1}),
        ("event", "eight"),
        ("kit", ["box", "ball"]),
        ("kit", ["ball", "ball", "box"]),
        ("kit", ["ball", {}]),
        ("kit", "ball"),
        ("spot", "thigh"),
        ("spot", []),
        ("spot", ["knee"]),
        ("spot", ["knee", "groin"]),
        ("spot", ["knee", "none"]),
    ],
)
def test_an_answer_its_question_cannot_take_is_refused(
    question: str, answer: Any, world: World
) -> None:
    proof = {**world.proof, "answers": {**world.proof["answers"], question: answer}}
    told = fault_of(world, proof)
    assert told.startswith(f"answers: {question}: it cannot be ")


@pytest.mark.parametrize("answer", ["none", "knee", ["groin", "knee"]])
def test_one_choice_or_more_is_a_word_or_a_list(answer: Any, world: World) -> None:
    assert world.proof["answers"]["spot"] == ["groin", "knee"]
    facts = facts_of(world.home, "spot", {"spot": answer})
    named = [answer] if isinstance(answer, str) else answer
    assert facts == [("athlete", "hurts-at", one) for one in named]


def test_rules_that_deny_each_other_settle_nothing(tmp_path: Path) -> None:
    healthy = [rule("one", ["?x p a"], ["?x p b"]), rule("two", ["?x p a"], ["?x p c"])]
    ring = [
        rule("one", ["?x p a"], ["?x p b"], unless=["?x p c"]),
        rule("two", ["?x p a"], ["?x p c"], unless=["?x p b"]),
    ]
    sound = make_world(tmp_path / "sound", "x p a", *healthy)
    proof = certificate(consult(sound, Answers()))
    assert verify(json.dumps(proof), Home(tmp_path / "sound")).faults == ()
    make_world(tmp_path / "ring", "x p a", *ring)
    home = Home(tmp_path / "ring")
    step = next(step for step in proof["steps"] if step["rule"] == "one")
    step |= {"step": 1, "absent": [["x", "p", "c"]]}
    proof |= {"steps": [step], "knowledge": {**proof["knowledge"], "sha256": home.sha256}}
    faults = verify(json.dumps(proof), home).faults
    assert [tuple(fault) for fault in faults] == [
        ("knowledge", "its rules deny each other in a ring and settle nothing")
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("kb/things.ttl", ":left-hip :opposite"),
        ("rules/steps.yaml", "- rule: no-more-than-a-name"),
        ("rules/steps.yaml", "- rule: [unclosed"),
        ("rules/steps.yaml", RULES.strip()),
    ],
)
def test_knowledge_that_cannot_be_read_verifies_nothing(
    name: str, fault: str, world: World, tmp_path: Path
) -> None:
    for file, text in world.home.texts.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        text += f"\n{fault}\n" if file == name else ""
        (tmp_path / file).write_text(text, encoding="utf-8")
    home = Home(tmp_path)
    proof = {**world.proof, "knowledge": {"version": "9.9", "sha256": home.sha256}}
    ((where, why),) = verify(json.dumps(proof), home).faults
    assert (where, why) == ("knowledge", "its files cannot be read; hipexpert check says why")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "null",
        "{}",
        '{"schema": "hipexpert/proof/2"}',
        '{"schema": "hipexpert/proof/1"}',
        '{"schema": "hipexpert/proof/1", "knowledge": [], "answers": {}, "steps": []}',
        '{"schema": "hipexpert/proof/1", "knowledge": {}, "answers": {}, "steps": [1]}',
        '{"schema": "hipexpert/proof/1", "knowledge": {}, "answers": {}, '
        '"steps": [{"step": 1, "rule": "x", "bindings": {"a": []}}]}',
        "[" * 100_000,
        "1" * 10_000,
        '"\\ud800"',
    ],
)
def test_what_is_no_proof_is_refused_with_one_reason(text: str, world: World) -> None:
    ((where, why),) = world.judge(text).faults
    assert not where
    assert why.startswith("this is no proof: ")


# As a command


@pytest.fixture(scope="module")
def proof_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proof") / "proof.json"
    path.write_text(certificate_text(proof_of("founding")) + "\n", encoding="utf-8")
    return path


def test_the_command_says_in_one_line_what_was_verified(proof_file: Path) -> None:
    proof, known = proof_of("founding"), real_knowledge()
    conclusions = {tuple(fact) for step in proof["steps"] for fact in step["conclusions"]}
    counts = {part: len(proof[part]) for part in ("answers", "statements", "steps")}
    counts["conclusions"] = len(conclusions)
    counted = ", ".join(f"{number} {part}" for part, number in counts.items())
    made = f"knowledge {known.version}, {known.sha256[:12]}"
    told = hipexpert(proof_file.parent, "verify", "proof.json")
    assert told == (0, f"proof.json: verified: {counted}; {made}\n", "")
    said = json.loads(hipexpert(proof_file.parent, "verify", "proof.json", "--json").out)
    assert said == {
        "schema": "hipexpert/verdict/1",
        "verified": True,
        "knowledge": proof["knowledge"],
        **counts,
        "faults": [],
    }


def test_the_command_refuses_a_proof_that_was_tampered_with(proof_file: Path) -> None:
    text = proof_file.read_text("utf-8")
    other = proof_file.with_name("other.json")
    other.write_text(
        text.replace(
            '"left-internal-rotation", "measures", 40]', '"left-internal-rotation", "measures", 41]'
        ),
        encoding="utf-8",
    )
    ended = hipexpert(proof_file.parent, "verify", "other.json")
    assert ended.code == 6
    assert not ended.out
    first, *rest = ended.err.splitlines()
    assert first == (
        'other.json: given 20: fact 1: ["left-internal-rotation", "measures", 41] '
        'should be ["left-internal-rotation", "measures", 40]'
    )
    assert rest[-1] == f"refused: {len(rest)} faults"
    ended = hipexpert(proof_file.parent, "verify", "other.json", "--json")
    assert ended.code == 6
    assert len(json.loads(ended.out)["faults"]) == len(rest)


def test_of_many_faults_a_few_are_told(proof_file: Path) -> None:
    text = proof_file.read_text("utf-8").replace("rules/", "rules:")
    proof_file.with_name("many.json").write_text(text, encoding="utf-8")
    lines = hipexpert(proof_file.parent, "verify", "many.json").err.splitlines()
    steps = len(proof_of("founding")["steps"])
    assert lines[0].startswith('many.json: step 1: location: "rules:')
    assert lines[5:] == [f"refused: {steps} faults, the first 5 of them above"]


def test_a_proof_made_with_other_knowledge_says_so(proof_file: Path, tmp_path: Path) -> None:
    make_world(tmp_path / "world", "x p a", rule("one", ["?x p a"], ["?x p b"]))
    ended = hipexpert(tmp_path, "verify", str(proof_file), "--home", "world")
    made, at_hand = real_knowledge().sha256, Home(tmp_path / "world").sha256
    assert (ended.code, ended.out) == (6, "")
    assert ended.err == (
        f'{proof_file}: knowledge: made with other knowledge: "{made}"; this is {at_hand}; '
        "choose it by --home\nrefused: 1 fault\n"
    )


def test_a_proof_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    ended = hipexpert(tmp_path, "verify", "nowhere.json")
    assert ended.code == 6
    assert "cannot read this file" in ended.err
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    ended = hipexpert(tmp_path, "verify", "bytes.json")
    assert ended.code == 6
    assert "this is not a text file in UTF-8" in ended.err


def test_without_knowledge_nothing_can_be_verified(proof_file: Path) -> None:
    ended = hipexpert(proof_file.parent, "verify", "proof.json", "--home", "nowhere")
    assert ended.code == 3
    assert "there is no folder nowhere" in ended.err
