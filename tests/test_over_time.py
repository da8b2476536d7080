"""Nothing past a red flag over weeks and months: each case through the program, by its day."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lives import FLAGS, RUNNER, Life
from program import TODAY, Ended, hipexpert, later, noon
from terminal import Terminal, pexpect

from hipexpert.model import KnowledgeBase

MONTHS = later(days=212)
TOMORROW = later(days=1)
Run = Callable[..., Ended]


@pytest.fixture
def life(tmp_path: Path) -> Life:
    life = Life(tmp_path)
    life.athlete("kim", TODAY)
    return life


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a day, and tells its end."""

    def run(*arguments: str, on: str = TOMORROW, code: int = 0, typed: str = "") -> Ended:
        ended = hipexpert(tmp_path, *arguments, typed=typed, SOURCE_DATE_EPOCH=on)
        assert ended.code == code, (arguments, ended.out, ended.err)
        return ended

    return run


def json_of(ended: Ended) -> Any:
    return json.loads(ended.out)


ASKING = (
    "why reverse-clam --consultation 1",
    "why-not hip-airplane --consultation 1",
    "what-if hip-ir-right=38 --consultation 1",
    "compare reverse-clam clam --consultation 1",
    "export --as proof --consultation 1",
)


# Denials of another day


def test_twelve_denials_of_november_clear_nobody_in_june(life: Life, run: Run) -> None:
    """Broken off, and resumed seven months later: every flag is asked anew."""
    life.begun(TODAY, RUNNER)
    resumed = ("consult", "--resume", "--athlete", "kim", "--no-input", "--json")
    told = json_of(run(*resumed, on=MONTHS, code=5))
    assert (told["status"], told["plan"]) == ("incomplete", [])
    assert set(FLAGS) <= set(told["measure-next"])
    assert told["answers"]["hip-ir-right"] == 26, "ranges hold until they are measured anew"
    assert told["answers"]["sport"] == "track-running"
    with life.opened(TODAY) as store:
        history = store.history(1)
    for flag in FLAGS:
        assert [each.value for each in history if each.question == flag] == ["no", None]


def test_flags_of_the_same_day_are_not_asked_again(life: Life, run: Run) -> None:
    life.begun(TODAY, RUNNER)
    resumed = ("consult", "--resume", "--athlete", "kim", "--no-input", "--json")
    assert json_of(run(*resumed, on=later()))["status"] == "plan"


def test_new_ranges_taken_in_do_not_revive_the_denials_of_an_open_consultation(
    life: Life, run: Run, tmp_path: Path
) -> None:
    life.begun(TODAY, RUNNER)
    (tmp_path / "ranges.csv").write_text(
        "athlete,date,joint,motion,side,position,value,unit\n"
        "kim,2026-11-02,hip,internal-rotation,left,prone,41,degrees\n",
        encoding="utf-8",
    )
    run("athlete", "import", "ranges.csv", on=MONTHS)
    with life.opened(TODAY) as store:
        record = store.unfinished("kim")
    assert record
    assert record.answers.given["hip-ir-left"] == 41
    assert record.answers.days["hip-ir-left"] == "2026-11-02"
    assert not set(FLAGS) & record.answers.settled


def test_a_range_of_the_day_of_the_command_is_not_yet_to_come(
    life: Life, run: Run, tmp_path: Path
) -> None:
    """The day is that on which the command was started, and not that of another clock."""
    (tmp_path / "ranges.csv").write_text(
        "athlete,date,joint,motion,side,position,value,unit\n"
        "kim,2126-11-02,hip,internal-rotation,left,prone,41,degrees\n",
        encoding="utf-8",
    )
    run("athlete", "import", "ranges.csv", on=noon(date(2126, 11, 2)))
    run("athlete", "import", "ranges.csv", on=noon(date(2126, 11, 1)), code=6)


def test_the_same_no_said_again_today_renews_it(life: Life, run: Run, tmp_path: Path) -> None:
    id = life.held(TODAY)
    columns = ",".join(("athlete", *FLAGS))
    (tmp_path / "squad.csv").write_text(
        f"{columns}\n{','.join(('kim', *FLAGS.values()))}\n", encoding="utf-8"
    )
    again = json_of(run("athlete", "import", "squad.csv", "--json"))
    assert again["changed"] == 1
    assert life.standing(TODAY + timedelta(days=1), id).stale == ()
    assert json_of(run("athlete", "import", "squad.csv", "--json"))["same"] == 1


