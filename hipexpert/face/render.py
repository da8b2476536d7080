"""Prints pages on a terminal, or as plain lines for screen readers, files and pipes.

rich lives here. What a page says is decided by the page modules; here is only
how it looks: names in the margin, one accent for headings, alarm for what must be seen.
Nothing is told by colour alone.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.pager import SystemPager
from rich.segment import Segment
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text
from rich.tree import Tree

from hipexpert.face.pages.page import (
    Bar,
    Block,
    Cell,
    Column,
    Entries,
    Grid,
    Outline,
    Page,
    Passage,
    Section,
    Step,
    Tick,
    Towards,
    Words,
    spoken,
    title,
    with_texts,
    words,
)
from hipexpert.face.started import as_started
from hipexpert.knowledge.characters import visible

WIDEST = 120
"""Lines longer than this are hard to read, however wide the terminal."""

WIDTH_WITHOUT_TERMINAL = 100
MARGIN = 24
"""The width of the column of names."""

NARROW = 60
"""Below this width names stand above what is said of them, and tables go row by row."""

_ACCENT = "color(30)"
"""A teal that stands out from a light ground (4.4 to 1) as from a dark one (4.8 to 1)."""

_STYLES = {
    "normal": "",
    "strong": "bold",
    "quiet": "dim",
    "alert": "bold red",
    "title": f"bold {_ACCENT}",
    "amiss": "yellow",
}


def make_console(plain: bool, stderr: bool = False, width: int | None = None) -> Console:
    """A console for standard output, or for standard error.

    `plain` ones print bare text. NO_COLOR is honoured. Without a terminal there is no colour,
    and lines are as wide as `width` or 100 characters. A character that the stream cannot
    write becomes a question mark.
    """
    stream = sys.stderr if stderr else sys.stdout
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure and not (stream.encoding or "").lower().startswith("utf"):
        reconfigure(errors="replace")
    console = Console(
        stderr=stderr,
        width=width,
        force_terminal=False if plain else None,
        highlight=False,
        emoji=False,
    )
    if width is None and not console.is_terminal and not plain:
        console.width = WIDTH_WITHOUT_TERMINAL
    return console


def show_page(console: Console, page: Page, plain: bool = False, paged: bool = True) -> None:
    """Print a page: laid out, or when `plain` one line for each thing it says.

    At a terminal what is longer than the screen goes to a pager, where it may be `paged`.
    """
    page = with_texts(page, _printable)
    if paged and not plain and _has_reader(console):
        with console.capture() as printed:
            show_page(console, page, paged=False)
        text = printed.get()
        if text.count("\n") >= console.height:
            os.environ.setdefault("LESS", "FRX")  # colours pass, and the page stays on the screen
            return SystemPager().show(text)
    if plain:
        # all at once, since rich takes its time over each call
        console.print(Text("\n".join(plain_lines(page))), soft_wrap=True)
        return
    width = min(console.width, WIDEST)
    bare = not console.encoding.lower().startswith("utf") or console.is_dumb_terminal
    layout = _Layout(width, _Marks("#", ":", "-", "x") if bare else _Marks("▇", "░", "╌", "●"))
    for number, section in enumerate(page):
        if number:
            console.print()
        console.print(_Trimmed(layout.section(section)), width=width)


def _printable(text: str) -> str:
    return visible(as_started(text))


def _has_reader(console: Console) -> bool:
    """Whether somebody sits at a terminal who can turn pages."""
    terminal = console.is_terminal and not console.is_dumb_terminal
    return terminal and sys.stdin.isatty() and sys.stdout.isatty()


def show_words(console: Console, paragraph: Words, inset: int = 0) -> None:
    """Print a paragraph, set in so far; without a terminal on one line."""
    paragraph = with_texts(paragraph, _printable)
    if console.is_terminal:
        console.print(_Trimmed(Padding(text_of(paragraph), (0, 0, 0, inset))))
    else:
        console.print(Text(" " * inset + spoken(paragraph)), soft_wrap=True)


LONG_LIST = 10
"""So many things stand below each other; more of them in columns, where there is a terminal."""


def show_list(console: Console, paragraphs: list[Words], inset: int = 0) -> None:
    """Print paragraphs below each other, set in so far; many of them in columns."""
    widest = max((len(spoken(each)) for each in paragraphs), default=0)
    if len(paragraphs) <= LONG_LIST or not console.is_terminal or 2 * widest > console.width - 8:
        for paragraph in paragraphs:
            show_words(console, paragraph, inset)
        return
    texts = [text_of(with_texts(each, _printable)) for each in paragraphs]
    columns = Columns(texts, padding=(0, 2, 0, 0), column_first=True)
    console.print(_Trimmed(Padding(columns, (0, 0, 0, inset))))


@contextlib.contextmanager
def shown_progress(label: str, total: int, plain: bool) -> Iterator[Callable[[], None]]:
    """A function that tells that one of `total` is done, shown by a bar on a terminal.

    The bar stands on standard error and is gone at the end; elsewhere nothing is shown.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = make_console(plain, stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(complete_style=_ACCENT),
        MofNCompleteColumn(),
    )
    hidden = plain or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


