"""Project-years summed up by department and unit: the tree 项目树.

Departments as a whole are counted; beside others in the tree their money is left out of every sum.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from lifecycle.models import GlanceSum, Organisation
from lifecycle.queries.additions import ADDITIONS
from lifecycle.queries.projects import own, parted
from lifecycle.rules.money import percentage


@dataclass(slots=True)
class Node:
    """One organisation of the tree: how many project-years, their money, and their lights.

    The money in 元 is that of so many as are `summed`.
    """

    organisation: Any
    count: int = 0
    summed: int = 0
    approved: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    lights: dict[str, int] = field(default_factory=dict)
    units: list["Node"] = field(default_factory=list)

    @property
    def rate(self) -> Decimal | None:
        """What was paid in percent of the budget."""
        return percentage(self.paid, whole=self.budget)

    @property
    def left_out(self) -> int:
        """How many departments as a whole are counted and not summed."""
        return self.count - self.summed

    def take(self, row: dict[str, Any]) -> None:
        """Add one group of project-years, its money where it has any to be summed."""
        self.count += row["count"]
        if light := row.get("light"):
            self.lights[light] = self.lights.get(light, 0) + row["count"]
        if not row["sums"]:
            return
        self.summed += row["count"]
        self.approved += row["sum_approved"] or 0
        self.paid += row["sum_paid"] or 0
        self.budget += row["sum_budget"] or 0


def tree_of(rows: QuerySet[Any]) -> list[Node]:
    """Sum project-years, or sums of them, up by department and unit, in two queries."""
    unit = own(rows, "organisation")
    by = (unit, *(name for name in ("light",) if name in ADDITIONS))
    groups = list(
        parted(rows, *by).annotate(
            count=Sum("n") if rows.model is GlanceSum else Count("*"),
            sum_approved=Sum("approved"),
            sum_paid=Sum("paid"),
            sum_budget=Sum("budget"),
        ).exclude(count=0)
    )  # fmt: skip
    alone = all(row["whole"] for row in groups)
    keys = {row[unit] for row in groups}
    places = Organisation.objects.select_related("department").in_bulk(keys)
    tops: dict[int, Node] = {}
    units: dict[int, Node] = {}
    for row in groups:
        place = places[row[unit]]
        row["sums"] = alone or not row["whole"]
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
        whole.count += node.count
        whole.summed += node.summed
        whole.approved += node.approved
        whole.paid += node.paid
        whole.budget += node.budget
        for light, count in node.lights.items():
            whole.lights[light] = whole.lights.get(light, 0) + count
    return whole


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    found = sorted(nodes, key=lambda node: node.organisation.code)
    for node in found:
        node.units.sort(key=lambda unit: unit.organisation.code)
    return found
