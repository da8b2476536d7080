"""A folder of knowledge becomes one knowledge base, whatever state its files are in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hipexpert.knowledge.files import find_home, knowledge_files
from hipexpert.knowledge.load import load_knowledge
from hipexpert.model import Fact, KnowledgeBase, Location

HEALTHY = Path(__file__).parent / "broken" / "healthy"


@pytest.fixture(scope="module")
def small() -> KnowledgeBase:
    return load_knowledge(HEALTHY)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HEALTHY, tmp_path / "home"))


# What is read


def test_statements_become_facts_with_their_places(small: KnowledgeBase) -> None:
    place = small.statements[Fact("left-hip", "on-side", "left")]
    lines = (HEALTHY / place.file).read_text(encoding="utf-8").splitlines()
    assert place.file == "kb/world.ttl"
    assert lines[place.line - 1][place.column - 1 :] == ":left ;"
    assert "left-hip" in "".join(lines[place.line - 3 : place.line])


def test_classes_become_facts_up_the_tree(home: Path) -> None:
    (home / "kb/more.ttl").write_text(
        "@prefix : <https://w3id.org/hipexpert#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        ":Stretch a owl:Class ; rdfs:subClassOf :Drill .\n"
        ":HeldStretch a owl:Class ; rdfs:subClassOf :Stretch .\n"
        ":hang a :HeldStretch .\n",
        encoding="utf-8",
    )
    loaded = load_knowledge(home)
    assert loaded.classes["HeldStretch"] == ("HeldStretch", "Stretch", "Drill")
    assert loaded.objects("hang", "is-a") == ("Drill", "HeldStretch", "Stretch")
    assert loaded.instances("Drill") == ("clamshell", "hang")


def test_classes_in_a_ring_end(home: Path) -> None:
    (home / "kb/more.ttl").write_text(
        "@prefix : <https://w3id.org/hipexpert#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        ":One a owl:Class ; rdfs:subClassOf :Two .\n"
        ":Two a owl:Class ; rdfs:subClassOf :One .\n",
        encoding="utf-8",
    )
    assert load_knowledge(home).classes["One"] == ("One", "Two")


def test_words_for_people_are_no_facts(small: KnowledgeBase) -> None:
    assert small.text("clamshell", "instruction") == "Lie on your side and lift the knee."
    assert not any(fact.property in ("instruction", "minimum") for fact in small.statements)


def test_properties_know_their_kind(small: KnowledgeBase) -> None:
    measures, prompt, prescribed = (
        small.properties[name] for name in ("measures", "prompt", "is-prescribed")
    )
    assert (measures.numeric, measures.described, measures.outcome) == (True, False, False)
    assert (prompt.numeric, prompt.described, prompt.outcome) == (False, True, False)
    assert prescribed.outcome
    assert (measures.domain, measures.range) == (("Hip",), ("xsd:decimal",))


def test_questions_stand_in_the_order_of_asking(small: KnowledgeBase) -> None:
    assert list(small.questions) == [
        "night-pain",
        "kicking-foot",
        "range-left",
        "range-right",
        "age",
    ]
    foot = small.questions["kicking-foot"]
    assert (foot.subject, foot.property, foot.choices) == (
        "athlete",
        "kicks-with",
        ("left", "right"),
    )
    age = small.questions["age"]
    assert (age.numeric, age.minimum, age.maximum) == (True, 5, 100)


def test_what_people_call_a_thing(small: KnowledgeBase) -> None:
    assert [small.label(thing) for thing in ("left-hip", "measures", "nothing", 7.0, 2.5)] == [
        "left hip",
        "measures",
        "nothing",
        "7",
        "2.5",
    ]


def test_rules_keep_their_reading_order(small: KnowledgeBase) -> None:
    assert [rule.order for rule in small.rules] == [0, 1]
    assert small.rule["short-hip-is-limited"].location == Location("rules/steps.yaml", 3, 9)


# Which files, and in which order


def test_files_are_read_step_by_step(tmp_path: Path) -> None:
    names = ["b", "dose", "a", "triage", "demand", "sports/rowing", "sports/dose"]
    for name in names:
        path = tmp_path / "rules" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name in ("z", "sports/a", "body"):
        path = tmp_path / "kb" / f"{name}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert list(knowledge_files(tmp_path)) == [
        "ontology.ttl",
        "kb/body.ttl",
        "kb/sports/a.ttl",
        "kb/z.ttl",
        "rules/triage.yaml",
        "rules/demand.yaml",
        "rules/dose.yaml",
        "rules/a.yaml",
        "rules/b.yaml",
        "rules/sports/dose.yaml",
        "rules/sports/rowing.yaml",
    ]


def test_a_home_is_chosen_by_name_then_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIPEXPERT_HOME", "/somewhere")
    assert find_home("/chosen").folder == Path("/chosen")
    assert find_home().folder == Path("/somewhere")
    monkeypatch.delenv("HIPEXPERT_HOME")
    assert find_home().path("ontology.ttl").is_file()


# The version


def test_the_hash_tells_knowledge_apart(home: Path) -> None:
    before = load_knowledge(home).sha256
    assert before == load_knowledge(HEALTHY).sha256
    path = home / "kb/world.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace(":degrees 10", ":degrees 11"))
    assert load_knowledge(home).sha256 != before


def test_the_real_knowledge_names_its_version(knowledge: KnowledgeBase) -> None:
    assert knowledge.version.count(".") == 2


# What is broken


def test_the_rest_is_loaded_when_one_file_is_broken(home: Path) -> None:
    (home / "rules/broken.yaml").write_text("- rule: [", encoding="utf-8")
    (home / "kb/broken.ttl").write_text(":left a", encoding="utf-8")
    loaded = load_knowledge(home)
    assert [problem.location.file for problem in loaded.problems] == [
        "kb/broken.ttl",
        "rules/broken.yaml",
    ]
    assert len(loaded.rules) == 2
    assert loaded.statements == load_knowledge(HEALTHY).statements
