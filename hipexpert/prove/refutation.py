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
    def clauses(self) -> Iterator[Clause]:
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
    clauses += _covering(needed)
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
        self._stated: dict[str, list[Open]] = {}
        for fact in knowledge.statements:
            self._stated.setdefault(fact.property, []).append(Open(*fact))
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
        if any(self._matching(fact)):
            return None
        answered = any(fact.covers(each) or each.covers(fact) for each in self.answers)
        found = (
            self._instance(rule, conclusion, bindings, fact)
            for rule, conclusion, bindings in self._uses(fact, loose=None in fact)
        )
        named = {str(instance): instance for instance in found if instance}
        return Definition(fact, answered, tuple(named.values()))

    def under(self, fact: Open) -> set[Open]:
        """The facts that one which leaves words open stands for, as far as statements tell them."""
        facts = (
            _filled(conclusion, bindings)
            for _, conclusion, bindings in self._uses(fact, loose=False)
        )
        return {each for each in facts if None not in each}

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
        facts = list(self._matching(_filled(pattern, bindings)))
        if loose and len(facts) > 1:
            return [bindings]
        wider = (_extended(pattern, fact, bindings, set(pattern.variables)) for fact in facts)
        return [each for each in wider if each is not None]

    def _matching(self, fact: Open) -> Iterator[Open]:
        """The statements that a fact stands for."""
        return (each for each in self._stated.get(fact.property, ()) if fact.covers(each))

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
        if any(True for each in denies for _ in self._matching(each)):
            return None
        needs = (_filled(p, bindings) for p in rule.when if p.property in self._changing)
        open_needs = tuple(need for need in needs if not any(self._matching(need)))
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


def _needed(definitions: Definitions, denied: Sequence[Clause]) -> list[Definition]:
    """Definitions that with the denial have no model, each of them needed for that.

    They are looked up layer by layer, from what is prescribed down. Raises Unproved.
    """
    known: dict[Open, Definition] = {}
    waiting = definitions.goals
    while True:
        fresh = [each for fact in waiting if (each := definitions.of(fact))]
        known |= {each.fact: each for each in fresh}
        found = _core(denied, list(known.values()))
        if not isinstance(found, set):
            break
        seen = dict.fromkeys(f for each in fresh for f in _mentioned(definitions, each))
        waiting = [fact for fact in seen if fact not in known]
        if not waiting:
            raise Unproved(_told(definitions, known, found))
    for each in found.copy():
        fewer = _core(denied, [other for other in found if other is not each])
        if each in found and not isinstance(fewer, set):
            found = fewer
    return found


def _core(denied: Sequence[Clause], definitions: list[Definition]) -> list[Definition] | set[str]:
    """Those of some definitions that rule the denial out, or what is true where it is not."""
    numbers = _Numbers()
    switches = [numbers[f"definition {place}"] for place in range(len(definitions))]
    with Solver(name=_SOLVER) as solver:
        for clause in (*denied, *_covering(definitions)):
            solver.add_clause(numbers.of(clause))
        for switch, definition in zip(switches, definitions, strict=True):
            for clause in definition.clauses:
                solver.add_clause([-switch, *numbers.of(clause)])
        if solver.solve(assumptions=switches):
            true = {number for number in solver.get_model() if number > 0}
            return {name for name, number in numbers.items() if number in true}
        core = set(solver.get_core() or ())
    pairs = zip(switches, definitions, strict=True)
    return [definition for switch, definition in pairs if switch in core]


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
    return [
        sorted(texts[n] if n > 0 else negation(texts[-n]) for n in step) for step in steps
    ]


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
    """What may be prescribed, by which rule, to whom, in a model of the denial."""
    flags = definitions.knowledge.instances(RED_FLAG)
    open_flag = next(flag for flag in flags if _passed(flag) not in true)
    for goal in definitions.goals:
        definition = known.get(goal)
        if definition is None:
            return f"'{goal}' is stated, whatever red flag stands"
        for instance in definition.instances if str(goal) in true else ():
            if str(instance) in true:
                place = instance.rule.location
                return f"'{goal}' may follow by '{instance.rule.id}' ({place}) in spite of '{open_flag}'"
    return f"nothing shows that '{open_flag}' keeps everything back"


def _mentioned(definitions: Definitions, definition: Definition) -> Iterator[Open]:
    """The facts that a definition rests on; of one that leaves words open also those under it."""
    for instance in definition.instances:
        for fact in (*instance.needs, *instance.denies):
            yield fact
            if fact in instance.denies and None in fact:
                yield from sorted(definitions.under(fact), key=str)


def _covering(definitions: Iterable[Definition]) -> Iterator[Clause]:
    """That whatever is so of a fact is so of one that leaves more open."""
    facts: dict[Open, None] = {}
    for definition in definitions:
        facts[definition.fact] = None
        for instance in definition.instances:
            facts |= dict.fromkeys((*instance.needs, *instance.denies))
    for general in (fact for fact in facts if None in fact):
        for fact in facts:
            if fact != general and general.covers(fact):
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

    def written(value: Any, indent: str) -> str:
        inner = f"{indent}  "
        if isinstance(value, dict) and not all(isinstance(v, str) for v in value.values()):
            ends = "{}"
            parts = [f"{json.dumps(key)}: {written(each, inner)}" for key, each in value.items()]
        elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
            ends, parts = "[]", [written(each, inner) for each in value]
        else:
            return json.dumps(value, ensure_ascii=False)
        return f"{ends[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{ends[1]}"

    return written(refutation, "")
