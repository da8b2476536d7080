"""Draws a movement: its end solid, its start as a dashed line, the way between as an arrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from hipexpert.drawing import arrow as arrows
from hipexpert.drawing.camera import Camera
from hipexpert.drawing.movement import Movement, point_name
from hipexpert.drawing.notation import SIDES
from hipexpert.drawing.outline import Disc, band, inside, number, outline, rim, round_path
from hipexpert.drawing.pieces import SEGMENTS, Piece, in_order, pieces, segment_discs
from hipexpert.drawing.props import ROUNDS, Solid, faces, solid
from hipexpert.drawing.skeleton import Figure
from hipexpert.drawing.svg import element, path, text
from hipexpert.drawing.vectors import Vector

WIDTH, HEIGHT, MARGIN = 240, 180, 7
MOST_SCALE = 150.0
GHOSTED = 0.03
"""Metres that a limb moves from which its start is drawn."""

Place = arrows.Place


@dataclass(frozen=True)
class View:
    """One side of one movement, at a scale."""

    movement: Movement
    sign: int
    scale: float = 100.0

    @property
    def camera(self) -> Camera:
        camera = self.movement.camera
        return camera if self.sign > 0 else camera.mirrored()

    def of_side(self, figure: Figure) -> Figure:
        return figure if self.sign > 0 else figure.mirrored()

    def place(self, point: Vector) -> Place:
        """Where a point in space, mirrored already, is in the picture."""
        seen = self.camera.see(point)
        return seen.x * self.scale, seen.y * self.scale

    def path(self, point: str) -> list[Place]:
        found = self.movement.path(point)
        return [self.place(p if self.sign > 0 else p.mirrored()) for p in found]


@dataclass(frozen=True)
class Frame:
    """A figure with what is around it, as elements of SVG and the room they take."""

    elements: tuple[str, ...]
    room: tuple[float, float, float, float]
    pieces: tuple[Piece, ...]


def picture(movement: Movement, sign: int) -> list[str]:
    """The elements of the picture; `sign` is 1 where the right side works, -1 for the left."""
    view = View(movement, sign)
    if movement.frames == 2:
        return _two(view)
    rough = _single(view)
    scale = _fitting([rough.room], WIDTH, HEIGHT)
    frame = _single(View(movement, sign, view.scale * scale))
    return [_centred(frame, 0, 0, WIDTH, HEIGHT)]


def _fitting(
    rooms: Sequence[tuple[float, float, float, float]], width: float, height: float
) -> float:
    wide = max(x1 - x0 for x0, _, x1, _ in rooms)
    high = max(y1 - y0 for _, y0, _, y1 in rooms)
    return min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high, MOST_SCALE / 100)


def _centred(frame: Frame, x: float, y: float, width: float, height: float) -> str:
    x0, y0, x1, y1 = frame.room
    return _moved(frame, x + (width - x0 - x1) / 2, y + (height - y0 - y1) / 2)


def _moved(frame: Frame, x: float, y: float) -> str:
    return element("g", "".join(frame.elements), transform=f"translate({number(x)} {number(y)})")


def _single(view: View) -> Frame:
    m = view.movement
    shown = view.of_side(m.start_figure if m.held else m.end_figure)
    drawn = _figure(view, shown)
    extra = [] if m.held else list(_ghosts(view))
    over: list[str] = []
    reach: list[Place] = []
    for point in m.shows:
        line = _force(view, point) if m.held else _beside(view, point, drawn.pieces)
        if line:
            over += _arrow(line, m.both_ways)
            reach += line
    if m.held and not over:
        level = _level(view, shown)
        over.append(path("M" + "L".join(f"{number(x)} {number(y)}" for x, y in level), "level"))
    ghost_room = [spot for _, spots in extra for spot in spots]
    room = _around(drawn.room, [*reach, *ghost_room])
    return Frame((*drawn.elements, *(e for e, _ in extra), *over), room, drawn.pieces)


def _two(view: View) -> list[str]:
    """Start and end: side by side, or one above the other where they are long."""
    rough = [
        _figure(view, view.of_side(f))
        for f in (view.movement.start_figure, view.movement.end_figure)
    ]
    wide = max(f.room[2] - f.room[0] for f in rough)
    high = max(f.room[3] for f in rough) - min(f.room[1] for f in rough)
    stacked = wide > 1.25 * high
    cell = (WIDTH - 34, HEIGHT / 2) if stacked else (WIDTH / 2, HEIGHT - 14)
    top = min(f.room[1] for f in rough)
    bottom = max(f.room[3] for f in rough)
    rooms = [(f.room[0] - (0 if stacked else 12), top, f.room[2], bottom) for f in rough]
    if stacked:
        rooms = [f.room for f in rough]
    scale = view.scale * _fitting(rooms, *cell)
    view = View(view.movement, view.sign, scale)
    start, end = (
        _figure(view, view.of_side(f))
        for f in (view.movement.start_figure, view.movement.end_figure)
    )
    lines = [_beside(view, point, end.pieces) for point in view.movement.shows]
    over = [e for line in lines if line for e in _arrow(line, view.movement.both_ways)]
    room = _around(end.room, [spot for line in lines if line for spot in line])
    end = Frame((*end.elements, *over), room, end.pieces)
    if stacked:
        return [
            _centred(start, 34, 0, WIDTH - 34, HEIGHT / 2),
            _centred(end, 34, HEIGHT / 2, WIDTH - 34, HEIGHT / 2),
            text("1", 6, 18, "count"),
            text("2", 6, HEIGHT / 2 + 18, "count"),
        ]
    top = min(start.room[1], end.room[1])
    bottom = max(start.room[3], end.room[3])
    down = 14 + (HEIGHT - 14 - top - bottom) / 2
    found = []
    for n, frame in enumerate((start, end)):
        middle = (n + 0.5) * WIDTH / 2 + (-4, 4)[n]
        found.append(_moved(frame, middle - (frame.room[0] + frame.room[2]) / 2, down))
        found.append(text(str(n + 1), n * WIDTH / 2 + 6 + 4 * n, 18, "count"))
    return [*found, path(f"M{WIDTH / 2 - 3} 84l7 7l-7 7", "next")]


def _figure(view: View, figure: Figure) -> Frame:
    m = view.movement
    back, loose, spots = [], [], list[Place]()
    anchored = view.of_side(m.start_figure)
    for prop in m.props:
        body = anchored if prop.how == "under" else figure
        thing = solid(prop, body, m.start.posture, view.sign)
        if len(thing.corners) == 2:
            loose.append(_round(view, thing, prop.kind))
            continue
        for look, corners in faces(thing, view.camera):
            places = [view.place(corner) for corner in corners]
            spots += places
            back.append(path(_polygon(places), look))
    ground, floor_spots = _ground(view, figure)
    drawn = pieces(figure, view.camera, view.scale, m.accented)
    if loose:
        drawn = in_order([*drawn, *loose])
    room = _around(_room(drawn), [*spots, *floor_spots])
    return Frame((*ground, *back, *_painted(view, figure, drawn)), room, tuple(drawn))


def _round(view: View, thing: Solid, kind: str) -> Piece:
    seen = [view.camera.see(end) for end in thing.corners]
    discs = tuple(
        Disc(s.x * view.scale, s.y * view.scale, max(thing.radius * view.scale, 1.6), s.depth)
        for s in seen
    )
    return Piece(kind, kind, "thing" if kind in ROUNDS else "line", discs, discs)


def _polygon(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places) + "Z"


def _room(drawn: Iterable[Piece]) -> tuple[float, float, float, float]:
    discs = [d for piece in drawn for d in piece.discs]
    return (
        min(d.x - d.radius for d in discs),
        min(d.y - d.radius for d in discs),
        max(d.x + d.radius for d in discs),
        max(d.y + d.radius for d in discs),
    )


def _around(
    room: tuple[float, float, float, float], spots: Sequence[Place]
) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = room
    xs, ys = [x0, x1, *(x for x, _ in spots)], [y0, y1, *(y for _, y in spots)]
    return min(xs), min(ys), max(xs), max(ys)


def _ground(view: View, figure: Figure) -> tuple[list[str], list[Place]]:
    """A line under those who stand, a mat under all others."""
    f, points = view.movement, figure.points.values()
    x0, x1 = min(p.x for p in points), max(p.x for p in points)
    y0, y1 = min(p.y for p in points), max(p.y for p in points)
    on_mat = figure["head"].z < 1.0 and not any(p.kind in ("chair", "bench") for p in f.props)
    if not on_mat and view.camera.height <= 26:
        ends = [view.place(p) for p in _floor_line(view, figure)]
        (ax, ay), (bx, by) = sorted(ends)
        return [path(f"M{number(ax)} {number(ay)}L{number(bx)} {number(by)}", "floor")], ends
    if not on_mat:
        return [], []
    along_x = x1 - x0 > y1 - y0
    dx, dy = (0.08, 0.16) if along_x else (0.16, 0.08)
    corners = [
        Vector(x0 - dx, y0 - dy, 0),
        Vector(x1 + dx, y0 - dy, 0),
        Vector(x1 + dx, y1 + dy, 0),
        Vector(x0 - dx, y1 + dy, 0),
    ]
    places = [view.place(corner) for corner in corners]
    return [path(_polygon(places), "mat")], places


def _floor_line(view: View, figure: Figure) -> list[Vector]:
    """Two points on the floor to both sides of the figure, as the camera sees it."""
    right = view.camera.right
    low = [p for p in figure.points.values()]
    middle = Vector(sum(p.x for p in low) / len(low), sum(p.y for p in low) / len(low), 0)
    reach = [right.dot(p.minus(middle)) for p in low]
    feet = [figure[f"{side}-heel"] for side in SIDES]
    depth = max(view.camera.towards._replace(z=0).dot(p.minus(middle)) for p in feet)
    near = view.camera.towards._replace(z=0).unit.times(max(min(depth, 0.12), -0.2))
    return [
        middle.plus(right, min(reach) - 0.1).plus(near),
        middle.plus(right, max(reach) + 0.1).plus(near),
    ]


def _painted(view: View, figure: Figure, drawn: Sequence[Piece]) -> Iterable[str]:
    """The pieces one after another, those of a limb that follow each other as one."""
    done: set[str] = set()
    run: list[Piece] = []
    for piece in [*drawn, None]:
        if run and (piece is None or piece.limb != run[0].limb or piece.look != run[0].look):
            yield from _run(view, figure, run, done)
            run = []
        if piece:
            run.append(piece)


def _run(view: View, figure: Figure, run: Sequence[Piece], done: set[str]) -> Iterable[str]:
    shape = "".join(outline(piece.discs) for piece in run)
    look = run[0].look
    if look not in ("thing", "line"):
        yield path(shape, "halo")
    yield path(shape, look)
    for piece in run:
        yield from _weld(view, figure, piece, done)
        done.add(piece.name)
    if run[0].name == "face":
        yield from _eyes(view, figure)


_WELDS = {
    "thigh": ("shin", "knee"),
    "shin": ("thigh", "knee"),
    "upper-arm": ("forearm", "elbow"),
    "forearm": ("upper-arm", "elbow"),
}


def _weld(view: View, figure: Figure, piece: Piece, done: set[str]) -> Iterable[str]:
    """A disc over the white ring that a halo leaves at a joint whose other half is drawn."""
    side, _, name = piece.name.partition("-")
    if side not in SIDES or name not in _WELDS:
        return
    mate, joint = _WELDS[name]
    if f"{side}-{mate}" in done:
        shared = [d for d in piece.discs if d in _joint_discs(view, figure, side, mate)]
        for each in shared[:1]:
            yield path(round_path(each._replace(radius=each.radius - 0.3)), piece.look)


def _joint_discs(view: View, figure: Figure, side: str, name: str) -> tuple[Disc, ...]:
    return segment_discs(figure, view.camera, view.scale, side, name)


def _eyes(view: View, figure: Figure) -> Iterable[str]:
    """The eyes that are seen."""
    for side in SIDES:
        eye = figure[f"{side}-eye"]
        out = eye.minus(figure["head"]).unit
        if out.dot(view.camera.towards) > 0.25:
            x, y = view.place(eye)
            yield path(round_path(Disc(x, y, max(0.012 * view.scale, 1.1))), "eye")


def _ghosts(view: View) -> Iterable[tuple[str, list[Place]]]:
    """The start of each limb that moves, as a dashed outline on paper."""
    start, end = (view.of_side(f) for f in (view.movement.start_figure, view.movement.end_figure))
    for side in SIDES:
        for names in (("thigh", "shin", "foot"), ("upper-arm", "forearm")):
            moved = [n for n in names if _moves(start, end, side, n)]
            if not moved:
                continue
            discs = [segment_discs(start, view.camera, view.scale, side, n) for n in moved]
            edge = rim([band(each) for each in discs], 2.5)
            accented = f"{side}-{'leg' if 'thigh' in names else 'arm'}" in view.movement.accented
            look = "ghost" if accented else "ghost-other"
            spots = [
                (d.x + s * d.radius, d.y + s * d.radius)
                for each in discs
                for d in each
                for s in (-1, 1)
            ]
            yield path(edge, "ghost-halo") + path(edge, look), spots


def _moves(start: Figure, end: Figure, side: str, name: str) -> bool:
    return any(
        start[f"{side}-{point}"].minus(end[f"{side}-{point}"]).length > GHOSTED
        for point in SEGMENTS[name]
    )


_PARENTS = {
    "ankle": "knee",
    "heel": "knee",
    "toe": "knee",
    "knee": "hip",
    "hand": "shoulder",
    "elbow": "shoulder",
    "thigh": "hip",
    "hip": "pelvis",
    "shoulder": "chest",
}


def _pivot(view: View, point: str) -> Place | None:
    """Where the point turns about: the nearest joint up its limb that stays."""
    start, end = (view.of_side(f) for f in (view.movement.start_figure, view.movement.end_figure))
    name = point_name(point)
    while (joint := name.rpartition("-")[2]) in _PARENTS:
        side = name.partition("-")[0]
        above = _PARENTS[joint]
        name = above if above in ("pelvis", "chest") else f"{side}-{above}"
        if start[name].minus(end[name]).length < 0.06:
            return view.place(end[name])
    return None


def _beside(view: View, point: str, drawn: Sequence[Piece]) -> list[Place]:
    """The path of a point, led clear of the figure."""
    line = view.path(point)
    if arrows.long(line) < 0.02 * view.scale:
        return []
    bands = [band(piece.discs) for piece in drawn if piece.look != "line"]
    pivot = None if view.movement.frames == 2 else _pivot(view, point)
    if pivot:
        tries = [arrows.about(line, pivot, times) for times in (1.16, 1.25, 1.35, 1.45)]
    else:
        way = arrows.sweep(line)
        far = hypot(*way) or 1.0
        square = (-way[1] / far, way[0] / far)
        tries = [
            [(x + sign * step * square[0], y + sign * step * square[1]) for x, y in line]
            for step in range(0, 90, 6)
            for sign in (1, -1)
        ]
    return min(tries, key=lambda each: (_covers(each, bands), tries.index(each)))


def _covers(line: Sequence[Place], bands: Sequence[Sequence[Place]]) -> int:
    """How many points about a line lie on the figure."""
    around = ((0, 0), (6, 0), (-6, 0), (0, 6), (0, -6))
    return sum(
        any(inside(x + a, y + b, each) for each in bands) for x, y in line for a, b in around
    )


def _arrow(line: Sequence[Place], both_ways: bool) -> list[str]:
    shaft, heads = arrows.arrow(line, both_ways)
    return [
        path(shaft, "move-halo"),
        path(heads, "head-halo"),
        path(shaft, "move"),
        path(heads, "head"),
    ]


def _force(view: View, point: str) -> list[Place]:
    """A short straight arrow to a point that presses, the way it would go."""
    line = view.path(point)
    way = arrows.sweep(line)
    far = hypot(*way)
    if far < 1e-6:
        return []
    long = 0.2 * view.scale
    x, y = line[0]
    off = 0.07 * view.scale
    unit = way[0] / far, way[1] / far
    return [
        (x - (off + long) * unit[0], y - (off + long) * unit[1]),
        (x - off * unit[0], y - off * unit[1]),
    ]


def _level(view: View, figure: Figure) -> list[Place]:
    """A line through both hips, as wide again to both sides."""
    one, other = figure["working-hip"], figure["other-hip"]
    return [view.place(a.plus(a.minus(b), 1.0)) for a, b in ((one, other), (other, one))]
