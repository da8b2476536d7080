"""How Sphinx makes a site of these pages: `make docs` writes it to build/docs.

The pages are plain Markdown and read well without a site. What one needs beside is added here:
its tables of contents are the links of the pages that list others.

Only what git tracks is published. What lies beside it in this folder (an answers file, a
database, what an editor left) is not read, and a page that would bring it along is an error.
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

HERE = Path(__file__).resolve().parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]

LISTS = ("index", "laws/README")
"""The pages that list others, from which the site has its order."""

LONG = ("reference/ontology", "reference/questions", "reference/rules")
"""The pages with so many entries that only their parts are listed beside them."""


def tracked() -> list[str]:
    """The files of this folder that git tracks, by their paths in it."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, capture_output=True, check=True)
    return [name for name in told.stdout.decode().split("\0") if name]


TRACKED = tracked()

project = PROJECT["name"]
release = PROJECT["version"]

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
include_patterns = [name for name in TRACKED if name.endswith(".md")]
myst_heading_anchors = 4
smartquotes = False  # which would make a dash of the two before an option
highlight_language = "text"
pygments_style = "friendly"
pygments_dark_style = "github-dark"

html_theme = "furo"
html_title = project
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_use_index = False
html_show_copyright = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    from docutils import nodes

    app.connect("source-read", complete)
    app.connect("env-updated", refuse_untracked)
    app.connect("env-updated", shorten_contents)
    app.add_node(nodes.entry, override=True, html=(begin_cell, None))


def complete(_: Sphinx, page: str, source: list[str]) -> None:
    """Give a page what the site needs and plain Markdown has no word for."""
    text = re.sub(LINK, lambda link: _led_out(page, link), source[0])
    source[0] = text + "".join(_contents(text) if page in LISTS else ())


LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:)([^)#\s]+)\)")


def _led_out(page: str, link: re.Match[str]) -> str:
    """A link; one that leads out of this folder, where there is no site, as words and a path."""
    words, target = link.groups()
    path = os.path.normpath(os.path.join(HERE.name, os.path.dirname(page), target))
    if path.startswith(f"{HERE.name}/"):
        return link[0]
    return f"`{path}`" if words == path else f"{words} (`{path}`)"


def _contents(text: str) -> Iterator[str]:
    """For each part of a page the pages that its lines begin with, as a table of contents."""
    for part in re.split(r"^#+ ", text, flags=re.MULTILINE):
        heading, _, below = part.partition("\n")
        pages = re.findall(r"^(?:- |\| )\[[^\]]+\]\(([^)#]+)\.md\)", below, re.MULTILINE)
        if pages:
            lines = ("```{toctree}", ":hidden:", f":caption: {heading}", "", *pages, "```")
            yield "\n" + "\n".join(lines) + "\n"


def refuse_untracked(_: Sphinx, env: BuildEnvironment) -> None:
    """End where a page shows, includes or hands out a file that git does not track."""
    from sphinx.errors import ExtensionError

    included = (name for names in env.dependencies.values() for name in names)
    named = (*env.images, *env.dlfiles, *included)
    brought = {os.path.relpath(HERE / name, HERE) for name in named}
    if strange := sorted(brought - set(TRACKED)):
        raise ExtensionError(f"not tracked by git, so not published: {', '.join(strange)}")


def shorten_contents(_: Sphinx, env: BuildEnvironment) -> None:
    """List beside a long page its parts alone."""
    for page in LONG:
        if page in env.metadata:
            env.metadata[page]["tocdepth"] = 2


def begin_cell(writer: HTML5Translator, cell: nodes.entry) -> None:
    """Begin a cell with the name of its column, which is shown where columns do not fit."""
    type(writer).visit_entry(writer, cell)
    head = next(part for part in cell.parent.parent.parent if part.tagname == "thead")
    name = head[0][cell.parent.index(cell)].astext()
    called = f'data-column="{writer.attval(name)}"'
    writer.body[-1] = re.sub(r"^<t[dh]", rf"\g<0> {called}", writer.body[-1])
