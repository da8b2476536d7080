"""Reads numbers as people and programs write them: `40°`, `26,5`, `2.2 cm` where mm are asked for.

A unit counts by any of its names, and so does one that the knowledge says `converts-to` it, by
its factor. A comma is a decimal one, unless it could as well part thousands.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from hipexpert.knowledge.names import plain, seen
from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.language import ABBREVIATION
from hipexpert.vocabulary.measuring import BY_FACTOR, CONVERTS_TO, UNIT

_NUMBER = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:[.,][0-9]+)*\.?|\.[0-9]+)(?:e[+-]?[0-9]{1,3}(?![0-9]))?)"
    r" ?(?P<unit>[^0-9].*)?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_LONGEST = 40


class Quantity(NamedTuple):
    """A number as written, and the unit behind it, empty where there is none."""

    number: Decimal
    unit: str


def quantity(text: str) -> Quantity | None:
    """The number that a text writes, with its unit; None when it writes none, or could be two.

    >>> quantity("26,5 °"), quantity("1,500"), quantity("nan")
    (Quantity(number=Decimal('26.5'), unit='°'), None, None)
    """
    found = _NUMBER.fullmatch(seen(text).replace("\u2212", "-"))
    if not found or len(found["number"]) > _LONGEST:
        return None
    number = found["number"]
    if number.count(",") > 1 or ("," in number and ("." in number or _THOUSANDS.match(number))):
        return None
    return Quantity(Decimal(number.replace(",", ".")), (found["unit"] or "").rstrip("."))


def two_readings(text: str) -> tuple[str, str] | None:
    """The two numbers that one with a comma could be.

    >>> two_readings("1,500"), two_readings("26,5")
    (('1500', '1.500'), None)
    """
    number = seen(text)
    if not _THOUSANDS.fullmatch(number):
        return None
    return number.replace(",", ""), number.replace(",", ".")


def in_unit(knowledge: KnowledgeBase, found: Quantity, unit: str) -> Decimal | None:
    """A quantity as a number of `unit`; None when its own is another, which does not convert."""
    if not found.unit:
        return found.number
    factor = factors(knowledge, unit).get(plain(found.unit))
    return None if factor is None else found.number * factor


def with_unit(knowledge: KnowledgeBase, unit: str, number: str) -> str:
    """A number, or a range of them, with its unit: `31°`, `8 years`."""
    short = knowledge.text(unit, ABBREVIATION) or knowledge.label(unit)
    return f"{number} {short}" if short[:1].isalpha() else f"{number}{short}"


@lru_cache(maxsize=64)
def factors(knowledge: KnowledgeBase, unit: str) -> dict[str, Decimal]:
    """By every name of a unit that converts to `unit`, how many of these it is."""
    found: dict[str, Decimal] = {}
    for other in knowledge.instances(UNIT):
        if knowledge.object(other, CONVERTS_TO) == unit:
            factor = Decimal(str(knowledge.object(other, BY_FACTOR)))
            found |= {plain(name): factor for name in knowledge.names(other)}
    return found | {plain(name): Decimal(1) for name in knowledge.names(unit)}
