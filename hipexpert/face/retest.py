"""The conversation of a re-test: what holds is shown for a nod, and the rest is asked as ever."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace

from hipexpert.face.dialogue import Interrupted
from hipexpert.face.input import Command, Volunteered, read_line
from hipexpert.face.pages.page import quiet, words
from hipexpert.face.pages.retest import welcome_page
from hipexpert.face.pages.standing import spelt
from hipexpert.face.render import show_words
from hipexpert.face.sheets import Sheets
from hipexpert.model import Answer, Answers, Question
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.answers import Refused
from hipexpert.records.retest import Retest
from hipexpert.vocabulary.messages import (
    BLANK_IS_NOT_KNOWN,
    BLANK_STANDS,
    DRILLS_OF_THE_PLAN,
    STANDS_FROM_BEFORE,
    STILL_SO,
)

EVERYTHING = "all"


@dataclass
class RetestDialogue(Sheets):
    """A conversation that goes on from what holds of the consultation before.

    `standing` are the answers of before that stand, since they were not answered anew, with their
    days.
    """

    retest: Retest | None = None
    standing: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Show what holds, and take a nod for it, or what has changed, or start from nothing."""
        assert self.retest
        self.show(welcome_page(self.knowledge, self.retest.record.made, self.answers))
        if sys.stdin.isatty():
            self.nod()
        self.keep(self.answers)

    def nod(self) -> None:
        show_words(self.console, words(quiet(self.text(STILL_SO))))
        while line := self.read_line("> ").strip():
            if line.lower() == EVERYTHING:
                self.answers, self.retest, self.before = Answers(), None, {}
                return
            try:
                match read_line(line, self.called(())):
                    case Command("quit"):
                        raise Interrupted(self.answers, asked_to=True)
                    case Command("edit", key):
                        self.edit(key)
                        return
                    case Volunteered() as said:
                        self.take(said)
                    case _:
                        self.aside(self.text(STILL_SO))
            except Refused as refused:
                self.refuse(refused)

    def record(self, question: Question, value: Answer | None) -> None:
        """Keep an answer; of what is asked anew that of before stands where none is given."""
        before = self.retest.asked_anew if self.retest else Answers()
        held = before.given.get(question.id)
        self.standing.pop(question.id, None)
        if held is not None and value is None and question.id not in self.answers.settled:
            self.standing[question.id] = before.days[question.id]
            super().record(question, held)
        elif isinstance(held, tuple) and isinstance(value, tuple):
            super().record(question, tuple(sorted({*held, *value})))
        else:
            super().record(question, value)

    def tell(self, question: Question, said: str) -> None:
        if question.id in self.standing:
            filled = {"of": spelt(self.standing[question.id]), "answer": said}
            said = fill_sentence(self.text(STANDS_FROM_BEFORE), filled, str)
        super().tell(question, said)

    def text(self, phrase: str) -> str:
        """What is said; of a blank, that it leaves what was answered before."""
        stands = phrase == BLANK_IS_NOT_KNOWN and self.before
        return super().text(BLANK_STANDS if stands else phrase)

    def show_choices(self, question: Question) -> None:
        """The choices; before those that are drills, the drills of the plan of before."""
        plan = ((self.retest and self.retest.record.result) or {}).get("plan") or []
        drills = [str(line["drill"]) for line in plan]
        if question.shows and self.retest and {*drills} & {*question.choices}:
            filled = {"of": spelt(self.retest.record.made), "drills": ", ".join(drills)}
            self.aside(fill_sentence(self.text(DRILLS_OF_THE_PLAN), filled, str))
        super().show_choices(question)

    def dated(self, answers: Answers) -> Answers:
        """The answers with the days of those that are of another one."""
        carried = self.retest.carried.days if self.retest else {}
        given = self.retest.carried.given if self.retest else {}
        days = {
            name: day
            for name, day in carried.items()
            if answers.given.get(name) == given.get(name) and name in answers.settled
        }
        return replace(answers, days={**days, **self.standing})
