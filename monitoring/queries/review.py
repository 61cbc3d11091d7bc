"""What a reviewer asks of monitoring: the lights of a project, this year and the last."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lifecycle.models import ProjectYear
from lifecycle.rights import Held
from lifecycle.scope import visible
from monitoring.models import LightResult


def lights_of(
    project_year: Any, user: Any, *, held: Sequence[Held], day: date
) -> dict[int, list[LightResult]]:
    """List the project's lights by year, newest year first, month by month, in one query."""
    years = visible(ProjectYear, user, day, held).filter(
        project=project_year.project_id, year__in=(project_year.year - 1, project_year.year)
    )
    rows = LightResult.objects.filter(
        project_year__in=years.values("pk"), kind=LightResult.Kind.PROJECT
    )
    newest = rows.order_by("-year", "month", "-revision").distinct("year", "month")
    found: dict[int, list[LightResult]] = {}
    for light in newest:
        found.setdefault(light.year, []).append(light)
    return found
