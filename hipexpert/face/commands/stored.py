"""What commands share of stored consultations: which is meant, and whether it may be shown.

The newest word about the athlete counts. A plan that was withdrawn is shown by no command but
`audit`; one whose red flags were denied on another day can be read, with its date, and is made
anew, changed or extended only once they have been asked today.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import typer

from hipexpert.face.command import (
    INTERRUPTED,
    MISSING,
    REFERRED,
    answers_of,
    ask_line,
    known_record,
    note,
    records,
    refuse,
    sound_knowledge,
    tell_of_refused,
    usable_knowledge,
)
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import FLAGS_TO_DENY_TODAY, PLAN_OF_ANOTHER_DAY

if TYPE_CHECKING:
    from hipexpert.model import Consultation, KnowledgeBase
    from hipexpert.records.standing import PlanStanding, Withdrawal
    from hipexpert.records.store import Record, Store


class Meant(NamedTuple):
    """The consultation that is meant, by today's knowledge; how its plan stands, where stored."""

    consultation: Consultation
    record: Record | None = None
    standing: PlanStanding | None = None


def consultation_of(home: str | None, source: str | None, stored: int | None) -> Consultation:
    """The consultation meant, by today's knowledge: of a file, stored, or the last one stored.

    Of a plan of another day a note gives the date, and the red flags as reasons to stop. Ends with
    exit code 4 where its plan was withdrawn.
    """
    meant = meant_by(home, source, stored)
    knowledge, standing = meant.consultation.knowledge, meant.standing
    if meant.record and standing and standing.withdrawal:
        end_withdrawn(knowledge, meant.record, standing)
    if standing and standing.stop_if:
        from hipexpert.face.pages.standing import said_of

        note(said_of(knowledge, PLAN_OF_ANOTHER_DAY, standing.of, None))
        for flag in standing.stop_if:
            note(f"  {knowledge.questions[flag].prompt}")
    return meant.consultation


def meant_by(home: str | None, source: str | None, stored: int | None) -> Meant:
    """The same, with how its plan stands, withdrawn or not.

    Ends with exit code 5 where today's knowledge would make another plan than the stored one, and
    the red flags were not denied today.
    """
    from hipexpert.reasoning.engine import consult as run

    if source is not None and stored is not None:
        refuse("two consultations are named", "leave --answers or --consultation out")
    knowledge = sound_knowledge(home)
    if source is not None:
        return Meant(run(knowledge, answers_of(knowledge, source)))
    from hipexpert.records.reconsidered import reconsidered

    with records(reading=True) as store:
        record = store.last() if stored is None else known_record(store, stored)
        if record is None:
            refuse("whose consultation is meant?", "add --answers FILE or --consultation ID")
        life = store.life(record.athlete)
        holding = record.answers if record.finished else store.holding(record, knowledge)
    if stored is None:
        note(f"the last consultation: {record.id}, of {record.begun[:10]}")
    if record.sha256 != knowledge.sha256:
        note(f"by today's knowledge; as it was then: hipexpert audit {record.id}")
    found = reconsidered(knowledge, record, life, holding)
    tell_of_refused(record, found.refused)
    if found.outdated and found.standing:
        why = "today's knowledge would make another plan of it"
        end_stale(knowledge, record, found.standing, why)
    return Meant(found.consultation, record, found.standing)


def end_withdrawn(knowledge: KnowledgeBase, record: Record, standing: PlanStanding) -> NoReturn:
    """End since a plan was withdrawn, and say by what."""
    from hipexpert.face.pages.standing import withdrawn_text

    assert standing.withdrawal
    withdrawn = (*standing.withdrawal.reported, *standing.withdrawal.unknown)
    refuse(
        withdrawn_text(knowledge, record.id, standing.of, standing.withdrawal),
        *map(knowledge.label, withdrawn),
        f"as it was then: hipexpert audit {record.id}",
        code=REFERRED,
    )


def end_stale(
    knowledge: KnowledgeBase, record: Record, standing: PlanStanding, why: str = ""
) -> NoReturn:
    """End since red flags have to be asked today first, and say which and how."""
    say = knowledge.text(FLAGS_TO_DENY_TODAY, SENTENCE)
    whose = f" --athlete {record.athlete}" if record.athlete else ""
    refuse(
        f"{f'{why}. ' if why else ''}{say} {', '.join(standing.stale)}",
        f"to answer them: hipexpert consult{whose}; as it was: hipexpert audit {record.id}",
        code=MISSING,
    )


def may_be_changed(
    store: Store, knowledge: KnowledgeBase, record: Record, plain: bool = False
) -> PlanStanding:
    """How a plan stands that is to be changed or extended.

    On a terminal the red flags of which nothing was said today are asked. Ends with exit code 4
    where the plan is withdrawn, and with 5 where there is nobody to ask.
    """
    from hipexpert.records.standing import standing

    stands = standing(knowledge, record, store.life(record.athlete))
    if stands.stale and not stands.withdrawal and sys.stdin.isatty():
        _ask_flags(store, knowledge, record.athlete, plain)
        stands = standing(knowledge, record, store.life(record.athlete))
    if stands.withdrawal:
        end_withdrawn(knowledge, record, stands)
    if stands.stale:
        end_stale(knowledge, record, stands)
    return stands


def _ask_flags(store: Store, knowledge: KnowledgeBase, athlete: str | None, plain: bool) -> None:
    """Ask the red flags, and keep what is said as the start of the athlete's next consultation."""
    from hipexpert.face.autosave import Autosave
    from hipexpert.face.dialogue import Interrupted
    from hipexpert.face.flags_asked import FlagsAsked
    from hipexpert.face.render import make_console

    def warn(error: Exception) -> None:
        raise error

    draft = Autosave(store, knowledge, warn, athlete)
    console = make_console(plain, stderr=True)
    try:
        FlagsAsked(knowledge, console, ask_line, draft.keep).run()
    except Interrupted as stopped:
        draft.keep(stopped.answers)
        raise typer.Exit(0 if stopped.asked_to else INTERRUPTED) from None


def withdrawn_of(held: list[Record], home: str | None = None) -> dict[int, Withdrawal]:
    """What withdraws which plan among these consultations, all of each athlete among them.

    Where the knowledge cannot be used, only a later referral does, and that is told.
    """
    from hipexpert.records.standing import withdrawals

    lives: dict[str | None, list[Record]] = {}
    for record in held:
        lives.setdefault(record.athlete, []).append(record)
    if not any(record.finished for record in held):
        return {}
    knowledge = usable_knowledge(home)
    if knowledge is None:
        note("hipexpert: the knowledge cannot be used, so only later referrals withdraw a plan")
    found: dict[int, Withdrawal] = {}
    for life in lives.values():
        found |= withdrawals(knowledge, life)
    return found
