"""The monitoring board 监控看板: projects page by page, with their lights month by month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from lifecycle import queries
from lifecycle.models import Project
from lifecycle.rights import Held
from monitoring.models import LightResult
from monitoring.queries.leader import Share
from monitoring.queries.lights import LIGHTS
from monitoring.rules.lights import Light

SIZE = 20
"""Projects on a page."""
KINDS = tuple(str(kind) for kind in LightResult.Kind)


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Some projects in the order of their keys, and whether there are others beside them."""

    rows: list[Any]
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Lamp:
    """One light of one month as it was judged."""

    light: str
    sentence: str


Lamps = dict[tuple[int, str, int], Lamp]
"""By project-year, kind and month."""


def board_rows(user: Any, day: date, seats: Sequence[Held]) -> QuerySet[Any]:
    """Return the project-years a person sees; departments as a whole have no line of their own."""
    rows = queries.listed_for(user, day, seats)
    return rows.exclude(**{queries.own(rows, "kind"): Project.Kind.DEPARTMENT})


def lit_as(rows: QuerySet[Any], *, kind: str, light: str) -> QuerySet[Any]:
    """Keep the project-years whose newest light of a kind is this one; never judged is grey."""
    if kind != LightResult.Kind.PROJECT:
        rows = with_light(rows, kind)
    column = _column(kind)
    found = Q(**{column: light})
    return rows.filter(found | Q(**{column: None}) if light == Light.GREY else found)


def with_light(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Join the newest light of a kind, as `<kind>_light`."""
    judged = LightResult.objects.filter(
        project_year=OuterRef("pk"), year=OuterRef("year"), kind=kind
    ).order_by("-month", "-revision")
    joined: QuerySet[Any] = rows.annotate(**{_column(kind): Subquery(judged.values("light")[:1])})
    return joined


def _column(kind: str) -> str:
    return "light" if kind == LightResult.Kind.PROJECT else f"{kind}_light"


def counted_by_light(rows: QuerySet[Any]) -> dict[str, Share]:
    """Count the projects by their newest light, with their money in 元, in one query."""
    found = rows.order_by().values_list("light").annotate(
        n=Count("pk"), amount=Sum("budget"), none=Count("pk", filter=Q(budget=None))
    )  # fmt: skip
    shares = {str(light): Share() for light in LIGHTS}
    for light, count, amount, unknown in found:
        share = shares[light or str(Light.GREY)]
        share.count += count
        share.amount += amount or Decimal(0)
        share.unknown += unknown
    return shares


def page_of(rows: QuerySet[Any], *, after: int = 0, before: int = 0) -> BoardPage:
    """Read the page behind one key or before another: as fast on the last page as on the first."""
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: SIZE + 1])
        more, some = len(found) > SIZE, found[:SIZE][::-1]
        return BoardPage(some, some[0].pk if more else None, some[-1].pk if some else None)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: SIZE + 1])
    some = found[:SIZE]
    last = some[-1].pk if len(found) > SIZE else None
    return BoardPage(some, some[0].pk if after and some else None, last)


def lamps_of(project_years: Collection[int], year: int) -> Lamps:
    """Return every light of some project-years in a year, each in its newest revision."""
    rows = LightResult.objects.filter(project_year__in=project_years, year=year)
    newest = rows.order_by("project_year", "month", "kind", "-revision")
    columns = ("project_year", "kind", "month", "light", "sentence")
    found = newest.distinct("project_year", "month", "kind").values_list(*columns)
    return {(key, kind, month): Lamp(light, said) for key, kind, month, light, said in found}
