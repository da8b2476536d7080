"""Looking up claims, sources and rules: what is listed, what is shown, what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from program import Ended
from typer.testing import CliRunner
from worlds import rule

from hipexpert.face.citation import address, linked
from hipexpert.face.cli import app
from hipexpert.face.pages.page import sentence_case, spoken
from hipexpert.face.pages.rules import neighbours, rule_page, strata_of
from hipexpert.face.render import text_of
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.verbalization import clauses, sentence
from hipexpert.model import KnowledgeBase

GOLDEN = Path(__file__).parent / "golden"


pytestmark = pytest.mark.usefixtures("loaded_already")


def run(*arguments: str, columns: int = 80) -> Ended:
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": str(columns)})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Ended(done.exit_code, done.stdout, done.stderr)


def found(*arguments: str) -> Any:
    ended = run(*arguments, "--json")
    assert ended.code == 0, ended.err
    assert not ended.err
    return json.loads(ended.out)


def line_at(location: str) -> str:
    """The line of the author's file that a location names."""
    file, _, number = location.rpartition(":")
    return (ROOT / file).read_text("utf-8").splitlines()[int(number) - 1]


# Claims


def test_every_claim_is_listed_once_the_shakiest_first(knowledge: KnowledgeBase) -> None:
    listed = found("claims", "list")
    assert sorted(claim["id"] for claim in listed) == sorted(knowledge.instances("Claim"))
    ranks = [knowledge.rank(claim["standing"]) for claim in listed]
    assert ranks == sorted(ranks)


def test_claims_are_filtered_by_how_they_stand(knowledge: KnowledgeBase) -> None:
    everything = found("claims", "list")
    for standing in knowledge.instances("Standing"):
        some = found("claims", "list", "--standing", standing)
        assert some == [claim for claim in everything if claim["standing"] == standing]
        assert some, standing


def test_a_list_says_what_each_standing_means(knowledge: KnowledgeBase) -> None:
    text = run("claims", "list", "--plain").out
    for standing in knowledge.instances("Standing"):
        heading = f"{standing.capitalize()}: {knowledge.text(standing, 'skos:definition')}\n"
        assert text.count(heading) == 1
    assert "The stance leg gains external rotation\n  Id: matias-soccer\n" in text


def test_what_rests_on_a_claim_stands_where_it_is_said_to_stand() -> None:
    for claim in "somerset-bends", "somerset-valgus", "side-difference-thresholds":
        shown = found("claims", "show", claim)
        assert shown["statements"]
        for statement in shown["statements"]:
            assert claim in line_at(statement["location"]), statement
        for resting in shown["rules"]:
            assert f"rule: {resting['id']}" in line_at(resting["location"])


def test_every_rule_is_shown_by_its_claims(knowledge: KnowledgeBase) -> None:
    resting: dict[str, set[str]] = {}
    for each in knowledge.rules[:20]:
        for claim in each.claims:
            resting.setdefault(claim, set()).add(each.id)
    for claim, rules in resting.items():
        assert rules <= {r["id"] for r in found("claims", "show", claim)["rules"]}


def test_a_claim_is_shown_whole(knowledge: KnowledgeBase) -> None:
    text = " ".join(run("claims", "show", "matias-soccer", "--plain").out.split())
    for property in "skos:definition", "standing-note", "against-in-short", "not-found":
        assert knowledge.text("matias-soccer", property) in text
    assert "Stated by: Matias" in text
    assert "Contradicted: the publications seen speak against it" in text
    assert "For No publication is named on this side. Against" in text
    for source in knowledge.objects("matias-soccer", "contradicted-by"):
        assert knowledge.text(str(source), "finding-text") in text
    assert "https://doi.org/10.1016/j.jsams.2016.05.010; seen as: own page (mosler-2017)" in text


def test_a_gap_is_shown_as_a_gap_and_not_as_two_sides(knowledge: KnowledgeBase) -> None:
    gap = "rowers-hip-rotation-unmeasured"
    text = run("claims", "show", gap, "--plain").out
    assert f"\nNot found\n{sentence_case(knowledge.text(gap, 'not-found'))}.\n" in text
    assert "\nFor\n" not in text
    assert "\nAgainst\n" not in text


def test_a_claim_names_what_it_replies_to_and_what_replies_to_it() -> None:
    will = run("claims", "show", "will-left-front", "--plain").out
    replies_to, replied_to_by = will.index("\nReplies to\n"), will.index("\nReplied to by\n")
    assert replies_to < will.index("Id: somerset-start\n  Stated by: Dean Somerset") < replied_to_by
    assert will.index("Id: somerset-left-drives\n  Stated by: Dean Somerset") > replied_to_by


