"""A proof as a picture: each step once, in text that Mermaid and Graphviz can read."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import read_given, real_knowledge
from program import answers_file, hipexpert
from test_cases import people

from hipexpert.face.diagram import DRAWN_AS, LINE, Node, Picture, dot, picture
from hipexpert.model import Consultation, Fact
from hipexpert.reasoning.engine import consult
from hipexpert.reasoning.proof import Proof, why

NASTY = 'say "no" [now] {or} (never) #1; a&b <br/> `x` \\ | 50 % --> end'


def consultation(person: str = "founding") -> Consultation:
    return consult(real_knowledge(), read_given(real_knowledge(), people()[person]))


def founding_proof() -> Proof:
    return why(consultation(), Fact("athlete", "is-prescribed", "supine-knee-in-stretch"))


def drawn(proof: Proof) -> Picture:
    return picture(real_knowledge(), proof)


# A strict reading of the two languages: what is not matched here is refused

MERMAID_NODE = re.compile(
    r'    (n\d+)(\[\[|\[\(|\[|\(\[|\{\{)"((?:[^"#&<>`\\]|#\d+;|<br/>)+)"(\]\]|\)\]|\]|\]\)|\}\})'
)
MERMAID_ARROW = re.compile(r"    (n\d+) --> (n\d+)")
DOT_NODE = re.compile(
    r"    (n\d+) \[shape=(box, peripheries=2|box|ellipse|cylinder|hexagon), "
    r'label="((?:[^"\\&]|&amp;|\\["\\n])+)"\];'
)
DOT_ESCAPES = {"\\n": "\n", '\\"': '"', "\\\\": "\\", "&amp;": "&"}
DOT_ARROW = re.compile(r"    (n\d+) -> (n\d+);")
CLOSING = {"[[": "]]", "[(": ")]", "[": "]", "([": "])", "{{": "}}"}


def read_mermaid(text: str) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]]]:
    """The boxes by name, each with its shape and its words, and the arrows."""
    first, *lines = text.splitlines()
    assert first == "flowchart BT"
    nodes, arrows = {}, []
    for line in lines:
        if arrow := MERMAID_ARROW.fullmatch(line):
            arrows.append((arrow[1], arrow[2]))
            continue
        node = MERMAID_NODE.fullmatch(line)
        assert node, line
        assert CLOSING[node[2]] == node[4], line
        assert not arrows, "a box comes after an arrow"
        said = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), node[3].replace("<br/>", "\n"))
        nodes[node[1]] = (node[2], said)
    return nodes, arrows


def read_dot(text: str) -> tuple[dict[str, tuple[str, str]], list[tuple[str, str]]]:
    first, second, *lines, last = text.splitlines()
    assert (first, second, last) == ("digraph proof {", "    rankdir=BT;", "}")
    nodes, arrows = {}, []
    for line in lines:
        if arrow := DOT_ARROW.fullmatch(line):
            arrows.append((arrow[1], arrow[2]))
            continue
        node = DOT_NODE.fullmatch(line)
        assert node, line
        said = re.sub(r"\\.|&amp;", lambda code: DOT_ESCAPES[code[0]], node[3])
        nodes[node[1]] = (node[2], said)
    return nodes, arrows


READERS = {"mermaid": read_mermaid, "dot": read_dot}


@pytest.mark.parametrize("language", DRAWN_AS)
@pytest.mark.parametrize("person", ["founding", "founding-unmeasured", "leg-length-reader"])
def test_every_proof_of_a_consultation_can_be_drawn(language: str, person: str) -> None:
    consulted = consultation(person)
    for outcome in consulted.outcomes:
        proof = why(consulted, outcome)
        shown = drawn(proof)
        nodes, arrows = READERS[language](DRAWN_AS[language](shown))
        assert [*nodes] == [node.name for node in shown.nodes]
        assert arrows == [*shown.arrows]
        for node in shown.nodes:
            assert nodes[node.name][1].split() == " ".join(node.lines).split()


def test_a_step_is_drawn_once_and_leads_to_all_that_rest_on_it() -> None:
    proof = founding_proof()
    shown = drawn(proof)
    steps = {(step.fact, step.kind) for step in below(proof)}
    assert len(shown.nodes) == len(steps) < len([*below(proof)])
    assert len(set(shown.arrows)) == len(shown.arrows)
    train = next(node.name for node in shown.nodes if node.lines[0] == "The athlete may train")
    assert len([end for start, end in shown.arrows if start == train]) == 2


def below(proof: Proof) -> list[Proof]:
    """A proof's steps as a tree, what is absent being a leaf."""
    premises = proof.premises if proof.kind == "derived" else ()
    return [proof, *(step for premise in premises for step in below(premise))]


