"""How many questions lead to the final plan, against other ways to ask for it.

Run by `make bench`. All ask the same athletes, drawn at random, and must come to the same result:
what is reported or, once an athlete is referred, the reasons to be seen.

- the full form: every question, in order.
- a form that skips: every question in order, but those that the sport and event, or a reported
  flag, make needless, and those asked only of whoever stands so. What they make needless is
  judged by our own outlook, so no such form written by hand could skip more.
- goal by goal, depth first: each thing to report is tried rule by rule, premise by premise, and
  what is met is asked for, until one rule succeeds, as docassemble does.
- the same with a preview: a rule already known to fail is passed over, as EMYCIN does (van
  Melle, "A Domain-Independent System That Aids in Constructing Knowledge-Based Consultation
  Programs", 1980).
- hindsight: of what our interview asked, all that could be left out one by one, knowing the
  answers. Nobody who does not know them can hope for it; it says what room there is.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from random import Random

from hipexpert.knowledge.files import find_home
from hipexpert.knowledge.load import load_knowledge
from hipexpert.knowledge.questions import choices
from hipexpert.model import Answers, Fact, KnowledgeBase, Question
from hipexpert.reasoning.answers import answer_facts
from hipexpert.reasoning.grounding import NUMBER, Grounding, ground
from hipexpert.reasoning.interview import interview, next_question
from hipexpert.reasoning.partial_model import PartialModel, left_unasked, partial_model
from hipexpert.reasoning.program import GroundRule

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import read_given  # noqa: E402 - found beside the tests
from generated import Answer, telling_numbers  # noqa: E402

ATHLETES = 100
REFERRAL = "is-referred-for"
OPENING = ("sport", "event")
"""What the form that skips looks at, beside reported flags."""


def drawn(knowledge: KnowledgeBase, count: int) -> list[Answers]:
    """Athletes drawn at random, each by itself, and the same on every machine.

    Half deny every red flag, the others most. Each knows half, most or all of the rest; a number
    is as often near a threshold as it is anywhere.
    """
    return [read_given(knowledge, _athlete(knowledge, Random(number))) for number in range(count)]


def _athlete(knowledge: KnowledgeBase, chance: Random) -> dict[str, Answer]:
    flags = set(knowledge.instances("RedFlag"))
    healthy, share = chance.random() < 0.5, chance.choice([0.5, 0.9, 1.0])
    given: dict[str, Answer] = {}
    for question in knowledge.questions.values():
        if question.id in flags:
            given[question.id] = chance.choice(["no"] * 8 + ["no" if healthy else "yes"])
        elif chance.random() < share:
            answer = _answer(knowledge, question, given, chance)
            if answer is not None:
                given[question.id] = answer
    return _concerned(knowledge, given)


def _concerned(knowledge: KnowledgeBase, given: dict[str, Answer]) -> dict[str, Answer]:
    """The answers without those to questions that do not concern an athlete who stands so."""
    while True:
        view = partial_model(ground(knowledge), read_given(knowledge, given), ())
        kept = {
            name: answer
            for name, answer in given.items()
            if knowledge.questions[name].asked_once in (*view.certain, None)
            if name not in left_unasked(view.certain)
        }
        if kept == given:
            return kept
        given = kept


def _answer(
    knowledge: KnowledgeBase, question: Question, given: Mapping[str, Answer], chance: Random
) -> Answer | None:
    if question.type == "yes-no":
        return chance.choice(["yes", "no"])
    if question.numeric:
        least, most = int(question.minimum or 0), int(question.maximum or 100)
        telling = telling_numbers(knowledge, question)
        return chance.choice([chance.choice(telling), str(chance.randint(least, most))])
    known = choices(knowledge, question, {k: v for k, v in given.items() if isinstance(v, str)})
    if question.type == "some-of":
        return [choice for choice in known if chance.random() < 0.5]
    if "none" in known and chance.random() < 0.6:  # most have most things not
        return "none"
    return chance.choice(known) if known else None


def standing(knowledge: KnowledgeBase, known: Answers) -> frozenset[Fact]:
    """What is certain once nothing more is answered."""
    return partial_model(ground(knowledge), known, ()).certain


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
        begun = interview(knowledge, Answers(dict(opening)))
        return {question.id for question in (*begun.questions, *begun.later)}

    known = Answers()
    for question in knowledge.questions.values():
        looked_at = {n: v for n, v in known.given.items() if n in OPENING or is_flag(knowledge, n)}
        opening = tuple(
            (n, str(v)) for n, v in sorted(looked_at.items()) if n in OPENING or v == "yes"
        )
        if question.asked_once and question.asked_once not in standing(knowledge, known):
            continue
        if question.id in needed(opening) or question.id in OPENING:
            if question.choices_given_by and not choices(knowledge, question, known.given):
                continue
            known = told(known, question, truth)
    return known


def is_flag(knowledge: KnowledgeBase, name: str) -> bool:
    return name in knowledge.instances("RedFlag")


class Chainer:
    """Backward chaining over the instances of the rules, asking for what is not known.

    Numbers are compared as in `truth`, the run on all the athlete could say, once what they
    are computed from has been asked for.
    """

    def __init__(self, rules: Grounding, athlete: Answers, truth: PartialModel, previews: bool):
        self.rules = rules
        self.previews = previews
        self.athlete = athlete
        self.truth = truth
        self.said = {
            fact if isinstance(fact.object, str) else fact._replace(object=NUMBER)
            for fact in answer_facts(rules.knowledge, athlete)
        }
        self.known = Answers()
        self.tried: dict[Fact, bool] = {}
        self.trying: set[Fact] = set()
        self.round: set[Fact] = set()

    def holds(self, fact: Fact) -> bool:
        """Whether a fact holds, asking and chaining as far as that takes."""
        if fact in self.rules.knowledge.statements:
            return True
        if fact in self.tried:
            return self.tried[fact]
        if fact in self.trying:  # nothing supports itself
            self.round.add(fact)
            return False
        self.trying.add(fact)
        if fact in self.rules.asked:
            self.ask(self.rules.asked[fact])
        found = fact in self.said or any(map(self.fires, self.suppliers(fact)))
        self.trying.remove(fact)
        self.round.discard(fact)
        if found or not self.round:  # what failed for lack of what is being tried may come yet
            self.tried[fact] = found
        return found

    def suppliers(self, fact: Fact) -> Iterator[GroundRule]:
        """What could conclude a fact; nothing where what is stated of the world keeps it away."""
        program = self.truth.program
        if fact in program.number:
            for place in program.suppliers[program.number[fact]]:
                yield program.rows[place]

    def fires(self, row: GroundRule) -> bool:
        stops = [f for pattern in row.instance.unless for f in self.rules.matches(pattern)]
        if self.previews and (
            any(self.known_as(f, False) for f in row.instance.premises)
            or any(self.known_as(f, True) for f in stops)
        ):
            return False
        return (
            all(map(self.holds, row.instance.premises))
            and row.compares(self.truth.view.values)
            and not any(map(self.holds, stops))
        )

    def known_as(self, fact: Fact, value: bool) -> bool:
        """Whether a fact is known without asking to hold, or not to."""
        if fact in self.tried:
            return self.tried[fact] is value
        told = self.rules.asked.get(fact) in self.known.settled
        said = fact in self.said
        return told and said is value and (said or fact not in self.rules.concluding)

    def ask(self, name: str) -> None:
        question = self.rules.knowledge.questions[name]
        if name not in self.known.settled and (
            not question.choices_given_by
            or choices(self.rules.knowledge, question, self.known.given)
        ):
            self.known = told(self.known, question, self.athlete)


def by_chaining(knowledge: KnowledgeBase, truth: Answers, previews: bool = False) -> Answers:
    """Goal by goal, the reasons to be seen first; who has one is asked no more."""
    rules = ground(knowledge)
    chainer = Chainer(rules, truth, partial_model(rules, truth, ()), previews)
    goals = [f for f in rules.concluding if knowledge.properties[f.property].outcome]
    safety = [fact for fact in goals if fact.property == REFERRAL]
    reasons = [fact for fact in safety if chainer.holds(fact)]
    if not reasons:
        for fact in goals:
            chainer.holds(fact)
    return chainer.known


def by_hindsight(knowledge: KnowledgeBase, truth: Answers) -> Answers:
    known = by_interview(knowledge, truth)
    for name in reversed(knowledge.questions):
        if name in known.settled and not is_flag(knowledge, name):
            given = {n: value for n, value in known.given.items() if n != name}
            fewer = Answers(given, known.unknown - {name})
            if not interview(knowledge, fewer).questions:
                known = fewer
    return known


def result(knowledge: KnowledgeBase, answers: Answers) -> set[Fact]:
    """What is reported; of an athlete who is referred, why."""
    seen = partial_model(ground(knowledge), answers, ())
    referred = {fact for fact in seen.certain if fact.property == REFERRAL}
    outcomes = {fact for fact in seen.certain if knowledge.properties[fact.property].outcome}
    return referred or outcomes


WAYS: dict[str, Callable[[KnowledgeBase, Answers], Answers]] = {
    "our interview": by_interview,
    "the full form": by_full_form,
    "a form that skips": by_skipping_form,
    "goal by goal": by_chaining,
    "with a preview": partial(by_chaining, previews=True),
    "hindsight": by_hindsight,
}


def show(title: str, asked: Mapping[str, list[int]]) -> None:
    """A row for each way: mean, quantiles, and our mean as a part of its own."""
    print(f"\n{title}")
    print(
        f"{'':<18} {'mean':>6} {'10 %':>6} {'50 %':>6} {'90 %':>6} {'most':>6} {'ours to it':>11}"
    )
    ours = statistics.mean(asked["our interview"])
    for name, counts in asked.items():
        mean, tenths = statistics.mean(counts), statistics.quantiles(counts, n=10)
        quantiles = " ".join(f"{tenths[n]:6.0f}" for n in (0, 4, 8))
        print(f"{name:<18} {mean:6.1f} {quantiles} {max(counts):6} {ours / mean:11.2f}")


def main() -> None:
    knowledge = load_knowledge(find_home())
    people = drawn(knowledge, ATHLETES)
    results = [result(knowledge, truth) for truth in people]
    seen = [any(fact.property == REFERRAL for fact in each) for each in results]
    flags = len(knowledge.instances("RedFlag"))
    asked: dict[str, list[int]] = {}
    for name, way in WAYS.items():
        known = [way(knowledge, truth) for truth in people]
        missed = sum(
            result(knowledge, each) != found for each, found in zip(known, results, strict=True)
        )
        assert not missed, f"{name} misses the result of {missed} athletes"
        asked[name] = [len(each.settled) for each in known]
    stay = {
        name: [count for count, referred in zip(counts, seen, strict=True) if not referred]
        for name, counts in asked.items()
    }
    beyond = {name: [count - flags for count in counts] for name, counts in stay.items()}
    print(f"{len(knowledge.questions)} questions, {flags} of them red flags that are always asked")
    show(f"Questions to the end, all {len(people)} athletes", asked)
    show(f"The {len(people) - sum(seen)} of them who are not referred", stay)
    show("The same, beyond the red flags", beyond)


if __name__ == "__main__":
    main()
