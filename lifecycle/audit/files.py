"""Files that auditors take away: exact values, no formula, row by row into a temporary file."""

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from lifecycle.models.export import Export

FORMULA = tuple("=+-@＝＋－＠﹣﹢﹦﹫|%")
"""What a spreadsheet may take for the beginning of a formula, in either width."""
CELL_LENGTH = 32_767
SHEET_ROWS = 1_048_576
EXACT_DIGITS = 15
"""What a spreadsheet's floating point keeps; a longer number is written as text."""
FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count earlier days wrongly, or not at all."""
TYPES = {
    Export.Kind.CSV: "text/csv; charset=utf-8",
    Export.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DoesNotFit(Exception):  # noqa: N818 - an answer, not a failure
    """A worksheet cannot hold these rows whole; CSV can."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its heading, and the value of a row in it."""

    title: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file at its beginning, with what its line in the log says of it."""

    file: IO[bytes]
    rows: int
    size: int
    sha256: str


def make(kind: str, columns: list[Column], rows: Iterable[Any]) -> Made:
    """Write the rows into a temporary file, gone when closed. Raises DoesNotFit."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it, once it is sent
    try:
        count = (_csv if kind == Export.Kind.CSV else _xlsx)(file, columns, rows)
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Made(file, count, size, digest)


def plain(value: Any) -> Any:
    """Turn a column's value into a number, a day, a truth value, a text or nothing."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula (F19)."""
    begins = text.lstrip().startswith(FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if begins else text


def _csv(file: IO[bytes], columns: list[Column], rows: Iterable[Any]) -> int:
    # With a byte order mark, without which spreadsheets misread Chinese.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(column.title) for column in columns])
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - told after the loop
        writer.writerow([_written(column.read(row)) for column in columns])
    text.flush()
    text.detach()
    return count


def _written(value: Any) -> str:
    found = plain(value)
    if found is None:
        return ""
    if isinstance(found, Decimal):
        return format(found, "f")
    return harmless(found) if isinstance(found, str) else str(found)


def _xlsx(file: IO[bytes], columns: list[Column], rows: Iterable[Any]) -> int:
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.title)
    count = 0
    for count, row in enumerate(rows, 1):
        if count >= SHEET_ROWS:
            raise DoesNotFit
        for place, column in enumerate(columns):
            _put(sheet, (count, place), plain(column.read(row)), day)
    book.close()
    return count


def _put(sheet: Any, cell: tuple[int, int], value: Any, day: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(*cell, value)
    elif isinstance(value, int | Decimal) and _exact(value):
        sheet.write_number(*cell, value)
    elif isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(*cell, value, day)
    elif value is not None:
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        if sheet.write_string(*cell, text) < 0:
            raise DoesNotFit


def _exact(number: Decimal | int) -> bool:
    return len(Decimal(number).as_tuple().digits) <= EXACT_DIGITS
