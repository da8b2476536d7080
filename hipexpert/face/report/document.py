"""Writes the report, one HTML file that needs nothing beside it; jinja2 lives here.

It has a page for the athlete and some for the coach. What they say is read off the result and
its proofs, and is worded by the knowledge base; the templates arrange it and name its parts.
A coach's own decisions are shown as such, and never where the athlete is referred.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipexpert.drawing.svg import style as drawing_style
from hipexpert.face.pages import result as result_page
from hipexpert.face.pages.page import Block, listed, sentence_case, spoken
from hipexpert.face.pages.result import minutes_text, ratio_texts
from hipexpert.face.report.chart import HEIGHT, WIDTH
from hipexpert.face.report.dial import SIZE
from hipexpert.face.report.handout import Handout
from hipexpert.face.report.sheet import Sheet
from hipexpert.knowledge.characters import visible
from hipexpert.model import Value, number_text
from hipexpert.reasoning.verdict import SIDES
from hipexpert.reasoning.week import DAYS, day_text

ATHLETE, COACH, BOTH = "athlete", "coach", "both"
"""Whom a report is for."""

_STYLES = ("report.css", "sheet.css", "print.css")


def report_html(handout: Handout, whom: str = BOTH) -> str:
    """The report for the athlete, the coach, or both, as the text of an HTML file."""
    sheets = [Sheet(handout)] if whom != COACH else []
    return _rendered(sheets, handout if whom != ATHLETE else None, handout.athlete)


def sheets_html(handouts: Iterable[Handout]) -> str:
    """The pages of several athletes, one after the other, as the text of an HTML file."""
    sheets = [Sheet(handout, f"{number}-") for number, handout in enumerate(handouts, 1)]
    return _rendered(sheets, None, f"{len(sheets)} athletes")


def _rendered(sheets: list[Sheet], coached: Handout | None, title: str) -> str:
    handout = coached or sheets[0].handout if sheets or coached else None
    return visible(
        _environment()
        .get_template("report.html.jinja")
        .render(
            sheets=sheets,
            coached=Sheet(coached) if coached else None,
            title=title,
            knowledge=handout.result.knowledge if handout else None,
        )
    )


@cache
def _environment() -> Environment:
    loader = PackageLoader("hipexpert.face", "report")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    styles = (loader.get_source(environment, name)[0] for name in _STYLES)
    environment.globals |= {
        "style": Markup("".join(styles)),  # our own files, not anybody's words
        "drawing_style": Markup(drawing_style()),
        "page": result_page,
        "sides": SIDES,
        "days": DAYS,
        "size": SIZE,
        "chart_size": (WIDTH, HEIGHT),
        "ratio_texts": ratio_texts,
    }
    environment.filters |= {
        "sentence_case": sentence_case,
        "day": day_text,
        "number": _number,
        "spoken": spoken,
        "listed": listed,
        "kind": _kind,
        "minutes": minutes_text,
        "host": _host,
        "drawn": Markup,  # drawings are ours
    }
    return environment


def _host(address: str) -> str:
    """An address as it is short to read: without the way it is fetched, and no trailing slash."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def _number(value: Value | None) -> str:
    return "–" if value is None else number_text(float(value))


def _kind(block: Block) -> str:
    return type(block).__name__
