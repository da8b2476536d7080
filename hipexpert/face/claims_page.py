"""Writes the pages of claims and sources: a list of them, and each as a whole.

What is said of a claim comes from the knowledge base, and most names in the margin are the
labels of its properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hipexpert.face.page import (
    Block,
    Column,
    Entries,
    Entry,
    Page,
    Passage,
    Section,
    Table,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.model import Fact, KnowledgeBase, Location, Rule

FOR, AGAINST = "supported-by", "contradicted-by"
NONE_FOUND = "No publication is named on this side."


def claims_of(knowledge: KnowledgeBase, standing: str | None = None) -> tuple[str, ...]:
    """The claims, or those of one standing, the shakiest first, then as they are written."""
    claims = knowledge.instances("Claim")
    chosen = [c for c in claims if standing in (None, knowledge.object(c, "has-standing"))]
    return tuple(sorted(chosen, key=lambda c: (knowledge.claim_rank(c), knowledge.where[c])))


def sources_of(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The publications, by what they are called."""
    return tuple(sorted(knowledge.instances("Source"), key=lambda s: knowledge.label(s).casefold()))


def mentions(knowledge: KnowledgeBase, thing: str) -> tuple[tuple[Fact, Location], ...]:
    """The statements that name `thing` last, with the place of each, as they are written."""
    found = [(fact, at) for fact, at in knowledge.statements.items() if fact.object == thing]
    return tuple(sorted(found, key=lambda statement: statement[1]))


def rules_on(knowledge: KnowledgeBase, claim: str) -> tuple[Rule, ...]:
    """The rules that rest on a claim, in reading order."""
    return tuple(rule for rule in knowledge.rules if claim in rule.claims)


def claims_page(knowledge: KnowledgeBase, claims: Iterable[str]) -> Page:
    """Claims in tables, one a standing."""
    groups: dict[str, list[str]] = {}
    for claim in claims:
        groups.setdefault(str(knowledge.object(claim, "has-standing")), []).append(claim)
    return tuple(
        Section(
            f"{sentence_case(knowledge.label(standing))}: "
            f"{knowledge.text(standing, 'skos:definition')}",
            (_claims_table(knowledge, group),),
        )
        for standing, group in groups.items()
    )


def _claims_table(knowledge: KnowledgeBase, claims: list[str]) -> Table:
    columns = (
        Column("Claim"),
        Column("Id", beneath=True),
        Column("Sources for", "right"),
        Column("Sources against", "right"),
    )
    return Table(columns, tuple(_named(knowledge, c, *_sides(knowledge, c)) for c in claims))


def _sides(knowledge: KnowledgeBase, claim: str) -> tuple[str, ...]:
    return tuple(str(len(knowledge.objects(claim, side))) for side in (FOR, AGAINST))


def _named(knowledge: KnowledgeBase, thing: str, *cells: str) -> tuple[Words, ...]:
    """A row that starts with what a thing is called and, beneath, its id."""
    return words(strong(knowledge.label(thing))), words(quiet(thing)), *map(words, cells)


def claim_page(knowledge: KnowledgeBase, claim: str) -> Page:
    """One claim: who makes it, how it stands, the sources on both sides, what rests on it."""
    standing = str(knowledge.object(claim, "has-standing"))
    meaning = knowledge.text(standing, "skos:definition")
    label = knowledge.label
    by = str(knowledge.object(claim, "stated-by") or "")
    told = (
        ("Claim", claim),
        ("What it says", knowledge.text(claim, "skos:definition")),
        (
            _property(knowledge, "stated-by"),
            by and f"{sentence_case(label(by))}: {knowledge.text(by, 'skos:definition')}",
        ),
        (_property(knowledge, "cites"), listed(map(label, knowledge.objects(claim, "cites")))),
        ("How it stands", f"{sentence_case(label(standing))}: {meaning}."),
        *_texts(knowledge, claim, ("standing-note", "for-in-short", "against-in-short")),
    )
    return (
        Section(label(claim), (_entries(told),)),
        Section("For", _sources(knowledge, claim, FOR)),
        Section("Against", _sources(knowledge, claim, AGAINST)),
        *_resting(knowledge, claim),
    )


def _property(knowledge: KnowledgeBase, name: str) -> str:
    """What a property is called, as a name in the margin."""
    declared = knowledge.properties.get(name)
    return sentence_case(declared.label if declared else name)


