"""Opening a workbook that somebody sent: nothing is trusted before it has been weighed."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError, XMLPullParser

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from lifecycle.rules.file_kinds import BROKEN_ZIP
from lifecycle.rules.grid import Grid, Place, written

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 200
MOST_CELLS = 100_000
MOST_NAMED = 20
PIECE = 2**16
SHEET = "xl/worksheets/"
TYPED_SIGN = re.compile(r"\s*[0-9][0-9.,]*\s*[%％]?(?:[^\W0-9A-Za-z_]+(?:/[^\W0-9A-Za-z_]+)?)?\s*")
"""What is no formula: a number and its unit, typed behind the sign of equality."""
UNREADABLE = (OSError, LookupError, ValueError, TypeError, AttributeError, SyntaxError)
"""What the reader stumbles with over a part that another program wrote wrongly."""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class SheetFault(ValueError):  # noqa: N818 - an answer, not a failure
    """The workbook cannot be taken; str() is the sentence."""


class FormulaFault(SheetFault):
    """Cells hold formulas; the sheets are read all the same, formulas as they were typed."""

    def __init__(self, sentence: str, grids: list[Grid]) -> None:
        self.grids = grids
        super().__init__(sentence)


def read_file(path: Path) -> bytes:
    """Read a file that may be a workbook, no more of it than one may have; raises SheetFault."""
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        words = {"file": path, "reason": error.strerror}
        raise SheetFault(_("无法读取文件 %(file)s：%(reason)s") % words) from None


def read_workbook(raw: bytes) -> list[Grid]:
    """Read every sheet of an .xlsx workbook; raises SheetFault."""
    if len(raw) > MOST_BYTES:
        raise SheetFault(_("文件超过%(n)sMB，请检查是否选错了文件") % {"n": MOST_BYTES // 2**20})
    looks = _weigh(raw)
    formulas = [cell for look in looks for cell in look.formulas]
    grids = _grids(raw, typed=bool(formulas) or any(look.signs for look in looks))
    if formulas:
        raise FormulaFault(_formulas(formulas), grids)
    return grids


def _grids(raw: bytes, *, typed: bool) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        signs = _typed_signs(raw) if typed else {}
        names = book.sheet_names
        return [_grid(book.get_sheet_by_name(name), signs.get(name, {})) for name in names]
    except (CalamineError, OSError, ValueError, KeyError):
        raise SheetFault(_("工作簿已损坏，无法读取")) from None


def _grid(sheet: CalamineSheet, signs: dict[Place, str]) -> Grid:
    rows = [[written(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), text in signs.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return Grid(rows, dict(_covered(sheet)))


def whole_book(raw: bytes) -> Any:
    """Open a workbook that was weighed, so that it can be written again; raises SheetFault."""
    try:
        return load_workbook(BytesIO(raw))
    except UNREADABLE:
        raise SheetFault(_("工作簿已损坏，无法读取")) from None


def _typed_signs(raw: bytes) -> dict[str, dict[Place, str]]:
    """Return what was typed as =100% or =1种: programs took the sign for that of a formula."""
    book = whole_book(raw)
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
    }


def _covered(sheet: CalamineSheet) -> Iterator[tuple[Place, Place]]:
    for first, last in sheet.merged_cell_ranges or ():
        for row in range(first[0], min(last[0], MOST_ROWS) + 1):
            for column in range(first[1], min(last[1], MOST_COLUMNS) + 1):
                yield (row, column), first


def weigh(raw: bytes) -> None:
    """Unpack a workbook for its size alone, where its rows are counted elsewhere; SheetFault."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            left = MOST_UNPACKED
            for part in packed.infolist()[: MOST_PARTS + 1]:
                with packed.open(part) as stream:
                    left = _through(stream, left, None)
    except SheetFault:
        raise
    except BROKEN_ZIP:
        raise SheetFault(_("工作簿已损坏，无法读取")) from None


def _weigh(raw: bytes) -> list["_Look"]:
    """Unpack it once for size alone, and look through its sheets, before any reader builds them."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            return _weigh_parts(packed)
    except SheetFault:
        raise
    except (ParseError, zlib.error):
        raise SheetFault(_("工作簿已损坏，无法读取")) from None
    except BROKEN_ZIP:
        raise SheetFault(_("不是.xlsx工作簿，请另存为Excel工作簿（.xlsx）后再试")) from None


def _weigh_parts(packed: zipfile.ZipFile) -> list["_Look"]:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS:
        raise SheetFault(_("工作簿的内部文件过多，不像是一张表"))
    if not any(part.filename.startswith(SHEET) for part in parts):
        raise SheetFault(_("不是.xlsx工作簿，请另存为Excel工作簿（.xlsx）后再试"))
    left, looks = MOST_UNPACKED, list[_Look]()
    for part in parts:
        look = _Look() if _is_sheet(part) else None
        with packed.open(part) as stream:
            left = _through(stream, left, look)
        looks += [look] if look else []
    return looks


def _formulas(cells: list[str]) -> str:
    named = _("、").join(cells[:MOST_NAMED])
    if len(cells) > MOST_NAMED:
        words = {"cells": named, "n": len(cells)}
        return _("单元格%(cells)s等%(n)s处是公式，请改成填写的数值或文字") % words
    return _("单元格%(cell)s是公式，请改成填写的数值或文字") % {"cell": named}


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.startswith(SHEET) and part.filename.endswith(".xml")


def _through(stream: IO[bytes], left: int, look: "_Look | None") -> int:
    while piece := stream.read(PIECE):
        left -= len(piece)
        if left < 0:
            size = MOST_UNPACKED // 2**20
            raise SheetFault(_("工作簿解压后超过%(n)sMB，不像是一张表") % {"n": size})
        if look is not None:
            look.feed(piece)
    if look is not None:
        look.parser.close()
    return left


class _Look:
    """Counts rows and cells of one sheet as they stream by, and finds formulas."""

    def __init__(self) -> None:
        self.parser: Any = XMLPullParser(["start", "end"])
        self.cell = ""
        self.rows = self.cells = self.signs = 0
        self.formulas: list[str] = []

    def feed(self, piece: bytes) -> None:
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            raise SheetFault(_("工作簿已损坏，无法读取"))
        self.parser.feed(piece)
        for kind, element in self.parser.read_events():
            if kind == "start":
                self._started(element.tag, element.get("r") or "")
                continue
            if element.tag == f"{MAIN}f":
                self._formula(element.text or "")
            element.clear()

    def _formula(self, text: str) -> None:
        if TYPED_SIGN.fullmatch(text):
            self.signs += 1
        else:
            self.formulas.append(self.cell)

    def _started(self, tag: str, place: str) -> None:
        if tag == f"{MAIN}row":
            self.rows = max(self.rows + 1, int(place) if place.isdecimal() else 0)
        elif tag == f"{MAIN}c":
            self.cell = place
            self.cells += 1
        self._limit()

    def _limit(self) -> None:
        if self.rows > MOST_ROWS:
            raise SheetFault(_("工作表超过%(n)s行，不像是一张表") % {"n": MOST_ROWS})
        too_wide = _column(self.cell) > MOST_COLUMNS
        if too_wide or self.cells > MOST_CELLS:
            raise SheetFault(_("工作表的列或单元格过多，不像是一张表"))


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789").upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
