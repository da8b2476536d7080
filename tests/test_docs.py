"""The generated pages of knowledge are up to date, and what they show is grounded."""

from __future__ import annotations

import re
import runpy

import pytest
from conftest import ROOT
from test_cli import COMMANDS

from hipexpert.face.command import EXIT_CODES
from hipexpert.model import KnowledgeBase, WrittenKnowledge

GENERATOR = runpy.run_path(str(ROOT / "docs" / "generate.py"))
REFERENCE = runpy.run_path(str(ROOT / "docs" / "generate_reference.py"))


def test_the_page_of_knowledge_is_up_to_date(knowledge: KnowledgeBase) -> None:
    page = GENERATOR["PAGE"].read_text(encoding="utf-8")
    assert page == GENERATOR["knowledge_page"](knowledge), "run: python docs/generate.py"


def test_the_page_of_drills_is_up_to_date_and_has_somebody_for_each(
    knowledge: KnowledgeBase,
) -> None:
    page = GENERATOR["DRILLS"].read_text(encoding="utf-8")
    assert page == GENERATOR["drills_page"](knowledge), "run: python docs/generate.py"
    assert "nobody was found" not in page


def test_the_schemas_of_what_authors_write_are_up_to_date(knowledge: KnowledgeBase) -> None:
    for name, schema in GENERATOR["schema_files"](knowledge).items():
        there = (GENERATOR["SCHEMAS"] / name).read_text(encoding="utf-8")
        assert there == schema, "run: python docs/generate.py"


@pytest.fixture(scope="module")
def reference(knowledge: WrittenKnowledge) -> dict[str, str]:
    return REFERENCE["reference_pages"](knowledge)  # type: ignore[no-any-return]


def test_the_reference_is_up_to_date(reference: dict[str, str]) -> None:
    folder = GENERATOR["REFERENCE"]
    assert {path.name for path in folder.iterdir()} == set(reference)
    for name, page in reference.items():
        assert (folder / name).read_text("utf-8") == page, "run: python docs/generate.py"


def test_all_there_is_has_an_entry(knowledge: KnowledgeBase, reference: dict[str, str]) -> None:
    for page, names in (
        ("ontology.md", (*knowledge.classes, *knowledge.properties)),
        ("rules.md", knowledge.rule),
        ("questions.md", knowledge.questions),
        ("commands.md", [f"hipexpert {command}" for command in COMMANDS]),
    ):
        headed = re.findall(r"^##+ (.+)$", reference[page], re.MULTILINE)
        assert len(headed) == len(set(headed)), page
        assert set(names) <= set(headed), page


def test_every_option_of_a_command_stands_in_its_entry(reference: dict[str, str]) -> None:
    entries = re.split(r"^##+ hipexpert ", reference["commands.md"], flags=re.MULTILINE)[1:]
    told = {name: entry for name, _, entry in (part.partition("\n") for part in entries)}
    for name, command in COMMANDS.items():
        for option in (option for part in command.params for option in part.opts):
            assert f"`{option}" in told[name], f"{name} {option}"
    assert "`--pack DIR`" in told["consult"]


def test_how_a_command_ends_is_told_alike() -> None:
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    told = ", ".join(f"{code} {means}" for code, means in EXIT_CODES.items())
    assert f"Exit codes: {told}." in readme


def test_the_environment_that_is_told_is_what_the_program_looks_at() -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "hipexpert").rglob("*.py"))
    looked_at = {n for text in sources for n in re.findall(r'environ\.get\("([A-Z_]+)"', text)}
    assert {name for name, _ in REFERENCE["ENVIRONMENT"]} == looked_at


def test_every_sport_and_every_note_is_on_the_page(knowledge: KnowledgeBase) -> None:
    page = GENERATOR["knowledge_page"](knowledge)
    for sport in knowledge.instances("Sport"):
        assert f"| {knowledge.label(sport)}" in page
    for note in knowledge.instances("Note"):
        assert knowledge.text(note, "sentence") in page


def test_every_note_has_its_sentence_and_its_claim(knowledge: KnowledgeBase) -> None:
    for note in knowledge.instances("Note"):
        assert knowledge.text(note, "sentence"), note
        assert knowledge.objects(note, "rests-on"), note


def test_every_note_can_be_told(knowledge: KnowledgeBase) -> None:
    """It concerns a sport or an event, or a rule names it."""
    named = {str(c.object) for r in knowledge.rules for c in r.then if c.property == "is-told"}
    for note in knowledge.instances("Note"):
        assert note in named or knowledge.objects(note, "concerns"), note


def test_no_direction_is_driven_without_a_claim(knowledge: KnowledgeBase) -> None:
    for demand in knowledge.instances("Demand"):
        if knowledge.objects(demand, "drives"):
            assert knowledge.objects(demand, "rests-on"), demand


def test_the_wings_are_told_as_they_are() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text("utf-8").partition("## The wings")[2]
    told = dict(re.findall(r"^- \*\*(\w+)\*\*: (.*(?:\n  .*)*)", text.partition("\n## ")[0], re.M))
    package = ROOT / "hipexpert"
    assert set(told) == {path.parent.name for path in package.glob("*/__init__.py")}
    for wing, said in told.items():
        named = set(re.findall(r"`([a-z_]+)/?`", said)) - {"check"}
        there = {path.stem for path in (package / wing).iterdir()}
        assert named <= there, f"{wing} has no {named - there}"
