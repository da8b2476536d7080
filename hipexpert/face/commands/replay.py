"""The audit of stored consultations: as they were reasoned then, and as they would be today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hipexpert.face.command import (
    AsJson,
    Home,
    Plain,
    app,
    known_record,
    print_json,
    records,
    refuse,
    sound_knowledge,
)
from hipexpert.face.commands.browse import show

if TYPE_CHECKING:
    from hipexpert.reasoning.replay import Replay
    from hipexpert.records.store import Record


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
    it; --all does so for everyone, as whoever edits the knowledge does before a release.

    Example: hipexpert audit 1 --today
    """
    if (consultation is None) == (not every):
        refuse("which consultation is meant?", "name one by its number, or add --all --today")
    if every and not today:
        refuse("all are audited against today's knowledge", "add --today, or name one")
    with records() as store:
        held = (
            [record for record in store.consultations() if record.finished]
            if consultation is None
            else [known_record(store, consultation)]
        )
        if not every and held[0].finished is None:
            refuse(f"consultation {consultation} is not finished", "hipexpert consult --resume")
        editions = {sha256: store.edition(sha256) for sha256 in {r.sha256 for r in held}}
    if not today:
        from hipexpert.face.replay_page import stored_page

        proof = held[0].proof or {}
        print_json(proof) if as_json else show(stored_page(held[0], proof), plain)
        return

    from hipexpert.reasoning.replay import replay

    knowledge = sound_knowledge(home)
    replays = [
        (record, replay(knowledge, record.answers, record.proof or {}, editions[record.sha256]))
        for record in held
    ]
    if as_json:
        told = [_json(record, replayed) for record, replayed in replays]
        print_json(told if every else told[0])
    else:
        from hipexpert.face.replay_page import replays_page

        show(replays_page(replays), plain)


def _json(record: Record, replayed: Replay) -> dict[str, Any]:
    told = replayed.json()
    status = {"then": (record.result or {}).get("status"), "now": told.pop("status")}
    who = {"consultation": record.id, "athlete": record.athlete, "begun": record.begun}
    return {**who, "status": status, **told}
