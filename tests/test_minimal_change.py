"""The smallest change that turns a conclusion: it does turn it, and no smaller one does.

In a small made-up world every set of up to three changed answers is tried by brute force, on
the oracle; on the real knowledge the engine itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import read_given, real_knowledge
from generated import athletes
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from oracle import concluded
from test_cases import people
from worlds import make_world, rule

from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.abduction import AnswerOrUnknown
from hipexpert.reasoning.answers import answer_facts, consistent
from hipexpert.reasoning.comparison import compare
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.minimal_change import MOST_ANSWERS, Change, MinimalChanges, minimal_changes
from hipexpert.reasoning.program import GroundProgram
from hipexpert.reasoning.what_if import what_if
from hipexpert.reasoning.why_not import why_not

LARGEST = 4
QUESTIONS = {
    "sore": ("yes-no", "athlete", "is"),
    "site": ("one-or-more", "athlete", "hurts-at"),
    "event": ("one-of", "athlete", "runs"),
    "kit": ("some-of", "athlete", "owns"),
    "left": ("whole-number", "left-hip", "measures"),
    "right": ("whole-number", "right-hip", "measures"),
}
FACTS = f"""
left minimum 0
left maximum {LARGEST}
right minimum 0
right maximum {LARGEST}
event choices sprint
event choices hurdles
site choices none
site choices knee
site choices groin
kit choices band
kit choices box
kit choices ball
athlete denies nothing
athlete reports nothing
athlete runs nothing
athlete owns nothing
athlete hurts-at nothing
nobody measures 0
nobody is nothing
nobody falls-short 0
"""
DOMAINS = {
    "sore": (None, "yes", "no"),
    "site": (None, "none", "knee", "groin", ("groin", "knee")),
    "event": (None, "sprint", "hurdles"),
    "kit": (None, *(kit for n in (1, 2, 3) for kit in combinations(("ball", "band", "box"), n))),
    "left": (None, *range(LARGEST + 1)),
    "right": (None, *range(LARGEST + 1)),
}
TOPICS = [f"t{n}" for n in range(5)]
GOAL = Fact(TOPICS[-1], "is", "on")

said = st.sampled_from(
    [
        "athlete reports sore",
        "athlete denies sore",
        "athlete hurts-at none",
        "athlete hurts-at knee",
        "athlete hurts-at groin",
        "athlete runs sprint",
        "athlete runs hurdles",
        "athlete owns band",
        "athlete owns box",
        "athlete owns ball",
        "left-hip measures ?l",
    ]
)
limits = st.integers(0, LARGEST)
compared = st.one_of(
    st.builds(
        lambda side, sign, limit: ([f"{side}-hip measures ?x"], {}, [f"?x {sign} {limit}"]),
        st.sampled_from(["left", "right"]),
        st.sampled_from([">=", "<=", "="]),
        limits,
    ),
    st.builds(
        lambda how, limit: (
            ["left-hip measures ?x", "right-hip measures ?y"],
            {"?gap": how},
            [f"?gap >= {limit}"],
        ),
        st.sampled_from(["?x - ?y", "abs(?y - ?x)", "?x + ?y"]),
        limits,
    ),
    limits.map(lambda limit: (["athlete falls-short ?z"], {}, [f"?z >= {limit}"])),
)


@st.composite
def worlds(draw: st.DrawFn) -> list[str]:
    """Rules on a few topics; each may lean on, or deny, the topics below it."""
    rules = [
        rule(
            "short",
            ["left-hip measures ?x", "right-hip measures ?y"],
            ["athlete falls-short ?gap"],
            let={"?gap": "?y - ?x"},
        )
    ]
    for number in range(draw(st.integers(5, 9))):
        height = draw(st.integers(0, len(TOPICS) - 1)) if number >= 4 else number + 1
        below = [f"{topic} is on" for topic in TOPICS[:height]]
        known = st.one_of(st.sampled_from(below), said) if below else said
        when = draw(st.lists(known, min_size=0 if number % 2 else 1, max_size=2))
        more, let, where = draw(compared) if not when or draw(st.booleans()) else ([], {}, [])
        unless = draw(st.lists(known.filter(lambda p: "?" not in p), max_size=2))
        head = [f"{TOPICS[height]} is on"]
        rules.append(rule(f"r{number}", [*when, *more], head, let=let, where=where, unless=unless))
    return rules


@st.composite
def someone(draw: st.DrawFn) -> dict[str, object]:
    """Answers to some of the questions of the made-up world."""
    drawn = {name: draw(st.sampled_from(domain)) for name, domain in DOMAINS.items()}
    return {name: answer for name, answer in drawn.items() if answer is not None}


def made(folder: str, rules: list[str]) -> KnowledgeBase:
    return make_world(Path(folder), FACTS, *rules, questions=QUESTIONS)


def changed(start: Mapping[str, object], size: int) -> Iterator[dict[str, object]]:
    """Every set of answers that differs from `start` in exactly `size` questions."""
    for names in combinations(DOMAINS, size):
        others = ([a for a in DOMAINS[name] if a != start.get(name)] for name in names)
        for answers in product(*others):
            yield {**start, **dict(zip(names, answers, strict=True))}


@settings(max_examples=60)
@given(worlds(), someone())
def test_no_smaller_change_would_do(rules, start):
    with TemporaryDirectory() as folder:
        knowledge = made(folder, rules)

        @cache
        def holds(items: frozenset[tuple[str, object]]) -> bool:
            answers = Answers({name: answer for name, answer in items if answer is not None})
            facts = {*knowledge.statements, *answer_facts(knowledge, answers)}
            return GOAL in concluded(knowledge.rules, facts)

        def turns(answers: Mapping[str, object]) -> bool:
            return holds(frozenset(answers.items())) != holds(frozenset(start.items()))

        if GOAL not in ground(knowledge).possible.all:
            return
        found = minimal_changes(consult(knowledge, Answers(start)), GOAL)
        smallest = next(
            (size for size in range(1, 4) if any(map(turns, changed(start, size)))), None
        )
        assert {len(way) for way in found.ways} == ({smallest} if smallest else set())
        assert found.searched == (smallest or MOST_ANSWERS + 1) - 1
        for way in found.ways:
            for answers in meant(start, way):
                assert turns(answers), way


def meant(start: Mapping[str, object], way: tuple[Change, ...]) -> Iterator[dict[str, object]]:
    """The answers a way stands for: its numbers anywhere in their rooms, all at once."""
    after = {**start, **{change.question: change.after for change in way}}
    yield after
    rooms = {
        change.question: range(int(change.least), int(change.most) + 1)
        for change in way
        if change.least is not None and change.most is not None
    }
    for numbers in product(*rooms.values()):
        yield {**after, **dict(zip(rooms, numbers, strict=True))}


def test_no_number_goes_beyond_what_bounds_it(tmp_path):
    """No years of sport beyond the age: what is named gainsays no other answer."""
    let, enough = {"?all": "?x + ?y"}, ["left-hip measures ?x", "right-hip measures ?y"]
    bounded = f"{FACTS}left no-more-than right"
    for total, ways in ("6", [{"left": 2, "right": 4}]), ("9", []):
        world = make_world(
            tmp_path / total,
            bounded,
            rule("enough", enough, ["t4 is on"], let=let, where=[f"?all >= {total}"]),
            questions=QUESTIONS,
        )
        found = minimal_changes(consult(world, Answers()), GOAL)
        assert [{change.question: change.after for change in way} for way in found.ways] == ways
    world = make_world(
        tmp_path / "one",
        bounded,
        rule("much", ["left-hip measures ?x"], ["t4 is on"], where=["?x >= 1"]),
        questions=QUESTIONS,
    )
    ((change,),) = minimal_changes(consult(world, Answers({"right": 2})), GOAL).ways
    assert (change.after, change.least, change.most) == (1, 1, 2)


# The real knowledge, on the engine itself

# to shrink an athlete takes minutes, and the answers of one are read quickly enough
PHASES = Phase.explicit, Phase.reuse, Phase.generate

anyone = st.deferred(lambda: athletes(real_knowledge(), shares=[1.0]))


def consulted(said: Mapping[str, object]) -> Consultation:
    answers = read_given(real_knowledge(), said)  # type: ignore[arg-type]
    return consult(real_knowledge(), answers)


def prescribed(drill: str) -> Fact:
    return Fact("athlete", "is-prescribed", drill)


def drills() -> list[str]:
    possible = ground(real_knowledge()).possible.all
    return sorted(d for d in real_knowledge().instances("Drill") if prescribed(d) in possible)


def applied(consultation: Consultation, way: tuple[Change, ...]) -> Consultation:
    return what_if(consultation, {change.question: change.after for change in way}).after


def reported() -> list[Fact]:
    """All that could be reported of some athlete, but for numbers that only answers can tell."""
    knowledge = real_knowledge()
    return sorted(
        fact
        for fact in ground(knowledge).possible.all
        if knowledge.properties[fact.property].outcome and fact.object != NUMBER
    )


@cache
def compiled() -> GroundProgram:
    """All instances of the real knowledge, which the engine agrees with."""
    return GroundProgram(ground(real_knowledge()))


def follows(answers: Mapping[str, object], fact: Fact) -> bool:
    known = {name: answer for name, answer in answers.items() if answer is not None}
    stated = answer_facts(real_knowledge(), Answers(consistent(real_knowledge(), known)))
    state = compiled().run(compiled().given(stated))
    return compiled().number[fact] in state.certain


@settings(max_examples=15, phases=PHASES)
@given(anyone, st.data())
def test_what_is_proposed_turns_the_conclusion(said, data):
    """Answered exactly so, or with any numbers that have room, the rest left as it is."""
    gone = data.draw(st.sets(st.sampled_from(sorted(said)), min_size=1, max_size=3))
    consultation = consulted({name: text for name, text in said.items() if name not in gone})
    fact = data.draw(st.sampled_from(reported()))
    changes = minimal_changes(consultation, fact)
    assert changes.wanted is not consultation.holds(fact)
    for way in changes.ways[:2]:
        assert applied(consultation, way).holds(fact) is changes.wanted
    for way in changes.ways:
        assert follows({**consultation.answers.given, **named(way)}, fact) is changes.wanted
        spot = {**named(way), **data.draw(spots(way))}
        assert follows({**consultation.answers.given, **spot}, fact) is changes.wanted
        assert all(change.before != change.after for change in way)


def named(way: tuple[Change, ...]) -> dict[str, AnswerOrUnknown]:
    return {change.question: change.after for change in way}


def spots(way: tuple[Change, ...]) -> st.SearchStrategy[dict[str, int]]:
    """Numbers anywhere in their rooms."""
    return st.fixed_dictionaries(
        {
            change.question: st.integers(int(change.least), int(change.most))
            for change in way
            if change.least is not None and change.most is not None
        }
    )


EXPOSURE = ["repetitions-per-practice", "practices-per-season", "years-in-sport"]
KNOWN = {"age": "23", "pain-site": "none", "competitions-per-season": "12"}


@pytest.mark.parametrize("missing", [EXPOSURE[:2], EXPOSURE[::2], EXPOSURE])
def test_numbers_named_for_an_exposure_that_is_not_known_do_it_together(missing):
    """Of 84 repetitions and 3 practices, it said: repetitions 84 or more, practices 0 or more."""
    said = {k: v for k, v in {**people()["founding"], **KNOWN}.items() if k not in missing}
    consultation = consulted(said)
    functional = Fact("athlete", "shows", "functional")
    misses = compare(consultation, "functional", "provisional").this.misses
    assert misses
    assert misses.changes == why_not(consultation, functional).changes
    assert way_of(misses.changes, *missing)
    for way in misses.changes.ways:
        rooms = (sorted({c.least, c.after, c.most} - {None}) or [c.after] for c in way)
        for answers in product(*rooms):
            told = {c.question: answer for c, answer in zip(way, answers, strict=True)}
            assert what_if(consultation, told).after.holds(functional), told


def way_of(changes: MinimalChanges, *names: str) -> tuple[Change, ...]:
    """The way that changes exactly these questions."""
    return next(way for way in changes.ways if {change.question for change in way} == {*names})


def test_a_number_is_told_with_all_the_room_it_has():
    changes = minimal_changes(consulted(people()["founding"]), prescribed("reverse-clam"))
    assert not changes.wanted
    (change,) = way_of(changes, "hip-ir-right")
    assert (change.before, change.least, change.most) == (26, 31, 49)
    founding = consulted(people()["founding"])
    for number, there in ((30, True), (31, False), (49, False), (50, True)):
        other = what_if(founding, {"hip-ir-right": number}).after
        favoured = other.holds(prescribed("reverse-clam"))
        assert favoured is there, number


def test_a_single_answer_more_is_found_before_two():
    said = {**people()["founding"], "training-stage": "intermediate"}
    changes = minimal_changes(consulted(said), prescribed("single-leg-deadlift"))
    assert changes.wanted
    assert (changes.searched, len(changes.ways[0])) == (0, 1)


def test_no_change_is_made_up_for_what_nothing_concludes():
    changes = minimal_changes(consulted(people()["founding"]), Fact("athlete", "shows", "clam"))
    assert changes == MinimalChanges(changes.fact, True, (), MOST_ANSWERS)


def test_what_nothing_can_change_is_left_alone_once_it_is_known():
    hurting = {"pain-site": "groin", "pain-side": "right", "pain-level": "2"}
    growing = consulted({**people()["founding"], **hurting, "age": "14"})
    changes = minimal_changes(growing, Fact("athlete", "is-referred-for", "growing-hip"))
    assert not changes.wanted
    assert way_of(changes, "pain-site")
    fixed = {*real_knowledge().instances("Unchangeable")}
    assert "age" in fixed
    assert all(fixed.isdisjoint(change.question for change in way) for way in changes.ways)


def test_an_age_not_yet_told_may_turn_out_any():
    said = {k: v for k, v in people()["founding"].items() if k != "age"}
    said |= {"pain-site": "groin", "pain-side": "right", "pain-level": "2"}
    changes = minimal_changes(consulted(said), Fact("athlete", "is-referred-for", "growing-hip"))
    (change,) = way_of(changes, "age")
    assert (change.before, change.least, change.most) == (None, 8, 15)


def test_a_way_through_a_red_flag_is_shut():
    """No other answers bring a drill back while the flag is reported and no clinician saw it."""
    consultation = consulted({**people()["founding"], "night-pain": "yes"})
    changes = minimal_changes(consultation, prescribed("reverse-clam"))
    assert changes.ways
    for way in changes.ways:
        cleared = Change("seen-and-cleared", None, ("night-pain",))
        assert {Change("night-pain", "yes", "no"), cleared} & {*way}


def test_many_open_flags_are_more_than_three_answers():
    said = {k: v for k, v in people()["founding"].items() if k not in people()["cleared"]}
    changes = minimal_changes(consulted(said), prescribed("reverse-clam"))
    assert changes == MinimalChanges(changes.fact, True, (), MOST_ANSWERS)


def test_a_search_that_is_given_up_says_how_far_it_came():
    fact = prescribed("isometric-wall-abduction")
    consultation = consulted(people()["founding"])
    (size,) = {len(way) for way in minimal_changes(consultation, fact).ways}
    assert minimal_changes(consultation, fact, 0) == MinimalChanges(fact, True, (), 0)
    assert size > 0
