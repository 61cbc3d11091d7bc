"""A sheet as written: the text of each cell, merged cells known, addresses as people say them."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

LETTERS = 26

Place = tuple[int, int]
"""Row and column, both from 0 on."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet; `merged` leads from each covered cell to the one that holds it."""

    rows: Sequence[Sequence[str]]
    merged: Mapping[Place, Place] = field(default_factory=dict)

    def at(self, row: int, column: int) -> str:
        """Return a cell's text, that of the merged cell where it is covered; "" outside."""
        row, column = self.merged.get((row, column), (row, column))
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def own(self, row: int, column: int) -> str:
        """Return what is written in this very cell; "" where a merged cell covers it."""
        covered = self.merged.get((row, column), (row, column)) != (row, column)
        return "" if covered else self.at(row, column)

    def find(self, *labels: str, rows: range | None = None) -> Place | None:
        """Return the first cell that holds one of some labels, whatever the blanks in it."""
        return next((place for place, text in self.filled(rows) if folded(text) in labels), None)

    def filled(self, rows: range | None = None) -> Iterator[tuple[Place, str]]:
        """Yield the cells that hold something, row by row."""
        known = range(len(self.rows))
        for row in known if rows is None else known[rows.start : rows.stop]:
            for column, text in enumerate(self.rows[row]):
                if text.strip():
                    yield (row, column), text

    def beside(self, place: Place) -> Place:
        """Return the cell right of another, past the columns it is merged over."""
        row, column = place
        column += 1
        while self.merged.get((row, column)) == place:
            column += 1
        return row, column


def address(row: int, column: int) -> str:
    """Write a place as a spreadsheet does: (0, 0) is A1."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def folded(text: str) -> str:
    """Fold widths and drop all blanks: how labels are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def written(value: object) -> str:
    """Write a cell's value as its reader sees it: 1000.0 is 1000, a day is 2025-12-31."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return unicodedata.normalize("NFC", str(value)).strip()
