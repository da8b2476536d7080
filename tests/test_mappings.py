"""What other vocabularies call our things: only identifiers that were seen, each in its place.

The list of those that were seen is tests/identifiers.txt.
"""

from __future__ import annotations

import re
from pathlib import Path

from hipexpert.model import KnowledgeBase, Triple

LIST = Path(__file__).parent / "identifiers.txt"
MAPPINGS = "kb/mappings.ttl"
MATCHES = {f"skos:{kind}Match" for kind in ("exact", "close", "narrow", "broad", "related")} | {
    "rdfs:seeAlso"
}
VOCABULARIES = (
    ("http://purl.obolibrary.org/obo/", re.compile(r"(UBERON|EXMO|ECO)_\d{7}")),
    ("http://qudt.org/vocab/unit/", re.compile(r"[A-Za-z-]+")),
    ("schema:", re.compile(r"[A-Za-z]+")),
)


def listed() -> dict[str, str]:
    """Each identifier that was seen, with the number or code that goes with it, or '-'."""
    rows = [line.split(maxsplit=2) for line in LIST.read_text(encoding="utf-8").splitlines()]
    seen = [row for row in rows if row and row[0] != "#"]
    assert all(len(row) == 3 for row in seen)
    assert len({row[0] for row in seen}) == len(seen), "an identifier is listed twice"
    return {row[0]: row[1] for row in seen}


def identifier(iri: str) -> str | None:
    """The identifier in a name of another vocabulary; None when it is of no known form."""
    for start, form in VOCABULARIES:
        rest = iri.removeprefix(start)
        if rest != iri and form.fullmatch(rest):
            return rest
    return None


def mapped(knowledge: KnowledgeBase) -> list[Triple]:
    return [triple for triple in knowledge.triples if triple.predicate in MATCHES]


def test_only_identifiers_that_were_seen_are_named(knowledge: KnowledgeBase) -> None:
    unseen = [
        f"{triple.object_at}: {triple.object}"
        for triple in mapped(knowledge)
        if identifier(str(triple.object)) not in listed()
    ]
    assert not unseen, "not in tests/identifiers.txt: " + ", ".join(unseen)


def test_an_identifier_off_by_a_digit_is_refused() -> None:
    assert identifier("http://purl.obolibrary.org/obo/UBERON_0001371") in listed()
    assert identifier("http://purl.obolibrary.org/obo/UBERON_0001372") not in listed()
    assert identifier("http://purl.obolibrary.org/obo/UBERON_1371") is None
    assert identifier("https://example.org/UBERON_0001371") is None


def test_identifiers_stand_in_one_file_alone(knowledge: KnowledgeBase) -> None:
    files = {
        triple.object_at.file
        for triple in knowledge.triples
        if triple.predicate in MATCHES or identifier(str(triple.object)) in listed()
    }
    assert files == {MAPPINGS}


def test_mappings_describe_nothing(knowledge: KnowledgeBase) -> None:
    stated = {t.predicate for t in knowledge.triples if t.subject_at.file == MAPPINGS}
    assert stated <= {*MATCHES, "skos:notation"}


def test_what_is_mapped_is_described(knowledge: KnowledgeBase) -> None:
    subjects = {t.subject for t in knowledge.triples if t.subject_at.file == MAPPINGS}
    assert subjects
    assert subjects <= knowledge.where.keys() | knowledge.classes.keys() | set(knowledge.properties)


def test_a_notation_is_that_of_the_same_thing(knowledge: KnowledgeBase) -> None:
    same = {t.subject: t.object for t in mapped(knowledge) if t.predicate == "skos:exactMatch"}
    codes = {t.subject: t.object for t in knowledge.triples if t.predicate == "skos:notation"}
    assert codes
    for thing, code in codes.items():
        assert listed()[identifier(str(same[thing])) or ""] == code, thing


def test_the_same_is_the_same_one_thing(knowledge: KnowledgeBase) -> None:
    same = [triple for triple in mapped(knowledge) if triple.predicate == "skos:exactMatch"]
    assert len({triple.subject for triple in same}) == len(same)
    assert len({triple.object for triple in same}) == len(same)
