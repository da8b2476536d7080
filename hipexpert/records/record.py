"""What is kept, as values; and how a row of the file is read, whatever became of it.

A row that was damaged makes no error of the program: what of it can be read is read, and the rest
is told, so that the other records stay of use.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from hipexpert.model import Answers, Value
from hipexpert.records.database import StoreError

UNKNOWN = "unknown"


class Athlete(NamedTuple):
    """Someone whose consultations are kept. Times here and below are UTC, ISO 8601."""

    id: str
    name: str
    added: str


class Word(NamedTuple):
    """The last that a consultation says on a question, of which day, and whether it is `fresh`.

    `sequence` is its place among all that was ever written. What lapsed was said all the same.
    """

    sequence: int
    question: str
    value: Value | tuple[str, ...]
    day: str
    fresh: bool = False


class Record(NamedTuple):
    """A consultation as it was: `result` and `proof` are None until it is finished.

    `result` has the shape of `hipexpert/consultation/1`, `proof` that of `hipexpert/proof/1`; it is
    long, and unpacked only where it is asked for. `made` is the calendar day on which it was
    finished, `ending` its place among those finished. `words` are what was said, the oldest first.
    `damage` says what of it cannot be read.
    """

    id: int
    athlete: str | None
    begun: str
    finished: str | None
    version: str
    sha256: str
    answers: Answers
    result: dict[str, Any] | None
    packed_proof: bytes | None
    made: str = ""
    ending: int = 0
    words: tuple[Word, ...] = ()
    damage: str = ""

    @property
    def proof(self) -> dict[str, Any] | None:
        """Raises StoreError when it is damaged."""
        if not self.packed_proof:
            return None
        proof = unpacked_or_none(self.packed_proof)
        if not isinstance(proof, dict):
            raise damaged(self.id, "its proof cannot be read")
        return proof

    @property
    def review(self) -> date | None:
        """The day on which its plan is to be looked at anew; None where it has none."""
        weeks = (self.result or {}).get("review-after-weeks")
        if self.damage or not isinstance(weeks, int | float):
            return None
        return date.fromisoformat(self.made or self.begun[:10]) + timedelta(weeks=weeks)

    @property
    def fault(self) -> str:
        """What of it cannot be read, its proof included."""
        unread = self.packed_proof and not isinstance(unpacked_or_none(self.packed_proof), dict)
        return self.damage or ("its proof cannot be read" if unread else "")


def damaged(consultation: int, what: str) -> StoreError:
    """What to say of a consultation that cannot be read, while the others can."""
    hint = (
        "the other records are sound; put a copy of the file from before in its place, or erase"
        f" this one: hipexpert consultations erase {consultation}"
    )
    return StoreError(f"consultation {consultation} is damaged: {what}", hint)


def last_finished(records: Iterable[Record]) -> Record | None:
    """The one of them that was finished last."""
    finished = [record for record in records if record.finished]
    return max(finished, key=lambda record: (record.ending, record.id), default=None)


def next_review(records: Iterable[Record]) -> date | None:
    """The day on which the plan that was made last is to be looked at anew."""
    last = last_finished(records)
    return last.review if last else None


class GivenAnswer(NamedTuple):
    """An answer at the moment it was given; `value` is None where it was taken back.

    `day` is the one it speaks of. One that was taken back since it holds no longer has `lapsed`.
    """

    when: str
    question: str
    value: Value | list[str] | None
    day: str = ""
    lapsed: bool = False


class WrittenRow(NamedTuple):
    """An answer as it was written: its place, the turn of the calendar, what cannot be read."""

    sequence: int
    turn: int
    given: GivenAnswer
    fault: str


class Measurement(NamedTuple):
    """One measured value; `taken` is a date, `unit` what the value is in."""

    athlete: str
    taken: str
    joint: str
    motion: str
    side: str
    position: str
    value: float
    unit: str


class Override(NamedTuple):
    """A coach's own decision: a drill put `in` or `out` of a plan, and why."""

    consultation: int
    drill: str
    put: str
    because: str
    made: str


