"""What the homes ask of monitoring: lights, money, reports to fill in, orders to work on."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from lifecycle.models import FiscalYear, Organisation, Project, ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.queries import SHOWN
from lifecycle.queries.completeness import Ends, filed, last_moment
from lifecycle.queries.duties import owed
from lifecycle.queries.kept import READERS, Statement, pooled, written
from lifecycle.queries.projects import glances_of
from lifecycle.queries.some import Some, some
from lifecycle.queries.tallies import sums_for, tallies
from lifecycle.rights import Held
from lifecycle.rules.money import percentage
from lifecycle.scope import own_path, placed, visible_from
from monitoring.models import LightResult, Rectification, Report
from monitoring.rules.lights import SEVERITY, Light

PERIODS = 3
"""Months of which the completeness is shown."""
ALARMS = (str(Light.RED), str(Light.YELLOW))
FIRST = 1
"""The revision of what was never corrected."""


@dataclass(frozen=True, slots=True)
class Mine:
    """One project-year with its light, its execution and its next due date."""

    project_year: Any
    light: str
    sentence: str
    rate: Decimal | None
    next_due: date | None


def projects_of(seats: list[Held], year: int, day: date) -> tuple[list[Mine], int]:
    """Return the project-years that need most care, by light and by due date; and how many."""
    counts = _by_light(seats, year, day)
    first = _first(tuple(seats), year, day, _worst(counts)).rows()
    rows: Any = ProjectYear.objects.filter(pk__in=[key for key, _due in first])
    rows = rows.select_related("project__organisation").annotate(
        light=F("glance__light"),
        sentence=Subquery(_newest_light(OuterRef("pk")).values("sentence")[:1]),
        paid=F("glance__paid"),
        budget=F("glance__budget"),
    )
    found = {row.pk: row for row in rows}
    return [_mine(found[key], due) for key, due in first if key in found], sum(counts.values())


def _by_light(seats: list[Held], year: int, day: date) -> dict[str | None, int]:
    sums: Any = sums_for(seats)
    if sums is None:
        rows = glances_of(seats, year, day).order_by()
        return dict(rows.values_list("light").annotate(count=Count("*")))
    counted = sums.filter(year=year).order_by().values_list("light").annotate(count=Sum("n"))
    return {light or None: count for light, count in counted if count}


def _worst(counts: Mapping[str | None, int]) -> tuple[str | None, ...]:
    # Due dates are looked up project by project: only where the light can bring it to the top.
    wanted: list[str | None] = []
    for light in (*sorted(SEVERITY, key=lambda one: -SEVERITY[one]), None):
        if sum(counts.get(one, 0) for one in wanted) < SHOWN:
            wanted.append(light)
    return tuple(wanted)


@lru_cache(maxsize=READERS)
def _first(
    seats: tuple[Held, ...], year: int, day: date, lights: tuple[str | None, ...]
) -> Statement:
    """Write what finds the first rows in some lights: each key with its next due date."""
    some = Q(light__in=[one for one in lights if one])
    some |= Q(light=None) if None in lights else Q(pk__in=[])
    ranks = [When(light=str(one), then=Value(-rank)) for one, rank in SEVERITY.items()]
    rank = Case(*ranks, default=Value(1))
    care = written(glances_of(seats, year, day).filter(some).order_by().values_list("pk", rank))
    owed_by = written(pooled(list(_due_dates(day))))
    if not care.sql:
        return Statement()
    # The projects are found once, for all stages together, and so are their dates.
    text = f"""
    WITH care(key, rank) AS MATERIALIZED ({care.sql}),
    owed(key, due_on) AS MATERIALIZED ({owed_by.sql})
    SELECT care.key, min(owed.due_on) FROM care LEFT JOIN owed ON owed.key = care.key
    GROUP BY care.key, care.rank ORDER BY care.rank, 2 NULLS LAST, care.key LIMIT {SHOWN}
    """  # noqa: S608 - written by Django
    return Statement(text, (*care.parameters, *owed_by.parameters))


def _mine(row: Any, next_due: date | None) -> Mine:
    rate = percentage(row.paid, whole=row.budget) if row.budget else None
    return Mine(row, row.light or str(Light.GREY), row.sentence or "", rate, next_due)


def _newest_light(project_year: Any) -> QuerySet[LightResult]:
    rows = LightResult.objects.filter(
        project_year=project_year, kind=LightResult.Kind.PROJECT, year=F("project_year__year")
    )
    return rows.order_by("-month", "-revision")


def _due_dates(day: date) -> Iterator[QuerySet[Any]]:
    """Ask each stage for the due dates that anybody still owes on the projects in `care`."""
    for model, path in placed():
        if path == own_path(model):
            here = {f"{path}__in": RawSQL("SELECT key FROM care", ())}
            rows = model._default_manager.filter(due_on__isnull=False, **here)
            yield from (one.order_by().values_list(path, "due_on") for one in owed(rows, day))


def to_fill(seats: list[Held], day: date) -> list[dict[str, Any]]:
    """Count the reports that a unit still has to fill in, month by month, newest first."""
    rows = visible_from(Report, seats, day)
    rows = rows.filter(state__in={Report.initial(), *map(str, Report.EDITABLE)}).order_by()
    counted = rows.values("year", "month").annotate(
        n=Count("pk"), back=Count("pk", filter=Q(state=Report.State.RETURNED)), due=Min("due_on")
    )
    return list(counted.order_by("-year", "-month")[:SHOWN])


def orders_open(seats: list[Held], day: date) -> Some:
    """List the orders that a unit has to work on, the last day soonest first."""
    rows = _orders(seats, day).exclude(state=Rectification.initial())
    return some(rows.exclude(state=Rectification.State.CLOSED), F("finish_by").asc(nulls_last=True))


def orders_to_verify(seats: list[Held], day: date) -> Some:
    """List the orders that wait to be verified, the longest waiting first."""
    states = (Rectification.State.FEEDBACK, Rectification.State.VERIFY)
    return some(_orders(seats, day).filter(state__in=states), F("since").asc(nulls_last=True))


def _orders(seats: list[Held], day: date) -> QuerySet[Any]:
    rows = visible_from(Rectification, seats, day)
    return rows.select_related("organisation", "project_year__project")


def alarms_of(seats: list[Held], year: int, day: date) -> Some:
    """List the red and yellow lights; those not `known` are new in the newest month judged.

    Red before yellow, new before known, then by the key of the project-year.
    """
    counts = _by_light(seats, year, day)
    lights = LightResult.objects.filter(year=year, kind=LightResult.Kind.PROJECT)
    month = Subquery(lights.order_by("-month").values("month")[:1])
    own = lights.filter(project_year=OuterRef("project_year")).order_by("-month", "-revision")
    rows = glances_of(seats, year, day).alias(judged=Subquery(own.values("month")[:1]))
    rows = rows.annotate(
        known=Exists(_alarmed(month - 1, year)) | Q(judged__lt=month),
        month=month,
        sentence=Subquery(own.values("sentence")[:1]),
        name=_name_of(Project, "project"),
        place=_name_of(Organisation, "organisation"),
    )
    # Whether a yellow light is new matters only where the red ones do not fill the list.
    wanted = ALARMS if counts.get(str(Light.RED), 0) < SHOWN else (str(Light.RED),)
    found = rows.filter(light__in=wanted).order_by("light", "known", "pk")[:SHOWN]
    return Some(list(found), sum(counts.get(one, 0) for one in ALARMS))


def _name_of(model: Any, column: str) -> Subquery:
    # Asked of the rows that are shown, after they are sorted; a join would come before.
    return Subquery(model.objects.filter(pk=OuterRef(column)).values("name"))


def _alarmed(month: Any, year: int) -> QuerySet[LightResult]:
    of_month = LightResult.objects.filter(
        project_year=OuterRef("project_year"), year=year, month=month, kind=LightResult.Kind.PROJECT
    )
    # The first revisions are named so that only the few corrections are looked through.
    newer = of_month.filter(revision__gt=OuterRef("revision")).filter(revision__gt=FIRST)
    return of_month.filter(~Exists(newer), light__in=ALARMS)


def lights_of(seats: list[Held], year: int, day: date) -> Mapping[str, int]:
    """Count the projects by their newest light; a project never judged is grey."""
    found: dict[str, int] = {}
    for colour, n in _by_light(seats, year, day).items():
        found[colour or str(Light.GREY)] = found.get(colour or str(Light.GREY), 0) + n
    return found


@filed("monitoring.report")
def _reports(year: int, day: date) -> Ends:
    months = _months(year, day)
    return dict(zip(months, _month_ends(year, months), strict=True))


def filing_ends(year: int, months: list[int]) -> Case:
    """Say of each month's reports when the time to fill them in is over."""
    over = _month_ends(year, months)
    whens = [When(month=n, then=Value(end)) for n, end in zip(months, over, strict=True)]
    return Case(*whens, output_field=DateTimeField())


