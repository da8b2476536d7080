"""Refutes that anybody is prescribed anything while a red flag stands, and writes down how.

What holds of every athlete about a fact is its completed definition (Clark, "Negation as failure",
1978): it was answered, or an instance of a rule that concludes it fires. Answers and comparisons of
numbers are left free, so that answers may even gainsay each other. A completion has more models
than the rules have results, where facts hold each other up; so what is refuted by it comes true
for nobody, while what is not refuted need not come true.

A SAT solver looks for a model of the definitions beside the denial of the theorem. Where there is
none, the definitions are thinned out until each is needed, and of the solver's steps, which are in
DRUP (Heule, Hunt & Wetzler, "Trimming while checking clausal proofs", 2013), only those are kept
without which the rest does not follow. `hipexpert.verify.refutation`, which shares nothing with
this, says what makes a refutation right; the names of facts and instances are written as it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from pysat.solvers import Solver

from hipexpert.knowledge.questions import possible_answers
from hipexpert.model import ANYTHING, NUMBER, KnowledgeBase, Pattern, Rule, Term, Value, Variable
from hipexpert.notation import compare, complete

SCHEMA = "hipexpert/refutation/1"

ATHLETE = "athlete"
PRESCRIBED, DIRECTIVE = "is-prescribed", "Directive"
RED_FLAG, CLEARABLE, HISTORY_FLAG = "RedFlag", "Clearable", "HistoryFlag"
REPORTS, DENIES, SEEN, PASSES = "reports", "denies", "was-seen-for", "passes-when-denied"
PAIN_SITE, PAIN_SIDE, PAIN_LEVEL, NONE = "hurts-at", "hurts-on", "has-pain-level", "none"

_SOLVER = "glucose4"
"""One that writes its proof in DRUP, and that propagates on demand."""

Clause = tuple[str, ...]
Theorem = dict[str, Any]


class Unproved(ValueError):
    """The theorem could not be proved; the message says what may follow, and how."""


class Open(NamedTuple):
    """A fact whose subject or object may be left open, which is None then."""

    subject: Value | None
    property: str
    object: Value | None

    def __str__(self) -> str:
        words = (self.subject, self.property, self.object)
        return " ".join("anything" if word is None else str(word) for word in words)

    def covers(self, other: Open) -> bool:
        """Whether another is what this one stands for."""
        pairs = zip(self, other, strict=True)
        return all(one is None or one == two for one, two in pairs)


class Instance(NamedTuple):
    """A rule as far as a fact and the statements settle its variables.

    A `whole` one fires when it has all it needs and nothing it denies.
    """

    rule: Rule
    settled: Mapping[str, Value]
    needs: tuple[Open, ...]
    denies: tuple[Open, ...]
    whole: bool

    def __str__(self) -> str:
        settled = ", ".join(f"{name}={value}" for name, value in sorted(self.settled.items()))
        return f"{self.rule.id}({settled})"


class Definition(NamedTuple):
    """A fact, whether it can be an answer, and every instance that can conclude it."""

    fact: Open
    answered: bool
    instances: tuple[Instance, ...]

    @property
    def facts(self) -> Iterator[Open]:
        """The fact, and those its instances need or deny."""
        yield self.fact
        for instance in self.instances:
            yield from (*instance.needs, *instance.denies)

    @property
    def clauses(self) -> Iterator[Clause]:
        """What the definition says."""
        fact, given = str(self.fact), [given_name(self.fact)] if self.answered else []
        yield (negation(fact), *given, *map(str, self.instances))
        for literal in given:
            yield (negation(literal), fact)
        for instance in self.instances:
            needs, denies = map(str, instance.needs), map(str, instance.denies)
            conditions = [*needs, *map(negation, denies)]
            for literal in conditions:
                yield (negation(str(instance)), literal)
            if instance.whole:
                yield (fact, *map(negation, conditions))


def refutation(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The refutation of the theorem's denial, in the shape of `hipexpert/refutation/1`.

    Raises Unproved when the theorem does not follow, or does not follow without numbers.
    """
    definitions = Definitions(knowledge)
    claim = theorem(knowledge, definitions.answers)
    if not claim["passes"]:
        raise Unproved("the knowledge has no red flag, so there is nothing to prove")
    denied = tuple(denial(claim))
    needed = _needed(definitions, denied)
    clauses = [*denied, *(clause for each in needed for clause in each.clauses)]
    facts = dict.fromkeys(fact for each in needed for fact in each.facts)
    clauses += _covering(facts, facts)
    return {
        "schema": SCHEMA,
        "knowledge": {"version": knowledge.version, "sha256": knowledge.sha256},
        "theorem": claim,
        "definitions": [
            {"fact": str(each.fact), "instances": sorted(map(str, each.instances))}
            for each in needed
        ],
        "steps": _steps(clauses),
    }


