"""What is proved of mutants that no case notices, held to everyone of small worlds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_agreement import MORE, PHASES, WORLDS, rulebooks
from test_minimal_change import DOMAINS, QUESTIONS
from worlds import make_world, rule

from hipexpert.cases.mutants import EQUIVALENT, SURVIVED, Fate, fates
from hipexpert.cases.mutations import Mutant
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import Answers, Given, KnowledgeBase, Location, Rule
from hipexpert.notation import read_let, read_pattern
from hipexpert.prove.survivors import settled
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import GroundProgram, compiled


def judged(knowledge: KnowledgeBase) -> list[Fate]:
    """The fate of every mutant of some rules that have no case."""
    program = compiled(ground(knowledge))
    return settled(program.ground, fates(program, (), knowledge.rules))


def with_rule(knowledge: KnowledgeBase, mutated: Rule) -> GroundProgram:
    """The rules with another one of an id, everything made anew."""
    rules = tuple(mutated if rule.id == mutated.id else rule for rule in knowledge.rules)
    return GroundProgram(ground(replace(knowledge, rules=rules)))


def follows(program: GroundProgram, said: Given) -> set[object]:
    facts = answer_facts(program.ground.knowledge, Answers(said))
    view = program.run(program.given(facts))
    return {(program.facts[number], view.values[number]) for number in view.certain}


EVERYONE = [
    {name: value for name, value in zip(DOMAINS, said, strict=True) if value is not None}
    for said in product(*DOMAINS.values())
]


@settings(
    max_examples=WORLDS // 4, phases=PHASES, suppress_health_check=[*HealthCheck], deadline=None
)
@given(rulebooks(), st.data())
def test_what_is_proved_of_a_mutant_is_true_of_everyone(rules: list[str], data: st.DataObject):
    with TemporaryDirectory() as folder:
        knowledge = make_world(Path(folder), MORE, *rules, questions=QUESTIONS)
    assume(not stratify(knowledge.rules)[1])
    program = compiled(ground(knowledge))
    decided = [f for f in judged(knowledge) if f.fate == EQUIVALENT or f.told is not None]
    for mutant, fate, told in data.draw(st.permutations(decided))[:4]:
        changed = with_rule(knowledge, mutant.mutated)
        if fate == EQUIVALENT:
            for said in Random(1).sample(EVERYONE, 150):
                assert follows(program, said) == follows(changed, said), mutant.change
        else:
            assert follows(program, told) != follows(changed, told), mutant.change


HIPS = QUESTIONS | {"right": ("number", "right-hip", "measures")}
DIFFERS = rule(
    "differs",
    ["left-hip measures ?l", "right-hip measures ?r", "athlete denies sore"],
    ["athlete differs ?gap"],
    let={"?gap": "?l - ?r"},
    unless=["athlete reports sore"],
)
RINGS = (
    rule("starts", ["athlete reports sore"], ["athlete is slow"]),
    rule("turns", ["athlete is slow"], ["athlete is late"]),
    rule("returns", ["athlete is late"], ["athlete is slow"]),
)


def settled_alone(home: Path, *rules: str, of: str, **otherwise: object) -> Fate:
    """What is proved of one mutant of a small world."""
    knowledge = make_world(home, "left-hip is-a hip", *rules, questions=HIPS)
    rule = knowledge.rule[of]
    mutant = Mutant(rule, replace(rule, **otherwise), "otherwise", 1)
    (fate,) = settled(ground(knowledge), [Fate(mutant, SURVIVED)])
    return fate


def test_who_denies_does_not_report(tmp_path: Path) -> None:
    assert settled_alone(tmp_path, DIFFERS, of="differs", unless=()).fate == EQUIVALENT


def test_another_number_is_another_conclusion(tmp_path: Path) -> None:
    turned = read_let("?gap", "?r - ?l", Location("", 0))
    fate = settled_alone(tmp_path, DIFFERS, of="differs", let=(turned,))
    assert fate.fate == SURVIVED
    assert fate.told is not None
    assert fate.told["left"] != fate.told["right"]


def test_the_same_number_computed_otherwise_is_the_same_conclusion(tmp_path: Path) -> None:
    turned = read_let("?gap", "0 - (?r - ?l)", Location("", 0))
    assert settled_alone(tmp_path, DIFFERS, of="differs", let=(turned,)).fate == EQUIVALENT


def test_facts_that_hold_each_other_up_do_not_stand_in_for_a_rule(tmp_path: Path) -> None:
    other = read_pattern("athlete hurts-at knee", Location("", 0))
    fate = settled_alone(tmp_path, *RINGS, of="starts", when=(other,))
    assert fate.told in ({"sore": "yes"}, {"site": "knee"})


def test_a_mutant_that_hangs_on_itself_is_left_undecided(tmp_path: Path) -> None:
    other = read_pattern("athlete is slow", Location("", 0))
    fate = settled_alone(tmp_path, *RINGS, of="starts", when=(other,))
    assert (fate.fate, fate.told) == (SURVIVED, None)
