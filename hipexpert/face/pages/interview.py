"""What the dialogue says between questions: why one is asked, and how the interview stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from hipexpert.face.pages.page import (
    Entries,
    Entry,
    Page,
    Passage,
    Section,
    Words,
    quiet,
    sentence_case,
    words,
)
from hipexpert.model import Answers, Fact, KnowledgeBase, Question, Rule
from hipexpert.reasoning.interview import Interview
from hipexpert.reasoning.lookahead import Effect, Left, effects, telling
from hipexpert.reasoning.verbalization import sentence_of

RULES_SHOWN = 4
EFFECTS_SHOWN = 6
KINDS_SHOWN = 2
"""How many kinds of outcome are told of, one of each."""


def left_text(left: Left) -> str:
    """How many questions are left, in words.

    >>> left_text(Left(6, 14)), left_text(Left(1, 1))
    ('about 6 questions left, at most 14', '1 question left')
    """
    plural = "" if left.about == 1 else "s"
    if left.about == left.at_most:
        return f"{left.about} question{plural} left"
    return f"about {left.about} question{plural} left, at most {left.at_most}"


def choice_words(knowledge: KnowledgeBase, choice: str, in_full: bool = True) -> Words:
    """A choice as it is typed, and `in_full` what it is called where that is something else."""
    label = knowledge.label(choice)
    if not in_full or label.replace("-", " ") == choice.replace("-", " "):
        return words(choice)
    return words(label) if label.startswith(choice) else words(choice, quiet(f"  {label}"))


def why_page(now: Interview, answers: Answers, question: Question) -> Page:
    """What an answer helps to decide, which rules wait for it, and what each would settle."""
    knowledge = now.knowledge
    waiting = now.waiting(question)
    if question not in now.questions or not waiting:
        nothing = "No answer to this can still change what is reported."
        return (Section("", (Passage(words(nothing)),)),)
    open_to_it = telling(knowledge, now.decides(question))
    rules = [words(w.rule.label, quiet(_place(w.rule))) for w in waiting[:RULES_SHOWN]]
    if len(waiting) > RULES_SHOWN:
        rules.append(words(quiet(f"and {len(waiting) - RULES_SHOWN} more rules")))
    decided = Entry("It helps to decide", few(knowledge, open_to_it))
    settled = effects(now, answers, question)
    entries = [decided, Entry("Rules that wait for it", tuple(rules))]
    entries += [_effect(knowledge, effect) for effect in settled[:EFFECTS_SHOWN]]
    if len(settled) > EFFECTS_SHOWN:
        more = f"{len(settled) - EFFECTS_SHOWN} more answers settle other things"
        entries.append(Entry("And", (words(quiet(more)),)))
    return (Section("", (Entries(tuple(entries), apart=True),)),)


def _place(rule: Rule) -> str:
    return f" ({rule.id}, {rule.location})"


def _effect(knowledge: KnowledgeBase, effect: Effect) -> Entry:
    lines = (
        *few(knowledge, effect.certain, "makes certain: "),
        *few(knowledge, effect.ruled_out, "rules out: "),
    )
    nothing = words("settles nothing by itself; it counts with other answers")
    return Entry(sentence_case(effect.answer), lines or (nothing,))


def few(knowledge: KnowledgeBase, facts: Iterable[Fact], lead: str = "") -> tuple[Words, ...]:
    """Some facts in few words: one of each kind, and how many there are beside it."""
    kinds = [[*kind] for _, kind in groupby(facts, lambda fact: fact.property)]
    said = []
    for number, (first, *others) in enumerate(kinds[:KINDS_SHOWN], 1):
        more = f", and {len(others)} other{'' if len(others) == 1 else 's'}" if others else ""
        more += "; and more" if number == KINDS_SHOWN < len(kinds) else ""
        said.append(words(quiet(lead), sentence_of(knowledge, first), quiet(more)))
    return tuple(said)


def summary_page(now: Interview, answers: Answers, left: Left) -> Page:
    """The answers so far by group, what is certain whatever comes, and what is open."""
    knowledge = now.knowledge
    certain = few(knowledge, telling(knowledge, now.view.certain))
    still_open = telling(knowledge, now.view.possible - set(now.view.certain))
    stand = (
        Entry("Certain already", certain or (words("nothing yet"),)),
        Entry("Still open", few(knowledge, still_open) or (words("nothing"),)),
        Entry("Questions", (words(left_text(left)),)),
    )
    given = tuple(_groups(knowledge, answers))
    none = Passage(words("Nothing has been answered yet."))
    return (
        Section("Answers so far", (Entries(given),) if given else (none,)),
        Section("How it stands", (Entries(stand),)),
    )


def _groups(knowledge: KnowledgeBase, answers: Answers) -> Iterator[Entry]:
    settled = [q for q in knowledge.questions.values() if q.id in answers.settled]
    groups = dict.fromkeys(question.group for question in settled)
    for group in groups:
        lines = [_answer(knowledge, q, answers) for q in settled if q.group == group]
        yield Entry(knowledge.label(group), tuple(lines))


def _answer(knowledge: KnowledgeBase, question: Question, answers: Answers) -> Words:
    said = "unknown"
    if question.id in answers.given:
        answer = answers.given[question.id]
        said = question.answer_type.in_full(knowledge, question, answer)
    return words(f"{question.label}: {said}", quiet(f" ({question.id})"))
