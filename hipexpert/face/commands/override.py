"""The coach's own decisions on a stored plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hipexpert.face.command import (
    AsJson,
    Home,
    Plain,
    StoredId,
    app,
    known_record,
    note,
    print_json,
    records,
    refuse,
    sound_knowledge,
    taken_today,
)
from hipexpert.face.commands.stored import may_be_changed
from hipexpert.face.completion import drills
from hipexpert.vocabulary.prescription import DRILL

if TYPE_CHECKING:
    from hipexpert.model import KnowledgeBase
    from hipexpert.records.store import Override, Record, Store


@app.command()
def override(
    drill: Annotated[str, typer.Argument(help="The id of a drill.", autocompletion=drills)],
    because: Annotated[str, typer.Option("--because", help="The reason.")] = "",
    put: Annotated[
        str | None, typer.Option("--put", help="Put it in or out; else where it is not now.")
    ] = None,
    consultation: StoredId = None,
    as_json: AsJson = False,
    plain: Plain = False,
    home: Home = None,
) -> None:
    """Take a drill out of a stored plan, or put one in, as the coach's own decision.

    It is kept with its reason beside what was concluded, which stays as it was. Without
    --consultation the one finished last is meant. No override passes a red flag or a safeguard.

    Example: hipexpert override reverse-clam --because "hurts her knee" --consultation 1
    """
    from hipexpert.face.commands.browse import known_name, show
    from hipexpert.face.pages.override import override_page
    from hipexpert.records.overrides import IN, OUT, with_overrides, with_put_in

    reason = " ".join(because.split())
    if not reason:
        refuse("why?", 'give the reason: --because "..."')
    if put not in (None, IN, OUT):
        refuse(f"a drill cannot be put '{put}'", f"put it {IN} or {OUT}")
    knowledge = sound_knowledge(home)
    known_name(drill, knowledge.instances(DRILL), "drill")
    with records() as store:
        record = _record(store, consultation)
        before = store.overrides(record.id)
        made = _decided(store, knowledge, record, drill, put, reason, plain)
    if as_json:
        print_json(made._asdict())
    else:
        plan = with_overrides(record.result or {}, [*before, made])
        answers = taken_today(knowledge, record)
        verdict = with_put_in(knowledge, answers, (each.drill for each in plan.put_in))
        show(override_page(verdict, record.id, plan), plain)


def _decided(
    store: Store,
    knowledge: KnowledgeBase,
    record: Record,
    drill: str,
    put: str | None,
    reason: str,
    plain: bool,
) -> Override:
    """The decision, kept once the red flags are known today; or an end that says what bars it."""
    from hipexpert.records.overrides import OverrideRefused, decided

    def where() -> str:
        life, before = store.life(record.athlete), store.overrides(record.id)
        return decided(knowledge, record, life, before, drill, put)

    while True:
        try:
            return store.override(record.id, drill, where, reason)
        except OverrideRefused as refused:
            if not (refused.withdrawn or refused.stale):
                refuse(str(refused), refused.hint)
        may_be_changed(store, knowledge, record, plain)


def _record(store: Store, consultation: int | None) -> Record:
    """The consultation that is meant: the one named, or the one finished last."""
    if consultation is not None:
        return known_record(store, consultation)
    last = store.last()
    if last is None:
        refuse("no consultation is stored", "hipexpert consult holds one")
    note(f"the last consultation: {last.id}, of {last.begun[:10]}")
    return last
