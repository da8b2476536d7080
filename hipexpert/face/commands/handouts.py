"""Writes a page for each athlete of a squad."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hipexpert.face.command import note, refuse, today
from hipexpert.face.commands.outfile import settle_places, write_settled
from hipexpert.knowledge.characters import visible

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase
    from hipexpert.records.table import Table

MOST = 1000
"""How many athletes pages are written of at once."""


def write_handouts(
    knowledge: KnowledgeBase,
    table: Table,
    folder: Path,
    *,
    pdf: bool,
    force: bool,
    inputs: list[Path],
    plain: bool,
) -> Counter[tuple[int, str, str]]:
    """Write the pages into a folder, all of them or none; how many athletes stand how."""
    from hipexpert.face.render import shown_progress
    from hipexpert.face.report.handouts import ALL, all_pages_html, page_names, pages
    from hipexpert.face.report.pdf import NoPrinter, report_pdf
    from hipexpert.records.outfile import FileRefused, make_folder
    from hipexpert.records.profiles import read_profiles
    from hipexpert.records.squad import member, standing_of

    profiles = list(read_profiles(knowledge, table))
    if len(profiles) > MOST:
        refuse(f"pages are written for {MOST} athletes at most", "part the table")
    ending = ".pdf" if pdf else ".html"
    names = page_names(profiles)
    whole = folder / f"{ALL}{ending}"
    try:
        make_folder(folder)
    except FileRefused as error:
        refuse(str(error), error.hint)
    settle_places([*(folder / f"{name}{ending}" for name in names), whole], force, inputs)

    def printed(html: str) -> bytes:
        try:
            return report_pdf(html) if pdf else html.encode()
        except NoPrinter as error:
            refuse(str(error), error.hint)

    contents, done = {}, []
    counts: Counter[tuple[int, str, str]] = Counter()
    with shown_progress("Writing pages", len(profiles), plain) as advance:
        for profile, page in zip(profiles, pages(knowledge, profiles, names, today()), strict=True):
            contents[folder / f"{page.name}{ending}"] = printed(page.html())
            counts[standing_of(member(profile, page.handout.result))] += 1
            done.append(page)
            advance()
    contents[whole] = printed(all_pages_html(done))
    write_settled(contents, inputs)
    typer.echo(visible(f"{len(done)} pages in {folder}; all of them to print: {whole}"))
    note("They hold health data. Hand each athlete their own.")
    return counts
