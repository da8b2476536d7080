"""The life of an athlete in the records: what was said on which day, in one window or several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from conftest import Given, read_given, real_knowledge
from test_cases import people

from hipexpert.face.autosave import Autosave, Outcome
from hipexpert.model import Answers
from hipexpert.reasoning.engine import consult
from hipexpert.records.database import StoreError
from hipexpert.records.standing import PlanStanding, standing
from hipexpert.records.store import Store, open_store
from hipexpert.records.validity import red_flags

RUNNER: Given = {**people()["founding"], "age": "23", "pain-site": "none"}
"""The runner the program began with, all flags denied: a plan."""
FLAGS: Given = dict.fromkeys(red_flags(real_knowledge()), "no")


def raised(error: StoreError) -> None:
    raise error


class Life:
    """The records of a folder, opened anew for each thing that happens, as commands do."""

    def __init__(self, folder: Path):
        self.path = folder / "data" / "hipexpert" / "records.sqlite"
        self.knowledge = real_knowledge()

    def opened(self, day: date):  # type: ignore[no-untyped-def]
        """The records on a day."""
        return open_store(self.path, today=day, now=lambda: datetime.combine(day, time(12), UTC))

    def athlete(self, id: str, day: date) -> None:
        with self.opened(day) as store:
            store.add_athlete(id, id)

    def begun(self, day: date, given: Given, athlete: str | None = "kim") -> int:
        """A consultation begun with these answers, and left open."""
        with self.opened(day) as store:
            return store.begin(self.knowledge, athlete, read_given(self.knowledge, given))

    def more(self, day: date, id: int, given: Mapping[str, str]) -> None:
        """More answers to an open consultation, as another window would give them."""
        with self.opened(day) as store:
            record = store.consultation(id)
            assert record
            said = {**record.answers.given, **read_given(self.knowledge, given).given}
            unknown = {name for name, value in given.items() if value == "unknown"}
            store.keep(id, Answers({k: v for k, v in said.items() if k not in unknown}, unknown))

    def finished(self, day: date, id: int) -> Outcome:
        """The end of a consultation as the command has it."""
        with self.opened(day) as store:
            draft = self.draft(store, id)
            return draft.finish(consult(self.knowledge, draft.kept))

    def draft(self, store: Store, id: int, warn: Callable[[StoreError], None] = raised) -> Autosave:
        """An open consultation as a window has it that took it up just now."""
        record = store.consultation(id)
        assert record
        return Autosave(store, self.knowledge, warn, record.athlete, id, record.answers)

    def held(self, day: date, given: Given = RUNNER, athlete: str | None = "kim") -> int:
        """A consultation held from beginning to end on one day."""
        id = self.begun(day, given, athlete)
        assert self.finished(day, id).withdrawal is None
        return id

    def standing(self, day: date, id: int) -> PlanStanding:
        """How the plan of a consultation stands on a day."""
        with self.opened(day) as store:
            record = store.consultation(id)
            assert record
            return standing(self.knowledge, record, store.life(record.athlete))
