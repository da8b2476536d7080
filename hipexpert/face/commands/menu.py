"""What can be done at the end of a consultation, at the terminal where it was held.

Nothing here is done only here: each choice is a command, called as a shell would call it.
"""

from __future__ import annotations

import contextlib
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from hipexpert.face.command import ask_line, note, records, today
from hipexpert.face.pages.page import Page, quiet, words
from hipexpert.face.render import make_console, show_page, show_words
from hipexpert.notation import fill_sentence
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    ASK_BY_NUMBER,
    KEPT_AS,
    KEPT_NOWHERE,
    MENU,
    MENU_OF_A_RETEST,
    WOULD_REVIVE,
)

if TYPE_CHECKING:
    from hipexpert.face.autosave import Autosave
    from hipexpert.reasoning.plan import Result

CHOICES = ("page", "why", "disputed", "keep", "print", "quit", "changes")


@dataclass
class Menu:
    """The choices after one consultation; `changes` is what differs from the one before, if any."""

    result: Result
    draft: Autosave
    source: str
    home: str | None
    changes: Page = ()

    def run(self) -> None:
        """Do what is asked for, until nothing more is."""
        self.tell(MENU_OF_A_RETEST if self.changes else MENU)
        try:
            while self.obeyed(ask_line("> ")):
                pass
        except (EOFError, KeyboardInterrupt):
            note("")

    def tell(self, phrase: str, **filled: str) -> None:
        said = fill_sentence(self.result.knowledge.text(phrase, SENTENCE), filled, str)
        show_words(make_console(plain=False, stderr=True), words(quiet(said)))

    def obeyed(self, line: str) -> bool:
        """Do what a line says; whether to go on."""
        name, _, rest = line.strip().partition(" ")
        rest = rest.strip().removeprefix("as ").strip()
        if name.isdecimal():
            name, rest = "why", name
        choice = next((each for each in CHOICES if name and each.startswith(name.lower())), "")
        if choice == "quit":
            return False
        with contextlib.suppress(typer.Exit):  # whoever ends so has said why
            match choice:
                case "page":
                    self.whole_page()
                case "disputed":
                    self.disputed()
                case "changes" if self.changes:
                    show_page(make_console(plain=False), self.changes)
                case "why":
                    self.why(rest)
                case "keep":
                    self.keep(rest)
                case "print":
                    self.print(rest)
                case _:
                    self.tell(MENU_OF_A_RETEST if self.changes else MENU)
        return True

    def whole_page(self) -> None:
        from hipexpert.face.pages.result import result_page

        page = result_page(self.result, self.source, today())
        show_page(make_console(plain=False), (*self.changes, *page))

    def disputed(self) -> None:
        from hipexpert.face.pages.overview import disputed_page

        show_page(make_console(plain=False), disputed_page(self.result))

    def why(self, what: str) -> None:
        """Prove a line of the plan, by its number, or anything by its name."""
        from hipexpert.face.commands.audit import why

        lines = self.result.lines
        if what.isdecimal() and 1 <= int(what[:9]) <= len(lines):
            what = lines[int(what[:9]) - 1].drill
        elif not what or what.isdecimal():
            return self.tell(ASK_BY_NUMBER, most=str(len(lines)))
        if self.kept():
            why(what.split(), stored=self.draft.id, home=self.home)

    def kept(self) -> bool:
        """Whether there is a stored consultation to act on; where there is none, that is said."""
        if self.draft.store is None or self.draft.id is None:
            self.tell(KEPT_NOWHERE)
            return False
        return True

    def keep(self, name: str) -> None:
        """File the consultation under an athlete, who is added where there is none of that name."""
        from hipexpert.records.ids import athlete_id
        from hipexpert.records.standing import freed_without

        if not self.kept() or self.draft.id is None:
            return
        if self.draft.athlete is None:
            name = name or ask_line("Name > ").strip()
            if not name:
                return
            with records() as store:
                athlete = athlete_id(name)
                if athlete not in {known.id for known in store.athletes()}:
                    store.add_athlete(athlete, name)
                knowledge = self.result.knowledge
                id = self.draft.id
                freed = store.file_under(
                    self.draft.id,
                    athlete,
                    lambda life: " ".join(map(str, freed_without(knowledge, life, id))),
                )
                if freed:
                    return self.tell(WOULD_REVIVE, others=freed)
            self.draft.athlete = athlete
        command = f"hipexpert consult --athlete {shlex.quote(self.draft.athlete)}"
        self.tell(KEPT_AS, athlete=self.draft.athlete, command=command)

    def print(self, name: str) -> None:
        """Write the report, as HTML, or as PDF where the name ends so."""
        from hipexpert.face.commands.report import report

        if self.kept():
            name = name or f"report-{self.draft.id}.html"
            pdf = name.lower().endswith(".pdf")
            places = (None, name) if pdf else (name, None)
            report(self.draft.id, out=places[0], pdf=places[1], home=self.home)
