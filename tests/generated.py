"""Athletes and rules drawn at random, for properties that must hold of all of them.

Athletes are drawn from the questions of a knowledge base alone: their choices, their bounds,
and the numbers near any threshold it states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from hypothesis import strategies as st
from worlds import rule

from hipexpert.knowledge.questions import choices
from hipexpert.model import KnowledgeBase, Question, Value, number_text

Answer = str | list[str]

HEALTHY = st.booleans()
DENIED = st.just("no")
MOSTLY_DENIED = st.sampled_from(["no"] * 8 + ["yes", "unknown"])
PORTION = st.floats(0, 1)


@st.composite
def athletes(
    draw: st.DrawFn, knowledge: KnowledgeBase, shares: Sequence[float] = (0.5, 0.9, 1.0)
) -> dict[str, Answer]:
    """The answers of an athlete to some of the questions, as texts, and to such shares of them.

    Half of the athletes deny every red flag, so that plans happen; the others deny most.
    """
    flags = set(knowledge.instances("RedFlag"))
    healthy = draw(HEALTHY)
    share = draw(st.sampled_from(shares))
    given: dict[str, Answer] = {}
    for question in knowledge.questions.values():
        if question.id in flags:
            given[question.id] = draw(DENIED if healthy else MOSTLY_DENIED)
        elif draw(PORTION) <= share:
            answer = draw(answers_to(knowledge, question, given))
            if answer is not None:
                given[question.id] = answer
    return given


def answers_to(
    knowledge: KnowledgeBase,
    question: Question,
    given: Mapping[str, Value | tuple[str, ...] | list[str]],
) -> st.SearchStrategy[Answer | None]:
    """Answers a question can take after those given; None where it can take none."""
    ruling = given.get(question.choices_given_by)
    return _answers_to(
        knowledge, question.id, tuple(ruling) if isinstance(ruling, list) else ruling
    )


@cache
def _answers_to(
    knowledge: KnowledgeBase, name: str, ruling: Value | tuple[str, ...] | None
) -> st.SearchStrategy[Answer | None]:
    """The same, made once for each answer on which the choices depend."""
    question = knowledge.questions[name]
    if question.type == "yes-no":
        return st.sampled_from(["yes", "no"])
    if question.numeric:
        return st.one_of(st.sampled_from(telling_numbers(knowledge, question)), whole(question))
    given = {} if ruling is None else {question.choices_given_by: ruling}
    known = choices(knowledge, question, given)
    if not known:
        return st.none()
    if question.type == "some-of":
        return st.lists(st.sampled_from(known), unique=True)
    if question.several:
        return st.one_of(
            st.sampled_from(known), st.lists(st.sampled_from(known), min_size=1, unique=True)
        )
    telling = [choice for choice in known if knowledge.objects(choice, "demands")]
    return st.one_of(st.sampled_from(telling or known), st.sampled_from(known))


def whole(question: Question) -> st.SearchStrategy[str]:
    low, high = question.minimum or 0, question.maximum or 100
    return st.integers(int(low), int(high)).map(str)


def telling_numbers(knowledge: KnowledgeBase, question: Question) -> list[str]:
    """The bounds of a question, and what lies at, or that far from the middle of, a limit."""
    low, high = question.minimum or 0, question.maximum or 100
    middle = (low + high) // 2
    limits = {*knowledge.instances("Threshold"), *knowledge.instances("Span")}
    thresholds = {
        fact.object
        for fact in knowledge.statements
        if fact.subject in limits and not isinstance(fact.object, str)
    }
    steps = (-1, 0, 1) if question.type == "whole-number" else (-1, -0.5, 0, 1)
    near = {start + step for start in (0, middle) for step in steps}
    numbers = {low, high, middle}
    numbers |= {sign * limit + n for limit in thresholds for n in near for sign in (1, -1)}
    return [number_text(number) for number in sorted(numbers) if low <= number <= high]


# Rules over the properties p0 to p3; each denies only properties below its own

variables = st.sampled_from(["?x", "?y", "?z"])
individuals = st.sampled_from(["a", "b", "c"])
terms = st.one_of(variables, variables, individuals)


@st.composite
def rulebooks(draw: st.DrawFn) -> list[str]:
    """A few rules that can be layered, as their author would write them."""
    return [draw(_rules(f"r{n}")) for n in range(draw(st.integers(1, 6)))]


@st.composite
def _rules(draw: st.DrawFn, name: str) -> str:
    height = draw(st.integers(1, 3))
    when = draw(st.lists(_patterns(0, height, terms), min_size=1, max_size=3))
    bound = sorted({word for text in when for word in text.split() if word.startswith("?")})
    known = st.sampled_from([*bound, "a", "b"])
    denied = _patterns(0, height - 1, st.one_of(known, st.just("anything")))
    where = draw(
        st.lists(
            st.builds("{} {} {}".format, known, st.sampled_from(["=", "!="]), known), max_size=1
        )
    )
    return rule(
        name,
        when,
        draw(st.lists(_patterns(height, height, known), min_size=1, max_size=2)),
        where=where,
        unless=draw(st.lists(denied, max_size=2)),
    )


def _patterns(lowest: int, highest: int, words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{} p{} {}".format, words, st.integers(lowest, highest), words)


facts = st.lists(
    st.builds("{} p{} {}".format, individuals, st.integers(0, 3), individuals),
    min_size=1,
    max_size=8,
).map("\n".join)
