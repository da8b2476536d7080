"""What holds of every athlete, and of every rulebook, drawn at random."""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from conftest import ROOT, read_given, real_knowledge
from generated import Answer, athletes, facts, rulebooks
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle import World, concluded
from worlds import make_world

from hipexpert.model import Answers, Consultation, Fact
from hipexpert.reasoning.engine import Engine, consult
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.partial_model import partial_model
from hipexpert.reasoning.program import GroundProgram

slow = HealthCheck.too_slow, HealthCheck.data_too_large
# to shrink an athlete takes minutes, and the answers of one are read quickly enough
phases = Phase.explicit, Phase.reuse, Phase.generate
some = settings(max_examples=20, suppress_health_check=slow, phases=phases)
few = settings(some, max_examples=10)

# not a fixture, or every failure would print the whole knowledge base
anyone = st.deferred(lambda: athletes(real_knowledge()))


def ask(answers: dict[str, Answer]) -> Consultation:
    return consult(real_knowledge(), read_given(real_knowledge(), answers))


@some
@given(anyone)
def test_the_mirrored_athlete_gets_the_mirrored_conclusions(answers: dict[str, Answer]) -> None:
    statements = real_knowledge().statements
    mirrors = {fact.subject: fact.object for fact in statements if fact.property == "mirrors"}

    def reflected(thing: Any) -> Any:
        if isinstance(thing, list):
            return [mirrors.get(item, item) for item in thing]
        return mirrors.get(thing, thing)

    here = ask(answers)
    there = ask({reflected(question): reflected(answer) for question, answer in answers.items()})
    assert set(there.justifications) == {
        Fact(reflected(subject), verb, reflected(object_))
        for subject, verb, object_ in here.justifications
    }
    assert len(there.firings) == len(here.firings)


@some
@given(anyone)
def test_every_conclusion_follows_and_nothing_else_does(answers: dict[str, Answer]) -> None:
    """Engine and oracle agree; every proof ends in what was given or stated, and none was hasty."""
    consultation = ask(answers)
    known = {*real_knowledge().statements, *consultation.given}
    assert set(consultation.justifications) == concluded(real_knowledge().rules, known)
    proven = set(known)
    waiting = list(consultation.firings)
    while waiting:
        left = [firing for firing in waiting if not proven.issuperset(firing.premises)]
        assert len(left) < len(waiting), f"these rest on each other: {left}"
        proven.update(fact for f in waiting if f not in left for fact in f.conclusions)
        waiting = left
    everything = World(proven)
    for firing in consultation.firings:
        assert not any(everything.has(pattern, {}) for pattern in firing.absent), firing


@settings(some, max_examples=3)
@given(anyone, anyone)
def test_whoever_was_consulted_before_leaves_no_trace(
    before: dict[str, Answer], answers: dict[str, Answer]
) -> None:
    """An engine that was used says what a new one says, in the same order."""
    ask(before)
    new = Engine(real_knowledge()).consult(read_given(real_knowledge(), answers))
    assert ask(answers).firings == new.firings


@some
@given(anyone)
def test_the_ground_instances_conclude_what_the_engine_does(answers: dict[str, Answer]) -> None:
    """With no question open, what is certain and what is possible are what was concluded."""
    consultation = ask(answers)
    view = partial_model(ground(real_knowledge()), consultation.answers, ())
    known = {*consultation.justifications, *consultation.given}
    for found in view.certain, view.possible:
        valued = {f._replace(object=view.numbers[f]) if f.object == NUMBER else f for f in found}
        assert valued == known


@some
@given(anyone)
def test_the_compiled_instances_conclude_what_the_engine_does(answers: dict[str, Answer]) -> None:
    consultation = ask(answers)
    known = {*consultation.justifications, *consultation.given}
    assert run_compiled(compiled(), consultation.given) == known
    for fact in consultation.facts("is-prescribed")[:2]:
        sliced = GroundProgram(ground(real_knowledge()), [fact])
        assert fact in run_compiled(sliced, consultation.given) <= known


@cache
def compiled() -> GroundProgram:
    return GroundProgram(ground(real_knowledge()))


def run_compiled(program: GroundProgram, given: Iterable[Fact]) -> set[Fact]:
    """What the compiled instances conclude, every number filled in."""
    state = program.run(program.given(given))
    facts = ((program.facts[number], state.values[number]) for number in state.certain)
    return {f._replace(object=value) if f.object == NUMBER else f for f, value in facts}


@some
@given(anyone)
def test_every_conclusion_keeps_to_the_words_of_the_ontology(answers: dict[str, Answer]) -> None:
    """What a rule says, it says of such things as the property is declared for."""
    knowledge = real_knowledge()
    kinds: dict[object, set[object]] = defaultdict(set)
    for fact in knowledge.statements:
        if fact.property == "is-a":
            kinds[fact.subject].add(fact.object)
    for fact in ask(answers).justifications:
        declared = knowledge.properties[fact.property]
        if declared.domain:
            assert kinds[fact.subject] & {*declared.domain}, f"{fact}: {declared.domain}"
        if declared.numeric:
            assert not isinstance(fact.object, str), fact
        elif declared.range:
            assert kinds[fact.object] & {*declared.range}, f"{fact}: {declared.range}"


