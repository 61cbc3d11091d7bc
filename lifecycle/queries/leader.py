"""What a leader asks of the ground floor: the city's totals, each figure defined here alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from lifecycle import rights
from lifecycle.models import Appraisal, Glance, Project, Target
from lifecycle.rights import Held
from lifecycle.roles import CITY_WIDE
from lifecycle.rules.appraisal import cut_rate

CONCLUDED = ("supported", "partial", "rejected", "in_pool")
IN_FORCE = ("approved", "published")
NOTHING = (0, 0, Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Appraised:
    """The key appraisals 财政重点评估 concluded for a budget year (R1-R4), money in 元."""

    assessed: int
    cancelled: int
    declared: Decimal
    approved: Decimal

    @property
    def cut(self) -> Decimal:
        """What was declared and not approved 核减."""
        return self.declared - self.approved

    @property
    def cut_rate(self) -> Decimal | None:
        """The cut in percent of what was declared 核减率."""
        return cut_rate(self.declared, cut_total=self.cut)


@dataclass(frozen=True, slots=True)
class Promised:
    """The targets of projects approved with the budget, in their first version (R5-R7)."""

    projects: int
    departments: int
    amount: Decimal


def city_for(user: Any, day: date, *, seats: Iterable[Held] | None = None) -> None:
    """Let pass who sees the whole city. Raises Http404 to everybody else."""
    held = rights.seats_of(user, day) if seats is None else seats
    if not sees_city(held):
        raise Http404


def sees_city(seats: Iterable[Held]) -> bool:
    """Tell whether one of some seats sees every object of its bureau."""
    return any(seat.role in CITY_WIDE for seat in seats)


def appraised(year: Any) -> QuerySet[Appraisal]:
    """Return the key appraisals concluded for a budget year, or for that of an outer row."""
    return Appraisal.objects.filter(year=year, key_path=True, state__in=CONCLUDED)


def promised(year: Any) -> QuerySet[Target]:
    """Return the first targets of a year's projects in force, or of that of an outer row."""
    # What is no project is little, and left out by its glance rather than joined for its kind.
    others = Glance.objects.exclude(kind=Project.Kind.PROJECT)
    rows = Target.objects.filter(year=year, number=1, state__in=IN_FORCE)
    return rows.exclude(project_year__in=others.values("pk"))


def totals(year: int) -> tuple[Promised, Appraised]:
    """Add up what is in force and what was appraised of a budget year, in one query."""
    department = Coalesce("organisation__department", "organisation")
    targets: Any = _part("targets", promised(year)).annotate(
        first=Count("pk"),
        second=Count(department, distinct=True),
        total=Sum("amount"),
        kept=Sum("amount"),
    )
    appraisals = _part("appraisals", appraised(year)).annotate(
        first=Count("pk"),
        second=Count("pk", filter=Q(state="rejected") | Q(approved=0)),
        total=Sum("declared"),
        kept=Sum("approved"),
    )
    sums = {part: rest for part, *rest in targets.union(appraisals, all=True)}
    projects, departments, amount, _same = sums.get("targets", NOTHING)
    assessed, cancelled, declared, approved = sums.get("appraisals", NOTHING)
    return (
        Promised(projects, departments, _sum(amount)),
        Appraised(assessed, cancelled, _sum(declared), _sum(approved)),
    )


def _part(name: str, rows: Any) -> Any:
    return rows.order_by().annotate(part=Value(name)).values_list("part")


def _sum(amount: Decimal | None) -> Decimal:
    # A sum of no rows is none at all.
    return amount or Decimal(0)
