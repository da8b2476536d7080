"""Reads a pose: what stands in joint angles, limb by limb, in the words of the body.

    pose      = part *( ";" part )
    part      = "stands" | "lies" ( "face-down" | "on-back" | "other-side" | "working-side" )
              | block turns | who joint turns | who joint "towards" way
              | who ( "hand" | "foot" ) where | "rests on" point [ way ]
    block     = "pelvis" | "trunk" | "chest" | "head"
    who       = "working" | "other" | "both"
    joint     = "hip" | "knee" | "ankle" | "shoulder" | "elbow"
    turns     = 1*( motion degrees )
    where     = "flat" | "free" | "stays" | "on" point [ way ]
    way       = 1*( direction metres )

A point is `floor`, or one of the body such as `other-knee`. A direction goes by the body as it
lies, `headward` and `footward`, `ahead` and `back`, `out` and `across`, or by the room, `up` and
`down`; out is away from the middle on the side of the limb that is spoken of.
There is no left and no right. What cannot be read raises NotationError, which knows its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from hipexpert.notation import NotationError, did_you_mean
from hipexpert.vocabulary.drawing import (
    ABDUCTION,
    ADDUCTION,
    EXTENSION,
    EXTERNAL_ROTATION,
    FLEXION,
    INTERNAL_ROTATION,
)

TURN, SIDE_BEND = "turn", "side-bend"
"""What the pelvis, the trunk, the chest and the head do beside bending."""

POSTURES = ("stands", "face-down", "on-back", "other-side", "working-side")
BLOCKS = ("pelvis", "trunk", "chest", "head")
SIDES = ("working", "other")
JOINTS = ("hip", "knee", "ankle", "shoulder", "elbow")
ENDS = ("hand", "foot")
DIRECTIONS = ("headward", "footward", "ahead", "back", "out", "across", "up", "down")

ANTAGONISTS = {
    EXTENSION: FLEXION,
    ADDUCTION: ABDUCTION,
    EXTERNAL_ROTATION: INTERNAL_ROTATION,
}
"""Each motion that is written as its antagonist with the sign changed."""

_LIMB = (FLEXION, ABDUCTION, INTERNAL_ROTATION)
_BLOCK = (FLEXION, TURN, SIDE_BEND)
MOTIONS = {
    **dict.fromkeys(BLOCKS, _BLOCK),
    **dict.fromkeys(("hip", "shoulder"), _LIMB),
    **dict.fromkeys(("knee", "ankle", "elbow"), _LIMB[:1]),
}
"""The motions of each part; those of a block go towards the working side."""

POINTS = (
    *("floor", "pelvis", "waist", "chest", "neck", "head", "brow"),
    *(
        f"{side}-{joint}"
        for side in SIDES
        for joint in (
            *("hip", "thigh", "knee", "shin", "ankle", "heel", "toe"),
            *("shoulder", "elbow", "hand"),
        )
    ),
)
"""What of the body, and the floor, can be named."""

_WORD = re.compile(r"[^\s;]+|;")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")

Measures = tuple[tuple[str, float], ...]
"""Directions with their metres, or motions with their degrees."""


class Lies(NamedTuple):
    posture: str


class Angled(NamedTuple):
    """A part, and degrees by motion."""

    part: str
    degrees: Measures


class Pointed(NamedTuple):
    """Whither a knee or an elbow points, while the end of its limb is held in place."""

    joint: str
    way: Measures


class Placed(NamedTuple):
    """A hand or a foot that is `flat`, `free`, `stays`, or is `on` a point, `way` from it."""

    end: str
    how: str
    point: str = ""
    way: Measures = ()


class Rests(NamedTuple):
    """The point that bears the body. It stays where it is, or goes a `way` along the floor; `up` is
    its height where it is not to be brought to the floor."""

    point: str
    up: float | None
    way: Measures = ()


PosePart = Lies | Angled | Pointed | Placed | Rests


class _Words:
    """The words of a text, taken one by one."""

    def __init__(self, text: str):
        self.text = text
        self.found = [(match.group(), match.start()) for match in _WORD.finditer(text)]
        self.next = 0

    @property
    def word(self) -> str:
        return self.found[self.next][0] if self.next < len(self.found) else ""

    def fault(self, message: str, known: Iterable[str] = (), back: int = 0) -> NotationError:
        place = self.next - back
        end = len(self.text.rstrip())
        word, offset = self.found[place] if place < len(self.found) else ("", end)
        hint = did_you_mean(word, known) if word else None
        return NotationError(message, offset, max(len(word), 1), hint)

    def one_of(self, known: Iterable[str], what: str) -> str:
        """The next word, which is one of those known."""
        choices = tuple(known)
        if self.word not in choices:
            said = f"'{self.word}' is no {what}" if self.word else f"here a {what} is missing"
            raise self.fault(said, choices)
        self.next += 1
        return self.found[self.next - 1][0]

    def number(self, unit: str) -> float:
        if not _NUMBER.match(self.word):
            raise self.fault(f"here {unit} are missing")
        self.next += 1
        return float(self.found[self.next - 1][0])

    @property
    def ended(self) -> bool:
        return self.word in ("", ";")


def read_pose(text: str) -> tuple[PosePart, ...]:
    """The parts of a pose in the order written. Raises NotationError.

    >>> read_pose("working hip external-rotation 30")
    (Angled(part='working-hip', degrees=(('internal-rotation', -30.0),)),)
    """
    words, parts = _Words(text), list[PosePart]()
    while True:
        parts += _part(words)
        if not words.word:
            return tuple(parts)
        if words.word != ";":
            raise words.fault(f"'{words.word}' does not belong here; a ';' ends a part")
        words.next += 1


def _part(words: _Words) -> Iterable[PosePart]:
    first = words.one_of(("stands", "lies", "rests", *BLOCKS, *SIDES, "both"), "part of a pose")
    if first == "stands":
        return (Lies(first),)
    if first == "lies":
        return (Lies(words.one_of(POSTURES[1:], "way to lie")),)
    if first == "rests":
        return (_rests(words),)
    if first in BLOCKS:
        return (Angled(first, _degrees(words, first)),)
    limb = words.one_of((*JOINTS, *ENDS), "joint, hand or foot")
    sides = SIDES if first == "both" else (first,)
    read = _placed if limb in ENDS else _turned
    start = words.next
    found = []
    for side in sides:
        words.next = start
        found.append(read(words, side, limb))
    return found


def _rests(words: _Words) -> Rests:
    words.one_of(("on",), "word after 'rests': 'on'")
    point = words.one_of(POINTS[1:], "point of the body")
    way = dict(() if words.ended else _way(words))
    return Rests(point, way.pop("up", None), tuple(way.items()))


def _degrees(words: _Words, joint: str) -> Measures:
    known = MOTIONS[joint]
    spoken = (*known, *(a for a, b in ANTAGONISTS.items() if b in known))
    found = list[tuple[str, float]]()
    while not words.ended or not found:
        motion = words.one_of(spoken, f"motion of the {joint}")
        degrees = words.number("numbers of degrees")
        contrary = motion in ANTAGONISTS
        found.append((ANTAGONISTS.get(motion, motion), -degrees if contrary else degrees))
    return tuple(found)


def _turned(words: _Words, side: str, joint: str) -> PosePart:
    if words.word != "towards":
        return Angled(f"{side}-{joint}", _degrees(words, joint))
    if joint not in ("knee", "elbow"):
        raise words.fault("only a knee or an elbow points somewhere")
    words.next += 1
    return Pointed(f"{side}-{joint}", _way(words))


def _placed(words: _Words, side: str, end: str) -> Placed:
    how = words.one_of(("flat", "free", "stays", "on"), f"place of a {end}")
    if how != "on":
        return Placed(f"{side}-{end}", how)
    point = words.one_of(POINTS, "point of the body")
    return Placed(f"{side}-{end}", how, point, () if words.ended else _way(words))


def _way(words: _Words) -> Measures:
    found = list[tuple[str, float]]()
    while not words.ended or not found:
        direction = words.one_of(DIRECTIONS, "direction")
        found.append((direction, words.number("metres")))
    return tuple(found)
