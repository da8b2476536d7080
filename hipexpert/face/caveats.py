"""What every page says before the plan, so that a reader can catch a wrong one.

Explanations persuade even where they are wrong. So a page names the weakest link of the plan, what
would make it wrong, what is not known, and the answers it rests on. All of it is read off the
result: which answers are said again the knowledge decides, by the class `Repeated`, and in which
words its phrases. Where nothing is prescribed there is nothing to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hipexpert.face.citation import address
from hipexpert.face.pages.page import Block, Entries, Entry, Passage, Run, listed, quiet, words
from hipexpert.model import KnowledgeBase, Value, number_text
from hipexpert.notation import fill_sentence
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.ranges import ranges
from hipexpert.reasoning.verdict import Finding
from hipexpert.reasoning.week import day_text
from hipexpert.vocabulary.asking import REPEATED
from hipexpert.vocabulary.evidence import (
    CITES,
    CONTRADICTED_BY,
    DOUBTED_BY,
    HAS_STANDING,
    SUGGESTED_BY,
    SUPPORTED_BY,
)
from hipexpert.vocabulary.findings import LIMITED
from hipexpert.vocabulary.language import SENTENCE
from hipexpert.vocabulary.measuring import COUNTS_FROM, DEGREES
from hipexpert.vocabulary.messages import (
    BEFORE_THE_PLAN,
    DAY_OF_ANSWERS,
    FLAGS_DENIED,
    FLAGS_PASSED,
    NOT_KNOWN_YET,
    RESTS_ON_ANSWERS,
    WEAKEST_LINK,
    WRONG_IF,
    WRONG_IF_A_FLAG_COMES,
    WRONG_IF_AN_ANSWER_IS,
    WRONG_IF_MEASURED_OTHERWISE,
    WRONG_IF_NOT_AS_EXPECTED,
    WRONG_IF_UNEVEN,
    WRONG_IF_UNMEASURED,
)
from hipexpert.vocabulary.safety import RED_FLAG

QUESTIONS_NAMED = 6
"""How many open questions are named; the rest are counted."""

_WORKS = (SUPPORTED_BY, SUGGESTED_BY, CONTRADICTED_BY, DOUBTED_BY, CITES)
"""Where a publication that bears on a claim is looked for."""


class WeakestLink(NamedTuple):
    """The claim that stands least firmly of all a plan rests on.

    `standing` names how it stands, `carries` the drills that rest on it, in the order of the
    plan. `address` is where a publication that bears on it can be read; "" where none is known.
    """

    claim: str
    standing: str
    carries: tuple[str, ...]
    address: str


class Caveat(NamedTuple):
    """A name and what is said under it, a sentence or a list in words each; where to read on."""

    label: str
    texts: tuple[str, ...]
    link: str = ""


def weakest_link(result: Result) -> WeakestLink | None:
    """The weakest link of a plan; of claims that stand alike the one that carries most drills.

    None where nothing is prescribed, or where the drills rest on no claim.
    """
    knowledge = result.knowledge
    carried = Counter(claim for line in result.lines for claim in line.grounds.claims)
    if not carried:
        return None
    claim = min(carried, key=lambda c: (knowledge.claim_rank(c), -carried[c], knowledge.where[c]))
    carries = tuple(line.drill for line in result.lines if claim in line.grounds.claims)
    standing = str(knowledge.object(claim, HAS_STANDING))
    return WeakestLink(claim, standing, carries, claim_address(knowledge, claim))


def claim_address(knowledge: KnowledgeBase, claim: str) -> str:
    """Where the first publication that bears on a claim can be read; "" where none can."""
    sources = (str(source) for verb in _WORKS for source in knowledge.objects(claim, verb))
    return next(filter(None, (address(knowledge, source) for source in sources)), "")


def rests_on(result: Result, day: date | None = None) -> tuple[Caveat, ...]:
    """The answers a plan rests on, a caveat for each group of questions, the red flags first.

    `day` is the day of those answers that have none of their own. Measured ranges are no part of
    it: pages show them side by side.
    """
    if result.status != "plan":
        return ()
    return (*_flags(result, day), *_repeated(result))


def _flags(result: Result, day: date | None) -> Iterator[Caveat]:
    """The red flags that were denied and those that were let pass, each with its day."""
    knowledge, answers = result.knowledge, result.consultation.answers
    flags = knowledge.instances(RED_FLAG)
    for phrase, said in ((FLAGS_DENIED, "no"), (FLAGS_PASSED, "yes")):
        by_day: dict[str, list[str]] = {}
        for name, question in knowledge.questions.items():
            if name in flags and answers.given.get(name) == said:
                own = answers.days.get(name)
                when = date.fromisoformat(own) if own else day
                told = day_text(when) if when else knowledge.label(DAY_OF_ANSWERS)
                by_day.setdefault(told, []).append(question.label)
        texts = tuple(
            _say(knowledge, phrase, number=len(labels), day=when, flags=listed(labels))
            for when, labels in by_day.items()
        )
        if texts:
            yield Caveat(knowledge.label(phrase), texts)


def _repeated(result: Result) -> Iterator[Caveat]:
    """The other answers by group; those that are a plain no stand together."""
    knowledge, answers = result.knowledge, result.consultation.answers
    repeated = knowledge.instances(REPEATED)
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for name, question in knowledge.questions.items():
        if name not in repeated or name not in answers.given:
            continue
        answer = answers.given[name]
        said, denied = groups.setdefault(question.group, ([], []))
        if answer == "no":
            denied.append(question.label)
        else:
            in_full = question.answer_type.in_full(knowledge, question, answer)
            said.append(f"{question.label}: {in_full}")
    for group, (said, denied) in groups.items():
        no = [f"no to {', '.join(denied)}"] if denied else []
        yield Caveat(knowledge.label(group), (listed([*said, *no]),))


def not_known(result: Result) -> tuple[str, ...]:
    """The questions not answered that could still change the plan, in the order of asking.

    Those to measure next come first, and those last that are asked of some athletes alone.
    """
    if result.status != "plan":
        return ()
    questions = result.knowledge.questions
    assumed = {question for line in result.lines for question in line.assumes}
    wanted = result.measure_next
    rest = (question for name, question in questions.items() if name in assumed - {*wanted})
    ordered = sorted(rest, key=lambda question: question.asked_once is not None)
    return (*wanted, *(question.id for question in ordered))


def would_be_wrong_if(result: Result) -> tuple[str, ...]:
    """What would make a plan wrong, a sentence each; what hangs on the ranges first."""
    if result.status != "plan":
        return ()
    general = (WRONG_IF_AN_ANSWER_IS, WRONG_IF_A_FLAG_COMES)
    return (*_if_measured(result), *(_say(result.knowledge, phrase) for phrase in general))


def _if_measured(result: Result) -> Iterator[str]:
    """What another reading of the hips would undo."""
    knowledge = result.knowledge
    limits = [finding for finding in result.findings if finding.status == LIMITED]
    for finding in limits:
        yield _unless_limited(result, finding)
    if limits:
        return
    hips = (motion for motion in ranges(result) if motion.error is not None)
    compared = any(None not in motion.values.values() for motion in hips)
    if compared:
        yield _say(knowledge, WRONG_IF_UNEVEN, limit=_limit(result))
    else:
        yield _say(knowledge, WRONG_IF_UNMEASURED)


def _unless_limited(result: Result, finding: Finding) -> str:
    knowledge = result.knowledge
    motion = knowledge.label(finding.motion_on_side)
    if finding.gap is None:
        return _say(knowledge, WRONG_IF_NOT_AS_EXPECTED, motion=motion)
    filled = {"motion": motion, "gap": finding.gap, "limit": _limit(result)}
    return _say(knowledge, WRONG_IF_MEASURED_OTHERWISE, **filled)


def _limit(result: Result) -> Value:
    """From how many degrees on a difference counts, read as the ranges were."""
    name = result.knowledge.object(result.reading, COUNTS_FROM)
    return result.knowledge.object(str(name), DEGREES) or 0


def doubted(result: Result) -> tuple[Caveat, ...]:
    """The weakest link, what would make a plan wrong, and what is not known, in words."""
    if result.status != "plan":
        return ()
    knowledge = result.knowledge
    found = []
    if link := weakest_link(result):
        said = link_text(knowledge, link)
        found.append(Caveat(knowledge.label(WEAKEST_LINK), (said,), link.address))
    found.append(Caveat(knowledge.label(WRONG_IF), would_be_wrong_if(result)))
    if unknown := not_known(result):
        said = _say(knowledge, NOT_KNOWN_YET, questions=named(knowledge, unknown))
        found.append(Caveat(knowledge.label(NOT_KNOWN_YET), (said,)))
    return tuple(found)


def named(knowledge: KnowledgeBase, questions: tuple[str, ...]) -> str:
    """The first questions by their labels, and how many more there are."""
    labels = [knowledge.questions[name].label for name in questions[:QUESTIONS_NAMED]]
    more = len(questions) - len(labels)
    return listed([*labels, *([f"and {more} more"] if more else [])])


def link_text(knowledge: KnowledgeBase, link: WeakestLink) -> str:
    """The weakest link in words: what is claimed, how it stands, what it carries."""
    return _say(
        knowledge,
        WEAKEST_LINK,
        claim=knowledge.text(link.claim, "skos:definition", knowledge.label(link.claim)),
        standing=knowledge.label(link.standing),
        meaning=knowledge.text(link.standing, "skos:definition"),
        carries=listed(map(knowledge.label, link.carries)),
    )


def caveat_blocks(result: Result, day: date | None = None) -> tuple[Block, ...]:
    """The caveats as a page shows them: what to doubt, then what the plan rests on."""
    knowledge = result.knowledge
    doubts, answers = doubted(result), rests_on(result, day)
    if not doubts:
        return ()
    return (
        Passage(words(quiet(knowledge.text(BEFORE_THE_PLAN, SENTENCE)))),
        Entries(tuple(map(_entry, doubts))),
        Passage(words(quiet(knowledge.text(RESTS_ON_ANSWERS, SENTENCE)))),
        Entries(tuple(map(_entry, answers))),
    )


def _entry(caveat: Caveat) -> Entry:
    link = (words(Run(caveat.link, "quiet", caveat.link)),) if caveat.link else ()
    return Entry(caveat.label, (*map(words, caveat.texts), *link))


def _say(knowledge: KnowledgeBase, phrase: str, **filled: Value) -> str:
    """A phrase with its words in braces filled in."""
    sentence = knowledge.text(phrase, SENTENCE)
    return fill_sentence(sentence, filled, _told)


def _told(value: Value) -> str:
    return value if isinstance(value, str) else number_text(value)
