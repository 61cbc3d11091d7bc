"""Result application in the annual report: what results did to later budgets (table 7)."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from evaluations.models import Application
from evaluations.rules.consequences import ACTION_LABELS
from lifecycle.figures import decimals, figure
from lifecycle.models import Project

WHOLE = Project.Kind.DEPARTMENT
DECIDED = Q(state__in=["decided", "applied", "reported"])
APPLIED = Q(state__in=["applied", "reported"])


@figure("application")
def application(year: int) -> dict[str, Any]:
    """Count the proposals from a year's results, those decided and applied, and the money.

    The money is that of the projects: a department as a whole holds the same money once more.
    """
    rows = of_projects(year)
    sums = rows.aggregate(
        proposed=Count("pk"),
        decided=Count("pk", filter=DECIDED),
        applied=Count("pk", filter=APPLIED),
        sum_base=Sum("base"),
        sum_proposed_amount=Sum("proposed_amount"),
        sum_decided_amount=Sum("decided_amount", filter=DECIDED),
        decided_base=Sum("base", filter=DECIDED),
    )
    change = (sums["sum_decided_amount"] or 0) - (sums["decided_base"] or 0)
    counts = {name: sums[name] for name in ("proposed", "decided", "applied")}
    amounts = {
        name: decimals(sums[f"sum_{name}"])
        for name in ("base", "proposed_amount", "decided_amount")
    }
    wholes = Application.objects.filter(year=year, project_year__project__kind=WHOLE)
    return {
        **counts,
        **amounts,
        "change": decimals(change),
        "actions": actions(year),
        "department_wholes": wholes.filter(APPLIED).count(),
    }


def of_projects(year: int) -> QuerySet[Application]:
    """Return the applications of a year's projects, without departments as a whole."""
    return Application.objects.filter(year=year).exclude(project_year__project__kind=WHOLE)


def actions(year: int) -> dict[str, dict[str, Any]]:
    """Count and add up by what is done: supported, kept, cut, cancelled or held."""
    found = of_projects(year).values("action")
    of_action = {
        row["action"]: row
        for row in found.annotate(
            count=Count("pk"), kept=Sum("base"), proposed=Sum("proposed_amount")
        ).order_by()
    }
    nothing = {"count": 0, "kept": 0, "proposed": 0}
    return {
        label: {
            "count": row["count"],
            "base": decimals(row["kept"]),
            "proposed_amount": decimals(row["proposed"]),
        }
        for action, label in ACTION_LABELS.items()
        for row in [of_action.get(str(action), nothing)]
    }
