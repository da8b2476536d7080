"""The athlete's page: one sheet of A4 with all that is needed, and no plan where there is none."""

from __future__ import annotations

import contextlib
import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from conftest import Given, read_given, real_knowledge
from program import PATIENCE, answers_file, hipexpert
from test_cases import people
from test_report import BEGINS, CHROMIUM, NAME, handout, parsed, text_of

from hipexpert.face.report import sheet as sheets
from hipexpert.face.report.document import ATHLETE, COACH, report_html, sheets_html
from hipexpert.face.report.handout import Handout
from hipexpert.face.report.sheet import Sheet
from hipexpert.model import Consultation, KnowledgeBase
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.plan import Result

Consulted = Callable[[Given], Consultation]
NAMED = "Mara Lindqvist-Wolfeschlegel"


def handouts(knowledge: KnowledgeBase) -> Iterator[Handout]:
    """A handout for each of the people of whom whole plans are kept."""
    for given in people().values():
        result = Result(consult(knowledge, read_given(knowledge, given)))
        yield Handout(result, BEGINS, athlete=NAMED, today=BEGINS)


@cache
def long_winded() -> KnowledgeBase:
    """The knowledge with longer names for its drills than any has."""
    knowledge = real_knowledge()
    words = dict(knowledge.words)
    for drill in knowledge.instances("Drill"):
        longer = f"{knowledge.label(drill)}, slowly, against a long band"
        words[drill] = {**words[drill], "skos:prefLabel": (longer,)}
    return replace(knowledge, words=words)


