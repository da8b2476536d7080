"""What is certain and what is possible, beside a second reading that scans every instance."""

from __future__ import annotations

from conftest import read_given, real_knowledge
from generated import Answer, athletes
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scanned import Scan, scan

from hipexpert.model import Answers, Fact
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.interview import interview
from hipexpert.reasoning.partial_model import PartialModel, Truth, partial_model

# to shrink an athlete takes minutes, and the answers of one are read quickly enough
PHASES = Phase.explicit, Phase.reuse, Phase.generate

anyone = st.deferred(lambda: athletes(real_knowledge()))


@settings(max_examples=10, phases=PHASES)
@given(anyone, st.data())
def test_the_outlook_sees_what_a_scan_of_every_instance_sees(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    knowledge = real_knowledge()
    names = [*knowledge.questions]
    answers = partly(said, data.draw(st.integers(0, len(said))))
    still_open = data.draw(st.one_of(st.just(names), st.sets(st.sampled_from(names))))
    view = partial_model(ground(knowledge), answers, still_open)
    slow = scan(ground(knowledge), answers, still_open)
    assert view.certain == slow.certain
    assert view.possible == slow.possible
    assert view.numbers == slow.numbers
    assert live(view) == {id(each) for each in instances() if slow.live(each)}
    for fact in slow.possible - slow.certain:
        assert view.state(fact) is slow.state(fact) is Truth.OPEN
    some = data.draw(st.sets(st.sampled_from([*ground(knowledge).possible.all]), max_size=30))
    assert view.deciding(some) == slow.deciding(some)


def partly(said: dict[str, Answer], many: int) -> Answers:
    """The answers to the first questions, those that no answer was drawn for not known."""
    knowledge = real_knowledge()
    asked = [*knowledge.questions][:many]
    known = read_given(knowledge, {name: said[name] for name in asked if name in said})
    return Answers(known.given, frozenset(asked) - known.given.keys())


def instances() -> list[object]:
    return [instance for layer in ground(real_knowledge()).strata for instance in layer]


def live(view: PartialModel) -> set[int]:
    return {id(view.program.rows[place].instance) for place in view.live}


@settings(max_examples=10, phases=PHASES)
@given(anyone, st.data())
def test_the_interview_asks_what_a_scan_of_every_instance_leaves_open(
    said: dict[str, Answer], data: st.DataObject
) -> None:
    """What is asked once the athlete stands so is left out where that is out of the question."""
    knowledge = real_knowledge()
    answers = partly(said, data.draw(st.integers(0, len(said))))
    gated = {q.id: q.asked_once for q in knowledge.questions.values() if q.asked_once}
    names = [name for name in knowledge.questions if name not in answers.settled]
    view = scan(ground(knowledge), answers, names)
    while shut := {n for n in names if n in gated and view.state(gated[n]) is Truth.FALSE}:
        names = [name for name in names if name not in shut]
        view = scan(ground(knowledge), answers, names)
    found = interview(knowledge, answers)
    matter = mattering(view, gated)
    for questions, state in (found.questions, Truth.TRUE), (found.later, Truth.OPEN):
        stands = [
            n for n in matter if (view.state(gated[n]) if n in gated else Truth.TRUE) is state
        ]
        assert [question.id for question in questions] == stands


def mattering(view: Scan, gated: dict[str, Fact]) -> list[str]:
    """The questions that could decide an outcome, or whether another of them is asked."""
    knowledge = view.ground.knowledge
    outcomes = {f for f in view.possible - view.certain if knowledge.properties[f.property].outcome}
    if any(fact.property == "is-referred-for" for fact in view.certain):
        outcomes = {fact for fact in outcomes if fact.property == "is-referred-for"}
    found, before = view.deciding(outcomes), set[str]()
    while found > before:
        before = found
        found = view.deciding(outcomes | {gated[name] for name in found if name in gated})
    return [name for name in knowledge.questions if name in found]
