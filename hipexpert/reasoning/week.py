"""Lays the drills of a plan on the days of a week.

How many days a week each drill is done is part of the plan; which days is only a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = len(DAYS)


def week(times: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """The days of each drill, counted from 0, given on how many days a week it is done.

    The days of a drill lie as far apart as they can, and no drill adds a day to those of the
    one that is done most often. Of days equally good the ones with fewer drills are taken, and
    of these the first.

    >>> week({"wiper": 3, "clam": 2, "squat": 1})
    {'wiper': (0, 2, 4), 'clam': (0, 4), 'squat': (2,)}
    """
    days: tuple[int, ...] = tuple(range(WEEK))
    load = dict.fromkeys(days, 0)
    laid: dict[str, tuple[int, ...]] = {}
    for drill in sorted(times, key=lambda drill: -times[drill]):
        choices = combinations(days, min(times[drill], len(days)))
        chosen = min(choices, key=lambda c: (_crowding(c), sum(load[day] for day in c), c))
        days = days if laid else chosen
        for day in chosen:
            load[day] += 1
        laid[drill] = chosen
    return {drill: laid[drill] for drill in times}


def _crowding(days: Iterable[int]) -> Fraction:
    """How close together days lie, the end of the week next to its beginning.

    It falls with the square of the distance, so that even spacing is the least crowded.
    """
    apart = (abs(one - other) for one, other in combinations(days, 2))
    return sum((Fraction(1, min(gap, WEEK - gap) ** 2) for gap in apart), Fraction())


def day_text(day: date) -> str:
    """A day as people write it.

    >>> day_text(date(2027, 1, 4))
    'Monday 4 January 2027'
    """
    return f"{DAYS[day.weekday()]} {day.day} {day:%B %Y}"
