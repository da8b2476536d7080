"""The report as it is handed over: what it says, what it must never say, and in a real browser."""

from __future__ import annotations

import html as markup
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import Given
from program import PATIENCE, TODAY, answers_file, hipexpert, surroundings
from test_cases import people

from hipexpert.face.doses import course_text, onward_text
from hipexpert.face.report.chart import HEIGHT, chart
from hipexpert.face.report.dial import dial
from hipexpert.face.report.document import report_html
from hipexpert.face.report.handout import Handout
from hipexpert.model import Consultation, KnowledgeBase, number_text
from hipexpert.reasoning.plan import Result
from hipexpert.records.progress import Course, Day, Trend, progress
from hipexpert.records.store import Measurement, Override, open_store

Consulted = Callable[[Given], Consultation]
BEGINS = date(2026, 11, 30)
NAME = "{http://www.w3.org/1999/xhtml}"
SVG = "http://www.w3.org/2000/svg"
STORIES = ("founding", "founding-unmeasured", "one-side-rower", "leg-length-reader")


def handout(consulted: Consulted, person: str = "founding", **more: object) -> Handout:
    given = {**people()[person], **dict(more.pop("given", {}))}  # type: ignore[call-overload]
    return Handout(Result(consulted(given)), BEGINS, **more)  # type: ignore[arg-type]


