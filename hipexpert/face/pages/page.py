"""What a page says, apart from how it is shown.

A page is sections of passages, entries, tables and outlines. The modules named for a page write
pages, `render` prints them, with or without a terminal's means. So nothing may depend on a tone
or a bar: whatever they tell is also told in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, TypeVar

from hipexpert.knowledge.characters import visible

Towards = Literal["left", "center", "right"]
Tone = Literal["normal", "strong", "quiet", "alert", "title", "amiss"]


class Run(NamedTuple):
    """A stretch of text in one tone of voice; it may link to an address."""

    text: str
    tone: Tone = "normal"
    link: str = ""


Words = tuple[Run, ...]
"""A paragraph."""


def words(*parts: str | Run) -> Words:
    """A paragraph of its parts, bare text in the normal tone."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def strong(text: str) -> Run:
    return Run(text, "strong")


def quiet(text: str) -> Run:
    return Run(text, "quiet")


def alert(text: str) -> Run:
    return Run(text, "alert")


def title(text: str) -> Run:
    return Run(text, "title")


def amiss(text: str) -> Run:
    return Run(text, "amiss")


def spoken(paragraph: Words) -> str:
    """A paragraph as bare text."""
    return "".join(run.text for run in paragraph)


def sentence_case(text: str) -> str:
    """The text with its first letter large; the others are left as they are.

    >>> sentence_case("right hip, FADIR")
    'Right hip, FADIR'
    """
    return text[:1].upper() + text[1:]


def listed(items: Iterable[str]) -> str:
    """Names in a row. They may hold commas, so semicolons part them."""
    return "; ".join(items)


class Passage(NamedTuple):
    """A paragraph that stands alone."""

    words: Words


class Entry(NamedTuple):
    """A name, shown in the margin, and what is said of it.

    `about` is the thing it tells of, where why it is told can be asked.
    """

    label: str
    paragraphs: tuple[Words, ...]
    about: str = ""


class Entries(NamedTuple):
    """Entries below each other; long ones stand `apart`, with a line between them."""

    entries: tuple[Entry, ...]
    apart: bool = False


class Bar(NamedTuple):
    """A number shown with a bar; `share` is its part, up to 1, of the largest beside it.

    Between the two shares of the `band`, so far as the bar does not reach, it is drawn pale; the
    `span` is a line below it.
    """

    text: str
    share: float
    band: tuple[float, float] | None = None
    span: tuple[float, float] | None = None


class Tick(NamedTuple):
    """A yes, drawn as a dot; `text` says it where nothing is drawn."""

    text: str


Cell = Words | Bar | Tick | None


class Column(NamedTuple):
    """A column of a table.

    `towards` is the side its contents lean to. A `beneath` column is shown under the one
    before it.
    """

    title: str
    towards: Towards = "left"
    beneath: bool = False


class Grid(NamedTuple):
    """Rows of cells. The first cell names its row; `numbered` rows count from 1.

    The `legend` says how to read what is drawn; where nothing is drawn, it is left out.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbered: bool = False
    legend: Words | None = None


class Step(NamedTuple):
    """A branch of an outline: what it says, and the steps below it."""

    paragraphs: tuple[Words, ...]
    steps: tuple[Step, ...] = ()


class Outline(NamedTuple):
    steps: tuple[Step, ...]


Block = Passage | Entries | Grid | Outline


class Section(NamedTuple):
    """Blocks under a heading; `about` is the thing they tell of, as in an entry."""

    title: str
    blocks: tuple[Block, ...]
    about: str = ""


Page = tuple[Section, ...]


Part = TypeVar("Part")


def without_steering(part: Part) -> Part:
    r"""A page, or any part of one, with a sign for each character that steers a terminal.

    >>> without_steering(words("Kim\x1b[2J"))
    (Run(text='Kim␛[2J', tone='normal', link=''),)
    """
    return with_texts(part, visible)


def with_texts(part: Part, change: Callable[[str], str]) -> Part:
    """A page, or any part of one, with each of its texts changed."""
    if isinstance(part, str):
        return change(part)  # type: ignore[return-value]
    if not isinstance(part, tuple):
        return part
    parts = (with_texts(each, change) for each in part)
    return part._make(parts) if hasattr(part, "_make") else tuple(parts)  # type: ignore[return-value]


def with_runs(part: Part, change: Callable[[Run], Iterable[Run]]) -> Part:
    """A page, or any part of one, with whatever runs each of its runs is changed to.

    >>> with_runs(Passage(words("a", "b")), lambda run: [run, run] if run.text == "a" else [])
    Passage(words=(Run(text='a', tone='normal', link=''), Run(text='a', tone='normal', link='')))
    """
    if not isinstance(part, tuple):
        return part
    if part and all(isinstance(each, Run) for each in part):
        return tuple(run for each in part for run in change(each))  # type: ignore[return-value]
    parts = (with_runs(each, change) for each in part)
    return part._make(parts) if hasattr(part, "_make") else tuple(parts)  # type: ignore[return-value]
