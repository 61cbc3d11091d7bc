"""The official form 目标申报表 of a target as a workbook."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from lifecycle.form_book import FRAME, OPTIONS, draw_cells
from lifecycle.rules.goal_layout import FIRST_ROW, TITLE
from lifecycle.rules.goal_sheet import MERGED, SPACE, GoalSheet, cells
from lifecycle.rules.indicators import LEVEL_ONE_LABELS, LEVEL_TWO_LABELS

WIDTHS = (16, 14, 20, 34, 20, 10)
GOAL_HEIGHT = 90


def goal_book(sheet: GoalSheet) -> bytes:
    """Write the form of a target; row keys stand in hidden columns."""
    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        page = book.add_worksheet(TITLE)
        draw_cells(book, page, cells(sheet), MERGED)
        _shape(page, FIRST_ROW + len(sheet.rows), book.add_format(FRAME))
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