def test_a_plan_of_another_day_is_read_under_its_date_with_the_flags_as_reasons_to_stop(
    life: Life, run: Run, knowledge: KnowledgeBase
) -> None:
    life.held(TODAY)
    told = json_of(run("plan", "--consultation", "1", "--json", on=MONTHS))
    assert told["plan"]
    assert (told["of"], set(told["stop-if"])) == ("2026-11-02", set(FLAGS))
    shown = run("plan", "--consultation", "1", "--plain", on=MONTHS).out
    assert shown.startswith("A plan of another day\nThis plan was made on Monday 2 November 2026.")
    for flag in FLAGS:
        assert knowledge.questions[flag].prompt in shown
    assert "Reverse clam" in shown
    today = json_of(run("plan", "--consultation", "1", "--json", on=later()))
    assert (today["of"], today["stop-if"]) == ("2026-11-02", [])


@pytest.mark.parametrize("command", ASKING)
def test_whatever_is_asked_of_a_plan_of_another_day_tells_its_date_and_the_reasons_to_stop(
    life: Life, run: Run, knowledge: KnowledgeBase, command: str
) -> None:
    life.held(TODAY)
    said = "This plan was made on Monday 2 November 2026."
    told = run(*command.split()).err
    assert said in told
    for flag in FLAGS:
        assert knowledge.questions[flag].prompt in told
    assert said not in run(*command.split(), on=later()).err


def test_ranges_are_shown_with_their_day_and_called_old(life: Life, run: Run) -> None:
    denied = "".join(f"{flag}=no\n" for flag in FLAGS) + "pain-site=none\npain-side=none\nquit\n"
    resumed = ("consult", "--resume", "--athlete", "kim")

    def concluded(form: str) -> Ended:
        life.begun(TODAY, RUNNER)
        run(*resumed, on=MONTHS, typed=denied)
        return run(*resumed, "--no-input", form, on=MONTHS)

    told = json_of(concluded("--json"))
    assert told["measured-on"]["hip-ir-right"] == "2026-11-02"
    assert "hip-ir-right" in told["called-old"]
    shown = concluded("--plain").out
    assert "Of Monday 2 November 2026, 212 days ago: old. Measure it anew" in shown


def test_an_age_is_asked_anew_after_a_year(life: Life, run: Run) -> None:
    life.begun(TODAY, {"age": "15", "sport": "golf"})
    resumed = ("consult", "--resume", "--athlete", "kim", "--no-input", "--json")
    for days, given in ((364, {"age": 15, "sport": "golf"}), (365, {"sport": "golf"})):
        assert json_of(run(*resumed, on=later(days=days), code=5))["answers"] == given


# What a change asks for


@pytest.mark.parametrize("put", ["in", "out"])
def test_a_plan_of_another_day_is_changed_by_no_one_before_the_flags_are_asked(
    life: Life, run: Run, put: str
) -> None:
    life.held(TODAY)
    drill = {"in": "side-lying-hip-abduction", "out": "reverse-clam"}[put]
    asked = ("override", drill, "--because", "so", "--put", put, "--consultation", "1")
    refused = run(*asked, code=5)
    assert "Not answered today: " in refused.err
    assert "hipexpert consult --athlete kim" in refused.err
    life.begun(TODAY + timedelta(days=1), FLAGS)
    run(*asked)


def test_a_report_begins_on_the_day_of_the_plan_and_later_only_when_the_flags_are_asked(
    life: Life, run: Run, tmp_path: Path
) -> None:
    life.held(TODAY)
    written = run("report", "1", "--out", "r.html", "--ics", "p.ics")
    assert written.out == "r.html\np.ics\n"
    html = (tmp_path / "r.html").read_text("utf-8")
    assert "This plan was made on Monday 2 November 2026." in html
    assert "Numb saddle area" in html
    assert "DTSTART;VALUE=DATE:20261102" in (tmp_path / "p.ics").read_text("utf-8")
    for kind in ("--out", "--ics"):
        run("report", "1", kind, "later", "--from", "2026-11-03", code=5)
    assert not (tmp_path / "later").exists()
    run("report", "1", "--out", "again.html", "--from", "2026-11-02")
    life.begun(TODAY + timedelta(days=1), FLAGS)
    run("report", "1", "--out", "later.html", "--from", "2026-11-03")


