"""A consultation's facts and rules in Notation3, for other reasoners to run.

`let` and `where` become the built-ins of `math:`. An `unless` becomes `log:collectAllIn`: the
list of all that matches is empty, looked at when the strata below are finished, which the number
after `?SCOPE` says (EYE's scoped negation as failure). As N3 has no `min` and `max`, they are
written as half of the sum less or more the distance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hipexpert.export.serialization import term
from hipexpert.knowledge.namespaces import NAMESPACE
from hipexpert.knowledge.packs import pack_iris
from hipexpert.knowledge.stratification import stratify
from hipexpert.model import (
    ANYTHING,
    Comparison,
    Consultation,
    Expression,
    Fact,
    Number,
    Operation,
    Pattern,
    Rule,
    Term,
    Value,
    Variable,
)

PREFIXES = f"""\
@prefix : <{NAMESPACE}> .
@prefix log: <http://www.w3.org/2000/10/swap/log#> .
@prefix math: <http://www.w3.org/2000/10/swap/math#> .
"""

Namer = Callable[[Value], str]
"""What writes a name or a number."""

STRATUM = "# Stratum"
"""What the line above the rules of each stratum begins with."""

_COMPUTED = {"+": "sum", "-": "difference", "*": "product", "/": "quotient"}
_COMPARED = {
    "<": "lessThan",
    "<=": "notGreaterThan",
    ">": "greaterThan",
    ">=": "notLessThan",
    "=": "equalTo",
    "!=": "notEqualTo",
}


def n3_text(consultation: Consultation) -> str:
    """The facts stated, the facts given, and all rules, stratum by stratum."""
    knowledge = consultation.knowledge
    numeric = frozenset(name for name, p in knowledge.properties.items() if p.numeric)
    lines = [PREFIXES, f"# Knowledge {knowledge.version}, {knowledge.sha256}", ""]
    name = partial(term, iris=pack_iris(knowledge))
    lines += (_fact(fact, name) for fact in knowledge.statements)
    lines += ["", "# The athlete", ""]
    lines += (_fact(fact, name) for fact in consultation.given)
    for number, layer in enumerate(stratify(knowledge.rules)[0], start=1):
        lines += ["", f"{STRATUM} {number}"]
        for rule in layer:
            lines += ["", f"# {rule.location} {rule.id}: {rule.label}"]
            lines += _RuleWriter(rule, number, numeric, name).lines()
    return "\n".join(lines)


def _fact(fact: Fact, name: Namer) -> str:
    return " ".join(map(name, fact)) + " ."


class _RuleWriter:
    """Writes one rule of a stratum."""

    def __init__(self, rule: Rule, stratum: int, numeric: frozenset[str], name: Namer):
        self.rule = rule
        self.name = name
        self.stratum = stratum
        self.numbers = {let.variable for let in rule.let} | {
            p.object.name
            for p in rule.when
            if isinstance(p.object, Variable) and p.property in numeric
        }
        self.parts: list[str] = []

    def term(self, word: Term) -> str:
        if word is ANYTHING:
            return "?ANYTHING"
        return f"?{word.name.replace('-', '_')}" if isinstance(word, Variable) else self.name(word)

    def pattern(self, pattern: Pattern) -> str:
        return " ".join(map(self.term, (pattern.subject, pattern.property, pattern.object)))

    def lines(self) -> Iterator[str]:
        self.parts = [self.pattern(pattern) for pattern in self.rule.when]
        for let in self.rule.let:
            self.compute(let.expression, self.term(Variable(let.variable)))
        for comparison in self.rule.where:
            self.compare(comparison)
        for pattern in self.rule.unless:
            self.parts.append(
                f"(1 {{ {self.pattern(pattern)} }} ()) log:collectAllIn (?SCOPE {self.stratum})"
            )
        yield "{ " + " .\n  ".join(self.parts)
        yield "} => { " + " . ".join(map(self.pattern, self.rule.then)) + " } ."

    def compute(self, expression: Expression, result: str | None = None) -> str:
        """The word for what an expression comes to, after the parts that compute it."""
        match expression:
            case Number(value):
                word = str(value)
            case Variable():
                word = self.term(expression)
            case Operation("abs", (operand,)):
                return self.part(self.compute(operand), "absoluteValue", result)
            case Operation("min" | "max" as extreme, (first, *others)):
                sign = "difference" if extreme == "min" else "sum"
                word = self.compute(first)
                for other in map(self.compute, others):
                    apart = self.part(self.part(f"({word} {other})", "difference"), "absoluteValue")
                    together = self.part(f"({word} {other})", "sum")
                    twice = self.part(f"({together} {apart})", sign)
                    word = self.part(f"({twice} 2)", "quotient")
            case Operation(operator, operands):
                words = " ".join(map(self.compute, operands))
                return self.part(f"({words})", _COMPUTED[operator], result)
        return self.part(f"({word} 0)", "sum", result) if result else word

    def part(self, subject: str, verb: str, result: str | None = None) -> str:
        result = result or f"?N{len(self.parts)}"  # no author's variable has capitals
        self.parts.append(f"{subject} math:{verb} {result}")
        return result

    def compare(self, comparison: Comparison) -> None:
        sides = comparison.left, comparison.right
        left, right = (self.name(s) if isinstance(s, str) else self.compute(s) for s in sides)
        verb = _COMPARED[comparison.operator]
        by_name = verb.lower().endswith("equalto") and not any(map(self.is_number, sides))
        self.parts.append(f"{left} {'log' if by_name else 'math'}:{verb} {right}")

    def is_number(self, side: Expression | str) -> bool:
        if isinstance(side, Variable):
            return side.name in self.numbers
        return not isinstance(side, str)
