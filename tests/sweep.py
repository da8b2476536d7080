"""Every combination of the red flags, held against what their classes in the knowledge say.

What is expected is worked out from which flag is a HistoryFlag, which Clearable and what it passes
with, and from no rule. `make sweep` goes through all of them and prints the figures; the tests go
through those that part from a clean athlete in one flag or two, and a sample of the rest.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from typing import NamedTuple

from conftest import real_knowledge

from hipexpert.knowledge.questions import facts_of
from hipexpert.model import Answers, Fact, KnowledgeBase
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import GroundProgram
from hipexpert.records.validity import lapsed, without

DENIED, REPORTED, UNKNOWN, MISSING, STALE, CLEARED = (
    *("denied", "reported", "unknown", "missing", "stale", "cleared"),
)
STATES = (DENIED, REPORTED, UNKNOWN, MISSING, STALE, CLEARED)
"""What can be known of a flag; only one that is denied, cleared or let pass lets anyone train."""

TODAY = date(2026, 11, 2)
YESTERDAY = TODAY - timedelta(days=1)
AGE = 23
PAINLESS = {"none": True, "groin": False, "": False}
MAY_TRAIN = Fact("athlete", "may", "train")


class Beside(NamedTuple):
    """What is known beside the flags: the site of pain, whether weight was lost; "" is unknown."""

    pain: str = "none"
    weight_lost: str = "no"


BESIDE = tuple(Beside(*each) for each in product(PAINLESS, ("no", "yes", "")))


class Flags:
    """The red flags of a knowledge base, by the classes that its files put them in."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.all = tuple(sorted(knowledge.instances("RedFlag")))
        self.of_the_past = frozenset(knowledge.instances("HistoryFlag"))
        self.clearable = frozenset(knowledge.instances("Clearable"))
        self.passes_with = {flag: knowledge.object(flag, "passes-when-denied") for flag in self.all}

    def lets_train(self, flag: str, state: str, beside: Beside) -> bool:
        """Whether a flag in this state holds nobody up."""
        if state == DENIED:
            return True
        if state not in (REPORTED, CLEARED):
            return False
        if state == CLEARED and flag in self.clearable:
            return True
        if flag not in self.of_the_past or not PAINLESS[beside.pain]:
            return False
        return self.passes_with[flag] is None or beside.weight_lost == "no"

    def expected(self, states: Mapping[str, str], beside: Beside) -> bool:
        """Whether an athlete may train: 23 years old, with these flags and nothing else."""
        alone = beside.weight_lost != "yes"  # to be seen by itself
        return alone and all(self.lets_train(f, state, beside) for f, state in states.items())

    def answers(self, states: Mapping[str, str], beside: Beside) -> Answers:
        """What the athlete has said and what of it still holds today."""
        said = {DENIED: "no", STALE: "no", REPORTED: "yes", CLEARED: "yes"}
        given: dict[str, object] = {"age": AGE, "pain-site": beside.pain}
        given |= {"weight-loss": beside.weight_lost}
        given |= {flag: said[state] for flag, state in states.items() if state in said}
        given |= {"seen-and-cleared": tuple(f for f, state in states.items() if state == CLEARED)}
        unknown = frozenset(flag for flag, state in states.items() if state == UNKNOWN)
        days = {flag: YESTERDAY.isoformat() for flag, state in states.items() if state == STALE}
        answers = Answers({k: v for k, v in given.items() if v}, unknown, days=days)  # type: ignore[misc]
        return without(answers, lapsed(self.knowledge, answers, TODAY))


class Sweep:
    """The compiled rules up to the fact that an athlete may train."""

    def __init__(self, knowledge: KnowledgeBase):
        self.flags = Flags(knowledge)
        self.program = GroundProgram(ground(knowledge), [MAY_TRAIN])
        self.goal = self.program.number[MAY_TRAIN]
        self.said = {
            (flag, state): self._numbers(flag, state)
            for flag, state in product(self.flags.all, STATES)
        }

    def _numbers(self, flag: str, state: str) -> dict[int, object]:
        answers = self.flags.answers({flag: state}, Beside("", ""))
        return self._given(answers, (flag, "seen-and-cleared"))

    def _given(self, answers: Answers, names: Iterable[str]) -> dict[int, object]:
        questions = self.flags.knowledge.questions
        facts = [
            fact
            for name in names
            if name in answers.given
            for fact in facts_of(questions[name], answers.given[name])
        ]
        return dict(self.program.given(facts))

    def beside(self, beside: Beside) -> dict[int, object]:
        """The given facts that go with every combination."""
        return self._given(self.flags.answers({}, beside), ("age", "pain-site", "weight-loss"))

    def may_train(self, states: Sequence[str], start: Mapping[int, object]) -> bool:
        """What the rules conclude, of the states of the flags in their order."""
        given = dict(start)
        for flag, state in zip(self.flags.all, states, strict=True):
            given |= self.said[flag, state]
        return self.goal in self.program.run(given).certain  # type: ignore[arg-type]

    def wrong(self, cases: Iterable[Sequence[str]], beside: Beside) -> Iterator[str]:
        """The combinations in which the rules conclude something else, in words."""
        start = self.beside(beside)
        for states in cases:
            named = dict(zip(self.flags.all, states, strict=True))
            expected = self.flags.expected(named, beside)
            if self.may_train(states, start) != expected:
                told = ", ".join(f"{flag} {state}" for flag, state in named.items())
                yield f"{beside}: may train should be {expected}: {told}"


def apart(number: int, most: int = 2) -> Iterator[tuple[str, ...]]:
    """All flags denied, but for at most two of them, which are in every other state."""
    clean = (DENIED,) * number
    for count in range(most + 1):
        for places in combinations(range(number), count):
            for others in product(STATES[1:], repeat=count):
                states = list(clean)
                for place, state in zip(places, others, strict=True):
                    states[place] = state
                yield tuple(states)


def main() -> int:
    """Go through every combination of a yes, a no and no answer, and of a clearance for each."""
    knowledge = real_knowledge()
    sweep, runs, wrong = Sweep(knowledge), 0, 0
    number = len(sweep.flags.all)
    began = time.monotonic()
    for states in ((DENIED, REPORTED, MISSING), (DENIED, CLEARED, MISSING)):
        for beside in BESIDE:
            said = f"pain {beside.pain or 'unknown'}, weight lost {beside.weight_lost or 'unknown'}"
            before = wrong
            for told in sweep.wrong(product(states, repeat=number), beside):
                wrong += 1
                if wrong <= 20:
                    print(told, file=sys.stderr)
            runs += len(states) ** number
            print(f"{'/'.join(states)}, {said}: {wrong - before} wrong", flush=True)
    passed = time.monotonic() - began
    print(f"{runs:,} combinations of {number} red flags, {wrong} wrong, {passed:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
