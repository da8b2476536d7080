"""Triage on cases that nobody here wrote: published vignettes with their decision."""

from __future__ import annotations

from functools import cache

from conftest import real_knowledge
from triage import Judged, figures, judged

REFERRED, LEFT_ALONE, EXACT, LESS_URGENT = 0.95, 0.85, 0.75, 0.15
"""The floors, and for what is less urgent than wanted the ceiling."""


@cache
def found() -> tuple[Judged, ...]:
    return tuple(judged(real_knowledge()))


def test_nearly_everyone_who_should_be_seen_is_referred() -> None:
    assert figures(found()).referred >= REFERRED


def test_most_who_need_not_be_seen_are_left_alone() -> None:
    assert figures(found()).left_alone >= LEFT_ALONE


def test_the_urgency_is_mostly_exact_and_seldom_less_than_wanted() -> None:
    assert figures(found()).exact >= EXACT
    assert figures(found()).less_urgent <= LESS_URGENT


def test_every_miss_has_its_reason_and_nothing_else_has() -> None:
    assert {each.name for each in found() if not each.exact} == {
        each.name for each in found() if each.miss
    }


def test_nobody_is_left_alone_for_want_of_an_answer() -> None:
    """Who is left alone is so by the answers, and not because one of them was left open."""
    for each in found():
        assert each.status in ("refer", "plan"), each.name
