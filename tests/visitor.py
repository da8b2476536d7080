"""Somebody who visits the page without a browser: follows links, fills in and sends forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from conftest import Given, real_knowledge
from program import TODAY
from starlette.testclient import TestClient

from hipexpert.face.web.app import web_app
from hipexpert.face.web.doorkeeper import Doorkeeper

PORT = 8414
NOON = datetime.combine(TODAY, time(12), UTC)
HERE = f"http://127.0.0.1:{PORT}"
SAME = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}


@dataclass
class Clock:
    """What time it is for the page; a test can set it."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


def client(doorkeeper: Doorkeeper, clock: Clock | None = None, **settings: Any) -> TestClient:
    """A browser that was not let in yet."""
    app = web_app(real_knowledge(), PORT, doorkeeper, clock or Clock())
    return TestClient(app, base_url=HERE, **settings)


@dataclass
class Visitor:
    """Somebody who was let in, and the page that is open."""

    clock: Clock = field(default_factory=Clock)
    doorkeeper: Doorkeeper = field(default_factory=Doorkeeper)
    html: str = ""
    status: int = 0
    at: str = ""

    def __post_init__(self) -> None:
        self.browser = client(self.doorkeeper, self.clock)
        self.go(f"/?token={self.doorkeeper.token}")

    def go(self, address: str) -> Visitor:
        return self.shown(self.browser.get(address))

    def shown(self, response: Any) -> Visitor:
        self.html, self.status = response.text, response.status_code
        self.at = str(response.url).removeprefix(HERE)
        return self

    @property
    def tree(self) -> Element:
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @property
    def text(self) -> str:
        """What can be read on the page, each run of blanks one blank."""
        found = self.tree.find("body")
        assert found is not None
        return re.sub(r"\s+", " ", "".join(found.itertext()))

    @property
    def asked(self) -> list[str]:
        """The questions of the form that is open."""
        return self.values("asked")

    def values(self, name: str) -> list[str]:
        inputs = self.tree.iter("input")
        return [each.get("value", "") for each in inputs if each.get("name") == name]

    def filled(self) -> dict[str, list[str]]:
        """What the form that is open would send as it stands: hidden, typed and ticked."""
        found: dict[str, list[str]] = {}
        for each in self.tree.iter("input"):
            kind, name = each.get("type"), each.get("name")
            if name and (kind in ("hidden", "text") or each.get("checked") is not None):
                found.setdefault(name, []).append(each.get("value", ""))
        return found

    def send(self, said: dict[str, Any] | None = None, do: str = "on", **more: Any) -> Visitor:
        """Send the form that is open, filled in with what is said."""
        form = next(each for each in self.tree.iter("form") if each.get("method") == "post")
        sent = {**self.filled(), **(said or {}), **more}
        sent = {name: values for name, values in sent.items() if values is not None}
        return self.post(str(form.get("action")), {**sent, "do": do})

    def post(self, address: str, form: dict[str, Any]) -> Visitor:
        return self.shown(self.browser.post(address, data=form, headers=SAME))

    def answer(self, given: Given, athlete: str = "") -> Visitor:
        """Answer all that is asked, from an answers file; what is not in it is not known."""
        self.go(f"/interview?athlete={athlete}")
        while self.asked:
            said = {name: in_form(given.get(name, "unknown")) for name in self.asked}
            before = self.html
            self.send(said)
            assert self.status == 200, self.text
            assert self.html != before
        return self

    def finish(self) -> Visitor:
        """Finish the consultation in which nothing is left to ask."""
        assert self.at.endswith("/summary")
        return self.send()

    @property
    def consultation(self) -> int:
        """The number of the consultation that is open."""
        return int(self.at.split("/")[2].partition("?")[0])


def in_form(text: str | list[str]) -> list[str]:
    """An answer of a file as a form sends it."""
    if isinstance(text, list):
        return [str(each) for each in text] or ["none"]
    return ["yes" if text is True else "no" if text is False else str(text)]
