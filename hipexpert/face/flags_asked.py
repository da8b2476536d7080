"""Asks the red flags alone, before a plan of another day is changed or extended."""

from __future__ import annotations

from hipexpert.face.sheets import Sheets
from hipexpert.model import Question
from hipexpert.reasoning.interview import interview
from hipexpert.records.validity import red_flags
from hipexpert.vocabulary.messages import FLAGS_TO_DENY_TODAY


class FlagsAsked(Sheets):
    """A conversation about the red flags and nothing else; it ends once none is open."""

    def begin(self) -> None:
        self.say(self.knowledge.label(FLAGS_TO_DENY_TODAY))

    def end(self) -> None:
        """Say nothing: what was asked for goes on."""

    def next(self) -> Question | None:
        """The next red flag; one that was skipped comes again when the others are done."""
        if self.wanted:
            return super().next()
        self.open = interview(self.knowledge, self.answers)
        flags = red_flags(self.knowledge)
        left = [question for question in self.open.questions if question.id in flags]
        fresh = [question for question in left if question.id not in self.skipped]
        return next(iter(fresh or left), None)
