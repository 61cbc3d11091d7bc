"""The first rows of a list and how many there are in all: what a panel shows, in one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value, Window

from lifecycle.queries.previews import SHOWN


@dataclass(frozen=True, slots=True)
class Some:
    """The first rows of a list and how many there are in all."""

    rows: list[Any]
    total: int


def part_of(rows: Any, part: Any) -> list[Any]:
    """Read a part of a list by its keys: what is joined to a row is joined to these alone."""
    if not isinstance(part, QuerySet):
        return list(part)
    keys = list(part.values_list("pk", flat=True))
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def some(rows: QuerySet[Any], *order: Any) -> Some:
    """Read the first rows of a list with the length of all of it, in one query.

    They are found by their keys, so that what is joined to a row is joined to these few alone.
    """
    keys = rows.order_by(*order, "pk").values("pk")[:SHOWN]
    whole: Any = rows.order_by().annotate(one=Value(1)).values("one")
    count = Subquery(whole.annotate(n=Count("*")).values("n"))
    found = list(rows.filter(pk__in=keys).annotate(of=count).order_by(*order, "pk"))
    return Some(found, found[0].of if found else 0)


def first_of(rows: QuerySet[Any], shown: QuerySet[Any], *order: Any) -> Some:
    """Show the first of some rows, where looking through all of a list is what costs.

    One pass counts them and finds the keys of the first, by which `shown` is then read.
    """
    counted = rows.order_by(*order, "pk").annotate(of=Window(Count("pk")))
    keys = list(counted.values_list("pk", "of")[:SHOWN])
    found = shown.in_bulk([key for key, _of in keys])
    return Some([found[key] for key, _of in keys if key in found], keys[0][1] if keys else 0)
