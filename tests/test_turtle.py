"""Turtle is read with the place of every subject, property and object."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipexpert.knowledge.turtle import DEEPEST, read_turtle
from hipexpert.model import Location, Text, Triple

PREFIXES = (
    "@prefix : <https://w3id.org/hipexpert#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)


TOLD = {"nameless", "empty-list"}
"""What is read over, and told."""


def read(text: str) -> list[Triple]:
    triples, problems = read_turtle(PREFIXES + text, "test.ttl")
    assert {problem.check for problem in problems} <= TOLD, problems
    return triples


def spot(place: Location) -> tuple[int, int]:
    """Line and column of a place, the prefixes not counted."""
    assert place.file == "test.ttl"
    return place.line - PREFIXES.count("\n"), place.column


def spots(triple: Triple) -> tuple[tuple[int, int], ...]:
    return tuple(spot(at) for at in (triple.subject_at, triple.predicate_at, triple.object_at))


# What is read


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (":right", "right"),
        ("skos:Concept", "skos:Concept"),
        ("<http://example.org/x>", "http://example.org/x"),
        ("14", 14),
        ("-3", -3),
        ("2.5", 2.5),
        ("20.0", 20),
        ("1e1", 10),
        ('"yes"', Text("yes")),
        ('"ja"@de', Text("ja")),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', 1),
        ("true", Text("true")),
        ("1e400", Text("inf")),
        ('"""two\nlines, "quoted" """', Text('two\nlines, "quoted" ')),
    ],
)
def test_an_object_keeps_its_kind(written: str, value: str | int | float) -> None:
    (triple,) = read(f":a :b {written} .")
    assert triple.object == value
    assert type(triple.object) is type(value)


def test_a_list_is_one_triple_an_item_in_order() -> None:
    assert [triple.object for triple in read(":a :b ( :z 3 :y ), :x, () .")] == ["z", 3, "y", "x"]


def test_the_insides_of_square_brackets_are_left_out() -> None:
    found = read(":a :b [ :c :d ; :e [ :f :g, :h ] ], :i ; :j :k . [] :l :m .")
    assert [triple[:3] for triple in found] == [("a", "b", "i"), ("a", "j", "k")]


# Where it stands


def test_each_part_has_its_place() -> None:
    text = ":left a :Side ;\n    :mirrors\n        :right , :other ;\n    :on 3 .\n:b :c :d ."
    assert [spots(triple) for triple in read(text)] == [
        ((1, 1), (1, 7), (1, 9)),
        ((1, 1), (2, 5), (3, 9)),
        ((1, 1), (2, 5), (3, 18)),
        ((1, 1), (4, 5), (4, 9)),
        ((5, 1), (5, 4), (5, 7)),
    ]


def test_what_follows_square_brackets_keeps_its_place() -> None:
    text = ":a :b [ :c :d ;\n  :e ( :f [ :g :h ] ) ] , :x ;\n  :i [ ], ( :y :z ) ."
    assert [(triple.object, *spots(triple)) for triple in read(text)] == [
        ("x", (1, 1), (1, 4), (2, 27)),
        ("y", (1, 1), (3, 3), (3, 11)),
        ("z", (1, 1), (3, 3), (3, 11)),
    ]


def test_what_follows_a_text_of_several_lines_keeps_its_place() -> None:
    text = ':a :b """one\ntwo # no remark\n:c :d :e .""" , :f ; :g :h .'
    assert [spots(triple) for triple in read(text)] == [
        ((1, 1), (1, 4), (1, 7)),
        ((1, 1), (1, 4), (3, 17)),
        ((1, 1), (3, 22), (3, 25)),
    ]


def test_columns_count_letters_and_not_bytes() -> None:
    (first, second) = read(':ä :b "ö – €", :c .')
    assert [spot(first.object_at), spot(second.object_at)] == [(1, 7), (1, 16)]


