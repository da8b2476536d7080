"""Two knowledge bases compared: equal for everybody, or somebody differs who is seen to.

What is said in another way is equal, be it in another order, by other variables, in two steps or
in one. Whatever changes a conclusion has an athlete, whom the engine concludes differently on by
the two. On small worlds drawn at random it is held to everyone there could be.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from conftest import ROOT, real_knowledge
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from program import hipexpert
from test_agreement import MORE, PHASES, rulebooks
from test_minimal_change import DOMAINS, QUESTIONS
from worlds import make_world, rule

from hipexpert.knowledge.stratification import stratify
from hipexpert.model import Answers, Fact, KnowledgeBase, Pattern, Rule, Variable
from hipexpert.prove.clauses import Clauses
from hipexpert.prove.counting import at_least
from hipexpert.prove.difference import Compared, compare
from hipexpert.reasoning.described import Figures, comes_to
from hipexpert.reasoning.edits import Edit, edits
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import NUMBER
from hipexpert.reasoning.screen import screen_for

THRESHOLD = Fact("present-difference", "degrees", 10)


def as_edited(
    knowledge: KnowledgeBase,
    *rules: Rule,
    gone: Iterable[Fact] = (),
    stated: Iterable[Fact] = (),
) -> KnowledgeBase:
    """The knowledge with other rules in the place of those of their ids, or beside them."""
    new = {rule.id: rule for rule in rules}
    kept = [new.pop(rule.id, rule) for rule in knowledge.rules]
    statements = {f: place for f, place in knowledge.statements.items() if f not in {*gone}}
    statements |= {fact: next(iter(knowledge.statements.values())) for fact in stated}
    all_rules = (*kept, *new.values())
    return replace(knowledge, sha256="edited", rules=all_rules, statements=statements)


def concluded(knowledge: KnowledgeBase, answers: Answers) -> set[tuple[Fact, Figures]]:
    """What is concluded by the compiled rules, and what it comes to."""
    outcomes = screen_for(knowledge).verdict(answers).consultation.outcomes
    return {(fact, comes_to(knowledge, fact)) for fact in outcomes}


def shown(compared: Compared) -> None:
    """Everybody who is named differs, as the engine has it."""
    assert not compared.equal
    assert compared.decided
    assert compared.athletes
    for who in compared.athletes:
        by = [
            {(fact, comes_to(k, fact)) for fact in consult(k, Answers(who.answers)).outcomes}
            for k in (compared.old, compared.new)
        ]
        assert by[0] != by[1]
        moved = {fact for fact, _ in by[0] ^ by[1]}
        words = {f if isinstance(f.object, str) else f._replace(object=NUMBER) for f in moved}
        assert not compared.whole or words <= {*compared.moved}


# Refactorings of the real knowledge


def test_the_knowledge_equals_itself_in_any_order() -> None:
    knowledge = real_knowledge()
    assert compare(knowledge, knowledge).equal
    other_way = replace(knowledge, sha256="reversed", rules=knowledge.rules[::-1])
    assert compare(knowledge, other_way).equal


def renamed(rule: Rule) -> Rule:
    """A rule with other names for its variables."""

    def other(pattern: Pattern) -> Pattern:
        terms = (
            Variable(f"{term.name}-again") if isinstance(term, Variable) and term.name else term
            for term in pattern.terms
        )
        subject, object_ = terms
        return pattern._replace(subject=subject, object=object_)

    parts = (tuple(map(other, patterns)) for patterns in (rule.when, rule.unless, rule.then))
    when, unless, then = parts
    return replace(rule, when=when, unless=unless, then=then)


def test_a_rule_that_is_split_in_two_and_reads_otherwise_is_equal() -> None:
    """By other variables, and through a step between them that no answer and no page knows."""
    knowledge = real_knowledge()
    whole = knowledge.rule["side-that-turns-in-less-works-first"]
    between = Pattern(whole.when[1].subject, "begins-perhaps", "itself", whole.location)
    first = replace(whole, id="first-step", then=(between,), unless=whole.unless[1:])
    second = renamed(replace(whole, when=(*whole.when, between), unless=whole.unless[:1]))
    assert compare(knowledge, as_edited(declaring(knowledge, between), first, second)).equal


def declaring(knowledge: KnowledgeBase, pattern: Pattern) -> KnowledgeBase:
    """The knowledge with the property of a pattern, which reports nothing."""
    like = next(p for p in knowledge.properties.values() if not (p.outcome or p.numeric))
    new = {pattern.property: replace(like, name=pattern.property)}
    return replace(knowledge, properties={**knowledge.properties, **new})


# Changes of the real knowledge


def without_premise(rule: Rule, premise: str) -> Rule:
    when = tuple(pattern for pattern in rule.when if str(pattern) != premise)
    assert len(when) == len(rule.when) - 1
    return replace(rule, when=when)


def without_unless(rule: Rule, denied: str) -> Rule:
    unless = tuple(pattern for pattern in rule.unless if str(pattern) != denied)
    assert len(unless) == len(rule.unless) - 1
    return replace(rule, unless=unless)


def test_a_changed_threshold_has_somebody_who_differs() -> None:
    knowledge = real_knowledge()
    stated = [THRESHOLD._replace(object=13)]
    compared = compare(knowledge, as_edited(knowledge, gone=[THRESHOLD], stated=stated))
    shown(compared)
    assert all(who.fewest for who in compared.athletes)


def test_a_dropped_premise_and_a_dropped_unless_have_somebody_who_differs() -> None:
    knowledge = real_knowledge()
    limited = knowledge.rule["side-that-turns-in-less-works-first"]
    for changed in (
        without_premise(limited, "?hip counts-as limited"),
        without_unless(limited, "?hip is doubtful"),
    ):
        compared = compare(knowledge, as_edited(knowledge, changed))
        shown(compared)
        assert {fact.property for fact in compared.moved} == {"begins-on"}


def test_a_changed_dose_has_somebody_who_differs() -> None:
    """A number that rules look at, and one that is only read off the dose."""
    knowledge = real_knowledge()
    for property in ("has-days-per-week", "has-repetitions"):
        dose = next(f for f in knowledge.statements if f[:2] == ("held-stretch-building", property))
        other = dose._replace(object=dose.object + 1)  # type: ignore[operator]
        compared = compare(knowledge, as_edited(knowledge, gone=[dose], stated=[other]))
        assert dose.subject in {fact.object for fact in compared.moved}
        shown(compared)


# Small worlds


def reporting(knowledge: KnowledgeBase) -> KnowledgeBase:
    """A made-up world of which whatever is concluded is reported."""
    return replace(
        knowledge,
        properties={k: replace(p, outcome=True) for k, p in knowledge.properties.items()},
    )


@settings(max_examples=30, phases=PHASES, suppress_health_check=[*HealthCheck])
@given(rulebooks(), rulebooks(), st.integers(0, 3))
def test_small_worlds_are_equal_if_and_only_if_everyone_is(
    rules: list[str], others: list[str], changed: int
) -> None:
    """The second world has a few rules of another rulebook in the place of its own."""
    both = [rules, [*rules[: max(2, len(rules) - changed)], *others[2 : 2 + changed]]]
    both[1] = [re.sub(r'"rule": "r\d+"', f'"rule": "q{n}"', r) for n, r in enumerate(both[1])]
    with TemporaryDirectory() as folder:
        worlds = [
            reporting(make_world(Path(folder) / str(n), MORE, *book, questions=QUESTIONS))
            for n, book in enumerate(both)
        ]
    assume(not any(stratify(world.rules)[1] for world in worlds))
    compared = compare(*worlds)
    if not compared.equal:
        shown(compared)
        return
    for said in Random(2).sample([*product(*DOMAINS.values())], 800):
        answers = Answers({k: v for k, v in zip(DOMAINS, said, strict=True) if v is not None})
        assert concluded(worlds[0], answers) == concluded(worlds[1], answers), answers


LEFT, RIGHT = "left-hip measures ?l", "right-hip measures ?r"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (["?l - ?r > 1"], ["?l > ?r + 1"], True),
        (["?l - ?r > 1"], ["?l >= ?r + 2"], True),
        (["?l - ?r > 1"], ["?l >= ?r + 1"], False),
        (["?l * ?l > 15"], ["?l >= 4"], True),
        (["?l > 1", "?r > 1"], ["min(?l, ?r) > 1"], True),
        (["?l / 2 > 1"], ["?l > 2"], True),
        (["?l < 5"], [], True),
        (["?l < 4"], [], False),
    ],
)
def test_numbers_are_compared_within_what_can_be_answered(
    tmp_path: Path, one: list[str], other: list[str], equal: bool
) -> None:
    worlds = [
        reporting(
            make_world(
                tmp_path / str(number), MORE,
                rule("r", [LEFT, RIGHT], ["t0 is on"], where=where), questions=QUESTIONS,
            )
        )
        for number, where in enumerate((one, other))
    ]  # fmt: skip
    compared = compare(*worlds)
    assert compared.equal is equal
    if not equal:
        shown(compared)


def test_numbers_that_are_concluded_are_compared(tmp_path: Path) -> None:
    def world(name: str, *rules: str) -> KnowledgeBase:
        return reporting(make_world(tmp_path / name, MORE, *rules, questions=QUESTIONS))

    def lacks(name: str, way: str, *where: str) -> str:
        then = ["athlete twists ?gap"]
        return rule(name, [LEFT, RIGHT], then, let={"?gap": way}, where=where)

    one = world("one", lacks("r", "abs(?l - ?r)"))
    parts = lacks("left", "?l - ?r", "?l >= ?r"), lacks("right", "?r - ?l", "?l < ?r")
    assert compare(one, world("two", *parts)).equal
    off = compare(one, world("three", parts[0], lacks("right", "?r - ?l + 1", "?l < ?r")))
    shown(off)
    assert off.moved == (Fact("athlete", "twists", NUMBER),)
    assert {*off.athletes[0].answers} == {"left", "right"}


def test_numbers_that_are_passed_on_are_compared(tmp_path: Path) -> None:
    def world(name: str, *rules: str) -> KnowledgeBase:
        return reporting(make_world(tmp_path / name, MORE, *rules, questions=QUESTIONS))

    one = world("one", rule("r", [LEFT], ["athlete twists ?l"]))
    same = rule("r", [LEFT], ["athlete twists ?same"], let={"?same": "?l + 0"})
    assert compare(one, world("two", same)).equal
    shown(compare(one, world("three", rule("r", [RIGHT], ["athlete twists ?r"]))))


def test_numbers_that_go_round_are_not_decided(tmp_path: Path) -> None:
    round_ = (
        rule("there", ["athlete twists ?n"], ["left-hip lacks ?n"]),
        rule("back", ["left-hip lacks ?n"], ["athlete twists ?n"]),
    )

    def world(name: str, start: str) -> KnowledgeBase:
        more = rule("r", [start], ["athlete twists ?n"])
        return reporting(make_world(tmp_path / name, MORE, more, *round_, questions=QUESTIONS))

    compared = compare(world("a", "left-hip measures ?n"), world("b", "right-hip measures ?n"))
    assert (compared.decided, compared.equal) == (False, False)


def test_what_hangs_on_itself_is_compared_too(tmp_path: Path) -> None:
    def world(name: str, *more: str) -> KnowledgeBase:
        ring = [
            rule("starts", ["athlete runs sprint"], ["t0 is on"]),
            rule("there", ["t0 is on"], ["t1 is on"]),
            rule("and-back", ["t1 is on"], ["t0 is on"]),
        ]
        return reporting(make_world(tmp_path / name, MORE, *ring, *more, questions=QUESTIONS))

    once = rule("told", ["t1 is on"], ["t2 is on"])
    assert compare(world("a", once), world("b", once)).equal
    assert compare(
        world("c", once), world("d", rule("q", ["athlete runs sprint"], ["t2 is on"]))
    ).equal
    shown(compare(world("e", once), world("f")))


def test_questions_that_are_not_taken_alike_are_named(tmp_path: Path) -> None:
    on = rule("r", ["left-hip measures ?l"], ["t0 is on"], where=["?l > 3"])
    one = make_world(tmp_path / "one", MORE, on, questions=QUESTIONS)
    less = {name: asked for name, asked in QUESTIONS.items() if name != "sore"}
    facts = MORE.replace("left maximum 4", "left maximum 3").replace("kit choices ball\n", "")
    other = make_world(tmp_path / "other", facts, on, questions=less)
    compared = compare(reporting(one), reporting(other))
    assert not compared.equal
    assert not compared.moved  # nobody can answer what both take and differ
    told = {asked.question: (asked.then, asked.now) for asked in compared.questions}
    assert {*told} == {"kit", "left", "sore"}
    assert told["kit"] == ("ball", "")
    assert told["sore"][1] is None
    assert "to 3" in str(told["left"][1])


def test_counting_counts() -> None:
    """Every way in which three literals can hold, by the clauses of the counts."""
    clauses = Clauses()
    literals = [clauses.variable() for _ in range(3)]
    counts = at_least(clauses, literals, 3)
    for held in product((True, False), repeat=3):
        assignment = {1: True} | dict(zip(literals, held, strict=True))
        while len(assignment) < clauses.variables:  # each new one equals parts that came before
            for clause in clauses.written:
                rest = [each for each in clause if abs(each) not in assignment]
                false = all(assignment[abs(e)] != (e > 0) for e in clause if abs(e) in assignment)
                if len(rest) == 1 and false:
                    assignment[abs(rest[0])] = rest[0] > 0
        for number, literal in enumerate(counts):
            assert (assignment[abs(literal)] == (literal > 0)) == (sum(held) >= number)


# Edits


def test_an_edit_names_what_can_rest_on_it() -> None:
    knowledge = real_knowledge()
    rule = knowledge.rule["side-that-turns-in-less-works-first"]
    worded = as_edited(knowledge, replace(rule, because="So it is.", claims=("somerset-pattern",)))
    (edit,) = edits(knowledge, worded)
    assert (edit.kind, edit.name, edit.parts) == ("rule", rule.id, ("because", "claims"))
    assert "clam" in edit.drills
    assert compare(knowledge, worded).equal


def test_a_claim_that_stands_otherwise_lists_the_drills_that_rest_on_it() -> None:
    knowledge = real_knowledge()
    words = {**knowledge.words["weaker-side-first"], "has-standing": ("opinion",)}
    other = replace(
        knowledge, sha256="other", words={**knowledge.words, "weaker-side-first": words}
    )
    edit = {each.name: each for each in edits(knowledge, other)}["weaker-side-first"]
    assert edit == Edit("claim", *edit[1:])
    assert edit.parts == ("has-standing",)
    assert "clam" in edit.drills
    assert edit.outcomes > 50


# Through the program


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of the knowledge, with a revision `before` and an edit after it."""
    home = tmp_path / "knowledge"
    for name in ("kb", "rules"):
        shutil.copytree(ROOT / name, home / name)
    for name in ("ontology.ttl", "shapes.ttl", "constraints.yaml"):
        shutil.copy(ROOT / name, home / name)
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Begin"]):
        git(home, *command)
    git(home, "tag", "before")
    path = home / "kb" / "measuring.ttl"
    text, count = re.subn(
        r"(:present-difference a .*?:degrees) 10 ", r"\1 13 ", path.read_text("utf-8"), flags=re.S
    )
    assert count == 1
    path.write_text(text, encoding="utf-8")
    return home


