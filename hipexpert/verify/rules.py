"""What follows by a rule as it is written: patterns of three words, numbers and comparisons.

`let` and `where` are read by Python's own parser and evaluated node by node; nothing else of
Python is let in. Rounding, and what has no value, are as docs/proof.md says.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import count
from typing import Any

from hipexpert.knowledge.documents import DocumentEntry
from hipexpert.verify.files import Fact

Bindings = dict[str, Any]

_WORD = re.compile(r"\??[a-z][a-z0-9-]*")
NO_VALUE = (ArithmeticError, LookupError, ValueError)
_FUNCTIONS: dict[str, Callable[..., Any]] = {"abs": abs, "min": min, "max": max}
_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class Rule:
    """A rule as an entry of a rule file has it. A variable is a word that begins with `?`.

    Raises LookupError, ValueError or SyntaxError when the entry is no rule.
    """

    def __init__(self, entry: DocumentEntry):
        parts = {key.text: value for key, value in entry.pairs}
        self.id = parts["rule"].text.strip()
        self.location = str(parts["rule"].location)
        self.because = " ".join(parts["because"].text.split())
        listed = {key: [item.text.strip() for item in part.items] for key, part in parts.items()}
        self.claims, self.where = listed["claims"], listed.get("where", [])
        self.when, self.unless, self.then = (
            [_pattern(text) for text in listed.get(key, [])] for key in ("when", "unless", "then")
        )
        self.when = _numbered(self.when)
        lets = parts["let"].pairs if "let" in parts else []
        self.let = [(name.text[1:], value.text) for name, value in lets]
        for text in (*self.where, *(text for _, text in self.let)):
            _parsed(text)
        self.variables = {t[1:] for p in self.when for t in p if is_variable(t)}

    def numbered(self, bindings: Bindings) -> Bindings | None:
        """The bindings with every `let` computed, or None when one has no value."""
        try:
            for name, text in self.let:
                bindings = {**bindings, name: number_of(text, bindings)}
        except NO_VALUE:
            return None
        return bindings

    def failing(self, bindings: Bindings) -> list[str]:
        """The comparisons that do not hold."""
        return [text for text in self.where if not _holds(text, bindings)]


def _pattern(text: str) -> Fact:
    subject, verb, thing = text.split()
    if re.fullmatch(r"-?\d+(\.\d+)?", thing):
        return subject, verb, float(thing) if "." in thing else int(thing)
    return "?" if subject == "anything" else subject, verb, "?" if thing == "anything" else thing


def _numbered(when: list[Fact]) -> list[Fact]:
    """Premises with a variable of its own for each `anything`: anything-1, anything-2."""
    numbers = count(1)
    return [
        tuple(f"?anything-{next(numbers)}" if term == "?" else term for term in pattern)  # type: ignore[misc]
        for pattern in when
    ]


def is_variable(term: Any) -> bool:
    return isinstance(term, str) and term.startswith("?")


def fill(pattern: Fact, bindings: Bindings) -> Fact:
    """The pattern with the values of its variables; None stands where nothing is bound."""
    subject, verb, thing = (bindings.get(t[1:]) if is_variable(t) else t for t in pattern)
    return subject, verb, thing


class Facts:
    """Facts, found again by any part of them."""

    def __init__(self, facts: Iterable[Fact]):
        self._by_part: dict[Fact, set[Fact]] = {}
        for fact in facts:
            subject, verb, thing = fact
            for key in fact, (subject, verb, None), (None, verb, thing), (None, verb, None):
                self._by_part.setdefault(key, set()).add(fact)

    def matching(self, filled: Fact) -> set[Fact]:
        """The facts a pattern stands for, where None stands for anything."""
        return self._by_part.get(filled, set())

    def instances(self, rule: Rule) -> Iterator[Bindings]:
        """Every way to bind the rule in which it fires on these facts."""
        found: list[Bindings] = [{}]
        for pattern in rule.when:
            found = [wider for bindings in found for wider in self._wider(pattern, bindings)]
        for bindings in map(rule.numbered, found):
            if bindings is None or rule.failing(bindings) or any(self.denied(rule, bindings)):
                continue
            yield bindings

    def denied(self, rule: Rule, bindings: Bindings) -> Iterator[Fact]:
        """The facts that the rule, with these values, is not to find."""
        for pattern in rule.unless:
            yield from self.matching(fill(pattern, bindings))

    def _wider(self, pattern: Fact, bindings: Bindings) -> Iterator[Bindings]:
        for fact in self.matching(fill(pattern, bindings)):
            wider = dict(bindings)
            pairs = [(t[1:], v) for t, v in zip(pattern, fact, strict=True) if is_variable(t)]
            if all(wider.setdefault(name, value) == value for name, value in pairs):
                yield wider


def layered(rules: list[Rule]) -> bool:
    """Whether no rule denies what waits for it: whether levels can be given to all."""
    suppliers: dict[str, list[tuple[str, Fact]]] = {}
    for rule in rules:
        for fact in rule.then:
            suppliers.setdefault(fact[1], []).append((rule.id, fact))
    waits = {
        (rule.id, supplier, denied)
        for rule in rules
        for patterns, denied in ((rule.when, 0), (rule.unless, 1))
        for pattern in patterns
        for supplier, fact in suppliers.get(pattern[1], ())
        if _meet(pattern, fact)
    }
    level = {rule.id: 0 for rule in rules}
    for _ in range(len(rules) + 1):
        before = dict(level)
        for rule_id, supplier_id, denied in waits:
            level[rule_id] = max(level[rule_id], level[supplier_id] + denied)
        if level == before:
            return True
    return False


def _meet(one: Fact, other: Fact) -> bool:
    return all(is_variable(a) or is_variable(b) or a == b for a, b in zip(one, other, strict=True))


def _holds(text: str, bindings: Bindings) -> bool:
    try:
        return bool(evaluate(text, bindings))
    except NO_VALUE:
        return False


def number_of(text: str, bindings: Bindings) -> int | float:
    """The number an expression comes to. Raises one of NO_VALUE when it comes to none."""
    found = evaluate(text, bindings)
    if not isinstance(found, int | float):
        raise ValueError(found)
    return found


def evaluate(text: str, bindings: Bindings) -> Any:
    """What an expression comes to. Raises one of NO_VALUE when it comes to nothing."""
    return _value(_parsed(text), {_python(f"?{name}"): v for name, v in bindings.items()})


@cache
def _parsed(text: str) -> ast.expr:
    python = _WORD.sub(lambda match: _python(match[0]), text.strip())
    return ast.parse(re.sub(r"(?<![<>!])=", "==", python), mode="eval").body


def _python(word: str) -> str:
    """A word of a rule as Python writes it: a variable, a function, or a name in quotes."""
    if word.startswith("?"):
        return "v_" + word[1:].replace("-", "_")
    return word if word in _FUNCTIONS else repr(word)


def _value(node: ast.expr, names: Bindings) -> Any:
    def number(part: ast.expr) -> int | float:
        found = _value(part, names)
        if isinstance(found, int | float) and math.isfinite(found):
            return found
        raise ValueError(found)

    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _value(ast.BinOp(ast.Constant(0), ast.Sub(), operand), names)
        case ast.Call(func=ast.Name(id=name), args=operands, keywords=[]):
            return _FUNCTIONS[name](*map(number, operands))
        case ast.BinOp(left=left, op=sign, right=right):
            result = round(_ARITHMETIC[type(sign)](number(left), number(right)), 10)
            return int(result) if result == int(result) else result
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            side = _value if isinstance(sign, ast.Eq | ast.NotEq) else lambda part, _: number(part)
            return _COMPARISONS[type(sign)](side(left, names), side(right, names))
    raise ValueError(ast.dump(node))
