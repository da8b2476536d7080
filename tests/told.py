"""What was told of an athlete, kept as a plain list: what a test holds the records against.

It knows nothing of how the program decides. Each thing said is a word with its place in the order
of events, the day on which it was said, and the turn: how often something was written on another
day than what was written before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from conftest import real_knowledge

NO, YES, UNKNOWN = "no", "yes", "unknown"


class Word(NamedTuple):
    """One thing said: `value` is None where it was taken back."""

    place: int
    consultation: int
    question: str
    value: Any
    day: date
    turn: int


View = dict[str, Word]
"""The word that counts, by question."""


class Told:
    """Everything told, in the order of events; and who the consultations are of."""

    def __init__(self) -> None:
        knowledge = real_knowledge()
        self.flags = tuple(sorted(knowledge.instances("RedFlag")))
        self.of_the_past = {
            flag: knowledge.object(flag, "passes-when-denied")
            for flag in knowledge.instances("HistoryFlag")
        }
        self.clearable = frozenset(knowledge.instances("Clearable"))
        self.words: list[Word] = []
        self.whose: dict[int, str | None] = {}
        self.turn = 0
        self.last: date | None = None
        self.places = 0

    def written(self, day: date) -> None:
        """Something was written on this day."""
        self.turn += self.last != day
        self.last = day

    def hear(self, consultation: int, question: str, value: Any, day: date) -> None:
        self.places += 1
        self.words.append(Word(self.places, consultation, question, value, day, self.turn))

    def forget(self, consultation: int) -> None:
        self.whose.pop(consultation, None)
        self.words = [word for word in self.words if word.consultation != consultation]

    def of(self, consultation: int) -> View:
        """What a consultation says. A yes that is taken back leaves its question unknown."""
        view: View = {}
        for word in self.words:
            if word.consultation == consultation:
                before = view.pop(word.question, None)
                if word.value is not None:
                    view[word.question] = word
                elif before and before.value == YES:
                    view[word.question] = word._replace(value=UNKNOWN)
        return view

    def others(self, consultation: int) -> list[View]:
        """What the other consultations of the same athlete say."""
        who = self.whose[consultation]
        return [self.of(c) for c, whose in self.whose.items() if whose == who and c != consultation]

    def newest(self, athlete: str | None) -> View:
        """The newest word of an athlete on every question, in whichever consultation."""
        return _newest([self.of(c) for c, whose in self.whose.items() if whose == athlete])

    def seen_from(self, consultation: int) -> View:
        """What it says itself, and what others said after that, or after it was begun."""
        own = self.of(consultation)
        begun = min((w.place for w in self.words if w.consultation == consultation), default=0)
        later = [
            {q: w for q, w in view.items() if w.place > (own[q].place if q in own else begun)}
            for view in self.others(consultation)
        ]
        return _newest([own, *later])

    def lets_train(self, flag: str, view: View) -> bool:
        """Whether a flag was denied, cleared where its kind allows that, or is history let pass."""
        said = {question: word.value for question, word in view.items()}
        if said.get(flag) != YES:
            return said.get(flag) == NO
        if flag in self.clearable and flag in (said.get("seen-and-cleared") or ()):
            return True
        painless = said.get("pain-site") in ("none", ("none",), ["none"])
        question = self.of_the_past.get(flag)
        return flag in self.of_the_past and painless and (not question or said.get(question) == NO)

    def withdrawn(self, plan: int) -> list[str]:
        """The flags for which a plan is not to be shown any more."""
        view, own = self.seen_from(plan), self.of(plan)
        found = {flag for flag in self.flags if not self.lets_train(flag, view)}
        for other in self.others(plan):
            for flag in self.flags:
                word = other.get(flag)
                later = word and (flag not in own or word.place > own[flag].place)
                if later and not self.lets_train(flag, {**view, **other}):
                    found.add(flag)
        return sorted(found)

    def fresh(self, word: Word | None, today: date) -> bool:
        """Said today, and nothing was written on another day since."""
        return bool(word and word.day == today == self.last and word.turn == self.turn)

    def not_asked_today(self, athlete: str | None, today: date) -> set[str]:
        """The flags that are neither denied today nor, whenever that was, cleared or let pass."""
        view = self.newest(athlete)
        return {
            flag
            for flag in self.flags
            if not self.lets_train(flag, view)
            or (view[flag].value == NO and not self.fresh(view[flag], today))
        }

    def reasons_to_stop(self, plan: int, today: date) -> set[str]:
        """The flags denied in a plan of which the newest word is not of today."""
        own, view = self.of(plan), self.newest(self.whose[plan])
        return {
            flag
            for flag in self.flags
            if own[flag].value == NO and not self.fresh(view[flag], today)
        }

    def reported(self, athlete: str | None, still_open: Sequence[int]) -> set[str]:
        """The flags whose newest yes or no is a yes, or that an open consultation reports."""
        found = set()
        views = {c: self.of(c) for c, whose in self.whose.items() if whose == athlete}
        for flag in self.flags:
            words = [v[flag] for v in views.values() if flag in v and v[flag].value in (YES, NO)]
            newest = max(words, default=None, key=lambda word: word.place)
            if newest and newest.value == YES:
                found.add(flag)
        for consultation in still_open:
            view = views.get(consultation, {})
            found |= {flag for flag in self.flags if flag in view and view[flag].value == YES}
        return found


def _newest(views: Sequence[Mapping[str, Word]]) -> View:
    found: View = {}
    for view in views:
        for question, word in view.items():
            if question not in found or word.place > found[question].place:
                found[question] = word
    return found
