"""An open consultation between two visits: what is kept of it, and whether a form is still true.

Nothing of it is held in memory: each visit reads it from the records and writes before it replies,
so that whatever ends this process loses nothing that was sent. A form bears the state that it was
made from; where that is not the state any more, nothing of the form is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hipexpert.face.autosave import Autosave, Outcome
from hipexpert.face.web.visit import Visit
from hipexpert.model import Answers, KnowledgeBase, Question
from hipexpert.reasoning.engine import consult
from hipexpert.records.database import StoreError
from hipexpert.records.record import Record, said
from hipexpert.records.replay import taken
from hipexpert.records.retest import last_readable, retest
from hipexpert.records.store import Store
from hipexpert.records.validity import for_the_day


@dataclass(frozen=True)
class Sitting:
    """An open consultation as a visit finds it; without an `id` it is not begun yet.

    `kept` is what the records hold, `answers` those of it that today's knowledge takes; of a
    re-test that is not begun, what it carries on. `before` is what the last consultation said, in
    words, by question.
    """

    knowledge: KnowledgeBase
    athlete: str | None = None
    id: int | None = None
    kept: Answers = field(default_factory=Answers)
    answers: Answers = field(default_factory=Answers)
    before: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """What a form made now bears: another one as soon as any answer is another."""
        told = json.dumps([self.id, said(self.kept)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def sitting_of(visit: Visit, record: Record) -> Sitting:
    """An open consultation, gone on with today: what holds no longer is open again."""
    knowledge, store = visit.knowledge, visit.store
    if record.sha256 != knowledge.sha256:
        store.resume(record.id, knowledge)
    holding = store.lapse(record.id, knowledge)
    answers, before = taken(knowledge, holding)[0], _last_time(visit, record.athlete)
    return Sitting(knowledge, record.athlete, record.id, holding, answers, before)


def begun_again(visit: Visit, athlete: str) -> Sitting:
    """A re-test that is not begun: what holds over time is carried on, flags are asked anew."""
    knowledge, store = visit.knowledge, visit.store
    record = last_readable(store.life(athlete))
    if record is None:
        return Sitting(knowledge, athlete)
    holding = taken(knowledge, store.holding(record, knowledge))[0]
    carried = retest(knowledge, record, holding).carried
    return Sitting(knowledge, athlete, answers=carried, before=_last_time(visit, athlete))


def _last_time(visit: Visit, athlete: str | None) -> dict[str, str]:
    """What the last finished consultation of an athlete says, but for what held that day alone."""
    record = last_readable(visit.store.life(athlete)) if athlete else None
    if record is None:
        return {}
    said_then = taken(visit.knowledge, record.answers)[0].given
    return {
        name: question.answer_type.in_full(visit.knowledge, question, said_then[name])
        for name, question in visit.knowledge.questions.items()
        if name in said_then and not for_the_day(visit.knowledge, name)
    }


def kept_with(store: Store, sitting: Sitting, answers: Answers) -> Sitting | None:
    """The consultation with these answers, which are safe now; None where it has changed since."""
    if said(answers) == said(sitting.answers):
        return sitting
    id = sitting.id
    if id is None:
        id = store.begin(sitting.knowledge, sitting.athlete, _dated(answers, sitting.answers))
    elif store.keep_since(id, answers, sitting.kept) is not None:
        return None
    return replace(sitting, id=id, kept=answers, answers=answers)


def _dated(answers: Answers, carried: Answers) -> Answers:
    """The answers with the day of each that is carried on as it was."""
    same = {n for n, v in answers.given.items() if carried.given.get(n) == v}
    days = {name: day for name, day in carried.days.items() if name in same}
    return Answers(answers.given, answers.unknown, answers.locations, days)


def finished(store: Store, sitting: Sitting) -> Outcome:
    """What a consultation comes to, which is kept with it. Raises StoreError."""

    def warn(error: StoreError) -> None:
        raise error

    draft = Autosave(
        store, sitting.knowledge, warn, sitting.athlete, sitting.id, kept=sitting.answers
    )
    return draft.finish(consult(sitting.knowledge, draft.dated(sitting.answers)))


def questions_named(knowledge: KnowledgeBase, names: list[str]) -> tuple[Question, ...]:
    """The questions of some ids, in the order of asking; what is none is passed over."""
    return tuple(question for id, question in knowledge.questions.items() if id in names)
