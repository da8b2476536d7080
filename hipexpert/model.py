"""The shapes everything else is made of.

A fact is a triple. A condition is a triple with variables. Ontology, knowledge base, rules
and working memory all speak triples, so these few shapes serve the whole program. They are
values: nothing here changes once made, and nothing here reads a file or prints a line.
"""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from hipexpert.vocabulary.evidence import HAS_STANDING
from hipexpert.vocabulary.language import ABBREVIATION, HAS_RANK, IS_A

Value = str | int | float
"""What a fact may say: the name of an individual, or a number."""

Answer = Value | tuple[str, ...]
"""What a question is answered with, as it is kept: a word, a number, or a list of words."""

Given = Mapping[str, Answer]
"""Answers by the id of the question."""

NUMBER = "a number"
"""The object of a possible fact whose number only an answer can tell."""

DIGITS = 15
"""The most digits of a number: as many as a machine's number surely tells apart."""


class Text(str):
    """Words for people, as opposed to the name of an individual."""

    __slots__ = ()


class Location(NamedTuple):
    """A place in a file, for people: lines and columns count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Pack(NamedTuple):
    """Knowledge of others, in a folder of its own, that is laid over a home.

    Its things have names in the namespace `iri`; rules, answers and pages know them by the last
    part. The names of its files begin with its `name`. It `needs` other packs, by their names.
    `sha256` is the hash of its files, `problems` is what is wrong with how it says all this.
    """

    name: str
    folder: Path
    iri: str
    version: str
    needs: tuple[str, ...]
    sha256: str
    problems: tuple[Problem, ...] = ()

    @property
    def json(self) -> dict[str, str]:
        """What tells it apart, as consultations and proofs have it."""
        return {"name": self.name, "version": self.version, "sha256": self.sha256}


@dataclass(frozen=True)
class KnowledgeFolder:
    """A folder of knowledge, and the packs that are laid over it."""

    folder: Path
    packs: tuple[Pack, ...] = ()

    def __fspath__(self) -> str:
        return str(self.folder)

    def __str__(self) -> str:
        return str(self.folder)

    def pack(self, file: str) -> Pack | None:
        """The pack that a file of this name is of; None for one of the folder."""
        first = file.partition("/")[0]
        return next((pack for pack in self.packs if pack.name == first), None)

    def path(self, file: str) -> Path:
        """Where the file of this name lies."""
        pack = self.pack(file)
        return pack.folder / file.partition("/")[2] if pack else self.folder / file


class Fact(NamedTuple):
    """A triple that holds.

    >>> print(Fact("right-internal-rotation", "is", "limited"))
    right-internal-rotation is limited
    """

    subject: str
    property: str
    object: Value

    def __str__(self) -> str:
        return f"{self.subject} {self.property} {self.object}"


@dataclass(frozen=True, slots=True)
class Variable:
    """A place in a pattern that a fact fills. It is written `?name`.

    Where any value will do, a premise says `anything`: a variable that nobody named.
    """

    name: str

    @property
    def nameless(self) -> bool:
        """Whether it is written `anything`."""
        return self.name.partition("-")[0] == "anything"

    def __str__(self) -> str:
        return "anything" if self.nameless else f"?{self.name}"

    def __reduce__(self) -> str | tuple[type[Variable], tuple[str]]:
        """Copied and pickled, `anything` stays the one object that patterns are asked for."""
        return "ANYTHING" if self is ANYTHING else (Variable, (self.name,))


ANYTHING = Variable("anything")
"""The word `anything` of an `unless`: any value will do, and none is bound."""


def nameless_variable(number: int) -> Variable:
    """The variable that the word `anything` of a premise is, by its number in the rule."""
    return Variable(f"{ANYTHING.name}-{number}")


Term = Value | Variable
Bindings = Mapping[str, Value]


class Pattern(NamedTuple):
    """A triple with variables: a premise, or a conclusion, of a rule."""

    subject: str | Variable
    property: str
    object: Term
    location: Location

    @property
    def terms(self) -> tuple[Term, Term]:
        return self.subject, self.object

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, in the order they are read; `anything` is not one."""
        return tuple(t.name for t in self.terms if isinstance(t, Variable) and t is not ANYTHING)

    def fill(self, bindings: Bindings) -> Pattern:
        """The same pattern with every bound variable replaced by its value."""
        subject, object_ = self._filled(bindings)
        return Pattern(subject, self.property, object_, self.location)  # type: ignore[arg-type]

    def fact(self, bindings: Bindings) -> Fact:
        """The fact this pattern becomes when `bindings` bind all its variables."""
        subject, object_ = self._filled(bindings)
        return Fact(subject, self.property, object_)  # type: ignore[arg-type]

    def _filled(self, bindings: Bindings) -> tuple[Term, Term]:
        subject, object_ = self.subject, self.object
        return (
            bindings.get(subject.name, subject) if isinstance(subject, Variable) else subject,
            bindings.get(object_.name, object_) if isinstance(object_, Variable) else object_,
        )

    def matches(self, fact: Fact) -> bool:
        """Whether `fact` is one this pattern, all its variables free, could stand for."""
        return (
            self.property == fact.property
            and (isinstance(self.subject, Variable) or self.subject == fact.subject)
            and (isinstance(self.object, Variable) or self.object == fact.object)
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.property} {self.object}"


