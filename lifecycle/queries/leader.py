"""What a leader asks of the ground floor: the city's totals, each figure defined here alone."""

from collections import defaultdict
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
from lifecycle.queries.tallies import stands
from lifecycle.rights import Held
from lifecycle.roles import CITY_WIDE
from lifecycle.rules.appraisal import cut_rate

CONCLUDED = ("supported", "partial", "rejected", "in_pool")
IN_FORCE = ("approved", "published")
DEPARTMENT = Coalesce("organisation__department", "organisation")
APPRAISED = 0
"""No department has this key: it stands for the appraisals of the whole city."""
NOTHING = (APPRAISED, 0, 0, Decimal(0), Decimal(0))


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
    return concluded(Appraisal.objects.filter(year=year))


def concluded(rows: QuerySet[Appraisal]) -> QuerySet[Appraisal]:
    """Keep the key appraisals that came to a conclusion."""
    return rows.filter(key_path=True, state__in=CONCLUDED)


def promised(year: Any) -> QuerySet[Target]:
    """Return the first targets of a year's projects in force, or of that of an outer row."""
    # What is no project is little, and left out by its glance rather than joined for its kind.
    others = Glance.objects.exclude(kind=Project.Kind.PROJECT)
    rows = Target.objects.filter(year=year, number=1, state__in=IN_FORCE)
    return rows.exclude(project_year__in=others.values("pk"))


def totals(year: int) -> tuple[Promised, Appraised]:
    """Add up what is in force and what was appraised of a budget year, in one query.

    Targets are read from their tallies, and of those what belongs to no project is taken off.
    """
    sums: Any = _sums(stands(Target, year=year).filter(part=1, state__in=IN_FORCE), DEPARTMENT)
    # The first of a union says what its columns are: an amount, even where there is none.
    none = Value(Decimal(0))
    kept = sums.annotate(first=Sum("n"), second=Value(0), total=Sum("amount"), less=none)
    rows = list(kept.union(_of_no_project(year), _key_appraisals(year), all=True))
    (cut,) = [row for row in rows if row[0] == APPRAISED] or [NOTHING]
    _none, assessed, cancelled, declared, approved = cut
    return (
        _promised([row for row in rows if row[0] != APPRAISED]),
        Appraised(assessed, cancelled, declared, approved),
    )


def _promised(rows: Iterable[tuple[int, int, int, Decimal, Decimal]]) -> Promised:
    projects: dict[int, int] = defaultdict(int)
    amount = Decimal(0)
    for place, n, _none, money, less in rows:
        projects[place] += n
        amount += money - less
    return Promised(sum(projects.values()), sum(n > 0 for n in projects.values()), amount)


def _of_no_project(year: int) -> Any:
    others = Glance.objects.filter(year=year).exclude(kind=Project.Kind.PROJECT)
    rows = Target.objects.filter(year=year, number=1, state__in=IN_FORCE)
    rows = _sums(rows.filter(project_year__in=others.values("pk")), DEPARTMENT)
    n = -Count("pk")
    return rows.annotate(first=n, second=Value(0), total=Value(0), less=Sum("amount"))


def _key_appraisals(year: int) -> Any:
    return _sums(appraised(year), Value(APPRAISED)).annotate(
        first=Count("pk"),
        second=Count("pk", filter=Q(state="rejected") | Q(approved=0)),
        total=Coalesce(Sum("declared"), Decimal(0)),
        less=Coalesce(Sum("approved"), Decimal(0)),
    )


def _sums(rows: Any, place: Any) -> Any:
    return rows.order_by().annotate(place=place).values_list("place")
