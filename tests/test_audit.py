"""Why, why not and what if, held against the consultations they explain.

Explanations are data here; what is printed of them is the matter of `test_render`.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from conftest import Given, read_given, real_knowledge
from generated import Answer, answers_to, athletes, facts, rulebooks
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_cases import people
from worlds import make_world, rule

from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, Consultation, Fact, Firing, Question, Value, sort_key
from hipexpert.reasoning.answers import read_answer
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.partial_model import left_unasked
from hipexpert.reasoning.plan import Line, Result
from hipexpert.reasoning.proof import Proof, Prover, ways, why
from hipexpert.reasoning.verbalization import NotFound, conclusions_named
from hipexpert.reasoning.what_if import what_if
from hipexpert.reasoning.why_not import FailedPremise, FailedRule, why_not

ALL_KIT = ["band", "belt", "box", "bench", "chair", "dumbbell", "barbell", "foam-roller", "ball"]

anyone = st.deferred(lambda: athletes(real_knowledge()))
slow = HealthCheck.too_slow, HealthCheck.data_too_large
few = settings(
    max_examples=4,
    suppress_health_check=slow,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def founding(**changes: str | list[str]) -> Consultation:
    """The founding athlete, some answers changed; `_` stands for `-` in their names."""
    named = {name.replace("_", "-"): text for name, text in changes.items()}
    return consulted({**people()["founding"], **named})


def consulted(said: Given) -> Consultation:
    return consult(real_knowledge(), read_given(real_knowledge(), said))


@cache
def the_founding_athlete() -> Consultation:
    return founding()


def fact(text: str) -> Fact:
    subject, verb, object_ = text.split()
    return Fact(subject, verb, int(object_) if object_.isdecimal() else object_)


def prescribed(drill: str) -> Fact:
    return Fact("athlete", "is-prescribed", drill)


# Why


def leaves(proof: Proof) -> Iterator[Proof]:
    if proof.kind != "derived":
        yield proof
    else:
        for premise in proof.premises:
            yield from leaves(premise)


def plan_facts(consultation: Consultation) -> list[Fact]:
    """Everything the lines of a plan say."""
    drills = [f.object for f in consultation.facts("is-prescribed")]
    said = ("is-worked-towards", "begins-on", "takes-dose", "is-loaded-with", "leads-to")
    sets = ("has-sets-on-favoured-side", "has-sets-on-other-side", "has-sets-on-each-side")
    return [
        *consultation.facts("is-prescribed"),
        *(f for verb in (*said, *sets) for f in consultation.facts(verb) if f.subject in drills),
    ]


@pytest.mark.parametrize("person", ["founding", "founding-unmeasured", "even"])
def test_every_line_of_a_plan_is_proven_down_to_answers_statements_and_absences(
    person: str,
) -> None:
    consultation = consulted(people()[person])
    statements, firings = real_knowledge().statements, {*consultation.firings}
    facts = plan_facts(consultation)
    assert len(facts) > 12
    for conclusion in facts:
        proof = why(consultation, conclusion)
        assert proof.fact == conclusion
        for step in proof.steps():
            match step.kind:
                case "given":
                    assert step.questions == (consultation.given[step.fact],)
                    assert not step.premises
                case "stated":
                    assert step.location == statements[step.fact]
                    assert not step.premises
                case "derived":
                    assert step.rule
                    assert step.location == step.rule.location
                    assert step.claims == step.rule.claims
                    premises = tuple(p.fact for p in step.premises if p.kind != "absent")
                    assert any(
                        firing.rule == step.rule
                        and firing.premises == premises
                        and step.fact in firing.conclusions
                        for firing in firings
                    )
                    absent = [p for p in step.premises if p.kind == "absent"]
                    assert len(absent) == len(step.rule.unless)
                case _:
                    assert step.kind == "absent"
                    assert all(premise.kind == "given" for premise in step.premises)
                    assert not {*step.questions} & consultation.answers.given.keys()
        assert {leaf.kind for leaf in leaves(proof)} <= {"given", "stated", "absent"}


def size(proof: Proof) -> int:
    return 1 + sum(size(premise) for premise in proof.premises if premise.kind != "absent")


def smallest_sizes(consultation: Consultation) -> dict[Fact, float]:
    """How large the smallest proof of each conclusion is, found by trying until nothing gains."""
    sizes: dict[Fact, float] = {}

    def size_of(firing: Firing) -> float:
        leaf = {*consultation.given, *consultation.knowledge.statements}
        return 1 + sum(1 if f in leaf else sizes.get(f, math.inf) for f in firing.premises)

    while True:
        found = {
            conclusion: min(map(size_of, firings))
            for conclusion, firings in consultation.justifications.items()
        }
        if found == sizes:
            return found
        sizes = found


@pytest.mark.parametrize("person", ["founding", "founding-unmeasured", "limited-right"])
def test_no_conclusion_has_a_shorter_proof(person: str) -> None:
    consultation = consulted(people()[person])
    smallest = smallest_sizes(consultation)
    prover = Prover(consultation)
    several = [f for f, firings in consultation.justifications.items() if len(firings) > 1]
    assert several
    for conclusion in {*several, *plan_facts(consultation)} - consultation.given.keys():
        assert size(prover.prove(conclusion)) == smallest[conclusion], conclusion


def test_an_answer_is_its_own_proof() -> None:
    said = read_given(real_knowledge(), people()["founding"], "case.yaml")
    consultation = consult(real_knowledge(), said)
    proof = why(consultation, fact("right-internal-rotation measures 26"))
    assert (proof.kind, proof.rule, proof.premises) == ("given", None, ())
    assert proof.questions == ("hip-ir-right",)
    assert proof.location
    assert proof.location.file == "case.yaml"
    assert "26" in proof.because


def test_what_does_not_hold_has_no_proof() -> None:
    with pytest.raises(KeyError):
        why(the_founding_athlete(), fact("athlete is-referred-for night-pain"))


LEGS = "athlete is-advised have-leg-length-looked-at"
LIFT, SIGN = "lift-that-helps-stays-with-who-fitted-it", "advice-follows-the-sign"


@pytest.mark.parametrize(
    ("person", "changes", "conclusion", "supports"),
    [
        ("leg-length-reader", {}, LEGS, {LIFT: "untested", SIGN: "opinion"}),
        ("leg-length-reader", {"lift-relieves": "no"}, LEGS, {SIGN: "opinion"}),
        (
            "founding",
            {},
            "athlete has-exposure sufficient",
            {
                "practice-over-the-years-is-enough-exposure": "opinion",
                "competitions-are-told-with-the-exposure": "opinion",
            },
        ),
    ],
)
def test_every_support_is_found_the_shortest_first(
    person: str, changes: Given, conclusion: str, supports: Mapping[str, str]
) -> None:
    consultation = consulted({**people()[person], **changes})
    found = ways(consultation, fact(conclusion))
    told = {p.rule.id: p.standing.word for p in found.proofs if p.rule and p.standing}
    assert [*told.items()] == [*supports.items()]
    assert found.shortest == why(consultation, fact(conclusion))
    sizes = [*map(size, found.proofs)]
    assert sizes == sorted(sizes)
    rank = real_knowledge().rank
    assert found.firmest.standing
    assert rank(found.firmest.standing.word) == max(map(rank, supports.values()))


def test_a_step_on_the_way_has_its_other_supports_too() -> None:
    found = ways(the_founding_athlete(), fact("athlete shows functional"))
    assert len(found.proofs) == 1
    assert {*found.others} == {
        fact("athlete has-finding explained"),
        fact("athlete has-exposure sufficient"),
    }
    assert found.others.keys() <= {proof.fact for proof in found.shortest.steps()}


@pytest.mark.parametrize("person", ["founding", "founding-unmeasured", "leg-length-reader"])
def test_a_conclusion_stands_as_its_shakiest_claim(person: str) -> None:
    knowledge, consultation = real_knowledge(), consulted(people()[person])
    for outcome in consultation.outcomes:
        proof = why(consultation, outcome)
        ranks = [knowledge.claim_rank(claim) for claim in proof.all_claims]
        assert proof.standing
        assert proof.standing.claim in proof.all_claims
        assert proof.standing.word == knowledge.object(proof.standing.claim, "has-standing")
        assert proof.standing.rank == min(ranks) == knowledge.rank(proof.standing.word)


def warm_world(home: Path) -> Consultation:
    """A house that is lively because it is warm, and warm because it is lively, or heated."""
    return consult(
        make_world(
            home,
            "house has stove\nhouse has sun",
            rule("a-warm-house-is-lively", ["?x is warm"], ["?x is lively"]),
            rule("a-lively-house-is-warm", ["?x is lively"], ["?x is warm"]),
            rule("a-stove-warms", ["?x has stove"], ["?x is warm"]),
            rule("sun-warms-what-is-open", ["?x has sun", "?x is open"], ["?x is warm"]),
            rule("a-lively-house-is-open", ["?x is lively"], ["?x is open"]),
            rule("sun-opens", ["?x has sun"], ["?x is open"]),
        ),
        Answers(),
    )


def rules_of(proofs: tuple[Proof, ...]) -> list[tuple[str, ...]]:
    return [proof.rules for proof in proofs]


def test_what_leans_on_itself_is_no_support(tmp_path: Path) -> None:
    world = warm_world(tmp_path)
    warm, lively, is_open = (Fact("house", "is", word) for word in ("warm", "lively", "open"))
    assert rules_of(ways(world, warm).proofs) == [
        ("a-stove-warms",),
        ("sun-warms-what-is-open", "sun-opens"),
    ]
    assert len(world.justifications[warm]) == 3
    found = ways(world, lively)
    assert rules_of(found.proofs) == [("a-warm-house-is-lively", "a-stove-warms")]
    assert rules_of(found.others[warm]) == [("sun-warms-what-is-open", "sun-opens")]
    assert rules_of(ways(world, is_open).proofs) == [
        ("sun-opens",),
        ("a-lively-house-is-open", "a-warm-house-is-lively", "a-stove-warms"),
    ]


@settings(max_examples=40, suppress_health_check=slow)
@given(rulebooks(), facts)
def test_supports_are_all_that_can_be_proved_without_the_conclusion(
    rules: list[str], known: str
) -> None:
    with tempfile.TemporaryDirectory() as home:
        world = make_world(Path(home), known, *rules)
    consultation = consult(world, Answers())
    for conclusion, firings in consultation.justifications.items():
        if conclusion in world.statements:
            continue
        without = {*world.statements}
        while (
            more := {
                fact
                for firing in consultation.firings
                if without.issuperset(firing.premises)
                for fact in firing.conclusions
            }
            - without
            - {conclusion}
        ):
            without |= more
        wanted = {
            (firing.rule.id, firing.premises)
            for firing in firings
            if without.issuperset(firing.premises)
        }
        found = ways(consultation, conclusion)
        told = {
            (proof.rule.id, tuple(p.fact for p in proof.premises if p.kind != "absent"))
            for proof in found.proofs
            if proof.rule
        }
        assert told == wanted
        for proof in found.proofs:
            assert conclusion not in {step.fact for step in [*proof.steps()][1:]}


def test_what_is_absent_is_denied_not_known_or_ruled_out() -> None:
    """A drill without kit can lack none; what bars it is an answer away, or answered."""
    known = {"pain_site": "none", "pain_level": "0", "fadir_right": "negative"}
    asked, told = founding(), founding(applies_to_me="none", **known)
    for consultation, absence, answers in (
        (asked, "unknown", set()),
        (told, "denied", {"pain-level", "pain-site"}),
    ):
        steps = why(consultation, prescribed("body-weight-squat")).steps()
        absent = {step.fact.property: step for step in steps if step.absence}
        barred, lacks = absent["is-barred-by"], absent["lacks"]
        assert (lacks.absence, lacks.questions, lacks.premises) == ("ruled-out", (), ())
        assert barred.absence == absence
        assert bool(barred.questions) is (absence == "unknown")
        assert {q for premise in barred.premises for q in premise.questions} == answers


def test_what_is_absent_says_what_is_not_known_and_what_rules_it_out() -> None:
    said = {k: v for k, v in people()["founding"].items() if k != "groin-lump"}
    uncleared = why(consulted(said), fact("athlete has-uncleared groin-lump"))
    absent = next(step for step in uncleared.steps() if step.kind == "absent")
    assert absent.fact == fact("athlete is-cleared-of groin-lump")
    assert absent.questions == ("groin-lump", "seen-and-cleared")
    may = why(the_founding_athlete(), fact("athlete may train"))
    ruling = {q for s in may.premises for premise in s.premises for q in premise.questions}
    assert {*people()["cleared"]} <= ruling
    assert "age" in {q for step in may.premises for q in step.questions}


# Why not


def nearest(misses: tuple[FailedRule, ...]) -> Iterator[tuple[str, FailedPremise]]:
    """The rule and the first lack of the nearest miss, and so on downwards."""
    while misses:
        yield misses[0].rule.id, misses[0].lacks[0]
        misses = misses[0].lacks[0].below


CHOSEN = [
    "chosen-drill-is-prescribed",
    "drill-with-the-turn-is-taken",
    "drill-that-fits-has-the-turn",
]
FREE = [*CHOSEN, "fitting-drill-is-a-candidate", "drill-that-nothing-rules-out-is-free"]


@pytest.mark.parametrize(
    ("changes", "drill", "rules", "because"),
    [
        (
            {"fadir_right": "positive", "training_stage": "advanced"},
            "hip-airplane",
            FREE,
            ("is-barred-by", "condition-bars-an-activity"),
        ),
        (
            {"training_stage": "novice"},
            "hip-airplane",
            FREE,
            ("is", "drill-beyond-the-stage-is-too-hard"),
        ),
        (
            {"training_stage": "advanced", "equipment": ["box"]},
            "goblet-squat",
            FREE,
            ("lacks", "missing-kit-rules-a-drill-out"),
        ),
        (
            {"season_phase": "taper"},
            "split-squat",
            FREE,
            ("is", "new-strength-work-waits"),
        ),
        (
            {"season_phase": "pre-season"},
            "adductor-squeeze",
            FREE,
            ("is", "two-legged-drill-is-over-the-share"),
        ),
        (
            {"training_stage": "advanced"},
            "goblet-squat",
            [*CHOSEN, "drill-of-the-phase-comes-first", "rung-without-a-candidate-gives-way"],
            ("has-candidate", "fitting-drill-is-a-candidate"),
        ),
        (
            {"training_stage": "advanced", "season_phase": "pre-season"},
            "copenhagen-adduction",
            CHOSEN[:1],
            ("is", "slot-after-the-last-place-is-crowded-out"),
        ),
    ],
    ids=[
        "barred",
        "too hard",
        "without kit",
        "too new",
        "beyond the share",
        "a harder one fits",
        "crowded out",
    ],
)
def test_what_kept_a_drill_out_comes_first(
    changes: dict[str, str | list[str]], drill: str, rules: list[str], because: tuple[str, str]
) -> None:
    consultation = founding(**{"equipment": ALL_KIT, **changes})
    assert not consultation.holds(prescribed(drill))
    way = [*nearest(why_not(consultation, prescribed(drill)).rules)]
    assert [rule for rule, _ in way] == rules
    *missing, (_, last) = way
    assert all(lack.kind == "missing" for _, lack in missing)
    assert last.kind == "blocked"
    assert last.proof
    assert last.proof.rule
    assert (last.proof.fact.property, last.proof.rule.id) == because
    assert consultation.holds(last.proof.fact)


def test_what_an_equal_lacks_is_its_turn() -> None:
    consultation = founding(equipment=ALL_KIT, training_stage="advanced")
    assert consultation.holds(prescribed("ninety-ninety-internal-rotation-stretch"))
    *way, (rule, last) = nearest(
        why_not(consultation, prescribed("standing-box-internal-rotation")).rules
    )
    assert [rule for rule, _ in way] == [*CHOSEN, "drill-of-the-phase-comes-first"]
    assert rule == "phase-named-is-the-phase-dosed-for"
    assert (last.kind, last.question, last.below) == ("missing", "season-phase", ())


def test_a_missing_answer_is_named_as_the_question_that_decides() -> None:
    misses = why_not(the_founding_athlete(), fact("athlete is-referred-for night-pain")).rules
    assert [miss.rule.id for miss in misses] == ["cause-needs-referral"]
    missing, cleared = misses[0].lacks
    assert (missing.kind, cleared.kind) == ("missing", "blocked")
    (reported,) = missing.below
    (lack,) = reported.lacks
    assert (lack.kind, lack.question, lack.below) == ("missing", "night-pain", ())


def test_an_answer_that_blocks_is_named_with_its_question() -> None:
    consultation = founding(night_pain="yes")
    misses = why_not(consultation, fact("athlete may train")).rules
    blocked = {lack.proof.fact for lack in misses[0].lacks if lack.proof}
    assert fact("athlete is-referred-for night-pain") in blocked
    assert fact("athlete has-uncleared night-pain") in blocked


@pytest.mark.parametrize(("right", "gap", "off"), [(31, "9", "1"), (34.5, "5.5", "4.5")])
def test_a_number_says_by_how_much_it_falls_short(right: float, gap: str, off: str) -> None:
    consultation = founding(hip_ir_right=str(right))
    misses = why_not(consultation, fact("right-internal-rotation is-measured limited")).rules
    assert misses[0].rule.id == "clear-shortfall-is-limited"
    (lack,) = misses[0].lacks
    assert lack.kind == "short"
    assert lack.text == f"{gap} should be at least 10; it is off by {off}"
    assert {f.subject for f in misses[0].held} == {
        "athlete",
        "right-internal-rotation",
        "left-internal-rotation",
    }


def test_nearer_misses_come_before_farther_ones() -> None:
    consultation = the_founding_athlete()
    for wanted in "athlete shows mixed-asymmetry", "right-external-rotation counts-as limited":
        misses = why_not(consultation, fact(wanted)).rules
        distances = [(len(m.lacks), -len(m.held), m.rule.order) for m in misses]
        assert len(misses) > 1
        assert distances == sorted(distances)


def test_a_number_that_stands_in_the_way_is_named() -> None:
    misses = why_not(the_founding_athlete(), fact("athlete is-to-measure hip-ir-left")).rules
    by_rule = {miss.rule.id: miss.lacks for miss in misses}
    (lack,) = by_rule["range-not-measured-is-measured-next"]
    assert (lack.kind, lack.question) == ("blocked", "hip-ir-left")


@few
@given(anyone)
def test_whatever_does_not_hold_has_a_reason(said: dict[str, Answer]) -> None:
    """Each miss lacks something that is truly lacking; nothing that holds is called missing."""
    consultation = consulted(said)
    knowledge = real_knowledge()
    drills = [drill for drill in knowledge.instances("Drill") if knowledge.object(drill, "fills")]
    wanted = [prescribed(drill) for drill in drills[::7]]
    wanted += [Fact("athlete", "shows", kind) for kind in knowledge.instances("AsymmetryType")]
    for each in [f for f in wanted if not consultation.holds(f)]:
        misses = why_not(consultation, each, depth=2).rules
        assert misses, each
        for miss in misses:
            assert miss.lacks
            assert all(consultation.holds(f) for f in miss.held)
            assert {lack.kind for lack in miss.lacks} <= {"missing", "short", "blocked"}
            for lack in miss.lacks:
                assert (lack.proof is not None) is (lack.kind == "blocked")


# What if


@few
@given(anyone, st.data())
def test_what_if_tells_exactly_what_two_consultations_differ_in(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    knowledge = real_knowledge()
    before = consulted(said)
    free = [q for q in knowledge.questions.values() if q.id not in ("sport", "event")]
    changed = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
    changes = {
        question.id: drawn(data, question, before.answers.given)
        if data.draw(st.booleans())
        else None
        for question in changed
    }
    difference = what_if(before, changes)
    given_then = {k: v for k, v in {**before.answers.given, **changes}.items() if v is not None}
    then = consult(knowledge, Answers(given_then))
    was, now = set(before.outcomes), set(then.outcomes)
    assert difference.before is before
    assert difference.after.outcomes == then.outcomes
    for told, wanted in (
        (difference.gained, now - was),
        (difference.lost, was - now),
        (difference.kept, was & now),
    ):
        assert list(told) == sorted(wanted, key=sort_key)
    assert difference.after.answers.settled == before.answers.settled | changes.keys()


def drawn(
    data: st.DataObject, question: Question, known: Mapping[str, Value | tuple[str, ...]]
) -> Value | tuple[str, ...] | None:
    text = data.draw(answers_to(real_knowledge(), question, known))
    return None if text is None else read_answer(real_knowledge(), question, text, known)


def test_the_same_answers_change_nothing() -> None:
    before = the_founding_athlete()
    difference = what_if(before, {"hip-ir-right": 26})
    assert (difference.gained, difference.lost) == ((), ())
    assert difference.kept == before.outcomes


def test_a_measured_hip_that_is_forgotten_is_expected_again() -> None:
    difference = what_if(the_founding_athlete(), {"hip-ir-right": None})
    assert fact("right-internal-rotation falls-short-degrees 14") in difference.lost
    assert fact("athlete is-to-measure hip-ir-right") in difference.gained
    assert fact("right-internal-rotation counts-as limited") in difference.kept
    assert "hip-ir-right" in difference.after.answers.unknown


# What a line assumes


def told(line: Line | None) -> object:
    """What a line of the plan says to do."""
    return line and (
        line.drill,
        line.dose,
        line.weeks,
        line.following,
    )


def line_of(answers: Answers, drill: str) -> object:
    result = Result(consult(real_knowledge(), answers))
    return told(next((line for line in result.lines if line.drill == drill), None))


def tries(question: Question, answers: Answers) -> Iterator[Answers]:
    """The answers with one more, in ways that are likely to matter."""
    knowledge = real_knowledge()
    texts: list[str | list[str]] = [*choices(knowledge, question, answers.given)] or ["yes", "no"]
    if question.numeric:
        low, high = question.minimum or 0, question.maximum or 100
        texts = [str(int(n)) for n in (low, 9, 12, 40, high) if low <= n <= high]
    elif question.type == "some-of":
        texts = [texts]
    for text in texts:
        value = read_answer(knowledge, question, text, answers.given)
        assert value is not None
        yield Answers({**answers.given, question.id: value})


@pytest.mark.parametrize("person", ["founding", "founding-unmeasured"])
def test_some_answer_to_what_a_line_assumes_changes_it(person: str) -> None:
    consultation = consulted(people()[person])
    for line in Result(consultation).lines:
        assert line.assumes
        assert not {*line.assumes} & consultation.answers.given.keys()
        questions = [real_knowledge().questions[name] for name in line.assumes]
        assert any(
            line_of(answers, line.drill) != told(line)
            for question in questions
            for answers in tries(question, consultation.answers)
        )


def test_what_is_assumed_of_the_founding_athlete() -> None:
    """Age and pain could refer; kit, stage and phase could bring another drill or dose."""
    lines = {line.drill: {*line.assumes} for line in Result(the_founding_athlete()).lines}
    for assumed in lines.values():
        assert {"age", "pain-site", "season-phase", "training-stage"} <= assumed
    assert {"equipment", "fadir-right"} <= lines["supine-knee-in-stretch"]
    assert "equipment" not in lines["supine-figure-four"]
    assert "thoracic-rotation-left" in lines["clam"]
    assert "thoracic-rotation-left" not in lines["reverse-clam"]
    answered = Result(
        founding(age="30", pain_site="none", pain_side="none", pain_level="0", season_phase="taper")
    )
    for line in answered.lines:
        assert not {"age", "pain-site", "pain-side", "pain-level", "season-phase"} & {*line.assumes}


@few
@given(anyone, st.data())
def test_no_answer_to_what_a_line_does_not_assume_changes_it(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    knowledge = real_knowledge()
    kept = data.draw(st.lists(st.sampled_from([*said]), unique=True)) if said else []
    some = {k: v for k, v in said.items() if k in kept} | people()["cleared"]
    some = {k: v for k, v in some.items() if k != "event" or "sport" in some}
    consultation = consulted(some)
    for line in Result(consultation).lines:
        known = {*consultation.answers.given, *line.assumes}
        known |= left_unasked(consultation.facts("is"))
        rest = [q for q in knowledge.questions.values() if q.id not in known]
        more: dict[str, Value | tuple[str, ...]] = {}
        for question in data.draw(st.lists(st.sampled_from(rest), unique=True)) if rest else []:
            value = drawn(data, question, {**consultation.answers.given, **more})
            if value is not None:
                more[question.id] = value
        answers = Answers({**consultation.answers.given, **more})
        assert line_of(answers, line.drill) == told(line), more


# What is named


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("reverse-clam", "athlete is-prescribed reverse-clam"),
        ("night-pain", "athlete is-referred-for night-pain"),
        ("functional", "athlete shows functional"),
        ("manual-therapy", "athlete is-advised manual-therapy"),
        ("right-internal-rotation", "right-internal-rotation counts-as limited"),
        ("right-internal-rotation is-favoured", "right-internal-rotation is-favoured 2"),
        ("athlete works-one-legged", "athlete works-one-legged 3"),
        ("athlete shows mixed-asymmetry", "athlete shows mixed-asymmetry"),
        ("internal-rotation is compared", "internal-rotation is compared"),
    ],
)
def test_words_name_the_most_telling_conclusion(words: str, first: str) -> None:
    assert conclusions_named(real_knowledge(), tuple(words.split()))[0] == fact(first)


@pytest.mark.parametrize("words", ["reverse-calm", "2", "reverse-clam shows", "is-prescribed"])
def test_words_that_name_nothing_are_refused_with_what_was_perhaps_meant(words: str) -> None:
    with pytest.raises(NotFound) as refused:
        conclusions_named(real_knowledge(), tuple(words.split()))
    assert "reverse-clam" in refused.value.near
