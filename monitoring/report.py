"""Figures of monitoring for the annual report: lights, warnings, rectifications (domain 6)."""

from typing import Any

from django.db.models import Count, F, Q

from lifecycle.figures import figure, rate
from lifecycle.models import Project
from lifecycle.rules.money import percentage
from monitoring.models import LightResult, Rectification, Warning  # noqa: A004 - 预警 is a warning
from monitoring.rules.lights import Light

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)


@figure("lights")
def lights(year: int) -> dict[str, dict[str, int]]:
    """Count project lights month by month, each project in the last revision of the month.

    A department as a whole has its lights too; they are the sum of its projects' and not counted.
    """
    rows = LightResult.objects.filter(year=year, kind=LightResult.Kind.PROJECT)
    rows = rows.exclude(project_year__project__kind=Project.Kind.DEPARTMENT)
    last = rows.order_by("project_year_id", "month", "-revision").distinct(
        "project_year_id", "month"
    )
    months: dict[str, dict[str, int]] = {}
    for month, light in sorted(last.values_list("month", "light")):
        counts = months.setdefault(str(month), {str(one): 0 for one in LIGHTS})
        counts[light] += 1
    return months


@figure("warnings")
def warnings(year: int) -> dict[str, Any]:
    """Count the warnings of a year by light and by where each stands."""
    rows = Warning.objects.filter(year=year).order_by()
    by_light = dict(rows.values_list("light").annotate(Count("pk")))
    by_state = dict(rows.values_list("state").annotate(Count("pk")))
    return {
        "opened": sum(by_light.values()),
        "lights": {str(light): by_light.get(str(light), 0) for light in LIGHTS[:2]},
        "states": {str(state): by_state.get(str(state), 0) for state in Warning.State},
    }


@figure("rectifications")
def rectifications(year: int) -> dict[str, Any]:
    """Count the orders of a year: closed in time, late or not, and the closing rate 销号率."""
    late = Q(closed_on__gt=F("finish_by"))
    closed = Q(state="closed")
    sums = Rectification.objects.filter(year=year).aggregate(
        opened=Count("pk"),
        closed_on_time=Count("pk", filter=closed & ~late),
        closed_late=Count("pk", filter=closed & late),
        open=Count("pk", filter=~closed),
    )
    done = sums["closed_on_time"] + sums["closed_late"]
    return {**sums, "closing_rate": rate(percentage(done, whole=sums["opened"]))}
