"""A visit to a page and the reply to it, as values, apart from whatever carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hipexpert.model import KnowledgeBase
from hipexpert.records.store import Athlete, Record, Store

Sent = Mapping[str, list[str]]
"""What an address or a form names, each with all its values."""


@dataclass(frozen=True)
class Reply:
    """What is sent back; `to` is the address to look at instead."""

    body: str | bytes = ""
    status: int = 200
    media: str = "text/html"
    to: str = ""
    called: str = ""
    """What the file is called that it is saved as, where it is one."""


class NotThere(Exception):
    """What an address names is not there; the message says what."""


@dataclass(frozen=True)
class Visit:
    """What was asked for, by what, and on which day.

    `place` are the names in the address, `query` what stands behind it, `form` what was sent.
    """

    knowledge: KnowledgeBase
    store: Store
    now: Callable[[], datetime]
    place: Mapping[str, str] = field(default_factory=dict)
    query: Sent = field(default_factory=dict)
    form: Sent = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.store.today

    def named(self, name: str) -> list[str]:
        """The values of a name behind the address."""
        return self.query.get(name, [])

    def sent(self, name: str) -> str:
        """The first value of a name in the form; "" where it has none."""
        return next(iter(self.form.get(name, [])), "")

    def record(self) -> Record:
        """The consultation that the address names. Raises NotThere, and StoreError if damaged."""
        number = self.place["consultation"]
        record = self.store.consultation(int(number)) if is_number(number) else None
        if record is None:
            raise NotThere(f"There is no consultation {number}.")
        return record

    def athlete(self, id: str) -> Athlete:
        """The athlete of an id. Raises NotThere."""
        found = next((each for each in self.store.athletes() if each.id == id), None)
        if found is None:
            raise NotThere(f"There is no athlete '{id}'.")
        return found


def is_number(text: str) -> bool:
    """Whether a text of an address can be the number of a consultation."""
    return text.isascii() and text.isdecimal() and len(text) < 16


def see(address: str) -> Reply:
    """The reply that has the browser look at an address instead, so that no form is sent twice."""
    return Reply(status=303, to=address)
