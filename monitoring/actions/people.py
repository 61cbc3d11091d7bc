"""Who sits where on a day: the readers of a digest, each with what concerns them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lifecycle.models import Person, Seat, Substitution
from lifecycle.roles import LEVEL_OF, Role

Key = tuple[str, int | None]
Wanted = dict[Key, list[Any]]
HIGHER = {
    Role.UNIT_OFFICER: Role.UNIT_HEAD,
    Role.UNIT_HEAD: Role.DEPARTMENT_HEAD,
    Role.DEPARTMENT_OFFICER: Role.DEPARTMENT_HEAD,
    Role.DEPARTMENT_HEAD: Role.PERFORMANCE,
    Role.DESK: Role.PERFORMANCE,
    Role.PERFORMANCE: Role.LEADER,
}
"""Who is told where nobody sits in a role (warnings.md: next level plus system note)."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What concerns one person, in order and each once, by which seats, and in whose stead."""

    subjects: dict[Any, None] = field(default_factory=dict)
    roles: dict[Any, None] = field(default_factory=dict)
    seats: dict[tuple[str, int], None] = field(default_factory=dict)
    """The seats by role and organisation, those whose holder the person stands in for too."""
    vacant: dict[Any, None] = field(default_factory=dict)
    """The roles in which nobody sits, so that this person is told instead."""


def concerned(pairs: Iterable[tuple[Role, Any]], *, on: date) -> dict[Person, Concern]:
    """Gather for each person in office, and who stands in for them, the objects of their seats.

    Where nobody sits in a role, those of the next higher one are told, and why.
    """
    wanted: Wanted = {}
    for role, subject in pairs:
        _want(wanted, role, subject)
    found: dict[Person, Concern] = {}
    vacant: dict[Key, dict[Any, None]] = {}
    while wanted:
        seats = list(_seats(wanted, on))
        _gather(found, seats, wanted, vacant)
        wanted, vacant = _climbed(wanted, {(seat.role, seat.organisation_id) for seat in seats})
    _stand_in(found, on)
    return {person: one for person, one in found.items() if one.subjects and person.email}


def _want(wanted: Wanted, role: Role, subject: Any) -> None:
    if role in LEVEL_OF:
        place = subject.organisation_at(LEVEL_OF[role])
        wanted.setdefault((str(role), place), []).append(subject)


def _seats(wanted: Wanted, on: date) -> QuerySet[Seat]:
    seats = Seat.objects.filter(
        role__in={role for role, _place in wanted},
        organisation__in={place for _role, place in wanted if place},
        starts_on__lte=on,
        person__is_active=True,
    ).exclude(ends_on__lt=on)
    return seats.select_related("person").order_by("pk")


def _gather(
    found: dict[Person, Concern],
    seats: Iterable[Seat],
    wanted: Wanted,
    vacant: Mapping[Key, dict[Any, None]],
) -> None:
    for seat in seats:
        key = (seat.role, seat.organisation_id)
        if key not in wanted:
            continue
        concern = found.setdefault(seat.person, Concern())
        concern.roles[Role(seat.role).label] = None
        concern.seats[seat.role, seat.organisation_id] = None
        concern.subjects.update(dict.fromkeys(wanted[key]))
        concern.vacant.update(vacant.get(key, {}))


def _climbed(wanted: Wanted, filled: set[Key]) -> tuple[Wanted, dict[Key, dict[Any, None]]]:
    higher: Wanted = {}
    vacant: dict[Key, dict[Any, None]] = {}
    for (role, place), subjects in wanted.items():
        above = HIGHER.get(Role(role))
        if (role, place) in filled or above is None:
            continue
        for subject in subjects:
            _want(higher, above, subject)
            at = (str(above), subject.organisation_at(LEVEL_OF[above]))
            vacant.setdefault(at, {})[Role(role).label] = None
    return higher, vacant


def _stand_in(found: dict[Person, Concern], on: date) -> None:
    rows = Substitution.objects.filter(
        absent__in=list(found), starts_on__lte=on, ends_on__gte=on, substitute__is_active=True
    )
    for row in rows.select_related("absent", "substitute").order_by("pk"):
        own = found[row.absent]
        concern = found.setdefault(row.substitute, Concern())
        for ours, theirs in (
            (concern.subjects, own.subjects),
            (concern.roles, own.roles),
            (concern.seats, own.seats),
            (concern.vacant, own.vacant),
        ):
            ours.update(theirs)
