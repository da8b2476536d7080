"""Keeps a consultation in the records while it is held, so that no interruption loses an answer.

When the records cannot be used the consultation goes on without them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from hipexpert.export.certificate import certificate
from hipexpert.model import Answers, Consultation, KnowledgeBase, Value, number_text
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.database import StoreError
from hipexpert.records.record import Record, said
from hipexpert.records.replay import taken
from hipexpert.records.standing import PLAN, Withdrawal, ended_without_plan, withdrawal
from hipexpert.records.store import Store


def answers_text(answers: Answers) -> str:
    """Answers as the text of an answers file.

    >>> print(answers_text(Answers({"age": 22, "equipment": ("band", "box")})), end="")
    age: 22
    equipment: [band, box]
    """
    lines = [f"{key}: {_written(value)}" for key, value in answers.given.items()]
    lines += [f"{key}: unknown" for key in sorted(answers.unknown)]
    return "".join(line + "\n" for line in lines)


def _written(value: Value | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else number_text(value)


class Outcome(NamedTuple):
    """What a consultation came to, and what withdraws its plan as soon as it is made."""

    consultation: Consultation
    withdrawal: Withdrawal | None = None


def _bar(
    consultation: Consultation, record: Record, life: list[Record]
) -> Answers | Withdrawal | None:
    """What keeps a consultation open: answers it was not concluded from, or a later word."""
    if said(record.answers) != said(consultation.answers):
        return record.answers
    if Verdict(consultation).status != PLAN:
        return None
    return withdrawal(consultation.knowledge, record, life)


@dataclass
class Autosave:
    """One consultation while it is held; its row is made with its first answer.

    `kept` is what the records have of it. `made` is the calendar day on which it was held, where
    that is another one. When the records cannot be used, `warn` is told once, and from then on
    nothing is kept: `store` is None, and what was used is `lost`.
    """

    store: Store | None
    knowledge: KnowledgeBase
    warn: Callable[[StoreError], None]
    athlete: str | None = None
    id: int | None = None
    kept: Answers = field(default_factory=Answers)
    made: str = ""
    lost: Store | None = None

    def keep(self, answers: Answers) -> bool:
        """Keep what is new in `answers`, and tell whether all of them are safe now."""
        with self._trying() as store:
            if store is not None and (answers.given, answers.unknown) != (
                self.kept.given,
                self.kept.unknown,
            ):
                if self.id is None:
                    self.id = store.begin(self.knowledge, self.athlete, answers)
                else:
                    store.keep(self.id, answers, self.kept)
                self.kept = answers
        return self.store is not None

    def finish(self, consultation: Consultation) -> Outcome:
        """Keep what was concluded from the answers, and why.

        What was said of the athlete meanwhile counts: answers that another process added are
        concluded from too, and a plan that a later word withdraws is not kept, nor is it one. That
        holds too where another process finished the consultation, or erased it.
        """
        self.keep(consultation.answers)
        with self._trying() as store:
            while store is not None and self.id is not None:
                result, proof = Result(consultation).json(), certificate(consultation)
                bar = partial(_bar, consultation)
                barred = store.finish(self.id, result, proof, bar, self.made)
                if not isinstance(barred, Answers):
                    by = barred if isinstance(barred, Withdrawal) else None
                    return Outcome(consultation, by)
                still = taken(self.knowledge, barred)[0]
                store.keep(self.id, still, barred)
                consultation = consult(self.knowledge, still)
        return Outcome(consultation, self._gainsaid(consultation))

    def _gainsaid(self, consultation: Consultation) -> Withdrawal | None:
        """What withdraws a plan that cannot be kept, as far as the records can still be read.

        Of a consultation that was erased nothing tells when it was held, so whatever else was said
        of the athlete counts as later.
        """
        if self.lost is None or self.id is None or Verdict(consultation).status != PLAN:
            return None
        knowledge, answers = self.knowledge, consultation.answers
        with contextlib.suppress(StoreError):
            life = self.lost.life(self.athlete)
            unknown_to = self.id, self.athlete, "", None, "", knowledge.sha256, answers, None, None
            record = next((each for each in life if each.id == self.id), Record(*unknown_to))
            return ended_without_plan(knowledge, record) or withdrawal(knowledge, record, life)
        return None

    def outcome(self, consultation: Consultation) -> Outcome:
        """What a consultation that stays open comes to, beside what was said elsewhere since."""
        with self._trying() as store:
            record = store.consultation(self.id) if store and self.id is not None else None
            if store and record and Verdict(consultation).status == PLAN:
                by = withdrawal(self.knowledge, record, store.life(record.athlete))
                return Outcome(consultation, by)
        return Outcome(consultation, self._gainsaid(consultation))

    def dated(self, answers: Answers) -> Answers:
        """The answers with the day of each that was kept on another, and not given anew since."""
        with self._trying() as store:
            record = store.consultation(self.id) if store and self.id is not None else None
            kept = record.answers.days if record else self.kept.days
            days = {name: day for name, day in kept.items() if name in answers.settled}
            return Answers(answers.given, answers.unknown, answers.locations, days)
        return answers

    @contextlib.contextmanager
    def _trying(self) -> Iterator[Store | None]:
        try:
            yield self.store
        except StoreError as error:
            self.store, self.lost = None, self.store
            self.warn(error)