class _Trimmed:
    """Something printable without the blanks at the end of its lines."""

    def __init__(self, content: RenderableType):
        self.content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self.content, options, pad=False):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                yield from line[:-1]
                yield Segment(line[-1].text.rstrip(), line[-1].style)
            yield Segment.line()


class _Marks(NamedTuple):
    """What a bar, its band, its span and a tick are drawn with."""

    bar: str
    band: str
    span: str
    tick: str


class _Layout:
    """Turns blocks into what rich can print, for one width."""

    def __init__(self, width: int, marks: _Marks):
        self.bar = max(6, min(24, (width - 60) // 2))
        self.narrow = width < NARROW
        self.marks = marks

    def section(self, section: Section) -> RenderableType:
        parts: list[RenderableType] = []
        if section.title:
            parts.append(text_of(words(title(section.title))))
        for number, block in enumerate(section.blocks):
            parts.append(Padding(self.block(block), (1 if number else 0, 0, 0, 2)))
        return Group(*parts)

    def block(self, block: Block) -> RenderableType:
        match block:
            case Passage():
                return text_of(block.words)
            case Entries():
                return self.entries(block)
            case Grid():
                return Text("\n".join(_plain_table(block))) if self.narrow else self.table(block)
            case Outline():
                return Group(*map(self.branch, block.steps))

    def entries(self, block: Entries) -> RenderableType:
        """Names in the margin, or above what is said where there is no room for one.

        A name that stands above already is not repeated.
        """
        grid = RichTable.grid(padding=(0, 2, 0, 0))
        if not self.narrow:
            grid.add_column(width=MARGIN, overflow="fold")
        grid.add_column(ratio=1, overflow="fold")
        above = ""
        for number, entry in enumerate(block.entries, 1):
            label = Text(entry.label if entry.label != above else "", "bold")
            above = entry.label
            gap = 1 if block.apart and number < len(block.entries) else 0
            said = Group(*map(text_of, entry.paragraphs))
            if self.narrow:
                grid.add_row(Group(*([label] if label else []), Padding(said, (0, 0, gap, 2))))
            else:
                grid.add_row(label, Padding(said, (0, 0, gap, 0)))
        return grid

    def table(self, table: Grid) -> RenderableType:
        """Its columns as wide as they need to be, titles on the line above, the legend below."""
        grid = RichTable(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        grid.show_header = any(column.title for column in table.columns if not column.beneath)
        titles = [_title_lines(column) for column in table.columns]
        tallest = max(map(len, titles))
        if table.numbered:
            grid.add_column(justify="right")
        for column, lines in zip(table.columns, titles, strict=True):
            if not column.beneath:
                header = Text("\n".join([*[""] * (tallest - len(lines)), *lines]))
                grid.add_column(header, justify=column.towards, overflow="fold")
        bars = [cell for row in table.rows for cell in row if isinstance(cell, Bar)]
        room = max((len(bar.text) + 1 for bar in bars), default=0)
        for number, row in enumerate(table.rows, 1):
            stacks: list[list[Text]] = []
            for column, cell in zip(table.columns, row, strict=True):
                if not column.beneath:
                    stacks.append([self.cell(cell, column, room)])
                elif cell is not None:
                    stacks[-1].append(self.cell(cell, column))
            counted = [Text(str(number), "dim")] if table.numbered else []
            grid.add_row(*counted, *(Group(*stack) for stack in stacks))
        if table.legend is None:
            return grid
        return Group(grid, Padding(text_of(table.legend), (1, 0, 0, 0)))

    def cell(self, cell: Cell, column: Column, room: int = 0) -> Text:
        """A cell; of a bar the number has so much `room`, as that of any bar beside it."""
        if cell is None:
            return Text("–", "dim", justify=column.towards)
        if isinstance(cell, Tick):
            return Text(self.marks.tick, _ACCENT, justify=column.towards)
        if not isinstance(cell, Bar):
            return text_of(cell, column.towards)
        return self.bar_of(cell, room, mirrored=column.towards == "right")

    def bar_of(self, bar: Bar, room: int, mirrored: bool) -> Text:
        """A number with its bar and its band, its span in a line below; all bars as wide."""
        # none for nothing, at least one mark for anything
        length = max(bar.share > 0, round(bar.share * self.bar))
        start, end = (round(share * self.bar) for share in bar.band or (0, 0))
        start = max(start, length)
        parts = [
            (f" {bar.text}".rjust(room) if mirrored else f"{bar.text} ".ljust(room), ""),
            (self.marks.bar * length, _ACCENT),
            (" " * (start - length) * (end > start), ""),
            (self.marks.band * max(0, end - start), "dim"),
        ]
        lines = [parts]
        if bar.span:
            start, end = (round(share * self.bar) for share in bar.span)
            lines.append([(" " * (room + start), ""), (self.marks.span * (end - start), "dim")])
        drawn = []
        for line in lines:
            rest = room + self.bar - sum(len(text) for text, _ in line)
            line.append((" " * rest, ""))
            drawn.append(Text.assemble(*(reversed(line) if mirrored else line)))
        return Text("\n", justify="left", no_wrap=True).join(drawn)

    def branch(self, step: Step) -> Tree:
        tree = Tree(Group(*map(text_of, step.paragraphs)), guide_style="dim")
        tree.children = [self.branch(below) for below in step.steps]
        return tree


def text_of(paragraph: Words, towards: Towards = "left") -> Text:
    """A paragraph in the styles of its tones, with its links."""
    runs = (
        (run.text, Style.parse(_STYLES[run.tone]) + Style(link=run.link or None))
        for run in paragraph
    )
    return Text.assemble(*runs, justify=towards)


def _title_lines(column: Column) -> tuple[str, ...]:
    """The title of a column of numbers in two short lines, so that the column stays narrow."""
    words = column.title.split()
    if column.towards == "left" or len(words) < 2:
        return (column.title,)
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(splits, key=lambda lines: max(map(len, lines)))


def plain_lines(page: Page) -> Iterator[str]:
    """A page as bare lines: `name: what is said`, tables row by row, outlines numbered."""
    for number, section in enumerate(page):
        if number:
            yield ""
        if section.title:
            yield section.title
        for block in section.blocks:
            match block:
                case Passage():
                    yield addressed(block.words)
                case Entries():
                    for entry in block.entries:
                        first, *rest = map(addressed, entry.paragraphs)
                        yield f"{entry.label}: {first}"
                        yield from (f"  {line}" for line in rest)
                case Grid():
                    yield from _plain_table(block)
                case Outline():
                    yield from _plain_outline(block.steps, "")


def addressed(paragraph: Words) -> str:
    """A paragraph as bare text, in which the address follows what links to it.

    >>> from hipexpert.face.pages.page import Run
    >>> addressed(words(Run("Kouyoumdjian 2012", link="https://doi.org/10.1"), "; and others"))
    'Kouyoumdjian 2012 <https://doi.org/10.1>; and others'
    """
    return "".join(
        f"{run.text} <{run.link}>" if run.link and run.link != run.text else run.text
        for run in paragraph
    )


def _plain_table(table: Grid) -> Iterator[str]:
    for number, (name, *cells) in enumerate(table.rows, 1):
        yield f"{number} {_plain_cell(name)}" if table.numbered else _plain_cell(name)
        for column, cell in zip(table.columns[1:], cells, strict=True):
            if cell is not None:
                yield f"  {column.title}: {_plain_cell(cell)}"


def _plain_cell(cell: Cell) -> str:
    if isinstance(cell, Bar | Tick):
        return cell.text
    return addressed(cell or ())


def _plain_outline(steps: tuple[Step, ...], above: str) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        first, *rest = map(addressed, step.paragraphs)
        place = f"{above}{number}"
        yield f"{place} {first}"
        yield from (f"  {line}" for line in rest)
        yield from _plain_outline(step.steps, f"{place}.")
