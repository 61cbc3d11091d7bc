"""What monitoring tells a leader: money month by month, lights by money, the worst, the orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Execution, ExecutionSum, Glance, GlanceSum, Project
from lifecycle.queries import counted, wholes
from lifecycle.rules.money import percentage
from monitoring.models import LightResult, Rectification
from monitoring.queries.alerts import CLOSED, LATE
from monitoring.queries.lights import LIGHTS
from monitoring.rules.lights import Light

SHOWN = 10
FEW = 64
"""So many projects under a light are sought in their units, more among the largest."""
ALARMING = (Light.RED, Light.YELLOW)
PLACE = Coalesce("organisation__department", "organisation")
NAME = Coalesce("organisation__department__name", "organisation__name")
NOTHING = Decimal(0)
EMPTY = (0, NOTHING, NOTHING)
LARGEST = (F("budget").desc(nulls_last=True), "pk")
WORST = ("pk", "project__name", "organisation__name", "light", "sentence", "budget", "paid")


@dataclass(slots=True)
class Share:
    """The projects under one light: how many, their money in 元, and how many have none known."""

    count: int = 0
    amount: Decimal = NOTHING
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """The city's ledger of one month, added up in 元."""

    month: int
    projects: int
    budget: Decimal
    paid: Decimal
    as_of: date


@dataclass(frozen=True, slots=True)
class Lit:
    """The projects of one department whose newest light is this one, with their money in 元."""

    key: int
    name: str
    light: str
    share: Share
    paid: Decimal


@dataclass(slots=True)
class Place:
    """One department 部门: its judged projects, what they may spend and spent, the red ones."""

    key: int
    name: str
    projects: int = 0
    budget: Decimal = NOTHING
    paid: Decimal = NOTHING
    red: Share = field(default_factory=Share)

    @property
    def rate(self) -> Decimal | None:
        """Payments in percent of the budget 执行率; None without a budget."""
        return percentage(self.paid, whole=self.budget)


@dataclass(frozen=True, slots=True)
class Worst:
    """One project that a leader should know of."""

    project_year: int
    project: str
    unit: str
    light: str
    sentence: str
    budget: Decimal | None
    paid: Decimal | None

    @property
    def rate(self) -> Decimal | None:
        """Payments in percent of the budget."""
        if self.paid is None or self.budget is None:
            return None
        return percentage(self.paid, whole=self.budget)


@dataclass(frozen=True, slots=True)
class Closing:
    """The rectification orders of a year: closed in time, closed late, open."""

    opened: int
    closed_on_time: int
    closed_late: int
    open: int

    @property
    def rate(self) -> Decimal | None:
        """The closing rate 销号率 in percent; None without an order."""
        return percentage(self.closed_on_time + self.closed_late, whole=self.opened)


def spent(year: int) -> list[Spent]:
    """Add up the ledger by month: of each line the last revision, wholes left out.

    It is read from its sums; `as_of` is the last day on which a line that counts was entered.
    """
    found: dict[tuple[int, date], tuple[int, Decimal, Decimal]] = {}
    for month, on, *more in _ledger(year).union(_ledger_of_wholes(year), all=True):
        n, budget, paid = found.get((month, on), EMPTY)
        found[month, on] = n + more[0], budget + more[1], paid + more[2]
    months: dict[int, Spent] = {}
    for (month, on), (n, budget, paid) in sorted(found.items()):
        if n:
            past = months.get(month, Spent(month, 0, NOTHING, NOTHING, on))
            sums = (past.projects + n, past.budget + budget, past.paid + paid)
            months[month] = Spent(month, *sums, on)
    return list(months.values())


def _ledger(year: int) -> Any:
    rows: Any = ExecutionSum.objects.filter(year=year).order_by().values_list("month", "on")
    return rows.annotate(lines=Sum("n"), budgets=Sum("budget"), payments=Sum("paid"))


def _ledger_of_wholes(year: int) -> Any:
    same = {name: OuterRef(name) for name in ("project_year", "month")}
    later = Execution.objects.filter(**same, revision__gt=OuterRef("revision"))
    rows: Any = Execution.objects.filter(project_year__in=wholes(year)).exclude(Exists(later))
    rows = rows.order_by().values_list("month", "on")
    return rows.annotate(lines=-Count("pk"), budgets=-Sum("budget"), payments=-Sum("paid"))