def parsed(html: str) -> Element:
    """The document, parsed after the standard; every parse error fails."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(html)
    return tree


def text_of(html: str, id: str = "") -> str:
    """What is read of a report, or of the element of that id, on one line."""
    found = parsed(html)
    if id:
        found = next(element for element in found.iter() if element.get("id") == id)
    return " ".join("".join(found.itertext()).split())


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("person", STORIES)
def test_a_report_is_valid_and_needs_nothing_from_elsewhere(
    consulted: Consulted, person: str
) -> None:
    html = report_html(handout(consulted, person))
    tree = parsed(html)
    assert tree.get("lang") == "en"
    to_read = {e for e in tree.iter(f"{NAME}a") if (e.get("href") or "").startswith("https://")}
    inside = [element for element in tree.iter() if element not in to_read]
    links = [e.get(name) for e in inside for name in ("src", "href", "srcset", "data")]
    assert to_read
    assert all(link.startswith("#") for link in links if link)
    assert not re.search(r"url\(|@import|<script|<link|<iframe", html)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(link[1:] in ids for link in links if link)


@pytest.mark.parametrize("person", STORIES)
def test_headings_come_in_order(consulted: Consulted, person: str) -> None:
    tree = parsed(report_html(handout(consulted, person)))
    levels = [int(e.tag[-1]) for e in tree.iter() if re.fullmatch(f"{NAME}h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("right", ["26", "unknown"])
def test_every_picture_is_told_in_words(consulted: Consulted, right: str) -> None:
    html = report_html(handout(consulted, given={"hip-ir-right": right}))
    pictures = [element for element in parsed(html).iter() if element.tag.endswith("}svg")]
    drills = [picture for picture in pictures if picture.get("class") == "hx"]
    assert len(pictures) > len(drills) > 0, "what a drill's shows stands beside it in words"
    for picture in (each for each in pictures if each not in drills):
        assert picture.get("role") == "img"
        title = next(e for e in picture if e.tag.endswith("}title"))
        assert picture.get("aria-labelledby") == title.get("id")
        assert re.search(r"(left|right): (\d+°|not measured)", title.text or "")


@pytest.mark.parametrize("person", STORIES)
def test_every_drill_is_told_with_its_sets_and_when_to_stop(
    knowledge: KnowledgeBase, consulted: Consulted, person: str
) -> None:
    given = handout(consulted, person)
    html = report_html(given)
    athlete, coach = text_of(html, "athlete"), text_of(html, "coach")
    rows = {
        row[0]: row[1:]
        for row in (
            [flat("".join(cell.itertext())) for cell in row if cell.tag.endswith(("}th", "}td"))]
            for row in parsed(html).iter(f"{NAME}tr")
        )
    }
    assert given.result.lines
    for number, line in enumerate(given.result.lines, 1):
        row = next(
            cells for name, cells in rows.items() if name.startswith(f"{number}{line.label}")
        )
        assert row[:2] == [str(line.dose.sets["left"]), str(line.dose.sets["right"])]
        for property in ("instruction", "stop-rule"):
            assert flat(knowledge.text(line.drill, property)) in athlete
        assert flat(course_text(given.result, line.drill)) in athlete
        assert flat(onward_text(given.result, line.drill)) in coach


@pytest.mark.parametrize("person", STORIES)
def test_every_reason_and_every_dispute_is_told_to_the_coach(
    knowledge: KnowledgeBase, consulted: Consulted, person: str
) -> None:
    given = handout(consulted, person)
    coach = text_of(report_html(given), "coach")
    result = given.result
    for line in result.lines:
        for proof in result.proofs(*result.facts_of(line.drill)):
            for step in proof.steps():
                if step.rule:
                    assert flat(step.because).lower() in coach.lower()
                    assert step.rule.id in coach
                    assert all(knowledge.label(claim) in coach for claim in step.claims)
    for dispute in result.disputes:
        assert all(part in coach for part in (dispute.label, dispute.pro, dispute.con, dispute.gap))
        assert not dispute.debated or flat(dispute.text) in coach
    assert all(left.label in coach for left in result.left_out)
    for question in result.consultation.answers.given:
        assert knowledge.questions[question].label in coach


def test_a_referred_athlete_gets_the_referral_and_no_plan(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    override = Override(1, "hip-airplane", "in", "because I say so", "2026-11-23T10:00:00+00:00")
    given = handout(consulted, given={"night-pain": "yes"}, overrides=(override,))
    text = text_of(report_html(given))
    assert knowledge.text("referred", "sentence") in text
    assert knowledge.text("night-pain", "sentence") in text
    for drill in knowledge.instances("Drill"):
        assert knowledge.label(drill) not in text
    assert "Sets left" not in text
    assert "because I say so" not in text


def test_an_incomplete_consultation_names_what_is_open_and_gives_no_plan(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    text = text_of(report_html(handout(consulted, given={"night-pain": "unknown"})))
    assert knowledge.text("incomplete", "sentence") in text
    assert knowledge.label("night-pain") in text
    assert "Sets left" not in text


def test_hostile_names_stay_names(consulted: Consulted) -> None:
    name = "<script>alert(1)</script>\"'>&amp;{{ 7*7 }}"
    override = Override(1, "clam", "out", f"{name} said so", "2026-11-23")
    html = report_html(handout(consulted, athlete=name, overrides=(override,)))
    tree = parsed(html)
    assert not list(tree.iter(f"{NAME}script"))
    assert name in "".join(tree.itertext())
    assert markup.escape(name, quote=False).split("&quot;")[0].split('"')[0] in html


def test_the_coachs_decisions_are_shown_as_the_coachs_own(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    overrides = (
        Override(1, "clam", "out", "she does these already", "2026-11-23T10:00:00+00:00"),
        Override(1, "goblet-squat", "in", "she has a dumbbell", "2026-11-23T10:00:00+00:00"),
        Override(1, "hip-airplane", "in", "she stands well", "2026-11-23T10:00:00+00:00"),
    )
    given = handout(consulted, overrides=overrides)
    assert [row.drill for row in given.rows if row.own] == ["goblet-squat"]
    assert given.rows[-1].dose
    assert given.rows[-1].days
    assert "clam" not in {row.drill for row in given.rows}
    html = report_html(given)
    coach, athlete = text_of(html, "coach"), text_of(html, "athlete")
    assert re.search("Clam: taken out ?she does these already", coach)
    assert re.search("Goblet squat: put in ?she has a dumbbell", coach)
    assert re.search("Hip airplane: put in ?she stands well", coach)
    assert coach.count(knowledge.text("barred-by-a-safeguard", "sentence")) == 1
    assert knowledge.text("goblet-squat", "stop-rule") in athlete
    assert knowledge.text("hip-airplane", "instruction") not in athlete
    assert "The coach's own decision: she has a dumbbell" in athlete
    assert knowledge.text("clam", "instruction") not in athlete


def test_what_a_drill_the_coach_put_in_calls_for_is_heeded(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    said = knowledge.text("neutral-back-caution", "sentence")
    assert said not in text_of(report_html(handout(consulted)), "athlete")
    own = (Override(1, "adductor-rock-back", "in", "she likes it", "2026-11-23"),)
    assert said in text_of(report_html(handout(consulted, overrides=own)), "athlete")


def test_a_session_takes_as_long_as_what_is_done_in_it(consulted: Consulted) -> None:
    whole = handout(consulted)
    assert whole.session_minutes == whole.result.session_minutes
    lines = {row.drill: row.minutes for row in whole.rows}
    less = handout(consulted, overrides=(Override(1, "clam", "out", "", ""),))
    assert less.session_minutes == pytest.approx(whole.session_minutes - lines["clam"], abs=0.1)
    more = handout(consulted, overrides=(Override(1, "goblet-squat", "in", "", ""),))
    assert more.session_minutes > whole.session_minutes


def test_how_much_of_a_custom_is_done_is_for_the_coach_to_say(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    own = (Override(1, "lead-with-the-other-leg", "in", "to try", "2026-11-23"),)
    given = handout(consulted, overrides=own)
    assert (given.rows[-1].dose, given.rows[-1].days, given.rows[-1].minutes) == (None, (), 0)
    said = text_of(report_html(given), "athlete")
    assert said.count(knowledge.text("as-the-coach-says", "sentence")) == 1


def test_what_nobody_measured_is_told_and_not_drawn(consulted: Consulted) -> None:
    html = report_html(handout(consulted, "founding-unmeasured"))
    assert "<svg" not in html.replace('<svg xmlns="http://www.w3.org/2000/svg" class="hx"', "")
    assert "Right limited Expected, not measured" in text_of(html.replace("<br>", " "), "athlete")


def test_a_mirrored_athlete_gets_the_mirrored_pictures(consulted: Consulted) -> None:
    def captions(person: str) -> list[list[str]]:
        tree = parsed(report_html(handout(consulted, person)))
        pairs = [e for e in tree.iter(f"{NAME}div") if e.get("class") == "pair"]
        return [[c.findtext(f"{NAME}b") or "" for c in p.iter(f"{NAME}figcaption")] for p in pairs]

    assert captions("founding") == [pair[::-1] for pair in captions("founding-mirrored")]


def test_a_dial_shows_the_value_and_the_band_around_the_other_side() -> None:
    left, right = (dial(side, 26, 40, 6, (29, 50), 90) for side in ("left", "right"))
    for drawn, mirrored in zip(left[:6], right[:6], strict=True):
        xs, across = (
            [float(x) for x in re.findall(r"[ML](\d+(?:\.\d+)?) ", str(path))]
            for path in (drawn, mirrored)
        )
        assert xs
        assert [round(200 - x, 1) for x in xs] == across
    below = dial("right", -10, 20, 6, None, 90, -10)
    assert below.needle == "M26 174L26 52", "the least stands upright"
    assert below.wedge.startswith("M26 174L26 52A"), "the wedge reaches from the least to nought"
    assert [tick.text for tick in below.ticks if tick.text] == ["0", "30", "60", "90"]
    empty = dial("left", None, None, 6, None, 90)
    assert (empty.wedge, empty.needle, empty.band, empty.other, empty.span) == ("",) * 5


# The command


def test_the_command_writes_a_private_file_and_says_who_is_referred(tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["founding"])
    done = hipexpert(tmp_path, "report", "--answers", str(case), "--out", "r.html")
    assert (done.code, done.out, done.err) == (0, "r.html\n", "")
    assert (tmp_path / "r.html").stat().st_mode & 0o777 == 0o600
    flagged = answers_file(tmp_path, {**people()["founding"], "night-pain": "yes"}, "b.yaml")
    done = hipexpert(tmp_path, "report", "--answers", str(flagged), "--ics", "r.ics")
    assert done.code == 4
    assert not (tmp_path / "r.ics").exists()


def test_the_same_consultation_gives_the_same_bytes(tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["founding"])
    written = [
        hipexpert(
            tmp_path,
            *("report", "--answers", str(case)),
            PYTHONHASHSEED=seed,
            SOURCE_DATE_EPOCH="1795000000",
        ).out
        for seed in ("1", "2")
    ]
    assert written[0] == written[1]
    assert written[0].startswith("<!DOCTYPE html>")


def test_a_stored_consultation_is_reported_with_its_athlete_and_decisions(
    tmp_path: Path, knowledge: KnowledgeBase, consulted: Consulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", surroundings(tmp_path)["XDG_DATA_HOME"])
    consultation = consulted(people()["founding"])
    with open_store(today=TODAY) as store:
        store.add_athlete("ada", "Ada <b>L.</b>")
        stored = store.begin(knowledge, "ada")
        store.keep(stored, consultation.answers)
        opened = store.begin(knowledge, "ada")
    unfinished = hipexpert(tmp_path, "report", str(opened))
    assert unfinished.code == 2
    assert "is not finished" in unfinished.err
    with open_store(today=TODAY) as store:
        store.finish(stored, Result(consultation).json(), {})
        store.override(stored, "clam", "out", "done already")
    for chosen in ((str(stored),), ()):
        done = hipexpert(tmp_path, "report", *chosen)
        assert done.code == 0
        assert "Ada <b>L.</b>" in "".join(parsed(done.out).itertext())
        assert "done already" in done.out
    missing = hipexpert(tmp_path, "report", "99")
    assert missing.code == 2
    assert "there is no consultation 99" in missing.err


@pytest.mark.parametrize(("weeks", "verdict"), [(6, "the same"), (5, "otherwise")])
def test_what_was_concluded_with_other_knowledge_says_whether_it_still_holds(
    tmp_path: Path,
    knowledge: KnowledgeBase,
    consulted: Consulted,
    monkeypatch: pytest.MonkeyPatch,
    weeks: int,
    verdict: str,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", surroundings(tmp_path)["XDG_DATA_HOME"])
    consultation = consulted(people()["founding"])
    with open_store(today=TODAY) as store:
        stored = store.begin(replace(knowledge, sha256="0" * 64, version="0.0.9"))
        store.keep(stored, consultation.answers)
        result = {**Result(consultation).json(), "review-after-weeks": weeks}
        store.finish(stored, result, {})
    done = hipexpert(tmp_path, "report", str(stored))
    assert f"with knowledge 0.0.9; today's knowledge concludes {verdict}" in done.err
    assert f"today's knowledge concludes {verdict}" in text_of(done.out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "tomorrow"), "'tomorrow' is no day"),
        (("--out", "no/such/folder/r.html"), "cannot write no/such/folder/r.html"),
        (("3",), "a stored consultation has its own answers"),
    ],
)
def test_wrong_use_is_told_with_its_remedy(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    case = answers_file(tmp_path, people()["founding"])
    done = hipexpert(tmp_path, "report", "--answers", str(case), *arguments)
    assert done.code == 2
    assert said in done.err


# PDF


def test_a_pdf_is_printed_where_weasyprint_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    case = answers_file(tmp_path, people()["founding"])
    done = hipexpert(tmp_path, "report", "--answers", str(case), "--pdf", "r.pdf")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


# In a browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
LOOK = """
<body><pre id="found">not loaded</pre><script>
const report = {report}, found = [];
const frames = [{widths}].map(width => {{
  const frame = document.createElement("iframe");
  frame.style.width = width + "px"; frame.style.height = "800px"; frame.style.border = 0;
  frame.srcdoc = report;
  frame.onload = () => {{
    const view = frame.contentDocument.documentElement;
    found.push(width + " wide: " + view.scrollWidth);
    const out = [...view.querySelectorAll("body *")].filter(
      part => part.getBoundingClientRect().right > width + 0.5 && !part.closest("svg"));
    out.forEach(part => found.push(width + " sticks out: " + part.outerHTML.slice(0, 80)));
    document.getElementById("found").textContent = found.sort().join("\\n");
  }};
  document.body.append(frame);
}});
</script>
"""


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("person", ["founding", "leg-length-reader"])
def test_in_a_browser_nothing_is_wider_than_a_phone_and_nothing_is_complained_of(
    tmp_path: Path, consulted: Consulted, person: str
) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff " * 3
    html = report_html(handout(consulted, person, athlete=name))
    report = json.dumps(html).replace("</", "<\\/")
    page = tmp_path / "look.html"
    page.write_text(LOOK.format(report=report, widths="320, 360, 1200"), encoding="utf-8")
    done = subprocess.run(
        [
            *(str(CHROMIUM), "--headless", "--hide-scrollbars", "--no-sandbox", "--disable-gpu"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr"),
            *("--virtual-time-budget=5000", "--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found
    assert found[1].splitlines() == ["1200 wide: 1200", "320 wide: 320", "360 wide: 360"]
    assert "CONSOLE" not in done.stderr


def test_a_report_draws_the_ranges_from_test_to_test(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    measured = [
        Measurement("kim", day, "hip", "internal-rotation", side, "prone", value, "degree")
        for day, left, right in (("2026-08-01", 41.0, 22.0), ("2026-09-15", 40.0, 33.0))
        for side, value in (("left", left), ("right", right))
    ]
    alone = Measurement("kim", "2026-08-01", "hip", "external-rotation", "left", "prone", 30.0, "°")
    html = report_html(handout(consulted, progress=progress(knowledge, [], [*measured, alone])))
    titles = [e.text or "" for e in parsed(html).iter(f"{{{SVG}}}title")]
    (told,) = [title for title in titles if "from test to test" in title]
    assert told.startswith("Internal rotation")
    error = number_text(float(knowledge.object("small-difference", "degrees") or 0))
    assert (
        f"Left. No change since 2026-08-01: from 41 to 40 degrees. A difference below {error}"
        in told
    )
    assert "Right. From 22 to 33 degrees since 2026-08-01: 11 more." in told
    assert "From test to test" in text_of(html, "coach")
    assert "From test to test" not in report_html(handout(consulted))


def test_the_bars_of_a_chart_reach_as_far_as_the_error() -> None:
    days = (Day("a", {"left": 30.0, "right": 20.0}), Day("b", {"left": 40.0}))
    course = Course("m", "", 5, days, (Trend("left", (), None), Trend("right", (), None)))
    drawn = chart(course)
    left, right = drawn.curves
    first, last = left.points
    assert len(right.points) == 1
    per_degree = (first.y - last.y) / 10
    assert first.low - first.y == pytest.approx(5 * per_degree, abs=0.2)
    assert first.y - first.high == pytest.approx(5 * per_degree, abs=0.2)
    assert [mark.text for mark in drawn.degrees] == ["10", "20", "30", "40", "50"]
    assert all(0 <= p.high < p.low <= HEIGHT for curve in drawn.curves for p in curve.points)
    below = chart(Course("m", "", 5, (Day("a", {"left": -12.0}),), (Trend("left", (), None),)))
    assert [mark.text for mark in below.degrees] == ["-20", "-10", "0"]
