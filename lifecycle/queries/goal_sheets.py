"""The official form 目标申报表 of one target: what it is filled with."""

from typing import Any

from lifecycle.models import Target
from lifecycle.models.measure import Measure
from lifecycle.rules.goal_sheet import GoalSheet, SheetRow
from lifecycle.rules.indicators import LevelTwo, Operator
from lifecycle.rules.typed_aim import Aim


def goal_sheet(target: Target) -> GoalSheet:
    """Return what the form of a target holds, its indicators in their order."""
    project_year = target.project_year
    unit: Any = target.organisation
    rows = sorted(target.indicators.all(), key=lambda row: row.pk)
    return GoalSheet(
        project=project_year.project.name,
        code=project_year.project.code,
        department=(unit.department or unit).name,
        unit=unit.name,
        year=target.year,
        version=target.version,
        is_new=project_year.is_new,
        amount=target.amount,
        goal=target.goal,
        rows=[sheet_row(row) for row in rows],
    )


def sheet_row(row: Measure) -> SheetRow:
    """Return what the form holds of one indicator."""
    aim = Aim(Operator(row.operator), row.wording, row.target, row.target_high, row.unit, row.due)
    return SheetRow(str(row.key), LevelTwo(row.level), row.name, aim, row.weight)