def test_other_line_ends_move_nothing() -> None:
    text = ":a :b :c ;\n    :d 3 .\n"
    for end in "\r\n", "\r":
        found = read_turtle((PREFIXES + text).replace("\n", end), "test.ttl")
        assert found == read_turtle(PREFIXES + text, "test.ttl")


class Writer:
    """Writes Turtle with any gaps, and keeps what should be read and where."""

    def __init__(self, data: st.DataObject):
        self.data = data
        self.text = ""
        self.expected: list[tuple[object, ...]] = []

    def put(self, token: str) -> tuple[int, int]:
        self.text += self.data.draw(GAPS)
        before = self.text
        self.text += token
        return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    def statement(self) -> None:
        name = self.data.draw(NAMES)
        self.properties(name, self.put(f":{name}"))
        self.put(".")

    def properties(self, subject: str | None, subject_at: tuple[int, int], depth: int = 0) -> None:
        for number in range(self.data.draw(st.integers(1, 3))):
            if number:
                self.put(";")
            verb = self.data.draw(NAMES)
            places = (subject_at, self.put(f":{verb}"))
            for item in range(self.data.draw(st.integers(1, 3))):
                if item:
                    self.put(",")
                for value, at in self.object(depth):
                    if subject is not None:
                        self.expected.append((subject, verb, value, *places, at))

    def object(self, depth: int) -> Iterator[tuple[object, tuple[int, int]]]:
        kinds = ["name", "number", "text", "list", *(["brackets"] if depth < 3 else [])]
        match self.data.draw(st.sampled_from(kinds)):
            case "name":
                name = self.data.draw(NAMES)
                yield name, self.put(f":{name}")
            case "number":
                number = self.data.draw(st.integers(-99, 99))
                yield number, self.put(str(number))
            case "text":
                words = self.data.draw(TEXTS)
                yield words, self.put(f'"""{words}"""')
            case "list":
                at = self.put("(")
                for name in self.data.draw(st.lists(NAMES, max_size=3)):
                    self.put(f":{name}")
                    yield name, at
                self.put(")")
            case "brackets":
                at = self.put("[")
                self.properties(None, at, depth + 1)
                self.put("]")


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z]{1,4})?", fullmatch=True)
TEXTS = st.text(alphabet="ab .;,:#[]()'\n\té€", max_size=12)
GAPS = st.sampled_from([" ", "\n", "  ", "\n\t", " # a remark ; . [ (\n", "\r\n"])


@given(data=st.data())
def test_every_part_of_any_document_has_its_place(data: st.DataObject) -> None:
    writer = Writer(data)
    for _ in range(data.draw(st.integers(1, 4))):
        writer.statement()
    assert [(*triple[:3], *spots(triple)) for triple in read(writer.text)] == writer.expected


# What cannot be read


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (":a :b :c\n:d :e :f .", 2, 1),
        (":a :b :c ;\n  :d", 2, 3),
        (':a :b "open .\n:c :d :e .', 1, 14),
        (":a :b ( :c .", 1, 12),
        (":a other:b :c .", 1, 4),
        ("words without sense", 1, 1),
        ("?x :b :c .", 1, 1),
        (":a :b ( ( :c ) :d ) .", 1, 7),
        ("( :a ) :b :c .", 1, 1),
        (':a "text" :c .', 1, 1),
    ],
)
def test_broken_turtle_is_one_problem_with_its_place(text: str, line: int, column: int) -> None:
    _, (problem,) = read_turtle(PREFIXES + text, "test.ttl")
    assert problem.check == "broken-turtle"
    assert spot(problem.location) == (line, column)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (":a :b " + "[" * 1500 + "]" * 1500 + " .", 7 + DEEPEST),
        (":a :b " + "[ :c " * 1500 + ":d" + " ]" * 1500 + " .", 7 + 5 * DEEPEST - 3),
        (":a :b " + "( " * 1500 + ") " * 1500 + " .", 7 + 2 * DEEPEST),
        ("[" * 1500, 1 + DEEPEST),
    ],
    ids=["brackets", "things", "lists", "never closed"],
)
def test_brackets_without_end_are_one_problem_with_its_place(text: str, column: int) -> None:
    for insides in False, True:
        _, (problem,) = read_turtle(PREFIXES + text, "test.ttl", insides)
        assert problem.message == "too many brackets in brackets"
        assert spot(problem.location) == (1, column)


