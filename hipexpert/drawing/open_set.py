"""The drawings as an open set: a file for each drill and side, the poses, an index, the licence.

Who takes a drawing out of it takes its words along: each has its name and its instruction inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from hipexpert.drawing.angles import HipAngles, hip_angles
from hipexpert.drawing.drills import drawing, readable
from hipexpert.drawing.measuring import MOTIONS, measuring_drawing, measuring_positions
from hipexpert.drawing.movement import Movement
from hipexpert.drawing.skeleton import Figure
from hipexpert.model import KnowledgeBase
from hipexpert.vocabulary.body import LEFT, RIGHT
from hipexpert.vocabulary.drawing import END_POSE, IN_POSITION, NOT_DRAWN, SEEN_FROM, START_POSE
from hipexpert.vocabulary.prescription import DRILL, INSTRUCTION, TRAINS

SCHEMA = "hipexpert/drawings/1"
LICENCE = "CC BY 4.0"
LICENCE_AT = "https://creativecommons.org/licenses/by/4.0/"

_LICENCE_TEXT = f"""\
The drawings, the poses and the words of this set are licensed under the Creative Commons
Attribution 4.0 International licence, {LICENCE}: {LICENCE_AT}

You may share and adapt them, for any purpose, also commercially, if you give credit: name
"hipexpert", link to the licence, and say whether you changed anything.
"""

_README = """\
# Drawings of hip-rotation drills

{drawn} drills and {positions} positions in which the rotation of a hip is measured, each with the
right and with the left side working. No picture was drawn by hand: each is computed from poses that
are declared in joint angles, and its arrow from the way of one point between them. Left and right
are mirror images in space, so numbers and frames are not turned round.

- `index.html`: all of them on one page
- `drills/NAME-SIDE.svg`: one drawing; its name and how it is done stand in it as text
- `measuring/POSITION-MOTION-SIDE.svg`: a position with the leg at the middle of published means
- `poses.json`: the poses as written, the angles they come to, and the points in space, in metres
- `LICENSE`: {licence}

The colours follow a light or a dark page; `--hx-work` and the other variables in each file's style
sheet change them. The drawings are a training-planning aid. They do not diagnose, treat or cure,
and do not replace the words of a drill: when to stop stands there.

Knowledge {version}. Not drawn, each for its reason:

{left_out}
"""

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drawings of hip-rotation drills</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 24px; }}
body {{ background: Canvas; color: CanvasText; }}
main {{ display: grid; gap: 20px; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); }}
figure {{ margin: 0; }}
img {{ width: 100%; max-width: 320px; aspect-ratio: 4 / 3; }}
figcaption b {{ display: block; }}
</style>
<h1>Drawings of hip-rotation drills</h1>
<p>Each with the right side working; the left has a file of its own. {licence}, see LICENSE.</p>
<main>
{figures}
</main>
<h2>Not drawn</h2>
<ul>
{left_out}
</ul>
</html>
"""


def open_set(knowledge: KnowledgeBase) -> dict[str, str]:
    """Every file of the set, by its name within the folder."""
    drawn = drawn_drills(knowledge)
    positions = measuring_positions(knowledge)
    files = {
        f"drills/{drill}-{side}.svg": drawing(knowledge, drill, side) or ""
        for drill in drawn
        for side in (LEFT, RIGHT)
    }
    for position in positions:
        for motion in MOTIONS:
            for side in (LEFT, RIGHT):
                name = f"measuring/{position}-{motion}-{side}.svg"
                files[name] = measuring_drawing(knowledge, position, motion, side)
    told = left_out(knowledge)
    files["poses.json"] = json.dumps(poses(knowledge), indent=1, ensure_ascii=False) + "\n"
    files["index.html"] = _index(knowledge, drawn, told)
    files["README.md"] = _README.format(
        drawn=len(drawn),
        positions=len(positions),
        licence=LICENCE,
        version=knowledge.version,
        left_out="\n".join(f"- {knowledge.label(drill)}: {why}" for drill, why in told.items()),
    )
    files["LICENSE"] = _LICENCE_TEXT
    return files