def test_a_publication_is_a_link(knowledge: KnowledgeBase) -> None:
    for source, place in {
        "mosler-2017": "https://doi.org/10.1016/j.jsams.2016.05.010",
        "roach-2013": "https://pmc.ncbi.nlm.nih.gov/articles/PMC3811733",
    }.items():
        assert address(knowledge, source) == place
        assert f"Address: {place}\n" in run("sources", "show", source, "--plain").out
        assert found("sources", "show", source)["address"] == place
        link = linked(knowledge, source)
        assert link.link == place
        assert [str(span.style).split("link ")[1] for span in text_of((link,)).spans] == [place]


def test_a_claim_on_which_nothing_rests_says_so() -> None:
    assert "No rule and no statement." in run("claims", "show", "will-left-front").out


# Sources


def test_sources_and_claims_agree_on_who_leans_on_whom() -> None:
    sources = {source["id"]: source for source in found("sources", "list")}
    claims = {claim["id"]: claim for claim in found("claims", "list")}
    for side in "for", "against":
        from_claims = {(c, s) for c, claim in claims.items() for s in claim[side]}
        from_sources = {(c, s) for s, source in sources.items() for c in source[side]}
        assert from_claims == from_sources
        assert from_claims


def test_a_source_is_shown_with_what_leans_on_it(knowledge: KnowledgeBase) -> None:
    text = run("sources", "show", "moran-2021", "--plain").out
    assert f"Finding: {knowledge.text('moran-2021', 'finding-text')}\n" in text
    assert "Speaks for\nOne-legged and two-legged work do much alike\n" in text
    assert (
        "Speaks against\nTwo-legged exercise does not reach it\n  Id: somerset-bilateral\n" in text
    )


