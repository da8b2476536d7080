"""What the rules say of athletes: every case of tests/cases, and whether the cases suffice.

The cases of rules/x.yaml stand in tests/cases/x.yaml, those of a sport in tests/cases/sports/. How
a case is written stands in `hipexpert.cases.reading`; `hipexpert test` runs them on the compiled
rules. Here each is judged by the engine of record and a second reading of the rules, and both must
judge alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, Given, real_knowledge
from oracle import World, joins

from hipexpert.cases.coverage import Coverage, coverage, threshold_tests
from hipexpert.cases.files import CaseFiles, find_case_files
from hipexpert.cases.firing import anywhere
from hipexpert.cases.reading import Case, read_cases, read_people, written_answers
from hipexpert.cases.running import Trial, failed_expectations, failures, run_cases
from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import (
    Consultation,
    Fact,
    Firing,
    KnowledgeBase,
    KnowledgeFolder,
    Pattern,
    Rule,
)
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import GroundProgram, compiled

Consulted = Callable[[Given], Consultation]

TURNING = ROOT / "tests" / "packs" / "turning"


def case_files() -> CaseFiles:
    files = find_case_files(KnowledgeFolder(ROOT))
    assert files is not None
    return files


@cache
def people() -> dict[str, dict[str, str | list[str]]]:
    """The named sets of answers; one may be `like` another above it."""
    found, problems = read_people(case_files(), "tests/cases/people.yaml")
    assert not problems, problems
    return {name: written_answers(entries) for name, entries in found.items()}


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every file, file by file."""
    found, problems = read_cases(real_knowledge(), case_files())
    assert not problems, problems
    return tuple(found)


@cache
def program() -> GroundProgram:
    return compiled(ground(real_knowledge()))


@cache
def trials() -> tuple[Trial, ...]:
    """Every case, run on the compiled rules."""
    return tuple(run_cases(program(), cases()))


@cache
def unreached() -> Coverage:
    return coverage(program(), trials(), real_knowledge().rules)


def firings(consultation: Consultation, fact: Fact) -> tuple[Firing, ...]:
    return consultation.justifications.get(fact, ())


def all_facts(consultation: Consultation) -> World:
    facts = {*consultation.given, *consultation.justifications}
    return World(facts, below=stated(consultation.knowledge))


@cache
def stated(knowledge: KnowledgeBase) -> World:
    return World(knowledge.statements)


def blocks(rule: Rule, fact: Fact, world: World) -> Iterator[frozenset[Pattern]]:
    """For each way the rule would conclude the fact, the `unless` that stand in the way."""
    for bindings in joins(rule, world):
        if fact in {pattern.fact(bindings) for pattern in rule.then}:
            yield frozenset(
                anywhere(pattern.fill(bindings))
                for pattern in rule.unless
                if world.has(pattern, bindings)
            )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.sentence)
def test_case(case: Case, consulted: Consulted) -> None:
    judge(case, consulted(case.written))


def judge(case: Case, consultation: Consultation) -> None:
    knowledge = consultation.knowledge
    for expected in case.then:
        found = [firing.rule.id for firing in firings(consultation, expected.fact)]
        assert expected.rule in found, f"{case.location}: {expected.fact}: {found or 'by none'}"
    concluded_too = {expected.fact for expected in case.then}
    for expected in case.absent:
        fact = expected.fact
        rule = knowledge.rule[expected.rule]
        found = [firing.rule.id for firing in firings(consultation, fact)]
        assert rule.id not in found, f"{case.location}: {fact}"
        assert not found or fact in concluded_too, f"{case.location}: {fact}: {found}"
        ways = set(blocks(rule, fact, all_facts(consultation)))
        wanted = frozenset(anywhere(pattern) for pattern in expected.blocked_by)
        if wanted:
            assert wanted in ways, f"{case.location}: {[sorted(map(str, w)) for w in ways]}"
        else:
            assert not ways, f"{case.location}: say what blocks {fact}: {ways}"


@pytest.mark.parametrize("trial", trials(), ids=lambda trial: trial.case.sentence)
def test_the_compiled_rules_judge_a_case_alike(trial: Trial, consulted: Consulted) -> None:
    """With what is expected as it is, and with each expectation turned round."""
    consultation = consulted(trial.case.written)
    for case in (trial.case, *turned_round(trial.case)):
        failed = list(failed_expectations(program(), case, trial.view))
        assert bool(failed) != holds(case, consultation), case


def turned_round(case: Case) -> Iterator[Case]:
    """Cases with one expectation of the other kind: most of them fail."""
    for expected in case.then:
        yield case._replace(then=(), absent=(expected,))
    for expected in case.absent:
        yield case._replace(then=(expected,), absent=())
        yield case._replace(absent=(expected._replace(blocked_by=()),))


def holds(case: Case, consultation: Consultation) -> bool:
    """Whether the engine of record and the second reading of the rules find a case to hold."""
    try:
        judge(case, consultation)
    except AssertionError:
        return False
    return True


def test_every_rule_file_has_its_cases(knowledge: KnowledgeBase) -> None:
    carried: dict[str, set[str]] = {}
    for case in cases():
        own = carried.setdefault(case.location.file, set())
        own |= {expected.rule for expected in case.then}
    for rule in knowledge.rules:
        file = Path("tests/cases") / Path(rule.location.file).relative_to("rules")
        assert rule.id in carried.get(file.as_posix(), ()), f"{file} has no case for {rule.id}"


def test_every_rule_has_a_case_just_short_of_it() -> None:
    """One answer more or less, and the rule no longer draws its conclusion."""
    assert not unreached().rules
    assert not unreached().unmissed


def test_every_unless_blocks_in_a_case() -> None:
    """In a case of ours, or where only sports of others come to it, in one of a pack made up."""
    knowledge = load_knowledge(find_home(str(ROOT), [str(TURNING)]))
    files = find_case_files(knowledge.home, str(TURNING / "cases"))
    assert files is not None
    read, problems = read_cases(knowledge, files)
    assert not problems, problems
    ran = compiled(ground(knowledge))
    tried = tuple(run_cases(ran, read))
    assert not [*failures(ran, tried)]
    left = (
        {(r.id, str(p)) for r, p in each.unless}
        for each in (unreached(), coverage(ran, tried, knowledge.rules))
    )
    assert not set.intersection(*left)


def test_every_threshold_has_a_boundary_pair() -> None:
    """A case with the number exactly at the bound, and one a unit or less on its other side."""
    assert threshold_tests(program().ground, real_knowledge().rules)
    assert not unreached().thresholds
