"""Writes the report, one HTML file that needs nothing beside it.

It has a page for the athlete and some for the coach. What they say is read off the result and
its proofs, and is worded by the knowledge base; the templates arrange it and name its parts.
A coach's own decisions are shown as such, and never where the athlete is referred.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from hipexpert.drawing.svg import style as drawing_style
from hipexpert.face.pages import result as result_page
from hipexpert.face.pages.result import ratio_texts
from hipexpert.face.report.chart import HEIGHT, WIDTH
from hipexpert.face.report.dial import SIZE
from hipexpert.face.report.handout import Handout
from hipexpert.face.report.sheet import Sheet, letters_style
from hipexpert.face.templates import filled, own_file
from hipexpert.knowledge.characters import visible
from hipexpert.reasoning.verdict import SIDES
from hipexpert.reasoning.week import DAYS

ATHLETE, COACH, BOTH = "athlete", "coach", "both"
"""Whom a report is for."""

_STYLES = ("report.css", "sheet.css", "print.css")


def report_html(handout: Handout, whom: str = BOTH, style_at: str = "") -> str:
    """The report for the athlete, the coach, or both, as the text of an HTML file.

    It holds its style, unless that is had at an address.
    """
    sheets = [Sheet(handout)] if whom != COACH else []
    return _rendered(sheets, handout if whom != ATHLETE else None, handout.athlete, style_at)


def sheets_html(handouts: Iterable[Handout]) -> str:
    """The pages of several athletes, one after the other, as the text of an HTML file."""
    sheets = [Sheet(handout, f"{number}-") for number, handout in enumerate(handouts, 1)]
    return _rendered(sheets, None, f"{len(sheets)} athletes")


def style() -> str:
    """The style of a report, that of its drawings included."""
    return f"{_style()}\n{drawing_style()}"


def _style() -> str:
    return "".join((*map(own_file, _STYLES), letters_style()))


def _rendered(sheets: list[Sheet], coached: Handout | None, title: str, style_at: str = "") -> str:
    handout = coached or sheets[0].handout if sheets or coached else None
    shared = {
        "page": result_page,
        "sides": SIDES,
        "days": DAYS,
        "size": SIZE,
        "chart_size": (WIDTH, HEIGHT),
        "ratio_texts": ratio_texts,
    }
    return visible(
        filled(
            "report.html.jinja",
            shared,
            sheets=sheets,
            coached=Sheet(coached) if coached else None,
            title=title,
            knowledge=handout.result.knowledge if handout else None,
            style=Markup(_style()),
            drawing_style=Markup(drawing_style()),
            style_at=style_at,
        )
    )
