"""Writes how two knowledge bases differ: for whom, by what, and what was edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hipexpert.face.pages.page import (
    Block,
    Entries,
    Entry,
    Page,
    Passage,
    Section,
    Words,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.pages.proof import proof_page
from hipexpert.face.pages.replay import replayed
from hipexpert.model import NUMBER, Fact, KnowledgeBase
from hipexpert.prove.athletes import written
from hipexpert.prove.difference import Compared
from hipexpert.prove.witnesses import Differing
from hipexpert.reasoning.edits import Edit
from hipexpert.reasoning.proof import Proof, Ways
from hipexpert.reasoning.verbalization import pattern_text
from hipexpert.records.witness import Witness
from hipexpert.vocabulary.body import SPORT
from hipexpert.vocabulary.prescription import DRILL

Athletes = list[tuple[Differing, Witness]]

SCHEMA = "hipexpert/diff/1"
SHOWN = 12
"""How many names are listed before the rest are only counted."""

DEEP = 1
"""How many levels of a proof are shown; `why` shows all of it."""


def diff_page(compared: Compared, athletes: Athletes, edits: list[Edit]) -> Page:
    """Whether they are equal, who differs, what moves, and every edit."""
    sections = [
        Section("", (Passage(words(strong(_verdict(compared)))),)),
        Section("Questions", tuple(_questions(compared))),
        *(_athlete(compared, *each) for each in athletes),
        Section("What moves", tuple(_moved(compared))),
        Section("What was edited", tuple(_edited(compared, edits))),
    ]
    return tuple(section for section in sections if section.blocks)


def others_page(compared: Compared, athletes: Athletes) -> Page:
    """Whether packs change what is concluded of those who do none of their sports, and of whom."""
    said = "The packs change what is concluded of others:"
    if not compared.decided:
        said = "It is not decided whether the packs change what is concluded of others."
    elif not athletes:
        said = "The packs change nothing that is concluded of others; that is proved."
    sections = (_athlete(compared, *each) for each in athletes)
    return (Section("", (Passage(words(said)),)), *sections)


def diff_json(compared: Compared, athletes: Athletes, edits: list[Edit]) -> dict[str, Any]:
    """The same for programs, whole."""
    sides = {"old": compared.old, "new": compared.new}
    return {
        "schema": SCHEMA,
        **{s: {"version": k.version, "sha256": k.sha256} for s, k in sides.items()},
        "equal": compared.equal,
        "decided": compared.decided,
        "questions": [asked.json() for asked in compared.questions],
        "athletes": [
            {"sports": list(who.sports), "fewest": who.fewest, **shown.json()}
            for who, shown in athletes
        ],
        "alike": list(compared.alike),
        "moved": {
            "all": compared.whole,
            "drills": _drills(compared),
            "outcomes": [
                [*fact[:2], None if fact.object == NUMBER else fact.object]
                for fact in compared.moved
            ],
        },
        "edits": [edit.json() for edit in edits],
    }


def _verdict(compared: Compared) -> str:
    if not compared.decided:
        return "Not decided: a number that is computed in some way was too hard for the solver."
    if compared.moved:
        count = len(compared.moved)
        at_least = "" if compared.whole else "at least "
        return f"Different: {at_least}{count} outcome{'' if count == 1 else 's'} of somebody's."
    if compared.questions:
        return "Equal for every athlete who answers what both take; the questions are not the same."
    return "Equal for every possible athlete."


def _questions(compared: Compared) -> Iterator[Block]:
    entries = [
        Entry(asked.question, tuple(_then_now(asked.then, asked.now)))
        for asked in compared.questions
    ]
    if entries:
        yield Entries(tuple(entries))


def _then_now(then: str | None, now: str | None) -> Iterator[Words]:
    """How something was and is, so far as the two differ."""
    if then is None or now is None:
        yield words(strong("new" if then is None else "gone"))
        return
    for lead, said in (("only then", then), ("only now", now)):
        if said:
            yield words(quiet(f"{lead}: "), said)


def _athlete(compared: Compared, who: Differing, shown: Witness) -> Section:
    """Answers, what both conclude, and the first step of both proofs."""
    count = len(who.answers)
    fewest = "no fewer do" if who.fewest else "fewer may do"
    said = f"{count} answer{'' if count == 1 else 's'}, {fewest}"
    lines = written(who.answers).splitlines()
    blocks = [
        Entries((Entry("Answers", (*map(words, lines), words(quiet(said)))),)),
        *replayed(shown.replay),
        *_otherwise(compared.new, shown),
        *_proof(compared.old, "By the older", shown.lost),
        *_proof(compared.new, "By the newer", shown.gained),
    ]
    return Section(_played(compared, who), tuple(blocks))


def _played(compared: Compared, who: Differing) -> str:
    """The sports that an athlete stands for."""
    sports = _some(map(compared.new.label, who.sports))
    known = {*compared.new.instances(SPORT)}
    said = {word for value in who.answers.values() if isinstance(value, tuple) for word in value}
    if known & said:
        return "Only with several sports"
    if not known & {*who.answers.values()}:
        return f"Without any sport{', as in: ' if sports else ''}{sports}"
    return sentence_case(sports)


def _otherwise(knowledge: KnowledgeBase, shown: Witness) -> Iterator[Block]:
    """What both conclude, with the numbers that it comes to in one of them alone."""
    entries = [
        Entry(
            "Comes to",
            (
                words(strong(sentence_case(pattern_text(knowledge, Fact(*told["fact"]))))),
                *(words(quiet("then: "), said) for said in told["then"]),
                *(words(quiet("now: "), said) for said in told["now"]),
            ),
        )
        for told in shown.json()["otherwise"]
    ]
    if entries:
        yield Entries(tuple(entries))


def _proof(knowledge: KnowledgeBase, lead: str, proof: Proof | None) -> Iterator[Block]:
    if proof:
        first = proof_page(knowledge, Ways(proof, {}), depth=DEEP)[0]
        yield Passage(words(strong(f"{lead}: "), first.title))
        yield from first.blocks


def _drills(compared: Compared) -> list[str]:
    known = {drill for k in (compared.old, compared.new) for drill in k.instances(DRILL)}
    return sorted(known & {str(word) for f in compared.moved for word in (f.subject, f.object)})


def _moved(compared: Compared) -> Iterator[Block]:
    """The drills whose lines differ for somebody, the outcomes counted, and who sees none of it."""
    entries = []
    if drills := _drills(compared):
        entries.append(Entry("Drills", (words(_counted(drills)),)))
    if compared.moved:
        counts = Counter(fact.property for fact in compared.moved)
        said = listed(f"{_verb(compared, verb)} ({count})" for verb, count in counts.items())
        entries.append(Entry("Outcomes", (words(said),)))
    if compared.moved and compared.alike:
        names = [*map(compared.new.label, compared.alike)]
        entries.append(Entry("Alike in", (words(_counted(names)),)))
    if entries:
        yield Entries(tuple(entries))


def _verb(compared: Compared, property: str) -> str:
    declared = compared.new.properties.get(property) or compared.old.properties[property]
    return declared.label


def _edited(compared: Compared, edits: list[Edit]) -> Iterator[Block]:
    """Rules, and claims on which something rests, one by one; other things by name."""
    entries, others = [], []
    for edit in edits:
        if edit.kind == "rule" or edit.outcomes:
            entries.append(Entry(f"{sentence_case(edit.kind)} {edit.name}", tuple(_edit(edit))))
        else:
            others.append(edit.name)
    if others:
        entries.append(Entry("Also described otherwise", (words(_counted(others)),)))
    if entries:
        yield Entries(tuple(entries))


def _edit(edit: Edit) -> Iterator[Words]:
    if edit.then is None or edit.now is None:
        yield words(strong("new" if edit.then is None else "gone"))
    else:
        for part in edit.parts:
            then, now = (side.get(part, ()) for side in (edit.then, edit.now))
            for lead, one, other in (("then", then, now), ("now", now, then)):
                for line in one:
                    if line not in other:
                        yield words(quiet(f"{lead} {part}: "), line.strip())
    rests = f"{edit.outcomes} outcome{'' if edit.outcomes == 1 else 's'} can rest on it"
    drills = f"; drills: {_counted(edit.drills)}" if edit.drills else ""
    yield words(quiet(f"{rests}{drills}"))


def _counted(names: Iterable[str]) -> str:
    found = [*names]
    return f"{len(found)}: {_some(found)}"


def _some(names: Iterable[str]) -> str:
    found = [*names]
    more = len(found) - SHOWN
    return listed([*found[:SHOWN], *([f"and {more} more"] if more > 0 else [])])
