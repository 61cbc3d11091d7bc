"""Project-years summed up by department and unit: the tree 项目树."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lifecycle.models import GlanceSum, Organisation
from lifecycle.queries.additions import ADDITIONS
from lifecycle.queries.projects import own
from lifecycle.rules.money import percentage


@dataclass(slots=True)
class Node:
    """One organisation of the tree: how many project-years, their money, and their lights."""

    organisation: Any
    count: int = 0
    approved: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    lights: dict[str, int] = field(default_factory=dict)
    units: list["Node"] = field(default_factory=list)

    @property
    def rate(self) -> Decimal | None:
        """What was paid in percent of the budget."""
        return percentage(self.paid, whole=self.budget)

    def take(self, row: dict[str, Any]) -> None:
        """Add one group of project-years."""
        self.count += row["count"]
        self.approved += row["sum_approved"] or 0
        self.paid += row["sum_paid"] or 0
        self.budget += row["sum_budget"] or 0
        if light := row.get("light"):
            self.lights[light] = self.lights.get(light, 0) + row["count"]


def tree_of(rows: QuerySet[Any]) -> list[Node]:
    """Sum project-years, or sums of them, up by department and unit, in two queries."""
    unit = own(rows, "organisation")
    by = (unit, *(name for name in ("light",) if name in ADDITIONS))
    groups = list(
        rows.order_by().values(*by).annotate(
            count=Sum("n") if rows.model is GlanceSum else Count("*"),
            sum_approved=Sum("approved"),
            sum_paid=Sum("paid"),
            sum_budget=Sum("budget"),
        ).exclude(count=0)
    )  # fmt: skip
    keys = {row[unit] for row in groups}
    places = Organisation.objects.select_related("department").in_bulk(keys)
    tops: dict[int, Node] = {}
    units: dict[int, Node] = {}
    for row in groups:
        place = places[row[unit]]
        top = place.department or place
        node = tops.setdefault(top.pk, Node(top))
        node.take(row)
        if place.pk not in units:
            units[place.pk] = Node(place)
            node.units.append(units[place.pk])
        units[place.pk].take(row)
    return _sorted(tops.values())


def whole_of(nodes: Iterable[Node]) -> Node:
    """Sum a tree up in one node that is no organisation."""
    whole = Node(None)
    for node in nodes:
        sums = {"sum_approved": node.approved, "sum_paid": node.paid, "sum_budget": node.budget}
        whole.take({"count": node.count, **sums})
        for light, count in node.lights.items():
            whole.lights[light] = whole.lights.get(light, 0) + count
    return whole


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    found = sorted(nodes, key=lambda node: node.organisation.code)
    for node in found:
        node.units.sort(key=lambda unit: unit.organisation.code)
    return found
