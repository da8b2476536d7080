"""Where each page is."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

HOME, ATHLETES, CONSULTATIONS = "/", "/athletes", "/consultations"


def consultation(id: int | None, page: str = "", **asked: str) -> str:
    """A page of a consultation; of one that is not begun yet there is only the interview.

    >>> consultation(7, "why-not/hip-airplane"), consultation(None, "interview", athlete="Anna B")
    ('/consultations/7/why-not/hip-airplane', '/interview?athlete=Anna+B')
    """
    path = f"{CONSULTATIONS}/{id}" if id is not None else ""
    path += f"/{quote(page)}" if page else ""
    behind = urlencode([(name, value) for name, value in asked.items() if value])
    return f"{path}?{behind}" if behind else path


def athlete(id: str, page: str = "") -> str:
    """A page of an athlete.

    >>> athlete("Anna Berg", "progress")
    '/athletes/Anna%20Berg/progress'
    """
    path = f"{ATHLETES}/{quote(id, safe='')}"
    return f"{path}/{page}" if page else path


def claim(id: str) -> str:
    return f"/claims/{quote(id)}"


def joined(names: Iterable[str]) -> str:
    """Ids as one value of an address."""
    return ".".join(names)


def parted(value: list[str]) -> list[str]:
    """The ids of such a value."""
    return [name for each in value for name in each.split(".") if name]
