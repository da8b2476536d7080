"""Whether a stored plan still stands, by what was said of the athlete since.

The newest word counts, wherever it was said, by the order in which things were written. A plan is
withdrawn when what was said later calls for a referral or leaves a red flag open. Denials that
are not of today withdraw nothing: such a plan can be read under its date, and not be made, changed
or extended before the flags are asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hipexpert.model import Answers, KnowledgeBase
from hipexpert.reasoning.plan import reason_told
from hipexpert.reasoning.screen import screen_for
from hipexpert.reasoning.verdict import Verdict
from hipexpert.records.record import UNKNOWN, Record, Word
from hipexpert.records.replay import taken
from hipexpert.records.validity import red_flags
from hipexpert.vocabulary.safety import HAS_UNCLEARED, IS_REFERRED_FOR

PLAN, REFER, INCOMPLETE = "plan", "refer", "incomplete"


class Withdrawal(NamedTuple):
    """Why a plan does not stand: what was said in consultation `by`, on the day `on`.

    `reported` are the reasons to be seen, the most urgent first, each with how soon; `unknown` are
    the red flags that were left open.
    """

    by: int
    on: str
    reported: Mapping[str, str]
    unknown: tuple[str, ...]

    @property
    def urgency(self) -> str | None:
        """How soon the most urgent of the reasons has to be seen to."""
        return next(iter(self.reported.values()), None)

    def json(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "on": self.on,
            "for": list(self.reported),
            "unknown": list(self.unknown),
        }


class PlanStanding(NamedTuple):
    """How a stored plan of the day `of` stands.

    `stale` are the red flags of which nothing was said today, `stop_if` those of them that are
    reasons to stop: all but what was reported when the plan was made, and let pass.
    """

    of: str
    withdrawal: Withdrawal | None
    stale: tuple[str, ...]
    stop_if: tuple[str, ...]

    def json(self) -> dict[str, Any]:
        """What a stored plan has beside its own keys."""
        withdrawn = {"withdrawn": self.withdrawal.json()} if self.withdrawal else {}
        return {"of": self.of, "stop-if": list(self.stop_if), **withdrawn}


def standing(knowledge: KnowledgeBase, record: Record, life: Sequence[Record]) -> PlanStanding:
    """How the plan of a consultation stands; `life` are all consultations of the athlete."""
    stale = stale_flags(knowledge, life)
    reported = {word.question for word in record.words if word.value == "yes"}
    words = (word.day for word in record.words)
    return PlanStanding(
        record.made or max(words, default=""),
        withdrawal(knowledge, record, life),
        stale,
        tuple(flag for flag in stale if flag not in reported),
    )


def stale_flags(knowledge: KnowledgeBase, life: Iterable[Record]) -> tuple[str, ...]:
    """The red flags of which the newest word is not of today, or that were never asked."""
    newest: dict[str, Word] = {}
    for word in sorted(
        (word for record in life for word in record.words), key=lambda word: word.sequence
    ):
        newest[word.question] = word
    return tuple(
        flag for flag in red_flags(knowledge) if flag not in newest or not newest[flag].fresh
    )


def withdrawal(
    knowledge: KnowledgeBase | None, record: Record, life: Iterable[Record]
) -> Withdrawal | None:
    """What withdraws the plan of a consultation, or None while it stands.

    By other knowledge than it was made by, its own answers may come to a referral. Without
    knowledge to judge by, only another consultation that ended in one does.
    """
    others = [other for other in life if other.id != record.id and other.words]
    last = max((word.sequence for word in record.words), default=0)
    later = [other for other in others if _last(other) > last]
    if knowledge is None:
        return next(filter(None, map(_as_stored, later)), None)
    newer = _newer(record, others)
    if not newer:
        return None if record.sha256 == knowledge.sha256 else _by_knowledge(knowledge, record)
    found = _by_newer_words(knowledge, record, newer)
    found = found or next(filter(None, (_by_itself(knowledge, record, o) for o in later)), None)
    return found or next(filter(None, map(_as_stored, later)), None)


def withdrawals(knowledge: KnowledgeBase | None, life: Sequence[Record]) -> dict[int, Withdrawal]:
    """What withdraws which plan among all consultations of one athlete."""
    plans = (record for record in life if (record.result or {}).get("status") == PLAN)
    found = ((record.id, withdrawal(knowledge, record, life)) for record in plans)
    return {id: withdrawn for id, withdrawn in found if withdrawn}


def freed_without(
    knowledge: KnowledgeBase, life: Sequence[Record], consultation: int | None
) -> tuple[int, ...]:
    """The plans that are withdrawn, and would stand again were a consultation not among them."""
    rest = [record for record in life if record.id != consultation]
    stand = withdrawals(knowledge, life).keys() - withdrawals(knowledge, rest).keys()
    return tuple(sorted(stand - {consultation}))


def _last(record: Record) -> int:
    return max(word.sequence for word in record.words)


def _newer(record: Record, others: Iterable[Record]) -> dict[str, tuple[Word, Record]]:
    """The newest words of others that are newer than what the consultation says on a question.

    Of what it says nothing on, those since it was begun.
    """
    own = {word.question: word.sequence for word in record.words}
    first = min(own.values(), default=0)
    found: dict[str, tuple[Word, Record]] = {}
    for other in others:
        for word in other.words:
            so_far = found[word.question][0].sequence if word.question in found else 0
            if word.sequence > max(own.get(word.question, first), so_far):
                found[word.question] = word, other
    return found


def _by_knowledge(knowledge: KnowledgeBase, record: Record) -> Withdrawal | None:
    """What its own answers come to today, though nothing was said since."""
    reported = _reported(knowledge, record.answers)
    return Withdrawal(record.id, record.made, reported, ()) if reported else None


def _by_newer_words(
    knowledge: KnowledgeBase, record: Record, newer: Mapping[str, tuple[Word, Record]]
) -> Withdrawal | None:
    """What the athlete's answers come to with every newer word in place of the old one."""
    answers = _overlaid(record.answers, (word for word, _ in newer.values()))
    reported = _reported(knowledge, answers)
    unknown = _open(knowledge, (word for word, _ in newer.values()), answers)
    if not reported and not unknown:
        return None
    telling = [pair for name, pair in newer.items() if name in (*reported, *unknown)]
    word, other = max(telling or newer.values(), key=lambda pair: pair[0].sequence)
    return Withdrawal(other.id, word.day, reported, unknown)


