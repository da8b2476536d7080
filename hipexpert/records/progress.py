"""How an athlete's ranges went from test to test, judged by the error of measuring them.

A test is a consultation in which a range was answered, or a measurement taken in; an answer that
only repeats the last measurement is no test of its own. Values of one motion are compared side by
side and over time only where they were taken in the same position. Of two tests that were read in
ways that err differently the larger error counts; of a measurement taken in, the way is not known.
The error and what makes a plateau stand in the knowledge base, as do all sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hipexpert.model import Answers, Bindings, KnowledgeBase, Question, Value, number_text
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.measuring import measurement_error, reading
from hipexpert.records.measured import depends_on_position, position_questions
from hipexpert.records.store import Measurement, Record
from hipexpert.vocabulary.body import OF_MOTION, ON_SIDE
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.measuring import MEASURES, PLATEAU_AFTER, RETESTS
from hipexpert.vocabulary.messages import (
    CHANGE_NOT_JUDGED,
    PLATEAU_REACHED,
    RANGE_GREW,
    RANGE_SHRANK,
    RANGE_TESTED_ONCE,
    RANGE_UNCHANGED,
)


class Day(NamedTuple):
    """The ranges of one day in degrees, side to value; differences below `error` are none."""

    date: str
    ranges: Mapping[str, float]
    error: float = 0

    @property
    def gap(self) -> float | None:
        """How far the sides lie apart, in degrees; None when one was not measured."""
        sides = self.ranges.values()
        return max(sides) - min(sides) if len(sides) > 1 else None


class RangeChange(NamedTuple):
    """One side from the test of a date to the last one: `finding` names the phrase for it.

    It was judged by `error`, in degrees, the larger of the two tests.
    """

    finding: str
    date: str
    first: float
    last: float
    error: float


class Trend(NamedTuple):
    """How one side went since its first test, and since the one before the last where that differs.

    `gap` is how far the side is short of the other at the last test, in degrees, when it has
    come to a plateau.
    """

    side: str
    changes: tuple[RangeChange, ...]
    gap: float | None


class Course(NamedTuple):
    """The tests of one motion in one position, the oldest first; no position when none is said.

    `error` is the largest of its tests, in degrees; where it is None, no change can be judged.
    """

    motion: str
    position: str
    error: float | None
    tests: tuple[Day, ...]
    trends: tuple[Trend, ...]


class Progress(NamedTuple):
    """All courses of an athlete."""

    knowledge: KnowledgeBase
    retests: int
    courses: tuple[Course, ...]

    def sentences(self, course: Course, trend: Trend) -> Iterator[str]:
        """What is to be said of a side: its changes, and a plateau where it has come to one."""
        if course.error is None:
            yield self._say(CHANGE_NOT_JUDGED, {})
            return
        for change in trend.changes:
            bindings = {**change._asdict(), "change": abs(change.last - change.first)}
            yield self._say(change.finding, bindings)
        if trend.gap is not None:
            yield self._say(PLATEAU_REACHED, {"retests": self.retests, "gap": trend.gap})

    def _say(self, phrase: str, bindings: Bindings) -> str:
        sentence = self.knowledge.text(phrase, SENTENCE)
        return fill_sentence(sentence, bindings, _written)

    def json(self) -> dict[str, Any]:
        return {
            "plateau-after-retests": self.retests,
            "courses": [
                {
                    "motion": course.motion,
                    "position": course.position or None,
                    "error-degrees": course.error,
                    "tests": [
                        {"date": test.date, **test.ranges, "gap": test.gap} for test in course.tests
                    ],
                    "sides": [
                        {
                            "side": trend.side,
                            "changes": [change._asdict() for change in trend.changes],
                            "plateau": trend.gap is not None,
                            "text": [*self.sentences(course, trend)],
                        }
                        for trend in course.trends
                    ],
                }
                for course in self.courses
            ],
        }


def progress(
    knowledge: KnowledgeBase, records: Iterable[Record], measurements: Iterable[Measurement]
) -> Progress:
    """The courses of one athlete's ranges. Of two values of one day the later one counts."""
    retests = int(_number_of(knowledge, PLATEAU_AFTER, RETESTS))
    days: dict[tuple[str, str], dict[str, dict[str, float]]] = {}
    ways: dict[tuple[str, str, str], str] = {}
    positioned = {
        knowledge.object(question.subject, OF_MOTION): depends_on_position(knowledge, question)
        for question in _asking(knowledge)
    }
    for each in measurements:
        if each.motion in positioned:
            position = each.position if positioned[each.motion] else ""
            course = days.setdefault((each.motion, position), {})
            course.setdefault(each.taken, {})[each.side] = each.value
    measured = {named: dict(course) for named, course in days.items()}
    for record in records:
        for (taken, motion, position), ranges in _answered(knowledge, record).items():
            if not ranges.items() <= _last(measured.get((motion, position), {}), taken).items():
                course = days.setdefault((motion, position), {})
                course[taken] = {**course.get(taken, {}), **ranges}
                ways[motion, position, taken] = reading(knowledge, record.answers)
    unsaid, courses = reading(knowledge, Answers()), []
    for (motion, position), by_day in sorted(days.items()):
        errors = {
            day: measurement_error(knowledge, motion, ways.get((motion, position, day), unsaid))
            for day in sorted(by_day)
        }
        known = [error for error in errors.values() if error is not None]
        tests = tuple(
            Day(day, dict(sorted(by_day[day].items())), error or 0) for day, error in errors.items()
        )
        sides = sorted({side for test in tests for side in test.ranges})
        trends = tuple(_trend(side, tests, bool(known), retests) for side in sides)
        courses.append(Course(motion, position, max(known, default=None), tests, trends))
    return Progress(knowledge, retests, tuple(courses))


