"""What was concluded, without the reasons: findings, sides favoured, drills with their doses.

Everything here is read off the conclusions; nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from hipexpert.model import Consultation, Fact, KnowledgeBase, Value
from hipexpert.vocabulary.body import (
    AT_JOINT,
    ATHLETE,
    HIP_MOTION,
    LEFT,
    LENGTHENS,
    OF_MOTION,
    ON_SIDE,
    RIGHT,
)
from hipexpert.vocabulary.dosing import (
    DOSE_STEP,
    FROM_WEEK,
    HAS_HOLD_SECONDS,
    HAS_LOAD,
    HAS_REPETITIONS,
    HAS_REST_SECONDS,
    HAS_SETS,
    HAS_SETS_ON_EACH_SIDE,
    HAS_SETS_ON_FAVOURED_SIDE,
    HAS_SETS_ON_OTHER_SIDE,
    HAS_TEMPO_SECONDS,
    IS_DONE_DAYS_PER_WEEK,
    IS_DOSED_AS,
    IS_LOADED_WITH,
    IS_REVIEWED_AFTER_WEEKS,
    STEPS_FROM,
    TAKES_DOSE,
    TOLD,
)
from hipexpert.vocabulary.findings import (
    BEARS_SIGN,
    COUNTS_AS,
    DIFFERS_WITHIN_DEGREES,
    FALLS_SHORT_DEGREES,
    IS_EXPECTED,
    IS_HEADED,
    IS_MEASURED,
    IS_PERHAPS,
    LIMITED,
    SCANT,
    SHOWS,
    SHOWS_SIGN,
)
from hipexpert.vocabulary.language import IS
from hipexpert.vocabulary.measuring import HAS_READING, IS_TO_MEASURE
from hipexpert.vocabulary.prescription import (
    BEGINS_ON,
    BOTH_SIDES_AT_ONCE,
    FILLS,
    GOES_BACK_TO,
    IS_FAVOURED,
    IS_PRESCRIBED,
    IS_WORKED_TOWARDS,
    LEADS_TO,
    WORKED,
    WORKS_ONE_LEGGED,
)
from hipexpert.vocabulary.safety import (
    HAS_URGENCY,
    IS_CAUTIONED,
    IS_REFERRED_FOR,
    IS_SEEN,
    MAY,
    TRAIN,
)

SIDES = (LEFT, RIGHT)
SETS = (HAS_SETS_ON_FAVOURED_SIDE, HAS_SETS_ON_OTHER_SIDE, HAS_SETS_ON_EACH_SIDE)


class Finding(NamedTuple):
    """How a motion of a hip stands out; `basis` is `measured`, `expected` or `both`.

    `status` is `limited` (short of the other side by `gap` degrees, or expected to be), `scant`
    (little in itself, no gap), or `turned-in` or `turned-out` (perhaps the turn of the thigh bone:
    the motion that it lengthens, and by how many degrees it exceeds the other one of that hip).
    `fact` is what was concluded.
    """

    motion_on_side: str
    side: str
    motion: str
    status: str
    basis: str
    gap: Value | None
    fact: Fact


class Dose(NamedTuple):
    """How much of a drill is done in the first week of a plan.

    `favours` is the side that gets more, `first` the one that begins, each a side or None. `sets`
    are by side and session, `rest_seconds` those after a set, or after each hold where a set is a
    run of holds. `load` is the individual that says how hard, None for work on range.
    """

    favours: str | None
    sets: dict[str, Value]
    repetitions: Value | None
    hold_seconds: Value | None
    days_per_week: Value | None
    first: str | None
    load: str | None
    rest_seconds: Value | None


class Week(NamedTuple):
    """How much of a drill is done in one week of a plan; `told` says what is new in it."""

    week: int
    sets: dict[str, Value]
    repetitions: Value | None
    hold_seconds: Value | None
    load: str | None
    told: str


@dataclass(frozen=True, eq=False)
class Verdict:
    """What was concluded, without the reasons: all that a whole squad is told of at once."""

    consultation: Consultation

    @property
    def knowledge(self) -> KnowledgeBase:
        return self.consultation.knowledge

    @property
    def status(self) -> str:
        """`plan` where the athlete was found to be free to train; else `refer` or `incomplete`."""
        if self.consultation.holds(Fact(ATHLETE, MAY, TRAIN)):
            return "plan"
        return "refer" if self.consultation.facts(IS_REFERRED_FOR) else "incomplete"

    def urgency_of(self, item: str) -> tuple[float, str]:
        """How soon a reason has to be seen to, the most urgent lowest, and what that is called."""
        concluded = (f.object for f in self.consultation.facts(IS_SEEN) if f.subject == item)
        kind = str(self.knowledge.object(item, HAS_URGENCY))
        return min(((self.knowledge.rank(u), u) for u in map(str, concluded)), default=(0, kind))

    @property
    def urgency(self) -> str | None:
        """How soon to be seen: the urgency of the most urgent reason."""
        flags = (str(fact.object) for fact in self.consultation.facts(IS_REFERRED_FOR))
        return min(map(self.urgency_of, flags), default=(0, None))[1]

    @property
    def asymmetry(self) -> str:
        """The individual that names the type of asymmetry."""
        return next((str(fact.object) for fact in self.consultation.facts(SHOWS)), "")

    @property
    def headline(self) -> str:
        """The individual whose sentence says what the asymmetry is and how it came about."""
        return next((str(fact.object) for fact in self.consultation.facts(IS_HEADED)), "")

    @property
    def standing(self) -> str:
        """How the athlete stands in one word: an urgency, `incomplete`, or a type of asymmetry.

        The rank of it says who needs attention first.
        """
        return self.urgency or ("incomplete" if self.status == "incomplete" else self.asymmetry)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        found = [*self._limits(), *self._scant(), *self._turned()]
        sided = (f for f in found if f.side and f.motion)
        return tuple(sorted(sided, key=lambda f: self.knowledge.where[f.motion_on_side]))

    def _finding(self, motion: str, basis: str, gap: Value | None, fact: Fact) -> Finding:
        side, of_motion = (self.knowledge.object(motion, p) for p in (ON_SIDE, OF_MOTION))
        return Finding(
            motion, str(side or ""), str(of_motion or ""), str(fact.object), basis, gap, fact
        )

    def _limits(self) -> Iterator[Finding]:
        """What is short of the other side, by measurement or as the sport would have it."""
        for fact in self.consultation.facts(COUNTS_AS):
            motion = fact.subject
            measured, expected = (
                Fact(motion, how, fact.object) for how in (IS_MEASURED, IS_EXPECTED)
            )
            holds = self.consultation.holds
            both = "both" if holds(expected) else "measured"
            basis, why = (both, measured) if holds(measured) else ("expected", expected)
            why = why if holds(why) else fact
            gap = self.consultation.value(motion, FALLS_SHORT_DEGREES)
            yield self._finding(motion, basis, gap, why)

    def _scant(self) -> Iterator[Finding]:
        """What is little in itself."""
        for fact in self.consultation.facts(IS):
            if fact.object == SCANT:
                yield self._finding(fact.subject, "measured", None, fact)

    def _turned(self) -> Iterator[Finding]:
        """The hips whose thigh bone is perhaps turned."""
        for fact in self.consultation.facts(IS_PERHAPS):
            lengthened = self.knowledge.object(str(fact.object), LENGTHENS)
            for motion in self.knowledge.instances(HIP_MOTION):
                at, of = (self.knowledge.object(motion, p) for p in (AT_JOINT, OF_MOTION))
                if (at, of) == (fact.subject, lengthened):
                    gap = self.consultation.value(fact.subject, DIFFERS_WITHIN_DEGREES)
                    yield self._finding(motion, "measured", gap, fact)

    @property
    def widest_limit(self) -> Finding | None:
        """The motion that falls furthest short of the other side; those expected come last."""
        limits = [finding for finding in self.findings if finding.status == LIMITED]
        return max(limits, key=lambda finding: finding.gap or 0, default=None)

    @cached_property
    def signs(self) -> tuple[tuple[str | None, Fact], ...]:
        """The structural signs, by side, with the fact of each; those of no one hip have None."""
        bearing = self.consultation.facts(BEARS_SIGN)
        at_hips = [(str(self.knowledge.object(f.subject, ON_SIDE)), f) for f in bearing]
        sided = {fact.object for fact in bearing}
        shown = self.consultation.facts(SHOWS_SIGN)
        found = [*at_hips, *((None, fact) for fact in shown if fact.object not in sided)]
        where = self.knowledge.where
        return tuple(sorted(found, key=lambda sign: (where[str(sign[1].object)], sign[0] or "")))

    @cached_property
    def favoured(self) -> dict[str, tuple[Fact, dict[str, Value]]]:
        """By motion the fact that favours a side of it, and the sets of each side for the other."""
        found: dict[str, tuple[Fact, dict[str, Value]]] = {}
        for fact in self.consultation.facts(IS_FAVOURED):
            side = self.knowledge.object(fact.subject, ON_SIDE)
            motion = self.knowledge.object(fact.subject, OF_MOTION)
            if motion is not None and side is not None:
                shares = {name: fact.object if name == side else 1 for name in SIDES}
                found[str(motion)] = fact, shares
        return dict(sorted(found.items(), key=lambda item: self.knowledge.where[item[0]]))

    @property
    def reading(self) -> str:
        """The way in which the ranges were read; "" where none is known."""
        return next((str(fact.object) for fact in self.consultation.facts(HAS_READING)), "")

    @property
    def one_legged(self) -> Fact | None:
        """The fact that gives the sets on one leg for each set on two."""
        return next(iter(self.consultation.facts(WORKS_ONE_LEGGED)), None)

    @cached_property
    def drills(self) -> dict[str, dict[str, Value]]:
        """The drills of the plan in the order of its slots, with the sets for each side."""
        if self.status != "plan":
            return {}
        found = [str(fact.object) for fact in self.consultation.facts(IS_PRESCRIBED)]
        return {drill: self._sets(drill) for drill in sorted(found, key=self._slot_rank)}

    def _slot_rank(self, drill: str) -> float:
        return self.knowledge.rank(str(self.knowledge.object(drill, FILLS)))

    def favours(self, drill: str) -> str | None:
        """The side a drill is worked towards."""
        motion = self.consultation.value(drill, IS_WORKED_TOWARDS)
        return str(self.knowledge.object(str(motion), ON_SIDE)) if motion else None

    def _sets(self, drill: str) -> dict[str, Value]:
        side = self.favours(drill)
        favoured, other, each = (self.consultation.value(drill, name) or 0 for name in SETS)
        if side is None:
            return dict.fromkeys(SIDES, each)
        return {name: favoured if name == side else other for name in SIDES}

    def _concluded(self, drill: str, property: str) -> str | None:
        found = self.consultation.value(drill, property)
        return None if found is None else str(found)

    def dose(self, drill: str) -> Dose:
        """How much of a drill of the plan is done in its first week."""
        dose = self._concluded(drill, TAKES_DOSE) or ""
        return Dose(
            self.favours(drill),
            self.drills[drill],
            self.knowledge.object(dose, HAS_REPETITIONS),
            self.knowledge.object(dose, HAS_HOLD_SECONDS),
            self.consultation.value(drill, IS_DONE_DAYS_PER_WEEK),
            self._concluded(drill, BEGINS_ON),
            self._concluded(drill, IS_LOADED_WITH),
            self.knowledge.object(dose, HAS_REST_SECONDS),
        )

    def weeks(self, drill: str) -> tuple[Week, ...]:
        """What is done of a drill of the plan in each week up to the review.

        The sides keep the ratio of the first week. A step changes the load only where the load
        of the dose was taken, which a drill without kit to load it does not.
        """
        dose = self._concluded(drill, TAKES_DOSE) or ""
        steps = {int(self._number(s, FROM_WEEK)): s for s in self._steps.get(dose, ())}
        loaded = self._concluded(drill, IS_LOADED_WITH)
        own = loaded == self.knowledge.object(dose, HAS_LOAD)
        found: list[Week] = []
        current = dose
        for week in range(1, int(self.review_after_weeks or 0) + 1):
            current = steps.get(week, current)
            load = self.knowledge.object(current, HAS_LOAD) if own else loaded
            found.append(
                Week(
                    week,
                    self._in_ratio(drill, dose, current),
                    self.knowledge.object(current, HAS_REPETITIONS),
                    self.knowledge.object(current, HAS_HOLD_SECONDS),
                    None if load is None else str(load),
                    self.knowledge.text(current, TOLD) if week in steps else "",
                )
            )
        return tuple(found)

    def following(self, drill: str) -> str | None:
        """The drill to go on to from one of the plan; of several the first that is told of."""
        return self._first_of(drill, LEADS_TO)

    def easier(self, drill: str) -> str | None:
        """The drill to go back to from one of the plan."""
        return self._first_of(drill, GOES_BACK_TO)

    def _first_of(self, drill: str, property: str) -> str | None:
        found = [str(f.object) for f in self.consultation.facts(property) if f.subject == drill]
        return min(found, key=self.knowledge.where.__getitem__, default=None)

    def _in_ratio(self, drill: str, dose: str, step: str) -> dict[str, Value]:
        """The sets of a step of a dose for each side, in the ratio of the dose itself."""
        base, now = (self._number(each, HAS_SETS) for each in (dose, step))
        if not base:
            return self.drills[drill]
        return {side: int(float(n) * now / base) for side, n in self.drills[drill].items()}

    @cached_property
    def _steps(self) -> dict[str, list[str]]:
        steps: dict[str, list[str]] = {}
        for step in self.knowledge.instances(DOSE_STEP):
            steps.setdefault(str(self.knowledge.object(step, STEPS_FROM)), []).append(step)
        return steps

    def _number(self, subject: str, property: str) -> float:
        return float(self.knowledge.object(subject, property) or 0)

    def minutes(self, drill: str) -> float:
        """About how long the sets of a drill of the plan take in a session, in minutes.

        A hold counts with the rest after it, a run of repetitions with the rest after the set;
        both sides count where they are worked in turn.
        """
        dose = self._concluded(drill, TAKES_DOSE) or ""
        kind = self._concluded(drill, IS_DOSED_AS) or ""
        repetitions, rest = (self._number(dose, p) for p in (HAS_REPETITIONS, HAS_REST_SECONDS))
        hold = self._number(dose, HAS_HOLD_SECONDS)
        tempo = self._number(kind, HAS_TEMPO_SECONDS)
        seconds = repetitions * (hold + rest) if hold else repetitions * tempo + rest
        sets = self.drills[drill]
        both_at_once = self.knowledge.object(drill, WORKED) == BOTH_SIDES_AT_ONCE
        number = sets[LEFT] if both_at_once else sum(map(float, sets.values()))
        return float(number) * seconds / 60

    @property
    def session_minutes(self) -> float | None:
        """About how long one session with all drills takes, in minutes."""
        return round(sum(map(self.minutes, self.drills)), 1) if self.drills else None

    @property
    def cautioned(self) -> tuple[str, ...]:
        """The cautions to heed."""
        found = (str(fact.object) for fact in self.consultation.facts(IS_CAUTIONED))
        return tuple(sorted(found, key=self.knowledge.where.__getitem__))

    @property
    def measure_next(self) -> tuple[str, ...]:
        """The questions to answer or to measure next, in the order of asking."""
        wanted = {str(fact.object) for fact in self.consultation.facts(IS_TO_MEASURE)}
        return tuple(question for question in self.knowledge.questions if question in wanted)

    @property
    def review_after_weeks(self) -> Value | None:
        return next((f.object for f in self.consultation.facts(IS_REVIEWED_AFTER_WEEKS)), None)
