"""How many questions lead to the final plan, against three other ways to ask for it.

Run by `make bench`. All four ask the same athletes, drawn as the tests draw them, and stop at
the same result: what is reported, or, once an athlete is referred, the reasons to be seen.

- the full form: every question, in order.
- a form that skips: every question in order, but those that the sport and event alone, or a
  reported flag, make needless. What they make needless is judged as well as we can, so this is
  the best such form that anybody could write by hand.
- goal by goal, depth first, as EMYCIN (van Melle 1979) and docassemble ask: each thing to report
  is tried rule by rule, premise by premise, and asks for what it meets. A rule already known to
  fail is passed over (EMYCIN's preview), one that succeeds ends the search (docassemble).
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from hipexpert.knowledge.load import find_home, load_knowledge
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, Fact, KnowledgeBase, Question
from hipexpert.reasoning.ground import Ground, Instance, ground
from hipexpert.reasoning.interview import interview, next_question
from hipexpert.reasoning.outlook import Outlook, outlook

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import read_given  # noqa: E402 - found beside the tests
from generated import Answer, athletes  # noqa: E402

ATHLETES = 100
REFERRAL = "is-referred-for"
OPENING = ("sport", "event")
"""What the form that skips looks at, beside reported flags."""


def drawn(knowledge: KnowledgeBase, count: int) -> list[Answers]:
    """Athletes as the property tests draw them, the same in every run."""
    found: list[Answers] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(athletes(knowledge))
    def draw(said: Mapping[str, Answer]) -> None:
        found.append(read_given(knowledge, said))

    draw()
    return found


def told(known: Answers, question: Question, truth: Answers) -> Answers:
    """The answers with one more as the athlete would give it; what is not known is unknown."""
    if question.id in truth.given:
        return Answers({**known.given, question.id: truth.given[question.id]}, known.unknown)
    return Answers(known.given, known.unknown | {question.id})


def by_interview(knowledge: KnowledgeBase, truth: Answers) -> Answers:
    """Our own way: what is known once nothing asked could matter."""
    known = Answers()
    while question := next_question(knowledge, known):
        known = told(known, question, truth)
    return known


def by_full_form(knowledge: KnowledgeBase, truth: Answers) -> Answers:
    known = Answers()
    for question in knowledge.questions.values():
        known = told(known, question, truth)
    return known


def by_skipping_form(knowledge: KnowledgeBase, truth: Answers) -> Answers:
    @cache
    def needed(opening: tuple[tuple[str, str], ...]) -> set[str]:
        return {q.id for q in interview(knowledge, Answers(dict(opening))).questions}

    known = Answers()
    for question in knowledge.questions.values():
        looked_at = {n: v for n, v in known.given.items() if n in OPENING or is_flag(knowledge, n)}
        opening = tuple(
            (n, str(v)) for n, v in sorted(looked_at.items()) if n in OPENING or v == "yes"
        )
        if question.id in needed(opening) or question.id in OPENING:
            if question.choices_given_by and not choices(knowledge, question, known.given):
                continue
            known = told(known, question, truth)
    return known


def is_flag(knowledge: KnowledgeBase, name: str) -> bool:
    return name in knowledge.instances("RedFlag")


class Chainer:
    """Backward chaining over the instances of the rules, asking for what is not known.

    What each thing comes to is read from `truth`, the run on all the athlete could say: a
    chainer that asked for all it met would find the same. So only the asking is done here.
    """

    def __init__(self, rules: Ground, athlete: Answers, truth: Outlook):
        self.rules = rules
        self.athlete = athlete
        self.truth = truth
        self.known = Answers()
        self.tried: dict[Fact, bool] = {}
        self.trying: set[Fact] = set()

    def holds(self, fact: Fact) -> bool:
        """Whether a fact holds, asking and chaining as far as that takes."""
        if fact in self.rules.knowledge.statements:
            return True
        if fact in self.tried or fact in self.trying:
            return self.tried.get(fact, False)  # nothing supports itself
        self.trying.add(fact)
        if fact in self.rules.asked:
            self.ask(self.rules.asked[fact])
        told = fact in self.rules.asked and fact in self.truth.certain
        found = told or any(map(self.fires, self.rules.concluding.get(fact, ())))
        self.trying.remove(fact)
        self.tried[fact] = found
        return found

    def fires(self, instance: Instance) -> bool:
        stops = [f for pattern in instance.unless for f in self.rules.matches(pattern)]
        if any(self.known_as(f, False) for f in instance.premises):
            return False
        if any(self.known_as(f, True) for f in stops):
            return False
        return (
            all(map(self.holds, instance.premises))
            and self.truth.compares(instance)
            and not any(map(self.holds, stops))
        )

    def known_as(self, fact: Fact, value: bool) -> bool:
        """Whether a fact is known without asking to hold, or not to."""
        if fact in self.rules.asked and self.rules.asked[fact] in self.known.settled:
            return (fact in self.truth.certain) is value
        return self.tried.get(fact) is value

    def ask(self, name: str) -> None:
        question = self.rules.knowledge.questions[name]
        if name not in self.known.settled and (
            not question.choices_given_by
            or choices(self.rules.knowledge, question, self.known.given)
        ):
            self.known = told(self.known, question, self.athlete)


def by_chaining(knowledge: KnowledgeBase, truth: Answers) -> Answers:
    rules = ground(knowledge)
    chainer = Chainer(rules, truth, outlook(rules, truth, ()))
    goals = [f for f in rules.concluding if knowledge.properties[f.property].outcome]
    safety = [fact for fact in goals if fact.property == REFERRAL]
    if not any([chainer.holds(fact) for fact in safety]):
        for fact in goals:
            chainer.holds(fact)
    return chainer.known


def result(knowledge: KnowledgeBase, answers: Answers) -> set[Fact]:
    """What is reported; of an athlete who is referred, why."""
    seen = outlook(ground(knowledge), answers, ())
    referred = {fact for fact in seen.certain if fact.property == REFERRAL}
    outcomes = {fact for fact in seen.certain if knowledge.properties[fact.property].outcome}
    return referred or outcomes


WAYS: dict[str, Callable[[KnowledgeBase, Answers], Answers]] = {
    "our interview": by_interview,
    "the full form": by_full_form,
    "a form that skips": by_skipping_form,
    "goal by goal": by_chaining,
}


def main() -> None:
    knowledge = load_knowledge(find_home())
    people = drawn(knowledge, ATHLETES)
    asked: dict[str, list[int]] = {}
    for name, way in WAYS.items():
        known = [way(knowledge, truth) for truth in people]
        asked[name] = [len(each.settled) for each in known]
        same = sum(
            result(knowledge, each) == result(knowledge, truth)
            for each, truth in zip(known, people, strict=True)
        )
        assert same == len(people), f"{name} misses the result of {len(people) - same} athletes"
    ours = asked["our interview"]
    print(f"Questions to the final plan, {len(people)} athletes, {len(knowledge.questions)} questions")
    print(f"{'':<20} {'mean':>6} {'10 %':>6} {'50 %':>6} {'90 %':>6} {'most':>6} {'ours to it':>11}")
    for name, counts in asked.items():
        tenths = statistics.quantiles(counts, n=10)
        print(
            f"{name:<20} {statistics.mean(counts):6.1f} {tenths[0]:6.0f} {tenths[4]:6.0f} "
            f"{tenths[8]:6.0f} {max(counts):6} {statistics.mean(ours) / statistics.mean(counts):11.2f}"
        )


if __name__ == "__main__":
    main()