def test_another_plan_by_todays_knowledge_is_not_made_of_old_denials(life: Life, run: Run) -> None:
    life.held(TODAY)
    with life.opened(TODAY) as store:
        (told,) = store._rows("SELECT result FROM consultation")[0]
        changed = {**json.loads(told), "plan": json.loads(told)["plan"][1:]}
        with store._transaction():
            update = "UPDATE consultation SET result = ?"
            store.connection.execute(update, (json.dumps(changed),))
    for *command, code in (
        ("plan", "--consultation", "1", 5),
        ("why", "reverse-clam", 5),
        ("report", "1", "--out", "r.html", 5),
    ):
        told = run(*map(str, command), code=int(code))
        assert "today's knowledge would make another plan of it" in told.err
        assert "hipexpert audit 1" in told.err
    run("plan", "--consultation", "1", on=later())


def test_an_open_consultation_is_no_plan_by_what_was_denied_on_another_day(
    life: Life, run: Run
) -> None:
    life.begun(TODAY, RUNNER)
    assert json_of(run("plan", "--consultation", "1", "--json", code=5))["plan"] == []


# A later word


READING = (
    "plan --consultation 1 --plain",
    "plan --consultation 1 --json",
    *ASKING,
    "report 1 --out r.html",
    "report 1 --ics p.ics",
    "report 1 --from 2026-11-02",
    "override side-lying-hip-abduction --because so --put in --consultation 1",
    "override reverse-clam --because so --put out --consultation 1",
    "consultations show 1 --plain",
    "consultations show 1 --json",
)


