"""Judges a refutation: whether nobody can be prescribed anything while a red flag stands.

The theorem is put together here from the knowledge, and what a file says of it has to be the same.
It is denied: something is prescribed, and one red flag is not passed. A refutation says which facts
it needs the definitions of, and derives clauses until one is empty. It is accepted when

1. the knowledge at hand has the hash in the file, and its rules can be layered;
2. for each fact all instances of rules that can conclude it are listed, and no others;
3. each step follows by unit propagation from what is denied, the definitions listed, and the steps
   before it: assume that it is false, and some clause has no literal left (RUP: Goldberg & Novikov,
   "Verification of proofs of unsatisfiability for CNF formulas", 2003, which the format DRUP of
   Heule, Hunt & Wetzler, "Trimming while checking clausal proofs", 2013, is made of);
4. the last step is the empty clause.

By 2 and 3 each step holds of every result of the rules that breaks the theorem, by 4 there is none.
There is no search in this: whatever found the steps need not be trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hipexpert.verify.completion import (
    Clause,
    Completion,
    covering,
    fact_of,
    given_name,
    name,
    negation,
)
from hipexpert.verify.files import Fact, Home
from hipexpert.verify.judgement import (
    Fault,
    Verdict,
    made_with_other,
    no_proof,
    read_object,
    shown,
)

SCHEMA = "hipexpert/refutation/1"

PROVED = """\
Whoever is prescribed anything has denied each red flag; or has reported it and been cleared of it
by a clinician, where its kind allows that; or has reported one of the past, named no pain, and
denied what that flag hangs on."""
"""The theorem in words."""

_PARTS = ("schema", "knowledge", "theorem", "definitions", "steps")
_ATHLETE = "athlete"
_NO_PAIN: tuple[Fact, ...] = ((_ATHLETE, "hurts-at", "none"), (_ATHLETE, "has-pain-level", None))
_PAIN = ("hurts-at", "hurts-on")

Theorem = dict[str, Any]


def theorem(home: Home, answers: Iterable[Fact]) -> Theorem:
    """What is claimed: none of `prescribes` holds unless each flag of `passes` is passed.

    A flag is passed when all literals of one of its lists are true: when it was denied; when it was
    reported and its kind can be cleared by a clinician, who did; or when it was reported, is of the
    past, nothing that was said names a pain, and each question it hangs on was denied.
    """
    verbs = {verb for verb, kind, what in home.stated if kind == "is-a" and what == "Directive"}
    flags = sorted(flag for flag, kind, what in home.stated if kind == "is-a" and what == "RedFlag")
    pains = [fact for fact in answers if fact[1] in _PAIN and fact[2] != "none"]
    return {
        "prescribes": [name((None, verb, None)) for verb in sorted({"is-prescribed", *verbs})],
        "passes": {flag: list(_ways_past(home, flag, pains)) for flag in flags},
    }


def _ways_past(home: Home, flag: str, pains: list[Fact]) -> Iterator[list[str]]:
    def said(verb: str, what: str) -> str:
        return given_name((_ATHLETE, verb, what))

    yield [said("denies", flag)]
    if (flag, "is-a", "Clearable") in home.stated:
        yield [said("reports", flag), said("was-seen-for", flag)]
    if (flag, "is-a", "HistoryFlag") in home.stated:
        denied = [said("denies", question) for question in home.objects(flag, "passes-when-denied")]
        painless = sorted(negation(given_name(fact)) for fact in pains)
        for none in _NO_PAIN:
            yield [said("reports", flag), *denied, given_name(none), *painless]


def denial(claim: Theorem) -> Iterator[Clause]:
    """That the theorem is broken: something is prescribed, and some flag is not passed."""
    yield Clause(claim["prescribes"])
    yield Clause(negation(_passed(flag)) for flag in claim["passes"])
    for flag, ways in claim["passes"].items():
        for way in ways:
            yield Clause({_passed(flag), *map(negation, way)})


def _passed(flag: str) -> str:
    return f"{flag} passed"


def verify(text: str, home: Home) -> Verdict:
    """Judge the text of a refutation by the knowledge at hand."""
    try:
        file = _read(text)
    except (ValueError, RecursionError) as error:
        return no_proof(error)
    if other := made_with_other(file["knowledge"], home.sha256):
        return other
    home.read()
    try:
        completion = Completion(home)
        claim = theorem(home, completion.answers)
        faults = tuple(_faults(file, home, completion, claim))
    except (LookupError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
        why = f"its files cannot be read: {error}; hipexpert check says more"
        return Verdict((Fault("knowledge", why),), {}, {})
    instances = sum(len(entry["instances"]) for entry in file["definitions"])
    counts = {"flags": len(claim["passes"]), "definitions": len(file["definitions"])}
    counts |= {"instances": instances, "steps": len(file["steps"])}
    return Verdict(faults, home.knowledge, counts)


def _faults(
    file: dict[str, Any], home: Home, completion: Completion, claim: Theorem
) -> Iterator[Fault]:
    """What is wrong with a file, in the order in which it is read."""
    if file["knowledge"] != home.knowledge:
        yield Fault("knowledge", f"it should be {shown(home.knowledge)}")
    if file["theorem"] != claim:
        yield Fault("theorem", "this is not what the knowledge asks to be proved")
    if not claim["passes"]:
        yield Fault("theorem", "there is no red flag, so it says nothing")
    clauses, facts = list(denial(claim)), list(map(fact_of, claim["prescribes"]))
    for number, entry in enumerate(file["definitions"], start=1):
        where = f"definition {number}"
        try:
            fact = fact_of(entry["fact"])
            if name(fact) != entry["fact"]:
                raise ValueError("it is written in another way")
        except ValueError:
            yield Fault(where, f"{shown(entry['fact'])} is no fact")
            continue
        found = completion.instances(fact)
        for missing in sorted(found.keys() - entry["instances"]):
            yield Fault(where, f"{shown(entry['fact'])} can also be concluded by {missing}")
        for odd in sorted(set(entry["instances"]) - found.keys()):
            yield Fault(where, f"{shown(entry['fact'])} is not concluded by {shown(odd)}")
        facts += [fact, *(f for way in found.values() for f in (*way.needs, *way.denies))]
        clauses += completion.clauses(fact)
    clauses += covering(facts)
    for number, step in enumerate(file["steps"], start=1):
        if not refuted(clauses, map(negation, step)):
            yield Fault(f"step {number}", f"{_clause_text(step)} does not follow")
            return
        clauses.append(Clause(step))
    if file["steps"][-1:] != [[]]:
        yield Fault("steps", "they do not end in a contradiction")


def refuted(clauses: list[Clause], assumed: Iterable[str]) -> bool:
    """Whether unit propagation from what is assumed leaves some clause without a literal."""
    true = set(assumed)
    grew = True
    while grew:
        grew = False
        for clause in clauses:
            if true.isdisjoint(clause):
                left = [literal for literal in clause if negation(literal) not in true]
                if not left:
                    return True
                if len(left) == 1:
                    true.add(left[0])
                    grew = True
    return False


def _clause_text(step: list[str]) -> str:
    return shown(" or ".join(step) if step else "a contradiction")


def _read(text: str) -> dict[str, Any]:
    """The refutation that a text holds, each part in its shape. Raises ValueError."""

    def words(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(word, str) for word in value)

    file = read_object(text)
    if not isinstance(file, dict) or file.get("schema") != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    if file.keys() != set(_PARTS):
        raise ValueError(f"its parts are not {', '.join(_PARTS)}")
    if not isinstance(file["knowledge"], dict) or not isinstance(file["definitions"], list):
        raise ValueError("its knowledge or its definitions are not what they are called")
    if not isinstance(file["steps"], list) or not all(map(words, file["steps"])):
        raise ValueError("its steps are not lists of literals")
    for entry in file["definitions"]:
        shaped = isinstance(entry, dict) and entry.keys() == {"fact", "instances"}
        if not shaped or not isinstance(entry["fact"], str) or not words(entry["instances"]):
            raise ValueError("a definition has not a fact and its instances")
    return file