def git(home: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(home), *who, *arguments], check=True)


def test_a_revision_is_compared_with_what_stands_there_now(repository: Path) -> None:
    ended = hipexpert(repository, "diff", "git:before", ".", "--exit-code", "--json")
    assert ended.code == 3, ended.err
    told = json.loads(ended.out)
    assert told["schema"] == "hipexpert/diff/1"
    assert (told["equal"], told["decided"], told["questions"]) == (False, True, [])
    assert told["moved"]["drills"]
    for athlete in told["athletes"]:
        assert athlete["lost"] or athlete["gained"]
        causes = [c for t in athlete["lost"] + athlete["gained"] for c in t["causes"]]
        assert {(c["name"], c["then"], c["now"]) for c in causes} == {
            ("present-difference degrees", "10", "13")
        }
        assert athlete["proofs"]["old"] or athlete["proofs"]["new"]
    page = hipexpert(repository, "diff", "git:before", ".", "--plain")
    assert page.code == 0
    assert page.out.startswith("Different: ")
    assert "present-difference degrees (10 then, 13 now)" in page.out
    same = hipexpert(repository, "diff", "git:before", "git:HEAD", "--exit-code", "--plain")
    assert (same.code, same.out) == (0, "Equal for every possible athlete.\n")


def test_a_revision_that_is_not_there_ends_with_one_message(repository: Path) -> None:
    for revision in ("git:nowhere", "git:--help", "git:"):
        ended = hipexpert(repository, "diff", revision, ".")
        assert ended.code == 2
        assert not ended.out
        assert len(ended.err.splitlines()) == 2
    outside = hipexpert(repository.parent, "diff", "git:before", "nowhere")
    assert outside.code == 2


def test_a_revision_that_cannot_be_reasoned_with_is_told_with_the_place(repository: Path) -> None:
    rules = repository / "rules" / "triage.yaml"
    sound = rules.read_text("utf-8")
    rules.write_text(sound.replace("?athlete reports ?flag", "?athlete reports", 1), "utf-8")
    git(repository, "commit", "--quiet", "--all", "-m", "Break a rule")
    rules.write_text(sound, encoding="utf-8")
    ended = hipexpert(repository, "diff", "git:HEAD", ".", "--exit-code")
    assert (ended.code, ended.out) == (2, "")
    told, remedy = ended.err.splitlines()
    assert "git:HEAD, where rules/triage.yaml:7 says: a pattern has three words" in told
    assert remedy.startswith("  name a revision")
