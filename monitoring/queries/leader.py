"""What monitoring tells a leader: money month by month, lights by money, the worst, the orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from lifecycle.models import Execution, Glance, Project
from lifecycle.queries import counted
from lifecycle.rules.money import percentage
from monitoring.models import Rectification
from monitoring.queries.lights import FIRST, LIGHTS, newest
from monitoring.rules.lights import Light

SHOWN = 10
CLOSED = Q(state=Rectification.State.CLOSED)
"""An order is closed 已销号; every other is open."""
OWN = "project_year__project__organisation"
NOTHING = Decimal(0)


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
    """The projects of one unit under one light in the newest month, with their money in 元."""

    month: int
    as_of: date
    key: int
    name: str
    light: str
    share: Share
    paid: Decimal


@dataclass(slots=True)
class Place:
    """One department 部门: what it may spend and spent by the newest month's end, its lights."""

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
    """Add up the ledger by month: of each line the last revision, wholes left out."""
    later = Execution.objects.filter(
        project_year=OuterRef("project_year"),
        month=OuterRef("month"),
        revision__gt=OuterRef("revision"),
    ).filter(revision__gt=FIRST)
    of_year = Glance.objects.filter(year=year).exclude(kind=Project.Kind.DEPARTMENT)
    rows = Execution.objects.filter(~Exists(later), project_year__in=of_year.values("pk"))
    found = rows.values_list("month").annotate(
        n=Count("*"), budgets=Sum("budget"), payments=Sum("paid"), last=Max("on")
    )
    return [Spent(*row) for row in found.order_by("month")]


def lit(year: int) -> list[Lit]:
    """Count the lights of the newest month by unit, and add up their money."""
    # Grouped by the unit alone: names in the key would have all the rows sorted.
    rows: Any = newest(year).order_by().values_list("month", OWN, "light")
    found = rows.annotate(
        department=Max(f"{OWN}__department"),
        own_name=Max(f"{OWN}__name"),
        name=Max(f"{OWN}__department__name"),
        last=Max("as_of"),
        n=Count("*"),
        budget=Sum("line__budget"),
        unknown=Count("project_year", filter=Q(line__budget=None)),
        paid=Sum("line__paid"),
    )
    return [
        Lit(
            month, as_of, key or own, name or own_name, light,
            Share(n, budget or NOTHING, unknown), paid or NOTHING,
        )
        for month, own, light, key, own_name, name, as_of, n, budget, unknown, paid
        in found.order_by(OWN, "light")
    ]  # fmt: skip


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


def worst(year: int, *, shown: int = SHOWN) -> list[Worst]:
    """List the red projects of the newest month by money, then the yellow ones."""
    first = Case(When(light=Light.RED, then=Value(0)), default=Value(1))
    rows = newest(year).filter(light__in=[Light.RED, Light.YELLOW])
    rows = rows.order_by(first, F("line__budget").desc(nulls_last=True), "project_year_id")
    columns = (
        "project_year_id", "project_year__project__name", f"{OWN}__name",
        "light", "sentence", "line__budget", "line__paid",
    )  # fmt: skip
    return [Worst(*row) for row in rows.values_list(*columns)[:shown]]


def closing(year: int) -> Closing:
    """Count the orders of a year: closed in time, late or not."""
    late = Q(closed_on__gt=F("finish_by"))
    return Closing(
        **Rectification.objects.filter(year=year).aggregate(
            opened=Count("pk"),
            closed_on_time=Count("pk", filter=CLOSED & ~late),
            closed_late=Count("pk", filter=CLOSED & late),
            open=Count("pk", filter=~CLOSED),
        )
    )


@counted("orders-open", _("整改未销号的项目"))
def with_open_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the project-years with an order that is not closed."""
    orders = Rectification.objects.filter(project_year=OuterRef("pk"), year=OuterRef("year"))
    return rows.filter(Exists(orders.exclude(CLOSED)))
