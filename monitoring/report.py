"""Figures of monitoring for the annual report: lights, warnings, rectifications (domain 6)."""

from dataclasses import asdict
from typing import Any

from django.db.models import Count

from lifecycle.figures import figure, rate
from monitoring.models import Warning  # noqa: A004 - 预警 is a warning
from monitoring.queries import LIGHTS, closing, lights_by_month


@figure("lights")
def lights(year: int) -> dict[str, dict[str, int]]:
    """Count project lights month by month, each project in the last revision of the month."""
    return {str(month): counts for month, counts in lights_by_month(year).items()}


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
    found = closing(year)
    return {**asdict(found), "closing_rate": rate(found.rate)}
