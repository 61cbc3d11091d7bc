"""Project-years 年度项目 as a person sees them, with what their newest target says."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.http import Http404

from lifecycle import clock, rights
from lifecycle.models import FiscalYear, Organisation, Project, ProjectYear, Target
from lifecycle.rights import Held
from lifecycle.roles import Level
from lifecycle.scope import visible, visible_from

SORTS: dict[str, Any] = {
    "code": F("project__code").asc(),
    "-code": F("project__code").desc(),
    "name": F("project__name").asc(),
    "-name": F("project__name").desc(),
    "unit": F("project__organisation__code").asc(),
    "-unit": F("project__organisation__code").desc(),
    "amount": F("amount").asc(nulls_last=True),
    "-amount": F("amount").desc(nulls_last=True),
    "year": F("year").asc(),
    "-year": F("year").desc(),
}
"""The orders a list may be asked for; a leading minus turns one round."""


def project_years_for(user: Any, day: date | None = None) -> QuerySet[Any]:
    """Return the project-years a person sees, with `amount` (元) and `target_state`."""
    day = day or clock.today()
    targets = visible(Target, user, day).filter(project_year=OuterRef("pk"))
    newest = targets.exclude(state=Target.State.VOID).order_by("-number")
    rows: Any = visible(ProjectYear, user, day)
    found: QuerySet[Any] = rows.select_related("project__organisation__department").annotate(
        amount=Subquery(newest.values("amount")[:1]),
        target_state=Subquery(newest.values("state")[:1]),
    )
    return found


def largest_of(
    seats: list[Held], year: int, day: date, *, limit: int = 5
) -> tuple[list[ProjectYear], int]:
    """Return a year's largest project-years seen from some seats, and how many there are."""
    targets = Target.objects.filter(project_year=OuterRef("pk")).exclude(state=Target.State.VOID)
    newest = targets.order_by("-number").values("amount")[:1]
    rows = visible_from(ProjectYear, seats, day).filter(year=year)
    found = list(
        rows.select_related("project__organisation")
        .annotate(amount=Subquery(newest), of=Window(Count("pk")))
        .order_by(F("amount").desc(nulls_last=True), "pk")[:limit]
    )
    return found, found[0].of if found else 0


def project_year_for(user: Any, pk: int, day: date | None = None) -> Any:
    """Return one project-year. Raises Http404 to whoever may not see it, as if there were none."""
    found = project_years_for(user, day).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def seen_among(user: Any, items: Iterable[Any], day: date | None = None) -> set[int]:
    """Return which of the project-years of some items a person may open."""
    keys = [item.project_year_id for item in items]
    rows = visible(ProjectYear, user, day or clock.today()).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def narrowed(rows: QuerySet[Any], wanted: Mapping[str, Any]) -> QuerySet[Any]:
    """Narrow and sort project-years by the cleaned values of a filter form."""
    columns = {
        "year": "year",
        "state": "target_state",
        "kind": "project__kind",
        "fund": "project__fund",
    }
    rows = rows.filter(**{c: wanted[name] for name, c in columns.items() if wanted.get(name)})
    if place := wanted.get("department"):
        here = Q(project__organisation=place) | Q(project__organisation__department=place)
        rows = rows.filter(here)
    if text := wanted.get("text"):
        rows = rows.filter(
            Q(project__name__icontains=text)
            | Q(project__code__startswith=text)
            | Q(project__organisation__name__icontains=text)
        )
    return rows.order_by(SORTS[wanted.get("sort") or "code"], "pk")


def departments_for(
    user: Any, day: date | None = None, *, held: list[Held] | None = None
) -> QuerySet[Organisation]:
    """Return the departments whose projects a person sees."""
    day = day or clock.today()
    seats = rights.seats_of(user, day) if held is None else held
    seen = visible_from(Project, seats, day)
    mine = Q(pk__in=seen.values("organisation__department")) | Q(pk__in=seen.values("organisation"))
    return Organisation.objects.filter(mine, level=Level.DEPARTMENT).order_by("code")


def years() -> list[int]:
    """List the open budget years, newest first."""
    return list(FiscalYear.objects.order_by("-year").values_list("year", flat=True))


def target_states() -> list[tuple[str, Any]]:
    """List the states of a target as choices."""
    return list(Target.State.choices)
