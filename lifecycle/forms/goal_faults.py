"""What keeps a filled 目标申报表 from being taken: each fault with the cell where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from lifecycle.rules.goal_form import FormRow, GoalForm
from lifecycle.rules.grid import folded
from lifecycle.rules.indicators import LEVEL_ONE_OF, LevelOne
from lifecycle.sentences import told

CELL_OF = {"level": "level2", "name": "name", "unit": "unit", "weight": "weight"}
"""Where the columns of an indicator stand; the others are read from its value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a cell; "" where no cell can be named."""

    cell: str
    sentence: str


class Form(Protocol):
    """What every official form says of its project, and where."""

    @property
    def project(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def code(self) -> str: ...
    @property
    def cells(self) -> Mapping[str, str]: ...


def foreign(form: Form, was: Form) -> Iterator[Fault]:
    """Say what shows that the form is another project's, unit's or year's than `was`."""
    if form.code and form.code != was.code:
        words = {"code": form.code, "own": was.code}
        yield Fault(form.cells["code"], _("这是项目%(code)s的表，不是本项目（%(own)s）的") % words)
    if folded(form.project) != folded(was.project):
        words = {"name": was.project, "typed": form.project}
        yield Fault(form.cells["project"], _("项目名称应为“%(name)s”，表中为“%(typed)s”") % words)
    if form.unit and _uncoded(form.unit) != _uncoded(was.unit):
        words = {"name": was.unit, "typed": form.unit}
        yield Fault(form.cells["unit"], _("实施单位应为“%(name)s”，表中为“%(typed)s”") % words)
    if form.year not in (None, was.year):
        years = {"year": was.year, "typed": form.year}
        yield Fault(form.cells["year"], _("年度应为%(year)s，表中为%(typed)s") % years)


def _uncoded(name: str) -> str:
    text = folded(name)
    return text.partition("]")[2] if text.startswith("[") else text


def faults_of(form: GoalForm, own: Any, rows: Any) -> Iterator[Fault]:
    """Say what keeps a form from being taken; `own` and `rows` are the page's forms, filled."""
    if form.amount_fault:
        yield Fault(form.cells["amount"], told(form.amount_fault))
    for name, place in (("goal", "text"), ("amount", "amount")):
        if name == "amount" and form.amount_fault:
            continue
        yield from said(own[name], form.cells[place] or "A1")
    names = [row.name for row in form.rows]
    for row, filled in zip(form.rows, rows, strict=True):
        yield from _row_faults(row, filled, twice=names.count(row.name) > 1)


def _row_faults(row: FormRow, filled: Any, *, twice: bool) -> Iterator[Fault]:
    known = dict(_own_faults(row))
    yield from (Fault(row.cells[place], sentence) for place, sentence in known.items())
    for column in filled.visible_fields():
        place = CELL_OF.get(column.name, "target")
        if place not in known:
            yield from said(column, row.cells[place])
    for sentence in filled.non_field_errors():
        yield Fault(row.cells["target"], str(sentence))
    if twice and row.name:
        yield Fault(row.cells["name"], _("“%(name)s”重复") % {"name": row.name})


def _own_faults(row: FormRow) -> Iterator[tuple[str, str]]:
    if row.level1 and row.first is None:
        yield "level1", _("没有“%(name)s”这样的一级指标") % {"name": row.level1}
    if row.level2 and row.level is None:
        yield "level2", _("没有“%(name)s”这样的二级指标") % {"name": row.level2}
    elif row.level and row.first and not _belongs(row):
        words = {"name": row.level2, "first": row.level1}
        yield "level2", _("“%(name)s”不属于“%(first)s”") % words
    if row.fault:
        yield "weight", told(row.fault)


def _belongs(row: FormRow) -> bool:
    first = LEVEL_ONE_OF[row.level] if row.level else None
    # Older forms file the costs under 产出.
    return row.first == first or (row.first, first) == (LevelOne.OUTPUT, LevelOne.COST)


def said(bound: Any, cell: str) -> Iterator[Fault]:
    """Say the errors of a field at a cell."""
    for sentence in bound.errors:
        words = {"label": bound.label, "fault": sentence}
        yield Fault(cell, _("%(label)s：%(fault)s") % words)
