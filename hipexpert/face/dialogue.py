"""The conversation with an athlete: asks, listens, explains why it asks, and keeps every answer.

`interview` says what to ask, `typed` understands what is typed, `interview_page` says what is
shown between questions. Prompts go to the console it is given, which writes to standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console

from hipexpert.face.input import (
    Command,
    Volunteered,
    not_answers,
    question_called,
    read_line,
    understand,
)
from hipexpert.face.pages.interview import choice_words, left_text, summary_page, why_page
from hipexpert.face.pages.page import Page, Run, amiss, quiet, strong, title, words
from hipexpert.face.render import LONG_LIST, show_list, show_page, show_words
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, KnowledgeBase, Question, Value
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.answers import Refused
from hipexpert.reasoning.interview import Interview, interview, shown, with_answer
from hipexpert.reasoning.lookahead import questions_left
from hipexpert.reasoning.measuring import doubt_of
from hipexpert.reasoning.verbalization import answer_text
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    ASKED_AGAIN,
    GREETING,
    HOW_TO_ANSWER,
    OF_THOSE_SHOWN,
    THAT_IS_ALL,
)

LONGEST_HINT = 200
"""A longer one repeats the choices that stand on the screen."""

INSET = 2
"""How far a remark is set in from the question it stands below."""


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
    there is none. `keep` is called with all answers after each one. `history` are the answers
    before each change, so that changes can be taken back one by one. `wanted` is the question
    to ask next whatever comes first, `open` what there is to ask. `doubted` are the answers that
    were asked again, since they can hardly be.
    """

    knowledge: KnowledgeBase
    console: Console
    read_line: Callable[[str], str]
    keep: Callable[[Answers], bool]
    answers: Answers = field(default_factory=Answers)
    history: list[Answers] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    group: str = ""
    wanted: Question | None = None
    doubted: dict[str, Value | tuple[str, ...]] = field(default_factory=dict)
    open: Interview = field(init=False)

    def run(self) -> Answers:
        """Ask until nothing is left to ask. Raises Interrupted."""
        self.begin()
        try:
            while question := self.next():
                self.put(question)
            self.end()
        except (KeyboardInterrupt, EOFError):
            self.console.print()
            raise Interrupted(self.answers, asked_to=False) from None
        return self.answers

    def begin(self) -> None:
        """Say what comes, and how to answer."""
        self.say(self.knowledge.text(GREETING, SENTENCE))
        self.say(quiet(self.knowledge.text(HOW_TO_ANSWER, SENTENCE)))

    def end(self) -> None:
        """Say that nothing asked could change the result any more."""
        if self.history:
            counts = {
                "asked": len(self.answers.settled),
                "questions": len(self.knowledge.questions),
            }
            self.say(fill_sentence(self.knowledge.text(THAT_IS_ALL, SENTENCE), counts, str))

    def say(self, *parts: str | Run) -> None:
        show_words(self.console, words(*parts))
        self.console.print()

    def aside(self, text: str) -> None:
        """A remark beside the question, set in from it."""
        show_words(self.console, words(quiet(text)), INSET)

    def refuse(self, refused: Refused, question: Question | None = None) -> None:
        """Say why something is no answer; of a `question` that was put, by what it is called."""
        message = refused.calling(question.id, question.label) if question else refused.message
        hint = refused.hint or ""
        if question and len(hint) > LONGEST_HINT:
            hint = hint.partition(" (")[0] if "?" in hint else self.knowledge.label(OF_THOSE_SHOWN)
        show_words(self.console, words(amiss("; ".join(filter(None, (message, hint))))), INSET)

    def show(self, page: Page) -> None:
        show_page(self.console, page, plain=not self.console.is_terminal)
        self.console.print()

    def next(self) -> Question | None:
        """The next question; those skipped come again when the others of their group are done.

        So no red flag that was skipped waits behind what is not about safety. A question that is
        wanted comes at once, and is looked at as if it had no answer.
        """
        if self.wanted:
            question, self.wanted = self.wanted, None
            given = {name: v for name, v in self.answers.given.items() if name != question.id}
            before = Answers(given, self.answers.unknown - {question.id})
            self.open = interview(self.knowledge, before)
            return question
        self.open = interview(self.knowledge, self.answers)
        group = [q for q in self.open.questions if q.group == self.open.questions[0].group]
        fresh = [q for q in group if q.id not in self.skipped]
        return next(iter(fresh or group), None)

    def put(self, question: Question) -> None:
        """Put one question, again and again until it is answered or left."""
        if question.group != self.group:
            self.group = question.group
            left = left_text(questions_left(self.open, self.answers))
            self.say(title(self.knowledge.label(question.group)), quiet(f"  {left}"))
        show_words(self.console, words(strong(question.prompt)))
        self.show_choices(question)
        while not self.hear(question, self.read_line(f"{self.hint(question)} ")):
            pass

    def show_choices(self, question: Question) -> None:
        """Number the choices; of many only those that what is known so far brings near."""
        named = shown(self.knowledge, question, self.answers)
        listed = []
        for number, choice in enumerate(choices(self.knowledge, question, self.answers.given), 1):
            if choice in named:
                called = choice_words(self.knowledge, choice, in_full=len(named) <= LONG_LIST)
                listed.append(words(quiet(f"{number:>2}  "), *called))
        show_list(self.console, listed, INSET)

    def hint(self, question: Question) -> str:
        """What the prompt says a good answer is."""
        return f"{question.answer_type.hint(self.knowledge, question)} >".lstrip()

    def hear(self, question: Question, line: str) -> bool:
        """Do what a line typed at a question says; whether the question is left."""
        called = not_answers(self.knowledge, (question,), self.answers.given)
        said = read_line(line, called)
        try:
            if isinstance(said, Command):
                return self.obey(question, said)
            if isinstance(said, Volunteered):
                return self.take(said)
            if said:
                value = understand(self.knowledge, question, said, self.answers)
                if self.asks_again(question, value):
                    return False
                self.record(question, value)
                self.console.print()
            return bool(said)
        except Refused as refused:
            self.refuse(refused, None if isinstance(said, Command) else question)
            return False

    def obey(self, question: Question, command: Command) -> bool:
        """Do what a command says; whether the question is left. Raises Refused, Interrupted."""
        match command.name:
            case "?":
                self.aside(question.help)
            case "why":
                self.show(why_page(self.open, self.answers, question))
            case "summary":
                now = interview(self.knowledge, self.answers)
                left = questions_left(now, self.answers)
                self.show(summary_page(now, self.answers, left))
            case "unknown":
                self.record(question, None)
                self.console.print()
                return True
            case "skip":
                if question.id in self.skipped:
                    self.record(question, None)
                elif question.id not in self.answers.settled:
                    self.skipped.append(question.id)
                return True
            case "edit":
                self.edit(command.key)
                return True
            case "back":
                self.back()
                return True
            case "save":
                kept = self.keep(self.answers)
                self.aside("Kept." if kept else "Not kept. The answers are shown when you leave.")
            case "quit":
                raise Interrupted(self.answers, asked_to=True)
        return False

    def edit(self, key: str) -> None:
        """Have the question of a key asked next, whether answered or not. Raises Refused."""
        if not key:
            raise Refused("edit what?", "name a key: edit age; 'summary' names those answered")
        question = question_called(self.knowledge, key)
        if question.choices_given_by and not choices(self.knowledge, question, self.answers.given):
            raise Refused(f"'{key}' has no choices beside the other answers")
        self.wanted = question
        self.group = ""

    def take(self, said: Volunteered) -> bool:
        """Take answers to whatever questions, those that rule the choices of others first."""
        taken = False
        pairs = [(key, text) for key, text in said.pairs]
        ruled = [key for key, q in self.knowledge.questions.items() if q.choices_given_by]
        for key, text in sorted(pairs, key=lambda pair: pair[0] in ruled):
            try:
                question = question_called(self.knowledge, key)
                if not text:
                    raise Refused(f"'{key}=' gives no answer")
                value = understand(self.knowledge, question, text, self.answers)
                if self.asks_again(question, value):
                    self.wanted = question
                else:
                    self.record(question, value)
                taken = True
            except Refused as refused:
                self.refuse(refused)
        self.console.print()
        return taken

    def asks_again(self, question: Question, value: Value | tuple[str, ...] | None) -> bool:
        """Say of an answer that it can hardly be, unless it is given a second time."""
        if value is None or value == self.doubted.get(question.id):
            return False
        answers = Answers({**self.answers.given, question.id: value})
        because = doubt_of(self.knowledge, answers, question)
        if because:
            self.doubted[question.id] = value
            sentence = self.knowledge.text(ASKED_AGAIN, SENTENCE)
            self.aside(fill_sentence(sentence, {"because": because}, str))
        return bool(because)

    def back(self) -> None:
        """Take the last change back; what it answered comes again."""
        if not self.history:
            self.aside("This is the first question.")
            return
        before = self.history.pop()
        self.skipped = [n for n in self.skipped if n not in self.answers.settled - before.settled]
        self.answers = before
        self.group = ""
        self.keep(self.answers)

    def tell(self, question: Question, said: str) -> None:
        """Say what an answer was taken for."""
        self.aside(f"{question.label}: {said}")

    def record(self, question: Question, value: Value | tuple[str, ...] | None) -> None:
        """Keep an answer, and drop what no longer applies beside it."""
        before = self.answers
        self.history.append(before)
        self.answers = with_answer(self.knowledge, before, question, value)
        self.tell(question, answer_text(self.knowledge, question.id, value))
        dropped = before.settled - self.answers.settled
        for name in filter(dropped.__contains__, self.knowledge.questions):
            self.aside(f"No longer applies: {self.knowledge.questions[name].label} ({name})")
        self.keep(self.answers)
