"""Narrowing a worklist: by stage, unit, due date, year, words and who claimed what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lifecycle.models import Claim, ProjectYear, Seat, Subject
from lifecycle.queries.duties import owed_by
from lifecycle.scope import own_path

CLAIMS = ("", "mine", "free", "others")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of a tab is wanted; an empty value wants everything.

    `stage` is `app.model`; `unit` the key of an organisation, with all below it; `due_by` the
    last due date wanted, of what somebody still owes; `claimed` one of CLAIMS.
    """

    stage: str = ""
    unit: int | None = None
    year: int | None = None
    due_by: date | None = None
    text: str = ""
    claimed: str = ""


ANYTHING = Narrowing()


def narrowed_to(rows: QuerySet[Any], wanted: Narrowing, mine: set[int], day: date) -> QuerySet[Any]:
    """Narrow the objects of one stage, or project-years; `mine` are those one claims as."""
    model: Any = rows.model
    place = "project__organisation" if model is ProjectYear else "organisation"
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.unit:
        rows = rows.filter(_within(place, wanted.unit))
    if wanted.text:
        rows = rows.filter(_about(model, place, wanted.text))
    if not issubclass(model, Subject):
        return rows.none() if wanted.due_by or wanted.claimed else rows
    if wanted.due_by:
        rows = owed_by(rows, wanted.due_by, day)
    return _claimed(rows, wanted.claimed, mine, day) if wanted.claimed else rows


def _within(place: str, unit: int) -> Q:
    levels = ("department", "desk", "bureau")
    found = Q(**{place: unit})
    for level in levels:
        found |= Q(**{f"{place}__{level}": unit})
    return found


def _about(model: Any, place: str, text: str) -> Q:
    path = "" if model is ProjectYear else own_path(model)
    project = "project" if model is ProjectYear else f"{path}__project"
    found = Q(**{f"{place}__name__icontains": text})
    if model is ProjectYear or path:
        found |= Q(**{f"{project}__name__icontains": text})
        found |= Q(**{f"{project}__code__startswith": text})
    return found


def _claimed(rows: QuerySet[Any], claimed: str, mine: set[int], day: date) -> QuerySet[Any]:
    model: Any = rows.model
    last = Claim.objects.filter(
        machine=model.stage(), object_id=OuterRef("pk"), version=OuterRef("version")
    ).order_by("-number")
    seats = Seat.objects.filter(
        person=OuterRef("holder"),
        person__is_active=True,
        role=OuterRef("role"),
        organisation=OuterRef("place"),
        starts_on__lte=day,
    ).exclude(ends_on__lt=day)
    held = Claim.objects.filter(Exists(seats), pk=OuterRef("last_claim"))
    rows = rows.annotate(last_claim=Subquery(last.values("pk")[:1]))
    if claimed == "free":
        return rows.exclude(Exists(held))
    own = held.filter(holder__in=mine)
    return rows.filter(Exists(own if claimed == "mine" else held.exclude(holder__in=mine)))