@some
@given(anyone)
def test_every_plan_is_whole(answers: dict[str, Answer]) -> None:
    """One type; as many drills as places, each with one dose, its sets, and nothing against it."""
    consultation = ask(answers)
    assert len(consultation.facts("shows")) == 1
    prescribed = [str(fact.object) for fact in consultation.facts("is-prescribed")]
    assert len(prescribed) <= len(real_knowledge().instances("Place"))
    assert bool(prescribed) is consultation.holds(Fact("athlete", "may", "train"))
    against = {fact.subject for p in ("is-barred-by", "lacks") for fact in consultation.facts(p)}
    ruled_out = {"too-hard", "too-new", "over-the-share", "outgrown"}
    against |= {fact.subject for fact in consultation.facts("is") if fact.object in ruled_out}
    assert not against & {*prescribed}
    slots = [real_knowledge().object(drill, "fills") for drill in prescribed]
    assert len(set(slots)) == len(slots)
    counted = Counter((fact.subject, fact.property) for fact in consultation.justifications)
    for drill in prescribed:
        for once in "takes-dose", "is-dosed-as", "is-done-days-per-week":
            assert counted[drill, once] == 1
        assert counted[drill, "is-loaded-with"] <= 1
        favoured = counted[drill, "has-sets-on-favoured-side"]
        assert favoured + counted[drill, "has-sets-on-each-side"] == 1
        assert favoured == counted[drill, "has-sets-on-other-side"]
        assert favoured == counted[drill, "is-worked-towards"]
        assert favoured <= counted[drill, "begins-on"] <= 1


@some
@given(anyone, st.data())
def test_nothing_is_prescribed_unless_every_red_flag_is_denied_or_cleared(
    answers: dict[str, Answer], data: st.DataObject
) -> None:
    """What clears a reported flag: a clinician's word on what can be, or no pain, of the past."""
    knowledge = real_knowledge()
    flags = knowledge.instances("RedFlag")
    raised = data.draw(st.sampled_from(flags))
    given = {**answers, raised: "yes"}
    consultation = ask(given)
    seen = {*knowledge.instances("Clearable")} & {*given.get("seen-and-cleared", ())}
    past = {*knowledge.instances("HistoryFlag")} if given.get("pain-site") == "none" else set()
    past -= {"cancer-history"} if given.get("weight-loss") != "no" else set()
    if raised not in seen | past:
        assert not consultation.holds(Fact("athlete", "may", "train"))
        for planned in "is-prescribed", "is-favoured", "is-advised", "takes-dose":
            assert not consultation.facts(planned)
    if consultation.holds(Fact("athlete", "may", "train")):
        assert all(given.get(flag) == "no" or flag in seen | past for flag in flags)


@few
@given(anyone, st.data())
def test_the_order_of_answers_changes_nothing(
    answers: dict[str, Answer], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert ask(shuffled).firings == ask(answers).firings


@few
@given(anyone, st.integers(0, 2**32))
def test_the_order_of_rules_and_files_changes_the_turn_of_firings_alone(
    answers: dict[str, Answer], seed: int
) -> None:
    knowledge = real_knowledge()
    chance = random.Random(seed)
    rules = chance.sample(knowledge.rules, len(knowledge.rules))
    statements = chance.sample(list(knowledge.statements.items()), len(knowledge.statements))
    shuffled = dataclasses.replace(
        knowledge,
        rules=tuple(dataclasses.replace(rule, order=n) for n, rule in enumerate(rules)),
        statements=dict(statements),
    )
    as_read = ask(answers).firings
    as_shuffled = Engine(shuffled).consult(read_given(knowledge, answers)).firings
    assert {(f.rule.id, f.bindings) for f in as_shuffled} == {
        (f.rule.id, f.bindings) for f in as_read
    }
    assert len(as_shuffled) == len(as_read), "a rule fired twice for the same bindings"


def test_firings_do_not_depend_on_the_hash_seed() -> None:
    script = (
        "import test_cases, conftest\n"
        "from hipexpert.reasoning.engine import consult\n"
        "knowledge = conftest.real_knowledge()\n"
        "for name in 'founding', 'founding-reversed', 'beginner':\n"
        "    answers = conftest.read_given(knowledge, test_cases.people()[name])\n"
        "    for firing in consult(knowledge, answers).firings:\n"
        "        print(firing)\n"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT / "tests",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        for seed in ("0", "1")
    ]
    first, second = [run.communicate()[0] for run in runs]
    assert not any(run.returncode for run in runs)
    assert first.count(b"\n") > 300
    assert first == second


@settings(max_examples=100, suppress_health_check=slow)
@given(rulebooks(), facts)
def test_engine_oracle_and_compiled_instances_agree_on_any_rulebook(
    rules: list[str], known: str
) -> None:
    with tempfile.TemporaryDirectory() as home:
        world = make_world(Path(home), known, *rules)
    consultation = Engine(world).consult(Answers())
    assert set(consultation.justifications) == concluded(world.rules, world.statements)
    assert run_compiled(GroundProgram(ground(world)), ()) == set(consultation.justifications)
