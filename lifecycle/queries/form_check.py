"""What the quality rules say of a filled form, before anything of it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from lifecycle.models import FiscalYear
from lifecycle.models.rulepack import pack_of
from lifecycle.rules.goal_form import GoalForm, WrongForm, drafted, read_goal_form
from lifecycle.rules.grid import Grid
from lifecycle.rules.indicators import TYPED_SIGNS
from lifecycle.rules.pack import NATIONAL, Pack
from lifecycle.rules.quality import Finding, findings
from lifecycle.sheets import SheetFault, read_workbook

Form = TypeVar("Form")
Sentences = (SheetFault, WrongForm)
"""What says why a file is no form that can be read."""


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A form as read, and what the rules remark."""

    form: GoalForm
    findings: tuple[Finding, ...]


def checked_form(raw: bytes, *, pack: Pack | None = None) -> CheckedForm:
    """Read a filled 目标申报表 and judge it by a pack, or by that of the form's year.

    Raises SheetFault or WrongForm; saves nothing.
    """
    form = form_among(read_workbook(raw), read_goal_form)[1]
    rules = pack or _pack(form.year)
    return CheckedForm(form, tuple(findings(drafted(form, pack=rules))))


def form_among(grids: list[Grid], read: Callable[[Grid], Form]) -> tuple[int, Form]:
    """Return the first sheet that reads as a form, and its place. Raises WrongForm."""
    refused: list[WrongForm] = []
    for at, grid in enumerate(grids):
        try:
            return at, read(grid)
        except WrongForm as fault:
            refused.append(fault)
    raise refused[0] if refused else WrongForm(_("工作簿里没有工作表"))


def _pack(year: int | None) -> Pack:
    try:
        return pack_of(year).pack if year else NATIONAL
    except FiscalYear.DoesNotExist:
        return NATIONAL


def as_json(checked: CheckedForm) -> dict[str, Any]:
    """Write a checked form as plain values."""
    return {
        "project": checked.form.project,
        "indicators": [
            {
                "level1": row.level1,
                "level2": row.level2,
                "name": row.name,
                "operator": TYPED_SIGNS[row.aim.operator],
                "target": row.aim.shown,
                "unit": row.aim.unit,
                "weight": None if row.weight is None else _plain(row.weight),
                "cell": row.cells["name"],
            }
            for row in checked.form.rows
        ],
        "findings": [finding_as_json(found) for found in checked.findings],
    }


def finding_as_json(found: Finding) -> dict[str, str]:
    """Write a finding as plain values."""
    return {
        "rule": found.code,
        "level": str(found.level),
        "cell": found.cell,
        "sentence": found.sentence,
    }


def _plain(weight: Any) -> int | float:
    return int(weight) if weight == int(weight) else float(weight)
