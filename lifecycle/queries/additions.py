"""What apps above the ground floor know of a project-year, joined to every list of them.

The ground floor must not import monitoring; so monitoring says how its light is found, and the
list, the tree and the header of a project-year show it without knowing where it comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

Join = Callable[[QuerySet[Any]], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Addition:
    """One fact: the column it is annotated as, and how it is found by correlated rows."""

    name: str
    join: Join


ADDITIONS: dict[str, Addition] = {}


def add(name: str) -> Callable[[Join], Join]:
    """Register how a fact of project-years is joined to a queryset of them, under its name."""

    def register(join: Join) -> Join:
        ADDITIONS[name] = Addition(name, join)
        return join

    return register


def joined(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Join every registered fact."""
    for addition in ADDITIONS.values():
        rows = addition.join(rows)
    return rows
