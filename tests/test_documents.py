"""YAML is read as it was written, with the place of every entry; faults become problems."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hipexpert.knowledge import documents
from hipexpert.knowledge.decoding import read_text
from hipexpert.knowledge.documents import DEEPEST, DocumentEntry, read_document
from hipexpert.model import Location


def read(text: str) -> DocumentEntry:
    entry, problems = read_document(text, "test.yaml")
    assert not problems, problems
    assert entry is not None
    return entry


def plain(entry: DocumentEntry) -> object:
    """The entry as Python has it."""
    if entry.kind == "map":
        return {key.text: plain(value) for key, value in entry.pairs}
    return [plain(item) for item in entry.items] if entry.kind == "list" else entry.text


# What is read


SPECIAL_IN_YAML = "yes no on off true null ~ 010 0o17 0x1F 1_000 1:30 1e3 .5 2011-03-11 = <<"


@pytest.mark.parametrize("word", SPECIAL_IN_YAML.split())
def test_a_word_stays_the_word_it_is(word: str) -> None:
    assert plain(read(f"answer: {word}\nothers: [{word}]")) == {"answer": word, "others": [word]}


def test_an_entry_knows_whether_it_stood_in_quotes() -> None:
    entry = read("a: word\nb: 'word'\nc: \"word\"")
    assert [value.plain for _, value in entry.pairs] == [True, False, False]


def test_get_finds_an_entry_by_its_key() -> None:
    entry = read("a: 1\nb: 2")
    found = entry.get("b")
    assert found is not None
    assert found.text == "2"
    assert entry.get("c") is None


def test_nothing_is_no_document() -> None:
    assert read_document("", "test.yaml") == (None, [])
    assert read_document("# only a remark\n", "test.yaml") == (None, [])


def test_json_with_tabs_is_read() -> None:
    assert plain(read('{\n\t"sport": "rowing",\n\t"age": 19\n}')) == {
        "sport": "rowing",
        "age": "19",
    }


LETTERS = st.characters(categories=["L", "N", "P", "S", "Zs"])
TREES = st.recursive(
    st.text(LETTERS, max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(LETTERS, max_size=5), inside)
    ),
    max_leaves=12,
)


@given(tree=TREES)
def test_any_json_is_read_as_it_is(tree: object) -> None:
    assert plain(read(json.dumps({"top": tree}, ensure_ascii=False))) == {"top": tree}


# Where it stands


def test_every_entry_has_its_place() -> None:
    entry = read("first:\n  - one\n  - {two: 2}\nsecond: 'three'")
    (first, items), (second, three) = entry.pairs
    (two, number), *_ = items.items[1].pairs
    parts = (first, items, items.items[0], two, number, second, three)
    assert [(part.location.line, part.location.column) for part in parts] == [
        (1, 1),
        (2, 3),
        (2, 5),
        (3, 6),
        (3, 11),
        (4, 1),
        (4, 9),
    ]


def test_other_line_ends_move_nothing() -> None:
    text = "a: 1\nb:\n  - 2\n"
    for end in "\r\n", "\r":
        assert read(text.replace("\n", end)) == read(text)


KEYS = st.from_regex(r"[a-z][a-z-]{0,6}", fullmatch=True)


@given(
    rows=st.dictionaries(KEYS, KEYS, min_size=1, max_size=6),
    gaps=st.lists(st.sampled_from(["", "# a remark\n", "\n"]), min_size=6, max_size=6),
)
def test_every_entry_of_any_list_of_answers_has_its_place(
    rows: dict[str, str], gaps: list[str]
) -> None:
    pairs = zip(gaps, rows.items(), strict=False)
    lines = "".join(f"{gap}{key}:  {value}\n" for gap, (key, value) in pairs)
    shown = lines.split("\n")
    for key, value in read(lines).pairs:
        for part in (key, value):
            at = part.location
            assert shown[at.line - 1][at.column - 1 :].startswith(part.text)


# What cannot be read


@pytest.mark.parametrize(
    ("text", "line", "check"),
    [
        ("a: 1\nb: 2\na: 3", 3, "duplicate-key"),
        ("a: &x 1", 1, "broken-yaml"),
        ("a: [1\nb: 2", 1, "broken-yaml"),
        ("a:\n\t- b", 2, "broken-yaml"),
        ("a: one: two", 1, "broken-yaml"),
        ("a: @b", 1, "broken-yaml"),
        ("a: 1\n---\nb: 2", 2, "broken-yaml"),
    ],
)
def test_a_fault_is_a_problem_with_its_line(text: str, line: int, check: str) -> None:
    _, problems = read_document(text, "test.yaml")
    assert [(problem.location.line, problem.check) for problem in problems] == [(line, check)]


def test_of_two_equal_keys_the_first_counts() -> None:
    entry, problems = read_document("a: 1\na: 2", "test.yaml")
    assert entry is not None
    assert plain(entry) == {"a": "1"}
    assert problems[0].hint == "it stands at test.yaml:1 already; keep one of them"


def test_an_alias_brings_nothing_from_elsewhere() -> None:
    entry, problems = read_document("a: &x [1, 2]\nb: *x", "test.yaml")
    assert entry is not None
    assert plain(entry) == {"a": ["1", "2"], "b": ""}
    assert [problem.location[1:] for problem in problems] == [(1, 4), (2, 4)]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: x\x1by", (1, 5), "U+001B"),
        ("# a remark \u202e\na: 1", (1, 12), "U+202E"),
        ('a: 1\nb: "x\\e[31m"', (2, 4), "U+001B"),
        ('{"a": "\\u2066"}', (1, 7), "U+2066"),
        ("a: 1\nb\u200f: 2", (2, 2), "U+200F"),
        ("a: 1\u2028b: 2", (1, 5), "U+2028"),
    ],
)
def test_a_character_nobody_sees_is_a_problem_with_its_place(
    text: str, place: tuple[int, int], code: str
) -> None:
    _, problems = read_document(text, "test.yaml")
    (problem,) = (p for p in problems if p.check == "unseen-character")
    assert (problem.location.line, problem.location.column) == place
    assert f": {code}, " in problem.message


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_text_stops_the_reading(text: str) -> None:
    read_document(text, "test.yaml")
    read_document("a: " + text, "test.yaml")


DEEP = {
    "lists": "[" * 5000 + "]" * 5000,
    "maps": "{a: " * 5000 + "}" * 5000,
    "lists that are never closed": "[" * 20_000,
    "lists by bullets": "- " * 5000 + "a",
    "maps by indentation": "".join(" " * n + "a:\n" for n in range(1500)),
    "a little too deep": "a: " + "[" * DEEPEST + "]" * DEEPEST,
}


@pytest.mark.parametrize("loader", ["BaseLoader", "CBaseLoader"])
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_brackets_without_end_are_a_problem(
    text: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever notices the depth: this program, Python, or PyYAML, of which versions differ."""
    monkeypatch.setattr(documents, "_Loader", getattr(yaml, loader, yaml.BaseLoader))
    entry, (problem,) = read_document(text, "test.yaml")
    assert entry is None
    assert problem.message == "too many brackets in brackets"
    assert spot_is_in(problem.location, text)


def spot_is_in(place: Location, text: str) -> bool:
    lines = text.split("\n")
    return 1 <= place.line <= len(lines) and 1 <= place.column <= len(lines[place.line - 1]) + 1


def test_as_deep_as_may_be_is_read() -> None:
    entry, problems = read_document("[" * DEEPEST + "]" * DEEPEST, "test.yaml")
    assert entry
    assert not problems


# Files


@pytest.mark.parametrize(
    ("content", "line", "check"),
    [(b"one\ntwo \xff", 2, "not-text"), (b"one\n\n\0", 3, "not-text")],
)
def test_a_file_that_is_no_text_is_a_problem(
    tmp_path: Path, content: bytes, line: int, check: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    text, (problem,) = read_text(path, "case.yaml")
    assert text is None
    assert (problem.location, problem.check) == (Location("case.yaml", line), check)


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbfage: 19")
    assert read_text(path, "case.yaml") == ("age: 19", [])


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_what_cannot_be_opened_is_a_problem(tmp_path: Path, name: str) -> None:
    text, (problem,) = read_text(tmp_path / name, name)
    assert text is None
    assert problem.check == "unreadable-file"