def lit(year: int) -> list[Lit]:
    """Count the projects of each department by their newest light, with their money.

    They are the rows to which the figures lead: light and money are those of the glances 一览,
    added up. What was never judged is left out.
    """
    rows: Any = GlanceSum.objects.filter(year=year).exclude(light="")
    rows = rows.exclude(kind=Project.Kind.DEPARTMENT).order_by()
    found = rows.values_list(PLACE, NAME, "light").annotate(
        count=Sum("n"), known=Sum("budget_known"), money=Sum("budget"), spent=Sum("paid")
    )
    return [
        Lit(key, name, light, Share(n, budget, n - known), paid)
        for key, name, light, n, known, budget, paid in found.exclude(count=0)
    ]


def shares(found: Iterable[Lit]) -> dict[str, Share]:
    """Add up lights over the city; a light that no project has stands with zero."""
    city = {str(light): Share() for light in LIGHTS}
    for one in found:
        _add(city[one.light], one.share)
    return city


def _add(whole: Share, part: Share) -> None:
    whole.count += part.count
    whole.amount += part.amount
    whole.unknown += part.unknown


def places(found: Iterable[Lit]) -> list[Place]:
    """Put each department's units together, the slowest spender first.

    A department without a budget cannot be ranked and comes last.
    """
    known: dict[int, Place] = {}
    for one in found:
        place = known.setdefault(one.key, Place(one.key, one.name))
        place.projects += one.share.count
        place.budget += one.share.amount
        place.paid += one.paid
        if one.light == Light.RED:
            _add(place.red, one.share)
    return sorted(known.values(), key=_slowest)


def _slowest(place: Place) -> tuple[bool, Decimal, int]:
    return (place.rate is None, place.rate or NOTHING, place.key)


def worst(year: int, found: Iterable[Lit], *, shown: int = SHOWN) -> list[Worst]:
    """List the projects whose newest light is red by money, then the yellow ones.

    `found` are the lights of the year, which say how many there are.
    """
    red, yellow = (_largest(year, found, light, shown) for light in ALARMING)
    said = LightResult.objects.filter(
        project_year=OuterRef("pk"), year=year, kind=LightResult.Kind.PROJECT
    ).order_by("-month", "-revision")
    first = Case(When(light=Light.RED, then=Value(0)), default=Value(1))
    # Names and sentences are read of those found alone.
    rows: Any = Glance.objects.filter(pk__in=red.union(yellow, all=True))
    rows = rows.annotate(sentence=Subquery(said.values("sentence")[:1]))
    return [Worst(*row) for row in rows.order_by(first, *LARGEST).values_list(*WORST)[:shown]]


def _largest(year: int, found: Iterable[Lit], light: str, shown: int) -> QuerySet[Any]:
    """Return the keys of the projects with most money under a light: at least those shown."""
    rows = Glance.objects.filter(year=year, light=light).exclude(kind=Project.Kind.DEPARTMENT)
    if sum(one.share.count for one in found if one.light == light) > FEW:
        return rows.order_by(*LARGEST).values("pk")[:shown]
    # On the way along the money so few would be met late or never; their units are known.
    sums: Any = GlanceSum.objects.filter(year=year, light=light).values("organisation")
    units = sums.annotate(some=Sum("n")).filter(some__gt=0).values("organisation")
    return rows.filter(organisation__in=units).values("pk")


def closing(year: int) -> Closing:
    """Count the orders of a year: closed in time, late or not."""
    return Closing(
        **Rectification.objects.filter(year=year).aggregate(
            opened=Count("pk"),
            closed_on_time=Count("pk", filter=CLOSED & ~LATE),
            closed_late=Count("pk", filter=CLOSED & LATE),
            open=Count("pk", filter=~CLOSED),
        )
    )


@counted("orders-open", _("整改未销号的项目"))
def with_open_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the project-years with an order that is not closed."""
    orders = Rectification.objects.filter(project_year=OuterRef("pk"), year=OuterRef("year"))
    return rows.filter(Exists(orders.exclude(CLOSED)))