class Number(NamedTuple):
    value: int | float


class Operation(NamedTuple):
    """`+`, `-`, `*`, `/`, or a call of `abs`, `min` or `max`, on expressions."""

    operator: str
    operands: tuple[Expression, ...]


Expression = Number | Variable | Operation


class Let(NamedTuple):
    """A number computed from bound numbers: `?gap: ?left - ?right`."""

    variable: str
    expression: Expression
    text: str
    location: Location


class Comparison(NamedTuple):
    """A condition on bound values: `?gap >= ?limit`."""

    left: Expression | str
    operator: str
    right: Expression | str
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Rule:
    """When every premise holds and no `unless` does, its conclusions hold.

    `order` is the rule's place in reading order.
    """

    id: str
    label: str
    when: tuple[Pattern, ...]
    let: tuple[Let, ...]
    where: tuple[Comparison, ...]
    unless: tuple[Pattern, ...]
    then: tuple[Pattern, ...]
    because: str
    claims: tuple[str, ...]
    location: Location
    order: int

    def __hash__(self) -> int:
        return hash(self.id)


class Problem(NamedTuple):
    """A finding about a file: what is wrong, where, and the remedy when it is sure.

    `width` is the number of characters the caret line underlines.
    """

    location: Location
    message: str
    check: str
    hint: str | None = None
    severity: str = "error"
    width: int = 1


@dataclass(frozen=True, slots=True)
class Property:
    """A verb of the language. `numeric` ones take a number, the others an individual.

    `described` ones are words for people: no rule may use them.
    """

    name: str
    label: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    numeric: bool
    described: bool
    outcome: bool
    location: Location


class AnswerType(ABC):
    """How a question can be answered; `knowledge.answer_types` has one class for each type.

    `name` is the word of the ontology. An answer is `numeric` when rules compare and compute with
    it, and `fractional` when it need not be whole. `several` is whether a list can be an answer,
    `of_property` whether what is stated is stated with the property that the question asks for.
    """

    name: str
    numeric = False
    fractional = False
    several = False
    of_property = True

    @abstractmethod
    def read(
        self, knowledge: KnowledgeBase, question: Question, text: str | list[str], given: Given
    ) -> Answer:
        """The answer that a text, or a list of them, writes. Raises Refused."""

    def facts(self, question: Question, answer: Answer) -> tuple[Fact, ...]:
        """The facts that an answer states."""
        items = answer if isinstance(answer, tuple) else (answer,)
        return tuple(Fact(question.subject, question.property, item) for item in items)

    @abstractmethod
    def possible(
        self, knowledge: KnowledgeBase, question: Question, given: Given
    ) -> tuple[Fact, ...]:
        """Every fact that some answer would state beside those given; any number is `NUMBER`."""

    @abstractmethod
    def neighbours(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        turned: Fact,
        numbers: Callable[[], Iterable[Value]],
    ) -> Iterator[Answer | None]:
        """The answers to try that state a fact which the one given does not, or no longer do.

        None is not known. `numbers` are those beside it of which each turns a comparison.
        """

    @abstractmethod
    def telling(
        self,
        knowledge: KnowledgeBase,
        question: Question,
        given: Given,
        intervals: Callable[[], Iterable[range]],
    ) -> Iterator[tuple[Answer, str | range]]:
        """Answers that may settle different things, each with the word or the numbers it is for.

        All numbers of one of the `intervals` settle the same.
        """

    @abstractmethod
    def usual(self, knowledge: KnowledgeBase, question: Question, given: Given) -> Answer:
        """What the answer is taken to be while nobody has given it."""

    def said(self, knowledge: KnowledgeBase, question: Question, answer: Answer) -> str:
        """An answer in words."""
        if isinstance(answer, tuple):
            return ", ".join(map(knowledge.label, answer)) or "nothing"
        return knowledge.label(answer)

    def in_full(self, knowledge: KnowledgeBase, question: Question, answer: Answer) -> str:
        """An answer in words, with its unit where it has one."""
        return self.said(knowledge, question, answer)

    def words(self, knowledge: KnowledgeBase, question: Question, given: Given) -> tuple[str, ...]:
        """The words that answer it, which may be typed by number or by their first letters."""
        return ()

    def hint(self, knowledge: KnowledgeBase, question: Question) -> str:
        """What a good answer is, in few words, where that is not plain from its `words`."""
        return ""

    def takes(self, knowledge: KnowledgeBase, question: Question) -> str:
        """What can be answered, in a line of a list of all questions."""
        return ", ".join(self.words(knowledge, question, {})) or self.name


