"""What the pages of warnings, silences and orders show, each within its reader's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncWeek
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from lifecycle.models.rulepack import pack_of
from lifecycle.rights import Held
from lifecycle.rules.money import percentage
from lifecycle.scope import visible_from
from monitoring.models import (
    Escalation,
    LightResult,
    Rectification,
    Silence,
    Warning,  # noqa: A004 - 预警 is a warning
    WarningRun,
    WarningTold,
)
from monitoring.rules.escalation import Step
from monitoring.rules.limits import limits_of, money_scale

LIVE = (
    Warning.State.PENDING,
    Warning.State.OPEN,
    Warning.State.ACKNOWLEDGED,
    Warning.State.IN_RECTIFICATION,
)
LINES = 200


def warnings_for(seats: Sequence[Held], year: int, day: date) -> QuerySet[Any]:
    """Return the warnings of a year that some seats see, with their level and newest light."""
    risen = Escalation.objects.filter(warning=OuterRef("pk")).order_by("-level").values("level")
    newest = LightResult.objects.filter(
        project_year=OuterRef("project_year"),
        year=OuterRef("year"),
        kind=LightResult.Kind.PROJECT,
    ).order_by("-month", "-revision")
    officer = Value(int(Step.OFFICER))
    rows: QuerySet[Any] = visible_from(Warning, seats, day).filter(year=year)
    found: QuerySet[Any] = rows.select_related("organisation", "project_year__project").annotate(
        risen=Coalesce(Subquery(risen[:1], output_field=IntegerField()), officer),
        parts=Subquery(newest.values("inputs")[:1]),
    )
    return found


def alert_for(seats: Sequence[Held], pk: int, day: date) -> Any:
    """Return one warning that some seats see, with the key of its `order_made`. Raises Http404."""
    born = Rectification.objects.filter(machine=Warning.stage(), object_id=OuterRef("pk"))
    rows = visible_from(Warning, seats, day).select_related(
        "project_year__project", "organisation__department", "filed_by", "checked_by"
    )
    rows = rows.annotate(order_made=Subquery(born.order_by("pk").values("pk")[:1]))
    found = rows.prefetch_related("escalations").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def opened_by_week(rows: QuerySet[Any]) -> list[tuple[date, int, int]]:
    """Count the live warnings of a list by the week in which they opened: red, yellow."""
    counted = (
        rows.filter(state__in=LIVE, opened_on__isnull=False)
        .order_by()
        .values(week=TruncWeek("opened_on"))
        .annotate(red=Count("pk", filter=Q(light="red")), all=Count("pk"))
        .order_by("week")
    )
    return [(row["week"], row["red"], row["all"] - row["red"]) for row in counted]


def lights_behind(warning: Warning) -> list[LightResult]:
    """Return every judging of a warning's project in its year, newest first."""
    rows = LightResult.objects.filter(project_year=warning.project_year_id, year=warning.year)
    return list(rows.order_by("-month", "-revision", "kind")[:LINES])


def told_of(warning: Warning) -> list[WarningTold]:
    """Return who was told of a warning, newest first."""
    rows = WarningTold.objects.filter(warning=warning).select_related("person")
    return list(rows.order_by("-on", "person")[:LINES])


@dataclass(frozen=True, slots=True)
class Point:
    """The execution of one month against the limits of its scale, all in percent."""

    month: int
    value: Decimal | None
    red_below: Decimal | None
    green_from: Decimal
    scale: str


def against_limits(year: int, lights: Sequence[LightResult]) -> list[Point]:
    """Hold each month's newest execution against where its light turns, oldest first."""
    limits = limits_of(pack_of(year).pack.lights)
    newest: dict[int, LightResult] = {}
    for one in lights:
        if one.kind == LightResult.Kind.EXECUTION:
            newest.setdefault(one.month, one)
    points = []
    for month, one in sorted(newest.items()):
        scale = money_scale(limits, month=month)
        if scale is not None:
            value = _value(one.inputs, rated=bool(limits.rates))
            points.append(Point(month, value, scale.red_below, scale.green_from, scale.name))
    return points


def _value(inputs: dict[str, Any], *, rated: bool) -> Decimal | None:
    if not rated:
        pace = inputs.get("pace")
        return None if pace is None else Decimal(pace)
    paid, budget = inputs.get("paid"), inputs.get("budget")
    if paid is None or not budget or not Decimal(budget):
        return None
    return percentage(Decimal(paid), whole=Decimal(budget))


def silences_for(seats: Sequence[Held], year: int, day: date) -> QuerySet[Silence]:
    """Return the silences of a year that some seats see."""
    rows = visible_from(Silence, seats, day).filter(year=year).exclude(state=Silence.State.DRAFT)
    return rows.select_related("organisation", "project", "filed_by", "checked_by")


def orders_for(seats: Sequence[Held], year: int, day: date) -> QuerySet[Any]:
    """Return the orders of a year that some seats see."""
    rows: QuerySet[Any] = visible_from(Rectification, seats, day).filter(year=year)
    return rows.select_related("organisation", "project_year__project")


CLOSED = Q(state=Rectification.State.CLOSED)
LATE = Q(closed_on__gt=F("finish_by"))
CLOSINGS: dict[str, tuple[Any, Q]] = {
    "open": (_("未销号"), ~CLOSED),
    "on-time": (_("按期销号"), CLOSED & ~LATE),
    "late": (_("逾期销号"), CLOSED & LATE),
}
"""How an order may stand, in words and as a condition; each stands in one way."""


def overdue(day: date) -> Q:
    """Match the orders that are past their last day and not closed."""
    return ~CLOSED & Q(finish_by__lt=day)


@dataclass(frozen=True, slots=True)
class Register:
    """How the orders of a list stand: in all, closed in time or late, open, overdue."""

    source: str
    opened: int
    closed_on_time: int
    closed_late: int
    open: int
    overdue: int

    @property
    def closed(self) -> int:
        """How many are closed."""
        return self.closed_on_time + self.closed_late


def register_of(rows: QuerySet[Any], day: date) -> list[Register]:
    """Count the orders of a list by the source of the problem."""
    counted = (
        rows.order_by()
        .values("source")
        .annotate(
            opened=Count("pk"),
            on_time=Count("pk", filter=CLOSED & ~LATE),
            late=Count("pk", filter=CLOSED & LATE),
            still=Count("pk", filter=~CLOSED),
            over=Count("pk", filter=overdue(day)),
        )
    )
    columns = ("source", "opened", "on_time", "late", "still", "over")
    return [Register(*row) for row in counted.order_by("source").values_list(*columns)]


def held_run() -> WarningRun | None:
    """Return the run of digests that waits for an operator, if there is one."""
    return WarningRun.objects.filter(state=WarningRun.State.HELD).order_by("-on").first()


def last_run() -> WarningRun | None:
    """Return the last run of digests."""
    return WarningRun.objects.order_by("-on").first()