def _month_ends(year: int, months: list[int]) -> list[datetime | None]:
    return last_moment("report.filling", year, *(_first_after(year, month) for month in months))


def _months(year: int, day: date) -> list[int]:
    """Return the last months of a year that have ended and are reported."""
    return months_ended(year, day)[-PERIODS:]


def months_ended(year: int, day: date) -> list[int]:
    """Return the months of a year that have ended and are reported."""
    try:
        wanted = pack_of(year).pack.reporting_months
    except FiscalYear.DoesNotExist:  # a year that is not open is not reported
        return []
    return [month for month in wanted if _first_after(year, month) <= day]


def _first_after(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1]) + timedelta(days=1)


@dataclass(frozen=True)
class Windows:
    """What monitoring issues in a year: of each month that has ended, how many reports."""

    year: int
    issued: Mapping[int, int]
    wanted: tuple[int, ...]

    @cached_property
    def months(self) -> list[tuple[int, int]]:
        """Each month with how many reports of it were issued."""
        return [(month, self.issued.get(month, 0)) for month in self.wanted]


def windows_of(seats: list[Held], year: int, day: date) -> Windows:
    """Count the reports issued, month by month of those that have ended."""
    rows: Any = tallies(seats, years=[year]).filter(machine=Report.stage()).order_by()
    issued = dict(rows.values_list("part").annotate(count=Sum("n")))
    return Windows(year, issued, tuple(months_ended(year, day)))
