"""The conversation at a terminal: questions that the knowledge asks together stand on one screen.

What is asked, and in which order, is that of `Dialogue`; a sheet only shows what comes next of its
own questions at once, and takes several answers from one line. Then it is looked anew at what
still matters.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hipexpert.face.dialogue import Dialogue, Interrupted
from hipexpert.face.input import Command, Volunteered, names_of, not_answers, read_line
from hipexpert.face.pages.interview import left_text
from hipexpert.face.pages.page import quiet, words
from hipexpert.face.pages.sheet import sheet_section
from hipexpert.face.render import show_page, show_words
from hipexpert.face.sheet_input import Filled, filled_in, ticked
from hipexpert.knowledge.answer_types.words import YesNo
from hipexpert.model import Answer, Question
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.answers import Refused
from hipexpert.reasoning.lookahead import questions_left
from hipexpert.vocabulary.asking import ASKED_ON, BLANK_MEANS
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    BLANK_IS_NOT_KNOWN,
    GREETING,
    GREETING_IN_BRIEF,
    HOW_TO_FILL_IN,
    HOW_TO_TICK,
    HOW_TO_TYPE,
    NONE_OF_THESE,
    NOT_TICKED,
    TOO_MANY_ANSWERS,
    WHICH_OF_THESE,
)

UNKNOWN_COMMAND = "command-unknown"


@dataclass
class Sheets(Dialogue):
    """A conversation by sheets.

    `before` are answers of another day, in words, by question. `sheet` is the one on the screen,
    `on_screen` the questions that it shows, numbered from 1. `alone` is whether the question that
    comes next was asked for by name, `hushed` whether answers are not repeated. Where there is no
    terminal, or a plain one, nothing is `grouped`, and each question is asked by itself.
    """

    before: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    on_screen: tuple[Question, ...] = ()
    alone: bool = False
    hushed: bool = False
    grouped: bool | None = None

    def __post_init__(self) -> None:
        if self.grouped is None:
            self.grouped = self.console.is_terminal and sys.stdin.isatty()

    def begin(self) -> None:
        """Say what comes, and wait until it is read; who goes on has read it."""
        if not self.grouped:
            return super().begin()
        if self.answers.settled:
            return self.say(quiet(self.text(HOW_TO_TYPE)))
        self.say(self.text(GREETING))
        self.say(quiet(self.text(HOW_TO_TYPE)))
        show_words(self.console, words(self.text(GREETING_IN_BRIEF)))
        match read_line(self.read_line("> "), self.called(())):
            case Command("quit"):
                raise Interrupted(self.answers, asked_to=True)
            case Volunteered() as said:
                self.take(said)

    def text(self, phrase: str) -> str:
        return self.knowledge.text(phrase, SENTENCE)

    def called(self, questions: Iterable[Question]) -> dict[str, str]:
        return not_answers(self.knowledge, questions, self.answers.given)

    def next(self) -> Question | None:
        self.alone = self.wanted is not None
        return super().next()

    def put(self, question: Question) -> None:
        """Put a question, with those of its sheet that come next; or alone."""
        sheet = str(self.knowledge.object(question.id, ASKED_ON) or "")
        together = self.together(question, sheet)
        goes_on = sheet == self.sheet and self.blank(sheet)
        alone, self.alone = self.alone or not self.grouped, False
        if alone or not sheet or len(together) < (1 if goes_on else 2):
            self.sheet = ""
            return super().put(question)
        self.group = question.group
        ticks = all(isinstance(each.answer_type, YesNo) for each in together)
        if sheet != self.sheet or (ticks and together != self.on_screen):
            self.show_sheet(sheet, together, ticks)
        while not self.heard(together, ticks, self.read_line(self.asking(together[0], ticks))):
            pass

    def together(self, question: Question, sheet: str) -> tuple[Question, ...]:
        """A question and those of its sheet that matter too and were not skipped as it was not."""
        return tuple(
            each
            for each in self.open.questions
            if self.knowledge.object(each.id, ASKED_ON) == sheet
            and each.order >= question.order
            and (each.id in self.skipped) == (question.id in self.skipped)
        )

    def blank(self, sheet: str) -> bool:
        """Whether a sheet takes a blank for not known."""
        return self.knowledge.object(sheet, BLANK_MEANS) is not None

    def show_sheet(self, sheet: str, questions: tuple[Question, ...], ticks: bool) -> None:
        self.sheet, self.on_screen = sheet, questions
        left = left_text(questions_left(self.open, self.answers))
        section = sheet_section(self.knowledge, sheet, questions, self.answers, left, self.before)
        show_page(self.console, (section,), paged=False)
        self.console.print()
        how = [self.text(HOW_TO_TICK if ticks else HOW_TO_FILL_IN)]
        how += [self.text(BLANK_IS_NOT_KNOWN)] if self.blank(sheet) else []
        show_words(self.console, words(quiet(" ".join(how))))

    def asking(self, question: Question, ticks: bool) -> str:
        """The prompt: what comes next of the sheet, and what a good answer is."""
        if ticks:
            return "> "
        hint = question.answer_type.hint(self.knowledge, question)
        return f"{question.label}{f', {hint}' if hint else ''} > "

    def heard(self, questions: tuple[Question, ...], ticks: bool, line: str) -> bool:
        """Do what a line typed at a sheet says; whether it is looked anew at what is open."""
        said = read_line(line, self.called(questions[:1]))
        try:
            match said:
                case Command():
                    return self.obey_on_sheet(questions, ticks, said)
                case Volunteered():
                    return self.take(said)
                case "" if ticks or not self.blank(self.sheet):
                    return False
            return self.tick(said) if ticks else self.fill_in(questions, said)
        except Refused as refused:
            self.refuse(refused)
            return False

    def obey_on_sheet(self, questions: tuple[Question, ...], ticks: bool, command: Command) -> bool:
        """Do what a command says of a sheet, or of the question whose number stands behind it."""
        match command.name:
            case "why" | "?" if command.key:
                self.obey(self.numbered(int(command.key[:9])), Command(command.name))
            case "unknown" if ticks:
                self.aside(self.text(WHICH_OF_THESE))
            case "unknown":
                return self.record_all([(each, None) for each in questions])
            case "skip":
                for each in questions:
                    self.obey(each, command)
                return True
            case _:
                return self.obey(questions[0], command)
        return False

    def numbered(self, number: int) -> Question:
        """The question of a number on the screen. Raises Refused."""
        if not 1 <= number <= len(self.on_screen):
            raise Refused(f"there is no number {number} here", f"1 to {len(self.on_screen)}")
        return self.on_screen[number - 1]

    def tick(self, line: str) -> bool:
        """Take what a line says of the questions on the screen; the others stay open."""
        none = names_of(self.knowledge, NONE_OF_THESE)
        unsure = names_of(self.knowledge, UNKNOWN_COMMAND)
        try:
            found = ticked(line, len(self.on_screen), none, unsure)
        except Refused as refused:
            raise Refused(refused.message, self.text(NOT_TICKED)) from None
        denied = all(said == "no" for said in found.values())
        if denied:
            count = {"count": len(found)}
            self.aside(fill_sentence(self.text(NONE_OF_THESE), count, str))
        pairs = [(self.on_screen[number - 1], said) for number, said in found.items()]
        return self.record_all(pairs, hushed=denied)

    def fill_in(self, questions: tuple[Question, ...], line: str) -> bool:
        """Take the answers that stand in a line, from the first open question on."""
        unknown = names_of(self.knowledge, UNKNOWN_COMMAND)
        blank = self.blank(self.sheet)
        try:
            cells = filled_in(self.knowledge, questions, line, self.answers, unknown, blank)
        except Refused as refused:
            counts = {"given": refused.message, "open": str(len(questions))}
            raise Refused(fill_sentence(self.text(TOO_MANY_ANSWERS), counts, str)) from None
        for cell in cells:
            if cell.refused:
                self.refuse(cell.refused, cell.question)
        return self.record_all([(c.question, c.answer) for c in cells if self.counts(c)])

    def counts(self, cell: Filled) -> bool:
        """Whether what was typed for a question is an answer to keep."""
        return not (cell.refused or cell.left or self.asks_again(cell.question, cell.answer))

    def record_all(
        self, pairs: Iterable[tuple[Question, Answer | None]], hushed: bool = False
    ) -> bool:
        """Keep the answers of one line, which `back` takes back together; whether there are any."""
        mark = len(self.history)
        self.hushed = hushed
        for question, answer in pairs:
            self.record(question, answer)
        self.hushed = False
        del self.history[mark + 1 :]
        self.console.print()
        return len(self.history) > mark

    def tell(self, question: Question, said: str) -> None:
        if not self.hushed:
            super().tell(question, said)
