"""What another rule pack would change: grades that scores of a year would reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.models import DepartmentEvaluation, KeyEvaluation, SelfEvaluation
from lifecycle.models import ProjectYear
from lifecycle.rules.pack import GradeTable, Pack, band


@dataclass(frozen=True, slots=True)
class FlippedGrade:
    """One score with the grade it reaches by either pack."""

    stage: str
    project_year: ProjectYear
    score: Decimal
    before: str
    after: str


def flipped_grades(year: int, *, before: Pack, after: Pack) -> list[FlippedGrade]:
    """Grade every score of a year by both packs and return those that differ."""
    if before.grades == after.grades:
        return []
    return [
        FlippedGrade(stage, project_year, score, old, new)
        for stage, project_year, score in _scores(year)
        for old, new in [(_label(score, before.grades), _label(score, after.grades))]
        if old != new
    ]


def _scores(year: int) -> Iterator[tuple[str, ProjectYear, Decimal]]:
    for row in _of(SelfEvaluation, year):
        if row.final_total is not None:
            yield row.stage(), row.project_year, row.final_total
    for model in (DepartmentEvaluation, KeyEvaluation):
        for row in _of(model, year).exclude(score=None):
            yield row.stage(), row.project_year, row.score


def _of(model: Any, year: int) -> Any:
    rows = model.objects.filter(year=year).select_related("project_year__project")
    return rows.order_by("pk")


def _label(score: Decimal, grades: GradeTable) -> str:
    return grades[band(score, grades=grades)][1]