# Names


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["claims", "show", "somerset-bend"], "somerset-bends"),
        (["claims", "list", "--standing", "mixd"], "mixed"),
        (["sources", "show", "mosler-2071"], "mosler-2017"),
        (["rules", "show", "clear-shortfal-is-limited"], "clear-shortfall-is-limited"),
        (["claims", "matias-socer"], "matias-soccer"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest(arguments: list[str], meant: str) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert f"did you mean '{meant}'?" in ended.err
    assert not ended.out


def test_a_name_that_is_like_none_is_refused() -> None:
    assert run("rules", "show", "zzz").err == "hipexpert: there is no rule 'zzz'\n"
    assert "it is one of contradicted, mixed, opinion" in run("claims", "--standing", "zzz").err


@pytest.mark.parametrize("kind", ["claims", "sources", "rules"])
def test_list_and_show_may_be_left_out(kind: str) -> None:
    listed = found(kind, "list")
    assert found(kind) == listed
    first = listed[0]["id"]
    assert found(kind, first) == found(kind, "show", first)


# Rules as sentences

ONTOLOGY = """\
@prefix : <https://w3id.org/hipexpert#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:Thing a owl:Class ; rdfs:label "thing" .
:Door a owl:Class ; rdfs:subClassOf :Thing ; rdfs:label "outer door" .
:Room a owl:Class ; rdfs:label "chamber" .
:Guest a owl:Class ; rdfs:label "guest" .
:Limit a owl:Class ; rdfs:label "limit" .
:leads-to a owl:ObjectProperty ; rdfs:label "leads to" ; rdfs:domain :Door ; rdfs:range :Room .
:blocks a owl:ObjectProperty ; rdfs:label "blocks" ; rdfs:domain :Thing ; rdfs:range :Thing .
:turns a owl:ObjectProperty ; rdfs:label "turns the key of" ; rdfs:domain :Guest .
:is a owl:ObjectProperty ; rdfs:label "is" .
:has-width a owl:DatatypeProperty ; rdfs:label "is so wide:" ; rdfs:domain :Door .
:metres a owl:DatatypeProperty ; rdfs:label "in metres is" ; rdfs:domain :Limit .
:lets-in a owl:DatatypeProperty ; rdfs:label "lets in" ; rdfs:domain :Door .
"""
HOUSE = """\
@prefix : <https://w3id.org/hipexpert#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:guest a :Guest ; rdfs:label "the guest" .
:narrowest a :Limit ; rdfs:label "the narrowest passage" ; :metres 0.8 .
:front a :Door ; :leads-to :hall .
"""
RULES = (
    rule(
        "open-door-lets-in",
        [
            "?door is-a Door",
            "?guest is-a Guest",
            "?door leads-to ?beyond",
            "narrowest metres ?least",
            "?door has-width ?width",
        ],
        ["?beyond is open", "?door lets-in ?rest"],
        let={"?rest": "?width - ?least"},
        where=["?width >= ?least"],
        unless=["?door is locked", "anything blocks ?door"],
    ),
    rule("key-locks", ["?guest turns ?door", "?door blocks ?other-door"], ["?door is locked"]),
    rule("light-shows", ["?room is open"], ["?room is bright"]),
)


@pytest.fixture
def house(tmp_path: Path) -> KnowledgeBase:
    for name, text in (
        ("ontology.ttl", ONTOLOGY),
        ("kb/house.ttl", HOUSE),
        ("rules/house.yaml", "".join(RULES)),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    world = load_knowledge(tmp_path)
    assert not world.problems
    return world


def test_a_rule_is_read_aloud(house: KnowledgeBase) -> None:
    assert clauses(house, house.rule["open-door-lets-in"]) == (
        "When there is an outer door",
        "and there is the guest",
        "and the door leads to a beyond (chamber)",
        "and the narrowest passage in metres is 0.8 ('least')",
        "and the door is so wide: a number 'width'",
        "and 'rest' is 'width' - 'least'",
        "and 'width' is at least 'least'",
        "unless the door is locked",
        "or anything blocks the door",
        "then the beyond is open",
        "and the door lets in 'rest'",
        "because: so.",
    )


def test_a_variable_whose_class_is_not_known_goes_by_its_own_word(house: KnowledgeBase) -> None:
    assert sentence(house, house.rule["light-shows"]) == (
        "When a room is open, then the room is bright, because: so."
    )
    assert sentence(house, house.rule["key-locks"]) == (
        "When the guest turns the key of a door (thing), "
        "and the door blocks an other door (thing), then the door is locked, because: so."
    )


def test_every_rule_becomes_a_sentence(knowledge: KnowledgeBase) -> None:
    for one in knowledge.rules:
        said = sentence(knowledge, one)
        assert said.startswith("When ")
        assert ", then " in said
        assert (", unless " in said) == bool(one.unless), one.id
        assert said.endswith(".")
        assert not set("?{}") & set(said), said


def test_a_threshold_is_read_with_its_number(knowledge: KnowledgeBase) -> None:
    said = sentence(knowledge, knowledge.rule["smaller-turn-is-short"])
    limit = knowledge.object("thoracic-difference", "degrees")
    assert f"in degrees is {limit} ('limit'), and 'gap' is 'others' - 'degrees'" in said
    assert "and 'gap' is at least 'limit', then the turn is short" in said


def test_rules_know_who_feeds_and_who_stops_them(house: KnowledgeBase) -> None:
    near = neighbours(house, house.rule["open-door-lets-in"])
    assert near == {
        "fed-by": (),
        "stopped-by": ("key-locks",),
        "feeds": ("light-shows",),
        "can-stop": (),
    }
    assert neighbours(house, house.rule["key-locks"])["can-stop"] == ("open-door-lets-in",)
    assert strata_of(house) == {"key-locks": 1, "open-door-lets-in": 2, "light-shows": 2}


def test_a_rule_without_neighbours_says_none(house: KnowledgeBase) -> None:
    *_, beside = rule_page(house, house.rule["light-shows"])
    (entries,) = beside.blocks
    told = {entry.label: spoken(entry.paragraphs[0]) for entry in entries.entries}  # type: ignore[union-attr]
    assert told["Fed by"] == "open-door-lets-in"
    assert told["Feeds"] == "none"


def test_rules_are_listed_in_reading_order(knowledge: KnowledgeBase) -> None:
    assert [one["id"] for one in found("rules", "list")] == [r.id for r in knowledge.rules]
    text = run("rules", "list", "--plain").out
    headings = [line for line in text.splitlines() if line.startswith("rules/")]
    assert headings == list(dict.fromkeys(one.location.file for one in knowledge.rules))


# As printed

PAGES = {
    "claim": ("claims", "show", "somerset-bilateral"),
    "rule": ("rules", "show", "clear-shortfall-is-limited"),
}


@pytest.mark.parametrize("way", ["80", "120", "plain"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_printed(page: str, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more = ["--plain"] if way == "plain" else []
    monkeypatch.setattr("hipexpert.face.render.WIDTH_WITHOUT_TERMINAL", int(way) if not more else 0)
    text = run(*PAGES[page], *more).out
    golden = GOLDEN / f"{page}-{way}.txt"
    if os.environ.get("HIPEXPERT_UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text("utf-8")
    assert more or max(map(len, text.splitlines())) <= int(way)
