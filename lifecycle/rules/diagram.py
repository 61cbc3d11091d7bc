"""The drawing of a stage as plain geometry: states as boxes in layers, steps as lines in gutters.

A step leaves its state at the bottom, runs in the gutter below it, if need be up or down a lane
at the side, and enters its new state from the top; so no line ever crosses a box.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lifecycle.rules.charts.scale import extent

BOX_WIDTH, BOX_HEIGHT = 156, 48
GAP = 28
TRACK, LANE = 9, 11
EDGE = 10
ARROW = 7
TEXT, PADDING = 14, 10


@dataclass(frozen=True, slots=True)
class Arc:
    """One step from one state to another; `label` names it."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Box:
    """A state in its place."""

    name: str
    x: int
    y: int
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> int:
        """Where its words stand across."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Wire:
    """A step in its place; `back` says that it leads to an earlier layer."""

    label: str
    path: str
    head: str
    back: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """A stage ready to draw."""

    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    width: int
    height: int


def layers(states: Sequence[str], arcs: Sequence[Arc]) -> dict[str, int]:
    """Give each state its layer: one below the lowest of those that lead on to it.

    A step to a state that was declared earlier leads back and lowers nothing.
    """
    place = {state: n for n, state in enumerate(states)}
    found: dict[str, int] = {}
    for state in states:
        above = [
            found[arc.source]
            for arc in arcs
            if arc.target == state and place[arc.source] < place[state]
        ]
        found[state] = max(above, default=-1) + 1
    return found


def fitting(words: Iterable[str]) -> int:
    """Give how wide a box must be for the longest line of words in it."""
    return max([BOX_WIDTH, *(extent(text, size=TEXT) + 2 * PADDING for text in words)])


def diagram(states: Sequence[str], arcs: Sequence[Arc], *, wide: int = BOX_WIDTH) -> Diagram:
    """Place the states, each in a box so wide, and draw the steps between them."""
    layer = layers(states, arcs)
    tracks = _tracks(arcs, layer)
    rows = _rows(states, layer)
    lanes = sum(_side(arc, layer) for arc in arcs)
    inner = max(len(row) for row in rows.values()) * (wide + GAP) - GAP
    tops = _tops(rows, tracks)
    boxes = {
        state: Box(state, _across(n, len(row), inner, wide), tops[depth], wide)
        for depth, row in rows.items()
        for n, state in enumerate(row)
    }
    wires = _wires(arcs, boxes, layer, tracks, inner)
    width = EDGE + inner + (GAP + lanes * LANE if lanes else 0) + EDGE
    height = tops[max(rows)] + BOX_HEIGHT + _gutter(tracks[max(rows) + 1]) + EDGE
    return Diagram(tuple(boxes[state] for state in states), wires, width, height)


def _rows(states: Sequence[str], layer: Mapping[str, int]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for state in states:
        rows[layer[state]].append(state)
    return dict(rows)


def _side(arc: Arc, layer: Mapping[str, int]) -> bool:
    """Tell whether a step needs a lane: it does not simply lead to the next layer."""
    return layer[arc.target] != layer[arc.source] + 1


def _tracks(arcs: Sequence[Arc], layer: Mapping[str, int]) -> dict[int, list[tuple[int, str]]]:
    """Give each gutter, named by the layer below it, its tracks: which step runs there."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for n, arc in enumerate(arcs):
        found[layer[arc.source] + 1].append((n, "out"))
        if _side(arc, layer):
            found[layer[arc.target]].append((n, "in"))
    return found


def _gutter(tracks: Sequence[object]) -> int:
    return GAP + len(tracks) * TRACK if tracks else 0


def _tops(rows: Mapping[int, object], tracks: Mapping[int, Sequence[object]]) -> dict[int, int]:
    tops, y = {}, EDGE
    for depth in sorted(rows):
        y += _gutter(tracks.get(depth, ()))
        tops[depth] = y
        y += BOX_HEIGHT
    return tops


def _across(n: int, count: int, inner: int, wide: int) -> int:
    row = count * (wide + GAP) - GAP
    return EDGE + (inner - row) // 2 + n * (wide + GAP)


def _wires(
    arcs: Sequence[Arc],
    boxes: Mapping[str, Box],
    layer: Mapping[str, int],
    tracks: Mapping[int, Sequence[tuple[int, str]]],
    inner: int,
) -> tuple[Wire, ...]:
    found, lane = [], EDGE + inner + GAP
    for n, arc in enumerate(arcs):
        start = _port([one.source for one in arcs], n, boxes[arc.source])
        end = _port([one.target for one in arcs], n, boxes[arc.target])
        below, above = boxes[arc.source].y + BOX_HEIGHT, boxes[arc.target].y
        out = _track(tracks[layer[arc.source] + 1], (n, "out"), below)
        path = f"M{start} {below}V{out}"
        if _side(arc, layer):
            gutter = tracks[layer[arc.target]]
            enter = _track(gutter, (n, "in"), above - _gutter(gutter))
            path += f"H{lane}V{enter}"
            lane += LANE
        path += f"H{end}V{above - ARROW}"
        head = f"M{end} {above}l-4 -{ARROW}h8z"
        found.append(Wire(arc.label, path, head, layer[arc.target] <= layer[arc.source]))
    return tuple(found)


def _track(tracks: Sequence[tuple[int, str]], wanted: tuple[int, str], top: int) -> int:
    return top + GAP // 2 + tracks.index(wanted) * TRACK


def _port(ends: Sequence[str], n: int, box: Box) -> int:
    """Spread the steps that leave or enter a box evenly along its side."""
    mine = [place for place, name in enumerate(ends) if name == ends[n]]
    return box.x + box.width * (mine.index(n) + 1) // (len(mine) + 1)
