"""Rows of the treasury's monthly execution 预算执行: checked one by one, never held together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lifecycle.rules.csv_text import FileFault, header_places
from lifecycle.rules.money import FULL_WIDTH, NumberError, exact, yuan

COLUMNS = ("year", "project", "month", "paid", "budget")
"""Budget year, project code, month, paid since January and adjusted budget of the year in 元."""
PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
CODE = re.compile(r"[0-9A-Za-z]{1,30}")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
MONTHS = frozenset(str(month) for month in range(1, 13))


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
) -> Iterator[tuple[int, list[str]] | CellFault]:
    """Yield each row with its five cells as plain text, or a fault for each cell that has one.

    The first row is the header. Raises FileFault when that does not fit.
    """
    numbered = iter(rows)
    header = next(numbered, None)
    if header is None:
        raise FileFault("文件是空的")
    places = header_places([_text(cell) for cell in header[1]], wanted=COLUMNS)
    order = [places[name] for name in COLUMNS]
    for row, cells in numbered:
        if len(cells) != len(COLUMNS):
            yield CellFault(row, "", f"应有{len(COLUMNS)}列，实有{len(cells)}列")
            continue
        typed = [_text(cells[at]) for at in order]
        if _plain(typed):
            yield row, typed
        else:
            yield from _read(row, typed)


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


def _plain(typed: Sequence[str]) -> bool:
    """Tell whether every cell stands as it will be stored: so do all but a few in a million."""
    year, project, month, paid, budget = typed
    return bool(
        month in MONTHS
        and PLAIN.fullmatch(paid)
        and PLAIN.fullmatch(budget)
        and CODE.fullmatch(project)
        and YEAR.fullmatch(year)
    )


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
