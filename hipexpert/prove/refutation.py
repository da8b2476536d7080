"""Refutes that anybody is prescribed anything while a red flag stands, and writes down how.

A SAT solver looks for a model of the facts' `completion` beside the denial of the theorem. Where
there is none, the definitions are thinned out until each is needed, and of the solver's steps, in
DRUP (Heule, Hunt & Wetzler, "Trimming while checking clausal proofs", 2013), only those are kept
without which the rest does not follow. What makes a refutation right is said, and checked, by
`hipexpert.verify.refutation`, which shares nothing with this.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pysat.solvers import Solver

from hipexpert.model import NUMBER, Fact, KnowledgeBase
from hipexpert.prove.completion import (
    Clause,
    Definition,
    Definitions,
    OpenFact,
    covering,
    given_name,
    negation,
)
from hipexpert.prove.passing import ways_past
from hipexpert.vocabulary.language import DIRECTIVE
from hipexpert.vocabulary.prescription import IS_PRESCRIBED
from hipexpert.vocabulary.safety import RED_FLAG

SCHEMA = "hipexpert/refutation/1"

_SOLVER = "glucose4"
"""One that writes its proof in DRUP, and that propagates on demand."""

Theorem = dict[str, Any]


class Unproved(ValueError):
    """The theorem could not be proved; the message says what may follow, and how."""


def refutation(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The refutation of the theorem's denial, in the shape of `hipexpert/refutation/1`.

    Raises Unproved when the theorem does not follow, or does not follow without numbers.
    """
    definitions = Definitions(knowledge)
    claim = theorem(knowledge)
    if not claim["passes"]:
        raise Unproved("the knowledge has no red flag, so there is nothing to prove")
    denied = tuple(denial(claim))
    needed = _needed(definitions, denied)
    clauses = [*denied, *(clause for each in needed for clause in each.clauses)]
    facts = dict.fromkeys(fact for each in needed for fact in each.facts)
    clauses += covering(facts, facts)
    return {
        "schema": SCHEMA,
        "knowledge": knowledge.identity,
        "theorem": claim,
        "definitions": [
            {"fact": str(each.fact), "instances": sorted(map(str, each.instances))}
            for each in needed
        ],
        "steps": _steps(clauses),
    }


def theorem(knowledge: KnowledgeBase) -> Theorem:
    """What is proved: none of `prescribes` holds unless each flag of `passes` is passed.

    A flag is passed when all literals of one of its lists are true.
    """
    passes = {
        flag: [
            [*map(_given, way.said), *(negation(_given(fact)) for fact in way.unsaid)]
            for way in ways_past(knowledge, flag)
        ]
        for flag in knowledge.instances(RED_FLAG)
    }
    return {"prescribes": list(map(str, goals(knowledge))), "passes": passes}


def _given(fact: Fact) -> str:
    """The literal that a fact, with any number, was answered."""
    subject, verb, thing = fact
    return given_name(OpenFact(subject, verb, None if thing == NUMBER else thing))


def goals(knowledge: KnowledgeBase) -> list[OpenFact]:
    """What a prescription consists of."""
    verbs = {IS_PRESCRIBED, *knowledge.instances(DIRECTIVE)}
    return [OpenFact(None, verb, None) for verb in sorted(verbs)]


def denial(claim: Theorem) -> Iterator[Clause]:
    """That something is prescribed, and some flag is not passed."""
    yield tuple(claim["prescribes"])
    yield tuple(negation(_passed(flag)) for flag in claim["passes"])
    for flag, ways in claim["passes"].items():
        for way in ways:
            yield (_passed(flag), *map(negation, way))


def _needed(definitions: Definitions, denied: Iterable[Clause]) -> list[Definition]:
    """Definitions that with the denial have no model, each of them needed for that.

    They are looked up layer by layer, from what is prescribed down. Raises Unproved.
    """
    known: dict[OpenFact, Definition] = {}
    waiting = goals(definitions.knowledge)
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
        self._facts: dict[OpenFact, None] = {}
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
        for clause in covering(self._facts, fresh):
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


def _told(definitions: Definitions, known: Mapping[OpenFact, Definition], true: set[str]) -> str:
    """What may be prescribed in spite of which flag in a model of the denial, and what lets it."""
    flags = definitions.knowledge.instances(RED_FLAG)
    flag = next(each for each in flags if _passed(each) not in true)
    goal = next(each for each in goals(definitions.knowledge) if str(each) in true)
    fired = [i for each in known.values() for i in each.instances if str(i) in true]
    concluding = known[goal].instances if goal in known else ()
    of_flag = {str(i): i for i in fired if i in concluding or flag in i.settled.values()}
    by = ", ".join(f"{name} ({i.rule.location})" for name, i in of_flag.items())
    return f"'{goal}' may follow in spite of '{flag}', by {by or 'a statement'}"


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