@pytest.mark.parametrize(
    "number",
    ["9" * 8000, "-" + "9" * 8000, "1." + "3" * 8000, '"%s"^^xsd:integer' % ("9" * 8000), "1" * 16],
    ids=["whole", "negative", "decimal", "typed", "a little too long"],
)
def test_a_number_of_thousands_of_digits_is_a_problem_with_its_place(number: str) -> None:
    prefix = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    _, (problem,) = read_turtle(PREFIXES + prefix + f":a :b {number} .", "test.ttl")
    assert problem.message == f"this number has {sum(map(str.isdigit, number))} digits"
    assert spot(problem.location) == (1, len(prefix) + 7)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (":a :b 'x\x1by' .", (1, 9), "U+001B"),
        ("# a remark \u202e\n:a :b :c .", (1, 12), "U+202E"),
        (":a :b :c ; :d 'x\\u202Ey' .", (1, 15), "U+202E"),
        (":a :b <x\\u200Ey> .", (1, 7), "U+200E"),
        (":a :b :c . \ufeff", (1, 12), "U+FEFF"),
    ],
)
def test_a_character_nobody_sees_is_a_problem_with_its_place(
    text: str, place: tuple[int, int], code: str
) -> None:
    _, problems = read_turtle(PREFIXES + text, "test.ttl")
    (problem,) = (p for p in problems if p.check == "unseen-character")
    assert spot(problem.location) == place
    assert f": {code}, " in problem.message


def test_what_stands_before_the_fault_is_read() -> None:
    triples, problems = read_turtle(PREFIXES + ":a :b :c .\n:d :e", "test.ttl")
    assert [triple.object for triple in triples] == ["c"]
    assert len(problems) == 1


def test_an_empty_text_holds_nothing() -> None:
    assert read_turtle("", "test.ttl") == ([], [])
    assert read_turtle("# only a remark", "test.ttl") == ([], [])


def test_what_has_no_name_is_told_once_at_its_bracket() -> None:
    text = ":a :b [ :c :d ;\n  :e [ :f :g ] ] .\n[] :h :i .\n_:j :k :l ; :m _:j ."
    _, problems = read_turtle(PREFIXES + text, "test.ttl")
    lines = PREFIXES.count("\n")
    places = [(p.location.line - lines, p.location.column) for p in problems]
    assert places == [(1, 7), (2, 6), (3, 1), (4, 16)]
    assert {problem.check for problem in problems} == {"nameless"}


@pytest.mark.parametrize(
    ("declared", "meant"),
    [
        ("@prefix : <http://w3id.org/hipexpert#> .", "https://w3id.org/hipexpert#"),
        ("PREFIX : <https://w3id.org/hipexpert/>", "https://w3id.org/hipexpert#"),
        ("@prefix : <http://example.org/> .", "https://w3id.org/hipexpert#"),
        ("@prefix h: <https://W3ID.org/hipexpert> .", "https://w3id.org/hipexpert#"),
        ("@prefix s: <http://schema.org/> .", "https://schema.org/"),
        ("@prefix vann: <http://purl.org/vocab/vann/> .", None),
        ("# @prefix : <http://w3id.org/hipexpert#> .", None),
    ],
)
def test_a_prefix_that_is_almost_ours_is_told(declared: str, meant: str | None) -> None:
    _, problems = read_turtle(f"{declared}\n", "test.ttl")
    assert [(p.check, p.hint) for p in problems] == (
        [("namespace", f"write <{meant}>")] if meant else []
    )
