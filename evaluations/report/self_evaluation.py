"""Self-evaluation in the annual report: the congress table and coverage (R11, R13-R17)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from evaluations.models import SelfEvaluation
from evaluations.queries import CONFIRMED, labels
from evaluations.report.grades import by_grade
from lifecycle.figures import decimals, figure, rate
from lifecycle.models import Project
from lifecycle.rules.money import percentage, round_half_up

DISTORTED_FROM = Decimal(5)  # domain 3.5 E12 自评失真


@figure("self_evaluation")
def self_evaluation(year: int) -> dict[str, Any]:
    """Compute all that the report says of self-evaluations of a budget year."""
    return {
        "congress": congress(year),
        "coverage": coverage(year),
        "recheck": recheck(year),
    }


def congress(year: int) -> dict[str, Any]:
    """Draw up the table of the projects submitted to the congress, in its printed order."""
    rows = list(
        SelfEvaluation.objects.filter(
            year=year, state__in=CONFIRMED, project_year__to_congress=True
        )
        .select_related("project_year__project", "organisation__department")
        .order_by(F("project_year__published_no").asc(nulls_last=True), "pk")
    )
    totals = [row.total or Decimal(0) for row in rows]
    return {
        "projects": len(rows),
        "amount": decimals(sum((row.budget for row in rows), Decimal(0))),
        "lowest": decimals(min(totals)) if totals else None,
        "highest": decimals(max(totals)) if totals else None,
        "mean": _mean(totals, [Decimal(1)] * len(totals)),
        "weighted_mean": _mean(totals, [row.budget for row in rows]),
        "departments": len({row.organisation.department_id or row.organisation_id for row in rows}),
        "grades": by_grade(year, [(row.grade, row.budget) for row in rows]),
        "rows": _table(year, rows),
    }


def _table(year: int, rows: Sequence[SelfEvaluation]) -> list[dict[str, Any]]:
    printed = labels(year)
    return [
        {
            "no": row.project_year.published_no or place,
            "department": (row.organisation.department or row.organisation).name,
            "project": row.project_year.project.name,
            "amount": decimals(row.budget),
            "score": decimals(row.total),
            "grade": printed[row.grade],
        }
        for place, row in enumerate(rows, 1)
    ]


def _mean(values: Sequence[Decimal], weights: Sequence[Decimal]) -> str | None:
    whole = sum(map(Fraction, weights))
    if not whole:
        return None
    pairs = zip(values, weights, strict=True)
    added = sum(Fraction(value) * Fraction(weight) for value, weight in pairs)
    return decimals(round_half_up(added / whole))


def coverage(year: int) -> dict[str, Any]:
    """Hold what is confirmed against what was issued, for projects and departments (R11)."""
    rows = SelfEvaluation.objects.filter(year=year)
    whole = Q(project_year__project__kind=Project.Kind.DEPARTMENT)
    done = Q(state__in=CONFIRMED)
    place = Coalesce("organisation__department", "organisation")
    sums = rows.aggregate(
        due=Count("pk", filter=~whole),
        confirmed=Count("pk", filter=done & ~whole),
        wholes_due=Count("pk", filter=whole),
        wholes_confirmed=Count("pk", filter=done & whole),
        departments=Count(place, filter=done, distinct=True),
        units=Count("organisation", filter=done, distinct=True),
    )
    return {
        "projects": _share(sums["confirmed"], sums["due"]),
        "department_wholes": _share(sums["wholes_confirmed"], sums["wholes_due"]),
        "departments": sums["departments"],
        "units": sums["units"],
    }


def _share(done: int, due: int) -> dict[str, Any]:
    return {"due": due, "confirmed": done, "rate": rate(percentage(done, whole=due))}


def recheck(year: int) -> dict[str, Any]:
    """Hold the units' scores against the bureau's, where it rechecked (E12)."""
    rows = SelfEvaluation.objects.filter(year=year, state__in=CONFIRMED)
    pairs = rows.exclude(recheck_total=None).values_list("total", "recheck_total")
    gaps = [own - bureau for own, bureau in pairs if own is not None and bureau is not None]
    return {
        "rechecked": len(gaps),
        "mean_gap": _mean(gaps, [Decimal(1)] * len(gaps)),
        "distorted": sum(gap >= DISTORTED_FROM for gap in gaps),
    }
