"""Athletes of whom two knowledge bases conclude different things, by as few answers as will do.

An athlete whom the solver makes is cut down to the answers that matter by running the compiled
rules of both, so each was seen to differ. Then one with fewer answers is asked for, until there is
none: that is the proof that no fewer will do. What does for one sport is tried in the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hipexpert.model import Answer, Answers, Fact, Given, KnowledgeBase, sort_key
from hipexpert.prove.answering import Said
from hipexpert.prove.athletes import Shows, smallest
from hipexpert.prove.clauses import Literal
from hipexpert.prove.counting import at_least
from hipexpert.prove.miter import Miter
from hipexpert.prove.solver import EFFORT, Solver
from hipexpert.prove.theory import Undecided
from hipexpert.reasoning.answers import answer_facts, consistent
from hipexpert.reasoning.described import Figures, comes_to
from hipexpert.reasoning.grounding import ground
from hipexpert.reasoning.program import GroundProgram, View
from hipexpert.vocabulary.body import SPORT

TO_BE_SURE = 1_000
"""The conflicts in one go after which it is left open whether fewer answers do."""

MOST_LOOKED_FOR = 80
"""How many athletes are looked for to see what all moves, where an edit moves very much."""


class Differing(NamedTuple):
    """Answers by which two knowledge bases conclude different things.

    They do so in each of the `sports`; the first of them is answered, or none where it does not
    matter. `fewest` is whether it is sure that no fewer answers will do.
    """

    sports: tuple[str, ...]
    answers: Given
    fewest: bool


class Witnesses:
    """Those who differ, by sport and by outcome."""

    def __init__(self, miter: Miter):
        self._miter, self._clauses = miter, miter.formula.clauses
        self._solver = Solver(miter.formula)
        self._differs = self._clauses.any_of(miter.differing.values())
        said = miter.formula.answering.said
        then, now = (each.knowledge.instances(SPORT) for each in miter.reported)
        sports = {*then} & {*now}
        self._sports: dict[str, Said] = {
            each.word: each for words in said.values() for each in words if each.word in sports
        }
        self._answered = [
            self._clauses.any_of(each.literal for each in words) for words in said.values()
        ]
        self._counted: list[Literal] = []  # as far as was asked
        self._sides = [
            _Side(each.knowledge, each.facts(miter.differing)) for each in miter.reported
        ]

    def anybody(self) -> bool:
        """Whether somebody differs at all. Raises Undecided."""
        return self._solver.athlete(self._differs) is not None

    def moved(self) -> tuple[tuple[Fact, ...], bool]:
        """The outcomes that differ for somebody, and whether these are all. Raises Undecided.

        Each athlete that is looked for is to differ in as many of them as go together.
        """
        waiting, found = dict(self._miter.differing), list[Fact]()
        for _ in range(MOST_LOOKED_FOR):
            if not waiting:
                break
            self._solver.prefer(waiting.values())
            asked = self._clauses.variable()
            self._clauses.law((-asked, *waiting.values()))
            athlete = self._solver.athlete(asked)
            if athlete is None:
                waiting = {}
                break
            found += [fact for fact, literal in waiting.items() if literal in athlete.holds]
            waiting = {f: each for f, each in waiting.items() if each not in athlete.holds}
        return tuple(sorted(found, key=sort_key)), not waiting

    def by_sport(self) -> tuple[tuple[Differing, ...], tuple[str, ...]]:
        """Who differs, sports of the same answers together, and the sports in which nobody does.

        In each sport it is who has no other. First comes who differs without any; last, where there
        is nobody else, who differs by having several. Raises Undecided.
        """
        self._solver.prefer(-each for each in self._answered)
        found: dict[frozenset[tuple[str, Answer]], Differing] = {}
        alike = []
        for sport in (None, *self._sports):
            given, fewest = self._with_just(sport, [each.answers for each in found.values()])
            if given is None:
                alike += [sport] if sport else []
                continue
            beside = frozenset(given.items() - self._played(given))
            known = found.get(beside, Differing((), given, True))
            sports = (*known.sports, sport) if sport else ()
            found[beside] = known._replace(sports=sports, fewest=known.fewest and fewest)
        if not found:
            given, fewest = self._fewest([self._differs], self._shows)
            return (() if given is None else (Differing((), given, fewest),)), tuple(alike)
        return tuple(found.values()), tuple(alike)

    def _with_just(self, sport: str | None, known: Iterable[Given]) -> tuple[Given | None, bool]:
        """Who differs with one sport, or without any, tried at first by answers known to do."""
        literals = (
            said.literal if word == sport else -said.literal for word, said in self._sports.items()
        )
        wanted = {sport} if sport else set()

        def shows(answers: Answers) -> bool:
            played = (answer for _, answer in self._played(answers.given))
            return {*played} == wanted and self._shows(answers)

        tried = [self._playing(sport, given) for given in known] if sport else []
        doing = (given for given in sorted(tried, key=len) if shows(Answers(given)))
        return self._fewest([self._differs, *literals], shows, next(doing, None))

    def _fewest(
        self, wanted: list[Literal], shows: Shows, given: Given | None = None
    ) -> tuple[Given | None, bool]:
        """The fewest answers of whom all literals hold, and whether fewer surely do not do."""
        if given is None:
            athlete = self._solver.athlete(*wanted)
            if athlete is None:
                return None, True
            given = smallest(self._miter.knowledge, athlete.answers.given, shows)
        self._solver.effort = TO_BE_SURE
        try:
            while athlete := self._solver.athlete(*wanted, *self._fewer_than(given)):
                given = smallest(self._miter.knowledge, athlete.answers.given, shows)
        except Undecided:
            return given, False
        finally:
            self._solver.effort = EFFORT
        return given, True

    def _fewer_than(self, given: Given) -> list[Literal]:
        """That fewer questions are answered."""
        if len(given) >= len(self._counted):
            self._counted = at_least(self._clauses, self._answered, len(given))
        return [-self._counted[len(given)]]

    def _playing(self, sport: str, given: Given) -> Given:
        """The answers of an athlete with another sport, so far as they go with it."""
        question = self._sports[sport].question.id
        return consistent(self._miter.knowledge, {**given, question: sport})

    def _played(self, given: Given) -> set[tuple[str, Answer]]:
        """The answers that say what an athlete plays."""
        asked = {said.question.id for said in self._sports.values()}
        return {(question, given[question]) for question in asked if question in given}

    def _shows(self, answers: Answers) -> bool:
        """Whether the compiled rules of the two conclude different things."""
        then, now = (side.concluded(answers) for side in self._sides)
        return then != now


class _Side:
    """A knowledge base with its compiled rules, so far as some facts hang on them."""

    def __init__(self, knowledge: KnowledgeBase, facts: Iterable[Fact]):
        self._knowledge = knowledge
        self._program = GroundProgram(ground(knowledge), facts)
        self._numbers = [self._program.number[fact] for fact in facts]

    def concluded(self, answers: Answers) -> set[tuple[Fact, Figures]]:
        """Those of the facts that rules conclude of an athlete, each with what it comes to."""
        program = self._program
        given = program.given(answer_facts(self._knowledge, answers))
        view = program.run(given)
        found = set()
        for number in self._numbers:
            if number in view.certain and (number not in given or self._fires(number, view)):
                fact, value = program.facts[number], view.values[number]
                named = fact if value is None else fact._replace(object=value)
                found.add((named, comes_to(self._knowledge, fact)))
        return found

    def _fires(self, fact: int, view: View) -> bool:
        """Whether a rule concludes what is answered, too."""
        program = self._program
        return any(program.rows[place].fires(view) for place in program.suppliers[fact])
