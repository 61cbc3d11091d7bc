"""A scored form 目标审核表 or 事前评估表 as a workbook."""

from io import BytesIO

from xlsxwriter import Workbook

from lifecycle.form_book import OPTIONS, draw_cells
from lifecycle.rules.score_sheet import HEAD_ROW, TAB, ScoreSheet, cells, merged

WIDTHS = (22, 44, 14, 14, 44)
OPINION_HEIGHT = 90
LINE_HEIGHT = 18


def score_book(sheet: ScoreSheet) -> bytes:
    """Write a form; the keys of its lines stand in hidden columns."""
    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        page = book.add_worksheet(TAB)
        draw_cells(book, page, cells(sheet), merged(sheet))
        for at, width in enumerate(WIDTHS):
            page.set_column(at, at, width)
        page.set_column("G:H", None, None, {"hidden": True})
        rows = [text for line in sheet.lines for text in line.rows]
        for at, text in enumerate(rows, HEAD_ROW):
            page.set_row(at, LINE_HEIGHT * (2 + text.count("\n")))
        if sheet.overall is not None:
            page.set_row(sheet.last, OPINION_HEIGHT)
        page.fit_to_pages(1, 0)
    return out.getvalue()
