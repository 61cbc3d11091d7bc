"""An official form as a workbook: its cells drawn, and later marked with what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl.comments import Comment

from lifecycle.sheets import TYPED_SIGN, whole_book

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
           "strings_to_numbers": False}  # fmt: skip
FRAME = {"border": 1, "text_wrap": True, "valign": "vcenter"}
"""How every cell of a form looks."""
COMMENT_SIZE = (160, 320)
AUTHOR = "budget-performance"
"""By it the marks of an earlier round are known and taken away."""


def draw_cells(book: Any, page: Any, cells: Mapping[str, Any], merged: Iterable[str]) -> None:
    """Write what stands in which cell, numbers as numbers and text never as a formula."""
    plain = book.add_format(FRAME)
    number = book.add_format(FRAME | {"num_format": "#,##0.00####"})
    for place in merged:
        page.merge_range(place, "", plain)
    for place, value in cells.items():
        if isinstance(value, Decimal):
            page.write_number(place, float(value), number)
        elif not value:
            page.write_blank(place, None, plain)
        else:
            page.write_string(place, value, plain)


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
