"""Rows of the treasury's monthly execution 预算执行: checked in blocks, never held together.

All but a few cells in a million stand as they will be stored. A block is therefore asked column by
column whether it does; one with an exception part by part, and only the part row by row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from lifecycle.rules.csv_text import FileFault, header_places
from lifecycle.rules.money import FULL_WIDTH, NumberError, exact, yuan

COLUMNS = ("year", "project", "month", "paid", "budget")
"""Budget year, project code, month, paid since January and adjusted budget of the year in 元."""
ROWS_A_BLOCK, ROWS_A_PART = 200, 25
"""So few that Python's collector, which looks at the whole program, is not called by a block."""
MOST_KNOWN = 4096
"""Cells of a column whose text is kept, so that what recurs is looked at once."""
CODE = re.compile(r"[0-9A-Za-z]{1,30}")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
MONTHS = frozenset(str(month) for month in range(1, 13))
_MONEY = r"[0-9]{1,12}+(?:\.[0-9]{1,2}+)?+"
PLAIN = tuple(
    re.compile(rf"(?:{cell}\n)*+")
    for cell in (YEAR.pattern, CODE.pattern, "(?:[1-9]|1[0-2])", _MONEY, _MONEY)
)
"""How the cells of each column stand as they will be stored, each with a newline after it."""

Layout = Sequence[tuple[int, re.Pattern[str], dict[Any, str]]]
"""Of each column its place, how its cells stand, and the cells known so far, with their text."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong, where; `row` is the line of the file, `column` "" for the whole row."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        place = f"第{self.row}行“{self.column}”列" if self.column else f"第{self.row}行"
        return f"{place}：{self.sentence}"


def checked(
    rows: Iterable[tuple[int, Sequence[Any]]],
) -> Iterator[tuple[int, Sequence[str]] | CellFault]:
    """Yield each row with its five cells as plain text, or a fault for each cell that has one.

    The first row that is not blank is the header. Raises FileFault when that does not fit.
    """
    numbered = iter(rows)
    header = next((cells for _row, cells in numbered if not _blank(cells)), None)
    if header is None:
        raise FileFault("文件是空的")
    places = header_places([_text(cell) for cell in header], wanted=COLUMNS)
    layout: Layout = [(places[name], shape, {}) for name, shape in zip(COLUMNS, PLAIN, strict=True)]
    while block := list(islice(numbered, ROWS_A_BLOCK)):
        yield from _plain(block, layout) or _in_parts(block, layout)


def no_more(
    rows: Iterable[tuple[int, Sequence[Any]]], *, most: int
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Pass rows on as long as there are no more than so many below the header, else FileFault."""
    for count, row in enumerate(rows):
        if count > most:
            raise FileFault(f"文件超过{most}行，请由系统管理员用命令导入")
        yield row


def unknown(row: int, year: int, /) -> CellFault:
    """Say that the city has no such project in that year."""
    return CellFault(row, "project", f"没有{year}年度的此项目")


def repeated(row: int, first: int, /) -> CellFault:
    """Say that an earlier row is of the same project and month."""
    return CellFault(row, "", f"与第{first}行是同一项目同一月份")


def document(batch: int) -> str:
    """Name the lines of a batch in the ledger."""
    return f"国库支付第{batch}批"


def _plain(
    block: Sequence[tuple[int, Sequence[Any]]], layout: Layout
) -> Iterator[tuple[int, Sequence[str]]] | None:
    """Give the rows where every cell of the block stands as it will be stored, else None."""
    lines, rows = zip(*block, strict=True)
    if set(map(len, rows)) != {len(COLUMNS)}:
        return None
    columns = list(zip(*rows, strict=True))
    found = [_stored(columns[at], shape, known) for at, shape, known in layout]
    texts = [column for column in found if column is not None]
    if len(texts) < len(COLUMNS):
        return None
    return zip(lines, zip(*texts, strict=True), strict=True)


def _stored(
    cells: Sequence[Any], shape: re.Pattern[str], known: dict[Any, str], /
) -> Iterable[str] | None:
    """Give a column as text where each cell fits the shape; what is known is not looked at."""
    kinds = set(map(type, cells))
    if kinds not in ({str}, {float}):
        return None
    found = [*map(known.get, cells)]
    if None not in found:
        return found  # type: ignore[return-value]
    read = _words if kinds == {str} else _figures
    new = tuple(set(cells).difference(known))
    if len(known) > MOST_KNOWN:
        if 2 * len(new) > len(cells):
            return read(cells, shape)
        known.clear()
        new = tuple(set(cells))
    words = read(new, shape)
    if words is None:
        return None
    known.update(zip(new, words, strict=True))
    return map(known.__getitem__, cells)


def _words(cells: Sequence[str], shape: re.Pattern[str]) -> Sequence[str] | None:
    text = "\n".join([*cells, ""])
    # As many lines as cells: none of them held a line break itself.
    return cells if shape.fullmatch(text) and text.count("\n") == len(cells) else None


def _figures(cells: Sequence[float], shape: re.Pattern[str]) -> Sequence[str] | None:
    # To write a number with two places is quicker than to find out how many it needs.
    text = "%.2f\n" * len(cells) % tuple(cells)
    text = text.replace("0\n", "\n").replace(".0\n", "\n")
    words = text.split()
    exact = shape.fullmatch(text) and tuple(map(float, words)) == cells
    return words if exact else None


def _in_parts(
    block: Sequence[tuple[int, Sequence[Any]]], layout: Layout
) -> Iterator[tuple[int, Sequence[str]] | CellFault]:
    for start in range(0, len(block), ROWS_A_PART):
        part = block[start : start + ROWS_A_PART]
        yield from _plain(part, layout) or _one_by_one(part, layout)


def _one_by_one(
    block: Iterable[tuple[int, Sequence[Any]]], layout: Layout
) -> Iterator[tuple[int, Sequence[str]] | CellFault]:
    for row, cells in block:
        if len(cells) != len(COLUMNS):
            yield CellFault(row, "", f"应有{len(COLUMNS)}列，实有{len(cells)}列")
        elif not _blank(cells):
            typed = [_text(cell) for cell in cells]
            ordered = [typed[at] for at, *_more in layout]
            yield from _plain([(row, typed)], layout) or _read(row, ordered)


def _blank(cells: Sequence[Any]) -> bool:
    return all(cell == "" for cell in cells)


def _read(row: int, typed: Sequence[str]) -> Iterator[tuple[int, list[str]] | CellFault]:
    found, faults = [], []
    for name, cell in zip(COLUMNS, typed, strict=True):
        try:
            found.append(READERS[name](cell.translate(FULL_WIDTH).strip()))
        except NumberError as fault:
            faults.append(CellFault(row, name, str(fault)))
    if faults:
        yield from faults
    else:
        yield row, found


def _year(cell: str) -> str:
    if not YEAR.fullmatch(cell):
        raise NumberError("应为四位年度")
    return cell


def _project(cell: str) -> str:
    if not CODE.fullmatch(cell):
        raise NumberError("应为项目代码，只有数字和字母")
    return cell


def _month(cell: str) -> str:
    month = cell.removeprefix("0")
    if month not in MONTHS:
        raise NumberError("应为1到12的整数")
    return month


def _money(cell: str) -> str:
    return exact(yuan(cell))


READERS: Mapping[str, Any] = {
    "year": _year,
    "project": _project,
    "month": _month,
    "paid": _money,
    "budget": _money,
}


def _text(cell: Any) -> str:
    """Write a cell of a workbook as typed: its numbers come as floats."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    return "" if cell is None else str(cell)
