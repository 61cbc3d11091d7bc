"""The official form 目标申报表 as a workbook: written for a target, and marked with its faults."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl.comments import Comment
from xlsxwriter import Workbook

from lifecycle.rules.goal_layout import FIRST_ROW, TITLE
from lifecycle.rules.goal_sheet import MERGED, SPACE, GoalSheet, cells
from lifecycle.rules.indicators import LEVEL_ONE_LABELS, LEVEL_TWO_LABELS
from lifecycle.sheets import TYPED_SIGN, whole_book

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
           "strings_to_numbers": False}  # fmt: skip
WIDTHS = (16, 14, 20, 34, 20, 10)
GOAL_HEIGHT = 90
COMMENT_SIZE = (160, 320)
AUTHOR = "budget-performance"
"""By it the marks of an earlier round are known and taken away."""


def goal_book(sheet: GoalSheet) -> bytes:
    """Write the form of a target; row keys stand in hidden columns."""
    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        page = book.add_worksheet(TITLE)
        frame = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        plain = book.add_format(frame)
        number = book.add_format(frame | {"num_format": "#,##0.00####"})
        for place in MERGED:
            page.merge_range(place, "", plain)
        for place, value in cells(sheet).items():
            if isinstance(value, Decimal):
                page.write_number(place, float(value), number)
            else:
                page.write_string(place, value, plain)
        _shape(page, FIRST_ROW + len(sheet.rows), plain)
    return out.getvalue()


def _shape(page: Any, below: int, plain: Any) -> None:
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    page.set_column("G:H", None, None, {"hidden": True})
    page.set_row(FIRST_ROW - 3, GOAL_HEIGHT)
    for row in range(below, below + SPACE):
        for column in range(1, len(WIDTHS)):
            page.write_blank(row - 1, column, None, plain)
    last = below + SPACE - 1
    for letter, labels in (("B", LEVEL_ONE_LABELS), ("C", LEVEL_TWO_LABELS)):
        offered = {"validate": "list", "source": list(labels.values()), "show_error": False}
        page.data_validation(f"{letter}{FIRST_ROW}:{letter}{last}", offered)
    page.fit_to_pages(1, 0)


def marked(raw: bytes, notes: Mapping[str, Sequence[str]], *, sheet: int, formula: str) -> bytes:
    """Write sentences as comments on the cells that they are about; all else stays as it was.

    `formula` is said at each cell that is one. The file must have been weighed before.
    Raises SheetFault.
    """
    book = whole_book(raw)
    page = book[book.sheetnames[sheet]]
    for each in book.worksheets:
        _wiped(each, formula)
    for place, sentences in notes.items():
        _remark(_holder(page, place), "\n".join(sentences))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _wiped(page: Any, formula: str) -> None:
    for row in page.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
            typed = str(cell.value).removeprefix("=")
            if cell.data_type == "f" and not TYPED_SIGN.fullmatch(typed):
                _remark(cell, formula)


def _holder(page: Any, place: str) -> Any:
    """Return the cell, or the one that holds what it shows."""
    for area in page.merged_cells.ranges:
        if place in area:
            return page.cell(area.min_row, area.min_col)
    return page[place]


def _remark(cell: Any, sentence: str) -> None:
    height, width = COMMENT_SIZE
    cell.comment = Comment(sentence, AUTHOR, height=height, width=width)
