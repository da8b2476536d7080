"""The calendar of a plan, read by another program's parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from conftest import Given
from hypothesis import given, settings
from hypothesis import strategies as st
from program import answers_file, hipexpert
from test_cases import people

from hipexpert.face.report.calendar import LINE, calendar_text, escaped, folded
from hipexpert.face.report.handout import Handout
from hipexpert.model import Consultation, KnowledgeBase
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.week import week

Consulted = Callable[[Given], Consultation]
MADE = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
BEGINS = date(2026, 12, 2)


@pytest.fixture
def plan(consulted: Consulted) -> Handout:
    return Handout(Result(consulted(people()["founding"])), BEGINS)


def events(text: str) -> list[icalendar.Event]:
    found: list[icalendar.Event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert all(not event.errors for event in found)
    return found


def test_each_drill_is_done_as_often_as_the_plan_says(plan: Handout) -> None:
    """From the first day to the day before the review, counted day by day."""
    done = dict.fromkeys((line.label for line in plan.result.lines), 0)
    assert plan.review
    for event in events(calendar_text(plan, MADE, "x"))[:-1]:
        day, until = event.decoded("DTSTART"), event["RRULE"]["UNTIL"][0]
        assert day >= BEGINS
        assert event["RRULE"]["BYDAY"] == [
            ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday()]
        ]
        while day <= until:
            assert day < plan.review
            drills, _ = str(event["DESCRIPTION"]).split("\nDo no session")
            for line in drills.splitlines():
                done[line.split(":")[0]] += 1
            day += timedelta(days=7)
    weeks = int(plan.result.review_after_weeks or 0)
    assert done == {
        line.label: int(line.dose.days_per_week or 0) * weeks for line in plan.result.lines
    }


def test_each_session_tells_as_much_as_is_done_in_its_week(consulted: Consulted) -> None:
    """A hold of 15 seconds in the first week, and of 30 in the second."""
    plan = Handout(
        Result(consulted({**people()["founding"], "season-phase": "off-season"})), BEGINS
    )
    lines = {line.label: line for line in plan.result.lines}
    assert any(
        len({(w.repetitions, w.hold_seconds) for w in line.weeks}) > 1 for line in lines.values()
    )
    for event in events(calendar_text(plan, MADE, "x"))[:-1]:
        day, until = event.decoded("DTSTART"), event["RRULE"]["UNTIL"][0]
        drills, _ = str(event["DESCRIPTION"]).split("\nDo no session")
        while day <= until:
            for told in drills.splitlines():
                week = lines[told.split(":")[0]].weeks[(day - BEGINS).days // 7]
                said = re.findall(r"\d+", told)
                amounts = (*week.sets.values(), week.repetitions, week.hold_seconds)
                assert all(str(number) in said for number in amounts if number is not None), told
            day += timedelta(days=7)


def test_each_session_names_the_red_flags_that_it_is_not_to_be_done_with(
    plan: Handout, knowledge: KnowledgeBase
) -> None:
    """A calendar outlives the day on which they were denied."""
    for event in events(calendar_text(plan, MADE, "x"))[:-1]:
        for flag in knowledge.instances("RedFlag"):
            assert f"- {knowledge.label(flag)}" in event["DESCRIPTION"]


def test_the_review_is_the_last_event(plan: Handout, knowledge: KnowledgeBase) -> None:
    *_, last = events(calendar_text(plan, MADE, "x"))
    assert last.decoded("DTSTART") == plan.review == BEGINS + timedelta(weeks=6)
    assert last["DESCRIPTION"] == knowledge.text("re-test", "sentence")


def test_titles_tell_nothing_of_the_hips(plan: Handout, knowledge: KnowledgeBase) -> None:
    titles = {str(event["SUMMARY"]) for event in events(calendar_text(plan, MADE, "x"))}
    assert titles == {knowledge.label("session"), knowledge.label("re-test")}
    told = " ".join(titles).lower()
    assert not any(
        word in told for word in ("hip", "rotation", "asymmetry", "limited", "left", "right")
    )


def test_an_event_keeps_its_name_when_it_is_written_again(plan: Handout) -> None:
    def names(text: str) -> list[str]:
        return [str(event["UID"]) for event in events(text)]

    later = MADE + timedelta(days=9)
    moved = replace(plan, begins=BEGINS + timedelta(days=3))
    first = names(calendar_text(plan, MADE, "x"))
    assert len(set(first)) == len(first)
    assert set(first) == set(names(calendar_text(moved, later, "x")))
    assert not set(first) & set(names(calendar_text(plan, MADE, "y")))


def test_lines_end_as_the_standard_has_it_and_are_not_too_long(plan: Handout) -> None:
    text = calendar_text(plan, MADE, "x")
    assert text.endswith("END:VCALENDAR\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert all(len(line.encode()) <= LINE for line in text.split("\r\n"))
    assert text.count("DTSTAMP:20261123T083000Z") == text.count("BEGIN:VEVENT")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=200))
def test_any_text_comes_back_as_it_was(said: str) -> None:
    line = folded(f"DESCRIPTION:{escaped(said)}")
    assert all(len(piece.encode()) <= LINE for piece in line.split("\r\n"))
    event = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261123T083000Z\r\n{line}\r\nEND:VEVENT\r\n"
    assert str(icalendar.Event.from_ical(event)["DESCRIPTION"]) == said


@pytest.mark.parametrize("times", range(1, 8))
def test_the_days_of_a_drill_lie_as_evenly_as_a_week_allows(times: int) -> None:
    days = week({"drill": times})["drill"]
    gaps = [(after - day) % 7 or 7 for day, after in zip(days, (*days[1:], days[0]), strict=True)]
    assert len(days) == times
    assert max(gaps) - min(gaps) <= 1


def test_no_drill_adds_a_day_to_those_of_the_most_frequent_one() -> None:
    laid = week({"often": 3, "twice": 2, "thrice": 3, "once": 1})
    assert all(set(days) <= set(laid["often"]) for days in laid.values())
    assert {drill: len(days) for drill, days in laid.items()} == {
        "often": 3,
        "twice": 2,
        "thrice": 3,
        "once": 1,
    }


def test_the_command_writes_it(tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["founding"])
    done = hipexpert(
        tmp_path, *("report", "--answers", str(case), "--ics", "p.ics", "--from", "2026-12-02")
    )
    assert (done.code, done.out, done.err) == (0, "p.ics\n", "")
    assert events((tmp_path / "p.ics").read_bytes().decode())[0].decoded("DTSTART") >= BEGINS
