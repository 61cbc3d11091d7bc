"""A grid of lights: a row for each name, a column for each month; each cell by shape and colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle.rules.charts.scale import NONE, Head, Tick, Twin, twin

CELL, LABELS, HEAD = 26, 150, 24
LONGEST_NAME = 11


@dataclass(frozen=True, slots=True)
class Cell:
    """One light with its word."""

    light: str
    word: str
    href: str = ""
    said: str = ""
    """What it rests on, for whoever points at it or listens."""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A light in its place."""

    x: int
    y: int
    light: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A chart of lights."""

    head: Head
    twin: Twin
    cells: tuple[DrawnCell, ...]
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]
    width: int
    height: int
    cell: int = CELL
    kind: str = "heat"


def heat(
    head: Head, columns: Sequence[str], given: Sequence[tuple[str, Sequence[Cell | None]]],
    *, names: str = "",
) -> Heat:  # fmt: skip
    """Place a light for each name and column; None leaves its cell empty."""
    rows = ([name, *(cell.word if cell else NONE for cell in cells)] for name, cells in given)
    return Heat(
        head,
        twin([names, *columns], rows),
        tuple(
            DrawnCell(_x(n), _y(m), cell.light, _title(name, columns[n], cell), cell.href)
            for m, (name, cells) in enumerate(given)
            for n, cell in enumerate(cells)
            if cell
        ),
        tuple(Tick(str(_x(n) + CELL // 2), column) for n, column in enumerate(columns)),
        tuple(Tick(str(_y(m) + CELL // 2), _short(name)) for m, (name, _cells) in enumerate(given)),
        LABELS + CELL * len(columns) + 2,
        HEAD + CELL * len(given) + 2,
    )


def _title(name: str, column: str, cell: Cell) -> str:
    return " ".join(filter(None, (name, column, cell.word, cell.said)))


def _x(n: int) -> int:
    return LABELS + n * CELL


def _y(m: int) -> int:
    return HEAD + m * CELL


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
