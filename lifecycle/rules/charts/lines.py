"""Lines over time: what was planned and what was paid; a row of small ones; one in a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lifecycle.rules.charts.scale import (
    Head,
    Tick,
    Twin,
    Value,
    ceiling,
    extent,
    placed,
    share,
    steps,
    twin,
    written,
)

WIDTH, HEIGHT = 480, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 24, 32
NARROW = (240, 130)
"""The size of a chart in a narrow panel, where one this wide keeps its words legible."""
SMALL_WIDTH, SMALL_HEIGHT, EDGE = 120, 40, 3
APART = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One series: a value for each place along the axis, None where none is known."""

    name: str
    values: Sequence[Value]
    tone: str = "lead"
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A value on its line."""

    x: str
    y: str
    title: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line ready to draw: broken where a value is missing."""

    name: str
    tone: str
    dashed: bool
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines with both axes."""

    head: Head
    twin: Twin
    lines: tuple[DrawnLine, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    kind: str = "lines"


@dataclass(frozen=True, slots=True)
class Spark:
    """A line in a cell, with its words for whoever does not see it."""

    name: str
    line: DrawnLine
    plan: DrawnLine | None
    last: str
    words: str
    width: int = SMALL_WIDTH
    height: int = SMALL_HEIGHT


@dataclass(frozen=True, slots=True)
class Multiples:
    """Many small lines on one scale."""

    head: Head
    twin: Twin
    sparks: tuple[Spark, ...]
    kind: str = "multiples"


def lines(
    head: Head, labels: Sequence[str], given: Sequence[Line], *, top: Value = None, names: str = "",
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Lines:  # fmt: skip
    """Draw lines over labels; the axis begins at 0 and ends at a round number, or at `top`."""
    end = Fraction(top) if top else ceiling(n for line in given for n in line.values)
    width, height = size
    box = _Box(LEFT, width - RIGHT, TOP, height - BOTTOM, len(labels), end)
    rows = ([label, *(written(line.values[n]) for line in given)] for n, label in enumerate(labels))
    return Lines(
        head,
        twin([names, *(line.name for line in given)], rows),
        tuple(_line(line, labels, box) for line in given),
        _across(labels, box),
        tuple(Tick(placed(box.y(value)), written(value)) for value in steps(end)),
        width=width,
        height=height,
        right=box.right,
        bottom=box.bottom,
    )


def _across(labels: Sequence[str], box: "_Box") -> tuple[Tick, ...]:
    """Write as many labels along the axis as stand apart."""
    room = Fraction(box.right - box.left, max(len(labels) - 1, 1))
    every = max((-(-(extent(label) + APART) // room) for label in labels), default=1)
    return tuple(Tick(placed(box.x(n)), label) for n, label in enumerate(labels) if n % every == 0)


def spark(name: str, values: Sequence[Value], *, plan: Sequence[Value] = (), top: Value = None,
          tone: str = "lead") -> Spark:  # fmt: skip
    """Draw a line for a cell; `plan` is dashed behind it."""
    end = Fraction(top) if top else ceiling([*values, *plan])
    labels = [str(n) for n in range(1, len(values) + 1)]
    box = _Box(EDGE, SMALL_WIDTH - EDGE, EDGE, SMALL_HEIGHT - EDGE, len(labels), end)
    known = [value for value in values if value is not None]
    return Spark(
        name,
        _line(Line(name, values, tone), labels, box),
        _line(Line("", plan, "soft", dashed=True), labels, box) if plan else None,
        written(known[-1] if known else None),
        "，".join(written(value) for value in values),
    )


def multiples(
    head: Head, labels: Sequence[str], given: Sequence[tuple[str, Sequence[Value]]],
    *, plan: Sequence[Value] = (), names: str = "",
) -> Multiples:  # fmt: skip
    """Draw a small line for each name, all on one scale so that they can be compared."""
    end = ceiling([*plan, *(n for _name, values in given for n in values)])
    rows = ([name, *(written(n) for n in values)] for name, values in given)
    sparks = tuple(spark(name, values, plan=plan, top=end) for name, values in given)
    return Multiples(head, twin([names, *labels], rows), sparks)


@dataclass(frozen=True, slots=True)
class _Box:
    """Where on the sheet the lines are, over how many places, up to what value."""

    left: int
    right: int
    top: int
    bottom: int
    count: int
    end: Fraction

    def x(self, n: int) -> Fraction:
        if self.count < 2:  # noqa: PLR2004 - one place stands in the middle
            return Fraction(self.left + self.right, 2)
        return self.left + Fraction(n * (self.right - self.left), self.count - 1)

    def y(self, value: Value) -> Fraction:
        return self.bottom - share(value, top=self.end, length=self.bottom - self.top)


def _line(line: Line, labels: Sequence[str], box: _Box) -> DrawnLine:
    points, path, pen = [], [], "M"
    for n, (label, value) in enumerate(zip(labels, line.values, strict=False)):
        if value is None:
            pen = "M"
            continue
        x, y = placed(box.x(n)), placed(box.y(value))
        points.append(Point(x, y, f"{line.name} {label} {written(value)}".strip()))
        path.append(f"{pen}{x} {y}")
        pen = "L"
    return DrawnLine(line.name, line.tone, line.dashed, "".join(path), tuple(points))
