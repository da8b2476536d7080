"""Writes the page after a consultation: verdict, sides, plan, advice, what is disputed.

It arranges what `plan` reads off the conclusions and adds only the names of columns and
headings. Whatever is said about sport or health comes from the knowledge base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import ceil

from hipexpert.face.caveats import caveat_blocks
from hipexpert.face.debate import dispute_words, told_apart
from hipexpert.face.doses import course_text, favour_text, onward_text
from hipexpert.face.glossary import glossary_blocks
from hipexpert.face.pages.page import (
    Block,
    Cell,
    Column,
    Entries,
    Entry,
    Grid,
    Page,
    Passage,
    Section,
    Tick,
    alert,
    listed,
    quiet,
    sentence_case,
    strong,
    words,
)
from hipexpert.face.sides import BASIS, sides_blocks
from hipexpert.model import Fact, KnowledgeBase, number_text
from hipexpert.reasoning.plan import Item, Line, Result
from hipexpert.reasoning.verdict import SIDES
from hipexpert.reasoning.week import DAYS, WEEK, day_text, week
from hipexpert.vocabulary.asking import UNKNOWN
from hipexpert.vocabulary.body import OF_MOTION
from hipexpert.vocabulary.evidence import HAS_STANDING, STATED_BY
from hipexpert.vocabulary.findings import SHOWS
from hipexpert.vocabulary.language import RESTS_ON, SENTENCE
from hipexpert.vocabulary.measuring import MEASUREMENT
from hipexpert.vocabulary.messages import (
    BEFORE_THE_PLAN,
    FOR_THE_CLINICIAN,
    INCOMPLETE,
    NO_DRILLS,
    NOT_A_DIAGNOSIS,
    REFERRED,
    TO_BE_SEEN_BY,
    UNTIL_THEN,
    WEEK_AT_A_GLANCE,
)
from hipexpert.vocabulary.prescription import (
    INSTRUCTION,
    RATIO,
    STOP_RULE,
)
from hipexpert.vocabulary.safety import HAS_UNCLEARED, SEEN_BY, UNTIL_SEEN

_DONE = Tick("do")


def result_page(result: Result, source: str | None = "", begins: date | None = None) -> Page:
    """Everything a consultation reports, the most important first; empty sections left out.

    Where nothing is prescribed it says why, what to answer next, and what a clinician should know.
    `begins` is the day the plan begins, where that is known, so that the review has a date.
    `source` is the option that names its answers, so that the page can say how to ask on; None
    where whoever reads it asks in another way.
    """
    sections = (
        verdict(result),
        *(_prescription(result, begins) if result.status == "plan" else _instead(result)),
        Section("Also concluded", other_blocks(result)),
        Section("To ask why", () if source is None else _asking(result, source)),
        Section(
            result.knowledge.label(NOT_A_DIAGNOSIS),
            (Passage(words(_say(result, NOT_A_DIAGNOSIS))),),
        ),
    )
    page = tuple(section for section in sections if section.blocks)
    terms = glossary_blocks(result.knowledge, page)
    return (*page, Section("What the words mean", terms)) if terms else page


def _prescription(result: Result, begins: date | None) -> Page:
    """What is told beside the verdict where there is a plan."""
    return (
        Section("Left and right", tuple(sides_blocks(result, begins))),
        before_the_plan(result, begins),
        Section("Plan", tuple(_plan(result, begins))),
        Section(result.knowledge.label(WEEK_AT_A_GLANCE), tuple(_week(result))),
        Section("How each drill is done", _drills(result)),
        Section("Advice", item_blocks(result.advice)),
        Section("Cautions", item_blocks(result.cautions)),
        Section("What is known of the sport", item_blocks(result.notes)),
        Section("To answer or measure next", next_blocks(result)),
        Section("Left out", left_out_blocks(result)),
        Section("Disputed", tuple(_disputes(result))),
        Section("Not known, and could still change the plan", assumed_blocks(result)),
    )


def before_the_plan(result: Result, day: date | None) -> Section:
    """What a reader has to know to catch a wrong plan; `day` is that of undated answers."""
    return Section(result.knowledge.label(BEFORE_THE_PLAN), caveat_blocks(result, day))


def _instead(result: Result) -> Page:
    """What is told where nothing is prescribed: what is open, and what a clinician should know."""
    found = [Section("To answer next", next_blocks(result))]
    if result.status == "refer":
        found.append(Section(result.knowledge.label(FOR_THE_CLINICIAN), _answered(result)))
    return tuple(found)


def _answered(result: Result) -> tuple[Block, ...]:
    told = Passage(words(quiet(_say(result, FOR_THE_CLINICIAN))))
    entries = (
        Entry(group, tuple(words(f"{label}: {said}") for label, said in given))
        for group, given in answered(result).items()
    )
    return (told, Entries(tuple(entries)))


def answered(result: Result) -> dict[str, list[tuple[str, str]]]:
    """What was answered, in words and with units, by group of questions."""
    knowledge, answers = result.knowledge, result.consultation.answers
    groups: dict[str, list[tuple[str, str]]] = {}
    for question in knowledge.questions.values():
        if question.id in answers.given:
            answer = answers.given[question.id]
            said = question.answer_type.in_full(knowledge, question, answer)
        elif question.id in answers.unknown:
            said = knowledge.label(UNKNOWN)
        else:
            continue
        group = sentence_case(knowledge.label(question.group))
        groups.setdefault(group, []).append((question.label, said))
    return groups


def plan_page(result: Result, begins: date) -> Page:
    """The plan alone, how it is done and what to heed; or why there is none."""
    if result.status != "plan":
        return (verdict(result),)
    sections = (
        before_the_plan(result, begins),
        Section("Plan", tuple(_plan(result, begins))),
        Section(result.knowledge.label(WEEK_AT_A_GLANCE), tuple(_week(result))),
        Section("How each drill is done", _drills(result)),
        Section("Cautions", item_blocks(result.cautions)),
    )
    return tuple(section for section in sections if section.blocks)


def _say(result: Result, phrase: str) -> str:
    return result.knowledge.text(phrase, SENTENCE)


def verdict(result: Result) -> Section:
    """What it comes to, in two sentences."""
    knowledge = result.knowledge
    if result.status == "refer":
        urgency = Passage(words(alert(_say(result, result.urgency or ""))))
        phrase = Passage(words(_say(result, REFERRED)))
        reasons = {reason.id: result.urgency_of(reason.id)[1] for reason in result.reasons}
        blocks = (urgency, phrase, reasons_to_be_seen(knowledge, reasons))
        return Section(knowledge.label(REFERRED), blocks)
    if result.status == "incomplete":
        flags = (knowledge.label(flag) for flag in still_open(result))
        phrase = Passage(words(alert(_say(result, INCOMPLETE))))
        return Section(knowledge.label(INCOMPLETE), (phrase, Passage(words("\n".join(flags)))))
    kind = result.asymmetry
    if not kind:
        return Section("", ())
    return Section(
        f"Asymmetry: {knowledge.label(kind)}",
        (Passage(words(strong(_say(result, result.headline)))), Passage(words(telling(result)))),
        kind,
    )


def reasons_to_be_seen(knowledge: KnowledgeBase, reasons: Mapping[str, str]) -> Entries:
    """Why the athlete is to be seen, how soon, by whom, and what to do until then."""
    until_then, seen_by = knowledge.label(UNTIL_THEN), knowledge.label(TO_BE_SEEN_BY)
    entries = []
    for reason, urgency in reasons.items():
        lines = (
            words(knowledge.text(reason, SENTENCE)),
            words(strong(f"{until_then}: "), knowledge.text(reason, UNTIL_SEEN)),
            words(strong(f"{seen_by}: "), f"{knowledge.text(reason, SEEN_BY)}."),
        )
        told = f"{knowledge.label(reason)} ({knowledge.label(urgency)})"
        entries.append(Entry(told, lines, reason))
    return Entries(tuple(entries), apart=True)


def telling(result: Result) -> str:
    """What tells most beside the headline, in words; nothing where nothing was found."""
    return " ".join(
        sentence_case(proof.because) for proof in result.proofs(*most_telling(result)[:1])
    )


def still_open(result: Result) -> tuple[str, ...]:
    """What has to be cleared before anything is prescribed, in the order of asking."""
    found = {str(fact.object) for fact in result.consultation.facts(HAS_UNCLEARED)}
    order = {question: place for place, question in enumerate(result.knowledge.questions)}
    return tuple(sorted(found, key=lambda flag: (order.get(flag, len(order)), flag)))


def most_telling(result: Result) -> tuple[Fact, ...]:
    """What could be told beside the headline, the most telling first.

    The type of asymmetry itself where a sign decides it; else the widest limit, or what else was
    found; or, when there is nothing, the type again.
    """
    found = [] if result.signs else [result.widest_limit, *result.findings]
    facts = (finding.fact for finding in found if finding)
    return (*facts, *result.consultation.facts(SHOWS))


def _plan(result: Result, begins: date | None) -> Iterator[Block]:
    if result.status != "plan":
        return
    if not result.lines:
        yield Passage(words(_say(result, NO_DRILLS)))
        return
    columns = (
        Column("Drill"),
        Column("For", beneath=True),
        Column("Sets left", "right"),
        Column("Sets right", "right"),
        Column("Reps", "right"),
        Column("Hold s", "right"),
        Column("Days a week", "right"),
    )
    yield Grid(columns, tuple(_row(result, line) for line in result.lines), numbered=True)
    shares = ratio_texts(result)
    if result.session_minutes is not None:
        shares["a session"] = minutes_text(result.session_minutes)
    if result.review_after_weeks is not None:
        weeks = float(result.review_after_weeks)
        shares["review"] = f"after {number_text(weeks)} weeks"
        if begins:
            day = day_text(begins + timedelta(weeks=weeks))
            shares["review"] += f", on {day} if you begin today"
    yield Entries(
        tuple(Entry(sentence_case(label), (words(text),)) for label, text in shares.items())
    )


def _week(result: Result) -> Iterator[Block]:
    """Which drills are done on which days."""
    times = {line.drill: int(line.dose.days_per_week or 0) for line in result.lines}
    if not times:
        return
    columns = (Column("Drill"), *(Column(day[:3], "center") for day in DAYS))
    rows = (
        (
            words(result.knowledge.label(drill)),
            *(_DONE if day in days else None for day in range(WEEK)),
        )
        for drill, days in week(times).items()
    )
    yield Grid(columns, tuple(rows), numbered=True)
    yield Passage(words(quiet(_say(result, WEEK_AT_A_GLANCE))))


def _row(result: Result, line: Line) -> tuple[Cell, ...]:
    label, dose = result.knowledge.label, line.dose
    numbers = (*(dose.sets[side] for side in SIDES), dose.repetitions, dose.hold_seconds)
    return (
        words(strong(line.label)),
        words(f"{label(line.slot)}, {favour_text(result.knowledge, line.drill, dose)}"),
        *(
            None if number is None else words(number_text(float(number)))
            for number in (*numbers, dose.days_per_week)
        ),
    )


def minutes_text(minutes: float) -> str:
    """How long something takes, in whole minutes, since no more is known.

    >>> minutes_text(24.5)
    'about 25 minutes'
    """
    return f"about {ceil(minutes)} minutes"


def ratio_texts(result: Result) -> dict[str, str]:
    """The ratios by name, in words: `internal rotation`, `2:1, right to left`."""
    label = result.knowledge.label
    texts = {}
    for share in result.ratios:
        sides = {side: float(getattr(share, side)) for side in SIDES}
        more, less = sorted(sides, key=lambda side: sides[side], reverse=True)
        bases = {f.basis for f in result.findings if f.motion == share.motion}
        marked = f" ({BASIS['expected']})" if bases == {"expected"} else ""
        numbers = f"{number_text(sides[more])}:{number_text(sides[less])}"
        said = f"{numbers}, {label(more)} to {label(less)}{marked}"
        texts[label(share.motion)] = said + _whose(result, share.motion)
    if result.one_legged:
        texts["one-legged to two-legged"] = f"{result.one_legged.object}:1"
    return texts


def _whose(result: Result, motion: str) -> str:
    """Who gives the ratio of a motion, and how that stands."""
    knowledge = result.knowledge
    ratios = (r for r in knowledge.instances(RATIO) if motion in knowledge.objects(r, OF_MOTION))
    claims = (str(claim) for ratio in ratios for claim in knowledge.objects(ratio, RESTS_ON))
    claim = next(claims, "")
    speaker = knowledge.object(claim, STATED_BY)
    if speaker is None:
        return ""
    standing = knowledge.label(str(knowledge.object(claim, HAS_STANDING)))
    return f"; {knowledge.label(speaker)}: {standing}"


def _drills(result: Result) -> tuple[Block, ...]:
    """How each drill is done and when to stop, what changes week by week, and what comes next."""
    knowledge = result.knowledge
    entries = []
    for number, line in enumerate(result.lines, 1):
        course, onward = course_text(result, line.drill), onward_text(result, line.drill)
        told = (
            words(knowledge.text(line.drill, INSTRUCTION)),
            words(strong(knowledge.text(line.drill, STOP_RULE))),
            *(words(said) for said in (course, onward) if said),
        )
        entries.append(Entry(f"{number} {line.label}", told, line.drill))
    return (Entries(tuple(entries), apart=True),) if entries else ()


def item_blocks(items: tuple[Item, ...]) -> tuple[Block, ...]:
    return _named((item.label, item.text, item.id) for item in items)


def caution_blocks(knowledge: KnowledgeBase, cautions: Iterable[str]) -> tuple[Block, ...]:
    """What to heed, each with its name."""
    return _named(
        (knowledge.label(each), knowledge.text(each, SENTENCE), each) for each in cautions
    )


def _named(said: Iterable[tuple[str, str, str]]) -> tuple[Block, ...]:
    entries = tuple(Entry(sentence_case(name), (words(text),), about) for name, text, about in said)
    return (Entries(entries),) if entries else ()


def next_blocks(result: Result) -> tuple[Block, ...]:
    """What to answer or to measure next; what the verdict lists already is left out.

    Who may not train is asked to measure nothing.
    """
    shown: tuple[str, ...] = ()
    if result.status != "plan":
        shown = (*still_open(result), *result.knowledge.instances(MEASUREMENT))
    entries = [
        Entry(question.label, (words(question.prompt),))
        for question in map(result.knowledge.questions.__getitem__, result.measure_next)
        if question.id not in shown
    ]
    return (Entries(tuple(entries)),) if entries else ()


def left_out_blocks(result: Result) -> tuple[Block, ...]:
    """The drills left out, those with the same reasons together."""
    knowledge = result.knowledge
    reasons: dict[str, dict[str, None]] = {}
    for left in result.left_out:
        verb = knowledge.properties[left.fact.property].label
        reasons.setdefault(left.drill, {})[f"{verb} {knowledge.label(left.fact.object)}"] = None
    together: dict[str, list[str]] = {}
    for drill, why in reasons.items():
        together.setdefault(sentence_case(listed(why)), []).append(knowledge.label(drill))
    lines = "\n".join(f"{reasons}: {listed(drills)}" for reasons, drills in together.items())
    return (Passage(words(lines)),) if lines else ()


def other_blocks(result: Result) -> tuple[Block, ...]:
    """The outcomes that no section tells, in the words of the rules that concluded them."""
    texts = dict.fromkeys(sentence_case(other.text) for other in result.others)
    return tuple(Passage(words(text)) for text in texts)


TOLD = 7
"""How many disputes are told with both sides; those after them only say what they are about."""


def _disputes(result: Result) -> Iterator[Block]:
    """Claims that are doubted, a line for each side; of the others only what they are about."""
    knowledge = result.knowledge
    told, others = told_apart(result.disputes)
    for dispute in told[:TOLD]:
        yield Passage(dispute_words(knowledge, dispute))
    if told[TOLD:]:
        rest = [dispute.label for dispute in told[TOLD:]]
        yield Passage(words(strong("Disputed too: "), listed(rest)))
    if told:
        command = f"hipexpert claims show {told[0].claim}"
        yield Passage(words(quiet(f"Both sides of each, with the sources: {command}")))
    for standing, labels in others.items():
        meaning = knowledge.text(standing, "skos:definition")
        lead = f"{sentence_case(knowledge.label(standing))} ({meaning}): "
        yield Passage(words(strong(lead), listed(labels)))


def assumed_blocks(result: Result) -> tuple[Block, ...]:
    assumed = {question for line in result.lines for question in line.assumes}
    labels = [q.label for q in result.knowledge.questions.values() if q.id in assumed]
    return (Passage(words(listed(labels))),) if labels else ()


def _asking(result: Result, source: str) -> tuple[Block, ...]:
    """The command that proves the first thing the page says."""
    subjects = tuple(line.drill for line in result.lines)
    if result.status != "plan":
        subjects = (*(r.id for r in result.reasons), *still_open(result))
    subject = next(iter(subjects), result.asymmetry)
    given = f" {source}" if source else ""
    return (Passage(words(f"hipexpert why {subject}{given}")),) if subject else ()