def drawn_drills(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The drills of which there is a drawing, by name."""
    return tuple(drill for drill in knowledge.instances(DRILL) if readable(knowledge, drill))


def unreadable(knowledge: KnowledgeBase) -> list[str]:
    """The drills that have a pose, and one that cannot be read."""
    posed = {d for d, said in knowledge.words.items() if {START_POSE, END_POSE} & said.keys()}
    return sorted(posed.difference(drawn_drills(knowledge)))


def left_out(knowledge: KnowledgeBase) -> dict[str, str]:
    """The drills that are not drawn, each with the reason."""
    said = {drill: knowledge.text(drill, NOT_DRAWN) for drill in knowledge.instances(DRILL)}
    return {drill: why for drill, why in said.items() if why}


def poses(knowledge: KnowledgeBase) -> dict[str, Any]:
    """All poses, as they are written and as they come out, in one document."""
    return {
        "schema": SCHEMA,
        "licence": LICENCE,
        "knowledge": knowledge.identity,
        "units": {"angles": "degree", "points": "metre"},
        "axes": {"x": "towards the working side", "y": "ahead of one who stands", "z": "up"},
        "drills": [_drill(knowledge, drill) for drill in drawn_drills(knowledge)],
        "not-drawn": left_out(knowledge),
    }


def _drill(knowledge: KnowledgeBase, drill: str) -> dict[str, Any]:
    found = readable(knowledge, drill)
    assert found is not None
    return {
        "id": drill,
        "label": knowledge.label(drill),
        "instruction": knowledge.text(drill, INSTRUCTION),
        "position": knowledge.object(drill, IN_POSITION),
        "trains": list(knowledge.objects(drill, TRAINS)),
        "arrow-follows": list(found.shows),
        "seen-from": {
            "view": knowledge.object(drill, SEEN_FROM),
            "azimuth": found.camera.azimuth,
            "height": found.camera.height,
        },
        "frames": found.frames,
        **{when: _pose(knowledge, found, when, figure) for when, figure in found.named_figures()},
    }


def _pose(knowledge: KnowledgeBase, found: Movement, when: str, figure: Figure) -> dict[str, Any]:
    sides = (("working", 1), ("other", -1))
    return {
        "as-written": knowledge.text(found.name, {"start": START_POSE, "end": END_POSE}[when]),
        "angles": {side: _named(hip_angles(figure, side, sign)) for side, sign in sides},
        "points": {name: [round(x, 3) for x in point] for name, point in figure.points.items()},
    }


def _named(angles: HipAngles) -> dict[str, int]:
    names = ("hip-flexion", "hip-abduction", "hip-internal-rotation", "knee-flexion")
    return {name: round(degrees) for name, degrees in zip(names, angles, strict=True)}


def _index(knowledge: KnowledgeBase, drawn: tuple[str, ...], told: dict[str, str]) -> str:
    reasons = (
        f"<li>{escape(knowledge.label(drill))}: {escape(why)}</li>" for drill, why in told.items()
    )
    return _PAGE.format(
        licence=LICENCE,
        figures="\n".join(_figures(knowledge, drawn)),
        left_out="\n".join(reasons),
    )


def _figures(knowledge: KnowledgeBase, drawn: tuple[str, ...]) -> Iterator[str]:
    for drill in drawn:
        text = knowledge.text(drill, INSTRUCTION)
        yield _figure(f"drills/{drill}-{RIGHT}.svg", knowledge.label(drill), text)
    for position in measuring_positions(knowledge):
        for motion in MOTIONS:
            name = f"{knowledge.label(motion)}, {knowledge.label(position)}"
            said = knowledge.text(position, "skos:definition")
            yield _figure(f"measuring/{position}-{motion}-{RIGHT}.svg", name, said)


def _figure(file: str, name: str, said: str) -> str:
    return (
        f'<figure><img src="{file}" alt="{escape(name)}">'
        f"<figcaption><b>{escape(name)}</b>{escape(said)}</figcaption></figure>"
    )
