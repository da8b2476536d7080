"""The elements of SVG that a drawing is made of, and how each looks on paper and in the dark.

How a thing looks is a class, and each colour a variable, so that a page can say otherwise. Nothing
has an id, so any number of drawings can stand in one page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from hipexpert.drawing.outline import number

LIGHT = {
    "paper": "#fff",
    "skin": "#c3cac7",
    "shirt": "#8d9a96",
    "shorts": "#a1aca8",
    "hair": "#4c5653",
    "shoe": "#57625f",
    "work": "#08695d",
    "work-shoe": "#044239",
    "move": "#c4560a",
    "prop": "#d9e0de",
    "top": "#eef2f0",
    "edge": "#8f9c98",
    "mat": "#edf1ef",
    "ink": "#26302d",
}
DARK = {
    "paper": "#14191a",
    "skin": "#7d8885",
    "shirt": "#566260",
    "shorts": "#454f4d",
    "hair": "#a7b2af",
    "shoe": "#39423f",
    "work": "#5fd6c2",
    "work-shoe": "#b5f1e6",
    "move": "#ff9d4d",
    "prop": "#262e2f",
    "top": "#2f3839",
    "edge": "#6d7977",
    "mat": "#1f2627",
    "ink": "#e8eeec",
}

_OUTLINED = "stroke-width:3.2;paint-order:stroke"
_LOOKS = {
    **{
        name: f"fill:{name}"
        for name in ("skin", "shirt", "shorts", "hair", "shoe", "work", "work-shoe")
    },
    "o": f"stroke:paper;{_OUTLINED}",
    "prop": "fill:prop;stroke:edge;stroke-width:1",
    "top": "fill:top;stroke:edge;stroke-width:1",
    "mat": "fill:mat;stroke:edge;stroke-width:.8",
    "thing": "fill:prop;stroke:ink;stroke-width:1.3",
    "line": "fill:none;stroke:ink;stroke-width:2.6",
    "post": "fill:none;stroke:edge;stroke-width:2.6",
    "floor": "fill:none;stroke:edge;stroke-width:2",
    "halo": "fill:paper;stroke:paper;stroke-width:3.2",
    "eye": "fill:ink",
    "gap": "fill:none;stroke:paper;stroke-width:4.2",
    "ghost": "fill:none;stroke:work;stroke-width:1.8;stroke-dasharray:4 2.6",
    "ghost-other": "fill:none;stroke:shoe;stroke-width:1.6;stroke-dasharray:4 2.6",
    "move-gap": "fill:none;stroke:paper;stroke-width:6.6",
    "move": "fill:none;stroke:move;stroke-width:3.4",
    "head": "fill:move",
    "level": "fill:none;stroke:move;stroke-width:3;stroke-dasharray:7 4",
    "next": "fill:none;stroke:edge;stroke-width:3",
    "count": "fill:edge;font:700 17px sans-serif",
    "wedge": "fill:move;fill-opacity:.35;stroke:move;stroke-width:1.4",
    "zero": "fill:none;stroke:ink;stroke-width:1.8;stroke-dasharray:1.5 3.5",
    "axis": "fill:none;stroke:paper;stroke-width:1.8",
    "angle": "fill:ink;stroke:paper;font:700 21px sans-serif;" + _OUTLINED,
}
"""How each thing looks, its colours by the names above."""

_COLOUR = re.compile(r"(fill|stroke):(" + "|".join(LIGHT) + r")(?=;|$)")
_OUTLINED_PATH = re.compile(r'<path class="([^"]+) hx-o" d="([^"]*)"/>')
_CLASS = re.compile(r"hx-([a-z-]+)")


def path(shape: str, look: str, outlined: bool = False) -> str:
    """A path that looks like this; `outlined` where paper shows round it."""
    also = " hx-o" if outlined else ""
    return f'<path class="hx-{look}{also}" d="{shape}"/>'


def line(places: Sequence[tuple[float, float]], look: str) -> str:
    """A line through some places."""
    return path("M" + "L".join(f"{number(x)} {number(y)}" for x, y in places), look)


def polygon(places: Sequence[tuple[float, float]], look: str) -> str:
    shape = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places) + "Z"
    return path(shape, look)


def text(said: str, x: float, y: float, look: str, anchor: str = "start") -> str:
    """Words, or a number, at a place."""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="hx-{look}" x="{number(x)}" y="{number(y)}"{at}>{escape(said)}</text>'


def moved(elements: Sequence[str], x: float, y: float) -> str:
    """Elements together, moved."""
    return f'<g transform="translate({number(x)} {number(y)})">{"".join(elements)}</g>'


def style(used: Sequence[str] = tuple(_LOOKS)) -> str:
    """The style sheet of those looks that are used: in light, in the dark and in print.

    A page that holds many drawings has it once.
    """
    by_name = ((look, _COLOUR.sub(r"\1:var(--hx-\2)", _LOOKS[look])) for look in used)
    rules = [f".hx-{look}{{{rule}}}" for look, rule in by_name]
    named = {colour for look in used for _, colour in _COLOUR.findall(_LOOKS[look])}
    light, dark = (
        ";".join(f"--hx-{name}:{colour}" for name, colour in colours.items() if name in named)
        for colours in (LIGHT, DARK)
    )
    dark_rule = f"@media screen and (prefers-color-scheme:dark){{.hx{{{dark}}}}}"
    return f".hx{{{light}}}{dark_rule}{''.join(rules)}"


def paper_style(used: Sequence[str]) -> str:
    """The style sheet for programs that print and know no variables."""
    rules = (
        _COLOUR.sub(lambda found: f"{found[1]}:{LIGHT[found[2]]}", _LOOKS[look]) for look in used
    )
    return "".join(f".hx-{look}{{{rule}}}" for look, rule in zip(used, rules, strict=True))


def document(
    elements: Sequence[str], size: tuple[int, int], title: str, description: str, styled: bool
) -> str:
    """A whole drawing, with its name and what it shows in words for who cannot see it."""
    body = "".join(elements)
    sheet = f"<style>{style(looks_in(body))}</style>" if styled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="hx" viewBox="0 0 {size[0]} {size[1]}" '
        f'role="img" stroke-linejoin="round" stroke-linecap="round">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{sheet}{body}</svg>\n"
    )


def looks_in(body: str) -> tuple[str, ...]:
    used = set(_CLASS.findall(body))
    return tuple(look for look in _LOOKS if look in used)


def for_paper(drawing: str) -> str:
    """An unstyled drawing for programs that know neither variables nor `paint-order`.

    What paper shows round is painted twice: as paper, wider, and then as it is.
    """
    twice = r'<path class="hx-halo" d="\2"/><path class="\1" d="\2"/>'
    painted = _OUTLINED_PATH.sub(twice, drawing)
    sheet = f"<style>{paper_style(looks_in(painted))}</style>"
    return painted.replace("</desc>", f"</desc>{sheet}", 1)
