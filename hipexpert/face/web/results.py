"""What a stored consultation comes to: its result with the reasons, and what is asked about it.

What may not be shown any more is not shown here either: a withdrawn plan, or one that today's
knowledge would make otherwise while the red flags were not denied today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hipexpert.face.pages.page import Entries, Page, sentence_case
from hipexpert.face.pages.proof import proof_page
from hipexpert.face.pages.records import consultation_page
from hipexpert.face.pages.result import result_page
from hipexpert.face.pages.standing import dated_section, said_of, withdrawn_page
from hipexpert.face.pages.what_if import difference_page
from hipexpert.face.pages.why import head
from hipexpert.face.pages.why_not import near_misses_page
from hipexpert.face.web import addresses
from hipexpert.face.web.fields import Field, field_of, read_form, values_of
from hipexpert.face.web.markup import WhyInPlace, WhysInPlace, page_html, rendered
from hipexpert.face.web.visit import NotThere, Reply, Visit
from hipexpert.model import Answer, Consultation, Fact, KnowledgeBase, Question
from hipexpert.reasoning.minimal_change import Change
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import ways
from hipexpert.reasoning.verbalization import NotFound, conclusions_named, pattern_text
from hipexpert.reasoning.what_if import what_if as compared
from hipexpert.reasoning.why_not import holding
from hipexpert.reasoning.why_not import why_not as missed
from hipexpert.records.reconsidered import Reconsidered, reconsidered
from hipexpert.records.record import Record
from hipexpert.records.standing import PLAN
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import FLAGS_TO_DENY_TODAY, WITHDRAWN_RECORD
from hipexpert.vocabulary.prescription import DRILL

OUTDATED = "Today's knowledge would make another plan of it."


class KeptBack(Exception):
    """What a consultation came to may not be shown any more; `reply` says why."""

    def __init__(self, reply: Reply):
        super().__init__("kept back")
        self.reply = reply


def result(visit: Visit) -> Reply:
    """What a consultation comes to, each part with the reasons for it."""
    found = shown(visit)
    told = Result(found.consultation)
    begins = date.fromisoformat(found.record.made) if found.record.finished else visit.today
    dated = dated_section(visit.knowledge, found.standing)
    page = (*((dated,) if dated.blocks else ()), *result_page(told, None, begins))
    return _page(visit, found, page, _titled(found), reasons_of(told, page, found.record.id))


def why(visit: Visit) -> Reply:
    """Every reason for a conclusion."""
    found = shown(visit)
    facts = _named(visit)
    held = holding(found.consultation, facts)
    if not held:
        return why_not(visit)
    every = ways(found.consultation, held[0])
    first = head(Result(found.consultation), every.shortest)
    page = (first, *proof_page(visit.knowledge, every, every=True))
    return _page(visit, found, page, f"Why {_label(visit)}", {})


def why_not(visit: Visit) -> Reply:
    """What kept a conclusion from being drawn, and what would turn it, each way a link."""
    found = shown(visit)
    misses = missed(found.consultation, _named(visit)[0])
    page = near_misses_page(visit.knowledge, misses)
    ways_on = [
        (_way_text(visit.knowledge, way), _what_if_at(visit, found, way))
        for way in misses.changes.ways[:WAYS_SHOWN]
    ]
    title = f"Why{' not' if misses.changes.wanted else ''} {_label(visit)}"
    return _page(visit, found, page, title, {}, ways_on=ways_on)


WAYS_SHOWN = 3


def which(visit: Visit) -> Reply:
    """The drills that are not in a plan, to be asked why not."""
    found = shown(visit)
    planned = Result(found.consultation).drills
    others = [drill for drill in visit.knowledge.instances(DRILL) if drill not in planned]
    links = [
        (visit.knowledge.label(d), addresses.consultation(found.record.id, f"why-not/{d}"))
        for d in others
    ]
    return _page(visit, found, (), "Why not another drill?", {}, choices=sorted(links))


def what_if(visit: Visit) -> Reply:
    """What other answers would change; without any, the form to give them."""
    found = shown(visit)
    knowledge, answers = visit.knowledge, found.consultation.answers
    could = {*answers.settled, *Result(found.consultation).could_change}
    asked = [q for id, q in knowledge.questions.items() if id in could]
    source = visit.form or visit.query  # a link names few, and a form leaves no trace of any
    sent = {q.id: source[q.id] for q in asked if q.id in source}
    changed = [q for q in asked if q.id in sent and _otherwise(q, sent[q.id], found.consultation)]
    reading, _ = read_form(
        knowledge, changed, sent, answers, [f"{q.id}={','.join(sent[q.id])}" for q in changed]
    )
    groups: dict[str, list[Field]] = {}
    for question in asked:
        message = reading.refused.get(question.id, "")
        of = field_of(knowledge, question, answers, sent.get(question.id), message)
        groups.setdefault(sentence_case(knowledge.label(question.group)), []).append(of)
    told = page_html(_difference(found.consultation, reading.answers)) if reading.answers else ""
    return rendered(
        "what_if",
        status=422 if reading.refused else 200,
        title="What if",
        nav=_nav(visit, found),
        number=found.record.id,
        told=told,
        groups=groups,
        opened={name for name, fields in groups.items() if any(f.message for f in fields)},
        action=addresses.consultation(found.record.id, "what-if"),
    )


def _difference(consultation: Consultation, changed: dict[str, Answer | None]) -> Page:
    return difference_page(compared(consultation, changed), changed, None)


def _otherwise(question: Question, sent: list[str], consultation: Consultation) -> bool:
    """Whether something else was sent than what is answered; blank is no change."""
    field = field_of(consultation.knowledge, question, consultation.answers)
    now = [field.text] if field.text else values_of(question, consultation.answers)
    values = [text.strip() for text in sent if text.strip()]
    return bool(values) and sorted(values) not in (
        sorted(now),
        sorted(values_of(question, consultation.answers)),
    )


def record(visit: Visit) -> Reply:
    """A consultation as it was stored; of a withdrawn plan, that it is."""
    stored = visit.record()
    overrides = visit.store.overrides(stored.id)
    page = consultation_page(stored, overrides)
    page = tuple(section for section in page if section.title != "To ask why")
    found = _reconsidered(visit)
    if found.withdrawal and (stored.result or {}).get("status") == PLAN:
        of = stored.made
        said = said_of(visit.knowledge, WITHDRAWN_RECORD, of, found.withdrawal)
        return _page(visit, found, page, "As it was stored", {}, notices=[said])
    return _page(visit, found, page, "As it was stored", {})


def _reconsidered(visit: Visit) -> Reconsidered:
    record, store = visit.record(), visit.store
    holding = record.answers if record.finished else store.holding(record, visit.knowledge)
    return reconsidered(visit.knowledge, record, store.life(record.athlete), holding)


def shown(visit: Visit) -> Reconsidered:
    """A consultation that may be shown. Raises KeptBack."""
    found = _reconsidered(visit)
    knowledge, stands = visit.knowledge, found.standing
    if stands and stands.withdrawal:
        id = found.record.id if found.record.finished else None
        page = withdrawn_page(knowledge, id, stands.of, stands.withdrawal)
        raise KeptBack(_page(visit, found, page, _titled(found), {}))
    if stands and found.outdated:
        say = knowledge.text(FLAGS_TO_DENY_TODAY, SENTENCE)
        flags = "; ".join(map(knowledge.label, stands.stale))
        notice = f"{OUTDATED} {say} {flags}."
        raise KeptBack(_page(visit, found, (), _titled(found), {}, notices=[notice]))
    return found


def _titled(found: Reconsidered) -> str:
    whose = f"{found.record.athlete}, " if found.record.athlete else ""
    return f"{whose}{found.record.made or found.record.begun[:10]}"


def _again(record: Record) -> str:
    """Where another consultation is begun, for an athlete as a re-test."""
    if record.athlete is None:
        return addresses.consultation(None, "interview")
    return addresses.consultation(None, "interview", athlete=record.athlete, retest="yes")


def _nav(visit: Visit, found: Reconsidered) -> list[tuple[str, str]]:
    """What can be looked at of a consultation, beside its result."""
    at, record = addresses.consultation, found.record
    links = [("Result", at(record.id))]
    if not record.finished:
        links = [
            ("Go on with the questions", at(record.id, "interview")),
            ("So far", at(record.id)),
        ]
    elif not (found.withdrawal or found.outdated):
        links.append(("Report to print", at(record.id, "report")))
    if not (found.withdrawal or found.outdated):
        links += [("What if", at(record.id, "what-if")), ("Why not", at(record.id, "why-not"))]
    if record.finished:
        links.append(("As stored", at(record.id, "record")))
        again = _again(record)
        links.append(("Re-test" if record.athlete else "Begin anew", again))
    return links


def _page(
    visit: Visit,
    found: Reconsidered,
    page: Page,
    title: str,
    reasons: WhysInPlace,
    notices: list[str] | None = None,
    choices: list[tuple[str, str]] | None = None,
    ways_on: list[tuple[str, str]] | None = None,
) -> Reply:
    told = [
        f"Left out, since it is no answer any more: {problem.message}" for problem in found.refused
    ]
    if not found.record.finished:
        told.insert(0, "This consultation is not finished, so this is what it comes to so far.")
    return rendered(
        "result",
        title=title,
        nav=_nav(visit, found),
        here=addresses.consultation(found.record.id),
        number=found.record.id,
        refers=Result(found.consultation).status != PLAN,
        told=page_html(page, 2, reasons),
        notices=[*told, *(notices or [])],
        choices=choices or [],
        ways_on=ways_on or [],
    )


def reasons_of(told: Result, page: Page, id: int) -> dict[str, WhyInPlace]:
    """Of each thing that a page tells of, what counts of why it is so, and where each step is."""
    knowledge, found = told.knowledge, {}
    for thing in _things(page):
        facts = _conclusions(told.consultation, thing)
        if facts:
            first = head(told, ways(told.consultation, facts[0]).shortest)
            steps = addresses.consultation(id, f"why/{thing}")
            label = knowledge.label(thing)
            found[thing] = WhyInPlace(label, page_html((first._replace(title=""),), 4), steps)
    return found


def _things(page: Page) -> Iterator[str]:
    for section in page:
        if section.about:
            yield section.about
        for block in section.blocks:
            if isinstance(block, Entries):
                yield from (entry.about for entry in block.entries if entry.about)


def _conclusions(consultation: Consultation, thing: str) -> tuple[Fact, ...]:
    try:
        return holding(consultation, conclusions_named(consultation.knowledge, (thing,)))
    except NotFound:
        return ()


def _named(visit: Visit) -> tuple[Fact, ...]:
    """What could be concluded of the thing in the address. Raises NotThere."""
    try:
        return conclusions_named(visit.knowledge, tuple(visit.place["thing"].split()) or ("",))
    except NotFound:
        raise NotThere(f"No rule could conclude '{visit.place['thing']}'.") from None


def _label(visit: Visit) -> str:
    thing = visit.place["thing"].split()
    if len(thing) == 1:
        return visit.knowledge.label(thing[0])
    return pattern_text(visit.knowledge, _named(visit)[0])


def _way_text(knowledge: KnowledgeBase, way: tuple[Change, ...]) -> str:
    labels = (knowledge.questions[change.question].label for change in way)
    return f"What if it were so: {'; '.join(labels)}"


def _what_if_at(visit: Visit, found: Reconsidered, way: tuple[Change, ...]) -> str:
    changed = {}
    for change in way:
        question = visit.knowledge.questions[change.question]
        answer = change.after
        text = "unknown" if answer is None else answer
        changed[question.id] = ",".join(text) if isinstance(text, tuple) else str(text)
    return addresses.consultation(found.record.id, "what-if", **changed)
