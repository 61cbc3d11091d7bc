"""The lights that count: of each project and month the last revision, wholes left out.

A department as a whole has its lights too; they are the sum of its projects' and not counted.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Glance, GlanceSum, Project
from lifecycle.queries import counted, wholes
from monitoring.models import LightResult, LightTally
from monitoring.rules.lights import Light

LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)
"""The lights in the order in which every page and report names them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The project lights of a year, month by month; `as_of` is the last day that was read.

    That day is of the newest month; a year without lights has no months and no day.
    """

    months: dict[int, dict[str, int]]
    as_of: date | None

    @property
    def month(self) -> int:
        """The newest month, 0 without any."""
        return max(self.months, default=0)


def judged(year: int) -> Judged:
    """Count project lights month by month, of each project and month the last revision.

    They are read from their tallies, and the departments as a whole are taken off.
    """
    counts: dict[tuple[int, str, date], int] = defaultdict(int)
    for month, light, as_of, n in _tallied(year).union(_of_wholes(year), all=True):
        counts[month, light, as_of] += n
    months: dict[int, dict[str, int]] = {}
    days: dict[int, date] = {}
    for (month, light, as_of), n in sorted(counts.items()):
        if n:
            months.setdefault(month, {str(one): 0 for one in LIGHTS})[light] += n
            days[month] = max(as_of, days.get(month, as_of))
    return Judged(months, days[max(days)] if days else None)


def _tallied(year: int) -> Any:
    rows: Any = LightTally.objects.filter(year=year).order_by()
    return rows.values_list("month", "light", "as_of").annotate(whole=Sum("n"))


def _of_wholes(year: int) -> Any:
    rows: Any = LightResult.objects.filter(
        project_year__in=wholes(year), year=year, kind=LightResult.Kind.PROJECT
    )
    same = {name: OuterRef(name) for name in ("project_year", "year", "month", "kind")}
    later = LightResult.objects.filter(**same, revision__gt=OuterRef("revision"))
    rows = rows.exclude(Exists(later)).order_by().values_list("month", "light", "as_of")
    return rows.annotate(whole=-Count("pk"))


@counted("red-yellow", _("红灯和黄灯项目"), summed=True)
def red_or_yellow(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the projects whose newest light is red or yellow."""
    if rows.model in (Glance, GlanceSum):
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
    return judged(year).months
