"""The conversation with an athlete: asks, listens, explains why it asks, and keeps every answer.

`interview` says what to ask; this module puts it to a person and understands what is typed.
Prompts go to the console it is given, which writes to standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, KnowledgeBase, Question, Value, number_text
from hipexpert.reasoning.answers import Refused, agreeing, read_answer
from hipexpert.reasoning.interview import Interview, interview
from hipexpert.reasoning.wording import answer_text, sentence_of

COMMANDS = ("why", "back", "unknown", "skip", "save", "quit", "?")


class Interrupted(Exception):
    """The person stopped before the end; `answers` are what was said until then."""

    def __init__(self, answers: Answers, asked_to: bool):
        super().__init__("interrupted")
        self.answers = answers
        self.asked_to = asked_to


@dataclass
class Dialogue:
    """One conversation.

    `read_line` shows a prompt, gives the line typed, without its end, and raises EOFError when
    there is none. `keep` is called with all answers after each one.
    """

    knowledge: KnowledgeBase
    console: Console
    read_line: Callable[[str], str]
    keep: Callable[[Answers], None]
    answers: Answers = field(default_factory=Answers)
    history: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    group: str = ""

    def run(self) -> Answers:
        """Ask until nothing asked could change the result. Raises Interrupted."""
        self.say(self.knowledge.text("greeting", "sentence"))
        self.say(f"[dim]{escape(self.knowledge.text('how-to-answer', 'sentence'))}[/dim]")
        try:
            while question := self.next():
                self.put(question)
        except (KeyboardInterrupt, EOFError):
            self.console.print()
            raise Interrupted(self.answers, asked_to=False) from None
        return self.answers

    def say(self, text: str) -> None:
        self.console.print(text, end="\n\n")

    def aside(self, text: str) -> None:
        """A remark beside the question, set in from it."""
        self.console.print(Padding(text, (0, 0, 0, 2)))

    def next(self) -> Question | None:
        """The next question; those skipped come again when the others of their group are done.

        So no red flag that was skipped waits behind what is not about safety.
        """
        self.open: Interview = interview(self.knowledge, self.answers)
        group = [q for q in self.open.questions if q.group == self.open.questions[0].group]
        fresh = [q for q in group if q.id not in self.skipped]
        return next(iter(fresh or group), None)

    def put(self, question: Question) -> None:
        """Put one question, again and again until it is answered or left."""
        if question.group != self.group:
            self.group = question.group
            left = len(self.open.questions)
            heading = escape(self.knowledge.label(question.group))
            self.console.print(
                f"[bold cyan]{heading}[/bold cyan]  [dim]at most {left} left[/dim]\n"
            )
        self.console.print(f"[bold]{escape(question.prompt)}[/bold]")
        listed = self.show_choices(question)
        while True:
            line = self.read_line(f"{self.hint(question)} ")
            typed = "".join(filter(str.isprintable, line)).strip()
            if self.command(question, typed.lower()):
                return
            if not typed or typed.lower() in COMMANDS:
                continue
            try:
                value = self.understand(question, typed, listed)
            except Refused as refused:
                hint = f"; {refused.hint}" if refused.hint else ""
                self.aside(f"[yellow]{escape(refused.message + hint)}[/yellow]")
                continue
            self.record(question, value)
            return

    def show_choices(self, question: Question) -> tuple[str, ...]:
        listed = choices(self.knowledge, question, self.answers.given)
        for number, choice in enumerate(listed, 1):
            label = self.knowledge.label(choice)
            plain = label.replace("-", " ") == choice.replace("-", " ")
            said = choice if plain else f"{choice}  [dim]{escape(label)}[/dim]"
            self.console.print(f"  [dim]{number:>2}[/dim]  {said}", highlight=False)
        return listed

    def hint(self, question: Question) -> str:
        """What the prompt says a good answer is."""
        if question.type == "yes-no":
            return "yes or no >"
        if question.type == "some-of":
            return "one or more, with commas, or none >"
        if not question.numeric:
            return ">"
        unit = self.knowledge.text(question.unit, "abbreviation")
        unit = unit or self.knowledge.label(question.unit)
        if question.minimum is None or question.maximum is None:
            return f"{unit} >"
        return f"{number_text(question.minimum)} to {number_text(question.maximum)} {unit} >"

    def command(self, question: Question, typed: str) -> bool:
        """Do what a command says; whether this question is left."""
        match typed:
            case "?":
                self.aside(f"[dim]{escape(question.help)}[/dim]")
            case "why":
                self.explain(question)
            case "unknown":
                self.record(question, None)
                return True
            case "skip":
                if question.id in self.skipped:
                    self.record(question, None)
                else:
                    self.skipped.append(question.id)
                return True
            case "back":
                self.back()
                return True
            case "save":
                self.keep(self.answers)
                self.aside("[dim]Kept.[/dim]")
            case "quit":
                raise Interrupted(self.answers, asked_to=True)
        return False

    def explain(self, question: Question) -> None:
        """The rules that wait for this answer, in words."""
        for waiting in self.open.waiting(question)[:5]:
            says = "; ".join(sentence_of(self.knowledge, fact) for fact in waiting.conclusions)
            where = f"{waiting.rule.id}, {waiting.rule.location}"
            self.aside(f"{escape(waiting.rule.label)}\n[dim]{escape(f'{says} ({where})')}[/dim]")

    def back(self) -> None:
        """Take the last answer back; its question comes again."""
        if not self.history:
            self.aside("[dim]This is the first question.[/dim]")
            return
        last = self.history.pop()
        given = {key: value for key, value in self.answers.given.items() if key != last}
        self.answers = Answers(given, self.answers.unknown - {last})
        self.skipped = [name for name in self.skipped if name != last]
        self.group = ""
        self.keep(self.answers)

    def understand(
        self, question: Question, typed: str, listed: tuple[str, ...]
    ) -> Value | tuple[str, ...] | None:
        """The value typed: a word or its first letters, the number of a choice, a number."""
        if question.numeric:
            return read_answer(self.knowledge, question, typed, self.answers.given)
        known = listed or ("yes", "no")
        parts = [part.strip() for part in typed.split(",")]
        words = [self.word(part, known) for part in parts if part] or [""]
        text: str | list[str] = words if question.type == "some-of" else words[0]
        if question.type != "some-of" and len(words) > 1:
            raise Refused(f"'{question.id}' takes one answer")
        return read_answer(self.knowledge, question, text, self.answers.given)

    def word(self, typed: str, known: tuple[str, ...]) -> str:
        lower = typed.lower()
        if lower.isdecimal() and 1 <= int(lower) <= len(known) and lower not in known:
            return known[int(lower) - 1]
        if lower in known:
            return lower
        begun = [
            word
            for word in known
            if word.startswith(lower) or self.knowledge.label(word).lower().startswith(lower)
        ]
        if len(begun) > 1:
            raise Refused(f"'{typed}' could be {' or '.join(begun)}", "type a little more")
        return begun[0] if begun and lower else lower

    def record(self, question: Question, value: Value | tuple[str, ...] | None) -> None:
        self.history.append(question.id)
        if value is None:
            self.answers = Answers(self.answers.given, self.answers.unknown | {question.id})
        else:
            given = agreeing(self.knowledge, {**self.answers.given, question.id: value})
            self.answers = Answers(given, self.answers.unknown - {question.id})
            said = answer_text(self.knowledge, value)
            self.aside(f"[dim]{escape(question.label)}: {escape(said)}[/dim]")
        self.console.print()
        self.keep(self.answers)
