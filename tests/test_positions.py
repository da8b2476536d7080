"""Each drill trains the motion that follows from its position and from what moves in it.

tests/positions.csv was read off the instructions by what the body does, not by what the knowledge
says it trains; here the motion follows from it.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hipexpert.model import KnowledgeBase

TABLE = Path(__file__).parent / "positions.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

MOTION = {
    "foot outwards": "internal-rotation",
    "knee inwards": "internal-rotation",
    "back leg turned in": "internal-rotation",
    "pelvis towards the thigh": "internal-rotation",
    "held turned in against gravity": "internal-rotation",
    "outward rotators lengthened": "internal-rotation",
    "foot inwards": "external-rotation",
    "knee outwards": "external-rotation",
    "shin across in front": "external-rotation",
    "held turned out against gravity": "external-rotation",
    "chest turned open": "thoracic-rotation",
    "chest opened backwards": "thoracic-rotation",
    "inner thigh lengthened": "abduction",
    "thigh to the side": "abduction",
    "pelvis held level": "abduction",
    "thigh to the middle": "adduction",
    "thigh forwards": "flexion",
    "thigh backwards": "extension",
}
"""With the foot free and the knee bent the foot goes the other way round than the thigh turns."""


def test_every_drill_of_a_plan_is_in_the_table(knowledge: KnowledgeBase) -> None:
    drills = {d for d in knowledge.instances("Drill") if knowledge.objects(d, "fills")}
    assert {row["drill"] for row in ROWS} == drills


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["drill"])
def test_a_drill_trains_what_moves_in_it(knowledge: KnowledgeBase, row: dict[str, str]) -> None:
    assert knowledge.objects(row["drill"], "in-position") == (row["position"],)
    assert knowledge.objects(row["drill"], "trains") == (MOTION[row["what moves"]],)
