"""Every law of the knowledge: the healthy world keeps it, and each fault earns its message.

A folder of tests/broken holds what one fault adds to the healthy world, or replaces of it,
and in expected.txt all that the check then has to say.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from conftest import problems_of
from hypothesis import given, settings
from hypothesis import strategies as st

from hipexpert.knowledge.check import CHECKS, Check, can_be_reasoned_with
from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.problems import format_problems, sort_problems
from hipexpert.model import KnowledgeBase, Location, Problem, WrittenKnowledge
from hipexpert.prove.check import check
from hipexpert.prove.everyone import Everyone
from hipexpert.prove.formula import TwoNumbers
from hipexpert.prove.laws import DECIDED, DecidedLaw
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.laws import LAWS, SAFE_SIDE, GroundLaw, Support

BROKEN = Path(__file__).parent / "broken"
HEALTHY = BROKEN / "healthy"
CASES = sorted(path for path in BROKEN.iterdir() if path.is_dir() and path != HEALTHY)


def build(home: Path, case: Path | None = None) -> Path:
    """The healthy world at `home`, with the files of one case laid over it."""
    shutil.copytree(HEALTHY, home, dirs_exist_ok=True)
    if case:
        shutil.copytree(case, home, dirs_exist_ok=True)
    return home


def loaded(home: Path) -> WrittenKnowledge:
    """The knowledge of a home, with the packs that lie in its folder `packs`."""
    return load_knowledge(find_home(str(home), [*map(str, home.glob("packs/*"))]))


def report(home: Path) -> str:
    knowledge = loaded(home)
    return format_problems(check(knowledge), knowledge.home)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return build(tmp_path / "home")


# Laws


def test_the_healthy_world_has_no_problem() -> None:
    assert report(HEALTHY) == "no problems"


def test_the_real_knowledge_has_no_error(knowledge: KnowledgeBase) -> None:
    errors = [problem for problem in problems_of(knowledge) if problem.severity == "error"]
    assert not errors, format_problems(errors, knowledge.home)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_earns_its_exact_message(case: Path, tmp_path: Path) -> None:
    expected = (case / "expected.txt").read_text(encoding="utf-8")
    if "cannot be read as YAML" in expected and not yaml.__with_libyaml__:
        pytest.skip("the reason is in the words of libyaml")
    assert report(build(tmp_path / "home", case)) + "\n" == expected


@pytest.fixture(scope="module")
def broken_worlds(tmp_path_factory: pytest.TempPathFactory) -> list[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("worlds")
    return [loaded(build(folder / case.name, case)) for case in CASES]


@pytest.mark.parametrize("law", CHECKS, ids=lambda law: law.__name__)
def test_every_law_is_broken_by_some_case(law: Check, broken_worlds: list[KnowledgeBase]) -> None:
    assert any(list(law(world)) for world in broken_worlds)


@pytest.mark.parametrize("law", LAWS + SAFE_SIDE, ids=lambda law: law.__name__)
def test_every_law_of_the_ground_rules_is_broken_by_some_case(
    law: GroundLaw, broken_worlds: list[WrittenKnowledge]
) -> None:
    sound = [world for world in broken_worlds if can_be_reasoned_with(world)]
    assert any(list(law(Support(ground(world)))) for world in sound)


@pytest.fixture(scope="module")
def everyone_of_broken_worlds(broken_worlds: list[WrittenKnowledge]) -> list[Everyone]:
    found = []
    for world in broken_worlds:
        if can_be_reasoned_with(world):
            with suppress(TwoNumbers):
                found.append(Everyone(ground(world)))
    return found


@pytest.mark.parametrize("law", DECIDED, ids=lambda law: law.__name__)
def test_every_decided_law_is_broken_by_some_case(
    law: DecidedLaw, everyone_of_broken_worlds: list[Everyone]
) -> None:
    assert any(list(law(everyone)) for everyone in everyone_of_broken_worlds)


def test_every_case_expects_a_problem() -> None:
    for case in CASES:
        assert (case / "expected.txt").read_text(encoding="utf-8") != "no problems\n", case.name


# Files that no editor would write, or git would not keep


def test_a_byte_order_mark_is_no_fault(home: Path) -> None:
    for path in (home / "kb/world.ttl", home / "rules/steps.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert report(home) == "no problems"


def test_a_byte_order_mark_moves_no_caret(home: Path) -> None:
    line = "@prefix : <https://w3id.org/hipexpert#> . :clamshell :hleps :limited ."
    (home / "kb/fault.ttl").write_bytes(b"\xef\xbb\xbf" + line.encode())
    place, shown, caret, *_ = report(home).splitlines()
    assert place.startswith(f"kb/fault.ttl:1:{line.index(':hleps') + 1}: error: ")
    assert shown == f"    {line}"
    assert caret == " " * (4 + line.index(":hleps")) + "^^^^^^"


def test_windows_line_ends_are_no_fault(home: Path) -> None:
    for path in (home / "ontology.ttl", home / "kb/world.ttl", home / "rules/steps.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert report(home) == "no problems"


def test_windows_line_ends_do_not_show(home: Path) -> None:
    shutil.copytree(BROKEN / "unknown-property-in-a-rule", home, dirs_exist_ok=True)
    fault = home / "rules/fault.yaml"
    fault.write_bytes(fault.read_bytes().replace(b"\n", b"\r\n"))
    expected = (BROKEN / "unknown-property-in-a-rule/expected.txt").read_text(encoding="utf-8")
    assert report(home) + "\n" == expected


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("kb/fault.ttl", b"\x00\x01\x02", "1:1: error: this is not a text file [not-text]\n    "),
        (
            "rules/fault.yaml",
            b"# one\n# two \xff\xfe\n",
            "2:1: error: this is not a text file in UTF-8 [not-text]\n    # two \ufffd\ufffd\n"
            "    ^\n  save it as UTF-8 text\n1 problem (1 error)",
        ),
    ],
)
def test_a_file_that_is_no_text_is_named(
    home: Path, name: str, content: bytes, expected: str
) -> None:
    (home / name).write_bytes(content)
    assert report(home).startswith(f"{name}:{expected}")


@pytest.mark.parametrize("name", ["kb/fault.ttl", "rules/fault.yaml"])
def test_a_folder_named_like_a_file_cannot_be_read(home: Path, name: str) -> None:
    (home / name).mkdir()
    assert report(home).splitlines()[0] == (
        f"{name}:1:1: error: cannot read this file: is a directory [unreadable-file]"
    )


@pytest.mark.parametrize("folder", ["kb", "rules"])
def test_a_missing_folder_is_named(home: Path, folder: str) -> None:
    shutil.rmtree(home / folder)
    assert report(home) == (
        f"{folder}:1:1: error: there is no such folder [no-knowledge]\n"
        "  a folder of knowledge holds ontology.ttl, kb/ and rules/; choose it by --home\n"
        "1 problem (1 error)"
    )


def test_a_missing_ontology_is_named(home: Path) -> None:
    (home / "ontology.ttl").unlink()
    assert report(home) == (
        "ontology.ttl:1:1: error: cannot read this file: no such file or directory "
        "[unreadable-file]\n1 problem (1 error)"
    )


def test_a_missing_home_is_named(tmp_path: Path) -> None:
    lines = report(tmp_path / "nowhere").splitlines()
    assert lines[0] == (f"kb:1:1: error: there is no folder {tmp_path / 'nowhere'} [no-knowledge]")


# Whatever an author writes


PIECES = """:left :limited a ; . , ( ) [ ] { } ?hip " ' # - : unless: when: 3 0.5 >= & * ! @ ^^"""
WORDS = st.sampled_from(["", " ", "\n", "\t", *PIECES.split()])