def theorem(knowledge: KnowledgeBase, answers: Iterable[Open]) -> Theorem:
    """What is proved: none of `prescribes` holds unless each flag of `passes` is passed.

    A flag is passed when all literals of one of its lists are true.
    """

    def said(verb: str, what: Value) -> str:
        return given_name(Open(ATHLETE, verb, what))

    pains = [a for a in answers if a.property in (PAIN_SITE, PAIN_SIDE) and a.object != NONE]
    painless = sorted(negation(given_name(answer)) for answer in pains)
    no_pain = (Open(ATHLETE, PAIN_SITE, NONE), Open(ATHLETE, PAIN_LEVEL, None))
    passes = {}
    for flag in knowledge.instances(RED_FLAG):
        passes[flag] = [[said(DENIES, flag)]]
        if flag in knowledge.instances(CLEARABLE):
            passes[flag].append([said(REPORTS, flag), said(SEEN, flag)])
        if flag in knowledge.instances(HISTORY_FLAG):
            hangs_on = sorted(map(str, knowledge.objects(flag, PASSES)))
            denied = [said(DENIES, question) for question in hangs_on]
            passes[flag] += [
                [said(REPORTS, flag), *denied, given_name(none), *painless] for none in no_pain
            ]
    verbs = {PRESCRIBED, *knowledge.instances(DIRECTIVE)}
    return {"prescribes": [str(Open(None, verb, None)) for verb in sorted(verbs)], "passes": passes}


def denial(claim: Theorem) -> Iterator[Clause]:
    """That something is prescribed, and some flag is not passed."""
    yield tuple(claim["prescribes"])
    yield tuple(negation(_passed(flag)) for flag in claim["passes"])
    for flag, ways in claim["passes"].items():
        for way in ways:
            yield (_passed(flag), *map(negation, way))


class Definitions:
    """The completed definitions of the facts that rules of a knowledge base conclude."""

    def __init__(self, knowledge: KnowledgeBase):
        self.knowledge = knowledge
        self.answers = [
            Open(fact.subject, fact.property, None if fact.object == NUMBER else fact.object)
            for question in knowledge.questions.values()
            for fact in possible_answers(knowledge, question, {})
        ]
        self._stated: dict[Open, list[Open]] = {}
        for fact in map(Open._make, knowledge.statements):
            subject, verb, thing = fact
            for key in product((subject, None), (verb,), (thing, None)):
                self._stated.setdefault(Open(*key), []).append(fact)
        self._concluding: dict[str, list[tuple[Rule, Pattern]]] = {}
        for rule in knowledge.rules:
            for pattern in rule.then:
                self._concluding.setdefault(pattern.property, []).append((rule, pattern))
        self._changing = {*self._concluding, *(answer.property for answer in self.answers)}

    @property
    def goals(self) -> list[Open]:
        """What a prescription consists of."""
        verbs = {PRESCRIBED, *self.knowledge.instances(DIRECTIVE)}
        return [Open(None, verb, None) for verb in sorted(verbs)]

    def of(self, fact: Open) -> Definition | None:
        """The definition of a fact; None for one that is stated."""
        if self._matching(fact):
            return None
        answered = any(fact.covers(each) or each.covers(fact) for each in self.answers)
        found = (
            self._instance(rule, conclusion, bindings, fact)
            for rule, conclusion, bindings in self._uses(fact, loose=None in fact)
        )
        named = {str(instance): instance for instance in found if instance}
        return Definition(fact, answered, tuple(named.values()))

    def below(self, definition: Definition) -> Iterator[Open]:
        """The facts that a definition rests on; of what it denies, each that is stood for."""
        for instance in definition.instances:
            yield from instance.needs
            for fact in instance.denies:
                yield fact
                if None in fact:
                    yield from self._under(fact)

    def _under(self, fact: Open) -> Iterator[Open]:
        """The facts that one which leaves words open stands for, as far as statements tell them."""
        for _, conclusion, bindings in self._uses(fact, loose=False):
            found = _filled(conclusion, bindings)
            if None not in found:
                yield found

    def _uses(self, fact: Open, loose: bool) -> Iterator[tuple[Rule, Pattern, dict[str, Value]]]:
        """Each conclusion that can be a fact, with what is settled of its rule's variables then."""
        for rule, conclusion in self._concluding.get(fact.property, ()):
            free = {name for pattern in rule.when for name in pattern.variables}
            start = _extended(conclusion, fact, {}, free)
            found = [] if start is None else [start]
            for pattern in rule.when:
                if pattern.property not in self._changing:
                    found = [w for each in found for w in self._wider(pattern, each, loose)]
            for bindings in found:
                yield rule, conclusion, bindings

    def _wider(
        self, pattern: Pattern, bindings: dict[str, Value], loose: bool
    ) -> list[dict[str, Value]]:
        """The bindings with those of one statement more; `loose` leaves a choice open."""
        facts = self._matching(_filled(pattern, bindings))
        if loose and len(facts) > 1:
            return [bindings]
        wider = (_extended(pattern, fact, bindings, set(pattern.variables)) for fact in facts)
        return [each for each in wider if each is not None]

    def _matching(self, fact: Open) -> list[Open]:
        """The statements that a fact stands for."""
        return self._stated.get(fact, [])

    def _instance(
        self, rule: Rule, conclusion: Pattern, settled: dict[str, Value], fact: Open
    ) -> Instance | None:
        """The instance, or None when the knowledge itself keeps it from concluding the fact."""
        whole = all(name in settled for pattern in rule.when for name in pattern.variables)
        bindings: dict[str, Value] | None = settled
        if whole:
            bindings = complete(rule.let, settled)
            if bindings is None or not all(compare(each, bindings) for each in rule.where):
                return None
            if not fact.covers(_filled(conclusion, bindings)):
                return None
        assert bindings is not None
        denies = tuple(
            _filled(pattern, bindings)
            for pattern in rule.unless
            if whole or bindings.keys() >= set(pattern.variables)
        )
        if any(map(self._matching, denies)):
            return None
        needs = (_filled(p, bindings) for p in rule.when if p.property in self._changing)
        open_needs = tuple(need for need in needs if not self._matching(need))
        return Instance(rule, settled, open_needs, denies, whole)


