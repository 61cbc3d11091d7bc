"""An official form that comes back filled: opened, and what was found in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.forms.goal_faults import Fault
from lifecycle.queries.form_check import form_among
from lifecycle.rules import quality
from lifecycle.rules.differences import Difference
from lifecycle.rules.grid import Grid
from lifecycle.sentences import told
from lifecycle.sheets import FormulaFault, read_workbook

F = TypeVar("F")
MOST_BYTES = 2**20
"""A form is some ten thousand bytes; this much also fits into a page."""


class WorkbookForm(forms.Form):
    """The filled form as a file."""

    content = forms.FileField(
        label=gettext_lazy("填好的表（.xlsx）"), max_length=200, allow_empty_file=True
    )

    def clean_content(self) -> bytes:
        """Read the file, unless it is larger than any form."""
        sent = self.cleaned_data["content"]
        if sent.size > MOST_BYTES:
            words = {"n": MOST_BYTES // 2**20}
            raise forms.ValidationError(_("文件超过%(n)sMB，请检查是否选错了文件") % words)
        return bytes(sent.read())


@dataclass(frozen=True, slots=True)
class Imported:
    """A file as read: what keeps it from being taken, else what it would change.

    `own` and `rows` are the forms of the page that saves it, filled; `sheet` is the place of the
    form in the workbook, which is `markable` where it can be opened again; `elder` says that what
    it is about was changed after the file was exported.
    """

    faults: tuple[Fault, ...]
    own: Any = None
    rows: Any = None
    differences: tuple[Difference, ...] = ()
    remarks: tuple[quality.Finding, ...] = ()
    sheet: int = 0
    markable: bool = True
    elder: bool = False

    @property
    def hidden(self) -> list[forms.BoundField]:
        """Return what the preview sends on, as it was read."""
        return [self.own[name] for name in self.own.fields if name in self.own.data]

    @property
    def notes(self) -> dict[str, list[str]]:
        """Return what is to be said at each cell of the workbook."""
        found: dict[str, list[str]] = {}
        for fault in self.faults:
            found.setdefault(fault.cell or "A1", []).append(fault.sentence)
        for remark in self.remarks:
            found.setdefault(remark.cell or "A1", []).append(told(remark.sentence))
        return found


def read_form(raw: bytes, read: Callable[[Grid], F]) -> tuple[tuple[Fault, ...], tuple[int, F]]:
    """Open a file and read the form in it, formulas as they were typed, with its place.

    Raises SheetFault or WrongForm.
    """
    try:
        return (), form_among(read_workbook(raw), read)
    except FormulaFault as fault:
        return (Fault("", str(fault)),), form_among(fault.grids, read)


def placed(found: Imported, formulas: tuple[Fault, ...], at: int) -> Imported:
    """Add where the form lies in its workbook; where there are formulas nothing is taken."""
    if formulas:
        found = replace(found, faults=(*formulas, *found.faults), differences=())
    return replace(found, sheet=at)
