"""Execution 预算执行 as a list: what each project may spend, spent, and was to have spent."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from lifecycle import queries
from lifecycle.models import BudgetEvent, Execution, Glance, ImportBatch, PlannedPayment
from lifecycle.rights import Held
from lifecycle.roles import Role
from monitoring.models import LightResult
from monitoring.rules.limits import MONTHS

RATE = DecimalField(max_digits=12, decimal_places=4)
HUNDRED = Decimal("100.0")
"""With a place, so that PostgreSQL divides no whole numbers."""
SAMPLED = 500
IMPORTERS = (Role.BUDGET, Role.PERFORMANCE)
"""Who brings the treasury's files in."""


def execution_for(user: Any, day: date, seats: Sequence[Held]) -> QuerySet[Any]:
    """Return the project-years a person sees with the ledger of the last month booked, in 元.

    `rate` and `planned_rate` are percent of the year's adjusted budget, `gap` is points between
    them; `planned_rate` follows the payment plan where there is one, else the months gone.
    """
    rows = queries.listed_for(user, day, seats).annotate(
        month=_last("month"),
        document=_last("document"),
        initial=_initial(),
        plan=_plan().order_by("-revision").values("revision")[:1],
        execution_light=_light("light"),
        execution_sentence=_light("sentence"),
    )
    by_now = _plan().filter(revision=OuterRef("plan"), month__lte=OuterRef("month"))
    wanted = Coalesce(Subquery(by_now.order_by("-month").values("amount")[:1]), Value(Decimal(0)))
    planned = Case(
        When(Q(month=None) | Q(budget=None) | Q(budget=0), then=None),
        When(plan__isnull=False, then=wanted * 100 / F("budget")),
        default=F("month") * Value(HUNDRED) / MONTHS,
        output_field=RATE,
    )
    found: QuerySet[Any] = rows.annotate(planned_rate=planned).annotate(
        gap=Case(When(rate__isnull=False, then=F("rate") - F("planned_rate")), output_field=RATE)
    )
    return found


def _last(column: str) -> Subquery:
    booked = Execution.objects.filter(project_year=OuterRef("pk"))
    return Subquery(booked.order_by("-month", "-revision").values(column)[:1])


def _light(column: str) -> Subquery:
    judged = LightResult.objects.filter(
        project_year=OuterRef("pk"), year=OuterRef("year"), kind=LightResult.Kind.EXECUTION
    )
    return Subquery(judged.order_by("-month", "-revision").values(column)[:1])


def _initial() -> Subquery:
    events = BudgetEvent.objects.filter(project_year=OuterRef("pk"), kind=BudgetEvent.Kind.INITIAL)
    return Subquery(events.order_by().values("project_year").annotate(n=Sum("amount")).values("n"))


def _plan() -> QuerySet[PlannedPayment]:
    return PlannedPayment.objects.filter(project_year=OuterRef("pk"))


def loaded(year: int, month: int) -> bool:
    """Tell whether the ledger has figures of a month of a year, by the first of its projects.

    A file of the treasury is of the whole city, so a look at some is enough.
    """
    some = Glance.objects.filter(year=year).order_by("project_year").values("pk")[:SAMPLED]
    return Execution.objects.filter(month=month, project_year__in=some).exists()


def imports_execution(seats: Sequence[Held]) -> bool:
    """Tell whether one of the seats brings the treasury's files in."""
    return any(seat.role in IMPORTERS for seat in seats)


def batches(limit: int) -> list[ImportBatch]:
    """List the newest imported files of the treasury."""
    rows = ImportBatch.objects.filter(kind="execution").select_related("by").order_by("-pk")
    return list(rows[:limit])