def read_answer(
    when: str, day: str, question: str, value: str | None, gone: bool
) -> tuple[GivenAnswer, str]:
    """An answer as it was written, and what of it cannot be read."""
    fault = ""
    told = None if value is None else parsed(value)
    if value is not None and not isinstance(told, str | int | float | list):
        told, fault = UNKNOWN, f"the answer to '{question}' cannot be read"
    if not _is_day(day):
        day, fault = _LONG_AGO, f"the day of the answer to '{question}' cannot be read"
    return GivenAnswer(when, question, told, day, gone), fault


_LONG_AGO = date.min.isoformat()


def _is_day(text: Any) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False


def parsed(text: str | None) -> Any:
    """What a text of JSON says; None where it says nothing."""
    try:
        return None if text is None else json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None


def faults_of(begun: str, finished: str | None, result: Any, made: str | None) -> Iterator[str]:
    """What of the row of a consultation cannot be read."""
    if not _is_day(begun[:10]):
        yield "the day it was begun cannot be read"
    if finished is not None and not _is_day(made):
        yield "the day it was finished cannot be read"
    if finished is not None and not _is_result(result):
        yield "its result cannot be read"


def _is_result(result: Any) -> bool:
    if not isinstance(result, dict) or not isinstance(result.get("status"), str):
        return False
    plan = result.get("plan")
    return isinstance(plan, list) and all(
        isinstance(line, dict) and line.keys() >= _LINE for line in plan
    )


_LINE = {"drill", "label", "sets"}


def answers_left(rows: Iterable[WrittenRow]) -> Answers:
    """The answers that are left when all was given and taken back."""
    kept: dict[str, GivenAnswer] = {}
    for row in rows:
        kept.pop(row.given.question, None)
        if row.given.value is not None:
            kept[row.given.question] = row.given
    values = {name: given.value for name, given in kept.items() if given.value != UNKNOWN}
    return Answers(
        {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if v is not None},
        frozenset(kept.keys() - values.keys()),
        days={name: given.day for name, given in kept.items()},
    )


def heard(rows: Iterable[WrittenRow], turn: int, today: date) -> tuple[Word, ...]:
    """What a consultation says, the oldest first; `turn` is that of the calendar that goes on.

    What lapsed was said all the same. What was taken back was not, but for a yes: whether it is so
    is then not known.
    """
    found: dict[str, Word] = {}
    for sequence, written, given, _ in rows:
        question, value = given.question, given.value
        if value is None and given.lapsed:
            continue
        before = found.pop(question, None)
        if value is None:
            if before is None or before.value != "yes":
                continue
            value = UNKNOWN
        fresh = written == turn != 0 and given.day == today.isoformat()
        plain = tuple(value) if isinstance(value, list) else value
        found[question] = Word(sequence, question, plain, given.day, fresh)
    return tuple(found.values())


def packed(value: Any) -> bytes:
    """What is long, and only ever read whole, in a twentieth of the room."""
    return zlib.compress(json.dumps(value).encode())


def unpacked(value: bytes) -> Any:
    """What was packed."""
    return json.loads(zlib.decompress(value))


def unpacked_or_none(value: bytes) -> Any:
    try:
        return unpacked(value)
    except (TypeError, ValueError, RecursionError, zlib.error):
        return None


def said(answers: Answers) -> dict[str, Value | list[str]]:
    """Answers as plain data, those answered with unknown among them."""
    given = {n: list(v) if isinstance(v, tuple) else v for n, v in answers.given.items()}
    return {**given, **dict.fromkeys(sorted(answers.unknown), UNKNOWN)}


def differing(before: Answers, after: Answers, names: Iterable[str]) -> list[str]:
    """Those of the questions on which something else is said, or the same of a later day."""
    was, now = said(before), said(after)

    def later(name: str) -> bool:
        return name in now and after.days.get(name, "") > before.days.get(name, "")

    return [name for name in dict.fromkeys(names) if was.get(name) != now.get(name) or later(name)]
