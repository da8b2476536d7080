"""A re-test as `consult` holds one: what it goes on from, how it is asked, what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hipexpert.face.command import ask_line, refuse, taken_today

if TYPE_CHECKING:
    from hipexpert.face.autosave import Autosave
    from hipexpert.face.pages.retest import Retested
    from hipexpert.face.retest import RetestDialogue
    from hipexpert.model import Consultation
    from hipexpert.records.retest import Retest


def begun_again(draft: Autosave, asked_for: bool) -> Retest | None:
    """What a re-test goes on from: the last finished consultation of the athlete, if there is one.

    Ends where it was `asked_for` and there is none.
    """
    from hipexpert.records.retest import last_readable, retest

    record = last_readable(draft.store.life(draft.athlete)) if draft.store else None
    if draft.store is None or record is None:
        if asked_for:
            of_whom = f" of '{draft.athlete}'" if draft.athlete else ""
            refuse(f"no consultation{of_whom} is finished", "begin one: hipexpert consult")
        return None
    holding = draft.store.holding(record, draft.knowledge)
    return retest(draft.knowledge, record, taken_today(draft.knowledge, record, holding))


def conversation(draft: Autosave, plain: bool, again: Retest) -> RetestDialogue:
    """The dialogue of a re-test, which keeps each answer under the day that it is of."""
    from hipexpert.face.render import make_console
    from hipexpert.face.retest import RetestDialogue
    from hipexpert.reasoning.verbalization import answer_text

    knowledge = draft.knowledge
    before = {name: answer_text(knowledge, name, v) for name, v in again.asked_anew.given.items()}
    console = make_console(plain, stderr=True)
    talk = RetestDialogue(
        knowledge, console, ask_line, draft.keep, again.carried, before=before, retest=again
    )
    talk.keep = lambda answers: draft.keep(talk.dated(answers))
    return talk


def changed_since(draft: Autosave, after: Consultation, again: Retest) -> Retested | None:
    """The one before beside this one, both by today's knowledge; None where it is not kept."""
    from hipexpert.face.pages.retest import Retested
    from hipexpert.reasoning.engine import consult
    from hipexpert.records.progress import progress

    now = draft.store.consultation(draft.id) if draft.store and draft.id is not None else None
    if now is None:
        return None
    knowledge, then = draft.knowledge, again.record
    before = consult(knowledge, taken_today(knowledge, then))
    return Retested(then.made, before, after, progress(knowledge, (then, now), ()))