def unpacked(pdf: bytes) -> bytes:
    """The objects of a PDF, with those that are packed in streams."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for stream in streams:
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


def printed_pages(folder: Path, html: str) -> int:
    """How many pages a browser prints of a document."""
    (folder / "page.html").write_text(html, encoding="utf-8")
    subprocess.run(
        [
            *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu"),
            *(f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri()),
        ],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", (folder / "page.pdf").read_bytes()))


in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@in_a_browser
@pytest.mark.parametrize("wording", [real_knowledge, long_winded])
def test_a_plan_of_six_drills_is_printed_on_one_sheet(
    tmp_path: Path, wording: Callable[[], KnowledgeBase]
) -> None:
    found = list(handouts(wording()))
    assert sum(len(each.rows) == 6 for each in found) > 12
    assert printed_pages(tmp_path, sheets_html(found)) == len(found)


@in_a_browser
@pytest.mark.parametrize("person", ["left-front-sprinter", "golfer", "founding"])
def test_the_coachs_pages_are_four_at_most(
    tmp_path: Path, consulted: Consulted, person: str
) -> None:
    html = report_html(handout(consulted, person, athlete=NAMED), COACH)
    assert 2 <= printed_pages(tmp_path, html) <= 4


def test_a_pdf_has_one_page_for_the_athlete_and_tags(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    case = answers_file(tmp_path, people()["founding"])
    command = ("report", "--answers", str(case), "--for", "athlete", "--pdf", "r.pdf")
    done = hipexpert(tmp_path, *command)
    assert (done.code, done.err) == (0, "")
    pdf = unpacked((tmp_path / "r.pdf").read_bytes())
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang\s*\(en\)", pdf)


# What stands on it


def weeks_of(tree: Element) -> list[list[Element]]:
    table = next(e for e in tree.iter(f"{NAME}table") if e.get("aria-labelledby") == "weeks")
    return [list(row) for row in table.iter(f"{NAME}tr")]


@pytest.mark.parametrize("person", ["founding", "leg-length-reader", "soccer-player"])
def test_every_week_has_a_box_for_each_day_and_room_for_pain(
    consulted: Consulted, person: str
) -> None:
    given = handout(consulted, person)
    head, *weeks = weeks_of(parsed(report_html(given, ATHLETE)))
    assert len(weeks) == given.result.review_after_weeks == 6
    assert all(cell.get("scope") == "col" for cell in head)
    assert "".join(head[-1].itertext()) == "Pain, 0 to 10"
    for cell, row in zip(head[1:-1], given.rows, strict=True):
        assert row.label in "".join(cell.itertext())
    for week in weeks:
        assert week[0].get("scope") == "row"
        boxes = [
            sum("box" in (part.get("class") or "") for part in cell.iter()) for cell in week[1:-1]
        ]
        assert boxes == [len(row.days) for row in given.rows]
        said = ["".join(cell.itertext()) for cell in week[1:-1]]
        assert said == [str(number) for number in boxes], "a reader hears how many"


def test_the_sheet_says_what_to_doubt_before_the_plan_whom_to_ask_and_when_to_stop(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    given = handout(consulted, today=BEGINS)
    said = text_of(report_html(given, ATHLETE), "athlete")
    in_order = [
        knowledge.label("before-the-plan"),
        knowledge.label("weakest-link"),
        knowledge.label("wrong-if"),
        knowledge.label("not-known-yet"),
        "Direction of the bends: counter-clockwise",
        "No to 12 red flags on Monday 30 November 2026",
        "Do no session, and be seen first",
        knowledge.text(given.rows[0].drill, "instruction"),
        knowledge.label("week-by-week"),
        "Review: Monday 11 January 2027",
        knowledge.text("whom-to-ask", "sentence"),
        knowledge.text("not-a-diagnosis", "sentence"),
    ]
    places = [said.index(each) for each in in_order]
    assert places == sorted(places)
    for flag in knowledge.instances("RedFlag"):
        assert knowledge.label(flag) in said


@pytest.mark.parametrize(("night_pain", "told"), [("yes", "referred"), ("unknown", "incomplete")])
def test_who_is_not_cleared_gets_no_drill_and_no_box(
    knowledge: KnowledgeBase, consulted: Consulted, night_pain: str, told: str
) -> None:
    html = report_html(handout(consulted, given={"night-pain": night_pain}), ATHLETE)
    said = text_of(html)
    assert knowledge.text(told, "sentence") in said
    assert not list(parsed(html).iter(f"{NAME}table"))
    assert 'class="box"' not in html
    assert knowledge.label("week-by-week") not in said
    for drill in knowledge.instances("Drill"):
        assert knowledge.label(drill) not in said
    if told == "referred":
        assert knowledge.text("night-pain", "until-seen") in said
        assert knowledge.text("night-pain", "seen-by") in said


def test_a_report_is_for_the_athlete_the_coach_or_both(tmp_path: Path) -> None:
    case = answers_file(tmp_path, people()["founding"])
    parts = {}
    for whom in ("athlete", "coach", "both"):
        done = hipexpert(tmp_path, "report", "--answers", str(case), "--for", whom)
        assert done.code == 0
        tree = parsed(done.out)
        parts[whom] = [e.get("id") for e in tree.iter(f"{NAME}article")]
        assert len(list(tree.iter(f"{NAME}h1"))) == 1
    assert parts == {"athlete": ["athlete"], "coach": ["coach"], "both": ["athlete", "coach"]}


def test_sheets_of_several_athletes_share_no_id(knowledge: KnowledgeBase) -> None:
    html = sheets_html(list(handouts(knowledge))[:4])
    tree = parsed(html)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    named = {e.get("aria-labelledby") for e in tree.iter() if e.get("aria-labelledby")}
    assert named <= set(ids)


def test_letters_shrink_as_there_is_more_to_say(consulted: Consulted) -> None:
    sizes = [size for _, size in sheets.LETTERS]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > sheets.SMALLEST
    few = Sheet(handout(consulted, given={"night-pain": "yes"}))
    assert few.letters > Sheet(handout(consulted)).letters


def test_a_plan_of_another_day_says_so_above_all(
    knowledge: KnowledgeBase, consulted: Consulted
) -> None:
    flags = tuple(knowledge.instances("RedFlag"))
    given = handout(consulted, made=date(2026, 11, 2), stop_if=flags)
    said = text_of(report_html(given, ATHLETE), "athlete")
    place = said.index("This plan was made on Monday 2 November 2026")
    assert place < said.index(knowledge.label("before-the-plan"))
    for flag in flags:
        assert knowledge.label(flag) in said[place:]
