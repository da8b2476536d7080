"""The formula says what the engine says: of athletes made by the solver, and of small worlds.

Each athlete is made for something, be it a fact that is to hold or not, or a few at once at random.
What holds of such an athlete in the formula is held to the compiled rules, fact by fact, and to
experta. In small worlds everyone there could be is tried, so that "for no athlete" is held to as
well. HIPEXPERT_ATHLETES says how many athletes to make; `make prove` makes thousands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from conftest import real_knowledge
from hypothesis import HealthCheck, assume, given, settings
from test_agreement import MORE, PHASES, rulebooks
from test_minimal_change import DOMAINS, QUESTIONS
from worlds import make_world, rule

from hipexpert.knowledge.stratification import stratify
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.prove.athletes import written
from hipexpert.prove.formula import Formula
from hipexpert.prove.solver import FoundAthlete, Solver
from hipexpert.reasoning.answers import answer_facts, read_answers
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.program import GroundProgram, compiled

MANY = int(os.environ.get("HIPEXPERT_ATHLETES", "150"))


def solver_for(knowledge: KnowledgeBase) -> Solver:
    return Solver(Formula(compiled(ground(knowledge))))


@cache
def real_solver() -> Solver:
    return solver_for(real_knowledge())


def made(solver: Solver, number: int, seed: int = 7) -> Iterator[FoundAthlete]:
    """Athletes for goals at random: a fact that holds, one that does not, or some of both."""
    random, holds = Random(seed), solver.formula.holds
    facts = sorted(holds)
    while number:
        goals = [
            holds[fact] * random.choice([1, 1, -1])
            for fact in random.sample(facts, min(len(facts), random.choice([1, 1, 2, 4])))
        ]
        solver.prefer(literal * random.choice([1, -1]) for literal in holds.values())
        athlete = solver.athlete(*goals)
        if athlete:
            number -= 1
            yield athlete


def held(program: GroundProgram, knowledge: KnowledgeBase, answers: Answers) -> set[int]:
    """The facts that hold by the compiled rules."""
    return program.run(program.given(answer_facts(knowledge, answers))).certain


def engine_holds(program: GroundProgram, consultation: Consultation) -> set[int]:
    """The facts that experta gave out, those with a number of their own as any number."""
    facts = {*consultation.justifications, *consultation.given}
    return {
        program.number[fact if fact in program.number else fact._replace(object=NUMBER)]
        for fact in facts
    }


def in_model(athlete: FoundAthlete) -> set[int]:
    """The facts that hold in the formula."""
    return {fact for fact, literal in athlete.formula.holds.items() if literal in athlete.holds}


def test_the_formula_holds_what_the_rules_conclude() -> None:
    knowledge, solver = real_knowledge(), real_solver()
    program = solver.formula.program
    for place, athlete in enumerate(made(solver, MANY)):
        certain = in_model(athlete)
        assert certain == held(program, knowledge, athlete.answers)
        fired = {p for p, literal in athlete.formula.fires.items() if literal in athlete.holds}
        view = program.run(program.given(answer_facts(knowledge, athlete.answers)))
        assert fired == {p for p, row in enumerate(program.rows) if row.fires(view)}
        if place % 10 == 0:
            assert engine_holds(program, consult(knowledge, athlete.answers)) == certain


def test_what_the_solver_answers_is_an_answers_file() -> None:
    knowledge = real_knowledge()
    for athlete in made(real_solver(), 20, seed=3):
        answers, problems = read_answers(knowledge, written(athlete.answers.given), "made")
        assert not problems
        assert answers.given == athlete.answers.given


@settings(max_examples=max(12, MANY // 40), phases=PHASES, suppress_health_check=[*HealthCheck])
@given(rulebooks())
def test_a_small_world_has_whom_the_solver_finds_and_nobody_else(rules: list[str]) -> None:
    with TemporaryDirectory() as folder:
        knowledge = make_world(Path(folder), MORE, *rules, questions=QUESTIONS)
    assume(not stratify(knowledge.rules)[1])
    solver = solver_for(knowledge)
    program, holds = solver.formula.program, solver.formula.holds
    impossible = set()
    for fact, literal in holds.items():
        athlete = solver.athlete(literal)
        if athlete is None:
            impossible.add(fact)
        else:
            assert fact in in_model(athlete) == held(program, knowledge, athlete.answers)
    everyone = [*product(*DOMAINS.values())]
    for said in Random(1).sample(everyone, 600) if impossible else ():
        known = {name: v for name, v in zip(DOMAINS, said, strict=True) if v is not None}
        assert impossible.isdisjoint(held(program, knowledge, Answers(known)))


NUMBERS = QUESTIONS | {"right": ("number", "right-hip", "measures")}


@pytest.mark.parametrize(
    ("let", "where", "possible"),
    [
        ({"?n": "?l * ?r"}, ["?n = 6.5"], True),
        ({"?n": "?l * ?r"}, ["?n > 16"], False),
        ({"?n": "?l / ?r"}, ["?n >= 40000"], True),
        ({"?n": "?l / ?r"}, ["?n > 40000"], False),
        ({"?n": "1 / ?l"}, ["?n > 1"], False),
        ({"?n": "?r / 3"}, ["?n = 0.3333333333"], True),
        ({"?n": "?r / 3"}, ["?n = 0.333333333"], False),
        ({"?n": "abs(?l - ?r)", "?m": "min(?l, ?r)"}, ["?n = 0.0001", "?m >= 3"], True),
        ({"?n": "?l - ?r"}, ["?n < 0.0001", "?n > 0"], False),
        ({"?n": "1 / (?l - ?r)"}, [], True),
        ({"?n": "1 / (?l - ?l)"}, [], False),
    ],
)
def test_numbers_are_exact(
    tmp_path: Path, let: dict[str, str], where: list[str], possible: bool
) -> None:
    found = rule(
        "r", ["left-hip measures ?l", "right-hip measures ?r"], ["t is on"], let=let, where=where
    )
    knowledge = make_world(tmp_path, MORE, found, questions=NUMBERS)
    solver = solver_for(knowledge)
    goal = Fact("t", "is", "on")
    athlete = solver.athlete(solver.formula.fact(goal))
    assert bool(athlete) is possible
    if athlete:
        assert consult(knowledge, athlete.answers).holds(goal)


def test_what_hangs_on_itself_does_not_hold(tmp_path: Path) -> None:
    """Completion alone would let two facts hold each other up."""
    knowledge = make_world(
        tmp_path,
        MORE,
        rule("starts", ["athlete runs sprint"], ["t0 is on"]),
        rule("there", ["t0 is on"], ["t1 is on"]),
        rule("and-back", ["t1 is on"], ["t0 is on"]),
        rule("told", ["t1 is on"], ["t2 is on"], unless=["athlete runs sprint"]),
        questions=QUESTIONS,
    )
    solver = solver_for(knowledge)
    assert solver.athlete(solver.formula.fact(Fact("t1", "is", "on")))
    assert solver.athlete(solver.formula.fact(Fact("t2", "is", "on"))) is None
