"""Halts 项目暂停或终止: which project-years they stop, and the list of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from lifecycle.rights import Held
from lifecycle.scope import visible_from
from monitoring.models import Halt

STANDING = (Halt.State.RECORDED, Halt.State.HALTED)


def halts_in_force(on: date | None = None) -> QuerySet[Any]:
    """Return what stands, on a day where one is named, once for each project-year that it `stops`.

    A document stops the project: the year of which it is recorded and every later one, until the
    project goes on.
    """
    years = "project_year__project__years"
    rows = Halt.objects.filter(state=Halt.State.HALTED, **{f"{years}__year__gte": F("year")})
    rows = rows.filter(halted_on__lte=on) if on else rows
    found: QuerySet[Any] = rows.order_by().annotate(stops=F(years))
    return found


def halt_of(project_year: int) -> Halt | None:
    """Return what stops a project-year now."""
    found: Halt | None = halts_in_force().filter(stops=project_year).order_by("-pk").first()
    return found


def stopped(on: date) -> set[int]:
    """Return the project-years that are stopped on a day: few at any time."""
    return set(halts_in_force(on).values_list("stops", flat=True))


def halts_for(seats: Sequence[Held], year: int, day: date) -> QuerySet[Halt]:
    """Return the halts that some seats see: those of a year, and what still stands of others."""
    earlier = Q(year__lt=year, state=Halt.State.HALTED)
    rows = visible_from(Halt, seats, day).filter(Q(year=year) | earlier)
    rows = rows.exclude(state=Halt.State.DRAFT)
    return rows.select_related("organisation", "project_year__project", "filed_by", "checked_by")
