"""What a reviewer asks of evaluation: how the project did in the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext

from evaluations.models import KeyEvaluation, SelfEvaluation
from evaluations.models.application import CONFIRMED
from evaluations.rules.grades import GRADE_LABELS, Grade
from lifecycle.models import ProjectYear
from lifecycle.rights import Held
from lifecycle.scope import visible


@dataclass(frozen=True, slots=True)
class Result:
    """One result that stands: points of 100 and the grade in words."""

    score: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class Before:
    """The results of one project-year; None where there is none that stands."""

    project_year: Any
    self_evaluation: Result | None
    key_evaluation: Result | None


def result_before(
    project_year: Any, user: Any, *, held: Sequence[Held], day: date
) -> Before | None:
    """Return the results of the year before, in one query; None where it is not in sight."""
    rows: Any = visible(ProjectYear, user, day, held).filter(
        project=project_year.project_id, year=project_year.year - 1
    )
    own, key = _standing(SelfEvaluation), _standing(KeyEvaluation)
    own = own.annotate(
        counts=Coalesce("recheck_total", "total"),
        graded=Coalesce(NullIf("recheck_grade", Value("")), "grade"),
    )
    found = rows.annotate(
        own_score=Subquery(own.values("counts")[:1]),
        own_grade=Subquery(own.values("graded")[:1]),
        key_score=Subquery(key.values("score")[:1]),
        key_grade=Subquery(key.values("grade")[:1]),
    ).first()
    if found is None:
        return None
    own_result = _result(found.own_score, found.own_grade)
    return Before(found, own_result, _result(found.key_score, found.key_grade))


def _standing(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(
        project_year=OuterRef("pk"), state__in=CONFIRMED[model]
    )
    return rows.order_by("-pk")


def _result(score: Decimal | None, grade: str | None) -> Result | None:
    if score is None or not grade:
        return None
    return Result(score, gettext(GRADE_LABELS[Grade(grade)]))
