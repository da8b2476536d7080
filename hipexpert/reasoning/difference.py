"""What other answers would change: two consultations compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hipexpert.model import Answers, Consultation, Fact, Value, sort_key
from hipexpert.reasoning.answers import agreeing
from hipexpert.reasoning.engine import consult


class Difference(NamedTuple):
    """Two consultations compared: what the second gained, lost and kept."""

    before: Consultation
    after: Consultation
    gained: tuple[Fact, ...]
    lost: tuple[Fact, ...]
    kept: tuple[Fact, ...]


def what_if(
    consultation: Consultation, changes: Mapping[str, Value | tuple[str, ...] | None]
) -> Difference:
    """The same athlete with some answers changed; None makes an answer unknown."""
    given = {**consultation.answers.given, **changes}
    unknown = consultation.answers.unknown | {key for key, v in given.items() if v is None}
    known = {key: value for key, value in given.items() if value is not None}
    answers = Answers(
        agreeing(consultation.knowledge, known),
        frozenset(unknown - {key for key, value in changes.items() if value is not None}),
        consultation.answers.locations,
    )
    after = consult(consultation.knowledge, answers)
    was, now = set(consultation.outcomes), set(after.outcomes)
    return Difference(
        consultation,
        after,
        *(tuple(sorted(facts, key=sort_key)) for facts in (now - was, was - now, was & now)),
    )
