"""The interview as forms: what is asked now, what was sent, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from hipexpert.face.pages.interview import left_text, summary_page, why_page
from hipexpert.face.pages.result import answered
from hipexpert.face.web import addresses
from hipexpert.face.web.fields import Field, FormReading, field_of, known_text, read_form, surely
from hipexpert.face.web.markup import page_html, rendered
from hipexpert.face.web.pictures import measuring_picture
from hipexpert.face.web.sheet import Together, motion_and_side, next_sheet, sheet_of, sheet_with
from hipexpert.face.web.sitting import (
    Sitting,
    begun_again,
    finished,
    kept_with,
    questions_named,
    sitting_of,
)
from hipexpert.face.web.visit import NotThere, Reply, Visit, see
from hipexpert.knowledge.answer_types.words import YesNo
from hipexpert.model import Answers, KnowledgeBase, Question
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.interview import interview, with_answer
from hipexpert.reasoning.lookahead import questions_left
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.verdict import SIDES
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.messages import (
    ASKED_TWICE,
    GREETING,
    NONE_WAS_PRESSED,
    NOT_ANSWERED,
    STALE_FORM,
    STALE_SUMMARY,
    THAT_IS_ALL,
)


def begin(visit: Visit) -> Reply:
    """The first form of a consultation that is not begun before it is answered."""
    return _put(visit, _new(visit), skipped=())


def begun(visit: Visit) -> Reply:
    """What comes after the first form."""
    return _answer(visit, _new(visit))


def ask(visit: Visit) -> Reply:
    """The form that is to be answered now, or the one that is asked for."""
    record = visit.record()
    if record.finished:
        return see(addresses.consultation(record.id))
    sitting = sitting_of(visit, record)
    wanted = questions_named(visit.knowledge, addresses.parted(visit.named("ask")))
    return _put(visit, sitting, addresses.parted(visit.named("skipped")), wanted)


def answer(visit: Visit) -> Reply:
    """What comes after a form; what of it can be read is kept first."""
    record = visit.record()
    if record.finished:
        return see(addresses.consultation(record.id))
    return _answer(visit, sitting_of(visit, record))


def summary(visit: Visit) -> Reply:
    """The answers so far, each of which can be changed, and how it stands."""
    record = visit.record()
    if record.finished:
        return see(addresses.consultation(record.id))
    return _summary(sitting_of(visit, record))


def finish(visit: Visit) -> Reply:
    """Finish a consultation in which nothing is left to ask."""
    record = visit.record()
    if record.finished:
        return see(addresses.consultation(record.id))
    sitting = sitting_of(visit, record)
    if visit.sent("state") != sitting.state:
        return _summary(sitting, visit.knowledge.text(STALE_SUMMARY, SENTENCE))
    if interview(visit.knowledge, sitting.answers).questions:
        return _summary(sitting)
    finished(visit.store, sitting)
    return see(addresses.consultation(record.id))


def _new(visit: Visit) -> Sitting:
    named = [*visit.named("athlete"), *visit.form.get("athlete", [])]
    whose = visit.athlete(named[0]).id if named and named[0] else None
    if whose and (visit.named("retest") or visit.sent("retest")):
        return begun_again(visit, whose)
    return Sitting(visit.knowledge, whose)


def _put(
    visit: Visit,
    sitting: Sitting,
    skipped: tuple[str, ...] | list[str],
    wanted: tuple[Question, ...] = (),
) -> Reply:
    """A form with the questions that come next, or those that are wanted."""
    now = interview(visit.knowledge, sitting.answers)
    together = sheet_with(visit.knowledge, wanted) if wanted else None
    together = together or next_sheet(now, sitting.answers, skipped)
    if together is None:
        return see(addresses.consultation(sitting.id, "summary"))
    notices = [_gone(visit.knowledge, addresses.parted(visit.named("gone")))]
    if any(question.id in skipped for question in together.questions):
        notices.append(visit.knowledge.text(ASKED_TWICE, SENTENCE))
    fields = [field_of(visit.knowledge, each, sitting.answers) for each in together.questions]
    return _form(sitting, together, fields, skipped, notices=notices)


def _gone(knowledge: KnowledgeBase, names: list[str]) -> str:
    labels = [question.label for question in questions_named(knowledge, names)]
    return f"No longer applies: {'; '.join(labels)}." if labels else ""


def _answer(visit: Visit, sitting: Sitting) -> Reply:
    """Keep what a form says, and go on; what of it is no answer comes again with the reason."""
    asked = questions_named(visit.knowledge, visit.form.get("asked", []))
    if not asked:
        raise NotThere("No question was sent.")
    if visit.sent("state") != sitting.state:
        return _stale(visit, sitting, asked)
    if visit.sent("why"):
        return _again(visit, sitting, asked, FormReading(), 200)
    reading, answers = read_form(
        visit.knowledge, asked, visit.form, sitting.answers, visit.form.get("sure", ())
    )
    match visit.sent("do"):
        case "none":
            answers = _none_of_these(visit.knowledge, asked, reading, answers)
        case "later":
            answers = _later(visit, reading, answers)
        case _:
            answers = _blanks(visit.knowledge, asked, reading, answers)
    kept = kept_with(visit.store, sitting, answers)
    if kept is None:
        return _stale(visit, sitting_of(visit, visit.record()), asked)
    if reading.refused:
        return _again(visit, kept, asked, reading, 422)
    return _onward(visit, sitting, kept, reading)


def _none_of_these(
    knowledge: KnowledgeBase, asked: tuple[Question, ...], reading: FormReading, answers: Answers
) -> Answers:
    """No to each of the questions shown; nothing at all where one of them was answered otherwise.

    It is a word for yes-or-no questions, and for none that was not on the form.
    """
    asked = tuple(each for each in asked if isinstance(each.answer_type, YesNo))
    otherwise = [name for name, said in reading.answers.items() if said != "no"]
    for name in otherwise:
        reading.refused[name] = knowledge.text(NONE_WAS_PRESSED, SENTENCE)
    if not reading.refused:
        for question in asked:
            answers = with_answer(knowledge, answers, question, "no")
    return answers


def _later(visit: Visit, reading: FormReading, answers: Answers) -> Answers:
    """Leave what is blank for later; what was left for later already is not known."""
    for name in set(visit.form.get("skipped", [])) & {*reading.blank}:
        answers = with_answer(visit.knowledge, answers, visit.knowledge.questions[name], None)
    return answers


def _blanks(
    knowledge: KnowledgeBase, asked: tuple[Question, ...], reading: FormReading, answers: Answers
) -> Answers:
    """What is blank is not known where its sheet says so; else it is asked for again."""
    if not reading.blank:
        return answers
    if sheet_with(knowledge, asked).blank:
        for name in reading.blank:
            answers = with_answer(knowledge, answers, knowledge.questions[name], None)
        return answers
    open_ = {question.id for question in interview(knowledge, answers).questions}
    for name in reading.blank:
        if name in open_:
            reading.refused[name] = knowledge.text(NOT_ANSWERED, SENTENCE)
    return answers


def _onward(visit: Visit, before: Sitting, now: Sitting, reading: FormReading) -> Reply:
    """The address of what is asked next, with what was left for later and what applies no more."""
    skipped: list[str] = []
    if visit.sent("do") == "later":
        skipped = [*visit.form.get("skipped", []), *reading.blank]
    skipped = [name for name in dict.fromkeys(skipped) if name not in now.answers.settled]
    gone = before.answers.settled - now.answers.settled
    asked = {"skipped": addresses.joined(skipped), "gone": addresses.joined(sorted(gone))}
    if now.id is None:  # nothing was answered, so nothing is begun
        asked |= {"athlete": now.athlete or "", "retest": visit.sent("retest")}
    return see(addresses.consultation(now.id, "interview", **asked))


def _stale(visit: Visit, sitting: Sitting, asked: tuple[Question, ...]) -> Reply:
    """A form that is out of date, with what was sent and, beside it, what is known now."""
    knowledge, answers = visit.knowledge, sitting.answers
    fields = [
        field_of(
            knowledge,
            each,
            answers,
            visit.form.get(each.id, []),
            now=known_text(knowledge, each, answers),
        )
        for each in asked
    ]
    return _form(
        sitting,
        sheet_with(knowledge, asked),
        fields,
        (),
        [knowledge.text(STALE_FORM, SENTENCE)],
        status=409,
    )


def _again(
    visit: Visit, sitting: Sitting, asked: tuple[Question, ...], reading: FormReading, status: int
) -> Reply:
    """The same form as it was sent, with why some of it is no answer, or with why it is asked."""
    knowledge, answers = visit.knowledge, sitting.answers
    fields = [
        field_of(
            knowledge,
            each,
            answers,
            visit.form.get(each.id, []),
            reading.refused.get(each.id, ""),
        )
        for each in asked
    ]
    why: dict[str, str] = {}
    for question in questions_named(knowledge, visit.form.get("why", [])):
        page = why_page(interview(knowledge, answers), answers, question)
        why[question.id] = page_html(page, 4)
    doubted = questions_named(knowledge, reading.doubted)
    sure = [surely(each, [v.strip() for v in visit.form[each.id] if v.strip()]) for each in doubted]
    skipped = visit.form.get("skipped", [])
    together = sheet_with(knowledge, asked)
    return _form(sitting, together, fields, skipped, (), why, sure, status)


def _form(
    sitting: Sitting,
    together: Together,
    fields: list[Field],
    skipped: tuple[str, ...] | list[str],
    notices: list[str] | tuple[str, ...] = (),
    why: Mapping[str, str] | None = None,
    sure: list[str] | tuple[str, ...] = (),
    status: int = 200,
) -> Reply:
    knowledge, answers = sitting.knowledge, sitting.answers
    now = interview(knowledge, answers)
    rows: dict[str, dict[str, Field]] = {}
    for field in fields:
        if place := motion_and_side(knowledge, field.question):
            rows.setdefault(place[0], {})[place[1]] = field
    ranged = {field.id for sides in rows.values() for field in sides.values()}
    return rendered(
        "interview",
        status=status,
        title=together.title,
        sitting=sitting,
        together=together,
        fields=fields,
        ticks=all(isinstance(field.question.answer_type, YesNo) for field in fields),
        rows=rows,
        ranged=ranged,
        sides=SIDES,
        label=knowledge.label,
        picture=lambda field: measuring_picture(
            knowledge, answers, motion_and_side(knowledge, field.question), field.text
        ),
        left=left_text(questions_left(now, answers)) if now.questions else "",
        greeting="" if sitting.id or skipped else knowledge.text(GREETING, SENTENCE),
        skipped=skipped,
        notices=[notice for notice in notices if notice],
        why=why or {},
        sure=sure,
        wrong=[field for field in fields if field.message],
        action=addresses.consultation(sitting.id, "interview"),
        summary=addresses.consultation(sitting.id, "summary") if sitting.id else "",
        back=_back(sitting, fields[0].question),
    )


def _back(sitting: Sitting, first: Question) -> str:
    """The address of the form before one, to answer it again; "" where there is none."""
    knowledge, settled = sitting.knowledge, sitting.answers.settled
    before = [
        each
        for each in knowledge.questions.values()
        if each.id in settled and each.order < first.order
    ]
    sheet = sheet_of(knowledge, before[-1]) if before else ""
    names = [each.id for each in before if sheet_of(knowledge, each) == sheet]
    asked = addresses.joined(names)
    return addresses.consultation(sitting.id, "interview", ask=asked) if names else ""


def _summary(sitting: Sitting, notice: str = "") -> Reply:
    knowledge, answers = sitting.knowledge, sitting.answers
    now = interview(knowledge, answers)
    stands = summary_page(now, answers, questions_left(now, answers))[1:]
    result = Result(consult(knowledge, answers))
    changes = {
        question.label: addresses.consultation(sitting.id, "interview", ask=question.id)
        for question in knowledge.questions.values()
        if question.id in answers.settled
    }
    counts = {"asked": len(answers.settled), "questions": len(knowledge.questions)}
    done = (
        "" if now.questions else fill_sentence(knowledge.text(THAT_IS_ALL, SENTENCE), counts, str)
    )
    return rendered(
        "summary",
        status=409 if notice else 200,
        title="Answers so far",
        sitting=sitting,
        answered=answered(result),
        changes=changes,
        stands=page_html(stands, 2),
        done=done,
        notice=notice,
        onward=addresses.consultation(sitting.id, "interview"),
        finish=addresses.consultation(sitting.id, "finish"),
        result=addresses.consultation(sitting.id),
    )
