"""Draws a proof as text for Mermaid or Graphviz: arrows lead towards what follows.

A sketch has what counts in a few boxes; the whole picture has each step once.

What kind a step is of is told by the shape of its box and by the words in it, so that nothing
depends on colour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from hipexpert.face.pages.page import listed, sentence_case
from hipexpert.face.pages.why import FirstLine, lines
from hipexpert.model import Fact, KnowledgeBase
from hipexpert.reasoning.plan import Result
from hipexpert.reasoning.proof import DENIED, UNKNOWN, Proof
from hipexpert.reasoning.verbalization import absence_text, pattern_text

LINE = 34
"""How many characters a line has where it has to be broken; a longer word stays whole."""

ANSWERS_NAMED = 3
"""How many answers are named in the box of what is absent; the rest are counted."""

_CONCLUSION = "conclusion"


class Node(NamedTuple):
    """A box: its kind, and what stands in it paragraph by paragraph."""

    name: str
    kind: str
    lines: tuple[str, ...]


class Picture(NamedTuple):
    """Boxes, and arrows from each to those it leads to, by name."""

    nodes: tuple[Node, ...]
    arrows: tuple[tuple[str, str], ...]


def picture(knowledge: KnowledgeBase, proof: Proof) -> Picture:
    """The steps of a proof, each fact once however often it is used, the conclusion first."""
    names: dict[tuple[Fact, str], str] = {}
    nodes: list[Node] = []
    arrows: dict[tuple[str, str], None] = {}

    def draw(step: Proof) -> str:
        key = step.fact, step.kind
        if key not in names:
            names[key] = name = f"n{len(names) + 1}"
            kind = step.kind if nodes else _CONCLUSION
            nodes.append(Node(name, kind, tuple(_lines(knowledge, step))))
            for premise in step.premises if step.kind == "derived" else ():
                arrows[draw(premise), name] = None
        return names[key]

    draw(proof)
    return Picture(tuple(nodes), tuple(arrows))


def sketch(result: Result, proof: Proof) -> Picture:
    """What counts of a proof in a few boxes: each leads to the next, the weakest link to the last.

    They are the first lines of the page that answers why.
    """
    told = lines(result, proof)
    kinds = ("given", *("derived" for _ in told[3:]), _CONCLUSION, "stated")
    nodes = tuple(
        Node(f"n{number}", kind, _boxed(line))
        for number, (kind, line) in enumerate(zip(kinds, told, strict=True), 1)
    )
    *chain, weakest = (node.name for node in nodes)
    return Picture(nodes, (*pairwise(chain), (weakest, chain[-1])))


def _boxed(line: FirstLine) -> tuple[str, ...]:
    return (f"{line.label}: {line.text}", *([line.link] if line.link else []))


def _lines(knowledge: KnowledgeBase, step: Proof) -> Iterator[str]:
    said = pattern_text(knowledge, step.fact)
    match step.kind:
        case "given":
            yield f"You answered: {step.because}"
        case "stated":
            yield f"Known: {said}"
            yield str(step.location)
        case "absent":
            yield _nothing(knowledge, step)
            yield _absence(knowledge, step)
        case _:
            yield sentence_case(said)
    if step.rule:
        yield f"rule {step.rule.id}"


def _nothing(knowledge: KnowledgeBase, step: Proof) -> str:
    """What is absent: that it is not so, where no answer still open could bring it about."""
    if step.absence == UNKNOWN:
        return f"Nothing says: {pattern_text(knowledge, step.fact)}"
    return sentence_case(absence_text(knowledge, step.fact))


def _absence(knowledge: KnowledgeBase, step: Proof) -> str:
    """Why something is absent, with the answers it hangs on."""
    open_ones = [knowledge.questions[name].label for name in step.questions]
    answers = [premise.because for premise in step.premises]
    lead, names = {
        DENIED: ("So you answered: ", answers),
        UNKNOWN: ("Not known: ", open_ones),
    }.get(step.absence, ("Whatever is answered", []))
    more = len(names) - ANSWERS_NAMED
    return lead + listed([*names[:ANSWERS_NAMED], *([f"and {more} more"] if more > 0 else [])])


_MERMAID = {
    _CONCLUSION: ("[[", "]]"),
    "derived": ("[", "]"),
    "given": ("([", "])"),
    "stated": ("[(", ")]"),
    "absent": ("{{", "}}"),
}
_MERMAID_ENTITIES = str.maketrans({character: f"#{ord(character)};" for character in '"#&<>`\\'})


def mermaid(drawn: Picture) -> str:
    """The picture as a Mermaid flowchart.

    A character that Mermaid or HTML would read is written as its number between # and ;.
    """
    lines = ["flowchart BT"]
    for node in drawn.nodes:
        opening, closing = _MERMAID[node.kind]
        text = "<br/>".join(line.translate(_MERMAID_ENTITIES) for line in node.lines)
        lines.append(f'    {node.name}{opening}"{text}"{closing}')
    lines += [f"    {start} --> {end}" for start, end in drawn.arrows]
    return "\n".join(lines) + "\n"


_DOT = {
    _CONCLUSION: "box, peripheries=2",
    "derived": "box",
    "given": "ellipse",
    "stated": "cylinder",
    "absent": "hexagon",
}


_DOT_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def dot(drawn: Picture) -> str:
    """The picture in the language of Graphviz, which breaks no lines by itself."""
    lines = ["digraph proof {", "    rankdir=BT;"]
    for node in drawn.nodes:
        broken = (line for text in node.lines for line in _wrapped(text))
        text = "\\n".join(line.translate(_DOT_ESCAPES) for line in broken)
        lines.append(f'    {node.name} [shape={_DOT[node.kind]}, label="{text}"];')
    lines += [f"    {start} -> {end};" for start, end in drawn.arrows]
    return "\n".join([*lines, "}"]) + "\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LINE, break_long_words=False, break_on_hyphens=False)


DRAWN_AS = {"mermaid": mermaid, "dot": dot}
"""The languages a picture can be written in."""
