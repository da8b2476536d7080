"""Writes the page of the cases: which fail and why, what none reaches, which mutants live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hipexpert.cases.coverage import Coverage
from hipexpert.cases.mutants import EQUIVALENT, NOTICED, REFUSED, SURVIVED, Fate
from hipexpert.cases.running import CONCLUDED, MISSING
from hipexpert.cases.telling import ToldFailure
from hipexpert.face.autosave import answers_text
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
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.model import Answers, Fact, Given, KnowledgeBase
from hipexpert.reasoning.grounding import Grounding
from hipexpert.reasoning.proof import Proof
from hipexpert.reasoning.verbalization import sentence_of
from hipexpert.vocabulary.asking import DENIES, REPORTS

NAMED = 5
"""How many of those that no case reaches are named, unless all are asked for."""

STEPS_SHOWN = 4


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def cases_page(
    ground: Grounding,
    number: int,
    failed: Sequence[ToldFailure],
    coverage: Coverage | None,
    fates: Sequence[Fate] | None,
    every: bool = False,
) -> Page:
    """Failures first; with `every`, all that no case reaches is named."""
    failing = len({told.failure.case.location for told in failed})
    lead = _said_of(number - failing, "hold")
    sections = [Section(lead, ())]
    if failed:
        steps = tuple(_failure(ground.knowledge, told) for told in failed)
        title = _said_of(failing, "fail")
        sections.insert(0, Section(title, (Outline(steps),)))
    if coverage:
        sections.append(Section("What no case reaches", tuple(_reach(ground, coverage, every))))
    if fates is not None:
        sections.append(_mutants(fates))
    return tuple(sections)


def _said_of(number: int, verb: str) -> str:
    return f"{counted(number, 'case')} {verb}{'s' if number == 1 else ''}"


def _failure(knowledge: KnowledgeBase, told: ToldFailure) -> Step:
    failure = told.failure
    case, expected = failure.case, failure.expected
    paragraphs = [words(strong(sentence_case(case.sentence))), words(quiet(str(expected.location)))]
    paragraphs += _expected(told)
    below: list[Words] = []
    if told.missed:
        lacks = listed(lack.text for lack in told.missed.lacks)
        below.append(
            words(f"Rule {told.missed.rule.id} ({told.missed.rule.location}) lacked: {lacks}")
        )
    if told.proof:
        below += [
            words(f"{sentence_case(step.because)} ", quiet(f"({_by(step)})"))
            for step in _steps(told.proof)
        ]
    below += _difference(knowledge, told)
    return Step(tuple(paragraphs), tuple(Step((each,)) for each in below))


def _expected(told: ToldFailure) -> Iterator[Words]:
    _, (fact, rule, blocked_by, _), kind, carried_by, ways = told.failure
    if kind == MISSING:
        yield words(f"Should follow: {fact}, by {rule}")
        if carried_by:
            yield words(f"It follows by {listed(carried_by)} alone")
    elif kind == CONCLUDED:
        yield words(f"Should not follow: {fact}; it does, by {listed(carried_by)}")
    else:
        wanted = listed(map(str, blocked_by)) or "nothing"
        found = [listed(sorted(map(str, way))) or "nothing" for way in ways]
        yield words(f"{rule} should be kept from concluding {fact} by: {wanted}")
        yield words(f"In its way stands: {' | '.join(found) or 'nothing, for a premise fails'}")


def _steps(proof: Proof) -> list[Proof]:
    """The nearest steps of a proof that are worth telling: what was derived, and the answers."""
    told = [step for step in proof.steps() if step.kind in ("derived", "given")]
    return list(dict.fromkeys(told))[:STEPS_SHOWN]


def _by(step: Proof) -> str:
    return step.rule.id if step.rule else f"answer to {listed(step.questions)}"


def _difference(knowledge: KnowledgeBase, told: ToldFailure) -> Iterator[Words]:
    """What one of the two proofs has and the other has not."""
    if told.nearest is None or told.turn is None:
        return
    place = f"'{told.nearest.sentence}' ({told.nearest.location})"
    holds_here = told.failure.kind == CONCLUDED
    yield words(f"It does {'not hold' if holds_here else 'hold'} of the nearest case, {place}")
    missing = listed(step.because for step in told.turn.missing[:STEPS_SHOWN])
    against = listed(sentence_of(knowledge, fact) for fact in told.turn.against[:STEPS_SHOWN])
    has, lacks = ("this one", "that one") if holds_here else ("that one", "this one")
    if missing:
        yield words(f"Of its proof {has} has, and {lacks} has not: {missing}")
    if against:
        yield words(f"Against it stands, in {lacks}: {against}")


def _reach(ground: Grounding, coverage: Coverage, every: bool) -> Iterator[Block]:
    groups = (
        ("Rules", [rule.id for rule in coverage.rules]),
        ("Just short of", [rule.id for rule in coverage.unmissed]),
        ("What blocks", [f"{rule.id}: unless {pattern}" for rule, pattern in coverage.unless]),
        ("Thresholds", [f"{rule.id}: {test.text}" for rule, test in coverage.thresholds]),
        ("Answers", [choice_text(ground, fact) for fact in coverage.choices]),
    )
    entries = tuple(Entry(name, (_some(names, every),)) for name, names in groups if names)
    yield Entries(entries) if entries else Passage(words("Nothing: the cases reach all there is."))


def choice_text(ground: Grounding, fact: Fact) -> str:
    """An answer as an answers file has it."""
    word = {REPORTS: "yes", DENIES: "no"}.get(fact.property, str(fact.object))
    return f"{ground.asked[fact]}: {word}"


def _some(names: Sequence[str], every: bool) -> Words:
    shown = names if every else names[:NAMED]
    more = f"; and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return words(f"{len(names)}: {listed(shown)}{more}")


def _mutants(fates: Sequence[Fate]) -> Section:
    """How many mutants there were, and those that no case noticed, in plain words."""
    number = Counter(fate.fate for fate in fates)
    survivors = [fate for fate in fates if fate.fate == SURVIVED]
    idle = [fate for fate in fates if fate.fate == EQUIVALENT]
    lead = (
        f"{counted(len(fates), 'small change')} of the rules: {number[NOTICED]} fail a case, "
        f"{number[REFUSED]} are refused by check, {number[EQUIVALENT]} change nothing for any "
        f"athlete, {number[SURVIVED]} pass every case"
    )
    blocks: list[Block] = [Passage(words(lead))]
    for alike, said in (survivors, "passes every case"), (idle, "says the same to everyone"):
        if alike:
            blocks.append(Outline(tuple(_sentences(alike, said))))
    return Section("Mutants", tuple(blocks))


def _sentences(fates: Iterable[Fate], said: str) -> Iterator[Step]:
    for mutant, _, told in fates:
        sentence = f"{sentence_case(mutant.change)}, {mutant.rule.id} {said} "
        below = () if told is None else (Step((words(f"It says otherwise of: {_answers(told)}"),)),)
        yield Step((words(sentence, quiet(f"({mutant.place})")),), below)


def _answers(given: Given) -> str:
    return "; ".join(answers_text(Answers(given)).splitlines()) or "whoever answers nothing"
