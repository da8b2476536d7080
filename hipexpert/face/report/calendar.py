"""Writes the sessions of a plan and its re-test as a calendar, after RFC 5545.

Calendars are shared and shown on locked screens: the titles say that there is something to do,
and only the descriptions say what. Events last all day, since no hour is part of a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from hipexpert.face.report.handout import Handout, HandoutRow
from hipexpert.knowledge.characters import one_kind_of_line_end, visible
from hipexpert.model import number_text
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import BEFORE_EACH_SESSION, RE_TEST

LINE = 75
"""How many octets a line may have before it is folded."""

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar_text(handout: Handout, made: datetime, key: str) -> str:
    """The calendar, its lines ended by CR and LF.

    `made` is the moment of writing, in UTC. `key` tells one plan from another: an event written
    anew under the same key replaces the one from before.
    """
    stamp = f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hipexpert//hipexpert//EN"]
    lines.append("CALSCALE:GREGORIAN")
    for name, event in _events(handout):
        uid = uuid5(NAMESPACE_URL, f"hipexpert:{key}:{name}")
        lines += ["BEGIN:VEVENT", f"UID:{uid}", stamp, *event, "TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _events(handout: Handout) -> Iterator[tuple[str, list[str]]]:
    """Each event's name, which stays the same, and what it says."""
    knowledge = handout.result.knowledge
    review = handout.review
    for day, code in enumerate(_CODES):
        rows = [row for row in handout.rows if day in row.days]
        first = handout.begins + timedelta(days=(day - handout.begins.weekday()) % len(_CODES))
        if not rows or (review and first >= review):
            continue
        for week, text, last in _runs(handout, rows):
            begins = first + timedelta(weeks=week)
            ends = first + timedelta(weeks=last) if review else None
            until = f";UNTIL={ends:%Y%m%d}" if ends else ""
            repeated = f"RRULE:FREQ=WEEKLY;BYDAY={code}{until}"
            name = f"{code}{week}" if week else code
            yield name, [*_said(begins, knowledge.label("session"), text), repeated]
    if review and handout.rows:
        said = _said(review, knowledge.label(RE_TEST), knowledge.text(RE_TEST, SENTENCE))
        yield "review", said


def _said(day: date, title: str, description: str) -> list[str]:
    return [
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(description)}",
    ]


def _runs(handout: Handout, rows: list[HandoutRow]) -> Iterator[tuple[int, str, int]]:
    """The weeks in which a session stays the same: the first, what it says, and the last."""
    weeks = int(handout.result.review_after_weeks or 1)
    texts = [_session(handout, rows, week) for week in range(weeks)]
    for text, run in groupby(range(weeks), key=texts.__getitem__):
        first, *others = run
        yield first, text, [first, *others][-1]


def _session(handout: Handout, rows: list[HandoutRow], week: int) -> str:
    """The drills of a day, and the red flags that it is not to be done with."""
    before = handout.result.knowledge.text(BEFORE_EACH_SESSION, SENTENCE)
    tasks = (f"{row.label}: {_dose(row, week)}" for row in rows)
    return "\n".join((*tasks, before, *(f"- {flag}" for flag in handout.flags)))


def _dose(row: HandoutRow, week: int) -> str:
    if row.dose is None:
        return ""
    line = row.weeks[week] if row.weeks else row.dose
    sets = [f"{side} {number_text(float(number))}" for side, number in line.sets.items()]
    times = (
        (line.repetitions, "times each"),
        (line.hold_seconds, "seconds held"),
    )
    told = [f"{number_text(float(n))} {unit}" for n, unit in times if n is not None]
    return ", ".join([f"sets {', '.join(sets)}", *told])


def escaped(text: str) -> str:
    r"""A text as a value of type TEXT (RFC 5545, section 3.3.11).

    >>> print(escaped("left 1, right 2; rest"))
    left 1\, right 2\; rest
    """
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return visible(one_kind_of_line_end(text)).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character torn apart (section 3.1)."""
    pieces: list[str] = []
    piece = ""
    for character in line:
        room = LINE - (1 if pieces else 0)  # what follows begins with a blank
        if len(f"{piece}{character}".encode()) > room:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
