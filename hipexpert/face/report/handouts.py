"""The pages of a squad: a file for each athlete, and one of all to be printed at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from hipexpert.face.report.document import ATHLETE, report_html, sheets_html
from hipexpert.face.report.handout import Handout
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.records.rows import Profile

ALL = "all-athletes"
"""What the file of all pages is called, without its ending."""

_NOT_IN_NAMES = re.compile(r"[^\w .'-]+")


class NamedPage(NamedTuple):
    """The page of an athlete, what its file is called without the ending, and what it says."""

    name: str
    handout: Handout

    def html(self) -> str:
        return report_html(self.handout, ATHLETE)


def page_names(profiles: Iterable[Profile]) -> list[str]:
    """What the files are called, each otherwise, on systems too that do not tell cases apart.

    >>> from hipexpert.model import Answers
    >>> from hipexpert.records.table import Row
    >>> kim = Profile("kim", "", Answers(), Row({}, 2))
    >>> page_names([kim, kim._replace(athlete="Kim"), kim._replace(athlete="a/b")])
    ['kim', 'Kim-2', 'a-b']
    """
    taken = {ALL}
    names = []
    for profile in profiles:
        bare = _NOT_IN_NAMES.sub("-", profile.athlete).strip(" .") or f"line {profile.row.line}"
        name, number = bare, 1
        while name.casefold() in taken:
            number += 1
            name = f"{bare}-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def pages(
    knowledge: KnowledgeBase, profiles: Iterable[Profile], names: Iterable[str], today: date
) -> Iterator[NamedPage]:
    """The page of each athlete, of which the plan begins today."""
    for profile, name in zip(profiles, names, strict=True):
        result = Result(consult(knowledge, profile.answers))
        called = profile.name or profile.athlete
        yield NamedPage(name, Handout(result, today, called, today=today))


def all_pages_html(found: Iterable[NamedPage]) -> str:
    """The pages of all, one after the other."""
    return sheets_html(page.handout for page in found)