def _texts(
    knowledge: KnowledgeBase, thing: str, properties: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for name in properties:
        yield _property(knowledge, name), knowledge.text(thing, name)


def _entries(told: Iterable[tuple[str, str]]) -> Entries:
    """Names and what is said of them, those without a word left out."""
    return Entries(tuple(Entry(name, (words(text),)) for name, text in told if text))


def _sources(knowledge: KnowledgeBase, claim: str, side: str) -> tuple[Block, ...]:
    sources = [str(source) for source in knowledge.objects(claim, side)]
    if not sources:
        return (Passage(words(NONE_FOUND)),)
    entries = (
        Entry(
            knowledge.label(source),
            (
                words(knowledge.text(source, "finding-text")),
                words(quiet(f"{citation(knowledge, source)} ({source})")),
            ),
        )
        for source in sources
    )
    return (Entries(tuple(entries), apart=True),)


def citation(knowledge: KnowledgeBase, source: str) -> str:
    """A publication as it is cited, and how it was seen."""
    doi = knowledge.text(source, "doi")
    parts = (
        *(knowledge.text(source, name) for name in ("authors", "title", "journal", "published")),
        doi and f"doi:{doi}",
        f"{knowledge.properties['seen-as'].label}: {knowledge.text(source, 'seen-as')}",
    )
    return "; ".join(filter(None, parts))


def _resting(knowledge: KnowledgeBase, claim: str) -> Iterator[Section]:
    rules = rules_on(knowledge, claim)
    if rules:
        rows = (
            (words(strong(rule.label)), words(quiet(rule.id)), words(str(rule.location)))
            for rule in rules
        )
        columns = (Column("Rule"), Column("Id", beneath=True), Column("Place"))
        yield Section("Rules that rest on it", (Table(columns, tuple(rows)),))
    statements = mentions(knowledge, claim)
    if statements:
        yield Section("Statements that rest on it", (_statements(knowledge, statements),))
    if not rules and not statements:
        yield Section("What rests on it", (Passage(words("No rule and no statement.")),))


def _statements(knowledge: KnowledgeBase, statements: Iterable[tuple[Fact, Location]]) -> Table:
    columns = (Column("Of"), Column("Id", beneath=True), Column("Says"), Column("Place"))
    rows = (
        _named(knowledge, fact.subject, knowledge.properties[fact.property].label, str(at))
        for fact, at in statements
    )
    return Table(columns, tuple(rows))


def sources_page(knowledge: KnowledgeBase, sources: Iterable[str]) -> Page:
    """Sources in a table, with how many claims each speaks for and against."""
    columns = (
        Column("Source"),
        Column("Id", beneath=True),
        Column("Claims for", "right"),
        Column("Claims against", "right"),
    )
    rows = (
        _named(
            knowledge,
            source,
            *(str(len(_claims_that(knowledge, source, side))) for side in (FOR, AGAINST)),
        )
        for source in sources
    )
    return (Section("Sources", (Table(columns, tuple(rows)),)),)


def _claims_that(knowledge: KnowledgeBase, source: str, side: str) -> list[str]:
    found = mentions(knowledge, source)
    return [fact.subject for fact, _ in found if fact.property == side]


def source_page(knowledge: KnowledgeBase, source: str) -> Page:
    """One source: where it stands, what it found, and what leans on it."""
    properties = ("authors", "title", "journal", "published", "doi", "seen-as", "finding-text")
    told = (("Source", source), *_texts(knowledge, source, properties))
    leaning = {
        "Speaks for": _claims_that(knowledge, source, FOR),
        "Speaks against": _claims_that(knowledge, source, AGAINST),
    }
    others = [
        found for found in mentions(knowledge, source) if found[0].property not in (FOR, AGAINST)
    ]
    return (
        Section(knowledge.label(source), (_entries(told),)),
        *(Section(title, (_leaning(knowledge, c),)) for title, c in leaning.items() if c),
        *((Section("Cited by", (_statements(knowledge, others),)),) if others else ()),
    )


def _leaning(knowledge: KnowledgeBase, claims: list[str]) -> Table:
    columns = (Column("Claim"), Column("Id", beneath=True), Column("Stands"), Column("Place"))
    rows = (
        _named(
            knowledge,
            claim,
            knowledge.label(str(knowledge.object(claim, "has-standing"))),
            str(knowledge.where[claim]),
        )
        for claim in claims
    )
    return Table(columns, tuple(rows))
