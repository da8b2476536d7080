"""Fills templates in: `$name` stands for a value, and nothing of a template is code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from string import Template

from hipexpert.scaffold.place import Place

_BLANK_LINES = re.compile(r"\n{3,}")


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its values in place, and no two empty lines. Raises KeyError."""
    text = (files(__package__) / "templates" / template).read_text(encoding="utf-8")
    return _BLANK_LINES.sub("\n\n", Template(text).substitute(values))


def quoted(text: str) -> str:
    r"""A text as it stands between quotes in Turtle, on one line.

    >>> print(quoted('the "other" leg'))
    the \"other\" leg
    """
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def shared(place: Place) -> dict[str, str]:
    """What every template may name of the place that its file goes to."""
    return {"p": place.prefix, "declared": place.declared, "pack": place.called}