def _by_itself(knowledge: KnowledgeBase, record: Record, other: Record) -> Withdrawal | None:
    """What another consultation comes to by itself, but for what this one answered since."""
    own = {word.question: word.sequence for word in record.words}
    words = [word for word in other.words if word.sequence > own.get(word.question, 0)]
    since = [
        word for word in record.words if word.question not in {each.question for each in words}
    ]
    answers = _overlaid(Answers(), (*since, *words) if other.finished is None else other.words)
    reported = _reported(knowledge, answers)
    unknown = _open(knowledge, words, answers)
    if not reported and not unknown:
        return None
    return Withdrawal(other.id, other.words[-1].day, reported, unknown)


def _as_stored(other: Record) -> Withdrawal | None:
    """What another consultation came to when it was finished."""
    if (other.result or {}).get("status") != REFER:
        return None
    referral = (other.result or {}).get("referral") or {}
    reasons = referral.get("reasons") or ()
    how_soon = str(referral.get("urgency"))
    reported = {str(each["id"]): str(each.get("urgency", how_soon)) for each in reasons}
    return Withdrawal(other.id, other.made, reported, ())


def ended_without_plan(knowledge: KnowledgeBase, record: Record) -> Withdrawal | None:
    """What a consultation came to that was finished, and not with a plan."""
    if record.result is None or record.result.get("status") == PLAN:
        return None
    unknown = _open(knowledge, record.words)
    return _as_stored(record) or Withdrawal(record.id, record.made, {}, unknown)


def _overlaid(answers: Answers, words: Iterable[Word]) -> Answers:
    given, unknown = dict(answers.given), set(answers.unknown)
    for word in words:
        given.pop(word.question, None)
        unknown.discard(word.question)
        if word.value == UNKNOWN:
            unknown.add(word.question)
        else:
            given[word.question] = word.value
    return Answers(given, frozenset(unknown))


def _reported(knowledge: KnowledgeBase, answers: Answers) -> dict[str, str]:
    """The reasons to be seen, and how soon, where the answers as a whole call for a referral."""
    verdict = judged(knowledge, answers)
    if verdict.status != REFER:
        return {}
    facts = verdict.consultation.facts(IS_REFERRED_FOR)
    reasons = {str(fact.object): verdict.urgency_of(str(fact.object)) for fact in facts}
    return {reason: reasons[reason][1] for reason in sorted(reasons, key=reasons.__getitem__)}


def judged(knowledge: KnowledgeBase, answers: Answers) -> Verdict:
    """What today's knowledge makes of stored answers."""
    return screen_for(knowledge).verdict(taken(knowledge, answers)[0])


def _open(
    knowledge: KnowledgeBase, words: Iterable[Word], answers: Answers | None = None
) -> tuple[str, ...]:
    """The red flags that were said to be unknown, or that the answers report and leave open.

    Such is one of the past of which it is not known whether anything hurts, or what goes with it.
    """
    left = {word.question for word in words if word.value == UNKNOWN}
    if answers and "yes" in answers.given.values():
        consultation = judged(knowledge, answers).consultation
        seen_to = {fact.object for fact in consultation.facts(IS_REFERRED_FOR)}
        uncleared = {str(fact.object) for fact in consultation.facts(HAS_UNCLEARED)} - seen_to
        left |= {flag for flag in uncleared if answers.given.get(flag) == "yes"}
    return tuple(flag for flag in red_flags(knowledge) if flag in left)


def emptied(
    knowledge: KnowledgeBase, result: Mapping[str, Any], withdrawn: Withdrawal
) -> dict[str, Any]:
    """A result in the shape of `hipexpert/consultation/1` without anything to train by."""
    return {
        **result,
        **{key: empty for key, empty in _EMPTY.items() if key in result},
        "status": REFER if withdrawn.reported else INCOMPLETE,
        "referral": _referral(knowledge, withdrawn),
        "withdrawn": withdrawn.json(),
    }


_EMPTY: dict[str, Any] = {
    **{key: [] for key in ("plan", "ratios", "advice", "cautions", "left-out")},
    **{key: [] for key in ("notes", "disputes", "other")},
    **dict.fromkeys(("unilateral-to-bilateral", "session-minutes", "review-after-weeks")),
}


def _referral(knowledge: KnowledgeBase, withdrawn: Withdrawal) -> dict[str, Any] | None:
    """What the reasons to be seen are in a result; they were concluded by no rule here."""
    if not withdrawn.reported:
        return None
    return {
        "urgency": withdrawn.urgency,
        "reasons": [
            {**reason_told(knowledge, reason, urgency), "rules": []}
            for reason, urgency in withdrawn.reported.items()
        ],
    }
