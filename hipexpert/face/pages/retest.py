"""Writes what a re-test has to say: what holds from before, and what changed since.

Changes of range are those of `progress`, judged by the error of the way in which they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hipexpert.face.pages.page import (
    Entries,
    Entry,
    Page,
    Passage,
    Section,
    Words,
    listed,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.pages.result import ratio_texts
from hipexpert.face.pages.standing import spelt
from hipexpert.face.pages.what_if import difference_page
from hipexpert.model import Answers, Consultation, KnowledgeBase, Value, number_text
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.what_if import difference
from hipexpert.records.progress import Course, Progress, RangeChange
from hipexpert.vocabulary.body import OF_MOTION
from hipexpert.vocabulary.findings import EVEN
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    EVEN_FROM_NOW,
    GAP_SINCE_THEN,
    MEASURED_OTHERWISE,
    NOT_KNOWN_BEFORE,
    NOT_MEASURED_ANEW,
    RANGE_GREW,
    RANGE_SHRANK,
    RANGE_UNCHANGED,
    RATIO_AS_BEFORE,
    RATIO_FROM_NOW,
    SINCE_GREW,
    SINCE_SHRANK,
    SINCE_THEN,
    SINCE_UNCHANGED,
    WELCOME_BACK,
)
from hipexpert.vocabulary.prescription import MASTERS

_FOUND = {
    RANGE_GREW: SINCE_GREW,
    RANGE_SHRANK: SINCE_SHRANK,
    RANGE_UNCHANGED: SINCE_UNCHANGED,
}


def welcome_page(knowledge: KnowledgeBase, of: str, carried: Answers) -> Page:
    """What holds from the consultation of a day, by group, for a nod."""
    groups: dict[str, list[str]] = {}
    for question in knowledge.questions.values():
        if question.id in carried.given:
            answer = carried.given[question.id]
            said = question.answer_type.in_full(knowledge, question, answer)
            groups.setdefault(question.group, []).append(f"{question.label}: {said}")
    entries = [
        Entry(knowledge.label(group), (words(listed(said)),)) for group, said in groups.items()
    ]
    if carried.unknown:
        said = _said(knowledge, NOT_KNOWN_BEFORE, {"count": len(carried.unknown)})
        entries.append(Entry(knowledge.label(NOT_KNOWN_BEFORE), (words(said),)))
    welcome = _said(knowledge, WELCOME_BACK, {"of": spelt(of)})
    return (
        Section(knowledge.label(WELCOME_BACK), (Passage(words(welcome)), Entries(tuple(entries)))),
    )


class Retested(NamedTuple):
    """Two consultations of one athlete, that of the day `of` by today's knowledge."""

    of: str
    before: Consultation
    after: Consultation
    progress: Progress


def changes_page(retested: Retested) -> Page:
    """What changed, in short: ranges, gaps and sets, what was mastered, drills new and gone."""
    knowledge = retested.after.knowledge
    entries = [*_ranges(retested), *_drills(retested)]
    title = _said(knowledge, SINCE_THEN, {"of": spelt(retested.of)})
    return (Section(title.rstrip("."), (Entries(tuple(entries)),)),)


def reasons_page(retested: Retested) -> Page:
    """The same, and why: each conclusion gained, lost and changed, with what turned it."""
    turned = difference(retested.before, retested.after)
    return *changes_page(retested), *difference_page(turned, {})


def _ranges(retested: Retested) -> Iterator[Entry]:
    knowledge, courses = retested.after.knowledge, retested.progress.courses
    was, now = (ratio_texts(Result(each)) for each in (retested.before, retested.after))
    told = False
    asked = (str(knowledge.object(q.subject, OF_MOTION)) for q in knowledge.questions.values())
    for motion in dict.fromkeys(asked):
        label = knowledge.label(motion)
        lines = [*_motion(knowledge, [each for each in courses if each.motion == motion])]
        told = told or bool(lines)
        if Result(retested.after).status == "plan":
            lines += _ratio(knowledge, was.get(label), now.get(label))
        if lines:
            yield Entry(sentence_case(label), tuple(words(line) for line in lines))
    if not told:
        said = _said(knowledge, NOT_MEASURED_ANEW, {})
        yield Entry(knowledge.label(NOT_MEASURED_ANEW), (words(said),))


def _motion(knowledge: KnowledgeBase, courses: list[Course]) -> Iterator[str]:
    """What is to be said of one motion, of which there is a course for each position."""
    tested = [course for course in courses if len(course.tests) > 1]
    for course in tested:
        for trend in course.trends:
            for change in trend.changes[-1:]:
                if change.finding in _FOUND:
                    yield _change(knowledge, trend.side, change)
        gaps = [test.gap for test in course.tests[-2:]]
        if gaps[0] is not None and gaps[-1] is not None:
            first, last = (number_text(round(float(gap or 0), 1)) for gap in gaps)
            yield _said(knowledge, GAP_SINCE_THEN, {"first": first, "last": last})
    if not tested and len(courses) > 1:
        then, now = sorted(courses, key=lambda course: course.tests[-1].date)[-2:]
        positions = {"then": knowledge.label(then.position), "now": knowledge.label(now.position)}
        yield _said(knowledge, MEASURED_OTHERWISE, positions)


def _change(knowledge: KnowledgeBase, side: str, change: RangeChange) -> str:
    numbers = {name: getattr(change, name) for name in ("first", "last", "error")}
    filled = {"side": sentence_case(knowledge.label(side)), **numbers}
    return _said(knowledge, _FOUND[change.finding], filled)


def _ratio(knowledge: KnowledgeBase, was: str | None, now: str | None) -> Iterator[str]:
    """What becomes of the sets of a motion whose ratio there was, or is."""
    if was and not now:
        yield _said(knowledge, EVEN_FROM_NOW, {"was": was.partition(";")[0]})
    elif now and was and now == was:
        yield _said(knowledge, RATIO_AS_BEFORE, {"now": now.partition(";")[0]})
    elif now:
        parts = {
            "now": now.partition(";")[0],
            "was": (was or knowledge.label(EVEN)).partition(";")[0],
        }
        yield _said(knowledge, RATIO_FROM_NOW, parts)


def _drills(retested: Retested) -> Iterator[Entry]:
    """What of the plan was mastered, and which drills are new to it and gone from it."""
    knowledge = retested.after.knowledge
    was, now = ([*Result(each).drills] for each in (retested.before, retested.after))
    can = [str(fact.object) for fact in retested.after.facts(MASTERS)]
    yield from _named(knowledge, "Mastered", [drill for drill in was if drill in can])
    yield from _named(knowledge, "New in the plan", [drill for drill in now if drill not in was])
    yield from _named(knowledge, "No longer in it", [drill for drill in was if drill not in now])


def _named(knowledge: KnowledgeBase, label: str, drills: Iterable[str]) -> Iterator[Entry]:
    said: Words = words(strong(listed(map(knowledge.label, drills))))
    if said[0].text:
        yield Entry(label, (said,))


def _said(knowledge: KnowledgeBase, phrase: str, filled: Mapping[str, Value]) -> str:
    return fill_sentence(knowledge.text(phrase, SENTENCE), filled, _written)


def _written(value: Value) -> str:
    return value if isinstance(value, str) else number_text(round(value, 1))
