"""Writes the page that answers what if: what other answers would gain, lose and change.

A plan's many facts about sets and doses are told drill by drill; every other conclusion in a
sentence with the reason that the rule gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipexpert.face.page import (
    Block,
    Entries,
    Entry,
    Page,
    Passage,
    Section,
    Words,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.result_page import ratio_texts
from hipexpert.model import Consultation, Fact, Value, number_text
from hipexpert.reasoning.answers import ATHLETE
from hipexpert.reasoning.difference import Difference
from hipexpert.reasoning.plan import Line, Result
from hipexpert.reasoning.wording import answer_text, pattern_text

_GROUPS = {
    "Referral": ("is-referred-for", "has-uncleared", "may"),
    "Findings": (
        "shows",
        "counts-as",
        "falls-short-degrees",
        "shows-sign",
        "has-finding",
        "has-condition",
    ),
    "Plan": ("is-reviewed-after-weeks",),
    "Advice": ("is-advised", "is-cautioned", "is-to-measure"),
}
_TOLD_BY_THE_PLAN = (
    "is-prescribed",
    "is-worked-towards",
    "takes-dose",
    "has-sets-on-favoured-side",
    "has-sets-on-other-side",
    "has-sets-on-each-side",
    "is-favoured",
    "works-one-legged",
)


def difference_page(
    difference: Difference, changes: Mapping[str, Value | tuple[str, ...] | None]
) -> Page:
    """What other answers would gain, lose and change, in the order it matters."""
    before, after = Result(difference.before), Result(difference.after)
    named = {property for group in _GROUPS.values() for property in group}
    declared = difference.before.knowledge.properties
    others = tuple(p for p in declared if p not in named and p not in _TOLD_BY_THE_PLAN)
    sections = [
        Section(
            title,
            _entries(
                [
                    *(_plan_changes(before, after) if title == "Plan" else ()),
                    *_fact_changes(difference, before, after, properties),
                ]
            ),
        )
        for title, properties in (*_GROUPS.items(), ("Also", others))
    ]
    changed = tuple(section for section in sections if section.blocks)
    nothing = (Section("", (Passage(words("Nothing changes.")),)),)
    return _changes(difference, changes), *(changed or nothing)


def _entries(entries: list[Entry]) -> tuple[Block, ...]:
    return (Entries(tuple(entries)),) if entries else ()


def _changes(
    difference: Difference, changes: Mapping[str, Value | tuple[str, ...] | None]
) -> Section:
    knowledge = difference.before.knowledge

    def said(value: Value | tuple[str, ...] | None) -> str:
        return "not known" if value is None else answer_text(knowledge, value)

    was = difference.before.answers.given
    entries = [
        Entry(
            knowledge.questions[name].label,
            (words(strong(said(value)), f" instead of {said(was.get(name))}"),)
            if value != was.get(name)
            else (words(strong(said(value)), " as before"),),
        )
        for name, value in changes.items()
    ]
    return Section("What if", _entries(entries))


def _plan_changes(before: Result, after: Result) -> Iterator[Entry]:
    """Drills gained, lost, and dosed otherwise; ratios."""
    was, now = ({line.drill: line for line in result.lines} for result in (before, after))
    for drill, line in now.items():
        if drill not in was:
            dose = ", ".join(filter(None, _dose(after, line)))
            said = words(strong(line.label), f": {dose}")
            yield Entry("Gained", (said, _because(after, _prescribed(drill))))
    for drill, line in was.items():
        if drill not in now:
            dose = ", ".join(filter(None, _dose(before, line)))
            said = words(strong(line.label), f": {dose}")
            yield Entry("Lost", (said, _rested_on(before, _prescribed(drill))))
    for drill in [drill for drill in now if drill in was]:
        doses = zip(_dose(after, now[drill]), _dose(before, was[drill]), strict=True)
        changed = [(new, old) for new, old in doses if new != old]
        if changed:
            new, old = (", ".join(filter(None, parts)) for parts in zip(*changed, strict=True))
            said = words(strong(now[drill].label), f": {new or 'none'}; it was {old or 'none'}")
            yield Entry("Changed", (said,))
    ratios = [ratio_texts(result) for result in (before, after)]
    for name in dict.fromkeys((*ratios[0], *ratios[1])):
        old, new = (found.get(name, "none") for found in ratios)
        if old != new:
            yield Entry("Changed", (words(strong(sentence_case(name)), f": {new}; it was {old}"),))


def _prescribed(drill: str) -> Fact:
    return Fact(ATHLETE, "is-prescribed", drill)


def _dose(result: Result, line: Line) -> tuple[str, ...]:
    """The parts of a dose in words: `1 set left`, `10 repetitions`; empty when there is none."""
    parts = (
        *((count, "set", f" {result.knowledge.label(side)}") for side, count in line.sets.items()),
        (line.repetitions, "repetition", ""),
        (line.hold_seconds, "second", " held"),
        (line.days_per_week, "day", " a week"),
    )
    return tuple(
        f"{number_text(float(count))} {noun}{'' if count == 1 else 's'}{rest}" if count else ""
        for count, noun, rest in parts
    )


def _fact_changes(
    difference: Difference, before: Result, after: Result, properties: tuple[str, ...]
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
        said = strong(_outcome(after.consultation, fact))
        if fact[:2] in changed:
            yield Entry("Changed", (words(said, f"; it was {numbers[fact[:2]]}"),))
        else:
            yield Entry("Gained", (words(said), _because(after, fact)))
    for fact in lost:
        if fact[:2] not in changed:
            said = strong(_outcome(before.consultation, fact))
            yield Entry("Lost", (words(said), _rested_on(before, fact)))


def _outcome(consultation: Consultation, fact: Fact) -> str:
    """A conclusion in words; of the athlete only what is concluded, since all of them are."""
    knowledge = consultation.knowledge
    if fact.subject != ATHLETE:
        return sentence_case(pattern_text(knowledge, fact))
    verb = knowledge.properties[fact.property].label
    return f"{sentence_case(verb)}: {knowledge.label(fact.object)}"


def _because(result: Result, fact: Fact) -> Words:
    return words(quiet(sentence_case(result.proofs(fact)[0].because)))


def _rested_on(result: Result, fact: Fact) -> Words:
    return words(quiet(f"It rested on: {result.proofs(fact)[0].because}"))
