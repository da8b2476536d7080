"""The audit of stored consultations: as they were reasoned then, and as they would be today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face.command import (
    AsJson,
    Home,
    Plain,
    app,
    known_record,
    note,
    print_json,
    records,
    refuse,
    sound_knowledge,
    usable_knowledge,
)
from hipexpert.face.commands.browse import show
from hipexpert.face.commands.stored import withdrawn_of

if TYPE_CHECKING:
    from hipexpert.records.replay import Replay
    from hipexpert.records.standing import PlanStanding
    from hipexpert.records.store import Record, Store


@app.command()
def audit(
    consultation: Annotated[
        int | None, typer.Argument(help="The number of a stored consultation.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every finished consultation.")] = False,
    today: Annotated[
        bool, typer.Option("--today", help="Replay the answers on the knowledge of today.")
    ] = False,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Show how a stored consultation was reasoned then, or what today's knowledge would change.

    With --today every outcome gained or lost is told with the rules and statements that changed
    it; --all does so for everyone, as whoever edits the knowledge does before a release. Of many
    that were held by knowledge which concludes the same for everybody no proof is read.

    Example: hipexpert audit 1 --today
    """
    if (consultation is None) == (not every):
        refuse("which consultation is meant?", "name one by its number, or add --all --today")
    if every and not today:
        refuse("all are audited against today's knowledge", "add --today, or name one")
    with records(reading=True) as store:
        held = _held(store, consultation)
        if not every and held[0].finished is None:
            refuse(f"consultation {consultation} is not finished", "hipexpert consult --resume")
        if not today:
            lives = {held[0].athlete: store.life(held[0].athlete)}
            _show_as_it_was(held[0], held[0].proof or {}, lives, home, as_json, plain)
            return
        from hipexpert.records.untouched import untouched

        knowledge = sound_knowledge(home)
        sound = [record for record in held if not record.damage]
        hashes = {record.sha256 for record in sound}
        versions = {sha256: store.knowledge_version(sha256) for sha256 in hashes}
        same = untouched(sound, versions, knowledge)
        held = [*_readable(held, same)] if every else held
        lives = {athlete: store.life(athlete) for athlete in {record.athlete for record in held}}
        proofs = {record.id: record.proof or {} for record in held if record.id not in same}

    from hipexpert.reasoning.verdict import Verdict
    from hipexpert.records.replay import replay
    from hipexpert.records.standing import PLAN, standing

    replays = [
        (record, replay(knowledge, record.answers, proofs.get(record.id), versions[record.sha256]))
        for record in held
    ]
    standings = {
        record.id: standing(knowledge, record, lives[record.athlete])
        for record, replayed in replays
        if PLAN in ((record.result or {}).get("status"), Verdict(replayed.today).status)
    }
    if as_json:
        told = [_json(record, replayed, standings.get(record.id)) for record, replayed in replays]
        print_json(told if every else told[0])
    else:
        from hipexpert.face.pages.replay import replays_page

        show(replays_page(replays, standings, len(same)), plain)


def _held(store: Store, consultation: int | None) -> list[Record]:
    """The consultation that is meant, or all that are finished."""
    if consultation is not None:
        return [known_record(store, consultation)]
    return [record for record in store.consultations() if record.finished]


def _readable(held: list[Record], same: frozenset[int]) -> Iterator[Record]:
    """Those that can be read, the proofs of the `same` aside; what is damaged is told."""
    from hipexpert.records.record import damaged

    for record in held:
        fault = record.damage if record.id in same else record.fault
        if fault:
            error = damaged(record.id, fault)
            note(f"hipexpert: {error}\n  {error.hint}")
        else:
            yield record


def _show_as_it_was(
    record: Record,
    proof: dict[str, Any],
    lives: dict[str | None, list[Record]],
    home: str | None,
    as_json: bool,
    plain: bool,
) -> None:
    """Show a stored proof, and that its plan does not stand any more where that is so."""
    from hipexpert.face.pages.replay import stored_page

    by = withdrawn_of(lives[record.athlete], home).get(record.id)
    if as_json:
        print_json({**proof, "withdrawn": by.json()} if by else proof)
    else:
        show(stored_page(record, proof, usable_knowledge(home) if by else None, by), plain)


def _json(record: Record, replayed: Replay, stands: PlanStanding | None) -> dict[str, Any]:
    told = {**replayed.json(), **(stands.json() if stands else {})}
    status = {"then": (record.result or {}).get("status"), "now": told.pop("status")}
    who = {"consultation": record.id, "athlete": record.athlete, "begun": record.begun}
    return {**who, "status": status, **told}
