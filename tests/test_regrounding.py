"""Rules grounded beside others are what they are when everything is grounded anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import real_knowledge
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_agreement import MORE, PHASES, WORLDS, rulebooks
from test_minimal_change import QUESTIONS
from worlds import make_world

from hipexpert.cases.mutations import mutants_of
from hipexpert.knowledge.stratification import UnsoundRules, stratify
from hipexpert.model import KnowledgeBase, Rule
from hipexpert.reasoning.ablation import without
from hipexpert.reasoning.grounding import Grounding, ground, reground


def instances(grounding: Grounding) -> set[object]:
    """What each row of a table says, in words: facts may have other numbers, rows other places."""
    table, facts = grounding.table, grounding.facts
    strata = [stratum for stratum, size in enumerate(table.sizes) for _ in range(size)]
    return {
        (
            grounding.knowledge.rules[rule].id,
            strata[place],
            table.bindings[place],
            frozenset(facts[number] for number in table.premises[place]),
            tuple(facts[number] for number in table.conclusions[place]),
            frozenset(facts[number] for number in table.denied[place]),
            place in table.blocked,
        )
        for place, rule in enumerate(table.rules)
    }


def agree(before: KnowledgeBase, after: KnowledgeBase) -> Grounding:
    """One knowledge base grounded from another has the instances that it has when made anew."""
    known = ground(before)
    found = reground(known, after)
    anew = ground(replace(after, part_of=None))
    assert instances(found) == instances(anew)
    assert found.facts[: len(known.facts)] == known.facts
    assert found.asked == anew.asked
    return found


def with_rule(knowledge: KnowledgeBase, rule: Rule) -> KnowledgeBase:
    rules = tuple(rule if each.id == rule.id else each for each in knowledge.rules)
    return replace(knowledge, rules=rules)


@settings(max_examples=WORLDS, phases=PHASES, suppress_health_check=[*HealthCheck], deadline=None)
@given(rulebooks(), st.data())
def test_any_part_of_a_rulebook_is_grounded_as_if_anew(rules: list[str], data: st.DataObject):
    with TemporaryDirectory() as folder:
        knowledge = make_world(Path(folder), MORE, *rules, questions=QUESTIONS)
    assume(not stratify(knowledge.rules)[1])
    gone = data.draw(st.sets(st.sampled_from([*knowledge.statements]), max_size=6))
    out = data.draw(st.sets(st.sampled_from(knowledge.rules), max_size=2))
    stated = {fact: place for fact, place in knowledge.statements.items() if fact not in gone}
    kept = tuple(rule for rule in knowledge.rules if rule not in out)
    agree(knowledge, replace(knowledge, statements=stated, rules=kept))


@settings(max_examples=WORLDS, phases=PHASES, suppress_health_check=[*HealthCheck], deadline=None)
@given(rulebooks(), st.data())
def test_a_rulebook_with_another_rule_is_grounded_as_if_anew(rules: list[str], data: st.DataObject):
    with TemporaryDirectory() as folder:
        knowledge = make_world(Path(folder), MORE, *rules, questions=QUESTIONS)
    assume(not stratify(knowledge.rules)[1])
    mutants = [each for rule in knowledge.rules for each in mutants_of(knowledge, rule)]
    changed = with_rule(knowledge, data.draw(st.sampled_from(mutants)).mutated)
    if stratify(changed.rules)[1]:
        with pytest.raises(UnsoundRules):
            reground(ground(knowledge), changed)
    else:
        agree(knowledge, changed)


# The real knowledge


def test_the_knowledge_without_a_claim_is_grounded_as_if_anew() -> None:
    knowledge = real_knowledge()
    for claim in ("somerset-pattern", "bridge-on-one-leg-is-about-twice-as-hard"):
        assert claim in knowledge.instances("Claim")
        part = without(knowledge, (), (claim,)).knowledge
        assert part.part_of is knowledge
        agree(knowledge, part)
    claims = knowledge.instances("Claim")
    part = without(knowledge, (), claims[::3]).knowledge
    assert len(ground(part).table.rules) < len(ground(knowledge).table.rules) / 2
    agree(knowledge, part)


def test_what_another_rule_makes_possible_is_passed_on() -> None:
    knowledge = real_knowledge()
    one, other = islice(bringing_more(knowledge), 2)
    for mutated in (one, other):
        found = agree(knowledge, with_rule(knowledge, mutated))
        fresh = instances(found) - instances(ground(knowledge))
        assert any(id != mutated.id for id, *_ in fresh)


def bringing_more(knowledge: KnowledgeBase) -> Iterator[Rule]:
    """Mutants that conclude what nothing else does and some other rule looks at."""
    possible = ground(knowledge).possible
    for rule in knowledge.rules:
        for mutant in mutants_of(knowledge, rule):
            fresh = {*mutant.mutated.then} - {*rule.then}
            if (
                any(
                    not any(True for _ in possible.matching(pattern))
                    and any(
                        pattern.property in {p.property for p in r.when} for r in knowledge.rules
                    )
                    for pattern in fresh
                )
                and not stratify(with_rule(knowledge, mutant.mutated).rules)[1]
            ):
                yield mutant.mutated
