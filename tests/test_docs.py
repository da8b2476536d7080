"""The generated pages of knowledge are up to date, and what they show is grounded."""

from __future__ import annotations

import re
import runpy

from conftest import ROOT

from hipexpert.model import KnowledgeBase

GENERATOR = runpy.run_path(str(ROOT / "docs" / "generate.py"))


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