@pytest.fixture(scope="module")
def referred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kim had a plan, and reported night pain the same day in another consultation."""
    folder = tmp_path_factory.mktemp("referred")
    life = Life(folder)
    life.athlete("kim", TODAY)
    life.held(TODAY)
    life.held(TODAY, {**RUNNER, "night-pain": "yes"})
    return folder


@pytest.mark.parametrize("command", READING)
def test_a_later_report_is_not_forgotten(command: str, referred: Path) -> None:
    ended = hipexpert(referred, *command.split())
    assert ended.code == 4, ended.err
    said = f"{ended.out} {ended.err}"
    assert "night-pain" in said or "Pain at night or at full rest" in said
    assert not re.search(r"clam|abduction", ended.out, re.IGNORECASE), "a drill is shown"
    assert not [*referred.glob("*.html"), *referred.glob("*.ics")]


@pytest.mark.parametrize("command", ["plan --consultation", "consultations show"])
def test_the_page_of_a_withdrawn_plan_tells_what_to_do_until_then(
    command: str, referred: Path, knowledge: KnowledgeBase
) -> None:
    shown = hipexpert(referred, *command.split(), "1", "--plain").out
    for what in ("until-seen", "seen-by"):
        assert knowledge.text("night-pain", what) in shown


def test_lists_say_that_a_plan_was_withdrawn_and_have_no_review(tmp_path: Path, life: Life) -> None:
    life.held(TODAY)
    life.begun(TODAY, {"night-pain": "yes"})
    (kim,) = json_of(hipexpert(tmp_path, "athlete", "list", "--json"))
    assert (kim["review"], kim["withdrawn"]) == (None, True)
    assert "Review: withdrawn" in hipexpert(tmp_path, "athlete", "list", "--plain").out
    shown = json_of(hipexpert(tmp_path, "athlete", "show", "kim", "--json"))
    assert [each["status"] for each in shown["consultations"]] == ["withdrawn", None]
    assert "Status: withdrawn" in hipexpert(tmp_path, "athlete", "show", "kim", "--plain").out
    listed = json_of(hipexpert(tmp_path, "consultations", "list", "--json"))
    assert [each["status"] for each in listed] == ["withdrawn", None]
    assert hipexpert(tmp_path, "athlete", "export", "kim").code == 0
    whole = json.loads((tmp_path / "kim-export" / "athlete.json").read_text("utf-8"))
    first = whole["consultations"][0]
    assert first["result"]["plan"], "the record is whole"
    assert first["withdrawn"] == {
        **{"by": 2, "on": "2026-11-02"},
        **{"for": ["night-pain"], "unknown": []},
    }


def test_an_audit_shows_the_record_of_a_withdrawn_plan_as_withdrawn(referred: Path) -> None:
    shown = hipexpert(referred, "audit", "1", "--plain")
    assert shown.code == 0
    head = "Withdrawn on Monday 2 November 2026 by consultation 2."
    assert shown.out.splitlines()[1].startswith(head)
    assert "reverse-clam" in shown.out
    assert json_of(hipexpert(referred, "audit", "1", "--json"))["withdrawn"]["by"] == 2
    today = json_of(hipexpert(referred, "audit", "1", "--today", "--json"))
    assert (today["of"], today["withdrawn"]["for"]) == ("2026-11-02", ["night-pain"])
    every = hipexpert(referred, "audit", "--all", "--today", "--plain")
    assert every.code == 0
    assert head in every.out


def test_the_last_one_is_that_which_was_finished_last_and_not_by_the_clock(
    referred: Path,
) -> None:
    ended = hipexpert(referred, "plan", "--json")
    assert ended.code == 4
    assert "the last consultation: 2" in ended.err
    assert json_of(ended)["referral"]["reasons"][0]["id"] == "night-pain"


def test_an_open_flag_said_later_withdraws_the_plan_until_it_is_answered(
    life: Life, run: Run
) -> None:
    life.held(TODAY)
    id = life.begun(TODAY, {"hop-pain": "unknown"})
    told = json_of(run("plan", "--consultation", "1", "--json", on=later(), code=4))
    assert (told["status"], told["plan"]) == ("incomplete", [])
    assert told["withdrawn"]["unknown"] == ["hop-pain"]
    life.more(TODAY, id, {"hop-pain": "no"})
    assert json_of(run("plan", "--consultation", "1", "--json", on=later()))["plan"]


def test_a_plan_finished_in_one_window_after_a_flag_was_reported_in_another_is_none(
    life: Life, run: Run, tmp_path: Path
) -> None:
    life.begun(TODAY, {k: v for k, v in RUNNER.items() if k != "hop-pain"})
    terminal = Terminal(tmp_path, "consult", "--resume", "--athlete", "kim", "--plain")
    terminal.expect("yes or no >")
    life.begun(TODAY, {"night-pain": "yes"})
    terminal.sendline("no")
    while terminal.expect([r"> $", pexpect.EOF]) == 0:
        terminal.sendline("unknown")
    terminal.close()
    assert terminal.exitstatus == 4
    shown = terminal.before
    assert "Withdrawn" in shown
    assert "Pain at night or at full rest" in shown
    assert "clam" not in shown.lower()
    with life.opened(TODAY) as store:
        assert store.last() is None


def test_what_is_resumed_without_being_finished_heeds_what_was_said_elsewhere(
    life: Life, run: Run
) -> None:
    """Each by itself is no referral: pain in the thigh of a grown athlete, and an age."""
    life.begun(TODAY, {**RUNNER, "pain-site": "thigh", "pain-side": "left", "pain-level": "2"})
    life.finished(TODAY, life.begun(TODAY, {"age": "14"}))
    resumed = ("consult", "--resume", "--athlete", "kim", "--no-input", "--json")
    told = json_of(run(*resumed, on=later(), code=4))
    assert (told["status"], told["plan"], told["withdrawn"]["by"]) == ("refer", [], 2)


# On a terminal


def test_on_a_terminal_a_change_asks_the_flags_first_and_keeps_them(
    life: Life, tmp_path: Path
) -> None:
    life.held(TODAY)
    terminal = asked_to_override(tmp_path)
    terminal.expect("n: none of these")
    terminal.sendline("n")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0, terminal.before
    with life.opened(TODAY) as store:
        assert [made.drill for made in store.overrides(1)] == ["reverse-clam"]
        begun = store.unfinished("kim")
    assert begun
    assert begun.answers.given == FLAGS, "they start the next consultation"
    assert set(begun.answers.days.values()) == {"2026-11-03"}


def test_on_a_terminal_a_flag_reported_withdraws_the_plan_instead_of_changing_it(
    life: Life, tmp_path: Path
) -> None:
    life.held(TODAY)
    terminal = asked_to_override(tmp_path)
    terminal.expect("n: none of these")
    terminal.sendline("1")
    terminal.expect("n: none of these")
    terminal.sendline("n")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 4
    with life.opened(TODAY) as store:
        assert store.overrides(1) == []


def asked_to_override(folder: Path) -> Terminal:
    arguments = ("override", "reverse-clam", "--because", "so", "--consultation", "1")
    return Terminal(folder, *arguments, SOURCE_DATE_EPOCH=TOMORROW)
