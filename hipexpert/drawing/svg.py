"""The elements of SVG that a drawing is made of, and how each looks on paper, in the dark, in print.

What a look is stands at each element, for programs that know no style sheets, and as a class with a
variable, so that a page can say otherwise.
"""

from __future__ import annotations

from html import escape

from hipexpert.drawing.outline import number

LIGHT = {
    "paper": "#fff",
    "skin": "#c3cac7",
    "shirt": "#8d9a96",
    "shorts": "#727f7b",
    "hair": "#4c5653",
    "shoe": "#57625f",
    "work": "#0a7a6c",
    "work-shoe": "#065147",
    "move": "#c2570c",
    "prop": "#dfe5e3",
    "prop-top": "#eef2f0",
    "edge": "#93a19c",
    "mat": "#edf1ef",
    "ink": "#26302d",
}
DARK = {
    "paper": "#14191a",
    "skin": "#7d8885",
    "shirt": "#566260",
    "shorts": "#454f4d",
    "hair": "#2c3433",
    "shoe": "#39423f",
    "work": "#5fd6c2",
    "work-shoe": "#b5f1e6",
    "move": "#ff9d4d",
    "prop": "#262e2f",
    "prop-top": "#2f3839",
    "edge": "#6d7977",
    "mat": "#1f2627",
    "ink": "#e8eeec",
}

_FILLED = ("skin", "shirt", "shorts", "hair", "shoe", "work", "work-shoe")
_LOOKS: dict[str, dict[str, str]] = {
    **{name: {"fill": name} for name in _FILLED},
    "prop": {"fill": "prop", "stroke": "edge", "stroke-width": "1"},
    "prop-top": {"fill": "prop-top", "stroke": "edge", "stroke-width": "1"},
    "mat": {"fill": "mat", "stroke": "edge", "stroke-width": "1"},
    "thing": {"fill": "prop", "stroke": "ink", "stroke-width": "1.4"},
    "line": {"fill": "ink"},
    "floor": {"stroke": "edge", "stroke-width": "2"},
    "halo": {"fill": "paper", "stroke": "paper", "stroke-width": "3.2"},
    "eye": {"fill": "ink"},
    "ghost-halo": {"stroke": "paper", "stroke-width": "4.2"},
    "ghost": {"stroke": "work", "stroke-width": "1.8", "stroke-dasharray": "4 2.6"},
    "ghost-other": {"stroke": "shoe", "stroke-width": "1.6", "stroke-dasharray": "4 2.6"},
    "move-halo": {"stroke": "paper", "stroke-width": "6.6"},
    "head-halo": {"fill": "paper", "stroke": "paper", "stroke-width": "3.2"},
    "move": {"stroke": "move", "stroke-width": "3.4"},
    "head": {"fill": "move"},
    "level": {"stroke": "move", "stroke-width": "3", "stroke-dasharray": "7 4"},
    "next": {"stroke": "edge", "stroke-width": "3"},
    "count": {"fill": "edge"},
    "wedge": {"fill": "move", "fill-opacity": ".35", "stroke": "move", "stroke-width": "1.4"},
    "zero": {"stroke": "ink", "stroke-width": "1.8", "stroke-dasharray": "1.5 3.5"},
    "axis": {"stroke": "paper", "stroke-width": "1.8"},
    "degrees": {"fill": "ink"},
}

_TEXTS = {
    "count": 'font-size="17" font-weight="700" font-family="sans-serif"',
    "degrees": 'font-size="21" font-weight="700" font-family="sans-serif"',
}


def element(name: str, inner: str = "", **attributes: str) -> str:
    said = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def path(shape: str, look: str) -> str:
    """A path that looks like this."""
    said = "".join(f' {key}="{LIGHT.get(value, value)}"' for key, value in _LOOKS[look].items())
    bare = "" if "fill" in _LOOKS[look] else ' fill="none"'
    return f'<path class="hx-{look}" d="{shape}"{bare}{said}/>'


def text(said: str, x: float, y: float, look: str, anchor: str = "") -> str:
    """Words, or a number, at a place."""
    fill = LIGHT[_LOOKS[look]["fill"]]
    at = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text class="hx-{look}" x="{number(x)}" y="{number(y)}" {_TEXTS[look]}{at} '
        f'fill="{fill}">{escape(said)}</text>'
    )


def style() -> str:
    """The style sheet of the drawings: each look by its variable, on light paper, dark, in print."""
    rules = []
    for look, said in _LOOKS.items():
        used = {key: value for key, value in said.items() if value in LIGHT}
        body = ";".join(f"{key}:var(--hx-{value})" for key, value in used.items())
        rules.append(f".hx-{look}{{{body}}}")
    light, dark = (
        ";".join(f"--hx-{name}:{colour}" for name, colour in colours.items())
        for colours in (LIGHT, DARK)
    )
    return (
        f".hx{{{light}}}@media screen and (prefers-color-scheme:dark){{.hx{{{dark}}}}}"
        + "".join(rules)
    )


def document(
    elements: list[str], width: int, height: int, title: str, description: str, styled: bool
) -> str:
    """A whole drawing, with its name and what it shows in words for who cannot see it."""
    sheet = f"<style>{style()}</style>" if styled else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="hx" viewBox="0 0 {width} {height}" '
        f'role="img" stroke-linejoin="round" stroke-linecap="round">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{sheet}"
        f"{''.join(elements)}</svg>\n"
    )