def _asking(knowledge: KnowledgeBase) -> list[Question]:
    """The questions that ask for a range."""
    return [q for q in knowledge.questions.values() if q.property == MEASURES]


def _last(course: Mapping[str, Mapping[str, float]], day: str) -> dict[str, float]:
    """The last value of each side, up to a day."""
    return {side: v for date in sorted(course) if date <= day for side, v in course[date].items()}


def _answered(
    knowledge: KnowledgeBase, record: Record
) -> dict[tuple[str, str, str], dict[str, float]]:
    """The ranges answered in a consultation, by day, motion and position, side to value."""
    given = record.answers.given
    positions = [question.id for question in position_questions(knowledge)]
    position = next((str(given[name]) for name in positions if name in given), "")
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for question in _asking(knowledge):
        value = given.get(question.id)
        if not isinstance(value, int | float):
            continue
        motion, side = (
            str(knowledge.object(question.subject, verb) or "") for verb in (OF_MOTION, ON_SIDE)
        )
        place = position if depends_on_position(knowledge, question) else ""
        day = record.answers.days.get(question.id, record.begun[:10])
        found.setdefault((day, motion, place), {})[side] = value
    return found


def _trend(side: str, tests: tuple[Day, ...], judged: bool, retests: int) -> Trend:
    taken = [test for test in tests if side in test.ranges]
    if not judged:
        return Trend(side, (), None)
    since_first, since_last = _change(side, taken), _change(side, taken[-2:])
    differ = since_first.finding != since_last.finding
    latest = taken[-retests - 1 :]
    values, error = [test.ranges[side] for test in latest], max(test.error for test in latest)
    still = len(latest) > retests and max(values) - min(values) < error
    last = tests[-1]
    short = max(last.ranges.values()) - values[-1] if side in last.ranges else 0
    changes = (since_first, since_last) if differ else (since_first,)
    return Trend(side, changes, short if still and short >= last.error else None)


def _change(side: str, taken: list[Day]) -> RangeChange:
    first, last = taken[0].ranges[side], taken[-1].ranges[side]
    error = max(taken[0].error, taken[-1].error)
    finding = RANGE_GREW if last > first else RANGE_SHRANK
    if abs(last - first) < error:
        finding = RANGE_UNCHANGED if len(taken) > 1 else RANGE_TESTED_ONCE
    return RangeChange(finding, taken[0].date, first, last, error)


def _number_of(knowledge: KnowledgeBase, threshold: str, property: str) -> float:
    value = knowledge.object(threshold, property)
    assert isinstance(value, int | float), f"{threshold} has no number"
    return value


def _written(value: Value) -> str:
    return value if isinstance(value, str) else number_text(round(value, 1))
