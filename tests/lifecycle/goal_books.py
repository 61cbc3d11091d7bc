"""Official forms of a target, as their unit fills them further."""

from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook

from lifecycle.forms.goal_import import imported
from lifecycle.goal_book import goal_book
from lifecycle.queries.goal_sheets import goal_sheet
from lifecycle.views import own_content  # noqa: F401 - declares what is typed
from lifecycle.views.sheets import WRITTEN


def exported(target):
    return goal_book(goal_sheet(target))


def filled(raw, **cells):
    """Type into some cells of a workbook."""
    book = load_workbook(BytesIO(raw))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def broken(raw):
    """Spoil a part that says nothing of the cells."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w") as new:
        for part in old.infolist():
            spoilt = part.filename == "docProps/core.xml"
            new.writestr(part.filename, b"<x" if spoilt else old.read(part))
    return out.getvalue()


def read(raw, target):
    return imported(raw, target, sheet=WRITTEN[target.stage()].sheet)


def faults(raw, target):
    return [(fault.cell, fault.sentence) for fault in read(raw, target).faults]


def changes(raw, target):
    found = read(raw, target)
    assert found.faults == ()
    return [(change.place, change.seen, change.now) for change in found.differences]
