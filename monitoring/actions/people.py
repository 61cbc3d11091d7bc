"""Who sits where on a day: the readers of a digest, each with what concerns them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lifecycle.models import Person, Seat
from lifecycle.roles import LEVEL_OF, Role


@dataclass(frozen=True, slots=True)
class Concern:
    """What concerns one person, in order and each once, and in which roles."""

    subjects: dict[Any, None] = field(default_factory=dict)
    roles: dict[Any, None] = field(default_factory=dict)


def concerned(pairs: Iterable[tuple[Role, Any]], *, on: date) -> dict[Person, Concern]:
    """Gather for each person in office the objects of their seats."""
    wanted: dict[tuple[str, int | None], list[Any]] = {}
    for role, subject in pairs:
        if role in LEVEL_OF:
            place = subject.organisation_at(LEVEL_OF[role])
            wanted.setdefault((str(role), place), []).append(subject)
    seats = Seat.objects.filter(
        role__in={role for role, _place in wanted},
        organisation__in={place for _role, place in wanted if place},
        starts_on__lte=on,
        person__is_active=True,
    ).exclude(ends_on__lt=on)
    found: dict[Person, Concern] = {}
    for seat in seats.exclude(person__email="").select_related("person").order_by("pk"):
        concern = found.setdefault(seat.person, Concern())
        concern.roles[Role(seat.role).label] = None
        concern.subjects.update(dict.fromkeys(wanted.get((seat.role, seat.organisation_id), ())))
    return {person: concern for person, concern in found.items() if concern.subjects}
