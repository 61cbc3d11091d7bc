"""Grades of a year: how they are printed, and how many self-evaluations and how much money each."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext

from evaluations.models import SelfEvaluation
from evaluations.rules.grades import Grade
from lifecycle.models import Project
from lifecycle.models.rulepack import pack_of
from lifecycle.queries import stands, wholes

CONFIRMED = ("confirmed", "published")
"""The states in which a self-evaluation counts."""
NOTHING = (0, Decimal(0))


@dataclass(frozen=True, slots=True)
class GradeShare:
    """The projects of one grade: how many, and their adjusted budget in 元."""

    grade: str
    label: str
    count: int
    amount: Decimal


def labels(year: int) -> dict[str, str]:
    """Name the grades of a budget year 优良中差 by their keys, best first."""
    printed = [gettext(label) for _floor, label in pack_of(year).pack.grades]
    return dict(zip(map(str, Grade), printed, strict=True))


def graded(year: Any) -> QuerySet[SelfEvaluation]:
    """Return the confirmed self-evaluations of a year's projects, or of that of an outer row."""
    return _confirmed(year).exclude(project_year__project__kind=Project.Kind.DEPARTMENT)


def _confirmed(year: Any) -> QuerySet[SelfEvaluation]:
    return SelfEvaluation.objects.filter(year=year, state__in=CONFIRMED)


def with_grade(rows: QuerySet[Any], _column: str, grade: str) -> QuerySet[Any]:
    """Narrow project-years to those whose confirmed self-evaluation has a grade."""
    mine = graded(OuterRef("year")).filter(project_year=OuterRef("pk"), grade=grade)
    return rows.filter(Exists(mine))


def grade_shares(year: int) -> list[GradeShare]:
    """Count and add up the confirmed self-evaluations of a year's projects by grade, best first.

    A department as a whole holds the money of its projects once more and is left out.
    """
    sums: Any = stands(SelfEvaluation, year=year).filter(state__in=CONFIRMED).order_by()
    kept = sums.values_list("grade").annotate(of=Sum("n"), money=Sum("amount"))
    rows: Any = _confirmed(year).filter(project_year__in=wholes(year)).order_by()
    less = rows.values_list("grade").annotate(of=-Count("pk"), money=-Sum("budget"))
    found: dict[str, tuple[int, Decimal]] = {}
    for grade, count, amount in kept.union(less, all=True):
        n, money = found.get(grade, NOTHING)
        found[grade] = n + count, money + amount
    return [
        GradeShare(grade, label, *found.get(grade, NOTHING))
        for grade, label in labels(year).items()
    ]