def _filled(pattern: Pattern, bindings: Mapping[str, Value]) -> Open:
    def value(term: Term) -> Value | None:
        return bindings.get(term.name) if isinstance(term, Variable) else term

    return Open(value(pattern.subject), pattern.property, value(pattern.object))


def _extended(
    pattern: Pattern, fact: Open, bindings: dict[str, Value], free: set[str]
) -> dict[str, Value] | None:
    """The bindings with those that make a pattern a fact, of `free` names; None where none do."""
    extended = dict(bindings)
    for term, value in zip(pattern.terms, (fact.subject, fact.object), strict=True):
        if value is None or term is ANYTHING:
            continue
        if isinstance(term, Variable):
            if term.name in free and extended.setdefault(term.name, value) != value:
                return None
        elif term != value:
            return None
    return extended


def _needed(definitions: Definitions, denied: Iterable[Clause]) -> list[Definition]:
    """Definitions that with the denial have no model, each of them needed for that.

    They are looked up layer by layer, from what is prescribed down. Raises Unproved.
    """
    known: dict[Open, Definition] = {}
    waiting = definitions.goals
    with Solver(name=_SOLVER) as solver:
        search = _Search(solver, denied)
        while (model := search.model(known.values())) is not None:
            fresh = [each for fact in waiting if (each := definitions.of(fact))]
            if not fresh:
                raise Unproved(_told(definitions, known, model))
            for each in fresh:
                known[each.fact] = each
                search.learn(each)
            rests_on = (fact for each in fresh for fact in definitions.below(each))
            waiting = [fact for fact in dict.fromkeys(rests_on) if fact not in known]
        needed = search.core()
        for each in needed.copy():
            fewer = [other for other in needed if other is not each]
            if each in needed and search.model(fewer) is None:
                needed = search.core()
    return needed


class _Search:
    """A SAT solver that knows definitions, of which any may be left out."""

    def __init__(self, solver: Solver, clauses: Iterable[Clause]):
        self._solver = solver
        self._numbers = _Numbers()
        self._switches: dict[int, Definition] = {}
        self._facts: dict[Open, None] = {}
        for clause in clauses:
            solver.add_clause(self._numbers.of(clause))

    def learn(self, definition: Definition) -> None:
        """Take in a definition, and how the facts in it stand to those known."""
        switch = self._numbers[f"definition of {definition.fact}"]
        self._switches[switch] = definition
        for clause in definition.clauses:
            self._solver.add_clause([-switch, *self._numbers.of(clause)])
        fresh = [fact for fact in dict.fromkeys(definition.facts) if fact not in self._facts]
        self._facts |= dict.fromkeys(fresh)
        for clause in _covering(self._facts, fresh):
            self._solver.add_clause(self._numbers.of(clause))

    def model(self, definitions: Iterable[Definition]) -> set[str] | None:
        """What is true in a model of the clauses and some definitions; None when there is none."""
        kept = {each.fact for each in definitions}
        switches = [number for number, each in self._switches.items() if each.fact in kept]
        if not self._solver.solve(assumptions=switches):
            return None
        true = {number for number in self._solver.get_model() if number > 0}
        return {name for name, number in self._numbers.items() if number in true}

    def core(self) -> list[Definition]:
        """Definitions that sufficed when the last search found no model."""
        found = set(self._solver.get_core() or ())
        return [each for switch, each in self._switches.items() if switch in found]