@pytest.mark.parametrize("name", ["ontology.ttl", "kb/world.ttl", "rules/steps.yaml"])
@settings(max_examples=60)
@given(data=st.data())
def test_no_slip_of_the_pen_stops_the_check(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    text = (HEALTHY / name).read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    home = build(tmp_path_factory.mktemp("slip"))
    (home / name).write_text(text[:start] + data.draw(WORDS) + text[end:], encoding="utf-8")
    assert report(home).splitlines()[-1]


def test_an_age_without_a_type_of_answer_stops_no_check(home: Path) -> None:
    world = home / "kb" / "world.ttl"
    text = world.read_text(encoding="utf-8")
    world.write_text(text.replace("    :answer-type :whole-number ;\n", ""), encoding="utf-8")
    assert "'has-age-years' takes a number, which '' does not give" in report(home)


# How problems are printed


def test_problems_are_sorted_and_told_once(tmp_path: Path) -> None:
    late, early = Location("b.yaml", 2, 1), Location("b.yaml", 1, 9)
    other = Location("a.yaml", 7, 1)
    found = [Problem(place, "m", "c") for place in (late, early, other, late)]
    assert [problem.location for problem in sort_problems(found)] == [other, early, late]


def test_the_caret_stands_below_its_word_behind_tabs(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("\t- one\ttwo\tthree\n", encoding="utf-8")
    problem = Problem(Location("case.yaml", 1, 12), "m", "c", width=99)
    assert format_problems([problem], tmp_path).splitlines()[1:3] == [
        "    one\ttwo\tthree",
        "       \t   \t^^^^^",
    ]


def test_a_long_line_is_shown_about_its_caret(tmp_path: Path) -> None:
    line = "word " * 60 + "fault" + " word" * 60
    (tmp_path / "case.yaml").write_text(line, encoding="utf-8")
    problem = Problem(Location("case.yaml", 1, 301), "m", "c", width=5)
    _, shown, caret, _ = format_problems([problem], tmp_path).splitlines()
    assert len(shown) < 101
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "fault"


def test_a_file_with_a_path_of_its_own_is_shown_too(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("sport: rowign\n", encoding="utf-8")
    problem = Problem(Location(str(path), 1, 8), "m", "c", "a hint", "warning", 6)
    assert format_problems([problem], HEALTHY) == (
        f"{path}:1:8: warning: m [c]\n    sport: rowign\n           ^^^^^^\n"
        "  a hint\n1 problem (1 warning)"
    )


def test_a_file_that_cannot_be_read_costs_the_line_only() -> None:
    problem = Problem(Location("-", 3, 8), "m", "c")
    assert format_problems([problem], HEALTHY) == "-:3:8: error: m [c]\n1 problem (1 error)"
