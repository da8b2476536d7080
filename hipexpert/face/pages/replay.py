"""Writes what today's knowledge makes of stored consultations, and the reasoning as it was then.

Of a stored proof only its own words are shown, so that the page is the same whatever the
knowledge says today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hipexpert.face.pages.page import (
    Block,
    Entries,
    Entry,
    Outline,
    Page,
    Passage,
    Section,
    Step,
    Words,
    alert,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.pages.standing import dated_section, said_of
from hipexpert.model import KnowledgeBase
from hipexpert.reasoning.verbalization import pattern_text
from hipexpert.records.replay import Cause, Replay, Turned
from hipexpert.records.standing import PlanStanding, Withdrawal
from hipexpert.records.store import Record
from hipexpert.vocabulary.messages import WITHDRAWN_RECORD

_KINDS = {"rule": "Rule", "statement": "Statement", "answer": "Answer to", "property": "Outcome"}


def replays_page(
    replays: list[tuple[Record, Replay]], standings: Mapping[int, PlanStanding], same: int = 0
) -> Page:
    """Each consultation that would end otherwise today, and what turns how many outcomes.

    So is each whose plan was withdrawn since, and that it was. The `same` are those held by
    knowledge that concludes for everybody what today's does.
    """
    changed = [(record, replay) for record, replay in replays if replay.gained or replay.lost]
    count = f"{len(replays)} consultation{'' if len(replays) == 1 else 's'} replayed"
    turned = f"{len(changed)} would conclude something else today" if changed else "nothing changed"
    told = [words(strong(f"{sentence_case(count)}: {turned}."))]
    if same:
        told.append(words(quiet(f"{same} by knowledge that concludes the same for everybody.")))
    head = Section("", tuple(map(Passage, told)))
    each = (
        Section(_title(record), (*_stands(record, replay, standings), *replayed(replay)))
        for record, replay in replays
        if replay.gained or replay.lost or replay.refused or _withdrawn(record, standings)
    )
    return head, *each, *_causes(replay for _, replay in changed)


def _title(record: Record) -> str:
    whose = f"{record.athlete}, consultation" if record.athlete else "Consultation"
    return f"{whose} {record.id}, {record.begun[:10]}"


def _withdrawn(record: Record, standings: Mapping[int, PlanStanding]) -> Withdrawal | None:
    return standings[record.id].withdrawal if record.id in standings else None


def _stands(
    record: Record, replay: Replay, standings: Mapping[int, PlanStanding]
) -> Iterator[Block]:
    """That a plan was withdrawn, or that its red flags were denied on another day."""
    by = _withdrawn(record, standings)
    if by:
        yield _record_withdrawn(record, replay.today.knowledge, by)
    elif record.id in standings:
        dated = dated_section(replay.today.knowledge, standings[record.id])
        yield from dated.blocks


def _record_withdrawn(record: Record, knowledge: KnowledgeBase | None, by: Withdrawal) -> Passage:
    if knowledge is None:
        return Passage(words(alert(f"Withdrawn on {by.on} by consultation {by.by}.")))
    return Passage(words(alert(said_of(knowledge, WITHDRAWN_RECORD, record.made, by))))


def replayed(replay: Replay) -> Iterator[Block]:
    """What is lost, gained and kept, each by what turned it."""
    entries = [
        Entry("No longer taken", (words(f"{p.message}{f'; {p.hint}' if p.hint else ''}"),))
        for p in replay.refused
    ]
    for label, turned in (("Lost", replay.lost), ("Gained", replay.gained)):
        groups: dict[tuple[Cause, ...], list[Turned]] = {}
        for each in turned:
            groups.setdefault(each.causes, []).append(each)
        for causes, together in groups.items():
            facts = (pattern_text(replay.today.knowledge, each.fact) for each in together)
            said = [words(strong(sentence_case(fact))) for fact in facts]
            by = listed(f"{cause.kind} {cause.name} ({_change(cause)})" for cause in causes)
            entries.append(Entry(label, (*said, words(quiet(f"by {by}")))))
    entries.append(Entry("Kept", (words(f"{replay.kept} outcomes"),)))
    yield Entries(tuple(entries))


def _change(cause: Cause) -> str:
    if cause.then is None:
        return "new"
    if cause.now is None:
        return "gone"
    if "\n" in cause.then or "\n" in cause.now:
        return "reads otherwise"
    return f"{cause.then} then, {cause.now} now"


def _causes(replays: Iterable[Replay]) -> Iterator[Section]:
    """Every rule, statement and answer that turned an outcome, with how it read and reads."""
    counts: dict[Cause, int] = {}
    for replay in replays:
        for turned in (*replay.lost, *replay.gained):
            for cause in turned.causes:
                counts[cause] = counts.get(cause, 0) + 1
    entries = []
    for cause, count in sorted(counts.items(), key=lambda item: (-item[1], item[0][:2])):
        outcomes = f"{count} outcome{'' if count == 1 else 's'}"
        said = words(strong(cause.name), f", {_change(cause)}: {outcomes}")
        entries.append(Entry(_KINDS[cause.kind], (said, *map(words, _lines(cause)))))
    if entries:
        yield Section("What changed it", (Entries(tuple(entries)),))


def _lines(cause: Cause) -> Iterator[str]:
    """The lines of a rule that are not in both readings of it; a single value is told already."""
    then, now = ((text or "").split("\n") for text in (cause.then, cause.now))
    if cause.kind == "rule" and cause.then and cause.now:
        yield from (f"then {line}" for line in then if line not in now)
        yield from (f"now {line}" for line in now if line not in then)


def stored_page(
    record: Record,
    proof: dict[str, Any],
    today: KnowledgeBase | None = None,
    withdrawn: Withdrawal | None = None,
) -> Page:
    """Every outcome of a stored proof with its chain, and the claims as they stood then.

    Where its plan was withdrawn since, that comes first, in the words of today's knowledge.
    """
    writer = _Writer(proof)
    knowledge = proof["knowledge"]
    when = words(
        f"As it was concluded on {(record.finished or record.begun)[:10]}"
        f" by the knowledge of version {knowledge['version']}",
        quiet(f" ({knowledge['sha256'][:12]})"),
    )
    chains = Outline(tuple(writer.outcome(outcome) for outcome in proof["outcomes"]))
    since = (_record_withdrawn(record, today, withdrawn),) if withdrawn else ()
    sections = [Section(_title(record), (*since, Passage(when), chains))]
    if proof["claims"]:
        claims = Entries(tuple(writer.claim(claim) for claim in proof["claims"]), apart=True)
        sections.append(Section("The claims, as they stood then", (claims,)))
    return tuple(sections)


class _Writer:
    """Writes each step of a stored proof once; after that it is named as above."""

    def __init__(self, proof: dict[str, Any]):
        self.steps = {step["step"]: step for step in proof["steps"]}
        self.places = {tuple(s["fact"]): s["location"] for s in proof["statements"]}
        self.numbers = {claim["claim"]: n for n, claim in enumerate(proof["claims"], 1)}
        self.standings = {claim["claim"]: claim["standing"] for claim in proof["claims"]}
        self.sources = {source["source"]: source["label"] for source in proof["sources"]}
        self.questions = {
            tuple(fact): entry["question"] for entry in proof["given"] for fact in entry["facts"]
        }
        self.answers = proof["answers"]
        self.shown: set[int] = set()

    def outcome(self, outcome: dict[str, Any]) -> Step:
        said = words(strong(" ".join(map(str, outcome["fact"]))))
        return Step((said,), tuple(self.step(number) for number in outcome["steps"]))

    def step(self, number: int) -> Step:
        step = self.steps[number]
        because = sentence_case(step["because"].strip())
        if number in self.shown:
            return Step((words(because, quiet(" (as above)")),))
        self.shown.add(number)
        claims = "".join(f"; [{self.numbers[c]}] {self.standings[c]}" for c in step["claims"])
        where = words(quiet(f"rule {step['rule']}, {step['location']}{claims}"))
        below = dict.fromkeys(p["step"] for p in step["premises"] if p["kind"] == "derived")
        return Step(
            (words(because), where, *self.leaves(step)),
            tuple(self.step(below_it) for below_it in below),
        )

    def leaves(self, step: dict[str, Any]) -> Iterator[Words]:
        """The answers and statements a step rests on, and what was absent."""
        given, stated = [], []
        for premise in step["premises"]:
            fact = tuple(premise["fact"])
            if premise["kind"] == "given":
                question = self.questions[fact]
                given.append(f"{question}: {self.answers[question]}")
            elif premise["kind"] == "stated":
                stated.append(f"{' '.join(map(str, fact))} ({self.places[fact]})")
        absent = [" ".join(map(str, fact)) for fact in step["absent"]]
        for lead, said in (("Answered", given), ("Known", stated), ("Nothing said that", absent)):
            if said:
                yield words(quiet(f"{lead}: {listed(dict.fromkeys(said))}"))

    def claim(self, claim: dict[str, Any]) -> Entry:
        sides = ((name, claim[name.lower()]) for name in ("For", "Against"))
        cited = (f"{name}: {listed(self.sources[s] for s in of)}" for name, of in sides if of)
        return Entry(
            f"[{self.numbers[claim['claim']]}] {claim['standing']}",
            (
                words(f"{claim['label']} ({claim['claim']}, {claim['location']})"),
                *(words(quiet(text)) for text in cited),
            ),
        )
