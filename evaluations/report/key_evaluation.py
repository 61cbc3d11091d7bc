"""Key evaluation in the annual report: what was picked, and how it came out (R8-R10, table 8)."""

from typing import Any

from django.db.models import Count, Q, Sum

from evaluations.models import KeyEvaluation
from evaluations.report.grades import by_grade
from lifecycle.figures import decimals, figure
from lifecycle.models import Project

FINAL = ("final", "feedback", "applied", "published")


@figure("key_evaluation")
def key_evaluation(year: int) -> dict[str, Any]:
    """Count what was selected for key evaluation of a budget year, and add up its money."""
    rows = KeyEvaluation.objects.filter(year=year).exclude(state="candidate")
    kinds = {
        f"{kind}s": Count("pk", filter=Q(project_year__project__kind=kind))
        for kind in (Project.Kind.DEPARTMENT, Project.Kind.PROJECT)
    }
    policies = Count("pk", filter=Q(project_year__project__kind=Project.Kind.POLICY))
    sums = rows.aggregate(**kinds, policies=policies, amount=Sum("amount"))
    final = rows.filter(state__in=FINAL).order_by("pk")
    return {
        **{name: sums[name] for name in (*kinds, "policies")},
        "amount": decimals(sums["amount"]),
        "funds": funds(year),
        "final": final.count(),
        "grades": by_grade(year, final.values_list("grade", "amount")),
    }


def funds(year: int) -> dict[str, dict[str, Any]]:
    """Count and add up by the four budgets and special bonds (table 8)."""
    rows = KeyEvaluation.objects.filter(year=year).exclude(state="candidate")
    found = rows.values("project_year__project__fund").annotate(
        count=Count("pk"), amount=Sum("amount")
    )
    of_fund = {row["project_year__project__fund"]: row for row in found.order_by()}
    return {
        str(fund.label): {
            "count": of_fund[fund]["count"] if fund in of_fund else 0,
            "amount": decimals(of_fund[fund]["amount"] if fund in of_fund else 0),
        }
        for fund in Project.Fund
    }
