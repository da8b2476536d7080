"""The athlete's page: one sheet of A4 that hangs on a wall for as long as the plan lasts.

Everything on it is said by the knowledge or read off the handout; here it is put in the order of
the sheet, and the size of its letters is chosen by how much there is to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from hipexpert.face.caveats import Caveat, doubted, rests_on
from hipexpert.face.doses import sets_text
from hipexpert.face.pages.page import listed
from hipexpert.face.report.drawing import Drawing, drawing_of
from hipexpert.face.report.handout import Handout, HandoutRow
from hipexpert.face.report.writer import Writer
from hipexpert.model import number_text
from hipexpert.reasoning.verdict import SIDES, Dose
from hipexpert.reasoning.week import DAYS
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    BEFORE_EACH_SESSION,
    FLAGS_DENIED,
    FLAGS_PASSED,
    WEEK_BY_WEEK,
    WHOM_TO_ASK,
)
from hipexpert.vocabulary.prescription import INSTRUCTION, STOP_RULE

LETTERS = (
    *((2200, 9.0), (3300, 8.2), (4500, 7.5), (4950, 7.3), (5300, 7.1), (5700, 6.9)),
    *((6300, 6.6), (7200, 6.3)),
)
"""Up to how many characters a sheet has letters of which size, in points."""

SMALLEST = 6.0
A_DRAWING = 75
"""How many characters a drawing takes the room of."""


def _letters_class(size: float) -> str:
    return f"letters-{size * 10:.0f}"


def letters_style() -> str:
    """The style of each size of letters; a page may be let have no style beside its style sheet."""
    sizes = (*(size for _, size in LETTERS), SMALLEST)
    return "".join(f".{_letters_class(size)} {{ --letters: {size}pt; }}\n" for size in sizes)


class SheetDrill(NamedTuple):
    """A drill as it stands on the sheet; `dose` by what each number is, empty where there is none.

    `boxes` is how many are to be ticked in a week.
    """

    label: str
    dose: tuple[tuple[str, str, bool], ...]
    instruction: str
    course: str
    stop: str
    own: str
    boxes: int
    drawing: Drawing | None


class SheetWeek(NamedTuple):
    number: int
    begins: date


class Sheet:
    """What stands on the athlete's page; `part` tells its parts from those of another sheet."""

    def __init__(self, handout: Handout, part: str = ""):
        self.handout = handout
        self.result = handout.result
        self.knowledge = handout.result.knowledge
        self.writer = Writer(self.result, handout.today, handout.made)
        self.part = part
        self.planned = self.result.status == "plan"

    @cached_property
    def drills(self) -> tuple[SheetDrill, ...]:
        return tuple(self._drill(row) for row in self.handout.rows)

    def _drill(self, row: HandoutRow) -> SheetDrill:
        text = self.knowledge.text
        return SheetDrill(
            row.label,
            tuple(self._dose(row.dose, row)) if row.dose else (),
            text(row.drill, INSTRUCTION),
            row.course,
            text(row.drill, STOP_RULE),
            row.own.because if row.own else "",
            len(row.days),
            drawing_of(self.knowledge, row.drill, row.dose.favours if row.dose else None),
        )

    def _dose(self, dose: Dose, row: HandoutRow) -> Iterator[tuple[str, str, bool]]:
        """What is done: its name, how much, and whether it is more than for the other side."""
        for side in SIDES:
            sets = sets_text(self.knowledge, {side: dose.sets[side]})
            yield self.knowledge.label(side), sets, dose.favours == side
        if dose.repetitions is not None:
            yield "times", number_text(float(dose.repetitions)), False
        if dose.hold_seconds is not None:
            yield "held", f"{number_text(float(dose.hold_seconds))} s", False
        days = ", ".join(DAYS[day][:3] for day in row.days)
        yield "days a week", f"{number_text(float(dose.days_per_week or 0))} ({days})", False

    @property
    def to_tick(self) -> tuple[str, str]:
        """What the table of weeks is called, and how it is filled in."""
        return self._phrase(WEEK_BY_WEEK)

    @property
    def whom_to_ask(self) -> tuple[str, str]:
        """What that is called, and whom."""
        return self._phrase(WHOM_TO_ASK)

    def _phrase(self, phrase: str) -> tuple[str, str]:
        return self.knowledge.label(phrase), self.knowledge.text(phrase, SENTENCE)

    @cached_property
    def weeks(self) -> tuple[SheetWeek, ...]:
        """The weeks to tick, up to the review."""
        number = int(self.result.review_after_weeks or 1) if self.drills else 0
        begins = self.handout.begins
        return tuple(SheetWeek(week + 1, begins + timedelta(weeks=week)) for week in range(number))

    @cached_property
    def doubts(self) -> tuple[Caveat, ...]:
        """The weakest link, what would make the plan wrong, and what is not known."""
        return doubted(self.result)

    @cached_property
    def rests_on(self) -> tuple[Caveat, ...]:
        """The answers that the plan rests on but for the red flags, which stand by themselves."""
        flags = {self.knowledge.label(phrase) for phrase in (FLAGS_DENIED, FLAGS_PASSED)}
        return tuple(each for each in self._rests_on if each.label not in flags)

    @cached_property
    def flags(self) -> str:
        """Which red flags were denied and when, and what to do when one comes up."""
        kept = {each.label for each in self.rests_on}
        told = [text for each in self._rests_on if each.label not in kept for text in each.texts]
        say = self.knowledge.text(BEFORE_EACH_SESSION, SENTENCE).rstrip(":")
        return " ".join([*told, f"{say}."])

    @cached_property
    def _rests_on(self) -> tuple[Caveat, ...]:
        return rests_on(self.result, self.writer.day)

    @cached_property
    def stop_if(self) -> str:
        """The reasons to stop of a plan of another day."""
        return listed(map(self.knowledge.label, self.handout.stop_if))

    @cached_property
    def cautions(self) -> tuple[tuple[str, str], ...]:
        cautioned = self.handout.verdict.cautioned if self.planned else ()
        label, text = self.knowledge.label, self.knowledge.text
        return tuple((label(each), text(each, SENTENCE)) for each in cautioned)

    @property
    def letters_class(self) -> str:
        """The class that has letters of this size."""
        return _letters_class(self.letters)

    @property
    def letters(self) -> float:
        """The size of the letters on paper, in points, by how much there is to say.

        It was measured what fits one sheet; a test prints the sheets and counts their pages.
        """
        said = [*(each.instruction + each.course + each.stop + each.own for each in self.drills)]
        said += [text for each in (*self.doubts, *self._rests_on) for text in each.texts]
        said += [label + text for label, text in self.cautions]
        said += [item.label + item.text for item in self.result.advice]
        said += [self.handout.dated, self.stop_if]
        drawings = sum(drill.drawing is not None for drill in self.drills)
        much = sum(map(len, said)) + A_DRAWING * drawings
        return next((size for most, size in LETTERS if much <= most), SMALLEST)
