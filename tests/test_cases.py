"""What the rules say of athletes: every case of tests/cases, and whether the cases suffice.

The cases of rules/x.yaml stand in tests/cases/x.yaml, those of a sport in tests/cases/sports/.

A case is a sentence, the answers of one athlete, and facts. A fact under `then` must be
concluded by the rule it names, so that a right answer for a wrong reason fails. A fact under
`not` must not be concluded by the rule it is `short-of`, nor by any other, unless the same case
says so under `then`. `blocked-by` names all the patterns of `unless` that stand in the way, and
nothing else may.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import pytest
from conftest import ROOT, Given
from oracle import World, joins

from hipexpert.knowledge.documents import DocumentEntry, read_document
from hipexpert.model import (
    ANYTHING,
    Comparison,
    Consultation,
    Expression,
    Fact,
    Firing,
    KnowledgeBase,
    Location,
    Pattern,
    Rule,
    Value,
    Variable,
)
from hipexpert.notation import compare, evaluate, read_pattern, variables_of

CASES = ROOT / "tests" / "cases"
Consulted = Callable[[Given], Consultation]


class Expectation(NamedTuple):
    """A fact, the rule that must carry it or fall short of it, and what blocks that rule."""

    fact: Fact
    rule: str
    blocked_by: tuple[Pattern, ...] = ()


class Case(NamedTuple):
    sentence: str
    given: dict[str, str | list[str]]
    then: tuple[Expectation, ...]
    absent: tuple[Expectation, ...]
    location: Location


def documents(stem: str) -> DocumentEntry:
    path = CASES / f"{stem}.yaml"
    document, problems = read_document(path.read_text("utf-8"), f"tests/cases/{stem}.yaml")
    assert document is not None, f"{stem}.yaml is empty"
    assert not problems, problems
    return document


def read_answers_of(entry: DocumentEntry | None) -> dict[str, str | list[str]]:
    pairs = entry.pairs if entry else []
    return {k.text: [i.text for i in v.items] if v.kind == "list" else v.text for k, v in pairs}


@cache
def people() -> dict[str, dict[str, str | list[str]]]:
    """The named sets of answers; one may be `like` another above it."""
    found: dict[str, dict[str, str | list[str]]] = {}
    for name, entry in documents("people").pairs:
        answers = read_answers_of(entry)
        like = answers.pop("like", "")
        found[name.text] = {**(found[str(like)] if like else {}), **answers}
    return found


def allow(entry: DocumentEntry, *keys: str) -> None:
    strange = [key.text for key, _ in entry.pairs if key.text not in keys]
    assert not strange, f"{entry.location}: a case has no {strange}; it has {keys}"


def read_fact(text: str, location: Location) -> Fact:
    pattern = read_pattern(text, location)
    assert not pattern.variables, f"{location}: '{text}' is no fact"
    return pattern.fact({})


def read_expectations(entry: DocumentEntry | None, rule_key: str) -> Iterator[Expectation]:
    for item in entry.items if entry else []:
        allow(item, "fact", rule_key, *(["blocked-by"] if rule_key == "short-of" else []))
        fact, rule, blocked = (item.get(key) for key in ("fact", rule_key, "blocked-by"))
        assert fact, f"{item.location}: no 'fact'"
        assert rule, f"{item.location}: no '{rule_key}'"
        texts = [] if blocked is None else blocked.items or [blocked]
        patterns = tuple(read_pattern(text.text, text.location) for text in texts)
        yield Expectation(read_fact(fact.text, fact.location), rule.text, patterns)


def read_case(entry: DocumentEntry) -> Case:
    allow(entry, "case", "like", "answers", "then", "not")
    sentence, like = entry.get("case"), entry.get("like")
    assert sentence, f"{entry.location}: this case has no sentence"
    given = {
        **(people()[like.text] if like else {}),
        **read_answers_of(entry.get("answers")),
    }
    case = Case(
        sentence.text,
        {question: text for question, text in given.items() if text != "unknown"},
        tuple(read_expectations(entry.get("then"), "by")),
        tuple(read_expectations(entry.get("not"), "short-of")),
        entry.location,
    )
    assert case.then or case.absent, f"{entry.location}: this case expects nothing"
    return case


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every file but the people, file by file."""
    files = sorted(CASES.rglob("*.yaml"))
    stems = [path.relative_to(CASES).with_suffix("").as_posix() for path in files]
    return tuple(
        read_case(entry) for stem in stems if stem != "people" for entry in documents(stem).items
    )


def firings(consultation: Consultation, fact: Fact) -> tuple[Firing, ...]:
    return consultation.justifications.get(fact, ())


def all_facts(consultation: Consultation) -> World:
    facts = {*consultation.given, *consultation.justifications}
    return World(facts, below=stated(consultation.knowledge))


@cache
def stated(knowledge: KnowledgeBase) -> World:
    return World(knowledge.statements)


