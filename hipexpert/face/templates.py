"""The templates of what is written as HTML; jinja2 lives here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipexpert.face.pages.page import listed, sentence_case, spoken
from hipexpert.face.pages.result import minutes_text
from hipexpert.model import Value, number_text
from hipexpert.reasoning.week import day_text

FOLDERS = ("report", "web", "web/templates")
"""Where templates and styles lie, below this package."""


def filled(template: str, shared: Mapping[str, Any] | None = None, **values: Any) -> str:
    """The text of a template, filled in; what is `shared`, those have too that it imports."""
    _environment().globals.update(shared or {})
    return _environment().get_template(template).render(values)


def own_file(name: str) -> Markup:
    """A file of the program itself, as it stands there."""
    loader = _environment().loader
    assert loader
    text, *_ = loader.get_source(_environment(), name)
    return Markup(text)  # our own file, not anybody's words


@cache
def _environment() -> Environment:
    """All templates of the program, in which every word is a word and never markup."""
    found = Environment(
        loader=ChoiceLoader([PackageLoader("hipexpert.face", folder) for folder in FOLDERS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "sentence_case": sentence_case,
        "day": day_text,
        "number": _number,
        "spoken": spoken,
        "listed": listed,
        "kind": lambda part: type(part).__name__,
        "minutes": minutes_text,
        "host": _host,
        "drawn": Markup,  # drawings are ours
    }
    return found


def _host(address: str) -> str:
    """An address as it is short to read: without the way it is fetched, and no trailing slash."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def _number(value: Value | None) -> str:
    return "–" if value is None else number_text(float(value))
