"""The lights that count: of each project and month the last revision, wholes left out.

A department as a whole has its lights too; they are the sum of its projects' and not counted.
"""

from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Execution, Glance, Project, ProjectYear
from lifecycle.queries import counted
from monitoring.models import LightResult
from monitoring.rules.lights import Light

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)
"""The lights in the order in which every page and report names them."""
FIRST = 1
LINES = "project_year__executions"


def wholes(year: int) -> QuerySet[ProjectYear]:
    """Return the departments as a whole of a year: few, so that leaving them out costs little."""
    return ProjectYear.objects.filter(year=year, project__kind=Project.Kind.DEPARTMENT)


def judged(year: int) -> QuerySet[LightResult]:
    """Return the newest revision of each project's light, month by month."""
    # The first revisions are named so that only the few corrections are looked through.
    later = LightResult.objects.filter(
        project_year=OuterRef("project_year"),
        year=year,
        month=OuterRef("month"),
        kind=LightResult.Kind.PROJECT,
        revision__gt=OuterRef("revision"),
    ).filter(revision__gt=FIRST)
    rows = LightResult.objects.filter(~Exists(later), year=year, kind=LightResult.Kind.PROJECT)
    return rows.exclude(project_year__in=wholes(year).values("pk"))


def newest(year: int) -> QuerySet[Any]:
    """Return the lights of the last judged month with what the ledger says of it.

    `line__budget` and `line__paid` are in 元; they are None where the ledger has no line.
    """
    months = LightResult.objects.filter(year=year, kind=LightResult.Kind.PROJECT)
    last = Subquery(months.order_by("-month").values("month")[:1])
    later = Execution.objects.filter(
        project_year=OuterRef("project_year"),
        month=OuterRef("month"),
        revision__gt=OuterRef("line__revision"),
    ).filter(revision__gt=FIRST)
    line = FilteredRelation(LINES, condition=Q(**{f"{LINES}__month": F("month")}))
    found: QuerySet[Any] = (
        judged(year).filter(month=last).annotate(line=line).filter(~Exists(later))
    )
    return found


@counted("red-yellow", _("红灯和黄灯项目"))
def red_or_yellow(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the projects whose newest light is red or yellow."""
    if rows.model is Glance:
        rows = rows.exclude(kind=Project.Kind.DEPARTMENT)
        return rows.filter(light__in=[Light.RED, Light.YELLOW])
    lights = LightResult.objects.filter(
        project_year=OuterRef("pk"), year=OuterRef("year"), kind=LightResult.Kind.PROJECT
    ).order_by("-month", "-revision")
    found: QuerySet[Any] = rows.exclude(project__kind=Project.Kind.DEPARTMENT).alias(
        last_light=Subquery(lights.values("light")[:1])
    )
    return found.filter(last_light__in=[Light.RED, Light.YELLOW])


def lights_by_month(year: int) -> dict[int, dict[str, int]]:
    """Count project lights month by month."""
    rows = judged(year).order_by("month").values_list("month", "light").annotate(n=Count("*"))
    months: dict[int, dict[str, int]] = {}
    for month, light, count in rows:
        months.setdefault(month, {str(one): 0 for one in LIGHTS})[light] = count
    return months
