"""The figures of the annual report 年度报告: each app registers its part, this puts them in order.

Every number is asked of the rows when the report is drawn up; nothing is kept.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from lifecycle.models import Appraisal, Project, Target
from lifecycle.rules.appraisal import cut_rate
from lifecycle.rules.money import round_half_up

Figure = Callable[[int], Any]

FIGURES: dict[str, Figure] = {}
ORDER = (
    "ex_ante",
    "targets",
    "lights",
    "warnings",
    "rectifications",
    "self_evaluation",
    "key_evaluation",
    "application",
    "publication",
)
"""The order of the report's own text; a part that no app registered is left out."""
CONCLUDED = ("supported", "partial", "rejected", "in_pool")
IN_FORCE = ("approved", "published")


def figure(name: str) -> Callable[[Figure], Figure]:
    """Register a part of the report by its name in ORDER."""

    def register(part: Figure) -> Figure:
        FIGURES[name] = part
        return part

    return register


def figures(year: int) -> dict[str, Any]:
    """Compute every registered part for a budget year."""
    parts = {name: FIGURES[name](year) for name in ORDER if name in FIGURES}
    return {"year": year, **parts}


def decimals(value: Decimal | int | None) -> str:
    """Write an amount, a score or a rate with two decimals, half up; nothing is zero."""
    return f"{round_half_up(value or 0):f}"


def rate(value: Decimal | None) -> str | None:
    """Write a rate in percent, or None where there is no whole to take it of."""
    return None if value is None else decimals(value)


@figure("ex_ante")
def ex_ante(year: int) -> dict[str, Any]:
    """Sum up the key appraisals 财政重点评估 concluded for a budget year (R1-R4)."""
    rows = Appraisal.objects.filter(year=year, key_path=True, state__in=CONCLUDED)
    sums = rows.aggregate(
        assessed=Count("pk"),
        cancelled=Count("pk", filter=Q(state="rejected") | Q(approved=0)),
        declared=Sum("declared"),
        approved=Sum("approved"),
    )
    declared, approved = (sums[name] or Decimal(0) for name in ("declared", "approved"))
    cut = declared - approved
    return {
        "assessed": sums["assessed"],
        "cancelled": sums["cancelled"],
        "declared": decimals(declared),
        "cut": decimals(cut),
        "cut_rate": rate(cut_rate(declared, cut_total=cut)),
    }


@figure("targets")
def targets(year: int) -> dict[str, Any]:
    """Count the targets of projects approved with the budget, in their first version (R5-R7)."""
    rows = Target.objects.filter(
        year=year,
        number=1,
        state__in=IN_FORCE,
        project_year__project__kind=Project.Kind.PROJECT,
    )
    department = Coalesce("organisation__department", "organisation")
    sums = rows.aggregate(
        departments=Count(department, distinct=True), projects=Count("pk"), amount=Sum("amount")
    )
    return {
        "departments": sums["departments"],
        "projects": sums["projects"],
        "amount": decimals(sums["amount"]),
    }
