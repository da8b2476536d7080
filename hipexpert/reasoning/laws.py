"""The laws that are read off the ground rules, for every athlete there could be.

`knowledge.check` judges what is written; here is judged what can follow from it. The laws of
SAFE_SIDE are kept when every derivation of what they forbid is cut off: `Support` says what any
derivation of a fact must rest on, the facts it needs and those that must not hold. They may blame
what could never happen, so they are for where no solver is at hand: `prove` decides them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from hipexpert.knowledge.check import can_be_reasoned_with
from hipexpert.knowledge.check import check as written_problems
from hipexpert.knowledge.check_rules import SUBJECT, whole, word_place
from hipexpert.knowledge.check_statements import misfit_object, misfit_subject, place_of
from hipexpert.knowledge.problems import problem_at, sort_problems
from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import (
    ANYTHING,
    Comparison,
    Fact,
    KnowledgeBase,
    Let,
    Problem,
    Rule,
    Variable,
    WrittenKnowledge,
)
from hipexpert.reasoning.bounds import NumberBounds
from hipexpert.reasoning.grounding import NUMBER, Grounding, ground
from hipexpert.reasoning.instances import Instance
from hipexpert.reasoning.program import compiled
from hipexpert.vocabulary.asking import CHOICES, CHOICES_GIVEN_BY, NEUTRAL
from hipexpert.vocabulary.body import ATHLETE
from hipexpert.vocabulary.language import ACTIVITY, DIRECTIVE
from hipexpert.vocabulary.prescription import IS_PRESCRIBED
from hipexpert.vocabulary.safety import CONTRAINDICATED_BY, HAS_CONDITION, MAY, TRAIN

MAY_TRAIN = Fact(ATHLETE, MAY, TRAIN)
DIVISION = "division-by-nought"


def check(knowledge: WrittenKnowledge, laws: Iterable[GroundLaw] | None = None) -> list[Problem]:
    """Everything wrong with the knowledge by what is written and by some laws of the ground rules.

    Those are all there are here where none are named. The problems are sorted by file, line and
    column.
    """
    found = written_problems(knowledge)
    if can_be_reasoned_with(knowledge):
        support = Support(ground(knowledge))
        judged = LAWS + SAFE_SIDE if laws is None else laws
        found += [problem for law in judged for problem in law(support)]
    return sort_problems(found)


class Support:
    """What every derivation of a fact rests on, read off the ground rules."""

    def __init__(self, instances: Grounding):
        self.ground = instances
        self.knowledge = instances.knowledge
        self._excluded: dict[Fact, frozenset[Fact]] = {}

    @cached_property
    def cleared(self) -> frozenset[Fact]:
        """The facts that no athlete has who may not train."""
        return self._resting_on(lambda n: MAY_TRAIN in self._instances[n].premises)

    def excluded_by(self, fact: Fact) -> frozenset[Fact]:
        """The facts of which the rules alone show that no athlete has them beside this one."""
        if fact not in self._excluded:
            follows, stops = self._follows(fact), self._stops
            self._excluded[fact] = self._resting_on(lambda n: not follows.isdisjoint(stops[n]))
        return self._excluded[fact]

    @cached_property
    def _instances(self) -> tuple[Instance, ...]:
        return tuple(instance for layer in self.ground.strata for instance in layer)

    @cached_property
    def _needing(self) -> Mapping[Fact, list[int]]:
        """By fact the places of the instances that it is a premise of."""
        places: dict[Fact, list[int]] = defaultdict(list)
        for place, instance in enumerate(self._instances):
            for premise in instance.premises:
                places[premise].append(place)
        return places

    @cached_property
    def _stops(self) -> tuple[frozenset[Fact], ...]:
        """By place the facts one of which keeps an instance from firing."""
        return tuple(
            frozenset(fact for pattern in instance.unless for fact in self.ground.matches(pattern))
            for instance in self._instances
        )

    def _resting_on(self, settled: Callable[[int], bool]) -> frozenset[Fact]:
        """The largest set of conclusions each of whose instances is settled or needs one of it.

        All are taken for such at first; an instance that is neither takes its conclusions out, and
        is why those that need them are looked at again.
        """
        kept = set(self.ground.concluding) - self.ground.asked.keys()
        open_places = {n for n in range(len(self._instances)) if not settled(n)}
        waiting = sorted(open_places)
        while waiting:
            instance = self._instances[waiting.pop()]
            if kept.isdisjoint(instance.premises):
                lost = kept.intersection(instance.conclusions)
                kept -= lost
                waiting += (n for f in lost for n in self._needing.get(f, ()) if n in open_places)
        return frozenset(kept)

    def _follows(self, fact: Fact) -> set[Fact]:
        """A fact with all that follows from it whatever else is so."""
        found, grew = {fact}, True
        while grew:
            more = {
                conclusion
                for layer in self.ground.strata
                for instance in layer
                if instance.premises and found.issuperset(instance.premises)
                if not instance.unless and not instance.rule.where and not instance.rule.let
                for conclusion in instance.conclusions
            } - found
            found |= more
            grew = bool(more)
        return found


def no_activity_without_clearance(support: Support) -> Iterator[Problem]:
    """Nothing has the athlete do something that could be concluded of one who may not train."""
    knowledge = support.knowledge
    directives, activities = map(set, map(knowledge.instances, (DIRECTIVE, ACTIVITY)))
    if not knowledge.properties.get(MAY_TRAIN.property):
        return
    told: set[Rule] = set()
    for fact, instances in support.ground.concluding.items():
        verb = knowledge.properties.get(fact.property)  # what is not declared is told elsewhere
        outcome = verb and verb.outcome
        if fact.property not in directives and not (outcome and fact.object in activities):
            continue
        for instance in instances:
            if MAY_TRAIN in instance.premises or not support.cleared.isdisjoint(instance.premises):
                continue
            if any(premise.property in directives for premise in instance.premises):
                continue  # the rule that concluded that one is at fault
            if instance.rule not in told:
                told.add(instance.rule)
                message = f"this is told to athletes who may not train: {fact}"
                hint = f"add '?athlete {MAY_TRAIN.property} {MAY_TRAIN.object}' to its 'when'"
                yield _problem(support, instance, fact, message, "activity-without-clearance", hint)


def nothing_beside_its_contraindication(support: Support) -> Iterator[Problem]:
    """No athlete is to do what a condition that they are in speaks against, drill or advice."""
    knowledge, possible = support.knowledge, support.ground.possible.all
    directives = sorted({IS_PRESCRIBED, *knowledge.instances(DIRECTIVE)})
    for statement in knowledge.statements:
        barred = Fact(ATHLETE, HAS_CONDITION, statement.object)
        if statement.property != CONTRAINDICATED_BY or barred not in possible:
            continue
        for told in (Fact(ATHLETE, verb, statement.subject) for verb in directives):
            if told not in support.ground.concluding or told in support.excluded_by(barred):
                continue
            message = f"'{told}' is perhaps concluded beside '{statement.object}', which speaks "
            message += "against it"
            hint = "nothing in the rules keeps these apart for sure"
            loose = _loose(support, told, barred)
            yield _problem(support, loose, told, message, "prescribed-though-barred", hint)


def every_conclusion_fits_its_property(support: Support) -> Iterator[Problem]:
    """No rule says of a thing, for any athlete, what its property is not said of.

    Where a statement is at fault already, what follows from it is not told again.
    """
    knowledge = support.knowledge
    at_fault = {
        thing
        for fact in knowledge.statements
        if _misfit(knowledge, fact)
        for thing in (fact.subject, fact.object)
    }
    told: set[Rule] = set()
    for fact, instances in support.ground.concluding.items():
        misfit = at_fault.isdisjoint((fact.subject, fact.object)) and _misfit(knowledge, fact)
        for instance in instances if misfit else ():
            if instance.rule not in told:
                told.add(instance.rule)
                message = f"this can conclude '{fact}': {misfit}"
                hint = "say in 'when' of which class the variable is, as in '?athlete is-a Athlete'"
                yield _problem(support, instance, fact, message, "conclusion-misfits", hint)


def every_number_has_one_value(support: Support) -> Iterator[Problem]:
    """What rules compute of a thing is computed in one way, and neither stated nor asked too."""
    program, told = compiled(support.ground), set[Rule]()
    known = {(f.subject, f.property) for f in support.knowledge.statements}
    for fact in support.ground.concluding:
        if fact.object != NUMBER:
            continue
        number, first = program.number[fact], None
        elsewhere = fact in support.ground.asked or (fact.subject, fact.property) in known
        for place in support.ground.places(fact):
            rule = program.by_place.get(place)
            if rule is None:
                continue  # the world itself keeps it from firing
            instance = rule.instance
            first = first or rule
            alike = rule.computed[number] == first.computed[number]
            if instance.rule in told or (alike and not elsewhere):
                continue
            told.add(instance.rule)
            message = f"'{fact.subject}' can have more than one number for '{fact.property}'"
            hint = f"'{first.instance.rule.id}' computes it otherwise; compute it once, in one way"
            if elsewhere:
                hint = "it is asked or stated too; give what is computed a property of its own"
            yield _problem(support, instance, fact, message, "number-computed-twice", hint)


def nothing_is_divided_by_nought(support: Support) -> Iterator[Problem]:
    """No rule divides by what can be nought, whatever is answered.

    Of whom it is nought the rule would conclude nothing, as if a comparison had failed.
    """
    program = compiled(support.ground)
    bounds, told = NumberBounds(program), set[Rule]()
    for row in program.rows:
        rule = row.rule
        written: list[Let | Comparison] = [*rule.let, *rule.where]
        division = next((each for each in written if "/" in each.text), None)
        if division and rule not in told and any(b.has_nought for b in bounds.divisors(row)):
            told.add(rule)
            message = "this can come to be divided by nought, and the rule then does not fire"
            hint = "compare products instead, or ask in 'where' for what keeps the divisor from 0"
            home = support.knowledge.home
            problem = problem_at(home, division.location, message, DIVISION, hint)
            yield problem._replace(width=len(division.text))


def _misfit(knowledge: KnowledgeBase, fact: Fact) -> str | None:
    """Why a fact does not fit its property, or None when it does; any number fits here."""
    verb = knowledge.properties.get(fact.property)
    if verb is None:
        return None
    said = None if fact.object == NUMBER else misfit_object(knowledge, verb, fact.object)
    return misfit_subject(knowledge, verb, fact.subject) or said


def _loose(support: Support, fact: Fact, other: Fact) -> Instance:
    """The first way to a fact that nothing about the other fact cuts off."""
    excluded = support.excluded_by(other)
    ways = support.ground.concluding[fact]
    return next((way for way in ways if excluded.isdisjoint(way.premises)), ways[0])


def _problem(
    support: Support, instance: Instance, fact: Fact, message: str, check: str, hint: str
) -> Problem:
    """A problem where a rule says that it concludes a fact."""
    conclusion = instance.rule.then[instance.conclusions.index(fact)]
    place = word_place(support.knowledge, conclusion, SUBJECT)
    return whole(conclusion, place, message, check, hint)


def _told_apart(instance: Instance) -> Iterator[Fact]:
    """The premises of an instance but those that any other thing would meet as well."""
    any_will_do = {
        pattern.property
        for pattern in instance.rule.when
        if isinstance(pattern.object, Variable) and pattern.object.nameless
    }
    return (fact for fact in instance.premises if fact.property not in any_will_do)


def every_choice_leads_somewhere(support: Support) -> Iterator[Problem]:
    """Each choice is looked at by some rule, unless it is neutral or a question of its own.

    A rule for which any answer will do tells no choice from another.
    """
    knowledge, known = support.knowledge, support.ground
    if NEUTRAL not in knowledge.classes:
        return  # knowledge that does not say which choices are
    neutral = {*knowledge.instances(NEUTRAL), *knowledge.questions}
    instances = [each for layer in known.strata for each in layer]
    looked_at = {fact for each in instances for fact in _told_apart(each)}
    denied = {pattern for each in instances for pattern in each.unless}
    named = [pattern for pattern in denied if pattern.object is not ANYTHING]
    looked_at |= {fact for pattern in named for fact in known.matches(pattern)}
    for question in knowledge.questions.values():
        for fact in possible_answers(knowledge, question, {}):
            if question.numeric or fact in looked_at or fact.object in neutral:
                continue
            message = f"no rule looks at '{fact.object}' as an answer to '{question.id}'"
            hint = f"let a rule wait for '{fact}', or make '{fact.object}' a {NEUTRAL} choice"
            through = CHOICES_GIVEN_BY if question.choices_given_by else CHOICES
            place = question.location
            if isinstance(knowledge, WrittenKnowledge):  # which knows where each word stands
                place = place_of(knowledge, question.id, through, fact.object)
            home = knowledge.home
            yield problem_at(home, place, message, "choice-without-effect", hint, "warning")


GroundLaw = Callable[[Support], Iterator[Problem]]

LAWS: tuple[GroundLaw, ...] = (
    every_conclusion_fits_its_property,
    every_number_has_one_value,
    nothing_is_divided_by_nought,
    every_choice_leads_somewhere,
)

SAFE_SIDE: tuple[GroundLaw, ...] = (
    no_activity_without_clearance,
    nothing_beside_its_contraindication,
)
"""Laws that are judged on the safe side, where they cannot be decided."""