def test_all_arrows_lead_to_the_conclusion_and_none_back() -> None:
    shown = drawn(founding_proof())
    ahead: dict[str, set[str]] = {}
    for start, end in shown.arrows:
        ahead.setdefault(start, set()).add(end)
    conclusion, *others = [node.name for node in shown.nodes]

    def reach(name: str, on_the_way: frozenset[str]) -> bool:
        assert name not in on_the_way, "a ring"
        return name == conclusion or all(
            reach(next_one, on_the_way | {name}) for next_one in ahead[name]
        )

    assert conclusion not in ahead
    assert all(reach(name, frozenset()) for name in others)


@pytest.mark.parametrize("language", DRAWN_AS)
def test_the_kind_of_a_step_is_told_by_its_shape_and_by_its_words(language: str) -> None:
    shown = drawn(founding_proof())
    nodes, _ = READERS[language](DRAWN_AS[language](shown))
    shapes: dict[str, set[str]] = {}
    for node in shown.nodes:
        shapes.setdefault(node.kind, set()).add(nodes[node.name][0])
        words = nodes[node.name][1].replace("\n", " ")
        match node.kind:
            case "given":
                assert words.startswith("You answered: ")
            case "stated":
                assert words.startswith("Known: ")
            case "absent":
                assert "anything" not in words or words.startswith("Nothing says: ")
                assert re.search("So you answered: |Not known: |Whatever is answered", words)
            case _:
                assert re.search(r" rule [a-z-]+$", words)
    assert shapes.keys() == {"conclusion", "derived", "given", "stated", "absent"}
    assert len(set.union(*shapes.values())) == len(shapes)


@pytest.mark.parametrize("language", DRAWN_AS)
def test_no_character_of_a_text_is_read_as_drawing(language: str) -> None:
    shown = Picture((Node("n1", "derived", (NASTY,)),), ())
    nodes, _ = READERS[language](DRAWN_AS[language](shown))
    assert nodes["n1"][1].split() == NASTY.split()


def test_lines_for_graphviz_are_short() -> None:
    nodes, _ = read_dot(dot(drawn(founding_proof())))
    for _, text in nodes.values():
        assert all(len(line) <= LINE or " " not in line for line in text.splitlines())


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_graphviz_draws_it() -> None:
    shown = drawn(founding_proof())
    nasty = Picture((Node("n1", "absent", (NASTY, NASTY)),), ())
    for each in (shown, nasty):
        done = subprocess.run(
            ["dot", "-Tplain"], input=dot(each), capture_output=True, text=True, check=True
        )
        assert not done.stderr
        assert done.stdout.count("\nnode ") == len(each.nodes)
        assert done.stdout.count("\nedge ") == len(each.arrows)


# The command


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return answers_file(tmp_path_factory.mktemp("case"), people()["founding"])


@pytest.mark.parametrize("language", DRAWN_AS)
def test_the_command_draws_the_same_whatever_the_hash_seed(case: Path, language: str) -> None:
    asked = ("why", "supine-knee-in-stretch", "--proof", "--as", language, "--answers", str(case))
    texts = {hipexpert(case.parent, *asked, PYTHONHASHSEED=seed).out for seed in "07"}
    assert texts == {DRAWN_AS[language](drawn(founding_proof()))}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--as", "svg"), "a proof cannot be drawn as 'svg'\n  draw it as mermaid or dot"),
        (("--as", "dot", "--all"), "a picture shows the shortest proof, whole\n"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    case: Path, options: tuple[str, ...], message: str
) -> None:
    ended = hipexpert(
        case.parent, "why", "supine-knee-in-stretch", *options, "--answers", str(case)
    )
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"hipexpert: {message}")
