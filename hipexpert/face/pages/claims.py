"""Writes the pages of claims and sources: a list of them, and each as a whole.

What is said of a claim comes from the knowledge base, and most names in the margin are the
labels of its properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from hipexpert.face.citation import SIDES, address, citation
from hipexpert.face.pages.page import (
    Block,
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Passage,
    Run,
    Section,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.model import Fact, KnowledgeBase, Location, Rule, Value
from hipexpert.reasoning.disputes import replies
from hipexpert.vocabulary.evidence import (
    ADDRESS,
    AGAINST_IN_SHORT,
    ANSWERS,
    AUTHORS,
    CITES,
    CLAIM,
    DOI,
    FINDING_TEXT,
    FOR_IN_SHORT,
    HAS_STANDING,
    JOURNAL,
    NOT_FOUND,
    OBJECTS_TO,
    PUBLISHED,
    SEEN_AS,
    SOURCE,
    STANDING_NOTE,
    STATED_BY,
    TITLE,
)

FOR, AGAINST, LIKELIER, LESS_LIKELY = SIDES
NONE_FOUND = "No publication is named on this side."


def claims_of(knowledge: KnowledgeBase, standing: str | None = None) -> tuple[str, ...]:
    """The claims, or those of one standing, the shakiest first, then as they are written."""
    claims = knowledge.instances(CLAIM)
    chosen = [c for c in claims if standing in (None, knowledge.object(c, HAS_STANDING))]
    return tuple(sorted(chosen, key=lambda c: (knowledge.claim_rank(c), knowledge.where[c])))


def sources_of(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The publications, by what they are called."""
    return tuple(sorted(knowledge.instances(SOURCE), key=lambda s: knowledge.label(s).casefold()))


def mentions(knowledge: KnowledgeBase, thing: str) -> tuple[tuple[Fact, Location], ...]:
    """The statements that name `thing` last, with the place of each, as they are written."""
    return _naming(knowledge).get(thing, ())


@lru_cache(maxsize=8)
def _naming(knowledge: KnowledgeBase) -> Mapping[Value, tuple[tuple[Fact, Location], ...]]:
    found: dict[Value, list[tuple[Fact, Location]]] = {}
    for fact, at in sorted(knowledge.statements.items(), key=lambda statement: statement[1]):
        found.setdefault(fact.object, []).append((fact, at))
    return {thing: tuple(statements) for thing, statements in found.items()}


def rules_on(knowledge: KnowledgeBase, claim: str) -> tuple[Rule, ...]:
    """The rules that rest on a claim, in reading order."""
    return tuple(rule for rule in knowledge.rules if claim in rule.claims)


def claims_page(knowledge: KnowledgeBase, claims: Iterable[str]) -> Page:
    """Claims in tables, one a standing."""
    groups: dict[str, list[str]] = {}
    for claim in claims:
        groups.setdefault(str(knowledge.object(claim, HAS_STANDING)), []).append(claim)
    return tuple(
        Section(
            f"{sentence_case(knowledge.label(standing))}: "
            f"{knowledge.text(standing, 'skos:definition')}",
            (_claims_table(knowledge, group),),
        )
        for standing, group in groups.items()
    )


def _claims_table(knowledge: KnowledgeBase, claims: list[str]) -> Grid:
    columns = (
        Column("Claim"),
        Column("Id", beneath=True),
        Column("Sources for", "right"),
        Column("Sources against", "right"),
    )
    return Grid(columns, tuple(_named(knowledge, c, *_sides(knowledge, c)) for c in claims))


def _sides(knowledge: KnowledgeBase, claim: str) -> tuple[str, ...]:
    return tuple(str(len(knowledge.objects(claim, side))) for side in (FOR, AGAINST))


def _named(knowledge: KnowledgeBase, thing: str, *cells: str) -> tuple[Words, ...]:
    """A row that starts with what a thing is called and, beneath, its id."""
    return words(strong(knowledge.label(thing))), words(quiet(thing)), *map(words, cells)


def claim_page(knowledge: KnowledgeBase, claim: str) -> Page:
    """One claim: who makes it, how it stands, the sources on both sides, what rests on it."""
    standing = str(knowledge.object(claim, HAS_STANDING))
    meaning = knowledge.text(standing, "skos:definition")
    label = knowledge.label
    by = str(knowledge.object(claim, STATED_BY) or "")
    told = (
        ("Claim", claim),
        ("What it says", knowledge.text(claim, "skos:definition")),
        (
            _property(knowledge, STATED_BY),
            by and f"{sentence_case(label(by))}: {knowledge.text(by, 'skos:definition')}",
        ),
        (_property(knowledge, CITES), listed(map(label, knowledge.objects(claim, CITES)))),
        ("How it stands", f"{sentence_case(label(standing))}: {meaning}."),
        *_texts(knowledge, claim, (STANDING_NOTE, FOR_IN_SHORT, AGAINST_IN_SHORT)),
        *_texts(knowledge, claim, (NOT_FOUND,)),
    )
    return (
        Section(label(claim), (_entries(told),)),
        *_debate(knowledge, claim),
        *_grounds(knowledge, claim),
        *_resting(knowledge, claim),
    )


