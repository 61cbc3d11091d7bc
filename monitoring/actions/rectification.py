"""Rectification orders: drawn up from a problem, listed by the unit, and what closing one does."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, prefetch_related_objects

from lifecycle.bulk import Moved
from lifecycle.following import follows
from lifecycle.machine import Act
from lifecycle.models import Demand, FiscalYear, Hold, ProjectYear
from lifecycle.models.rulepack import pack_of
from lifecycle.transitions import edit, edit_many, fire_many
from monitoring.actions.hold import lift_holds, place_holds
from monitoring.models import Rectification, RectificationItem, Warning  # noqa: A004

ORDINARY_DAYS = 30
SERIOUS_DAYS = 60
"""Where the pack says nothing (domain 4.3.8)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a unit's list 整改清单."""

    problem: str
    measure: str = ""
    responsible: str = ""
    due_on: date | None = None
    done_on: date | None = None
    evidence: str = ""


def open_rectification(
    project_year: ProjectYear,
    *,
    source: Demand.Source,
    machine: str,
    object_id: int,
    problem: str,
    serious: bool = False,
    problems: Sequence[str] = (),
) -> Rectification:
    """Draw up an order for a problem, one item for each part of it; once for each source."""
    with transaction.atomic():
        # Numbers run without gaps, so they are given out one at a time.
        FiscalYear.objects.select_for_update().get(pk=project_year.year)
        known = Rectification.objects.filter(machine=machine, object_id=object_id).first()
        if known is not None:
            return known
        last = Rectification.objects.filter(year=project_year.year).aggregate(n=Max("number"))
        order = Rectification.objects.create(
            project_year=project_year,
            organisation_id=project_year.project.organisation_id,
            year=project_year.year,
            number=(last["n"] or 0) + 1,
            source=source,
            machine=machine,
            object_id=object_id,
            problem=problem,
            serious=serious,
            days=term_days(project_year.year, serious=serious),
        )
        lines = problems or [problem]
        RectificationItem.objects.bulk_create(
            RectificationItem(rectification=order, problem=line) for line in lines
        )
    return order


def term_days(year: int, *, serious: bool) -> int:
    """Return within how many days an order is carried out, by the pack of its year."""
    state, otherwise = ("serious", SERIOUS_DAYS) if serious else ("rectifying", ORDINARY_DAYS)
    term = pack_of(year).pack.deadlines.get(f"rectification.{state}")
    return term.days if term and term.days else otherwise


def take_demands(on: date) -> int:
    """Draw up an order for every demand of a day or before that has none; return how many."""
    known = Rectification.objects.filter(
        machine=OuterRef("machine"), object_id=OuterRef("object_id")
    )
    demands = Demand.objects.filter(~Exists(known), placed_on__lte=on)
    demands = demands.select_related("project_year__project").order_by("pk")
    with transaction.atomic():
        orders = [
            open_rectification(
                demand.project_year,
                source=Demand.Source(demand.source),
                machine=demand.machine,
                object_id=demand.object_id,
                problem=demand.problem,
                serious=demand.serious,
            )
            for demand in demands
        ]
    return len(orders)


def list_items(
    order: Rectification,
    items: Sequence[Item],
    *,
    by: Any,
    version: int | None = None,
    at: datetime | None = None,
) -> Rectification:
    """Replace the list of an order by what the unit has filled in.

    Raises Refused, or ValidationError for what cannot be stored.
    """

    def parts(locked: Rectification) -> None:
        rows = [RectificationItem(rectification=locked, **asdict(item)) for item in items]
        for row in rows:
            row.full_clean(exclude=["rectification"], validate_constraints=False)
        locked.items.all().delete()
        RectificationItem.objects.bulk_create(rows)

    return edit(order, by=by, changes={}, parts=parts, version=version, at=at)


def list_many(
    orders: QuerySet[Rectification],
    items: Callable[[Rectification], Sequence[Item]],
    *,
    by: Any,
    at: datetime | None = None,
) -> Moved:
    """Replace the lists of many orders at once; `items` gives the lines of each."""

    def write(locked: list[Rectification]) -> None:
        rows = [
            RectificationItem(rectification=order, **asdict(item))
            for order in locked
            for item in items(order)
        ]
        for row in rows:
            row.clean_fields(exclude=["rectification"])
        RectificationItem.objects.filter(rectification__in=locked).delete()
        RectificationItem.objects.bulk_create(rows)
        for order in locked:
            getattr(order, "_prefetched_objects_cache", {}).pop("items", None)
        prefetch_related_objects(locked, "items")

    return edit_many(orders, by=by, columns=(), write=write, at=at)


@follows("monitoring.rectification", "issue")
def hold_for_order(moved: Sequence[Rectification], act: Act) -> None:
    """Let an open order stand in the way of its project-year."""
    place_holds(moved, kind=Hold.Kind.RECTIFICATION, reason=attrgetter("problem"), on=act.day)


@follows("monitoring.rectification", "close")
def release_order(moved: Sequence[Rectification], act: Act) -> None:
    """Lift the hold of a closed order, and resolve the warning it was born of."""
    lift_holds(moved, kind=Hold.Kind.RECTIFICATION, on=act.day)
    born = [order.object_id for order in moved if order.machine == Warning.stage()]
    waiting = Warning.objects.filter(pk__in=born, state=Warning.State.IN_RECTIFICATION)
    fire_many(waiting, "remedy", by=None, at=act.at)