def _steps(clauses: Sequence[Clause]) -> list[list[str]]:
    """The clauses that lead from some that have no model to the empty one, each of them needed."""
    numbers = _Numbers()
    given = [numbers.of(clause) for clause in clauses]
    with Solver(name=_SOLVER, bootstrap_with=given, with_proof=True) as solver:
        solver.solve()
        lines = [line.split() for line in solver.get_proof()]
    learned = [list(map(int, line[:-1])) for line in lines if line[0] != "d"]
    steps = [*(step for step in learned if step), []]
    for place in reversed(range(len(steps) - 1)):
        fewer = steps[:place] + steps[place + 1 :]
        if _follow(given, fewer, place):
            steps = fewer
    texts = {number: name for name, number in numbers.items()}
    return [sorted(texts[n] if n > 0 else negation(texts[-n]) for n in step) for step in steps]


def _follow(given: list[list[int]], steps: list[list[int]], checked: int) -> bool:
    """Whether each step but the first `checked` follows from those before by unit propagation."""
    with Solver(name=_SOLVER, bootstrap_with=[*given, *steps[:checked]]) as solver:
        for step in steps[checked:]:
            open_still, _ = solver.propagate(assumptions=[-number for number in step])
            if open_still:
                return False
            solver.add_clause(step)
    return True


class _Numbers(dict[str, int]):
    """The number of each literal's name, a new one for a new name."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self) + 1
        return self[name]

    def of(self, clause: Clause) -> list[int]:
        return [-self[negation(lit)] if lit.startswith("not (") else self[lit] for lit in clause]


def _told(definitions: Definitions, known: Mapping[Open, Definition], true: set[str]) -> str:
    """What may be prescribed in spite of which flag in a model of the denial, and what lets it."""
    flags = definitions.knowledge.instances(RED_FLAG)
    flag = next(each for each in flags if _passed(each) not in true)
    goal = next(each for each in definitions.goals if str(each) in true)
    fired = [i for each in known.values() for i in each.instances if str(i) in true]
    concluding = known[goal].instances if goal in known else ()
    of_flag = {str(i): i for i in fired if i in concluding or flag in i.settled.values()}
    by = ", ".join(f"{name} ({i.rule.location})" for name, i in of_flag.items())
    return f"'{goal}' may follow in spite of '{flag}', by {by or 'a statement'}"


def _covering(facts: Iterable[Open], fresh: Iterable[Open]) -> Iterator[Clause]:
    """That what is so of a fact is so of one that leaves more open, where either is fresh."""
    alike: dict[str, list[Open]] = {}
    for fact in facts:
        alike.setdefault(fact.property, []).append(fact)
    pairs = {
        pair
        for one in fresh
        for other in alike[one.property]
        if one != other
        for pair in ((one, other), (other, one))
    }
    for general, fact in sorted(pairs, key=str):
        if general.covers(fact):
            yield (negation(str(fact)), str(general))


def given_name(fact: Open) -> str:
    """The literal that a fact was answered."""
    return f"given {fact}"


def negation(literal: str) -> str:
    """The literal that is true where another is not."""
    return literal[5:-1] if literal.startswith("not (") else f"not ({literal})"


def _passed(flag: str) -> str:
    return f"{flag} passed"


def refutation_text(refutation: dict[str, Any]) -> str:
    """The refutation as JSON, with each list of words on a line of its own.

    >>> print(refutation_text({"schema": "x", "steps": [["a", "b"], []]}))
    {
      "schema": "x",
      "steps": [
        ["a", "b"],
        []
      ]
    }
    """

    def written(value: Any, indent: str = "\n") -> str:
        inner = f"{indent}  "
        inside = value.values() if isinstance(value, dict) else value
        if isinstance(value, str) or not any(isinstance(each, dict | list) for each in inside):
            return json.dumps(value)
        if isinstance(value, list):
            return f"[{inner}" + f",{inner}".join(map(json.dumps, value)) + f"{indent}]"
        pairs = (f"{json.dumps(key)}: {written(each, inner)}" for key, each in value.items())
        return f"{{{inner}" + f",{inner}".join(pairs) + f"{indent}}}"

    return written(refutation)
