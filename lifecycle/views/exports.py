"""A list as a file: what is filtered, in the columns that are shown, amounts exact in 元."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_tables2.rows import BoundRow

from lifecycle.rules.formulas import harmless
from lifecycle.views.columns import AmountColumn

BOM = "\ufeff"
"""Without it a spreadsheet program takes the file for another encoding."""
AT_ONCE = 2000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
           "constant_memory": False}  # fmt: skip


def file(rows: Any, table: Any, *, kind: str, name: str) -> HttpResponseBase:
    """Answer with the rows as `csv` or `xlsx`. Raises Http404 for any other kind."""
    if kind == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(
            as_csv(lines(rows, table)), content_type="text/csv; charset=utf-8"
        )
    elif kind == "xlsx":
        answer = HttpResponse(as_workbook(lines(rows, table)), content_type=WORKBOOK)
    else:
        raise Http404
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")  # noqa: FBT003
    return answer


def lines(rows: Any, table: Any) -> Iterator[list[Any]]:
    """Yield the heads, then the values of each row, read some thousand at a time."""
    columns = [c for c in table.columns.iterall() if not c.column.exclude_from_export]
    yield [head(column) for column in columns]
    for record in rows.iterator(chunk_size=AT_ONCE):
        row = BoundRow(record, table=table)
        yield [row.get_cell_value(column.name) for column in columns]


def head(column: Any) -> str:
    """Name a column; money says that it is in 元."""
    words = str(column.header)
    money = isinstance(column.column, AmountColumn)
    return _("%(name)s（元）") % {"name": words} if money else words


def plain(value: Any) -> Any:
    """Turn a value into what a spreadsheet holds; text that could be a formula is made text."""
    if value is None or value == "—":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal | int | float):
        return value
    return _day(value) if isinstance(value, date) else harmless(str(value))


def _day(value: date) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat()


class _Line:
    """Something to write to that hands back what it is given."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield a CSV line by line."""
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield str(writer.writerow([_written(plain(value)) for value in row]))


def _written(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def as_workbook(rows: Iterable[list[Any]]) -> bytes:
    """Build a workbook with one sheet, its head row kept in sight."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet()
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        for y, row in enumerate(rows):
            for x, value in enumerate(map(plain, row)):
                if isinstance(value, Decimal):
                    sheet.write_number(y, x, float(value), money)
                else:
                    sheet.write(y, x, value, None if y else bold)
    return target.getvalue()
