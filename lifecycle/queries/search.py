"""Search 搜索 within what a person sees: four short lists, nothing of a stranger's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lifecycle import clock, rights
from lifecycle.models import Indicator, Organisation, Project, ProjectYear, Seat, Target
from lifecycle.rights import Held
from lifecycle.roles import LEVEL_OF, Role
from lifecycle.scope import BY_THE_TREE, EVERYTHING, NOTHING, visible

MOST = 20
"""Rows shown of each kind."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, each kind apart, and which kinds have more than is shown."""

    projects: list[Any]
    organisations: list[Any]
    indicators: list[Any]
    people: list[Any]
    more: frozenset[str]

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.projects or self.organisations or self.indicators or self.people)


def search_for(user: Any, text: str, *, year: int, day: date | None = None) -> Found:
    """Find project-years of a year, organisations, indicators and people that a person may see."""
    day = day or clock.today()
    rows = {
        "projects": _projects(user, text, year, day),
        "organisations": organisations_for(user, day).filter(_named(text)),
        "indicators": _indicators(user, text, year, day),
        "people": _people(user, text, day),
    }
    read = {kind: list(found[: MOST + 1]) for kind, found in rows.items()}
    more = frozenset(kind for kind, found in read.items() if len(found) > MOST)
    return Found(**{kind: found[:MOST] for kind, found in read.items()}, more=more)


def organisations_for(user: Any, day: date | None = None) -> QuerySet[Organisation]:
    """Return the organisations a person sees: below their seats, and above, whom they can ask."""
    day = day or clock.today()
    seen = Q(pk__in=visible(Project, user, day).values("organisation"))
    return Organisation.objects.filter(seen | _own_tree(user, day)).order_by("code")


def _own_tree(user: Any, day: date) -> Q:
    seen = NOTHING
    for place in _places(rights.seats_of(user, day)):
        seen |= place
    return seen


def _places(held: list[Held]) -> Iterator[Q]:
    for seat in held:
        if seat.role is Role.AUDITOR:
            yield EVERYTHING
        elif seat.role in BY_THE_TREE or seat.role is Role.ADMINISTRATOR:
            yield _below(seat)
            yield _above(seat)


def _below(seat: Held) -> Q:
    level = LEVEL_OF[seat.role]
    own = Q(pk=seat.organisation_id)
    column = level if level in ("department", "desk", "bureau") else ""
    return own | (Q(**{column: seat.organisation_id}) if column else NOTHING)


def _above(seat: Held) -> Q:
    mine = Organisation.objects.filter(pk=seat.organisation_id)
    return Q(pk__in=mine.values("department")) | Q(pk__in=mine.values("desk"))


def _named(text: str, path: str = "") -> Q:
    return Q(**{f"{path}name__icontains": text}) | Q(**{f"{path}code__istartswith": text})


def _projects(user: Any, text: str, year: int, day: date) -> QuerySet[Any]:
    rows = visible(ProjectYear, user, day).filter(_named(text, "project__"), year=year)
    return rows.select_related("project__organisation").order_by("project__code")


def _indicators(user: Any, text: str, year: int, day: date) -> QuerySet[Any]:
    targets = visible(Target, user, day).filter(year=year).exclude(state=Target.State.VOID)
    rows = Indicator.objects.filter(name__icontains=text, target_set__in=targets)
    joined = rows.select_related("target_set__project_year__project__organisation")
    return joined.order_by("name", "pk")


def _people(user: Any, text: str, day: date) -> QuerySet[Any]:
    # An outsider sees the unit of an assigned project, not those who work there.
    places = Organisation.objects.filter(_own_tree(user, day))
    rows = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        organisation__in=places.order_by(),
        starts_on__lte=day,
        person__is_active=True,
        person__name__icontains=text,
    )
    return rows.select_related("person", "organisation").order_by("person__name", "pk")