def anywhere(pattern: Pattern) -> Pattern:
    """The pattern without its place, for comparing."""
    return pattern._replace(location=Location("", 0))


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
def test_case(case: Case, knowledge: KnowledgeBase, consulted: Consulted) -> None:
    consultation = consulted(case.given)
    for expected in case.then:
        assert expected.rule in knowledge.rule, f"{case.location}: no rule '{expected.rule}'"
        found = [firing.rule.id for firing in firings(consultation, expected.fact)]
        assert expected.rule in found, f"{case.location}: {expected.fact}: {found or 'by none'}"
    concluded_too = {expected.fact for expected in case.then}
    for expected in case.absent:
        fact = expected.fact
        assert expected.rule in knowledge.rule, f"{case.location}: no rule '{expected.rule}'"
        rule = knowledge.rule[expected.rule]
        assert any(p.matches(fact) for p in rule.then), f"{rule.id} never says: {fact}"
        found = [firing.rule.id for firing in firings(consultation, fact)]
        assert rule.id not in found, f"{case.location}: {fact}"
        assert not found or fact in concluded_too, f"{case.location}: {fact}: {found}"
        ways = set(blocks(rule, fact, all_facts(consultation)))
        wanted = frozenset(anywhere(pattern) for pattern in expected.blocked_by)
        if wanted:
            assert wanted in ways, f"{case.location}: {[sorted(map(str, w)) for w in ways]}"
        else:
            assert not ways, f"{case.location}: say what blocks {fact}: {ways}"


def test_every_case_has_its_own_sentence() -> None:
    sentences = [case.sentence for case in cases()]
    assert sorted(sentences) == sorted(set(sentences))


def test_every_rule_file_has_its_cases(knowledge: KnowledgeBase) -> None:
    for file in {rule.location.file for rule in knowledge.rules}:
        stem = file.removeprefix("rules/").removesuffix(".yaml")
        carried = {e.rule for entry in documents(stem).items for e in read_case(entry).then}
        own = {rule.id for rule in knowledge.rules if rule.location.file == file}
        assert own <= carried, f"tests/cases/{stem}.yaml has no case for {sorted(own - carried)}"


def test_every_rule_has_a_case_just_short_of_it(knowledge: KnowledgeBase) -> None:
    """One answer more or less, and the rule no longer draws its conclusion."""
    carried: dict[tuple[str, Fact], list[Given]] = defaultdict(list)
    missed: dict[tuple[str, Fact], list[Given]] = defaultdict(list)
    for case in cases():
        for found, side in (case.then, carried), (case.absent, missed):
            for expected in found:
                side[expected.rule, expected.fact].append(case.given)
    close = {
        rule
        for (rule, fact), hits in carried.items()
        for hit in hits
        for miss in missed.get((rule, fact), ())
        if sum(hit.get(key) != miss.get(key) for key in {*hit, *miss}) == 1
    }
    assert not [rule.id for rule in knowledge.rules if rule.id not in close]


def test_every_unless_blocks_in_a_case(knowledge: KnowledgeBase) -> None:
    blocking: dict[str, list[Pattern]] = defaultdict(list)
    for case in cases():
        for expected in case.absent:
            blocking[expected.rule] += expected.blocked_by
    missing = {
        (rule.id, str(pattern))
        for rule in knowledge.rules
        for pattern in rule.unless
        if not any(stands_for(pattern, found) for found in blocking[rule.id])
    }
    assert not missing


def stands_for(pattern: Pattern, filled: Pattern) -> bool:
    """Whether `filled` is the pattern with its variables bound."""
    return pattern.property == filled.property and all(
        mine == theirs or (isinstance(mine, Variable) and mine is not ANYTHING)
        for mine, theirs in zip(pattern.terms, filled.terms, strict=True)
    )


def threshold_tests(knowledge: KnowledgeBase) -> Iterator[tuple[Rule, Comparison]]:
    """Every comparison of a rule with a number that a Threshold or a Span holds."""
    thresholds = {*knowledge.instances("Threshold"), *knowledge.instances("Span")}
    for rule in knowledge.rules:
        bound = {n for p in rule.when if p.subject in thresholds for n in p.variables}
        for comparison in rule.where:
            sides = comparison.left, comparison.right
            if bound & {name for side in sides for name in variables_of(side)}:
                yield rule, comparison


def test_every_threshold_has_a_boundary_pair(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    """A case with the number exactly at the bound, and one a unit or less on its other side."""
    tests = list(threshold_tests(knowledge))
    at_bound: dict[tuple[str, str], set[bool]] = defaultdict(set)
    beside: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for consultation in {id(c): c for c in (consulted(case.given) for case in cases())}.values():
        world = all_facts(consultation)
        fired = {(firing.rule.id, firing.bindings) for firing in consultation.firings}
        for rule, comparison in tests:
            for bindings in joins(dataclasses.replace(rule, where=()), world):
                holds = compare(comparison, bindings)
                away = abs(number(comparison.left, bindings) - number(comparison.right, bindings))
                if away <= 1 and holds == ((rule.id, tuple(sorted(bindings.items()))) in fired):
                    side = beside if away else at_bound
                    side[rule.id, comparison.text].add(holds)
    assert tests
    assert not [
        f"{rule.id}: {comparison.text}"
        for rule, comparison in tests
        for key in [(rule.id, comparison.text)]
        if not any(holds is not other for holds in at_bound[key] for other in beside[key])
    ]


def number(side: Expression | str, bindings: dict[str, Value]) -> float:
    value = None if isinstance(side, str) else evaluate(side, bindings)
    assert value is not None
    return value
