"""What can be asked of one athlete: what follows, why, why not, what if, and why not the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hipexpert.api.errors import Error, NotConcluded, UnknownName
from hipexpert.api.knowledge import AnswersLike, CheckedAnswers, Knowledge, checked
from hipexpert.knowledge.check_safeguards import guards
from hipexpert.model import Fact, KnowledgeBase
from hipexpert.notation import did_you_mean
from hipexpert.reasoning.ablation import Ablation
from hipexpert.reasoning.ablation import without as rejecting
from hipexpert.reasoning.comparison import SideBySide
from hipexpert.reasoning.comparison import compare as compared
from hipexpert.reasoning.engine import consult as run
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import Ways, ways
from hipexpert.reasoning.verbalization import Ambiguous, NotFound, conclusions_named, thing_called
from hipexpert.reasoning.what_if import Difference
from hipexpert.reasoning.what_if import what_if as answered_otherwise
from hipexpert.reasoning.why_not import WhyNot, holding
from hipexpert.reasoning.why_not import why_not as missed
from hipexpert.vocabulary.evidence import CLAIM


def consult(knowledge: Knowledge, answers: AnswersLike) -> Result:
    """What follows from an athlete's answers, which are checked first. Raises BadAnswers."""
    return Result(run(knowledge.base, knowledge.answers(answers)))


def why(result: Result, what: str | Fact) -> Ways:
    """Every reason for a conclusion, the shortest proof first.

    `what` is a drill, a finding, an advice, or a whole fact. Raises UnknownName, NotConcluded.
    """
    found = holding(result.consultation, _named(result.knowledge, *_words(what)))
    if not found:
        raise NotConcluded(f"'{_said(what)}' was not concluded", "why_not says what kept it out")
    return ways(result.consultation, found[0])


def why_not(result: Result, what: str | Fact) -> WhyNot:
    """What kept a conclusion from being drawn, and the smallest change that would turn it.

    Raises UnknownName.
    """
    return missed(result.consultation, _named(result.knowledge, *_words(what))[0])


@dataclass(frozen=True)
class WhatIf:
    """Two consultations compared, with what was otherwise in the second."""

    difference: Difference = field(repr=False)
    changes: CheckedAnswers
    ablation: Ablation | None = field(default=None, repr=False)

    @property
    def gained(self) -> tuple[Fact, ...]:
        """The outcomes that only the second has."""
        return self.difference.gained

    @property
    def lost(self) -> tuple[Fact, ...]:
        """The outcomes that only the first has."""
        return self.difference.lost

    @property
    def kept(self) -> tuple[Fact, ...]:
        """The outcomes that both have."""
        return self.difference.kept

    @property
    def after(self) -> Result:
        """The second consultation."""
        return Result(self.difference.after)

    def json(self) -> dict[str, Any]:
        return self.difference.json(self.changes, self.ablation)


def what_if(
    result: Result,
    changes: Mapping[str, Any] | None = None,
    *,
    without_rules: Collection[str] = (),
    without_claims: Collection[str] = (),
) -> WhatIf:
    """What other answers, or rejected rules and claims, would gain, lose and keep.

    A change to None makes an answer unknown. What guards the athlete is kept whatever is
    rejected. Raises BadAnswers; UnknownName; Error when a rule guards the athlete, and when
    nothing is to be otherwise.
    """
    if not (changes or without_rules or without_claims):
        raise Error("what should be otherwise?", "give changes, without_rules or without_claims")
    knowledge, answers = result.knowledge, result.consultation.answers
    changed = checked(knowledge, changes or {}, answers.given)
    rejected = None
    if without_rules or without_claims:
        rejected = _rejected(knowledge, without_rules, without_claims)
    found = answered_otherwise(result.consultation, changed, rejected)
    return WhatIf(found, changed, rejected)


def compare(result: Result, this: str, that: str) -> SideBySide:
    """Why this was concluded and not that: where the two part, and how they differ.

    Raises UnknownName; Error when both are the same.
    """
    if this == that:
        raise Error(f"'{this}' is named twice", "name two that differ")
    for word in (this, that):
        _named(result.knowledge, word)
    first, second = (thing_called(result.knowledge, word) for word in (this, that))
    return compared(result.consultation, first, second)


def _rejected(
    knowledge: KnowledgeBase, rules: Collection[str], claims: Collection[str]
) -> Ablation:
    _all_known("rule", rules, knowledge.rule)
    _all_known("claim", claims, knowledge.instances(CLAIM))
    for name in rules:
        if guards(knowledge, knowledge.rule[name]):
            hint = "a claim it rests on can be rejected; it then stays, and the result says so"
            raise Error(f"the rule '{name}' guards the athlete and is never taken out", hint)
    return rejecting(knowledge, tuple(rules), tuple(claims))


def _all_known(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    there = tuple(known)
    for name in names:
        if name not in there:
            raise UnknownName(f"there is no {kind} '{name}'", did_you_mean(name, there))


def _named(knowledge: KnowledgeBase, *words: str) -> tuple[Fact, ...]:
    """All that could be concluded and is meant by some words, most telling first."""
    said = " ".join(words)
    try:
        return conclusions_named(knowledge, words)
    except Ambiguous as error:
        could_be = " or ".join(error.near)
        raise UnknownName(f"'{said}' could be {could_be}", "name it by one of these") from None
    except NotFound as error:
        hint = did_you_mean(said, error.near)
        raise UnknownName(f"no rule could conclude '{said}'", hint) from None


def _said(what: str | Fact) -> str:
    return str(what) if isinstance(what, Fact) else what


def _words(what: str | Fact) -> tuple[str, ...]:
    return tuple(_said(what).split()) or ("",)