def _debate(knowledge: KnowledgeBase, claim: str) -> Iterator[Section]:
    """Which claims it replies to, and which reply to it, with who states them."""
    replied = [str(c) for verb in (OBJECTS_TO, ANSWERS) for c in knowledge.objects(claim, verb)]
    replying = list(replies(knowledge).get(claim, ()))
    for title, claims in (("Replies to", replied), ("Replied to by", replying)):
        rows = (
            _named(knowledge, c, knowledge.label(str(knowledge.object(c, STATED_BY))))
            for c in claims
        )
        columns = (Column("Claim"), Column("Id", beneath=True), Column("Stated by"))
        if claims:
            yield Section(title, (Grid(columns, tuple(rows)),))


def _grounds(knowledge: KnowledgeBase, claim: str) -> Iterator[Section]:
    """What bears on it, side by side; where nothing does, what was looked for in vain."""
    gap = knowledge.text(claim, NOT_FOUND)
    if gap and not any(knowledge.objects(claim, side) for side in SIDES):
        yield Section("Not found", (Passage(words(f"{sentence_case(gap)}.")),))
        return
    for side, name in SIDES.items():
        if side in (FOR, AGAINST) or knowledge.objects(claim, side):
            yield Section(name, _sources(knowledge, claim, side))


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
        Entry(knowledge.label(source), tuple(_source(knowledge, source))) for source in sources
    )
    return (Entries(tuple(entries), apart=True),)


def _source(knowledge: KnowledgeBase, source: str) -> Iterator[Words]:
    """What a publication found and how it is cited; of a claim what it says."""
    found = knowledge.text(source, FINDING_TEXT)
    yield words(found or knowledge.text(source, "skos:definition"))
    yield citation(knowledge, source) if found else words(quiet(f"({source})"))


def _resting(knowledge: KnowledgeBase, claim: str) -> Iterator[Section]:
    rules = rules_on(knowledge, claim)
    if rules:
        rows = (
            (words(strong(rule.label)), words(quiet(rule.id)), words(str(rule.location)))
            for rule in rules
        )
        columns = (Column("Rule"), Column("Id", beneath=True), Column("Place"))
        yield Section("Rules that rest on it", (Grid(columns, tuple(rows)),))
    said = (OBJECTS_TO, ANSWERS)
    statements = [found for found in mentions(knowledge, claim) if found[0].property not in said]
    if statements:
        yield Section("Statements that rest on it", (_statements(knowledge, statements),))
    if not rules and not statements:
        yield Section("What rests on it", (Passage(words("No rule and no statement.")),))


def _statements(knowledge: KnowledgeBase, statements: Iterable[tuple[Fact, Location]]) -> Grid:
    columns = (Column("Of"), Column("Id", beneath=True), Column("Says"), Column("Place"))
    rows = (
        _named(knowledge, fact.subject, knowledge.properties[fact.property].label, str(at))
        for fact, at in statements
    )
    return Grid(columns, tuple(rows))


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
    return (Section("Sources", (Grid(columns, tuple(rows)),)),)


def _claims_that(knowledge: KnowledgeBase, source: str, side: str) -> list[str]:
    found = mentions(knowledge, source)
    return [fact.subject for fact, _ in found if fact.property == side]


def source_page(knowledge: KnowledgeBase, source: str) -> Page:
    """One source: where it stands, what it found, and what leans on it."""
    published = (AUTHORS, TITLE, JOURNAL, PUBLISHED, DOI)
    place = address(knowledge, source)
    link = Entry(_property(knowledge, ADDRESS), (words(Run(place, link=place)),))
    leaning = {
        "Speaks for": _claims_that(knowledge, source, FOR),
        "Speaks against": _claims_that(knowledge, source, AGAINST),
        "Makes likelier": _claims_that(knowledge, source, LIKELIER),
        "Makes less likely": _claims_that(knowledge, source, LESS_LIKELY),
    }
    others = [found for found in mentions(knowledge, source) if found[0].property not in SIDES]
    entries = (
        *_entries((("Source", source), *_texts(knowledge, source, published))).entries,
        *((link,) if place else ()),
        *_entries(_texts(knowledge, source, (SEEN_AS, FINDING_TEXT))).entries,
    )
    return (
        Section(knowledge.label(source), (Entries(entries),)),
        *(Section(title, (_leaning(knowledge, c),)) for title, c in leaning.items() if c),
        *((Section("Cited by", (_statements(knowledge, others),)),) if others else ()),
    )


def _leaning(knowledge: KnowledgeBase, claims: list[str]) -> Grid:
    columns = (Column("Claim"), Column("Id", beneath=True), Column("Stands"), Column("Place"))
    rows = (
        _named(
            knowledge,
            claim,
            knowledge.label(str(knowledge.object(claim, HAS_STANDING))),
            str(knowledge.where[claim]),
        )
        for claim in claims
    )
    return Grid(columns, tuple(rows))
