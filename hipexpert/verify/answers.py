"""What the answers of a proof state, by the declarations of the questions."""

from __future__ import annotations

from typing import Any

from hipexpert.verify.files import Fact, Home


def asked(home: Home) -> list[str]:
    """All questions, in the order of asking."""
    known = [name for name in home.described if "Question" in home.kinds(name)]
    return sorted(known, key=lambda name: (int(home.one(name, "has-order", 0)), name))


def facts_of(home: Home, name: str, answers: dict[str, Any]) -> list[Fact] | None:
    """The facts that an answer states, or None when the question cannot be answered so."""
    value = answers[name]
    about = home.one(name, "asks-about") or "athlete"
    match home.one(name, "answer-type"):
        case _ if value == "unknown":
            return []
        case "yes-no":
            verb = {"yes": "reports", "no": "denies"}.get(str(value))
            return [(about, verb, name)] if verb else None
        case "number" | "whole-number" as kind:
            fits = type(value) is int or (type(value) is float and kind == "number")
            low, high = (home.one(name, bound, value) for bound in ("minimum", "maximum"))
            fits = fits and low <= value <= high
        case "one-or-more" if isinstance(value, list):
            known = _choices(home, name, answers) - {"none"}
            fits = len(value) > 1 and value == sorted(c for c in known if c in value)
        case "some-of":
            known = _choices(home, name, answers)
            fits = isinstance(value, list) and value == sorted(c for c in known if c in value)
        case _:
            fits = isinstance(value, str) and value in _choices(home, name, answers)
    values = value if isinstance(value, list) else [value]
    return [(about, home.one(name, "asks-property"), item) for item in values] if fits else None


def possible_facts(home: Home, name: str) -> list[Fact]:
    """Every fact that some answer states; a number is None. Raises ValueError for other types."""
    about, verb = home.one(name, "asks-about") or "athlete", home.one(name, "asks-property")
    match home.one(name, "answer-type"):
        case "yes-no":
            return [(about, "reports", name), (about, "denies", name)]
        case "number" | "whole-number":
            return [(about, verb, None)]
        case "one-of" | "one-or-more" | "some-of":
            return [(about, verb, choice) for choice in sorted(_choices(home, name, {}))]
        case other:
            raise ValueError(f"no answer is of the type {other}")


def _choices(home: Home, name: str, answers: dict[str, Any]) -> set[Any]:
    """What may be chosen; where that hangs on another question, by the answer to it."""
    ruling = home.one(name, "choices-given-by")
    if not ruling:
        return set(home.said.get((name, "choices"), []))
    ruled = answers.get(ruling, "unknown")
    things = ruled if isinstance(ruled, list) else [ruled]
    things = home.said.get((ruling, "choices"), []) if ruled == "unknown" else things
    through = home.one(name, "choices-through")
    return {choice for thing in things for choice in home.said.get((str(thing), through), [])}
