"""An athlete's life as random events, held against a plain list of what was said.

No drill is newly made, changed, or shown without its date and the reasons to stop, while a red flag
is not denied today, cleared, or history let pass; none at all after a later report, but in `audit`;
and nothing acknowledged is lost. `make lives` runs thousands of lives.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import read_given, real_knowledge
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from lives import FLAGS, RUNNER
from program import TODAY, answers_file, noon
from told import NO, UNKNOWN, YES, Told
from typer.main import get_command
from typer.testing import CliRunner

from hipexpert.face.autosave import Autosave
from hipexpert.face.cli import app
from hipexpert.face.commands import consult as consulting
from hipexpert.knowledge import cache as cache_of_knowledge
from hipexpert.knowledge import sound
from hipexpert.model import Answers, Consultation, KnowledgeBase
from hipexpert.reasoning.engine import Engine, consult
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.screen import Screen
from hipexpert.reasoning.verdict import Verdict
from hipexpert.reasoning.week import day_text
from hipexpert.records.standing import standing
from hipexpert.records.store import Store, open_store, said

LIVES = int(os.environ.get("HIPEXPERT_LIVES", "25"))
EVENTS = 30
PHASES = [
    Phase.generate,
    *([Phase.shrink] if os.environ.get("HIPEXPERT_SHRINK", "1") == "1" else []),
]
MISSING, REFERRED = 5, 4
KIM, LEE = "kim", "lee"
DRILLS = ("reverse-clam", "clam", "hip-airplane")
SEEN: Counter[str] = Counter()
"""How often what came up, over all lives, so that a run in which nothing happens is seen."""

flags = st.sampled_from(sorted(FLAGS))
words = st.sampled_from([NO, NO, NO, YES, UNKNOWN])
beside = st.sampled_from(
    [
        *(("pain-site", "none"), ("pain-site", "groin"), ("pain-site", UNKNOWN)),
        *(("weight-loss", NO), ("weight-loss", YES), ("age", "24")),
        *(("seen-and-cleared", each) for each in (["night-pain"], ["cancer-history"])),
        *(("seen-and-cleared", each) for each in (["saddle-numbness", "hop-pain"], ["bone-risk"])),
    ]
)
athletes = st.sampled_from([KIM, KIM, KIM, LEE, None])
numbers = st.integers(0, 7)
looks = st.sampled_from(
    ["plan", "plan-text", "show", "show-text", "report", "why", "proof", "list", "last"]
)


@dataclass
class Window:
    """A dialogue that goes on: its records stay open, and its day is that on which it began."""

    draft: Autosave
    opened: contextlib.ExitStack
    day: date
    since: int
    fresh: set[int]
    answers: Answers = field(default_factory=Answers)


class Lives(RuleBasedStateMachine):
    """What may happen to the records of some athletes, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.knowledge = real_knowledge()
        shared = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.folder = Path(tempfile.mkdtemp(prefix="lives-", dir=shared))
        self.path = self.folder / "data" / "hipexpert" / "records.sqlite"
        self.day = TODAY
        self.told = Told()
        self.kept: dict[int, list[Any]] = {}
        self.windows: list[Window] = []
        self.closing = contextlib.ExitStack()

    def teardown(self) -> None:
        for window in self.windows:
            window.opened.close()
        self.closing.close()
        shutil.rmtree(self.folder)

    # How it all begins

    @initialize(begun=st.sampled_from(["", "plan", "plan", "history", "report"]))
    def born(self, begun: str) -> None:
        with self.records() as store:
            for athlete in (KIM, LEE):
                store.add_athlete(athlete, athlete)
        self.closing.enter_context(self.records())
        if begun:
            said = {
                "history": {"cancer-history": YES, "bone-risk": YES, "weight-loss": NO},
                "report": {"night-pain": YES, "hop-pain": YES, "groin-lump": YES},
            }
            self.hold(KIM, {**RUNNER, **said.get(begun, {})})

    def records(self, day: date | None = None) -> contextlib.AbstractContextManager[Store]:
        day = day or self.day
        now = datetime.combine(day, time(12), UTC)
        return open_store(self.path, today=day, now=lambda: now)

    # Days

    @rule(days=st.sampled_from([1, 1, 2, 40]))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(days=st.integers(-3, 5))
    def clock_jumps(self, days: int) -> None:
        self.day = TODAY + timedelta(days=days)

    # Windows

    @rule(athlete=athletes, resumes=st.booleans(), healthy=st.booleans())
    def open_window(self, athlete: str | None, resumes: bool, healthy: bool) -> None:
        if len(self.windows) > 2:
            self.windows.pop(0).opened.close()
        opened = contextlib.ExitStack()
        store = opened.enter_context(self.records())
        draft = Autosave(store, self.knowledge, lambda _: None, athlete)
        window = Window(draft, opened, self.day, self.told.places, set())
        if resumes:
            try:
                window.answers = consulting._taken_up(draft)
            except typer.Exit:
                opened.close()
                return
            now = {w.place for w in self.told.words if self.told.fresh(w, self.day)}
            window.fresh = now
            self.sync(self.day)
        self.windows.append(window)
        if healthy:
            self.say(window, {**RUNNER, **dict.fromkeys(window.answers.given.keys() & FLAGS, NO)})

    @precondition(lambda self: self.windows)
    @rule(number=numbers, flag=flags, word=words)
    def answer(self, number: int, flag: str, word: str) -> None:
        self.say(self.window(number), {flag: word})

    @precondition(lambda self: self.windows)
    @rule(number=numbers, pair=beside)
    def answer_beside(self, number: int, pair: tuple[str, Any]) -> None:
        self.say(self.window(number), dict([pair]))

    @precondition(lambda self: self.windows)
    @rule(number=numbers)
    def deny_all(self, number: int) -> None:
        self.say(self.window(number), FLAGS)

    @precondition(lambda self: self.windows)
    @rule(number=numbers, flag=flags)
    def take_back(self, number: int, flag: str) -> None:
        window = self.window(number)
        given = {name: value for name, value in window.answers.given.items() if name != flag}
        self.put_in(window, replace(window.answers, given=given))

    @precondition(lambda self: self.windows)
    @rule(number=numbers)
    def finish_window(self, number: int) -> None:
        window = self.window(number)
        self.windows.remove(window)
        consultation = consult(self.knowledge, window.draft.dated(window.answers))
        outcome = window.draft.finish(consultation)
        window.opened.close()
        if window.draft.id is not None:
            self.sync(window.day, wrote=window.draft.store is not None)
        if outcome.withdrawal is None and Verdict(outcome.consultation).status == "plan":
            self.made(window)

    @precondition(lambda self: self.windows)
    @rule(number=numbers)
    def leave_window(self, number: int) -> None:
        window = self.window(number)
        self.windows.remove(window)
        window.opened.close()

    def window(self, number: int) -> Window:
        return self.windows[number % len(self.windows)]

    def say(self, window: Window, given: Any) -> None:
        """Answer in a window, as its dialogue keeps what is said."""
        read = read_given(self.knowledge, given)
        before = {k: v for k, v in window.answers.given.items() if k not in given}
        unknown = {name for name, value in given.items() if value == UNKNOWN}
        left = window.answers.unknown - given.keys()
        self.put_in(window, Answers({**before, **read.given}, left | unknown))

    def put_in(self, window: Window, answers: Answers) -> None:
        changed = {
            name: said(answers).get(name)
            for name in said(answers).keys() | said(window.answers).keys()
            if said(answers).get(name) != said(window.answers).get(name)
        }
        window.answers = answers
        if not window.draft.keep(answers):
            return
        if window.draft.id is None or not changed:
            return
        self.sync(window.day)
        kept = {given.question: given.value for given in self.kept[window.draft.id]}
        for name, value in changed.items():
            assert kept.get(name) == value, f"acknowledged and lost: {name}: {value}"
        SEEN["answers"] += len(changed)

    # Commands

    def run(self, *arguments: str, codes: tuple[int, ...] = (0, REFERRED)) -> tuple[int, str]:
        """A command on this day, and its exit code and standard output."""
        environment = {
            "XDG_DATA_HOME": str(self.folder / "data"),
            "SOURCE_DATE_EPOCH": noon(self.day),
            "COLUMNS": "100",
        }
        done = CliRunner().invoke(app, arguments, env=environment)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code in codes, (arguments, done.output)
        return done.exit_code, done.stdout

    def hold(self, athlete: str, given: Any) -> None:
        """A whole consultation from a file."""
        file = answers_file(self.folder, given)
        since, fresh = self.told.places, set[int]()
        options = ("--answers", str(file), "--athlete", athlete, "--json", "--no-input")
        _, out = self.run("consult", *options, codes=(0, REFERRED, MISSING))
        begun = self.sync(self.day)
        told = json.loads(out)
        assert begun, "its answers are kept"
        self.none_but_a_plan(told)
        if told["status"] == "plan":
            self.made_of(begun[-1], self.day, since, fresh)

    @rule(athlete=st.sampled_from([KIM, LEE]), said=st.one_of(st.tuples(flags, words), beside))
    def consult_by_file(self, athlete: str, said: tuple[str, Any]) -> None:
        self.hold(athlete, {**RUNNER, **dict([said])})

    @rule(athlete=st.sampled_from([KIM, LEE]))
    def resume_by_command(self, athlete: str) -> None:
        fresh = {w.place for w in self.told.words if self.told.fresh(w, self.day)}
        since = self.told.places
        with self.records() as store:
            record = store.unfinished(athlete)
        options = ("--resume", "--athlete", athlete, "--json", "--no-input")
        _, out = self.run("consult", *options, codes=(0, 2, REFERRED, MISSING))
        self.sync(self.day)
        if record is None:
            return
        told = json.loads(out)
        self.none_but_a_plan(told)
        if told["status"] == "plan":
            self.made_of(record.id, self.day, since, fresh)

    @rule(
        athlete=st.sampled_from([KIM, KIM, LEE]),
        cells=st.dictionaries(flags, st.sampled_from([NO, YES, UNKNOWN, "", "?!"]), max_size=4),
        healthy=st.booleans(),
        again=st.dictionaries(flags, st.sampled_from([NO, YES, UNKNOWN, ""]), max_size=2),
        confirm=st.booleans(),
    )
    def import_answers(
        self,
        athlete: str,
        cells: dict[str, str],
        healthy: bool,
        again: dict[str, str],
        confirm: bool,
    ) -> None:
        """A table with a row or two of an athlete; a column that has no cell is left out."""
        cells = {**(RUNNER if healthy else {}), **cells}
        columns = sorted({*cells, *again})
        rows = [cells, again] if again else [cells]
        lines = [",".join((athlete, *(row.get(c, "") for c in columns))) for row in rows]
        table = self.folder / "squad.csv"
        table.write_text("\n".join((",".join(("athlete", *columns)), *lines, "")))
        of_them = [id for id, whose in self.told.whose.items() if whose == athlete]
        still_open = [id for id in of_them if not self.finished(id)]
        ended = {flag for id in of_them if id not in still_open for flag in self.told.of(id)}
        reported = self.told.reported(athlete, still_open)
        before = self.told.newest(athlete)
        places = self.told.places
        option = ("--confirm",) if confirm else ()
        self.run("athlete", "import", str(table), *option, codes=(0, 6))
        self.sync(self.day)
        newest = self.told.newest(athlete)
        for flag in self.told.flags:
            if flag not in columns:
                continue
            said = {row.get(flag, "") for row in rows}
            now = newest[flag].value if flag in newest else None
            if YES in said:
                assert now == YES, f"{flag} is yes in the table"
            elif flag in reported and not (said == {NO} and confirm):
                written = [w for w in self.told.words if w.place > places and w.question == flag]
                assert not [w for w in written if w.value in (NO, UNKNOWN)], f"{flag} is reported"
            elif said != {NO} and (flag in ended or self.told.fresh(before.get(flag), self.day)):
                assert now != NO, f"{flag} is not known in the table"
        SEEN["tables"] += 1

    def finished(self, consultation: int) -> bool:
        with self.records() as store:
            record = store.find(consultation)
        return bool(record and record.finished)

    @rule(athlete=st.sampled_from([KIM, LEE]), degrees=st.integers(20, 45), days=st.integers(0, 3))
    def import_ranges(self, athlete: str, degrees: int, days: int) -> None:
        taken = self.day - timedelta(days=days)
        table = self.folder / "ranges.csv"
        table.write_text(
            "athlete,date,joint,motion,side,position,value,unit\n"
            f"{athlete},{taken},hip,internal-rotation,left,prone,{degrees},degrees\n"
        )
        self.run("athlete", "import", str(table))
        self.sync(self.day, wrote=True)

    @rule(number=numbers)
    def erase_a_consultation(self, number: int) -> None:
        if self.told.whose:
            id = sorted(self.told.whose)[number % len(self.told.whose)]
            self.run("consultations", "erase", str(id), "--yes")
            self.gone(id)

    @rule(athlete=st.sampled_from([KIM, LEE]))
    def erase_an_athlete(self, athlete: str) -> None:
        self.run("athlete", "erase", athlete, "--yes")
        for id in [id for id, whose in self.told.whose.items() if whose == athlete]:
            self.gone(id)
        with self.records() as store:
            assert not store.consultations(athlete)
            assert not store.measurements(athlete)
            store.add_athlete(athlete, athlete)
        self.told.written(self.day)

    def gone(self, id: int) -> None:
        self.told.forget(id)
        del self.kept[id]
        self.told.written(self.day)
        with self.records() as store:
            assert store.find(id) is None
            assert not store.history(id)

    # Plans

    def plans(self) -> list[int]:
        """The consultations that were finished with a plan."""
        with self.records() as store:
            held = [each for id in self.told.whose if (each := store.find(id))]
        return [each.id for each in held if each.result and each.result["status"] == "plan"]

    @rule(number=numbers, drill=st.sampled_from(DRILLS), put=st.sampled_from(["in", "out"]))
    def override(self, number: int, drill: str, put: str) -> None:
        plans = self.plans()
        if not plans:
            return
        id = plans[number % len(plans)]
        options = ("--put", put, "--because", "so", "--consultation", str(id), "--json")
        code, _ = self.run("override", drill, *options, codes=(0, 2, REFERRED, MISSING))
        if code == 0:
            self.changed(id)
            self.told.written(self.day)

    @rule(number=numbers, look=looks)
    def look(self, number: int, look: str) -> None:
        """Whatever shows a plan shows none that was withdrawn, and an old one with its date."""
        plans = self.plans()
        if not plans:
            return
        id = plans[number % len(plans)]
        withdrawn = self.told.withdrawn(id)
        if look == "list":
            _, out = self.run("consultations", "list", "--json")
            listed = {each["id"]: each["status"] for each in json.loads(out)}
            for plan in plans:
                assert not (listed[plan] == "plan" and self.told.withdrawn(plan)), plan
            return
        if look == "last":
            with self.records() as store:
                last = store.last()
            if last is None or last.id not in plans:
                return
            id, withdrawn = last.id, self.told.withdrawn(last.id)
        commands = {
            "plan": ("plan", "--consultation", str(id), "--json"),
            "plan-text": ("plan", "--consultation", str(id), "--plain"),
            "show": ("consultations", "show", str(id), "--json"),
            "show-text": ("consultations", "show", str(id), "--plain"),
            "report": ("report", str(id)),
            "why": ("why", "reverse-clam", "--consultation", str(id), "--json"),
            "proof": ("export", "--as", "proof", "--consultation", str(id)),
            "last": ("plan", "--json"),
        }
        code, out = self.run(*commands[look])
        if withdrawn:
            assert code == REFERRED, (withdrawn, look)
            self.none_of_it(look, out)
            SEEN["not shown"] += 1
        elif code == 0 and look not in ("why", "proof"):
            self.dated(id, look, out)

    @rule(number=numbers, days=st.integers(1, 30))
    def extend(self, number: int, days: int) -> None:
        """A report that lets a plan begin on a later day."""
        plans = self.plans()
        if plans:
            id = plans[number % len(plans)]
            begins = ("--from", str(self.day + timedelta(days=days)))
            code, _ = self.run("report", str(id), *begins, codes=(0, REFERRED, MISSING))
            if code == 0 and begins[1] > self.made_on(id):
                self.changed(id)

    @rule(number=numbers)
    def look_at_what_is_open(self, number: int) -> None:
        """The plan that an open consultation comes to is one that is made now."""
        still_open = [id for id in self.told.whose if not self.finished(id)]
        if still_open:
            id = still_open[number % len(still_open)]
            fresh = {w.place for w in self.told.words if self.told.fresh(w, self.day)}
            options = ("plan", "--consultation", str(id), "--json")
            _, out = self.run(*options, codes=(0, REFERRED, MISSING))
            told = json.loads(out)
            self.none_but_a_plan(told)
            if told["plan"]:
                self.made_of(id, self.day, self.told.places, fresh)

    # What must hold

    @invariant()
    def every_plan_stands_as_told(self) -> None:
        """What commands ask before they show or change a plan, of every plan there is."""
        if not self.kept:
            return
        with self.records() as store:
            lives = {whose: store.life(whose) for whose in {*self.told.whose.values()}}
            for record in (record for life in lives.values() for record in life):
                if (record.result or {}).get("status") != "plan":
                    continue
                stands = standing(self.knowledge, record, lives[record.athlete])
                withdrawn = self.told.withdrawn(record.id)
                assert stands.withdrawal or not withdrawn, (record.id, withdrawn)
                SEEN["withdrawn" if withdrawn else "standing"] += 1
                if not stands.withdrawal:
                    reasons = self.told.reasons_to_stop(record.id, self.day)
                    assert reasons <= set(stands.stop_if), (record.id, reasons)
                    assert stands.of == record.made
                    SEEN["dated" if reasons else "of today"] += 1

    def made(self, window: Window) -> None:
        if window.draft.id is None or window.draft.id not in self.told.whose:
            return  # erased meanwhile: what is shown is kept by nobody
        self.made_of(window.draft.id, window.day, window.since, window.fresh)

    def made_of(self, id: int, day: date, since: int, fresh: set[int]) -> None:
        """A plan was made: all flags were denied in this sitting, cleared, or let pass."""
        own = self.told.of(id)
        assert not self.told.withdrawn(id), (id, self.told.withdrawn(id))
        for flag in self.told.flags:
            assert flag in own, f"{flag} was not answered"
            word = own[flag]
            in_sitting = word.place > since or word.place in fresh
            assert word.value == YES or in_sitting, f"{flag} was denied on {word.day}, not {day}"
        SEEN["made"] += 1

    def changed(self, id: int) -> None:
        """A plan was changed, or extended: every flag is fresh now."""
        assert not self.told.withdrawn(id), (id, self.told.withdrawn(id))
        assert not self.told.not_asked_today(self.told.whose[id], self.day)
        SEEN["changed"] += 1

    def dated(self, id: int, look: str, out: str) -> None:
        """A plan is shown; where flags were denied on another day, so are its day and they."""
        reasons = self.told.reasons_to_stop(id, self.day)
        SEEN["shown, dated" if reasons else "shown, of today"] += 1
        if not reasons:
            return
        made = self.made_on(id)
        if look in ("plan", "show", "last"):
            told = json.loads(out)
            assert told["of"] == made
            assert reasons <= set(told["stop-if"])
            return
        text = " ".join(html.unescape(out).split())
        assert day_text(date.fromisoformat(made)) in text
        for flag in reasons:
            assert self.knowledge.questions[flag].prompt in text, flag

    def made_on(self, id: int) -> str:
        with self.records() as store:
            record = store.find(id)
        assert record
        return record.made

    def none_of_it(self, look: str, out: str) -> None:
        """Nothing to train by is in what a command printed."""
        if look in ("plan", "show", "last"):
            told = json.loads(out)
            assert (told.get("result") or told)["plan"] == []
        else:
            drills = self.knowledge.instances("Drill")
            assert not [d for d in drills if self.knowledge.label(d).casefold() in out.casefold()]

    def none_but_a_plan(self, told: dict[str, Any]) -> None:
        assert told["status"] == "plan" or told["plan"] == []

    def sync(self, day: date, wrote: bool = False) -> list[int]:
        """Hear what was written on a day; what was written before is there, unchanged."""
        begun = []
        with self.records() as store:
            held = {record.id: record.athlete for record in store.consultations()}
            held |= {record.id: None for record in store.life(None)}
            rows = {id: store.history(id) for id in held}
        assert self.kept.keys() <= rows.keys(), "a consultation is lost"
        fresh = {id: history[len(self.kept.get(id, ())) :] for id, history in rows.items()}
        if wrote or any(fresh.values()):
            self.told.written(day)
        for id, history in rows.items():
            if id not in self.kept:
                self.told.whose[id] = held[id]
                begun.append(id)
            assert history[: len(self.kept.get(id, ()))] == self.kept.get(id, []), "rewritten"
            for given in fresh[id]:
                if not given.lapsed:
                    self.told.hear(id, given.question, given.value, day)
            self.kept[id] = history
        return begun


