"""Writes the page that answers what if: what would be gained, lost, changed and kept.

A plan's many facts about sets and doses are told drill by drill; every other conclusion in a
sentence with the reason that the rule gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import NamedTuple

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
from hipexpert.face.pages.result import ratio_texts
from hipexpert.model import Consultation, Fact, KnowledgeBase, number_text
from hipexpert.reasoning.ablation import Ablation
from hipexpert.reasoning.plan import Line, Result
from hipexpert.reasoning.sections import sections
from hipexpert.reasoning.verbalization import answer_text, pattern_text
from hipexpert.reasoning.what_if import Difference, NewAnswers, Turn
from hipexpert.vocabulary.asking import NONE
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import DRILL_BY_DRILL, SAFEGUARD, THE_PLAN
from hipexpert.vocabulary.prescription import (
    IS_PRESCRIBED,
)

SHOWN = 6
"""How many names are listed before the rest are only counted."""


def difference_page(
    difference: Difference, changes: NewAnswers, ablation: Ablation | None = None
) -> Page:
    """What would be gained, lost, changed and kept, in the order it matters."""
    before, after = Result(difference.before), Result(difference.after)
    gained, lost = difference.turns()
    turns = {**gained, **lost}
    groups = _groups(difference.before.knowledge)
    told = [
        Section(
            title,
            _entries(
                [
                    *(_plan_changes(difference, before, after, turns) if planned else ()),
                    *_fact_changes(difference, turns, properties),
                ]
            ),
        )
        for title, properties, planned in groups
    ]
    changed = tuple(section for section in told if section.blocks)
    nothing = (Section("", (Passage(words("Nothing changes.")),)),)
    kept = Section("Kept", _entries([*_kept(difference, before, after, groups)]))
    asked = [_changes(difference, changes)] if changes else []
    if ablation:
        asked.append(_rejected(difference.before.knowledge, ablation))
    return *asked, *(changed or nothing), *([kept] if kept.blocks else [])


class _Group(NamedTuple):
    """Outcomes told under one title; `planned` where the lines of the plan are compared too."""

    title: str
    properties: tuple[str, ...]
    planned: bool


def _groups(knowledge: KnowledgeBase) -> tuple[_Group, ...]:
    """The outcomes by section; what the lines of a plan say is told by comparing the lines."""
    by_section = sections(knowledge)
    told = {name for names in by_section.values() for name in names}
    others = tuple(name for name in knowledge.properties if name not in told)
    return (
        *(
            _Group(knowledge.label(section), names, section == THE_PLAN)
            for section, names in by_section.items()
            if section != DRILL_BY_DRILL
        ),
        _Group("Also", others, False),
    )


def _some(names: Iterable[str]) -> str:
    """Names in a row, each once, the first few of many."""
    found = [*dict.fromkeys(names)]
    more = len(found) - SHOWN
    return listed([*found[:SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _rejected(knowledge: KnowledgeBase, ablation: Ablation) -> Section:
    """What was rejected, what that takes out, and what was kept in spite of it."""
    entries = [
        *(Entry("Without the rule", (words(strong(rule)),)) for rule in ablation.rules),
        *(
            Entry("Without the claim", (words(strong(knowledge.label(claim)), f" ({claim})"),))
            for claim in ablation.claims
        ),
    ]
    if ablation.rules_out:
        names = _some(rule.id for rule in ablation.rules_out)
        entries.append(Entry("Rules taken out", (words(f"{len(ablation.rules_out)}: {names}"),)))
    if ablation.statements_out:
        about = {word for fact in ablation.statements_out for word in (fact.subject, fact.object)}
        gone = {*ablation.things} & about - {fact.subject for fact in ablation.statements_kept}
        named = f", about: {_some(map(knowledge.label, sorted(gone)))}" if gone else ""
        said = words(f"{len(ablation.statements_out)}{named}")
        entries.append(Entry("Statements taken out", (said,)))
    if ablation.rules_kept or ablation.statements_kept:
        ids = [rule.id for rule in ablation.rules_kept]
        count = len(ablation.statements_kept)
        stated = [f"{count} statement{'' if count == 1 else 's'}"] if count else []
        meaning = knowledge.text(SAFEGUARD, "skos:definition")
        entries.append(
            Entry("Kept as safeguards", (words(_some([*ids, *stated])), words(quiet(meaning))))
        )
    if not ablation.rules_out and not ablation.statements_out:
        entries.append(Entry("Taken out", (words("nothing"),)))
    return Section("What if it were rejected", _entries(entries))


def _kept(
    difference: Difference,
    before: Result,
    after: Result,
    groups: Iterable[_Group],
) -> Iterator[Entry]:
    """What stays as it was, briefly."""
    had = {line.drill for line in before.lines}
    drills = [line.label for line in after.lines if line.drill in had]
    for title, properties, planned in groups:
        said = [
            _outcome(difference.after, fact)
            for fact in difference.kept
            if fact.property in properties
        ]
        if planned:
            said = [*drills, *said]
        if said:
            yield Entry(title, (words(_some(said)),))


def _entries(entries: list[Entry]) -> tuple[Block, ...]:
    return (Entries(tuple(entries)),) if entries else ()


def _changes(difference: Difference, changes: NewAnswers) -> Section:
    knowledge = difference.before.knowledge
    said = partial(answer_text, knowledge)
    was = difference.before.answers.given
    entries = [
        Entry(
            knowledge.questions[name].label,
            (words(strong(said(name, value)), f" instead of {said(name, was.get(name))}"),)
            if value != was.get(name)
            else (words(strong(said(name, value)), " as before"),),
        )
        for name, value in changes.items()
    ]
    return Section("What if", _entries(entries))


def _plan_changes(
    difference: Difference, before: Result, after: Result, turns: Mapping[Fact, Turn]
) -> Iterator[Entry]:
    """Drills gained, lost, and dosed otherwise; ratios."""
    was, now = ({line.drill: line for line in result.lines} for result in (before, after))
    gained = [
        (_dosed(after, line), turns[_prescribed(d)]) for d, line in now.items() if d not in was
    ]
    lost = [
        (_dosed(before, line), turns[_prescribed(d)]) for d, line in was.items() if d not in now
    ]
    yield from _gained(difference, gained)
    yield from _lost(difference, lost)
    for drill in [drill for drill in now if drill in was]:
        doses = zip(_dose(after, now[drill]), _dose(before, was[drill]), strict=True)
        changed = [(new, old) for new, old in doses if new != old]
        if changed:
            new, old = (", ".join(filter(None, parts)) for parts in zip(*changed, strict=True))
            said = words(strong(now[drill].label), f": {new or 'none'}; it was {old or 'none'}")
            yield Entry("Changed", (said,))
    ratios = [ratio_texts(result) for result in (before, after)]
    for name in dict.fromkeys((*ratios[0], *ratios[1])):
        old, new = (found.get(name, NONE) for found in ratios)
        if old != new:
            yield Entry("Changed", (words(strong(sentence_case(name)), f": {new}; it was {old}"),))


def _dosed(result: Result, line: Line) -> Words:
    return words(strong(line.label), f": {', '.join(filter(None, _dose(result, line)))}")


def _prescribed(drill: str) -> Fact:
    return Fact(ATHLETE, IS_PRESCRIBED, drill)


def _dose(result: Result, line: Line) -> tuple[str, ...]:
    """The parts of a dose in words: `1 set left`, `10 repetitions`; empty when there is none."""
    label, dose = result.knowledge.label, line.dose
    parts = (
        *((count, "set", f" {label(side)}") for side, count in dose.sets.items()),
        (dose.repetitions, "repetition", ""),
        (dose.hold_seconds, "second", " held"),
        (dose.days_per_week, "day", " a week"),
    )
    return tuple(
        f"{number_text(float(count))} {noun}{'' if count == 1 else 's'}{rest}" if count else ""
        for count, noun, rest in parts
    )


def _fact_changes(
    difference: Difference, turns: Mapping[Fact, Turn], properties: tuple[str, ...]
) -> Iterator[Entry]:
    """The facts gained and lost; a number that only changed is told once."""
    gained, lost = (
        sorted(
            (fact for fact in facts if fact.property in properties),
            key=lambda fact: properties.index(fact.property),
        )
        for facts in (difference.gained, difference.lost)
    )
    numbers = {fact[:2]: fact.object for fact in lost if not isinstance(fact.object, str)}
    changed = {fact[:2] for fact in gained if fact[:2] in numbers}
    for fact in gained:
        if fact[:2] in changed:
            said = strong(_outcome(difference.after, fact))
            yield Entry("Changed", (words(said, f"; it was {numbers[fact[:2]]}"),))
    news = [fact for fact in gained if fact[:2] not in changed]
    gone = [fact for fact in lost if fact[:2] not in changed]
    yield from _gained(difference, _with_turns(difference.after, news, turns))
    yield from _lost(difference, _with_turns(difference.before, gone, turns))


def _with_turns(
    consultation: Consultation, facts: list[Fact], turns: Mapping[Fact, Turn]
) -> list[tuple[Words, Turn]]:
    return [(words(strong(_outcome(consultation, fact))), turns[fact]) for fact in facts]


def _outcome(consultation: Consultation, fact: Fact) -> str:
    """A conclusion in words; of the athlete only what is concluded, since all of them are."""
    knowledge = consultation.knowledge
    if fact.subject != ATHLETE:
        return sentence_case(pattern_text(knowledge, fact))
    verb = knowledge.properties[fact.property].label
    return f"{sentence_case(verb)}: {knowledge.label(fact.object)}"


def _gained(difference: Difference, facts: Iterable[tuple[Words, Turn]]) -> Iterator[Entry]:
    told = [
        (
            (said, words(quiet(sentence_case(turn.proof.because)))),
            tuple(_turned(difference.before, turn, "New to it", "No longer against it")),
        )
        for said, turn in facts
    ]
    return _together("Gained", told)


def _lost(difference: Difference, facts: Iterable[tuple[Words, Turn]]) -> Iterator[Entry]:
    told = [
        ((said,), tuple(_turned(difference.after, turn, "It rested on", "Against it now")))
        for said, turn in facts
    ]
    return _together("Lost", told)


def _together(
    label: str, told: Iterable[tuple[tuple[Words, ...], tuple[Words, ...]]]
) -> Iterator[Entry]:
    """What is told, and a reason once below all that it turned."""
    for reason, group in groupby(told, key=lambda each: each[1]):
        *others, last = [paragraphs for paragraphs, _ in group]
        yield from (Entry(label, paragraphs) for paragraphs in others)
        yield Entry(label, (*last, *reason))


def _turned(other: Consultation, turn: Turn, missing: str, against: str) -> Iterator[Words]:
    """What a fact has in one consultation and lacks in the other, and what is in its way there."""
    steps = [f"rule {s.rule.id}" if s.rule else s.because for s in turn.missing]
    facts = [pattern_text(other.knowledge, fact) for fact in turn.against]
    for lead, names in ((missing, steps), (against, facts)):
        if names:
            yield words(quiet(f"{lead}: {_some(names)}"))
