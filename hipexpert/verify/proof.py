"""Judges a proof: whether its answers and the knowledge files bear out every word of it.

A proof is accepted when each step is an instance of its rule as written; when each premise is
given, stated or concluded by an earlier step; when nothing in the whole result matches what a
step says is absent; and when no rule can fire on the result without being a step. The result is
then well-founded, closed, and free of all it denies: a stable model of the rules (Gelfond &
Lifschitz, "The stable model semantics for logic programming", 1988). Rules that can be layered
have exactly one, and whether they can be is checked too. So the conclusions are all that follows
from the answers and nothing else, whatever program drew them.

Only the answers, and which rule fired with which values in which order, are taken from the file.
Everything else in it is worked out again and compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hipexpert.verify.answers import asked, facts_of
from hipexpert.verify.files import Fact, Home
from hipexpert.verify.judgement import (
    Fault,
    Verdict,
    made_with_other,
    no_proof,
    read_object,
    shown,
)
from hipexpert.verify.rules import Bindings, Facts, Rule, fill, layered

SCHEMA = "hipexpert/proof/1"

_PARTS = {"schema", "knowledge", "answers", "given", "statements", "steps"}
_PARTS |= {"outcomes", "claims", "sources"}
_EXTRA = "has no place here"
_STATEMENT = {"claims": "rests-on", "sources": "cites", "marks": "marked"}
_CLAIM = {"text": "skos:definition", "standing": "has-standing", "note": "standing-note"}
_CLAIM_LISTS = {"stated-by": "stated-by", "for": "supported-by", "against": "contradicted-by"}
_SOURCE = {key: key for key in ("authors", "title", "journal", "doi")} | {"year": "published"}


def verify(text: str, home: Home) -> Verdict:
    """Judge the text of a proof by the knowledge at hand."""
    try:
        proof = _read(text)
    except (ValueError, RecursionError) as error:
        return no_proof(error)
    if other := made_with_other(proof["knowledge"], home.sha256):
        return other
    home.read()
    try:
        judge = _Judge(home, proof)
    except (LookupError, ValueError, SyntaxError, RecursionError, MemoryError):
        # the last two: Python's own reader of expressions, at one that goes on without end
        why = "its files cannot be read; hipexpert check says why"
        return Verdict((Fault("knowledge", why),), {}, {})
    judge.judge()
    counts = {"answers": len(proof["answers"]), "statements": len(judge.used)}
    counts |= {"steps": len(proof["steps"]), "conclusions": len(judge.concluded)}
    return Verdict(tuple(judge.faults), judge.knowledge, counts)


class _Judge:
    """Works a proof out again from its answers and its firings, noting what cannot be.

    Raises LookupError, ValueError or SyntaxError when the knowledge cannot be read.
    """

    def __init__(self, home: Home, proof: dict[str, Any]):
        self.home = home
        self.proof = proof
        self.faults: list[Fault] = []
        self.rules = {rule.id: rule for rule in map(Rule, home.rules)}
        if home.problems or len(self.rules) < len(home.rules):
            raise ValueError("a file cannot be read, or two rules have one name")
        self.given: set[Fact] = set()
        self.used: set[Fact] = set()
        self.concluded: dict[Fact, list[Any]] = {}
        self.fired: dict[tuple[Any, ...], str] = {}
        self.knowledge = home.knowledge

    def fault(self, where: str, why: str) -> None:
        self.faults.append(Fault(where, why))

    def compare(self, part: str, expected: Any) -> None:
        self.faults += _differences(part, self.proof.get(part), expected)

    def judge(self) -> None:
        for part in sorted(self.proof.keys() ^ _PARTS):
            self.fault("", f"{shown(part)} {'is missing' if part in _PARTS else _EXTRA}")
        self.compare("knowledge", self.knowledge)
        if not layered(list(self.rules.values())):
            self.fault("knowledge", "its rules deny each other in a ring and settle nothing")
        home = self.home
        self.compare("given", list(self.answers(self.proof["answers"])))
        steps = list(self.steps(self.proof["steps"]))
        self.close()
        statements = [
            {"fact": list(fact), "location": home.stated[fact], **self.lists(fact[0], _STATEMENT)}
            for fact in sorted(self.used, key=_order)
        ]
        claims = [
            {**self.texts("claim", name, _CLAIM), **self.lists(name, _CLAIM_LISTS)}
            for name in _named(("claims", steps), ("claims", statements))
        ]
        cited = _named(("sources", statements), ("for", claims), ("against", claims))
        outcomes = (fact for fact in self.concluded if "Outcome" in home.kinds(fact[1]))
        supported = [
            {"fact": list(fact), "steps": self.concluded[fact]}
            for fact in sorted(outcomes, key=_order)
        ]
        self.compare("statements", statements)
        self.compare("outcomes", supported)
        self.compare("claims", claims)
        self.compare("sources", [self.texts("source", name, _SOURCE) for name in cited])

    def answers(self, answers: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Each question answered, with the facts its declaration makes of the answer."""
        questions = asked(self.home)
        for name in sorted(answers.keys() - questions):
            self.fault("answers", f"there is no question {shown(name)}")
        for name in (name for name in questions if name in answers):
            facts = facts_of(self.home, name, answers)
            if facts is None:
                self.fault(f"answers: {name}", f"it cannot be {shown(answers[name])}")
            self.given.update(facts or [])
            stated = [list(fact) for fact in facts or []]
            yield {"question": name, "location": self.home.described[name], "facts": stated}

    def steps(self, steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Each step as its rule makes it with the values of its variables."""
        numbers = [step["step"] for step in steps]
        if json.dumps(numbers) != json.dumps(list(range(1, len(steps) + 1))):
            self.fault("steps", f"they are not numbered 1 to {len(steps)}")
        for step in steps:
            where = f"step {shown(step['step'])}"
            rule = self.rules.get(step["rule"])
            if rule is None:
                self.fault(where, f"there is no rule {shown(step['rule'])}")
                continue
            said = step["bindings"]
            found = {name: said[name] for name in rule.variables & said.keys()}
            bindings = rule.numbered(found) if len(found) == len(rule.variables) else None
            if bindings is None:
                self.fault(where, "bindings: some variable has no value")
                continue
            expected = self.step(where, step["step"], rule, bindings)
            # a premise without ground is a fault already, whatever the file calls it
            told = step if expected["premises"] else {**step, "premises": []}
            self.faults += _differences(where, told, expected)
            yield expected

    def step(self, where: str, number: Any, rule: Rule, bindings: Bindings) -> dict[str, Any]:
        for text in rule.failing(bindings):
            self.fault(where, f"{text} does not hold")
        firing = (rule.id, *sorted(bindings.items()))
        if firing in self.fired:
            self.fault(where, f"this is {self.fired[firing]} again")
        self.fired[firing] = where
        premises = [self.premise(where, fill(pattern, bindings)) for pattern in rule.when]
        absent = [fill(pattern, bindings) for pattern in rule.unless]
        conclusions = [fill(pattern, bindings) for pattern in rule.then]
        for fact in conclusions:
            self.concluded.setdefault(fact, []).append(number)
        return {
            "step": number,
            "rule": rule.id,
            "location": rule.location,
            "bindings": bindings,
            "premises": [] if None in premises else premises,
            "absent": [["anything" if w is None else w for w in words] for words in absent],
            "conclusions": [list(fact) for fact in conclusions],
            "because": self.filled(rule.because, bindings),
            "claims": rule.claims,
        }

    def premise(self, where: str, fact: Fact) -> dict[str, Any] | None:
        """A premise with its ground, or None when it has none."""
        if fact in self.given:
            return {"fact": list(fact), "kind": "given"}
        if fact in self.home.stated:
            self.used.add(fact)
            return {"fact": list(fact), "kind": "stated"}
        if fact in self.concluded:
            return {"fact": list(fact), "kind": "derived", "step": self.concluded[fact][0]}
        why = "is neither given, nor stated, nor concluded by an earlier step"
        self.fault(where, f"{_words(fact)} {why}")
        return None

    def filled(self, sentence: str, bindings: Bindings) -> str:
        """The sentence with labels for its variables."""
        for name, value in bindings.items():
            for room in (f"{{?{name}}}", f"{{{name}}}"):
                sentence = sentence.replace(room, self.home.label(value))
        return sentence

    def close(self) -> None:
        """Note what is there although a step denies it, and what follows but is no step."""
        result = Facts([*self.given, *self.home.stated, *self.concluded])
        for (rule_id, *values), where in self.fired.items():
            for fact in result.denied(self.rules[rule_id], dict(values)):
                self.fault(where, f"{_words(fact)} is not absent")
        for rule in self.rules.values():
            for bindings in result.instances(rule):
                if (rule.id, *sorted(bindings.items())) not in self.fired:
                    why = f"none says that {rule.id} fires with {shown(bindings)}"
                    self.fault("steps", why)

    def texts(self, kind: str, name: str, verbs: dict[str, str]) -> dict[str, Any]:
        texts = {key: self.home.one(name, verb, None) for key, verb in verbs.items()}
        place = self.home.described.get(name)
        return {kind: name, "location": place, "label": self.home.label(name), **texts}

    def lists(self, name: str, verbs: dict[str, str]) -> dict[str, list[str]]:
        return {key: self.home.objects(name, verb) for key, verb in verbs.items()}


def _differences(where: str, found: Any, expected: Any) -> Iterator[Fault]:
    """Where what a proof says differs from what it should say, to the letter."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in sorted(found.keys() | expected.keys()):
            if key in found and key in expected:
                inner = f"{where}: {key}" if where else key
                yield from _differences(inner, found[key], expected[key])
            else:
                why = _EXTRA if key in found else "is missing"
                yield Fault(where, f"{shown(key)} {why}")
    elif _entries(found) and _entries(expected) and len(found) == len(expected):
        for number, (one, other) in enumerate(zip(found, expected, strict=True), start=1):
            yield from _differences(f"{where.removesuffix('s')} {number}", one, other)
    elif json.dumps(found) == json.dumps(expected):
        return
    elif _entries(found) and _entries(expected):
        odd = [item for item in expected if item not in found] or found
        counted = f"{len(found)} stand where {len(expected)} should"
        yield Fault(where, f"{counted}; look for {shown(odd[0])}")
    else:
        yield Fault(where, f"{shown(found)} should be {shown(expected)}")


def _entries(value: Any) -> bool:
    """Whether something is a list of entries, to be told apart one by one."""
    return isinstance(value, list) and any(isinstance(item, list | dict) for item in value)


def _order(fact: Fact) -> tuple[Any, ...]:
    subject, verb, thing = fact
    return verb, str(subject), not isinstance(thing, str), thing


def _named(*lists: tuple[str, list[dict[str, Any]]]) -> list[str]:
    return sorted({name for key, entries in lists for entry in entries for name in entry[key]})


def _words(fact: Fact) -> str:
    return shown(" ".join(map(str, fact)))


def _read(text: str) -> dict[str, Any]:
    """The proof that a text holds, of which the parts taken on trust have their shape.

    Raises ValueError or RecursionError.
    """
    proof = read_object(text)
    if not isinstance(proof, dict) or proof.get("schema") != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    for part, kind in (("knowledge", dict), ("answers", dict), ("steps", list)):
        if not isinstance(proof.get(part), kind):
            raise ValueError(f"it has no {part}")
    for place, step in enumerate(proof["steps"], start=1):
        shaped = isinstance(step, dict) and isinstance(step.get("bindings"), dict)
        if not shaped or "step" not in step or not isinstance(step.get("rule"), str):
            raise ValueError(f"step {place} lacks its number, its rule or its bindings")
        if any(type(value) not in (str, int, float) for value in step["bindings"].values()):
            raise ValueError(f"step {place} binds a variable to neither a name nor a number")
    return proof