MEMORY: dict[tuple[str, str], Any] = {}


def once(function: Any, answers: Answers, *arguments: Any) -> Any:
    """What a function comes to that depends on nothing but answers: it is called once on each."""
    key = function.__qualname__, json.dumps([said(answers), answers.days], sort_keys=True)
    if key not in MEMORY:
        MEMORY[key] = function(*arguments)
    return MEMORY[key]


@pytest.fixture(autouse=True)
def quick(knowledge: KnowledgeBase) -> Iterator[None]:
    """The knowledge is read once, and the same answers are reasoned on once."""
    consult, told, verdict = Engine.consult, Result.json, Screen.verdict
    command_of = cache(get_command)

    def consult_once(engine: Engine, answers: Answers, decided: Any = ()) -> Consultation:
        facts = tuple(decided)
        if facts:
            return consult(engine, answers, facts)
        undated = replace(answers, days={})
        return replace(once(consult, undated, engine, answers), answers=answers)

    def verdict_once(screen: Screen, answers: Answers) -> Verdict:
        return once(verdict, answers, screen, answers)

    def told_once(result: Result) -> Any:
        return json.loads(json.dumps(once(told, result.consultation.answers, result)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sound, "usable_knowledge", lambda folder: knowledge)
        patch.setattr(cache_of_knowledge, "recall_knowledge", None)  # nothing reads it again
        patch.setattr(Engine, "consult", consult_once)
        patch.setattr(Result, "json", told_once)
        patch.setattr(Screen, "verdict", verdict_once)
        patch.setattr("typer.testing._get_command", command_of)
        yield


def test_nothing_past_a_red_flag_in_random_lives() -> None:
    SEEN.clear()
    every = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    lives = settings(
        max_examples=LIVES,
        stateful_step_count=EVENTS,
        deadline=None,
        suppress_health_check=every,
        derandomize=LIVES <= 25,
        database=None,
        phases=PHASES,
    )
    run_state_machine_as_test(Lives, settings=lives)
    print(f"{LIVES:,} lives: {dict(SEEN)}")
    rare = ("changed", "tables") if LIVES > 25 else ()  # the lives are others with each Hypothesis
    for what in ("made", "withdrawn", "dated", "of today", "answers", *rare):
        assert SEEN[what], f"{what}: none in {LIVES} lives"
