"""A whole squad at once: from a table, or from the answers of each athlete by name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hipexpert.api.errors import BadAnswers, Error
from hipexpert.api.knowledge import NAME, AnswersLike, Knowledge
from hipexpert.model import Location, Problem
from hipexpert.reasoning.screen import screen_for
from hipexpert.records.headings import headings_of
from hipexpert.records.ids import HINT, athlete_id, is_athlete_id
from hipexpert.records.opening import open_table
from hipexpert.records.profiles import check_profile_columns, read_profiles
from hipexpert.records.rows import Profile
from hipexpert.records.squad import SCHEMA, Member, by_attention, member
from hipexpert.records.table import Row, TableError


class Squad(NamedTuple):
    """What a squad comes to, in the order of its rows.

    `problems` are the cells of a table that could not be read, and so count as not known;
    `refused` is the number of rows that have such.
    """

    knowledge: Knowledge
    athletes: tuple[Member, ...]
    problems: tuple[Problem, ...] = ()
    refused: int = 0

    def by_attention(self) -> list[Member]:
        """The athletes, who needs attention first at the head."""
        return sorted(self.athletes, key=by_attention)

    def json(self) -> dict[str, Any]:
        known = self.knowledge.base.identity
        return {
            "schema": SCHEMA,
            "knowledge": known,
            "athletes": list(self.athletes),
            "refused": self.refused,
        }


def screen(
    knowledge: Knowledge, squad: str | os.PathLike[str] | Mapping[str, AnswersLike]
) -> Squad:
    """What the rules make of every athlete of a squad, without the reasons.

    `squad` is the path of a table in CSV or Parquet or of a workbook, or each athlete's
    answers by their id. Raises BadAnswers where the table cannot be read at all, or where answers
    in a mapping cannot be taken; Error where Parquet takes what is not installed.
    """
    if isinstance(squad, Mapping):
        return Squad(knowledge, tuple(_members(knowledge, _profiles(knowledge, squad))))
    try:
        table = open_table(Path(squad), headings_of(knowledge.base).read)
    except TableError as error:
        raise Error(str(error), error.hint) from None
    if table.columns:
        check_profile_columns(knowledge.base, table)
    if table.refused:
        raise BadAnswers(table.problems)
    athletes = tuple(_members(knowledge, read_profiles(knowledge.base, table)))
    return Squad(knowledge, athletes, tuple(table.problems), table.refused)


def _members(knowledge: Knowledge, profiles: Iterator[Profile]) -> Iterator[Member]:
    rules = screen_for(knowledge.base)
    for profile in profiles:
        yield member(profile, rules.verdict(profile.answers))


def _profiles(knowledge: Knowledge, squad: Mapping[str, AnswersLike]) -> Iterator[Profile]:
    for place, (name, answers) in enumerate(squad.items(), 1):
        athlete = athlete_id(name)
        if not is_athlete_id(athlete):
            message = f"'{name}' cannot be the id of an athlete"
            raise BadAnswers([Problem(Location(NAME, place), message, "bad-name", HINT)])
        yield Profile(athlete, "", knowledge.answers(answers), Row({}, place))
