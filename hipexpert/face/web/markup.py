"""Pages as HTML: what the page modules say, with links, and reasons that open in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from hipexpert.face.pages.page import Cell, Grid, Page, Run, Section, Words, with_runs
from hipexpert.face.templates import filled
from hipexpert.face.web import addresses
from hipexpert.face.web.visit import Reply
from hipexpert.knowledge.characters import visible


class WhyInPlace(NamedTuple):
    """Why something is so, as it opens where it is told; `steps` is where each step stands."""

    label: str
    told: Markup
    steps: str


WhysInPlace = Mapping[str, WhyInPlace]
"""Why something is so, by what it is that a page tells of."""


_ASKED = re.compile(r"hipexpert (claims show|audit) ([\w.-]+)")
_LINKED: Mapping[str, Callable[[str], str]] = {
    "Athlete": addresses.athlete,
    "Number": lambda number: addresses.consultation(int(number)),
}
"""Where the first cell of a row leads, by the title of its column."""


def page_html(page: Page, level: int = 2, why: WhysInPlace | None = None) -> Markup:
    """A page as HTML, its headings of this level; below what it tells of, `why` it is so."""
    sections = [_linked(with_runs(section, _as_link)) for section in page]
    told = filled("page.html.jinja", sections=sections, level=level, why=why or {})
    return Markup(told)  # what the template was filled in with was escaped there


def rendered(template: str, status: int = 200, **values: Any) -> Reply:
    """The reply that a template is, filled in."""
    values = {"addresses": addresses, **values}
    return Reply(visible(filled(f"{template}.html.jinja", **values)), status)


def _as_link(run: Run) -> Iterator[Run]:
    """A run of text in which commands that a page answers are links to it."""
    at = 0
    for match in _ASKED.finditer(run.text):
        command, name = match.groups()
        page = addresses.claim(name) if command == "claims show" else ""
        if command == "audit" and name.isdecimal():
            page = addresses.consultation(int(name), "record")
        yield run._replace(text=run.text[at : match.start()])
        said = {"audit": f"consultation {name}"}.get(command, name)
        yield run._replace(text=said, link=page)
        at = match.end()
    yield run._replace(text=run.text[at:])


def _linked(section: Section) -> Section:
    blocks = (_grid_linked(block) if isinstance(block, Grid) else block for block in section.blocks)
    return section._replace(blocks=tuple(blocks))


def _grid_linked(grid: Grid) -> Grid:
    address = _LINKED.get(grid.columns[0].title)
    if address is None:
        return grid

    def led(cell: Cell) -> Cell:
        return _led(cell, address) if isinstance(cell, tuple) and _is_words(cell) else cell

    return grid._replace(rows=tuple((led(first), *rest) for first, *rest in grid.rows))


def _is_words(cell: Any) -> bool:
    return all(isinstance(run, Run) for run in cell)


def _led(cell: Any, address: Callable[[str], str]) -> Words:
    return tuple(run._replace(link=address(run.text)) for run in cell)