@dataclass(frozen=True, slots=True)
class Question:
    """Something the athlete can be asked; its id is the key in an answers file.

    `answer_type` knows how it is answered; `minimum`, `maximum` and `unit` belong to numbers.
    `asked_once` is how the athlete, or what is asked about, has to stand for it to be asked; None
    when it always is. `shows` is the property that says which of many choices are put before the
    athlete; "" where all are. What an answer states is mostly the fact `subject property answer`.
    """

    id: str
    label: str
    prompt: str
    help: str
    group: str
    order: int
    answer_type: AnswerType
    unit: str
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    choices_given_by: str
    choices_through: str
    shows: str
    asked_once: Fact | None
    subject: str
    property: str
    location: Location

    @builtins.property  # `property` is a field here
    def type(self) -> str:
        """The word of the ontology for how it is answered."""
        return self.answer_type.name

    @builtins.property
    def numeric(self) -> bool:
        """Whether its answer is a number."""
        return self.answer_type.numeric

    @builtins.property
    def several(self) -> bool:
        """Whether a list can answer it."""
        return self.answer_type.several


class Triple(NamedTuple):
    """One statement of a Turtle file with the place of its three parts."""

    subject: str
    predicate: str
    object: Value | Text
    subject_at: Location
    predicate_at: Location
    object_at: Location


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """What is known before any athlete is: the world, and the rules over it.

    `statements` are the facts of the world with the place of each. `words` holds, for every
    thing, its texts by property. `where` is the place each thing is described at. `classes`
    leads from each class to itself and those above it. `part_of` is the one that it has all of but
    some statements and rules.
    """

    home: KnowledgeFolder
    version: str
    sha256: str
    statements: Mapping[Fact, Location]
    words: Mapping[str, Mapping[str, tuple[str | int | float, ...]]]
    where: Mapping[str, Location]
    properties: Mapping[str, Property]
    classes: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, Question]
    rules: tuple[Rule, ...]
    part_of: KnowledgeBase | None = field(default=None, kw_only=True)

    @cached_property
    def _index(self) -> dict[tuple[str, str], tuple[Value, ...]]:
        index: dict[tuple[str, str], tuple[Value, ...]] = {}
        for subject, property, object_ in self.statements:
            key = subject, property  # nearly all have one value, and none has many
            index[key] = index[key] + (object_,) if key in index else (object_,)
        return index

    def objects(self, subject: str, property: str) -> tuple[Value, ...]:
        """Everything the knowledge base says of `subject` with `property`, sorted."""
        return self._index.get((subject, property), ())

    def object(self, subject: str, property: str) -> Value | None:
        """The one value of `property` for `subject`, or None."""
        found = self._index.get((subject, property))
        return found[0] if found else None

    def instances(self, class_name: str) -> tuple[str, ...]:
        """The individuals of a class and of the classes below it, sorted by name."""
        return self._members.get(class_name, ())

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        members: dict[str, list[str]] = {}
        for fact in self.statements:
            if fact.property == IS_A:
                members.setdefault(str(fact.object), []).append(fact.subject)
        return {name: tuple(sorted(found)) for name, found in members.items()}

    def rank(self, thing: str) -> float:
        """Where a thing comes among its kind, lowest first; 0 for what has no rank."""
        rank = self.object(thing, HAS_RANK)
        return rank if isinstance(rank, int | float) else 0

    def claim_rank(self, claim: str) -> float:
        """How firmly a claim stands: the rank of its standing, the shakiest lowest."""
        return self.rank(str(self.object(claim, HAS_STANDING)))

    def text(self, thing: str, property: str, default: str = "") -> str:
        """The words that `property` gives `thing`: its label, its sentence, its help."""
        values = self.words.get(thing, {}).get(property)
        return str(values[0]) if values else default

    def label(self, thing: Value) -> str:
        """What people call a thing; a number is written without needless zeros."""
        if not isinstance(thing, str):
            return number_text(thing)
        return self.text(thing, "skos:prefLabel") or self.text(thing, "rdfs:label") or thing

    def names(self, thing: str) -> tuple[str, ...]:
        """All a thing is called: its id, its label, its other labels, its abbreviation."""
        texts = self.words.get(thing, {})
        called = (texts.get(p, ()) for p in ("skos:prefLabel", "skos:altLabel", ABBREVIATION))
        return (thing, *(str(text) for found in called for text in found))

    @cached_property
    def rule(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @property
    def identity(self) -> dict[str, Any]:
        """What tells it apart from other knowledge, as consultations and proofs have it."""
        told = {"version": self.version, "sha256": self.sha256}
        packs = [pack.json for pack in self.home.packs]
        return {**told, "packs": packs} if packs else told


@dataclass(frozen=True, eq=False)
class WrittenKnowledge(KnowledgeBase):
    """A knowledge base as its files have it, sound or not: what it takes to judge them.

    `triples` is every statement that was read, `problems` what could not be.
    """

    triples: tuple[Triple, ...]
    problems: tuple[Problem, ...]


def number_text(number: int | float) -> str:
    """A number as people write it.

    >>> number_text(14.0), number_text(7.25)
    ('14', '7.25')
    """
    return str(int(number)) if number == int(number) else f"{number:g}"


class Firing(NamedTuple):
    """One justification: this rule, with these values, drew these conclusions.

    `premises` are the facts it saw, `absent` the patterns of its `unless` that nothing
    matched.
    """

    rule: Rule
    bindings: tuple[tuple[str, Value], ...]
    premises: tuple[Fact, ...]
    absent: tuple[Pattern, ...]
    conclusions: tuple[Fact, ...]


@dataclass(frozen=True)
class Answers:
    """What the athlete said, checked: question id to value.

    `given` holds the known ones only. `unknown` are those answered with "unknown".
    `locations` says where each stands when it came from a file. `days` is the calendar day that
    an answer speaks of, as ISO 8601 writes it, where that is not today; what was said, and not
    when, is what makes two of them equal.
    """

    given: Given = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    locations: Mapping[str, Location] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def settled(self) -> frozenset[str]:
        """The questions that need not be asked again."""
        return self.unknown | self.given.keys()


@dataclass(frozen=True, eq=False)
class Consultation:
    """One run of the engine: what was given, what was concluded, and why.

    `given` leads from each fact the athlete gave to the question it answers; one that a coach
    decided answers none, "". `firings` are in the order they happened, which is the same in every
    run.
    """

    knowledge: KnowledgeBase
    answers: Answers
    given: Mapping[Fact, str]
    firings: tuple[Firing, ...]

    @cached_property
    def justifications(self) -> dict[Fact, tuple[Firing, ...]]:
        """Every conclusion with all the firings that support it."""
        supports: dict[Fact, list[Firing]] = {}
        for firing in self.firings:
            for fact in firing.conclusions:
                supports.setdefault(fact, []).append(firing)
        return {fact: tuple(firings) for fact, firings in supports.items()}

    def holds(self, fact: Fact) -> bool:
        return (
            fact in self.justifications or fact in self.given or fact in self.knowledge.statements
        )

    def value(self, subject: str, property: str) -> Value | None:
        """The object of the first fact of `subject` and `property`, or None."""
        return next((f.object for f in self.facts(property) if f.subject == subject), None)

    @cached_property
    def _by_property(self) -> dict[str, tuple[Fact, ...]]:
        index: dict[str, list[Fact]] = {}
        for fact in (*self.given, *self.justifications):
            index.setdefault(fact.property, []).append(fact)
        return {name: tuple(sorted(facts, key=sort_key)) for name, facts in index.items()}

    def facts(self, property: str) -> tuple[Fact, ...]:
        """The given and concluded facts of one property, sorted."""
        return self._by_property.get(property, ())

    @cached_property
    def outcomes(self) -> tuple[Fact, ...]:
        """The conclusions a consultation reports, sorted."""
        properties = self.knowledge.properties
        return tuple(
            sorted((f for f in self.justifications if properties[f.property].outcome), key=sort_key)
        )


def sort_key(fact: Fact) -> tuple[str, str, bool, Value]:
    """A total order of facts: by property, subject, then object, names before numbers."""
    return fact.property, fact.subject, not isinstance(fact.object, str), fact.object
