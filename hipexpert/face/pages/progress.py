"""Writes the page of an athlete's progress: range by side from test to test."""

from __future__ import annotations

from hipexpert.face.pages.page import (
    Bar,
    Cell,
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Passage,
    Section,
    quiet,
    sentence_case,
    words,
)
from hipexpert.model import number_text
from hipexpert.records.progress import Course, Day, Progress
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    COURSES_BY_POSITION,
    HOW_TO_READ_THE_TESTS,
    NO_RANGE_MEASURED,
)


def progress_page(progress: Progress) -> Page:
    """A table of tests for each motion, with bars, and below it what is to be said of each side."""
    if not progress.courses:
        nothing = progress.knowledge.text(NO_RANGE_MEASURED, SENTENCE)
        return (Section("Progress", (Passage(words(nothing)),)),)
    return tuple(_course(progress, course) for course in progress.courses)


def _course(progress: Progress, course: Course) -> Section:
    knowledge = progress.knowledge
    title = sentence_case(knowledge.label(course.motion))
    if course.position:
        title += f", {knowledge.label(course.position)}"
    sides = [trend.side for trend in course.trends]
    columns = (
        Column("Date"),
        *(Column(sentence_case(knowledge.label(side))) for side in sides),
        Column("Side difference"),
    )
    error = course.error or 0
    values = [value for test in course.tests for value in test.ranges.values()]
    lowest = min(0, *values)
    widest = max(values) + error - lowest or 1

    def bar(test: Day, side: str) -> Cell:
        value = test.ranges.get(side)
        if value is None:
            return None
        ends = (value - test.error, value + test.error)
        least, most = (max(0, end - lowest) / widest for end in ends)
        return Bar(f"{number_text(value):>2} degrees", least, (least, most) if error else None)

    rows = tuple(
        (words(test.date), *(bar(test, side) for side in sides), _gap(test))
        for test in course.tests
    )
    said = tuple(
        Entry(
            sentence_case(knowledge.label(trend.side)),
            tuple(words(sentence) for sentence in progress.sentences(course, trend)),
        )
        for trend in course.trends
    )
    read = words(quiet(knowledge.text(HOW_TO_READ_THE_TESTS, SENTENCE))) if error else None
    positions = {each.position for each in progress.courses if each.motion == course.motion}
    apart = (Passage(words(quiet(knowledge.text(COURSES_BY_POSITION, SENTENCE)))),)
    blocks = (Grid(columns, rows, legend=read), Entries(said))
    return Section(title, (*blocks, *(apart if len(positions) > 1 else ())))


def _gap(test: Day) -> Cell:
    if test.gap is None:
        return None
    within = quiet(", within error") if test.gap < test.error else ""
    return words(f"{number_text(round(test.gap, 1))} degrees", within)
