"""Finds for each drill an athlete to whom it is prescribed, so that none is described in vain.

Athletes who deny every red flag are put together from the phases and stages there are, with all
the kit and with hips that turn alike. For a drill that none of them gets, a few answers that would
bring it about are looked for beside those of each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hipexpert.model import Answers, Fact, Given, KnowledgeBase, Question, Value
from hipexpert.reasoning.minimal_change import MOST_INSTANCES, minimal_changes
from hipexpert.reasoning.screen import screen_for
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.measuring import MEASURES
from hipexpert.vocabulary.prescription import (
    DRILL,
    FILLS,
    HAS_AGE_YEARS,
    HAS_EQUIPMENT,
    IS_AT_STAGE,
    IS_IN_PHASE,
    IS_PRESCRIBED,
)
from hipexpert.vocabulary.safety import RED_FLAG

_TURNED_BY = (IS_IN_PHASE, IS_AT_STAGE)
_KIT = HAS_EQUIPMENT
_MEASURED = (MEASURES, HAS_AGE_YEARS)
_SEARCHES = (MOST_INSTANCES // 64, MOST_INSTANCES // 8, MOST_INSTANCES)
"""How many instances a search runs over before it is given up: at first, then, and at last."""


def witnesses(knowledge: KnowledgeBase) -> dict[str, Answers | None]:
    """For each drill that fills a slot the answers of an athlete who gets it, or None.

    What brings one drill about is tried beside every phase and stage, since it mostly brings about
    those that take turns with it. A short search beside each of them comes before a long one beside
    any: what is far off from one is mostly near to another.
    """
    drills = [d for d in knowledge.instances(DRILL) if knowledge.objects(d, FILLS)]
    found: dict[str, Answers | None] = dict.fromkeys(drills)
    starts = list(_starts(knowledge))
    _note(knowledge, starts, {}, found)
    for drill, instances, start in product(drills, _SEARCHES, starts):
        if found[drill] is None:
            _note(knowledge, starts, _fewest(knowledge, start, drill, instances), found)
    return found


def _note(
    knowledge: KnowledgeBase,
    starts: list[Given],
    more: Given,
    found: dict[str, Answers | None],
) -> None:
    """Note who gets a drill that nobody got so far, of those who answer `more` too."""
    for start in starts:
        answers = Answers({**start, **more})
        concluded = screen_for(knowledge).verdict(answers).consultation.facts(IS_PRESCRIBED)
        for drill in (str(fact.object) for fact in concluded):
            if found.get(drill, answers) is None:
                found[drill] = answers


def _starts(knowledge: KnowledgeBase) -> Iterator[Given]:
    """Athletes without a red flag and with all the kit, in each phase and at each stage.

    Their ages and ranges lie in the middle of what can be answered, and so alike on both sides.
    """
    questions = knowledge.questions.values()
    denied: dict[str, Value | tuple[str, ...]] = dict.fromkeys(knowledge.instances(RED_FLAG), "no")
    kit: Given = {q.id: q.choices for q in questions if q.property == _KIT}
    ranges: Given = {q.id: middle(q) for q in questions if q.numeric and q.property in _MEASURED}
    turned = [q for property in _TURNED_BY for q in questions if q.property == property]
    for said in product(*(question.choices for question in turned)):
        yield {
            **denied,
            **kit,
            **ranges,
            **{q.id: choice for q, choice in zip(turned, said, strict=True)},
        }


def middle(question: Question) -> int:
    """What lies in the middle between the bounds of a number."""
    return round(((question.minimum or 0) + (question.maximum or 0)) / 2)


def _fewest(knowledge: KnowledgeBase, given: Given, drill: str, instances: int) -> Given:
    """Few answers that have a drill prescribed; none where a search so long finds none."""
    prescribed = Fact(ATHLETE, IS_PRESCRIBED, drill)
    start = screen_for(knowledge).verdict(Answers(given)).consultation
    ways = minimal_changes(start, prescribed, instances).ways
    changes = ways[0] if ways else ()
    return {change.question: change.after for change in changes if change.after is not None}
