"""The coach's way: a squad list as coaches keep them, taken in, and a page for each athlete."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from collections import Counter
from pathlib import Path

import pytest
from conftest import real_knowledge
from program import TODAY, hipexpert
from terminal import Terminal, pexpect
from test_cases import people
from test_report import CHROMIUM, NAME, parsed, text_of
from test_sheet import printed_pages

from hipexpert.records.headings import headings_of
from hipexpert.records.opening import open_table
from hipexpert.records.store import open_store

RUNNER = people()["founding"]
FLAGS = tuple(real_knowledge().instances("RedFlag"))
FIRST = "Anna Bea Cleo Dora Ella Finn Gus Hana Ida Jan Kim Lea Max Nora Ole Pia Quin Ria Sam Tom"
LAST = "Berg Lund Holm Dahl Falk"


def squad_list(folder: Path) -> Path:
    """Twenty-five athletes: two who are to be seen, one not asked all, the others fit to train."""
    label = real_knowledge().label
    heads = {
        "Name": "",
        **{label(flag): flag for flag in FLAGS},
        "Sport": "sport",
        "Event": "event",
        "Bend": "bend-direction",
        "Reps per practice": "repetitions-per-practice",
        "Practices in a season": "practices-per-season",
        "Years in the sport": "years-in-sport",
        "Competitions in a season": "competitions-per-season",
        "IR L (°)": "hip-ir-left",
        "IR R (°)": "hip-ir-right",
        "ER L (°)": "hip-er-left",
        "ER R (°)": "hip-er-right",
        "Shoe size": "",
    }
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["FC Example, hip rotation, first team"])
    rows.writerow([])
    rows.writerow(heads)
    names = [f"{first} {last}" for last in LAST.split() for first in FIRST.split()[:5]]
    assert len(set(names)) == 25
    for number, name in enumerate(names):
        told = dict(RUNNER) | {"hip-ir-right": f"{26 + number % 12},5"}
        if number in (3, 17):
            told["night-pain"] = "Yes"
        if number == 8:
            told["groin-lump"] = ""
        rows.writerow([name, *(told.get(question, "42") for question in [*heads.values()][1:])])
    path = folder / "squad.csv"
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def test_a_squad_list_becomes_a_page_for_each_athlete(tmp_path: Path) -> None:
    squad_list(tmp_path)
    done = hipexpert(tmp_path, "screen", "squad.csv", "--handouts", "pages", "--plain")
    assert done.code == 0, done.err
    assert done.out.startswith("25 pages in pages; all of them to print: pages/all-athletes.html\n")
    assert "All: 25" in done.out
    assert "there is no column 'Shoe size'; it is passed over" in done.err
    files = sorted((tmp_path / "pages").iterdir())
    assert len(files) == 26
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "pages").stat().st_mode) == 0o700
    kinds: Counter[str] = Counter()
    for file in files:
        if file.name == "all-athletes.html":
            continue
        html = file.read_text("utf-8")
        assert file.stem in text_of(html, "athlete")
        (article,) = parsed(html).iter(f"{NAME}article")
        kinds["plan" if 'class="box"' in html else "none"] += 1
        assert "Review" in text_of(html) or "see" in text_of(html)
        assert article.get("id") == "athlete"
    assert kinds == {"plan": 22, "none": 3}
    seen = (tmp_path / "pages" / "Dora Berg.html").read_text("utf-8")
    assert real_knowledge().text("referred", "sentence") in text_of(seen)
    whole = parsed((tmp_path / "pages" / "all-athletes.html").read_text("utf-8"))
    assert len(list(whole.iter(f"{NAME}article"))) == 25


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_pages_of_a_squad_are_printed_on_as_many_sheets(tmp_path: Path) -> None:
    squad_list(tmp_path)
    hipexpert(tmp_path, "screen", "squad.csv", "--handouts", "pages")
    whole = (tmp_path / "pages" / "all-athletes.html").read_text("utf-8")
    assert printed_pages(tmp_path, whole) == 25
    one = (tmp_path / "pages" / "Anna Berg.html").read_text("utf-8")
    assert printed_pages(tmp_path, one) == 1


def test_a_squad_list_is_taken_in_concluded_and_reported(tmp_path: Path) -> None:
    squad_list(tmp_path)
    taken = json.loads(hipexpert(tmp_path, "athlete", "import", "squad.csv", "--json").out)
    assert (taken["added"], taken["refused"]) == (25, 0)
    codes: Counter[int] = Counter()
    with open_store(tmp_path / "data" / "hipexpert" / "records.sqlite", today=TODAY) as store:
        athletes = [athlete.id for athlete in store.athletes()]
    for athlete in athletes:
        codes[hipexpert(tmp_path, "consult", "--athlete", athlete, "--no-input").code] += 1
    assert codes == {0: 22, 4: 2, 5: 1}
    page = hipexpert(tmp_path, "report", "--athlete", "Anna Berg", "--for", "athlete")
    assert page.code == 0
    assert "Anna Berg" in text_of(page.out)
    referred = hipexpert(tmp_path, "report", "--athlete", "Dora Berg", "--for", "athlete")
    assert referred.code == 4
    assert 'class="box"' not in referred.out


def test_pages_are_not_written_over_others_but_when_told(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("athlete,age\nkim,20\nKim,21\na/b,22\n")
    command = ("screen", "squad.csv", "--handouts", "pages")
    first = hipexpert(tmp_path, *command)
    assert first.code == 6, "an id that cannot be one is told"
    names = sorted(file.name for file in (tmp_path / "pages").iterdir())
    assert names == ["Kim-2.html", "a-b.html", "all-athletes.html", "kim.html"]
    refused = hipexpert(tmp_path, *command)
    assert refused.code == 2
    assert "pages/kim.html is there already, and 3 more" in refused.err
    assert hipexpert(tmp_path, *command, "--force").code == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("squad.csv", "--handouts", "p", "--json"), "the results go to one place"),
        (("squad.csv", "--handouts", "p", "--out", "r.csv"), "the results go to one place"),
        (("squad.csv", "--pdf"), "add --handouts FOLDER"),
        ((), "which table?"),
        (("squad.csv", "--handouts", "squad.csv"), "it is a file, not a folder"),
    ],
)
def test_wrong_use_of_handouts_is_told(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "squad.csv").write_text("athlete,age\nkim,20\n")
    ended = hipexpert(tmp_path, "screen", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_hostile_names_stay_in_their_folder_and_are_told_as_names(tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>"
    (tmp_path / "squad.csv").write_text(f'athlete,name,age\n../../x,n,20\nkim,"{name}",20\n')
    hipexpert(tmp_path, "screen", "squad.csv", "--handouts", "pages")
    found = sorted(file.name for file in (tmp_path / "pages").iterdir())
    assert found == ["-..-x.html", "all-athletes.html", "kim.html"]
    assert not (tmp_path.parent / "x.html").exists()
    html = (tmp_path / "pages" / "kim.html").read_text("utf-8")
    assert not list(parsed(html).iter(f"{NAME}img"))
    assert name in text_of(html)


def test_a_bar_shows_how_far_it_is_at_a_terminal_alone(tmp_path: Path) -> None:
    (tmp_path / "squad.csv").write_text("athlete,age\n" + "".join(f"a{n},20\n" for n in range(9)))
    command = ("screen", "squad.csv", "--handouts", "pages")
    terminal = Terminal(tmp_path, *command)
    terminal.expect("Writing pages")
    terminal.expect("9/9")
    terminal.expect("9 pages in pages")
    terminal.expect(pexpect.EOF)
    assert "Writing pages" not in hipexpert(tmp_path, *command, "--force").err


def test_pages_are_written_as_pdf_too(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    (tmp_path / "squad.csv").write_text("athlete,age\nkim,20\n")
    done = hipexpert(tmp_path, "screen", "squad.csv", "--handouts", "pages", "--pdf")
    assert done.code == 0, done.err
    files = sorted((tmp_path / "pages").iterdir())
    assert [file.name for file in files] == ["all-athletes.pdf", "kim.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files)


# The template


def test_the_template_is_a_table_that_is_read(tmp_path: Path) -> None:
    done = hipexpert(tmp_path, "screen", "--template", "--out", "squad.csv")
    assert (done.code, done.out, done.err) == (0, "squad.csv\n", "")
    hints, heads = csv.reader((tmp_path / "squad.csv").read_text("utf-8-sig").splitlines())
    assert len(hints) == len(heads)
    assert heads[:2] == ["athlete", "name"]
    assert set(heads[2:]) == set(real_knowledge().questions)
    row = {"athlete": "kim", **{k: v for k, v in RUNNER.items() if isinstance(v, str)}}
    with (tmp_path / "squad.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([row.get(head, "") for head in heads])
    table = open_table(tmp_path / "squad.csv", headings_of(real_knowledge()).read)
    assert [row.cells["athlete"] for row in table] == ["kim"]
    ended = hipexpert(tmp_path, "screen", "squad.csv", "--json")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["athletes"][0]["status"] == "plan"
    assert re.search("yes or no", hints[2])
