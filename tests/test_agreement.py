"""One meaning, several machines: whatever concludes, explains or checks says the same.

Each has a reading of its own of what a rule does: the engine on the ground program, the engine on
experta's own network, the compiled program, the partial model, why, why-not, the screen, the proof
checker, and the oracle of these tests. They are held together on rulebooks drawn at random, with
numbers, `let`, `where`, `unless`, questions of each kind and some of them not answered; and on the
real knowledge. HIPEXPERT_WORLDS says how many rulebooks to draw; `make agree` draws 20,000.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from oracle import concluded
from test_minimal_change import FACTS, LARGEST, QUESTIONS, someone
from worlds import make_world, rule

from hipexpert.export.certificate import certificate, certificate_text
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import Answers, Consultation, Fact, KnowledgeBase
from hipexpert.reasoning.engine import Engine, consult
from hipexpert.reasoning.grounding import NUMBER, ground
from hipexpert.reasoning.partial_model import PartialModel, Truth, partial_model
from hipexpert.reasoning.program import compiled
from hipexpert.reasoning.proof import Prover
from hipexpert.reasoning.rete import ReteEngine, rete_engine_for
from hipexpert.reasoning.screen import Screen
from hipexpert.reasoning.why_not import why_not
from hipexpert.verify.files import Home
from hipexpert.verify.proof import verify

WORLDS = int(os.environ.get("HIPEXPERT_WORLDS", "60"))
PHASES = Phase.explicit, Phase.reuse, Phase.generate

MORE = f"""{FACTS.strip()}
band is elastic
box is heavy
band goes-before box
box goes-before ball
ball goes-before band
low degrees 1
high degrees {LARGEST - 1}
left-hip is-a hip
right-hip is-a hip
thing lacks nothing
athlete twists nothing
"""
TOPICS = [f"t{n}" for n in range(4)]

# what may be said of a ?thing or a ?hip that a premise before it has bound
OF_THINGS = ["?thing is elastic", "?thing is heavy", "?thing is marked", "?thing goes-before ?next"]
OF_HIPS = ["?hip is limited", "?hip is marked"]
BINDING = {"athlete owns ?thing": OF_THINGS, "?hip is-a hip": OF_HIPS, "?hip measures ?x": OF_HIPS}
ABOUT = ["athlete reports sore", "athlete denies sore", "athlete runs sprint", "athlete owns box",
         "athlete hurts-at knee", "athlete hurts-at none"]  # fmt: skip
NUMBERS = {
    "left-hip measures ?l": "?l",
    "right-hip measures ?r": "?r",
    "athlete twists ?t": "?t",
    "low degrees ?low": "?low",
    "high degrees ?high": "?high",
}
sums = st.sampled_from(["{} - {}", "abs({} - {})", "{} / {}", "min({}, {}) * 2", "max({}, {}) + 1"])
signs = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


@st.composite
def rulebooks(draw: st.DrawFn) -> list[str]:
    """Rules that can be layered; two compute a number each, the second from the first."""
    way = draw(sums)
    let = {"?gap": way.format("?most", "?x")}
    lacking = ["?hip measures ?x", "high degrees ?most"]
    rules = [
        rule("lacks", lacking, ["?hip lacks ?gap"], let=let, where=["?gap >= 0"]),
        rule("twists", ["left-hip lacks ?l", "right-hip lacks ?r"], ["athlete twists ?t"],
             let={"?t": draw(sums).format("?l", "?r")},
             unless=["athlete reports sore"] if draw(st.booleans()) else []),
    ]  # fmt: skip
    return rules + [draw(_rule(n)) for n in range(draw(st.integers(2, 8)))]


@st.composite
def _rule(draw: st.DrawFn, number: int) -> str:
    """A rule that concludes a topic, or marks what a topic may ask for; it denies only below."""
    height = draw(st.integers(0, len(TOPICS) - 1))
    below = [f"{topic} is on" for topic in TOPICS[:height]]
    when = draw(st.lists(st.sampled_from([*ABOUT, *below]), max_size=2, unique=True))
    denied = [*ABOUT, *below, "athlete owns anything", "anything lacks anything"]
    heads = [f"{TOPICS[height]} is on"]
    if draw(st.booleans()):
        binder = draw(st.sampled_from([*BINDING]))
        when.append(binder)
        of = [text for text in BINDING[binder] if height or "marked" not in text]
        when += draw(st.lists(st.sampled_from(of), max_size=1))
        if height < 2:
            heads.append(f"{'?thing' if 'thing' in binder else '?hip'} is limited")
        else:
            denied += [text.replace("?next", "anything") for text in of if "limited" in text]
    let, where = {}, []
    for text in draw(st.lists(st.sampled_from([*NUMBERS]), max_size=2, unique=True)):
        when.append(text)
        limit = st.integers(-1, LARGEST + 1).map(lambda n: f"{n}" if n >= 0 else "-1")
        where.append(f"{NUMBERS[text]} {draw(signs)} {draw(limit).replace('-1', '(0 - 1)')}")
    known = [NUMBERS[text] for text in when if text in NUMBERS]
    if len(known) == 2 and draw(st.booleans()):
        let["?sum"] = draw(sums).format(*known)
        where = [f"?sum {draw(signs)} {draw(st.integers(0, LARGEST))}"]
    unless = draw(st.lists(st.sampled_from(denied), max_size=2, unique=True))
    unless = [text for text in unless if text not in when]
    return rule(
        f"r{number}", when or ["low degrees ?d"], heads, let=let, where=where, unless=unless
    )


def valued(view: PartialModel, facts: Iterable[Fact]) -> set[Fact]:
    """Facts with every number filled in that is known."""
    return {f._replace(object=view.numbers[f]) if f in view.numbers else f for f in facts}


def agree(knowledge: KnowledgeBase, answers: Answers, more: Answers) -> Consultation:
    """All that conclude agree on some answers; what is certain of them stays so with more."""
    consultation = Engine(knowledge).consult(answers)
    follows, given_ = set(consultation.justifications), set(consultation.given)
    assert concluded(knowledge.rules, {*knowledge.statements, *given_}) == follows
    assert {*Screen(knowledge).verdict(answers).consultation.justifications} == follows - given_
    rules = ground(knowledge)
    closed = partial_model(rules, answers, ())
    assert valued(closed, closed.certain) == valued(closed, closed.possible) == follows | given_
    fired = {id(rule.instance) for rule in compiled(rules).rows if rule.fires(closed.view)}
    assert len(fired) == len(consultation.firings)
    partial = partial_model(rules, answers, knowledge.questions)
    later = partial_model(rules, more, ())
    assert partial.certain <= later.certain
    assert later.facts(later.view.possible) <= partial.facts(partial.view.possible)
    return consultation


def explained(consultation: Consultation, facts: Iterable[Fact]) -> None:
    """Each of some possible facts is proved where it holds, and missed where it does not."""
    prover, view = (
        Prover(consultation),
        partial_model(ground(consultation.knowledge), consultation.answers, ()),
    )
    for fact in facts:
        there = view.numbers.get(fact, fact.object)
        holds = fact._replace(object=there) in consultation.justifications
        assert (view.state(fact) is Truth.TRUE) == (holds or fact in consultation.given)
        near = why_not(consultation, fact)
        assert near.changes.wanted != (view.state(fact) is Truth.TRUE)
        if holds:
            proof = prover.prove(fact._replace(object=there))
            assert proof.kind in ("derived", "given")
        elif fact not in consultation.given:
            assert all(miss.lacks for miss in near.rules)


@settings(max_examples=WORLDS, suppress_health_check=[*HealthCheck], deadline=None)
@given(rulebooks(), someone(), someone())
def test_all_agree_on_any_rulebook(rules, said, further):
    with TemporaryDirectory() as folder:
        knowledge = make_world(Path(folder), MORE, *rules, questions=QUESTIONS)
        assume(not stratify(knowledge.rules)[1])
        answers, more = Answers(said), Answers({**further, **said})
        consultation = agree(knowledge, answers, more)
        assert ReteEngine(knowledge).consult(answers).firings == consultation.firings
        possible = ground(knowledge).concluding
        explained(
            consultation,
            [Fact(topic, "is", "on") for topic in TOPICS if Fact(topic, "is", "on") in possible],
        )
        proof = certificate_text(certificate(consultation))
        assert verify(proof, Home(Path(folder))).faults == ()


@settings(max_examples=3, phases=PHASES, suppress_health_check=[*HealthCheck], deadline=None)
@given(st.deferred(lambda: athletes(real_knowledge())), st.data())
def test_all_agree_on_the_real_knowledge(said: dict[str, Answer], data: st.DataObject) -> None:
    knowledge = real_knowledge()
    some = {name: said[name] for name in [*said][: data.draw(st.integers(0, len(said)))]}
    answers, more = (read_given(knowledge, each) for each in (some, said))
    consultation = agree(knowledge, answers, more)
    assert rete_engine_for(knowledge).consult(answers).firings == consultation.firings
    facts = sorted(f for f in ground(knowledge).concluding if f.object != NUMBER)
    outcomes = [f for f in facts if knowledge.properties[f.property].outcome]
    explained(consultation, data.draw(st.lists(st.sampled_from(outcomes), max_size=4)))
    assert consult(knowledge, answers).firings == consultation.firings
