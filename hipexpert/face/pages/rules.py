"""Writes the pages of rules: a list of them in reading order, and each as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hipexpert.face.pages.page import (
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Passage,
    Section,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.knowledge.stratification import dependencies, stratify
from hipexpert.knowledge.verbalization import clauses
from hipexpert.model import KnowledgeBase, Rule
from hipexpert.vocabulary.evidence import HAS_STANDING

NEIGHBOURS = {
    "fed-by": "Fed by",
    "stopped-by": "Can be stopped by",
    "feeds": "Feeds",
    "can-stop": "Can stop",
}


def neighbours(knowledge: KnowledgeBase, rule: Rule) -> dict[str, tuple[str, ...]]:
    """The rules it waits for and those that wait for it, by id, in reading order.

    One rule feeds another when it may conclude a premise of it, and can stop it when it may
    conclude what its `unless` denies.
    """
    waits = dependencies(knowledge.rules)
    own = waits[rule.id]
    ids = [other.id for other in knowledge.rules]
    return {
        "fed-by": tuple(i for i in ids if own.get(i) is False),
        "stopped-by": tuple(i for i in ids if own.get(i)),
        "feeds": tuple(i for i in ids if waits[i].get(rule.id) is False),
        "can-stop": tuple(i for i in ids if waits[i].get(rule.id)),
    }


def strata_of(knowledge: KnowledgeBase) -> Mapping[str, int]:
    """The stratum of every rule, the lowest being 1."""
    layers, _ = stratify(knowledge.rules)
    return {rule.id: number for number, layer in enumerate(layers, 1) for rule in layer}


def rules_page(knowledge: KnowledgeBase, rules: Iterable[Rule]) -> Page:
    """Rules with their labels, one section a file, in reading order."""
    files: dict[str, list[Rule]] = {}
    for rule in rules:
        files.setdefault(rule.location.file, []).append(rule)
    columns = (Column("Rule"), Column("Id", beneath=True))
    return tuple(
        Section(
            file,
            (Grid(columns, tuple((words(r.label), words(quiet(r.id))) for r in found)),),
        )
        for file, found in files.items()
    )


def rule_page(knowledge: KnowledgeBase, rule: Rule) -> Page:
    """A rule as a sentence, where it stands, what it rests on, and its neighbours."""
    strata = strata_of(knowledge)
    standings = (
        f"{knowledge.label(claim)}: {knowledge.label(str(knowledge.object(claim, HAS_STANDING)))}"
        f" ({claim})"
        for claim in rule.claims
    )
    about = (
        Entry("Rule", (words(strong(rule.id)),)),
        Entry("Place", (words(str(rule.location)),)),
        Entry("Stratum", (words(f"{strata[rule.id]} of {max(strata.values())}"),)),
        Entry("Claims", tuple(map(words, standings))),
    )
    near = tuple(
        Entry(NEIGHBOURS[name], (words(listed(ids) if ids else quiet("none")),))
        for name, ids in neighbours(knowledge, rule).items()
    )
    said = Passage(words(",\n".join(clauses(knowledge, rule))))
    return (
        Section(sentence_case(rule.label), (said,)),
        Section("Where it stands", (Entries(about),)),
        Section("Beside other rules", (Entries(near),)),
    )
