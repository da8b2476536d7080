"""What is handed over of a consultation: the report to look at and to print, and as files."""

from __future__ import annotations

from datetime import date

from hipexpert.face.report.calendar import calendar_text
from hipexpert.face.report.document import report_html
from hipexpert.face.report.handout import Handout
from hipexpert.face.report.stored import stored_handout
from hipexpert.face.web.results import shown
from hipexpert.face.web.visit import NotThere, Reply, Visit
from hipexpert.reasoning.plan import Result


def report(visit: Visit) -> Reply:
    """The report as a page, to be printed from the browser."""
    return Reply(report_html(_handout(visit), style_at="/report.css"))


def report_file(visit: Visit) -> Reply:
    """The report as a file that needs nothing beside it."""
    return Reply(report_html(_handout(visit)), called=f"{_name(visit)}.html")


def calendar_file(visit: Visit) -> Reply:
    """The sessions and the re-test as a calendar. Raises NotThere where nothing is prescribed."""
    handout = _handout(visit)
    if not handout.rows:
        raise NotThere("Nothing is prescribed, so there is no calendar.")
    text = calendar_text(handout, visit.now(), f"consultation {visit.record().id}")
    return Reply(text, media="text/calendar", called=f"{_name(visit)}.ics")


def _handout(visit: Visit) -> Handout:
    """What is handed over. Raises KeptBack where the plan may not be shown."""
    found = shown(visit)
    record, standing = found.record, found.standing
    if not record.finished:
        raise NotThere("This consultation is not finished, so there is nothing to hand over.")
    begins = date.fromisoformat(record.made)
    stop_if = standing.stop_if if standing else ()
    return stored_handout(visit.store, record, Result(found.consultation), begins, stop_if)


def _name(visit: Visit) -> str:
    return f"consultation-{visit.record().id}"
